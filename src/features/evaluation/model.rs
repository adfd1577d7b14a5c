//! The states of an evaluation and its rules (SPEC 5.3, Satisfaction evaluation).

use ballot::counts::{Counts, Turnout};
use ballot::grade::Answer;
use ballot::rate::{self, Rate, Variant, Weights};
use jiff::civil::Date;

use crate::auth::Object;
use crate::id::Id;

/// Where an evaluation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// Being designed.
    Draft,
    /// Items, grades, formula, scope, threshold and k are fixed.
    Approved,
    /// The roster is frozen.
    Ready,
    /// People vote.
    Open,
    /// Voting is over.
    Closed,
    /// The two tellers have counted.
    Counted,
    /// Both have confirmed; the result is frozen.
    Confirmed,
    /// Everybody may read it.
    Published,
    /// Below the threshold: a new evaluation follows (补课).
    Remedial,
    /// Void.
    Invalid,
}

/// What can happen to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Event {
    /// SEC approves the design.
    Approve,
    /// WG freezes the roster.
    FreezeRoster,
    /// WG opens the vote.
    Open,
    /// Somebody votes.
    Vote,
    /// A teller or the calendar closes it.
    Close,
    /// The two tellers count, and the ballots add up.
    Count,
    /// The second teller confirms.
    Confirm,
    /// WG publishes.
    Publish,
    /// SEC requires a remedial round.
    RequireRemedial,
    /// It is void: more returned than issued, or SEC and a teller say so.
    Invalidate,
}

impl State {
    /// All states.
    pub const ALL: [State; 10] = [
        State::Draft,
        State::Approved,
        State::Ready,
        State::Open,
        State::Closed,
        State::Counted,
        State::Confirmed,
        State::Published,
        State::Remedial,
        State::Invalid,
    ];

    /// The code in the database and in the audit trail.
    pub fn code(self) -> &'static str {
        match self {
            State::Draft => "draft",
            State::Approved => "approved",
            State::Ready => "ready",
            State::Open => "open",
            State::Closed => "closed",
            State::Counted => "counted",
            State::Confirmed => "confirmed",
            State::Published => "published",
            State::Remedial => "remedial",
            State::Invalid => "invalid",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<State> {
        State::ALL.into_iter().find(|s| s.code() == code)
    }

    /// The table of SPEC 5.3; `None` is a refused event.
    pub fn next(self, event: Event) -> Option<State> {
        match (self, event) {
            (State::Draft, Event::Approve) => Some(State::Approved),
            (State::Approved, Event::FreezeRoster) => Some(State::Ready),
            (State::Ready, Event::Open) => Some(State::Open),
            (State::Open, Event::Vote) => Some(State::Open),
            (State::Open, Event::Close) => Some(State::Closed),
            (State::Closed, Event::Count) => Some(State::Counted),
            (State::Counted, Event::Confirm) => Some(State::Confirmed),
            (State::Confirmed, Event::Publish) => Some(State::Published),
            (State::Confirmed | State::Published, Event::RequireRemedial) => Some(State::Remedial),
            (
                State::Draft | State::Approved | State::Ready | State::Open | State::Closed | State::Counted,
                Event::Invalidate,
            ) => Some(State::Invalid),
            _ => None,
        }
    }

    /// Whether there are figures that may be looked at: only after both tellers have confirmed.
    pub fn has_result(self) -> bool {
        matches!(self, State::Confirmed | State::Published | State::Remedial)
    }
}

/// An evaluation as far as rules and pages need it.
#[derive(Clone, Debug)]
pub struct Evaluation {
    /// Its key.
    pub id: Id,
    /// Its campaign.
    pub campaign: Id,
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub state: State,
    /// Below this percentage the result asks for a remedial round.
    pub threshold: u32,
    /// The variant of the headline rate.
    pub variant: Variant,
    /// The weights of the score.
    pub weights: Weights,
    /// Fewer ballots than this are not shown.
    pub k: u64,
    /// The last day of voting.
    pub closes_on: Date,
    /// The evaluation whose remedial round this is.
    pub remedial_of: Option<Id>,
    /// Who opened it; that person may not count.
    pub opened_by: Option<Id>,
    /// The numbers of the round, as far as known.
    pub turnout: Turnout,
    /// The bulletin's hash, once counted.
    pub bulletin_hash: Option<String>,
    /// Why it is void or asks for a remedial round.
    pub reason: Option<String>,
    /// Who asked to declare it void, and why; the other office must agree.
    pub void: Option<VoidRequest>,
    /// Whether everybody may read it: published once, it stays so.
    pub is_public: bool,
    /// Whether departments get results of their own.
    pub by_group: bool,
}

impl Evaluation {
    /// For the permission table.
    pub fn object(&self) -> Object {
        Object { campaign: Some(self.campaign.clone()), published: self.is_public, ..Object::default() }
    }

    /// Whether a result of this many ballots may be shown.
    pub fn may_show(&self, counts: &Counts) -> bool {
        self.state.has_result() && counts.returned() >= self.k
    }

