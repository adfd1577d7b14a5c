//! The evaluation of the first two phases: after the report-back, by people of the workshops, most of whom have no account and
//! vote with printed codes or on paper. Two tellers count. What is known beforehand are the answers; every figure is counted
//! from the ballots.

use anyhow::Context;
use ballot::grade::Answer;
use ballot::rate::Variant;
use ballot::seal::Ballot;
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::HashMap;

use super::content::Person;
use super::people;
use super::stage::Stage;
use crate::features::evaluation as vote;
use crate::features::organisation::actions as organisation;
use crate::features::organisation::model::{Category, PersonFacts};
use crate::id::Id;

#[derive(Debug, Deserialize)]
pub(super) struct Content {
    name: String,
    pub opened_on: Date,
    pub closes_on: Date,
    pub published_on: Date,
    threshold: u32,
    tellers: Vec<Person>,
    /// Unit and how many.
    workers: Vec<(String, usize)>,
    surnames: String,
    given: Vec<String>,
    issued: Ballots,
    returned: Ballots,
    /// By what an item asks about, or the number of its problem: how many of S, B, N, U, A and I.
    counts: HashMap<String, [usize; 6]>,
    remarks: Vec<String>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
struct Ballots {
    codes: usize,
    papers: usize,
}

pub(super) fn read() -> anyhow::Result<Content> {
    serde_json::from_str(include_str!("evaluation.json")).context("the evaluation's content")
}

/// The tellers, and the people of the workshops. At the very beginning, with everybody else.
pub(super) async fn arrive(stage: &mut Stage<'_>) -> anyhow::Result<()> {
    let content = read()?;
    for teller in &content.tellers {
        people::join(stage, teller).await?;
    }
    let (app, admin) = (stage.app, stage.actor("admin").await?);
    let surnames: Vec<char> = content.surnames.chars().collect();
    let mut n = 0;
    for (unit, number) in &content.workers {
        let unit = stage.id("unit", unit)?;
        for _ in 0..*number {
            // Every pair comes once before any comes again: the two lengths have no common factor with the step.
            let surname = surnames.get(n % surnames.len()).context("a surname")?;
            let given =
                content.given.get((n / surnames.len() * 7 + n) % content.given.len()).context("a given name")?;
            let facts = PersonFacts {
                name: format!("{surname}{given}"),
                staff_no: Some((3001 + n).to_string()),
                category: Category::Staff,
                party: crate::auth::PartyStatus::None,
                unit: Some(unit.clone()),
                branch: None,
            };
            let id = organisation::add_person(app, &admin, facts).await?;
            stage.put("worker", n.to_string(), id);
            n += 1;
        }
    }
    Ok(())
}

/// Designed, approved, opened; everybody gets a code or a sheet, and the codes are used.
pub(super) async fn open(stage: &mut Stage<'_>) -> anyhow::Result<()> {
    let (app, content) = (stage.app, read()?);
    let (office, secretary) = (stage.actor("office").await?, stage.actor("sec").await?);
    let tellers = [stage.actor("teller_a").await?, stage.actor("teller_b").await?];
    let new = vote::NewEvaluation {
        campaign: stage.id("campaign", "")?,
        name: content.name.clone(),
        closes_on: content.closes_on,
        threshold: content.threshold,
        variant: Variant::Judging,
        scopes: vec![("everyone".into(), String::new())],
        tellers: [tellers[0].person.id.clone(), tellers[1].person.id.clone()],
        merged_items: true,
        by_group: false,
    };
    let id = vote::create(app, &office, new).await?;
    vote::approve(app, &secretary, &id).await?;
    vote::freeze_roster(app, &office, &id).await?;
    let phrases = [crate::random::secret(), crate::random::secret()];
    for (teller, phrase) in tellers.iter().zip(&phrases) {
        vote::make_key(app, teller, &id, phrase.clone()).await?;
    }
    vote::open(app, &office, &id).await?;

    let mut codes = Vec::new();
    for (n, person) in voters(stage, content.issued)?.iter().enumerate() {
        let by_code = n < content.issued.codes;
        let code = vote::issue_paper(app, &office, &id, person, by_code).await?;
        codes.extend(code);
    }
    crate::random::shuffle(&mut codes);
    let ballots = ballots(stage, &content, &id).await?;
    for (code, ballot) in codes.iter().zip(ballots.into_iter().skip(content.returned.papers)) {
        vote::vote(app, code, ballot).await?;
    }
    stage.put("evaluation", "", id);
    stage.keep("evaluation", phrases);
    Ok(())
}

/// Who gets something: people of the workshops first, then others who are known by name.
fn voters(stage: &Stage<'_>, issued: Ballots) -> anyhow::Result<Vec<Id>> {
    let wanted = issued.codes + issued.papers;
    let workers = (0..).map_while(|n: usize| stage.id("worker", &n.to_string()).ok());
    let known = stage.content.people.iter().filter_map(|p| stage.id("person", &p.key).ok());
    let all: Vec<Id> = workers.chain(known).take(wanted).collect();
    anyhow::ensure!(all.len() == wanted, "the content has {} voters for {wanted} ballots", all.len());
    Ok(all)
}

/// The ballots behind the counts, papers first: only on paper can an answer be unreadable.
async fn ballots(stage: &Stage<'_>, content: &Content, id: &Id) -> anyhow::Result<Vec<Ballot>> {
    let wanted = id.clone();
    let items = stage.app.db.read(move |tx| vote::store::items(tx, &wanted)).await?;
    let all = content.returned.codes + content.returned.papers;
    let mut columns = Vec::with_capacity(items.len());
    for (n, item) in items.iter().enumerate() {
        let key = match &item.merged_item {
            None => item.kind.clone(),
            Some(problem) => number_of(stage, problem).context("the number of a problem")?,
        };
        let counts = content.counts.get(&key).with_context(|| format!("no counts for {key}"))?;
        columns.push(column(counts, content.returned.papers, all, n)?);
    }
    let ballot = |n: usize| Ballot {
        answers: columns.iter().filter_map(|column| column.get(n).copied()).collect(),
        text: content.remarks.get(n.wrapping_sub(content.returned.papers)).cloned().unwrap_or_default(),
        group: 0,
    };
    Ok((0..all).map(ballot).collect())
}

fn number_of(stage: &Stage<'_>, problem: &Id) -> Option<String> {
    let numbers = 1..=stage.content.merged.len();
    numbers.map(|n| n.to_string()).find(|n| stage.id("merged", n).ok().as_ref() == Some(problem))
}

/// One item's answers, ballot by ballot. Each item begins elsewhere in its row of answers, so that no ballot says the same of
/// all.
fn column(counts: &[usize; 6], papers: usize, all: usize, item: usize) -> anyhow::Result<Vec<Answer>> {
    let [.., unreadable] = *counts;
    anyhow::ensure!(counts.iter().sum::<usize>() == all && unreadable <= papers, "the counts of item {item}");
    let codes = ["S", "B", "N", "U", "A"].into_iter().zip(counts);
    let mut readable: Vec<&str> = codes.flat_map(|(code, n)| std::iter::repeat_n(code, *n)).collect();
    let turn = (item * 37) % readable.len().max(1);
    readable.rotate_left(turn);
    let mut rest = readable.into_iter();
    let codes = (0..all).map(|n| {
        let is_paper = n < papers && (n + item) % papers < unreadable;
        if is_paper { Some("I") } else { rest.next() }
    });
    codes.map(|code| code.and_then(Answer::parse).context("an answer")).collect()
}

/// The tellers end the vote, type in the sheets, count and confirm.
pub(super) async fn count(stage: &mut Stage<'_>) -> anyhow::Result<()> {
    let (app, content) = (stage.app, read()?);
    let id = stage.id("evaluation", "")?;
    let tellers = [stage.actor("teller_a").await?, stage.actor("teller_b").await?];
    let [first, second] = &tellers;
    vote::close(app, first, &id).await?;
    let ballots = ballots(stage, &content, &id).await?;
    for (number, ballot) in (1_i64..).zip(ballots.into_iter().take(content.returned.papers)) {
        for teller in &tellers {
            let sheet = vote::Sheet { number, group: 0, answers: ballot.answers.clone(), remark: ballot.text.clone() };
            vote::enter_sheet(app, teller, &id, sheet).await?;
        }
    }
    let phrases = stage.kept("evaluation").context("the tellers' passphrases")?;
    let state = vote::count(app, first, &id, phrases).await?;
    anyhow::ensure!(state == vote::State::Counted, "the count: {state:?}");
    vote::confirm(app, first, &id).await?;
    vote::confirm(app, second, &id).await?;
    Ok(())
}

/// The office publishes it.
pub(super) async fn publish(stage: &Stage<'_>) -> anyhow::Result<()> {
    let office = stage.actor("office").await?;
    Ok(vote::publish(stage.app, &office, &stage.id("evaluation", "")?).await?)
}
