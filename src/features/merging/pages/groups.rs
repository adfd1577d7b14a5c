//! Suggested groups: the list of a round, one group with its originals, what people decide, and the decisions.

use std::collections::BTreeMap;

use ::store::{Tx, params};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::{LogLine, Stretch, Wrong, stretches};
use crate::app::App;
use crate::auth::{Actor, LoggedIn, May, Object, Verb, may};
use crate::error::{Error, Result};
use crate::features::merging::actions::{
    self, Target, ask_run, decide, group_to_sort, round_to_sort, withdraw_decision,
};
use crate::features::merging::model::{DecisionKind, LEVELS};
use crate::features::merging::store;
use crate::features::merging::store::groups::{self, DecisionLine, GroupLine, GroupRow, MemberRow, RunLine};
use crate::id::Id;
use crate::view::{self, NoFields, PostForm, Shell, see};

/// Groups on a page.
const PAGE: usize = 20;
/// Points of a group that are shown at once.
const SHOWN: usize = 200;
/// Runs told of.
const RUNS: u32 = 6;
/// Problems offered as the place to go.
const PLACES: u32 = 60;
/// Steps of others that are told.
const NEWS: u32 = 5;
/// Decisions on a page.
const DECISIONS: usize = 50;

/// What the address of the list says.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    after: String,
    #[serde(default)]
    aside: String,
    #[serde(default)]
    done: String,
}

struct Run {
    head: String,
    level: &'static str,
    state: &'static str,
    by: String,
}

#[derive(Template)]
#[template(path = "merging/pages/groups.html")]
struct ListPage {
    shell: Shell,
    round: Id,
    name: String,
    campaign: Id,
    groups: Vec<GroupLine>,
    next: Option<i64>,
    runs: Vec<Run>,
    waiting: bool,
    level: String,
    aside: bool,
    done: &'static str,
    wrong: Wrong,
}

/// `GET /rounds/{id}/suggested`. Four queries.
pub async fn list(
    State(app): State<App>,
    actor: May<may::MergeEdit>,
    shell: Shell,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let id = Id::parse(&id).ok_or(Error::NotFound)?;
    show_list(&app, &actor, shell, id, asked, Wrong::default()).await
}

async fn show_list(app: &App, actor: &Actor, shell: Shell, id: Id, asked: Asked, wrong: Wrong) -> Result<Response> {
    let (me, round) = (actor.clone(), id.clone());
    let (after, aside) = (asked.after.parse().unwrap_or(0), asked.aside == "yes");
    let (campaign, name, runs, mut found) = app
        .db
        .read(move |tx| {
            let (campaign, name) = round_to_sort(tx, &me, &round)?;
            let runs = groups::runs(tx, &round, RUNS)?;
            let newest: Option<Id> = tx.one(&groups::LAST_DONE, &params![&round], |row| row.get(0))?;
            let most = u32::try_from(PAGE + 1).unwrap_or(u32::MAX);
            let found = match newest {
                Some(run) => groups::groups(tx, &run, &me.person.id, after, aside, most)?,
                None => Vec::new(),
            };
            Ok::<_, Error>((campaign, name, runs, found))
        })
        .await?;
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let page = ListPage {
        waiting: runs.iter().any(|run| run.state == "waiting"),
        level: runs.first().map_or_else(|| "fine".to_owned(), |run| run.level.clone()),
        runs: runs.into_iter().map(|run| run_line(run, &shell)).collect(),
        next: found.last().filter(|_| more).map(|group| group.ordinal),
        groups: found,
        round: id,
        name,
        campaign,
        aside,
        done: shell.t.groups_done(&asked.done),
        shell,
        wrong,
    };
    Ok(page.wrong.answer(view::page(&page)?))
}

fn run_line(run: RunLine, shell: &Shell) -> Run {
    let t = shell.t;
    let record: Option<merge::RunRecord> = run.record.as_deref().and_then(|text| serde_json::from_str(text).ok());
    let head = match record {
        Some(r) => t.groups_run_line(run.no, &r.method, r.opinions, r.joined, r.milliseconds),
        None => t.groups_run_plain(run.no),
    };
    let day = run.asked_on.parse().map(|day| shell.day(&day)).unwrap_or(run.asked_on);
    let by = [Some(day), run.person].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    Run { head, level: t.groups_level(&run.level), state: t.groups_run_state(&run.state), by }
}

