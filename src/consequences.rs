//! What follows from what. A slice never calls another; its action returns a fact, and this room, the only one that
//! knows all slices, applies the consequences in the same unit of work.
//!
//! | fact | consequence |
//! |---|---|
//! | a box was opened | `round:…` points are written by `opinion`, under the rule of small cells; `publication:…` comments by `publication` |
//! | points merged, un-merged | their state in `opinion` follows |
//! | an item approved | its merged item is `planned` |
//! | an item closed | its merged item is `resolved` when all its items are closed; its points are `answered` |
//! | an item reopened | its merged item is `planned` again; its points are `merged` again |
//! | the people dissatisfied with a problem | its closed items are reopened by `rectification`, and what follows from that |
//! | a remedial round required | each item below the threshold is a task of its `campaign` |
//! | an objection upheld | the problem's closed items are reopened, an explained problem is confirmed again; what follows from that |
//! | the box of ratings and objections was opened | their points move on in `opinion`, the grades stand apart |
//! | a merged item explained | its points are `answered` with the explanation |
//! | a shortcoming carried on | a task of its `campaign`, which runs at once |
//! | a campaign follows another | what that one left over is recorded by `closing` in its first phase |
//! | a summary to be published | `publication` gets a draft with its text |
//! | a plan submitted | `rectification` looks whether each item is complete |
//! | a plan approved, finalised | its drafted items are `not_started`; what it changes of approved ones holds from then on |
//! | a plan to be published | `publication` gets a draft that carries the plan |
//! | a publication opened, closed, revoked | the plan that it carries is `published`, `comments_closed`, `approved` again |

pub mod plan_text;

use jiff::civil::Date;
use store::Tx;
use workday::Calendar;

use self::plan_text::{PlanChange, PlanText};

use crate::audit::Act;
use crate::error::{Error, Result};
use crate::features::{
    campaign, closing, merging, opinion, organisation, plan, publication, rectification, statistics,
};
use crate::id::Id;
use crate::letterbox::Opened;

/// A fact that a slice's action reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// Points now belong to a merged item.
    PointsMerged(Vec<Id>),
    /// Points were taken out of their merged item.
    PointsUnmerged(Vec<Id>),
    /// A merged item will not be rectified; its points are answered with the explanation.
    MergedExplained(Vec<Id>),
    /// An item was approved that came from this merged item.
    ItemApproved(Id),
    /// All items of this merged item are closed now.
    LastItemClosed(Id),
    /// The people are dissatisfied with what was done about this merged item.
    ProblemDissatisfied(Id),
    /// Somebody of this merged item objected to its result, and is right.
    ObjectionUpheld(Id),
    /// An evaluation asks for a remedial round: titles and results of the tasks it brings, and until when.
    RemedialRequired {
        /// The campaign.
        campaign: Id,
        /// Title and result of each task.
        tasks: Vec<(String, String)>,
        /// The last day of the new vote.
        closes_on: Date,
    },
    /// An item of this merged item was reopened.
    ItemReopened(Id),
    /// A publication went out.
    PublicationOpened(Id),
    /// Its period is over.
    PublicationClosed(Id),
    /// It was taken back.
    PublicationRevoked(Id),
}

/// Applies what follows from a fact, in the unit of work that brought it about.
pub fn apply(tx: &mut Tx<'_>, act: &Act, fact: &Fact) -> Result<()> {
    match fact {
        Fact::PointsMerged(points) => opinion::points_merged(tx, act, points),
        Fact::PointsUnmerged(points) => opinion::points_unmerged(tx, act, points),
        Fact::MergedExplained(points) => opinion::points_answered(tx, act, points),
        Fact::ItemApproved(merged_item) => merging::item_approved(tx, act, merged_item),
        Fact::LastItemClosed(merged_item) => {
            let points = merging::last_item_closed(tx, act, merged_item)?;
            opinion::points_answered(tx, act, &points)
        }
        Fact::ProblemDissatisfied(merged_item) => {
            if rectification::reopen_dissatisfied(tx, act, merged_item, "satisfaction evaluation")? {
                apply(tx, act, &Fact::ItemReopened(merged_item.clone()))?;
            }
            Ok(())
        }
        Fact::ObjectionUpheld(merged_item) => {
            // An explained problem has no items: it waits to be planned, and so do its points.
            rectification::reopen_dissatisfied(tx, act, merged_item, "objection upheld")?;
            apply(tx, act, &Fact::ItemReopened(merged_item.clone()))
        }
        Fact::RemedialRequired { campaign, tasks, closes_on } => {
            campaign::remedial_tasks(tx, act, campaign, tasks, *closes_on)
        }
        Fact::ItemReopened(merged_item) => {
            let points = merging::item_reopened(tx, act, merged_item)?;
            opinion::points_reopened(tx, act, &points)
        }
        Fact::PublicationOpened(id) => plan::publication_opened(tx, act, id),
        Fact::PublicationClosed(id) => plan::publication_closed(tx, act, id),
        Fact::PublicationRevoked(id) => plan::publication_revoked(tx, act, id),
    }
}

