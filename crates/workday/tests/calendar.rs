//! Building, storing, overriding and asking a calendar.

use jiff::civil::{Date, date};
use workday::{
    Calendar, CalendarError, DayKind, DayReason, NoticeDay, Override, State, first_date, immediate_latest_due,
    immediate_limit_kept, last_date,
};

fn row(notice: i16, date: Date, kind: DayKind) -> NoticeDay {
    NoticeDay { notice, date, kind, name: "休".to_owned() }
}

fn exception(date: Date, kind: DayKind, reason: &str) -> Override {
    Override { date, kind, reason: reason.to_owned() }
}

#[test]
fn rows_rebuild_the_calendar_in_any_order() {
    let mut rows: Vec<NoticeDay> = Calendar::builtin().days().cloned().collect();
    rows.reverse();
    let text = rows.iter().map(|row| serde_json::to_string(row).unwrap()).collect::<Vec<_>>();
    assert_eq!(text[0], r#"{"notice":2026,"date":"2026-10-10","kind":"work","name":"国庆节"}"#);
    let read = text.iter().map(|row| serde_json::from_str::<NoticeDay>(row).unwrap());
    assert_eq!(Calendar::from_days(read).unwrap(), *Calendar::builtin());
}

#[test]
fn rows_that_do_not_fit_are_refused() {
    let day = date(2026, 5, 1);
    let from = |rows: Vec<NoticeDay>| Calendar::from_days(rows).map(|_| ());
    assert_eq!(
        from(vec![row(2026, day, DayKind::Off), row(2026, day, DayKind::Work)]),
        Err(CalendarError::DuplicateDay { year: 2026, date: day })
    );
    assert_eq!(
        from(vec![row(2025, day, DayKind::Off)]),
        Err(CalendarError::DateOutsideNotice { year: 2025, date: day })
    );
    assert_eq!(
        from(vec![row(2027, day, DayKind::Off)]),
        Err(CalendarError::DateOutsideNotice { year: 2027, date: day }),
        "only the December before"
    );
    assert_eq!(from(vec![row(2200, day, DayKind::Off)]), Err(CalendarError::YearOutOfRange { year: 2200 }));
    assert_eq!(
        from(vec![row(i16::MIN, Date::MIN, DayKind::Off)]),
        Err(CalendarError::YearOutOfRange { year: i16::MIN })
    );
    let before = date(1899, 12, 31);
    assert_eq!(from(vec![row(1900, before, DayKind::Off)]), Err(CalendarError::DateOutOfRange { date: before }));
}

#[test]
fn overrides_beat_notices_and_say_why() {
    let (plain, holiday, friday) = (Calendar::builtin(), date(2026, 10, 1), date(2026, 10, 16));
    let calendar = plain
        .with_overrides([
            exception(holiday, DayKind::Off, "第一次"),
            exception(holiday, DayKind::Work, "保供"),
            exception(friday, DayKind::Off, "停电"),
        ])
        .unwrap();
    assert_eq!((calendar.is_working(holiday), calendar.is_working(friday)), (Ok(true), Ok(false)));
    assert_eq!(calendar.overrides().count(), 2, "the later of two for one date counts");
    let info = calendar.explain(friday).unwrap();
    assert!(matches!(info.reason, DayReason::Override(it) if it.reason == "停电"), "{info:?}");
    assert!(info.confirmed && !info.working);
    let changed: Vec<_> = plain.diff(&calendar).days.into_iter().map(|change| (change.date, change.working)).collect();
    assert_eq!(changed, [(holiday, true), (friday, false)]);

    assert_eq!(calendar.without_notice(2026).is_working(holiday), Ok(true), "an override outlives its notice");
    assert_eq!(calendar.with_overrides([]).unwrap(), *plain);
    assert!(calendar.with_overrides([exception(Date::MAX, DayKind::Off, "")]).is_err());
}

#[test]
fn explain_names_the_notice_or_the_week() {
    let calendar = Calendar::builtin();
    let info = calendar.explain(date(2007, 12, 29)).unwrap();
    assert!(matches!(info.reason, DayReason::Notice(row) if row.notice == 2008 && row.name == "元旦"));
    let info = calendar.explain(date(2027, 3, 1)).unwrap();
    assert_eq!((info.reason, info.working, info.confirmed), (DayReason::Week, true, false));
}

#[test]
fn counting_at_the_boundaries() {
    let calendar = Calendar::builtin();
    let (friday, saturday, monday) = (date(2026, 7, 3), date(2026, 7, 4), date(2026, 7, 6));
    assert_eq!(calendar.working_days_between(friday, friday), Ok(0));
    assert_eq!(calendar.working_days_between(friday, saturday), Ok(0));
    assert_eq!(calendar.working_days_between(friday, monday), Ok(1));
    assert_eq!(calendar.working_days_between(monday, friday), Ok(0), "never negative");
    assert_eq!(calendar.add_working_days(saturday, 0), Ok(saturday));
    assert_eq!(calendar.add_working_days(saturday, 1), Ok(monday));
    assert_eq!(calendar.subtract_working_days(saturday, 0), Ok(saturday));
    assert_eq!(calendar.subtract_working_days(saturday, 1), Ok(friday));
    assert_eq!(calendar.subtract_working_days(monday, 1), Ok(friday));
    assert_eq!((calendar.roll_forward(friday), calendar.roll_forward(saturday)), (Ok(friday), Ok(monday)));
}

#[test]
fn the_ends_of_the_calendar_answer_with_errors() {
    let calendar = Calendar::builtin();
    let out = |date| CalendarError::DateOutOfRange { date };
    for outside in [Date::MIN, date(1899, 12, 31), date(2200, 1, 1), Date::MAX] {
        assert_eq!(calendar.is_working(outside), Err(out(outside)));
        assert_eq!(calendar.working_days_between(outside, first_date()), Err(out(outside)));
        assert_eq!(calendar.working_days_between(first_date(), outside), Err(out(outside)));
        assert_eq!(calendar.add_working_days(outside, 1), Err(out(outside)));
        assert_eq!(calendar.subtract_working_days(outside, 1), Err(out(outside)));
        assert!(calendar.roll_forward(outside).is_err() && calendar.explain(outside).is_err());
    }
    let past = |from, days| Err(CalendarError::ResultOutOfRange { from, days });
    assert_eq!(calendar.add_working_days(last_date(), 1), past(last_date(), 1));
    assert_eq!(calendar.add_working_days(first_date(), u32::MAX), past(first_date(), i64::from(u32::MAX)));
    assert_eq!(calendar.subtract_working_days(first_date(), 1), past(first_date(), -1));
    assert_eq!(calendar.subtract_working_days(last_date(), u32::MAX), past(last_date(), -i64::from(u32::MAX)));
    assert_eq!(
        calendar.subtract_working_days(date(1900, 1, 2), 1),
        Ok(first_date()),
        "the first day covered is a Monday and can be reached"
    );
    let error = calendar.is_working(date(208, 10, 1)).unwrap_err();
    assert_eq!(error.to_string(), "0208-10-01 is outside the calendar, which covers 1900-2199");
}

#[test]
fn immediate_items_have_fifteen_calendar_days() {
    let approved = date(2008, 9, 26);
    assert_eq!(immediate_latest_due(approved, 15), Ok(date(2008, 10, 11)));
    assert!(immediate_limit_kept(approved, approved, 15));
    assert!(immediate_limit_kept(approved, date(2008, 10, 11), 15));
    assert!(!immediate_limit_kept(approved, date(2008, 10, 12), 15));
    assert!(!immediate_limit_kept(approved, date(2008, 9, 25), 15), "due before approval");
    assert!(!immediate_limit_kept(Date::MIN, Date::MAX, u16::MAX));
    assert!(immediate_latest_due(last_date(), 1).is_err() && immediate_latest_due(Date::MAX, 1).is_err());
}

#[test]
fn words_are_read_and_written_alike() {
    for state in State::ALL {
        assert_eq!(state.as_str().parse(), Ok(state));
        assert_eq!(serde_json::to_string(&state).unwrap(), format!("\"{state}\""));
    }
    let error = "done".parse::<State>().unwrap_err();
    assert_eq!(error.to_string(), r#""done" is not one of not_started, in_progress, suspended, closed"#);
    for kind in [DayKind::Off, DayKind::Work] {
        assert_eq!(kind.to_string().parse(), Ok(kind));
    }
    assert!("Off".parse::<DayKind>().is_err());
}
