//! Who may not, and what may not be.

use super::*;
use crate::error::Refusal;
use crate::testing::on_both_engines;

fn conflict(result: Result<(), Error>) -> bool {
    matches!(result, Err(Error::Refused(Refusal::Conflict)))
}
fn role(result: Result<(), Error>) -> bool {
    matches!(result, Err(Error::Refused(Refusal::Role)))
}

#[test]
fn the_same_person_never_takes_two_steps() {
    on_both_engines(|world| async move {
        let cast = Cast::new(&world).await;
        let app = &world.app;
        let id = cast.begun(&world, Kind::Immediate, Some(DUE)).await;
        cast.finished(&world, &id).await;
        cast.applied(&world, &id).await;
        // A head of the department who is the secretary too: one of the two steps, not both.
        let mut both = world.actor(&cast.head).await;
        both.grants.extend(world.actor(&cast.secretary).await.grants);
        actions::review_dept(app, &both, &id, true, "").await.unwrap();
        let lead = world.actor(&cast.lead).await;
        actions::review_lead(app, &lead, &id, true, "").await.unwrap();
        assert!(conflict(actions::review_final(app, &both, &id, true, "").await));
        // Nor may the owner approve, whatever his roles.
        let mut owner = world.actor(&cast.owner).await;
        owner.grants.extend(world.actor(&cast.secretary).await.grants);
        assert!(conflict(actions::review_final(app, &owner, &id, true, "").await));
        assert_eq!(state(&world, &id).await, State::CloseFinal);
        let deputy = world.actor(&cast.deputy).await;
        actions::review_final(app, &deputy, &id, true, "").await.unwrap();
        assert_eq!(state(&world, &id).await, State::Closed);
    });
}

#[test]
fn where_the_owner_heads_the_department_another_head_reads() {
    on_both_engines(|world| async move {
        let cast = Cast::new(&world).await;
        let app = &world.app;
        let draft = Draft { owner: Some(cast.head.person.clone()), ..cast.draft(Kind::Immediate, Some(DUE)) };
        let id = cast.drafted(&world, &draft).await;
        actions::approve_item(app, &world.actor(&cast.secretary).await, &id).await.unwrap();
        let owner = world.actor(&cast.head).await;
        actions::start_item(app, &owner, &id, None).await.unwrap();
        for measure in measures(&world, &id).await {
            actions::finish_measure(app, &owner, &id, &measure, "做到", DUE.min(crate::testing::START)).await.unwrap();
        }
        actions::add_link(app, &owner, &id, "", "https://example.cn").await.unwrap();
        actions::apply_close(app, &owner, &id, &application(&world, &id).await).await.unwrap();
        assert!(conflict(actions::review_dept(app, &owner, &id, true, "").await));
        let other = world.actor(&cast.other_head).await;
        actions::review_dept(app, &other, &id, true, "").await.unwrap();
        assert_eq!(state(&world, &id).await, State::CloseLeadReview);
    });
}

#[test]
fn where_the_lead_cadre_was_the_head_the_secretary_reads_and_another_approves() {
    on_both_engines(|world| async move {
        let cast = Cast::new(&world).await;
        let app = &world.app;
        let id = cast.begun(&world, Kind::Immediate, Some(DUE)).await;
        cast.finished(&world, &id).await;
        cast.applied(&world, &id).await;
        let (secretary, deputy) = (world.actor(&cast.secretary).await, world.actor(&cast.deputy).await);
        let mut lead = world.actor(&cast.lead).await;
        lead.grants.extend(world.actor(&cast.head).await.grants);
        actions::review_dept(app, &lead, &id, true, "").await.unwrap();
        assert!(conflict(actions::review_lead(app, &lead, &id, true, "").await));
        actions::review_lead(app, &secretary, &id, true, "").await.unwrap();
        assert!(conflict(actions::review_final(app, &secretary, &id, true, "").await));
        actions::review_final(app, &deputy, &id, true, "").await.unwrap();
    });
}

#[test]
fn only_those_who_answer_for_it_may() {
    on_both_engines(|world| async move {
        let cast = Cast::new(&world).await;
        let app = &world.app;
        let draft = cast.draft(Kind::TimeLimited, Some(DUE));
        let office = world.actor(&cast.other_office).await;
        let merged = Some(&cast.merged);
        let made = actions::create_item(app, &office, &cast.campaign, merged, &draft).await;
        assert!(role(made.map(drop)), "an office of another campaign");
        let form = format!("/items/new?merged={}", cast.merged);
        assert_eq!(world.get(Some(&cast.other_office), &form).await.status, 404);
        assert_eq!(world.get(Some(&cast.staff), &form).await.status, 403);
        let drafted = cast.drafted(&world, &draft).await;
        assert!(matches!(actions::edit_item(app, &office, &drafted, 1, &draft).await, Err(Error::NotFound)));
        let campaign_office = world.actor(&cast.office).await;
        assert!(role(actions::approve_item(app, &campaign_office, &drafted).await), "the office does not approve");

        let id = cast.begun(&world, Kind::TimeLimited, Some(DUE)).await;
        cast.begun_by_another(&world).await;
        let other = world.actor(&cast.other_owner).await;
        assert!(other.person.owns_items);
        assert!(matches!(actions::log_progress(app, &other, &id, "x", None).await, Err(Error::NotFound)));
        assert!(role(actions::log_progress(app, &campaign_office, &id, "x", None).await));
        let clerk = world.actor(&cast.clerk).await;
        assert!(role(actions::apply_close(app, &clerk, &id, &application(&world, &id).await).await));
        let second = cast.drafted(&world, &draft).await;
        actions::approve_item(app, &world.actor(&cast.secretary).await, &second).await.unwrap();
        assert_eq!(rule(&actions::start_item(app, &clerk, &second, None).await.unwrap_err()), "not_the_owner");

        cast.finished(&world, &id).await;
        cast.applied(&world, &id).await;
        let wrong_head = world.actor(&cast.other_head).await;
        assert!(role(actions::review_dept(app, &wrong_head, &id, true, "").await), "the head of another department");
        let secretary = world.actor(&cast.secretary).await;
        let early = actions::review_final(app, &secretary, &id, true, "").await.unwrap_err();
        assert_eq!(rule(&early), "wrong_state");
        actions::review_dept(app, &world.actor(&cast.head).await, &id, true, "").await.unwrap();
        assert!(role(actions::review_lead(app, &world.actor(&cast.head).await, &id, true, "").await));
        assert!(role(actions::review_lead(app, &secretary, &id, true, "").await), "the lead cadre's own step");
        assert_eq!(world.get(Some(&cast.clerk), &format!("/items/{id}/review")).await.status, 403);
        assert_eq!(world.get(Some(&cast.staff), &format!("/items/{id}/review")).await.status, 404);
        assert_eq!(world.get(None, &format!("/items/{id}")).await.status, 303, "log in first");
    });
}

