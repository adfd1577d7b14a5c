//! Lasting mechanisms: listed, changed, ended; what recurs is reviewed when it is due, also after the campaign.

use ::store::{Tx, params};
use jiff::civil::Date;

use super::super::model::{MechanismKind, TEXT_LONGEST, TITLE_LONGEST, guard_months, next_due};
use super::super::store::{self, Mechanism};
use super::{one_row, permitted, person, reason, running};
use crate::app::App;
use crate::audit::{Act, Entry, record};
use crate::auth::{Actor, Verb};
use crate::error::{Error, Result, Rule};
use crate::id::Id;
use crate::view::fields::Fields;

/// A mechanism as a form gives it.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the columns of the mechanism")]
pub struct MechanismFacts {
    pub kind: String,
    pub title: String,
    pub text: String,
    pub unit: String,
    /// A key, a name or a staff number.
    pub owner: String,
    /// The problem that it keeps from coming back; may be empty.
    pub problem: String,
    pub starts_on: Date,
    pub every_months: Option<i64>,
}

struct Checked {
    kind: MechanismKind,
    title: String,
    text: String,
    unit: Option<Id>,
    owner: Id,
    problem: Option<Id>,
    /// The first day on which what recurs is due.
    next: Option<String>,
}

fn check(tx: &mut Tx<'_>, campaign: &Id, facts: &MechanismFacts) -> Result<Checked> {
    let mut fields = Fields::default();
    let kind = fields.choice("kind", &facts.kind, MechanismKind::parse);
    let title = fields.text("title", &facts.title, TITLE_LONGEST);
    let text = fields.text("text", &facts.text, TEXT_LONGEST);
    let unit = fields.choice("unit", &facts.unit, Id::parse);
    if let Some(unit) = &unit
        && tx.one(&store::UNIT, &params![unit], |row| row.get::<String>(0))?.is_none()
    {
        fields.wrong("unit", Rule::UnknownChoice);
    }
    let owner = person(tx, &mut fields, "owner", &facts.owner)?;
    let problem = if facts.problem.is_empty() { None } else { fields.choice("problem", &facts.problem, Id::parse) };
    if let Some(problem) = &problem
        && tx.one(&store::PROBLEM, &params![problem, campaign], |row| row.get::<i64>(0))?.is_none()
    {
        fields.wrong("problem", Rule::UnknownChoice);
    }
    let kind = kind.unwrap_or(MechanismKind::Rule);
    if let Err(rule) = guard_months(kind, facts.every_months) {
        fields.wrong("every_months", rule);
    }
    fields.finish()?;
    let next = facts.every_months.map(|months| next_due(facts.starts_on, months).to_string());
    Ok(Checked { kind, title, text, unit, owner, problem, next })
}

/// Puts a mechanism on the list (R80).
pub async fn add_mechanism(app: &App, actor: &Actor, campaign: &Id, facts: &MechanismFacts) -> Result<Id> {
    let act = Act::by(actor, app.clock.now());
    let (actor, campaign, facts, id) = (actor.clone(), campaign.clone(), facts.clone(), Id::random());
    app.db
        .write(move |tx| {
            running(tx, &actor, Verb::MechanismEdit, &campaign)?;
            let c = check(tx, &campaign, &facts)?;
            let starts = facts.starts_on.to_string();
            let row = params![
                &id,
                &campaign,
                c.kind.code(),
                c.title,
                c.text,
                &c.unit,
                &c.owner,
                &c.problem,
                starts,
                facts.every_months,
                c.next
            ];
            tx.run(&store::INSERT_MECHANISM, &row)?;
            let entry = Entry::new("mechanism.add", "mechanism", &id).with("campaign", campaign.to_string());
            record(tx, &act, entry.with("kind", c.kind.code()))?;
            Ok(id.clone())
        })
        .await
}

fn find(tx: &mut Tx<'_>, id: &Id) -> Result<Mechanism> {
    tx.one(&store::MECHANISM, &params![id], store::mechanism)?.ok_or(Error::NotFound)
}

