//! Through HTTP.

use ::store::params;

use super::ground::{ABOUT, AUTHOR, Ground, LINK, P, campaign, paper, run};
use crate::auth::Role;
use crate::features::statistics::figures_json;
use crate::testing::{Answer, World, on_both_engines};

/// How many rows a list of problems shows.
fn rows(answer: &Answer) -> usize {
    answer.body.matches("href=\"/trace/merged/").count()
}

#[test]
fn g1_the_speech_in_figures_json_page_and_command() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        g.speech().await;
        let command = figures_json(&g.world.app, None).await.unwrap();
        let page = g.world.get(Some(&g.office), "/figures.json").await;
        assert_eq!(page.status, 200);
        assert_eq!(serde_json::from_str::<serde_json::Value>(&page.body).unwrap(), command, "one counting function");
        assert_eq!(command["opinions"]["raw"], 23);
        assert_eq!(command["opinions"]["merged"], 6);
        let rectification = &command["rectification"];
        assert_eq!(
            [&rectification["total"], &rectification["done"], &rectification["doing"], &rectification["next"]],
            [6, 2, 2, 2]
        );
        assert_eq!(command["sentence"], "共征求到意见23条，归并为6条，其中已整改完成2条，正在整改2条，下阶段整改2条。");
        assert!(figures_json(&g.world.app, Some("双促")).await.is_ok());
        assert!(figures_json(&g.world.app, Some("没有")).await.is_err());
    });
}

#[test]
fn i15_each_linked_number_of_problems_is_the_length_of_its_list() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        let problems = g.speech().await;
        g.problem(7, "还没有事项的问题", "confirmed", 1).await;
        g.problem(8, "说明了的问题", "explained", 2).await;
        let suspended = g.problem(9, "中止的问题", "planned", 1).await;
        g.item(20, Some(&suspended), "suspended", "2008-09-12", None).await;
        // A second item that is not done keeps its problem from being done, one that was taken over does not (R58).
        g.item(21, Some(&problems[0]), "in_progress", "2008-09-12", None).await;
        g.problem(10, "没有意见的空问题", "draft", 0).await;
        let figures = g.world.get(Some(&g.office), "/figures").await;
        let mut seen = 0;
        for bucket in ["all", "done", "doing", "next", "unplanned", "explained", "suspended"] {
            let href = format!("/problems?campaign={}&#38;bucket={bucket}\">", g.campaign);
            let number = figures.between(&href, "<").to_owned();
            let Ok(number) = number.parse::<usize>() else { panic!("no linked number for {bucket}: {number:?}") };
            let list =
                g.world.get(Some(&g.office), &format!("/problems?campaign={}&bucket={bucket}", g.campaign)).await;
            assert_eq!(rows(&list), number, "{bucket}");
            if bucket != "all" {
                seen += number;
            } else {
                assert_eq!(number, 9);
            }
        }
        assert_eq!(seen, 9, "I4: the buckets are all problems");
    });
}

