//! The rounds: sheets come in, are registered and put together into problems.

use anyhow::Context;
use jiff::civil::date;

use super::campaign::finish_task;
use super::stage::Stage;
use crate::features::merging::actions as merging;
use crate::features::merging::model::Why;
use crate::features::opinion::actions as opinion;
use crate::features::opinion::model::{Channel, Fields, Kind, Population, Subject};
use crate::id::Id;

/// The first round from its draft to the end of its sorting.
pub(super) async fn first_round(stage: &mut Stage<'_>) -> anyhow::Result<()> {
    create_round(stage, 1).await?;
    open_round(stage, 1).await?;
    register(stage).await?;
    let app = stage.app;
    let round = stage.content.rounds.first().context("the first round")?;
    let id = stage.id("round", "1")?;
    stage.on(round.closes_on, 15).await?;
    opinion::close_round(app, &stage.actor("office").await?, &id).await?;
    finish_task(stage, 1).await?;
    merge(stage).await?;
    stage.on(round.sorted_on.context("the day on which the first round was sorted")?, 10).await?;
    let secretary = stage.actor("sec").await?;
    for n in 1..=stage.content.merged.len() {
        merging::confirm(app, &secretary, &stage.id("merged", &n.to_string())?, None).await?;
    }
    opinion::finish_sorting(app, &stage.actor("office").await?, &id).await?;
    Ok(())
}

/// A round as the content has it.
pub(super) async fn create_round(stage: &mut Stage<'_>, number: usize) -> anyhow::Result<()> {
    let round = number.checked_sub(1).and_then(|n| stage.content.rounds.get(n)).context("a round")?;
    stage.on(round.created_on, 10).await?;
    let draft = opinion::RoundDraft {
        campaign: stage.id("campaign", "")?,
        owner_unit: None,
        name: round.name.clone(),
        opens_on: round.opens_on,
        closes_on: round.closes_on,
        lines: stage.all("line", &round.lines)?,
        populations: Population::ALL.to_vec(),
        subjects: Subject::ALL.to_vec(),
        kinds: Kind::ALL.to_vec(),
        allow_named: true,
        allow_anonymous: round.anonymous,
        promise: round.promise.clone(),
    };
    let id = opinion::create_round(stage.app, &stage.actor("office").await?, draft).await?;
    stage.put("round", number.to_string(), id);
    Ok(())
}

/// Opens it on its first day.
pub(super) async fn open_round(stage: &Stage<'_>, number: usize) -> anyhow::Result<()> {
    let round = number.checked_sub(1).and_then(|n| stage.content.rounds.get(n)).context("a round")?;
    stage.on(round.opens_on, 9).await?;
    let id = stage.id("round", &number.to_string())?;
    Ok(opinion::open_round(stage.app, &stage.actor("office").await?, &id).await?)
}

/// The office registers each sheet on the day it came.
async fn register(stage: &mut Stage<'_>) -> anyhow::Result<()> {
    let (app, content) = (stage.app, stage.content);
    let office = stage.actor("office").await?;
    let round = stage.id("round", "1")?;
    let mut points: Vec<_> = content.points.iter().enumerate().collect();
    points.sort_by_key(|(_, point)| point.on);
    for (n, point) in points {
        stage.on(point.on, 16).await?;
        let fields = Fields {
            line: Some(stage.id("line", &point.line)?),
            population: Population::parse(&point.population),
            subject: Subject::parse(&point.subject),
            kind: Kind::parse(&point.kind),
            category: Some(point.category.clone()),
            ..Fields::default()
        };
        let what = opinion::Registration {
            channel: Channel::Sheet,
            received_on: point.on,
            signed_by: point.by.as_deref().map(|key| stage.id("person", key)).transpose()?,
            fields,
            texts: vec![point.text.clone()],
        };
        let ids = opinion::register(app, &office, &round, what).await?;
        stage.put("point", n.to_string(), ids.into_iter().next().context("a registered point")?);
    }
    Ok(())
}

async fn merge(stage: &mut Stage<'_>) -> anyhow::Result<()> {
    stage.on(date(2008, 5, 27), 9).await?;
    let (app, content) = (stage.app, stage.content);
    let office = stage.actor("office").await?;
    for (n, merged) in content.merged.iter().enumerate() {
        let number = n + 1;
        let of_item = content.points.iter().enumerate().filter(|(_, p)| p.item == number);
        let points: Vec<Id> =
            of_item.map(|(at, _)| stage.id("point", &at.to_string())).collect::<anyhow::Result<_>>()?;
        let why = Why::said(&content.merge_reason);
        let id = merging::create_merged_item(app, &office, &points, &merged.summary, &merged.category, &why).await?;
        if merged.key {
            let edit =
                merging::Edit { summary: merged.summary.clone(), category: merged.category.clone(), is_key: true };
            merging::edit_item(app, &office, &id, None, &edit).await?;
        }
        stage.put("merged", number.to_string(), id);
    }
    Ok(())
}
