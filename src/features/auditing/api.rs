//! The operations of this slice for programs.

use serde::Serialize;
use utoipa::ToSchema;

use super::store::{self, Asked};
use crate::api::{Api, Call, Listed};
use crate::audit;
use crate::auth::Verb;
use crate::error::{Error, Refusal, Result, Rule};

/// A line of the trail as it was written.
#[derive(Serialize, ToSchema)]
struct AuditLineOut {
    /// The fields.
    #[schema(value_type = Object)]
    data: serde_json::Value,
    /// The block it is sealed in.
    block: Option<i64>,
}

/// What the verification found.
#[derive(Serialize, ToSchema)]
struct VerifiedOut {
    lines: u64,
    blocks: u64,
    contents: u64,
    /// What does not fit; empty when all is well.
    findings: Vec<String>,
}

fn permit(c: &Call, verb: Verb) -> Result<()> {
    if c.actor.reach(verb).is_nothing() { Err(Error::Refused(Refusal::Role)) } else { Ok(()) }
}

async fn list(c: Call) -> Result<Listed<AuditLineOut>> {
    permit(&c, Verb::AuditRead)?;
    let wrong = |_| Error::Rule(Rule::WrongParameter, "after".to_owned());
    let after = c.asked("after").map(str::parse).transpose().map_err(wrong)?;
    let asked = Asked { after, ..Asked::default() };
    let (page, ..) = c.app.db.read(move |tx| store::page(tx, &asked).map_err(Error::from)).await?;
    Ok(Listed::of(page, |line| AuditLineOut { data: line.data, block: line.block }))
}

async fn verify(c: Call) -> Result<VerifiedOut> {
    permit(&c, Verb::AuditVerify)?;
    let report = audit::verify(&c.app.db, &c.app.blobs, &c.app.config.anchor(), c.app.clock.now()).await?;
    let findings = report.findings.iter().map(ToString::to_string).collect();
    Ok(VerifiedOut { lines: report.lines, blocks: report.blocks, contents: report.contents, findings })
}

/// The operations.
pub fn api() -> Api {
    Api::new("auditing")
        .get("/audit", "readAudit", "The trail, the newest first, 50 lines a page.", &["after"], list)
        .get("/audit/verification", "verifyAudit", "Reads the whole trail and what it vouches for.", &[], verify)
}
