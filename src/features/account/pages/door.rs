//! Set-up, login, logout, invitations.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;

use super::super::actions::{self, Accepted, SetUp};
use super::super::model::local_path;
use super::super::store::Holder;
use super::invitation_link;
use crate::app::App;
use crate::auth::LoggedIn;
use crate::auth::session::{clear_cookie, set_cookie};
use crate::error::{Error, Result, Rule};
use crate::view::{self, FormErrors, NoFields, PostForm, Shell};

#[derive(Template)]
#[template(path = "account/pages/setup.html")]
struct SetUpPage {
    shell: Shell,
    input: SetUp,
    errors: FormErrors,
}

#[derive(Template)]
#[template(path = "account/pages/setup_done.html")]
struct SetUpDonePage {
    shell: Shell,
    name: String,
    link: String,
    expires: Date,
}

/// One query.
pub async fn show_setup(State(app): State<App>, shell: Shell) -> Result<Response> {
    if actions::is_done(&app).await? {
        return Err(Error::rule(Rule::SetupDone));
    }
    view::page(&SetUpPage { shell, input: SetUp::default(), errors: FormErrors::default() })
}

/// The answer is the page itself and no redirect: the link is shown once and kept nowhere it could be read again.
pub async fn set_up(
    State(app): State<App>,
    shell: Shell,
    headers: HeaderMap,
    PostForm(form): PostForm<SetUp>,
) -> Result<Response> {
    match actions::set_up(&app, form.clone()).await {
        Ok(done) => {
            let link = invitation_link(&app, &headers, &done.invitation);
            view::page(&SetUpDonePage { shell, name: done.secretary, link, expires: done.expires })
        }
        Err(error) => {
            let errors = FormErrors::from_error(error)?;
            view::again(&SetUpPage { shell, input: form, errors })
        }
    }
}

#[derive(Template)]
#[template(path = "account/pages/login.html")]
struct LoginPage {
    shell: Shell,
    login: String,
    next: String,
    wrong: Option<Rule>,
    /// He was asked to come back, and now is the time.
    turn: bool,
    none: FormErrors,
}

#[derive(Template)]
#[template(path = "account/pages/login_wait.html")]
struct WaitPage {
    shell: Shell,
    seconds: u32,
    back: String,
}

/// What stands in the address of the login page.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Next {
    next: String,
    turn: String,
}

/// No query.
pub async fn show_login(shell: Shell, Query(query): Query<Next>) -> Result<Response> {
    let next = local_path(&query.next).unwrap_or_default().to_owned();
    if shell.actor.is_some() {
        return Ok(view::see(if next.is_empty() { "/" } else { next.as_str() }));
    }
    view::page(&LoginPage {
        shell,
        login: String::new(),
        next,
        wrong: None,
        turn: !query.turn.is_empty(),
        none: FormErrors::default(),
    })
}

/// What is typed at login.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Login {
    login: String,
    password: String,
    next: String,
}

/// Whoever has an unread notice sees the account first.
pub async fn log_in(State(app): State<App>, shell: Shell, PostForm(form): PostForm<Login>) -> Result<Response> {
    let next = local_path(&form.next).unwrap_or("/").to_owned();
    match actions::log_in(&app, &form.login, form.password).await {
        Ok((secret, noticed)) => {
            let to = if noticed { "/account" } else { next.as_str() };
            Ok(with_cookie(view::see(to), &set_cookie(&secret, app.config.secure)))
        }
        Err(Error::Crowded(seconds)) => wait(shell, seconds, &next),
        Err(Error::Rule(rule @ Rule::WrongLogin, _)) => {
            let (wrong, none) = (Some(rule), FormErrors::default());
            let page = LoginPage { shell, login: form.login, next, wrong, turn: false, none };
            let mut response = view::page(&page)?;
            // 422 as for every form with wrong input; 401 would ask the browser for a password dialogue of its own.
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(response)
        }
        Err(other) => Err(other),
    }
}

/// How long it will be, and the way back by itself. The password is not in it: it would lie in the browser's memory of pages.
fn wait(shell: Shell, seconds: u32, next: &str) -> Result<Response> {
    let next =
        serde_html_form::to_string([("next", next), ("turn", "1")]).map_err(|e| Error::Internal(e.to_string()))?;
    let mut response = view::page(&WaitPage { shell, seconds, back: format!("/login?{next}") })?;
    *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    Ok(response)
}

/// Ends this session.
pub async fn log_out(
    State(app): State<App>,
    LoggedIn(session): LoggedIn,
    _form: PostForm<NoFields>,
) -> Result<Response> {
    actions::log_out(&app, &session).await?;
    Ok(with_cookie(view::see("/login"), &clear_cookie()))
}

fn with_cookie(mut response: Response, cookie: &str) -> Response {
    if let Ok(value) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response.into_response()
}

#[derive(Template)]
#[template(path = "account/pages/invite.html")]
struct InvitePage {
    shell: Shell,
    holder: Holder,
    login: String,
    errors: FormErrors,
}

/// One query. The staff number is offered as login.
pub async fn show_invitation(State(app): State<App>, shell: Shell, Path(secret): Path<String>) -> Result<Response> {
    let holder = actions::find_invitation(&app, &secret).await?;
    let login = holder.staff_no.clone().unwrap_or_default().to_ascii_lowercase();
    view::page(&InvitePage { shell, holder, login, errors: FormErrors::default() })
}

/// Makes the account or sets the new password, and logs in.
pub async fn accept(
    State(app): State<App>,
    shell: Shell,
    Path(secret): Path<String>,
    PostForm(form): PostForm<Accepted>,
) -> Result<Response> {
    match actions::accept(&app, &secret, form.clone()).await {
        Ok(session) => Ok(with_cookie(view::see("/account"), &set_cookie(&session, app.config.secure))),
        Err(error) => {
            let errors = FormErrors::from_error(error)?;
            let holder = actions::find_invitation(&app, &secret).await?;
            view::again(&InvitePage { shell, holder, login: form.login, errors })
        }
    }
}
