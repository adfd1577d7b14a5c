//! A proposal to merge; no I/O.

/// Where a proposal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProposalState {
    /// Waits for the office.
    Open,
    /// The office merged by it.
    Accepted,
    /// The office did not, and said why.
    Declined,
    /// Whoever made it took it back.
    Withdrawn,
}

/// What can happen to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProposalEvent {
    /// The office merges.
    Accept,
    /// The office does not.
    Decline,
    /// It is taken back.
    Withdraw,
    /// The merging was undone: it waits again.
    Reopen,
}

impl ProposalState {
    /// All states.
    pub const ALL: [ProposalState; 4] =
        [ProposalState::Open, ProposalState::Accepted, ProposalState::Declined, ProposalState::Withdrawn];

    /// The code in the database.
    pub fn code(self) -> &'static str {
        match self {
            ProposalState::Open => "open",
            ProposalState::Accepted => "accepted",
            ProposalState::Declined => "declined",
            ProposalState::Withdrawn => "withdrawn",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<ProposalState> {
        ProposalState::ALL.into_iter().find(|s| s.code() == code)
    }

    /// The one transition function. Anything not listed is refused.
    pub fn next(self, event: ProposalEvent) -> Option<ProposalState> {
        use ProposalEvent as E;
        use ProposalState as S;
        match (self, event) {
            (S::Open, E::Accept) => Some(S::Accepted),
            (S::Open, E::Decline) => Some(S::Declined),
            (S::Open, E::Withdraw) => Some(S::Withdrawn),
            (S::Accepted, E::Reopen) => Some(S::Open),
            _ => None,
        }
    }
}
