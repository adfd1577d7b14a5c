//! A publication as an official document, made from its frozen text and nothing else, so that it is the same at any time.

use axum::extract::{Path, State};
use axum::response::Response;
use gongwen::numeral::Level;
use gongwen::{Block, Document, Seal, Signature};
use jiff::civil::Date;

use super::read::frozen_text;
use crate::app::App;
use crate::auth::Visitor;
use crate::error::{Error, Result};
use crate::features::publication::model::{Frozen, FrozenLine};
use crate::text::{Lang, T};
use crate::view::download::{self, DOCX, Place};

/// An official document is written in Chinese, whatever language its reader's screen is in.
const ZH: T = T(Lang::Zh);

/// `GET /publications/{id}/document`: the .docx, for whoever may read it. Two queries.
pub async fn docx(State(app): State<App>, visitor: Visitor, Path(id): Path<String>) -> Result<Response> {
    let (text, hash) = frozen_text(&app, &visitor, &id).await?;
    let frozen = Frozen::parse(&text).ok_or_else(|| Error::Internal("a frozen text could not be read".into()))?;
    let content = document(&frozen, &hash)?.to_docx().map_err(|problem| Error::Internal(problem.to_string()))?;
    download::file(&format!("{}.docx", frozen.title), DOCX, Place::Attachment, content)
}

/// The document (SPEC 2.14, 情况通报): the text, then what became of each problem, then who published it and when.
fn document(frozen: &Frozen, hash: &str) -> Result<Document> {
    let day: Date = frozen.opens_on.parse().map_err(|_| Error::Internal("a publication without its day".into()))?;
    // A text that greets somebody begins with the greeting.
    let (addressee, text) = match frozen.body.split_first() {
        Some((first, rest)) if first.ends_with('：') => (Some(first.trim_end_matches('：').to_owned()), rest),
        _ => (None, frozen.body.as_slice()),
    };
    let mut body: Vec<Block> = text.iter().map(|line| Block::line(line)).collect();
    if let Some(plan) = &frozen.plan {
        body.extend(plan.preface.lines().map(str::trim).filter(|line| !line.is_empty()).map(Block::line));
        body.extend(crate::consequences::plan_text::document::blocks(plan));
    }
    if !frozen.lines.is_empty() {
        body.push(Block::Unnumbered(Level::One, ZH.document_line_by_line().to_owned()));
    }
    body.extend(frozen.lines.iter().flat_map(told));
    Ok(Document {
        title: vec![frozen.title.clone()],
        addressee,
        body,
        signature: Some(Signature { organ: frozen.host.clone(), day, seal: Seal::Unsealed }),
        note: Some(ZH.document_hash(download::in_groups(hash))),
        ..Document::default()
    })
}

fn told(line: &FrozenLine) -> Vec<Block> {
    let stands = ZH.merged_bucket(&line.bucket);
    let mut blocks = vec![Block::Heading(Level::Two, ZH.document_problem(&line.summary, stands))];
    let parts = [
        (ZH.document_asked(line.points), &line.asked),
        (ZH.publication_did().to_owned(), &line.done),
        (ZH.publication_proven().to_owned(), &line.proven),
        (ZH.publication_remains().to_owned(), &line.remains),
    ];
    let told = parts.iter().filter(|(_, text)| !text.trim().is_empty());
    blocks.extend(told.map(|(name, text)| Block::Text(ZH.document_part(name, text.trim()))));
    blocks
}
