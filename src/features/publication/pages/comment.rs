//! Comments: the two forms, the office's desk, what is made public of them, and one's own.

use ::store::{Cursor, Query as Rows, Value};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;

use crate::app::App;
use crate::auth::{Actor, LoggedIn, Visitor};
use crate::error::{Error, Result, Rule};
use crate::features::publication::actions::{self, may_comment, may_edit};
use crate::features::publication::model::{Comments, Disposition, PubEvent, PubState, guard_commenting};
use crate::features::publication::store::{self, COMMENTS, Comment, Publication};
use crate::id::Id;
use crate::view::Wrong;
use crate::view::{self, PostForm, Shell, see};

/// What the two forms send.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct CommentForm {
    #[serde(default)]
    text: String,
}

#[derive(Template)]
#[template(path = "publication/pages/comment_named.html")]
struct NamedPage {
    shell: Shell,
    it: Publication,
    text: String,
    wrong: Wrong,
}

#[derive(Template)]
#[template(path = "publication/pages/comment_anonymous.html")]
struct AnonymousPage {
    shell: Shell,
    it: Publication,
    code: String,
    text: String,
    wrong: Wrong,
}

#[derive(Template)]
#[template(path = "publication/pages/comment_receipt.html")]
struct ReceiptPage {
    shell: Shell,
    groups: Vec<String>,
    hour: i8,
}

/// `GET /publications/{id}/comment`: under one's name. Two queries.
pub async fn named(State(app): State<App>, actor: LoggedIn, shell: Shell, Path(id): Path<String>) -> Result<Response> {
    named_form(&app, &actor, shell, &id, String::new(), Wrong::default()).await
}

async fn named_form(app: &App, actor: &Actor, shell: Shell, id: &str, text: String, wrong: Wrong) -> Result<Response> {
    let (id, me, today) = (Id::parse(id).ok_or(Error::NotFound)?, actor.clone(), shell.today);
    let it = app
        .db
        .read(move |tx| {
            let it = store::find(tx, &id)?;
            let inside = store::is_reader(tx, &it, Some(&me.person.id))?;
            may_comment(&me, &it, inside).map(|()| it)
        })
        .await?;
    // What is over says so; what somebody has written by then stays on the page.
    if text.is_empty() {
        guard_commenting(it.state, it.closes_on.as_deref(), today, it.comments, false).map_err(Error::rule)?;
    }
    let page = NamedPage { shell, it, text, wrong };
    Ok(page.wrong.answer(view::page(&page)?))
}

/// `POST /publications/{id}/comment`.
pub async fn submit(
    State(app): State<App>,
    actor: LoggedIn,
    shell: Shell,
    Path(id): Path<String>,
    PostForm(form): PostForm<CommentForm>,
) -> Result<Response> {
    let key = Id::parse(&id).ok_or(Error::NotFound)?;
    match actions::comment_named(&app, &actor, &key, &form.text).await {
        Ok(_) => Ok(see("/my/comments?done=1")),
        Err(error) => {
            let wrong = Wrong::catch(error, shell.t, shell.t.publication_stale())?;
            named_form(&app, &actor, shell, &id, form.text, wrong).await
        }
    }
}

/// `GET /c/{code}`: through the box. No session is looked up on this route, and its cookies were dropped. Two queries.
pub async fn anonymous(State(app): State<App>, shell: Shell, Path(code): Path<String>) -> Result<Response> {
    anonymous_form(&app, shell, code, String::new(), Wrong::default()).await
}

async fn anonymous_form(app: &App, shell: Shell, code: String, text: String, wrong: Wrong) -> Result<Response> {
    let (key, today) = (code.clone(), shell.today);
    let it = app.db.read(move |tx| store::find_by_code(tx, &key)).await?;
    if text.is_empty() {
        guard_commenting(it.state, it.closes_on.as_deref(), today, it.comments, true).map_err(Error::rule)?;
    }
    let page = AnonymousPage { shell, it, code, text, wrong };
    Ok(page.wrong.answer(view::page(&page)?))
}

