//! Rounds: from the draft to the archive.

use ::store::{Tx, params};
use jiff::civil::Date;

use super::super::model::{Kind, Population, Round, RoundEvent, RoundState, Subject, guard_open, guard_sorted};
use super::super::store;
use super::allowed;
use crate::app::App;
use crate::audit::{Act, Entry, record};
use crate::auth::{Actor, Verb};
use crate::error::{Error, Result, Rule};
use crate::id::Id;
use crate::jobs;
use crate::letterbox::{Due, open_box};

/// What a round is to be, as long as it is a draft.
#[derive(Clone, Debug)]
pub struct RoundDraft {
    /// The campaign; cannot be changed later.
    pub campaign: Id,
    /// The department that asks, or the campaign's office.
    pub owner_unit: Option<Id>,
    /// What it is called.
    pub name: String,
    /// The first day.
    pub opens_on: Date,
    /// The last day.
    pub closes_on: Date,
    /// The lines.
    pub lines: Vec<Id>,
    /// Who is asked.
    pub populations: Vec<Population>,
    /// About what.
    pub subjects: Vec<Subject>,
    /// What is asked for.
    pub kinds: Vec<Kind>,
    /// Under one's name.
    pub allow_named: bool,
    /// Through the box.
    pub allow_anonymous: bool,
    /// A sentence to those who are asked; may be empty.
    pub promise: String,
}

impl RoundDraft {
    fn into_round(self, id: Id, code: String) -> Round {
        Round {
            id,
            campaign: self.campaign,
            ordinal: 0,
            name: self.name,
            code,
            owner_unit: self.owner_unit,
            state: RoundState::Draft,
            opens_on: self.opens_on,
            closes_on: self.closes_on,
            populations: self.populations,
            subjects: self.subjects,
            kinds: self.kinds,
            allow_named: self.allow_named,
            allow_anonymous: self.allow_anonymous,
            promise: self.promise,
            lines: self.lines.into_iter().map(|id| (id, String::new())).collect(),
        }
    }
}

/// Eight characters that nobody guesses and nobody misreads: Crockford's base32 in lower case.
fn short_code() -> String {
    const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    let random = crate::random::bytes::<8>();
    random.iter().filter_map(|b| ALPHABET.get(usize::from(b & 31))).map(|b| char::from(*b)).collect()
}

/// A new round, as a draft.
pub async fn create_round(app: &App, actor: &Actor, draft: RoundDraft) -> Result<Id> {
    let act = Act::by(actor, app.clock.now());
    let (actor, id) = (actor.clone(), Id::random());
    let round = draft.into_round(id.clone(), short_code());
    app.db
        .write(move |tx| {
            actor.permit(Verb::RoundCreate, &round.object())?;
            let ordinal = store::next_ordinal(tx, &round.campaign)?;
            store::insert_round(tx, &Round { ordinal, ..round.clone() })?;
            Ok::<_, Error>(record(tx, &act, Entry::new("round.create", "round", &round.id))?)
        })
        .await?;
    Ok(id)
}

/// Changes a draft. Once it is open its policy is a promise and stays (SPEC 5.3).
pub async fn edit_round(app: &App, actor: &Actor, id: &Id, draft: RoundDraft) -> Result<()> {
    let act = Act::by(actor, app.clock.now());
    let (actor, id) = (actor.clone(), id.clone());
    app.db
        .write(move |tx| {
            let old = find(tx, &id)?;
            actor.permit(Verb::RoundEdit, &old.object())?;
            if old.state != RoundState::Draft {
                return Err(Error::rule(Rule::WrongState));
            }
            let new = RoundDraft { campaign: old.campaign.clone(), ..draft.clone() };
            let new = new.into_round(id.clone(), old.code.clone());
            actor.permit(Verb::RoundEdit, &new.object())?;
            store::update_round(tx, &new)?;
            Ok(record(tx, &act, Entry::new("round.edit", "round", &id))?)
        })
        .await
}

/// Opens a draft: the policy is frozen, and the closing is put on the schedule.
pub async fn open_round(app: &App, actor: &Actor, id: &Id) -> Result<()> {
    let act = Act::by(actor, app.clock.now());
    let (actor, id) = (actor.clone(), id.clone());
    app.db
        .write(move |tx| {
            let round = find(tx, &id)?;
            actor.permit(Verb::RoundEdit, &round.object())?;
            let to = allowed(round.state.next(RoundEvent::Open))?;
            let today = act.now.today();
            guard_open(&Round { opens_on: today, ..round.clone() }, today)?;
            if tx.run(&store::OPEN_ROUND, &params![&id, today.to_string()])? != 1 {
                return Err(Error::Stale);
            }
            schedule_closing(tx, &act, &id, round.closes_on)?;
            let entry = Entry::new("round.open", "round", &id).states(round.state.code(), to.code());
            let modes = [(round.allow_named, "named"), (round.allow_anonymous, "anonymous")];
            let modes: Vec<&str> = modes.iter().filter(|(on, _)| *on).map(|(_, mode)| *mode).collect();
            Ok(record(tx, &act, entry.with("modes", modes.join(" ")).with("closes_on", round.closes_on.to_string()))?)
        })
        .await
}

fn schedule_closing(tx: &mut Tx<'_>, act: &Act, id: &Id, closes_on: Date) -> Result<()> {
    let day = closes_on.tomorrow().map_err(|_| Error::field("closes_on", Rule::NotADate))?;
    Ok(jobs::enqueue(tx, act, jobs::Kind::CloseRound, id, day)?)
}

