//! Proposals of departments: made on one page, decided by the office on another.

use ::store::{Cursor, Query as Rows, Tx, params};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::{Stretch, stretches};
use crate::app::App;
use crate::auth::{Actor, LoggedIn, May, Object, Verb, may};
use crate::error::{Error, Refusal, Result};
use crate::features::merging::actions::{self, Wish};
use crate::features::merging::model::ProposalState;
use crate::features::merging::store::proposals::{self, OFFERED, PROPOSALS, Proposal};
use crate::features::merging::store::{self, ITEMS, POINT_COLUMNS};
use crate::id::Id;
use crate::view::{self, NoFields, PostForm, Shell, Wrong, see};

/// Proposals or points on a page.
const PAGE: u32 = 30;

/// What the address says.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    campaign: String,
    #[serde(default)]
    after: String,
    #[serde(default)]
    done: String,
}

/// Whether somebody decides in this campaign or reads all of its merging, and whether he may propose anywhere.
#[derive(Clone, Copy)]
struct Rights {
    decides: bool,
    reads: bool,
    proposes: bool,
}

fn rights(actor: &Actor, campaign: &Id) -> Rights {
    let object = Object { campaign: Some(campaign.clone()), ..Object::default() };
    Rights {
        decides: actor.permit(Verb::MergeEdit, &object).is_ok(),
        reads: actor.permit(Verb::MergeRead, &object).is_ok(),
        proposes: !actor.reach(Verb::MergePropose).is_nothing(),
    }
}

#[derive(Template)]
#[template(path = "merging/pages/proposals.html")]
struct ListPage {
    shell: Shell,
    campaign: Id,
    name: String,
    rows: Vec<Proposal>,
    rights: Rights,
    next: Option<Cursor>,
    done: String,
}

/// `GET /merging/proposals?campaign=…`: the office sees those that are not about its reader, others their own. Two queries.
pub async fn list(
    State(app): State<App>,
    actor: LoggedIn,
    shell: Shell,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let campaign = Id::parse(&asked.campaign).ok_or(Error::NotFound)?;
    let rights = rights(&actor, &campaign);
    if !rights.reads && !rights.proposes {
        return Err(Error::Refused(Refusal::Role));
    }
    let (me, of, after) = (actor.person.id.clone(), campaign.clone(), asked.after.parse::<Cursor>().ok());
    let (name, page) = app
        .db
        .read(move |tx| {
            let name: Option<String> = tx.one(&store::CAMPAIGN_NAME, &params![&of], |row| row.get(0))?;
            let query = Rows::new().filter("campaign", params![&of]).limit(PAGE);
            let query =
                if rights.reads { query.filter("free", params![&me, &me]) } else { query.filter("by", params![&me]) };
            let page = tx.page(&PROPOSALS, &query.after(after.clone()), proposals::proposal)?;
            Ok::<_, Error>((name.ok_or(Error::NotFound)?, page))
        })
        .await?;
    let rows = page.rows.into_iter().map(|row| dated(row, &shell)).collect();
    view::page(&ListPage { campaign, name, rows, rights, next: page.next, done: asked.done, shell })
}

fn dated(mut proposal: Proposal, shell: &Shell) -> Proposal {
    if let Ok(day) = proposal.on.parse() {
        proposal.on = shell.day(&day);
    }
    proposal.decided_on = proposal.decided_on.map(|on| on.parse().map(|day| shell.day(&day)).unwrap_or(on));
    proposal
}

/// A point on the form or on the proposal.
struct Original {
    id: Id,
    text: Vec<Stretch>,
    sign: String,
    population: Option<String>,
    hidden: bool,
    picked: bool,
    /// Where it is, if somebody has sorted it since.
    merged: Option<(Id, String)>,
}

/// What is proposed, or what the office makes of it.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct ProposalForm {
    #[serde(default)]
    campaign: String,
    #[serde(default)]
    points: Vec<String>,
    #[serde(default)]
    into: String,
    #[serde(default)]
    summary: String,
    #[serde(default)]
    category: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    answer: String,
}

impl ProposalForm {
    fn wish(&self) -> Wish {
        Wish {
            into: Id::parse(&self.into),
            summary: self.summary.clone(),
            category: self.category.clone(),
            reason: self.reason.clone(),
        }
    }
}

