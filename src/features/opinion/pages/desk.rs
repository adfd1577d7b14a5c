//! The round's desk: where it stands, what is left, what comes next.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;

use super::super::actions;
use super::super::model::{PointState, Round, RoundState};
use super::super::store::{self, Point};
use super::poster::address;
use super::widgets::{Nothing, Problems, again};
use crate::app::App;
use crate::auth::{Actor, LoggedIn, Object, Verb};
use crate::error::{Error, Result, Rule};
use crate::id::Id;
use crate::letterbox::{Due, open_box};
use crate::view::fields::Fields;
use crate::view::{PostForm, Shell, page, see};
use ::store::{Query, Tx, Value, params};

/// A number and the list that it counts.
struct Number {
    label: &'static str,
    href: String,
    n: u64,
    linked: bool,
}

/// What the reader may see of the points.
struct Numbers {
    raw: u64,
    sorted: u64,
    unsorted: u64,
    fates: Vec<Number>,
    left: Vec<Point>,
}

struct Row {
    id: Id,
    text: String,
    line: String,
    kind: &'static str,
}

#[derive(Template)]
#[template(path = "opinion/pages/desk.html")]
struct DeskPage {
    shell: Shell,
    round: Round,
    campaign: String,
    days: String,
    state: &'static str,
    modes: String,
    lines: String,
    link: String,
    numbers: Option<Numbers>,
    rows: Vec<Row>,
    box_left: bool,
    aside: i64,
    hour: i8,
    may_edit: bool,
    may_decide: bool,
    may_register: bool,
    extend_to: String,
    note: String,
    problems: Problems,
}

impl DeskPage {
    fn is(&self, state: &str) -> bool {
        self.round.state.code() == state
    }
    fn all_sorted(&self) -> bool {
        self.numbers.as_ref().is_some_and(|n| n.unsorted == 0)
    }
}

/// What was typed into the desk's own small forms, and what was wrong with it.
#[derive(Default)]
struct Typed {
    extend_to: String,
    note: String,
    problems: Problems,
}

fn count(tx: &mut Tx<'_>, base: &Query, key: &str, values: Vec<Value>) -> Result<u64> {
    Ok(tx.count(&store::POINTS, &base.clone().filter(key, values))?)
}

/// Every number is a count of the list behind its link (I15). Eleven queries.
fn numbers(tx: &mut Tx<'_>, actor: &Actor, round: &Round, shell: &Shell) -> Result<Numbers> {
    let base = store::visible(actor).filter("round", vec![Value::from(&round.id)]);
    let unsorted = base.clone().filter("unsorted", Vec::new()).limit(20);
    let left = tx.page(&store::POINTS, &unsorted, store::read_point)?.rows;
    let mut fates = Vec::new();
    let t = shell.t;
    for (label, filter) in [(t.point_merged(), "merged"), (t.fate_answered_directly(), "answered_directly")] {
        let href = format!("/opinions?round={}&state={filter}", round.id);
        fates.push(Number { label, href, n: count(tx, &base, filter, Vec::new())?, linked: true });
    }
    for state in [PointState::Referred, PointState::NotAdopted, PointState::Withdrawn] {
        let href = format!("/opinions?round={}&state={}", round.id, state.code());
        let n = count(tx, &base, "state", vec![Value::from(state.code())])?;
        fates.push(Number { label: t.point_state(state.code()), href, n, linked: true });
    }
    // Discipline matters are in no list; only their number is known (SPEC 5.3), so it has no link.
    let routed = Query::new()
        .filter("round", vec![Value::from(&round.id)])
        .filter("state", vec![Value::from(PointState::Routed.code())]);
    let routed = tx.count(&store::POINTS, &routed)?;
    fates.push(Number { label: t.point_routed(), href: String::new(), n: routed, linked: false });
    Ok(Numbers {
        raw: count(tx, &base, "raw", Vec::new())?,
        sorted: count(tx, &base, "sorted", Vec::new())?,
        unsorted: count(tx, &base, "unsorted", Vec::new())?,
        fates,
        left,
    })
}

