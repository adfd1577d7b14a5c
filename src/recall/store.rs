//! The count of changes in the database.

use store::statements;

statements! {
    /// How often anything was written that is watched. It never stands still over a change and never goes back.
    pub VERSION = "select cast(sum(n) as bigint) from recall_version";
}
