//! Ballots and codes that the office hands out: on paper, as a sheet of printed codes, and again for a code that was lost.
//! Nothing here may tell the office who has collected a code or voted.

use ::store::{StoreError, params};

use super::super::model::{State, paper_code};
use super::counting::place_of;
use super::design::refuse_teller;
use super::voting::{issue, must_be_open};
use super::{find, reasoned, store};
use crate::app::App;
use crate::audit::{Act, Entry, record};
use crate::auth::session::digest;
use crate::auth::{Actor, Verb};
use crate::error::{Error, Refusal, Result, Rule};
use crate::id::Id;

/// A printed code and whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    /// The name, for the stub that stays with the office.
    pub name: String,
    /// The unit.
    pub unit: String,
    /// The code.
    pub code: String,
}

/// `evaluation.issue_paper`: the office hands a paper ballot to somebody, who then cannot vote online. Or, with
/// `code`, prints a voting code for somebody without an account. Only where nothing was issued yet: a second code from the
/// office would void the one that the person holds, and a refusal that depends on the vote would tell who has voted.
pub async fn issue_paper(app: &App, actor: &Actor, id: &Id, person: &Id, code: bool) -> Result<Option<String>> {
    let code = code.then(paper_code);
    let hash = code.as_deref().map(digest);
    let (actor, id, person) = (actor.clone(), id.clone(), person.clone());
    app.db
        .write(move |tx| {
            let evaluation = find(tx, &id)?;
            actor.permit(Verb::EvaluationEdit, &evaluation.object())?;
            refuse_teller(tx, &id, &actor)?;
            must_be_open(evaluation.state)?;
            let issued = match &hash {
                Some(hash) => {
                    on_roster(tx, &id, &person)?;
                    tx.run(&store::PRINT_CODE, &params![&id, &person, hash])? == 1
                }
                None => issue(tx, &store::ISSUE_FIRST, &id, &person, None, "paper")?,
            };
            if issued { Ok(()) } else { Err(Error::rule(Rule::AlreadyIssued)) }
        })
        .await?;
    Ok(code)
}

fn on_roster(tx: &mut ::store::Tx<'_>, id: &Id, person: &Id) -> Result<()> {
    let there = tx.one(&store::MY_ENTRY, &params![id, person], |_| Ok(()))?;
    there.ok_or(Error::rule(Rule::NotOnRoster))
}

/// `evaluation.issue_codes`: the sheet of codes for a unit, or for everybody, between the freezing of the roster and the
/// opening of the vote. Not later: nobody has collected anything yet, so the sheet tells of nobody whether he did. Whoever
/// has an account may collect a code of his own all the same, which voids the printed one. The codes are shown once.
pub async fn issue_codes(app: &App, actor: &Actor, id: &Id, unit: Option<&Id>) -> Result<Vec<Printed>> {
    let act = Act::by(actor, app.clock.now());
    let (caller, wanted, unit) = (actor.clone(), id.clone(), unit.map_or_else(String::new, Id::to_string));
    let (asked, of) = (wanted.clone(), unit.clone());
    let people: Vec<(Id, String, Option<String>)> = app
        .db
        .read(move |tx| {
            let evaluation = find(tx, &asked)?;
            caller.permit(Verb::EvaluationEdit, &evaluation.object())?;
            let row = |row: &::store::Row<'_>| Ok::<_, StoreError>((row.get(0)?, row.get(1)?, row.get(2)?));
            Ok::<_, Error>(tx.all(&store::TO_PRINT, &params![&asked, &of], row)?)
        })
        .await?;
    if people.is_empty() {
        return Err(Error::rule(Rule::NobodyToPrint));
    }
    let codes: Vec<(Id, String, String)> = people
        .iter()
        .map(|(person, ..)| {
            let code = paper_code();
            (person.clone(), digest(&code), code)
        })
        .collect();
    let rows: Vec<(Id, String)> = codes.iter().map(|(person, hash, _)| (person.clone(), hash.clone())).collect();
    let actor = actor.clone();
    app.db
        .write(move |tx| {
            let evaluation = find(tx, &wanted)?;
            actor.permit(Verb::EvaluationEdit, &evaluation.object())?;
            refuse_teller(tx, &wanted, &actor)?;
            if evaluation.state != State::Ready {
                return Err(Error::rule(Rule::WrongState));
            }
            for (person, hash) in &rows {
                if tx.run(&store::PRINT_CODE, &params![&wanted, person, hash])? != 1 {
                    return Err(Error::Stale);
                }
            }
            let entry = Entry::new("evaluation.issue_codes", "evaluation", &wanted).with("count", rows.len());
            Ok(record(tx, &act, entry)?)
        })
        .await?;
    let printed = people.into_iter().zip(codes);
    Ok(printed.map(|((_, name, unit), (.., code))| Printed { name, unit: unit.unwrap_or_default(), code }).collect())
}

/// `evaluation.ask_reissue`†: somebody lost the code that was printed for him. The office asks; a teller agrees. The trail
/// does not name the person.
pub async fn ask_reissue(app: &App, actor: &Actor, id: &Id, person: &Id, reason: &str) -> Result<()> {
    let (act, reason) = (Act::by(actor, app.clock.now()), reasoned(reason)?);
    let (actor, id, person) = (actor.clone(), id.clone(), person.clone());
    app.db
        .write(move |tx| {
            let evaluation = find(tx, &id)?;
            actor.permit(Verb::EvaluationEdit, &evaluation.object())?;
            refuse_teller(tx, &id, &actor)?;
            must_be_open(evaluation.state)?;
            on_roster(tx, &id, &person)?;
            let printed = tx.one(&store::IS_PRINTED, &params![&id, &person], |row| row.get::<bool>(0))?;
            if printed != Some(true) {
                return Err(Error::rule(Rule::NoPrintedCode));
            }
            tx.run(&store::ASK_REISSUE, &params![&id, &person, &actor.person.id, &reason])?;
            Ok(record(tx, &act, Entry::new("evaluation.ask_reissue", "evaluation", &id))?)
        })
        .await
}

/// `evaluation.reissue`: a teller agrees and sees the new code once, the office beside him. The old code is void. Where the
/// old one was used already, the new one looks like any other and votes no second time: nobody learns which it was.
pub async fn reissue(app: &App, actor: &Actor, id: &Id, person: &Id) -> Result<String> {
    let act = Act::by(actor, app.clock.now());
    let code = paper_code();
    let hash = digest(&code);
    let (actor, id, person) = (actor.clone(), id.clone(), person.clone());
    app.db
        .write(move |tx| {
            let evaluation = find(tx, &id)?;
            actor.permit(Verb::EvaluationClose, &evaluation.object())?;
            place_of(tx, &id, &actor)?;
            must_be_open(evaluation.state)?;
            let asked = store::reissues(tx, &id)?.into_iter().find(|r| r.person == person).ok_or(Error::NotFound)?;
            if asked.by == actor.person.id || person == actor.person.id {
                return Err(Error::Refused(Refusal::Conflict));
            }
            tx.run(&store::REPLACE_CODE, &params![&id, &person, &hash])?;
            tx.run(&store::DELETE_REISSUE, &params![&id, &person])?;
            Ok(record(tx, &act, Entry::new("evaluation.reissue", "evaluation", &id))?)
        })
        .await?;
    Ok(code)
}
