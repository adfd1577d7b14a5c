//! The campaign from its draft to the end of its first phase, and the step from the second phase to the third.

use anyhow::Context;
use jiff::civil::date;

use super::content::Phase;
use super::stage::Stage;
use crate::features::campaign::actions as campaign;
use crate::features::campaign::model::{ActivityEvent, CampaignEvent, Duty, Part, PhaseEvent, TaskEvent};
use crate::features::campaign::store::activities;
use crate::id::Id;

/// From the draft to the second phase.
pub(super) async fn begin(stage: &mut Stage<'_>) -> anyhow::Result<()> {
    stage.on(date(2008, 1, 7), 9).await?;
    draft(stage).await?;
    let app = stage.app;
    let id = stage.id("campaign", "")?;
    let office = stage.actor("office").await?;
    tasks(stage, &id).await?;
    campaign::change_campaign(app, &office, &id, CampaignEvent::SubmitPlan, "").await?;
    stage.on(date(2008, 1, 10), 14).await?;
    campaign::change_campaign(app, &stage.actor("sec").await?, &id, CampaignEvent::Approve, "").await?;

    for (n, held) in stage.content.mobilisations.iter().enumerate() {
        stage.on(held.on, 16).await?;
        let facts = campaign::MobilisationFacts {
            held_on: held.on,
            occasion: held.occasion.clone(),
            place: held.place.clone(),
            people: held.people,
        };
        campaign::record_mobilisation(app, &office, &id, facts).await?;
        if n == 0 {
            campaign::change_campaign(app, &office, &id, CampaignEvent::Mobilise, "").await?;
            campaign::change_phase(app, &office, &stage.id("phase", "1")?, PhaseEvent::Start, "").await?;
            for task in tasks_of(stage) {
                campaign::change_task(app, &office, &stage.id("task", task)?, TaskEvent::Activate, "").await?;
            }
            finish_task(stage, 0).await?;
        }
    }
    turn(stage, 1).await
}

fn tasks_of<'a>(stage: &Stage<'a>) -> impl Iterator<Item = &'a str> + use<'a> {
    stage.content.tasks.iter().map(|task| task.title.as_str())
}

async fn draft(stage: &mut Stage<'_>) -> anyhow::Result<()> {
    let (app, content) = (stage.app, stage.content);
    let secretary = stage.actor("sec").await?;
    let wanted = &content.campaign;
    let facts = campaign::CampaignFacts {
        short_name: wanted.short_name.clone(),
        slogan: wanted.slogan.clone(),
        year: wanted.year,
        host: wanted.host.clone(),
        content: wanted.content.clone(),
        starts_on: wanted.starts_on,
        ends_on: wanted.ends_on,
    };
    let id = campaign::create_campaign(app, &secretary, campaign::NewCampaign { facts, start: campaign::Start::Blank })
        .await?;
    stage.put("campaign", "", id.clone());
    // Whoever creates a campaign sits in its office from then on.
    let secretary = stage.actor("sec").await?;
    for (n, phase) in content.phases.iter().enumerate() {
        let key = campaign::add_phase(app, &secretary, &id, &phase.name, phase.from, phase.to).await?;
        for activity in &phase.activities {
            campaign::add_activity(app, &secretary, &key, &activity.name, true).await?;
        }
        stage.put("phase", (n + 1).to_string(), key);
    }
    for member in &content.working_group {
        let person = stage.id("person", &member.person)?;
        let duty = Duty::parse(&member.duty).context("the duty of a member")?;
        campaign::put_member(app, &secretary, &id, &person, duty, &member.division).await?;
    }
    Ok(())
}

async fn tasks(stage: &mut Stage<'_>, id: &Id) -> anyhow::Result<()> {
    let (app, content) = (stage.app, stage.content);
    let office = stage.actor("office").await?;
    for task in &content.tasks {
        let new = campaign::NewTask {
            title: task.title.clone(),
            deliverable: task.deliverable.clone(),
            due_on: task.due,
            activity: None,
            accountable: Some(stage.id("person", &task.accountable)?),
        };
        let key = campaign::add_task(app, &office, id, new).await?;
        for assistant in &task.assistants {
            let person = stage.id("person", assistant)?;
            campaign::put_task_person(app, &office, &key, &person, Part::Assistant).await?;
        }
        stage.put("task", &task.title, key);
    }
    Ok(())
}

/// Whoever answers for a task says that it is done.
pub(super) async fn finish_task(stage: &Stage<'_>, n: usize) -> anyhow::Result<()> {
    let task = stage.content.tasks.get(n).context("a task")?;
    let done = task.done.as_ref().context("the result of a task")?;
    stage.on(done.on, 16).await?;
    let actor = stage.actor(&task.accountable).await?;
    let id = stage.id("task", &task.title)?;
    Ok(campaign::change_task(stage.app, &actor, &id, TaskEvent::Finish, &done.result).await?)
}

/// Ends a phase, whose activities are done by then, and begins the next.
pub(super) async fn turn(stage: &Stage<'_>, number: usize) -> anyhow::Result<()> {
    let app = stage.app;
    let phase: &Phase = number.checked_sub(1).and_then(|n| stage.content.phases.get(n)).context("a phase")?;
    stage.on(phase.completed_on.context("the day on which a phase ended")?, 9).await?;
    let (office, secretary) = (stage.actor("office").await?, stage.actor("sec").await?);
    let (campaign_id, id) = (stage.id("campaign", "")?, stage.id("phase", &number.to_string())?);
    let all = app.db.read(move |tx| activities(tx, &campaign_id)).await?;
    for activity in all.iter().filter(|a| a.phase == id) {
        campaign::change_activity(app, &office, &activity.id, ActivityEvent::Finish, "").await?;
    }
    if number == 2 {
        super::closing::second_phase(stage).await?;
    }
    campaign::change_phase(app, &office, &id, PhaseEvent::RequestCompletion, "").await?;
    campaign::change_phase(app, &secretary, &id, PhaseEvent::Pass, "").await?;
    let next = stage.id("phase", &(number + 1).to_string())?;
    campaign::change_phase(app, &office, &next, PhaseEvent::Start, "").await?;
    Ok(())
}
