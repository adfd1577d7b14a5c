//! The form of a round: a new one, and a draft changed.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;

use super::super::actions::{RoundDraft, create_round, edit_round, open_round};
use super::super::model::{Kind, Population, Round, RoundState, Subject};
use super::super::store;
use super::widgets::{Chip, Group, Problems, again, chips, named_chips};
use crate::app::App;
use crate::auth::may;
use crate::auth::{Actor, May, Verb};
use crate::error::{Error, Result, Rule};
use crate::id::Id;
use crate::text::T;
use crate::view::fields::Fields;
use crate::view::{PostForm, Shell, page, see};
use ::store::params;

/// The form as it was sent.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Sent {
    campaign: String,
    owner: String,
    name: String,
    opens_on: String,
    closes_on: String,
    lines: Vec<String>,
    populations: Vec<String>,
    subjects: Vec<String>,
    kinds: Vec<String>,
    modes: Vec<String>,
    promise: String,
    go: String,
}

/// What may be chosen.
struct Choices {
    campaigns: Vec<(Id, String)>,
    units: Vec<(Id, String)>,
    lines: Vec<(Id, String)>,
    office: bool,
}

#[derive(Template)]
#[template(path = "opinion/pages/round_form.html")]
struct FormPage {
    shell: Shell,
    heading: &'static str,
    action: String,
    sent: Sent,
    campaigns: Vec<Chip>,
    owners: Vec<Chip>,
    groups: Vec<Group>,
    named: bool,
    anonymous: bool,
    problems: Problems,
    big: bool,
}

/// Campaigns, departments and lines that this actor may ask for. Three queries.
async fn choices(app: &App, actor: &Actor) -> Result<Choices> {
    let reach = actor.reach(Verb::RoundCreate);
    let read = app.db.read(move |tx| {
        let pair = |row: &::store::Row<'_>| Ok((row.get(0)?, row.get(1)?));
        let campaigns: Vec<(Id, String)> = tx.all(&store::CAMPAIGNS, &params![], pair)?;
        let units: Vec<(Id, String)> = tx.all(&store::ALL_UNITS, &params![], pair)?;
        let lines = tx.all(&store::ALL_LINES, &params![], pair)?;
        Ok::<_, Error>((campaigns, units, lines))
    });
    let (mut campaigns, mut units, lines) = read.await?;
    let office = reach.tenant || !reach.campaigns.is_empty();
    if !reach.tenant && reach.units.is_empty() {
        campaigns.retain(|(id, _)| reach.campaigns.contains(id));
    }
    if !office {
        units.retain(|(id, _)| reach.units.contains(id));
    }
    Ok(Choices { campaigns, units, lines, office })
}

impl Sent {
    fn of(round: &Round) -> Sent {
        let codes = |all: Vec<&'static str>| all.into_iter().map(str::to_owned).collect();
        let modes = [(round.allow_named, "named"), (round.allow_anonymous, "anonymous")];
        Sent {
            campaign: round.campaign.to_string(),
            owner: round.owner_unit.as_ref().map(Id::to_string).unwrap_or_default(),
            name: round.name.clone(),
            opens_on: round.opens_on.to_string(),
            closes_on: round.closes_on.to_string(),
            lines: round.lines.iter().map(|(id, _)| id.to_string()).collect(),
            populations: codes(round.populations.iter().map(|c| c.code()).collect()),
            subjects: codes(round.subjects.iter().map(|c| c.code()).collect()),
            kinds: codes(round.kinds.iter().map(|c| c.code()).collect()),
            modes: codes(modes.iter().filter(|(on, _)| *on).map(|(_, code)| *code).collect()),
            promise: round.promise.clone(),
            go: String::new(),
        }
    }

    fn read(&self, choices: &Choices) -> Result<RoundDraft> {
        let mut f = Fields::default();
        let among = |rows: &[(Id, String)], text: &str| Id::parse(text).filter(|id| rows.iter().any(|(r, _)| r == id));
        let campaign = f.choice("campaign", &self.campaign, |c| among(&choices.campaigns, c));
        let owner_unit = match self.owner.trim() {
            "" if choices.office => None,
            chosen => f.choice("owner_unit", chosen, |c| among(&choices.units, c)),
        };
        let name = f.text("name", &self.name, 100);
        let opens_on = f.date("opens_on", &self.opens_on);
        let closes_on = f.date("closes_on", &self.closes_on);
        if f.errors.is_empty() && closes_on < opens_on {
            f.wrong("closes_on", Rule::ClosesBeforeOpens);
        }
        let lines = self.lines.iter().filter_map(|l| among(&choices.lines, l)).collect();
        let promise = f.optional("promise", &self.promise, 500).unwrap_or_default();
        f.finish()?;
        Ok(RoundDraft {
            campaign: campaign.ok_or(Error::NotFound)?,
            owner_unit,
            name,
            opens_on,
            closes_on,
            lines,
            populations: self.populations.iter().filter_map(|c| Population::parse(c)).collect(),
            subjects: self.subjects.iter().filter_map(|c| Subject::parse(c)).collect(),
            kinds: self.kinds.iter().filter_map(|c| Kind::parse(c)).collect(),
            allow_named: self.modes.iter().any(|m| m == "named"),
            allow_anonymous: self.modes.iter().any(|m| m == "anonymous"),
            promise,
        })
    }
}

