//! What the figures for Prometheus ask.

use store::statements;

statements! {
    /// Lines that no block holds yet.
    pub UNSEALED = "select count(*) from audit_line where block is null";
    /// Jobs that are due and not done.
    pub JOBS_DUE = "select count(*) from job where due_on <= $1";
    /// Jobs that failed and are tried again.
    pub JOBS_FAILED = "select count(*) from job where due_on <= $1 and last_error is not null";
}
