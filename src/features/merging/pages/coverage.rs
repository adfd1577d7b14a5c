//! Nothing is lost: every opinion of a campaign and what became of it, each number with its records.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

use ::store::params;

use crate::app::App;
use crate::auth::{May, Object, Role, Verb, may};
use crate::error::{Error, Result};
use crate::features::merging::model::Coverage;
use crate::features::merging::store;
use crate::id::Id;
use crate::text::T;
use crate::view::{self, Shell};

/// A piece of the sentence: words, then perhaps a number with the address of its records.
pub struct Piece {
    /// The words before the number.
    pub words: String,
    /// The number; an empty address is a number without a list.
    pub number: Option<(i64, String)>,
}

/// Where the records of each number are. Points in the discipline channel are counted and stand in no list, so that their
/// presence takes the link from the total (I15).
struct Links {
    raw: String,
    campaign: Id,
}

impl Links {
    fn of(campaign: &Id, coverage: &Coverage, auditor: bool) -> Links {
        let listed = auditor || coverage.routed == 0;
        let raw = if listed { format!("/opinions?campaign={campaign}") } else { String::new() };
        Links { raw, campaign: campaign.clone() }
    }
    fn state(&self, state: &str) -> String {
        format!("/opinions?campaign={}&state={state}", self.campaign)
    }
    fn items(&self) -> String {
        format!("/merged?campaign={}", self.campaign)
    }
    fn page(&self, part: &str) -> String {
        format!("/merging/coverage?campaign={}#{part}", self.campaign)
    }
}

/// The sentence with its numbers as links. The words come from the one text; marks stand where numbers go.
pub fn sentence(t: T, campaign: &Id, c: &Coverage, auditor: bool) -> Vec<Piece> {
    let links = Links::of(campaign, c, auditor);
    let numbers = [
        (c.raw, links.raw.clone()),
        (c.merged, links.state("merged")),
        (c.items, links.items()),
        (c.otherwise(), links.page("fates")),
        (c.waiting, links.state("unsorted")),
        (c.lost(), links.page("lost")),
    ];
    let text = t.coverage_sentence('\u{1}', '\u{2}', '\u{3}', '\u{4}', '\u{5}', '\u{6}');
    let (mut pieces, mut words) = (Vec::new(), String::new());
    for sign in text.chars() {
        let place = u32::from(sign).checked_sub(1).and_then(|i| usize::try_from(i).ok());
        match place.and_then(|i| numbers.get(i)) {
            Some(number) => pieces.push(Piece { words: std::mem::take(&mut words), number: Some(number.clone()) }),
            None => words.push(sign),
        }
    }
    pieces.push(Piece { words, number: None });
    pieces
}

/// Which campaign.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    campaign: String,
}

#[derive(Template)]
#[template(path = "merging/pages/coverage.html")]
struct Page {
    shell: Shell,
    campaign: Id,
    name: String,
    sentence: Vec<Piece>,
    fates: Vec<(&'static str, i64, String)>,
    lost: i64,
    sum: i64,
    distribution: bool,
}

/// `GET /merging/coverage?campaign=…`. Three queries.
pub async fn show(
    State(app): State<App>,
    actor: May<may::MergeRead>,
    shell: Shell,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let campaign = Id::parse(&asked.campaign).ok_or(Error::NotFound)?;
    actor.permit_read(Verb::MergeRead, &Object { campaign: Some(campaign.clone()), ..Object::default() })?;
    let (of, me) = (campaign.clone(), actor.person.id.clone());
    let (name, c) = app
        .db
        .read(move |tx| {
            let name: Option<String> = tx.one(&store::CAMPAIGN_NAME, &params![&of], |row| row.get(0))?;
            Ok::<_, Error>((name.ok_or(Error::NotFound)?, store::coverage(tx, &of, &me)?))
        })
        .await?;
    let (t, auditor) = (shell.t, actor.has(Role::Aud));
    let links = Links::of(&campaign, &c, auditor);
    let routed = if auditor { links.state("routed") } else { String::new() };
    let fates = vec![
        (t.coverage_merged(), c.merged, links.state("merged")),
        (t.coverage_answered(), c.answered, links.state("answered_directly")),
        (t.coverage_referred(), c.referred, links.state("referred")),
        (t.coverage_declined(), c.declined, links.state("not_adopted")),
        (t.coverage_withdrawn(), c.withdrawn, links.state("withdrawn")),
        (t.coverage_routed(), c.routed, routed),
        (t.coverage_waiting(), c.waiting, links.state("unsorted")),
    ];
    let page = Page {
        sentence: sentence(t, &campaign, &c, auditor),
        distribution: super::matrix::allowed(&actor, Some(&campaign)),
        lost: c.lost(),
        sum: fates.iter().map(|(_, n, _)| n).sum(),
        fates,
        campaign,
        name,
        shell,
    };
    view::page(&page)
}
