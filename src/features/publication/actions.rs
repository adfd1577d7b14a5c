//! What can be done with publications.

mod comment;
mod reading;

pub use comment::{comment_named, comments_released, dispose_comment, drop_comment, in_box, may_comment};
pub use reading::{comments_readable, frozen, readable};

use ::store::{Tx, params};
use jiff::civil::Date;

use super::model::{
    BODY_LONGEST, Comments, Draft, Frozen, FrozenLine, Kind, LINE_LONGEST, Line, PubEvent, PubState, Scope,
    TITLE_LONGEST, guard_approve, guard_period, paragraphs, shortest, with_descendants,
};
use super::scan::{Found, Hit, Scan};
use super::store::{self, Publication};
use crate::app::{App, words_ready};
use crate::audit::{Act, Entry, content_hash, record};
use crate::auth::{Actor, Object, Verb};
use crate::consequences::plan_text::PlanText;
use crate::consequences::{Fact, apply};
use crate::error::{Error, Refusal, Result, Rule};
use crate::id::Id;
use crate::jobs;
use crate::view::fields::Fields;

/// Whether somebody may write on it: the office of its campaign, or who made it, as long as he may make such.
pub fn may_edit(actor: &Actor, it: &Publication) -> Result<()> {
    let object = it.object(false);
    actor.permit(Verb::PublicationEdit, &object).or_else(|refused| {
        if it.created_by == actor.person.id { actor.permit(Verb::PublicationCreate, &object) } else { Err(refused) }
    })
}

/// The secretary approves; of a department's own publication also its head. Never who wrote it.
pub fn may_approve(actor: &Actor, it: &Publication) -> Result<()> {
    let object = it.object(false);
    actor.permit(Verb::PublicationApprove, &object).or_else(|refused| {
        let owned = it.owner_unit.is_some() || it.owner_branch.is_some();
        if owned { actor.permit(Verb::PublicationCreate, &object) } else { Err(refused) }
    })?;
    if it.created_by == actor.person.id { Err(Error::Refused(Refusal::Conflict)) } else { Ok(()) }
}

fn step(it: &Publication, event: PubEvent) -> Result<PubState> {
    it.state.next(event).ok_or_else(|| Error::rule(Rule::WrongState))
}

fn move_on(tx: &mut Tx<'_>, it: &Publication, to: PubState) -> Result<()> {
    let moved = tx.run(&store::SET_STATE, &params![&it.id, it.state.code(), to.code()])?;
    if moved == 1 { Ok(()) } else { Err(Error::Stale) }
}

fn entry(verb: &str, it: &Publication, to: PubState) -> Entry {
    Entry::new(verb, "publication", &it.id).states(it.state.code(), to.code())
}

/// Begins a draft in a campaign. It belongs to the campaign's office, or else to the department or branch for which the
/// actor may publish.
pub async fn create_publication(app: &App, actor: &Actor, campaign: &Id, kind: Kind, title: &str) -> Result<Id> {
    let act = Act::by(actor, app.clock.now());
    let mut fields = Fields::default();
    let title = fields.text("title", title, TITLE_LONGEST);
    fields.finish()?;
    let reach = actor.reach(Verb::PublicationCreate);
    let office = Object { campaign: Some(campaign.clone()), ..Object::default() };
    let by_office = actor.permit(Verb::PublicationCreate, &office).is_ok();
    let unit = if by_office { None } else { reach.units.first().cloned() };
    let branch = if by_office || unit.is_some() { None } else { reach.branches.first().cloned() };
    if !by_office && unit.is_none() && branch.is_none() {
        return Err(Error::Refused(Refusal::Role));
    }
    let (campaign, me, id, key) = (campaign.clone(), actor.person.id.clone(), Id::random(), crate::random::key());
    app.db
        .write(move |tx| {
            let today = act.now.today().to_string();
            // A plan is put out to be spoken about.
            let comments = if kind == Kind::Plan { Comments::Both } else { Comments::Off };
            let row = params![&id, &campaign, &unit, &branch, kind.code(), &title, &me, &today, key, comments.code()];
            if tx.one(&store::CAMPAIGN_EXISTS, &params![&campaign], |row| row.get::<i64>(0))? != Some(1) {
                return Err(Error::NotFound);
            }
            tx.run(&store::INSERT, &row)?;
            record(tx, &act, Entry::new("publication.create", "publication", &id).with("kind", kind.code()))?;
            Ok(id.clone())
        })
        .await
}