#[test]
fn i15_each_linked_number_of_points_and_items_is_the_length_of_its_list() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        g.speech().await;
        for state in ["submitted", "registered", "answered", "referred", "not_adopted", "withdrawn", "closed_split"] {
            g.point(&paper(state)).await;
        }
        g.point(&P { kind: None, category: Some("A & B"), ..paper("registered") }).await;
        g.item(30, None, "in_progress", "2008-07-01", None).await;
        g.item(31, None, "suspended", "2008-09-12", None).await;
        let auditor = g.world.person("审计", &[(Role::Aud, "tenant", "")]).await;
        for (login, routed) in [(&g.office, false), (&g.secretary, false), (&auditor, false), (&auditor, true)] {
            if routed {
                g.point(&paper("routed")).await;
            }
            let page = g.world.get(Some(login), "/figures").await;
            let mut seen = 0;
            for link in page.body.split("<a href=\"").skip(1) {
                let Some((href, rest)) = link.split_once("\">") else { continue };
                let Some(n) = rest.split('<').next().and_then(|n| n.parse::<usize>().ok()) else { continue };
                let href = href.replace("&#38;", "&");
                if !href.starts_with("/opinions") && !href.starts_with("/items") {
                    continue;
                }
                let list = g.world.get(Some(login), &href).await;
                assert_eq!(list.status, 200, "{href}");
                let row = if href.starts_with("/opinions") { "href=\"/points/" } else { "href=\"/items/" };
                let mut rows = list.body.matches(row).count();
                if href.starts_with("/items") {
                    // Links that are no rows.
                    let others = ["new", "import", "export"];
                    rows -=
                        others.iter().map(|o| list.body.matches(&format!("href=\"/items/{o}")).count()).sum::<usize>();
                }
                let mut next = list.between("rel=\"next\" href=\"", "\"").replace("&#38;", "&");
                while !next.is_empty() {
                    let page = g.world.get(Some(login), &next).await;
                    rows += page.body.matches(row).count();
                    next = page.between("rel=\"next\" href=\"", "\"").replace("&#38;", "&");
                }
                assert_eq!(rows, n, "{href}");
                seen += 1;
            }
            assert!(seen >= if routed { 8 } else { 20 }, "{seen} linked numbers");
        }
    });
}

#[test]
fn i15_pages_of_a_long_bucket_add_up() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        for no in 1..=53 {
            g.problem(no, "一个问题", "confirmed", 1).await;
        }
        let first = format!("/problems?campaign={}&bucket=unplanned", g.campaign);
        let page = g.world.get(Some(&g.office), &first).await;
        assert_eq!(rows(&page), 50);
        let next = page.between("rel=\"next\" href=\"", "\"").replace("&#38;", "&");
        let rest = g.world.get(Some(&g.office), &next).await;
        assert_eq!(rows(&rest), 3);
        assert!(!rest.body.contains("rel=\"next\""));
        assert_eq!(g.world.get(Some(&g.office), &format!("{first}&after=x")).await.status, 404);
    });
}

#[test]
fn visitors_and_staff_see_numbers_and_published_problems_only() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        let problems = g.speech().await;
        g.publish(&problems[0], "public").await;
        g.publish(&problems[1], "everyone").await;
        for (login, visible) in [(None, 1), (Some(&g.staff), 2), (Some(&g.office), 6)] {
            let page = g.world.get(login, "/").await;
            assert_eq!(page.status, 200);
            assert!(page.body.contains("深入群众促和谐") && page.body.contains("<span class=\"n\">23</span>"));
            assert_eq!(rows(&page), visible);
            let whole = visible == 6;
            assert_eq!(page.body.contains("bucket=done"), whole, "a number is a link only to exactly its rows");
            let list = g.world.get(login, "/problems?bucket=all").await;
            assert_eq!(rows(&list), visible);
            let figures = g.world.get(login, "/figures").await;
            assert_eq!(figures.body.contains("/opinions?campaign="), whole);
            assert_eq!(figures.body.contains("<table"), whole, "breakdowns are for those who may read the points");
        }
    });
}

#[test]
fn the_river_is_drawn_and_the_rest_is_named() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        let empty = g.world.get(Some(&g.office), "/").await;
        assert!(empty.body.contains("class=\"empty\"") && !empty.body.contains("class=\"river\""));
        g.speech().await;
        for state in ["registered", "not_adopted", "routed", "closed_split"] {
            g.point(&paper(state)).await;
        }
        let page = g.world.get(Some(&g.office), "/").await;
        assert_eq!(page.body.matches("class=\"f-raw\"").count(), 6, "one band a problem");
        assert_eq!(page.body.matches("class=\"f-done\"").count(), 2);
        // A split sheet counts as its parts; a point in the discipline channel is a number without a list.
        assert!(page.body.contains("<span class=\"n\">26</span>"));
        assert!(page.body.contains("state=unsorted") && page.body.contains("state=not_adopted"));
        assert!(!page.body.contains("state=routed") && page.body.contains("移交纪检"));
        assert!(!page.body.contains(&format!("href=\"/opinions?campaign={}\"", g.campaign)), "26 has no list of 26");
    });
}