async fn build(app: &App, shell: Shell, actor: &Actor, headers: &HeaderMap, id: &Id, typed: Typed) -> Result<DeskPage> {
    let (me, id, frame) = (actor.clone(), id.clone(), shell.clone());
    let (round, campaign, numbers, box_left, aside) = app
        .db
        .read(move |tx| {
            let round = store::find_round(tx, &id)?.ok_or(Error::NotFound)?;
            me.permit_read(Verb::RoundRead, &round.object())?;
            let campaign: Option<String> = tx.one(&store::CAMPAIGN, &params![&round.campaign], |row| row.get(0))?;
            let inside = Object { campaign: Some(round.campaign.clone()), ..Object::default() };
            let reads =
                me.permit(Verb::OpinionRead, &inside).is_ok() || me.permit(Verb::RoundEdit, &round.object()).is_ok();
            let numbers = if reads { Some(numbers(tx, &me, &round, &frame)?) } else { None };
            let left = round.state == RoundState::Closed
                && tx.one(&store::BOX_HOLDS, &params![round.in_box()], |row| row.get::<i64>(0))?.is_some();
            let aside = if numbers.is_some() {
                tx.one(&store::BOX_ASIDE, &params![round.in_box()], |row| row.get(0))?.unwrap_or(0)
            } else {
                0
            };
            Ok::<_, Error>((round, campaign.unwrap_or_default(), numbers, left, aside))
        })
        .await?;
    let t = shell.t;
    let modes = [(round.allow_named, t.sign_named()), (round.allow_anonymous, t.sign_anonymous())];
    let modes: Vec<&str> = modes.iter().filter(|(on, _)| *on).map(|(_, name)| *name).collect();
    let lines: Vec<&str> = round.lines.iter().map(|(_, name)| name.as_str()).collect();
    let row = |p: &Point| Row {
        id: p.id.clone(),
        text: p.text.clone(),
        line: super::points::source(t, p),
        kind: p.fields.kind.map_or("", |k| t.opinion_code(k.code())),
    };
    Ok(DeskPage {
        rows: numbers.iter().flat_map(|n| &n.left).map(row).collect(),
        days: t.round_days(shell.day(&round.opens_on), shell.day(&round.closes_on)),
        state: t.round_state(round.state.code()),
        modes: modes.join(t.round_comma()),
        lines: lines.join(t.round_comma()),
        link: address(app, headers, &round.code).1,
        may_edit: actor.permit(Verb::RoundEdit, &round.object()).is_ok(),
        may_decide: actor.permit(Verb::OpinionDecide, &round.object()).is_ok(),
        may_register: actor.permit(Verb::OpinionRegister, &round.object()).is_ok(),
        hour: app.config.box_hour,
        extend_to: typed.extend_to,
        note: typed.note,
        problems: typed.problems,
        round,
        campaign,
        numbers,
        box_left,
        aside,
        shell,
    })
}

/// `GET /rounds/{id}`. At most 16 queries, however many points there are.
pub async fn show(
    State(app): State<App>,
    shell: Shell,
    me: LoggedIn,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Response> {
    let id = Id::parse(&id).ok_or(Error::NotFound)?;
    page(&build(&app, shell, &me, &headers, &id, Typed::default()).await?)
}

/// After a verb of the desk: the desk, or the desk with what is wrong.
async fn after(
    app: &App,
    shell: Shell,
    me: &Actor,
    headers: &HeaderMap,
    id: &Id,
    done: Result<()>,
    typed: Typed,
) -> Result<Response> {
    match done {
        Ok(()) => Ok(see(format!("/rounds/{id}"))),
        Err(error) => {
            let typed = Typed { problems: Problems::of(error)?, ..typed };
            again(&build(app, shell, me, headers, id, typed).await?)
        }
    }
}

macro_rules! simple_verb {
    ($(#[$doc:meta])* $name:ident, $action:path) => {
        $(#[$doc])*
        pub async fn $name(
            State(app): State<App>,
            shell: Shell,
            me: LoggedIn,
            headers: HeaderMap,
            Path(id): Path<String>,
            PostForm(Nothing {}): PostForm<Nothing>,
        ) -> Result<Response> {
            let id = Id::parse(&id).ok_or(Error::NotFound)?;
            let done = $action(&app, &me, &id).await;
            after(&app, shell, &me, &headers, &id, done, Typed::default()).await
        }
    };
}

simple_verb!(
    /// `POST /rounds/{id}/open`.
    open,
    actions::open_round
);
simple_verb!(
    /// `POST /rounds/{id}/close`.
    close,
    actions::close_round
);
simple_verb!(
    /// `POST /rounds/{id}/archive`.
    archive,
    actions::archive_round
);
simple_verb!(
    /// `POST /rounds/{id}/finish`.
    finish,
    finish_sorting
);

/// Opens what may still lie in the box of the closed round, so that it does not have to wait for the evening.
async fn finish_sorting(app: &App, me: &Actor, id: &Id) -> Result<()> {
    match actions::finish_sorting(app, me, id).await {
        Err(Error::Rule(Rule::BoxNotEmpty, _)) => {
            open_box(app, Due::Parent(format!("round:{id}"))).await?;
            actions::finish_sorting(app, me, id).await
        }
        other => other,
    }
}

/// A new last day.
#[derive(Deserialize)]
pub struct Extend {
    #[serde(default)]
    closes_on: String,
}

/// `POST /rounds/{id}/extend`.
pub async fn extend(
    State(app): State<App>,
    shell: Shell,
    me: LoggedIn,
    headers: HeaderMap,
    Path(id): Path<String>,
    PostForm(form): PostForm<Extend>,
) -> Result<Response> {
    let id = Id::parse(&id).ok_or(Error::NotFound)?;
    let mut fields = Fields::default();
    let day = fields.date("closes_on", &form.closes_on);
    let done = match fields.finish() {
        Ok(()) => actions::extend_round(&app, &me, &id, day).await,
        Err(error) => Err(error),
    };
    let typed = Typed { extend_to: form.closes_on, ..Typed::default() };
    after(&app, shell, &me, &headers, &id, done, typed).await
}

/// To whom it was handed.
#[derive(Deserialize)]
pub struct Note {
    #[serde(default)]
    reason: String,
}

/// `POST /rounds/{id}/feed-back`.
pub async fn feed_back(
    State(app): State<App>,
    shell: Shell,
    me: LoggedIn,
    headers: HeaderMap,
    Path(id): Path<String>,
    PostForm(form): PostForm<Note>,
) -> Result<Response> {
    let id = Id::parse(&id).ok_or(Error::NotFound)?;
    let done = actions::feed_back(&app, &me, &id, &form.reason).await;
    let typed = Typed { note: form.reason, ..Typed::default() };
    after(&app, shell, &me, &headers, &id, done, typed).await
}
