//! What can be done with a plan, one function a verb.

use ::store::{Tx, params};
use jiff::civil::Date;

use super::model::{
    Difference, PlanEvent, PlanState, REQUIREMENT_LONGEST, TEXT_LONGEST, TITLE_LONGEST, difference, guard_content,
    guard_submit, part,
};
use super::store::{self, Planned, Version};
use crate::app::App;
use crate::audit::{Act, Entry, content_hash, record};
use crate::auth::{Actor, Object, Verb};
use crate::consequences;
use crate::consequences::plan_text::{PARTS, PlanChange};
use crate::error::{Error, Refusal, Result, Rule};
use crate::id::Id;
use crate::view::fields::Fields;

/// What an office writes.
#[derive(Clone, Debug, Default)]
#[allow(missing_docs, reason = "the parts of the plan")]
pub struct PlanDraft {
    pub title: String,
    pub preface: String,
    pub general: String,
    pub safeguards: String,
    pub three_parts: bool,
    /// The items in order.
    pub items: Vec<PlanDraftItem>,
}

/// An item that is in it.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "plain")]
pub struct PlanDraftItem {
    pub item: Id,
    /// The code of its part.
    pub part: String,
    /// What it changes of the item; `None` or the same leaves it as it is.
    pub requirement: Option<String>,
    pub due_on: Option<Date>,
}

/// A version that the actor may read; any other does not exist for him. Two queries.
pub fn readable(tx: &mut Tx<'_>, actor: &Actor, id: &Id) -> Result<Version> {
    let it = store::find(tx, id)?;
    let published = match &it.publication {
        Some(publication) => tx
            .one(&store::READER, &params![publication, &actor.person.id], |row| row.get::<i64>(0))?
            .is_some_and(|readers| readers > 0),
        None => false,
    };
    actor.permit_read(Verb::PlanRead, &it.object(published))?;
    Ok(it)
}

/// A version against another one of its campaign, by number; without one, against the one before. Gives the version, the
/// other's number and what differs. At most nine queries.
pub fn compare(tx: &mut Tx<'_>, actor: &Actor, id: &Id, with: Option<i64>) -> Result<(Version, i64, Difference)> {
    let it = readable(tx, actor, id)?;
    let other = store::by_no(tx, &it.campaign, with.unwrap_or(it.no - 1))?.ok_or(Error::NotFound)?;
    let other = readable(tx, actor, &other.id)?;
    let differs = difference(&store::text(tx, &other)?, &store::text(tx, &it)?);
    Ok((it, other.no, differs))
}

