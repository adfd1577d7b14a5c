//! What happens by itself: sealing the audit trail, opening the box, erasing traces, closing and chasing what is
//! due.

use std::time::Duration;

use crate::app::App;
use crate::error::Result;
use crate::{audit, features, letterbox, maintenance};

/// How often the trail is sealed.
const SEAL_EVERY: Duration = Duration::from_secs(1);
/// Every so many seals the slower work is looked at.
const TICK_EVERY: u32 = 20;
/// A process that stops working loses its turn after this many seconds: less than a line may stay unsealed.
const LEASE: i64 = 30;

/// Runs until `stop` resolves, then seals once more. While the maintenance page stands the slower work rests, and what came
/// due is done afterwards; the trail is sealed all the same.
pub async fn run(app: App, mut stop: tokio::sync::watch::Receiver<bool>) {
    let holder = crate::random::secret();
    let mut beats = 0u32;
    let mut swept = None;
    loop {
        let stopping = tokio::select! {
            () = tokio::time::sleep(SEAL_EVERY) => false,
            _ = stop.changed() => true,
        };
        match super::hold(&app, "schedule", &holder, LEASE).await {
            Ok(true) => {
                report(seal(&app).await);
                if beats.is_multiple_of(TICK_EVERY) && maintenance::stands(&app).await.is_none() {
                    report(tick(&app).await);
                    // Once a day, and when the turn begins.
                    let today = app.clock.now().today();
                    if swept.replace(today) != Some(today) {
                        report(super::sweep(&app).await.map(drop));
                    }
                }
            }
            Ok(false) => {}
            Err(error) => tracing::warn!(%error, "the schedule could not take its turn"),
        }
        beats = beats.wrapping_add(1);
        if stopping {
            return;
        }
    }
}

async fn seal(app: &App) -> Result<()> {
    audit::seal(&app.db, &app.config.anchor(), app.clock.now()).await.map(drop)
}

/// One look at everything that may be due. Each part is idempotent, a second look finds nothing to do; and none waits for
/// another: a box that cannot be opened keeps no round open.
pub async fn tick(app: &App) -> Result<()> {
    let parts = [
        letterbox::prepare(app).await,
        letterbox::open_box(app, letterbox::Due::ByHour).await.map(drop),
        super::work(app).await,
        features::supervision::look_at_the_calendar(app).await.map(drop),
        features::opinion::close_windows(app).await,
        super::forget(app).await.map(drop),
    ];
    parts.into_iter().collect()
}

fn report(result: Result<()>) {
    if let Err(error) = result {
        tracing::error!(%error, "scheduled work failed; it will be tried again");
    }
}
