//! The queue. A job is enqueued in the unit of work that needs it and done after that has committed; it may be done
//! twice (a crash between the work and its removal), so each kind is idempotent.

use jiff::civil::Date;
use store::{StoreError, Tx, params};

use super::store::{DELETE_JOB, FAIL_JOB, INSERT_JOB, TAKE_JOB};
use crate::app::App;
use crate::audit::Act;
use crate::error::{Error, Result};
use crate::features;
use crate::id::Id;

/// How long a process may take over a job before another one takes it, in seconds.
const LEASE: i64 = 120;

/// The first wait after a failure, in seconds; each further one is twice as long, [`DOUBLINGS`] times.
const FIRST_WAIT: i64 = 30;
const DOUBLINGS: i64 = 10;
/// No job is made to wait longer than this, in seconds.
const LONGEST: i64 = (FIRST_WAIT << DOUBLINGS) + LEASE;

/// What a job does. The payload is the key of its object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Closes a round the day after its last day, if that day has not been moved.
    CloseRound,
    /// Closes a publication the day after its last day.
    ClosePublication,
    /// Closes an evaluation the day after its last day.
    CloseEvaluation,
    /// A long-term item's period is over.
    ReviewItem,
    /// Groups the unsorted points of a round.
    GroupPoints,
}

impl Kind {
    const ALL: [Kind; 5] =
        [Kind::CloseRound, Kind::ClosePublication, Kind::CloseEvaluation, Kind::ReviewItem, Kind::GroupPoints];

    fn code(self) -> &'static str {
        match self {
            Kind::CloseRound => "round.close",
            Kind::ClosePublication => "publication.close",
            Kind::CloseEvaluation => "evaluation.close",
            Kind::ReviewItem => "item.review_due",
            Kind::GroupPoints => "merge.run",
        }
    }
}

/// Enqueues a job that is due on a day. Never for one anonymous person's act (PRIVACY.md).
pub fn enqueue(tx: &mut Tx<'_>, act: &Act, kind: Kind, object: &Id, due_on: Date) -> Result<(), StoreError> {
    tx.run(&INSERT_JOB, &params![Id::ordered(act.now), kind.code(), object, due_on.to_string()]).map(drop)
}

struct Job {
    id: Id,
    kind: String,
    payload: Id,
    attempts: i64,
}

/// Does every job that is due now.
pub async fn work(app: &App) -> Result<()> {
    loop {
        let now = app.clock.now();
        let (today, seconds) = (now.today().to_string(), now.seconds());
        let taken = app.db.write(move |tx| {
            tx.one(&TAKE_JOB, &params![&today, seconds, seconds + LEASE, seconds + LONGEST], |row| {
                Ok(Job { id: row.get(0)?, kind: row.get(1)?, payload: row.get(2)?, attempts: row.get(3)? })
            })
        });
        let Some(job) = taken.await? else { return Ok(()) };
        let outcome = carry_out(app, &job).await;
        let id = job.id.clone();
        let settled = match outcome {
            Ok(()) => app.db.write(move |tx| tx.run(&DELETE_JOB, &params![&id])).await,
            Err(error) => {
                tracing::warn!(kind = job.kind, attempts = job.attempts, %error, "a job failed; it will be tried again");
                let later = seconds + (FIRST_WAIT << job.attempts.clamp(0, DOUBLINGS));
                app.db.write(move |tx| tx.run(&FAIL_JOB, &params![&id, later, error.to_string()])).await
            }
        };
        settled?;
    }
}

async fn carry_out(app: &App, job: &Job) -> Result<()> {
    match Kind::ALL.into_iter().find(|k| k.code() == job.kind) {
        Some(Kind::CloseRound) => features::opinion::close_when_due(app, &job.payload).await,
        Some(Kind::ClosePublication) => features::publication::close_when_due(app, &job.payload).await,
        Some(Kind::CloseEvaluation) => features::evaluation::close_when_due(app, &job.payload).await,
        Some(Kind::GroupPoints) => features::merging::group_when_asked(app, &job.payload).await,
        Some(Kind::ReviewItem) => features::rectification::review_when_due(app, &job.payload).await,
        None => Err(Error::Internal(format!("no such job: {}", job.kind))),
    }
}
