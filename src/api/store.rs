//! Answers that are kept for a day, so that a program may ask twice.

use ::store::{StoreError, Tx, params, statements};

statements! {
    /// What was answered under a key.
    pub FIND = "select request, status, answer from api_answer where token_hash = $1 and key = $2 and on_day >= $3";
    /// What is over.
    pub DELETE_OLD = "delete from api_answer where token_hash = $1 and on_day < $2";
    /// Takes the key, or completes what the same call has taken; another call's key stays as it is.
    pub PUT = "insert into api_answer (token_hash, key, request, run, status, answer, on_day) values ($1, $2, $3, $4, $5, $6, $7)
        on conflict (token_hash, key) do update set status = excluded.status, answer = excluded.answer
        where api_answer.run = excluded.run";
}

/// What stands under a key.
#[derive(Clone, Debug)]
pub struct Found {
    /// The hash of the request.
    pub request: String,
    /// The status and the JSON; not there when the program stopped between the effect and the answer.
    pub answer: Option<(i64, String)>,
}

/// What stands under a token's key since a day.
pub fn find(tx: &mut Tx<'_>, token: &str, key: &str, since: &str) -> Result<Option<Found>, StoreError> {
    tx.one(&FIND, &params![token, key, since], |row| {
        let (status, answer): (Option<i64>, Option<String>) = (row.get(1)?, row.get(2)?);
        Ok(Found { request: row.get(0)?, answer: status.zip(answer) })
    })
}
