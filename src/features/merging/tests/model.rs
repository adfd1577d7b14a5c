use proptest::prelude::*;

use super::super::model::{MergedEvent as E, MergedState as S, Why, guard_confirm};
use super::super::pages::stretches;

/// Every pair, so that a new state or event is decided here too.
#[test]
fn every_state_and_event_is_decided() {
    let events = [
        E::Confirm,
        E::Gather,
        E::Release,
        E::Empty,
        E::Change,
        E::Absorb,
        E::Plan,
        E::Explain,
        E::Resolve,
        E::Rebound,
    ];
    #[rustfmt::skip]
    let table: [(S, [Option<S>; 10]); 7] = [
        //              confirm             gather              release             empty               change           absorb             plan               explain             resolve             rebound
        (S::Draft,     [Some(S::Confirmed), Some(S::Draft),     Some(S::Draft),     Some(S::Dissolved), Some(S::Draft),  Some(S::Absorbed), None,              None,               None,              None]),
        (S::Confirmed, [None,               Some(S::Confirmed), Some(S::Confirmed), None,               Some(S::Draft),  Some(S::Absorbed), Some(S::Planned),  Some(S::Explained), None,              None]),
        (S::Planned,   [None,               None,               Some(S::Planned),   None,               None,            None,              Some(S::Planned),  None,               Some(S::Resolved), None]),
        (S::Explained, [None,               None,               None,               None,               None,            None,              None,              None,               None,              Some(S::Confirmed)]),
        (S::Resolved,  [None,               None,               None,               None,               None,            None,              Some(S::Planned),  None,               None,              Some(S::Planned)]),
        (S::Absorbed,  [None; 10]),
        (S::Dissolved, [None; 10]),
    ];
    assert_eq!(table.len(), S::ALL.len());
    for (state, row) in table {
        for (event, expected) in events.into_iter().zip(row) {
            assert_eq!(state.next(event), expected, "{state:?} {event:?}");
        }
        assert_eq!(S::parse(state.code()), Some(state));
    }
}

#[test]
fn a_problem_without_opinion_summary_or_category_is_not_confirmed() {
    assert!(guard_confirm(1, "s", "c").is_ok());
    for (points, summary, category) in [(0, "s", "c"), (1, " ", "c"), (1, "s", "")] {
        assert!(guard_confirm(points, summary, category).is_err(), "{points} {summary} {category}");
    }
}

#[test]
fn a_reason_survives_the_database_and_old_words_are_kept() {
    let why = Why { said: "a".into(), method: Some("m".into()), score: Some(83), shared: vec!["b".into()] };
    assert_eq!(Why::parse(&why.to_json()), why);
    assert_eq!(Why::parse("by hand").said, "by hand");
}

proptest! {
    /// Marks cut an original and never change it.
    #[test]
    fn marks_lose_nothing(text in "\\PC{0,80}", other in "\\PC{0,80}") {
        let joined: String = stretches(&text, Some(&other)).into_iter().map(|s| s.text).collect();
        prop_assert_eq!(joined, text);
    }
}
