//! The clerk's pages: a sheet of paper, and one sheet into several points.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;

use super::super::actions::{Piece, Registration, register, split};
use super::super::model::{Channel, Fields, Kind, Population, Round, RoundState, Subject, pieces};
use super::super::store::{self, Point};
use super::widgets::{Chip, Group, Problems, again, chips, named_chips};
use crate::app::App;
use crate::auth::{Actor, LoggedIn, Object, Verb};
use crate::error::{Error, Result, Rule};
use crate::id::Id;
use crate::text::T;
use crate::view::fields::Fields as Reader;
use crate::view::{PostForm, Shell, page, see};
use ::store::params;

/// The form as it was sent.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Sent {
    day: String,
    channel: String,
    sign: String,
    signer: String,
    signer_id: String,
    line: String,
    population: String,
    subject: String,
    kind: String,
    category: String,
    text: String,
    go: String,
}

#[derive(Template)]
#[template(path = "opinion/pages/register.html")]
struct RegisterPage {
    shell: Shell,
    round: Round,
    sent: Sent,
    channels: Vec<Chip>,
    namesakes: Vec<Chip>,
    groups: Vec<Group>,
    problems: Problems,
    big: bool,
}

#[derive(Template)]
#[template(path = "opinion/pages/split.html")]
struct SplitPage {
    shell: Shell,
    point: Point,
    parts: Vec<Part>,
    problems: Problems,
}

/// One piece on the form.
struct Part {
    no: usize,
    text: String,
    kinds: Vec<Chip>,
    category: String,
}

/// One person by name, or by key where several share it. The field names where the mistake is shown.
pub async fn find_person(app: &App, name: &str, id: &str, field: &'static str) -> Result<Id> {
    let mut found = persons(app, name).await?;
    if let Some(chosen) = Id::parse(id) {
        found.retain(|(key, ..)| *key == chosen);
    }
    match found.as_slice() {
        [(only, ..)] => Ok(only.clone()),
        [] => Err(Error::field(field, Rule::PersonUnknown)),
        _ => Err(Error::field(field, Rule::PersonAmbiguous)),
    }
}

async fn persons(app: &App, name: &str) -> Result<Vec<(Id, String, Option<String>)>> {
    let name = name.trim().to_owned();
    let read = app.db.read(move |tx| {
        tx.all(&store::PERSONS_NAMED, &params![&name], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
    });
    read.await.map_err(Error::Store)
}

async fn find_round(app: &App, actor: &Actor, id: &str) -> Result<Round> {
    let id = Id::parse(id).ok_or(Error::NotFound)?;
    let read = app.db.read(move |tx| store::find_round(tx, &id));
    let round = read.await.map_err(Error::Store)?.ok_or(Error::NotFound)?;
    let owners = vec![actor.person.id.clone()];
    let lines = round.lines.iter().map(|(id, _)| id.clone()).collect();
    actor.permit_read(Verb::OpinionRegister, &Object { owners, lines, ..round.object() })?;
    Ok(round)
}

fn build(shell: Shell, round: Round, sent: Sent, namesakes: Vec<Chip>, problems: Problems) -> RegisterPage {
    let t = shell.t;
    let channels = chips(t, Channel::ON_PAPER.iter().map(|c| c.code()), &[&sent.channel]);
    let group =
        |name, legend, chips| Group { name, legend, hint: "", error: problems.at(&t, name), many: false, chips };
    let populations = chips(t, round.populations.iter().map(|c| c.code()), &[&sent.population]);
    let subjects = chips(t, round.offered_subjects().into_iter().map(Subject::code), &[&sent.subject]);
    let kinds = chips(t, round.kinds.iter().map(|c| c.code()), &[&sent.kind]);
    let groups = vec![
        group("line", t.label("line"), named_chips(&round.lines, &[&sent.line])),
        group("population", t.label("population"), populations),
        group("subject", t.label("subject"), subjects),
        group("kind", t.label("kind"), kinds),
    ];
    RegisterPage { shell, round, sent, channels, namesakes, groups, problems, big: false }
}

/// `GET /rounds/{id}/register`. Two queries.
pub async fn form(State(app): State<App>, shell: Shell, me: LoggedIn, Path(id): Path<String>) -> Result<Response> {
    let round = find_round(&app, &me, &id).await?;
    if round.state != RoundState::Open {
        return Err(Error::rule(Rule::RoundNotOpen));
    }
    let only = |codes: Vec<&'static str>| match codes.as_slice() {
        [one] => (*one).to_owned(),
        _ => String::new(),
    };
    let sent = Sent {
        day: shell.today.to_string(),
        channel: Channel::Sheet.code().to_owned(),
        sign: "unsigned".to_owned(),
        line: match round.lines.as_slice() {
            [(one, _)] => one.to_string(),
            _ => String::new(),
        },
        population: only(round.populations.iter().map(|c| c.code()).collect()),
        kind: only(round.kinds.iter().map(|c| c.code()).collect()),
        ..Sent::default()
    };
    page(&build(shell, round, sent, Vec::new(), Problems::default()))
}

/// `POST /rounds/{id}/register`: as one point, one a line, or as a sheet that is split next.
pub async fn save(
    State(app): State<App>,
    shell: Shell,
    me: LoggedIn,
    Path(id): Path<String>,
    PostForm(sent): PostForm<Sent>,
) -> Result<Response> {
    let round = find_round(&app, &me, &id).await?;
    let done = match read(&app, &round, &sent).await {
        Ok(what) => register(&app, &me, &round.id, what).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(keys) => Ok(match (sent.go.as_str(), keys.as_slice()) {
            ("split", [sheet]) => see(format!("/points/{sheet}/split")),
            _ => see(format!("/rounds/{}", round.id)),
        }),
        Err(error) => {
            let problems = Problems::of(error)?;
            let namesakes = namesakes(&app, shell.t, &sent).await?;
            again(&build(shell, round, sent, namesakes, problems))
        }
    }
}