/// `POST /c/{code}`. The answer is the receipt itself, shown once; there is no address that shows it again.
pub async fn drop(
    State(app): State<App>,
    shell: Shell,
    Path(code): Path<String>,
    PostForm(form): PostForm<CommentForm>,
) -> Result<Response> {
    match actions::drop_comment(&app, &code, &form.text).await {
        Ok(receipt) => {
            let groups = receipt.grouped().split('-').map(str::to_owned).collect();
            view::page(&ReceiptPage { shell, groups, hour: app.config.box_hour })
        }
        Err(error) => {
            let wrong = Wrong::catch(error, shell.t, shell.t.publication_stale())?;
            anonymous_form(&app, shell, code, form.text, wrong).await
        }
    }
}

/// What the address says.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    after: String,
    #[serde(default)]
    done: String,
    #[serde(default)]
    waiting: String,
}

/// A comment, and what was typed about it.
struct Shown {
    comment: Comment,
    day: String,
    disposition: &'static str,
    answer: String,
    own: bool,
}

#[derive(Template)]
#[template(path = "publication/pages/comments.html")]
struct ListPage {
    shell: Shell,
    it: Publication,
    office: bool,
    can_answer: bool,
    can_dispose: bool,
    only_waiting: bool,
    rows: Vec<Shown>,
    total: u64,
    waiting: u64,
    in_box: bool,
    next: Option<Cursor>,
    dispositions: Vec<&'static str>,
    done: bool,
    wrong: Wrong,
    wrong_at: String,
}

/// `GET /publications/{id}/comments`: the office's desk; for the audience, when everything is answered, what was said and
/// what became of it, without names. Six queries.
pub async fn list(
    State(app): State<App>,
    visitor: Visitor,
    shell: Shell,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let actor = visitor.0.as_ref().map(|session| session.actor.clone());
    desk(&app, actor, shell, &id, asked, None, Wrong::default()).await
}

async fn desk(
    app: &App,
    actor: Option<Actor>,
    shell: Shell,
    id: &str,
    asked: Asked,
    typed: Option<(String, DisposeForm)>,
    wrong: Wrong,
) -> Result<Response> {
    let id = Id::parse(id).ok_or(Error::NotFound)?;
    let (me, only_waiting) = (actor.clone(), !asked.waiting.is_empty());
    let after: Option<Cursor> = asked.after.parse().ok();
    let (it, office, total, waiting, in_box, page) = app
        .db
        .read(move |tx| {
            let (it, office) = actions::comments_readable(tx, me.as_ref(), &id)?;
            let all = Rows::new().filter("publication", vec![Value::from(&id)]);
            let waits = all.clone().filter("waiting", Vec::new());
            let shown = if office && only_waiting { waits.clone() } else { all.clone() };
            let (total, waiting) = (tx.count(&COMMENTS, &all)?, tx.count(&COMMENTS, &waits)?);
            let parent = actions::in_box(&id);
            let in_box = tx.one(&store::BOX_HOLDS, &::store::params![parent], |row| row.get::<i64>(0))?.is_some();
            let page = tx.page(&COMMENTS, &shown.limit(50).after(after.clone()), store::comment)?;
            Ok::<_, Error>((it, office, total, waiting, in_box, page))
        })
        .await?;
    let mine = actor.map(|actor| actor.person.id);
    let wrong_at = typed.as_ref().map(|(id, _)| id.clone()).unwrap_or_default();
    let rows = page.rows.into_iter().map(|comment| {
        let typed = typed.as_ref().filter(|(id, _)| id == comment.id.as_str()).map(|(_, form)| form);
        Shown {
            day: comment.received_on.parse().map(|day| shell.day(&day)).unwrap_or_default(),
            disposition: match typed {
                Some(form) => Disposition::parse(&form.disposition).map_or("", Disposition::code),
                None => comment.disposition.map_or("", Disposition::code),
            },
            answer: typed.map_or_else(|| comment.answer.clone(), |form| form.answer.clone()),
            own: comment.author.as_ref().is_some_and(|(author, _)| Some(author) == mine.as_ref()),
            comment,
        }
    });
    let page = ListPage {
        rows: rows.collect(),
        office,
        can_answer: office && it.state.next(PubEvent::Answer).is_some(),
        can_dispose: office && it.state.next(PubEvent::Dispose).is_some() && waiting == 0 && !in_box,
        only_waiting,
        total,
        waiting,
        // While it is out, whether somebody has just spoken is nobody's business.
        in_box: in_box && it.state == PubState::Closed,
        next: page.next,
        dispositions: Disposition::ALL.into_iter().map(Disposition::code).collect(),
        done: !asked.done.is_empty(),
        it,
        shell,
        wrong,
        wrong_at,
    };
    Ok(page.wrong.answer(view::page(&page)?))
}