/// Writes a draft. `seen`: the version that was looked at; somebody else's in between is [`Error::Stale`].
pub async fn save_draft(app: &App, actor: &Actor, id: &Id, seen: Option<i64>, draft: &Draft) -> Result<()> {
    let act = Act::by(actor, app.clock.now());
    let draft = checked(draft)?;
    let (actor, id) = (actor.clone(), id.clone());
    app.db
        .write(move |tx| {
            let it = store::find(tx, &id)?;
            may_edit(&actor, &it)?;
            step(&it, PubEvent::Save)?;
            if seen.is_some_and(|seen| seen != it.version) {
                return Err(Error::Stale);
            }
            for line in &draft.lines {
                let campaign = tx.one(&store::PROBLEM, &params![&line.merged_item], |row| row.get::<Id>(0))?;
                if campaign.as_ref() != Some(&it.campaign) {
                    return Err(Error::rule(Rule::OtherCampaign));
                }
            }
            let scope = expanded(tx, &draft.scope)?;
            let closes = draft.closes_on.map(|day| day.to_string());
            let row = params![&id, it.version, &draft.title, &draft.body, closes, draft.comments.code()];
            if tx.run(&store::SAVE, &row)? != 1 {
                return Err(Error::Stale);
            }
            store::replace_parts(tx, &id, &scope, &draft.lines)?;
            let line = Entry::new("publication.save", "publication", &id).with("lines", draft.lines.len());
            record(tx, &act, line)?;
            Ok(())
        })
        .await
}

fn checked(draft: &Draft) -> Result<Draft> {
    let mut fields = Fields::default();
    let title = fields.text("title", &draft.title, TITLE_LONGEST);
    let body = fields.optional("body", &draft.body, BODY_LONGEST).unwrap_or_default();
    let mut lines: Vec<Line> = Vec::with_capacity(draft.lines.len());
    for line in &draft.lines {
        let mut part = |text: &str| fields.optional("lines", text, LINE_LONGEST).unwrap_or_default();
        let line = Line {
            merged_item: line.merged_item.clone(),
            asked: part(&line.asked),
            done: part(&line.done),
            proven: part(&line.proven),
            remains: part(&line.remains),
        };
        if !lines.iter().any(|known| known.merged_item == line.merged_item) {
            lines.push(line);
        }
    }
    fields.finish()?;
    let scope = shortest(draft.scope.clone());
    Ok(Draft { title, body, closes_on: draft.closes_on, scope, lines, comments: draft.comments })
}

/// A unit stands for the units below it, a general branch for its branches.
fn expanded(tx: &mut Tx<'_>, scope: &[Scope]) -> Result<Vec<Scope>> {
    let mut tree =
        |sql: &::store::Sql| tx.all(sql, &params![], |row| Ok((row.get::<Id>(0)?, row.get::<Option<Id>>(2)?)));
    let (units, branches) = (tree(&store::UNITS)?, tree(&store::BRANCHES)?);
    let mut all = Vec::new();
    for part in scope {
        let (id, tree, make): (_, _, fn(Id) -> Scope) = match part {
            Scope::Unit(id) => (id, &units, Scope::Unit),
            Scope::Branch(id) => (id, &branches, Scope::Branch),
            whole => {
                all.push(whole.clone());
                continue;
            }
        };
        if !tree.iter().any(|(known, _)| known == id) {
            return Err(Error::field("scope", Rule::UnknownChoice));
        }
        all.extend(with_descendants(id, tree).into_iter().map(make));
    }
    Ok(shortest(all))
}

