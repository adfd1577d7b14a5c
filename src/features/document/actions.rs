//! Laying a document down, and making it void.

use std::borrow::Cow;

use ::store::{Tx, params};
use gongwen::numeral::document_number;

use super::make;
use super::model::{BODY_LONGEST, Kind, LINE_LONGEST, Paper, Source, ZH};
use super::store::{self, Campaign, Registered};
use crate::app::App;
use crate::audit::{Act, Entry, content_hash, record};
use crate::auth::{Actor, Verb};
use crate::consequences::campaign_figures;
use crate::consequences::plan_text::PlanText;
use crate::error::{Error, Result, Rule};
use crate::id::Id;
use crate::view::fields::Fields;

/// What an office wants laid down.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the fields of the form")]
pub struct Wanted {
    pub campaign: Id,
    pub kind: Kind,
    /// 机关代字, with the word of the kind.
    pub organ: String,
    pub source: Option<Id>,
    pub title: String,
    pub byline: String,
    pub addressee: String,
    pub body: String,
    /// 抄送, one a line.
    pub copies: String,
}

fn checked(wanted: &Wanted) -> Result<Wanted> {
    let mut fields = Fields::default();
    let organ = fields.text("organ", &wanted.organ, 30);
    // Brackets and figures would make one number look like another.
    if organ.chars().any(|c| !c.is_alphabetic()) {
        fields.wrong("organ", Rule::LettersOnly);
    }
    let title = fields.text("title", &wanted.title, LINE_LONGEST);
    let body = if wanted.kind.is_written() {
        fields.text("body", &wanted.body, BODY_LONGEST)
    } else {
        fields.optional("body", &wanted.body, BODY_LONGEST).unwrap_or_default()
    };
    let mut short = |field, text: &str| fields.optional(field, text, LINE_LONGEST * 4).unwrap_or_default();
    let (byline, addressee) = (short("byline", &wanted.byline), short("addressee", &wanted.addressee));
    let copies = short("copies", &wanted.copies);
    if wanted.kind.has_choice() && wanted.source.is_none() {
        fields.wrong("source", Rule::Missing);
    }
    fields.finish()?;
    Ok(Wanted { organ, title, body, byline, addressee, copies, ..wanted.clone() })
}

/// The document as it would stand today under a number.
fn paper(tx: &mut Tx<'_>, wanted: &Wanted, of: &Campaign, number: &str, act: &Act) -> Result<Paper> {
    let rows = |text: &str| -> Vec<String> {
        text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
    };
    let mut paper = Paper {
        kind: wanted.kind.code().to_owned(),
        number: number.to_owned(),
        host: of.host.clone(),
        title: wanted.title.clone(),
        byline: rows(&wanted.byline),
        addressee: Some(wanted.addressee.trim_end_matches('：').to_owned()).filter(|text| !text.is_empty()),
        copies: rows(&wanted.copies),
        day: act.now.today().to_string(),
        ..Paper::default()
    };
    let broken = || Error::Internal("a text that was laid down could not be read".into());
    let mut greets = None;
    match (wanted.kind, &wanted.source) {
        (Kind::Rectification | Kind::ReportBack | Kind::Summary, Some(id)) => {
            let (title, content, hash) = store::laid_down(tx, wanted.kind, id, &of.id)?;
            match wanted.kind {
                Kind::Rectification => {
                    let plan = PlanText::parse(&content).ok_or_else(broken)?;
                    (paper.body, paper.annexes) = make::rectification(&plan);
                }
                Kind::ReportBack => (greets, paper.body) = make::report_back(&content).ok_or_else(broken)?,
                _ => paper.body = make::summary(&content).ok_or_else(broken)?,
            }
            paper.source = Some(Source { id: id.clone(), title, hash: Some(hash) });
        }
        (Kind::Reminder, Some(id)) => {
            let slip = store::slip(tx, id, &of.id)?;
            (greets, paper.body) = make::reminder(&slip);
            paper.source = Some(Source { id: id.clone(), title: slip.matter, hash: None });
        }
        (Kind::Evaluation, _) => {
            let figures = campaign_figures(tx, &of.id, act.now.today())?;
            paper.body = make::evaluation(&figures).ok_or_else(|| Error::rule(Rule::NoEvaluationYet))?;
        }
        (Kind::Implementation, _) => {
            let (activities, duties) = (store::activities(tx, &of.id)?, store::duties(tx, &of.id)?);
            (paper.body, paper.annexes) = make::implementation(of, &activities, &duties);
        }
        _ => {}
    }
    // What the office adds in its own words: a written document is that alone.
    let (own, added) = make::written(&wanted.body);
    if wanted.kind.is_written() {
        paper.body = added
    } else {
        paper.body.extend(added)
    }
    paper.addressee = paper.addressee.or(own).or(greets);
    Ok(paper)
}

