//! The tokens of one's own programs.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use jiff::civil::Date;

use super::super::{actions, store};
use crate::api::{Access, Scopes};
use crate::app::App;
use crate::auth::{Actor, LoggedIn};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::text::T;
use crate::view::{self, FormErrors, NoFields, PostForm, Shell};

struct Row {
    id: String,
    name: String,
    scopes: String,
    made: String,
    until: String,
}

#[derive(Template)]
#[template(path = "account/pages/tokens.html")]
struct TokensPage {
    shell: Shell,
    rows: Vec<Row>,
    /// The secret of a token made just now.
    secret: Option<String>,
    input: NewToken,
    slices: Vec<(&'static str, &'static str, bool)>,
    errors: FormErrors,
}

/// The form of a new token.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct NewToken {
    name: String,
    access: String,
    slices: Vec<String>,
    expires_on: String,
}

fn in_words(t: T, text: &str) -> String {
    let Some(scopes) = Scopes::parse(text) else { return String::new() };
    let access = if scopes.access == Access::Read { t.tokens_read() } else { t.tokens_write() };
    let slices: Vec<&str> = scopes.slices.iter().map(|s| t.api_slice(s)).collect();
    let slices = if slices.is_empty() { t.tokens_all().to_owned() } else { slices.join(" · ") };
    format!("{access} · {slices}")
}

/// One query.
async fn build(
    app: &App,
    actor: &Actor,
    shell: Shell,
    input: NewToken,
    secret: Option<String>,
    errors: FormErrors,
) -> Result<TokensPage> {
    let (account, today) = (actor.account.clone(), shell.today);
    let found = app.db.read(move |tx| store::tokens(tx, &account, today).map_err(Error::from)).await?;
    let day = |text: &str| text.parse::<Date>().map_or_else(|_| text.to_owned(), |d| shell.day(&d));
    let row = |token: store::Token| Row {
        id: token.id.to_string(),
        scopes: in_words(shell.t, &token.scopes),
        made: day(&token.created_on),
        until: day(&token.expires_on),
        name: token.name,
    };
    let rows = found.into_iter().map(row).collect();
    let chosen = |slice: &str| input.slices.iter().any(|s| s == slice);
    let slices = Scopes::SLICES.iter().map(|s| (*s, shell.t.api_slice(s), chosen(s))).collect();
    Ok(TokensPage { rows, secret, slices, input, errors, shell })
}

/// `GET /account/tokens`. One query.
pub async fn show(State(app): State<App>, me: LoggedIn, shell: Shell) -> Result<Response> {
    let until = shell.today.checked_add(jiff::Span::new().months(3)).unwrap_or(shell.today);
    let input = NewToken { access: "read".to_owned(), expires_on: until.to_string(), ..NewToken::default() };
    view::page(&build(&app, &me, shell, input, None, FormErrors::default()).await?)
}

/// `POST /account/tokens`: the answer is the token itself, shown once; no address shows it again.
pub async fn make(
    State(app): State<App>,
    me: LoggedIn,
    shell: Shell,
    PostForm(form): PostForm<NewToken>,
) -> Result<Response> {
    let access = Access::parse(&form.access).unwrap_or(Access::Read);
    let scopes = Scopes { access, slices: form.slices.clone() };
    let mut fields = view::fields::Fields::default();
    let until = fields.date("expires_on", &form.expires_on);
    let made = match fields.finish() {
        Ok(()) => actions::make_token(&app, &me, &form.name, &scopes, until).await,
        Err(error) => Err(error),
    };
    match made {
        Ok(secret) => {
            view::page(&build(&app, &me, shell, NewToken::default(), Some(secret), FormErrors::default()).await?)
        }
        Err(error) => {
            let errors = FormErrors::from_error(error)?;
            view::again(&build(&app, &me, shell, form, None, errors).await?)
        }
    }
}

/// `POST /account/tokens/{id}/revoke`.
pub async fn revoke(
    State(app): State<App>,
    me: LoggedIn,
    Path(id): Path<String>,
    _form: PostForm<NoFields>,
) -> Result<Response> {
    actions::revoke_token(&app, &me, &Id::parse(&id).ok_or(Error::NotFound)?).await?;
    Ok(view::see("/account/tokens"))
}
