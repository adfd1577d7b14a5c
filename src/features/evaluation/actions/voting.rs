//! The vote. A voting code is the only thing that joins a person to the act of voting, and only its hash is stored, on the
//! roster; the ballot is sealed before it reaches the database. No audit line, no job, no time.

use ::store::params;
use ballot::seal::{Ballot, seal};

use super::super::model::{Event, State, typed_code};
use super::design::sealing;
use super::{find, store};
use crate::app::App;
use crate::auth::session::digest;
use crate::auth::{Actor, Object, Verb};
use crate::error::{Error, Result, Rule};
use crate::id::Id;

/// `evaluation.collect`: a voting code for oneself. Asking again gives another one and voids the first, until it is used.
pub async fn collect(app: &App, actor: &Actor, id: &Id) -> Result<String> {
    let code = crate::random::secret();
    let hash = digest(&code);
    let (actor, id) = (actor.clone(), id.clone());
    app.db
        .write_quietly(move |tx| {
            let evaluation = find(tx, &id)?;
            let own = Object { owners: vec![actor.person.id.clone()], ..Object::default() };
            actor.permit(Verb::Vote, &own)?;
            must_be_open(evaluation.state)?;
            if issue(tx, &store::ISSUE, &id, &actor.person.id, Some(&hash), "online")? {
                Ok(())
            } else {
                Err(Error::rule(Rule::AlreadyVoted))
            }
        })
        .await?;
    Ok(code)
}

pub(super) fn must_be_open(state: State) -> Result<()> {
    state.next(Event::Vote).map(drop).ok_or(Error::rule(Rule::VoteNotOpen))
}

pub(super) fn issue(
    tx: &mut ::store::Tx<'_>,
    sql: &::store::Sql,
    id: &Id,
    person: &Id,
    hash: Option<&str>,
    channel: &str,
) -> Result<bool> {
    if tx.one(&store::MY_ENTRY, &params![id, person], |_| Ok(()))?.is_none() {
        return Err(Error::rule(Rule::NotOnRoster));
    }
    Ok(tx.run(sql, &params![id, person, hash, channel])? == 1)
}

/// `evaluation.vote`: casts a ballot with a code. The mark on the roster and the sealed ballot commit together, so no vote
/// is lost or doubled.
pub async fn vote(app: &App, code: &str, ballot: Ballot) -> Result<()> {
    let hash = digest(&typed_code(code));
    let (id, publics, group) = urn(app, &hash).await?;
    let ballot = Ballot { group, ..ballot };
    let sealed = seal(&ballot, &publics).map_err(sealing)?;
    app.db
        .write_quietly(move |tx| {
            must_be_open(find(tx, &id)?.state)?;
            if tx.run(&store::MARK_VOTED, &params![&hash])? != 1 {
                return Err(Error::rule(Rule::AlreadyVoted));
            }
            tx.run(&store::INSERT_BALLOT, &params![Id::random(), &id, sealed.clone()])?;
            Ok(())
        })
        .await
}

/// The urn that a code belongs to, the keys to seal to, and the voter's group.
async fn urn(app: &App, hash: &str) -> Result<(Id, [[u8; 32]; 2], u16)> {
    let hash = hash.to_owned();
    app.db
        .glance(move |tx| {
            let (id, group): (Id, i64) = tx
                .one(&store::BY_CODE, &params![&hash], |row| Ok((row.get(0)?, row.get(1)?)))?
                .ok_or(Error::rule(Rule::VoteCodeUnknown))?;
            let keys: Vec<[u8; 32]> =
                store::tellers(tx, &id)?.into_iter().filter_map(|t| t.public.and_then(|p| p.try_into().ok())).collect();
            let publics: [[u8; 32]; 2] = keys.try_into().map_err(|_| Error::rule(Rule::TellersWithoutKey))?;
            Ok((id, publics, u16::try_from(group).unwrap_or(0)))
        })
        .await
}
