//! Speaking: under one's name, or into the box. And taking it back.

use ::store::{Tx, params};

use super::super::model::{Channel, Fields, Kind, LONGEST, PointEvent, Population, Round, RoundState, Sign, Subject};
use super::super::store::{self, NewPoint};
use super::allowed;
use crate::app::{App, words_ready};
use crate::audit::{Act, Entry, content_hash, record};
use crate::auth::{Actor, Object, Verb};
use crate::error::{Error, Result, Rule};
use crate::id::Id;
use crate::letterbox::{Receipt, drop_into, take_back};
use crate::view::fields::Fields as Reader;

/// What a person chose and wrote on the form, as it was sent.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Choice {
    /// The line's key; empty where the person does not know.
    pub line: String,
    /// The population's code.
    pub population: String,
    /// The subject's code.
    pub subject: String,
    /// The kind's code.
    pub kind: String,
    /// The original.
    pub text: String,
    /// `yes` once the writer has seen what the page had to say about the text, from its script or on the review.
    pub reviewed: String,
}

impl Choice {
    /// Reads it against what the round offers. Where the round offers one only, it is not asked for.
    pub fn read(&self, round: &Round) -> Result<(Fields, String)> {
        let mut reader = Reader::default();
        let text = reader.verbatim("text", &self.text, LONGEST);
        let line = match (round.lines.as_slice(), self.line.trim()) {
            ([(only, _)], _) => Some(only.clone()),
            (_, "") => None,
            (_, chosen) => reader.choice("line", chosen, |t| Id::parse(t).filter(|id| round.has_line(id))),
        };
        let subject = match self.subject.trim() {
            "" => Some(Subject::Unsure),
            chosen => {
                reader.choice("subject", chosen, |t| Subject::parse(t).filter(|s| round.offered_subjects().contains(s)))
            }
        };
        let population = match round.populations.as_slice() {
            [only] => Some(*only),
            several => {
                reader.choice("population", &self.population, |t| Population::parse(t).filter(|p| several.contains(p)))
            }
        };
        let kind = match round.kinds.as_slice() {
            [only] => Some(*only),
            several => reader.choice("kind", &self.kind, |t| Kind::parse(t).filter(|k| several.contains(k))),
        };
        reader.finish()?;
        Ok((Fields { line, population, subject, kind, ..Fields::default() }, text))
    }
}

/// Whether the round takes opinions on this day: its state says so and its last day is not over, even where the
/// schedule has not closed it yet.
fn guard_open(round: &Round, today: jiff::civil::Date) -> Result<()> {
    if round.state == RoundState::Open && today <= round.closes_on {
        Ok(())
    } else {
        Err(Error::rule(Rule::RoundNotOpen))
    }
}

/// Speaks under one's name: the point, its author, its words and its audit line, in one unit.
pub async fn submit_named(app: &App, actor: &Actor, code: &str, choice: &Choice) -> Result<Id> {
    let act = Act::by(actor, app.clock.now());
    let (actor, code, choice) = (actor.clone(), code.to_owned(), choice.clone());
    let (id, search_key) = (Id::random(), crate::random::key());
    let hash = content_hash(choice.text.as_bytes());
    words_ready().await;
    app.db
        .write(move |tx| {
            let round = store::find_round_by_code(tx, &code)?.ok_or(Error::NotFound)?;
            let me = Object { owners: vec![actor.person.id.clone()], ..round.object() };
            actor.permit(Verb::OpinionSubmit, &me)?;
            guard_open(&round, act.now.today())?;
            if !round.allow_named {
                return Err(Error::rule(Rule::ModeNotAllowed));
            }
            let (fields, text) = choice.read(&round)?;
            let state = super::super::model::PointState::Submitted;
            store::insert_point(
                tx,
                &NewPoint {
                    id: &id,
                    round: &round.id,
                    campaign: &round.campaign,
                    sign: Sign::Named,
                    channel: Channel::Online,
                    received_on: act.now.today(),
                    fields: &fields,
                    cell_hidden: false,
                    text: &text,
                    text_hash: &hash,
                    state,
                    parent: None,
                    registered_by: None,
                    release: None,
                    batch: None,
                    search_key,
                },
            )?;
            tx.run(&store::INSERT_AUTHOR, &params![&id, &actor.person.id])?;
            let entry = Entry::new("opinion.submit", "point", &id).with("round", round.id.to_string());
            record(tx, &act, entry.hash(&hash))?;
            Ok(id.clone())
        })
        .await
}