/// Several people of one name, to choose from.
async fn namesakes(app: &App, t: T, sent: &Sent) -> Result<Vec<Chip>> {
    if sent.sign != "named" {
        return Ok(Vec::new());
    }
    let found = persons(app, &sent.signer).await?;
    let chip = |(id, name, unit): &(Id, String, Option<String>)| Chip {
        label: format!("{name} · {}", unit.as_deref().unwrap_or(t.none_yet())),
        value: id.to_string(),
        checked: sent.signer_id == id.as_str(),
    };
    Ok(if found.len() > 1 { found.iter().map(chip).collect() } else { Vec::new() })
}

async fn read(app: &App, round: &Round, sent: &Sent) -> Result<Registration> {
    let mut f = Reader::default();
    let channel = f.choice("channel", &sent.channel, |c| Channel::parse(c).filter(|c| Channel::ON_PAPER.contains(c)));
    let received_on = f.date("day", &sent.day);
    let mut optional = |field: &'static str, value: &str, known: bool| {
        if !value.trim().is_empty() && !known {
            f.wrong(field, Rule::UnknownChoice);
        }
    };
    let line = Id::parse(sent.line.trim()).filter(|id| round.has_line(id));
    optional("line", &sent.line, line.is_some());
    let population = Population::parse(&sent.population);
    optional("population", &sent.population, population.is_some());
    let subject = Subject::parse(&sent.subject);
    optional("subject", &sent.subject, subject.is_some());
    let kind = Kind::parse(&sent.kind);
    optional("kind", &sent.kind, kind.is_some());
    let category = f.optional("category", &sent.category, 50);
    f.finish()?;
    let signed_by = match sent.sign.as_str() {
        "named" => Some(find_person(app, &sent.signer, &sent.signer_id, "signer").await?),
        _ => None,
    };
    // A sheet that is to be split is not accepted as one point on the way, however well its fields are known.
    let category = category.filter(|_| sent.go != "split");
    let texts = match sent.go.as_str() {
        "lines" => sent.text.lines().map(str::trim).filter(|l| !l.is_empty()).map(str::to_owned).collect(),
        _ => vec![sent.text.clone()],
    };
    Ok(Registration {
        channel: channel.unwrap_or(Channel::Sheet),
        received_on,
        signed_by,
        fields: Fields { line, population, subject, kind, category, ..Fields::default() },
        texts,
    })
}

/// The pieces as they were sent, piece by piece.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Pieces {
    text: Vec<String>,
    category: Vec<String>,
    kind: Vec<String>,
    go: String,
}

async fn load(app: &App, me: &Actor, id: &str) -> Result<Point> {
    let id = Id::parse(id).ok_or(Error::NotFound)?;
    let found = app.db.read(move |tx| store::find_point(tx, &id)).await.map_err(Error::Store)?;
    let point = found.ok_or(Error::NotFound)?;
    point.permit_read(me)?;
    me.permit(Verb::OpinionSort, &point.object_to_sort())?;
    Ok(point)
}

fn split_page(shell: Shell, point: Point, sent: &Pieces, problems: Problems) -> SplitPage {
    let t = shell.t;
    let part = |(i, text): (usize, &String)| Part {
        no: i + 1,
        text: text.clone(),
        kinds: chips(t, Kind::ALL.iter().map(|k| k.code()), &[sent.kind.get(i).map_or("", String::as_str)]),
        category: sent.category.get(i).cloned().unwrap_or_default(),
    };
    SplitPage { parts: sent.text.iter().enumerate().map(part).collect(), point, problems, shell }
}

/// `GET /points/{id}/split`: proposes pieces by line breaks and numbers. One query.
pub async fn split_form(
    State(app): State<App>,
    shell: Shell,
    me: LoggedIn,
    Path(id): Path<String>,
) -> Result<Response> {
    let point = load(&app, &me, &id).await?;
    let mut text = pieces(&point.text);
    while text.len() < 2 {
        text.push(String::new());
    }
    let kind = point.fields.kind.map_or("", Kind::code).to_owned();
    let sent = Pieces { kind: vec![kind; text.len()], text, ..Pieces::default() };
    page(&split_page(shell, point, &sent, Problems::default()))
}

/// `POST /points/{id}/split`.
pub async fn split_save(
    State(app): State<App>,
    shell: Shell,
    me: LoggedIn,
    Path(id): Path<String>,
    PostForm(mut sent): PostForm<Pieces>,
) -> Result<Response> {
    let point = load(&app, &me, &id).await?;
    if sent.go == "more" {
        sent.text.push(String::new());
        return page(&split_page(shell, point, &sent, Problems::default()));
    }
    let piece = |(i, text): (usize, &String)| Piece {
        text: text.clone(),
        fields: Fields {
            kind: sent.kind.get(i).and_then(|k| Kind::parse(k)),
            category: sent.category.get(i).map(|c| c.trim().to_owned()).filter(|c| !c.is_empty()),
            ..Fields::default()
        },
    };
    let kept = sent.text.iter().enumerate().filter(|(_, text)| !text.trim().is_empty());
    match split(&app, &me, &point.id, kept.map(piece).collect()).await {
        Ok(_) => Ok(see(format!("/points/{}", point.id))),
        Err(error) => again(&split_page(shell, point, &sent, Problems::of(error)?)),
    }
}
