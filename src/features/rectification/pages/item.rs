//! An item with everything that belongs to it and everything the reader may do to it now.

use ::store::Tx;
use askama::Template;
use axum::extract::{Path, State as App_};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;

use super::shown::{ShownLamp, shown_lamp, size};
use super::{Input, Tried, key};
use crate::app::App;
use crate::auth::{Actor, LoggedIn, Verb};
use crate::error::{Error, Result};
use crate::features::rectification::actions;
use crate::features::rectification::model::{
    Decision, EXTENSIONS, Event, Kind, State, Step, guard_application, guard_approval, guard_extension,
};
use crate::features::rectification::store::{self, Evidence, Extension, Item, Measure, Progress, Taken};
use crate::id::Id;
use crate::text::T;
use crate::view::{Shell, page, see};

/// All that the page reads.
pub(super) struct Read {
    pub item: Item,
    pub measures: Vec<Measure>,
    pub progress: Vec<Progress>,
    pub evidence: Vec<Evidence>,
    pub steps: Vec<Taken>,
    pub extensions: Vec<Extension>,
    pub heads: Vec<(Id, String)>,
    pub review: Option<Step>,
    /// Whether progress, evidence and close-out may be read.
    pub traced: bool,
}

/// An item and what belongs to it: 14 queries at most.
pub(super) fn read(tx: &mut Tx<'_>, actor: &Actor, id: &Id, today: Date) -> Result<Read> {
    let item = actions::readable(tx, actor, id)?;
    let traced = actor.permit(Verb::ItemProgressRead, &item.object()).is_ok();
    let mut read = Read {
        measures: store::measures(tx, id)?,
        progress: Vec::new(),
        evidence: Vec::new(),
        steps: Vec::new(),
        extensions: Vec::new(),
        heads: Vec::new(),
        review: actions::step_of(tx, actor, &item, today)?,
        traced,
        item,
    };
    if traced {
        read.progress = store::progress(tx, id)?;
        read.evidence = store::evidence(tx, id)?;
        read.steps = store::steps(tx, id)?;
        read.extensions = store::extensions(tx, id)?;
    }
    if let Some(unit) = &read.item.lead_unit {
        read.heads = store::heads(tx, unit, today)?;
    }
    Ok(read)
}

/// What the reader may do now.
#[derive(Debug, Default)]
struct Can {
    edit: bool,
    approve: bool,
    start: bool,
    progress: bool,
    finish: bool,
    extend: bool,
    decide_extension: Option<Id>,
    apply: bool,
    suspend: bool,
    resume: bool,
    supersede: bool,
    look_back: bool,
    cycle: bool,
    chase: bool,
}

impl Can {
    fn of(actor: &Actor, read: &Read, today: Date) -> Can {
        let (item, object) = (&read.item, read.item.object());
        let may = |verb, event| item.standing().allows(event) && actor.permit(verb, &object).is_ok();
        let owns = item.owner.as_ref() == Some(&actor.person.id);
        let waiting = read.extensions.iter().find(|e| e.state == "pending" && e.by != actor.person.id);
        let granted = i64::try_from(read.extensions.iter().filter(|e| e.state == "granted").count()).unwrap_or(0);
        let pending = i64::try_from(read.extensions.iter().filter(|e| e.state == "pending").count()).unwrap_or(0);
        let in_time = item.dates.due.is_some_and(|due| {
            let later = due.tomorrow().unwrap_or(due);
            guard_extension(item.kind, due, today, granted, pending, later).is_ok()
        });
        Can {
            edit: may(Verb::ItemEdit, Event::Approve),
            approve: may(Verb::ItemApprove, Event::Approve),
            start: owns && may(Verb::ItemProgress, Event::Start),
            progress: may(Verb::ItemProgress, Event::LogProgress),
            finish: may(Verb::ItemProgress, Event::FinishMeasure),
            extend: in_time && may(Verb::ItemExtend, Event::RequestExtension),
            decide_extension: waiting
                .filter(|_| may(Verb::ItemExtendDecide, Event::GrantExtension))
                .map(|e| e.id.clone()),
            apply: may(Verb::ItemApplyClose, Event::ApplyClose),
            suspend: may(Verb::ItemApprove, Event::Suspend),
            resume: may(Verb::ItemApprove, Event::Resume),
            supersede: may(Verb::ItemApprove, Event::MergeInto),
            look_back: may(Verb::ItemReopen, Event::Keep) || may(Verb::ItemReopenDecide, Event::Keep),
            cycle: !owns && may(Verb::ItemReviewLead, Event::AcceptReview),
            // The slip's own room checks again; here it is only whether to show the way.
            chase: item.dates.due.is_some() && item.owner.is_some() && may(Verb::SlipIssue, Event::LogProgress),
        }
    }
}

