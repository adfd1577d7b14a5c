//! Tests of supervision: the rules without I/O, then a story on both engines.

mod api;
mod story;

use jiff::civil::{Date, date};
use rstest::rstest;
use workday::Calendar;

use super::model::{Chased, Colour, Copies, SlipEvent, SlipState, colour_due, copies};

const NONE: Chased = Chased { due: date(2026, 10, 12), blue: false, yellow: false, red: None };

/// G3's due date: 12 October 2026, a Monday after a week of holidays.
#[rstest]
#[case::five_days_left(date(2026, 9, 29), NONE, None)]
#[case::four_days_left(date(2026, 10, 4), NONE, None)]
#[case::three_days_left(date(2026, 10, 8), NONE, Some(Colour::Blue))]
#[case::two_and_no_blue_yet(date(2026, 10, 9), NONE, Some(Colour::Blue))]
#[case::two_and_blue_is_out(date(2026, 10, 9), Chased { blue: true, ..NONE }, None)]
#[case::on_the_day(date(2026, 10, 12), Chased { blue: true, ..NONE }, Some(Colour::Yellow))]
#[case::on_the_day_again(date(2026, 10, 12), Chased { blue: true, yellow: true, ..NONE }, None)]
#[case::one_day_late(date(2026, 10, 13), Chased { blue: true, yellow: true, ..NONE }, Some(Colour::Red))]
#[case::late_though_nothing_was_out(date(2026, 10, 14), NONE, Some(Colour::Red))]
#[case::four_days_after_the_red(date(2026, 10, 19), Chased { red: Some(date(2026, 10, 13)), ..NONE }, None)]
#[case::five_days_after_the_red(date(2026, 10, 20), Chased { red: Some(date(2026, 10, 13)), ..NONE }, Some(Colour::Red))]
fn a_slip_is_due(#[case] today: Date, #[case] chased: Chased, #[case] colour: Option<Colour>) {
    assert_eq!(colour_due(&chased, Calendar::builtin(), today).unwrap(), colour);
}

/// G18: due on a day off, 3 October 2026. The lamp is yellow until work begins again; so is the slip.
#[rstest]
#[case(date(2026, 9, 29), Some(Colour::Blue))]
#[case(date(2026, 10, 7), Some(Colour::Yellow))]
#[case(date(2026, 10, 8), Some(Colour::Red))]
fn g18_due_on_a_day_off(#[case] today: Date, #[case] colour: Option<Colour>) {
    let chased = Chased { due: date(2026, 10, 3), ..NONE };
    assert_eq!(colour_due(&chased, Calendar::builtin(), today).unwrap(), colour);
}

#[test]
fn who_reads_a_copy_grows_with_the_colour_and_with_silence() {
    let told = |heads, lead, secretary| Copies { heads, lead, secretary };
    assert_eq!(copies(Colour::Blue, false), told(false, false, false));
    assert_eq!(copies(Colour::Blue, true), told(true, false, false));
    assert_eq!(copies(Colour::Yellow, false), told(true, false, false));
    assert_eq!(copies(Colour::Yellow, true), told(true, true, false));
    assert_eq!(copies(Colour::Red, false), told(true, true, false));
    assert_eq!(copies(Colour::Red, true), told(true, true, true));
}

#[test]
fn every_state_and_event() {
    use SlipEvent as E;
    use SlipState as S;
    let allowed = [
        (S::Issued, E::Acknowledge, S::Acknowledged),
        (S::Issued, E::Answer, S::Answered),
        (S::Issued, E::Withdraw, S::Withdrawn),
        (S::Issued, E::ItemClosed, S::Closed),
        (S::Acknowledged, E::Answer, S::Answered),
        (S::Acknowledged, E::Withdraw, S::Withdrawn),
        (S::Acknowledged, E::ItemClosed, S::Closed),
        (S::Answered, E::Return, S::Acknowledged),
        (S::Answered, E::Close, S::Closed),
        (S::Answered, E::Withdraw, S::Withdrawn),
        (S::Answered, E::ItemClosed, S::Closed),
    ];
    for state in S::ALL {
        assert_eq!(S::parse(state.code()), Some(state));
        for event in E::ALL {
            let wanted = allowed.iter().find(|(s, e, _)| (*s, *e) == (state, event)).map(|(.., to)| *to);
            assert_eq!(state.next(event), wanted, "{state:?} {event:?}");
        }
    }
    assert_eq!(E::parse("item_closed"), None, "no person can say that");
}
