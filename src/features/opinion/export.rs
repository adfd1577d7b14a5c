//! The register of opinions (SPEC 2.2) as a file: the rows of the list, one a point, for whoever may list them.
//!
//! What the page withholds the file withholds: line, population and subject of a small cell, the day of an anonymous
//! point, and every matter that was handed to the discipline channel, whoever asks. Names of those who spoke are no
//! column of it.

use ::store::{Query, Value};

use super::model::Sign;
use super::store::{self, Point};
use crate::app::App;
use crate::audit::Act;
use crate::error::{Error, Result};
use crate::id::Id;
use crate::tables::taken;
use crate::tables::write::{Cell, Kind};
use crate::text::{Lang, T};

/// Rows a read.
const PAGE: u32 = 500;
/// Widths of the columns in characters; the last is hidden.
const WIDTHS: [f64; 14] = [6.0, 16.0, 12.0, 11.0, 14.0, 13.0, 20.0, 8.0, 60.0, 14.0, 10.0, 24.0, 12.0, 0.0];

/// The register of a query that is narrowed already to what the asker may see, and the line that says that it was taken.
pub async fn export_register(
    app: &App,
    act: Act,
    query: Query,
    campaign: &str,
    lang: Lang,
    kind: Kind,
) -> Result<Vec<u8>> {
    let (bytes, rows) = register_file(app, query, lang, kind).await?;
    taken::tell(app, act, "opinion.export", ("campaign", campaign), rows, kind).await?;
    Ok(bytes)
}

/// All of a campaign's register, from the console.
pub fn of_campaign(campaign: &Id) -> Query {
    Query::new().filter("campaign", [Value::from(campaign)]).filter("raw", Vec::new())
}

/// The file, without the line in the audit trail.
pub async fn register_file(app: &App, query: Query, lang: Lang, kind: Kind) -> Result<(Vec<u8>, u32)> {
    let t = T(lang);
    let mut writer = taken::begin(kind, t, t.sheet_register_name(), T::REGISTER_COLUMNS, &WIDTHS)?;
    let query = query.filter("unrouted", Vec::new()).filter("no_part_routed", Vec::new()).limit(PAGE);
    let mut cursor = None;
    loop {
        let asked = query.clone().after(cursor.take());
        let page = app.db.read_afar(move |tx| tx.page(&store::POINTS, &asked, store::read_point)).await;
        let page = page.map_err(Error::Store)?;
        for point in &page.rows {
            writer.row(&cells(t, point, i64::from(writer.rows()).saturating_add(1)))?;
        }
        match page.next {
            Some(next) => cursor = Some(next),
            None => break,
        }
    }
    taken::pack(writer).await
}

fn cells(t: T, p: &Point, seq: i64) -> Vec<Cell> {
    let word = |code: Option<&str>| code.map_or(Cell::Empty, |code| t.opinion_code(code).into());
    let shown = |cell: Cell| if p.cell_hidden { t.hidden_field().into() } else { cell };
    let subject = [
        p.fields.subject.map(|s| t.opinion_code(s.code()).to_owned()),
        p.subject_unit_name.clone(),
        p.subject_person_name.clone(),
    ];
    let subject = subject.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let fate = match (&p.item, &p.receiver) {
        (Some((_, summary)), _) => t.sheet_merged_into(summary),
        (None, Some((_, name))) => t.sheet_referred_to(name),
        (None, None) => String::new(),
    };
    vec![
        Cell::Number(seq),
        // The random key is the number: a running one would tell the order in which people spoke.
        Cell::Text(p.id.to_string()),
        if p.sign == Sign::Anonymous { Cell::Empty } else { Cell::Day(p.received_on) },
        t.opinion_code(p.channel.code()).into(),
        shown(p.line_name.clone().map_or(Cell::Empty, Cell::Text)),
        shown(word(p.fields.population.map(|c| c.code()))),
        shown(Cell::Text(subject)),
        word(p.fields.kind.map(|k| k.code())),
        Cell::Text(p.text.clone()),
        Cell::Text(p.fields.category.clone().unwrap_or_default()),
        t.opinion_code(p.sign.code()).into(),
        Cell::Text(fate),
        t.point_state(p.state.code()).into(),
        "1".into(),
    ]
}
