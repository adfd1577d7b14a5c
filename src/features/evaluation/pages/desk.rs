//! One evaluation: its facts, its result, and the next act of whoever reads the page.

use ::store::params;
use askama::Template;
use axum::extract::{Path, State as Ext};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use ballot::rate;
use serde::Deserialize;

use super::super::actions;
use super::super::model::{self, Evaluation, Event, Item, State};
use super::super::store;
use super::vote::remark;
use crate::app::App;
use crate::auth::LoggedIn;
use crate::error::{Error, Result, Rule};
use crate::id::Id;
use crate::text::T;
use crate::view::fields::Fields;
use crate::view::{PostForm, Shell, page, see};

/// An item with its figures as they are printed.
struct Line {
    title: String,
    counts: Option<ballot::counts::Counts>,
    headline: String,
    satisfied: String,
    score: String,
    below: bool,
    trace: Option<Id>,
}

#[derive(Template)]
#[template(path = "evaluation/pages/show.html")]
struct ShowPage {
    shell: Shell,
    evaluation: Evaluation,
    lines: Vec<Line>,
    /// Whether there are results, and the reader may see them.
    results: bool,
    withheld: bool,
    tellers: Vec<store::Teller>,
    sheets: usize,
    remarks: Vec<String>,
    me_teller: bool,
    may_edit: bool,
    may_approve: bool,
    may_vote: bool,
    groups: Vec<GroupLines>,
    extras: Extras,
}

/// A group with its items, as far as they are shown.
struct GroupLines {
    name: String,
    eligible: u64,
    returned: Option<u64>,
    lines: Vec<Line>,
}

/// What stands beside an evaluation for those who run it.
#[derive(Default)]
struct Extras {
    /// Lost codes that wait for a teller.
    reissues: Vec<store::Reissue>,
    /// Units to print codes for.
    units: Vec<(Id, String)>,
    /// The evaluation whose remedial round this is.
    before: Option<(Id, String)>,
    /// Its own remedial rounds.
    after: Vec<(Id, String)>,
}

/// `GET /evaluations/{id}`. At most twelve queries.
pub async fn show(Ext(app): Ext<App>, me: LoggedIn, shell: Shell, Path(id): Path<String>) -> Result<Response> {
    let id = Id::parse(&id).ok_or(Error::NotFound)?;
    let actor = (*me).clone();
    let t = shell.t;
    let view = app.db.read(move |tx| {
        let seen = actions::read(tx, &actor, &id)?;
        let sheets = if seen.me_teller {
            store::sheets(tx, &id)?.iter().filter(|s| s.person == actor.person.id).count()
        } else {
            0
        };
        let extras = extras(tx, &seen.evaluation, seen.may_edit, seen.me_teller)?;
        Ok::<_, Error>((seen, sheets, extras))
    });
    let (seen, sheets, extras) = view.await?;
    let actions::Seen { evaluation, items, groups, tellers, remarks, own, results, withheld, .. } = seen;
    let (me_teller, may_edit, may_approve) = (seen.me_teller, seen.may_edit, seen.may_approve);
    // No turnout while it is open: whoever reloads a number sees the moment of a vote.
    let may_vote = evaluation.state == State::Open
        && own.is_some_and(|(channel, voted)| !voted && channel.as_deref() != Some("paper"));
    let groups = groups.into_iter().map(|g| group_lines(t, &evaluation, &items, g)).collect();
    let lines = items.iter().map(|item| line(t, &evaluation, item)).collect();
    page(&ShowPage {
        shell,
        evaluation,
        lines,
        results,
        withheld,
        tellers,
        sheets,
        remarks,
        me_teller,
        may_edit,
        may_approve,
        may_vote,
        groups,
        extras,
    })
}

