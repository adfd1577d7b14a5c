//! The poster: one sheet with the code that opens the phone form.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::Response;

use super::super::model::Round;
use super::super::store;
use crate::app::App;
use crate::auth::{LoggedIn, Verb};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::view::{Shell, page};
use ::store::params;

#[derive(Template)]
#[template(path = "opinion/pages/poster.html")]
struct PosterPage {
    shell: Shell,
    round: Round,
    sub: String,
    about: String,
    days: String,
    link: String,
    qr_side: usize,
    qr_path: String,
    host: String,
}

/// The address of the phone form, whole and as people read it. The name is the one under which this very page was
/// asked for, so that the poster works wherever the office sees it.
pub fn address(app: &App, headers: &HeaderMap, code: &str) -> (String, String) {
    let host = headers.get(header::HOST).and_then(|v| v.to_str().ok());
    let host = host.filter(|h| h.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:[]".contains(&b)));
    let host = host.map_or_else(|| app.config.listen.to_string(), str::to_owned);
    let scheme = if app.config.secure { "https" } else { "http" };
    (format!("{scheme}://{host}/r/{code}"), format!("{host}/r/{code}"))
}

/// The dark modules as one path, run by run, with a quiet zone of four modules around.
fn qr(text: &str) -> Result<(usize, String)> {
    use std::fmt::Write as _;
    const QUIET: usize = 4;
    let code = fast_qr::QRBuilder::new(text).build().map_err(|e| Error::Internal(format!("QR code: {e:?}")))?;
    let mut path = String::new();
    for y in 0..code.size {
        let dark: Vec<bool> = code.data.iter().skip(y * code.size).take(code.size).map(|m| m.value()).collect();
        let mut x = 0;
        for run in dark.chunk_by(|a, b| a == b) {
            if run.first() == Some(&true) {
                write!(path, "M{} {}h{}v1h-{}z", x + QUIET, y + QUIET, run.len(), run.len())
                    .map_err(|e| Error::Internal(e.to_string()))?;
            }
            x += run.len();
        }
    }
    Ok((code.size + 2 * QUIET, path))
}

/// `GET /rounds/{id}/poster`. Three queries.
pub async fn show(
    State(app): State<App>,
    shell: Shell,
    me: LoggedIn,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Response> {
    let id = Id::parse(&id).ok_or(Error::NotFound)?;
    let (round, campaign, host) = app
        .db
        .read(move |tx| {
            let round = store::find_round(tx, &id)?.ok_or(Error::NotFound)?;
            let campaign = tx.one(&store::CAMPAIGN, &params![&round.campaign], |row| {
                Ok((row.get::<String>(0)?, row.get::<String>(2)?))
            })?;
            let (campaign, host) = campaign.unwrap_or_default();
            Ok::<_, Error>((round, campaign, host))
        })
        .await?;
    me.permit_read(Verb::RoundRead, &round.object())?;
    let (whole, link) = address(&app, &headers, &round.code);
    let (qr_side, qr_path) = qr(&whole)?;
    let t = shell.t;
    let subjects: Vec<&str> = round
        .subjects
        .iter()
        .map(|s| s.code())
        .filter(|code| *code != "unsure")
        .map(|code| t.opinion_code(code))
        .collect();
    page(&PosterPage {
        sub: t.poster_sub(campaign, &round.name),
        about: t.poster_about(subjects.join(t.round_comma())),
        days: t.round_days(shell.day(&round.opens_on), shell.day(&round.closes_on)),
        shell,
        round,
        link,
        qr_side,
        qr_path,
        host,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_three_eyes_and_a_quiet_zone() {
        let (side, path) = qr("http://dj.example.cn/r/abcd2345").unwrap();
        assert!(path.starts_with("M4 4h7v1h-7z"), "the upper left eye begins behind the quiet zone: {path}");
        assert!(path.contains(&format!("M{} 4h7", side - 4 - 7)), "the upper right eye");
        assert!(path.contains(&format!("M4 {}h7", side - 4 - 1)), "the lower left eye");
    }
}
