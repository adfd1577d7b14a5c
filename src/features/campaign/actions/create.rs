//! A new campaign, and its facts.

use ::store::{Tx, params};
use jiff::civil::Date;

use super::super::model::CampaignState;
use super::super::store;
use super::super::template::Template;
use crate::app::App;
use crate::audit::{Act, Entry, record};
use crate::auth::{Actor, Role, Verb, store as accounts};
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
    /// Phases and activities to copy, in the language of who creates it.
    pub template: Option<(Template, Lang)>,
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
    if let Some((template, lang)) = &new.template {
        for phase in &template.phases {
            let key = Id::random();
            let months = (i64::from(phase.from), i64::from(phase.to));
            tx.run(&store::INSERT_PHASE, &params![&key, id, phase.name(*lang), months.0, months.1])?;
            for activity in &phase.activities {
                tx.run(&store::INSERT_ACTIVITY, &params![Id::random(), &key, activity.name(*lang), true])?;
            }
        }
    }
    let me = &actor.person.id;
    tx.run(&store::PUT_MEMBER, &params![id, me, "office", ""])?;
    let grant = Id::random();
    let today = act.now.today().to_string();
    tx.run(&accounts::INSERT_GRANT, &params![&grant, me, Role::Wg.code(), "campaign", id, today, None::<String>, me])?;
    let entry = Entry::new("campaign.create", "campaign", id).with("short_name", facts.short_name.trim());
    record(tx, act, entry.with("template", new.template.as_ref().map(|(t, _)| t.code.clone())))?;
    let entry = Entry::new("role.grant", "role_grant", &grant).with("role", Role::Wg.code());
    record(tx, act, entry.with("person", me.to_string()).with("scope", id.to_string()))?;
    Ok(())
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