/// Hands released slips to the slice that owns the parent. Returns the new rows' keys and content hashes, which the
/// release's audit line vouches for.
pub fn box_opened(tx: &mut Tx<'_>, act: &Act, opened: &Opened) -> Result<Vec<(Id, String)>> {
    match opened.parent.split_once(':') {
        Some(("round", id)) => opinion::points_released(tx, act, id, opened),
        Some(("publication", id)) => publication::comments_released(tx, id, opened),
        Some(("voice", _)) => opinion::voices_released(tx, act, opened).map(|()| Vec::new()),
        _ => Err(Error::Internal(format!("nobody takes what lies in the box of {}", opened.parent))),
    }
}

/// Somebody gets an account who is not registered yet (the administrator, the first secretary, `user add`): the register
/// of people gets a bare entry, in the same unit of work.
pub fn person_entered(tx: &mut Tx<'_>, act: &Act, name: &str) -> Result<Id> {
    organisation::person_entered(tx, act, name)
}

/// A plan is to be approved: each of its items must have what an approval asks for (R69).
pub fn plan_submitted(tx: &mut Tx<'_>, today: Date, changes: &[PlanChange]) -> Result<()> {
    changes.iter().try_for_each(|change| rectification::check_for_plan(tx, today, change))
}

/// A plan was approved or finalised: its items are approved with it, and what it changes holds. The calendar tells when lamps turn.
pub fn plan_adopted(tx: &mut Tx<'_>, act: &Act, calendar: &Calendar, changes: &[PlanChange]) -> Result<()> {
    changes.iter().try_for_each(|change| rectification::adopt(tx, act, calendar, change))
}

/// An approved plan is to be published: a draft in its campaign that carries it, by whoever prepares it.
pub fn plan_to_publish(tx: &mut Tx<'_>, act: &Act, campaign: &Id, by: &Id, text: &PlanText) -> Result<Id> {
    publication::draft_of_plan(tx, act, campaign, by, text)
}

/// A task that another slice asks for.
#[derive(Clone, Debug)]
pub struct TaskWanted {
    /// What is to be done.
    pub title: String,
    /// What will be there in the end.
    pub deliverable: String,
    /// Until when, inside the campaign.
    pub due_on: Date,
    /// Who answers for it.
    pub accountable: Id,
}

/// A task of a campaign is asked for; it runs at once.
pub fn task_wanted(tx: &mut Tx<'_>, act: &Act, campaign: &Id, wanted: &TaskWanted) -> Result<Id> {
    campaign::task_wanted(tx, act, campaign, wanted)
}

/// A campaign follows another that is over.
pub fn campaign_follows(tx: &mut Tx<'_>, act: &Act, from: &Id, to: &Id) -> Result<()> {
    closing::shortcomings_follow(tx, act, from, to)
}

/// The figures of a campaign as the page of figures has them on that day.
pub fn campaign_figures(tx: &mut Tx<'_>, id: &Id, today: Date) -> Result<serde_json::Value> {
    let found = campaign::store::find(tx, id)?.ok_or(Error::NotFound)?;
    statistics::figures::campaign_json(tx, &found, today)
}

/// A text of its own is to be published: a draft in its campaign, by whoever prepares it.
pub fn text_to_publish(tx: &mut Tx<'_>, act: &Act, campaign: &Id, by: &Id, title: &str, body: &str) -> Result<Id> {
    publication::draft_of_text(tx, act, campaign, by, title, body)
}
