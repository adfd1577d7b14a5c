//! The summary of opinions (意见汇总表; SPEC 2.2): one row a merged item, as far as somebody may see it.

use std::collections::BTreeMap;

use ::store::{Query, StoreError, Tx, Value, params};

use super::store::{self, ITEMS};
use crate::app::App;
use crate::audit::Act;
use crate::auth::{Actor, Object, Verb};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::tables::taken;
use crate::tables::write::{Cell, Kind};
use crate::text::{Lang, T};

/// Rows a read.
const PAGE: u32 = 100;
/// Points of an item whose numbers are written out.
const MOST_POINTS: u32 = 500;
/// Widths of the columns in characters; the last is hidden.
const WIDTHS: [f64; 13] = [5.0, 40.0, 12.0, 9.0, 34.0, 18.0, 12.0, 9.0, 30.0, 12.0, 18.0, 16.0, 0.0];

/// What is asked for, for whom.
#[derive(Clone, Debug)]
pub struct Asked {
    query: Query,
    campaign: Id,
    /// Whether the originals' numbers are told: to those who sort them.
    points: bool,
    /// Whose own points are left out of what is told of points.
    me: Option<Id>,
}

impl Asked {
    /// What an actor asks for of a campaign.
    pub fn by(actor: &Actor, campaign: &Id) -> Result<Asked> {
        let object = Object { campaign: Some(campaign.clone()), ..Object::default() };
        let query = store::visible(actor)?.filter("campaign", [Value::from(campaign)]).order("no");
        let points = actor.permit(Verb::MergeEdit, &object).is_ok();
        Ok(Asked { query, campaign: campaign.clone(), points, me: Some(actor.person.id.clone()) })
    }

    /// All of a campaign, from the console.
    pub fn of_campaign(campaign: &Id) -> Asked {
        let query = Query::new().filter("campaign", [Value::from(campaign)]).order("no");
        Asked { query, campaign: campaign.clone(), points: true, me: None }
    }
}

struct Row {
    summary: String,
    category: String,
    points: i64,
    is_key: bool,
    ids: Vec<String>,
    departments: Vec<String>,
    channel: Option<String>,
    proposals: Vec<String>,
    cadres: Vec<String>,
    units: Vec<String>,
}

/// The table, and the line that says that it was taken. At most four queries a row.
pub async fn export_summary(app: &App, act: Act, asked: &Asked, lang: Lang, kind: Kind) -> Result<Vec<u8>> {
    let t = T(lang);
    let mut writer = taken::begin(kind, t, t.sheet_summary_name(), T::SUMMARY_COLUMNS, &WIDTHS)?;
    let mut cursor = None;
    loop {
        let (query, of) = (asked.query.clone().limit(PAGE).after(cursor.take()), asked.clone());
        let read = app.db.read_afar(move |tx| {
            let page = tx.page(&ITEMS, &query, |row| {
                Ok((row.get::<Id>(0)?, row.get(2)?, row.get(3)?, row.get::<bool>(4)?, row.get::<i64>(6)?))
            })?;
            let rows = page.rows.into_iter().map(|item| read_row(tx, &of, item));
            Ok::<_, StoreError>((rows.collect::<Result<Vec<_>, StoreError>>()?, page.next))
        });
        let (rows, next) = read.await.map_err(Error::Store)?;
        for row in rows {
            writer.row(&cells(t, row, i64::from(writer.rows()).saturating_add(1)))?;
        }
        match next {
            Some(next) => cursor = Some(next),
            None => break,
        }
    }
    let (bytes, rows) = taken::pack(writer).await?;
    taken::tell(app, act, "summary.export", ("campaign", asked.campaign.as_str()), rows, kind).await?;
    Ok(bytes)
}

fn read_row(
    tx: &mut Tx<'_>,
    asked: &Asked,
    (id, summary, category, is_key, points): (Id, String, String, bool, i64),
) -> Result<Row, StoreError> {
    let me = asked.me.as_ref().map(Id::to_string).unwrap_or_default();
    let (mut ids, mut departments, mut channels) = (Vec::new(), Vec::new(), BTreeMap::<String, i64>::new());
    if asked.points {
        tx.each(&store::SUMMARY_POINTS, &params![&id, &me, MOST_POINTS], |row| {
            ids.push(row.get::<Id>(0)?.short().to_owned());
            *channels.entry(row.get(1)?).or_default() += 1;
            // What a small cell withholds is withheld here too.
            let department: Option<String> = row.get(2)?;
            departments.extend(department.filter(|name| !departments.contains(name)));
            Ok(())
        })?;
    }
    departments.sort();
    let channel = channels.into_iter().max_by_key(|(code, n)| (*n, std::cmp::Reverse(code.clone()))).map(|(c, _)| c);
    let (mut proposals, mut cadres, mut units) = (Vec::new(), Vec::new(), Vec::new());
    tx.each(&store::SUMMARY_ITEMS, &params![&id], |row| {
        let put = |all: &mut Vec<String>, at| {
            let text: Option<String> = row.get(at)?;
            all.extend(text.filter(|text| !text.is_empty() && !all.contains(text)));
            Ok::<(), StoreError>(())
        };
        put(&mut proposals, 0)?;
        put(&mut cadres, 1)?;
        put(&mut units, 2)
    })?;
    Ok(Row { summary, category, points, is_key, ids, departments, channel, proposals, cadres, units })
}

fn cells(t: T, row: Row, seq: i64) -> Vec<Cell> {
    let list = |names: Vec<String>| Cell::Text(names.join(t.list_comma()));
    vec![
        Cell::Number(seq),
        Cell::Text(row.summary),
        Cell::Text(row.category),
        Cell::Number(row.points),
        Cell::Text(row.ids.join(" ")),
        list(row.departments),
        row.channel.map_or(Cell::Empty, |code| t.opinion_code(&code).into()),
        if row.is_key { t.yes().into() } else { t.no().into() },
        Cell::Text(row.proposals.join("\n")),
        list(row.cadres),
        list(row.units),
        Cell::Empty,
        "1".into(),
    ]
}