#[test]
fn an_overdue_problem_is_late_in_the_river_and_red_in_the_list() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        let problem = g.problem(1, "采购分散", "planned", 3).await;
        g.item(1, Some(&problem), "in_progress", "2008-07-03", None).await;
        let page = g.world.get(Some(&g.office), "/").await;
        assert!(page.body.contains("class=\"f-late\""));
        assert!(page.body.contains("lamp lamp-red\">逾期 3 个工作日"), "7 月 4、7、8 日");
        let figures = g.world.get(Some(&g.office), "/figures").await;
        assert!(figures.body.contains("lamp=red\">1<"));
    });
}

#[test]
fn anonymous_small_cells_have_no_number_and_no_link() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        let anonymous =
            |category| P { sign: "anonymous", category: Some(category), hidden: true, ..paper("registered") };
        for _ in 0..3 {
            g.point(&anonymous("权益")).await;
        }
        for _ in 0..6 {
            g.point(&anonymous("培训")).await;
        }
        for _ in 0..9 {
            g.point(&paper("registered")).await;
        }
        let page = g.world.get(Some(&g.office), "/figures").await;
        let row = |name: &str| page.between(&format!("<th scope=\"row\">{name}</th>"), "</tr>").to_owned();
        assert!(row("权益").contains("未显示") && !row("权益").contains("href"));
        assert!(row("培训").contains("未显示"), "a second cell, or 18 − 9 − 6 would tell");
        assert!(row("食堂").contains(">9<") && row("食堂").contains("category=%E9"));
        assert!(page.body.contains("已封存"), "sealed lines stand as a row of their own");
    });
}

#[test]
fn everybody_finds_what_waits_for_them() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        g.speech().await;
        let owner = g.world.get(Some(&g.owner), "/todo").await;
        assert_eq!(owner.status, 200);
        assert!(owner.body.contains("登记进展：问题3") && owner.body.contains("启动整改：问题5"));
        assert!(owner.body.contains("等领导审核"), "what waits for others stands apart");
        assert!(!owner.body.contains("批准整改事项"));
        let secretary = g.world.get(Some(&g.secretary), "/todo").await;
        assert!(secretary.body.contains("批准整改事项：问题6"));
        assert!(!secretary.body.contains("登记进展"));
        let staff = g.world.get(Some(&g.staff), "/todo").await;
        assert!(staff.body.contains("没有等您办的事"));
        let office = g.world.get(Some(&g.office), "/todo").await;
        assert!(!office.body.contains("问题3"));
        assert_eq!(g.world.get(None, "/todo").await.status, 303);
    });
}

#[test]
fn the_head_of_the_department_and_nobody_else_is_asked_to_review() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        let problem = g.problem(1, "食堂", "planned", 1).await;
        g.item(1, Some(&problem), "close_dept_review", "2008-07-10", None).await;
        let head = g.world.person("刘建国", &[(Role::Dh, "unit", g.unit.as_str())]).await;
        let other = g.world.person("马丽", &[(Role::Dh, "unit", g.line.as_str())]).await;
        assert!(g.world.get(Some(&head), "/todo").await.body.contains("初审销号：问题1"));
        assert!(!g.world.get(Some(&other), "/todo").await.body.contains("问题1"));
    });
}