/// The form that asks for a run.
#[derive(Debug, Deserialize)]
pub struct RunForm {
    #[serde(default)]
    level: String,
}

/// `POST /rounds/{id}/suggested`: asks for a run; a job computes it.
pub async fn ask(
    State(app): State<App>,
    actor: May<may::MergeEdit>,
    shell: Shell,
    Path(id): Path<String>,
    PostForm(form): PostForm<RunForm>,
) -> Result<Response> {
    let id = Id::parse(&id).ok_or(Error::NotFound)?;
    match ask_run(&app, &actor, &id, &form.level).await {
        Ok(_) => Ok(see(format!("/rounds/{id}/suggested?done=asked"))),
        Err(error) => {
            let wrong = Wrong::catch(error, shell.t)?;
            show_list(&app, &actor, shell, id, Asked::default(), wrong).await
        }
    }
}

/// A row of a group: a point, and how many others say the very same.
struct Row {
    id: Id,
    text: Vec<Stretch>,
    sign: String,
    population: Option<String>,
    hidden: bool,
    score: i64,
    copies: i64,
    has_fields: bool,
    picked: bool,
}

struct Ground {
    group: GroupRow,
    members: Vec<MemberRow>,
    nearest: Option<String>,
    places: Vec<(Id, i64, String)>,
    newest: i64,
    news: Vec<store::StepRow>,
}

/// What was sent for a group.
#[derive(Debug, Default, Deserialize)]
pub struct GroupForm {
    #[serde(default)]
    points: Vec<String>,
    /// The points that were on the page.
    #[serde(default)]
    shown: Vec<String>,
    #[serde(default)]
    into: String,
    #[serde(default)]
    summary: String,
    #[serde(default)]
    category: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    seen: i64,
}

#[derive(Template)]
#[template(path = "merging/pages/group.html")]
struct GroupPage {
    shell: Shell,
    id: Id,
    group: GroupRow,
    rows: Vec<Row>,
    points: usize,
    cut: bool,
    places: Vec<(Id, i64, String)>,
    newest: i64,
    news: Vec<LogLine>,
    sent: GroupForm,
    wrong: Wrong,
}

/// `GET /suggested/{id}`. At most seven queries, whatever the size of the group.
pub async fn show(
    State(app): State<App>,
    actor: May<may::MergeEdit>,
    shell: Shell,
    Path(id): Path<String>,
) -> Result<Response> {
    let id = Id::parse(&id).ok_or(Error::NotFound)?;
    show_group(&app, &actor, shell, id, None, Wrong::default()).await
}

async fn show_group(
    app: &App,
    actor: &Actor,
    shell: Shell,
    id: Id,
    sent: Option<GroupForm>,
    wrong: Wrong,
) -> Result<Response> {
    let (me, group) = (actor.clone(), id.clone());
    let since = sent.as_ref().map(|sent| sent.seen);
    let mut ground = app.db.read(move |tx| read_group(tx, &me, &group, since)).await?;
    let cut = ground.members.len() > SHOWN;
    ground.members.truncate(SHOWN);
    let rows = folded(&ground.members, ground.nearest.as_deref(), sent.as_ref());
    let first = ground.members.first();
    let sent = sent.unwrap_or_else(|| GroupForm {
        summary: first.map(|m| merge::title(&m.text)).unwrap_or_default(),
        category: first.and_then(|m| m.category.clone()).unwrap_or_default(),
        into: ground.group.item.as_ref().map(|(id, ..)| id.to_string()).unwrap_or_default(),
        ..GroupForm::default()
    });
    let page = GroupPage {
        id,
        rows,
        points: ground.members.len(),
        cut,
        places: ground.places,
        newest: ground.newest,
        news: ground.news.into_iter().map(|step| LogLine::of(step, &shell)).collect(),
        group: ground.group,
        sent,
        shell,
        wrong,
    };
    Ok(page.wrong.answer(view::page(&page)?))
}

