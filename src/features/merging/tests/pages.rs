use super::super::actions::{confirm, create_merged_item, merge_points};
use super::super::model::Why;
use super::*;
use crate::auth::Role;
use crate::testing::on_both_engines;

/// A page's words without its tags.
pub(super) fn spoken(body: &str) -> String {
    let mut words = String::new();
    let mut inside = false;
    for sign in body.chars() {
        match sign {
            '<' => inside = true,
            '>' => inside = false,
            sign if !inside => words.push(sign),
            _ => {}
        }
    }
    words
}

#[test]
fn the_bench_from_a_suggestion_to_undo() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        let a = g.point("夜班下来食堂只剩凉馒头，能不能留一个窗口？").await;
        let b = g.point("夜班食堂没有热饭，希望留一个窗口。").await;
        let c = g.point("停车位太少。").await;
        let bench = format!("/rounds/{}/sort", g.round);

        let page = g.world.get(Some(&g.clerk), &format!("{bench}?p={a}")).await;
        assert_eq!(page.status, 200, "{}", page.body);
        assert!(page.body.contains("3 条 · 已有去向 0 · 还剩 3"), "{}", page.body);
        assert!(
            page.body.contains("<mark>夜班</mark>") || page.body.contains("<mark>留一个窗口</mark>"),
            "{}",
            page.body
        );
        assert!(page.body.contains(&format!("name=\"also\" value=\"{b}\"")), "the similar one can be taken along");

        // Wrong input comes back with what was typed.
        let round = g.round.to_string();
        let bad = [("round", round.as_str()), ("point", a.as_str()), ("summary", ""), ("category", "后勤")];
        let page = g.world.post(Some(&g.clerk), "/merging/create", &bad).await;
        assert_eq!(page.status, 422);
        assert!(page.body.contains("value=\"后勤\"") && page.body.contains("has-error"));

        let good = [
            ("round", round.as_str()),
            ("point", a.as_str()),
            ("also", b.as_str()),
            ("summary", "夜班没有热饭"),
            ("category", "后勤"),
        ];
        let page = g.world.post(Some(&g.clerk), "/merging/create", &good).await;
        assert_eq!(page.status, 303);
        assert!(page.location().starts_with(&format!("{bench}?from={a}&done=create")));
        let page = g.world.get(Some(&g.clerk), page.location()).await;
        assert!(page.body.contains("3 条 · 已有去向 2 · 还剩 1"));
        let said = spoken(&page.body);
        assert!(said.contains("3 条意见，2 条归入 1 个问题，另有去向 0 条，还没有去向 1 条，遗漏 0 条"), "{said}");
        assert!(page.body.contains("停车位太少。") && page.body.contains("已建新问题并归入"));

        // The problem is found by its words and takes the next point by a key.
        let item = page.between("name=\"into\" value=\"", "\"").to_owned();
        let found = g.world.get(Some(&g.clerk), &format!("{bench}?find=%E7%83%AD%E9%A5%AD")).await;
        assert!(found.body.contains(&format!("name=\"into\" value=\"{item}\"")));
        let none = g.world.get(Some(&g.clerk), &format!("{bench}?find=%E7%A1%AC%E4%BB%B6")).await;
        assert!(!none.body.contains(&format!("name=\"into\" value=\"{item}\"")));
        let into = [("round", round.as_str()), ("point", c.as_str()), ("into", item.as_str())];
        assert_eq!(g.world.post(Some(&g.clerk), "/merging/merge", &into).await.status, 303);
        // A second clerk's click comes too late: he is told where the point is.
        let late = g.world.post(Some(&g.clerk), "/merging/merge", &into).await;
        assert_eq!(late.status, 409);
        assert!(late.body.contains("夜班没有热饭：这条意见已经归入另一个问题"), "{}", late.body);
        let empty = g.world.get(Some(&g.clerk), &bench).await;
        assert!(empty.body.contains("这一轮都有去向了"));

        let campaign = g.campaign.to_string();
        let back = [("campaign", campaign.as_str()), ("next", bench.as_str())];
        assert_eq!(g.world.post(Some(&g.clerk), "/merging/undo", &back).await.status, 303);
        assert_eq!(g.text_of(LINKED, &c).await, None);
        let away = [("campaign", campaign.as_str()), ("next", "//evil.example")];
        let page = g.world.post(Some(&g.clerk), "/merging/undo", &away).await;
        assert_eq!(page.location(), "/merged?done=undo", "a form does not lead elsewhere");
    });
}

