use jiff::civil::date;
use proptest::prelude::*;

use super::super::model::{
    Kind, Line, PubEvent as E, PubState as S, Scope, guard_approve, guard_period, shortest, with_descendants,
};
use super::super::scan::{Found, RUN, Scan};
use crate::error::Rule;
use crate::id::Id;

/// Every pair, so that a new state or event is decided here too.
#[test]
fn every_state_and_event_is_decided() {
    let events =
        [E::Save, E::Approve, E::Rework, E::Open, E::Close, E::Dispose, E::Revoke, E::Archive, E::Comment, E::Answer];
    #[rustfmt::skip]
    let table: [(S, [Option<S>; 10]); 7] = [
        //             save            approve         rework          open           close            dispose            revoke            archive            comment         answer
        (S::Draft,    [Some(S::Draft), Some(S::Ready), None,           None,          None,            None,              None,             None, None, None]),
        (S::Ready,    [None,           None,           Some(S::Draft), Some(S::Open), None,            None,              None,             None, None, None]),
        (S::Open,     [None,           None,           None,           None,          Some(S::Closed), None,              Some(S::Revoked), None, Some(S::Open), Some(S::Open)]),
        (S::Closed,   [None,           None,           None,           None,          None,            Some(S::Disposed), Some(S::Revoked), None, None, Some(S::Closed)]),
        (S::Disposed, [None,           None,           None,           None,          None,            None,              None,             Some(S::Archived), None, None]),
        (S::Archived, [None; 10]),
        (S::Revoked,  [None; 10]),
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
fn what_a_draft_needs() {
    let line = Line {
        merged_item: Id::random(),
        asked: "a".into(),
        done: "b".into(),
        proven: "c".into(),
        remains: "d".into(),
    };
    let gap = Line { proven: " ".into(), ..line.clone() };
    let all = [Scope::Everyone];
    let lines = [line];
    assert_eq!(guard_approve(Kind::ReportBack, "", &all, &lines, false), Ok(()));
    assert_eq!(guard_approve(Kind::ReportBack, "b", &[], &lines, false), Err(Rule::ScopeEmpty));
    assert_eq!(guard_approve(Kind::ReportBack, "b", &all, &[], false), Err(Rule::AnswerMissing));
    assert_eq!(guard_approve(Kind::ReportBack, "b", &all, &[gap], false), Err(Rule::AnswerMissing));
    assert_eq!(guard_approve(Kind::Plan, "b", &all, &[], false), Ok(()));
    assert_eq!(guard_approve(Kind::Notice, " ", &all, &[], false), Err(Rule::Missing));
}

#[test]
fn a_plan_stays_out_for_five_working_days() {
    let calendar = workday::Calendar::builtin();
    let today = date(2008, 7, 8);
    let period = |kind, day| guard_period(kind, today, day, calendar);
    assert_eq!(period(Kind::Plan, Some(date(2008, 7, 14))), Err(Rule::CloseTooSoon));
    assert_eq!(period(Kind::Plan, Some(date(2008, 7, 15))), Ok(()));
    assert_eq!(period(Kind::Plan, None), Err(Rule::CloseTooSoon));
    assert_eq!(period(Kind::ReportBack, None), Ok(()));
    assert_eq!(period(Kind::ReportBack, Some(date(2008, 7, 7))), Err(Rule::CloseTooSoon));
}

#[test]
fn an_audience_has_one_shortest_form() {
    let unit = Scope::Unit(Id::random());
    assert_eq!(shortest(vec![unit.clone(), Scope::Everyone, Scope::Public]), [Scope::Public]);
    assert_eq!(shortest(vec![unit.clone(), Scope::Everyone]), [Scope::Everyone]);
    assert_eq!(shortest(vec![unit.clone(), unit.clone()]), [unit]);
    let [a, b, c, d] = [(); 4].map(|()| Id::random());
    let tree = [(a.clone(), None), (b.clone(), Some(a.clone())), (c.clone(), Some(b.clone())), (d, None)];
    assert_eq!(with_descendants(&a, &tree), [a.clone(), b.clone(), c.clone()]);
    // A ring in the tree does not hang.
    let ring = [(a.clone(), Some(b.clone())), (b.clone(), Some(a.clone()))];
    assert_eq!(with_descendants(&a, &ring), [a, b]);
}

#[test]
fn the_scan_finds_words_numbers_and_names() {
    let mut scan = Scan::of("夜班下来，食堂只剩凉馒头和咸菜。电话13800138000，王芳负责。");
    scan.original("我说一句：夜班下来食堂只剩 凉馒头和咸菜！");
    scan.original("完全不同的另一句话，没有一样的地方。");
    scan.name("王芳");
    scan.name("李四");
    scan.name("王");
    let found: Vec<_> = scan.finish().into_iter().map(|hit| (hit.found, hit.excerpt)).collect();
    let expected = [
        (Found::Number, "13800138000".to_owned()),
        (Found::Words, "夜班下来食堂只剩凉馒头和咸菜".to_owned()),
        (Found::Name, "王芳".to_owned()),
    ];
    assert_eq!(found, expected);
}

proptest! {
    /// Twelve characters out of an original are found wherever they stand, eleven are not.
    #[test]
    fn a_quotation_is_found_and_less_is_not(
        before in "[a-f]{0,20}", after in "[a-f]{0,20}", original in "[\u{4e00}-\u{4eff}]{12,40}", from in 0usize..28, length in 1usize..30,
    ) {
        let chars: Vec<char> = original.chars().collect();
        let from = from.min(chars.len() - 1);
        let part: Vec<char> = chars[from..(from + length).min(chars.len())].to_vec();
        let mut scan = Scan::of(&format!("{before}{}{after}", part.iter().collect::<String>()));
        scan.original(&original);
        prop_assert_eq!(!scan.finish().is_empty(), part.len() >= RUN);
    }
}
