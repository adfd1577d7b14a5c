//! The same receipt page for what was said about a publication.

use ::store::{StoreError, params};
use askama::Template;
use axum::response::Response;

use super::super::store;
use crate::app::App;
use crate::error::{Error, Result};
use crate::letterbox::Receipt;
use crate::view::{Shell, page};

#[derive(Template)]
#[template(path = "opinion/pages/receipt_comment.html")]
struct CommentPage {
    shell: Shell,
    masked: String,
    title: String,
    revoked: bool,
    text: String,
    disposition: Option<String>,
    answer: String,
}

/// The page of a comment's receipt; `None` where it is no comment's. One query.
pub async fn look(app: &App, receipt: &Receipt, shell: &Shell, masked: &str) -> Result<Option<Response>> {
    let key = receipt.released_key();
    let (shell, masked) = (shell.clone(), masked.to_owned());
    let found = app.db.read(move |tx| {
        tx.one(&store::COMMENT_OF_RECEIPT, &params![&key], |row| {
            let state: String = row.get(1)?;
            Ok(CommentPage {
                shell: shell.clone(),
                masked: masked.clone(),
                title: row.get(0)?,
                revoked: state == "revoked",
                text: row.get(2)?,
                disposition: row.get(3)?,
                answer: row.get(4)?,
            })
        })
    });
    let found = found.await.map_err(|e: StoreError| Error::from(e))?;
    found.map(|shown| page(&shown)).transpose()
}