/// A step of the close-out as the page shows it.
pub(super) struct ShownStep {
    pub title: &'static str,
    pub text: String,
    /// `is-done`, `is-now` or nothing.
    pub class: &'static str,
}

/// The four steps of the attempt under way; nothing where none is.
pub(super) fn shown_steps(app: &App, shell: &Shell, read: &Read) -> Vec<ShownStep> {
    let (t, item) = (shell.t, &read.item);
    let now = match item.state {
        State::CloseDeptReview => Some(Step::Dept),
        State::CloseLeadReview => Some(Step::Lead),
        State::CloseNotice | State::CloseFinal => Some(Step::Final),
        State::Closed | State::LongTermOk => None,
        _ => return Vec::new(),
    };
    let mut before = None;
    let all = [Step::Apply, Step::Dept, Step::Lead, Step::Final].into_iter().map(|step| {
        let taken = read.steps.iter().find(|s| s.attempt == item.attempt && s.step == step);
        let title = match step {
            Step::Apply => t.item_step_apply(),
            Step::Dept => t.item_step_dept(),
            Step::Lead => t.item_step_lead(),
            _ => t.item_step_final(),
        };
        if let Some(taken) = taken {
            before = Some(taken.on);
            return ShownStep { title, text: t.item_by_on(&taken.name, shell.day(&taken.on)), class: "is-done" };
        }
        let who = who_reviews(t, read, step);
        if now != Some(step) {
            return ShownStep { title, text: who, class: "" };
        }
        let until = step.limit().zip(before).and_then(|(days, on)| app.calendar.add_working_days(on, days).ok());
        let until = until.map(|day| format!(" · {}", t.item_until(shell.day(&day)))).unwrap_or_default();
        ShownStep { title, text: format!("{}{until}", t.item_waiting_for(who)), class: "is-now" }
    });
    all.collect()
}

/// Who takes a step, as far as it is known.
pub(super) fn who_reviews(t: T, read: &Read, step: Step) -> String {
    let item = &read.item;
    match step {
        Step::Apply => item.owner_name.clone().unwrap_or_default(),
        Step::Dept => {
            let others = read.heads.iter().filter(|(id, _)| item.owner.as_ref() != Some(id));
            let names: Vec<&str> = others.map(|(_, name)| name.as_str()).collect();
            if names.is_empty() { t.item_dept_head().to_owned() } else { names.join(t.item_list_comma()) }
        }
        Step::Lead => item.lead_cadre_name.clone().unwrap_or_default(),
        _ => t.item_secretary().to_owned(),
    }
}

/// A line of what happened.
struct Told {
    on: Date,
    /// Where it stands among what happened that day: the moment in its key, then the step.
    place: (String, usize),
    who: String,
    text: String,
    /// What the person wrote, as it is.
    words: String,
    class: &'static str,
}

fn told(shell: &Shell, read: &Read) -> Vec<Told> {
    let t = shell.t;
    let mut all: Vec<Told> = Vec::new();
    let place = |key: &Id, rank: usize| (key.as_str().chars().take(12).collect::<String>(), rank);
    for p in &read.progress {
        let text = p.percent.map(|n| t.item_percent(n)).unwrap_or_default();
        let (who, words) = (p.by.clone(), p.text.clone());
        all.push(Told { on: p.on, place: place(&p.id, 0), who, text, words, class: "is-done" });
    }
    for (rank, s) in read.steps.iter().enumerate() {
        let (step, place) = (t.item_step_word(s.step.code()), place(&s.id, rank + 1));
        let (text, class) = match (s.step, s.decision) {
            (_, Decision::Apply) => (t.item_said_apply().to_owned(), "is-done"),
            (Step::LookBack, Decision::Agree) => (t.item_said_keep().to_owned(), "is-done"),
            (Step::LookBack, Decision::Return) => (t.item_said_rebound().to_owned(), "is-back"),
            (_, Decision::Agree) => (t.item_said_agree(step), "is-done"),
            (_, Decision::Return) => (t.item_said_return(step), "is-back"),
        };
        all.push(Told { on: s.on, place, who: s.name.clone(), text, words: s.opinion.clone(), class });
    }
    for e in &read.extensions {
        let day = shell.day(&e.new_due);
        let (who, words) = (e.by_name.clone(), e.reason.clone());
        all.push(Told { on: e.on, place: place(&e.id, 0), who, text: t.item_said_extend(&day), words, class: "" });
        if let (Some(who), Some(on)) = (&e.decided_by, e.decided_on) {
            let (text, class) = match e.state.as_str() {
                "granted" => (t.item_said_granted(&day), "is-done"),
                _ => (t.item_said_refused().to_owned(), "is-back"),
            };
            let words = e.decision_reason.clone().unwrap_or_default();
            all.push(Told { on, place: place(&e.id, 1), who: who.clone(), text, words, class });
        }
    }
    all.sort_by(|a, b| (b.on, &b.place).cmp(&(a.on, &a.place)));
    all
}

