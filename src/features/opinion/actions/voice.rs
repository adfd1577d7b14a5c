//! What whoever spoke says about the answer: a rating once, or an objection; and what the secretary decides.
//!
//! Ratings go through the box, even those of named points: a person in the office sees that an answer was rated, never by
//! which grade. An objection by receipt goes through the box too. All of them, of all rounds and campaigns, share one box
//! a day: that of one round, long after it closed, would often hold a single slip.

use ::store::{Tx, params};
use jiff::civil::Date;

use super::super::model::{
    Grade, LONGEST_REASON, OBJECT_DAYS, PointEvent, PointState, RoundEvent, RoundState, Standing, guard_object,
    guard_rate,
};
use super::super::store::{self, Point};
use super::{allowed, find, reason};
use crate::app::App;
use crate::audit::{Act, Entry, record};
use crate::auth::{Actor, Verb};
use crate::consequences::{Fact, apply};
use crate::error::{Error, Refusal, Result, Rule};
use crate::id::Id;
use crate::letterbox::{Opened, Receipt, Slip, drop_into};
use crate::view::fields::Fields as Reader;

/// The one box of these acts; it names neither round nor point.
const BOX: &str = "voice:all";

/// The last day on which an answer of this day may be rated or objected to.
pub fn last_day(calendar: &workday::Calendar, answered_on: Option<Date>) -> Option<Date> {
    calendar.add_working_days(answered_on?, OBJECT_DAYS).ok()
}

/// A point that the actor spoke under his name.
pub fn own(tx: &mut Tx<'_>, actor: &Actor, id: &Id) -> Result<Point> {
    let point = find(tx, id)?;
    let mine = point.author.as_ref().is_some_and(|(author, _)| *author == actor.person.id);
    if mine { Ok(point) } else { Err(Error::NotFound) }
}

/// The point of a receipt, or a part of it when the sheet was split.
async fn of_receipt(app: &App, receipt: &Receipt, part: Option<&Id>) -> Result<Point> {
    let (key, part) = (receipt.released_key(), part.cloned());
    app.db
        .read(move |tx| {
            let whole = tx.one(&store::POINT_OF_RECEIPT, &params![&key], store::read_point)?;
            let whole = whole.ok_or_else(|| Error::rule(Rule::ReceiptUnknown))?;
            match part.as_ref().filter(|part| **part != whole.id) {
                None => Ok(whole),
                Some(part) => {
                    let part = find(tx, part)?;
                    if part.parent.as_ref() == Some(&whole.id) { Ok(part) } else { Err(Error::NotFound) }
                }
            }
        })
        .await
}

/// Rates the answer to what one said under one's name.
pub async fn rate(app: &App, actor: &Actor, id: &Id, grade: &str) -> Result<()> {
    let (actor, id) = (actor.clone(), id.clone());
    let point = app.db.read(move |tx| own(tx, &actor, &id)).await?;
    drop_rating(app, &point, grade).await
}

/// Rates by receipt.
pub async fn rate_by_receipt(app: &App, receipt: &Receipt, part: Option<&Id>, grade: &str) -> Result<()> {
    let point = of_receipt(app, receipt, part).await?;
    drop_rating(app, &point, grade).await
}

async fn drop_rating(app: &App, point: &Point, grade: &str) -> Result<()> {
    let mut fields = Reader::default();
    let grade = fields.choice("grade", grade, Grade::parse);
    fields.finish()?;
    let until = last_day(&app.calendar, point.answered_on);
    guard_rate(point.state, point.rated, until, app.clock.now().today())?;
    let grade = grade.map_or("", Grade::code).to_owned();
    let slip = vec![("point", point.id.to_string()), ("grade", grade)];
    drop_into(app, BOX, "rating", slip, String::new(), |_| Ok(())).await.map(drop)
}

