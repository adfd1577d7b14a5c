//! What gates look at, what was stated to them, and their written results.

use ::store::{Row, StoreError, Tx, params};
use serde::{Deserialize, Serialize};

use super::{Day, GATE_FACTS, INSERT_REPORT, INSERT_STATEMENT, RECORD_BOX, REPORTS, STATEMENTS, unknown};
use crate::audit::content_hash;
use crate::features::campaign::model::{Check, Finding, GateFacts, Statement};
use crate::id::Id;
use jiff::civil::Date;

/// What the gates ask of all slices. One query.
pub fn facts(tx: &mut Tx<'_>, campaign: &Id) -> Result<GateFacts, StoreError> {
    let found = tx.one(&GATE_FACTS, &params![campaign], |row| {
        Ok(GateFacts {
            closed_rounds: row.get(0)?,
            unsorted_rounds: row.get(1)?,
            rounds_not_fed_back: row.get(2)?,
            unplanned_problems: row.get(3)?,
            open_items: row.get(4)?,
            final_plans: row.get(5)?,
            report_backs: row.get(6)?,
            running_publications: row.get(7)?,
            confirmed_evaluations: row.get(8)?,
            running_evaluations: row.get(9)?,
            summaries: row.get(10)?,
            mechanisms: row.get(11)?,
            open_shortcomings: row.get(12)?,
            open_phases: row.get(13)?,
            open_tasks: row.get(14)?,
        })
    })?;
    Ok(found.unwrap_or_default())
}

/// What was stated to the gate of a phase, or to those of the campaign, the newest last. One query.
pub fn stated(tx: &mut Tx<'_>, campaign: &Id, phase: Option<&Id>) -> Result<Vec<(Check, Statement)>, StoreError> {
    let all = tx.all(&STATEMENTS, &params![campaign], |row| {
        let code: String = row.get(1)?;
        let check = Check::parse(&code).ok_or_else(|| unknown("check", &code))?;
        let said = Statement { text: row.get(2)?, person: row.get(3)?, stated_on: row.get(4)? };
        Ok((row.get::<Option<Id>>(0)?, check, said))
    })?;
    Ok(all.into_iter().filter(|(of, ..)| of.as_ref() == phase).map(|(_, check, said)| (check, said)).collect())
}

/// A statement that is to be kept.
#[allow(missing_docs, reason = "the columns")]
pub struct NewStatement<'a> {
    pub campaign: &'a Id,
    pub phase: Option<&'a Id>,
    pub check: Check,
    pub text: &'a str,
    pub person: &'a Id,
    pub day: Date,
}

/// Keeps it.
pub fn state(tx: &mut Tx<'_>, id: &Id, new: &NewStatement<'_>) -> Result<(), StoreError> {
    let day = new.day.to_string();
    let row = params![id, new.campaign, new.phase, new.check.code(), new.text, new.person, day];
    tx.run(&INSERT_STATEMENT, &row).map(drop)
}

/// A line of a written result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the parts of a finding")]
pub struct ReportLine {
    pub check: String,
    pub lacks: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statement: Option<Statement>,
}

impl ReportLine {
    /// From what the gate found.
    pub fn of(finding: &Finding) -> ReportLine {
        let (check, statement) = (finding.check.code().to_owned(), finding.statement.clone());
        ReportLine { check, lacks: finding.lacks, statement }
    }

    /// The check, if this program knows it.
    pub fn known(&self) -> Option<Check> {
        Check::parse(&self.check)
    }
}

/// A thing in the record box of a campaign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the columns of the list")]
pub struct Boxed {
    pub kind: String,
    pub title: String,
    pub hash: String,
}

/// The text of a written result, as it is kept and hashed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the parts of the result")]
pub struct ReportText {
    pub findings: Vec<ReportLine>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What lay in the record box, when a campaign is put away.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub record_box: Vec<Boxed>,
}

/// The written result of a gate.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the columns")]
pub struct Report {
    pub id: Id,
    pub phase: Option<Id>,
    pub event: String,
    pub passed: bool,
    pub person: String,
    pub decided_on: Date,
    pub text: ReportText,
    pub hash: String,
}

fn report(row: &Row<'_>) -> Result<Report, StoreError> {
    let text: String = row.get(6)?;
    let text =
        serde_json::from_str(&text).map_err(|_| StoreError::Other("a gate's result could not be read".into()))?;
    Ok(Report {
        id: row.get(0)?,
        phase: row.get(1)?,
        event: row.get(2)?,
        passed: row.get(3)?,
        person: row.get(4)?,
        decided_on: row.get::<Day>(5)?.0,
        text,
        hash: row.get(7)?,
    })
}

/// The written results of a campaign's gates, the newest first. One query.
pub fn reports(tx: &mut Tx<'_>, campaign: &Id) -> Result<Vec<Report>, StoreError> {
    tx.all(&REPORTS, &params![campaign], report)
}

/// A result that is to be kept.
#[allow(missing_docs, reason = "the columns")]
pub struct NewReport<'a> {
    pub campaign: &'a Id,
    pub phase: Option<&'a Id>,
    pub event: &'a str,
    pub passed: bool,
    pub person: &'a Id,
    pub day: Date,
    pub text: &'a ReportText,
}

/// Keeps it and returns its hash.
pub fn keep(tx: &mut Tx<'_>, id: &Id, new: &NewReport<'_>) -> Result<String, StoreError> {
    let text = serde_json::to_string_pretty(new.text).map_err(|e| StoreError::Other(e.to_string()))?;
    let hash = content_hash(text.as_bytes());
    let day = new.day.to_string();
    let row = params![id, new.campaign, new.phase, new.event, new.passed, new.person, day, text, &hash];
    tx.run(&INSERT_REPORT, &row)?;
    Ok(hash)
}

/// What lies in the record box of a campaign. One query.
pub fn record_box(tx: &mut Tx<'_>, campaign: &Id) -> Result<Vec<Boxed>, StoreError> {
    tx.all(&RECORD_BOX, &params![campaign], |row| {
        Ok(Boxed { kind: row.get(1)?, title: row.get(2)?, hash: row.get(3)? })
    })
}
