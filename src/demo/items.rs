//! June and the first days of July: items are drafted, approved, worked on and struck off, in the order of their days,
//! while the campaign goes on around them.

use anyhow::Context;
use jiff::civil::Date;

use super::content::{Item, SaidBy};
use super::stage::Stage;
use super::{campaign, evaluation, opinions, plan, report};
use crate::features::rectification::actions as rectification;
use crate::features::rectification::model::{Kind, Source};
use crate::features::rectification::store::Draft;
use crate::id::Id;

/// What happens on a day; of one day in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    TurnPhase,
    Draft(usize),
    Approve(usize),
    Start(usize),
    Progress(usize, usize),
    Measure(usize, usize),
    Proof(usize, usize),
    Apply(usize),
    Dept(usize),
    Lead(usize),
    Last(usize),
    ReportBack,
    CreateRound,
    OpenRound,
    OpenEvaluation,
    CountEvaluation,
    PublishEvaluation,
    Plan(plan::Step),
}

/// Plays everything that has a day in June and July.
pub(super) async fn until_july(stage: &mut Stage<'_>) -> anyhow::Result<()> {
    let mut steps = around(stage)?;
    for (n, item) in stage.content.items.iter().enumerate() {
        steps.extend(steps_of(n, item));
    }
    steps.sort();
    let mut last: Option<Date> = None;
    for (day, step) in steps {
        if last != Some(day) {
            stage.on(day, 9).await?;
            last = Some(day);
        }
        play(stage, step).await.with_context(|| format!("{day}: {step:?}"))?;
    }
    Ok(())
}

fn around(stage: &Stage<'_>) -> anyhow::Result<Vec<(Date, Step)>> {
    let content = stage.content;
    let phase = content.phases.get(1).and_then(|p| p.completed_on).context("the end of the second phase")?;
    let round = content.rounds.get(1).context("the second round")?;
    let vote = evaluation::read()?;
    let mut steps: Vec<(Date, Step)> = plan::steps(stage).map(|(day, step)| (day, Step::Plan(step))).collect();
    steps.extend([
        (phase, Step::TurnPhase),
        (content.report_back.on, Step::ReportBack),
        (round.created_on, Step::CreateRound),
        (round.opens_on, Step::OpenRound),
        (vote.opened_on, Step::OpenEvaluation),
        (vote.closes_on, Step::CountEvaluation),
        (vote.published_on, Step::PublishEvaluation),
    ]);
    Ok(steps)
}

fn steps_of(n: usize, item: &Item) -> Vec<(Date, Step)> {
    let mut steps = vec![(item.drafted_on, Step::Draft(n))];
    steps.extend(item.approved_on.map(|day| (day, Step::Approve(n))));
    // Only what is worked on has been started.
    steps.extend(item.progress.first().map(|_| (item.start_on, Step::Start(n))));
    steps.extend(item.progress.iter().enumerate().map(|(k, p)| (p.on, Step::Progress(n, k))));
    steps.extend(item.measures.iter().enumerate().filter_map(|(k, m)| m.done_on.map(|day| (day, Step::Measure(n, k)))));
    steps.extend(item.evidence.iter().enumerate().map(|(k, e)| (e.on, Step::Proof(n, k))));
    if let Some(close) = &item.close {
        steps.push((close.applied_on, Step::Apply(n)));
        steps.push((close.dept.on, Step::Dept(n)));
        steps.push((close.lead.on, Step::Lead(n)));
        steps.push((close.last.on, Step::Last(n)));
    }
    steps
}

async fn play(stage: &mut Stage<'_>, step: Step) -> anyhow::Result<()> {
    match step {
        Step::TurnPhase => campaign::turn(stage, 2).await,
        Step::ReportBack => report::back(stage).await,
        Step::CreateRound => opinions::create_round(stage, 2).await,
        Step::OpenRound => opinions::open_round(stage, 2).await,
        Step::OpenEvaluation => evaluation::open(stage).await,
        Step::CountEvaluation => evaluation::count(stage).await,
        Step::PublishEvaluation => evaluation::publish(stage).await,
        Step::Plan(step) => plan::play(stage, step).await,
        Step::Draft(n) => draft(stage, n).await,
        Step::Approve(n) => {
            let secretary = stage.actor("sec").await?;
            Ok(rectification::approve_item(stage.app, &secretary, &item(stage, n)?).await?)
        }
        Step::Start(n) => {
            let owner = owner(stage, n).await?;
            Ok(rectification::start_item(stage.app, &owner, &item(stage, n)?, None).await?)
        }
        Step::Progress(n, k) => progress(stage, n, k).await,
        Step::Measure(n, k) => measure(stage, n, k).await,
        Step::Proof(n, k) => proof(stage, n, k).await,
        Step::Apply(n) => apply(stage, n).await,
        Step::Dept(n) => {
            let said = &words(stage, n)?.close.as_ref().context("a close-out")?.dept;
            let (actor, id) = (stage.actor(&said.by).await?, item(stage, n)?);
            Ok(rectification::review_dept(stage.app, &actor, &id, true, &said.text).await?)
        }
        Step::Lead(n) => {
            let said = &words(stage, n)?.close.as_ref().context("a close-out")?.lead;
            let (actor, id) = (stage.actor(&said.by).await?, item(stage, n)?);
            Ok(rectification::review_lead(stage.app, &actor, &id, true, &said.text).await?)
        }
        Step::Last(n) => {
            let said: &SaidBy = &words(stage, n)?.close.as_ref().context("a close-out")?.last;
            let (actor, id) = (stage.actor(&said.by).await?, item(stage, n)?);
            Ok(rectification::review_final(stage.app, &actor, &id, true, &said.text).await?)
        }
    }
}