#[derive(Template)]
#[template(path = "merging/pages/propose.html")]
struct NewPage {
    shell: Shell,
    campaign: Id,
    name: String,
    rows: Vec<Original>,
    places: Vec<(Id, String)>,
    next: Option<Cursor>,
    sent: ProposalForm,
    wrong: Wrong,
}

/// `GET /merging/proposals/new?campaign=…`: the unsorted points of one's department or line. Three queries.
pub async fn new(
    State(app): State<App>,
    actor: May<may::MergePropose>,
    shell: Shell,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let sent = ProposalForm { campaign: asked.campaign.clone(), ..ProposalForm::default() };
    new_page(&app, &actor, shell, &asked.after, sent, Wrong::default()).await
}

async fn new_page(
    app: &App,
    actor: &Actor,
    shell: Shell,
    after: &str,
    sent: ProposalForm,
    wrong: Wrong,
) -> Result<Response> {
    let campaign = Id::parse(&sent.campaign).ok_or(Error::NotFound)?;
    let (me, of, after) = (actor.clone(), campaign.clone(), after.parse::<Cursor>().ok());
    let ticked = sent.points.clone();
    let (name, page, places) = app
        .db
        .read(move |tx| {
            let name: Option<String> = tx.one(&store::CAMPAIGN_NAME, &params![&of], |row| row.get(0))?;
            let person = &me.person.id;
            let query = Rows::new()
                .filter("campaign", params![&of])
                .filter("not_about", params![person])
                .filter("not_by", params![person])
                .allowed(me.reach(Verb::MergePropose).predicate(person, &POINT_COLUMNS))
                .limit(PAGE);
            let page = tx.page(&OFFERED, &query.after(after.clone()), |row| {
                let id: Id = row.get(0)?;
                Ok(Original {
                    picked: ticked.iter().any(|point| point == id.as_str()),
                    id,
                    text: stretches(&row.get::<String>(1)?, None),
                    sign: row.get(2)?,
                    population: row.get(3)?,
                    hidden: row.get(4)?,
                    merged: None,
                })
            })?;
            Ok::<_, Error>((name.ok_or(Error::NotFound)?, page, places(tx, &me, &of)?))
        })
        .await?;
    let page = NewPage { campaign, name, rows: page.rows, places, next: page.next, sent, shell, wrong };
    Ok(page.wrong.answer(view::page(&page)?))
}

/// Problems that take points in, as far as this person may see them.
fn places(tx: &mut Tx<'_>, actor: &Actor, campaign: &Id) -> Result<Vec<(Id, String)>> {
    let query = store::visible(actor)?.filter("campaign", params![campaign]).filter("open", params![1]);
    Ok(tx.page(&ITEMS, &query.order("new").limit(60), |row| Ok((row.get(0)?, row.get(2)?)))?.rows)
}

/// `POST /merging/proposals`.
pub async fn create(
    State(app): State<App>,
    actor: May<may::MergePropose>,
    shell: Shell,
    PostForm(form): PostForm<ProposalForm>,
) -> Result<Response> {
    let points: Vec<Id> = form.points.iter().filter_map(|id| Id::parse(id)).collect();
    match actions::propose(&app, &actor, &points, &form.wish()).await {
        Ok(id) => Ok(see(format!("/merging/proposals/{id}?done=proposed"))),
        Err(error) => {
            let wrong = Wrong::catch(error, shell.t, shell.t.merged_stale())?;
            new_page(&app, &actor, shell, "", form, wrong).await
        }
    }
}

#[derive(Template)]
#[template(path = "merging/pages/proposal.html")]
struct ShowPage {
    shell: Shell,
    proposal: Proposal,
    rows: Vec<Original>,
    places: Vec<(Id, String)>,
    rights: Rights,
    mine: bool,
    open: bool,
    sent: ProposalForm,
    done: String,
    wrong: Wrong,
}

/// `GET /merging/proposals/{id}`: for whoever made it, and for those of the office whom no point of it is about. Five queries.
pub async fn show(
    State(app): State<App>,
    actor: LoggedIn,
    shell: Shell,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    show_page(&app, &actor, shell, &id, asked.done, None, Wrong::default()).await
}

