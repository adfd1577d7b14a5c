//! Suggested groups: a run as a job, decisions that later runs keep to, two clerks at once.

use super::super::actions::{create_merged_item, decide, undo, unmerge_point, withdraw_decision};
use super::super::model::{DecisionKind, RunEvent, RunState, Why};
use super::*;
use crate::error::Rule;
use crate::testing::on_both_engines;

::store::statements! {
    STAGED = "select count(*) from merge_suggestion_point";
    DECIDED = "select coalesce(max(d.id || d.kind || d.reason || d.made_on || coalesce(d.withdrawn_on, '-') || x.a || x.b), '')
        from merge_decision d join merge_decision_pair x on x.decision_id = d.id where d.campaign_id = $1";
    HIDE = "update opinion_point set state = 'routed' where id = $1";
}

const CANTEEN: [&str; 3] = [
    "夜班食堂没有热饭，希望留一个窗口。",
    "夜班食堂没有热饭！希望留一个窗口",
    "夜班食堂只剩凉菜没有热饭，希望留个窗口。",
];

async fn run(g: &Ground, level: &str) {
    let path = format!("/rounds/{}/suggested", g.round);
    let asked = g.world.post(Some(&g.clerk), &path, &[("level", level)]).await;
    assert_eq!(asked.status, 303, "{}", asked.body);
    // A second press while it waits asks for nothing more.
    assert_eq!(g.world.post(Some(&g.clerk), &path, &[("level", level)]).await.status, 303);
    crate::jobs::work(&g.world.app).await.unwrap();
}

async fn list(g: &Ground) -> String {
    g.world.get(Some(&g.clerk), &format!("/rounds/{}/suggested", g.round)).await.body
}

fn first_group(body: &str) -> Option<String> {
    body.split("href=\"/suggested/").nth(1).and_then(|rest| rest.split('"').next()).map(str::to_owned)
}

#[test]
fn every_pair_of_state_and_event() {
    for state in RunState::ALL {
        for event in [RunEvent::Finish, RunEvent::Fail] {
            let expected = match (state, event) {
                (RunState::Waiting, RunEvent::Finish) => Some(RunState::Done),
                (RunState::Waiting, RunEvent::Fail) => Some(RunState::Failed),
                _ => None,
            };
            assert_eq!(state.next(event), expected);
        }
        assert_eq!(RunState::parse(state.code()), Some(state));
    }
}

#[test]
fn what_a_decision_comes_to() {
    let ids: Vec<Id> = (0..4).map(|_| Id::random()).collect();
    assert_eq!(DecisionKind::Together.pairs(&ids[..3], &[]).unwrap().len(), 2);
    assert_eq!(DecisionKind::Apart.pairs(&ids[..1], &ids).unwrap().len(), 3);
    assert_eq!(DecisionKind::Aside.pairs(&ids, &[]).unwrap().len(), 4);
    assert_eq!(DecisionKind::Together.pairs(&ids[..1], &[]), Err(Rule::PickPoints));
    assert_eq!(DecisionKind::Apart.pairs(&ids, &ids), Err(Rule::PickPoints));
    assert_eq!(DecisionKind::Aside.pairs(&[], &[]), Err(Rule::PickPoints));
    let many: Vec<Id> = (0..60).map(|_| Id::random()).collect();
    assert_eq!(DecisionKind::Apart.pairs(&many[..40], &[&many[..], &ids[..]].concat()).map(|p| p.len()), Ok(960));
    let more: Vec<Id> = (0..100).map(|_| Id::random()).collect();
    assert_eq!(DecisionKind::Apart.pairs(&many, &more), Err(Rule::TooManyPairs));
}