/// What the desk sends.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct DisposeForm {
    #[serde(default)]
    disposition: String,
    #[serde(default)]
    answer: String,
}

/// `POST /publications/{id}/comments/{comment}`.
pub async fn dispose(
    State(app): State<App>,
    actor: LoggedIn,
    shell: Shell,
    Path((id, comment)): Path<(String, String)>,
    PostForm(form): PostForm<DisposeForm>,
) -> Result<Response> {
    let (key, of) = (Id::parse(&id).ok_or(Error::NotFound)?, Id::parse(&comment).ok_or(Error::NotFound)?);
    let done = match Disposition::parse(&form.disposition) {
        Some(chosen) => actions::dispose_comment(&app, &actor, &key, &of, chosen, &form.answer).await,
        None => Err(Error::field("disposition", Rule::Missing)),
    };
    match done {
        Ok(()) => Ok(see(format!("/publications/{id}/comments?done=1"))),
        Err(error) => {
            let wrong = Wrong::catch(error, shell.t, shell.t.publication_stale())?;
            let me = Some((*actor).clone());
            desk(&app, me, shell, &id, Asked::default(), Some((comment, form)), wrong).await
        }
    }
}

#[derive(Template)]
#[template(path = "publication/pages/comments_mine.html")]
struct MinePage {
    shell: Shell,
    rows: Vec<Comment>,
    next: Option<Cursor>,
    done: bool,
}

/// `GET /my/comments`: what I said under my name about what was published, and what became of it. One query.
pub async fn mine(State(app): State<App>, me: LoggedIn, shell: Shell, Query(asked): Query<Asked>) -> Result<Response> {
    let rows = Rows::new().filter("author", vec![Value::from(&me.person.id)]).order("day").limit(30);
    let after: Option<Cursor> = asked.after.parse().ok();
    let found = app.db.read(move |tx| tx.page(&COMMENTS, &rows.clone().after(after.clone()), store::comment)).await;
    let found = found.map_err(|e: ::store::StoreError| Error::from(e))?;
    view::page(&MinePage { shell, rows: found.rows, next: found.next, done: !asked.done.is_empty() })
}

/// What a publication's own page says about comments.
pub struct Invitation {
    /// The named form is open to this reader.
    pub named: bool,
    /// The anonymous form's address.
    pub code: Option<String>,
    /// The list: for the office, or for all when everything is answered.
    pub list: bool,
}

/// Looks what a reader is offered. `inside`: he is in the audience.
pub fn invitation(actor: Option<&Actor>, it: &Publication, inside: bool, shell: &Shell) -> Invitation {
    let takes = |anonymous| {
        inside && guard_commenting(it.state, it.closes_on.as_deref(), shell.today, it.comments, anonymous).is_ok()
    };
    let office = actor.is_some_and(|actor| may_edit(actor, it).is_ok());
    let told = matches!(it.state, PubState::Disposed | PubState::Archived);
    Invitation {
        named: takes(false) && actor.is_some_and(|actor| may_comment(actor, it, inside).is_ok()),
        code: it.comment_code.clone().filter(|_| takes(true)),
        list: it.comments != Comments::Off && it.state.is_out() && (office || told),
    }
}
