//! The operations of this slice for programs.

use serde::Serialize;
use utoipa::ToSchema;

use super::figures::campaign_json;
use super::pages::campaign_of;
use super::sheet;
use crate::api::{Api, Call, Taken};
use crate::audit::Act;
use crate::error::{Error, Result};

/// The totals of a campaign and the standard sentence, as `shuangcu figures` prints them.
#[derive(Serialize, ToSchema)]
struct FiguresOut {
    campaign: String,
    /// The numbers by subject.
    #[schema(value_type = Object)]
    figures: serde_json::Value,
}

async fn figures(c: Call) -> Result<FiguresOut> {
    let (actor, id, today) = (c.actor.clone(), c.asked_id("campaign")?, c.app.clock.now().today());
    let read = c.app.db.read(move |tx| {
        let campaign = campaign_of(tx, Some(&actor), id.as_ref())?;
        let figures = campaign_json(tx, &campaign, today)?;
        Ok::<_, Error>(FiguresOut { campaign: campaign.short_name, figures })
    });
    read.await
}

async fn export(c: Call) -> Result<Taken> {
    let (kind, act) = (c.kind()?, Act::by(&c.actor, c.app.clock.now()));
    let of = sheet::Of::Reader(Box::new(c.actor.clone()), c.asked_id("campaign")?);
    let (bytes, _) = sheet::export_figures(&c.app, act, of, c.lang, kind).await?;
    Ok(Taken { kind, bytes })
}

/// The operations.
pub fn api() -> Api {
    Api::new("statistics").get("/figures", "readFigures", "The numbers of a campaign.", &["campaign"], figures).table(
        "/figures/export",
        "exportFigures",
        "The same numbers as a file.",
        &["file", "campaign"],
        export,
    )
}