#[test]
fn r26_two_campaigns_do_not_see_each_other() {
    on_both_engines(|world: World| async move {
        let g = Ground::on(world).await;
        g.speech().await;
        let second = campaign(&g.world, &g.secretary, "另一个").await;
        let other = g.world.person("别的办公室", &[(Role::Wg, "campaign", second.as_str())]).await;
        // The first is published and can be read like by any staff, but nothing of its lists.
        let figures = g.world.get(Some(&other), &format!("/figures?campaign={}", g.campaign)).await;
        assert!(figures.status == 200 && !figures.body.contains("/opinions?"));
        assert_eq!(rows(&g.world.get(Some(&other), &format!("/problems?campaign={}&bucket=all", g.campaign)).await), 0);
        assert_eq!(g.world.get(Some(&other), &format!("/campaigns/{}/admin", g.campaign)).await.status, 403);
        // The second is a draft: for the office of the first it does not exist.
        for path in ["/campaigns/{}", "/campaigns/{}/admin", "/figures?campaign={}", "/problems?campaign={}"] {
            let path = path.replace("{}", second.as_str());
            assert_eq!(g.world.get(Some(&g.office), &path).await.status, 404, "{path}");
        }
        let mine = g.world.get(Some(&other), &format!("/figures.json?campaign={second}")).await;
        assert!(mine.body.contains("\"raw\":0"), "no number of the first campaign");
    });
}

#[test]
fn the_trace_leads_both_ways_and_hides_what_one_may_not_see() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        let problem = g.problem(1, "食堂排队时间长", "planned", 2).await;
        let item = g.item(1, Some(&problem), "in_progress", "2008-09-12", None).await;
        run(&g.world, super::ground::MEASURE, params![crate::id::Id::random(), &item]).await;
        run(&g.world, super::ground::EVIDENCE, params![crate::id::Id::random(), &item]).await;
        let named = P { sign: "named", text: "署名的一条意见", ..paper("merged") };
        let point = g.point(&named).await;
        run(&g.world, LINK, params![&point, &problem]).await;
        run(&g.world, AUTHOR, params![&point, &g.staff.person]).await;
        for (kind, id) in [("point", &point), ("merged", &problem), ("item", &item)] {
            let page = g.world.get(Some(&g.office), &format!("/trace/{kind}/{id}")).await;
            assert_eq!(page.status, 200, "{kind}");
            for part in ["署名的一条意见", "食堂排队时间长", "ZG-2008-001", "延长供餐", "登记表.xlsx"]
            {
                assert!(page.body.contains(part), "{kind} shows {part}");
            }
            assert!(!page.body.contains("李强"), "never who spoke");
            assert_eq!(g.world.get(None, &format!("/trace/{kind}/{id}")).await.status, 404, "visitors: {kind}");
            assert_eq!(g.world.get(Some(&g.office), &format!("/trace/{kind}/{}", g.unit)).await.status, 404);
        }
        // Whoever spoke follows their own words; not those of others.
        let own = g.world.get(Some(&g.staff), &format!("/trace/point/{point}")).await;
        assert!(own.status == 200 && own.body.contains("食堂排队时间长"));
        let theirs = g.world.get(Some(&g.staff), &format!("/trace/merged/{problem}")).await;
        assert!(!theirs.body.contains("凉馒头") && theirs.body.contains("2 条意见的原话不在"));
        // Published: open to visitors, still without the words of people.
        let publication = g.publish(&problem, "public").await;
        let page = g.world.get(None, &format!("/trace/merged/{problem}")).await;
        assert!(page.status == 200 && page.body.contains("整改情况通报") && !page.body.contains("凉馒头"));
        for reader in [None, Some(&g.staff)] {
            for (kind, id) in [("merged", &problem), ("item", &item)] {
                let page = g.world.get(reader, &format!("/trace/{kind}/{id}")).await;
                assert!(page.body.contains("延长供餐"), "{kind}: measures are published");
                assert!(!page.body.contains("登记表.xlsx"), "{kind}: files are for those who follow the work");
            }
        }
        assert_eq!(g.world.get(None, &format!("/trace/publication/{publication}")).await.status, 200);
        assert_eq!(g.world.get(None, "/trace/nonsense/x").await.status, 404);
    });
}

