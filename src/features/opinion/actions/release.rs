//! Consequence: the box of a round was opened.

use std::collections::{BTreeMap, HashMap};

use ::store::{Tx, params};

use super::super::model::{
    Channel, Fields, Kind, PointEvent, PointState, Population, Round, SMALL_CELL, Sign, Subject,
};
use super::super::store::{self, Cell, NewPoint};
use crate::audit::{Act, Entry, content_hash, record};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::letterbox::{Opened, Slip};

/// Writes the released points under random keys and returns their keys and hashes; carries out wishes to take back.
pub fn points_released(tx: &mut Tx<'_>, act: &Act, round: &str, opened: &Opened) -> Result<Vec<(Id, String)>> {
    let id = Id::parse(round).ok_or(Error::NotFound)?;
    let round = store::find_round(tx, &id)?
        .ok_or_else(|| Error::Internal(format!("the box holds slips for a round that does not exist: {id}")))?;
    let (points, wishes): (Vec<&Slip>, Vec<&Slip>) = opened.slips.iter().partition(|s| s.kind == "point");
    let points: Vec<(Fields, &Slip)> = points.into_iter().map(|slip| (fields(&slip.fields, &round), slip)).collect();
    let mut cells = store::visible_cells(tx, &round.id)?;
    if opened.alike.is_empty() {
        points.iter().for_each(|(fields, _)| *cells.entry(cell(fields)).or_default() += 1);
    }
    // Of a box in parts, points of earlier parts are counted twice, but only in cells that were large enough before.
    for ((kind, said), count) in opened.alike.iter() {
        if kind == "point" {
            *cells.entry(cell(&fields(said, &round))).or_default() += count;
        }
    }
    let mut released = Vec::with_capacity(points.len());
    for (fields, slip) in points {
        let (id, hash) = (Id::random(), content_hash(slip.text.as_bytes()));
        let hidden = is_small(&cells, &fields);
        let fields = if hidden { Fields { kind: fields.kind, ..Fields::default() } } else { fields };
        store::insert_point(
            tx,
            &NewPoint {
                id: &id,
                round: &round.id,
                campaign: &round.campaign,
                sign: Sign::Anonymous,
                channel: Channel::Box,
                received_on: opened.day,
                fields: &fields,
                cell_hidden: hidden,
                text: &slip.text,
                text_hash: &hash,
                state: PointState::Submitted,
                parent: None,
                registered_by: None,
                release: Some(&opened.release),
                batch: None,
                search_key: crate::random::key(),
            },
        )?;
        tx.run(&store::INSERT_RECEIPT, &params![&slip.receipt, &id])?;
        released.push((id, hash));
    }
    take_back(tx, act, &round.id, &wishes)?;
    Ok(released)
}

/// What the slip says, as far as the round offers it.
fn fields(said: &BTreeMap<String, String>, round: &Round) -> Fields {
    let text = |name: &str| said.get(name).map_or("", String::as_str);
    Fields {
        line: Id::parse(text("line")).filter(|id| round.has_line(id)),
        population: Population::parse(text("population")),
        subject: Subject::parse(text("subject")),
        kind: Kind::parse(text("kind")),
        ..Fields::default()
    }
}

fn cell(fields: &Fields) -> Cell {
    (
        fields.line.as_ref().map(Id::to_string).unwrap_or_default(),
        fields.population.map_or("", Population::code).to_owned(),
        fields.subject.map_or("", Subject::code).to_owned(),
    )
}

/// k = 5 counts the round's anonymous points whose fields are shown, and those that come with this opening.
fn is_small(cells: &HashMap<Cell, u64>, fields: &Fields) -> bool {
    cells.get(&cell(fields)).copied().unwrap_or(0) < SMALL_CELL
}

/// Wishes to take back that came through the box: what was merged in the meantime stays.
fn take_back(tx: &mut Tx<'_>, act: &Act, round: &Id, wishes: &[&Slip]) -> Result<()> {
    let mut taken = Vec::new();
    for wish in wishes {
        let Some(id) = wish.fields.get("point").and_then(|id| Id::parse(id)) else { continue };
        let Some(point) = store::find_point(tx, &id)? else { continue };
        if let Some(to) = point.state.next(PointEvent::Withdraw) {
            super::fate::drop_proposals(tx, act, &point)?;
            store::set_point_state(tx, &id, point.state, to)?;
            taken.push(id.to_string());
        }
    }
    if !taken.is_empty() {
        record(tx, act, Entry::new("opinion.withdraw", "round", round).with("points", taken))?;
    }
    Ok(())
}