fn words<'a>(stage: &Stage<'a>, n: usize) -> anyhow::Result<&'a Item> {
    stage.content.items.get(n).context("an item")
}

fn item(stage: &Stage<'_>, n: usize) -> anyhow::Result<Id> {
    stage.id("item", &n.to_string())
}

async fn owner(stage: &Stage<'_>, n: usize) -> anyhow::Result<crate::auth::Actor> {
    stage.actor(&words(stage, n)?.owner).await
}

async fn draft(stage: &mut Stage<'_>, n: usize) -> anyhow::Result<()> {
    let (app, wanted) = (stage.app, words(stage, n)?);
    let office = stage.actor("office").await?;
    let merged = wanted.merged.checked_sub(1).and_then(|m| stage.content.merged.get(m)).context("a merged item")?;
    let draft = Draft {
        source: Source::Opinion,
        problem: merged.summary.clone(),
        category: merged.category.clone(),
        cause: wanted.cause.clone(),
        kind: Kind::parse(&wanted.kind).context("the kind of an item")?,
        requirement: wanted.requirement.clone(),
        lead_cadre: Some(stage.id("person", &wanted.cadre)?),
        lead_unit: Some(stage.id("unit", &wanted.unit)?),
        assist: stage.all("unit", &wanted.assist)?,
        owner: Some(stage.id("person", &wanted.owner)?),
        start_on: Some(wanted.start_on),
        due_on: Some(wanted.due_on),
        review_months: None,
        note: String::new(),
    };
    let from = stage.id("merged", &wanted.merged.to_string())?;
    let id = rectification::create_item(app, &office, &stage.id("campaign", "")?, Some(&from), &draft).await?;
    for (k, measure) in wanted.measures.iter().enumerate() {
        let written = rectification::MeasureDraft {
            text: measure.text.clone(),
            criterion: measure.criterion.clone(),
            node_on: Some(measure.node_on),
        };
        let key = rectification::add_measure(app, &office, &id, &written).await?;
        stage.put("measure", format!("{n}/{k}"), key);
    }
    stage.put("item", n.to_string(), id);
    Ok(())
}

async fn progress(stage: &Stage<'_>, n: usize, k: usize) -> anyhow::Result<()> {
    let said = words(stage, n)?.progress.get(k).context("a piece of progress")?;
    let (owner, id) = (owner(stage, n).await?, item(stage, n)?);
    Ok(rectification::log_progress(stage.app, &owner, &id, &said.text, Some(said.percent)).await?)
}

async fn measure(stage: &Stage<'_>, n: usize, k: usize) -> anyhow::Result<()> {
    let done = words(stage, n)?.measures.get(k).context("a measure")?;
    let result = done.result.as_deref().context("the result of a measure")?;
    let on = done.done_on.context("the day of a measure")?;
    let (owner, id, key) = (owner(stage, n).await?, item(stage, n)?, stage.id("measure", &format!("{n}/{k}"))?);
    Ok(rectification::finish_measure(stage.app, &owner, &id, &key, result, on).await?)
}

async fn proof(stage: &mut Stage<'_>, n: usize, k: usize) -> anyhow::Result<()> {
    let file = words(stage, n)?.evidence.get(k).context("a piece of evidence")?;
    let (owner, id) = (owner(stage, n).await?, item(stage, n)?);
    let key = rectification::add_file(stage.app, &owner, &id, &file.name, file.text.as_bytes()).await?;
    stage.put("evidence", format!("{n}/{k}"), key);
    Ok(())
}

async fn apply(stage: &Stage<'_>, n: usize) -> anyhow::Result<()> {
    let wanted = words(stage, n)?;
    let results = wanted.measures.iter().enumerate().map(|(k, measure)| {
        let result = measure.result.clone().unwrap_or_default();
        Ok((stage.id("measure", &format!("{n}/{k}"))?, result))
    });
    let evidence = (0..wanted.evidence.len()).map(|k| stage.id("evidence", &format!("{n}/{k}")));
    let application = rectification::Application {
        results: results.collect::<anyhow::Result<_>>()?,
        evidence: evidence.collect::<anyhow::Result<_>>()?,
        left: String::new(),
    };
    let (owner, id) = (owner(stage, n).await?, item(stage, n)?);
    Ok(rectification::apply_close(stage.app, &owner, &id, &application).await?)
}