/// Gives an open round a later last day.
pub async fn extend_round(app: &App, actor: &Actor, id: &Id, closes_on: Date) -> Result<()> {
    let act = Act::by(actor, app.clock.now());
    let (actor, id) = (actor.clone(), id.clone());
    app.db
        .write(move |tx| {
            let round = find(tx, &id)?;
            actor.permit(Verb::RoundEdit, &round.object())?;
            allowed(round.state.next(RoundEvent::Extend))?;
            if closes_on <= round.closes_on {
                return Err(Error::field("closes_on", Rule::ExtendLater));
            }
            if tx.run(&store::EXTEND_ROUND, &params![&id, closes_on.to_string()])? != 1 {
                return Err(Error::Stale);
            }
            schedule_closing(tx, &act, &id, closes_on)?;
            let entry = Entry::new("round.extend", "round", &id);
            Ok(record(tx, &act, entry.states(&round.closes_on.to_string(), &closes_on.to_string()))?)
        })
        .await
}

/// Closes an open round before its last day is over, and opens its box.
pub async fn close_round(app: &App, actor: &Actor, id: &Id) -> Result<()> {
    let act = Act::by(actor, app.clock.now());
    let (actor, key) = (actor.clone(), id.clone());
    let parent = app
        .db
        .write(move |tx| {
            let round = find(tx, &key)?;
            actor.permit(Verb::RoundEdit, &round.object())?;
            close(tx, &act, &round)?;
            Ok::<_, Error>(round.in_box())
        })
        .await?;
    empty_box(app, parent).await;
    Ok(())
}

/// The job: closes a round whose last day has passed; one that was extended or closed is left alone.
pub async fn close_when_due(app: &App, id: &Id) -> Result<()> {
    let act = Act::system(app.clock.now());
    let key = id.clone();
    let parent = app
        .db
        .write(move |tx| {
            let Some(round) = store::find_round(tx, &key)? else { return Ok(None) };
            if round.state != RoundState::Open || act.now.today() <= round.closes_on {
                return Ok(None);
            }
            close(tx, &act, &round)?;
            Ok::<_, Error>(Some(round.in_box()))
        })
        .await?;
    if let Some(parent) = parent {
        empty_box(app, parent).await;
    }
    Ok(())
}

fn close(tx: &mut Tx<'_>, act: &Act, round: &Round) -> Result<()> {
    let to = allowed(round.state.next(RoundEvent::Close))?;
    store::set_round_state(tx, &round.id, round.state, to)?;
    Ok(record(tx, act, Entry::new("round.close", "round", &round.id).states(round.state.code(), to.code()))?)
}

/// Nothing can fall into the box of a closed round any more, so this takes out everything. If it fails, the round is
/// closed all the same: the daily opening tries again, and sorting cannot be finished before.
async fn empty_box(app: &App, parent: String) {
    if let Err(error) = open_box(app, Due::Parent(parent)).await {
        tracing::error!(%error, "the box of a closed round could not be opened; it will be tried again");
    }
}

/// Every point has its fate (I1).
pub async fn finish_sorting(app: &App, actor: &Actor, id: &Id) -> Result<()> {
    let act = Act::by(actor, app.clock.now());
    let (actor, id) = (actor.clone(), id.clone());
    app.db
        .write(move |tx| {
            let round = find(tx, &id)?;
            actor.permit(Verb::OpinionDecide, &round.object())?;
            let to = allowed(round.state.next(RoundEvent::FinishSorting))?;
            let (count, box_is_empty) = store::sorting_count(tx, &round)?;
            guard_sorted(count, box_is_empty)?;
            store::set_round_state(tx, &id, round.state, to)?;
            let entry = Entry::new("round.finish_sorting", "round", &id).states(round.state.code(), to.code());
            Ok(record(tx, &act, entry.with("points", count.raw).with("merged", count.merged))?)
        })
        .await
}

/// Summary and originals were handed to the party concerned; the note says to whom and how.
pub async fn feed_back(app: &App, actor: &Actor, id: &Id, note: &str) -> Result<()> {
    let note = super::reason(note, "reason")?;
    let (actor, id, act) = (actor.clone(), id.clone(), Act::by(actor, app.clock.now()));
    app.db
        .write(move |tx| {
            let round = find(tx, &id)?;
            actor.permit(Verb::OpinionDecide, &round.object())?;
            let to = allowed(round.state.next(RoundEvent::FeedBack))?;
            store::set_round_state(tx, &id, round.state, to)?;
            let entry = Entry::new("round.feed_back", "round", &id).states(round.state.code(), to.code());
            Ok(record(tx, &act, entry.reason(&note))?)
        })
        .await
}

/// Put away with its campaign.
pub async fn archive_round(app: &App, actor: &Actor, id: &Id) -> Result<()> {
    let (actor, id, act) = (actor.clone(), id.clone(), Act::by(actor, app.clock.now()));
    app.db
        .write(move |tx| {
            let round = find(tx, &id)?;
            actor.permit(Verb::OpinionDecide, &round.object())?;
            let to = allowed(round.state.next(RoundEvent::Archive))?;
            let state: Option<String> = tx.one(&store::CAMPAIGN, &params![&round.campaign], |row| row.get(1))?;
            if !state.is_some_and(|s| matches!(s.as_str(), "closed" | "archived")) {
                return Err(Error::rule(Rule::CampaignNotClosed));
            }
            store::set_round_state(tx, &id, round.state, to)?;
            Ok(record(tx, &act, Entry::new("round.archive", "round", &id).states(round.state.code(), to.code()))?)
        })
        .await
}

fn find(tx: &mut Tx<'_>, id: &Id) -> Result<Round> {
    store::find_round(tx, id)?.ok_or(Error::NotFound)
}
