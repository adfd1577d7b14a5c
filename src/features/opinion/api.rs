//! The operations of this slice for programs. An anonymous opinion comes without a token, and is dropped into the box as
//! from the phone form.

use ::store::{Query, Value, params};
use axum::body::Bytes;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::actions::{self, Choice, Piece, Registration, RoundDraft};
use super::model::{Channel, Fields, Kind, Population, Round, Sign, Subject, guard_object, guard_rate};
use super::store::{self, Point};
use super::{export, import};
use crate::api::{Api, Call, Given, ImportOut, Listed, Nobody, Reason, Taken, day};
use crate::audit::Act;
use crate::auth::Verb;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::tables::MAX_BYTES;

/// A round of collection.
#[derive(Serialize, ToSchema)]
struct RoundOut {
    id: Id,
    campaign: Id,
    name: String,
    /// The short code of its address.
    code: String,
    owner_unit: Option<Id>,
    state: &'static str,
    opens_on: String,
    closes_on: String,
    /// Told of a single round only.
    lines: Option<Vec<Id>>,
    populations: Vec<&'static str>,
    subjects: Vec<&'static str>,
    kinds: Vec<&'static str>,
    allow_named: bool,
    allow_anonymous: bool,
    promise: String,
}

impl RoundOut {
    fn of(r: Round) -> RoundOut {
        RoundOut {
            id: r.id,
            campaign: r.campaign,
            name: r.name,
            code: r.code,
            owner_unit: r.owner_unit,
            state: r.state.code(),
            opens_on: r.opens_on.to_string(),
            closes_on: r.closes_on.to_string(),
            lines: None,
            populations: r.populations.iter().map(|c| c.code()).collect(),
            subjects: r.subjects.iter().map(|c| c.code()).collect(),
            kinds: r.kinds.iter().map(|c| c.code()).collect(),
            allow_named: r.allow_named,
            allow_anonymous: r.allow_anonymous,
            promise: r.promise,
        }
    }
}

/// A point. The day of an anonymous one is not told, nor the fields of a small cell.
#[derive(Serialize, ToSchema)]
struct PointOut {
    id: Id,
    round: Id,
    campaign: Id,
    sign: &'static str,
    channel: &'static str,
    received_on: Option<String>,
    line: Option<Id>,
    population: Option<&'static str>,
    subject: Option<&'static str>,
    kind: Option<&'static str>,
    category: Option<String>,
    /// Whether line, population and subject are withheld.
    cell_hidden: bool,
    text: String,
    state: &'static str,
    /// The merged item that it is in.
    item: Option<Id>,
}

impl PointOut {
    fn of(p: Point) -> PointOut {
        let (fields, hidden) = (p.fields, p.cell_hidden);
        PointOut {
            id: p.id,
            round: p.round,
            campaign: p.campaign,
            sign: p.sign.code(),
            channel: p.channel.code(),
            received_on: (p.sign != Sign::Anonymous).then(|| p.received_on.to_string()),
            line: fields.line.filter(|_| !hidden),
            population: fields.population.filter(|_| !hidden).map(Population::code),
            subject: fields.subject.filter(|_| !hidden).map(Subject::code),
            kind: fields.kind.map(Kind::code),
            category: fields.category,
            cell_hidden: hidden,
            text: p.text,
            state: p.state.code(),
            item: p.item.map(|(id, _)| id),
        }
    }
}

/// An objection.
#[derive(Serialize, ToSchema)]
struct ObjectionOut {
    reason: String,
    /// `pending`, `upheld` or `dismissed`.
    state: &'static str,
    answer: Option<String>,
    objected_on: String,
    decided_on: Option<String>,
}

/// The answer to a point of one's own, or to a part of it, and what may still be said about it.
#[derive(Serialize, ToSchema)]
struct AnsweredOut {
    point: Id,
    state: &'static str,
    /// The last day on which it may be rated or objected to.
    until: Option<String>,
    may_rate: bool,
    may_object: bool,
    objections: Vec<ObjectionOut>,
}

/// What one said under one's name, and what became of it.
#[derive(Serialize, ToSchema)]
struct OwnPointOut {
    #[serde(flatten)]
    point: PointOut,
    /// Of the point itself, or of each part of a sheet.
    answers: Vec<AnsweredOut>,
}

/// How content one is: `satisfied`, `basically`, `dissatisfied` or `unaware`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RatingIn {
    grade: String,
}