#[test]
fn the_bench_is_for_the_office_of_this_campaign() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        let (there, _) = campaign(&g.world).await;
        let other = g.world.person("other", &[(Role::Wg, "campaign", there.as_str())]).await;
        let staff = g.world.person("staff", &[]).await;
        let bench = format!("/rounds/{}/sort", g.round);
        assert_eq!(g.world.get(Some(&other), &bench).await.status, 404);
        assert_eq!(g.world.get(Some(&staff), &bench).await.status, 403);
        assert_eq!(g.world.get(None, &bench).await.status, 303);
        for id in ["x", "00000000000000000000000000000000"] {
            assert_eq!(g.world.get(Some(&g.clerk), &format!("/rounds/{id}/sort")).await.status, 404);
        }
        // What is about the clerk or by him is not on his bench, and no number tells him that it is there.
        let me = g.clerk.person.clone();
        g.point_about("这一条说的是办事员", Some(&me), None).await;
        g.point_about("这一条是办事员写的", None, Some(&me)).await;
        let page = g.world.get(Some(&g.clerk), &bench).await;
        assert!(!page.body.contains("办事员") && page.body.contains("0 条 · 已有去向 0 · 还剩 0"), "{}", page.body);
    });
}

#[test]
fn the_page_of_a_problem() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        let (clerk, secretary, app) = (g.clerk().await, g.secretary().await, g.world.app.clone());
        let a = g.point("食堂排队时间长 <b>").await;
        let b = g.point("食堂排队太久").await;
        let item = create_merged_item(&app, &clerk, &[a.clone(), b.clone()], "排队久", "后勤", &Why::default()).await;
        let item = item.unwrap();
        let path = format!("/merged/{item}");
        let page = g.world.get(Some(&g.clerk), &path).await;
        assert_eq!(page.status, 200, "{}", page.body);
        assert!(page.body.contains("<mark>食堂排队</mark>"), "{}", page.body);
        assert!(page.body.contains("&#60;b&#62;") && !page.body.contains("<b> "), "originals are escaped");
        assert!(page.body.contains("用 2 条意见建了“排队久”"));

        // Drafts are the office's: others find nothing.
        let staff = g.world.person("staff", &[]).await;
        let member = g.world.person("member", &[(Role::Pd, "tenant", "")]).await;
        for login in [Some(&staff), Some(&member), None] {
            assert_eq!(g.world.get(login, &path).await.status, 404);
        }
        confirm(&app, &secretary, &item, None).await.unwrap();
        assert_eq!(g.world.get(Some(&member), &path).await.status, 200);
        assert_eq!(g.world.get(Some(&staff), &path).await.status, 404);

        // A stale form is refused and says so; a fresh one goes through.
        let old = "1".to_owned();
        let split = [
            ("version", old.as_str()),
            ("points", a.as_str()),
            ("summary", "另一件"),
            ("category", "后勤"),
            ("reason", "两件事"),
        ];
        let page = g
            .world
            .post(
                Some(&g.clerk),
                &format!("{path}/unmerge"),
                &[("version", "1"), ("point", a.as_str()), ("reason", "r")],
            )
            .await;
        assert_eq!(page.status, 409);
        assert!(page.body.contains("这个问题有了改动"));
        assert_eq!(g.world.post(Some(&g.clerk), &format!("{path}/split"), &split).await.status, 409);
        let version = g.item(&item).await.version.to_string();
        let page = g
            .world
            .post(
                Some(&g.clerk),
                &format!("{path}/unmerge"),
                &[("version", version.as_str()), ("point", a.as_str()), ("reason", " ")],
            )
            .await;
        assert_eq!(page.status, 422);
        let page = g
            .world
            .post(
                Some(&g.clerk),
                &format!("{path}/unmerge"),
                &[("version", version.as_str()), ("point", a.as_str()), ("reason", "别的事")],
            )
            .await;
        assert_eq!(page.status, 303, "{}", page.body);

        // The explanation goes over a page that says what it means.
        assert_eq!(g.world.get(Some(&g.clerk), &format!("{path}/explain")).await.status, 403);
        let page = g.world.get(Some(&g.secretary), &format!("{path}/explain")).await;
        assert!(page.body.contains("收不回来"));
        let version = g.item(&item).await.version.to_string();
        let unsure = [("version", version.as_str()), ("explanation", "今年没有经费")];
        let page = g.world.post(Some(&g.secretary), &format!("{path}/explain"), &unsure).await;
        assert_eq!(page.status, 422);
        assert!(page.body.contains("今年没有经费"), "what was typed is kept");
        let sure = [("version", version.as_str()), ("explanation", "今年没有经费"), ("sure", "yes")];
        assert_eq!(g.world.post(Some(&g.secretary), &format!("{path}/explain"), &sure).await.status, 303);
        assert!(g.world.get(Some(&member), &path).await.body.contains("今年没有经费"));
        merge_points(&app, &clerk, &item, &[a], &Why::default()).await.unwrap_err();
    });
}

