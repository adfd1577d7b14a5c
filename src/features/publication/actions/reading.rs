//! What may be read. Outside its audience a publication does not exist: the answer is the one for an unknown key (I11).

use ::store::Tx;

use super::may_edit;
use crate::auth::{Actor, Verb};
use crate::error::{Error, Result};
use crate::features::publication::model::PubState;
use crate::features::publication::store::{self, Publication};
use crate::id::Id;

/// A publication that this person may see, whether he sees it as one of the office, and whether he is in its audience. Two
/// queries.
pub fn readable(tx: &mut Tx<'_>, actor: Option<&Actor>, id: &Id) -> Result<(Publication, bool, bool)> {
    let it = store::find(tx, id)?;
    let inside = store::is_reader(tx, &it, actor.map(|actor| &actor.person.id))?;
    let Some(actor) = actor else {
        return if inside { Ok((it, false, true)) } else { Err(Error::NotFound) };
    };
    let office = actor.permit(Verb::PublicationRead, &it.object(false)).is_ok();
    actor.permit_read(Verb::PublicationRead, &it.object(inside)).map(|()| (it, office, inside))
}

/// A publication whose comments this person may read, and whether as one of its office, who sees the names. The audience
/// reads them when everything is answered. Two queries.
pub fn comments_readable(tx: &mut Tx<'_>, actor: Option<&Actor>, id: &Id) -> Result<(Publication, bool)> {
    let (it, ..) = readable(tx, actor, id)?;
    let office = actor.is_some_and(|actor| may_edit(actor, &it).is_ok());
    if !office && !matches!(it.state, PubState::Disposed | PubState::Archived) {
        return Err(Error::NotFound);
    }
    Ok((it, office))
}

/// The frozen text and its hash. What was taken back is kept for the audit, not for its readers.
pub fn frozen(it: &Publication, office: bool) -> Option<(String, String)> {
    let shown = it.state != PubState::Revoked || office;
    it.frozen_body.clone().zip(it.frozen_hash.clone()).filter(|_| shown)
}
