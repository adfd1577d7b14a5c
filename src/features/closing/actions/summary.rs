//! The summary report: begun, written, laid down, revised as a new version, published.

use ::store::{Tx, params};

use super::super::model::{BLOCK_LONGEST, Blocks, SummaryText, TITLE_LONGEST};
use super::super::store::{self, Of, Summary};
use super::{one_row, permit, permitted, reason, running};
use crate::app::App;
use crate::audit::{Act, Entry, content_hash, record};
use crate::auth::{Actor, Verb};
use crate::consequences;
use crate::error::{Error, FieldError, Refusal, Result, Rule};
use crate::id::Id;
use crate::view::fields::Fields;

/// What an office writes.
#[derive(Clone, Debug, Default)]
#[allow(missing_docs, reason = "the parts of the report")]
pub struct SummaryDraft {
    pub title: String,
    pub blocks: Blocks,
}

/// Begins a campaign's summary: its first version, empty but for the title.
pub async fn begin_summary(app: &App, actor: &Actor, campaign: &Id, title: &str) -> Result<Id> {
    let act = Act::by(actor, app.clock.now());
    let mut fields = Fields::default();
    let title = fields.text("title", title, TITLE_LONGEST);
    fields.finish()?;
    let (actor, campaign, id) = (actor.clone(), campaign.clone(), Id::random());
    app.db
        .write(move |tx| {
            running(tx, &actor, Verb::SummaryEdit, &campaign)?;
            if !store::summaries(tx, &campaign)?.is_empty() {
                return Err(Error::rule(Rule::SummaryExists));
            }
            insert(tx, &actor, &id, &campaign, 1, &title, &Blocks::default(), None)?;
            record(tx, &act, Entry::new("summary.create", "summary", &id).with("campaign", campaign.to_string()))?;
            Ok(id.clone())
        })
        .await
}

fn insert(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: &Id,
    campaign: &Id,
    no: i64,
    title: &str,
    b: &Blocks,
    reason: Option<&str>,
) -> Result<()> {
    let by = &actor.person.id;
    let row =
        params![id, campaign, no, title, &b.achievements, &b.experience, &b.problems, &b.shortcomings, by, reason];
    tx.run(&store::INSERT_SUMMARY, &row)?;
    Ok(())
}

/// A version that the actor may read: a draft by those who write and lay down, one laid down by all who read the campaign.
pub fn readable_summary(tx: &mut Tx<'_>, actor: &Actor, id: &Id) -> Result<(Summary, Of)> {
    let found = tx.one(&store::SUMMARY, &params![id], store::summary)?.ok_or(Error::NotFound)?;
    let of = store::campaign(tx, &found.campaign)?;
    actor.permit_read(Verb::SummaryRead, &of.object(found.frozen && of.is_published()))?;
    Ok((found, of))
}

fn changeable(tx: &mut Tx<'_>, actor: &Actor, verb: Verb, id: &Id) -> Result<(Summary, Of)> {
    let (found, of) = readable_summary(tx, actor, id)?;
    permit(actor, verb, &of)?;
    if of.is_open() { Ok((found, of)) } else { Err(Error::rule(Rule::WrongState)) }
}

/// Writes a draft. `seen`: the version that was looked at.
pub async fn save_summary(app: &App, actor: &Actor, id: &Id, seen: i64, draft: &SummaryDraft) -> Result<()> {
    let act = Act::by(actor, app.clock.now());
    let mut fields = Fields::default();
    let title = fields.text("title", &draft.title, TITLE_LONGEST);
    for (code, text) in draft.blocks.all() {
        fields.optional(code, text, BLOCK_LONGEST);
    }
    fields.finish()?;
    let (actor, id, b) = (actor.clone(), id.clone(), draft.blocks.clone());
    app.db
        .write(move |tx| {
            let (found, _) = changeable(tx, &actor, Verb::SummaryEdit, &id)?;
            if found.frozen {
                return Err(Error::rule(Rule::WrongState));
            }
            // What names a figure nobody knows is found here, not on the day it is laid down.
            filled(tx, &act, &found.campaign, &b)?;
            let by = &actor.person.id;
            let row = params![&id, seen, &title, &b.achievements, &b.experience, &b.problems, &b.shortcomings, by];
            one_row(tx.run(&store::SAVE_SUMMARY, &row)?)?;
            Ok(record(tx, &act, Entry::new("summary.save", "summary", &id))?)
        })
        .await
}

