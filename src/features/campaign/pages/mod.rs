//! The pages of the arrangements.

mod admin;
mod closing;
mod gate;
mod group;
mod list;
mod phase;
mod sheet;
mod task;

pub(super) use admin::permit_look;

use ::store::{Query, StoreError, Tx, params};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use super::store::PEOPLE;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::tables::MAX_BYTES;

/// Routes of this slice.
pub fn routes() -> Router<App> {
    let tables = get(sheet::form).post(sheet::upload).layer(DefaultBodyLimit::max(MAX_BYTES + 64 * 1024));
    Router::new()
        .route("/campaigns/{id}/tasks/export", get(sheet::export))
        .route("/campaigns/{id}/tasks/import", tables)
        .route("/campaigns/{id}/tasks/import/{upload}", get(sheet::result).post(sheet::write))
        .route("/campaigns", get(list::list))
        .route("/campaigns/new", get(list::form_new).post(list::create))
        .route("/campaigns/{id}/edit", get(list::form_edit).post(list::edit))
        .route("/campaigns/{id}/admin", get(admin::page))
        .route("/campaigns/{id}/event", post(admin::event))
        .route("/campaigns/{id}/closing", get(closing::page))
        .route("/campaigns/{id}/statements", post(closing::state))
        .route("/campaigns/{id}/mobilisations", post(admin::mobilise))
        .route("/campaigns/{id}/group", get(group::page).post(group::put))
        .route("/campaigns/{id}/group/remove", post(group::remove))
        .route("/campaigns/{id}/phases/new", get(phase::form_new).post(phase::create))
        .route("/campaigns/{id}/tasks", get(task::list))
        .route("/campaigns/{id}/tasks/new", get(task::form_new).post(task::create))
        .route("/phases/{id}", get(phase::page).post(phase::edit))
        .route("/phases/{id}/event", post(phase::event))
        .route("/phases/{id}/remove", post(phase::remove))
        .route("/phases/{id}/activities", post(phase::add_activity))
        .route("/activities/{id}/event", post(phase::activity_event))
        .route("/activities/{id}/remove", post(phase::remove_activity))
        .route("/tasks/{id}", get(task::page))
        .route("/tasks/{id}/event", post(task::event))
        .route("/tasks/{id}/people", post(task::put_person))
        .route("/tasks/{id}/people/remove", post(task::remove_person))
}

/// An identifier from an address; nonsense is "not found".
fn key(text: &str) -> Result<Id> {
    Id::parse(text).ok_or(Error::NotFound)
}

/// Somebody to choose.
#[derive(Clone, Debug)]
struct Choice {
    id: Id,
    name: String,
    unit: Option<String>,
}

/// At most so many people in a list to choose from; the filter finds the others.
const CHOICES: u32 = 200;

/// Staff whose name holds `who`; one query.
fn people(tx: &mut Tx<'_>, who: &str) -> Result<Vec<Choice>, StoreError> {
    let mut query = Query::new().limit(CHOICES);
    let who = who.trim();
    if !who.is_empty() && who.chars().count() <= 40 && !who.contains('\0') {
        query = query.filter("name", params![pattern(who)]);
    }
    let page = tx.page(&PEOPLE, &query, |row| Ok(Choice { id: row.get(0)?, name: row.get(1)?, unit: row.get(2)? }))?;
    Ok(page.rows)
}

/// A pattern for `like … escape '!'` that finds the text anywhere.
fn pattern(text: &str) -> String {
    let mut pattern = String::from("%");
    for sign in text.chars() {
        if matches!(sign, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(sign);
    }
    pattern.push('%');
    pattern
}
