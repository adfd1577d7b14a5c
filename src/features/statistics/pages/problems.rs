//! The problems: three buckets side by side, or one bucket as a list.

use ::store::{Cursor, params};
use askama::Template;
use axum::extract::{Query as Asked, State};
use axum::response::Response;
use serde::Deserialize;

use super::{Links, Number, Piece, Row, campaign_of, kind_of_reader, problems_link, problems_of, sentence};
use crate::app::App;
use crate::error::{Error, Result};
use crate::features::campaign::model::Campaign;
use crate::features::statistics::model::{Bucket, Totals};
use crate::features::statistics::store;
use crate::id::Id;
use crate::view::{Shell, page as render};

/// Rows of a bucket when all stand side by side.
const SIDE_BY_SIDE: u32 = 20;

/// What is asked for.
#[derive(Deserialize)]
pub struct Asking {
    #[serde(default)]
    campaign: String,
    #[serde(default)]
    bucket: String,
    #[serde(default)]
    after: String,
}

#[derive(Template)]
#[template(path = "statistics/pages/problems.html")]
struct Side<'a> {
    shell: Shell,
    totals: &'a Totals,
    whole: bool,
    sentence: Vec<Piece>,
    buckets: Vec<BucketPart>,
    rest: Vec<(&'static str, Number)>,
}

/// What readers of one kind see alike.
struct SideBySide {
    totals: Totals,
    /// The first rows of a bucket, and whether there are more.
    found: Vec<(Bucket, Vec<store::Problem>, bool)>,
}

struct BucketPart {
    class: &'static str,
    name: &'static str,
    number: Number,
    rows: Vec<Row>,
    more: Option<String>,
}

#[derive(Template)]
#[template(path = "statistics/pages/bucket.html")]
struct One {
    shell: Shell,
    campaign: Campaign,
    title: String,
    bucket: String,
    count: u64,
    rows: Vec<Row>,
    next: Option<String>,
}

/// `GET /problems`: two queries side by side while nothing is written, else eight; three for one bucket (`?bucket=done`, `all` for every problem).
pub async fn page(State(app): State<App>, shell: Shell, Asked(asking): Asked<Asking>) -> Result<Response> {
    let id = match asking.campaign.as_str() {
        "" => None,
        text => Some(Id::parse(text).ok_or(Error::NotFound)?),
    };
    if asking.bucket.is_empty() {
        return side_by_side(&app, shell, id).await;
    }
    let bucket = Bucket::parse(&asking.bucket);
    if bucket.is_none() && asking.bucket != "all" {
        return Err(Error::NotFound);
    }
    let after: Option<Cursor> = match asking.after.as_str() {
        "" => None,
        text => Some(text.parse().map_err(|_| Error::NotFound)?),
    };
    one(&app, shell, id, bucket, after).await
}

async fn side_by_side(app: &App, shell: Shell, id: Option<Id>) -> Result<Response> {
    let (actor, today, memory) = (shell.actor.clone(), shell.today, app.clone());
    let three = [Bucket::Done, Bucket::Doing, Bucket::Next];
    let named = id.is_some();
    let read = app
        .db
        .read(move |tx| {
            let campaign = campaign_of(tx, actor.as_ref(), id.as_ref())?;
            let key = format!("{} {today} {}", campaign.id, kind_of_reader(actor.as_ref()));
            let read = memory.recall.get(tx, key, |tx| {
                let totals = store::totals(tx, &campaign.id, today)?;
                let mut found = Vec::new();
                for bucket in three {
                    let query = problems_of(actor.as_ref(), &campaign.id).filter("bucket", params![bucket.code()]);
                    let page = tx.page(&store::PROBLEMS, &query.limit(SIDE_BY_SIDE), store::problem)?;
                    found.push((bucket, page.rows, page.next.is_some()));
                }
                Ok::<_, Error>(SideBySide { totals, found })
            })?;
            Ok::<_, Error>((campaign, read))
        })
        .await;
    // Without any campaign the navigation still leads here: the campaign page tells what to do.
    let (campaign, read) = match read {
        Err(Error::NotFound) if !named => return Ok(crate::view::see("/")),
        other => other?,
    };
    let SideBySide { totals, found } = &*read;
    let t = shell.t;
    let links = Links::of(shell.actor.as_ref(), &campaign.id);
    let buckets = found
        .iter()
        .map(|(bucket, problems, more)| BucketPart {
            class: match bucket {
                Bucket::Done => " bucket-done",
                Bucket::Doing => " bucket-doing",
                _ => "",
            },
            name: bucket.name(t),
            number: problems_link(links, &campaign.id, totals.problems.of(*bucket), Some(*bucket)),
            rows: rows(problems, &shell, app),
            more: more.then(|| format!("/problems?campaign={}&bucket={}", campaign.id, bucket.code())),
        })
        .collect();
    let mut rest: Vec<(&'static str, Number)> = [Bucket::Unplanned, Bucket::Explained, Bucket::Suspended]
        .into_iter()
        .map(|b| (b.name(t), problems_link(links, &campaign.id, totals.problems.of(b), Some(b))))
        .collect();
    rest.retain(|(_, n)| n.n > 0);
    let sentence = sentence(t, links, &campaign.id, totals);
    render(&Side { whole: links.problems, sentence, buckets, rest, totals, shell })
}

async fn one(
    app: &App,
    shell: Shell,
    id: Option<Id>,
    bucket: Option<Bucket>,
    after: Option<Cursor>,
) -> Result<Response> {
    let actor = shell.actor.clone();
    let (campaign, count, page) = app
        .db
        .read(move |tx| {
            let campaign = campaign_of(tx, actor.as_ref(), id.as_ref())?;
            let mut query = problems_of(actor.as_ref(), &campaign.id);
            if let Some(bucket) = bucket {
                query = query.filter("bucket", params![bucket.code()]);
            }
            let count = tx.count(&store::PROBLEMS, &query)?;
            let page = tx.page(&store::PROBLEMS, &query.after(after.clone()), store::problem)?;
            Ok::<_, Error>((campaign, count, page))
        })
        .await?;
    let t = shell.t;
    let title = bucket.map_or_else(|| t.front_problems().to_owned(), |b| t.problems_bucket_title(b.name(t)));
    let rows = rows(&page.rows, &shell, app);
    let next = page.next.map(|c| c.to_string());
    let bucket = bucket.map_or("all", Bucket::code).to_owned();
    render(&One { shell, campaign, title, bucket, count, rows, next })
}

fn rows(problems: &[store::Problem], shell: &Shell, app: &App) -> Vec<Row> {
    let points = |p: &store::Problem| shell.t.problems_row_points(p.points);
    problems.iter().map(|p| Row::of(p, shell, &app.calendar, points(p))).collect()
}