/// The blocks with the figures of this day, and these figures.
fn filled(tx: &mut Tx<'_>, act: &Act, campaign: &Id, blocks: &Blocks) -> Result<(Blocks, serde_json::Value)> {
    let figures = consequences::campaign_figures(tx, campaign, act.now.today())?;
    let blocks = blocks
        .filled(&figures)
        .map_err(|(field, _)| Error::Invalid(vec![FieldError { field, rule: Rule::UnknownFigure }]))?;
    Ok((blocks, figures))
}

/// The secretary lays it down: all four blocks are there, the figures of this day are put in, and the trail vouches for the
/// hash. Whoever wrote it does not lay it down.
pub async fn freeze_summary(app: &App, actor: &Actor, id: &Id, seen: i64) -> Result<()> {
    let act = Act::by(actor, app.clock.now());
    let (actor, id) = (actor.clone(), id.clone());
    app.db
        .write(move |tx| {
            let (found, of) = changeable(tx, &actor, Verb::SummaryFreeze, &id)?;
            if found.frozen {
                return Err(Error::rule(Rule::WrongState));
            }
            if found.written_by == actor.person.id {
                return Err(Error::Refused(Refusal::Conflict));
            }
            if let Some(field) = found.blocks.empty() {
                return Err(Error::field(field, Rule::Missing));
            }
            let (blocks, figures) = filled(tx, &act, &found.campaign, &found.blocks)?;
            let text = SummaryText {
                no: found.no,
                title: found.title.clone(),
                campaign: of.short_name,
                host: of.host,
                frozen_on: act.now.today().to_string(),
                blocks,
                figures,
            };
            let text = text.to_text();
            let hash = content_hash(text.as_bytes());
            let today = act.now.today().to_string();
            one_row(tx.run(&store::FREEZE_SUMMARY, &params![&id, seen, text, &hash, today, &actor.person.id])?)?;
            let entry = Entry::new("summary.freeze", "summary", &id).states("draft", "frozen");
            Ok(record(tx, &act, entry.hash(&hash))?)
        })
        .await
}

/// The secretary has it revised, with a reason: a draft of the next version, from what was laid down. The old one stays.
pub async fn revise_summary(app: &App, actor: &Actor, id: &Id, why: &str) -> Result<Id> {
    let (act, why, next) = (Act::by(actor, app.clock.now()), reason(why)?, Id::random());
    let (actor, id) = (actor.clone(), id.clone());
    app.db
        .write(move |tx| {
            let (found, _) = changeable(tx, &actor, Verb::SummaryFreeze, &id)?;
            let newest = store::summaries(tx, &found.campaign)?.first().map_or(0, |s| s.no);
            if !found.frozen || newest != found.no {
                return Err(Error::rule(Rule::WrongState));
            }
            insert(tx, &actor, &next, &found.campaign, found.no + 1, &found.title, &found.blocks, Some(&why))?;
            let entry = Entry::new("summary.revise", "summary", &next).reason(&why);
            record(tx, &act, entry.with("from_version", id.to_string()))?;
            Ok(next.clone())
        })
        .await
}

/// A draft of a publication with the text that was laid down; its audience is chosen there.
pub async fn publish_summary(app: &App, actor: &Actor, id: &Id) -> Result<Id> {
    let act = Act::by(actor, app.clock.now());
    let (actor, id) = (actor.clone(), id.clone());
    app.db
        .write(move |tx| {
            let (found, _) = readable_summary(tx, &actor, &id)?;
            permitted(tx, &actor, Verb::PublicationCreate, &found.campaign)?;
            let text = found.frozen_text.as_deref().and_then(SummaryText::parse);
            let text = text.ok_or_else(|| Error::rule(Rule::WrongState))?;
            consequences::text_to_publish(tx, &act, &found.campaign, &actor.person.id, &text.title, &body(&text))
        })
        .await
}

/// The four blocks one below the other, each under its name.
fn body(text: &SummaryText) -> String {
    let t = crate::text::T(crate::text::Lang::Zh);
    let blocks = text.blocks.all().map(|(code, block)| format!("{}\n{}", t.summary_block(code), block.trim()));
    blocks.join("\n")
}
