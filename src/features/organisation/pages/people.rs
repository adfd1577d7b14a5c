//! The list of people.

use ::store::{Cursor, Query as Rows, Value, params};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use jiff::civil::Date;

use super::super::model::{end_of, name_key};
use super::super::store::{self, Node};
use crate::app::App;
use crate::auth::{May, Role, Verb, may};
use crate::error::{Error, Result};
use crate::id::Id;
use crate::view::{self, Shell};

const PAGE: u32 = 50;

/// What the list is asked for.
#[derive(Clone, Debug, Default, serde::Deserialize, serde::Serialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    unit: String,
    branch: String,
    role: String,
    left: String,
    #[serde(skip_serializing)]
    after: String,
    #[serde(skip_serializing)]
    written: String,
}

struct Line {
    id: Id,
    name: String,
    key: String,
    staff_no: String,
    unit: String,
    branch: String,
    party: &'static str,
    left: Option<String>,
    roles: String,
}

#[derive(Template)]
#[template(path = "organisation/pages/people.html")]
struct PeoplePage {
    shell: Shell,
    done: Option<String>,
    sub: String,
    may_edit: bool,
    may_import: bool,
    is_empty: bool,
    query: Asked,
    address: String,
    units: Vec<Node>,
    roles: Vec<(&'static str, &'static str)>,
    people: Vec<Line>,
    total: u64,
    next: Option<String>,
}

/// Five queries, whatever is on the page.
pub async fn list(
    State(app): State<App>,
    actor: May<may::PeopleRead>,
    shell: Shell,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let rows = rows(&asked, &shell.today)?;
    let t = shell.t;
    let (today, day_shell) = (shell.today, shell.clone());
    let read = app.db.read(move |tx| {
        let page = tx.page(&store::PEOPLE, &rows, |row| {
            let left: Option<String> = row.get(8)?;
            Ok(Line {
                id: row.get(0)?,
                name: row.get(1)?,
                key: row.get(2)?,
                staff_no: row.get::<Option<String>>(3)?.unwrap_or_default(),
                party: t.party_status(&row.get::<String>(5)?),
                unit: row.get::<Option<String>>(6)?.unwrap_or_default(),
                branch: row.get::<Option<String>>(7)?.unwrap_or_default(),
                left: left.map(|d| d.parse::<Date>().map_or(d, |d| day_shell.day(&d))),
                roles: String::new(),
            })
        })?;
        let total = tx.count(&store::PEOPLE, &rows)?;
        let counts = tx.one(&store::COUNTS, &[], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let units = store::units(tx)?;
        let ends = (page.rows.first().map(|l| l.key.clone()), page.rows.last().map(|l| l.key.clone()));
        let (first, last) = (ends.0.unwrap_or_default(), ends.1.unwrap_or_default());
        let grants = tx.all(&store::GRANTS_BETWEEN, &params![first, last, today.to_string()], |row| {
            Ok((row.get::<Id>(0)?, row.get::<String>(1)?))
        })?;
        Ok::<_, Error>((page, total, counts.unwrap_or((0_i64, 0_i64, 0_i64)), units, grants))
    });
    let (page, total, (people, grassroots, departments), units, grants) = read.await?;
    let mut lines = page.rows;
    for line in &mut lines {
        let mine = grants.iter().filter(|(id, _)| *id == line.id).filter_map(|(_, code)| Role::parse(code));
        let mut names: Vec<&str> = mine.map(|role| t.role_short(role)).collect();
        names.dedup();
        line.roles = names.join(t.list_comma());
    }
    view::page(&PeoplePage {
        done: asked.written.parse::<u32>().ok().map(|n| t.import_done(n)),
        sub: t.people_sub(people, grassroots, departments),
        may_edit: !actor.reach(Verb::PeopleEdit).is_nothing(),
        may_import: !actor.reach(Verb::PeopleImport).is_nothing(),
        is_empty: people == 0,
        address: serde_html_form::to_string(&asked).map_err(|e| Error::Internal(e.to_string()))?,
        query: asked,
        units,
        roles: Role::ALL.iter().filter(|r| !r.is_derived()).map(|r| (r.code(), t.role_short(*r))).collect(),
        people: lines,
        total,
        next: page.next.map(|cursor| cursor.to_string()),
        shell,
    })
}

/// The filters. What is no key, or no cursor of this list, is "not found".
fn rows(asked: &Asked, today: &Date) -> Result<Rows> {
    let mut rows = Rows::new().limit(PAGE);
    for (key, text) in [("unit", &asked.unit), ("branch", &asked.branch)] {
        if !text.is_empty() {
            let id = Id::parse(text).ok_or(Error::NotFound)?;
            rows = rows.filter(key, vec![Value::from(id)]);
        }
    }
    if !asked.role.is_empty() {
        let role = Role::parse(&asked.role).ok_or(Error::NotFound)?;
        let today = today.to_string();
        rows = rows.filter("role", vec![role.code().into(), today.clone().into(), today.into()]);
    }
    if asked.left != "yes" {
        rows = rows.filter("here", vec![]);
    }
    let q: String = asked.q.trim().chars().filter(|c| *c != '\0').take(60).collect();
    rows = match q.as_str() {
        "" => rows,
        text if text.chars().any(|c| c.is_ascii_digit()) => rows.filter("staff_no", vec![text.into()]),
        text if text.is_ascii() => {
            let key = name_key(text).replace(' ', "");
            rows.filter("latin", vec![end_pair(&key).0, end_pair(&key).1])
        }
        text => rows.filter("han", vec![end_pair(text).0, end_pair(text).1]),
    };
    if !asked.after.is_empty() {
        let cursor: Cursor = asked.after.parse().map_err(|_| Error::NotFound)?;
        rows = rows.after(cursor);
    }
    Ok(rows)
}

fn end_pair(prefix: &str) -> (Value, Value) {
    (prefix.into(), end_of(prefix).into())
}
