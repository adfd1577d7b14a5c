//! The pages of supervision: the list, a slip, issuing one by hand.

use std::collections::HashMap;

use ::store::{Cursor, Query as Rows, params};
use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use jiff::civil::Date;
use serde::Deserialize;

use super::actions::{self, permit_issue, permit_read};
use super::model::{Colour, SlipEvent, SlipState};
use super::store::{self, OnSlip, Slip};
use crate::app::App;
use crate::auth::{Actor, LoggedIn, Verb};
use crate::error::{Error, FieldError, Result};
use crate::id::Id;
use crate::text::T;
use crate::view::{self, PostForm, Shell, see};

/// Routes of this slice.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/supervision", get(list))
        .route("/supervision/new", get(blank).post(create))
        .route("/supervision/{id}", get(show))
        .route("/supervision/{id}/{verb}", post(act))
}

/// What the list's address says.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    item: String,
    colour: String,
    all: String,
    after: String,
    done: String,
}

struct Entry {
    id: Id,
    number: String,
    colour: Colour,
    matter: String,
    issued: String,
    state: SlipState,
    reply_by: String,
}

#[derive(Template)]
#[template(path = "supervision/pages/list.html")]
struct ListPage {
    shell: Shell,
    rows: Vec<Entry>,
    next: Option<String>,
    asked: Asked,
}

impl ListPage {
    fn address(&self, colour: &str, all: &str, after: &str) -> String {
        format!("/supervision?item={}&colour={colour}&all={all}&after={after}", self.asked.item)
    }
}

/// `GET /supervision`: the slips of one's campaigns, and those one stands on. One query.
pub async fn list(State(app): State<App>, me: LoggedIn, shell: Shell, Query(asked): Query<Asked>) -> Result<Response> {
    let mut rows = Rows::new().allowed(actions::listable(&me));
    if let Some(item) = Id::parse(&asked.item) {
        rows = rows.filter("item", params![&item]);
    }
    if let Some(colour) = Colour::parse(&asked.colour) {
        rows = rows.filter("colour", params![colour.code()]);
    }
    if asked.all != "1" {
        rows = rows.filter("open", params![1_i64]);
    }
    let after: Option<Cursor> = asked.after.parse().ok();
    let reader = shell.clone();
    let page = app
        .db
        .read(move |tx| tx.page(&store::SLIPS, &rows.clone().after(after.clone()), |row| entry(row, &reader)))
        .await?;
    view::page(&ListPage { shell, rows: page.rows, next: page.next.map(|c| c.to_string()), asked })
}

fn entry(row: &::store::Row<'_>, shell: &Shell) -> Result<Entry, ::store::StoreError> {
    let day = |text: String| text.parse().map(|day: Date| shell.day(&day)).unwrap_or_default();
    Ok(Entry {
        id: row.get(0)?,
        number: shell.t.slip_number(row.get::<i64>(1)?, row.get::<i64>(2)?),
        colour: store::colour(row, 3)?,
        matter: row.get(4)?,
        issued: day(row.get(5)?),
        reply_by: day(row.get(6)?),
        state: store::state(row, 7)?,
    })
}

#[derive(Template)]
#[template(path = "supervision/pages/show.html")]
struct ShowPage {
    shell: Shell,
    slip: Slip,
    number: String,
    item_no: String,
    dept: String,
    owners: String,
    copies: String,
    by_calendar: bool,
    may_acknowledge: bool,
    may_answer: bool,
    judge: Vec<(&'static str, &'static str)>,
    typed: String,
    wrong: Vec<String>,
    done: &'static str,
}

/// `GET /supervision/{id}`: three queries.
pub async fn show(
    State(app): State<App>,
    me: LoggedIn,
    shell: Shell,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let id = Id::parse(&id).ok_or(Error::NotFound)?;
    let done = shell.t.slip_done(&asked.done);
    page(&app, &me, shell, &id, String::new(), Vec::new(), done).await
}

