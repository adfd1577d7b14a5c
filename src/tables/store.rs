//! Tables that were sent and wait for their confirmation.

use ::store::statements;

statements! {
    /// A file waits; `what` says for which import.
    pub INSERT = "insert into table_upload (id, what, blob_hash, file_name, uploaded_by, uploaded_on) values ($1, $2, $3, $4, $5, $6)";
    /// The file, for whoever sent it.
    pub FIND = "select blob_hash, file_name from table_upload where id = $1 and what = $2 and uploaded_by = $3";
    /// It waits no longer; those of other days neither.
    pub DELETE = "delete from table_upload where id = $1 or uploaded_on < $2";
}
