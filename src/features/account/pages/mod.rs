//! Pages of this slice.

mod account;
mod door;
mod help;
mod roles;
mod tokens;

use axum::Router;
use axum::http::{HeaderMap, header};
use axum::routing::{get, post};

use super::store::Held;
use crate::app::App;
use crate::view::Shell;

/// Routes of this slice.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/setup", get(door::show_setup).post(door::set_up))
        .route("/login", get(door::show_login).post(door::log_in))
        .route("/logout", post(door::log_out))
        .route("/invite/{secret}", get(door::show_invitation).post(door::accept))
        .route("/account", get(account::show))
        .route("/account/password", post(account::change_password))
        .route("/account/sessions", post(account::end_others))
        .route("/account/notices", post(account::put_away_notices))
        .route("/account/tokens", get(tokens::show).post(tokens::make))
        .route("/account/tokens/{id}/revoke", post(tokens::revoke))
        .route("/people/{id}/invite", post(roles::invite))
        .route("/people/{id}/roles", get(roles::show).post(roles::grant))
        .route("/people/{id}/roles/{grant}/end", post(roles::end))
        .route("/help/permissions", get(help::permissions))
        .route("/help/protection", get(help::protection))
}

/// The whole address of an invitation, as the asker's browser reaches this server.
fn invitation_link(app: &App, headers: &HeaderMap, secret: &str) -> String {
    let host = headers.get(header::HOST).and_then(|v| v.to_str().ok()).map(str::to_owned);
    let host = host.unwrap_or_else(|| app.config.listen.to_string());
    let scheme = if app.config.secure { "https" } else { "http" };
    format!("{scheme}://{host}/invite/{secret}")
}

/// A role as the pages show it.
struct RoleLine {
    id: String,
    name: &'static str,
    scope: String,
    term: String,
    may_end: bool,
}

fn role_line(shell: &Shell, held: &Held, may_end: bool) -> RoleLine {
    let (t, term) = (shell.t, &held.term);
    let words = match &term.to {
        Some(to) => t.term_between(shell.day(&term.from), shell.day(to)),
        None => t.term_open(shell.day(&term.from)),
    };
    let scope = held.scope.clone().unwrap_or_else(|| t.scope_everywhere().to_owned());
    RoleLine { id: held.id.to_string(), name: t.role(term.role), scope, term: words, may_end }
}
