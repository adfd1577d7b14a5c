//! The ledger of steps, undo of everything, what is folded, what is hidden, what is covered.

use super::super::actions::{
    Edit, Undone, confirm, create_merged_item, decide, edit_item, explain, merge_points, move_points, undo,
    withdraw_decision,
};
use super::super::model::{DecisionKind, MergedState, StepVerb, Why};
use super::pages::spoken;
use super::*;
use crate::error::{Refusal, Rule};
use crate::testing::on_both_engines;

::store::statements! {
    DECIDED = "select count(*) from merge_decision where campaign_id = $1 and withdrawn_on is null";
    REFER = "update opinion_point set state = 'referred' where id = $1";
}

async fn standing(g: &Ground) -> i64 {
    let campaign = g.campaign.clone();
    let read = g.world.app.db.read(move |tx| tx.one(&DECIDED, &params![&campaign], |row| row.get::<i64>(0)));
    read.await.map_err(|e: ::store::StoreError| e).unwrap().unwrap()
}

#[test]
fn decisions_are_undone_in_turn_with_the_steps() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        let (clerk, app) = (g.clerk().await, g.world.app.clone());
        let (a, b, c) = (g.point("a").await, g.point("b").await, g.point("c").await);
        create_merged_item(&app, &clerk, std::slice::from_ref(&a), "A", "c", &Why::default()).await.unwrap();
        for kind in DecisionKind::ALL {
            decide(&app, &clerk, kind, std::slice::from_ref(&b), std::slice::from_ref(&c), None, "r").await.err();
            decide(&app, &clerk, kind, &[b.clone(), c.clone()], std::slice::from_ref(&a), None, "r").await.err();
        }
        // Together of two and aside of one or two; a point that is sorted already is refused with its place.
        let sorted =
            decide(&app, &clerk, DecisionKind::Apart, std::slice::from_ref(&b), std::slice::from_ref(&a), None, "")
                .await;
        assert_eq!(refused(sorted), Rule::AlreadyMerged);
        let before = standing(&g).await;
        assert!(before > 2, "{before}");
        let page = g.world.get(Some(&g.clerk), &format!("/merging/steps?campaign={}", g.campaign)).await;
        assert!(
            page.body.contains("定下几条意见是同一件事") && page.body.contains("把一组建议放到一边"),
            "{}",
            page.body
        );
        for left in (0..before).rev() {
            assert!(matches!(undo(&app, &clerk, &g.campaign).await.unwrap(), Undone::Decision(_)));
            assert_eq!(standing(&g).await, left);
        }
        assert_eq!(undo(&app, &clerk, &g.campaign).await.unwrap(), Undone::Step(StepVerb::Create));
        assert_eq!(refused(undo(&app, &clerk, &g.campaign).await), Rule::NothingToUndo);
        let page = g.world.get(Some(&g.clerk), &format!("/merging/steps?campaign={}", g.campaign)).await;
        assert!(page.body.contains("收回了一个决定（永不归在一起）"), "{}", page.body);
        assert!(page.body.contains("<s>把一组建议放到一边</s>") && page.body.contains("clerk"), "{}", page.body);
    });
}

#[test]
fn the_ledger_is_paged_and_for_the_office() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        let (clerk, app) = (g.clerk().await, g.world.app.clone());
        let point = g.point("a").await;
        let item = create_merged_item(&app, &clerk, &[point], "name 0", "c", &Why::said("why so")).await.unwrap();
        for n in 1..=44 {
            let edit = Edit { summary: format!("name {n}"), category: "c".into(), is_key: false };
            edit_item(&app, &clerk, &item, None, &edit).await.unwrap();
        }
        let path = format!("/merging/steps?campaign={}", g.campaign);
        let page = g.world.get(Some(&g.clerk), &path).await;
        assert_eq!(page.body.matches("class=\"when\"").count(), 40);
        assert!(page.body.contains("原为“name 43”") && !page.body.contains("why so"), "{}", page.body);
        let next = page.between("rel=\"next\" href=\"", "\"").replace("&amp;", "&").replace("&#38;", "&");
        let rest = g.world.get(Some(&g.clerk), &next).await;
        assert_eq!(rest.body.matches("class=\"when\"").count(), 5);
        assert!(rest.body.contains("why so"), "{}", rest.body);
        let mine = g.world.get(Some(&g.secretary), &format!("{path}&by=me")).await;
        assert!(mine.body.contains("还没有归并记录"), "{}", mine.body);

        let (there, _) = campaign(&g.world).await;
        let other = g.world.person("other", &[(Role::Wg, "campaign", there.as_str())]).await;
        let staff = g.world.person("staff", &[]).await;
        let coverage = format!("/merging/coverage?campaign={}", g.campaign);
        for page in [&path, &coverage] {
            assert_eq!(g.world.get(Some(&other), page).await.status, 404, "{page}");
            assert_eq!(g.world.get(Some(&staff), page).await.status, 403, "{page}");
            assert_eq!(g.world.get(None, page).await.status, 303, "{page}");
        }
    });
}

