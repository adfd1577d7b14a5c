//! The operations of this slice for programs.

use ::store::{Query, params};
use axum::body::Bytes;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::actions::{self, Application, MeasureDraft};
use super::model::{Kind, Source, State};
use super::sheet;
use super::store::{self, Draft, LedgerRow};
use crate::api::{Answer, Api, Call, Given, ImportOut, Listed, Reason, Taken, day};
use crate::audit::Act;
use crate::auth::Verb;
use crate::error::{Error, Refusal, Result};
use crate::id::Id;
use crate::tables::MAX_BYTES;
use crate::text::T;

/// A row of the ledger. Progress and evidence are told to those who may follow the work.
#[derive(Serialize, ToSchema)]
struct LedgerOut {
    id: Id,
    no: String,
    source: &'static str,
    problem: String,
    category: String,
    cause: String,
    kind: &'static str,
    requirement: String,
    lead_cadre: Option<String>,
    lead_unit: Option<String>,
    assisting_units: Vec<String>,
    owner: Option<String>,
    original_due_on: Option<String>,
    due_on: Option<String>,
    start_on: Option<String>,
    done_on: Option<String>,
    state: &'static str,
    merged_item: Option<Id>,
    points: i64,
    review_months: Option<i64>,
    evidence: i64,
    progress: Option<String>,
    progress_on: Option<String>,
    percent: Option<i64>,
    note: String,
}

impl LedgerOut {
    fn of(r: LedgerRow) -> LedgerOut {
        let day = |d: Option<jiff::civil::Date>| d.map(|d| d.to_string());
        LedgerOut {
            id: r.id,
            no: r.no,
            source: r.source.code(),
            problem: r.problem,
            category: r.category,
            cause: r.cause,
            kind: r.kind.code(),
            requirement: r.requirement,
            lead_cadre: r.lead_cadre,
            lead_unit: r.lead_unit,
            assisting_units: r.assist,
            owner: r.owner,
            original_due_on: day(r.dates.original_due),
            due_on: day(r.dates.due),
            start_on: day(r.dates.start),
            done_on: day(r.dates.done),
            state: r.state.code(),
            merged_item: r.merged_item,
            points: r.points,
            review_months: r.review_months,
            evidence: r.evidence,
            progress: r.progress,
            progress_on: day(r.progress_on),
            percent: r.percent,
            note: r.note,
        }
    }
}

/// A cell that is, or would be, changed.
#[derive(Clone, Serialize, ToSchema)]
struct CellChangeOut {
    row: u32,
    item: Id,
    no: String,
    /// The column's name, as in .jsonl.
    column: &'static str,
    before: String,
    after: String,
}

/// What came of a ledger that was sent.
#[derive(Clone, Serialize, ToSchema)]
struct LedgerImportOut {
    #[serde(flatten)]
    import: ImportOut,
    changes: Vec<CellChangeOut>,
}

impl Answer for LedgerImportOut {
    type Body = LedgerImportOut;
    const STATUS: StatusCode = StatusCode::OK;
    fn body(&self) -> LedgerImportOut {
        self.clone()
    }
}

/// A measure of an item.
#[derive(Serialize, ToSchema)]
struct MeasureOut {
    id: Id,
    ordinal: i64,
    text: String,
    criterion: String,
    node_on: Option<String>,
    done: bool,
    done_on: Option<String>,
    result: Option<String>,
}

/// A piece of evidence.
#[derive(Serialize, ToSchema)]
struct EvidenceOut {
    id: Id,
    name: String,
    url: Option<String>,
    size: i64,
    on: String,
}

/// An item as it stands, with the version that an edit names.
#[derive(Serialize, ToSchema)]
struct ItemOut {
    id: Id,
    campaign: Id,
    no: String,
    problem: String,
    state: &'static str,
    due_on: Option<String>,
    version: i64,
    measures: Vec<MeasureOut>,
    /// Only to those who may follow the work.
    evidence: Vec<EvidenceOut>,
}

/// An item as it is written.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ItemIn {
    /// Needed where an item is new.
    campaign: Option<Id>,
    merged_item: Option<Id>,
    /// The version that was looked at; needed where an item is changed.
    seen: Option<i64>,
    source: String,
    problem: String,
    category: String,
    #[serde(default)]
    cause: String,
    kind: String,
    #[serde(default)]
    requirement: String,
    lead_cadre: Option<Id>,
    lead_unit: Option<Id>,
    #[serde(default)]
    assisting_units: Vec<Id>,
    owner: Option<Id>,
    start_on: Option<String>,
    due_on: Option<String>,
    review_months: Option<i64>,
    #[serde(default)]
    note: String,
}