#[test]
fn a_group_is_suggested_folded_and_taken() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        for text in CANTEEN {
            g.point(text).await;
        }
        g.point("停车位太少").await;
        let path = format!("/rounds/{}/suggested", g.round);
        assert!(list(&g).await.contains("没有归组建议"));
        let bad = g.world.post(Some(&g.clerk), &path, &[("level", "nothing")]).await;
        assert_eq!(bad.status, 422);
        run(&g, "fine").await;
        let body = list(&g).await;
        assert!(body.contains(&format!("第 1 次 · 方法 {}", merge::METHOD)), "{body}");
        let group = first_group(&body).unwrap();
        let page = g.world.get(Some(&g.clerk), &format!("/suggested/{group}")).await;
        assert_eq!(page.status, 200, "{}", page.body);
        assert!(page.body.contains("同样的话另有 1 条"), "copies are one row: {}", page.body);
        assert!(page.body.contains("<mark>") && !page.body.contains("停车位"), "{}", page.body);
        assert_eq!(page.body.matches("name=\"points\"").count(), 2);

        // Taken: the copy goes along though it has no box of its own.
        let ticked: Vec<String> =
            page.body.split("name=\"points\" value=\"").skip(1).map(|r| r[..32].to_owned()).collect();
        let mut form = vec![("summary", "夜班没有热饭"), ("category", "后勤"), ("seen", "0")];
        form.extend(ticked.iter().map(|id| ("points", id.as_str())));
        let taken = g.world.post(Some(&g.clerk), &format!("/suggested/{group}/accept"), &form).await;
        assert_eq!(taken.status, 303, "{}", taken.body);
        let bench = g.world.get(Some(&g.clerk), &format!("/rounds/{}/sort", g.round)).await;
        assert!(bench.body.contains("4 条 · 已有去向 3 · 还剩 1"), "{}", bench.body);
        assert!(first_group(&list(&g).await).is_none(), "what is sorted is suggested no more");

        // A new point is told which problem it looks like, without any run; a run would put it there.
        let late = g.point("夜班食堂没有热饭，希望留窗口").await;
        let bench = g.world.get(Some(&g.clerk), &format!("/rounds/{}/sort?p={late}", g.round)).await;
        assert!(bench.body.contains("像归并意见 1（"), "{}", bench.body);
        assert!(bench.body.contains("因为同有“"), "{}", bench.body);
        run(&g, "broad").await;
        assert!(list(&g).await.contains("像归并意见 1“夜班没有热饭”"));
        assert!(list(&g).await.contains("第 2 次"), "every run is kept");
    });
}

#[test]
fn later_runs_keep_to_what_people_decided() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        let (clerk, app) = (g.clerk().await, g.world.app.clone());
        let mut points = Vec::new();
        for text in CANTEEN {
            points.push(g.point(text).await);
        }
        let (a, b) = (g.point("停车位太少").await, g.point("宿舍的灯坏了").await);
        // Together, although they say nothing alike; never together, although they are copies.
        decide(&app, &clerk, DecisionKind::Together, &[a.clone(), b.clone()], &[], None, "同一栋楼").await.unwrap();
        let apart = decide(&app, &clerk, DecisionKind::Apart, &points[..1], &points, None, "").await.unwrap();
        run(&g, "fine").await;
        let body = list(&g).await;
        assert_eq!(body.matches("href=\"/suggested/").count(), 2, "{body}");
        for group in body.split("href=\"/suggested/").skip(1).map(|rest| rest[..32].to_owned()) {
            let page = g.world.get(Some(&g.clerk), &format!("/suggested/{group}")).await;
            assert!(!page.body.contains(points[0].as_str()), "kept apart");
            assert_eq!(page.body.contains(a.as_str()), page.body.contains(b.as_str()), "kept together");
        }
        // Taken back, the next run finds them alike again.
        withdraw_decision(&app, &clerk, &apart).await.unwrap();
        assert!(matches!(withdraw_decision(&app, &clerk, &apart).await, Err(Error::Stale)));
        run(&g, "fine").await;
        let aside = list(&g).await;
        let group = aside.split("href=\"/suggested/").skip(1).map(|rest| rest[..32].to_owned()).collect::<Vec<_>>();
        let mut put = None;
        for id in group {
            let page = g.world.get(Some(&g.clerk), &format!("/suggested/{id}")).await;
            // The first two say the very same and share a row: which of them stands there is chance.
            if page.body.contains(points[2].as_str()) {
                let done = g.world.post(Some(&g.clerk), &format!("/suggested/{id}/note/aside"), &[]).await;
                assert_eq!(done.status, 303, "{}", done.body);
                put = Some(id);
            }
        }
        let put = put.expect("the canteen's group is there again");
        assert!(!list(&g).await.contains(&put));
        let path = format!("/rounds/{}/suggested?aside=yes", g.round);
        assert!(g.world.get(Some(&g.clerk), &path).await.body.contains(&put));
        // It stays aside in the next run, and a new point brings it back.
        run(&g, "fine").await;
        assert_eq!(list(&g).await.matches("href=\"/suggested/").count(), 1);
        g.point("夜班食堂没有热饭，希望留一个窗口").await;
        run(&g, "fine").await;
        assert_eq!(list(&g).await.matches("href=\"/suggested/").count(), 2);
        let page = g.world.get(Some(&g.clerk), &format!("/merging/decisions?campaign={}", g.campaign)).await;
        assert!(page.body.contains("已收回") && page.body.contains("同一栋楼"), "{}", page.body);
    });
}

