//! Paper: ballots that were handed out, the sheet of printed codes, a code in place of a lost one.

use ::store::params;
use askama::Template;
use axum::extract::{Path, State as Ext};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;

use super::super::actions::{self, Printed};
use super::super::model::grouped;
use super::super::store;
use crate::app::App;
use crate::auth::LoggedIn;
use crate::error::{Error, Result, Rule};
use crate::id::Id;
use crate::view::{PostForm, Shell, page, qr, see, site};

/// A slip as it is printed: the stub, the code, and the picture of its address.
struct Slip {
    name: String,
    unit: String,
    code: String,
    side: usize,
    path: String,
}

#[derive(Template)]
#[template(path = "evaluation/pages/codes.html")]
struct CodesPage {
    shell: Shell,
    evaluation: Id,
    title: String,
    closes: String,
    address: String,
    slips: Vec<Slip>,
}

#[derive(Template)]
#[template(path = "evaluation/pages/noted.html")]
struct NotedPage {
    shell: Shell,
    evaluation: Id,
}

/// One query.
async fn slips(app: &App, shell: Shell, headers: &HeaderMap, id: &Id, printed: Vec<Printed>) -> Result<Response> {
    let wanted = id.clone();
    let found = app.db.read(move |tx| store::find(tx, &wanted)).await?.ok_or(Error::NotFound)?;
    let (scheme, host) = site(app, headers);
    let mut slips = Vec::with_capacity(printed.len());
    for Printed { name, unit, code } in printed {
        let (side, path) = qr(&format!("{scheme}://{host}/vote/{code}"))?;
        slips.push(Slip { name, unit, code: grouped(&code), side, path });
    }
    let closes = shell.day(&found.closes_on);
    let address = format!("{host}/vote/");
    page(&CodesPage { shell, evaluation: id.clone(), title: found.name, closes, address, slips })
}

/// Which unit; nothing for all.
#[derive(Deserialize)]
pub struct CodesForm {
    #[serde(default)]
    unit: String,
}

/// `POST /evaluations/{id}/codes`: the sheet, shown once.
pub async fn codes(
    Ext(app): Ext<App>,
    me: LoggedIn,
    shell: Shell,
    headers: HeaderMap,
    Path(id): Path<String>,
    PostForm(form): PostForm<CodesForm>,
) -> Result<Response> {
    let id = Id::parse(&id).ok_or(Error::NotFound)?;
    let unit = if form.unit.is_empty() { None } else { Some(Id::parse(&form.unit).ok_or(Error::NotFound)?) };
    let printed = actions::issue_codes(&app, &me, &id, unit.as_ref()).await?;
    slips(&app, shell, &headers, &id, printed).await
}

/// A paper ballot, a printed code, or a word about a lost one, for somebody on the roster.
#[derive(Deserialize)]
pub struct PaperForm {
    person: String,
    #[serde(default)]
    how: String,
    #[serde(default)]
    reason: String,
}

/// `POST /evaluations/{id}/paper`: a code is shown once, to be printed.
pub async fn paper(
    Ext(app): Ext<App>,
    me: LoggedIn,
    shell: Shell,
    headers: HeaderMap,
    Path(id): Path<String>,
    PostForm(form): PostForm<PaperForm>,
) -> Result<Response> {
    let id = Id::parse(&id).ok_or(Error::NotFound)?;
    let (person, slip) = on_roster(&app, &id, &form.person).await?;
    if form.how == "lost" {
        actions::ask_reissue(&app, &me, &id, &person, &form.reason).await?;
        return Ok(see(format!("/evaluations/{id}")));
    }
    match actions::issue_paper(&app, &me, &id, &person, form.how == "code").await? {
        Some(code) => slips(&app, shell, &headers, &id, vec![Printed { code, ..slip }]).await,
        None => page(&NotedPage { shell, evaluation: id }),
    }
}

/// Somebody on the roster by staff number, name or key, and his slip without a code.
async fn on_roster(app: &App, id: &Id, person: &str) -> Result<(Id, Printed)> {
    let (id, person) = (id.clone(), person.trim().to_owned());
    let row = |row: &::store::Row<'_>| {
        let unit = row.get::<Option<String>>(2)?.unwrap_or_default();
        Ok::<_, ::store::StoreError>((row.get(0)?, Printed { name: row.get(1)?, unit, code: String::new() }))
    };
    let found: Vec<(Id, Printed)> =
        app.db.read(move |tx| tx.all(&store::ON_ROSTER, &params![&id, &person], row)).await?;
    match found.as_slice() {
        [one] => Ok(one.clone()),
        [] => Err(Error::field("person", Rule::NotOnRoster)),
        _ => Err(Error::field("person", Rule::SeveralOfThisName)),
    }
}

/// Whose code is printed again.
#[derive(Deserialize)]
pub struct ReissueForm {
    person: String,
}

/// `POST /evaluations/{id}/reissue`: a teller agrees.
pub async fn reissue(
    Ext(app): Ext<App>,
    me: LoggedIn,
    shell: Shell,
    headers: HeaderMap,
    Path(id): Path<String>,
    PostForm(form): PostForm<ReissueForm>,
) -> Result<Response> {
    let id = Id::parse(&id).ok_or(Error::NotFound)?;
    let (person, slip) = on_roster(&app, &id, &form.person).await?;
    let code = actions::reissue(&app, &me, &id, &person).await?;
    slips(&app, shell, &headers, &id, vec![Printed { code, ..slip }]).await
}
