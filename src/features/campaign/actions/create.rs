//! A new campaign, and its facts.

use ::store::{Tx, params};
use jiff::ToSpan;
use jiff::civil::Date;

use super::super::model::{CampaignState, Part};
use super::super::store::{self, Task};
use super::super::template::Template;
use crate::app::App;
use crate::audit::{Act, Entry, record};
use crate::auth::{Actor, Role, Verb, store as accounts};
use crate::consequences;
use crate::error::{Error, Refusal, Result, Rule};
use crate::id::Id;
use crate::text::Lang;
use crate::view::fields::Fields;

/// The facts of a campaign as a form or the demo gives them.
#[derive(Clone, Debug)]
pub struct CampaignFacts {
    /// The name people use, unique.
    pub short_name: String,
    /// The full slogan.
    pub slogan: String,
    /// The year.
    pub year: i16,
    /// Who runs it.
    pub host: String,
    /// What it is about; may be empty.
    pub content: String,
    /// First day.
    pub starts_on: Date,
    /// Last day.
    pub ends_on: Date,
}

impl CampaignFacts {
    /// Checks the facts; the caller may have collected other errors before.
    pub fn check(&self, fields: &mut Fields) {
        fields.text("short_name", &self.short_name, 20);
        fields.text("slogan", &self.slogan, 100);
        fields.text("host", &self.host, 60);
        fields.optional("content", &self.content, 500);
        if !(1949..=2199).contains(&self.year) {
            fields.wrong("year", Rule::NotANumber);
        }
        if self.ends_on < self.starts_on {
            fields.wrong("ends_on", Rule::DateOrder);
        }
    }
}

/// A new campaign and the phases it begins with.
#[derive(Clone, Debug)]
pub struct NewCampaign {
    /// The facts.
    pub facts: CampaignFacts,
    /// What is copied into it.
    pub start: Start,
}

/// What a new campaign begins with.
#[derive(Clone, Debug)]
pub enum Start {
    /// Nothing.
    Blank,
    /// Phases and activities of a ready template, in the language of who creates it.
    Ready(Template, Lang),
    /// Those of a campaign that is over and that this one follows; what was left over there comes along.
    Follows {
        /// The finished campaign.
        campaign: Id,
        /// Whether its working group and its finished tasks come along too.
        people: bool,
    },
}

/// Creates a campaign in draft. Whoever creates it sits in its office and may edit it; the secretary may create one so
/// that there is a first, and so may the office of another campaign.
pub async fn create_campaign(app: &App, actor: &Actor, new: NewCampaign) -> Result<Id> {
    if !may_create(actor) {
        return Err(Error::Refused(Refusal::Role));
    }
    let mut fields = Fields::default();
    new.facts.check(&mut fields);
    fields.finish()?;
    let act = Act::by(actor, app.clock.now());
    let (actor, id) = (actor.clone(), Id::random());
    app.db
        .write(move |tx| {
            insert(tx, &act, &actor, &id, &new)?;
            Ok(id.clone())
        })
        .await
}

/// Whether somebody may create campaigns.
pub fn may_create(actor: &Actor) -> bool {
    !actor.reach(Verb::CampaignCreate).is_nothing() || actor.reach(Verb::CampaignApprove).tenant
}

fn insert(tx: &mut Tx<'_>, act: &Act, actor: &Actor, id: &Id, new: &NewCampaign) -> Result<()> {
    let facts = &new.facts;
    free_name(tx, facts, id)?;
    tx.run(
        &store::INSERT,
        &params![
            id,
            facts.short_name.trim(),
            facts.slogan.trim(),
            i64::from(facts.year),
            facts.host.trim(),
            facts.content.trim(),
            facts.starts_on.to_string(),
            facts.ends_on.to_string()
        ],
    )?;
    let begun_with = match &new.start {
        Start::Blank => None,
        Start::Ready(template, lang) => {
            ready(tx, id, template, *lang)?;
            Some(template.code.clone())
        }
        Start::Follows { campaign, people } => {
            follow(tx, act, actor, campaign, (id, facts), *people)?;
            Some(campaign.to_string())
        }
    };
    let me = &actor.person.id;
    tx.run(&store::PUT_MEMBER, &params![id, me, "office", ""])?;
    let grant = Id::random();
    let today = act.now.today().to_string();
    tx.run(&accounts::INSERT_GRANT, &params![&grant, me, Role::Wg.code(), "campaign", id, today, None::<String>, me])?;
    let entry = Entry::new("campaign.create", "campaign", id).with("short_name", facts.short_name.trim());
    record(tx, act, entry.with("template", begun_with))?;
    let entry = Entry::new("role.grant", "role_grant", &grant).with("role", Role::Wg.code());
    record(tx, act, entry.with("person", me.to_string()).with("scope", id.to_string()))?;
    Ok(())
}

