//! 销号: the owner applies, the department, the lead cadre and the secretary each say yes or return it with a reason.

use ::store::Tx;
use jiff::civil::Date;

use super::{LONG, after, on_item, reason, tell_if_last, told, turning};
use crate::app::App;
use crate::audit::{Act, record};
use crate::auth::{Actor, Object, Role, Verb};
use crate::error::{Error, Refusal, Result, Rule};
use crate::features::rectification::model::{
    Decision, Event, Kind, State, Step, guard_application, guard_other_person, next_review,
};
use crate::features::rectification::store::{self, Item};
use crate::id::Id;
use crate::jobs;
use crate::view::fields::Fields;

/// What the owner says: of each measure what came of it, on which evidence, and what is left.
#[derive(Clone, Debug, Default)]
pub struct Application {
    /// A measure and its result against the criterion; every measure of the item has one.
    pub results: Vec<(Id, String)>,
    /// The evidence it rests on, at least one.
    pub evidence: Vec<Id>,
    /// What could not be done; may be empty.
    pub left: String,
}

/// The owner applies for the close-out.
pub async fn apply_close(app: &App, actor: &Actor, id: &Id, application: &Application) -> Result<()> {
    let application = application.clone();
    on_item(app, actor, id, Verb::ItemApplyClose, move |tx, act, actor, item| {
        let to = after(&item, Event::ApplyClose)?;
        guard_application(item.measures, item.measures_done, item.evidence).map_err(Error::rule)?;
        let (results, left) = checked(tx, &item, &application)?;
        let attempt = item.attempt.saturating_add(1);
        store::set_attempt(tx, &item.id, attempt)?;
        let step = Id::ordered(act.now);
        let today = act.now.today();
        store::insert_step(tx, &step, &item.id, attempt, Step::Apply, Decision::Apply, &actor.person.id, &left, today)?;
        let mut proofs = application.evidence.clone();
        proofs.sort();
        proofs.dedup();
        store::insert_application(tx, &step, &results, &proofs)?;
        store::set_state(tx, &item.id, item.state, to)?;
        Ok(record(tx, act, told("item.apply_close", &item, to).with("attempt", attempt))?)
    })
    .await
}

fn checked(tx: &mut Tx<'_>, item: &Item, application: &Application) -> Result<(Vec<(Id, String)>, String)> {
    let mut fields = Fields::default();
    let left = fields.optional("left", &application.left, LONG).unwrap_or_default();
    let mut results = Vec::new();
    for measure in store::measures(tx, &item.id)? {
        let said = application.results.iter().find(|(id, _)| *id == measure.id).map_or("", |(_, text)| text.as_str());
        if said.trim().is_empty() {
            fields.wrong("results", Rule::ResultMissing);
        }
        results.push((measure.id, fields.optional("results", said, LONG).unwrap_or_default()));
    }
    let own = store::evidence(tx, &item.id)?;
    if application.evidence.is_empty() || !application.evidence.iter().all(|id| own.iter().any(|e| e.id == *id)) {
        fields.wrong("proofs", Rule::EvidenceMissing);
    }
    fields.errors.dedup();
    fields.finish()?;
    Ok((results, left))
}

/// The head of the lead department reads first.
pub async fn review_dept(app: &App, actor: &Actor, id: &Id, agree: bool, opinion: &str) -> Result<()> {
    let opinion = said(agree, opinion)?;
    on_item(app, actor, id, Verb::ItemRead, move |tx, act, actor, item| {
        let to = after(&item, if agree { Event::AgreeDept } else { Event::ReturnDept })?;
        actor.permit(Verb::ItemReviewDept, &dept_object(tx, &item, act.now.today())?)?;
        decide(tx, act, actor, &item, Step::Dept, agree, &opinion, to)?;
        Ok(record(tx, act, line("item.review_dept", &item, to, agree, &opinion))?)
    })
    .await
}

/// Whose heads may review: the lead department's. Where the owner himself is one of them, the heads of the assisting
/// departments may too (SPEC 5.3: else another head); where there is none, the secretary names a second head.
fn dept_object(tx: &mut Tx<'_>, item: &Item, today: Date) -> Result<Object> {
    let mut object = Object { units: item.lead_unit.iter().cloned().collect(), ..Object::default() };
    if let (Some(unit), Some(owner)) = (&item.lead_unit, &item.owner)
        && store::heads(tx, unit, today)?.iter().any(|(id, _)| id == owner)
    {
        object.units.extend(item.assist.iter().map(|(id, _)| id.clone()));
    }
    Ok(object)
}