/// Looks for whoever could be recognised. Returns the version that was looked at and what was found.
pub async fn scan_draft(app: &App, id: &Id) -> Result<(i64, Vec<Hit>)> {
    let id = id.clone();
    app.db.read(move |tx| scan(tx, &id)).await
}

/// The same within a page's own reading.
pub fn scan(tx: &mut Tx<'_>, id: &Id) -> Result<(i64, Vec<Hit>)> {
    let it = store::find(tx, id)?;
    let mut text = format!("{}\n{}", it.title, it.body);
    for line in store::lines(tx, id)? {
        for part in [&line.asked, &line.done, &line.proven, &line.remains] {
            text.push('\n');
            text.push_str(part);
        }
    }
    if let Some(plan) = store::plan(tx, id)? {
        text.push('\n');
        text.push_str(&plan.words());
    }
    let mut scan = Scan::of(&text);
    tx.each(&store::ORIGINALS, &params![&it.campaign], |row| {
        scan.original(&row.get::<String>(0)?);
        Ok(())
    })?;
    tx.each(&store::NAMES, &params![&it.campaign], |row| {
        scan.name(&row.get::<String>(0)?);
        Ok(())
    })?;
    Ok((it.version, scan.finish()))
}

/// Approves a draft: its audience is not empty, every line is told, and nobody who spoke can be recognised. Names may
/// stand in it when `names_checked` says that a person looked; the words of an anonymous original never. The look takes
/// longer than a unit of work may, so it comes before; what was saved in between is refused.
pub async fn approve(app: &App, actor: &Actor, id: &Id, names_checked: bool) -> Result<()> {
    let act = Act::by(actor, app.clock.now());
    let (looked_at, hits) = scan_draft(app, id).await?;
    let (actor, id) = (actor.clone(), id.clone());
    app.db
        .write(move |tx| {
            let it = store::find(tx, &id)?;
            may_approve(&actor, &it)?;
            let to = step(&it, PubEvent::Approve)?;
            if it.version != looked_at {
                return Err(Error::rule(Rule::NotScanned));
            }
            let (scope, lines) = (store::scope(tx, &id)?, store::lines(tx, &id)?);
            let has_plan = store::plan(tx, &id)?.is_some();
            guard_approve(it.kind, &it.body, &scope, &lines, has_plan).map_err(Error::rule)?;
            guard_scan(&hits, names_checked)?;
            move_on(tx, &it, to)?;
            tx.run(&store::SET_APPROVED, &params![&id, &actor.person.id])?;
            let names = hits.iter().filter(|hit| hit.found == Found::Name).count();
            record(tx, &act, entry("publication.approve", &it, to).with("names_checked", names))?;
            Ok(())
        })
        .await
}

fn guard_scan(hits: &[Hit], names_checked: bool) -> Result<()> {
    let places = |wanted: &dyn Fn(&Hit) -> bool| {
        let found: Vec<&str> = hits.iter().filter(|hit| wanted(hit)).map(|hit| hit.excerpt.as_str()).collect();
        found.join(" / ")
    };
    let told = places(&|hit| hit.found != Found::Name);
    if !told.is_empty() {
        return Err(Error::Rule(Rule::IdentityInText, told));
    }
    let names = places(&|hit| hit.found == Found::Name);
    if names.is_empty() || names_checked { Ok(()) } else { Err(Error::Rule(Rule::NamesUnchecked, names)) }
}

/// Takes an approved one back to be written on; it must be approved anew.
pub async fn rework(app: &App, actor: &Actor, id: &Id) -> Result<()> {
    let act = Act::by(actor, app.clock.now());
    let (actor, id) = (actor.clone(), id.clone());
    app.db
        .write(move |tx| {
            let it = store::find(tx, &id)?;
            may_edit(&actor, &it).or_else(|_| may_approve(&actor, &it))?;
            let to = step(&it, PubEvent::Rework)?;
            move_on(tx, &it, to)?;
            record(tx, &act, entry("publication.rework", &it, to))?;
            Ok(())
        })
        .await
}

