//! The one place that counts. The page, the JSON and the command line all show what comes from here.

use ::store::Tx;
use jiff::civil::Date;
use serde_json::{Value as Json, json};

use super::evaluation::evaluation_json;
use super::model::{Breakdown, Cell, Figures, Totals, withhold};
use super::store;
use crate::app::App;
use crate::error::{Error, Result};
use crate::features::campaign;
use crate::features::campaign::model::Campaign;
use crate::id::Id;
use crate::text::{Lang, T};

/// The totals and every breakdown of a campaign; five queries, however many points there are.
pub fn figures(tx: &mut Tx<'_>, campaign: &Id, today: Date) -> Result<Figures> {
    let totals = store::totals(tx, campaign, today)?;
    let mut breakdowns = Vec::new();
    for (by, mut cells) in store::cells(tx, campaign)? {
        withhold(&mut cells);
        cells.sort_by_key(order);
        breakdowns.push(Breakdown { by, cells });
    }
    Ok(Figures { totals, breakdowns })
}

/// A place that would tell the size of a withheld number is no place to show it: those come last, by name.
fn order(cell: &Cell) -> (bool, bool, i64, String) {
    let size = if cell.withheld { 0 } else { -cell.points };
    (cell.value.is_none(), cell.withheld, size, cell.name.clone().or(cell.value.clone()).unwrap_or_default())
}

/// What programs read. The sentence is always in the style of the seed; English stands beside it.
pub fn json_of(totals: &Totals) -> Json {
    let (points, problems, ledger) = (&totals.points, &totals.problems, &totals.ledger);
    json!({
        "opinions": {
            "raw": points.raw(),
            "merged": problems.merged(),
            "by_fate": {
                "merged": points.merged,
                "answered": points.answered,
                "referred": points.referred,
                "not_adopted": points.declined,
                "routed": points.routed,
                "withdrawn": points.withdrawn,
                "waiting": points.waiting,
            },
        },
        "rectification": {
            "total": problems.merged(),
            "done": problems.done,
            "doing": problems.doing,
            "next": problems.next,
            "unplanned": problems.unplanned,
            "explained": problems.explained,
            "suspended": problems.suspended,
        },
        "ledger": {
            "total": ledger.total(),
            "done": ledger.done,
            "doing": ledger.doing,
            "next": ledger.next,
            "suspended": ledger.suspended,
            "superseded": ledger.superseded,
            "overdue": ledger.overdue,
        },
        "sentence": totals.sentence(T(Lang::Zh)),
        "sentence_en": totals.sentence(T(Lang::En)),
    })
}

/// For the command line: the figures of a campaign by its short name, or of the active one.
pub async fn figures_json(app: &App, short_name: Option<&str>) -> Result<Json> {
    let (name, today) = (short_name.map(str::to_owned), app.clock.now().today());
    app.db
        .read(move |tx| {
            let found = match &name {
                Some(name) => campaign::store::find_short(tx, name)?,
                None => campaign::active(tx)?,
            };
            let campaign = found.ok_or(Error::NotFound)?;
            campaign_json(tx, &campaign, today)
        })
        .await
}

/// The totals of a campaign and the evaluation that was published last, for the page's address and the command. Six queries.
pub fn campaign_json(tx: &mut Tx<'_>, campaign: &Campaign, today: Date) -> Result<Json> {
    let totals = store::totals(tx, &campaign.id, today)?;
    let mut figures = json_of(&totals);
    if let Some(object) = figures.as_object_mut() {
        object.insert("campaign".to_owned(), campaign.short_name.clone().into());
        object.insert("evaluation".to_owned(), evaluation_json(tx, &campaign.id)?);
    }
    Ok(figures)
}