#[test]
fn what_a_clerk_may_not_sort_is_in_no_group_of_his() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        let me = g.clerk.person.clone();
        g.point(CANTEEN[0]).await;
        let about = g.point_about(CANTEEN[1], Some(&me), None).await;
        let own = g.point_about(CANTEEN[2], None, Some(&me)).await;
        run(&g, "fine").await;
        assert!(first_group(&list(&g).await).is_none(), "with two of three hidden there is no group for him");
        let other = g.world.person("second", &[(Role::Wg, "campaign", g.campaign.as_str())]).await;
        let path = format!("/rounds/{}/suggested", g.round);
        let body = g.world.get(Some(&other), &path).await.body;
        let group = first_group(&body).unwrap();
        assert!(body.contains("3 条"), "{body}");
        let page = g.world.get(Some(&g.clerk), &format!("/suggested/{group}")).await;
        assert!(!page.body.contains(about.as_str()) && !page.body.contains(own.as_str()), "{}", page.body);
        // Named by hand it is refused all the same.
        let form = [("points", about.as_str()), ("summary", "s"), ("category", "c")];
        assert_eq!(g.world.post(Some(&g.clerk), &format!("/suggested/{group}/accept"), &form).await.status, 403);
        let (clerk, app) = (g.clerk().await, g.world.app.clone());
        let tried = decide(&app, &clerk, DecisionKind::Together, &[about.clone(), own], &[], None, "").await;
        assert!(matches!(tried, Err(Error::Refused(crate::error::Refusal::Conflict))), "{tried:?}");
        // What goes to the discipline channel is gone from every group at once.
        let gone = about.clone();
        let hidden = g.world.app.db.write(move |tx| tx.run(&HIDE, &params![&gone])).await;
        hidden.map_err(|e: ::store::StoreError| e).unwrap();
        assert!(!g.world.get(Some(&other), &format!("/suggested/{group}")).await.body.contains(about.as_str()));

        // Out of scope: another campaign's office finds nothing; staff and visitors come nowhere.
        let (there, _) = campaign(&g.world).await;
        let far = g.world.person("far", &[(Role::Wg, "campaign", there.as_str())]).await;
        let staff = g.world.person("staff", &[]).await;
        let pages = [
            path.clone(),
            format!("/suggested/{group}"),
            format!("/rounds/{}/news?seen=0", g.round),
            format!("/merging/decisions?campaign={}", g.campaign),
        ];
        for page in &pages {
            assert_eq!(g.world.get(Some(&far), page).await.status, 404, "{page}");
            assert_eq!(g.world.get(Some(&staff), page).await.status, 403, "{page}");
            assert_eq!(g.world.get(None, page).await.status, 303, "{page}");
        }
        assert_eq!(g.world.post(Some(&far), &path, &[("level", "fine")]).await.status, 403);
        let note = format!("/suggested/{group}/note/aside");
        assert_eq!(g.world.post(Some(&far), &note, &[]).await.status, 404);
        assert_eq!(g.world.post(Some(&other), &format!("/suggested/{group}/note/eaten"), &[]).await.status, 404);
        let made = decide(&app, &g.world.actor(&other).await, DecisionKind::Aside, &[about], &[], None, "").await;
        assert!(matches!(made, Err(Error::NotFound)), "a routed point is nobody's: {made:?}");
    });
}

