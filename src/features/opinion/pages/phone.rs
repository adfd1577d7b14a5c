//! The phone form: through the box, or under one's name.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::super::actions::{Choice, drop_anonymous, submit_named};
use super::super::model::{Round, RoundState};
use super::super::store;
use super::known::{self, Review};
use super::widgets::{Group, Problems, again, round_groups};
use crate::app::App;
use crate::auth::LoggedIn;
use crate::error::{Error, Result, Rule};
use crate::view::{PostForm, Shell, page, see};
use ::store::params;

/// What both forms show.
struct Form {
    round: Round,
    campaign: String,
    closes: String,
    groups: Vec<Group>,
    choice: Choice,
    problems: Problems,
    review: Review,
}

#[derive(Template)]
#[template(path = "opinion/pages/say_anonymous.html")]
struct AnonymousPage {
    shell: Shell,
    form: Form,
    big: bool,
}

#[derive(Template)]
#[template(path = "opinion/pages/say_named.html")]
struct NamedPage {
    shell: Shell,
    form: Form,
    big: bool,
}

#[derive(Template)]
#[template(path = "opinion/pages/round_closed.html")]
struct ClosedPage {
    shell: Shell,
    heading: String,
    text: String,
}

#[derive(Template)]
#[template(path = "opinion/pages/receipt_new.html")]
struct ReceiptPage {
    shell: Shell,
    code: String,
    groups: Vec<String>,
    hour: i8,
}

/// A round that was found, or a page that says that it takes nothing now. Three queries.
async fn find(app: &App, shell: &Shell, code: &str, text: &str) -> Result<Result<(Round, String), Response>> {
    let code = code.to_owned();
    let found = app
        .db
        .glance(move |tx| {
            let Some(round) = store::find_round_by_code(tx, &code)? else { return Ok(None) };
            let campaign = tx.one(&store::CAMPAIGN, &params![&round.campaign], |row| row.get::<String>(0))?;
            Ok::<_, Error>(Some((round, campaign.unwrap_or_default())))
        })
        .await?;
    let (round, campaign) = found.filter(|(r, _)| r.state != RoundState::Draft).ok_or(Error::NotFound)?;
    if round.state == RoundState::Open && shell.today <= round.closes_on {
        return Ok(Ok((round, campaign)));
    }
    Ok(Err(closed(shell.clone(), &round, text)?))
}

fn closed(shell: Shell, round: &Round, text: &str) -> Result<Response> {
    let heading = shell.t.closed_heading(&round.name, shell.day(&round.closes_on));
    let mut response = page(&ClosedPage { shell, heading, text: text.to_owned() })?;
    *response.status_mut() = StatusCode::GONE;
    Ok(response)
}

fn form(shell: &Shell, round: Round, campaign: String, choice: Choice, problems: Problems) -> Form {
    let groups = round_groups(shell.t, &round, &choice, &problems);
    let closes = shell.day(&round.closes_on);
    Form { closes, round, campaign, groups, choice, problems, review: Review::default() }
}

/// `GET /r/{code}`: no session is looked up on this route, and its cookies were dropped. Three queries.
pub async fn anonymous(State(app): State<App>, shell: Shell, Path(code): Path<String>) -> Result<Response> {
    let (round, campaign) = match find(&app, &shell, &code, "").await? {
        Ok(found) => found,
        Err(closed) => return Ok(closed),
    };
    if !round.allow_anonymous {
        return Ok(see(format!("/r/{}/named", round.code)));
    }
    let form = form(&shell, round, campaign, Choice::default(), Problems::default());
    page(&AnonymousPage { shell, form, big: true })
}

/// The form once more with what there is to say about the text; nothing where all is well, or was seen. What is wrong with
/// the form is told by the act itself. At most four queries.
async fn reviewed(app: &App, shell: &Shell, code: &str, choice: &Choice) -> Result<Option<(Form, Shell)>> {
    if choice.reviewed == "yes" || choice.text.trim().is_empty() {
        return Ok(None);
    }
    let Ok((round, campaign)) = find(app, shell, code, &choice.text).await? else { return Ok(None) };
    if choice.read(&round).is_err() {
        return Ok(None);
    }
    let review = known::review(app, &round, choice).await?;
    if review.is_empty() {
        return Ok(None);
    }
    let form = Form { review, ..form(shell, round, campaign, choice.clone(), Problems::default()) };
    Ok(Some((form, shell.clone())))
}

/// `POST /r/{code}`: into the box. The answer is the receipt itself, shown once; there is no address that shows it again.
pub async fn drop(
    State(app): State<App>,
    shell: Shell,
    Path(code): Path<String>,
    PostForm(choice): PostForm<Choice>,
) -> Result<Response> {
    if let Some((form, shell)) = reviewed(&app, &shell, &code, &choice).await? {
        return page(&AnonymousPage { shell, form, big: true });
    }
    match drop_anonymous(&app, &code, &choice).await {
        Ok(receipt) => {
            let groups = receipt.grouped().split('-').map(str::to_owned).collect();
            page(&ReceiptPage { shell, code, groups, hour: app.config.box_hour })
        }
        Err(error @ Error::Rule(Rule::RoundNotOpen, _)) => match find(&app, &shell, &code, &choice.text).await? {
            Ok(_) => Err(error),
            Err(closed) => Ok(closed),
        },
        Err(error) => {
            let problems = Problems::of(error)?;
            match find(&app, &shell, &code, &choice.text).await? {
                Ok((round, campaign)) => {
                    let form = form(&shell, round, campaign, choice, problems);
                    again(&AnonymousPage { shell, form, big: true })
                }
                Err(closed) => Ok(closed),
            }
        }
    }
}

/// `GET /r/{code}/named`: under one's name. Three queries.
pub async fn named(State(app): State<App>, shell: Shell, _me: LoggedIn, Path(code): Path<String>) -> Result<Response> {
    match find(&app, &shell, &code, "").await? {
        Ok((round, campaign)) => {
            let form = form(&shell, round, campaign, Choice::default(), Problems::default());
            page(&NamedPage { shell, form, big: true })
        }
        Err(closed) => Ok(closed),
    }
}

/// `POST /r/{code}/named`.
pub async fn submit(
    State(app): State<App>,
    shell: Shell,
    me: LoggedIn,
    Path(code): Path<String>,
    PostForm(choice): PostForm<Choice>,
) -> Result<Response> {
    if let Some((mut form, shell)) = reviewed(&app, &shell, &code, &choice).await? {
        form.review.found.clear();
        if !form.review.is_empty() {
            return page(&NamedPage { shell, form, big: true });
        }
    }
    match submit_named(&app, &me, &code, &choice).await {
        Ok(id) => Ok(see(format!("/my/opinions/{id}"))),
        Err(error) => {
            let problems = Problems::of(error)?;
            match find(&app, &shell, &code, &choice.text).await? {
                Ok((round, campaign)) => {
                    let form = form(&shell, round, campaign, choice, problems);
                    again(&NamedPage { shell, form, big: true })
                }
                Err(closed) => Ok(closed),
            }
        }
    }
}
