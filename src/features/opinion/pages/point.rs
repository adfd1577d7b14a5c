//! One point: the original, its facts, its fate, and what the reader may do.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;

use super::super::actions;
use super::super::model::{Fields, Kind, PointState, Population, Subject, Verdict, Verdicted};
use super::super::store::{self, Decision, Objection, Point};
use super::clerk::find_person;
use super::widgets::{Chip, Group, Problems, again, chips, named_chips};
use crate::app::App;
use crate::auth::{Actor, LoggedIn, Verb};
use crate::error::{Error, Result, Rule};
use crate::id::Id;
use crate::view::fields::Fields as Reader;
use crate::view::{PostForm, Shell, page, see};
use ::store::params;

/// The fields of all forms on the page; each verb reads its own.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Sent {
    line: String,
    population: String,
    subject: String,
    subject_unit: String,
    subject_person: String,
    kind: String,
    category: String,
    receiver: String,
    reason: String,
    answer: String,
    sure: String,
    back: String,
}

struct Event {
    what: String,
    /// The day and the people.
    when: String,
    words: String,
    back: bool,
}

/// What the reader may do here.
#[derive(Default)]
struct May {
    sort: bool,
    decide: bool,
    split: bool,
    answer: bool,
    route: bool,
    settle: bool,
    confirm: bool,
    give_back: Option<String>,
    /// Decide on an objection.
    judge: bool,
}

