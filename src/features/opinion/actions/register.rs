//! The clerk's pen: paper, seminars, calls; and one sheet into several points.

use ::store::{Tx, params};
use jiff::civil::Date;

use super::super::model::{Channel, Fields, LONGEST, LONGEST_SHEET, PointEvent, PointState, RoundState, Sign};
use super::super::store::{self, NewPoint, Point};
use super::{allowed, first_state, insert_batch};
use crate::app::{App, words_ready};
use crate::audit::{Act, Entry, content_hash, record};
use crate::auth::{Actor, Object, Verb};
use crate::error::{Error, Result, Rule};
use crate::id::Id;
use crate::view::fields::Fields as Reader;

/// What a clerk writes down.
#[derive(Clone, Debug)]
pub struct Registration {
    /// The way it came.
    pub channel: Channel,
    /// The day it was received.
    pub received_on: Date,
    /// Who signed it; `None`: nobody did, and nobody is guessed.
    pub signed_by: Option<Id>,
    /// Its fields, as far as they are known.
    pub fields: Fields,
    /// The originals, one point each; a whole sheet is one, to be split.
    pub texts: Vec<String>,
}

/// Registers one or several points; returns their keys. Several have one audit line with the root over all.
pub async fn register(app: &App, actor: &Actor, round: &Id, what: Registration) -> Result<Vec<Id>> {
    let act = Act::by(actor, app.clock.now());
    let (actor, round) = (actor.clone(), round.clone());
    let points = prepare(&what.texts, if what.texts.len() == 1 { LONGEST_SHEET } else { LONGEST })?;
    let batch = (points.len() > 1).then(Id::random);
    words_ready().await;
    app.db
        .write(move |tx| {
            let round = store::find_round(tx, &round)?.ok_or(Error::NotFound)?;
            let lines = what.fields.line.iter().cloned().collect();
            // A congress delegate writes down what was said to him: his own act, whatever the round's unit (5.2, `o C`).
            let owners = vec![actor.person.id.clone()];
            actor.permit(Verb::OpinionRegister, &Object { lines, owners, ..round.object() })?;
            if round.state != RoundState::Open {
                return Err(Error::rule(Rule::RoundNotOpen));
            }
            if what.received_on < round.opens_on || what.received_on > act.now.today() {
                return Err(Error::field("day", Rule::DayOutside));
            }
            let keys: Vec<(Id, String)> = points.iter().map(|p| (p.id.clone(), p.hash.clone())).collect();
            if let Some(batch) = &batch {
                let root = insert_batch(tx, batch, &round.id, "register", &keys)?;
                let entry = Entry::new("opinion.register", "point_batch", batch).with("round", round.id.to_string());
                record(tx, &act, entry.with("count", keys.len()).hash(&root))?;
            }
            for point in &points {
                let fields = &what.fields;
                let long = point.text.chars().count() > LONGEST;
                let state = if long { PointState::Submitted } else { first_state(fields, false) };
                let sign = if what.signed_by.is_some() { Sign::Named } else { Sign::Unsigned };
                let new = NewPoint {
                    id: &point.id,
                    round: &round.id,
                    campaign: &round.campaign,
                    sign,
                    channel: what.channel,
                    received_on: what.received_on,
                    fields,
                    cell_hidden: false,
                    text: &point.text,
                    text_hash: &point.hash,
                    state,
                    parent: None,
                    registered_by: Some(&actor.person.id),
                    release: None,
                    batch: batch.as_ref(),
                    search_key: point.search_key,
                };
                store::insert_point(tx, &new)?;
                if let Some(person) = &what.signed_by {
                    tx.run(&store::INSERT_AUTHOR, &params![&point.id, person])?;
                }
                if batch.is_none() {
                    let entry = Entry::new("opinion.register", "point", &point.id).with("round", round.id.to_string());
                    record(tx, &act, entry.hash(&point.hash))?;
                }
            }
            Ok(points.iter().map(|p| p.id.clone()).collect())
        })
        .await
}

struct Prepared {
    id: Id,
    hash: String,
    search_key: i64,
    text: String,
}