/// A round as it is to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RoundIn {
    campaign: Id,
    /// The department that asks; left out, the campaign's office asks.
    owner_unit: Option<Id>,
    name: String,
    opens_on: String,
    closes_on: String,
    lines: Vec<Id>,
    populations: Vec<String>,
    subjects: Vec<String>,
    kinds: Vec<String>,
    allow_named: bool,
    allow_anonymous: bool,
    #[serde(default)]
    promise: String,
}

impl RoundIn {
    fn draft(self) -> Result<RoundDraft> {
        let mut given = Given::new();
        let populations = given.codes("populations", &self.populations, Population::parse);
        let subjects = given.codes("subjects", &self.subjects, Subject::parse);
        let kinds = given.codes("kinds", &self.kinds, Kind::parse);
        let opens_on = given.day("opens_on", Some(&self.opens_on));
        let closes_on = given.day("closes_on", Some(&self.closes_on));
        let days = given.need("opens_on", opens_on).zip(given.need("closes_on", closes_on));
        let draft = days.map(|(opens_on, closes_on)| RoundDraft {
            campaign: self.campaign,
            owner_unit: self.owner_unit,
            name: self.name,
            opens_on,
            closes_on,
            lines: self.lines,
            populations,
            subjects,
            kinds,
            allow_named: self.allow_named,
            allow_anonymous: self.allow_anonymous,
            promise: self.promise,
        });
        given.finish(draft)
    }
}

/// A day.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ClosesIn {
    closes_on: String,
}

/// A note to those who were asked.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NoteIn {
    note: String,
}

/// The fields of a point, as far as they are known.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
struct FieldsIn {
    line: Option<Id>,
    population: Option<String>,
    subject: Option<String>,
    /// The department it is about.
    subject_unit: Option<Id>,
    /// The person it is about.
    subject_person: Option<Id>,
    kind: Option<String>,
    category: Option<String>,
}

impl FieldsIn {
    fn fields(self) -> Result<Fields> {
        let mut given = Given::new();
        let fields = Fields {
            line: self.line,
            population: given.code("population", self.population.as_deref(), Population::parse),
            subject: given.code("subject", self.subject.as_deref(), Subject::parse),
            subject_unit: self.subject_unit,
            subject_person: self.subject_person,
            kind: given.code("kind", self.kind.as_deref(), Kind::parse),
            category: given.text("category", self.category, 50),
        };
        given.finish(Some(fields))
    }
}

/// What a clerk writes down from paper: the originals, one point each.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SheetIn {
    /// The way it came: `sheet`, `seminar`, `paper_box`, `hotline` or `visit`.
    channel: String,
    received_on: String,
    /// Who signed it; left out, nobody did.
    signed_by: Option<Id>,
    #[serde(default)]
    fields: FieldsIn,
    texts: Vec<String>,
}

/// The parts of a sheet.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PartsIn {
    parts: Vec<PieceIn>,
}

/// One part: its words, copied from the sheet, and its fields.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PieceIn {
    text: String,
    #[serde(default)]
    fields: FieldsIn,
}

/// To whom, and why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReferIn {
    receiver: Id,
    reason: String,
}

/// A direct answer, and why no more is needed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AnswerIn {
    reason: String,
    answer: String,
}

/// What a person says, as on the phone form.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OpinionIn {
    #[serde(default)]
    line: String,
    #[serde(default)]
    population: String,
    #[serde(default)]
    subject: String,
    #[serde(default)]
    kind: String,
    text: String,
}

impl OpinionIn {
    fn choice(self) -> Choice {
        let (line, population, subject, kind) = (self.line, self.population, self.subject, self.kind);
        // A program shows its own warnings.
        Choice { line, population, subject, kind, text: self.text, reviewed: "yes".to_owned() }
    }
}

/// The receipt of an anonymous opinion, told once and stored nowhere.
#[derive(Serialize, ToSchema)]
struct ReceiptOut {
    receipt: String,
}

async fn list_rounds(c: Call) -> Result<Listed<RoundOut>> {
    let allowed = c.actor.reach(Verb::RoundRead).predicate(&c.actor.person.id, &store::ROUND_REACH);
    let mut query = c.paged(Query::new().allowed(allowed))?;
    if let Some(id) = c.asked_id("campaign")? {
        query = query.filter("campaign", vec![Value::from(&id)]);
    }
    if let Some(state) = c.asked("state") {
        query = query.filter("state", vec![Value::from(state)]);
    }
    let page = c.app.db.read(move |tx| tx.page(&store::ROUNDS, &query, store::read_round).map_err(Error::from)).await?;
    Ok(Listed::of(page, RoundOut::of))
}