#[derive(Template)]
#[template(path = "opinion/pages/point.html")]
struct PointPage {
    shell: Shell,
    point: Point,
    source: String,
    day: Option<String>,
    state: &'static str,
    author: Option<String>,
    /// Whether the round itself may be read: whoever spoke may read the point and nothing around it.
    may_round: bool,
    may: May,
    proposal: Option<(&'static str, String, Option<String>)>,
    history: Vec<Event>,
    objections: Vec<(Objection, &'static str, String)>,
    answered: bool,
    parts: Vec<(Id, String, &'static str)>,
    groups: Vec<Group>,
    units: Vec<Chip>,
    receivers: Vec<Chip>,
    sent: Sent,
    failed: &'static str,
    problems: Problems,
    big: bool,
}

struct Loaded {
    point: Point,
    decisions: Vec<Decision>,
    objections: Vec<Objection>,
    /// Whether the reader gave the answer.
    answered: bool,
    parts: Vec<Point>,
    lines: Vec<(Id, String)>,
    units: Vec<(Id, String)>,
}

async fn load(app: &App, actor: &Actor, id: &Id) -> Result<Loaded> {
    let (actor, id) = (actor.clone(), id.clone());
    app.db
        .read(move |tx| {
            let point = store::find_point(tx, &id)?.ok_or(Error::NotFound)?;
            point.permit_read(&actor)?;
            let parts = tx.all(&store::CHILDREN, &params![&id], store::read_point)?;
            // The sheet holds the words of all its parts: who may not read one of these, because it is about him or with
            // the discipline channel, may not read them here either.
            parts.iter().try_for_each(|part| part.permit_whole(&actor))?;
            let pair = |row: &::store::Row<'_>| Ok((row.get(0)?, row.get(1)?));
            Ok(Loaded {
                decisions: store::decisions(tx, &id)?,
                objections: store::objections(tx, &id)?.into_iter().filter(|o| o.point == id).collect(),
                answered: store::has_answered(tx, &id, &actor.person.id)?,
                parts,
                lines: tx.all(&store::ALL_LINES, &params![], pair)?,
                units: tx.all(&store::ALL_UNITS, &params![], pair)?,
                point,
            })
        })
        .await
}

fn may(actor: &Actor, loaded: &Loaded) -> May {
    let p = &loaded.point;
    let to_sort = p.object_to_sort();
    let decide = actor.permit(Verb::OpinionDecide, &to_sort).is_ok();
    let sort = actor.permit(Verb::OpinionSort, &to_sort).is_ok();
    let proposal = loaded.decisions.iter().find(|d| d.state == Verdicted::Proposed);
    let open = p.state.is_unsorted() && proposal.is_none();
    let other = |d: &Decision| d.proposed_by.as_ref().is_none_or(|(who, _)| *who != actor.person.id);
    let mine = &actor.reach(Verb::OpinionRead).units;
    let referral = loaded.decisions.iter().rfind(|d| d.verb == Verdict::Refer && d.state == Verdicted::Confirmed);
    let received = p.state == PointState::Referred && p.receiver.as_ref().is_some_and(|(unit, _)| mine.contains(unit));
    May {
        sort: sort && open && p.state == PointState::Submitted,
        decide: decide && open,
        split: sort && open && p.state == PointState::Submitted,
        answer: decide && open && p.state == PointState::Registered,
        route: p.state.is_unsorted() && actor.permit(Verb::OpinionRead, &to_sort).is_ok(),
        settle: decide && proposal.is_some(),
        confirm: decide && proposal.is_some_and(other),
        give_back: referral
            .filter(|_| received)
            .and_then(|d| d.due_on)
            .filter(|due| actor.today <= *due)
            .map(|due| due.to_string()),
        judge: p.state == PointState::Objected && actor.permit(Verb::ObjectionDecide, &to_sort).is_ok(),
    }
}

fn build(
    shell: Shell,
    actor: &Actor,
    loaded: Loaded,
    sent: Option<Sent>,
    failed: &'static str,
    problems: Problems,
) -> PointPage {
    let t = shell.t;
    let p = &loaded.point;
    let sent = sent.unwrap_or_else(|| Sent::of(p));
    let proposed = loaded.decisions.iter().find(|d| d.state == Verdicted::Proposed);
    // The name is for the campaign's office, which may talk to the person; others read the words without it.
    let sees_name = actor.permit(Verb::OpinionDecide, &p.object()).is_ok();
    let fields = &p.fields;
    let groups = groups(&shell, &loaded, &sent, &problems);
    PointPage {
        source: super::points::source(t, p),
        day: super::points::day_shown(&shell, p),
        state: t.point_state(p.state.code()),
        may_round: actor.permit(Verb::RoundRead, &p.object()).is_ok(),
        author: p.author.clone().filter(|_| sees_name).map(|(_, name)| name),
        may: may(actor, &loaded),
        proposal: proposed.map(|d| (t.opinion_code(d.verb.code()), d.reason.clone(), d.answer.clone())),
        history: loaded.decisions.iter().map(|d| event(&shell, d)).collect(),
        objections: loaded
            .objections
            .iter()
            .map(|o| (o.clone(), t.objection_standing(o.state.code()), shell.day(&o.objected_on)))
            .collect(),
        answered: loaded.answered,
        parts: loaded.parts.iter().map(|c| (c.id.clone(), c.text.clone(), t.point_state(c.state.code()))).collect(),
        units: named_chips(
            &loaded.units,
            &[fields.subject_unit.as_ref().map_or(sent.subject_unit.as_str(), Id::as_str)],
        ),
        receivers: named_chips(&loaded.units, &[&sent.receiver]),
        groups,
        sent,
        failed,
        problems,
        point: loaded.point,
        shell,
        big: false,
    }
}

fn event(shell: &Shell, d: &Decision) -> Event {
    let t = shell.t;
    let to = d.receiver.as_ref().map(|(_, unit)| t.fate_to(unit));
    let what: Vec<String> = [Some(t.opinion_code(d.verb.code()).to_owned()), to].into_iter().flatten().collect();
    let mut who: Vec<String> = [&d.proposed_by, &d.decided_by].into_iter().flatten().map(|(_, n)| n.clone()).collect();
    who.dedup();
    let when = d.decided_on.map(|day| shell.day(&day)).into_iter().chain(who).collect::<Vec<_>>().join(" · ");
    let words = [Some(t.opinion_code(d.state.code()).to_owned()), Some(d.reason.clone()), d.answer.clone()];
    let words = words.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let back = matches!(d.state, Verdicted::Rejected | Verdicted::Returned);
    Event { what: what.join(" · "), when, words, back }
}

impl Sent {
    fn of(p: &Point) -> Sent {
        let f = &p.fields;
        let id = |id: &Option<Id>| id.as_ref().map(Id::to_string).unwrap_or_default();
        Sent {
            line: id(&f.line),
            population: f.population.map_or("", Population::code).to_owned(),
            subject: f.subject.map_or("", Subject::code).to_owned(),
            subject_unit: id(&f.subject_unit),
            subject_person: p.subject_person_name.clone().unwrap_or_default(),
            kind: f.kind.map_or("", Kind::code).to_owned(),
            category: f.category.clone().unwrap_or_default(),
            ..Sent::default()
        }
    }
}

fn groups(shell: &Shell, loaded: &Loaded, sent: &Sent, problems: &Problems) -> Vec<Group> {
    let t = shell.t;
    let group =
        |name, legend, chips| Group { name, legend, hint: "", error: problems.at(&t, name), many: false, chips };
    let kinds = chips(t, Kind::ALL.iter().map(|c| c.code()), &[&sent.kind]);
    let kind = group("kind", t.say_kind(), kinds);
    if loaded.point.cell_hidden {
        return vec![kind];
    }
    let populations = chips(t, Population::ALL.iter().map(|c| c.code()), &[&sent.population]);
    let subjects = chips(t, Subject::ALL.iter().map(|c| c.code()), &[&sent.subject]);
    vec![
        group("line", t.label("line"), named_chips(&loaded.lines, &[&sent.line])),
        group("population", t.label("population"), populations),
        group("subject", t.label("subject"), subjects),
        kind,
    ]
}

/// `GET /points/{id}`. Seven queries.
pub async fn show(State(app): State<App>, shell: Shell, me: LoggedIn, Path(id): Path<String>) -> Result<Response> {
    let id = Id::parse(&id).ok_or(Error::NotFound)?;
    let loaded = load(&app, &me, &id).await?;
    page(&build(shell, &me, loaded, None, "", Problems::default()))
}

/// `POST /points/{id}/{verb}`: one of the verbs below; afterwards the page that the form came from, if it names one.
pub async fn act(
    State(app): State<App>,
    shell: Shell,
    me: LoggedIn,
    Path((id, verb)): Path<(String, String)>,
    PostForm(sent): PostForm<Sent>,
) -> Result<Response> {
    let id = Id::parse(&id).ok_or(Error::NotFound)?;
    let (failed, done) = match verb.as_str() {
        "accept" => ("accept", accept(&app, &me, &id, &sent).await),
        "refer" => ("refer", refer(&app, &me, &id, &sent).await),
        "return" => ("return", actions::return_by_receiver(&app, &me, &id, &sent.reason).await),
        "decline" => ("decline", actions::decline(&app, &me, &id, &sent.reason).await),
        "answer" => ("answer", actions::answer_directly(&app, &me, &id, &sent.reason, &sent.answer).await),
        "confirm" => ("confirm", actions::confirm(&app, &me, &id).await),
        "reject" => ("reject", actions::reject(&app, &me, &id, &sent.reason).await),
        "uphold" => ("uphold", actions::uphold(&app, &me, &id, &sent.reason).await),
        "dismiss" => ("dismiss", actions::dismiss(&app, &me, &id, &sent.reason).await),
        "route" => ("route", route(&app, &me, &id, &sent).await),
        _ => return Err(Error::NotFound),
    };
    match done {
        Ok(()) => {
            // What was routed is gone from the reader's eyes; so is, perhaps, what was given back.
            let here =
                if matches!(failed, "route" | "return") { "/opinions".to_owned() } else { format!("/points/{id}") };
            let local = sent.back.starts_with('/') && !sent.back.starts_with("//") && !sent.back.contains('\\');
            Ok(see(if local { sent.back } else { here }))
        }
        Err(error) => {
            let problems = Problems::of(error)?;
            let loaded = load(&app, &me, &id).await?;
            again(&build(shell, &me, loaded, Some(sent), failed, problems))
        }
    }
}

async fn accept(app: &App, me: &Actor, id: &Id, sent: &Sent) -> Result<()> {
    let loaded = load(app, me, id).await?;
    let mut f = Reader::default();
    let among = |rows: &[(Id, String)], text: &str| Id::parse(text).filter(|id| rows.iter().any(|(r, _)| r == id));
    let hidden = loaded.point.cell_hidden;
    let line = if hidden { None } else { f.choice("line", &sent.line, |c| among(&loaded.lines, c)) };
    let population = if hidden { None } else { f.choice("population", &sent.population, Population::parse) };
    let subject = if hidden { None } else { f.choice("subject", &sent.subject, Subject::parse) };
    let kind = f.choice("kind", &sent.kind, Kind::parse);
    let category = Some(f.text("category", &sent.category, 50));
    let subject_unit = match sent.subject_unit.trim() {
        "" => None,
        chosen => f.choice("subject_unit", chosen, |c| among(&loaded.units, c)),
    };
    f.finish()?;
    let subject_person = match sent.subject_person.trim() {
        "" => None,
        name => Some(find_person(app, name, "", "subject_person").await?),
    };
    let fields = Fields { line, population, subject, subject_unit, subject_person, kind, category };
    actions::accept(app, me, id, fields).await
}

async fn refer(app: &App, me: &Actor, id: &Id, sent: &Sent) -> Result<()> {
    let loaded = load(app, me, id).await?;
    let mut f = Reader::default();
    let receiver = f.choice("receiver", &sent.receiver, |c| {
        Id::parse(c).filter(|id| loaded.units.iter().any(|(unit, _)| unit == id))
    });
    f.finish()?;
    let receiver = receiver.ok_or_else(|| Error::field("receiver", Rule::Missing))?;
    actions::refer(app, me, id, &receiver, &sent.reason).await
}

async fn route(app: &App, me: &Actor, id: &Id, sent: &Sent) -> Result<()> {
    if sent.sure != "yes" {
        return Err(Error::field("sure", Rule::Missing));
    }
    actions::route_to_discipline(app, me, id, &sent.reason).await
}
