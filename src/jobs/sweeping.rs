//! Sweeping files that no row names: an upload that was broken off between the file and the row, a table that was sent and
//! never confirmed.

use std::collections::HashSet;
use std::time::Duration;

use store::StoreError;

use super::store::FILES_NAMED;
use crate::app::App;
use crate::error::{Error, Result};

/// A younger file may still be waiting for its row.
const REST: Duration = Duration::from_secs(24 * 60 * 60);

/// So many files without a row are a day's broken uploads. Many more, and more than there are files with one, look like the
/// wrong database beside the right files, and nothing is touched.
const FEW: usize = 20;

/// Takes away what has lain for a day without a row; says how many files.
pub async fn sweep(app: &App) -> Result<usize> {
    sweep_older(app, REST).await
}

/// The same for another age.
pub async fn sweep_older(app: &App, age: Duration) -> Result<usize> {
    let blobs = app.blobs.clone();
    // First the files, then the rows: a file that got its row in between is named when the rows are read.
    let old = blocking(move || blobs.older_than(age)).await?;
    if old.is_empty() {
        return Ok(0);
    }
    let named: HashSet<String> = app
        .db
        .read(|tx| tx.all(&FILES_NAMED, &[], |row| row.get(0)).map(|all: Vec<String>| all.into_iter().collect()))
        .await
        .map_err(|error: StoreError| Error::from(error))?;
    let blobs = app.blobs.clone();
    blocking(move || {
        // Whoever puts such a file again meanwhile makes it young: looked at once more, right before it goes.
        let still: HashSet<String> = blobs.older_than(age)?.into_iter().collect();
        let orphans: Vec<&String> = old.iter().filter(|hash| !named.contains(*hash) && still.contains(*hash)).collect();
        if orphans.len() > FEW && orphans.len() > old.len() - orphans.len() {
            tracing::warn!(
                files = orphans.len(),
                "most files stand in no row of this database: nothing is swept; is it the database of these files?"
            );
            return Ok(0);
        }
        orphans.iter().try_for_each(|hash| blobs.remove(hash)).map(|()| orphans.len())
    })
    .await
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> std::io::Result<T> + Send + 'static) -> Result<T> {
    Ok(tokio::task::spawn_blocking(work).await.map_err(|error| Error::Internal(error.to_string()))??)
}
