//! The answer while the page stands.

use askama::Template;
use axum::RequestExt;
use axum::body::to_bytes;
use axum::extract::{Multipart, Request};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::civil::DateTime;

use super::Notice;
use crate::app::App;
use crate::auth::session::{self, Visit};
use crate::router;
use crate::text::T;
use crate::view::{Shell, page as render};

/// Come back after so many seconds where nobody said when it will be over.
const SOON: i64 = 300;
/// The longest form that is given back: as long as one may be.
const LONGEST: usize = 256 * 1024;
/// A text from so many characters on is shown; shorter ones go along unseen.
const SHOWN_FROM: usize = 16;

#[derive(Template)]
#[template(path = "maintenance/page.html")]
struct Page {
    shell: Shell,
    t: T,
    until: String,
    say: String,
    sent: bool,
    kept: Option<Kept>,
}

/// A form that was sent and not taken.
struct Kept {
    action: String,
    multipart: bool,
    fields: Vec<Field>,
}

enum Field {
    /// Goes along.
    Hidden(String, String),
    /// What was written, to be seen and kept.
    Text(String, String),
    /// Never given back: it is typed again.
    Secret(String),
    /// A browser gives no file back.
    File(String),
}

/// 503, with when to come back.
pub async fn answer(app: &App, notice: &Notice, request: Request) -> Response {
    let lang = session::language(&request);
    let path = request.uri().path().to_owned();
    let sent = !request.method().is_safe();
    let t = T(lang);
    let mut response = if path.starts_with("/api/") {
        problem(t)
    } else {
        let kept = if sent && !router::is_foreign(request.headers()) { kept(request).await } else { None };
        let until = notice.until.map(|until| when(t, until)).unwrap_or_default();
        let shell = Shell::new(app, &Visit { lang, ..Visit::default() }, &path);
        render(&Page { shell, t, until, say: notice.say.clone(), sent, kept }).into_response()
    };
    *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    let after = notice.until.map_or(SOON, |until| {
        let left = crate::clock::at(until.date(), until.hour(), until.minute()).as_second() - app.clock.now().seconds();
        left.clamp(30, 86_400)
    });
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(after));
    response
}

fn when(t: T, until: DateTime) -> String {
    format!("{} {:02}:{:02}", t.full_day(&until.date()), until.hour(), until.minute())
}

fn problem(t: T) -> Response {
    let body = serde_json::json!({
        "type": "urn:shuangcu:problem:maintenance", "code": "maintenance", "status": 503,
        "title": t.maintenance_title(), "detail": t.maintenance_nothing_taken(),
    });
    let kind = [(header::CONTENT_TYPE, "application/problem+json")];
    (kind, body.to_string()).into_response()
}

/// The form as it came; `None` when it cannot be given back.
async fn kept(request: Request) -> Option<Kept> {
    let kind = request.headers().get(header::CONTENT_TYPE)?.to_str().ok()?.to_owned();
    let action = request.uri().path_and_query()?.as_str().to_owned();
    let multipart = kind.starts_with("multipart/form-data");
    let fields = if multipart {
        from_parts(request).await?
    } else if kind.starts_with("application/x-www-form-urlencoded") {
        let body = to_bytes(request.into_body(), LONGEST).await.ok()?;
        let pairs: Vec<(String, String)> = serde_html_form::from_bytes(&body).ok()?;
        pairs.into_iter().map(|(name, value)| field(name, value)).collect()
    } else {
        return None;
    };
    Some(Kept { action, multipart, fields })
}

async fn from_parts(request: Request) -> Option<Vec<Field>> {
    let mut parts: Multipart = request.extract().await.ok()?;
    let (mut fields, mut length) = (Vec::new(), 0_usize);
    while let Some(part) = parts.next_field().await.ok()? {
        let name = part.name().unwrap_or_default().to_owned();
        if part.file_name().is_some() {
            fields.push(Field::File(name));
            continue;
        }
        let value = part.text().await.ok()?;
        length += value.len();
        if length > LONGEST {
            return None;
        }
        fields.push(field(name, value));
    }
    Some(fields)
}

fn field(name: String, value: String) -> Field {
    if ["pass", "secret", "phrase"].iter().any(|part| name.contains(part)) {
        Field::Secret(name)
    } else if value.chars().count() >= SHOWN_FROM && value.chars().any(|c| !c.is_ascii_alphanumeric()) {
        Field::Text(name, value)
    } else {
        Field::Hidden(name, value)
    }
}
