//! Saving a view of the ledger: a name for what one asks again and again, for oneself or for the whole office.

use super::needed;
use crate::app::App;
use crate::audit::{Act, Entry, record};
use crate::auth::{Actor, Role};
use crate::error::{Error, Refusal, Result, Rule};
use crate::features::rectification::store;
use crate::id::Id;

/// More views than this are no help any more.
const VIEWS: i64 = 30;
/// The longest name of a view.
const NAME: usize = 40;
/// What a view may ask at most.
const ASKED: usize = 2_000;

/// Whether somebody belongs to the office that views are shared with: the campaign office and the secretary.
pub fn is_of_office(actor: &Actor) -> bool {
    actor.has(Role::Wg) || actor.has(Role::Sec)
}

/// Keeps what was asked under a name. Sharing is for the office; a view holds a question and no rows, so whoever opens it
/// sees what he may see.
pub async fn save_view(app: &App, actor: &Actor, name: &str, asked: &str, shared: bool) -> Result<Id> {
    let name = needed("view_name", name, NAME)?;
    if asked.chars().count() > ASKED {
        return Err(Error::field("view_name", Rule::TooLong));
    }
    if shared && !is_of_office(actor) {
        return Err(Error::Refused(Refusal::Role));
    }
    let act = Act::by(actor, app.clock.now());
    let (me, asked, id) = (actor.person.id.clone(), asked.to_owned(), Id::random());
    app.db
        .write(move |tx| {
            if store::count_views(tx, &me, &name)? >= VIEWS {
                return Err(Error::rule(Rule::TooManyViews));
            }
            store::save_view(tx, &id, &me, (&name, &asked, shared), act.now.today())?;
            record(tx, &act, Entry::new("ledger_view.save", "ledger_view", &id).with("shared", shared))?;
            Ok(id.clone())
        })
        .await
}

/// Takes one's own view away; another's does not exist.
pub async fn remove_view(app: &App, actor: &Actor, id: &Id) -> Result<()> {
    let act = Act::by(actor, app.clock.now());
    let (me, id) = (actor.person.id.clone(), id.clone());
    app.db
        .write(move |tx| {
            store::own_view(tx, &id, &me)?.ok_or(Error::NotFound)?;
            store::remove_view(tx, &id, &me)?;
            Ok(record(tx, &act, Entry::new("ledger_view.remove", "ledger_view", &id))?)
        })
        .await
}