fn ready(tx: &mut Tx<'_>, id: &Id, template: &Template, lang: Lang) -> Result<()> {
    for phase in &template.phases {
        let key = Id::random();
        let months = (i64::from(phase.from), i64::from(phase.to));
        tx.run(&store::INSERT_PHASE, &params![&key, id, phase.name(lang), months.0, months.1])?;
        for activity in &phase.activities {
            tx.run(&store::INSERT_ACTIVITY, &params![Id::random(), &key, activity.name(lang), true])?;
        }
    }
    Ok(())
}

/// Copies what lasts of a campaign that is over, and records what it left over.
fn follow(
    tx: &mut Tx<'_>,
    act: &Act,
    actor: &Actor,
    from: &Id,
    (to, facts): (&Id, &CampaignFacts),
    people: bool,
) -> Result<()> {
    let old = super::permitted(tx, actor, Verb::CampaignRead, from)?;
    if !old.state.is_over() {
        return Err(Error::field("template", Rule::UnknownChoice));
    }
    tx.run(&store::SET_FOLLOWS, &params![to, from])?;
    let activities = store::activities(tx, from)?;
    for phase in store::phases(tx, from)? {
        let key = Id::random();
        let months = (i64::from(phase.from_month), i64::from(phase.to_month));
        tx.run(&store::INSERT_PHASE, &params![&key, to, phase.name, months.0, months.1])?;
        for activity in activities.iter().filter(|a| a.phase == phase.id) {
            tx.run(&store::INSERT_ACTIVITY, &params![Id::random(), &key, &activity.name, activity.mandatory])?;
        }
    }
    if people {
        for member in store::group(tx, from)? {
            let row = params![to, &member.person, member.duty.code(), member.division];
            tx.run(&store::PUT_MEMBER, &row)?;
        }
        for (task, accountable) in store::repeated_tasks(tx, from)? {
            repeat(tx, act, &task, accountable.as_ref(), (to, facts), i32::from(facts.year) - i32::from(old.year))?;
        }
    }
    consequences::campaign_follows(tx, act, from, to)
}

/// A finished task again, as a draft so many years later and inside the new campaign.
fn repeat(
    tx: &mut Tx<'_>,
    act: &Act,
    task: &Task,
    accountable: Option<&Id>,
    (to, facts): (&Id, &CampaignFacts),
    years: i32,
) -> Result<()> {
    let due = task.due_on.checked_add(years.years()).unwrap_or(facts.ends_on);
    let due = due.clamp(facts.starts_on, facts.ends_on);
    let key = Id::random();
    tx.run(&store::INSERT_TASK, &params![&key, to, None::<Id>, &task.title, &task.deliverable, due.to_string()])?;
    if let Some(person) = accountable {
        tx.run(&store::PUT_TASK_PERSON, &params![&key, person, Part::Accountable.code()])?;
    }
    let entry = Entry::new("task.add", "task", &key).with("campaign", to.to_string());
    Ok(record(tx, act, entry.with("from", task.id.to_string()))?)
}

fn free_name(tx: &mut Tx<'_>, facts: &CampaignFacts, id: &Id) -> Result<()> {
    if store::count(tx, &store::SHORT_TAKEN, &params![facts.short_name.trim(), id])? > 0 {
        return Err(Error::field("short_name", Rule::AlreadyUsed));
    }
    Ok(())
}

/// Changes the facts, as long as the plan is not with the secretary or approved.
pub async fn edit_campaign(app: &App, actor: &Actor, id: &Id, facts: CampaignFacts) -> Result<()> {
    let act = Act::by(actor, app.clock.now());
    let (actor, id) = (actor.clone(), id.clone());
    app.db
        .write(move |tx| {
            let campaign = super::permitted(tx, &actor, Verb::CampaignEdit, &id)?;
            let mut fields = Fields::default();
            facts.check(&mut fields);
            fields.finish()?;
            if campaign.state != CampaignState::Draft {
                return Err(Error::rule(Rule::WrongState));
            }
            free_name(tx, &facts, &id)?;
            let row = params![
                &id,
                facts.short_name.trim(),
                facts.slogan.trim(),
                i64::from(facts.year),
                facts.host.trim(),
                facts.content.trim(),
                facts.starts_on.to_string(),
                facts.ends_on.to_string()
            ];
            tx.run(&store::UPDATE, &row)?;
            record(tx, &act, Entry::new("campaign.edit", "campaign", &id))?;
            Ok(())
        })
        .await
}
