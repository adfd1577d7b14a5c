//! What the pages read: steps for the log, points for the one who sorts.

use ::store::{Row, StoreError, Tx, params};

use super::super::model::{Earlier, StepVerb};
use super::{LAST_STEP, POINT_VIEW};
use crate::error::{Error, Result};
use crate::id::Id;

/// A step as the log shows it; also a decision, which has no item.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the columns of the step")]
pub struct StepRow {
    pub no: i64,
    pub verb: String,
    pub points: i64,
    pub reason: String,
    pub made_on: String,
    pub undone: bool,
    pub person: Option<String>,
    pub item: Option<String>,
    pub other: Option<String>,
    pub item_id: Option<Id>,
    /// The points that it moved.
    pub moved: Vec<Id>,
    /// What its item was called before.
    pub before: Option<String>,
    pub kind: String,
}

/// The newest steps of a campaign or of an item.
pub fn steps(tx: &mut Tx<'_>, sql: &::store::Sql, of: &Id, most: u32) -> Result<Vec<StepRow>, StoreError> {
    tx.all(sql, &params![of, most], step_row)
}

/// Reads a step.
pub fn step_row(row: &Row<'_>) -> Result<StepRow, StoreError> {
    let item_id: Option<Id> = row.get(9)?;
    // A decision has no earlier state.
    let earlier: Earlier = serde_json::from_str(&row.get::<String>(10)?).unwrap_or_default();
    let before = earlier.items.into_iter().find(|item| Some(&item.id) == item_id.as_ref()).map(|item| item.summary);
    Ok(StepRow {
        no: row.get(0)?,
        verb: row.get(1)?,
        points: row.get(2)?,
        reason: row.get(3)?,
        made_on: row.get(4)?,
        undone: row.get(5)?,
        person: row.get(6)?,
        item: row.get(7)?,
        other: row.get(8)?,
        item_id,
        moved: earlier.places.into_iter().map(|place| place.point).collect(),
        before,
        kind: row.get(11)?,
    })
}

/// A point in full, for the one who sorts.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the columns of the point")]
pub struct PointView {
    pub id: Id,
    pub round: Id,
    pub sign: String,
    pub channel: String,
    pub received_on: String,
    pub line_id: Option<Id>,
    pub line: Option<String>,
    pub population: Option<String>,
    pub subject: Option<String>,
    pub kind: Option<String>,
    pub category: Option<String>,
    pub cell_hidden: bool,
    pub text: String,
    pub state: String,
    pub about: Option<Id>,
    pub author: Option<Id>,
    pub merged_item: Option<Id>,
    pub merged_summary: Option<String>,
    pub campaign: Id,
    pub subject_unit: Option<Id>,
}

impl PointView {
    /// Whether it still needs a fate.
    pub fn is_waiting(&self) -> bool {
        self.merged_item.is_none() && matches!(self.state.as_str(), "submitted" | "registered")
    }
    /// Whether this person may sort it: neither about them nor theirs.
    pub fn is_free_for(&self, person: &Id) -> bool {
        self.about.as_ref() != Some(person) && self.author.as_ref() != Some(person)
    }
    /// Whether it has what merging needs.
    pub fn has_fields(&self) -> bool {
        let cell = self.line_id.is_some() && self.population.is_some() && self.subject.is_some();
        self.kind.is_some() && (cell || self.cell_hidden)
    }
}

/// A point in full.
pub fn point_view(tx: &mut Tx<'_>, id: &Id) -> Result<Option<PointView>, StoreError> {
    tx.one(&POINT_VIEW, &params![id], |row| {
        Ok(PointView {
            id: row.get(0)?,
            round: row.get(1)?,
            sign: row.get(2)?,
            channel: row.get(3)?,
            received_on: row.get(4)?,
            line_id: row.get(5)?,
            line: row.get(6)?,
            population: row.get(7)?,
            subject: row.get(8)?,
            kind: row.get(9)?,
            category: row.get(10)?,
            cell_hidden: row.get(11)?,
            text: row.get(12)?,
            state: row.get(13)?,
            about: row.get(14)?,
            author: row.get(15)?,
            merged_item: row.get(16)?,
            merged_summary: row.get(17)?,
            campaign: row.get(18)?,
            subject_unit: row.get(19)?,
        })
    })
}

/// The step that a person would undo.
pub struct LastStep {
    /// Its number.
    pub no: i64,
    /// What was done.
    pub verb: StepVerb,
    /// The item.
    pub item: Id,
    /// The other item, if two were touched.
    pub other: Option<Id>,
    /// How everything stood before.
    pub earlier: Earlier,
}

/// The last step of a person in a campaign.
pub fn last_step(tx: &mut Tx<'_>, campaign: &Id, person: &Id) -> Result<Option<LastStep>> {
    let found = tx.one(&LAST_STEP, &params![campaign, person], |row| {
        let (verb, earlier): (String, String) = (row.get(1)?, row.get(4)?);
        Ok((row.get(0)?, verb, row.get(2)?, row.get(3)?, earlier))
    })?;
    let Some((no, verb, item, other, earlier)) = found else { return Ok(None) };
    let verb = StepVerb::parse(&verb).ok_or_else(|| Error::Internal(format!("no such step: {verb}")))?;
    let earlier = serde_json::from_str(&earlier).map_err(|e| Error::Internal(e.to_string()))?;
    Ok(Some(LastStep { no, verb, item, other, earlier }))
}
