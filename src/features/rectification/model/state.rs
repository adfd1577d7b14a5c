//! The life of an item (SPEC 5.3): one transition function; whatever it does not name is refused.

use super::code::{Kind, coded};

coded! {
    /// Where an item stands.
    State {
        /// Being written; not approved.
        Drafted = "drafted",
        /// Approved, nobody has begun.
        NotStarted = "not_started",
        /// Being worked on.
        InProgress = "in_progress",
        /// The owner applied; the head of the lead department reads.
        CloseDeptReview = "close_dept_review",
        /// The lead cadre reads.
        CloseLeadReview = "close_lead_review",
        /// The result is shown before the final approval, where that is switched on.
        CloseNotice = "close_notice",
        /// The secretary decides.
        CloseFinal = "close_final",
        /// Struck off.
        Closed = "closed",
        /// A look-back found it again.
        Reopened = "reopened",
        /// A long-term item, done for this period.
        LongTermOk = "long_term_ok",
        /// A long-term item whose period is over and has to be reviewed.
        InReviewCycle = "in_review_cycle",
        /// Its clock stands still.
        Suspended = "suspended",
        /// Another item took it over.
        Superseded = "superseded",
    }
}

coded! {
    /// The buckets of the ledger (SPEC 5.3). Suspended and superseded ones are listed apart and never counted as done.
    Bucket {
        /// 下阶段整改.
        Next = "next",
        /// 正在整改.
        Doing = "doing",
        /// 已整改完成.
        Done = "done",
        /// 中止.
        Suspended = "suspended",
        /// 已并入.
        Superseded = "superseded",
    }
}

coded! {
    /// What can happen to an item.
    Event {
        /// The secretary approves the draft.
        Approve = "approve",
        /// The owner begins, again after a reopening.
        Start = "start",
        /// The owner or the department's clerk writes down progress, adds evidence.
        LogProgress = "log_progress",
        /// A measure is done.
        FinishMeasure = "finish_measure",
        /// The owner asks for more time.
        RequestExtension = "request_extension",
        /// More time is granted.
        GrantExtension = "grant_extension",
        /// More time is refused.
        RefuseExtension = "refuse_extension",
        /// The owner applies for the close-out.
        ApplyClose = "apply_close",
        /// The department agrees.
        AgreeDept = "agree_dept",
        /// The department returns it.
        ReturnDept = "return_dept",
        /// The lead cadre agrees; the final approval is next.
        AgreeLead = "agree_lead",
        /// The lead cadre agrees; the result is shown first.
        AgreeLeadWithNotice = "agree_lead_with_notice",
        /// The lead cadre returns it.
        ReturnLead = "return_lead",
        /// The notice is over and objections are dealt with.
        EndNotice = "end_notice",
        /// The secretary approves the close-out.
        ApproveClose = "approve_close",
        /// The secretary returns it.
        ReturnFinal = "return_final",
        /// A look-back found it kept.
        Keep = "keep",
        /// It came back.
        Rebound = "rebound",
        /// A long-term item's period is over.
        ReviewDue = "review_due",
        /// The period is accepted.
        AcceptReview = "accept_review",
        /// The period is not accepted.
        ReturnReview = "return_review",
        /// The clock is stopped.
        Suspend = "suspend",
        /// It runs again.
        Resume = "resume",
        /// Another item takes it over.
        MergeInto = "merge_into",
    }
}

impl State {
    /// The bucket it counts in.
    pub fn bucket(self) -> Bucket {
        match self {
            State::Drafted | State::NotStarted => Bucket::Next,
            State::Closed | State::LongTermOk => Bucket::Done,
            State::Suspended => Bucket::Suspended,
            State::Superseded => Bucket::Superseded,
            _ => Bucket::Doing,
        }
    }

    /// Whether it is neither struck off nor taken over.
    pub fn is_open(self) -> bool {
        !matches!(self, State::Closed | State::LongTermOk | State::Superseded)
    }
}

/// All that the next state depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Where it stands.
    pub state: State,
    /// Its kind: a long-term item is never struck off, it is done for a period.
    pub kind: Kind,
    /// Where a suspended one goes on.
    pub resumes: Option<State>,
}

impl Standing {
    /// The state after an event; `None` refuses it.
    pub fn next(self, event: Event) -> Option<State> {
        use Event as E;
        use State as S;
        let to = match (self.state, event) {
            (S::Drafted, E::Approve) => S::NotStarted,
            (S::NotStarted | S::Reopened, E::Start) => S::InProgress,
            // The period of a long-term item is reviewed on evidence, so it can still come in while that is open.
            (S::InReviewCycle, E::LogProgress) => S::InReviewCycle,
            (
                S::InProgress,
                E::LogProgress | E::FinishMeasure | E::RequestExtension | E::GrantExtension | E::RefuseExtension,
            ) => S::InProgress,
            (S::InProgress, E::ApplyClose) => S::CloseDeptReview,
            (S::CloseDeptReview, E::AgreeDept) => S::CloseLeadReview,
            (S::CloseLeadReview, E::AgreeLead) => S::CloseFinal,
            (S::CloseLeadReview, E::AgreeLeadWithNotice) if self.kind != Kind::Immediate => S::CloseNotice,
            (S::CloseNotice, E::EndNotice) => S::CloseFinal,
            (S::CloseDeptReview, E::ReturnDept)
            | (S::CloseLeadReview, E::ReturnLead)
            | (S::CloseFinal, E::ReturnFinal)
            | (S::InReviewCycle, E::ReturnReview) => S::InProgress,
            (S::CloseFinal, E::ApproveClose) if self.kind == Kind::LongTerm => S::LongTermOk,
            (S::CloseFinal, E::ApproveClose) | (S::Closed, E::Keep) => S::Closed,
            (S::Closed, E::Rebound) => S::Reopened,
            (S::LongTermOk, E::ReviewDue) => S::InReviewCycle,
            (S::InReviewCycle, E::AcceptReview) => S::LongTermOk,
            (S::NotStarted | S::InProgress, E::Suspend) => S::Suspended,
            (S::Suspended, E::Resume) => self.resumes?,
            (state, E::MergeInto) if state.is_open() => S::Superseded,
            _ => return None,
        };
        Some(to)
    }

    /// Whether the event is possible now.
    pub fn allows(self, event: Event) -> bool {
        self.next(event).is_some()
    }
}
