//! What happens besides the straight way: numbers, suspension, taking over, look-back, long-term periods.

use super::*;
use crate::testing::on_both_engines;

#[test]
fn numbers_are_given_once_over_all_campaigns_of_a_year() {
    on_both_engines(|world| async move {
        let cast = Cast::new(&world).await;
        let draft = cast.draft(Kind::TimeLimited, Some(DUE));
        let mut numbers = Vec::new();
        for _ in 0..3 {
            numbers.push(item(&world, &cast.drafted(&world, &draft).await).await.no);
        }
        let office = world.actor(&cast.other_office).await;
        let bad = Draft { problem: " ".into(), ..draft.clone() };
        assert!(actions::create_item(&world.app, &office, &cast.other_campaign, None, &bad).await.is_err());
        let id = actions::create_item(&world.app, &office, &cast.other_campaign, None, &draft).await.unwrap();
        numbers.push(item(&world, &id).await.no);
        assert_eq!(numbers, ["ZG-2008-001", "ZG-2008-002", "ZG-2008-003", "ZG-2008-004"]);
    });
}

#[test]
fn a_problem_must_be_confirmed_and_of_the_same_campaign() {
    on_both_engines(|world| async move {
        let cast = Cast::new(&world).await;
        let merged = cast.merged.clone();
        let draft = cast.draft(Kind::TimeLimited, Some(DUE));
        let elsewhere = world.actor(&cast.other_office).await;
        let made = actions::create_item(&world.app, &elsewhere, &cast.other_campaign, Some(&merged), &draft).await;
        assert!(matches!(made, Err(Error::NotFound)));
        const EXPLAINED: Sql = Sql::new("test", "update merged_item set state = $2 where id = $1");
        let changed = world.app.db.write(move |tx| tx.run(&EXPLAINED, &params![&merged, "explained"]));
        changed.await.map_err(|e: ::store::StoreError| e).unwrap();
        let office = world.actor(&cast.office).await;
        let made = actions::create_item(&world.app, &office, &cast.campaign, Some(&cast.merged), &draft).await;
        assert_eq!(rule(&made.unwrap_err()), "merged_not_confirmed");
    });
}

#[test]
fn a_suspended_item_is_grey_and_its_deadline_moves() {
    on_both_engines(|world| async move {
        let cast = Cast::new(&world).await;
        let app = &world.app;
        let id = cast.begun(&world, Kind::TimeLimited, Some(DUE)).await;
        let secretary = world.actor(&cast.secretary).await;
        let silent = actions::suspend_item(app, &secretary, &id, "").await.unwrap_err();
        assert_eq!(rule(&silent), "reason_needed");
        actions::suspend_item(app, &secretary, &id, "等设备").await.unwrap();
        world.set_clock(date(2008, 7, 18), 9);
        let page = world.get(Some(&cast.owner), &format!("/items/{id}")).await;
        assert!(page.body.contains("lamp-grey") && page.body.contains("中止"));
        let owner = world.actor(&cast.owner).await;
        assert!(actions::log_progress(app, &owner, &id, "x", None).await.is_err());
        actions::resume_item(app, &secretary, &id).await.unwrap();
        let now = item(&world, &id).await;
        assert_eq!((now.state, now.resumes), (State::InProgress, None));
        assert_eq!((now.dates.due, now.dates.original_due), (Some(date(2008, 7, 28)), Some(DUE)));
        // Never beyond the campaign.
        actions::suspend_item(app, &secretary, &id, "再等").await.unwrap();
        world.set_clock(date(2009, 3, 1), 9);
        actions::resume_item(app, &secretary, &id).await.unwrap();
        assert_eq!(item(&world, &id).await.dates.due, Some(date(2008, 12, 31)));
    });
}

#[test]
fn an_item_is_taken_over_by_an_open_one_only() {
    on_both_engines(|world| async move {
        let cast = Cast::new(&world).await;
        let app = &world.app;
        let secretary = world.actor(&cast.secretary).await;
        let id = cast.begun(&world, Kind::TimeLimited, Some(DUE)).await;
        let into = cast.begun(&world, Kind::TimeLimited, Some(DUE)).await;
        let merge = async |no: &str, why: &str| actions::supersede_item(app, &secretary, &id, no, why).await;
        assert_eq!(rule(&merge("ZG-2008-002", "").await.unwrap_err()), "reason_needed");
        assert_eq!(rule(&merge("ZG-2008-099", "重复").await.unwrap_err()), "supersede_target");
        assert_eq!(rule(&merge("ZG-2008-001", "重复").await.unwrap_err()), "supersede_target", "itself");
        merge("ZG-2008-002", "重复").await.unwrap();
        let taken = item(&world, &id).await;
        assert_eq!(taken.superseded_by, Some((into.clone(), "ZG-2008-002".into())));
        let back = actions::supersede_item(app, &secretary, &into, "ZG-2008-001", "重复").await.unwrap_err();
        assert_eq!(rule(&back), "supersede_target");
        assert!(actions::resume_item(app, &secretary, &id).await.is_err());
    });
}