#[test]
fn whoever_a_point_is_about_finds_it_nowhere() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        run(
            &g.world,
            super::ground::ROUND,
            params![&crate::id::Id::random(), &g.campaign, 2, "第二轮", "zzzz2345", "open"],
        )
        .await;
        let point = g.point(&P { text: "关于孙志远的一条意见", ..paper("registered") }).await;
        run(&g.world, ABOUT, params![&point, &g.secretary.person]).await;
        assert_eq!(g.world.get(Some(&g.office), &format!("/trace/point/{point}")).await.status, 200);
        assert_eq!(g.world.get(Some(&g.secretary), &format!("/trace/point/{point}")).await.status, 404);
        assert!(g.world.get(Some(&g.office), "/search?q=意见").await.body.contains("孙志远"));
        assert!(!g.world.get(Some(&g.secretary), "/search?q=一条").await.body.contains(point.as_str()));
    });
}

#[test]
fn two_characters_find_what_one_may_see() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        let problem = g.problem(1, "食堂排队时间长", "planned", 1).await;
        g.item(1, Some(&problem), "in_progress", "2008-09-12", None).await;
        let point = g.point(&P { text: "职工书屋的 WiFi 太慢，100%_! 没有信号", ..paper("registered") }).await;
        let find = |login, q: &str| {
            let path = format!("/search?{}", serde_html_form::to_string([("q", q)]).unwrap());
            let world = &g.world;
            async move { world.get(login, &path).await }
        };
        for q in ["书屋", "wifi", "WiFi 书屋", "信号"] {
            assert!(find(Some(&g.office), q).await.body.contains(&format!("/points/{point}")), "{q}");
        }
        assert!(find(Some(&g.office), "食堂").await.body.contains(&format!("/trace/merged/{problem}")));
        assert!(find(Some(&g.office), "问题1").await.body.contains("ZG-2008-001"));
        assert!(find(Some(&g.office), "陈立").await.body.contains(&format!("/people/{}", g.owner.person)));
        for q in ["书屋", "食堂", "陈立", "问题1"] {
            let page = find(Some(&g.staff), q).await;
            assert!(page.status == 200 && page.body.contains("没有找到"), "staff: {q}");
            assert!(find(None, q).await.body.contains("没有找到"), "visitor: {q}");
        }
        // Signs of the query language, odd characters, nothing, too much.
        for q in ["%", "_", "!", "' or 1=1", "\u{0}", "𬱖", "\u{202e}", ""] {
            assert_eq!(find(Some(&g.office), q).await.status, 200, "{q:?}");
        }
        assert!(!find(Some(&g.office), "%").await.body.contains("/trace/merged/"));
        assert!(find(Some(&g.office), &"长".repeat(101)).await.body.contains("最多写 100 个字"));
    });
}

#[test]
fn the_figures_as_a_table_are_those_of_the_page() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        g.speech().await;
        let at = "/figures/export?file=jsonl&lang=en";
        assert_eq!(g.world.get(None, at).await.status, 303, "log in first");
        let told = g.world.get(Some(&g.office), at).await;
        assert_eq!(told.status, 200, "{}", told.body);
        let rows: Vec<serde_json::Value> = told.body.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
        let page = g.world.get(Some(&g.office), "/figures.json").await.json();
        let number =
            |group: &str, n: usize| rows.iter().filter(|r| r["group"] == group).nth(n).unwrap()["number"].clone();
        assert_eq!(number("Opinions", 0), page["opinions"]["raw"], "{rows:?}");
        assert_eq!(number("Rectification ledger", 0), page["ledger"]["total"], "{rows:?}");
        // Breakdowns, with what is small withheld, are for those who may read the points.
        let staff = g.world.person("somebody", &[]).await;
        let less = g.world.get(Some(&staff), at).await;
        assert!(less.status == 200 && less.body.lines().count() < rows.len(), "{}", less.body);
        assert_eq!(g.world.get(Some(&g.office), "/figures/export?file=pdf").await.status, 404);
    });
}