fn form(shell: Shell, id: Option<&Id>, sent: Sent, choices: &Choices, problems: Problems) -> FormPage {
    let t = shell.t;
    let groups = groups(t, &sent, choices, &problems);
    let mut owners = named_chips(&choices.units, &[&sent.owner]);
    if choices.office {
        let label = t.round_owner_office().to_owned();
        owners.insert(0, Chip { value: String::new(), label, checked: sent.owner.is_empty() });
    }
    FormPage {
        heading: if id.is_some() { t.round_edit_title() } else { t.round_new_title() },
        action: id.map_or_else(|| "/rounds/new".to_owned(), |id| format!("/rounds/{id}/edit")),
        campaigns: named_chips(&choices.campaigns, &[&sent.campaign]),
        owners,
        groups,
        named: sent.modes.iter().any(|m| m == "named"),
        anonymous: sent.modes.iter().any(|m| m == "anonymous"),
        problems,
        shell,
        sent,
        big: false,
    }
}

fn groups(t: T, sent: &Sent, choices: &Choices, problems: &Problems) -> Vec<Group> {
    fn chosen(all: &[String]) -> Vec<&str> {
        all.iter().map(String::as_str).collect()
    }
    let group = |name, legend, chips| Group { name, legend, hint: "", error: problems.at(&t, name), many: true, chips };
    let populations = Population::ALL.iter().map(|c| c.code());
    let subjects = [Subject::LeadingCadre, Subject::Department].map(Subject::code);
    let kinds = Kind::ALL.iter().map(|c| c.code());
    vec![
        group("lines", t.round_which_lines(), named_chips(&choices.lines, &chosen(&sent.lines))),
        group("populations", t.round_whom(), chips(t, populations, &chosen(&sent.populations))),
        group("subjects", t.round_about(), chips(t, subjects, &chosen(&sent.subjects))),
        group("kinds", t.round_kinds(), chips(t, kinds, &chosen(&sent.kinds))),
    ]
}

/// `GET /rounds/new`. Three queries.
pub async fn new(State(app): State<App>, shell: Shell, me: May<may::RoundCreate>) -> Result<Response> {
    let choices = choices(&app, &me).await?;
    let codes = |all: &[&str]| all.iter().map(|c| (*c).to_owned()).collect();
    let sent = Sent {
        campaign: choices.campaigns.first().map(|(id, _)| id.to_string()).unwrap_or_default(),
        opens_on: shell.today.to_string(),
        populations: codes(&["agency", "grassroots"]),
        subjects: codes(&["leading_cadre", "department"]),
        kinds: codes(&["criticism", "suggestion"]),
        modes: codes(&["named", "anonymous"]),
        ..Sent::default()
    };
    page(&form(shell, None, sent, &choices, Problems::default()))
}

/// `POST /rounds/new`: a draft, and with the other button open at once. A round that cannot be opened yet stays a draft
/// and says why.
pub async fn create(
    State(app): State<App>,
    shell: Shell,
    me: May<may::RoundCreate>,
    PostForm(sent): PostForm<Sent>,
) -> Result<Response> {
    let choices = choices(&app, &me).await?;
    let made = match sent.read(&choices) {
        Ok(draft) => create_round(&app, &me, draft).await,
        Err(error) => Err(error),
    };
    match made {
        Ok(id) => opened(&app, &me, shell, &id, sent, &choices).await,
        Err(error) => again(&form(shell, None, sent, &choices, Problems::of(error)?)),
    }
}

async fn opened(app: &App, me: &Actor, shell: Shell, id: &Id, sent: Sent, choices: &Choices) -> Result<Response> {
    if sent.go == "open"
        && let Err(error) = open_round(app, me, id).await
    {
        return again(&form(shell, Some(id), sent, choices, Problems::of(error)?));
    }
    Ok(see(format!("/rounds/{id}")))
}

/// `GET /rounds/{id}/edit`. Five queries.
pub async fn edit(
    State(app): State<App>,
    shell: Shell,
    me: May<may::RoundEdit>,
    Path(id): Path<String>,
) -> Result<Response> {
    let id = Id::parse(&id).ok_or(Error::NotFound)?;
    let key = id.clone();
    let round = app.db.read(move |tx| store::find_round(tx, &key)).await.map_err(Error::Store)?;
    let round = round.ok_or(Error::NotFound)?;
    me.permit_read(Verb::RoundEdit, &round.object())?;
    if round.state != RoundState::Draft {
        return Err(Error::rule(Rule::WrongState));
    }
    let choices = choices(&app, &me).await?;
    page(&form(shell, Some(&id), Sent::of(&round), &choices, Problems::default()))
}

/// `POST /rounds/{id}/edit`.
pub async fn change(
    State(app): State<App>,
    shell: Shell,
    me: May<may::RoundEdit>,
    Path(id): Path<String>,
    PostForm(sent): PostForm<Sent>,
) -> Result<Response> {
    let id = Id::parse(&id).ok_or(Error::NotFound)?;
    let choices = choices(&app, &me).await?;
    let changed = match sent.read(&choices) {
        Ok(draft) => edit_round(&app, &me, &id, draft).await,
        Err(error) => Err(error),
    };
    match changed {
        Ok(()) => opened(&app, &me, shell, &id, sent, &choices).await,
        Err(error) => again(&form(shell, Some(&id), sent, &choices, Problems::of(error)?)),
    }
}
