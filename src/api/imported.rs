//! What a program is told of a table that it sent.

use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::answer::Answer;
use crate::tables::{BadRow, Report};
use crate::text::{Lang, T};

/// A cell that cannot be taken, and why.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BadOut {
    /// The row's number in the sender's program.
    row: u32,
    /// The column's heading; empty where the row as a whole is meant.
    column: String,
    /// Stable for programs.
    code: String,
    /// For people.
    detail: String,
    /// What stands there, or what it clashes with.
    value: String,
}

impl BadOut {
    fn of(bad: BadRow, lang: Lang) -> BadOut {
        BadOut {
            row: bad.row,
            column: bad.column,
            code: bad.rule.code().to_owned(),
            detail: T(lang).rule(bad.rule).to_owned(),
            value: bad.value,
        }
    }
}

/// The outcome of an import. Where anything is bad, nothing was written.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ImportOut {
    /// Rows with content.
    rows: u32,
    /// Whether it was written; not on a dry run, nor where nothing would change.
    written: bool,
    /// Everything that is wrong, in the order of the rows.
    bad: Vec<BadOut>,
    /// Headings that were not read.
    ignored: Vec<String>,
}

impl ImportOut {
    /// What a report says.
    pub fn of(report: Report, written: bool, lang: Lang) -> ImportOut {
        let bad = report.bad.into_iter().map(|bad| BadOut::of(bad, lang)).collect();
        ImportOut { rows: report.rows, written, bad, ignored: report.ignored }
    }
}

impl Answer for ImportOut {
    type Body = ImportOut;
    const STATUS: StatusCode = StatusCode::OK;
    fn body(&self) -> ImportOut {
        self.clone()
    }
}
