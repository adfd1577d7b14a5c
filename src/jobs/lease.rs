//! A lease: the right of one process to do a recurring work for a while.

use store::params;

use super::store::TAKE_LEASE;
use crate::app::App;
use crate::error::Result;

/// How far the clocks of two processes may be apart, in seconds.
const SKEW: i64 = 60;

/// Tries to take or keep the lease `name` for `seconds`. `true`: this process has it.
pub async fn hold(app: &App, name: &'static str, holder: &str, seconds: i64) -> Result<bool> {
    let now = app.clock.now().seconds();
    let holder = holder.to_owned();
    let until = now + seconds;
    let unit = move |tx: &mut ::store::Tx<'_>| tx.run(&TAKE_LEASE, &params![name, &holder, until, now, until + SKEW]);
    let taken = app.db.write(unit).await;
    taken.map(|rows| rows == 1).map_err(|e: ::store::StoreError| e.into())
}
