//! What an amendment changed: two versions side by side.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;

use crate::app::App;
use crate::auth::LoggedIn;
use crate::error::{Error, Result};
use crate::features::plan::actions::compare;
use crate::features::plan::model::{Change, Difference};
use crate::features::plan::store::Version;
use crate::id::Id;
use crate::view::{self, Shell};

/// What the address says: the number of the version to compare with; without it, the one before.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    with: String,
}

#[derive(Template)]
#[template(path = "plan/pages/diff.html")]
struct Page {
    shell: Shell,
    it: Version,
    before: i64,
    difference: Difference,
}

impl Page {
    /// A value in words: days and codes as a person reads them.
    fn value(&self, field: &str, text: &str) -> String {
        let t = self.shell.t;
        match field {
            _ if text.is_empty() => "—".to_owned(),
            "due_on" => text.parse().map_or_else(|_| text.to_owned(), |day| self.shell.day(&day)),
            "part" => t.plan_part(text).to_owned(),
            "parts" => t.plan_parts_word(text).to_owned(),
            "kind" => t.item_kind_word(text).to_owned(),
            _ => text.to_owned(),
        }
    }

    fn before(&self, change: &Change) -> String {
        self.value(change.field, &change.before)
    }

    fn after(&self, change: &Change) -> String {
        self.value(change.field, &change.after)
    }
}

/// `GET /plans/{id}/diff`. At most nine queries.
pub async fn show(
    State(app): State<App>,
    actor: LoggedIn,
    shell: Shell,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let id = Id::parse(&id).ok_or(Error::NotFound)?;
    let me = (*actor).clone();
    let with = asked.with.parse().ok();
    let (it, before, difference) = app.db.read(move |tx| compare(tx, &me, &id, with)).await?;
    view::page(&Page { shell, it, before, difference })
}
