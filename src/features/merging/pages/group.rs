//! One suggested group: its originals, and what people make of it.

use std::collections::HashSet;

use ::store::{Tx, params};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;

use super::news::NEWS;
use super::{Kept, LogLine, Stretch, can_undo, landed, log_lines, stretches};
use crate::app::App;
use crate::auth::{Actor, May, may};
use crate::error::{Error, Result, Rule};
use crate::features::merging::actions::{self, Target, decide, group_to_sort};
use crate::features::merging::model::DecisionKind;
use crate::features::merging::store::groups::{self, GroupRow, MemberRow};
use crate::features::merging::store::{self, MergedItem};
use crate::id::Id;
use crate::text::T;
use crate::view::Wrong;
use crate::view::{self, PostForm, Shell, see};

/// Texts of a group that are shown at once.
const SHOWN: usize = 200;
/// Points of a group that are dealt with at once.
const MOST: u32 = 20_000;
/// Problems offered as the place to go.
const PLACES: u32 = 60;

/// A row of a group: a point, and how many others say the very same.
struct Row {
    id: Id,
    no: usize,
    /// What it shares with which row, or that it shares little.
    why: String,
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
    hidden: store::Hidden,
    can_undo: bool,
    landed: Option<MergedItem>,
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

impl GroupForm {
    fn ticked(&self, id: &Id) -> bool {
        self.points.iter().any(|point| point == id.as_str())
    }
    fn was_shown(&self, id: &Id) -> bool {
        self.shown.iter().any(|point| point == id.as_str())
    }
}

#[derive(Template)]
#[template(path = "merging/pages/group.html")]
struct GroupPage {
    shell: Shell,
    id: Id,
    group: GroupRow,
    rows: Vec<Row>,
    points: i64,
    cut: bool,
    places: Vec<(Id, i64, String)>,
    newest: i64,
    news: Vec<LogLine>,
    sent: GroupForm,
    can_undo: bool,
    kept: Option<Kept>,
    wrong: Wrong,
}

/// `GET /suggested/{id}`. At most twelve queries, whatever the size of the group.
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
    let late = sent.as_ref().map(|sent| (sent.seen, sent.points.iter().find_map(|p| Id::parse(p))));
    let mut ground = app.db.read(move |tx| read_group(tx, &me, &group, late.clone())).await?;
    let cut = ground.members.len() > SHOWN;
    ground.members.truncate(SHOWN);
    let rows = rows(shell.t, &ground.members, ground.nearest.as_deref(), sent.as_ref());
    // A refused form is kept: in its own fields while the group is there, else beside the problem that took the points.
    let kept = sent.as_ref().filter(|sent| rows.is_empty() && !sent.summary.trim().is_empty()).map(|sent| Kept {
        summary: sent.summary.clone(),
        category: sent.category.clone(),
        reason: sent.reason.clone(),
        landed: ground.landed.take(),
    });
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
        points: ground.members.iter().map(|m| m.copies).sum(),
        cut,
        places: ground.places,
        newest: ground.newest,
        news: log_lines(ground.news, &shell, &ground.hidden),
        group: ground.group,
        can_undo: ground.can_undo,
        sent,
        kept,
        shell,
        wrong,
    };
    Ok(page.wrong.answer(view::page(&page)?))
}

type Late = Option<(i64, Option<Id>)>;

fn read_group(tx: &mut Tx<'_>, actor: &Actor, id: &Id, late: Late) -> Result<Ground> {
    let group = group_to_sort(tx, actor, id)?;
    let me = &actor.person.id;
    let members = groups::members(tx, id, me, u32::try_from(SHOWN + 1).unwrap_or(u32::MAX))?;
    // One point that would join an item is marked against the nearest one there.
    let beyond = members.first().and_then(|m| m.nearest.clone()).filter(|_| members.len() == 1);
    let nearest = beyond.map(|id| store::point_view(tx, &id)).transpose()?.flatten();
    let query = ::store::Query::new().filter("campaign", params![&group.campaign]).filter("open", params![1]);
    let query = query.filter("not_only_about", params![me]);
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
        news: match &late {
            Some((since, _)) => groups::news(tx, &group.campaign, *since, me, NEWS)?,
            None => Vec::new(),
        },
        landed: late.and_then(|(_, point)| point).map(|point| landed(tx, actor, &point)).transpose()?.flatten(),
        hidden: store::about_me(tx, me)?,
        can_undo: can_undo(tx, &group.campaign, me)?,
        group,
    })
}