/// Drops an opinion into the box. The one row that this writes is sealed; who, from where and when stays unknown.
pub async fn drop_anonymous(app: &App, code: &str, choice: &Choice) -> Result<Receipt> {
    let code = code.to_owned();
    let found = app.db.glance(move |tx| store::find_round_by_code(tx, &code)).await;
    let round = found.map_err(Error::Store)?.ok_or(Error::NotFound)?;
    let today = app.clock.now().today();
    guard_open(&round, today)?;
    if !round.allow_anonymous {
        return Err(Error::rule(Rule::ModeNotAllowed));
    }
    let (fields, text) = choice.read(&round)?;
    let slip = vec![
        ("line", fields.line.map(|id| id.to_string()).unwrap_or_default()),
        ("population", fields.population.map_or("", Population::code).to_owned()),
        ("subject", fields.subject.map_or("", Subject::code).to_owned()),
        ("kind", fields.kind.map_or("", Kind::code).to_owned()),
    ];
    let id = round.id.clone();
    let still_open = move |tx: &mut Tx<'_>| {
        let round = tx.one(&store::ROUND, &params![&id], store::read_round)?.ok_or(Error::NotFound)?;
        guard_open(&round, today)
    };
    drop_into(app, &round.in_box(), "point", slip, text, still_open).await
}

/// Takes back what one said under one's name, before it is merged.
pub async fn withdraw(app: &App, actor: &Actor, id: &Id) -> Result<()> {
    let act = Act::by(actor, app.clock.now());
    let (actor, id) = (actor.clone(), id.clone());
    app.db
        .write(move |tx| {
            let point = super::find(tx, &id)?;
            if point.author.as_ref().is_none_or(|(author, _)| *author != actor.person.id) {
                return Err(Error::NotFound);
            }
            let to = allowed(point.state.next(PointEvent::Withdraw))?;
            super::fate::drop_proposals(tx, &act, &point)?;
            store::set_point_state(tx, &id, point.state, to)?;
            let entry = Entry::new("opinion.withdraw", "point", &id).states(point.state.code(), to.code());
            Ok(record(tx, &act, entry)?)
        })
        .await
}

/// What came of taking back by receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TakenBack {
    /// It lay in the box still: it is gone, unopened.
    FromTheBox,
    /// The wish lies in the box now and is carried out when that is opened, if the point is not merged by then.
    AtTheNextOpening,
}

/// Takes back what one said anonymously. Done at once, the point would vanish from the clerk's list at the moment when
/// its author sat at a screen; so the wish takes the way of the opinion itself, through the box.
pub async fn withdraw_by_receipt(app: &App, receipt: &Receipt) -> Result<TakenBack> {
    if take_back(app, receipt).await? {
        return Ok(TakenBack::FromTheBox);
    }
    let key = receipt.released_key();
    let found = app.db.read(move |tx| tx.one(&store::POINT_OF_RECEIPT, &params![&key], store::read_point)).await;
    let point = found.map_err(Error::Store)?.ok_or_else(|| Error::rule(Rule::ReceiptUnknown))?;
    allowed(point.state.next(PointEvent::Withdraw))?;
    let parent = format!("round:{}", point.round);
    drop_into(app, &parent, "withdraw", vec![("point", point.id.to_string())], String::new(), |_| Ok(())).await?;
    Ok(TakenBack::AtTheNextOpening)
}