/// The lead cadre reads second. Where he has already taken a step as head or owner, the secretary reads in his place,
/// and another one approves: never the same person twice (SPEC 7, Q8).
pub async fn review_lead(app: &App, actor: &Actor, id: &Id, agree: bool, opinion: &str) -> Result<()> {
    let opinion = said(agree, opinion)?;
    on_item(app, actor, id, Verb::ItemRead, move |tx, act, actor, item| {
        let to = after(&item, if agree { Event::AgreeLead } else { Event::ReturnLead })?;
        permit_lead(tx, actor, &item)?;
        decide(tx, act, actor, &item, Step::Lead, agree, &opinion, to)?;
        Ok(record(tx, act, line("item.review_lead", &item, to, agree, &opinion))?)
    })
    .await
}

/// Whether the actor may read in the lead cadre's step.
fn permit_lead(tx: &mut Tx<'_>, actor: &Actor, item: &Item) -> Result<()> {
    let lead_is_used = match &item.lead_cadre {
        Some(lead) => store::taken(tx, &item.id, item.attempt)?.contains(lead),
        None => true,
    };
    if lead_is_used && actor.has(Role::Sec) {
        return actor.permit(Verb::ItemCloseFinal, &item.object());
    }
    actor.permit(Verb::ItemReviewLead, &item.object())
}

/// The secretary approves: the number is struck off, or a long-term item is done for its period.
pub async fn review_final(app: &App, actor: &Actor, id: &Id, agree: bool, opinion: &str) -> Result<()> {
    let opinion = said(agree, opinion)?;
    let app2 = app.clone();
    on_item(app, actor, id, Verb::ItemCloseFinal, move |tx, act, actor, item| {
        let to = after(&item, if agree { Event::ApproveClose } else { Event::ReturnFinal })?;
        decide(tx, act, actor, &item, Step::Final, agree, &opinion, to)?;
        record(tx, act, line("item.close_final", &item, to, agree, &opinion))?;
        if !agree {
            return Ok(());
        }
        store::set_done(tx, &item.id, Some(act.now.today()))?;
        if to == State::LongTermOk {
            next_period(tx, &app2, act, &item)?;
        }
        tell_if_last(tx, act, &item)
    })
    .await
}

/// The step that this actor may take now, if any: for the page and the to-do list.
pub fn step_of(tx: &mut Tx<'_>, actor: &Actor, item: &Item, today: Date) -> Result<Option<Step>> {
    let (step, permitted) = match item.state {
        State::CloseDeptReview => (Step::Dept, actor.permit(Verb::ItemReviewDept, &dept_object(tx, item, today)?)),
        State::CloseLeadReview => (Step::Lead, permit_lead(tx, actor, item)),
        State::CloseFinal => (Step::Final, actor.permit(Verb::ItemCloseFinal, &item.object())),
        _ => return Ok(None),
    };
    let me = &actor.person.id;
    let other = guard_other_person(&store::taken(tx, &item.id, item.attempt)?, me) && item.owner.as_ref() != Some(me);
    Ok(Some(step).filter(|_| permitted.is_ok() && other))
}

/// Begins the next period of a long-term item: its deadline is the next review.
pub(super) fn next_period(tx: &mut Tx<'_>, app: &App, act: &Act, item: &Item) -> Result<()> {
    let months = item.review_months.filter(|_| item.kind == Kind::LongTerm);
    let due = months.and_then(|m| next_review(act.now.today(), m)).ok_or(Error::rule(Rule::ReviewPeriodMissing))?;
    store::set_due(tx, &item.id, due, turning(app, "due_on", due)?)?;
    Ok(jobs::enqueue(tx, act, jobs::Kind::ReviewItem, &item.id, due)?)
}

/// An opinion; a return needs one.
fn said(agree: bool, opinion: &str) -> Result<String> {
    if !agree {
        return reason("opinion", opinion);
    }
    let mut fields = Fields::default();
    let opinion = fields.optional("opinion", opinion, LONG).unwrap_or_default();
    fields.finish()?;
    Ok(opinion)
}

fn line(verb: &str, item: &Item, to: State, agree: bool, opinion: &str) -> crate::audit::Entry {
    let entry = told(verb, item, to).with("attempt", item.attempt);
    if agree { entry } else { entry.reason(opinion) }
}

/// Writes the step, if its taker has taken no other of this attempt (I5).
fn decide(
    tx: &mut Tx<'_>,
    act: &Act,
    actor: &Actor,
    item: &Item,
    step: Step,
    agree: bool,
    opinion: &str,
    to: State,
) -> Result<()> {
    let me = &actor.person.id;
    let taken = store::taken(tx, &item.id, item.attempt)?;
    if !guard_other_person(&taken, me) || item.owner.as_ref() == Some(me) {
        return Err(Error::Refused(Refusal::Conflict));
    }
    let decision = if agree { Decision::Agree } else { Decision::Return };
    let id = Id::ordered(act.now);
    store::insert_step(tx, &id, &item.id, item.attempt, step, decision, me, opinion, act.now.today())?;
    store::set_state(tx, &item.id, item.state, to)
}
