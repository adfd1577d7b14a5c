//! What may be read of an evaluation, for its page and for programs alike.

use ::store::{Tx, params};

use super::super::model::{Evaluation, Item};
use super::{find, store};
use crate::auth::{Actor, Verb};
use crate::error::{Error, Result};
use crate::id::Id;

/// An evaluation as somebody may read it: no counts where these are not his to see, or too few.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The evaluation.
    pub evaluation: Evaluation,
    /// What is asked, with counts where they may be shown.
    pub items: Vec<Item>,
    /// The groups; those that may not be shown have no counts.
    pub groups: Vec<store::GroupResult>,
    /// The tellers.
    pub tellers: Vec<store::Teller>,
    /// Free remarks, for those who run it.
    pub remarks: Vec<String>,
    /// The reader's own line on the roster: the way it was issued, and whether it was used.
    pub own: Option<(Option<String>, bool)>,
    /// Whether there are results, and the reader may see them.
    pub results: bool,
    /// Whether these are of too few ballots to be shown.
    pub withheld: bool,
    /// Whether the reader is a teller.
    pub me_teller: bool,
    /// Whether the reader is of the office.
    pub may_edit: bool,
    /// Whether the reader approves.
    pub may_approve: bool,
}

/// Readers of the design, and everybody once it is published.
pub fn may_see(actor: &Actor, evaluation: &Evaluation) -> bool {
    evaluation.is_public || actor.permit(Verb::EvaluationRead, &evaluation.object()).is_ok()
}

/// Reads it; for whoever may not, it does not exist. At most seven queries.
pub fn read(tx: &mut Tx<'_>, actor: &Actor, id: &Id) -> Result<Seen> {
    let evaluation = find(tx, id)?;
    let tellers = store::tellers(tx, id)?;
    let me_teller = tellers.iter().any(|t| t.person == actor.person.id);
    let own = tx.one(&store::MY_ENTRY, &params![id, &actor.person.id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let sees = may_see(actor, &evaluation) || me_teller;
    if !sees && own.is_none() {
        return Err(Error::NotFound);
    }
    let results = sees && evaluation.state.has_result();
    let withheld = results && evaluation.turnout.returned < evaluation.k;
    let shown = results && !withheld;
    let mut items = store::items(tx, id)?;
    let mut groups = if evaluation.by_group { store::groups(tx, id)? } else { Vec::new() };
    if !shown {
        // Whoever is on the roster reads what is asked; the answers when they are published.
        items.iter_mut().for_each(|item| item.counts = None);
        for group in &mut groups {
            (group.returned, group.counts) = (None, Vec::new());
        }
    }
    let may_edit = actor.permit(Verb::EvaluationEdit, &evaluation.object()).is_ok();
    let may_approve = actor.permit(Verb::EvaluationApprove, &evaluation.object()).is_ok();
    let remarks = if (may_edit || may_approve) && shown {
        tx.all(&store::REMARKS, &params![id], |row| row.get(0))?
    } else {
        Vec::new()
    };
    Ok(Seen { evaluation, items, groups, tellers, remarks, own, results, withheld, me_teller, may_edit, may_approve })
}

/// The bulletin, for everybody who may see the result. Two queries.
pub fn bulletin(tx: &mut Tx<'_>, actor: &Actor, id: &Id) -> Result<String> {
    let evaluation = find(tx, id)?;
    let enough = evaluation.turnout.returned >= evaluation.k;
    if !(evaluation.state.has_result() && may_see(actor, &evaluation) && enough) {
        return Err(Error::NotFound);
    }
    tx.one(&store::BULLETIN, &params![id], |row| row.get(0))?.ok_or(Error::NotFound)
}