fn read_group(tx: &mut Tx<'_>, actor: &Actor, id: &Id, since: Option<i64>) -> Result<Ground> {
    let group = group_to_sort(tx, actor, id)?;
    let me = &actor.person.id;
    let members = groups::members(tx, id, me, u32::try_from(SHOWN + 1).unwrap_or(u32::MAX))?;
    // One point that would join an item is marked against the nearest one there.
    let beyond = members.first().and_then(|m| m.nearest.clone()).filter(|_| members.len() == 1);
    let nearest = beyond.map(|id| store::point_view(tx, &id)).transpose()?.flatten();
    let query = ::store::Query::new().filter("campaign", params![&group.campaign]).filter("open", params![1]);
    let places =
        tx.page(&store::ITEMS, &query.order("new").limit(PLACES), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let mut places: Vec<(Id, i64, String)> = places.rows;
    if let Some(item) = group.item.clone().filter(|(id, ..)| places.iter().all(|(other, ..)| other != id)) {
        places.insert(0, item);
    }
    Ok(Ground {
        members,
        nearest: nearest.filter(|p| p.is_free_for(me) && p.state != "withdrawn").map(|p| p.text),
        places,
        newest: tx.one(&store::NEWEST_STEP, &params![&group.campaign], |row| row.get(0))?.unwrap_or(0),
        news: match since {
            Some(since) => groups::news(tx, &group.campaign, since, me, NEWS)?,
            None => Vec::new(),
        },
        group,
    })
}

/// Copies of one text as one row, each marked against its nearest that is shown, or the first.
fn folded(members: &[MemberRow], beyond: Option<&str>, sent: Option<&GroupForm>) -> Vec<Row> {
    let mut copies: BTreeMap<&str, i64> = BTreeMap::new();
    for member in members {
        *copies.entry(member.fold.as_str()).or_default() += 1;
    }
    let mut rows = Vec::new();
    for member in members {
        // The first of a text takes its copies along.
        let Some(number) = copies.remove(member.fold.as_str()) else { continue };
        let near = members.iter().find(|other| Some(&other.id) == member.nearest.as_ref());
        let near = near.or_else(|| members.iter().find(|other| other.fold != member.fold));
        let near = near.map(|other| other.text.as_str()).or(beyond);
        rows.push(Row {
            text: stretches(&member.text, near),
            id: member.id.clone(),
            sign: member.sign.clone(),
            population: member.population.clone(),
            hidden: member.hidden,
            score: member.score,
            copies: number - 1,
            has_fields: member.has_fields,
            picked: sent.map_or(member.has_fields, |sent| sent.points.iter().any(|id| id == member.id.as_str())),
        });
    }
    rows
}

/// What a form for a group does.
enum Deed {
    Accept,
    Decide(DecisionKind),
}

/// `POST /suggested/{id}/accept`: the ticked points, with the copies of their texts, into an item.
pub async fn accept(
    State(app): State<App>,
    actor: May<may::MergeEdit>,
    shell: Shell,
    Path(id): Path<String>,
    PostForm(form): PostForm<GroupForm>,
) -> Result<Response> {
    act(&app, &actor, shell, &id, form, Deed::Accept).await
}

/// `POST /suggested/{id}/note/{together|apart|aside}`: only notes how the points belong.
pub async fn note(
    State(app): State<App>,
    actor: May<may::MergeEdit>,
    shell: Shell,
    Path((id, kind)): Path<(String, String)>,
    PostForm(form): PostForm<GroupForm>,
) -> Result<Response> {
    let kind = DecisionKind::parse(&kind).ok_or(Error::NotFound)?;
    act(&app, &actor, shell, &id, form, Deed::Decide(kind)).await
}

async fn act(app: &App, actor: &Actor, shell: Shell, id: &str, form: GroupForm, deed: Deed) -> Result<Response> {
    let id = Id::parse(id).ok_or(Error::NotFound)?;
    let (me, group) = (actor.clone(), id.clone());
    let ground = app.db.read(move |tx| read_group(tx, &me, &group, None)).await?;
    let (mut picked, mut others) = (Vec::new(), Vec::new());
    let ticked = |id: &Id| form.points.iter().any(|p| p == id.as_str());
    let was_shown = |id: &Id| form.shown.iter().any(|p| p == id.as_str());
    let folds: Vec<&Id> = ground.members.iter().filter(|m| ticked(&m.id)).map(|m| &m.fold).collect();
    for member in ground.members.iter().take(SHOWN) {
        if folds.contains(&&member.fold) {
            picked.push(member.id.clone());
        } else if was_shown(&member.id) {
            others.push(member.id.clone());
        }
    }
    // Ticked, but not unsorted any more: the act itself says what became of it.
    picked
        .extend(form.points.iter().filter_map(|p| Id::parse(p)).filter(|p| !ground.members.iter().any(|m| m.id == *p)));
    let round = &ground.group.round;
    let done = match deed {
        Deed::Accept => take(app, actor, &ground.group, &picked, &form).await,
        Deed::Decide(DecisionKind::Aside) => {
            let all: Vec<Id> = ground.members.iter().map(|m| m.id.clone()).collect();
            let made = decide(app, actor, DecisionKind::Aside, &all, &[], Some(&id), &form.reason).await;
            made.map(|_| format!("/rounds/{round}/suggested?done=aside"))
        }
        Deed::Decide(kind) => {
            let made = decide(app, actor, kind, &picked, &others, None, &form.reason).await;
            made.map(|_| format!("/rounds/{round}/suggested?done={}", kind.code()))
        }
    };
    match done {
        Ok(to) => Ok(see(to)),
        Err(error) => {
            let wrong = Wrong::catch(error, shell.t)?;
            show_group(app, actor, shell, id, Some(form), wrong).await
        }
    }
}

/// Follows a suggestion.
async fn take(app: &App, actor: &Actor, group: &GroupRow, picked: &[Id], form: &GroupForm) -> Result<String> {
    let target = match form.into.as_str() {
        "" => Target::New { summary: form.summary.clone(), category: form.category.clone() },
        into => Target::Known(Id::parse(into).ok_or(Error::NotFound)?),
    };
    let verb = if matches!(target, Target::Known(_)) { "merge" } else { "create" };
    actions::follow(app, actor, group, picked, &target, &form.reason).await?;
    Ok(format!("/rounds/{}/suggested?done={verb}", group.round))
}

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

/// `GET /rounds/{id}/news?seen=…`: what others did since, as a fragment that is empty when they did nothing. Two queries.
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
            Ok::<_, Error>(groups::news(tx, &campaign, since.seen, &me.person.id, NEWS)?)
        })
        .await?;
    let news = news.into_iter().map(|step| LogLine::of(step, &shell)).collect();
    view::page(&NewsPage { shell, round, news })
}

