//! The states and their rules; `acts` walks the actions, `pages` the forms.

mod acts;
mod pages;
mod sheet;

use jiff::civil::date;

use super::model::*;
use super::template;
use crate::error::Rule;
use crate::id::Id;
use crate::text::Lang;

#[test]
fn every_campaign_state_and_event_is_decided() {
    use CampaignEvent as E;
    use CampaignState as S;
    let moves = [
        (S::Draft, E::SubmitPlan, S::InReview),
        (S::InReview, E::Approve, S::Approved),
        (S::InReview, E::Return, S::Draft),
        (S::Approved, E::Mobilise, S::Active),
        (S::Active, E::EnterClosing, S::Closing),
        (S::Closing, E::Close, S::Closed),
        (S::Closed, E::Archive, S::Archived),
        (S::Active, E::Suspend, S::Suspended),
        (S::Closing, E::Suspend, S::Suspended),
        (S::Closed, E::Reopen, S::Closing),
    ];
    for state in S::ALL {
        for event in E::ALL {
            let expected = moves.iter().find(|(s, e, _)| s == state && e == event).map(|(_, _, to)| *to);
            assert_eq!(state.next(*event, None), expected, "{state:?} {event:?}");
        }
    }
    for (before, back) in [(S::Active, Some(S::Active)), (S::Closing, Some(S::Closing)), (S::Draft, None)] {
        assert_eq!(S::Suspended.next(E::Resume, Some(before)), back);
    }
}

#[test]
fn every_phase_activity_and_task_state_and_event_is_decided() {
    use PhaseEvent as P;
    let moves = [
        (PhaseState::Planned, P::Start, PhaseState::Active),
        (PhaseState::Active, P::RequestCompletion, PhaseState::GateCheck),
        (PhaseState::GateCheck, P::Pass, PhaseState::Completed),
        (PhaseState::GateCheck, P::Fail, PhaseState::Active),
        (PhaseState::Completed, P::Reopen, PhaseState::Active),
    ];
    for state in PhaseState::ALL {
        for event in P::ALL {
            let expected = moves.iter().find(|(s, e, _)| s == state && e == event).map(|m| m.2);
            assert_eq!(state.next(*event), expected, "{state:?} {event:?}");
        }
    }
    use ActivityEvent as A;
    let moves = [
        (ActivityState::Open, A::Finish, ActivityState::Done),
        (ActivityState::Open, A::Waive, ActivityState::Waived),
        (ActivityState::Done, A::Reopen, ActivityState::Open),
        (ActivityState::Waived, A::Reopen, ActivityState::Open),
    ];
    for state in ActivityState::ALL {
        for event in A::ALL {
            let expected = moves.iter().find(|(s, e, _)| s == state && e == event).map(|m| m.2);
            assert_eq!(state.next(*event), expected, "{state:?} {event:?}");
        }
    }
    use TaskEvent as T;
    let moves = [
        (TaskState::Draft, T::Activate, TaskState::Active),
        (TaskState::Active, T::Finish, TaskState::Done),
        (TaskState::Done, T::Reopen, TaskState::Active),
        (TaskState::Draft, T::Cancel, TaskState::Cancelled),
        (TaskState::Active, T::Cancel, TaskState::Cancelled),
    ];
    for state in TaskState::ALL {
        for event in T::ALL {
            let expected = moves.iter().find(|(s, e, _)| s == state && e == event).map(|m| m.2);
            assert_eq!(state.next(*event), expected, "{state:?} {event:?}");
        }
    }
}

#[test]
fn codes_are_read_back() {
    assert!(CampaignState::ALL.iter().all(|s| CampaignState::parse(s.code()) == Some(*s)));
    assert!(PhaseState::ALL.iter().all(|s| PhaseState::parse(s.code()) == Some(*s)));
    assert!(Duty::ALL.iter().all(|s| Duty::parse(s.code()) == Some(*s)));
    assert_eq!(CampaignState::parse("nonsense"), None);
}

#[test]
fn r66_r73_the_templates_have_their_months_and_four_activities() {
    for (code, months) in
        [("two_phases", vec![(7, 9), (10, 12)]), ("four_phases", vec![(1, 3), (4, 6), (7, 9), (10, 12)])]
    {
        let found = template::find(code).unwrap();
        assert_eq!(found.phases.iter().map(|p| (p.from, p.to)).collect::<Vec<_>>(), months);
        assert!(found.phases.iter().all(|p| p.activities.len() == 4));
        for name in found.phases.iter().map(|p| p.name(Lang::En)) {
            assert!(name.is_ascii(), "{name}");
        }
    }
}

fn phase(ordinal: i64, from: i8, state: PhaseState) -> Phase {
    Phase {
        id: Id::random(),
        campaign: Id::random(),
        ordinal,
        name: ordinal.to_string(),
        from_month: from,
        to_month: from + 2,
        state,
        completed_on: None,
        override_reason: None,
        activities: 4,
        done: 0,
        waived: 0,
    }
}

