//! Notices from JSON.
#![allow(clippy::panic, reason = "test helpers outside test functions")]

use jiff::civil::date;
use rstest::rstest;
use workday::{Calendar, EntryProblem, Notice, NoticeError, Trouble};

const NOTICE_2008: &str = include_str!("data/2008.json");

fn entry(day: &str) -> String {
    format!(r#"{{"name":"元旦","date":"{day}","isOffDay":true}}"#)
}

fn notice_2027(entries: &[&str]) -> Result<Notice, NoticeError> {
    Notice::from_json(&format!(r#"{{"year":2027,"papers":[],"days":[{}]}}"#, entries.join(",")))
}

fn troubles(result: Result<Notice, NoticeError>) -> Vec<(usize, Trouble)> {
    match result {
        Err(NoticeError::Entries(problems)) => problems.into_iter().map(|it| (it.number, it.trouble)).collect(),
        other => panic!("expected wrong entries, got {other:?}"),
    }
}

#[test]
fn a_second_collection_of_2008_agrees_with_the_builtin_one() {
    let notice = Notice::from_json(NOTICE_2008).unwrap();
    assert_eq!((notice.year, notice.papers.len(), notice.days.len()), (2008, 1, 35));
    let changed = Calendar::builtin().with_notice(&notice).unwrap();
    assert!(Calendar::builtin().diff(&changed).is_empty());
}

#[test]
fn a_new_year_is_confirmed_and_the_changed_days_are_listed() {
    let notice = Notice::from_json(
        r#"{"$schema":"ignored","year":2027,"papers":["http://example.invalid/1"],"days":[
            {"name":"元旦","date":"2027-01-01","isOffDay":true},
            {"name":"元旦","date":"2027-01-02","isOffDay":true},
            {"name":"元旦","date":"2026-12-27","isOffDay":false}]}"#,
    )
    .unwrap();
    assert_eq!(notice.days[0].date, date(2026, 12, 27), "sorted");
    let old = Calendar::builtin();
    let new = old.with_notice(&notice).unwrap();
    assert!(new.confirmed(2027) && !old.confirmed(2027));
    let diff = old.diff(&new);
    let days: Vec<_> = diff.days.iter().map(|change| (change.date, change.working)).collect();
    assert_eq!(days, [(date(2026, 12, 27), true), (date(2027, 1, 1), false)], "2 January is a Saturday anyway");
    assert_eq!((diff.newly_confirmed.as_slice(), diff.no_longer_confirmed.len()), ([2027].as_slice(), 0));
    assert_eq!(diff.span(), Some((date(2026, 12, 27), date(2027, 1, 1))));
    assert_eq!(new.without_notice(2027), *old);
}

#[test]
fn importing_a_year_again_replaces_it() {
    let first = notice_2027(&[&entry("2027-01-01"), &entry("2027-02-01")]).unwrap();
    let second = notice_2027(&[&entry("2027-01-01")]).unwrap();
    let calendar = Calendar::builtin().with_notice(&first).unwrap().with_notice(&second).unwrap();
    assert_eq!(calendar.is_working(date(2027, 2, 1)), Ok(true));
    assert_eq!(calendar, Calendar::builtin().with_notice(&second).unwrap());
}

#[test]
fn the_later_notice_wins_on_a_december_day_both_name() {
    let first = Notice::from_json(&format!(r#"{{"year":2026,"days":[{}]}}"#, entry("2026-12-31"))).unwrap();
    let second = notice_2027(&[r#"{"name":"","date":"2026-12-31","isOffDay":false}"#]).unwrap();
    let plain = Calendar::monday_to_friday();
    for (one, two) in [(&first, &second), (&second, &first)] {
        let calendar = plain.with_notice(one).unwrap().with_notice(two).unwrap();
        assert_eq!(calendar.is_working(date(2026, 12, 31)), Ok(true), "whatever the order of import");
    }
}

#[test]
fn every_wrong_entry_is_named_at_once() {
    let result = notice_2027(&[
        &entry("2027-01-01"),
        "7",
        r#"{"date":"2027-01-02","isOffDay":true}"#,
        r#"{"name":"元旦","isOffDay":true}"#,
        r#"{"name":"元旦","date":"2027-01-02"}"#,
        r#"{"name":1,"date":"2027-01-02","isOffDay":true}"#,
        r#"{"name":"元旦","date":20270102,"isOffDay":true}"#,
        r#"{"name":"元旦","date":"2027-01-02","isOffDay":"yes"}"#,
        &entry("2027-02-29"),
        &entry("2027-1-3"),
        &entry("2027-01-03T00:00:00"),
        &entry("2026-11-30"),
        &entry("2028-01-01"),
        &entry("2027-01-01"),
    ]);
    let text = result.as_ref().unwrap_err().to_string();
    assert!(text.starts_with("entry 2: not an object; entry 3: name is missing; "), "{text}");
    assert!(text.ends_with("entry 14: 2027-01-01 was given by entry 1 already"), "{text}");
    let not_a_date = |text: &str| Trouble::NotADate { text: text.to_owned() };
    assert_eq!(
        troubles(result),
        [
            (2, Trouble::NotAnObject),
            (3, Trouble::Missing { field: "name" }),
            (4, Trouble::Missing { field: "date" }),
            (5, Trouble::Missing { field: "isOffDay" }),
            (6, Trouble::WrongType { field: "name", expected: "a text" }),
            (7, Trouble::WrongType { field: "date", expected: "a text" }),
            (8, Trouble::WrongType { field: "isOffDay", expected: "true or false" }),
            (9, not_a_date("2027-02-29")),
            (10, not_a_date("2027-1-3")),
            (11, not_a_date("2027-01-03T00:00:00")),
            (12, Trouble::OutsideNotice { date: date(2026, 11, 30), year: 2027 }),
            (13, Trouble::OutsideNotice { date: date(2028, 1, 1), year: 2027 }),
            (14, Trouble::Duplicate { date: date(2027, 1, 1), first: 1 }),
        ]
    );
}

#[rstest]
#[case("[]", Trouble::NotAnObject)]
#[case(r#"{"days":[]}"#, Trouble::Missing { field: "year" })]
#[case(r#"{"year":"2027","days":[]}"#, Trouble::WrongType { field: "year", expected: "a whole number" })]
#[case(r#"{"year":2027.5,"days":[]}"#, Trouble::WrongType { field: "year", expected: "a whole number" })]
#[case(r#"{"year":2027}"#, Trouble::Missing { field: "days" })]
#[case(r#"{"year":2027,"days":{}}"#, Trouble::WrongType { field: "days", expected: "a list" })]
#[case(r#"{"year":2027,"papers":"x","days":[]}"#, Trouble::WrongType { field: "papers", expected: "a list of texts" })]
#[case(r#"{"year":2027,"papers":[1],"days":[]}"#, Trouble::WrongType { field: "papers", expected: "a list of texts" })]
fn a_wrong_document(#[case] text: &str, #[case] trouble: Trouble) {
    assert_eq!(Notice::from_json(text), Err(NoticeError::Document(trouble)));
}

#[rstest]
#[case(1899)]
#[case(2200)]
#[case(99999)]
#[case(-1)]
fn a_year_not_covered(#[case] year: i64) {
    let text = format!(r#"{{"year":{year},"days":[]}}"#);
    assert_eq!(Notice::from_json(&text), Err(NoticeError::Year { year }));
}

#[test]
fn the_december_before_the_first_year_is_not_covered() {
    let text = format!(r#"{{"year":1900,"days":[{}]}}"#, entry("1899-12-31"));
    let trouble = Trouble::OutsideNotice { date: date(1899, 12, 31), year: 1900 };
    assert_eq!(Notice::from_json(&text), Err(NoticeError::Entries(vec![EntryProblem { number: 1, trouble }])));
}

#[test]
fn an_awaited_notice_is_refused_rather_than_taken_as_confirmation() {
    assert_eq!(notice_2027(&[]), Err(NoticeError::NoDays));
}

#[test]
fn more_entries_than_dates_are_refused_unread() {
    let entries = vec!["0"; 398];
    assert_eq!(notice_2027(&entries), Err(NoticeError::TooMany { count: 398, most: 397 }));
    assert_eq!(troubles(notice_2027(&entries[..397])).len(), 397);
}

#[test]
fn a_syntax_error_says_where() {
    let error = Notice::from_json("{\n  \"year\": 2027,\n  oops").unwrap_err();
    assert!(matches!(error, NoticeError::Syntax { line: 3, column: 3, .. }), "{error:?}");
    assert_eq!(error.to_string(), "not JSON: key must be a string at line 3 column 3");
    assert!(matches!(Notice::from_json(""), Err(NoticeError::Syntax { line: 1, .. })));
}

#[test]
fn a_byte_order_mark_is_ignored() {
    assert!(Notice::from_json(&format!("\u{feff}{NOTICE_2008}")).is_ok());
}
