//! Suggested groups: who may look at them, and following one.

use ::store::{Tx, params};

use super::super::model::Why;
use super::super::store;
use super::super::store::groups::{self, GroupRow};
use super::{create_merged_item, merge_points};
use crate::app::App;
use crate::auth::{Actor, Object, Verb};
use crate::error::{Error, Result};
use crate::id::Id;

/// The campaign and name of a round whose points this person sorts.
pub fn round_to_sort(tx: &mut Tx<'_>, actor: &Actor, round: &Id) -> Result<(Id, String)> {
    let found = tx.one(&store::FIND_ROUND, &params![round], |row| Ok((row.get::<Id>(1)?, row.get::<String>(2)?)))?;
    let (campaign, name) = found.ok_or(Error::NotFound)?;
    actor.permit_read(Verb::MergeEdit, &Object { campaign: Some(campaign.clone()), ..Object::default() })?;
    Ok((campaign, name))
}

/// A suggested group that this person may judge.
pub fn group_to_sort(tx: &mut Tx<'_>, actor: &Actor, id: &Id) -> Result<GroupRow> {
    let group = groups::group(tx, id, &actor.person.id)?;
    let object = Object { campaign: Some(group.campaign.clone()), ..Object::default() };
    actor.permit_read(Verb::MergeEdit, &object)?;
    Ok(group)
}

/// Where the points of a suggestion go.
#[derive(Clone, Debug)]
pub enum Target {
    /// Into an item that is there.
    Known(Id),
    /// Into a new one.
    New {
        /// In a person's words.
        summary: String,
        /// Its category.
        category: String,
    },
}

/// Follows a suggestion: the ledger keeps which method found it, and how alike. Gives the item.
pub async fn follow(
    app: &App,
    actor: &Actor,
    group: &GroupRow,
    points: &[Id],
    target: &Target,
    reason: &str,
) -> Result<Id> {
    let why = Why {
        said: reason.trim().to_owned(),
        method: Some(group.method.clone()).filter(|m| !m.is_empty()),
        score: Some(group.cohesion),
        shared: Vec::new(),
    };
    match target {
        Target::Known(item) => merge_points(app, actor, item, points, &why).await.map(|()| item.clone()),
        Target::New { summary, category } => create_merged_item(app, actor, points, summary, category, &why).await,
    }
}