async fn show_round(c: Call) -> Result<RoundOut> {
    let (actor, id) = (c.actor.clone(), c.id("id")?);
    let read = c.app.db.read(move |tx| {
        let round = store::find_round(tx, &id)?.ok_or(Error::NotFound)?;
        actor.permit_read(Verb::RoundRead, &round.object())?;
        Ok::<_, Error>(round)
    });
    let round = read.await?;
    let lines = Some(round.lines.iter().map(|(id, _)| id.clone()).collect());
    Ok(RoundOut { lines, ..RoundOut::of(round) })
}

/// The filters of the list of points that take a value.
const FILTERS: &[&str] = &[
    "campaign",
    "round",
    "state",
    "line",
    "population",
    "subject",
    "kind",
    "channel",
    "sign",
    "category",
    "item",
    "after",
    "limit",
];

const EXPORT_FILTERS: &[&str] = &[
    "file",
    "campaign",
    "round",
    "state",
    "line",
    "population",
    "subject",
    "kind",
    "channel",
    "sign",
    "category",
    "item",
];

fn asked_points(c: &Call) -> Query {
    let filters = FILTERS.iter().filter(|key| !matches!(**key, "after" | "limit"));
    let asked = filters.filter_map(|key| c.asked(key).map(|value| (*key, value)));
    asked.fold(store::visible(&c.actor), |query, (key, value)| query.filter(key, vec![Value::from(value)]))
}

async fn export_register(c: Call) -> Result<Taken> {
    let (kind, act) = (c.kind()?, Act::by(&c.actor, c.app.clock.now()));
    let (query, campaign) = (asked_points(&c).filter("raw", Vec::new()), c.asked("campaign").unwrap_or(""));
    let bytes = export::export_register(&c.app, act, query, campaign, c.lang, kind).await?;
    Ok(Taken { kind, bytes })
}

async fn import_points(c: Call, content: Bytes) -> Result<ImportOut> {
    let (actor, id, dry_run) = (c.actor.clone(), c.id("id")?, c.dry_run()?);
    let round = c.app.db.read(move |tx| {
        let round = store::find_round(tx, &id)?.ok_or(Error::NotFound)?;
        actor.permit_read(Verb::OpinionRegister, &round.object()).map(|()| round)
    });
    let (code, name) = (round.await?.code, c.asked("name").unwrap_or(""));
    let report = import::opinions(&c.app, Some(&c.actor), &code, content.to_vec(), name, dry_run).await?;
    let written = report.is_well() && !dry_run;
    Ok(ImportOut::of(report, written, c.lang))
}

async fn list_points(c: Call) -> Result<Listed<PointOut>> {
    let query = c.paged(asked_points(&c))?;
    let page = c.app.db.read(move |tx| tx.page(&store::POINTS, &query, store::read_point).map_err(Error::from)).await?;
    Ok(Listed::of(page, PointOut::of))
}

async fn show_point(c: Call) -> Result<PointOut> {
    let (actor, id) = (c.actor.clone(), c.id("id")?);
    let read = c.app.db.read(move |tx| {
        let point = store::find_point(tx, &id)?.ok_or(Error::NotFound)?;
        point.permit_read(&actor)?;
        // The sheet holds the words of all its parts.
        let parts = tx.all(&store::CHILDREN, &params![&id], store::read_point)?;
        parts.iter().try_for_each(|part| part.permit_whole(&actor))?;
        Ok::<_, Error>(point)
    });
    read.await.map(PointOut::of)
}

async fn my_points(c: Call) -> Result<Listed<PointOut>> {
    let query = Query::new().filter("author", params![&c.actor.person.id]).filter("whole", Vec::new());
    let query = c.paged(query)?;
    let page = c.app.db.read(move |tx| tx.page(&store::POINTS, &query, store::read_point).map_err(Error::from)).await?;
    Ok(Listed::of(page, PointOut::of))
}

