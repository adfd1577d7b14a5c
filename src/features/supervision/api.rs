//! The operations of this slice for programs.

use ::store::{Query, Row, StoreError, params};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::actions::{self, permit_read};
use super::model::{Colour, SlipEvent, SlipState};
use super::store::{self, OnSlip, Slip};
use crate::api::{Api, Call, Given, Listed, one};
use crate::error::{Error, Result};
use crate::id::Id;

/// A slip in the list.
#[derive(Serialize, ToSchema)]
struct SlipLineOut {
    id: Id,
    year: i64,
    serial: i64,
    colour: &'static str,
    matter: String,
    issued_on: String,
    reply_by: String,
    state: &'static str,
}

fn line(row: &Row<'_>) -> Result<SlipLineOut, StoreError> {
    Ok(SlipLineOut {
        id: row.get(0)?,
        year: row.get(1)?,
        serial: row.get(2)?,
        colour: store::colour(row, 3)?.code(),
        matter: row.get(4)?,
        issued_on: row.get(5)?,
        reply_by: row.get(6)?,
        state: store::state(row, 7)?.code(),
    })
}

/// Somebody on a slip.
#[derive(Serialize, ToSchema)]
struct OnSlipOut {
    person: Id,
    name: String,
    /// Whether the person answers it; the others read a copy.
    answers: bool,
}

/// A slip.
#[derive(Serialize, ToSchema)]
struct SlipOut {
    id: Id,
    campaign: Id,
    item: Id,
    year: i16,
    serial: u32,
    colour: &'static str,
    matter: String,
    due_on: String,
    requirement: String,
    issued_on: String,
    reply_by: String,
    /// Null where the calendar issued it.
    issued_by: Option<Id>,
    state: &'static str,
    acknowledged_on: Option<String>,
    reply: Option<String>,
    replied_on: Option<String>,
    /// What the office says of the reply.
    opinion: Option<String>,
    closed_on: Option<String>,
    people: Vec<OnSlipOut>,
}

impl SlipOut {
    fn of((slip, people): (Slip, Vec<OnSlip>)) -> SlipOut {
        let day = |d: Option<jiff::civil::Date>| d.map(|d| d.to_string());
        let people = people.into_iter().map(|p| OnSlipOut { person: p.id, name: p.name, answers: p.answers });
        SlipOut {
            id: slip.id,
            campaign: slip.campaign,
            item: slip.item,
            year: slip.year,
            serial: slip.serial,
            colour: slip.colour.code(),
            matter: slip.matter,
            due_on: slip.due_on.to_string(),
            requirement: slip.requirement,
            issued_on: slip.issued_on.to_string(),
            reply_by: slip.reply_by.to_string(),
            issued_by: slip.issued_by,
            state: slip.state.code(),
            acknowledged_on: day(slip.acknowledged_on),
            reply: slip.reply,
            replied_on: day(slip.replied_on),
            opinion: slip.opinion,
            closed_on: day(slip.closed_on),
            people: people.collect(),
        }
    }
}

/// A slip to be issued by hand; who reads a copy follows from its colour.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewSlipIn {
    item: Id,
    /// `blue`, `yellow` or `red`.
    colour: String,
    requirement: String,
    reply_by: String,
}

/// `acknowledge`, `answer`, `return`, `close` or `withdraw`, with the words that some of them need.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SlipEventIn {
    event: String,
    #[serde(default)]
    text: String,
}

async fn list(c: Call) -> Result<Listed<SlipLineOut>> {
    let mut query = c.paged(Query::new().allowed(actions::listable(&c.actor)))?;
    if let Some(id) = c.asked_id("item")? {
        query = query.filter("item", params![id]);
    }
    let mut given = Given::new();
    if let Some(colour) = given.code("colour", c.asked("colour"), Colour::parse) {
        query = query.filter("colour", params![colour.code()]);
    }
    if let Some(state) = given.code("state", c.asked("state"), SlipState::parse) {
        query = query.filter("state", params![state.code()]);
    }
    given.finish(Some(()))?;
    let page = c.app.db.read(move |tx| tx.page(&store::SLIPS, &query, line).map_err(Error::from)).await?;
    Ok(Listed::of(page, |row| row))
}

async fn show(c: Call) -> Result<SlipOut> {
    let (actor, id) = (c.actor.clone(), c.id("id")?);
    let read = c.app.db.read(move |tx| {
        let (slip, people) = store::find(tx, &id)?;
        permit_read(&actor, &slip, &people)?;
        Ok::<_, Error>((slip, people))
    });
    read.await.map(SlipOut::of)
}

/// The operations.
pub fn api() -> Api {
    Api::new("supervision")
        .get("/slips", "listSlips", "The newest first.", &["item", "colour", "state", "after", "limit"], list)
        .get("/slips/{id}", "readSlip", "One slip, with everybody on it.", &[], show)
        .post("/slips", "issueSlip", "Chases an item by hand.", |c: Call, s: NewSlipIn| async move {
            let colour = one("colour", &s.colour, Colour::parse)?;
            actions::issue(&c.app, &c.actor, &s.item, Some(colour), &s.requirement, &s.reply_by).await
        })
        .post(
            "/slips/{id}/events",
            "advanceSlip",
            "Receipt, reply, or what the office says.",
            |c: Call, e: SlipEventIn| async move {
                let event = one("event", &e.event, SlipEvent::parse)?;
                actions::advance(&c.app, &c.actor, &c.id("id")?, event, &e.text).await
            },
        )
}