async fn show_page(
    app: &App,
    actor: &Actor,
    shell: Shell,
    id: &str,
    done: String,
    sent: Option<ProposalForm>,
    wrong: Wrong,
) -> Result<Response> {
    let (id, me) = (Id::parse(id).ok_or(Error::NotFound)?, actor.clone());
    let (proposal, rows, places) = app.db.read(move |tx| read(tx, &me, &id)).await?;
    let sent = sent.unwrap_or_else(|| ProposalForm {
        into: proposal.into.as_ref().map(Id::to_string).unwrap_or_default(),
        summary: proposal.summary.clone(),
        category: proposal.category.clone(),
        ..ProposalForm::default()
    });
    let page = ShowPage {
        rights: rights(actor, &proposal.campaign),
        mine: proposal.by == actor.person.id,
        open: proposal.state == ProposalState::Open,
        proposal: dated(proposal, &shell),
        rows,
        places,
        sent,
        done,
        shell,
        wrong,
    };
    Ok(page.wrong.answer(view::page(&page)?))
}

type Found = (Proposal, Vec<Original>, Vec<(Id, String)>);

fn read(tx: &mut Tx<'_>, actor: &Actor, id: &Id) -> Result<Found> {
    let proposal = proposals::find(tx, id)?;
    let (me, rights) = (&actor.person.id, rights(actor, &proposal.campaign));
    let free = Rows::new().filter("one", params![id]).filter("free", params![me, me]);
    let here = tx.count(&PROPOSALS, &free)? == 1;
    if !(proposal.by == *me || (rights.reads && here)) {
        return Err(Error::NotFound);
    }
    let raw: Vec<(Id, String, String, Option<String>, bool, Option<Id>, Option<String>)> =
        tx.all(&proposals::ORIGINALS, &params![id, me], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?, row.get(6)?))
        })?;
    let texts: Vec<String> = raw.iter().map(|row| row.1.clone()).collect();
    let rows = raw.into_iter().enumerate().map(|(at, (id, text, sign, population, hidden, item, summary))| {
        let other = texts.iter().enumerate().find(|(n, _)| *n != at).map(|(_, text)| text.as_str());
        // Where a point went is the office's to see.
        let merged = item.zip(summary).filter(|_| rights.reads);
        Original { id, text: stretches(&text, other), sign, population, hidden, picked: true, merged }
    });
    let rows = rows.collect();
    let places = if rights.decides { places(tx, actor, &proposal.campaign)? } else { Vec::new() };
    Ok((proposal, rows, places))
}

/// `POST /merging/proposals/{id}/accept`.
pub async fn accept(
    State(app): State<App>,
    actor: May<may::MergeEdit>,
    shell: Shell,
    Path(id): Path<String>,
    PostForm(form): PostForm<ProposalForm>,
) -> Result<Response> {
    let key = Id::parse(&id).ok_or(Error::NotFound)?;
    let done = actions::accept_proposal(&app, &actor, &key, &form.wish()).await.map(drop);
    answer(&app, &actor, shell, &id, "accepted", form, done).await
}

/// `POST /merging/proposals/{id}/decline`.
pub async fn decline(
    State(app): State<App>,
    actor: May<may::MergeEdit>,
    shell: Shell,
    Path(id): Path<String>,
    PostForm(form): PostForm<ProposalForm>,
) -> Result<Response> {
    let key = Id::parse(&id).ok_or(Error::NotFound)?;
    let done = actions::decline_proposal(&app, &actor, &key, &form.answer).await;
    answer(&app, &actor, shell, &id, "declined", form, done).await
}

/// `POST /merging/proposals/{id}/withdraw`.
pub async fn withdraw(
    State(app): State<App>,
    actor: May<may::MergePropose>,
    shell: Shell,
    Path(id): Path<String>,
    PostForm(_): PostForm<NoFields>,
) -> Result<Response> {
    let key = Id::parse(&id).ok_or(Error::NotFound)?;
    let done = actions::withdraw_proposal(&app, &actor, &key).await;
    answer(&app, &actor, shell, &id, "withdrawn", ProposalForm::default(), done).await
}

async fn answer(
    app: &App,
    actor: &Actor,
    shell: Shell,
    id: &str,
    code: &str,
    form: ProposalForm,
    done: Result<()>,
) -> Result<Response> {
    match done {
        Ok(()) => Ok(see(format!("/merging/proposals/{id}?done={code}"))),
        Err(error) => {
            let wrong = Wrong::catch(error, shell.t, shell.t.merged_stale())?;
            show_page(app, actor, shell, id, String::new(), Some(form), wrong).await
        }
    }
}
