//! States and texts; `acts` walks the actions on both engines, `pages` the forms.

mod acts;

use jiff::civil::date;
use serde_json::json;

use super::model::*;
use crate::error::Rule;

#[test]
fn every_state_and_event_of_a_shortcoming_is_decided() {
    use ShortcomingEvent as E;
    use ShortcomingState as S;
    let moves = [
        (S::Open, E::Carry, S::Carried),
        (S::Open, E::Waive, S::Waived),
        (S::Carried, E::Reopen, S::Open),
        (S::Waived, E::Reopen, S::Open),
    ];
    for state in S::ALL {
        for event in E::ALL {
            let expected = moves.iter().find(|(s, e, _)| *s == state && *e == event).map(|m| m.2);
            assert_eq!(state.next(event), expected, "{state:?} {event:?}");
        }
        assert_eq!(S::parse(state.code()), Some(state));
    }
}

#[test]
fn what_recurs_says_how_often_and_a_rule_does_not() {
    use MechanismKind as K;
    for kind in K::ALL {
        assert_eq!(K::parse(kind.code()), Some(kind));
        let due = |months| guard_months(kind, months);
        if kind.recurs() {
            assert_eq!((due(Some(1)), due(Some(60)), due(None)), (Ok(()), Ok(()), Err(Rule::Missing)));
            assert_eq!((due(Some(0)), due(Some(61))), (Err(Rule::MonthsOutside), Err(Rule::MonthsOutside)));
        } else {
            assert_eq!((due(None), due(Some(3))), (Ok(()), Err(Rule::MonthsOutside)));
        }
    }
    assert_eq!(next_due(date(2008, 8, 31), 6), date(2009, 2, 28), "the last day of a shorter month");
}

#[test]
fn figures_are_put_in_by_name_and_an_unknown_name_is_refused() {
    let figures =
        json!({"opinions": {"raw": 23}, "rectification": {"done": 2}, "evaluation": null, "sentence": "共23条。"});
    assert_eq!(fill("收到{意见条数}条，完成{ done }条，{opinions}", &figures), Ok("收到23条，完成2条，23".into()));
    assert_eq!(fill("满意率{满意率}", &figures), Ok("满意率—".into()), "no vote yet");
    assert_eq!(fill("全角｛意见条数｝也认", &figures), Ok("全角23也认".into()));
    assert_eq!(fill("{没有这个}", &figures), Err("没有这个".into()));
    assert_eq!(fill("没有合上的{意见条数", &figures), Err("意见条数".into()));
    assert_eq!(fill("没有花括号", &figures), Ok("没有花括号".into()));
}

#[test]
fn every_figure_has_a_name_of_its_own_in_both_languages() {
    for lang in [crate::text::Lang::Zh, crate::text::Lang::En] {
        let names: std::collections::BTreeSet<_> =
            CODES.iter().map(|(code, _)| crate::text::T(lang).summary_code(code)).collect();
        assert_eq!(names.len(), CODES.len());
        assert!(!names.contains(""));
    }
}
