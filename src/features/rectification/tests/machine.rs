//! The machine, every (state, event) pair of it, for every kind.

use crate::features::rectification::model::{Bucket, Event as E, Kind, Standing, State as S};

/// SPEC 5.3 as a table; every pair that is not here is refused.
const TABLE: &[(S, E, S)] = &[
    (S::Drafted, E::Approve, S::NotStarted),
    (S::NotStarted, E::Start, S::InProgress),
    (S::InProgress, E::LogProgress, S::InProgress),
    (S::InProgress, E::FinishMeasure, S::InProgress),
    (S::InProgress, E::RequestExtension, S::InProgress),
    (S::InProgress, E::GrantExtension, S::InProgress),
    (S::InProgress, E::RefuseExtension, S::InProgress),
    (S::InProgress, E::ApplyClose, S::CloseDeptReview),
    (S::CloseDeptReview, E::AgreeDept, S::CloseLeadReview),
    (S::CloseDeptReview, E::ReturnDept, S::InProgress),
    (S::CloseLeadReview, E::AgreeLead, S::CloseFinal),
    (S::CloseLeadReview, E::AgreeLeadWithNotice, S::CloseNotice),
    (S::CloseLeadReview, E::ReturnLead, S::InProgress),
    (S::CloseNotice, E::EndNotice, S::CloseFinal),
    (S::CloseFinal, E::ApproveClose, S::Closed),
    (S::CloseFinal, E::ReturnFinal, S::InProgress),
    (S::Closed, E::Keep, S::Closed),
    (S::Closed, E::Rebound, S::Reopened),
    (S::Reopened, E::Start, S::InProgress),
    (S::LongTermOk, E::ReviewDue, S::InReviewCycle),
    (S::InReviewCycle, E::LogProgress, S::InReviewCycle),
    (S::InReviewCycle, E::AcceptReview, S::LongTermOk),
    (S::InReviewCycle, E::ReturnReview, S::InProgress),
    (S::NotStarted, E::Suspend, S::Suspended),
    (S::InProgress, E::Suspend, S::Suspended),
    (S::Suspended, E::Resume, S::InProgress),
    (S::Drafted, E::MergeInto, S::Superseded),
    (S::NotStarted, E::MergeInto, S::Superseded),
    (S::InProgress, E::MergeInto, S::Superseded),
    (S::CloseDeptReview, E::MergeInto, S::Superseded),
    (S::CloseLeadReview, E::MergeInto, S::Superseded),
    (S::CloseNotice, E::MergeInto, S::Superseded),
    (S::CloseFinal, E::MergeInto, S::Superseded),
    (S::Reopened, E::MergeInto, S::Superseded),
    (S::InReviewCycle, E::MergeInto, S::Superseded),
    (S::Suspended, E::MergeInto, S::Superseded),
];

#[test]
fn every_pair_of_state_and_event_is_as_the_specification_says() {
    let mut walked = 0;
    for kind in Kind::ALL.iter().copied() {
        for state in S::ALL.iter().copied() {
            for event in E::ALL.iter().copied() {
                let resumes = (state == S::Suspended).then_some(S::InProgress);
                let expected = TABLE.iter().find(|(s, e, _)| (*s, *e) == (state, event)).map(|(.., to)| *to);
                let expected = match (kind, event, expected) {
                    (Kind::LongTerm, E::ApproveClose, Some(_)) => Some(S::LongTermOk),
                    (Kind::Immediate, E::AgreeLeadWithNotice, _) => None,
                    (_, _, expected) => expected,
                };
                let standing = Standing { state, kind, resumes };
                assert_eq!(standing.next(event), expected, "{kind:?} {state:?} {event:?}");
                walked += 1;
            }
        }
    }
    assert_eq!(walked, 3 * 13 * 24);
}

#[test]
fn a_suspended_item_goes_on_where_it_stood() {
    for back in [S::NotStarted, S::InProgress] {
        let standing = Standing { state: S::Suspended, kind: Kind::TimeLimited, resumes: Some(back) };
        assert_eq!(standing.next(E::Resume), Some(back));
    }
    let lost = Standing { state: S::Suspended, kind: Kind::TimeLimited, resumes: None };
    assert_eq!(lost.next(E::Resume), None);
}

/// I4: each state counts in exactly one bucket, and only closed ones and long-term ones of this period are done.
#[test]
fn i4_every_state_is_in_one_bucket() {
    let count = |bucket| S::ALL.iter().filter(|s| s.bucket() == bucket).count();
    assert_eq!(Bucket::ALL.iter().map(|b| count(*b)).sum::<usize>(), S::ALL.len());
    assert_eq!((count(Bucket::Done), count(Bucket::Next)), (2, 2));
    assert_eq!((count(Bucket::Suspended), count(Bucket::Superseded)), (1, 1));
}

#[test]
fn codes_are_read_as_they_are_written() {
    for state in S::ALL {
        assert_eq!(S::parse(state.code()), Some(*state));
    }
    assert_eq!(S::parse("approved"), None);
}
