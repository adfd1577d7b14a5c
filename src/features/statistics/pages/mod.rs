//! The pages, and what several of them share.

mod dashboard;
mod figures;
mod front;
mod problems;
mod todo;

pub use figures::{cell_name, what};

use ::store::{Query, Tx, params};
use axum::Router;
use axum::routing::get;
use jiff::civil::Date;
use workday::Calendar;

use super::lamp::{Lamp, of_open};
use super::model::{Bucket, Totals};
use super::store::{PROBLEM_REACH, Problem};
use crate::app::App;
use crate::auth::{Actor, PartyStatus, Role, Verb};
use crate::error::{Error, Result};
use crate::features::campaign;
use crate::features::campaign::actions::object;
use crate::features::campaign::model::Campaign;
use crate::id::Id;
use crate::text::T;
use crate::view::Shell;

/// Routes of this slice.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/", get(front::active))
        .route("/campaigns/{id}", get(front::one))
        .route("/problems", get(problems::page))
        .route("/figures", get(figures::page))
        .route("/figures/export", get(figures::export))
        .route("/figures.json", get(figures::json))
        .route("/dashboard", get(dashboard::page))
        .route("/key-links", get(dashboard::key_links))
        .route("/todo", get(todo::page))
}

/// Whether a campaign may be read: by its people, and by everyone once it is approved.
fn may_read(actor: Option<&Actor>, campaign: &Campaign) -> bool {
    match actor {
        Some(actor) => actor.permit(Verb::CampaignRead, &object(campaign)).is_ok(),
        None => campaign.state.is_published(),
    }
}

/// The campaign of an address, or the active one. What may not be read does not exist.
pub(super) fn campaign_of(tx: &mut Tx<'_>, actor: Option<&Actor>, id: Option<&Id>) -> Result<Campaign> {
    found(tx, id)?.filter(|c| may_read(actor, c)).ok_or(Error::NotFound)
}

/// The same, whoever asks: whether it may be read is still to be checked.
fn found(tx: &mut Tx<'_>, id: Option<&Id>) -> Result<Option<Campaign>> {
    Ok(match id {
        Some(id) => campaign::store::find(tx, id)?,
        None => campaign::active(tx)?,
    })
}

/// Readers of one kind see the same publications and the same problems: those have the same reach, and `v_publication_reader`
/// tells persons apart by unit, branch and membership alone (a test holds the view to that).
fn kind_of_reader(actor: Option<&Actor>) -> String {
    let Some(actor) = actor else { return "visitor".to_owned() };
    let reach = actor.reach(Verb::ProblemRead);
    let ids = |ids: &[Id]| ids.iter().map(Id::as_str).collect::<Vec<_>>().join(",");
    let id = |id: &Option<Id>| id.as_ref().map_or("-", Id::as_str).to_owned();
    let person = &actor.person;
    format!(
        "{} {} {} / {} {} {} / {} {} {}",
        reach.tenant,
        reach.published,
        person.party != PartyStatus::None,
        ids(&reach.campaigns),
        ids(&reach.units),
        ids(&reach.lines),
        ids(&reach.branches),
        id(&person.unit),
        id(&person.branch)
    )
}

/// Which numbers are links: only where the asker's list has exactly that many rows (I15). Whoever sees a part of the rows
/// sees the number without a link.
#[derive(Clone, Copy, Debug, Default)]
struct Links {
    points: bool,
    problems: bool,
    items: bool,
    /// Whether the asker's lists of points hold those of the discipline channel too.
    routed: bool,
}

impl Links {
    fn of(actor: Option<&Actor>, campaign: &Id) -> Links {
        let whole = |verb: Verb| {
            actor.is_some_and(|a| {
                let reach = a.reach(verb);
                reach.tenant || reach.campaigns.contains(campaign)
            })
        };
        Links {
            points: whole(Verb::OpinionRead),
            problems: whole(Verb::ProblemRead),
            items: whole(Verb::ItemRead),
            routed: actor.is_some_and(|a| a.has(Role::Aud)),
        }
    }
}

/// A number that is a link where it may be one.
#[derive(Clone, Debug)]
struct Number {
    n: i64,
    href: Option<String>,
}

impl Number {
    fn plain(n: i64) -> Number {
        Number { n, href: None }
    }
    fn linked(n: i64, may: bool, href: String) -> Number {
        Number { n, href: may.then_some(href) }
    }
}

