//! The report-back on what is done: written by the office, approved by the secretary, open to everyone, so that whoever
//! spoke without a name can read it too.

use super::stage::Stage;
use crate::features::publication::actions as publication;
use crate::features::publication::model::{Comments, Draft, Kind, Line, Scope};

/// Publishes it.
pub(super) async fn back(stage: &mut Stage<'_>) -> anyhow::Result<()> {
    let (app, wanted) = (stage.app, &stage.content.report_back);
    let (office, secretary) = (stage.actor("office").await?, stage.actor("sec").await?);
    let campaign = stage.id("campaign", "")?;
    let id = publication::create_publication(app, &office, &campaign, Kind::ReportBack, &wanted.title).await?;
    let lines = wanted.lines.iter().map(|line| {
        Ok(Line {
            merged_item: stage.id("merged", &line.merged.to_string())?,
            asked: line.asked.clone(),
            done: line.done.clone(),
            proven: line.proven.clone(),
            remains: line.remains.clone(),
        })
    });
    let draft = Draft {
        title: wanted.title.clone(),
        body: wanted.body.clone(),
        closes_on: None,
        scope: vec![Scope::Public],
        lines: lines.collect::<anyhow::Result<_>>()?,
        comments: Comments::Off,
    };
    publication::save_draft(app, &office, &id, None, &draft).await?;
    publication::approve(app, &secretary, &id, false).await?;
    publication::open_publication(app, &office, &id).await?;
    stage.put("publication", "1", id);
    Ok(())
}