/// Changes a listed mechanism while its campaign runs. `seen`: the version that was looked at. The day on which it is due
/// begins anew.
pub async fn edit_mechanism(app: &App, actor: &Actor, id: &Id, seen: i64, facts: &MechanismFacts) -> Result<()> {
    let act = Act::by(actor, app.clock.now());
    let (actor, id, facts) = (actor.clone(), id.clone(), facts.clone());
    app.db
        .write(move |tx| {
            let found = find(tx, &id)?;
            running(tx, &actor, Verb::MechanismEdit, &found.campaign)?;
            if !found.listed {
                return Err(Error::rule(Rule::WrongState));
            }
            let c = check(tx, &found.campaign, &facts)?;
            let same = (found.every_months, found.starts_on) == (facts.every_months, facts.starts_on);
            let next = if same { found.next_on.map(|day| day.to_string()) } else { c.next };
            let starts = facts.starts_on.to_string();
            let row = params![
                &id,
                seen,
                c.kind.code(),
                c.title,
                c.text,
                &c.unit,
                &c.owner,
                &c.problem,
                starts,
                facts.every_months,
                next
            ];
            one_row(tx.run(&store::UPDATE_MECHANISM, &row)?)?;
            Ok(record(tx, &act, Entry::new("mechanism.edit", "mechanism", &id).with("kind", c.kind.code()))?)
        })
        .await
}

/// It no longer holds, with a reason; also after the campaign, since it outlives it.
pub async fn end_mechanism(app: &App, actor: &Actor, id: &Id, why: &str) -> Result<()> {
    let (act, why) = (Act::by(actor, app.clock.now()), reason(why)?);
    let (actor, id) = (actor.clone(), id.clone());
    app.db
        .write(move |tx| {
            let found = find(tx, &id)?;
            permitted(tx, &actor, Verb::MechanismEdit, &found.campaign)?;
            if !found.listed {
                return Err(Error::rule(Rule::WrongState));
            }
            one_row(tx.run(&store::END_MECHANISM, &params![&id, &why])?)?;
            let entry = Entry::new("mechanism.end", "mechanism", &id).states("listed", "ended");
            Ok(record(tx, &act, entry.reason(&why))?)
        })
        .await
}

/// Whether somebody may write down what a review found: who answers for it, and the office.
pub fn may_review(actor: &Actor, found: &Mechanism, of: &store::Of) -> bool {
    found.listed
        && found.next_on.is_some()
        && (found.owner == actor.person.id || actor.permit(Verb::MechanismEdit, &of.object(false)).is_ok())
}

/// What was found this time; it is due again so many months after the day it was due.
pub async fn review_mechanism(app: &App, actor: &Actor, id: &Id, held_on: Date, finding: &str) -> Result<()> {
    let act = Act::by(actor, app.clock.now());
    let (actor, id, finding, key) = (actor.clone(), id.clone(), finding.to_owned(), Id::random());
    app.db
        .write(move |tx| {
            let found = find(tx, &id)?;
            let of = store::campaign(tx, &found.campaign)?;
            if !may_review(&actor, &found, &of) {
                super::permit(&actor, Verb::MechanismEdit, &of)?;
                return Err(Error::rule(Rule::WrongState));
            }
            let mut fields = Fields::default();
            let finding = fields.text("finding", &finding, TEXT_LONGEST);
            if held_on > act.now.today() {
                fields.wrong("held_on", Rule::NotYetHeld);
            }
            fields.finish()?;
            let (Some(due), Some(months)) = (found.next_on, found.every_months) else {
                return Err(Error::rule(Rule::WrongState));
            };
            let next = next_due(due, months);
            one_row(tx.run(&store::SET_NEXT, &params![&id, due.to_string(), next.to_string()])?)?;
            let person = &actor.person.id;
            tx.run(&store::INSERT_REVIEW, &params![&key, &id, due.to_string(), held_on.to_string(), finding, person])?;
            let entry = Entry::new("mechanism.review", "mechanism", &id).with("due_on", due.to_string());
            Ok(record(tx, &act, entry.with("next_on", next.to_string()))?)
        })
        .await
}