/// The list of points behind a number. Points in the discipline channel stand in no list, so their presence takes the
/// link from the total.
fn points_link(links: Links, campaign: &Id, n: i64, filter: &str) -> Number {
    Number::linked(n, links.points, format!("/opinions?campaign={campaign}{filter}"))
}

/// The link of the total of points.
fn raw_link(links: Links, campaign: &Id, totals: &Totals) -> Number {
    let listed = Links { points: links.points && (links.routed || totals.points.routed == 0), ..links };
    points_link(listed, campaign, totals.points.raw(), "")
}

/// The list of problems behind a number.
fn problems_link(links: Links, campaign: &Id, n: i64, bucket: Option<Bucket>) -> Number {
    let bucket = bucket.map_or("all", Bucket::code);
    Number::linked(n, links.problems, format!("/problems?campaign={campaign}&bucket={bucket}"))
}

/// A piece of the standard sentence: words, then perhaps a number.
#[derive(Clone, Debug)]
struct Piece {
    words: String,
    number: Option<Number>,
}

/// The standard sentence with its numbers as links. The words come from the one text; marks stand where numbers go.
fn sentence(t: T, links: Links, campaign: &Id, totals: &Totals) -> Vec<Piece> {
    let p = &totals.problems;
    let numbers = [
        raw_link(links, campaign, totals),
        problems_link(links, campaign, p.merged(), None),
        problems_link(links, campaign, p.done, Some(Bucket::Done)),
        problems_link(links, campaign, p.doing, Some(Bucket::Doing)),
        problems_link(links, campaign, p.next, Some(Bucket::Next)),
    ];
    let text = t.figures_sentence('\u{1}', '\u{2}', '\u{3}', '\u{4}', '\u{5}');
    let mut pieces = Vec::new();
    let mut words = String::new();
    for sign in text.chars() {
        let place = u32::from(sign).checked_sub(1).and_then(|i| usize::try_from(i).ok());
        match place.and_then(|i| numbers.get(i)) {
            Some(number) => {
                pieces.push(Piece { words: std::mem::take(&mut words), number: Some(number.clone()) });
            }
            None => words.push(sign),
        }
    }
    pieces.push(Piece { words, number: None });
    pieces
}

/// The problems that the asker may see.
fn problems_of(actor: Option<&Actor>, campaign: &Id) -> Query {
    let query = Query::new().filter("campaign", params![campaign]);
    match actor {
        Some(actor) => {
            let reach = actor.reach(Verb::ProblemRead);
            query.allowed(reach.predicate(&actor.person.id, &PROBLEM_REACH))
        }
        None => query.filter("public", params![].get(..0).unwrap_or_default()),
    }
}

/// A problem as a row of a list.
#[derive(Clone, Debug)]
struct Row {
    href: String,
    summary: String,
    facts: String,
    stamp: bool,
    late_done: bool,
    lamp: Option<Lamp>,
}

impl Row {
    fn of(problem: &Problem, shell: &Shell, calendar: &Calendar, points: String) -> Row {
        let t = shell.t;
        let mut facts = vec![points];
        facts.extend(problem.lead_unit.clone());
        facts.extend(problem.owner.as_ref().map(|name| t.front_problem_owner(name)));
        let bucket = Bucket::parse(&problem.bucket);
        match (bucket, problem.due_on, problem.start_on) {
            (Some(Bucket::Next), _, Some(start)) if start > shell.today => {
                facts.push(t.front_problem_start(shell.day(&start)));
            }
            (_, Some(due), _) => facts.push(t.front_problem_due(shell.day(&due))),
            _ => {}
        }
        Row {
            href: format!("/trace/merged/{}", problem.id),
            summary: problem.summary.clone(),
            facts: facts.join(" · "),
            stamp: bucket == Some(Bucket::Done),
            late_done: problem.done_late && bucket == Some(Bucket::Done),
            lamp: lamp_of(problem, bucket, calendar, shell.today, t),
        }
    }
}

fn lamp_of(problem: &Problem, bucket: Option<Bucket>, calendar: &Calendar, today: Date, t: T) -> Option<Lamp> {
    let grey = |text: &str| Some(Lamp { class: "lamp-grey", text: text.to_owned() });
    match bucket? {
        Bucket::Done => None,
        Bucket::Explained => grey(t.lamp_explained()),
        Bucket::Suspended => grey(t.lamp_suspended()),
        Bucket::Unplanned => grey(t.lamp_unplanned()),
        Bucket::Doing => of_open(calendar, true, None, problem.due_on, today, t),
        Bucket::Next => of_open(calendar, false, problem.start_on, problem.due_on, today, t),
    }
}
