//! A summary as an official document, made from the text that was laid down and nothing else (SPEC 2.13, 2.14).

use gongwen::numeral::Level;
use gongwen::{Block, Document, Seal, Signature};
use jiff::civil::Date;

use super::model::{SummaryText, value};
use crate::error::{Error, Result};
use crate::text::{Lang, T};

/// An official document is written in Chinese, whatever language its reader's screen is in.
const ZH: T = T(Lang::Zh);

/// The document: the sentence of figures, the four blocks, who signs and when.
pub fn document(text: &SummaryText, hash: &str) -> Result<Document> {
    let day: Date = text.frozen_on.parse().map_err(|_| Error::Internal("a summary without its day".into()))?;
    let mut body = vec![Block::line(&value(&text.figures, "/sentence"))];
    for (code, block) in text.blocks.all() {
        body.push(Block::Heading(Level::One, ZH.summary_block(code).to_owned()));
        body.extend(block.lines().map(str::trim).filter(|line| !line.is_empty()).map(Block::line));
    }
    Ok(Document {
        title: vec![text.title.clone()],
        body,
        signature: Some(Signature { organ: text.host.clone(), day, seal: Seal::Unsealed }),
        note: Some(ZH.document_hash(crate::view::download::in_groups(hash))),
        ..Document::default()
    })
}