fn extras(tx: &mut ::store::Tx<'_>, evaluation: &Evaluation, may_edit: bool, me_teller: bool) -> Result<Extras> {
    let mut extras = Extras::default();
    if evaluation.state == State::Open && (may_edit || me_teller) {
        extras.reissues = store::reissues(tx, &evaluation.id)?;
    }
    if evaluation.state == State::Ready && may_edit {
        extras.units = tx.all(&store::UNITS, &params![], |row| Ok((row.get(0)?, row.get(1)?)))?;
    }
    if let Some(id) = &evaluation.remedial_of {
        extras.before = store::find(tx, id)?.map(|e| (e.id, e.name));
    }
    if evaluation.state == State::Remedial {
        extras.after = tx.all(&store::REMEDIAL_BY, &params![&evaluation.id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    }
    Ok(extras)
}

/// A group's own counts under the same items.
fn group_lines(t: T, evaluation: &Evaluation, items: &[Item], group: store::GroupResult) -> GroupLines {
    let name = if group.name.is_empty() { t.evaluation_group_others().to_owned() } else { group.name };
    let own = items.iter().zip(group.counts);
    let lines = own.map(|(item, counts)| line(t, evaluation, &Item { counts: Some(counts), ..item.clone() }));
    GroupLines { name, eligible: group.eligible, returned: group.returned, lines: lines.collect() }
}

fn line(t: T, evaluation: &Evaluation, item: &Item) -> Line {
    let counts = item.counts.filter(|c| evaluation.may_show(c));
    let print = |f: &dyn Fn(&ballot::counts::Counts) -> String| counts.as_ref().map(f).unwrap_or_default();
    Line {
        title: t.evaluation_item(&item.kind, &item.title),
        headline: print(&|c| evaluation.headline(c).to_string()),
        satisfied: print(&|c| rate::satisfied(c, evaluation.variant).to_string()),
        score: print(&|c| rate::score(c, evaluation.weights).to_string()),
        below: counts.is_some_and(|c| evaluation.is_below(&c)),
        counts,
        trace: item.merged_item.clone(),
    }
}

/// Buttons without fields, and those that need a reason.
#[derive(Deserialize)]
pub struct ActForm {
    #[serde(default)]
    reason: String,
    #[serde(default)]
    closes_on: String,
}

/// `POST /evaluations/{id}/act/{verb}`.
pub async fn act(
    Ext(app): Ext<App>,
    me: LoggedIn,
    Path((id, verb)): Path<(String, String)>,
    PostForm(form): PostForm<ActForm>,
) -> Result<Response> {
    let id = Id::parse(&id).ok_or(Error::NotFound)?;
    match verb.as_str() {
        "approve" => actions::approve(&app, &me, &id).await?,
        "freeze" => actions::freeze_roster(&app, &me, &id).await?,
        "open" => actions::open(&app, &me, &id).await?,
        "close" => actions::close(&app, &me, &id).await?,
        "confirm" => actions::confirm(&app, &me, &id).await?,
        "publish" => actions::publish(&app, &me, &id).await?,
        "remedial" => {
            let mut fields = Fields::default();
            let closes_on = fields.date("closes_on", &form.closes_on);
            fields.finish()?;
            let new = actions::require_remedial(&app, &me, &id, &form.reason, closes_on).await?;
            return Ok(see(format!("/evaluations/{new}")));
        }
        "invalidate" => actions::invalidate(&app, &me, &id, &form.reason).await.map(drop)?,
        _ => return Err(Error::NotFound),
    }
    Ok(see(format!("/evaluations/{id}")))
}

/// A teller's passphrase.
#[derive(Deserialize)]
pub struct KeyForm {
    passphrase: String,
    again: String,
}

/// `POST /evaluations/{id}/key`.
pub async fn key(
    Ext(app): Ext<App>,
    me: LoggedIn,
    Path(id): Path<String>,
    PostForm(form): PostForm<KeyForm>,
) -> Result<Response> {
    let id = Id::parse(&id).ok_or(Error::NotFound)?;
    if form.passphrase != form.again {
        return Err(Error::field("passphrase", Rule::PasswordsDiffer));
    }
    actions::make_key(&app, &me, &id, form.passphrase).await?;
    Ok(see(format!("/evaluations/{id}")))
}

/// `POST /evaluations/{id}/collect`: a code for oneself, and on to the ballot.
pub async fn collect(
    Ext(app): Ext<App>,
    me: LoggedIn,
    Path(id): Path<String>,
    PostForm(_): PostForm<ActForm>,
) -> Result<Response> {
    let id = Id::parse(&id).ok_or(Error::NotFound)?;
    let code = actions::collect(&app, &me, &id).await?;
    Ok(see(format!("/vote/{code}")))
}

/// A paper ballot as a teller types it.
#[derive(Deserialize)]
pub struct SheetForm {
    sheet: i64,
    #[serde(default)]
    group: u16,
    #[serde(default)]
    answer: Vec<String>,
    #[serde(default)]
    text: String,
}

/// `POST /evaluations/{id}/sheet`.
pub async fn sheet(
    Ext(app): Ext<App>,
    me: LoggedIn,
    Path(id): Path<String>,
    PostForm(form): PostForm<SheetForm>,
) -> Result<Response> {
    let id = Id::parse(&id).ok_or(Error::NotFound)?;
    let answers = model::answers(&form.answer, form.answer.len()).ok_or(Error::field("answer", Rule::UnknownChoice))?;
    let sheet = actions::Sheet { number: form.sheet, group: form.group, answers, remark: remark(&form.text)? };
    actions::enter_sheet(&app, &me, &id, sheet).await?;
    Ok(see(format!("/evaluations/{id}")))
}

/// Both passphrases, at one desk.
#[derive(Deserialize)]
pub struct CountForm {
    first: String,
    second: String,
}

/// `POST /evaluations/{id}/count`.
pub async fn count(
    Ext(app): Ext<App>,
    me: LoggedIn,
    Path(id): Path<String>,
    PostForm(form): PostForm<CountForm>,
) -> Result<Response> {
    let id = Id::parse(&id).ok_or(Error::NotFound)?;
    actions::count(&app, &me, &id, [form.first, form.second]).await?;
    Ok(see(format!("/evaluations/{id}")))
}

/// `GET /evaluations/{id}/bulletin.txt`: for everybody who may see the result.
pub async fn bulletin(Ext(app): Ext<App>, me: LoggedIn, Path(id): Path<String>) -> Result<Response> {
    let id = Id::parse(&id).ok_or(Error::NotFound)?;
    let actor = (*me).clone();
    let text = app.db.read(move |tx| actions::bulletin(tx, &actor, &id)).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"bulletin.txt\""),
    ];
    Ok((headers, text).into_response())
}

