//! The campaign page: slogan, phases, the river, the problems. Open to visitors as far as published.

use ::store::{StoreError, Tx, params};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use jiff::civil::Date;

use super::{Links, Number, Piece, Row, campaign_of, points_link, problems_link, problems_of, raw_link, sentence};
use crate::app::App;
use crate::auth::Verb;
use crate::error::{Error, Result};
use crate::features::campaign;
use crate::features::campaign::actions::object;
use crate::features::campaign::model::{Campaign, CampaignState, Phase, proposal};
use crate::features::campaign::ribbon::{Step, steps};
use crate::features::statistics::model::{Bucket, Totals};
use crate::features::statistics::store::{self, Problem};
use crate::id::Id;
use crate::view::river::{Band, Bank, Stream, bands};
use crate::view::{Shell, page};

/// Problems shown on the page; the rest is one tap away.
const SHOWN: u32 = 8;

#[derive(Template)]
#[template(path = "statistics/pages/front.html")]
struct Front {
    shell: Shell,
    campaign: Campaign,
    may_arrange: bool,
    may_open_round: bool,
    state_note: Option<String>,
    proposal: Option<Phase>,
    ribbon: Vec<Step>,
    rounds: Vec<Round>,
    totals: Totals,
    raw: Number,
    merged: Number,
    ends: Vec<(&'static str, Number)>,
    rest: Vec<(&'static str, Number)>,
    sentence: Vec<Piece>,
    bands: Vec<Band>,
    any_late: bool,
    rows: Vec<Row>,
    whole: bool,
    more: bool,
    publications: Vec<Publication>,
}

#[derive(Template)]
#[template(path = "statistics/pages/front_none.html")]
struct None_ {
    shell: Shell,
    may_create: bool,
}

struct Round {
    code: String,
    name: String,
    closes_on: Option<Date>,
}

struct Publication {
    id: Id,
    title: String,
    opens_on: Option<Date>,
}

/// What is read in one snapshot.
struct Read {
    campaign: Campaign,
    totals: Totals,
    phases: Vec<Phase>,
    streams: Vec<Stream>,
    rounds: Vec<Round>,
    publications: Vec<Publication>,
    problems: Vec<Problem>,
    more: bool,
}

/// `GET /`: the active campaign; nine queries.
pub async fn active(State(app): State<App>, shell: Shell) -> Result<Response> {
    match show(&app, shell.clone(), None).await {
        Err(Error::NotFound) => {
            let may_create = shell.actor.as_ref().is_some_and(campaign::actions::may_create);
            page(&None_ { shell, may_create })
        }
        shown => shown,
    }
}

/// `GET /campaigns/{id}`: the same for any campaign; nine queries.
pub async fn one(State(app): State<App>, shell: Shell, Path(id): Path<String>) -> Result<Response> {
    let id = Id::parse(&id).ok_or(Error::NotFound)?;
    show(&app, shell, Some(id)).await
}

async fn show(app: &App, shell: Shell, id: Option<Id>) -> Result<Response> {
    let (actor, today) = (shell.actor.clone(), shell.today);
    let read = app.db.read(move |tx| read(tx, actor.as_ref(), id.as_ref(), today)).await?;
    page(&front(app, shell, read))
}

fn read(tx: &mut Tx<'_>, actor: Option<&crate::auth::Actor>, id: Option<&Id>, today: Date) -> Result<Read> {
    let campaign = campaign_of(tx, actor, id)?;
    let key = &campaign.id;
    let totals = store::totals(tx, key, today)?;
    let phases = campaign::store::phases(tx, key)?;
    let streams = tx.all(&store::STREAMS, &params![key, today.to_string()], stream)?;
    let rounds = tx.all(&store::OPEN_ROUNDS, &params![key], |row| {
        Ok(Round { code: row.get(0)?, name: row.get(1)?, closes_on: store::day(row, 2)? })
    })?;
    let publication =
        |row: &::store::Row<'_>| Ok(Publication { id: row.get(0)?, title: row.get(1)?, opens_on: store::day(row, 2)? });
    let publications = match actor {
        Some(actor) => tx.all(&store::MY_PUBLICATIONS, &params![key, &actor.person.id], publication)?,
        None => tx.all(&store::PUBLIC_PUBLICATIONS, &params![key], publication)?,
    };
    let found = tx.page(&store::PROBLEMS, &problems_of(actor, key).limit(SHOWN), store::problem)?;
    let more = !found.rows.is_empty();
    Ok(Read {
        totals,
        phases,
        streams: streams.into_iter().flatten().collect(),
        rounds,
        publications,
        problems: found.rows,
        more,
        campaign,
    })
}

fn stream(row: &::store::Row<'_>) -> Result<Option<Stream>, StoreError> {
    let (bucket, points, late): (String, u32, bool) = (row.get(0)?, row.get(1)?, row.get(2)?);
    let bank = match Bucket::parse(&bucket) {
        Some(Bucket::Done) => Bank::Done,
        Some(Bucket::Doing) => Bank::Doing,
        Some(Bucket::Next) => Bank::Next,
        // Not yet planned, explained and suspended ones are named beside the river, not drawn into a bucket.
        _ => return Ok(None),
    };
    Ok(Some(Stream { bank, opinions: points, late }))
}

fn front(app: &App, shell: Shell, read: Read) -> Front {
    let Read { campaign, totals, phases, streams, rounds, publications, problems, more } = read;
    let t = shell.t;
    let links = Links::of(shell.actor.as_ref(), &campaign.id);
    let may = |verb: Verb| shell.actor.as_ref().is_some_and(|a| a.permit(verb, &object(&campaign)).is_ok());
    let may_arrange = may(Verb::CampaignEdit) || may(Verb::CampaignApprove) || may(Verb::AuditRead);
    let due = proposal(&phases, campaign.year, shell.today).filter(|_| campaign.state == CampaignState::Active);
    let rows = problems.iter().map(|p| Row::of(p, &shell, &app.calendar, t.front_problem_points(p.points))).collect();
    Front {
        may_arrange,
        may_open_round: may(Verb::RoundCreate),
        state_note: (campaign.state != CampaignState::Active).then(|| t.front_state(campaign.state.name(t))),
        proposal: due.filter(|_| may(Verb::CampaignEdit)).cloned(),
        ribbon: steps(t, &phases),
        rounds,
        raw: raw_link(links, &campaign.id, &totals),
        merged: problems_link(links, &campaign.id, totals.problems.merged(), None),
        ends: ends(t, links, &campaign.id, &totals),
        rest: rest(t, links, &campaign.id, &totals),
        sentence: sentence(t, links, &campaign.id, &totals),
        any_late: streams.iter().any(|s| s.late),
        bands: bands(&streams),
        rows,
        whole: links.problems,
        more,
        publications,
        totals,
        campaign,
        shell,
    }
}

fn ends(t: crate::text::T, links: Links, campaign: &Id, totals: &Totals) -> Vec<(&'static str, Number)> {
    [Bucket::Done, Bucket::Doing, Bucket::Next]
        .into_iter()
        .map(|b| (b.name(t), problems_link(links, campaign, totals.problems.of(b), Some(b))))
        .collect()
}

/// What the river does not carry, so that the sum is complete: points with another fate, problems in no bucket.
fn rest(t: crate::text::T, links: Links, campaign: &Id, totals: &Totals) -> Vec<(&'static str, Number)> {
    let p = &totals.points;
    let points = |name, n, state: &str| (name, points_link(links, campaign, n, &format!("&state={state}")));
    let mut all = vec![
        points(t.figures_fate_waiting(), p.waiting, "unsorted"),
        points(t.figures_fate_answered(), p.answered, "answered_directly"),
        points(t.figures_fate_referred(), p.referred, "referred"),
        points(t.figures_fate_declined(), p.declined, "not_adopted"),
        points(t.figures_fate_withdrawn(), p.withdrawn, "withdrawn"),
        (t.figures_fate_routed(), Number::plain(p.routed)),
    ];
    for bucket in [Bucket::Unplanned, Bucket::Explained, Bucket::Suspended] {
        all.push((bucket.name(t), problems_link(links, campaign, totals.problems.of(bucket), Some(bucket))));
    }
    all.retain(|(_, number)| number.n > 0);
    all
}
