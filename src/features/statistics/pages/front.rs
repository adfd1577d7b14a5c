//! The campaign page: slogan, phases, the river, the problems. Open to visitors as far as published.

use std::sync::Arc;

use ::store::{StoreError, Tx, params};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use jiff::civil::Date;

use super::{
    Links, Number, Piece, Row, found, kind_of_reader, may_read, points_link, problems_link, problems_of, raw_link,
    sentence,
};
use crate::app::App;
use crate::auth::{Actor, Verb};
use crate::error::{Error, Result};
use crate::features::campaign;
use crate::features::campaign::actions::object;
use crate::features::campaign::model::{Campaign, CampaignState, Phase, proposal};
use crate::features::campaign::ribbon::{Step, steps};
use crate::features::statistics::model::{Bucket, Totals};
use crate::features::statistics::store::{self, Problem};
use crate::id::Id;
use crate::recall::{self, Recall};
use crate::view::river::{Band, Bank, Stream, bands};
use crate::view::{Shell, page};

/// Problems shown on the page; the rest is one tap away.
const SHOWN: u32 = 8;

#[derive(Template)]
#[template(path = "statistics/pages/front.html")]
struct Front<'a> {
    shell: Shell,
    campaign: &'a Campaign,
    may_arrange: bool,
    may_look: bool,
    may_open_round: bool,
    state_note: Option<String>,
    proposal: Option<Phase>,
    ribbon: Vec<Step>,
    rounds: &'a [Round],
    totals: &'a Totals,
    raw: Number,
    merged: Number,
    ends: Vec<(&'static str, Number)>,
    rest: Vec<(&'static str, Number)>,
    sentence: Vec<Piece>,
    bands: &'a [Band],
    any_late: bool,
    rows: Vec<Row>,
    whole: bool,
    more: bool,
    publications: &'a [Publication],
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

/// What everybody sees alike; remembered until something is written.
struct Common {
    campaign: Campaign,
    totals: Totals,
    phases: Vec<Phase>,
    bands: Vec<Band>,
    any_late: bool,
    rounds: Vec<Round>,
}

/// What readers of one kind see alike (see [`kind_of_reader`]).
struct Theirs {
    publications: Vec<Publication>,
    problems: Vec<Problem>,
}

/// What is read in one snapshot.
struct Read {
    common: Arc<Common>,
    theirs: Arc<Theirs>,
}

/// `GET /`: the active campaign; one query while nothing is written, else ten.
pub async fn active(State(app): State<App>, shell: Shell) -> Result<Response> {
    match show(&app, shell.clone(), None).await {
        Err(Error::NotFound) => {
            let may_create = shell.actor.as_ref().is_some_and(campaign::actions::may_create);
            page(&None_ { shell, may_create })
        }
        shown => shown,
    }
}

/// `GET /campaigns/{id}`: the same for any campaign.
pub async fn one(State(app): State<App>, shell: Shell, Path(id): Path<String>) -> Result<Response> {
    let id = Id::parse(&id).ok_or(Error::NotFound)?;
    show(&app, shell, Some(id)).await
}

async fn show(app: &App, shell: Shell, id: Option<Id>) -> Result<Response> {
    let asked = Asked { actor: shell.actor.clone(), id, today: shell.today };
    let (memory, asked_again) = (app.clone(), asked.clone());
    let read = match app.db.glance(move |tx| asked.known(&memory.recall, tx)).await? {
        Some(known) => known,
        None => {
            let memory = app.clone();
            app.db.read(move |tx| asked_again.read(&memory.recall, tx)).await?
        }
    };
    page(&front(app, shell, &read))
}

/// Who asks for which campaign, and when.
#[derive(Clone)]
struct Asked {
    actor: Option<Actor>,
    id: Option<Id>,
    today: Date,
}

impl Asked {
    fn common_key(&self) -> String {
        format!("{} {}", self.id.as_ref().map_or("active", Id::as_str), self.today)
    }

    /// `NotFound` for a campaign that this reader does not see.
    fn their_key(&self, common: &Common) -> Result<String> {
        if !may_read(self.actor.as_ref(), &common.campaign) {
            return Err(Error::NotFound);
        }
        Ok(format!("{} {}", common.campaign.id, kind_of_reader(self.actor.as_ref())))
    }

    /// The page if all of it is remembered; one query.
    fn known(&self, recall: &Recall, tx: &mut Tx<'_>) -> Result<Option<Read>> {
        let version = recall::version(tx)?;
        let Some(common) = recall.known::<Common>(version, self.common_key()) else { return Ok(None) };
        let theirs = recall.known(version, self.their_key(&common)?);
        Ok(theirs.map(|theirs| Read { common, theirs }))
    }

    fn read(&self, recall: &Recall, tx: &mut Tx<'_>) -> Result<Read> {
        let version = recall::version(tx)?;
        let common = recall.at(version, self.common_key(), || common(tx, self.id.as_ref(), self.today))?;
        let key = self.their_key(&common)?;
        let theirs = recall.at(version, key, || theirs(tx, self.actor.as_ref(), &common.campaign.id))?;
        Ok(Read { common, theirs })
    }
}

fn common(tx: &mut Tx<'_>, id: Option<&Id>, today: Date) -> Result<Common> {
    let campaign = found(tx, id)?.ok_or(Error::NotFound)?;
    let key = &campaign.id;
    let totals = store::totals(tx, key, today)?;
    let phases = campaign::store::phases(tx, key)?;
    let streams: Vec<Stream> =
        tx.all(&store::STREAMS, &params![key, today.to_string()], stream)?.into_iter().flatten().collect();
    let rounds = tx.all(&store::OPEN_ROUNDS, &params![key], |row| {
        Ok(Round { code: row.get(0)?, name: row.get(1)?, closes_on: store::day(row, 2)? })
    })?;
    let any_late = streams.iter().any(|s| s.late);
    Ok(Common { totals, phases, bands: bands(&streams), any_late, rounds, campaign })
}

fn theirs(tx: &mut Tx<'_>, actor: Option<&Actor>, key: &Id) -> Result<Theirs> {
    let publication =
        |row: &::store::Row<'_>| Ok(Publication { id: row.get(0)?, title: row.get(1)?, opens_on: store::day(row, 2)? });
    let publications = match actor {
        Some(actor) => tx.all(&store::MY_PUBLICATIONS, &params![key, &actor.person.id], publication)?,
        None => tx.all(&store::PUBLIC_PUBLICATIONS, &params![key], publication)?,
    };
    let problems = tx.page(&store::PROBLEMS, &problems_of(actor, key).limit(SHOWN), store::problem)?.rows;
    Ok(Theirs { publications, problems })
}

pub(super) fn stream(row: &::store::Row<'_>) -> Result<Option<Stream>, StoreError> {
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

fn front<'a>(app: &App, shell: Shell, read: &'a Read) -> Front<'a> {
    let Common { campaign, totals, phases, bands, any_late, rounds } = &*read.common;
    let Theirs { publications, problems } = &*read.theirs;
    let t = shell.t;
    let links = Links::of(shell.actor.as_ref(), &campaign.id);
    let may = |verb: Verb| shell.actor.as_ref().is_some_and(|a| a.permit(verb, &object(campaign)).is_ok());
    let may_arrange = may(Verb::CampaignEdit) || may(Verb::CampaignApprove) || may(Verb::AuditRead);
    let due = proposal(phases, campaign.year, shell.today).filter(|_| campaign.state == CampaignState::Active);
    let rows: Vec<Row> =
        problems.iter().map(|p| Row::of(p, &shell, &app.calendar, t.front_problem_points(p.points))).collect();
    Front {
        may_arrange,
        may_look: links.items,
        may_open_round: may(Verb::RoundCreate),
        state_note: (campaign.state != CampaignState::Active).then(|| t.front_state(campaign.state.name(t))),
        proposal: due.filter(|_| may(Verb::CampaignEdit)).cloned(),
        ribbon: steps(t, phases),
        rounds,
        raw: raw_link(links, &campaign.id, totals),
        merged: problems_link(links, &campaign.id, totals.problems.merged(), None),
        ends: ends(t, links, &campaign.id, totals),
        rest: rest(t, links, &campaign.id, totals),
        sentence: sentence(t, links, &campaign.id, totals),
        any_late: *any_late,
        bands,
        more: !rows.is_empty(),
        rows,
        whole: links.problems,
        publications,
        totals,
        campaign,
        shell,
    }
}

pub(super) fn ends(t: crate::text::T, links: Links, campaign: &Id, totals: &Totals) -> Vec<(&'static str, Number)> {
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