#[test]
fn r65_on_1_july_phase_3_is_proposed_and_not_before() {
    let phases = [
        phase(1, 1, PhaseState::Completed),
        phase(2, 4, PhaseState::Completed),
        phase(3, 7, PhaseState::Planned),
        phase(4, 10, PhaseState::Planned),
    ];
    assert_eq!(proposal(&phases, 2008, date(2008, 6, 30)), None);
    assert_eq!(proposal(&phases, 2008, date(2008, 7, 1)).map(|p| p.ordinal), Some(3));
    // Late, not out of turn: phase 4 waits for phase 3.
    assert_eq!(proposal(&phases, 2008, date(2009, 1, 1)).map(|p| p.ordinal), Some(3));
    let mut open = phases.clone();
    open[1].state = PhaseState::GateCheck;
    assert_eq!(proposal(&open, 2008, date(2008, 7, 1)), None, "the phase before is not completed");
}

/// Facts with which every gate is passed, but for what only a statement answers.
const WELL: GateFacts = GateFacts {
    closed_rounds: 1,
    unsorted_rounds: 0,
    rounds_not_fed_back: 0,
    unplanned_problems: 0,
    open_items: 0,
    final_plans: 1,
    report_backs: 1,
    running_publications: 0,
    confirmed_evaluations: 1,
    running_evaluations: 0,
    summaries: 1,
    mechanisms: 1,
    open_shortcomings: 0,
    open_phases: 0,
    open_tasks: 0,
};

const GATES: [Gate; 7] =
    [Gate::Phase(3), Gate::Phase(2), Gate::Phase(1), Gate::Phase(0), Gate::EnterClosing, Gate::Close, Gate::Archive];

fn missing(gate: Gate, facts: &GateFacts, stated: &[(Check, Statement)]) -> Vec<Check> {
    findings(gate, facts, stated).into_iter().filter(Finding::is_missing).map(|f| f.check).collect()
}

#[test]
fn each_check_of_each_gate_is_missed_alone() {
    let spoilt: [(Check, GateFacts); 15] = [
        (Check::ClosedRound, GateFacts { closed_rounds: 0, ..WELL }),
        (Check::Shortcomings, GateFacts { open_shortcomings: 1, ..WELL }),
        (Check::Planned, GateFacts { unplanned_problems: 1, ..WELL }),
        (Check::Plan, GateFacts { final_plans: 0, ..WELL }),
        (Check::ReportBack, GateFacts { report_backs: 0, ..WELL }),
        (Check::Evaluation, GateFacts { confirmed_evaluations: 0, ..WELL }),
        (Check::EvaluationsEnded, GateFacts { running_evaluations: 1, ..WELL }),
        (Check::Summary, GateFacts { summaries: 0, ..WELL }),
        (Check::Phases, GateFacts { open_phases: 1, ..WELL }),
        (Check::RoundsSorted, GateFacts { unsorted_rounds: 1, ..WELL }),
        (Check::Mechanisms, GateFacts { mechanisms: 0, ..WELL }),
        (Check::ItemsDone, GateFacts { open_items: 1, ..WELL }),
        (Check::RoundsFedBack, GateFacts { rounds_not_fed_back: 1, ..WELL }),
        (Check::PublicationsEnded, GateFacts { running_publications: 1, ..WELL }),
        (Check::TasksEnded, GateFacts { open_tasks: 1, ..WELL }),
    ];
    for gate in GATES {
        let always: Vec<Check> =
            gate.checks().iter().copied().filter(|c| matches!(c, Check::Research | Check::Meetings)).collect();
        assert_eq!(missing(gate, &WELL, &[]), always, "{gate:?}");
        for (check, facts) in &spoilt {
            let mut expected = always.clone();
            if gate.checks().contains(check) {
                expected.push(*check);
            }
            let mut found = missing(gate, facts, &[]);
            found.sort_by_key(|c| c.code());
            expected.sort_by_key(|c| c.code());
            assert_eq!(found, expected, "{gate:?} {check:?}");
        }
    }
}

#[test]
fn a_statement_answers_only_what_the_records_cannot_show() {
    let said = |text: &str| Statement { text: text.into(), person: "林岚".into(), stated_on: "2008-07-08".into() };
    for gate in GATES {
        for check in gate.checks() {
            let stated = [(*check, said("旧")), (*check, said("新"))];
            let found = findings(gate, &GateFacts { open_items: 1, open_phases: 1, ..GateFacts::default() }, &stated);
            let of = found.iter().find(|f| f.check == *check).unwrap();
            assert_eq!(of.statement.as_ref().map(|s| s.text.as_str()), Some("新"), "the newest counts");
            if of.lacks > 0 {
                assert_eq!(of.is_missing(), check.stated_by().is_none(), "{check:?}");
            }
        }
    }
}

#[test]
fn a_closed_campaign_is_reopened_within_ninety_days() {
    let today = date(2009, 1, 1);
    assert_eq!(guard_reopen_campaign(Some(date(2008, 10, 3)), today), Ok(()), "90 days");
    assert_eq!(guard_reopen_campaign(Some(date(2008, 10, 2)), today), Err(Rule::ReopenTooLate), "91 days");
}