async fn my_point(c: Call) -> Result<OwnPointOut> {
    let (actor, id) = (c.actor.clone(), c.id("id")?);
    let (calendar, today) = (c.app.calendar.clone(), c.app.clock.now().today());
    let read = c.app.db.read(move |tx| {
        let point = actions::own(tx, &actor, &id)?;
        let parts = tx.all(&store::CHILDREN, &params![&id], store::read_point)?;
        Ok::<_, Error>((store::objections(tx, &id)?, point, parts))
    });
    let (objections, point, parts) = read.await?;
    let objected = |o: &store::Objection| ObjectionOut {
        reason: o.reason.clone(),
        state: o.state.code(),
        answer: o.answer.clone(),
        objected_on: o.objected_on.to_string(),
        decided_on: o.decided_on.map(|d| d.to_string()),
    };
    let answered = |p: &Point| {
        let until = actions::last_day(&calendar, p.answered_on);
        AnsweredOut {
            point: p.id.clone(),
            state: p.state.code(),
            until: until.map(|d| d.to_string()),
            may_rate: guard_rate(p.state, p.rated, until, today).is_ok(),
            may_object: guard_object(p.state, until, today).is_ok(),
            objections: objections.iter().filter(|o| o.point == p.id).map(objected).collect(),
        }
    };
    let answers = if parts.is_empty() { vec![answered(&point)] } else { parts.iter().map(answered).collect() };
    Ok(OwnPointOut { point: PointOut::of(point), answers })
}

async fn register(c: Call, sheet: SheetIn) -> Result<Vec<Id>> {
    let mut given = Given::new();
    let on_paper = |text: &str| Channel::parse(text).filter(|c| Channel::ON_PAPER.contains(c));
    let channel = given.code("channel", Some(&sheet.channel), on_paper);
    let channel = given.need("channel", channel);
    let channel = given.finish(channel)?;
    let what = Registration {
        channel,
        received_on: day("received_on", &sheet.received_on)?,
        signed_by: sheet.signed_by,
        fields: sheet.fields.fields()?,
        texts: sheet.texts,
    };
    actions::register(&c.app, &c.actor, &c.id("id")?, what).await
}

async fn split(c: Call, parts: PartsIn) -> Result<Vec<Id>> {
    let piece = |p: PieceIn| Ok(Piece { text: p.text, fields: p.fields.fields()? });
    let pieces = parts.parts.into_iter().map(piece).collect::<Result<Vec<_>>>()?;
    actions::split(&c.app, &c.actor, &c.id("id")?, pieces).await
}

async fn drop_anonymous(n: Nobody, opinion: OpinionIn) -> Result<ReceiptOut> {
    let receipt = actions::drop_anonymous(&n.app, n.part("code"), &opinion.choice()).await?;
    Ok(ReceiptOut { receipt: receipt.grouped() })
}

/// The operations.
pub fn api() -> Api {
    let api = Api::new("opinion")
        .get("/rounds", "listRounds", "Rounds by first day.", &["campaign", "state", "after", "limit"], list_rounds)
        .get("/rounds/{id}", "readRound", "One round.", &[], show_round)
        .post("/rounds", "createRound", "A new round, as a draft.", |c: Call, r: RoundIn| async move {
            actions::create_round(&c.app, &c.actor, r.draft()?).await
        })
        .put("/rounds/{id}", "editRound", "Changes a draft.", |c: Call, r: RoundIn| async move {
            actions::edit_round(&c.app, &c.actor, &c.id("id")?, r.draft()?).await
        })
        .act("/rounds/{id}/open", "openRound", "Opens a round.", |c: Call| async move {
            actions::open_round(&c.app, &c.actor, &c.id("id")?).await
        })
        .post("/rounds/{id}/extend", "extendRound", "A later last day.", |c: Call, d: ClosesIn| async move {
            actions::extend_round(&c.app, &c.actor, &c.id("id")?, day("closes_on", &d.closes_on)?).await
        })
        .act("/rounds/{id}/close", "closeRound", "Closes a round and opens its box.", |c: Call| async move {
            actions::close_round(&c.app, &c.actor, &c.id("id")?).await
        })
        .act("/rounds/{id}/finish-sorting", "finishSorting", "Every point has a fate.", |c: Call| async move {
            actions::finish_sorting(&c.app, &c.actor, &c.id("id")?).await
        })
        .post("/rounds/{id}/feed-back", "feedBack", "Hands the points over.", |c: Call, n: NoteIn| async move {
            actions::feed_back(&c.app, &c.actor, &c.id("id")?, &n.note).await
        })
        .act("/rounds/{id}/archive", "archiveRound", "Puts a round away.", |c: Call| async move {
            actions::archive_round(&c.app, &c.actor, &c.id("id")?).await
        });
    with_voice(with_fates(with_points(api)))
}