impl ItemIn {
    fn draft(self) -> Result<Draft> {
        let mut given = Given::new();
        let source = given.code("source", Some(&self.source), Source::parse);
        let kind = given.code("kind", Some(&self.kind), Kind::parse);
        let (start_on, due_on) =
            (given.day("start_on", self.start_on.as_deref()), given.day("due_on", self.due_on.as_deref()));
        let both = given.need("source", source).zip(given.need("kind", kind));
        let draft = both.map(|(source, kind)| Draft {
            source,
            problem: self.problem,
            category: self.category,
            cause: self.cause,
            kind,
            requirement: self.requirement,
            lead_cadre: self.lead_cadre,
            lead_unit: self.lead_unit,
            assist: self.assisting_units,
            owner: self.owner,
            start_on,
            due_on,
            review_months: self.review_months,
            note: self.note,
        });
        given.finish(draft)
    }
}

/// A measure as it is written.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MeasureIn {
    text: String,
    /// How one sees that it is done.
    #[serde(default)]
    criterion: String,
    node_on: Option<String>,
}

impl MeasureIn {
    fn draft(self) -> Result<MeasureDraft> {
        let node_on = self.node_on.as_deref().map(|d| day("node_on", d)).transpose()?;
        Ok(MeasureDraft { text: self.text, criterion: self.criterion, node_on })
    }
}

/// What came of a measure.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ResultIn {
    result: String,
    done_on: String,
}

/// A piece of progress.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ProgressIn {
    text: String,
    percent: Option<i64>,
}

/// Work begins, with a later due date where the agreed one has passed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct StartIn {
    due_on: Option<String>,
}

/// Evidence that lies elsewhere.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LinkIn {
    name: String,
    url: String,
}

/// More time.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ExtensionIn {
    due_on: String,
    reason: String,
}

/// Yes or no, with a reason.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DecisionIn {
    agree: bool,
    #[serde(default)]
    reason: String,
}

/// What came of a measure, in an application for the close-out.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MeasureResultIn {
    measure: Id,
    result: String,
}

/// An application for the close-out.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CloseIn {
    results: Vec<MeasureResultIn>,
    evidence: Vec<Id>,
    /// What could not be done.
    #[serde(default)]
    left: String,
}

/// The item that takes this one over, by its number.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SupersedeIn {
    by: String,
    reason: String,
}

/// A note; may be empty.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct KeepIn {
    #[serde(default)]
    note: String,
}

const EXPORT_FILTERS: &[&str] = &["file", "campaign", "unit", "lead", "merged", "owner", "state", "kind"];
const FILTERS: &[&str] = &["campaign", "unit", "lead", "merged", "owner", "state", "kind", "after"];

fn asked_rows(c: &Call, query: Query) -> Result<Query> {
    let mut query = query.allowed(store::readable(&c.actor)).order("no");
    for key in ["campaign", "unit", "lead", "merged", "owner"] {
        if let Some(id) = c.asked_id(key)? {
            query = query.filter(key, params![id]);
        }
    }
    let mut given = Given::new();
    if let Some(state) = given.code("state", c.asked("state"), State::parse) {
        query = query.filter("state", params![state.code()]);
    }
    if let Some(kind) = given.code("kind", c.asked("kind"), Kind::parse) {
        query = query.filter("kind", params![kind.code()]);
    }
    given.finish(Some(query))
}

async fn ledger(c: Call) -> Result<Listed<LedgerOut>> {
    let (actor, query) = (c.actor.clone(), asked_rows(&c, c.paged(Query::new())?)?);
    let page = c.app.db.read(move |tx| store::ledger(tx, &actor, &query).map_err(Error::from)).await?;
    Ok(Listed::of(page, LedgerOut::of))
}

async fn export_ledger(c: Call) -> Result<Taken> {
    let (kind, act) = (c.kind()?, Act::by(&c.actor, c.app.clock.now()));
    let query = asked_rows(&c, Query::new())?;
    let asked = sheet::Asked::by(&c.actor, query, c.asked("campaign").unwrap_or(""), c.lang);
    let bytes = sheet::export_ledger(&c.app, act, &asked, kind).await?;
    Ok(Taken { kind, bytes })
}

async fn export_list(c: Call) -> Result<Taken> {
    let list = sheet::List::parse(c.part("list")).ok_or(Error::NotFound)?;
    let (kind, act) = (c.kind()?, Act::by(&c.actor, c.app.clock.now()));
    let query = asked_rows(&c, Query::new())?;
    let asked = sheet::Asked::by(&c.actor, query, c.asked("campaign").unwrap_or(""), c.lang);
    let bytes = sheet::export_list(&c.app, act, &asked, list, kind).await?;
    Ok(Taken { kind, bytes })
}