#[test]
fn two_clerks_at_once_and_the_later_one_is_told_what_changed() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        let a = g.point(CANTEEN[0]).await;
        let b = g.point(CANTEEN[2]).await;
        run(&g, "fine").await;
        let group = first_group(&list(&g).await).unwrap();
        let second = g.world.person("乙", &[(Role::Wg, "campaign", g.campaign.as_str())]).await;
        let news = format!("/rounds/{}/news?seen=0", g.round);
        assert_eq!(g.world.get(Some(&second), &news).await.body.trim(), "", "nothing has happened yet");
        let form = [
            ("points", a.as_str()),
            ("points", b.as_str()),
            ("summary", "甲写的"),
            ("category", "后勤"),
            ("seen", "0"),
        ];
        let accept = format!("/suggested/{group}/accept");
        assert_eq!(g.world.post(Some(&g.clerk), &accept, &form).await.status, 303);
        // The second one still has the old page open: a note shows, and his step is refused with what was done and by whom.
        assert!(g.world.get(Some(&second), &news).await.body.contains("别人又做了 1 步"));
        assert_eq!(g.world.get(Some(&g.clerk), &news).await.body.trim(), "", "one's own steps are no news");
        let late = [
            ("points", a.as_str()),
            ("points", b.as_str()),
            ("summary", "乙写的"),
            ("category", "生活"),
            ("seen", "0"),
        ];
        let page = g.world.post(Some(&second), &accept, &late).await;
        assert_eq!(page.status, 409);
        assert!(page.body.contains("clerk") && page.body.contains("用 2 条意见建了“甲写的”"), "{}", page.body);
        let round = g.round.to_string();
        let bench = [
            ("round", round.as_str()),
            ("point", a.as_str()),
            ("summary", "乙写的"),
            ("category", "生活"),
            ("seen", "0"),
        ];
        let page = g.world.post(Some(&second), "/merging/create", &bench).await;
        assert_eq!(page.status, 409);
        assert!(page.body.contains("在您看的时候，别人做了这些"), "{}", page.body);
    });
}

#[test]
fn i3_merge_and_unmerge_leave_decisions_and_staged_groups_as_they_were() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        let (clerk, app) = (g.clerk().await, g.world.app.clone());
        let mut points = Vec::new();
        for text in CANTEEN {
            points.push(g.point(text).await);
        }
        decide(&app, &clerk, DecisionKind::Together, &points[..2], &[], None, "r").await.unwrap();
        run(&g, "fine").await;
        let staged = g.world.app.db.read(|tx| tx.one(&STAGED, &params![], |row| row.get::<i64>(0)));
        let staged = staged.await.map_err(|e: ::store::StoreError| e).unwrap();
        let mut before = Vec::new();
        for id in &points {
            before.push((g.text_of(EVERYTHING, id).await, g.text_of(LINKED, id).await));
        }
        let (decided, listed) = (g.text_of(DECIDED, &g.campaign).await, first_group(&list(&g).await));
        assert!(decided.as_deref().is_some_and(|d| !d.is_empty()) && listed.is_some());
        for by_undo in [true, false] {
            create_merged_item(&app, &clerk, &points, "s", "c", &Why::default()).await.unwrap();
            assert!(first_group(&list(&g).await).is_none());
            if by_undo {
                undo(&app, &clerk, &g.campaign).await.unwrap();
            } else {
                for id in &points {
                    unmerge_point(&app, &clerk, id, None, "r").await.unwrap();
                }
            }
            for (id, before) in points.iter().zip(&before) {
                assert_eq!((g.text_of(EVERYTHING, id).await, g.text_of(LINKED, id).await), *before);
            }
            assert_eq!(g.text_of(DECIDED, &g.campaign).await, decided);
            assert_eq!(first_group(&list(&g).await), listed, "the suggestion is there again");
        }
        let now = g.world.app.db.read(|tx| tx.one(&STAGED, &params![], |row| row.get::<i64>(0)));
        assert_eq!(now.await.map_err(|e: ::store::StoreError| e).unwrap(), staged);
    });
}