async fn on_version<R, F>(app: &App, actor: &Actor, id: &Id, verb: Verb, f: F) -> Result<R>
where
    R: Send + 'static,
    F: Fn(&mut Tx<'_>, &Act, &Actor, Version) -> Result<R> + Send + 'static,
{
    let act = Act::by(actor, app.clock.now());
    let (actor, id) = (actor.clone(), id.clone());
    app.db
        .write(move |tx| {
            let it = readable(tx, &actor, &id)?;
            actor.permit(verb, &it.object(false))?;
            f(tx, &act, &actor, it)
        })
        .await
}

fn step(it: &Version, event: PlanEvent) -> Result<PlanState> {
    it.state.next(event).ok_or_else(|| Error::rule(Rule::WrongState))
}

fn move_on(tx: &mut Tx<'_>, it: &Version, to: PlanState) -> Result<()> {
    let moved = tx.run(&store::SET_STATE, &params![&it.id, it.state.code(), to.code()])?;
    if moved == 1 { Ok(()) } else { Err(Error::Stale) }
}

fn told(verb: &str, it: &Version, to: PlanState) -> Entry {
    Entry::new(verb, "plan", &it.id).states(it.state.code(), to.code())
}

/// Begins a campaign's plan: its first version, with every item that has content.
pub async fn create_plan(app: &App, actor: &Actor, campaign: &Id, title: &str) -> Result<Id> {
    let act = Act::by(actor, app.clock.now());
    let mut fields = Fields::default();
    let title = fields.text("title", title, TITLE_LONGEST);
    fields.finish()?;
    let (actor, campaign, id) = (actor.clone(), campaign.clone(), Id::random());
    app.db
        .write(move |tx| {
            let versions = tx.one(&store::CAMPAIGN, &params![&campaign], |row| row.get::<i64>(0))?;
            let versions = versions.ok_or(Error::NotFound)?;
            actor.permit(Verb::PlanEdit, &Object { campaign: Some(campaign.clone()), ..Object::default() })?;
            if versions > 0 {
                return Err(Error::rule(Rule::PlanExists));
            }
            let today = act.now.today().to_string();
            let row = params![&id, &campaign, 1, &title, "", "", "", false, &actor.person.id, &today, None::<String>];
            tx.run(&store::INSERT, &row)?;
            let items = store::choices(tx, &campaign)?;
            let full = items.iter().filter(|p| guard_content(&p.item.problem, &p.item.requirement).is_ok());
            for (at, planned) in (1_i64..).zip(full) {
                let none = None::<String>;
                tx.run(&store::INSERT_ITEM, &params![&id, &planned.item.id, at, "rectify", &none, &none])?;
            }
            record(tx, &act, Entry::new("plan.create", "plan", &id).with("no", 1))?;
            Ok(id.clone())
        })
        .await
}

/// Writes a draft, or revises the text after the comments. `seen`: the version that was looked at.
pub async fn save_plan(app: &App, actor: &Actor, id: &Id, seen: Option<i64>, draft: &PlanDraft) -> Result<()> {
    let draft = checked(draft)?;
    on_version(app, actor, id, Verb::PlanEdit, move |tx, act, _, it| {
        step(&it, PlanEvent::Save)?;
        if seen.is_some_and(|seen| seen != it.version) {
            return Err(Error::Stale);
        }
        let row = params![
            &it.id,
            it.version,
            &draft.title,
            &draft.preface,
            &draft.general,
            &draft.safeguards,
            draft.three_parts
        ];
        if tx.run(&store::SAVE, &row)? != 1 {
            return Err(Error::Stale);
        }
        let known = store::choices(tx, &it.campaign)?;
        tx.run(&store::CLEAR_ITEMS, &params![&it.id])?;
        for (at, item) in (1_i64..).zip(&draft.items) {
            let (requirement, due_on) = changed(&known, item)?;
            let row = params![&it.id, &item.item, at, &item.part, requirement, due_on];
            tx.run(&store::INSERT_ITEM, &row)?;
        }
        Ok(record(tx, act, Entry::new("plan.save", "plan", &it.id).with("items", draft.items.len()))?)
    })
    .await
}

/// What an item of the draft changes; refused where it may not enter at all.
fn changed(known: &[Planned], wanted: &PlanDraftItem) -> Result<(Option<String>, Option<String>)> {
    let planned = known.iter().find(|p| p.item.id == wanted.item);
    let planned = planned.ok_or_else(|| Error::rule(Rule::PlanItemUnknown))?;
    let place = |rule| Error::Rule(rule, planned.item.no.clone());
    let requirement = wanted.requirement.clone().filter(|text| *text != planned.item.requirement);
    let due_on = wanted.due_on.map(|day| day.to_string()).filter(|day| Some(day) != planned.item.due_on.as_ref());
    if planned.is_done() && (requirement.is_some() || due_on.is_some()) {
        return Err(place(Rule::PlanItemDone));
    }
    guard_content(&planned.item.problem, requirement.as_ref().unwrap_or(&planned.item.requirement)).map_err(place)?;
    Ok((requirement, due_on))
}

fn checked(draft: &PlanDraft) -> Result<PlanDraft> {
    let mut fields = Fields::default();
    let title = fields.text("title", &draft.title, TITLE_LONGEST);
    let mut text = |field, text: &str| fields.optional(field, text, TEXT_LONGEST).unwrap_or_default();
    let preface = text("preface", &draft.preface);
    let general = text("general", &draft.general);
    let safeguards = text("safeguards", &draft.safeguards);
    let mut items: Vec<PlanDraftItem> = Vec::with_capacity(draft.items.len());
    for item in &draft.items {
        if items.iter().any(|known| known.item == item.item) {
            continue;
        }
        let requirement = item.requirement.as_deref().unwrap_or_default();
        let requirement = fields.optional("requirement", requirement, REQUIREMENT_LONGEST);
        let code = part(&item.part).or(PARTS.first().copied()).unwrap_or_default();
        items.push(PlanDraftItem { part: code.to_owned(), requirement, ..item.clone() });
    }
    fields.finish()?;
    Ok(PlanDraft { title, preface, general, safeguards, three_parts: draft.three_parts, items })
}

fn changes(tx: &mut Tx<'_>, it: &Version) -> Result<Vec<PlanChange>> {
    Ok(store::items(tx, it)?.iter().map(Planned::change).collect())
}

/// Puts it before the secretary.
pub async fn submit_plan(app: &App, actor: &Actor, id: &Id) -> Result<()> {
    on_version(app, actor, id, Verb::PlanEdit, |tx, act, actor, it| {
        let to = step(&it, PlanEvent::Submit)?;
        let rounds = tx.one(&store::CLOSED_ROUNDS, &params![&it.campaign], |row| row.get(0))?.unwrap_or(0);
        guard_submit(&store::text(tx, &it)?, rounds).map_err(Error::rule)?;
        let changes = changes(tx, &it)?;
        consequences::plan_submitted(tx, act.now.today(), &changes)?;
        move_on(tx, &it, to)?;
        tx.run(&store::SET_SUBMITTED, &params![&it.id, &actor.person.id])?;
        Ok(record(tx, act, told("plan.submit", &it, to))?)
    })
    .await
}

/// The secretary approves; nobody what he submitted. The drafted items are approved with it, and what an amendment changes
/// of the others holds from now on.
pub async fn approve_plan(app: &App, actor: &Actor, id: &Id) -> Result<()> {
    let calendar = app.calendar.clone();
    on_version(app, actor, id, Verb::PlanApprove, move |tx, act, actor, it| {
        let to = step(&it, PlanEvent::Approve)?;
        if it.submitted_by.as_ref() == Some(&actor.person.id) {
            return Err(Error::Refused(Refusal::Conflict));
        }
        adopt(tx, act, &calendar, &it)?;
        let text = store::text(tx, &it)?.to_text();
        move_on(tx, &it, to)?;
        let hash = content_hash(text.as_bytes());
        let row = params![&it.id, &actor.person.id, act.now.today().to_string(), &text, &hash];
        tx.run(&store::SET_APPROVED, &row)?;
        Ok(record(tx, act, told("plan.approve", &it, to).hash(&hash))?)
    })
    .await
}

fn adopt(tx: &mut Tx<'_>, act: &Act, calendar: &workday::Calendar, it: &Version) -> Result<()> {
    let changes = changes(tx, it)?;
    consequences::plan_adopted(tx, act, calendar, &changes)?;
    tx.run(&store::SETTLE_ITEMS, &params![&it.id])?;
    Ok(())
}

/// The secretary returns it with a reason.
pub async fn return_plan(app: &App, actor: &Actor, id: &Id, why: &str) -> Result<()> {
    let why = reason(why)?;
    on_version(app, actor, id, Verb::PlanApprove, move |tx, act, _, it| {
        let to = step(&it, PlanEvent::Return)?;
        move_on(tx, &it, to)?;
        tx.run(&store::SET_RETURNED, &params![&it.id, &why])?;
        Ok(record(tx, act, told("plan.return", &it, to).reason(&why))?)
    })
    .await
}

fn reason(text: &str) -> Result<String> {
    if text.trim().is_empty() {
        return Err(Error::field("reason", Rule::ReasonNeeded));
    }
    let mut fields = Fields::default();
    let text = fields.text("reason", text, REQUIREMENT_LONGEST);
    fields.finish()?;
    Ok(text)
}

/// Prepares the publication: a draft that carries the plan; its audience and period are set there, and the plan is published
/// when it goes out. Asked again, it gives the one that is under way.
pub async fn prepare_publication(app: &App, actor: &Actor, id: &Id) -> Result<Id> {
    on_version(app, actor, id, Verb::PlanEdit, |tx, act, actor, it| {
        step(&it, PlanEvent::Publish)?;
        let under_way = matches!(it.publication_state.as_deref(), Some("draft" | "ready"));
        if let Some(publication) = it.publication.clone().filter(|_| under_way) {
            return Ok(publication);
        }
        let text = store::text(tx, &it)?;
        let publication = consequences::plan_to_publish(tx, act, &it.campaign, &actor.person.id, &text)?;
        tx.run(&store::SET_PUBLICATION, &params![&it.id, &publication])?;
        let entry = Entry::new("plan.prepare_publication", "plan", &it.id);
        record(tx, act, entry.with("publication", publication.to_string()))?;
        Ok(publication)
    })
    .await
}

/// Consequence: a publication went out; the plan that it carries is published.
pub fn publication_opened(tx: &mut Tx<'_>, act: &Act, publication: &Id) -> Result<()> {
    follow(tx, act, publication, PlanEvent::Publish, "plan.publish")
}

/// Consequence: its period is over.
pub fn publication_closed(tx: &mut Tx<'_>, act: &Act, publication: &Id) -> Result<()> {
    follow(tx, act, publication, PlanEvent::CloseComments, "plan.close_comments")
}

/// Consequence: it was taken back; the plan is to be published anew.
pub fn publication_revoked(tx: &mut Tx<'_>, act: &Act, publication: &Id) -> Result<()> {
    follow(tx, act, publication, PlanEvent::Withdraw, "plan.withdraw")
}

fn follow(tx: &mut Tx<'_>, act: &Act, publication: &Id, event: PlanEvent, verb: &str) -> Result<()> {
    let Some(it) = store::of_publication(tx, publication)? else { return Ok(()) };
    let Some(to) = it.state.next(event) else { return Ok(()) };
    move_on(tx, &it, to)?;
    Ok(record(tx, act, told(verb, &it, to))?)
}

/// The secretary lays it down, when every comment has its disposition: the text is kept with a hash that the trail vouches for.
pub async fn finalise_plan(app: &App, actor: &Actor, id: &Id) -> Result<()> {
    let calendar = app.calendar.clone();
    on_version(app, actor, id, Verb::PlanApprove, move |tx, act, _, it| {
        let to = step(&it, PlanEvent::Finalise)?;
        // A publication is settled only when every comment has its disposition and its box is empty.
        if !matches!(it.publication_state.as_deref(), Some("disposed" | "archived")) {
            return Err(Error::rule(Rule::PlanCommentsOpen));
        }
        let rounds = tx.one(&store::CLOSED_ROUNDS, &params![&it.campaign], |row| row.get(0))?.unwrap_or(0);
        guard_submit(&store::text(tx, &it)?, rounds).map_err(Error::rule)?;
        adopt(tx, act, &calendar, &it)?;
        let text = store::text(tx, &it)?.to_text();
        let hash = content_hash(text.as_bytes());
        if tx.run(&store::FINALISE, &params![&it.id, &text, &hash])? != 1 {
            return Err(Error::Stale);
        }
        Ok(record(tx, act, told("plan.finalise", &it, to).hash(&hash))?)
    })
    .await
}

/// The secretary has the final plan amended: a draft of the next version, from what was laid down. The old one stays.
pub async fn amend_plan(app: &App, actor: &Actor, id: &Id, why: &str) -> Result<Id> {
    let (why, next) = (reason(why)?, Id::random());
    on_version(app, actor, id, Verb::PlanApprove, move |tx, act, actor, it| {
        let to = step(&it, PlanEvent::Amend)?;
        if it.newest != it.no {
            return Err(Error::rule(Rule::WrongState));
        }
        let today = act.now.today().to_string();
        let row = params![
            &next,
            &it.campaign,
            it.no + 1,
            &it.title,
            &it.preface,
            &it.general,
            &it.safeguards,
            it.three_parts,
            &actor.person.id,
            &today,
            &why
        ];
        tx.run(&store::INSERT, &row)?;
        let items = store::items(tx, &it)?;
        // What another item took over is planned there.
        for (at, planned) in (1_i64..).zip(items.iter().filter(|p| p.state != "superseded")) {
            let none = None::<String>;
            let row = params![&next, &planned.item.id, at, &planned.item.part, &none, &none];
            tx.run(&store::INSERT_ITEM, &row)?;
        }
        let entry = Entry::new("plan.amend", "plan", &next).states(it.state.code(), to.code()).reason(&why);
        record(tx, act, entry.with("from_version", it.id.to_string()))?;
        Ok(next.clone())
    })
    .await
}
