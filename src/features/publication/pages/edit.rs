//! The editor of a draft.

use ::store::{Tx, params};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;

use crate::app::App;
use crate::auth::{Actor, LoggedIn};
use crate::consequences::plan_text::PlanText;
use crate::error::{Error, Result};
use crate::features::publication::actions::{self, may_approve, may_edit};
use crate::features::publication::model::{Comments, Draft, Line, PubEvent, Scope};
use crate::features::publication::scan::{Found, Hit};
use crate::features::publication::store::{self, Problem, Publication};
use crate::id::Id;
use crate::text::T;
use crate::view::Wrong;
use crate::view::fields::Fields;
use crate::view::{self, PostForm, Shell, see};

/// The draft as the form sends it. The fields of the lines are parallel: one of each for every problem, in order.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct DraftForm {
    #[serde(default)]
    version: i64,
    #[serde(default)]
    title: String,
    #[serde(default)]
    body: String,
    #[serde(default)]
    closes_on: String,
    #[serde(default)]
    comments: String,
    #[serde(default)]
    reach: String,
    #[serde(default)]
    units: Vec<String>,
    #[serde(default)]
    branches: Vec<String>,
    #[serde(default)]
    include: Vec<String>,
    #[serde(default)]
    problem: Vec<String>,
    #[serde(default)]
    asked: Vec<String>,
    #[serde(default)]
    done: Vec<String>,
    #[serde(default)]
    proven: Vec<String>,
    #[serde(default)]
    remains: Vec<String>,
}

impl DraftForm {
    fn lines(&self) -> Vec<Line> {
        let at = |column: &[String], at: usize| column.get(at).cloned().unwrap_or_default();
        let told = self.problem.iter().enumerate().filter(|(_, id)| self.include.contains(id));
        told.filter_map(|(n, id)| {
            let merged_item = Id::parse(id)?;
            let (asked, done) = (at(&self.asked, n), at(&self.done, n));
            Some(Line { merged_item, asked, done, proven: at(&self.proven, n), remains: at(&self.remains, n) })
        })
        .collect()
    }

    fn scope(&self) -> Vec<Scope> {
        let parts = |ids: &[String], make: fn(Id) -> Scope| {
            ids.iter().filter_map(|id| Id::parse(id)).map(make).collect::<Vec<_>>()
        };
        match self.reach.as_str() {
            "some" => {
                let mut some = parts(&self.units, Scope::Unit);
                some.extend(parts(&self.branches, Scope::Branch));
                some
            }
            whole => Scope::parse(whole, "").into_iter().collect(),
        }
    }

    fn draft(&self) -> Result<Draft> {
        let mut fields = Fields::default();
        let closes_on = fields.optional_date("closes_on", &self.closes_on);
        fields.finish()?;
        Ok(Draft {
            title: self.title.clone(),
            body: self.body.clone(),
            closes_on,
            scope: self.scope(),
            lines: self.lines(),
            comments: Comments::parse(&self.comments).unwrap_or_default(),
        })
    }

    /// The form as it was saved.
    fn of(it: &Publication, scope: &[Scope], lines: &[Line]) -> DraftForm {
        let mut form = DraftForm {
            version: it.version,
            title: it.title.clone(),
            body: it.body.clone(),
            closes_on: it.closes_on.clone().unwrap_or_default(),
            comments: it.comments.code().to_owned(),
            ..DraftForm::default()
        };
        for part in scope {
            let (kind, id) = part.columns();
            match part {
                Scope::Unit(_) => form.units.push(id),
                Scope::Branch(_) => form.branches.push(id),
                _ => form.reach = kind.to_owned(),
            }
        }
        if form.reach.is_empty() && !scope.is_empty() {
            form.reach = "some".to_owned();
        }
        for line in lines {
            form.include.push(line.merged_item.to_string());
            form.problem.push(line.merged_item.to_string());
            form.asked.push(line.asked.clone());
            form.done.push(line.done.clone());
            form.proven.push(line.proven.clone());
            form.remains.push(line.remains.clone());
        }
        form
    }

    fn has(&self, ids: &[String], id: &Id) -> bool {
        ids.iter().any(|known| known == id.as_str())
    }
}

/// A problem in the editor: what was written of it, or what the records say.
struct Told {
    problem: Problem,
    included: bool,
    line: Line,
}

struct UnitReach {
    name: String,
    all: i64,
    inside: i64,
}

#[derive(Template)]
#[template(path = "publication/pages/edit.html")]
struct Page {
    shell: Shell,
    it: Publication,
    form: DraftForm,
    units: Vec<(Id, String)>,
    branches: Vec<(Id, String)>,
    told: Vec<Told>,
    plan: Option<PlanText>,
    settings: Vec<&'static str>,
    reaches: i64,
    inside: Vec<UnitReach>,
    outside: String,
    outside_count: usize,
    hits: Vec<String>,
    has_names: bool,
    can_edit: bool,
    can_approve: bool,
    done: &'static str,
    wrong: Wrong,
}

struct Ground {
    scope: Vec<Scope>,
    lines: Vec<Line>,
    problems: Vec<Problem>,
    units: Vec<(Id, String)>,
    branches: Vec<(Id, String)>,
    reaches: i64,
    by_unit: Vec<UnitReach>,
    hits: Vec<Hit>,
    plan: Option<PlanText>,
}