fn permitted(tx: &mut Tx<'_>, actor: &Actor, verb: Verb, campaign: &Id) -> Result<Campaign> {
    let of = store::campaign(tx, Some(campaign))?;
    actor.permit_read(Verb::DocumentRead, &of.object())?;
    actor.permit(verb, &of.object())?;
    Ok(of)
}

/// The document as a draft: no number, nothing kept.
pub async fn preview_document(app: &App, actor: &Actor, wanted: &Wanted) -> Result<Paper> {
    let (act, actor, wanted) = (Act::by(actor, app.clock.now()), actor.clone(), checked(wanted)?);
    app.db
        .read(move |tx| {
            let of = permitted(tx, &actor, Verb::DocumentIssue, &wanted.campaign)?;
            let number = ZH.paper_number_open(&wanted.organ, act.now.today().year());
            paper(tx, &wanted, &of, &number, &act)
        })
        .await
}

/// Lays a document down: the next number of its organ, year and kind, the text and every figure of this day, and a hash that
/// the trail vouches for. What is refused gives no number away.
pub async fn issue_document(app: &App, actor: &Actor, wanted: &Wanted) -> Result<Id> {
    let (act, actor, wanted) = (Act::by(actor, app.clock.now()), actor.clone(), checked(wanted)?);
    let id = Id::random();
    app.db
        .write(move |tx| {
            let of = permitted(tx, &actor, Verb::DocumentIssue, &wanted.campaign)?;
            if !of.is_open() {
                return Err(Error::rule(Rule::WrongState));
            }
            let year = act.now.today().year();
            let code = wanted.kind.code();
            let key = params![&wanted.organ, i64::from(year), code];
            let serial: u32 = tx.one(&store::NEXT_SERIAL, &key, |row| row.get(0))?.unwrap_or(1);
            let number = document_number(&wanted.organ, year, serial);
            let content = paper(tx, &wanted, &of, &number, &act)?.to_text();
            let hash = content_hash(content.as_bytes());
            let row = params![
                &id,
                &of.id,
                code,
                &wanted.organ,
                i64::from(year),
                i64::from(serial),
                &number,
                &wanted.title,
                &wanted.source,
                &content,
                &hash,
                act.now.today().to_string(),
                &actor.person.id
            ];
            // Another kind already numbers under this organ's code.
            tx.run(&store::INSERT, &row).map_err(|error| match error.is_unique() {
                true => Error::field("organ", Rule::OrganTaken),
                false => Error::Store(error),
            })?;
            record(
                tx,
                &act,
                Entry::new("document.issue", "document", &id).with("number", number.as_str()).hash(&hash),
            )?;
            Ok(id.clone())
        })
        .await
}

/// A document holds no more. Its number and its text stay: a number is never given twice.
pub async fn void_document(app: &App, actor: &Actor, id: &Id, reason: &str) -> Result<()> {
    let act = Act::by(actor, app.clock.now());
    let mut fields = Fields::default();
    let reason = fields.text("reason", reason, LINE_LONGEST * 4);
    fields.finish()?;
    let (actor, id) = (actor.clone(), id.clone());
    app.db
        .write(move |tx| {
            let it = store::find(tx, &id)?;
            permitted(tx, &actor, Verb::DocumentVoid, &it.campaign)?;
            let row = params![&id, act.now.today().to_string(), &actor.person.id, &reason];
            if tx.run(&store::VOID, &row)? != 1 {
                return Err(Error::rule(Rule::WrongState));
            }
            Ok(record(
                tx,
                &act,
                Entry::new("document.void", "document", &id).with("number", it.number.as_str()).reason(&reason),
            )?)
        })
        .await
}

/// A document that an actor may read, with its campaign; any other does not exist for him.
pub fn readable(tx: &mut Tx<'_>, actor: &Actor, id: &Id) -> Result<(Registered, Campaign)> {
    let it = store::find(tx, id)?;
    let of = store::campaign(tx, Some(&it.campaign))?;
    actor.permit_read(Verb::DocumentRead, &of.object())?;
    Ok((it, of))
}

/// What the organ's code is to begin with: the one used last for this kind, else the kind's word behind nothing.
pub fn organ_to_begin_with(tx: &mut Tx<'_>, campaign: &Id, kind: Kind) -> Result<String> {
    let last: Option<String> = tx.one(&store::LAST_ORGAN, &params![campaign, kind.code()], |row| row.get(0))?;
    Ok(last.map_or_else(|| ZH.paper_organ(kind.code()), Cow::Owned).into_owned())
}
