//! The account page.

use ::store::params;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use jiff::civil::Date;

use super::super::{actions, store};
use super::{RoleLine, role_line};
use crate::app::App;
use crate::auth::session::Session;
use crate::auth::{LoggedIn, store as accounts};
use crate::error::{Error, Result};
use crate::view::{self, FormErrors, NoFields, PostForm, Shell};

#[derive(Template)]
#[template(path = "account/pages/account.html")]
struct AccountPage {
    shell: Shell,
    sub: String,
    done: Option<&'static str>,
    notices: Vec<String>,
    roles: Vec<RoleLine>,
    sessions: Vec<(String, bool)>,
    errors: FormErrors,
}

/// What was done just now.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Done {
    done: String,
}

/// Four queries.
pub async fn show(
    State(app): State<App>,
    LoggedIn(session): LoggedIn,
    shell: Shell,
    Query(query): Query<Done>,
) -> Result<Response> {
    let done = match query.done.as_str() {
        "password" => Some(shell.t.account_changed()),
        "sessions" => Some(shell.t.account_ended()),
        _ => None,
    };
    view::page(&build(&app, &session, shell, done, FormErrors::default()).await?)
}

async fn build(
    app: &App,
    session: &Session,
    shell: Shell,
    done: Option<&'static str>,
    errors: FormErrors,
) -> Result<AccountPage> {
    let (person, account, today) = (session.actor.person.id.clone(), session.actor.account.clone(), shell.today);
    let read = app.db.read(move |tx| {
        let holder = store::holder(tx, &person)?.ok_or(Error::NotFound)?;
        let held = store::terms(tx, &person, today)?;
        let notice =
            |row: &::store::Row<'_>| Ok((row.get::<String>(0)?, row.get::<String>(1)?, row.get::<Option<String>>(2)?));
        let notices = tx.all(&store::NOTICES, &params![&person], notice)?;
        let row = |row: &::store::Row<'_>| Ok((row.get::<String>(0)?, row.get::<String>(1)?));
        let sessions = tx.all(&accounts::SESSIONS, &params![&account], row)?;
        Ok::<_, Error>((holder, held, notices, sessions))
    });
    let (holder, held, notices, sessions) = read.await?;
    let t = shell.t;
    let day = |text: &str| text.parse::<Date>().map_or_else(|_| text.to_owned(), |d| shell.day(&d));
    let mut roles: Vec<RoleLine> = held.iter().map(|h| role_line(&shell, h, false)).collect();
    for (role, _) in session.actor.roles().filter(|(_, grant)| grant.is_none()) {
        let (name, scope) = (t.role(role), t.scope_own().to_owned());
        roles.push(RoleLine { id: String::new(), name, scope, term: "—".into(), may_end: false });
    }
    let notices = notices.into_iter().map(|(kind, on, by)| match kind.as_str() {
        "reset_issued" => t.notice_issued(day(&on), by.unwrap_or_else(|| t.notice_somebody().to_owned())),
        _ => t.notice_used(day(&on)),
    });
    let notices = notices.collect();
    let sessions = sessions.into_iter().map(|(token, on)| (day(&on), token == session.token_hash)).collect();
    let parts = [holder.staff_no, holder.unit, holder.login];
    let sub = parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    Ok(AccountPage { sub, done, notices, roles, sessions, errors, shell })
}

/// The form of the password.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Change {
    old: String,
    password: String,
    again: String,
}

/// Changes the password.
pub async fn change_password(
    State(app): State<App>,
    LoggedIn(session): LoggedIn,
    shell: Shell,
    PostForm(form): PostForm<Change>,
) -> Result<Response> {
    match actions::change_password(&app, &session, form.old, form.password, &form.again).await {
        Ok(()) => Ok(view::see("/account?done=password")),
        Err(error) => {
            let errors = FormErrors::from_error(error)?;
            view::again(&build(&app, &session, shell, None, errors).await?)
        }
    }
}

/// Ends the other sessions.
pub async fn end_others(
    State(app): State<App>,
    LoggedIn(session): LoggedIn,
    _form: PostForm<NoFields>,
) -> Result<Response> {
    actions::end_others(&app, &session).await?;
    Ok(view::see("/account?done=sessions"))
}

/// The notices were read.
pub async fn put_away_notices(
    State(app): State<App>,
    LoggedIn(session): LoggedIn,
    _form: PostForm<NoFields>,
) -> Result<Response> {
    actions::put_away_notices(&app, &session).await?;
    Ok(view::see("/account"))
}