    /// Whether the headline of an item is below the threshold.
    pub fn is_below(&self, counts: &Counts) -> bool {
        self.headline(counts).is_below_percent(self.threshold)
    }

    /// The headline rate in the evaluation's variant.
    pub fn headline(&self, counts: &Counts) -> Rate {
        rate::satisfied_or_basically(counts, self.variant)
    }
}

/// The two offices that declare an evaluation void together (SPEC 5.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// SEC.
    Secretary,
    /// One of its tellers.
    Teller,
}

impl Side {
    /// The code in the database.
    pub fn code(self) -> &'static str {
        match self {
            Side::Secretary => "secretary",
            Side::Teller => "teller",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Side> {
        [Side::Secretary, Side::Teller].into_iter().find(|s| s.code() == code)
    }
}

/// One of the two has asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VoidRequest {
    /// Who.
    pub by: Id,
    /// For which office.
    pub side: Side,
    /// Why.
    pub reason: String,
}

impl VoidRequest {
    /// Whether this person, who may speak for these offices, is the second one. Nobody agrees with himself.
    pub fn is_agreed_by(&self, person: &Id, sides: &[Side]) -> bool {
        self.by != *person && sides.iter().any(|side| *side != self.side)
    }
}

/// A group gets a result of its own from this many on its roster: the number of its ballots is shown with it, and no
/// turnout is shown for a unit under 20 (PRIVACY.md).
pub const SMALLEST_GROUP: u64 = 20;

/// A group of voters: its name, empty for joined small departments, and the units in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The name.
    pub name: String,
    /// The units; an empty key stands for people without one.
    pub units: Vec<String>,
    /// How many may vote.
    pub eligible: u64,
}

/// Groups of a roster from `(unit, name, people)`. Units under [`SMALLEST_GROUP`] are joined, and with them the smallest of
/// the others while the joined ones are too few themselves. Nothing where one group would be left: it is the whole.
pub fn groups(units: Vec<(String, String, u64)>) -> Vec<Group> {
    let (small, large): (Vec<_>, Vec<_>) = units.into_iter().partition(|(.., people)| *people < SMALLEST_GROUP);
    let mut all: Vec<Group> =
        large.into_iter().map(|(unit, name, eligible)| Group { name, units: vec![unit], eligible }).collect();
    let mut joined = Group { name: String::new(), units: Vec::new(), eligible: 0 };
    for (unit, _, people) in small {
        joined.units.push(unit);
        joined.eligible += people;
    }
    while joined.eligible > 0 && joined.eligible < SMALLEST_GROUP && !all.is_empty() {
        let smallest = all.iter().enumerate().min_by_key(|(n, g)| (g.eligible, *n)).map(|(n, _)| n);
        let Some(taken) = smallest.map(|n| all.remove(n)) else { break };
        joined.units.extend(taken.units);
        joined.eligible += taken.eligible;
    }
    if joined.eligible > 0 {
        all.push(joined);
    }
    if all.len() < 2 { Vec::new() } else { all }
}

/// A code as it was typed from paper: without spaces and dashes, in lower case; there is no nought and no one in it.
pub fn typed_code(text: &str) -> String {
    let kept = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '－' | '–' | '—'));
    let letter = |c| match c {
        '0' => 'o',
        '1' => 'l',
        c => c,
    };
    kept.flat_map(char::to_lowercase).map(letter).collect()
}

/// A code for paper: 80 random bits, sixteen characters that nobody minds typing.
pub fn paper_code() -> String {
    crate::random::secret().chars().take(16).collect()
}

/// Four groups of four.
pub fn grouped(code: &str) -> String {
    let characters: Vec<char> = code.chars().collect();
    characters.chunks(4).map(String::from_iter).collect::<Vec<_>>().join("-")
}

/// What an item asks about.
#[derive(Clone, Debug)]
pub struct Item {
    /// Its place on the ballot, from 1.
    pub ordinal: i64,
    /// `quality`, `effect`, one of the five outcomes, or `merged`.
    pub kind: String,
    /// The merged item it is about.
    pub merged_item: Option<Id>,
    /// The words on the ballot.
    pub title: String,
    /// The counts, once counted.
    pub counts: Option<Counts>,
}

/// The items that every evaluation begins with: quality and effect (R79) and the five outcomes (R28).
pub const FIXED_ITEMS: [&str; 7] =
    ["quality", "effect", "leaders_style", "mass_viewpoint", "relations", "enthusiasm", "cohesion"];

/// Reads answers as they come from a form or a sheet: one code an item; a missing one is blank.
pub fn answers(codes: &[String], items: usize) -> Option<Vec<Answer>> {
    let mut all = Vec::with_capacity(items);
    for n in 0..items {
        match codes.get(n).map_or("", |c| c.as_str()) {
            "" => all.push(Answer::Blank),
            code => all.push(Answer::parse(code)?),
        }
    }
    Some(all)
}

/// The codes of answers, for a sheet in the database.
pub fn codes(answers: &[Answer]) -> String {
    answers.iter().map(|a| a.code()).collect()
}
