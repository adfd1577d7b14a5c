//! Sessions. The cookie holds a secret, the database its hash and a day: no time finer than that (PRIVACY.md).

use std::sync::Arc;

use ::store::StoreError;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::Response;

use super::{Actor, store};
use crate::app::App;
use crate::text::Lang;

/// How long a session lasts, in days.
pub const DAYS: i64 = 14;
/// The cookie's name.
pub const COOKIE: &str = "shuangcu";
/// The cookie of the chosen language.
pub const LANG_COOKIE: &str = "lang";

/// The paths of anonymous acts and receipts. Whatever cookie comes here is dropped before anything reads it, so no
/// handler, log or extractor can tie the act to an account.
const ANONYMOUS: &[&str] = &["/r/", "/c/", "/receipt", "/vote/", "/api/v1/r/", "/api/v1/receipt"];

/// A live session.
#[derive(Clone, Debug)]
pub struct Session {
    /// Who is logged in.
    pub actor: Actor,
    /// The token that every form of this session carries.
    pub csrf: String,
    /// The hash under which the session is stored.
    pub token_hash: String,
}

/// Put into every request: the session, if there is one, and the language.
#[derive(Clone, Debug, Default)]
pub struct Visit {
    /// The session.
    pub session: Option<Arc<Session>>,
    /// The language.
    pub lang: Lang,
    /// Why nobody knows whether there is a session: then the request is answered with this. Whoever is logged in must not be
    /// asked to log in because the database is away.
    pub unknown: Option<StoreError>,
}

/// How a secret stands in the database.
pub fn digest(secret: &str) -> String {
    blake3::derive_key("shuangcu 2026 stored secret", secret.as_bytes()).iter().map(|b| format!("{b:02x}")).collect()
}

/// The form token of a session; it follows from the cookie's secret, so nothing more needs to be stored.
pub(crate) fn csrf(secret: &str) -> String {
    let key = blake3::derive_key("shuangcu 2026 form token", secret.as_bytes());
    data_encoding::HEXLOWER.encode(key.get(..16).unwrap_or_default())
}

/// Whether a path belongs to anonymous acts.
pub fn is_anonymous(path: &str) -> bool {
    ANONYMOUS.iter().any(|p| path.starts_with(p)) && !path.ends_with("/named")
}

/// The outermost layer: reads the language, drops the cookies of anonymous routes, finds the session of the others.
/// Two queries a page for those who are logged in, none for the rest.
pub async fn layer(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let (query_lang, lang) = (asked_language(&request), language(&request));
    let mut visit = Visit { lang, ..Visit::default() };
    if is_anonymous(request.uri().path()) {
        request.headers_mut().remove(header::COOKIE);
        // Nor does a program say who it is.
        request.headers_mut().remove(header::AUTHORIZATION);
    } else if !request.uri().path().starts_with("/assets/")
        && let Some(secret) = cookie(request.headers(), COOKIE)
    {
        match find(&app, &secret).await {
            Ok(session) => visit.session = session.map(Arc::new),
            Err(error) => visit.unknown = Some(error),
        }
    }
    request.extensions_mut().insert(visit);
    let mut response = next.run(request).await;
    if let Some(lang) = query_lang {
        let tag = if lang == Lang::En { "en" } else { "zh" };
        if let Ok(value) = format!("{LANG_COOKIE}={tag}; Path=/; Max-Age=31536000; SameSite=Lax").parse() {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    }
    response
}

/// The language that the address asks for.
fn asked_language(request: &Request) -> Option<Lang> {
    let query = request.uri().query()?;
    Lang::parse(query.split('&').find_map(|p| p.strip_prefix("lang="))?)
}

/// The language of an answer: asked for now, or chosen before.
pub fn language(request: &Request) -> Lang {
    let chosen = || cookie(request.headers(), LANG_COOKIE).and_then(|value| Lang::parse(&value));
    asked_language(request).or_else(chosen).unwrap_or_default()
}

async fn find(app: &App, secret: &str) -> Result<Option<Session>, StoreError> {
    let token_hash = digest(secret);
    let today = app.clock.now().today();
    let since = today.checked_sub(jiff::Span::new().days(DAYS)).unwrap_or(today).to_string();
    let key = token_hash.clone();
    let found = app.db.glance(move |tx| store::actor_of_session(tx, &key, &since, today)).await;
    Ok(found?.map(|actor| Session { actor, csrf: csrf(secret), token_hash }))
}

fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let all = headers.get_all(header::COOKIE);
    let mut pairs = all.iter().filter_map(|v| v.to_str().ok()).flat_map(|v| v.split(';'));
    pairs.find_map(|pair| pair.trim().split_once('=').filter(|(n, _)| *n == name).map(|(_, v)| v.to_owned()))
}

/// The header that gives the browser its secret. `secure` where the product is reached over TLS.
pub fn set_cookie(secret: &str, secure: bool) -> String {
    let flag = if secure { "; Secure" } else { "" };
    format!("{COOKIE}={secret}; Path=/; HttpOnly; SameSite=Lax; Max-Age={}{flag}", DAYS * 86_400)
}

/// The header that takes it away.
pub fn clear_cookie() -> String {
    format!("{COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anonymous_routes_are_known_and_the_named_form_is_not_one() {
        assert!(is_anonymous("/r/abc234") && is_anonymous("/receipt"));
        assert!(!is_anonymous("/r/abc234/named") && !is_anonymous("/my/opinions"));
    }
}