/// Objects to the answer to what one said under one's name: at once, and with one's name known to the office.
pub async fn object(app: &App, actor: &Actor, id: &Id, why: &str) -> Result<()> {
    let why = verbatim(why)?;
    let (actor, id, act) = (actor.clone(), id.clone(), Act::by(actor, app.clock.now()));
    let calendar = app.calendar.clone();
    app.db
        .write(move |tx| {
            let point = own(tx, &actor, &id)?;
            let today = act.now.today();
            let to = guard_object(point.state, last_day(&calendar, point.answered_on), today)?;
            store::object(tx, &Id::random(), &point, &why, today, to)?;
            let entry = Entry::new("opinion.object", "point", &id).states(point.state.code(), to.code());
            Ok(record(tx, &act, entry)?)
        })
        .await
}

/// Objects by receipt: a slip in the box, and nothing else.
pub async fn object_by_receipt(app: &App, receipt: &Receipt, part: Option<&Id>, why: &str) -> Result<()> {
    let why = verbatim(why)?;
    let point = of_receipt(app, receipt, part).await?;
    guard_object(point.state, last_day(&app.calendar, point.answered_on), app.clock.now().today())?;
    let slip = vec![("point", point.id.to_string())];
    drop_into(app, BOX, "objection", slip, why, |_| Ok(())).await.map(drop)
}

fn verbatim(why: &str) -> Result<String> {
    let mut fields = Reader::default();
    let why = fields.verbatim("reason", why, LONGEST_REASON);
    fields.finish()?;
    Ok(why)
}

/// Consequence: the box of ratings and objections was opened. What cannot count any more (the problem is open again,
/// the answer was rated by an earlier slip) is passed over. The grades are written after all marks, in an order of their
/// own, so that the two cannot be laid side by side.
pub fn voices_released(tx: &mut Tx<'_>, act: &Act, opened: &Opened) -> Result<()> {
    let mut grades: Vec<(Id, Option<Id>, Grade)> = Vec::new();
    let mut objections = 0_i64;
    for slip in &opened.slips {
        let Some(point) = spoken_of(tx, slip)? else { continue };
        match slip.kind.as_str() {
            "rating" => {
                let Some(grade) = slip.fields.get("grade").and_then(|g| Grade::parse(g)) else { continue };
                let Some(to) = point.state.next(PointEvent::Rate).filter(|_| !point.rated) else { continue };
                store::mark_rated(tx, &point, to)?;
                grades.push((point.campaign, point.item.map(|(id, _)| id), grade));
            }
            "objection" => {
                let Some(to) = point.state.next(PointEvent::Object) else { continue };
                store::object(tx, &Id::random(), &point, &slip.text, opened.day, to)?;
                objections += 1;
            }
            _ => {}
        }
    }
    crate::random::shuffle(&mut grades);
    for (campaign, item, grade) in &grades {
        store::insert_rating(tx, campaign, item.as_ref(), *grade)?;
    }
    let ratings = i64::try_from(grades.len()).unwrap_or(i64::MAX);
    let entry = Entry::new("opinion.voices", "box", BOX).with("ratings", ratings).with("objections", objections);
    Ok(record(tx, act, entry)?)
}

fn spoken_of(tx: &mut Tx<'_>, slip: &Slip) -> Result<Option<Point>> {
    let Some(id) = slip.fields.get("point").and_then(|id| Id::parse(id)) else { return Ok(None) };
    Ok(store::find_point(tx, &id)?)
}

/// The right to decide on an objection: the secretary, but never one who gave the answer, whom the point is about, or who
/// wrote it.
fn permit_decide(tx: &mut Tx<'_>, actor: &Actor, point: &Point) -> Result<()> {
    actor.permit(Verb::ObjectionDecide, &point.object_to_sort())?;
    if store::has_answered(tx, &point.id, &actor.person.id)? { Err(Error::Refused(Refusal::Conflict)) } else { Ok(()) }
}