#[derive(Template)]
#[template(path = "rectification/pages/item.html")]
struct ItemPage {
    lamp: Option<ShownLamp>,
    steps: Vec<ShownStep>,
    told: Vec<Told>,
    can: Can,
    /// Why it cannot be approved yet.
    unready: Option<String>,
    /// Why the close-out cannot be applied for yet.
    missing: Vec<String>,
    /// The last return of the application, while the item is back with its owner.
    returned: Option<(String, String)>,
    look_back_due: Option<Date>,
    extended: bool,
    extension_hint: String,
    read: Read,
    tried: Tried,
    shell: Shell,
}

impl ItemPage {
    fn kept(&self, form: &str, field: &str) -> &str {
        self.tried.kept(form, field)
    }
    fn wrong(&self, form: &str, field: &str) -> Option<&'static str> {
        self.tried.wrong(form, field)
    }
    fn size(&self, evidence: &Evidence) -> String {
        size(evidence.size)
    }
}

/// `GET /items/{id}`: 14 queries at most, whatever the number of rows.
pub(super) async fn show(
    App_(app): App_<App>,
    LoggedIn(session): LoggedIn,
    shell: Shell,
    Path(id): Path<String>,
) -> Result<Response> {
    render(&app, shell, &session.actor, &key(&id)?, Tried::default()).await
}

/// After a small form: the item again, with what was refused at its form.
pub(super) async fn answer(
    app: &App,
    shell: Shell,
    actor: &Actor,
    id: &Id,
    form: &str,
    input: &Input,
    done: Result<()>,
) -> Result<Response> {
    let Err(error) = done else { return Ok(see(format!("/items/{id}"))) };
    let status = if matches!(error, Error::Rule(..)) { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
    let tried = Tried::new(shell.t, form, error, input)?;
    Ok((status, render(app, shell, actor, id, tried).await?).into_response())
}

async fn render(app: &App, shell: Shell, actor: &Actor, id: &Id, tried: Tried) -> Result<Response> {
    let (who, id, today) = (actor.clone(), id.clone(), shell.today);
    let read = app.db.read(move |tx| read(tx, &who, &id, today)).await?;
    let (t, item) = (shell.t, &read.item);
    let last = read.steps.iter().rfind(|s| s.decision == Decision::Return && s.attempt == item.attempt);
    let returned = last.filter(|_| matches!(item.state, State::InProgress | State::Reopened));
    let done = item.dates.done.filter(|_| item.state == State::Closed);
    page(&ItemPage {
        lamp: shown_lamp(t, item.state, &item.dates, &app.calendar, shell.today),
        steps: shown_steps(app, &shell, &read),
        told: told(&shell, &read),
        can: Can::of(actor, &read, shell.today),
        unready: unready(t, item, shell.today),
        missing: missing(t, item),
        returned: returned.map(|s| (t.item_returned(&s.name, shell.day(&s.on)), s.opinion.clone())),
        look_back_due: done.and_then(|on| on.checked_add(jiff::Span::new().months(LOOK_BACK_MONTHS)).ok()),
        extended: item.kind != Kind::LongTerm
            && item.dates.due != item.dates.original_due
            && item.approved_on.is_some(),
        extension_hint: extension_hint(&shell, &read),
        read,
        tried,
        shell,
    })
}

/// A closed item is looked at again after this many months (SPEC 2.4).
const LOOK_BACK_MONTHS: i64 = 3;

fn unready(t: T, item: &Item, today: Date) -> Option<String> {
    let guard = guard_approval(&actions::plan(item), &item.span, today);
    guard.err().map(|rule| t.rule(rule).to_owned())
}

fn missing(t: T, item: &Item) -> Vec<String> {
    let mut all = Vec::new();
    let open = item.measures - item.measures_done;
    if guard_application(item.measures, item.measures_done, 1).is_err() {
        all.push(t.item_hint_measures(open));
    }
    if item.evidence < 1 {
        all.push(t.item_hint_evidence().to_owned());
    }
    all
}

fn extension_hint(shell: &Shell, read: &Read) -> String {
    let (t, item) = (shell.t, &read.item);
    let granted = i64::try_from(read.extensions.iter().filter(|e| e.state == "granted").count()).unwrap_or(0);
    match (item.kind, item.dates.due) {
        (Kind::Immediate, _) => t.item_no_extension_immediate().to_owned(),
        (Kind::LongTerm, _) => t.item_no_extension_long().to_owned(),
        _ if granted >= EXTENSIONS => t.item_extension_used().to_owned(),
        (_, Some(due)) if item.state == State::InProgress && shell.today > due => t.item_extension_over().to_owned(),
        (_, Some(due)) if item.state == State::InProgress => t.item_extension_until(shell.day(&due)),
        _ if read.extensions.is_empty() => t.item_no_extension_yet().to_owned(),
        _ => String::new(),
    }
}
