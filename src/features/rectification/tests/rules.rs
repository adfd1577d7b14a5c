//! Guards, lamps and files without I/O.

use jiff::civil::{Date, date};
use proptest::prelude::*;
use rstest::rstest;
use workday::{Calendar, LampInput, Thresholds};

use crate::error::Rule;
use crate::features::rectification::model::*;
use crate::id::Id;

const YEAR: Span = Span { from: date(2008, 1, 1), to: date(2008, 12, 31) };
const TODAY: Date = date(2008, 7, 8);

/// R69: each of the three fields, the lead cadre, the department and a measure is needed.
#[test]
fn r69_nothing_is_approved_without_its_fields() {
    let (owner, lead, unit) = (Id::random(), Id::random(), Id::random());
    let whole = Plan {
        kind: Kind::TimeLimited,
        requirement: "热饭",
        due_on: Some(date(2008, 9, 12)),
        review_months: None,
        owner: Some(&owner),
        lead_cadre: Some(&lead),
        lead_unit: Some(&unit),
        measures: 1,
    };
    let check = |plan: Plan<'_>| guard_approval(&plan, &YEAR, TODAY);
    assert_eq!(check(whole), Ok(()));
    assert_eq!(check(Plan { requirement: "  ", ..whole }), Err(Rule::ThreeFields));
    assert_eq!(check(Plan { due_on: None, ..whole }), Err(Rule::ThreeFields));
    assert_eq!(check(Plan { owner: None, ..whole }), Err(Rule::ThreeFields));
    assert_eq!(check(Plan { lead_cadre: None, ..whole }), Err(Rule::ThreeFields));
    assert_eq!(check(Plan { lead_unit: None, ..whole }), Err(Rule::ThreeFields));
    assert_eq!(check(Plan { measures: 0, ..whole }), Err(Rule::ThreeFields));
    assert_eq!(check(Plan { lead_cadre: Some(&owner), ..whole }), Err(Rule::LeadIsOwner));
    assert_eq!(check(Plan { due_on: Some(date(2009, 1, 1)), ..whole }), Err(Rule::OutsideCampaign));
    assert_eq!(check(Plan { due_on: Some(date(2007, 12, 31)), ..whole }), Err(Rule::OutsideCampaign));
    let long = Plan { kind: Kind::LongTerm, due_on: None, ..whole };
    assert_eq!(check(long), Err(Rule::ReviewPeriodMissing));
    assert_eq!(check(Plan { review_months: Some(3), ..long }), Ok(()));
}

#[rstest]
#[case(date(2008, 7, 8), Ok(()))]
#[case(date(2008, 7, 23), Ok(()))]
#[case(date(2008, 7, 24), Err(Rule::ImmediateLimit))]
#[case(date(2008, 7, 7), Err(Rule::ImmediateLimit))]
fn an_immediate_item_is_due_within_15_days(#[case] due: Date, #[case] expected: Result<(), Rule>) {
    assert_eq!(guard_due(Kind::Immediate, due, &YEAR, TODAY), expected);
    assert_eq!(latest_immediate(TODAY), Some(date(2008, 7, 23)));
}

/// G14: on the due day accepted, the day after refused.
#[test]
fn g14_an_extension_is_asked_for_in_time() {
    let due = date(2008, 7, 18);
    let ask = |kind, today, granted, pending, new_due| guard_extension(kind, due, today, granted, pending, new_due);
    let later = date(2008, 8, 1);
    assert_eq!(ask(Kind::TimeLimited, due, 0, 0, later), Ok(()));
    assert_eq!(ask(Kind::TimeLimited, date(2008, 7, 19), 0, 0, later), Err(Rule::ExtensionLate));
    assert_eq!(ask(Kind::TimeLimited, due, 1, 0, later), Ok(()));
    assert_eq!(ask(Kind::TimeLimited, due, 2, 0, later), Err(Rule::ExtensionCount));
    assert_eq!(ask(Kind::TimeLimited, due, 0, 1, later), Err(Rule::ExtensionPending));
    assert_eq!(ask(Kind::TimeLimited, due, 0, 0, due), Err(Rule::NewDueNotLater));
    assert_eq!(ask(Kind::Immediate, due, 0, 0, later), Err(Rule::ExtensionImmediate));
    assert_eq!(ask(Kind::LongTerm, due, 0, 0, later), Err(Rule::ExtensionLongTerm));
    assert_eq!(guard_grant(YEAR.to, &YEAR, false), Ok(()));
    assert_eq!(guard_grant(date(2009, 1, 1), &YEAR, false), Err(Rule::ExtensionBeyond));
    assert_eq!(guard_grant(date(2009, 1, 1), &YEAR, true), Ok(()));
}

/// G3 and G18 as an item shows them.
#[rstest]
#[case(date(2026, 10, 12), date(2026, 9, 30), Lamp::Green)]
#[case(date(2026, 10, 12), date(2026, 10, 8), Lamp::Yellow)]
#[case(date(2026, 10, 12), date(2026, 10, 12), Lamp::Yellow)]
#[case(date(2026, 10, 12), date(2026, 10, 13), Lamp::Red)]
#[case(date(2026, 10, 3), date(2026, 9, 29), Lamp::Yellow)]
#[case(date(2026, 10, 3), date(2026, 10, 7), Lamp::Yellow)]
#[case(date(2026, 10, 3), date(2026, 10, 8), Lamp::Red)]
fn g3_g18_the_lamp_of_an_open_item(#[case] due: Date, #[case] today: Date, #[case] expected: Lamp) {
    let dates = Dates { original_due: Some(due), due: Some(due), ..Dates::default() };
    assert_eq!(lamp(State::InProgress, &dates, Calendar::builtin(), today), Some(expected));
    let turn = turns(Calendar::builtin(), due).unwrap();
    let stored = match today {
        day if day >= turn.red => Lamp::Red,
        day if day >= turn.yellow => Lamp::Yellow,
        _ => Lamp::Green,
    };
    assert_eq!(stored, expected, "what the list asks for is what the page shows");
}

