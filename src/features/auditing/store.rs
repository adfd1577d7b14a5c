//! Reading the trail.

use ::store::{Cursor, List, Order, Page, Query, StoreError, Tx, Value, params, statements};

statements! {
    /// Names of at most fifty persons; unused places hold an empty text.
    pub NAMES = "select id, name from v_organisation_person where id in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,
        $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37,
        $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50)";
    /// The whole trail.
    pub COUNT = "select count(*) from audit_line";
}

/// Newest first. Time-ordered keys make a range of days a range of keys.
pub const TRAIL: List = List {
    name: "auditing.TRAIL",
    select: "select id, data, block from audit_line",
    filters: &[("from", "id >= ?"), ("before", "id < ?"), ("words", "data like ? escape '\\'")],
    orders: &[Order { key: "newest", column: "id", descending: true }],
    id: "id",
};

/// The lists of this slice, for the test that prepares each on both engines.
pub const LISTS: &[&List] = &[&TRAIL];

/// How many lines a page holds; [`NAMES`] has as many places.
pub const PAGE: u32 = 50;

/// One line as it was written.
#[derive(Clone, Debug)]
pub struct Line {
    /// The fields.
    pub data: serde_json::Value,
    /// The block it is sealed in.
    pub block: Option<i64>,
}

/// What a reader asks for.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Keys from here on.
    pub from: Option<String>,
    /// Keys up to here, exclusive.
    pub before: Option<String>,
    /// A text that the line holds.
    pub words: Option<String>,
    /// Where the last page ended.
    pub after: Option<Cursor>,
}

/// A page of the trail, the names of its persons, and how many lines there are in all: three queries.
pub fn page(tx: &mut Tx<'_>, asked: &Asked) -> Result<(Page<Line>, Vec<(String, String)>, i64), StoreError> {
    let mut query = Query::new().limit(PAGE).after(asked.after.clone());
    for (key, value) in [("from", &asked.from), ("before", &asked.before), ("words", &asked.words)] {
        if let Some(value) = value {
            query = query.filter(key, params![value]);
        }
    }
    let page = tx.page(&TRAIL, &query, |row| {
        let data: String = row.get(1)?;
        Ok(Line { data: serde_json::from_str(&data).unwrap_or_default(), block: row.get(2)? })
    })?;
    let mut ids: Vec<Value> = page.rows.iter().filter_map(|l| l.data.get("who")?.as_str()).map(Value::from).collect();
    ids.resize(50, Value::from(""));
    let names = tx.all(&NAMES, &ids, |row| Ok((row.get(0)?, row.get(1)?)))?;
    let total = tx.one(&COUNT, &params![], |row| row.get(0))?.unwrap_or(0);
    Ok((page, names, total))
}