async fn import_ledger(c: Call, content: Bytes) -> Result<LedgerImportOut> {
    let act = Act::by(&c.actor, c.app.clock.now());
    if c.actor.reach(Verb::ItemEdit).is_nothing() {
        return Err(Error::Refused(Refusal::Role));
    }
    let campaign = c.asked_id("campaign")?;
    let name = c.asked("name").unwrap_or("").to_owned();
    let (actor, dry_run) = (Some(&c.actor), c.dry_run()?);
    let done = sheet::import_ledger(&c.app, actor, act, campaign.as_ref(), content.to_vec(), &name, dry_run).await?;
    let change = |change: sheet::Change| CellChangeOut {
        row: change.row,
        item: change.item,
        no: change.no,
        column: T::LEDGER_COLUMNS.get(change.column).map_or("", |c| c.key),
        before: change.before,
        after: change.after,
    };
    let changes = done.changes.into_iter().map(change).collect();
    Ok(LedgerImportOut { import: ImportOut::of(done.report, done.written, c.lang), changes })
}

async fn show(c: Call) -> Result<ItemOut> {
    let (actor, id) = (c.actor.clone(), c.id("id")?);
    let day = |d: Option<jiff::civil::Date>| d.map(|d| d.to_string());
    let read = c.app.db.read(move |tx| {
        let item = actions::readable(tx, &actor, &id)?;
        let traced = actor.permit(Verb::ItemProgressRead, &item.object()).is_ok();
        let evidence = if traced { store::evidence(tx, &id)? } else { Vec::new() };
        Ok::<_, Error>((item, store::measures(tx, &id)?, evidence))
    });
    let (item, measures, evidence) = read.await?;
    let measure = |m: store::Measure| MeasureOut {
        id: m.id,
        ordinal: m.ordinal,
        text: m.text,
        criterion: m.criterion,
        node_on: day(m.node_on),
        done: m.done,
        done_on: day(m.done_on),
        result: m.result,
    };
    let piece = |e: store::Evidence| {
        let on = e.on.to_string();
        EvidenceOut { id: e.id, name: e.name, url: e.url, size: e.size, on }
    };
    Ok(ItemOut {
        id: item.id,
        campaign: item.campaign,
        no: item.no,
        problem: item.problem,
        state: item.state.code(),
        due_on: day(item.dates.due),
        version: item.version,
        measures: measures.into_iter().map(measure).collect(),
        evidence: evidence.into_iter().map(piece).collect(),
    })
}

async fn create(c: Call, input: ItemIn) -> Result<Id> {
    let mut given = Given::new();
    let campaign = given.need("campaign", input.campaign.clone());
    let (campaign, merged) = (given.finish(campaign)?, input.merged_item.clone());
    actions::create_item(&c.app, &c.actor, &campaign, merged.as_ref(), &input.draft()?).await
}

async fn edit(c: Call, input: ItemIn) -> Result<()> {
    let mut given = Given::new();
    let seen = given.need("seen", input.seen);
    let seen = given.finish(seen)?;
    actions::edit_item(&c.app, &c.actor, &c.id("id")?, seen, &input.draft()?).await
}

async fn apply_close(c: Call, input: CloseIn) -> Result<()> {
    let results = input.results.into_iter().map(|r| (r.measure, r.result)).collect();
    let application = Application { results, evidence: input.evidence, left: input.left };
    actions::apply_close(&c.app, &c.actor, &c.id("id")?, &application).await
}

async fn add_file(c: Call, content: Bytes) -> Result<Id> {
    actions::add_file(&c.app, &c.actor, &c.id("id")?, c.asked("name").unwrap_or(""), &content).await
}

/// The longest evidence file.
const LONGEST_FILE: usize = 20 * 1024 * 1024;

/// The operations.
pub fn api() -> Api {
    let api = Api::new("rectification")
        .get("/ledger", "readLedger", "The ledger, 50 rows a page.", FILTERS, ledger)
        .table(
            "/ledger/export",
            "exportLedger",
            "The ledger as a file that can be imported.",
            EXPORT_FILTERS,
            export_ledger,
        )
        .table(
            "/lists/{list}",
            "exportList",
            "`problems`, `measures` or `duties` as a file.",
            EXPORT_FILTERS,
            export_list,
        )
        .file(
            "/ledger/import",
            "importLedger",
            "A ledger that was exported and changed; only drafts can be changed.",
            (MAX_BYTES, &["name", "campaign", "dry_run"]),
            import_ledger,
        )
        .get("/items/{id}", "readItem", "One item.", &[], show)
        .post("/items", "createItem", "A new item, as a draft.", create)
        .put("/items/{id}", "editItem", "Changes a draft.", edit)
        .act("/items/{id}/approve", "approveItem", "Approves a draft.", |c: Call| async move {
            actions::approve_item(&c.app, &c.actor, &c.id("id")?).await
        })
        .post("/items/{id}/measures", "addMeasure", "A measure more.", |c: Call, m: MeasureIn| async move {
            actions::add_measure(&c.app, &c.actor, &c.id("id")?, &m.draft()?).await
        })
        .put("/items/{id}/measures/{measure}", "editMeasure", "Changes it.", |c: Call, m: MeasureIn| async move {
            actions::edit_measure(&c.app, &c.actor, &c.id("id")?, &c.id("measure")?, &m.draft()?).await
        })
        .delete("/items/{id}/measures/{measure}", "deleteMeasure", "Takes a measure away.", |c: Call| async move {
            actions::delete_measure(&c.app, &c.actor, &c.id("id")?, &c.id("measure")?).await
        });
    with_steering(with_close(with_work(api)))
}