async fn page(
    app: &App,
    me: &Actor,
    shell: Shell,
    id: &Id,
    typed: String,
    wrong: Vec<String>,
    done: &'static str,
) -> Result<Response> {
    let (actor, id) = (me.clone(), id.clone());
    let (slip, people, of) = app
        .db
        .read(move |tx| {
            let (slip, people) = store::find(tx, &id)?;
            permit_read(&actor, &slip, &people)?;
            let of = tx.one(&store::ITEM_OF, &params![&slip.item], |row| {
                Ok((row.get::<String>(0)?, row.get::<Option<String>>(1)?))
            })?;
            Ok::<_, Error>((slip, people, of))
        })
        .await?;
    let t = shell.t;
    let (item_no, dept) = of.unwrap_or_default();
    let answers = people.iter().any(|p| p.answers && p.id == me.person.id);
    let judges = !answers && me.permit(Verb::SlipIssue, &slip.object(&[])).is_ok();
    let allows = |event: SlipEvent| slip.state.next(event).is_some();
    let verbs = [
        (SlipEvent::Close, t.slip_close()),
        (SlipEvent::Return, t.slip_return()),
        (SlipEvent::Withdraw, t.slip_withdraw()),
    ];
    let page = ShowPage {
        number: t.slip_number(slip.year, slip.serial),
        item_no,
        dept: dept.unwrap_or_default(),
        owners: names(&people, true, t),
        copies: names(&people, false, t),
        by_calendar: slip.issued_by.is_none(),
        may_acknowledge: answers && allows(SlipEvent::Acknowledge),
        may_answer: answers && allows(SlipEvent::Answer),
        judge: verbs.into_iter().filter(|(e, _)| judges && allows(*e)).map(|(e, label)| (e.code(), label)).collect(),
        typed,
        wrong,
        done,
        slip,
        shell,
    };
    let mut response = view::page(&page)?;
    if !page.wrong.is_empty() {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

fn names(people: &[OnSlip], answers: bool, t: T) -> String {
    let names: Vec<&str> = people.iter().filter(|p| p.answers == answers).map(|p| p.name.as_str()).collect();
    names.join(t.item_list_comma())
}

/// What the forms of a slip send.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ActForm {
    text: String,
}

/// `POST /supervision/{id}/{verb}`.
pub async fn act(
    State(app): State<App>,
    me: LoggedIn,
    shell: Shell,
    Path((id, verb)): Path<(String, String)>,
    PostForm(form): PostForm<ActForm>,
) -> Result<Response> {
    let id = Id::parse(&id).ok_or(Error::NotFound)?;
    let event = SlipEvent::parse(&verb).ok_or(Error::NotFound)?;
    match actions::advance(&app, &me, &id, event, &form.text).await {
        Ok(()) => Ok(see(format!("/supervision/{id}?done={verb}"))),
        Err(error @ Error::Invalid(_)) => {
            let wrong = shell.t.error(&error);
            page(&app, &me, shell, &id, form.text, wrong, "").await
        }
        Err(other) => Err(other),
    }
}

#[derive(Template)]
#[template(path = "supervision/pages/new.html")]
struct NewPage {
    shell: Shell,
    item: Id,
    item_no: String,
    problem: String,
    input: HashMap<String, String>,
    errors: Vec<FieldError>,
    lines: Vec<String>,
}

impl NewPage {
    fn value(&self, field: &str) -> &str {
        self.input.get(field).map_or("", String::as_str)
    }
    fn wrong(&self, field: &str) -> &'static str {
        self.errors.iter().find(|e| e.field == field).map_or("", |e| self.shell.t.rule(e.rule))
    }
}

/// `GET /supervision/new?item=…`: one query.
pub async fn blank(State(app): State<App>, me: LoggedIn, shell: Shell, Query(asked): Query<Asked>) -> Result<Response> {
    let item = Id::parse(&asked.item).ok_or(Error::NotFound)?;
    new_page(&app, &me, shell, item, None, Vec::new(), Vec::new()).await
}

async fn new_page(
    app: &App,
    me: &Actor,
    shell: Shell,
    item: Id,
    input: Option<HashMap<String, String>>,
    errors: Vec<FieldError>,
    lines: Vec<String>,
) -> Result<Response> {
    let (actor, key, today) = (me.clone(), item.clone(), shell.today);
    let (found, item_no) = app
        .db
        .read(move |tx| {
            let (found, item_no, _) = store::find_item(tx, &key, today)?;
            // Who may not chase it finds no such form.
            permit_issue(&actor, &found).map_err(|_| Error::NotFound)?;
            Ok::<_, Error>((found, item_no))
        })
        .await?;
    let input = input.unwrap_or_else(|| {
        let until = app.calendar.add_working_days(today, super::model::REPLY_DAYS);
        let until = until.map(|day| day.to_string()).unwrap_or_default();
        HashMap::from([
            ("requirement".to_owned(), found.requirement.clone()),
            ("reply_by".to_owned(), until),
            ("colour".to_owned(), Colour::Blue.code().to_owned()),
        ])
    });
    let refused = !errors.is_empty();
    let mut response = view::page(&NewPage { shell, item, item_no, problem: found.problem, input, errors, lines })?;
    if refused {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

/// `POST /supervision/new`.
pub async fn create(
    State(app): State<App>,
    me: LoggedIn,
    shell: Shell,
    PostForm(input): PostForm<HashMap<String, String>>,
) -> Result<Response> {
    let value = |field: &str| input.get(field).cloned().unwrap_or_default();
    let item = Id::parse(&value("item")).ok_or(Error::NotFound)?;
    let colour = Colour::parse(&value("colour"));
    match actions::issue(&app, &me, &item, colour, &value("requirement"), &value("reply_by")).await {
        Ok(id) => Ok(see(format!("/supervision/{id}?done=issue"))),
        Err(error @ Error::Invalid(_)) => {
            let lines = shell.t.error(&error);
            let Error::Invalid(errors) = error else { return Err(error) };
            new_page(&app, &me, shell, item, Some(input), errors, lines).await
        }
        Err(other) => Err(other),
    }
}
