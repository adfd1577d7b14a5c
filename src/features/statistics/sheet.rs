//! The figures as a table: the numbers of the page, from the same counting.

use ::store::Tx;

use super::figures::figures;
use super::model::{Bucket, Figures, Totals};
use super::pages::{campaign_of, cell_name, what};
use super::store;
use crate::app::App;
use crate::audit::Act;
use crate::auth::{Actor, Verb};
use crate::error::{Error, Result};
use crate::features::campaign::model::Campaign;
use crate::features::campaign::store as campaigns;
use crate::id::Id;
use crate::tables::taken;
use crate::tables::write::{Cell, Kind};
use crate::text::{Lang, T};

/// Widths of the columns in characters; the last is hidden.
const WIDTHS: [f64; 5] = [18.0, 28.0, 10.0, 26.0, 0.0];

/// Whose figures of which campaign.
#[derive(Clone, Debug)]
pub enum Of {
    /// What somebody may see of a campaign, or of the one under way.
    Reader(Box<Actor>, Option<Id>),
    /// Everything of a campaign by its short name; from the console.
    Console(String),
}

/// The table, the campaign's short name, and the line that says that it was taken. Seven queries.
pub async fn export_figures(app: &App, act: Act, of: Of, lang: Lang, kind: Kind) -> Result<(Vec<u8>, String)> {
    let (t, today) = (T(lang), act.now.today());
    let read = app.db.read_afar(move |tx| {
        let (campaign, whole) = campaign(tx, &of)?;
        let found = match whole {
            true => figures(tx, &campaign.id, today)?,
            false => Figures { totals: store::totals(tx, &campaign.id, today)?, breakdowns: Vec::new() },
        };
        Ok::<_, Error>((campaign, found))
    });
    let (campaign, found) = read.await?;
    let mut writer = taken::begin(kind, t, t.sheet_figures_name(), T::FIGURE_COLUMNS, &WIDTHS)?;
    for (group, name, number, share) in rows(t, &found) {
        let number = number.map_or_else(|| t.hidden_field().into(), Cell::Number);
        writer.row(&[Cell::Text(group), Cell::Text(name), number, Cell::Text(share), "1".into()])?;
    }
    let (bytes, count) = taken::pack(writer).await?;
    taken::tell(app, act, "figures.export", ("campaign", campaign.id.as_str()), count, kind).await?;
    Ok((bytes, campaign.short_name))
}

/// The campaign, and whether the breakdowns are shown too: to those who may read the points.
fn campaign(tx: &mut Tx<'_>, of: &Of) -> Result<(Campaign, bool)> {
    match of {
        Of::Console(name) => Ok((campaigns::find_short(tx, name)?.ok_or(Error::NotFound)?, true)),
        Of::Reader(actor, id) => {
            let campaign = campaign_of(tx, Some(actor), id.as_ref())?;
            let reach = actor.reach(Verb::OpinionRead);
            let whole = reach.tenant || reach.campaigns.contains(&campaign.id);
            Ok((campaign, whole))
        }
    }
}

type Line = (String, String, Option<i64>, String);

fn rows(t: T, found: &Figures) -> Vec<Line> {
    let mut all = totals(t, &found.totals);
    let of = found.totals.points.raw() - found.totals.points.routed;
    for breakdown in &found.breakdowns {
        all.extend(breakdown.cells.iter().map(|cell| {
            let number = (!cell.withheld).then_some(cell.points);
            let share = number.map(|n| t.share(n, of)).unwrap_or_default();
            (what(t, breakdown.by).to_owned(), cell_name(t, breakdown.by, cell), number, share)
        }));
    }
    all
}

fn totals(t: T, totals: &Totals) -> Vec<Line> {
    let (points, problems, ledger) = (&totals.points, &totals.problems, &totals.ledger);
    let said = [
        (t.figures_raw(), points.raw()),
        (t.figures_fate_merged(), points.merged),
        (t.figures_fate_answered(), points.answered),
        (t.figures_fate_referred(), points.referred),
        (t.figures_fate_declined(), points.declined),
        (t.figures_fate_withdrawn(), points.withdrawn),
        (t.figures_fate_routed(), points.routed),
        (t.figures_fate_waiting(), points.waiting),
    ];
    let mut problem = vec![(t.figures_problems(), problems.merged())];
    problem.extend(Bucket::ALL.map(|bucket| (bucket.name(t), problems.of(bucket))));
    let items = [
        (t.figures_items(), ledger.total()),
        (t.figures_done(), ledger.done),
        (t.figures_doing(), ledger.doing),
        (t.figures_next(), ledger.next),
        (t.figures_suspended(), ledger.suspended),
        (t.figures_superseded(), ledger.superseded),
        (t.figures_overdue(), ledger.overdue),
    ];
    let lines = |group: &str, numbers: &[(&'static str, i64)]| -> Vec<Line> {
        let line = |(name, n): &(&'static str, i64)| (group.to_owned(), (*name).to_owned(), Some(*n), String::new());
        numbers.iter().map(line).collect()
    };
    let mut all = lines(t.figures_points(), &said);
    all.extend(lines(t.figures_problems(), &problem));
    all.extend(lines(t.figures_ledger(), &items));
    let rate = |name: &str, n: i64, of: i64| (t.figures_effect().to_owned(), name.to_owned(), Some(n), t.share(n, of));
    all.push(rate(t.figures_rate_done(), problems.done, problems.merged()));
    all.push(rate(t.figures_rate_time(), ledger.on_time, ledger.due_so_far));
    all
}
