//! What is written beside a unit, in its transaction, because of who asked for it and not because of what it is.

use std::any::Any;
use std::future::Future;
use std::sync::Arc;

use crate::error::StoreError;
use crate::tx::Tx;

/// Runs after a unit has succeeded, in the same transaction, with what the unit returned. Its error undoes the unit.
/// Like a unit it may run more than once.
pub type Beside = Arc<dyn Fn(&mut Tx<'_>, &dyn Any) -> Result<(), StoreError> + Send + Sync>;

tokio::task_local! {
    static BESIDE: Beside;
}

/// Every unit that `work` writes is followed by `beside`, quiet ones excepted: nothing may stand next to an anonymous
/// act. It ends with the task: units written from a task that `work` spawns are not followed.
pub async fn with_beside<F: Future>(beside: Beside, work: F) -> F::Output {
    BESIDE.scope(beside, work).await
}

pub(crate) fn current() -> Option<Beside> {
    BESIDE.try_with(Arc::clone).ok()
}