/// Keys and hashes, made before the unit begins so that running it again changes nothing.
fn prepare(texts: &[String], longest: usize) -> Result<Vec<Prepared>> {
    let mut reader = Reader::default();
    let mut points = Vec::with_capacity(texts.len());
    for text in texts {
        let text = reader.verbatim("text", text, longest);
        points.push(Prepared {
            id: Id::random(),
            hash: content_hash(text.as_bytes()),
            search_key: crate::random::key(),
            text,
        });
    }
    if texts.is_empty() {
        reader.wrong("text", Rule::Missing);
    }
    reader.finish()?;
    Ok(points)
}

/// One of the points that a sheet is split into.
#[derive(Clone, Debug)]
pub struct Piece {
    /// The words, copied from the sheet.
    pub text: String,
    /// Its fields; in a hidden cell line, population and subject are ignored.
    pub fields: Fields,
}

/// Splits a sheet into at least two points. The sheet is kept and stands behind them; the points count in its place.
pub async fn split(app: &App, actor: &Actor, id: &Id, pieces: Vec<Piece>) -> Result<Vec<Id>> {
    if pieces.len() < 2 {
        return Err(Error::rule(Rule::SplitTooFew));
    }
    let act = Act::by(actor, app.clock.now());
    let (actor, id) = (actor.clone(), id.clone());
    let texts: Vec<String> = pieces.iter().map(|p| p.text.clone()).collect();
    let points = prepare(&texts, LONGEST)?;
    let batch = Id::random();
    words_ready().await;
    app.db
        .write(move |tx| {
            let sheet = super::find(tx, &id)?;
            actor.permit(Verb::OpinionSort, &sheet.object_to_sort())?;
            let to = allowed(sheet.state.next(PointEvent::Split))?;
            super::fate::guard_no_proposal(tx, &sheet)?;
            store::set_point_state(tx, &id, sheet.state, to)?;
            // Found once, through its points.
            tx.text_delete(super::super::TEXT_INDEX, sheet.search_key)?;
            let keys: Vec<(Id, String)> = points.iter().map(|p| (p.id.clone(), p.hash.clone())).collect();
            let root = insert_batch(tx, &batch, &sheet.round, "split", &keys)?;
            for (point, piece) in points.iter().zip(&pieces) {
                insert_piece(tx, &actor, &sheet, &batch, point, &piece.fields)?;
            }
            let entry = Entry::new("opinion.split", "point_batch", &batch).with("point", id.to_string());
            record(tx, &act, entry.with("count", keys.len()).hash(&root))?;
            Ok(points.iter().map(|p| p.id.clone()).collect())
        })
        .await
}

fn insert_piece(
    tx: &mut Tx<'_>,
    actor: &Actor,
    sheet: &Point,
    batch: &Id,
    point: &Prepared,
    given: &Fields,
) -> Result<()> {
    let mut fields = Fields {
        line: given.line.clone().or_else(|| sheet.fields.line.clone()),
        population: given.population.or(sheet.fields.population),
        subject: given.subject.or(sheet.fields.subject),
        kind: given.kind.or(sheet.fields.kind),
        ..given.clone()
    };
    if sheet.cell_hidden {
        fields = Fields { line: None, population: None, subject: None, ..fields };
    }
    let anonymous = sheet.sign == Sign::Anonymous;
    let state = first_state(&fields, sheet.cell_hidden);
    let new = NewPoint {
        id: &point.id,
        round: &sheet.round,
        campaign: &sheet.campaign,
        sign: sheet.sign,
        channel: sheet.channel,
        received_on: sheet.received_on,
        fields: &fields,
        cell_hidden: sheet.cell_hidden,
        text: &point.text,
        text_hash: &point.hash,
        state,
        parent: Some(&sheet.id),
        // The audit line says who split; a row of an anonymous point names nobody at all (I12).
        registered_by: (!anonymous).then_some(&actor.person.id),
        release: sheet.release.as_ref(),
        batch: Some(batch),
        search_key: point.search_key,
    };
    store::insert_point(tx, &new)?;
    if let Some((author, _)) = &sheet.author {
        tx.run(&store::INSERT_AUTHOR, &params![&point.id, author])?;
    }
    Ok(())
}