/// What the address of the decisions says.
#[derive(Debug, Default, Deserialize)]
pub struct DecisionsAsked {
    #[serde(default)]
    campaign: String,
    #[serde(default)]
    before: String,
    #[serde(default)]
    done: String,
}

#[derive(Template)]
#[template(path = "merging/pages/decisions.html")]
struct DecisionsPage {
    shell: Shell,
    campaign: Id,
    rows: Vec<DecisionLine>,
    next: Option<Id>,
    done: &'static str,
}

/// `GET /merging/decisions?campaign=…`. One query.
pub async fn decisions(
    State(app): State<App>,
    actor: May<may::MergeEdit>,
    shell: Shell,
    Query(asked): Query<DecisionsAsked>,
) -> Result<Response> {
    let campaign = Id::parse(&asked.campaign).ok_or(Error::NotFound)?;
    actor.permit_read(Verb::MergeEdit, &Object { campaign: Some(campaign.clone()), ..Object::default() })?;
    let (of, before) = (campaign.clone(), Id::parse(&asked.before).map(|id| id.to_string()).unwrap_or_default());
    let most = u32::try_from(DECISIONS + 1).unwrap_or(u32::MAX);
    let mut rows = app
        .db
        .read(move |tx| groups::decisions(tx, &of, &before, most))
        .await
        .map_err(|e: ::store::StoreError| Error::from(e))?;
    let more = rows.len() > DECISIONS;
    rows.truncate(DECISIONS);
    let next = rows.last().filter(|_| more).map(|row| row.id.clone());
    for row in &mut rows {
        if let Ok(day) = row.made_on.parse() {
            row.made_on = shell.day(&day);
        }
    }
    let done = shell.t.groups_done(&asked.done);
    view::page(&DecisionsPage { shell, campaign, rows, next, done })
}

/// `POST /merging/decisions/{id}/withdraw`.
pub async fn withdraw(
    State(app): State<App>,
    actor: LoggedIn,
    Path(id): Path<String>,
    PostForm(_): PostForm<NoFields>,
) -> Result<Response> {
    let id = Id::parse(&id).ok_or(Error::NotFound)?;
    let campaign = withdraw_decision(&app, &actor, &id).await?;
    Ok(see(format!("/merging/decisions?campaign={campaign}&done=withdraw")))
}
