//! A lease: the right of one process to do a recurring work for a while.

use store::params;

use super::store::TAKE_LEASE;
use crate::app::App;
use crate::error::Result;

/// Tries to take or keep the lease `name` for `seconds`. `true`: this process has it.
pub async fn hold(app: &App, name: &'static str, holder: &str, seconds: i64) -> Result<bool> {
    let now = app.clock.now().seconds();
    let holder = holder.to_owned();
    let taken = app.db.write(move |tx| tx.run(&TAKE_LEASE, &params![name, &holder, now + seconds, now])).await;
    taken.map(|rows| rows == 1).map_err(|e: ::store::StoreError| e.into())
}