#[test]
fn points_move_from_problem_to_problem_in_one_step() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        let (clerk, secretary, app) = (g.clerk().await, g.secretary().await, g.world.app.clone());
        let (a, b, c) = (g.point("a").await, g.point("b").await, g.point("c").await);
        let one = create_merged_item(&app, &clerk, &[a.clone(), b.clone()], "One", "c", &Why::default()).await.unwrap();
        let two =
            create_merged_item(&app, &clerk, std::slice::from_ref(&c), "Two", "c", &Why::default()).await.unwrap();
        let only = std::slice::from_ref;
        assert_eq!(refused(move_points(&app, &clerk, &one, None, only(&a), &one, "r").await), Rule::SameItem);
        assert_eq!(refused(move_points(&app, &clerk, &one, None, &[], &two, "r").await), Rule::PickPoints);
        assert!(matches!(move_points(&app, &clerk, &one, None, only(&c), &two, "r").await, Err(Error::Stale)));
        assert!(matches!(move_points(&app, &clerk, &one, Some(0), only(&a), &two, "r").await, Err(Error::Stale)));
        assert!(matches!(move_points(&app, &clerk, &one, None, only(&a), &two, " ").await, Err(Error::Invalid(_))));
        let staff = g.world.person("staff", &[]).await;
        let staff = g.world.actor(&staff).await;
        let by_staff = move_points(&app, &staff, &one, None, only(&a), &two, "r").await;
        assert!(matches!(by_staff, Err(Error::Refused(Refusal::Role))), "{by_staff:?}");

        move_points(&app, &clerk, &one, None, only(&a), &two, "the other hall").await.unwrap();
        assert_eq!((g.item(&one).await.points, g.item(&two).await.points), (1, 2));
        // The last one of a draft dissolves it, and all of it comes back.
        move_points(&app, &clerk, &one, None, only(&b), &two, "too").await.unwrap();
        assert_eq!(g.item(&one).await.state, MergedState::Dissolved);
        assert_eq!(undo(&app, &clerk, &g.campaign).await.unwrap(), Undone::Step(StepVerb::Move));
        assert_eq!(g.item(&one).await.state, MergedState::Draft);
        confirm(&app, &secretary, &one, None).await.unwrap();
        assert_eq!(refused(move_points(&app, &clerk, &one, None, only(&b), &two, "r").await), Rule::LastPoint);
        explain(&app, &secretary, &one, None, "no").await.unwrap();
        assert_eq!(refused(move_points(&app, &clerk, &two, None, only(&a), &one, "r").await), Rule::WrongState);

        // By the page: what was typed is kept where it is refused, with what changed and by whom.
        let four = create_merged_item(&app, &clerk, &[g.point("d").await], "Four", "c", &Why::default()).await.unwrap();
        let second = g.world.person("乙", &[(Role::Wg, "campaign", g.campaign.as_str())]).await;
        let seen = g.item(&two).await.version.to_string();
        let edit = Edit { summary: "Two, said better".into(), category: "c".into(), is_key: false };
        edit_item(&app, &g.world.actor(&second).await, &two, None, &edit).await.unwrap();
        let path = format!("/merged/{two}/move");
        let form =
            [("version", seen.as_str()), ("points", a.as_str()), ("into", four.as_str()), ("reason", "typed reason")];
        let page = g.world.post(Some(&g.clerk), &path, &form).await;
        assert_eq!(page.status, 409);
        for kept in ["typed reason", "乙", "改了“Two, said better”的概括，原为“Two”", "您写的还留在表里"]
        {
            assert!(page.body.contains(kept), "{kept}: {}", page.body);
        }
        assert!(page.body.contains(&format!("value=\"{four}\" selected")), "{}", page.body);
        // Sent again over what is there now, it goes through.
        let now = page.between("action=\"/merged/", "</form>").to_owned();
        assert!(now.contains(&format!("name=\"version\" value=\"{}\"", g.item(&two).await.version)), "{now}");
        let fresh = g.item(&two).await.version.to_string();
        let form =
            [("version", fresh.as_str()), ("points", a.as_str()), ("into", four.as_str()), ("reason", "typed reason")];
        assert_eq!(g.world.post(Some(&g.clerk), &path, &form).await.status, 303);
        assert_eq!(g.item(&four).await.points, 2);
    });
}

