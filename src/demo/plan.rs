//! The rectification plan: approved, published to everyone, commented on, each comment answered, and laid down.

use anyhow::Context;
use jiff::civil::Date;

use super::stage::Stage;
use crate::features::plan::actions as plan;
use crate::features::plan::actions::{PlanDraft, PlanDraftItem};
use crate::features::publication::actions as publication;
use crate::features::publication::model::{Comments, Disposition, Draft, PubEvent, Scope};

/// What happens to it; of one day in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    Begin,
    Approve,
    Publish,
    Comment(usize),
    Answer,
    Final,
}

/// The days of its steps.
pub(super) fn steps(stage: &Stage<'_>) -> impl Iterator<Item = (Date, Step)> + use<> {
    let wanted = &stage.content.plan;
    let mut steps = vec![
        (wanted.begun_on, Step::Begin),
        (wanted.approved_on, Step::Approve),
        (wanted.published_on, Step::Publish),
        (wanted.answered_on, Step::Answer),
        (wanted.final_on, Step::Final),
    ];
    steps.extend(wanted.comments.iter().enumerate().map(|(n, comment)| (comment.on, Step::Comment(n))));
    steps.into_iter()
}

/// Plays one.
pub(super) async fn play(stage: &mut Stage<'_>, step: Step) -> anyhow::Result<()> {
    match step {
        Step::Begin => begin(stage).await,
        Step::Approve => {
            let secretary = stage.actor("sec").await?;
            Ok(plan::approve_plan(stage.app, &secretary, &stage.id("plan", "1")?).await?)
        }
        Step::Publish => publish(stage).await,
        Step::Comment(n) => {
            let said = stage.content.plan.comments.get(n).context("a comment on the plan")?;
            let (actor, id) = (stage.actor(&said.by).await?, stage.id("publication", "plan")?);
            let key = publication::comment_named(stage.app, &actor, &id, &said.text).await?;
            stage.put("comment", n.to_string(), key);
            Ok(())
        }
        Step::Answer => answer(stage).await,
        Step::Final => {
            let secretary = stage.actor("sec").await?;
            Ok(plan::finalise_plan(stage.app, &secretary, &stage.id("plan", "1")?).await?)
        }
    }
}

async fn begin(stage: &mut Stage<'_>) -> anyhow::Result<()> {
    let (app, wanted) = (stage.app, &stage.content.plan);
    let office = stage.actor("office").await?;
    let id = plan::create_plan(app, &office, &stage.id("campaign", "")?, &wanted.title).await?;
    // What is drafted by that day stands in it.
    let drafted = stage.content.items.iter().enumerate().filter(|(_, item)| item.drafted_on < wanted.begun_on);
    let items = drafted.map(|(n, _)| {
        let item = stage.id("item", &n.to_string())?;
        Ok(PlanDraftItem { item, part: "rectify".to_owned(), requirement: None, due_on: None })
    });
    let draft = PlanDraft {
        title: wanted.title.clone(),
        preface: wanted.preface.clone(),
        general: wanted.general.clone(),
        safeguards: wanted.safeguards.clone(),
        three_parts: false,
        items: items.collect::<anyhow::Result<_>>()?,
    };
    plan::save_plan(app, &office, &id, None, &draft).await?;
    plan::submit_plan(app, &office, &id).await?;
    stage.put("plan", "1", id);
    Ok(())
}

async fn publish(stage: &mut Stage<'_>) -> anyhow::Result<()> {
    let (app, wanted) = (stage.app, &stage.content.plan);
    let (office, secretary) = (stage.actor("office").await?, stage.actor("sec").await?);
    let id = plan::prepare_publication(app, &office, &stage.id("plan", "1")?).await?;
    let draft = Draft {
        title: wanted.title.clone(),
        body: String::new(),
        closes_on: Some(wanted.closes_on),
        scope: vec![Scope::Everyone],
        lines: Vec::new(),
        comments: Comments::Both,
    };
    publication::save_draft(app, &office, &id, None, &draft).await?;
    publication::approve(app, &secretary, &id, false).await?;
    publication::open_publication(app, &office, &id).await?;
    stage.put("publication", "plan", id);
    Ok(())
}

async fn answer(stage: &Stage<'_>) -> anyhow::Result<()> {
    let (app, office, id) = (stage.app, stage.actor("office").await?, stage.id("publication", "plan")?);
    publication::close_when_due(app, &id).await?;
    for (n, said) in stage.content.plan.comments.iter().enumerate() {
        let disposition = Disposition::parse(&said.disposition).context("a disposition")?;
        let comment = stage.id("comment", &n.to_string())?;
        publication::dispose_comment(app, &office, &id, &comment, disposition, &said.answer).await?;
    }
    Ok(publication::advance(app, &office, &id, PubEvent::Dispose).await?)
}