/// Each text marked against its nearest that is shown, or the first other one.
fn rows(t: T, members: &[MemberRow], beyond: Option<&str>, sent: Option<&GroupForm>) -> Vec<Row> {
    let row = |(at, member): (usize, &MemberRow)| {
        let other = |m: &&MemberRow| m.fold != member.fold;
        let near = members.iter().filter(other).find(|m| Some(&m.id) == member.nearest.as_ref());
        let near = near.or_else(|| members.iter().find(other));
        let place = near.and_then(|near| members.iter().position(|m| m.id == near.id));
        let text = stretches(&member.text, near.map(|m| m.text.as_str()).or(beyond));
        let mut shared: Vec<&str> = text.iter().filter(|s| s.marked).map(|s| s.text.trim()).collect();
        shared.sort_by_key(|words| std::cmp::Reverse(words.chars().count()));
        shared.dedup();
        let shared = shared.into_iter().filter(|words| words.chars().count() > 1).take(3).collect::<Vec<_>>();
        let why = match place {
            Some(place) => t.group_why(place + 1, shared.join(t.group_why_between())),
            None if beyond.is_some() => t.bench_shared(shared.join(t.group_why_between())),
            None => String::new(),
        };
        Row {
            no: at + 1,
            why: if shared.is_empty() && place.is_some() { t.group_why_little().to_owned() } else { why },
            text,
            id: member.id.clone(),
            sign: member.sign.clone(),
            population: member.population.clone(),
            hidden: member.hidden,
            score: member.score,
            copies: member.copies - 1,
            has_fields: member.has_fields,
            picked: sent.map_or(member.has_fields, |sent| sent.ticked(&member.id)),
        }
    };
    members.iter().enumerate().map(row).collect()
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
    let (group, all) = app
        .db
        .read(move |tx| {
            let row = group_to_sort(tx, &me, &group)?;
            Ok::<_, Error>((row, groups::all_members(tx, &group, &me.person.id, MOST)?))
        })
        .await?;
    let (picked, others) = sides(&all, &form, matches!(deed, Deed::Accept));
    let round = &group.round;
    let done = match deed {
        Deed::Accept => take(app, actor, &group, &picked, &form).await,
        Deed::Decide(DecisionKind::Aside) => {
            let all: Vec<Id> = all.iter().map(|m| m.id.clone()).collect();
            let made = decide(app, actor, DecisionKind::Aside, &all, &[], Some(&id), &form.reason).await;
            made.map(|_| format!("/rounds/{round}/suggested?done=aside"))
        }
        Deed::Decide(kind) => {
            let made = decide(app, actor, kind, &picked, &others, None, &form.reason).await;
            let made = match made {
                // Hundreds of copies make more pairs than one decision holds: then the texts that were shown speak for them.
                Err(Error::Rule(Rule::TooManyPairs, _)) => {
                    let (picked, others) = shown(&all, &form);
                    decide(app, actor, kind, &picked, &others, None, &form.reason).await
                }
                made => made,
            };
            made.map(|_| format!("/rounds/{round}/suggested?done={}", kind.code()))
        }
    };
    match done {
        Ok(to) => Ok(see(to)),
        Err(error) => {
            let wrong = Wrong::catch(error, shell.t, shell.t.merged_stale())?;
            show_group(app, actor, shell, id, Some(form), wrong).await
        }
    }
}

/// The points ticked, with the copies of their texts, and those of the other texts on the page. Copies that lack a field
/// stay behind where points are merged.
fn sides(all: &[MemberRow], form: &GroupForm, merging: bool) -> (Vec<Id>, Vec<Id>) {
    let ticked: HashSet<&Id> = all.iter().filter(|m| form.ticked(&m.id)).map(|m| &m.fold).collect();
    let shown: HashSet<&Id> = all.iter().filter(|m| form.was_shown(&m.id)).map(|m| &m.fold).collect();
    let (mut picked, mut others) = (Vec::new(), Vec::new());
    for member in all {
        let id = &member.id;
        if ticked.contains(&member.fold) && (member.has_fields || !merging || form.ticked(id)) {
            picked.push(id.clone());
        } else if shown.contains(&member.fold) && !ticked.contains(&member.fold) {
            others.push(id.clone());
        }
    }
    // Ticked, but not unsorted any more: the act itself says what became of it.
    let gone = form.points.iter().filter_map(|p| Id::parse(p)).filter(|p| all.iter().all(|m| m.id != *p));
    picked.extend(gone);
    (picked, others)
}

/// The texts ticked and not ticked, one point for each.
fn shown(all: &[MemberRow], form: &GroupForm) -> (Vec<Id>, Vec<Id>) {
    let on_page = all.iter().map(|m| &m.id).filter(|id| form.was_shown(id));
    let (picked, others): (Vec<&Id>, Vec<&Id>) = on_page.partition(|id| form.ticked(id));
    (picked.into_iter().cloned().collect(), others.into_iter().cloned().collect())
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
