//! The working group and its division of work.

use ::store::{Tx, params};

use super::super::model::Duty;
use super::super::store;
use crate::app::App;
use crate::audit::{Act, Entry, record};
use crate::auth::{Actor, Role, Verb, store as accounts};
use crate::error::{Error, Result, Rule};
use crate::id::Id;
use crate::view::fields::Fields;

/// Puts somebody into the working group, or changes the duty. A person in the office also gets the role that lets the
/// office work, when the secretary does this: only that role grants business roles (PRIVACY).
pub async fn put_member(
    app: &App,
    actor: &Actor,
    campaign: &Id,
    person: &Id,
    duty: Duty,
    division: &str,
) -> Result<()> {
    let act = Act::by(actor, app.clock.now());
    let (actor, campaign, person) = (actor.clone(), campaign.clone(), person.clone());
    let division = division.to_owned();
    app.db
        .write(move |tx| {
            permit(tx, &actor, &campaign)?;
            let mut fields = Fields::default();
            let division = fields.optional("division", &division, 200).unwrap_or_default();
            if tx.one(&store::PERSON_NAME, &params![&person], |row| row.get::<String>(0))?.is_none() {
                fields.wrong("person", Rule::UnknownChoice);
            }
            fields.finish()?;
            tx.run(&store::PUT_MEMBER, &params![&campaign, &person, duty.code(), division])?;
            let entry = Entry::new("working_group.put_member", "campaign", &campaign);
            record(tx, &act, entry.with("person", person.to_string()).with("duty", duty.code()))?;
            if duty == Duty::Office && actor.reach(Verb::RoleGrant).tenant {
                grant_office(tx, &act, &actor, &campaign, &person)?;
            }
            Ok(())
        })
        .await
}

/// Takes somebody out of the working group. The role, if there is one, is ended on the person's own page.
pub async fn remove_member(app: &App, actor: &Actor, campaign: &Id, person: &Id) -> Result<()> {
    let act = Act::by(actor, app.clock.now());
    let (actor, campaign, person) = (actor.clone(), campaign.clone(), person.clone());
    app.db
        .write(move |tx| {
            permit(tx, &actor, &campaign)?;
            super::one_row(tx.run(&store::DELETE_MEMBER, &params![&campaign, &person])?)?;
            let entry = Entry::new("working_group.remove_member", "campaign", &campaign);
            record(tx, &act, entry.with("person", person.to_string()))?;
            Ok(())
        })
        .await
}

/// The office edits its group; the secretary, who approves it, may name people too.
fn permit(tx: &mut Tx<'_>, actor: &Actor, campaign: &Id) -> Result<()> {
    let found = store::find(tx, campaign)?.ok_or(Error::NotFound)?;
    super::permit(actor, Verb::GroupEdit, &found)
        .or_else(|refused| super::permit(actor, Verb::CampaignApprove, &found).map_err(|_| refused))?;
    if found.state.is_open() { Ok(()) } else { Err(Error::rule(Rule::WrongState)) }
}

fn grant_office(tx: &mut Tx<'_>, act: &Act, actor: &Actor, campaign: &Id, person: &Id) -> Result<()> {
    let today = act.now.today().to_string();
    let held =
        tx.all(&accounts::GRANTS, &params![person, &today], |row| Ok((row.get::<String>(0)?, row.get::<String>(2)?)))?;
    let roles = || held.iter().filter_map(|(code, scope)| Some((Role::parse(code)?, scope)));
    if roles().any(|(role, scope)| role == Role::Wg && scope == campaign.as_str()) {
        return Ok(());
    }
    if roles().any(|(role, _)| role.excludes(Role::Wg)) {
        return Err(Error::rule(Rule::RolesExclude));
    }
    let (grant, me) = (Id::random(), &actor.person.id);
    tx.run(
        &accounts::INSERT_GRANT,
        &params![&grant, person, Role::Wg.code(), "campaign", campaign, today, None::<String>, me],
    )?;
    let entry = Entry::new("role.grant", "role_grant", &grant).with("role", Role::Wg.code());
    record(tx, act, entry.with("person", person.to_string()).with("scope", campaign.to_string()))?;
    Ok(())
}
