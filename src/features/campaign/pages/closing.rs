//! The end of a campaign on one page: what each gate still asks, what was decided, what lies in the record box.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;

use super::admin::permit_look;
use super::gate::{GateLine, ResultView, at_gate, lines, results};
use super::key;
use crate::app::App;
use crate::auth::{Actor, LoggedIn, Verb};
use crate::error::{Error, Result};
use crate::features::campaign::actions;
use crate::features::campaign::model::{Campaign, CampaignEvent, CampaignState, Check, Gate, guard_reopen_campaign};
use crate::features::campaign::store::{self, gate};
use crate::id::Id;
use crate::view::input::{Input, wrong_fields};
use crate::view::{PostForm, Shell, see};

/// A gate of the campaign on the page.
struct GatePart {
    title: &'static str,
    lines: Vec<GateLine>,
    /// The event to be taken, where the reader may take it now.
    event: Option<(&'static str, &'static str)>,
    /// Whether it is the one that comes next.
    next: bool,
}

#[derive(Template)]
#[template(path = "campaign/pages/closing.html")]
struct Closing {
    shell: Shell,
    campaign: Campaign,
    parts: Vec<GatePart>,
    shut: bool,
    record_box: Vec<gate::Boxed>,
    results: Vec<ResultView>,
    may_reopen: bool,
    may_follow: bool,
    input: Input,
}

impl Closing {
    /// Where the events of the campaign are posted to.
    fn event_path(&self) -> String {
        format!("/campaigns/{}/event", self.campaign.id)
    }
}

/// `GET /campaigns/{id}/closing`: six queries.
pub async fn page(
    State(app): State<App>,
    shell: Shell,
    LoggedIn(session): LoggedIn,
    Path(id): Path<String>,
) -> Result<Response> {
    show(&app, shell, &session.actor, key(&id)?, Input::default(), false).await
}

/// The gates that a page of a campaign shows: the one that comes next and, before the end, what the end will ask.
fn gates(state: CampaignState) -> &'static [(Gate, CampaignEvent)] {
    match state {
        CampaignState::Active => {
            &[(Gate::EnterClosing, CampaignEvent::EnterClosing), (Gate::Close, CampaignEvent::Close)]
        }
        CampaignState::Closing => &[(Gate::Close, CampaignEvent::Close)],
        CampaignState::Closed => &[(Gate::Archive, CampaignEvent::Archive)],
        _ => &[],
    }
}

pub(super) async fn show(app: &App, shell: Shell, actor: &Actor, id: Id, input: Input, shut: bool) -> Result<Response> {
    let reader = actor.clone();
    let (campaign, found, record_box, reports, phases) = app
        .db
        .read(move |tx| {
            let campaign = store::find(tx, &id)?.ok_or(Error::NotFound)?;
            permit_look(&reader, &campaign)?;
            let mut found = Vec::new();
            for (gate, event) in gates(campaign.state) {
                found.push((*event, actions::look(tx, &campaign.id, None, *gate)?));
            }
            let record_box = gate::record_box(tx, &campaign.id)?;
            let reports = gate::reports(tx, &campaign.id)?;
            let phases = store::phases(tx, &campaign.id)?;
            Ok::<_, Error>((campaign, found, record_box, reports, phases))
        })
        .await?;
    let t = shell.t;
    let object = actions::object(&campaign);
    let may = |verb: Verb| actor.permit(verb, &object).is_ok();
    let open = campaign.state.is_open();
    let parts = found.into_iter().map(|(event, found)| {
        let next = campaign.state.next(event, None).is_some();
        GatePart {
            title: t.gate_title(event.code()),
            lines: lines(t, actor, &object, &campaign.id, &found, open),
            event: (next && may(event.verb())).then(|| (event.code(), event.name(t))),
            next,
        }
    });
    let named: Vec<(Id, String)> = phases.into_iter().map(|p| (p.id, p.name)).collect();
    let reopens = campaign.state == CampaignState::Closed && may(Verb::CampaignApprove);
    let page = Closing {
        parts: parts.collect(),
        shut,
        record_box,
        results: results(t, reports, &named),
        may_reopen: reopens && guard_reopen_campaign(campaign.closed_on, shell.today).is_ok(),
        may_follow: campaign.state.is_over() && actions::may_create(actor),
        input,
        campaign,
        shell,
    };
    at_gate(&page, &page.input, page.shut)
}

/// `POST /campaigns/{id}/statements`: one unit of work.
pub async fn state(
    State(app): State<App>,
    shell: Shell,
    LoggedIn(session): LoggedIn,
    Path(id): Path<String>,
    PostForm(form): PostForm<HashMap<String, String>>,
) -> Result<Response> {
    let id = key(&id)?;
    let input = Input::posted(form);
    let check = Check::parse(input.value("check")).ok_or(Error::NotFound)?;
    let phase = match input.value("phase") {
        "" => None,
        text => Some(key(text)?),
    };
    let text = input.value("statement");
    let done = actions::state_to_gate(&app, &session.actor, &id, phase.as_ref(), check, text).await;
    match (wrong_fields(done)?, phase) {
        (Ok(()), Some(phase)) => Ok(see(format!("/phases/{phase}#{}", check.code()))),
        (Ok(()), None) => Ok(see(format!("/campaigns/{id}/closing#{}", check.code()))),
        (Err(wrong), Some(phase)) => {
            super::phase::show(&app, shell, &session.actor, phase, input.with(wrong), false).await
        }
        (Err(wrong), None) => show(&app, shell, &session.actor, id, input.with(wrong), false).await,
    }
}