#[test]
fn a_late_clerk_keeps_what_he_typed() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        let app = g.world.app.clone();
        let (a, b) =
            (g.point("夜班食堂没有热饭，希望留一个窗口。").await, g.point("夜班食堂没有热饭希望留个窗口").await);
        let path = format!("/rounds/{}/suggested", g.round);
        g.world.post(Some(&g.clerk), &path, &[("level", "fine")]).await;
        crate::jobs::work(&app).await.unwrap();
        let list = g.world.get(Some(&g.clerk), &path).await;
        let group = list.between("href=\"/suggested/", "\"").to_owned();
        let second = g.world.person("乙", &[(Role::Wg, "campaign", g.campaign.as_str())]).await;
        let other = g.world.actor(&second).await;
        let item =
            create_merged_item(&app, &other, &[a.clone(), b.clone()], "乙写的", "后勤", &Why::default()).await.unwrap();
        let form = [
            ("points", a.as_str()),
            ("points", b.as_str()),
            ("summary", "甲写了很久的概括"),
            ("category", "生活"),
            ("reason", "甲的理由"),
            ("seen", "0"),
        ];
        let page = g.world.post(Some(&g.clerk), &format!("/suggested/{group}/accept"), &form).await;
        assert_eq!(page.status, 409);
        for kept in ["甲写了很久的概括", "甲的理由", "生活", "用 2 条意见建了“乙写的”", "您写的还在"]
        {
            assert!(page.body.contains(kept), "{kept}: {}", page.body);
        }
        // What he wrote can become the words of the problem that took the points.
        let edit = [("version", "1"), ("summary", "甲写了很久的概括"), ("category", "生活")];
        assert!(page.body.contains(&format!("action=\"/merged/{item}/edit\"")));
        assert_eq!(g.world.post(Some(&g.clerk), &format!("/merged/{item}/edit"), &edit).await.status, 303);
        assert_eq!(g.item(&item).await.summary, "甲写了很久的概括");
        // On the bench too.
        let round = g.round.to_string();
        let late = [
            ("round", round.as_str()),
            ("point", a.as_str()),
            ("summary", "又写一遍"),
            ("category", "生活"),
            ("seen", "0"),
        ];
        let page = g.world.post(Some(&g.clerk), "/merging/create", &late).await;
        assert_eq!(page.status, 409);
        assert!(page.body.contains("又写一遍") && page.body.contains("接着归下一条"), "{}", page.body);
        // Two take the same decision back: the later one is told by whom.
        let (c, d) = (g.point("c").await, g.point("d").await);
        let made = decide(&app, &other, DecisionKind::Together, &[c, d], &[], None, "").await.unwrap();
        withdraw_decision(&app, &other, &made).await.unwrap();
        let page = g.world.post(Some(&g.clerk), &format!("/merging/decisions/{made}/withdraw"), &[]).await;
        assert_eq!(page.status, 409);
        assert!(page.body.contains("已收回 · 乙") && page.body.contains("刚才已由别人收回"), "{}", page.body);
        // An undo that comes too late leads to the ledger.
        let mine =
            create_merged_item(&app, &g.clerk().await, &[g.point("e").await], "E", "c", &Why::default()).await.unwrap();
        merge_points(&app, &other, &mine, &[g.point("f").await], &Why::default()).await.unwrap();
        let campaign = g.campaign.to_string();
        let page = g
            .world
            .post(Some(&g.clerk), "/merging/undo", &[("campaign", campaign.as_str()), ("next", "/merged")])
            .await;
        assert!(page.location().ends_with("done=late"), "{}", page.location());
        let page = g.world.get(Some(&g.clerk), page.location()).await;
        assert!(page.body.contains("上一步没有撤销") && page.body.contains("把 1 条归入“E”"), "{}", page.body);
    });
}