/// The objection is right: the problem is open again. A point that was answered directly waits for another fate, and so
/// its round is being sorted again (I1).
pub async fn uphold(app: &App, actor: &Actor, id: &Id, why: &str) -> Result<()> {
    let why = reason(why, "reason")?;
    let (actor, id, act) = (actor.clone(), id.clone(), Act::by(actor, app.clock.now()));
    app.db
        .write(move |tx| {
            let point = find(tx, &id)?;
            point.permit_read(&actor)?;
            permit_decide(tx, &actor, &point)?;
            let event = if point.item.is_some() { PointEvent::Uphold } else { PointEvent::Reconsider };
            let to = allowed(point.state.next(event))?;
            settle(tx, &act, &actor, &point, to, Standing::Upheld, &why)?;
            tx.run(&store::SET_ANSWERED, &params![&id, None::<String>])?;
            match &point.item {
                Some((item, _)) => apply(tx, &act, &Fact::ObjectionUpheld(item.clone())),
                None => sort_again(tx, &act, &point),
            }
        })
        .await
}

fn sort_again(tx: &mut Tx<'_>, act: &Act, point: &Point) -> Result<()> {
    if matches!(point.round_state, RoundState::Open | RoundState::Closed) {
        return Ok(());
    }
    let to = allowed(point.round_state.next(RoundEvent::ResumeSorting))?;
    store::set_round_state(tx, &point.round, point.round_state, to)?;
    let entry = Entry::new("round.resume_sorting", "round", &point.round);
    Ok(record(tx, act, entry.states(point.round_state.code(), to.code()))?)
}

/// The objection is not right; whoever spoke reads the reason.
pub async fn dismiss(app: &App, actor: &Actor, id: &Id, why: &str) -> Result<()> {
    let why = reason(why, "reason")?;
    let (actor, id, act) = (actor.clone(), id.clone(), Act::by(actor, app.clock.now()));
    app.db
        .write(move |tx| {
            let point = find(tx, &id)?;
            point.permit_read(&actor)?;
            permit_decide(tx, &actor, &point)?;
            let to = allowed(point.state.next(PointEvent::Dismiss))?;
            settle(tx, &act, &actor, &point, to, Standing::Dismissed, &why)
        })
        .await
}

fn settle(
    tx: &mut Tx<'_>,
    act: &Act,
    actor: &Actor,
    point: &Point,
    to: PointState,
    standing: Standing,
    why: &str,
) -> Result<()> {
    let settled = store::settle_objection(tx, &point.id, standing, Some(why), Some(&actor.person.id), act.now.today())?;
    if !settled {
        return Err(Error::Stale);
    }
    store::set_point_state(tx, &point.id, point.state, to)?;
    let verb = if standing == Standing::Upheld { "objection.uphold" } else { "objection.dismiss" };
    let entry = Entry::new(verb, "point", &point.id).states(point.state.code(), to.code());
    Ok(record(tx, act, entry.reason(why))?)
}

/// For the schedule: answers whose window is over are closed, a day's at a time. A slip that was dropped on the last day
/// is opened on the day after, so closing waits for that opening.
pub async fn close_windows(app: &App) -> Result<()> {
    let act = Act::system(app.clock.now());
    let today = act.now.today();
    let days: Vec<String> = app.db.read(|tx| tx.all(&store::ANSWER_DAYS, &params![], |row| row.get(0))).await?;
    for day in days {
        let last = day.parse().ok().and_then(|day| last_day(&app.calendar, Some(day)));
        if last.and_then(|last| last.tomorrow().ok()).is_none_or(|opening| today <= opening) {
            continue;
        }
        let act = act.clone();
        app.db
            .write(move |tx| {
                let closed = tx.run(&store::CLOSE_ANSWERED, &params![&day])?;
                if closed == 0 {
                    return Ok(());
                }
                let entry = Entry::new("opinion.close", "answers", &day);
                Ok::<_, Error>(record(tx, &act, entry.with("points", i64::try_from(closed).unwrap_or(i64::MAX)))?)
            })
            .await?;
    }
    Ok(())
}
