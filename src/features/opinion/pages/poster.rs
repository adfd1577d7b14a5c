//! The poster: one sheet with the code that opens the phone form.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;

use super::super::model::Round;
use super::super::store;
use crate::app::App;
use crate::auth::{LoggedIn, Verb};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::view::{Shell, page, qr, site};
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
    let (scheme, host) = site(app, headers);
    (format!("{scheme}://{host}/r/{code}"), format!("{host}/r/{code}"))
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
