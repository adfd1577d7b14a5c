//! What others did since one looked.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::{LogLine, log_lines};
use crate::app::App;
use crate::auth::{May, may};
use crate::error::{Error, Result};
use crate::features::merging::actions::round_to_sort;
use crate::features::merging::store;
use crate::features::merging::store::groups;
use crate::id::Id;
use crate::view::{self, Shell};

/// Steps of others that are told.
pub const NEWS: u32 = 5;

#[derive(Template)]
#[template(path = "merging/pages/news.html")]
struct NewsPage {
    shell: Shell,
    round: Id,
    news: Vec<LogLine>,
}

/// Where one looked last.
#[derive(Debug, Default, Deserialize)]
pub struct Since {
    #[serde(default)]
    seen: i64,
}

/// `GET /rounds/{id}/news?seen=…`: what others did since, as a fragment that is empty when they did nothing. Three queries.
pub async fn news(
    State(app): State<App>,
    actor: May<may::MergeEdit>,
    shell: Shell,
    Path(id): Path<String>,
    Query(since): Query<Since>,
) -> Result<Response> {
    let round = Id::parse(&id).ok_or(Error::NotFound)?;
    let (me, id) = ((*actor).clone(), round.clone());
    let news = app
        .db
        .read(move |tx| {
            let (campaign, _) = round_to_sort(tx, &me, &id)?;
            let hidden = store::about_me(tx, &me.person.id)?;
            Ok::<_, Error>((groups::news(tx, &campaign, since.seen, &me.person.id, NEWS)?, hidden))
        })
        .await?;
    let news = log_lines(news.0, &shell, &news.1);
    view::page(&NewsPage { shell, round, news })
}
