//! Dropping a slip.

use std::sync::Arc;

use store::{Tx, params};

use super::keys::{box_day, find, forget_public_key, public_key};
use super::receipt::Receipt;
use super::seal::{Slip, seal};
use super::store::{DELETE_DROP, INSERT_DROP, IS_ASIDE, IS_WAITING};
use crate::app::App;
use crate::error::{Error, Result};

/// Drops a slip into the box of a parent (`round:KEY`, `publication:KEY`) and returns the receipt, which is shown once
/// and never stored. The unit of work writes this one row and nothing else; `still_open` may look, in the same unit,
/// whether the parent takes slips now, so that none falls into a box after its last opening.
pub async fn drop_into(
    app: &App,
    parent: &str,
    kind: &str,
    fields: Vec<(&str, String)>,
    text: String,
    still_open: impl Fn(&mut Tx<'_>) -> Result<()> + Send + Sync + 'static,
) -> Result<Receipt> {
    let fields = fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    let receipt = Receipt::new();
    let slip = Slip { kind: kind.to_owned(), fields, text, receipt: receipt.released_key() };
    let still_open = Arc::new(still_open);
    // The box may be opened between the sealing and the writing; then the slip goes into the next one.
    for _ in 0..TRIES {
        if put(app, parent, &receipt, &slip, still_open.clone()).await? {
            return Ok(receipt);
        }
    }
    Err(Error::Stale)
}

/// How often a drop is tried. Once is enough but at the opening hour.
const TRIES: u32 = 3;

/// `false`: the day's key is no more, or is about to go. What is sealed to it nobody could open.
async fn put(
    app: &App,
    parent: &str,
    receipt: &Receipt,
    slip: &Slip,
    still_open: Arc<impl Fn(&mut Tx<'_>) -> Result<()> + Send + Sync + 'static>,
) -> Result<bool> {
    let day = box_day(app.clock.now(), app.config.box_hour).to_string();
    let public = public_key(app, &day).await?;
    let sealed = seal(slip, &public)?;
    let (id, parent, box_of) = (receipt.box_key(), parent.to_owned(), day.clone());
    let dropped = app
        .db
        .write_quietly(move |tx| {
            still_open(tx)?;
            if find(tx, &box_of)? != Some(public) {
                return Ok(false);
            }
            tx.run(&INSERT_DROP, &params![&id, &parent, &box_of, sealed.clone()])?;
            Ok::<bool, Error>(true)
        })
        .await?;
    if !dropped {
        forget_public_key(app, &day);
    }
    Ok(dropped)
}

/// Takes a slip out of the box again, unopened; `false` if none lies there. Nothing remains of it.
pub async fn take_back(app: &App, receipt: &Receipt) -> Result<bool> {
    let id = receipt.box_key();
    let taken = app.db.write_quietly(move |tx| tx.run(&DELETE_DROP, &params![&id])).await?;
    Ok(taken == 1)
}

/// Whether the slip of a receipt still lies in the box (在投递箱中).
pub async fn is_waiting(app: &App, receipt: &Receipt) -> Result<bool> {
    let id = receipt.box_key();
    Ok(app.db.read(move |tx| tx.one(&IS_WAITING, &params![&id], |row| row.get::<i64>(0))).await?.is_some())
}

/// Whether the slip of a receipt was damaged and could not be opened: its owner must speak again.
pub async fn is_aside(app: &App, receipt: &Receipt) -> Result<bool> {
    let id = receipt.box_key();
    Ok(app.db.read(move |tx| tx.one(&IS_ASIDE, &params![&id], |row| row.get::<i64>(0))).await?.is_some())
}
