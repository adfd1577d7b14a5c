//! Shortcomings and lasting mechanisms as tables.

use ::store::{Query, params};

use super::actions::permit;
use super::store::{self, MECHANISMS, Mechanism, SHORTCOMINGS, Shortcoming};
use crate::app::App;
use crate::audit::Act;
use crate::auth::{Actor, Verb};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::tables::taken;
use crate::tables::write::{Cell, Kind, Writer};
use crate::text::{Lang, T};

/// Rows a read.
const PAGE: u32 = 100;
/// Widths of the columns in characters.
const SHORTCOMING_WIDTHS: [f64; 7] = [40.0, 18.0, 12.0, 12.0, 14.0, 34.0, 30.0];
const MECHANISM_WIDTHS: [f64; 9] = [30.0, 14.0, 50.0, 18.0, 12.0, 34.0, 12.0, 12.0, 12.0];

/// Which table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// The register of shortcomings.
    Shortcomings,
    /// The list of lasting mechanisms.
    Mechanisms,
}

impl Which {
    fn verb(self) -> (Verb, &'static str) {
        match self {
            Which::Shortcomings => (Verb::CampaignRead, "shortcoming.export"),
            Which::Mechanisms => (Verb::MechanismRead, "mechanism.export"),
        }
    }
}

/// The table of a campaign, for somebody who may see it or, for nobody, from the console; and the line that says that it was
/// taken. Two queries for each hundred rows.
pub async fn export(
    app: &App,
    actor: Option<&Actor>,
    act: Act,
    campaign: &Id,
    which: Which,
    (lang, kind): (Lang, Kind),
) -> Result<Vec<u8>> {
    let t = T(lang);
    let mut writer = match which {
        Which::Shortcomings => {
            taken::begin(kind, t, t.shortcomings_title(), T::SHORTCOMING_COLUMNS, &SHORTCOMING_WIDTHS)
        }
        Which::Mechanisms => taken::begin(kind, t, t.mechanisms_title(), T::MECHANISM_COLUMNS, &MECHANISM_WIDTHS),
    }?;
    let (verb, told) = which.verb();
    let mut cursor = None;
    loop {
        let query = Query::new().filter("campaign", params![campaign]).limit(PAGE).after(cursor.take());
        let (actor, id) = (actor.cloned(), campaign.clone());
        let read = app.db.read_afar(move |tx| {
            let of = store::campaign(tx, &id)?;
            if let Some(actor) = &actor {
                // The register of shortcomings is the office's; the mechanisms are everybody's.
                let published = which == Which::Mechanisms && of.is_published();
                actor.permit_read(verb, &of.object(published)).or_else(|_| permit(actor, verb, &of))?;
            }
            Ok::<_, Error>(match which {
                Which::Shortcomings => {
                    let page = tx.page(&SHORTCOMINGS, &query, store::shortcoming)?;
                    (page.rows.into_iter().map(|row| shortcoming(t, row)).collect::<Vec<_>>(), page.next)
                }
                Which::Mechanisms => {
                    let page = tx.page(&MECHANISMS, &query, store::mechanism)?;
                    (page.rows.into_iter().map(|row| mechanism(t, row)).collect(), page.next)
                }
            })
        });
        let (rows, next) = read.await?;
        put(&mut writer, &rows)?;
        match next {
            Some(next) => cursor = Some(next),
            None => break,
        }
    }
    let (bytes, rows) = taken::pack(writer).await?;
    taken::tell(app, act, told, ("campaign", campaign.as_str()), rows, kind).await?;
    Ok(bytes)
}

fn put(writer: &mut Writer, rows: &[Vec<Cell>]) -> Result<()> {
    rows.iter().try_for_each(|cells| writer.row(cells))
}

fn text(text: Option<String>) -> Cell {
    text.map_or(Cell::Empty, Cell::Text)
}

fn shortcoming(t: T, row: Shortcoming) -> Vec<Cell> {
    vec![
        Cell::Text(row.text),
        Cell::Text(row.phase_name),
        Cell::Text(row.owner_name),
        Cell::Day(row.recorded_on),
        Cell::Text(t.shortcoming_state(row.state.code()).to_owned()),
        text(row.task_title),
        text(row.reason),
    ]
}

fn mechanism(t: T, row: Mechanism) -> Vec<Cell> {
    vec![
        Cell::Text(row.title),
        Cell::Text(t.mechanism_kind(row.kind.code()).to_owned()),
        Cell::Text(row.text),
        Cell::Text(row.unit_name),
        Cell::Text(row.owner_name),
        text(row.problem_summary),
        Cell::Day(row.starts_on),
        row.every_months.map_or(Cell::Empty, Cell::Number),
        row.next_on.filter(|_| row.listed).map_or(Cell::Empty, Cell::Day),
    ]
}