/// On-time always looks at the original deadline.
#[test]
fn an_extended_item_closed_after_its_original_deadline_is_late() {
    let dates = Dates {
        original_due: Some(date(2008, 7, 18)),
        due: Some(date(2008, 8, 1)),
        start: None,
        done: Some(date(2008, 7, 21)),
    };
    let lamp = lamp(State::Closed, &dates, Calendar::builtin(), date(2008, 9, 1)).unwrap();
    assert!(lamp.is_late() && lamp.as_str() == "blue");
}

#[test]
fn a_period_ends_on_the_last_day_of_a_shorter_month() {
    assert_eq!(next_review(date(2008, 11, 30), 3), Some(date(2009, 2, 28)));
    assert_eq!(next_review(date(2008, 7, 8), 3), Some(date(2008, 10, 8)));
}

#[test]
fn a_file_is_what_its_content_says() {
    let media = |content: &[u8]| FileType::of(content).map(|f| f.media);
    assert_eq!(media(b"%PDF-1.4 x"), Some("application/pdf"));
    assert_eq!(media(b"\x89PNG\r\n\x1a\nrest"), Some("image/png"));
    assert_eq!(media(b"\xff\xd8\xff\xe0rest"), Some("image/jpeg"));
    assert_eq!(media(b"RIFF\0\0\0\0WEBPVP8 "), Some("image/webp"));
    assert!(media(b"PK\x03\x04 xl/workbook.xml").unwrap().ends_with("spreadsheetml.sheet"));
    assert!(media(b"PK\x03\x04 word/document.xml").unwrap().ends_with("wordprocessingml.document"));
    assert_eq!(media(b"PK\x03\x04 a.txt"), Some("application/zip"));
    assert_eq!(media("每晚登记，共 21 晚\r\n".as_bytes()), Some("text/plain; charset=utf-8"));
    assert_eq!(media(b"\xd2\xb9\xb0\xe0"), Some("text/plain; charset=gbk"));
    let refused: [&[u8]; 9] = [
        b"",
        b"MZ\x90\0\x03",
        b"\x7fELF\x02\x01",
        b"#!/bin/sh\nrm",
        b"<!DOCTYPE html><p>",
        b"\xef\xbb\xbf  <svg onload=x>",
        b"GIF89a\0",
        b"PK\x03\x04 word/document.xml word/vbaProject.bin",
        b"<?xml version='1.0'?>",
    ];
    for content in refused {
        assert_eq!(media(content), None, "{content:?}");
    }
}

#[test]
fn a_name_can_not_lie_about_what_a_file_is() {
    let png = FileType::of(b"\x89PNG\r\n\x1a\n").unwrap();
    assert_eq!(safe_name("照片.PNG", &png), "照片.PNG");
    assert_eq!(safe_name("../../etc/照片.exe", &png), "照片.exe.png");
    assert_eq!(safe_name("x\u{202e}gnp.exe", &png), "xgnp.exe.png");
    assert_eq!(safe_name("", &png), "file.png");
    assert_eq!(safe_name(&"长".repeat(300), &png).chars().count(), 124);
}

fn day() -> impl Strategy<Value = Date> {
    (0_i32..4000).prop_map(|n| date(2007, 1, 1).checked_add(jiff::Span::new().days(n)).unwrap())
}

proptest! {
    /// I6: the lamp is a function of state, dates, calendar and today; it agrees with the calendar room's own rule for
    /// the state it maps to, and nothing else of an item enters it.
    #[test]
    fn i6_the_lamp_is_a_pure_function(due in day(), original in day(), start in proptest::option::of(day()),
        done in day(), today in day(), at in 0_usize..13) {
        let state = State::ALL[at];
        let dates = Dates { original_due: Some(original), due: Some(due), start, done: Some(done) };
        let shown = lamp(state, &dates, Calendar::builtin(), today);
        prop_assert_eq!(shown, lamp(state, &dates, Calendar::builtin(), today));
        let coarse = match state {
            State::Superseded => { prop_assert_eq!(shown, None); return Ok(()); }
            State::Drafted | State::NotStarted => workday::State::NotStarted,
            State::Closed => workday::State::Closed,
            State::Suspended => workday::State::Suspended,
            _ => workday::State::InProgress,
        };
        let input = LampInput { state: coarse, original_due: original, due, start_date: start, closed_on: Some(done), points_behind: None };
        let own = workday::lamp(&input, &Thresholds::default(), Calendar::builtin(), today).unwrap();
        prop_assert_eq!(shown, Some(own));
    }

    /// A deadline of an immediate item is kept exactly within 15 days.
    #[test]
    fn the_limit_of_an_immediate_item(days in -40_i32..40) {
        let due = TODAY.checked_add(jiff::Span::new().days(days)).unwrap();
        prop_assert_eq!(guard_due(Kind::Immediate, due, &YEAR, TODAY).is_ok(), (0..=15).contains(&days));
    }

    /// Whoever took a step takes no other.
    #[test]
    fn nobody_takes_two_steps(n in 1_usize..6, me in 0_usize..6) {
        let people: Vec<Id> = (0..6).map(|_| Id::random()).collect();
        prop_assert_eq!(guard_other_person(&people[..n], &people[me]), me >= n);
    }
}
