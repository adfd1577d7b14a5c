//! What is done with slips.

use ::store::{Predicate, Tx, params};
use jiff::civil::Date;

use super::model::{Colour, LONGEST, REPLY_DAYS, SlipEvent, SlipState, colour_due, copies};
use super::store::{self, Item, Slip};
use crate::app::App;
use crate::audit::{Act, Entry, record};
use crate::auth::{Actor, Object, Reach, Verb};
use crate::error::{Error, Refusal, Result, Rule};
use crate::id::Id;
use crate::view::fields::Fields;

/// The hour from which the calendar is looked at.
const HOUR: i8 = 7;

/// Once a day: issues the slips that the calendar asks for, and ends those whose item is done. Any process may do it; a second
/// look on the same day finds nothing to do.
pub async fn look_at_the_calendar(app: &App) -> Result<usize> {
    let (act, calendar) = (Act::system(app.clock.now()), app.calendar.clone());
    let today = act.now.today();
    if act.now.hour() < HOUR {
        return Ok(0);
    }
    let done = app.db.read(move |tx| tx.one(&store::DAY_TAKEN, &params![today.to_string()], |row| row.get::<i64>(0)));
    if done.await?.is_some() {
        return Ok(0);
    }
    app.db
        .write(move |tx| {
            if tx.run(&store::TAKE_DAY, &params![today.to_string()])? != 1 {
                return Ok(0);
            }
            end_overtaken(tx, &act)?;
            let mut issued = 0;
            for (item, chased) in store::chased(tx, today)? {
                let colour = colour_due(&chased, &calendar, today).map_err(|e| Error::Internal(e.to_string()))?;
                let Some(colour) = colour else { continue };
                let reply_by = reply_by(&calendar, today)?;
                let requirement = item.requirement.clone();
                insert(tx, &act, &item, colour, chased.due, &requirement, reply_by, None)?;
                issued += 1;
            }
            Ok(issued)
        })
        .await
}

fn reply_by(calendar: &workday::Calendar, today: Date) -> Result<Date> {
    calendar.add_working_days(today, REPLY_DAYS).map_err(|e| Error::Internal(e.to_string()))
}

fn end_overtaken(tx: &mut Tx<'_>, act: &Act) -> Result<()> {
    let open = tx.all(&store::OVERTAKEN, &params![], |row| Ok((row.get::<Id>(0)?, store::state(row, 1)?)))?;
    for (id, state) in open {
        if let Some(to) = state.next(SlipEvent::ItemClosed) {
            tx.run(&store::SET_STATE, &params![&id, state.code(), to.code()])?;
            tx.run(&store::SET_OPINION, &params![&id, None::<String>, act.now.today().to_string()])?;
            record(tx, act, Entry::new("supervision.item_closed", "slip", &id).states(state.code(), to.code()))?;
        }
    }
    Ok(())
}

#[allow(clippy::too_many_arguments, reason = "the columns of a slip")]
fn insert(
    tx: &mut Tx<'_>,
    act: &Act,
    item: &Item,
    colour: Colour,
    due: Date,
    requirement: &str,
    reply_by: Date,
    by: Option<&Id>,
) -> Result<Id> {
    let Some(owner) = &item.owner else { return Err(Error::rule(Rule::ItemWithoutOwner)) };
    let (id, today) = (Id::ordered(act.now), act.now.today());
    let year = i64::from(today.year());
    let serial: i64 = tx.one(&store::NEXT_NUMBER, &params![year], |row| row.get(0))?.unwrap_or(1);
    let (due, issued) = (due.to_string(), today.to_string());
    let row = params![
        &id,
        &item.campaign,
        &item.id,
        year,
        serial,
        colour.code(),
        &item.problem,
        due,
        requirement,
        &issued,
        reply_by.to_string(),
        by
    ];
    tx.run(&store::INSERT, &row)?;
    tx.run(&store::INSERT_PERSON, &params![&id, owner, "answer"])?;
    let told = copies(colour, item.unanswered);
    let mut readers: Vec<Id> = Vec::new();
    if let Some(unit) = item.lead_unit.as_ref().filter(|_| told.heads) {
        readers.extend(tx.all(&store::HEADS, &params![unit, &issued], |row| row.get::<Id>(0))?);
    }
    readers.extend(item.lead_cadre.clone().filter(|_| told.lead));
    if told.secretary {
        readers.extend(tx.all(&store::SECRETARIES, &params![&issued], |row| row.get::<Id>(0))?);
    }
    for reader in &readers {
        tx.run(&store::INSERT_PERSON, &params![&id, reader, "copy"])?;
    }
    let entry = Entry::new("supervision.issue", "slip", &id).with("item", item.id.to_string());
    record(tx, act, entry.with("colour", colour.code()).with("copies", readers.len()))?;
    Ok(id)
}