#[test]
fn the_list_shows_exactly_what_one_may_open() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        let (clerk, secretary, app) = (g.clerk().await, g.secretary().await, g.world.app.clone());
        let mut items = Vec::new();
        for n in 0..6 {
            let point = g.point(&format!("point {n}")).await;
            let item = create_merged_item(&app, &clerk, &[point], &format!("problem {n}"), "c", &Why::default()).await;
            items.push(item.unwrap());
        }
        for item in &items[..3] {
            confirm(&app, &secretary, item, None).await.unwrap();
        }
        let (there, _) = campaign(&g.world).await;
        let head = g.world.person("head", &[(Role::Dh, "unit", "00000000000000000000000000000001")]).await;
        let mut people = vec![g.clerk.clone(), g.secretary.clone(), head];
        people.push(g.world.person("member", &[(Role::Pd, "tenant", "")]).await);
        people.push(g.world.person("other", &[(Role::Wg, "campaign", there.as_str())]).await);
        people.push(g.world.person("staff", &[]).await);
        people.push(g.world.person("line", &[(Role::Dl, "line", g.line.as_str())]).await);
        people.push(g.world.person("admin", &[(Role::Sys, "tenant", "")]).await);
        let mut seen = Vec::new();
        for login in &people {
            let list = g.world.get(Some(login), &format!("/merged?campaign={}", g.campaign)).await;
            assert_eq!(list.status, 200, "{}", list.body);
            let mut count = 0;
            for item in &items {
                let opens = g.world.get(Some(login), &format!("/merged/{item}")).await.status == 200;
                assert_eq!(list.body.contains(item.as_str()), opens, "{login:?}");
                count += usize::from(opens);
            }
            assert!(list.body.contains(&format!("共 {count} 个")), "{count} {}", list.body);
            seen.push(count);
        }
        assert_eq!(seen, [6, 6, 0, 3, 0, 0, 6, 0]);
        let filtered = g.world.get(Some(&g.clerk), &format!("/merged?campaign={}&state=draft", g.campaign)).await;
        assert!(filtered.body.contains("共 3 个"));
        assert_eq!(g.world.get(None, "/merged").await.status, 303);
    });
}
