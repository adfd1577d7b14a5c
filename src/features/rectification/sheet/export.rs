//! The ledger as a file that a person takes away.

use ::store::{Predicate, Query, Value, params};
use jiff::civil::Date;

use super::{Mark, Showing, cells};
use crate::app::App;
use crate::audit::Act;
use crate::auth::Actor;
use crate::error::{Error, Result};
use crate::features::rectification::store::{self, LedgerRow};
use crate::id::Id;
use crate::tables::taken;
use crate::tables::write::{Cell, Kind};
use crate::text::{Lang, T};

/// Widths of the columns in characters; the last is hidden.
const WIDTHS: [f64; 22] = [
    4.0, 12.0, 10.0, 20.0, 9.0, 15.0, 9.0, 20.0, 24.0, 8.0, 12.0, 8.0, 11.0, 18.0, 8.0, 6.0, 5.0, 11.0, 15.0, 7.0, 9.0,
    0.0,
];

/// What is exported, for whom.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The rows, already narrowed to what the asker may see.
    pub query: Query,
    /// Of which rows progress, evidence and steps are shown.
    pub traced: Predicate,
    /// The campaign, for the audit line; empty for all.
    pub campaign: String,
    /// The language of headings and words.
    pub lang: Lang,
}

impl Asked {
    /// What an actor asks for.
    pub fn by(actor: &Actor, query: Query, campaign: &str, lang: Lang) -> Asked {
        Asked { query, traced: store::traceable(actor), campaign: campaign.to_owned(), lang }
    }

    /// All of a campaign, from the console.
    pub fn of_campaign(campaign: &Id, lang: Lang) -> Asked {
        let query = Query::new().filter("campaign", [Value::from(campaign)]).order("no");
        Asked { query, traced: Predicate::All, campaign: campaign.to_string(), lang }
    }
}

/// Every row of a query, page by page: a long export holds no reader for itself.
pub(super) async fn each_page(
    app: &App,
    asked: &Asked,
    mut take: impl FnMut(Vec<LedgerRow>) -> Result<()>,
) -> Result<()> {
    let mut cursor = None;
    loop {
        let (query, traced) = (asked.query.clone().after(cursor.take()), asked.traced.clone());
        let read = app.db.read(move |tx| store::ledger_page(tx, &traced, &query));
        let page = read.await.map_err(Error::Store)?;
        take(page.rows)?;
        match page.next {
            Some(next) => cursor = Some(next),
            None => return Ok(()),
        }
    }
}

/// The file, without the line in the audit trail.
pub async fn ledger_file(app: &App, asked: &Asked, kind: Kind, day: Date) -> Result<(Vec<u8>, u32)> {
    let t = T(asked.lang);
    let mut writer = taken::begin(kind, t, t.sheet_ledger_name(), T::LEDGER_COLUMNS, &WIDTHS)?;
    let calendar = app.calendar.clone();
    each_page(app, asked, |rows| {
        for row in rows {
            let showing = Showing { lang: asked.lang, day, seq: i64::from(writer.rows()).saturating_add(1) };
            let mut line = cells(&row, showing, &calendar);
            let texts: Vec<String> = line.iter().map(Cell::text).collect();
            line.push(Cell::Text(Mark::of(&row, showing, &texts).text()));
            writer.row(&line)?;
        }
        Ok(())
    })
    .await?;
    taken::pack(writer).await
}

/// The file, and the line that says that it was taken.
pub async fn export_ledger(app: &App, act: Act, asked: &Asked, kind: Kind) -> Result<Vec<u8>> {
    let (bytes, rows) = ledger_file(app, asked, kind, act.now.today()).await?;
    taken::tell(app, act, "ledger.export", ("campaign", &asked.campaign), rows, kind).await?;
    Ok(bytes)
}

/// A campaign by its short name, for the console.
pub async fn campaign_named(app: &App, name: &str) -> Result<Id> {
    let name = name.to_owned();
    let found = app.db.read(move |tx| tx.one(&store::CAMPAIGN_NAMED, &params![&name], |row| row.get(0)));
    found.await.map_err(Error::Store)?.ok_or(Error::NotFound)
}