impl ShowPage {
    fn participation(&self) -> String {
        rate::participation(&self.evaluation.turnout).to_string()
    }
    fn return_rate(&self) -> String {
        rate::return_rate(&self.evaluation.turnout).to_string()
    }
    fn public_key(&self, teller: &store::Teller) -> Option<String> {
        teller.public.as_ref().map(|key| data_encoding::HEXLOWER.encode(key))
    }
    fn wants_key(&self) -> bool {
        let before = matches!(self.evaluation.state, State::Draft | State::Approved | State::Ready);
        let mine = self.shell.actor.as_ref().and_then(|a| self.tellers.iter().find(|t| t.person == a.person.id));
        before && mine.is_some_and(|t| t.public.is_none())
    }
    fn is_closed(&self) -> bool {
        self.evaluation.state == State::Closed
    }
    /// The variant's formula in words.
    fn formula(&self) -> &'static str {
        match self.evaluation.variant {
            rate::Variant::Valid => self.shell.t.evaluation_formula_valid(),
            rate::Variant::Judging => self.shell.t.evaluation_formula(),
        }
    }
    /// A day for the remedial round's form: a month from the last day of this one, or from now.
    fn again_until(&self) -> String {
        let day = self.evaluation.closes_on.checked_add(jiff::Span::new().months(1));
        day.map(|d| d.to_string()).unwrap_or_default()
    }
    /// Whose word is still missing to declare it void.
    fn void_waits(&self) -> Option<String> {
        let t = self.shell.t;
        let asked =
            self.evaluation.void.as_ref().filter(|_| self.evaluation.state.next(Event::Invalidate).is_some())?;
        Some(match asked.side {
            model::Side::Secretary => t.evaluation_void_by_secretary(&asked.reason),
            model::Side::Teller => t.evaluation_void_by_teller(&asked.reason),
        })
    }
    fn is_ready(&self) -> bool {
        self.evaluation.state == State::Ready
    }
    fn is_open(&self) -> bool {
        self.evaluation.state == State::Open
    }
    /// The next acts of whoever reads the page.
    fn buttons(&self) -> Vec<(&'static str, &'static str)> {
        let (t, state) = (self.shell.t, self.evaluation.state);
        let all = [
            ("approve", t.evaluation_approve(), Event::Approve, self.may_approve),
            ("freeze", t.evaluation_freeze(), Event::FreezeRoster, self.may_edit && !self.me_teller),
            ("open", t.evaluation_open(), Event::Open, self.may_edit && !self.me_teller),
            ("close", t.evaluation_close(), Event::Close, self.me_teller),
            ("confirm", t.evaluation_confirm(), Event::Confirm, self.me_teller),
            ("publish", t.evaluation_publish(), Event::Publish, self.may_edit),
        ];
        let possible = all.into_iter().filter(|(_, _, event, may)| *may && state.next(*event).is_some());
        possible.map(|(verb, label, ..)| (verb, label)).collect()
    }
    /// Acts that need a reason.
    fn reasoned(&self) -> Vec<(&'static str, &'static str)> {
        let (t, state) = (self.shell.t, self.evaluation.state);
        let below = self.lines.iter().any(|l| l.below);
        let all = [
            ("remedial", t.evaluation_remedial(), Event::RequireRemedial, self.may_approve && below),
            ("invalidate", t.evaluation_invalidate(), Event::Invalidate, self.may_approve || self.me_teller),
        ];
        let possible = all.into_iter().filter(|(_, _, event, may)| *may && state.next(*event).is_some());
        possible.map(|(verb, label, ..)| (verb, label)).collect()
    }
}