fn with_work(api: Api) -> Api {
    api.post("/items/{id}/start", "startItem", "Work begins.", |c: Call, s: StartIn| async move {
        let due_on = s.due_on.as_deref().map(|d| day("due_on", d)).transpose()?;
        actions::start_item(&c.app, &c.actor, &c.id("id")?, due_on).await
    })
    .post("/items/{id}/progress", "logProgress", "What was done.", |c: Call, p: ProgressIn| async move {
        actions::log_progress(&c.app, &c.actor, &c.id("id")?, &p.text, p.percent).await
    })
    .post("/items/{id}/measures/{measure}/finish", "finishMeasure", "Done.", |c: Call, r: ResultIn| async move {
        let (id, measure, done_on) = (c.id("id")?, c.id("measure")?, day("done_on", &r.done_on)?);
        actions::finish_measure(&c.app, &c.actor, &id, &measure, &r.result, done_on).await
    })
    .file("/items/{id}/evidence", "addEvidence", "A file of at most 20 MiB.", (LONGEST_FILE, &["name"]), add_file)
    .post("/items/{id}/links", "addLink", "Evidence that lies elsewhere.", |c: Call, l: LinkIn| async move {
        actions::add_link(&c.app, &c.actor, &c.id("id")?, &l.name, &l.url).await
    })
    .post("/items/{id}/extensions", "askExtension", "Asks for more time.", |c: Call, e: ExtensionIn| async move {
        actions::ask_extension(&c.app, &c.actor, &c.id("id")?, day("due_on", &e.due_on)?, &e.reason).await
    })
    .post(
        "/items/{id}/extensions/{extension}",
        "decideExtension",
        "Decides.",
        |c: Call, d: DecisionIn| async move {
            let (id, extension) = (c.id("id")?, c.id("extension")?);
            actions::decide_extension(&c.app, &c.actor, &id, &extension, d.agree, &d.reason).await
        },
    )
}

fn with_close(api: Api) -> Api {
    api.post("/items/{id}/close", "applyClose", "The owner applies for the close-out.", apply_close)
        .post("/items/{id}/close/department", "reviewDept", "The head says.", |c: Call, d: DecisionIn| async move {
            actions::review_dept(&c.app, &c.actor, &c.id("id")?, d.agree, &d.reason).await
        })
        .post("/items/{id}/close/lead", "reviewLead", "The lead cadre says.", |c: Call, d: DecisionIn| async move {
            actions::review_lead(&c.app, &c.actor, &c.id("id")?, d.agree, &d.reason).await
        })
        .post("/items/{id}/close/final", "reviewFinal", "The secretary says.", |c: Call, d: DecisionIn| async move {
            actions::review_final(&c.app, &c.actor, &c.id("id")?, d.agree, &d.reason).await
        })
        .post("/items/{id}/review", "reviewCycle", "A long-term item's period.", |c: Call, d: DecisionIn| async move {
            actions::review_cycle(&c.app, &c.actor, &c.id("id")?, d.agree, &d.reason).await
        })
}

fn with_steering(api: Api) -> Api {
    api.post("/items/{id}/suspend", "suspendItem", "Stops the clock.", |c: Call, r: Reason| async move {
        actions::suspend_item(&c.app, &c.actor, &c.id("id")?, &r.reason).await
    })
    .act("/items/{id}/resume", "resumeItem", "The clock runs again.", |c: Call| async move {
        actions::resume_item(&c.app, &c.actor, &c.id("id")?).await
    })
    .post("/items/{id}/supersede", "supersedeItem", "Another takes it over.", |c: Call, s: SupersedeIn| async move {
        actions::supersede_item(&c.app, &c.actor, &c.id("id")?, &s.by, &s.reason).await
    })
    .post("/items/{id}/keep", "keepClosed", "Looked back at; it stays closed.", |c: Call, k: KeepIn| async move {
        actions::keep_closed(&c.app, &c.actor, &c.id("id")?, &k.note).await
    })
    .post("/items/{id}/reopen", "reopenItem", "Opens it again.", |c: Call, r: Reason| async move {
        actions::reopen_item(&c.app, &c.actor, &c.id("id")?, &r.reason).await
    })
}