#[test]
fn the_same_words_three_hundred_times_are_one_row() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        let mut last = None;
        for _ in 0..300 {
            last = Some(g.point("请把班车时间提前十分钟").await);
        }
        g.point("班车时间请提前十分钟").await;
        let bench = format!("/rounds/{}/sort", g.round);
        let page = g.world.get(Some(&g.clerk), &format!("{bench}?p={}", last.unwrap())).await;
        assert_eq!(page.body.matches("class=\"clip\"").count(), 2, "{}", page.body);
        assert!(page.body.contains("300 条同样的话") && page.body.contains("同样的话另有 299 条"), "{}", page.body);
        assert!(page.body.contains("班车时间请提前十分钟"), "the similar one is not drowned by copies");
        let path = format!("/rounds/{}/suggested", g.round);
        g.world.post(Some(&g.clerk), &path, &[("level", "fine")]).await;
        crate::jobs::work(&g.world.app).await.unwrap();
        let list = g.world.get(Some(&g.clerk), &path).await;
        assert!(list.body.contains("301 条") && list.body.contains("含 299 条相同原文"), "{}", list.body);
        let group = list.between("href=\"/suggested/", "\"").to_owned();
        let page = g.world.get(Some(&g.clerk), &format!("/suggested/{group}")).await;
        assert_eq!(page.body.matches("name=\"points\"").count(), 2, "{}", page.body);
        assert!(page.body.contains("同样的话另有 299 条") && page.body.contains("与第 "), "{}", page.body);
        let ids: Vec<String> =
            page.body.split("name=\"points\" value=\"").skip(1).map(|r| r[..32].to_owned()).collect();
        // Never together: of so many copies the shown texts speak.
        let note = format!("/suggested/{group}/note/apart");
        let form = [("points", ids[0].as_str()), ("shown", ids[0].as_str()), ("shown", ids[1].as_str())];
        assert_eq!(g.world.post(Some(&g.clerk), &note, &form).await.status, 303);
        let campaign = g.campaign.to_string();
        g.world.post(Some(&g.clerk), "/merging/undo", &[("campaign", campaign.as_str())]).await;
        assert_eq!(standing(&g).await, 0);
        let form = [
            ("points", ids[0].as_str()),
            ("points", ids[1].as_str()),
            ("summary", "班车提前"),
            ("category", "后勤"),
            ("seen", "0"),
        ];
        let taken = g.world.post(Some(&g.clerk), &format!("/suggested/{group}/accept"), &form).await;
        assert_eq!(taken.status, 303, "{}", taken.body);
        let page = g.world.get(Some(&g.clerk), &bench).await;
        assert!(spoken(&page.body).contains("301 条意见，301 条归入 1 个问题"), "all 301 went, not only those shown");
        // From the bench the copies go along too, or stay when the box is not ticked.
        g.world.post(Some(&g.clerk), "/merging/undo", &[("campaign", campaign.as_str())]).await;
        let (round, one) = (g.round.to_string(), ids[0].clone());
        let alone = [("round", round.as_str()), ("point", one.as_str()), ("summary", "s"), ("category", "c")];
        assert_eq!(g.world.post(Some(&g.clerk), "/merging/create", &alone).await.status, 303);
        g.world.post(Some(&g.clerk), "/merging/undo", &[("campaign", campaign.as_str())]).await;
        let all = [alone.as_slice(), &[("copies", "yes")]].concat();
        assert_eq!(g.world.post(Some(&g.clerk), "/merging/create", &all).await.status, 303);
        let page = g.world.get(Some(&g.clerk), &bench).await;
        let one_or_rest = ["300 条归入 1 个问题", "1 条归入 1 个问题"];
        assert!(one_or_rest.iter().any(|words| spoken(&page.body).contains(words)), "{}", spoken(&page.body));
    });
}