#[test]
fn a_closed_item_that_comes_back_is_closed_again_and_keeps_its_history() {
    on_both_engines(|world| async move {
        let cast = Cast::new(&world).await;
        let app = &world.app;
        let id = cast.begun(&world, Kind::TimeLimited, Some(DUE)).await;
        cast.finished(&world, &id).await;
        cast.applied(&world, &id).await;
        cast.agreed(&world, &id).await;
        assert_eq!(item(&world, &id).await.dates.done, Some(crate::testing::START));
        world.set_clock(date(2009, 2, 2), 9);
        let (office, lead) = (world.actor(&cast.office).await, world.actor(&cast.lead).await);
        assert!(matches!(actions::reopen_item(app, &lead, &id, "x").await, Err(Error::Refused(_))));
        actions::keep_closed(app, &office, &id, "看过了，还在").await.unwrap();
        assert_eq!(rule(&actions::reopen_item(app, &office, &id, " ").await.unwrap_err()), "reason_needed");
        actions::reopen_item(app, &office, &id, "窗口又停了").await.unwrap();
        let back = item(&world, &id).await;
        assert_eq!((back.state, back.dates.done), (State::Reopened, None));
        let owner = world.actor(&cast.owner).await;
        let start = async |due| actions::start_item(app, &owner, &id, due).await;
        assert_eq!(rule(&start(None).await.unwrap_err()), "missing");
        assert_eq!(rule(&start(Some(date(2009, 2, 1))).await.unwrap_err()), "due_in_past");
        start(Some(date(2009, 3, 2))).await.unwrap();
        cast.applied(&world, &id).await;
        cast.agreed(&world, &id).await;
        let again = item(&world, &id).await;
        assert_eq!((again.state, again.attempt, again.dates.original_due), (State::Closed, 2, Some(DUE)));
        let key = id.clone();
        let steps = world.app.db.read(move |tx| store::steps(tx, &key)).await.unwrap();
        assert_eq!(steps.len(), 4 + 2 + 4, "two close-outs, a look-back that kept and one that did not");
        let reader = world.person("后来的人", &[(Role::Aud, "tenant", "")]).await;
        let page = world.get(Some(&reader), &format!("/items/{id}")).await;
        assert!(page.body.contains("窗口又停了") && page.body.contains("看过了，还在"));
    });
}

#[test]
fn a_long_term_item_is_done_for_a_period_and_reviewed_on_its_evidence() {
    on_both_engines(|world| async move {
        let cast = Cast::new(&world).await;
        let app = &world.app;
        let id = cast.begun(&world, Kind::LongTerm, Some(DUE)).await;
        assert_eq!(item(&world, &id).await.dates.due, Some(date(2008, 10, 8)), "the next review, not a deadline");
        cast.finished(&world, &id).await;
        world.set_clock(date(2008, 9, 1), 9);
        cast.applied(&world, &id).await;
        cast.agreed(&world, &id).await;
        let done = item(&world, &id).await;
        assert_eq!((done.state, done.dates.due), (State::LongTermOk, Some(date(2008, 12, 1))));
        // The schedule does it, on the day and not before.
        world.set_clock(date(2008, 11, 30), 9);
        crate::jobs::work(app).await.unwrap();
        assert_eq!(state(&world, &id).await, State::LongTermOk);
        world.set_clock(date(2008, 12, 1), 9);
        crate::jobs::work(app).await.unwrap();
        crate::jobs::work(app).await.unwrap();
        assert_eq!(state(&world, &id).await, State::InReviewCycle);
        let (lead, owner) = (world.actor(&cast.lead).await, world.actor(&cast.owner).await);
        let bare = actions::review_cycle(app, &lead, &id, true, "").await.unwrap_err();
        assert_eq!(rule(&bare), "period_evidence");
        actions::add_link(app, &owner, &id, "四季度登记", "https://example.cn/q4").await.unwrap();
        actions::review_cycle(app, &lead, &id, true, "").await.unwrap();
        let kept = item(&world, &id).await;
        assert_eq!((kept.state, kept.dates.due), (State::LongTermOk, Some(date(2009, 3, 1))));
        world.set_clock(date(2009, 3, 1), 9);
        crate::jobs::work(app).await.unwrap();
        actions::review_cycle(app, &lead, &id, false, "登记断了").await.unwrap();
        assert_eq!(state(&world, &id).await, State::InProgress);
    });
}
