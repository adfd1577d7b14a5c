//! People as a file: the columns that the import reads, so that what was taken away can be brought back.

use ::store::Query;

use super::store::PEOPLE;
use crate::app::App;
use crate::audit::Act;
use crate::error::{Error, Result};
use crate::tables::taken;
use crate::tables::write::{Cell, Kind};
use crate::text::{Lang, T};

/// Rows a read.
const PAGE: u32 = 500;
/// Widths of the columns in characters; the last is hidden.
const WIDTHS: [f64; 7] = [12.0, 24.0, 12.0, 24.0, 10.0, 12.0, 0.0];
/// The columns of the import that stand in the register itself; posts are kept apart.
const KEYS: [&str; 7] = ["name", "unit", "staff_no", "branch", "category", "party", "export_mark"];

/// Everybody who is here, and the line that says that it was taken.
pub async fn export_people(app: &App, act: Act, lang: Lang, kind: Kind) -> Result<Vec<u8>> {
    let t = T(lang);
    let columns = T::PEOPLE_COLUMNS.iter().chain(T::LEDGER_COLUMNS.last());
    let columns: Vec<_> = KEYS.iter().filter_map(|key| columns.clone().find(|c| c.key == *key)).collect();
    let mut writer = taken::begin(kind, t, t.people_title(), columns, &WIDTHS)?;
    let mut cursor = None;
    loop {
        let query = Query::new().filter("here", Vec::new()).limit(PAGE).after(cursor.take());
        let read = app.db.read_afar(move |tx| {
            tx.page(&PEOPLE, &query, |row| {
                let text = |n| row.get::<Option<String>>(n).map(Option::unwrap_or_default);
                // Name, unit, staff number, branch; then the two codes.
                Ok([text(1)?, text(6)?, text(3)?, text(7)?, text(4)?, text(5)?])
            })
        });
        let page = read.await.map_err(Error::Store)?;
        for [name, unit, number, branch, category, party] in page.rows {
            let (category, party) = (t.category_cell(&category), t.party_cell(&party));
            let row = [name, unit, number, branch, category.to_owned(), party.to_owned(), "1".to_owned()];
            writer.row(&row.map(Cell::Text))?;
        }
        match page.next {
            Some(next) => cursor = Some(next),
            None => break,
        }
    }
    let (bytes, rows) = taken::pack(writer).await?;
    taken::tell(app, act, "people.export", ("people", "all"), rows, kind).await?;
    Ok(bytes)
}