fn with_points(api: Api) -> Api {
    api.get("/points", "listPoints", "The points that one may see.", FILTERS, list_points)
        .table("/points/export", "exportPoints", "The register as a file.", EXPORT_FILTERS, export_register)
        .file(
            "/rounds/{id}/points/import",
            "importPoints",
            "What came on paper, as a table into an open round.",
            (MAX_BYTES, &["name", "dry_run"]),
            import_points,
        )
        .get("/points/{id}", "readPoint", "One point.", &[], show_point)
        .post("/rounds/{id}/points", "registerPoints", "Writes down what came on paper.", register)
        .post("/points/{id}/split", "splitPoint", "One sheet becomes several points.", split)
        .post("/opinions/{code}", "submitNamed", "Speaks under one's name.", |c: Call, o: OpinionIn| async move {
            actions::submit_named(&c.app, &c.actor, c.part("code"), &o.choice()).await
        })
        .act("/points/{id}/withdraw", "withdrawPoint", "Takes one's own opinion back.", |c: Call| async move {
            actions::withdraw(&c.app, &c.actor, &c.id("id")?).await
        })
        .anonymous("/r/{code}", "dropAnonymous", "Speaks without a name, into the box.", drop_anonymous)
}

fn with_fates(api: Api) -> Api {
    api.put("/points/{id}/fields", "acceptPoint", "Sets the fields and accepts.", |c: Call, f: FieldsIn| async move {
        actions::accept(&c.app, &c.actor, &c.id("id")?, f.fields()?).await
    })
    .post("/points/{id}/refer", "referPoint", "Hands it to another body.", |c: Call, r: ReferIn| async move {
        actions::refer(&c.app, &c.actor, &c.id("id")?, &r.receiver, &r.reason).await
    })
    .post("/points/{id}/return", "returnPoint", "The receiver gives it back.", |c: Call, r: Reason| async move {
        actions::return_by_receiver(&c.app, &c.actor, &c.id("id")?, &r.reason).await
    })
    .post("/points/{id}/decline", "declinePoint", "Proposes not to adopt it.", |c: Call, r: Reason| async move {
        actions::decline(&c.app, &c.actor, &c.id("id")?, &r.reason).await
    })
    .post("/points/{id}/answer", "answerPoint", "Proposes a direct answer.", |c: Call, a: AnswerIn| async move {
        actions::answer_directly(&c.app, &c.actor, &c.id("id")?, &a.reason, &a.answer).await
    })
    .act("/points/{id}/confirm", "confirmFate", "The second reader agrees.", |c: Call| async move {
        actions::confirm(&c.app, &c.actor, &c.id("id")?).await
    })
    .post("/points/{id}/reject", "rejectFate", "The second reader does not agree.", |c: Call, r: Reason| async move {
        actions::reject(&c.app, &c.actor, &c.id("id")?, &r.reason).await
    })
    .post("/points/{id}/route", "routePoint", "To the discipline channel.", |c: Call, r: Reason| async move {
        actions::route_to_discipline(&c.app, &c.actor, &c.id("id")?, &r.reason).await
    })
}

fn with_voice(api: Api) -> Api {
    api.get("/my/opinions", "listMyOpinions", "What one said under one's name.", &["after", "limit"], my_points)
        .get("/my/opinions/{id}", "readMyOpinion", "One of them, and what became of it.", &[], my_point)
        .unkept(
            "/my/opinions/{id}/rating",
            "rateAnswer",
            "Rates the answer once, through the box: no key is kept beside it.",
            |c: Call, r: RatingIn| async move { actions::rate(&c.app, &c.actor, &c.id("id")?, &r.grade).await },
        )
        .post(
            "/my/opinions/{id}/objection",
            "objectToAnswer",
            "The answer is not right.",
            |c: Call, r: Reason| async move { actions::object(&c.app, &c.actor, &c.id("id")?, &r.reason).await },
        )
        .post("/points/{id}/objection/uphold", "upholdObjection", "It is right.", |c: Call, r: Reason| async move {
            actions::uphold(&c.app, &c.actor, &c.id("id")?, &r.reason).await
        })
        .post("/points/{id}/objection/dismiss", "dismissObjection", "It is not.", |c: Call, r: Reason| async move {
            actions::dismiss(&c.app, &c.actor, &c.id("id")?, &r.reason).await
        })
}