/// Puts it out: text, lines and audience are frozen with a hash that the trail vouches for (R97, I10).
pub async fn open_publication(app: &App, actor: &Actor, id: &Id) -> Result<()> {
    let act = Act::by(actor, app.clock.now());
    let (calendar, code) = (app.calendar.clone(), crate::random::secret());
    let (actor, id) = (actor.clone(), id.clone());
    words_ready().await;
    app.db
        .write(move |tx| {
            let it = store::find(tx, &id)?;
            may_edit(&actor, &it)?;
            let to = step(&it, PubEvent::Open)?;
            let today = act.now.today();
            let closes_on = it.closes_on.as_deref().and_then(|day| day.parse::<Date>().ok());
            guard_period(it.kind, today, closes_on, &calendar).map_err(Error::rule)?;
            let text = freeze(tx, &it, today)?.to_text();
            let hash = content_hash(text.as_bytes());
            if tx.run(&store::FREEZE, &params![&id, &text, &hash, today.to_string(), &code])? != 1 {
                return Err(Error::rule(Rule::WrongState));
            }
            move_on(tx, &it, to)?;
            tx.text_put(store::INDEX, it.search_key, &merge::tokens(&text))?;
            record(tx, &act, entry("publication.open", &it, to).hash(&hash))?;
            if let Some(after) = closes_on.and_then(|day| day.tomorrow().ok()) {
                jobs::enqueue(tx, &act, jobs::Kind::ClosePublication, &id, after)?;
            }
            apply(tx, &act, &Fact::PublicationOpened(id.clone()))
        })
        .await
}

fn freeze(tx: &mut Tx<'_>, it: &Publication, today: Date) -> Result<Frozen> {
    let mut lines = Vec::new();
    for line in store::lines(tx, &it.id)? {
        let problem = tx.one(&store::PROBLEM, &params![&line.merged_item], |row| {
            Ok((row.get::<String>(1)?, row.get::<i64>(2)?, row.get::<String>(3)?))
        })?;
        // Taken into another one since the draft was approved: it must be told otherwise.
        let (summary, points, bucket) = problem.ok_or(Error::Stale)?;
        let Line { merged_item, asked, done, proven, remains } = line;
        lines.push(FrozenLine { merged_item, summary, points, bucket, asked, done, proven, remains });
    }
    Ok(Frozen {
        kind: it.kind.code().to_owned(),
        title: it.title.clone(),
        host: it.host.clone(),
        opens_on: today.to_string(),
        closes_on: it.closes_on.clone(),
        scope: store::scope(tx, &it.id)?,
        reaches: store::reaches(tx, &it.id)?,
        body: paragraphs(&it.body),
        lines,
        plan: store::plan(tx, &it.id)?,
    })
}

/// A step without more: `close`, which opens the box; `dispose`, refused while a comment lacks its disposition; `archive`.
pub async fn advance(app: &App, actor: &Actor, id: &Id, event: PubEvent) -> Result<()> {
    let verb = match event {
        PubEvent::Close => "publication.close",
        PubEvent::Dispose => "publication.dispose",
        PubEvent::Archive => "publication.archive",
        _ => return Err(Error::rule(Rule::WrongState)),
    };
    let act = Act::by(actor, app.clock.now());
    let (actor, key) = (actor.clone(), id.clone());
    app.db
        .write(move |tx| {
            let it = store::find(tx, &key)?;
            may_edit(&actor, &it)?;
            let to = step(&it, event)?;
            if event == PubEvent::Dispose {
                comment::guard_disposed(tx, &key)?;
            }
            move_on(tx, &it, to)?;
            record(tx, &act, entry(verb, &it, to))?;
            if event == PubEvent::Close { apply(tx, &act, &Fact::PublicationClosed(key.clone())) } else { Ok(()) }
        })
        .await?;
    if event == PubEvent::Close {
        comment::try_empty_box(app, id).await;
    }
    Ok(())
}

