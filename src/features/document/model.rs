//! Kinds and contents of documents. No I/O.

use gongwen::{Annex, Block, Document, Head, Imprint, Seal, Signature};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::id::Id;
use crate::text::{Lang, T};

/// An official document is written in Chinese, whatever language its reader's screen is in.
pub const ZH: T = T(Lang::Zh);
/// Longest title and other single lines.
pub const LINE_LONGEST: usize = 120;
/// Longest text.
pub const BODY_LONGEST: usize = 30_000;

/// What kind of document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// 实施方案, from the campaign itself.
    Implementation,
    /// 通知.
    Notice,
    /// 工作提醒, from a supervision slip.
    Reminder,
    /// 整改方案 with the ledger attached, from a plan that was laid down.
    Rectification,
    /// 情况通报, from a report-back that is out.
    ReportBack,
    /// 测评情况报告, from the evaluation published last.
    Evaluation,
    /// 总结报告, from a summary that was laid down.
    Summary,
    /// 会议纪要.
    Minutes,
    /// 讲话稿.
    Speech,
}

impl Kind {
    /// In the order of the form.
    pub const ALL: [Kind; 9] = [
        Kind::Implementation,
        Kind::Notice,
        Kind::Rectification,
        Kind::ReportBack,
        Kind::Reminder,
        Kind::Evaluation,
        Kind::Summary,
        Kind::Minutes,
        Kind::Speech,
    ];

    /// The code in the database and in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Kind::Implementation => "implementation",
            Kind::Notice => "notice",
            Kind::Reminder => "reminder",
            Kind::Rectification => "rectification",
            Kind::ReportBack => "report_back",
            Kind::Evaluation => "evaluation",
            Kind::Summary => "summary",
            Kind::Minutes => "minutes",
            Kind::Speech => "speech",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Whether its text is written here rather than taken from what was laid down elsewhere.
    pub fn is_written(self) -> bool {
        matches!(self, Kind::Notice | Kind::Minutes | Kind::Speech)
    }

    /// Whether one of several sources must be chosen.
    pub fn has_choice(self) -> bool {
        matches!(self, Kind::Reminder | Kind::Rectification | Kind::ReportBack | Kind::Summary)
    }
}

/// What is laid down: all that the file shows. Kept as JSON with one field a line, so that anybody can read it and compute
/// its hash.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the parts of the document")]
pub struct Paper {
    pub kind: String,
    pub number: String,
    pub host: String,
    pub title: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub byline: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub addressee: Option<String>,
    pub body: Vec<Block>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub annexes: Vec<(String, Vec<Block>)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub copies: Vec<String>,
    pub day: String,
    /// What it was made from, with its hash where it was laid down itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
}

/// What a document was made from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "plain")]
pub struct Source {
    pub id: Id,
    pub title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hash: Option<String>,
}

impl Paper {
    /// As it is hashed and kept.
    pub fn to_text(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// From the database.
    pub fn parse(text: &str) -> Option<Paper> {
        serde_json::from_str(text).ok()
    }

    /// Laid out. Without a hash it is a draft and says so.
    pub fn document(&self, hash: Option<&str>) -> Result<Document> {
        let day: Date = self.day.parse().map_err(|_| Error::Internal("a document without its day".into()))?;
        let kind = Kind::parse(&self.kind).ok_or_else(|| Error::Internal("a document of no kind".into()))?;
        let head = match kind {
            Kind::Summary | Kind::Speech => Head::Plain,
            Kind::Minutes => {
                Head::Minutes { mark: ZH.paper_minutes_mark(&self.host), number: Some(self.number.clone()) }
            }
            _ => Head::Red { organ: self.host.clone(), number: self.number.clone(), signer: None },
        };
        let imprint = !matches!(kind, Kind::Summary | Kind::Speech);
        let note = match hash {
            Some(hash) => ZH.document_hash(crate::view::download::in_groups(hash)),
            None => ZH.paper_draft_note().to_owned(),
        };
        Ok(Document {
            head,
            title: vec![self.title.clone()],
            byline: self.byline.clone(),
            addressee: self.addressee.clone(),
            body: self.body.clone(),
            attachments: self.annexes.iter().map(|(title, _)| title.clone()).collect(),
            signature: (kind != Kind::Speech).then(|| Signature {
                organ: self.host.clone(),
                day,
                seal: Seal::Unsealed,
            }),
            note: Some(note),
            imprint: imprint.then(|| Imprint { copies: self.copies.clone(), office: self.host.clone(), day }),
            annexes: self
                .annexes
                .iter()
                .map(|(title, body)| Annex { title: title.clone(), body: body.clone() })
                .collect(),
        })
    }
}