fn ground(tx: &mut Tx<'_>, it: &Publication) -> Result<Ground> {
    let names = |row: &::store::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    Ok(Ground {
        scope: store::scope(tx, &it.id)?,
        lines: store::lines(tx, &it.id)?,
        problems: store::problems(tx, &it.campaign)?,
        units: tx.all(&store::UNITS, &params![], names)?,
        branches: tx.all(&store::BRANCHES, &params![], names)?,
        reaches: store::reaches(tx, &it.id)?,
        by_unit: tx.all(&store::REACHES_BY_UNIT, &params![&it.id], |row| {
            Ok(UnitReach { name: row.get(1)?, all: row.get(2)?, inside: row.get(3)? })
        })?,
        hits: actions::scan(tx, &it.id)?.1,
        plan: store::plan(tx, &it.id)?,
    })
}

/// The editor of a draft or, for whoever may not write on it, the same as it stands. Fourteen queries; the look for
/// recognisable people reads the anonymous originals of the campaign one after the other.
pub async fn editor(
    app: &App,
    actor: &Actor,
    shell: Shell,
    it: Publication,
    typed: Option<DraftForm>,
    done: &str,
    wrong: Wrong,
) -> Result<Response> {
    let read = it.clone();
    let ground = app.db.read(move |tx| ground(tx, &read)).await?;
    let form = typed.unwrap_or_else(|| DraftForm::of(&it, &ground.scope, &ground.lines));
    let told = ground.problems.into_iter().map(|problem| tell(problem, &form, &shell)).collect();
    let (inside, outside): (Vec<_>, Vec<_>) = ground.by_unit.into_iter().partition(|unit| unit.inside > 0);
    let outside: Vec<String> = outside.into_iter().map(|unit| unit.name).collect();
    let saves = it.state.next(PubEvent::Save).is_some();
    let page = Page {
        can_edit: saves && may_edit(actor, &it).is_ok(),
        can_approve: saves && may_approve(actor, &it).is_ok(),
        has_names: ground.hits.iter().any(|hit| hit.found == Found::Name),
        hits: ground.hits.iter().map(|hit| look(hit, shell.t)).collect(),
        told,
        plan: ground.plan,
        settings: Comments::ALL.into_iter().map(Comments::code).collect(),
        form,
        units: ground.units,
        branches: ground.branches,
        reaches: ground.reaches,
        inside,
        outside_count: outside.len(),
        outside: outside.join(" · "),
        done: shell.t.publication_done(done),
        it,
        shell,
        wrong,
    };
    Ok(page.wrong.answer(view::page(&page)?))
}

fn look(hit: &Hit, t: T) -> String {
    match hit.found {
        Found::Words => t.publication_look_words(&hit.excerpt),
        Found::Number => t.publication_look_number(&hit.excerpt),
        Found::Name => t.publication_look_name(&hit.excerpt),
    }
}

/// What was written of a problem; else what the records say of it, in words to go on from.
fn tell(problem: Problem, form: &DraftForm, shell: &Shell) -> Told {
    let at = form.problem.iter().position(|id| id == problem.id.as_str());
    let included = form.has(&form.include, &problem.id);
    let written = |column: &[String]| at.and_then(|at| column.get(at)).cloned();
    let due = problem.due_on.as_deref().and_then(|day| day.parse().ok());
    let due = due.map(|day| shell.day(&day)).unwrap_or_default();
    let t = shell.t;
    let did = || match &problem.explanation {
        Some(explanation) => explanation.clone(),
        None => t.publication_prefill_done(problem.measures_done, problem.measures),
    };
    let line = Line {
        merged_item: problem.id.clone(),
        asked: written(&form.asked).unwrap_or_else(|| problem.summary.clone()),
        done: written(&form.done).unwrap_or_else(did),
        proven: written(&form.proven).unwrap_or_else(|| t.publication_prefill_proven(problem.evidence)),
        remains: written(&form.remains).unwrap_or_else(|| t.publication_prefill_remains(&problem.bucket, &due)),
    };
    Told { problem, included, line }
}

/// `POST /publications/{id}/save`.
pub async fn save(
    State(app): State<App>,
    actor: LoggedIn,
    shell: Shell,
    Path(id): Path<String>,
    PostForm(form): PostForm<DraftForm>,
) -> Result<Response> {
    let id = Id::parse(&id).ok_or(Error::NotFound)?;
    let saved = match form.draft() {
        Ok(draft) => actions::save_draft(&app, &actor, &id, Some(form.version), &draft).await,
        Err(error) => Err(error),
    };
    match saved {
        Ok(()) => Ok(see(format!("/publications/{id}?done=save"))),
        Err(error) => {
            let wrong = Wrong::catch(error, shell.t, shell.t.publication_stale())?;
            let (me, key) = (actor.clone(), id.clone());
            let it = app.db.read(move |tx| editable(tx, &me, &key)).await?;
            editor(&app, &actor, shell, it, Some(form), "", wrong).await
        }
    }
}

fn editable(tx: &mut Tx<'_>, actor: &Actor, id: &Id) -> Result<Publication> {
    let it = store::find(tx, id)?;
    may_edit(actor, &it).map(|()| it)
}