/// Takes it back: a notice stands in its place; text and hash are kept, and the trail still vouches for them.
pub async fn revoke(app: &App, actor: &Actor, id: &Id, notice: &str) -> Result<()> {
    let act = Act::by(actor, app.clock.now());
    let mut fields = Fields::default();
    let notice = fields.text("reason", notice, LINE_LONGEST);
    fields.finish()?;
    let (actor, key) = (actor.clone(), id.clone());
    app.db
        .write(move |tx| {
            let it = store::find(tx, &key)?;
            actor.permit(Verb::PublicationApprove, &it.object(false))?;
            let to = step(&it, PubEvent::Revoke)?;
            move_on(tx, &it, to)?;
            tx.run(&store::SET_NOTICE, &params![&key, &notice])?;
            tx.text_delete(store::INDEX, it.search_key)?;
            record(tx, &act, entry("publication.revoke", &it, to).reason(&notice))?;
            apply(tx, &act, &Fact::PublicationRevoked(key.clone()))
        })
        .await?;
    comment::try_empty_box(app, id).await;
    Ok(())
}

/// Closes a publication whose last day has passed, and opens its box. Done twice, it finds nothing to do; a box that could
/// not be opened the first time is opened then.
pub async fn close_when_due(app: &App, id: &Id) -> Result<()> {
    let act = Act::system(app.clock.now());
    let key = id.clone();
    app.db
        .write(move |tx| {
            let it = store::find(tx, &key)?;
            let over = it.closes_on.as_deref().is_some_and(|day| *day < *act.now.today().to_string());
            let Some(to) = it.state.next(PubEvent::Close).filter(|_| over) else { return Ok(()) };
            move_on(tx, &it, to)?;
            record(tx, &act, entry("publication.close", &it, to))?;
            apply(tx, &act, &Fact::PublicationClosed(key.clone()))
        })
        .await?;
    let key = id.clone();
    let over = app.db.read(move |tx| store::find(tx, &key)).await?.state.next(PubEvent::Comment).is_none();
    if over { comment::empty_box(app, id).await } else { Ok(()) }
}

/// Consequence: an approved plan is to be published. The draft carries the plan as it was approved; its office adds the
/// audience and the period.
pub fn draft_of_plan(tx: &mut Tx<'_>, act: &Act, campaign: &Id, by: &Id, plan: &PlanText) -> Result<Id> {
    let (id, today) = (Id::random(), act.now.today().to_string());
    let (none, kind) = (None::<String>, Kind::Plan);
    let row = params![
        &id,
        campaign,
        &none,
        &none,
        kind.code(),
        &plan.title,
        by,
        &today,
        crate::random::key(),
        Comments::Both.code()
    ];
    tx.run(&store::INSERT, &row)?;
    tx.run(&store::INSERT_PLAN, &params![&id, plan.to_text()])?;
    record(tx, act, Entry::new("publication.create", "publication", &id).with("kind", kind.code()))?;
    Ok(id)
}

/// Consequence: a text of another slice is to be published; a draft with it, by whoever prepares it.
pub fn draft_of_text(tx: &mut Tx<'_>, act: &Act, campaign: &Id, by: &Id, title: &str, body: &str) -> Result<Id> {
    let (id, today) = (Id::random(), act.now.today().to_string());
    let (none, kind) = (None::<String>, Kind::Notice);
    let row = params![
        &id,
        campaign,
        &none,
        &none,
        kind.code(),
        title,
        by,
        &today,
        crate::random::key(),
        Comments::Off.code()
    ];
    tx.run(&store::INSERT, &row)?;
    tx.run(&store::SET_BODY, &params![&id, body])?;
    record(tx, act, Entry::new("publication.create", "publication", &id).with("kind", kind.code()))?;
    Ok(id)
}
