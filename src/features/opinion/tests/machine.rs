//! The state machines, every pair of state and event.

use super::super::model::*;

#[test]
fn a_round_goes_only_the_ways_of_the_table() {
    use RoundEvent as E;
    use RoundState as S;
    let allowed = [
        (S::Draft, E::Open, S::Open),
        (S::Open, E::Extend, S::Open),
        (S::Open, E::Close, S::Closed),
        (S::Closed, E::FinishSorting, S::Sorted),
        (S::Sorted, E::ResumeSorting, S::Closed),
        (S::Sorted, E::FeedBack, S::FedBack),
        (S::FedBack, E::Archive, S::Archived),
    ];
    for state in S::ALL {
        assert_eq!(S::parse(state.code()), Some(*state));
        for event in E::ALL {
            let expected = allowed.iter().find(|(s, e, _)| s == state && e == event).map(|(_, _, to)| *to);
            assert_eq!(state.next(*event), expected, "{state:?} {event:?}");
        }
    }
}

#[test]
fn a_point_goes_only_the_ways_of_the_table() {
    use PointEvent as E;
    use PointState as S;
    let allowed = [
        (S::Submitted, E::Accept, S::Registered),
        (S::Submitted, E::Split, S::ClosedSplit),
        (S::Submitted, E::Refer, S::Referred),
        (S::Registered, E::Refer, S::Referred),
        (S::Referred, E::ReturnByReceiver, S::Submitted),
        (S::Submitted, E::Decline, S::NotAdopted),
        (S::Registered, E::Decline, S::NotAdopted),
        (S::Submitted, E::Withdraw, S::Withdrawn),
        (S::Registered, E::Withdraw, S::Withdrawn),
        (S::Registered, E::AnswerDirectly, S::Answered),
        (S::Submitted, E::RouteToDiscipline, S::Routed),
        (S::Registered, E::RouteToDiscipline, S::Routed),
        (S::Registered, E::Merge, S::Merged),
        (S::Merged, E::Unmerge, S::Registered),
        (S::Merged, E::Answer, S::Answered),
        (S::Answered, E::Reopen, S::Merged),
        (S::Rated, E::Reopen, S::Merged),
        (S::Objected, E::Reopen, S::Merged),
        (S::Closed, E::Reopen, S::Merged),
        (S::Answered, E::Rate, S::Rated),
        (S::Answered, E::Object, S::Objected),
        (S::Rated, E::Object, S::Objected),
        (S::Objected, E::Uphold, S::Merged),
        (S::Objected, E::Reconsider, S::Registered),
        (S::Objected, E::Dismiss, S::Answered),
        (S::Answered, E::Close, S::Closed),
        (S::Rated, E::Close, S::Closed),
    ];
    for state in S::ALL {
        assert_eq!(S::parse(state.code()), Some(*state));
        for event in E::ALL {
            let expected = allowed.iter().find(|(s, e, _)| s == state && e == event).map(|(_, _, to)| *to);
            assert_eq!(state.next(*event), expected, "{state:?} {event:?}");
        }
    }
}

#[test]
fn sorting_is_finished_only_when_both_sides_are_equal_and_the_box_is_empty() {
    let well = SortingCount { raw: 5, unsorted: 0, merged: 3, others: 2 };
    assert!(guard_sorted(well, true).is_ok());
    assert!(guard_sorted(well, false).is_err());
    assert!(guard_sorted(SortingCount { unsorted: 1, ..well }, true).is_err());
    assert!(guard_sorted(SortingCount { merged: 2, ..well }, true).is_err());
    assert!(guard_sorted(SortingCount::default(), true).is_ok(), "an empty round is sorted");
}
