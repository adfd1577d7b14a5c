//! Import of people: a table becomes a plan (pure, in `plan`), and the plan is written as a whole or not at all.
//!
//! Size: the rows are staged in units of [`CHUNK`] rows, so that a big file does not hold up everybody else's writes, and
//! applied by a few statements over all of them in one unit, with the row of `import_job` and the audit line. Before that
//! unit commits nobody sees anything of the file; after it, everything. Rows staged by an import that died are never
//! applied and are swept by the next import of another day.

mod plan;
mod structure;

pub use structure::{Part, StructureReport, export_structure, structure};

use std::sync::Arc;

use ::store::{Tx, params};

use self::plan::{Plan, Register, Staged};
use super::store;
use crate::app::App;
use crate::audit::{Act, Entry, Who, record};
use crate::error::{Error, Result, Rule};
use crate::id::Id;
use crate::tables::{self, Report};
use crate::text::T;

/// Rows a unit of staging.
const CHUNK: usize = 500;

/// What an import did, or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// The rows, and what is wrong with them.
    pub report: Report,
    /// People to be registered.
    pub new: u32,
    /// People of whom something changes.
    pub changed: u32,
    /// People who stay as they are.
    pub same: u32,
    /// The file's hash.
    pub hash: String,
    /// Whether it was written.
    pub written: bool,
}

impl ImportReport {
    /// How many people a confirmation would write.
    pub fn to_write(&self) -> u32 {
        self.new.saturating_add(self.changed)
    }
}

/// Imports people, or only looks (`dry_run`). For the command line and the pages; the pages ask for permission first.
/// Bad rows are no error: they stand in the report, and nothing is written. Errors: those of [`tables::read`],
/// [`Rule::DuplicateImport`] for a file that was written before, [`Error::Stale`] when the register changed meanwhile.
pub async fn people(app: &App, act: Act, bytes: Vec<u8>, file_name: &str, dry_run: bool) -> Result<ImportReport> {
    let hash = tables::content_hash(&bytes);
    let seen = hash.clone();
    let register = app.db.read(move |tx| {
        guard_new(tx, &seen)?;
        Ok::<Register, Error>(Register::load(tx)?)
    });
    let register = register.await?;
    let table = tables::read_in_background(bytes, file_name.to_owned(), T::PEOPLE_COLUMNS).await?;
    let me = match &act.who {
        Who::Person(id) => Some(id.clone()),
        Who::Console | Who::System => None,
    };
    let planned = tokio::task::spawn_blocking(move || plan::plan(&table, &register, me.as_ref())).await;
    let Plan { report, rows, new, changed, same } = planned.map_err(|e| Error::Internal(e.to_string()))?;
    let mut outcome = ImportReport { report, new, changed, same, hash, written: false };
    if !dry_run && outcome.report.is_well() && !rows.is_empty() {
        write(app, act, rows, &outcome).await?;
        outcome.written = true;
    }
    Ok(outcome)
}

fn guard_new(tx: &mut Tx<'_>, hash: &str) -> Result<()> {
    match tx.one(&store::IMPORTED, &params![hash], |_| Ok(()))? {
        Some(()) => Err(Error::rule(Rule::DuplicateImport)),
        None => Ok(()),
    }
}

async fn write(app: &App, act: Act, rows: Vec<Staged>, outcome: &ImportReport) -> Result<()> {
    let job = Id::random();
    let today = act.now.today().to_string();
    let count = rows.len();
    let rows = Arc::new(rows);
    for start in (0..count).step_by(CHUNK) {
        let (rows, job, today) = (Arc::clone(&rows), job.clone(), today.clone());
        app.db.write(move |tx| stage(tx, &job, &today, &rows, start).map_err(Error::from)).await?;
    }
    let (hash, report_rows) = (outcome.hash.clone(), outcome.report.rows);
    let (new, changed) = (outcome.new, outcome.changed);
    let by = match &act.who {
        Who::Person(id) => id.to_string(),
        Who::Console => "console".to_owned(),
        Who::System => "system".to_owned(),
    };
    app.db
        .write(move |tx| {
            guard_new(tx, &hash)?;
            let staged = tx.one(&store::STAGED, &params![&job], |row| row.get::<i64>(0))?;
            let clashes = tx.one(&store::CLASHES, &params![&job], |row| row.get::<i64>(0))?;
            if staged != i64::try_from(count).ok() || clashes != Some(0) {
                return Err(Error::Stale);
            }
            tx.run(&store::APPLY_NEW, &params![&job])?;
            tx.run(&store::APPLY_CHANGED, &params![&job])?;
            tx.run(&store::APPLY_POSTS, &params![&job])?;
            tx.run(&store::INSERT_IMPORT, &params![&job, &hash, report_rows, &today, &by])?;
            tx.run(&store::UNSTAGE, &params![&job, &today])?;
            let entry = Entry::new("people.import", "import", &job).hash(&hash);
            record(tx, &act, entry.with("rows", report_rows).with("new", new).with("changed", changed))?;
            Ok(())
        })
        .await
}

fn stage(tx: &mut Tx<'_>, job: &Id, today: &str, rows: &[Staged], start: usize) -> Result<(), ::store::StoreError> {
    for (n, row) in rows.iter().enumerate().skip(start).take(CHUNK) {
        let facts = &row.facts;
        let number = i64::try_from(n).unwrap_or(i64::MAX);
        let (post, leading) =
            row.post.as_ref().map_or((None, false), |(title, leading)| (Some(title.clone()), *leading));
        let values = params![
            job,
            number,
            &row.person,
            row.is_new,
            &facts.staff_no,
            &facts.name,
            super::model::person_key(&facts.name),
            facts.category.code(),
            facts.party.code(),
            &facts.unit,
            &facts.branch,
            post,
            leading,
            today
        ];
        tx.run(&store::STAGE, &values)?;
    }
    Ok(())
}