#[test]
fn what_is_about_the_reader_is_in_no_number_and_every_number_has_its_list() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        let (app, me) = (g.world.app.clone(), g.clerk.person.clone());
        let second = g.world.person("乙", &[(Role::Wg, "campaign", g.campaign.as_str())]).await;
        let other = g.world.actor(&second).await;
        let (a, b) = (g.point("窗口太少").await, g.point("窗口不够").await);
        let about = g.point_about("窗口的某人态度差", Some(&me), None).await;
        let alone = g.point_about("只说某人", Some(&me), None).await;
        let away = g.point("referred").await;
        g.point("waiting").await;
        g.world
            .app
            .db
            .write({
                let away = away.clone();
                move |tx| tx.run(&REFER, &params![&away]).map(drop)
            })
            .await
            .map_err(|e: ::store::StoreError| e)
            .unwrap();
        let item = create_merged_item(&app, &other, &[a, b, about], "窗口", "c", &Why::default()).await.unwrap();
        let hidden = create_merged_item(&app, &other, &[alone], "某人", "c", &Why::default()).await.unwrap();
        // The one who may know of everything sees five and two; the clerk sees what he may know of, and no trace of the rest.
        for (login, raw, merged, items, in_item) in [(&second, 6, 4, 2, 3), (&g.clerk, 4, 2, 1, 2)] {
            let coverage = g.world.get(Some(login), &format!("/merging/coverage?campaign={}", g.campaign)).await;
            let said =
                format!("{raw} 条意见，{merged} 条归入 {items} 个问题，另有去向 1 条，还没有去向 1 条，遗漏 0 条");
            assert!(spoken(&coverage.body).contains(&said), "{}", spoken(&coverage.body));
            // I15: each number is that of its list.
            let mut linked = 0;
            for row in coverage.body.split("<a class=\"num\" href=\"").skip(1) {
                let (href, rest) = row.split_once('"').unwrap();
                let n: usize = rest.split(['>', '<']).nth(1).unwrap().parse().unwrap();
                let href = href.replace("&amp;", "&").replace("&#38;", "&");
                if href.contains('#') {
                    continue;
                }
                let list = g.world.get(Some(login), &href).await;
                assert!(spoken(&list.body).contains(&format!("共 {n} ")), "{href} {n}: {}", spoken(&list.body));
                linked += 1;
            }
            assert_eq!(linked, 4, "{}", coverage.body);
            let list = g.world.get(Some(login), &format!("/merged?campaign={}", g.campaign)).await;
            assert!(list.body.contains(&format!("item={item}\">{in_item}</a>")), "{}", list.body);
            let page = g.world.get(Some(login), &format!("/merged/{item}")).await;
            assert!(page.body.contains(&format!("归并自 {in_item} 条意见")), "{}", page.body);
            assert!(page.body.contains(&format!("用 {in_item} 条意见建了“窗口”")), "{}", page.body);
            assert!(!page.body.contains("不在您可以看的范围"), "{}", page.body);
            let steps = g.world.get(Some(login), &format!("/merging/steps?campaign={}", g.campaign)).await;
            assert_eq!(steps.body.contains("某人"), login.person != me, "{}", steps.body);
            let status = g.world.get(Some(login), &format!("/merged/{hidden}")).await.status;
            assert_eq!(status == 404, login.person == me, "{status}");
        }
    });
}

#[test]
fn a_reason_from_what_one_may_not_know_is_none() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        let (app, me) = (g.world.app.clone(), g.clerk.person.clone());
        let second = g.world.person("乙", &[(Role::Wg, "campaign", g.campaign.as_str())]).await;
        let about = g.point_about("夜班食堂没有热饭，希望留一个窗口。", Some(&me), None).await;
        create_merged_item(&app, &g.world.actor(&second).await, &[about], "热饭", "c", &Why::default()).await.unwrap();
        let late = g.point("夜班食堂没有热饭，希望留窗口").await;
        let bench = format!("/rounds/{}/sort?p={late}", g.round);
        assert!(g.world.get(Some(&second), &bench).await.body.contains("像归并意见 1（"));
        let page = g.world.get(Some(&g.clerk), &bench).await;
        assert!(!page.body.contains("像归并意见") && !page.body.contains("同有"), "{}", page.body);
    });
}
