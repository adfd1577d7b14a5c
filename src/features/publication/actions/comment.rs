//! Comments: under one's name, or into the box; and what the office does with each.

use ::store::{Tx, params};

use super::{may_edit, step};
use crate::app::App;
use crate::audit::{Act, Entry, content_hash, record};
use crate::auth::{Actor, Verb};
use crate::error::{Error, Refusal, Result, Rule};
use crate::features::publication::model::{
    Disposition, LINE_LONGEST, LONGEST_COMMENT, PubEvent, guard_commenting, guard_disposition,
};
use crate::features::publication::store::{self, Publication};
use crate::id::Id;
use crate::letterbox::{Due, Opened, Receipt, drop_into, open_box};
use crate::view::fields::Fields;

/// The box of a publication.
pub fn in_box(id: &Id) -> String {
    format!("publication:{id}")
}

fn words(text: &str) -> Result<String> {
    let mut fields = Fields::default();
    let text = fields.verbatim("text", text, LONGEST_COMMENT);
    fields.finish()?;
    Ok(text)
}

fn takes(it: &Publication, today: jiff::civil::Date, anonymous: bool) -> Result<()> {
    guard_commenting(it.state, it.closes_on.as_deref(), today, it.comments, anonymous).map_err(Error::rule)
}

/// Whether somebody may comment on it under his name now: he is in its audience, and it takes comments.
pub fn may_comment(actor: &Actor, it: &Publication, inside: bool) -> Result<()> {
    // For whoever may not read it, it does not exist (I11).
    actor.permit_read(Verb::PublicationRead, &it.object(inside))?;
    if !inside {
        return Err(Error::Refused(Refusal::Role));
    }
    actor.permit(Verb::CommentCreate, &it.object(true))
}

/// Comments under one's name. One account may do so many times.
pub async fn comment_named(app: &App, actor: &Actor, id: &Id, text: &str) -> Result<Id> {
    let act = Act::by(actor, app.clock.now());
    let text = words(text)?;
    let hash = content_hash(text.as_bytes());
    let (actor, id, key) = (actor.clone(), id.clone(), Id::random());
    app.db
        .write(move |tx| {
            let it = store::find(tx, &id)?;
            let inside = store::is_reader(tx, &it, Some(&actor.person.id))?;
            may_comment(&actor, &it, inside)?;
            let today = act.now.today();
            takes(&it, today, false)?;
            let row = params![&key, &id, "named", today.to_string(), &text, &hash, None::<String>];
            tx.run(&store::INSERT_COMMENT, &row)?;
            tx.run(&store::INSERT_COMMENT_AUTHOR, &params![&key, &actor.person.id])?;
            let entry = Entry::new("comment.create", "comment", &key).with("publication", id.to_string());
            record(tx, &act, entry.hash(&hash))?;
            Ok(key.clone())
        })
        .await
}

/// Drops a comment into the box: one sealed row and nothing else; who, from where and when stays unknown. The code, which
/// only the publication's readers are shown, stands for the audience.
pub async fn drop_comment(app: &App, code: &str, text: &str) -> Result<Receipt> {
    let code = code.to_owned();
    let it = app.db.read(move |tx| store::find_by_code(tx, &code)).await?;
    let today = app.clock.now().today();
    takes(&it, today, true)?;
    let text = words(text)?;
    let id = it.id.clone();
    let still_open = move |tx: &mut Tx<'_>| takes(&store::find(tx, &id)?, today, true);
    drop_into(app, &in_box(&it.id), "comment", Vec::new(), text, still_open).await
}

/// Consequence: the box of a publication was opened. The comments are written under random keys; whatever lies in it besides
/// was put there by nobody who used the form.
pub fn comments_released(tx: &mut Tx<'_>, publication: &str, opened: &Opened) -> Result<Vec<(Id, String)>> {
    let id = Id::parse(publication).ok_or(Error::NotFound)?;
    let mut released = Vec::with_capacity(opened.slips.len());
    for slip in opened.slips.iter().filter(|slip| slip.kind == "comment") {
        let (key, hash) = (Id::random(), content_hash(slip.text.as_bytes()));
        let row = params![&key, &id, "anonymous", opened.day.to_string(), &slip.text, &hash, &opened.release];
        tx.run(&store::INSERT_COMMENT, &row)?;
        tx.run(&store::INSERT_COMMENT_RECEIPT, &params![&slip.receipt, &key])?;
        released.push((key, hash));
    }
    Ok(released)
}

/// Says what is done with a comment; said again until all are settled. Nobody decides on his own.
pub async fn dispose_comment(
    app: &App,
    actor: &Actor,
    id: &Id,
    comment: &Id,
    disposition: Disposition,
    answer: &str,
) -> Result<()> {
    let act = Act::by(actor, app.clock.now());
    let mut fields = Fields::default();
    let answer = fields.optional("answer", answer, LINE_LONGEST).unwrap_or_default();
    if let Err(rule) = guard_disposition(disposition, &answer) {
        fields.wrong("answer", rule);
    }
    fields.finish()?;
    let (actor, id, comment) = (actor.clone(), id.clone(), comment.clone());
    app.db
        .write(move |tx| {
            let it = store::find(tx, &id)?;
            may_edit(&actor, &it)?;
            step(&it, PubEvent::Answer)?;
            let author: Option<Id> = tx
                .one(&store::COMMENT_AUTHOR, &params![&comment, &id], |row| row.get::<Option<Id>>(0))?
                .ok_or(Error::NotFound)?;
            if author.as_ref() == Some(&actor.person.id) {
                return Err(Error::Refused(Refusal::Conflict));
            }
            let today = act.now.today().to_string();
            let row = params![&comment, disposition.code(), &answer, &actor.person.id, &today];
            tx.run(&store::DISPOSE_COMMENT, &row)?;
            let entry = Entry::new("comment.dispose", "comment", &comment);
            Ok(record(tx, &act, entry.with("disposition", disposition.code()))?)
        })
        .await
}

/// Nothing can fall into the box of a publication that is over, so this takes out everything.
pub async fn empty_box(app: &App, id: &Id) -> Result<()> {
    open_box(app, Due::Parent(in_box(id))).await.map(drop)
}

/// The same after somebody's act, which stands even where the box could not be opened: the daily opening tries again, and
/// the comments cannot be settled before.
pub async fn try_empty_box(app: &App, id: &Id) {
    if let Err(error) = empty_box(app, id).await {
        tracing::error!(%error, "the box of a closed publication could not be opened; it will be tried again");
    }
}

/// Whether everything that was said has been answered.
pub fn guard_disposed(tx: &mut Tx<'_>, id: &Id) -> Result<()> {
    if tx.one(&store::BOX_HOLDS, &params![in_box(id)], |row| row.get::<i64>(0))?.is_some() {
        return Err(Error::rule(Rule::BoxNotEmpty));
    }
    let waiting = tx.one(&store::COUNT_WAITING, &params![id], |row| row.get::<i64>(0))?;
    if waiting == Some(0) { Ok(()) } else { Err(Error::rule(Rule::CommentsOpen)) }
}