#[test]
fn nothing_is_closed_without_evidence_or_with_open_measures() {
    on_both_engines(|world| async move {
        let cast = Cast::new(&world).await;
        let app = &world.app;
        let id = cast.begun(&world, Kind::TimeLimited, Some(DUE)).await;
        let owner = world.actor(&cast.owner).await;
        let apply =
            async || rule(&actions::apply_close(app, &owner, &id, &application(&world, &id).await).await.unwrap_err());
        assert_eq!(apply().await, "measures_open");
        let measure = measures(&world, &id).await.remove(0);
        let tomorrow = date(2008, 7, 9);
        let early = actions::finish_measure(app, &owner, &id, &measure, "x", tomorrow).await.unwrap_err();
        assert_eq!(rule(&early), "future_date");
        actions::finish_measure(app, &owner, &id, &measure, "x", crate::testing::START).await.unwrap();
        assert_eq!(apply().await, "evidence_missing");
        actions::add_link(app, &owner, &id, "a", "https://example.cn").await.unwrap();
        let mut application = application(&world, &id).await;
        application.evidence = vec![Id::random()];
        let foreign = actions::apply_close(app, &owner, &id, &application).await.unwrap_err();
        assert_eq!(rule(&foreign), "evidence_missing", "evidence of another item");
        cast.applied(&world, &id).await;
        let again = actions::log_progress(app, &owner, &id, "x", None).await.unwrap_err();
        assert_eq!(rule(&again), "wrong_state", "nothing is added while others read");
    });
}

#[test]
fn extensions_are_asked_for_in_time_and_decided_by_another() {
    on_both_engines(|world| async move {
        let cast = Cast::new(&world).await;
        let app = &world.app;
        let (lead, secretary) = (world.actor(&cast.lead).await, world.actor(&cast.secretary).await);
        let quick = cast.begun(&world, Kind::Immediate, Some(DUE)).await;
        let owner = world.actor(&cast.owner).await;
        let ask = async |id: &Id, day: Date| actions::ask_extension(app, &owner, id, day, "到货晚").await;
        assert_eq!(rule(&ask(&quick, date(2008, 8, 1)).await.unwrap_err()), "extension_immediate");
        let id = cast.begun(&world, Kind::TimeLimited, Some(DUE)).await;
        let silent = actions::ask_extension(app, &owner, &id, date(2008, 8, 1), " ").await.unwrap_err();
        assert_eq!(rule(&silent), "reason_needed");
        // G14: on the day it is due accepted, refused without touching the deadline, the day after refused.
        world.set_clock(DUE, 23);
        let asked = ask(&id, date(2008, 8, 1)).await.unwrap();
        assert_eq!(rule(&ask(&id, date(2008, 8, 2)).await.unwrap_err()), "extension_pending");
        let mut same = world.actor(&cast.owner).await;
        same.grants.extend(secretary.grants.clone());
        assert!(conflict(actions::decide_extension(app, &same, &id, &asked, true, "").await));
        assert!(role(actions::decide_extension(app, &world.actor(&cast.head).await, &id, &asked, true, "").await));
        let silent = actions::decide_extension(app, &lead, &id, &asked, false, "").await.unwrap_err();
        assert_eq!(rule(&silent), "reason_needed");
        actions::decide_extension(app, &lead, &id, &asked, false, "不成立").await.unwrap();
        assert_eq!(item(&world, &id).await.dates.due, Some(DUE));
        // Beyond the campaign only the secretary.
        let beyond = ask(&id, date(2009, 1, 9)).await.unwrap();
        let refused = actions::decide_extension(app, &lead, &id, &beyond, true, "").await.unwrap_err();
        assert_eq!(rule(&refused), "extension_beyond");
        actions::decide_extension(app, &secretary, &id, &beyond, true, "").await.unwrap();
        let twice = actions::decide_extension(app, &secretary, &id, &beyond, true, "").await;
        assert!(matches!(twice, Err(Error::Stale)));
        let late = cast.begun(&world, Kind::TimeLimited, Some(DUE)).await;
        world.set_clock(date(2008, 7, 19), 0);
        assert_eq!(rule(&ask(&late, date(2008, 8, 1)).await.unwrap_err()), "extension_late");
    });
}

impl Cast {
    /// An item of another owner in another department.
    async fn begun_by_another(&self, world: &World) -> Id {
        let draft = Draft {
            owner: Some(self.other_owner.person.clone()),
            lead_unit: Some(self.other_unit.clone()),
            assist: vec![],
            ..self.draft(Kind::TimeLimited, Some(DUE))
        };
        self.drafted(world, &draft).await
    }
}