/// Issues a slip by hand, with what is asked and until when.
pub async fn issue(
    app: &App,
    actor: &Actor,
    item: &Id,
    colour: Option<Colour>,
    requirement: &str,
    reply_by: &str,
) -> Result<Id> {
    let act = Act::by(actor, app.clock.now());
    let today = act.now.today();
    let mut fields = Fields::default();
    let requirement = fields.text("requirement", requirement, LONGEST);
    let until = fields.date("reply_by", reply_by);
    if until < today {
        fields.wrong("reply_by", Rule::ReplyInPast);
    }
    if colour.is_none() {
        fields.wrong("colour", Rule::UnknownChoice);
    }
    fields.finish()?;
    let (actor, item, colour) = (actor.clone(), item.clone(), colour.unwrap_or(Colour::Blue));
    app.db
        .write(move |tx| {
            let (item, _, bucket) = store::find_item(tx, &item, today)?;
            permit_issue(&actor, &item)?;
            if !matches!(bucket.as_str(), "doing" | "next") {
                return Err(Error::rule(Rule::WrongState));
            }
            let due = item.due_on.ok_or(Error::rule(Rule::WrongState))?;
            insert(tx, &act, &item, colour, due, &requirement, until, Some(&actor.person.id))
        })
        .await
}

/// Whether somebody may chase an item: whoever may not see it finds none.
pub fn permit_issue(actor: &Actor, item: &Item) -> Result<()> {
    let object = Object { campaign: Some(item.campaign.clone()), ..Object::default() };
    actor.permit(Verb::SlipIssue, &object)
}

/// Whether somebody may read a slip: those who issue such, and those who stand on it.
pub fn permit_read(actor: &Actor, slip: &Slip, people: &[store::OnSlip]) -> Result<()> {
    let on: Vec<Id> = people.iter().map(|person| person.id.clone()).collect();
    let object = slip.object(&on);
    actor.permit(Verb::SlipRead, &object).or_else(|_| actor.permit_read(Verb::SlipAnswer, &object))
}

/// The slips that somebody may list: those of his campaigns, and those he stands on.
pub fn listable(actor: &Actor) -> Predicate {
    let reach = Reach { own: true, ..actor.reach(Verb::SlipRead) };
    reach.predicate(&actor.person.id, &store::COLUMNS)
}

/// Takes a slip one step on: the addressee confirms and answers; the office returns, closes, withdraws. Whoever answers never
/// judges his own answer.
pub async fn advance(app: &App, actor: &Actor, id: &Id, event: SlipEvent, text: &str) -> Result<()> {
    let act = Act::by(actor, app.clock.now());
    let mut fields = Fields::default();
    let text = fields.optional("text", text, LONGEST);
    if event.needs_text() && text.is_none() {
        fields.wrong("text", Rule::Missing);
    }
    fields.finish()?;
    let (actor, id) = (actor.clone(), id.clone());
    app.db
        .write(move |tx| {
            let (slip, people) = store::find(tx, &id)?;
            permit_read(&actor, &slip, &people)?;
            let answers: Vec<Id> = people.iter().filter(|p| p.answers).map(|p| p.id.clone()).collect();
            let mine = answers.contains(&actor.person.id);
            if event.is_addressees() {
                actor.permit(Verb::SlipAnswer, &slip.object(&answers))?;
            } else {
                actor.permit(Verb::SlipIssue, &slip.object(&[]))?;
                if mine {
                    return Err(Error::Refused(Refusal::Conflict));
                }
            }
            let to = slip.state.next(event).ok_or(Error::rule(Rule::WrongState))?;
            if tx.run(&store::SET_STATE, &params![&id, slip.state.code(), to.code()])? != 1 {
                return Err(Error::Stale);
            }
            let today = act.now.today().to_string();
            if matches!(to, SlipState::Acknowledged | SlipState::Answered) && event.is_addressees() {
                tx.run(&store::SET_ACKNOWLEDGED, &params![&id, &today])?;
            }
            if event == SlipEvent::Answer {
                tx.run(&store::SET_REPLY, &params![&id, &text, &today])?;
            }
            if !event.is_addressees() {
                let ended = matches!(to, SlipState::Closed | SlipState::Withdrawn).then_some(today);
                tx.run(&store::SET_OPINION, &params![&id, &text, ended])?;
            }
            let mut entry = Entry::new(&format!("supervision.{}", event.code()), "slip", &id);
            entry = entry.states(slip.state.code(), to.code());
            if let Some(text) = &text {
                entry = entry.reason(text);
            }
            Ok(record(tx, &act, entry)?)
        })
        .await
}
