use super::super::actions::{create_publication, revoke};
use super::*;
use crate::testing::on_both_engines;

#[test]
fn i11_outside_its_audience_it_is_like_one_that_does_not_exist() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        let member = g.world.person_in("member", None, Some(&g.branch), false, &[]).await;
        let cook = g.world.person_in("cook", Some(&g.below), None, false, &[]).await;
        let other = g.world.person("other", &[(Role::Wg, "campaign", Id::random().as_str())]).await;
        let readers = [Some(&member), Some(&cook), Some(&other), None];
        let cases = [
            (Scope::Public, [true, true, true, true]),
            (Scope::Everyone, [true, true, true, false]),
            (Scope::Members, [true, false, false, false]),
            (Scope::Branch(g.branch.clone()), [true, false, false, false]),
            (Scope::Unit(g.unit.clone()), [false, true, false, false]),
        ];
        let missing = Id::random();
        for (scope, expected) in cases {
            let id = g.out(vec![scope.clone()]).await;
            for (reader, inside) in readers.into_iter().zip(expected) {
                let listed = g.world.get(reader, "/publications").await.body.contains(id.as_str());
                assert_eq!(listed, inside, "{scope:?} {reader:?}");
                for path in ["/publications/ID", "/report-back/ID", "/publications/ID/text"] {
                    let there = g.world.get(reader, &path.replace("ID", id.as_str())).await;
                    if inside {
                        assert_eq!(there.status, 200, "{path} {scope:?} {reader:?}");
                        assert!(there.body.contains("开了夜班窗口"));
                        continue;
                    }
                    let nowhere = g.world.get(reader, &path.replace("ID", missing.as_str())).await;
                    assert_eq!(there.status, 404, "{path} {scope:?} {reader:?}");
                    assert_eq!(there.status, nowhere.status);
                    assert_eq!(there.headers, nowhere.headers);
                    assert_eq!(there.body.replace(id.as_str(), ""), nowhere.body.replace(missing.as_str(), ""));
                }
            }
        }
        // A draft exists for its office only.
        let draft = g.saved(vec![Scope::Public]).await;
        for reader in readers {
            assert_eq!(g.world.get(reader, &format!("/publications/{draft}")).await.status, 404);
        }
    });
}

#[test]
fn r99_a_publication_is_taken_away_as_a_document_by_its_audience_alone() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        let cook = g.world.person_in("cook", Some(&g.below), None, false, &[]).await;
        let member = g.world.person_in("member", None, Some(&g.branch), false, &[]).await;
        let id = g.out(vec![Scope::Branch(g.branch.clone())]).await;
        let path = format!("/publications/{id}/document");
        let taken = g.world.get(Some(&member), &path).await;
        assert_eq!(taken.status, 200);
        assert!(taken.bytes.starts_with(b"PK"), "a .docx");
        let name = taken.headers["content-disposition"].to_str().unwrap();
        assert!(name.starts_with("attachment; filename*=UTF-8''%"), "{name}");
        // R97: made again, it is the same to the byte.
        g.world.set_clock(jiff::civil::date(2008, 7, 20), 10);
        assert_eq!(g.world.get(Some(&member), &path).await.bytes, taken.bytes);
        for outside in [Some(&cook), None] {
            assert_eq!(g.world.get(outside, &path).await.status, 404);
        }
        let draft = g.saved(vec![Scope::Public]).await;
        assert_eq!(g.world.get(Some(&g.office), &format!("/publications/{draft}/document")).await.status, 404);
    });
}

#[test]
fn the_way_through_the_pages() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        g.world.person_in("厨师", Some(&g.below), None, false, &[]).await;
        let campaign = g.campaign.to_string();
        let page = g.world.get(Some(&g.office), "/publications/new").await;
        assert_eq!(page.status, 200);
        let empty = [("campaign", campaign.as_str()), ("kind", "report_back"), ("title", " ")];
        assert_eq!(g.world.post(Some(&g.office), "/publications/new", &empty).await.status, 422);
        let good = [("campaign", campaign.as_str()), ("kind", "report_back"), ("title", "整改情况通报")];
        let made = g.world.post(Some(&g.office), "/publications/new", &good).await;
        assert_eq!(made.status, 303);
        let path = made.location().to_owned();
        let page = g.world.get(Some(&g.office), &path).await;
        assert!(page.body.contains("夜班没有热饭") && page.body.contains("没有发现人名"), "{}", page.body);
        assert!(!page.body.contains("/approve\""), "who writes does not approve");

        // Wrong input comes back as typed; nothing is written.
        let item = g.item.to_string();
        let mut form = vec![
            ("version", "1"),
            ("title", ""),
            ("body", "第一段\n第二段"),
            ("closes_on", "31/7"),
            ("reach", "some"),
            ("units", g.unit.as_str()),
            ("problem", item.as_str()),
            ("include", item.as_str()),
            ("asked", "夜班要有热饭"),
            ("done", "开了夜班窗口"),
            ("proven", "用餐登记"),
            ("remains", "周末试行"),
        ];
        let page = g.world.post(Some(&g.office), &format!("{path}/save"), &form).await;
        assert_eq!(page.status, 422);
        assert!(page.body.contains("第二段") && page.body.contains("开了夜班窗口"));
        form[1].1 = "整改情况通报";
        form[3].1 = "2008-07-20";
        assert_eq!(g.world.post(Some(&g.office), &format!("{path}/save"), &form).await.status, 303);
        let late = g.world.post(Some(&g.office), &format!("{path}/save"), &form).await;
        assert_eq!(late.status, 409, "somebody saved in between");
        assert!(late.body.contains("别人保存了这份草稿"));
        let page = g.world.get(Some(&g.secretary), &path).await;
        assert!(page.body.contains("1 人，1 个单位") && page.body.contains("1 / 1 人"), "{}", page.body);

        let turn = async |login: &Login, verb: &str, fields: &[(&str, &str)]| {
            g.world.post(Some(login), &format!("{path}/{verb}"), fields).await
        };
        assert_eq!(turn(&g.office, "approve", &[]).await.status, 403);
        assert_eq!(turn(&g.secretary, "approve", &[]).await.status, 303);
        let page = g.world.get(Some(&g.office), &path).await;
        assert!(page.body.contains("周末试行"), "what will go out is shown whole");
        let page = g.world.get(Some(&g.office), &format!("{path}/open")).await;
        assert!(page.body.contains("总务部 · 食堂") && page.body.contains("7月20日"), "{}", page.body);
        assert_eq!(turn(&g.office, "open", &[]).await.status, 422, "over a page that asks");
        assert_eq!(turn(&g.office, "open", &[("sure", "yes")]).await.status, 303);
        let page = g.world.get(Some(&g.office), &path.replace("publications", "report-back")).await;
        assert!(page.body.contains("第二段") && page.body.contains("class=\"hash\""), "{}", page.body);
        let raw = g.world.get(Some(&g.office), &format!("{path}/text")).await;
        assert!(page.body.contains(&crate::audit::content_hash(&raw.bytes)), "the shown hash is the text's");

        assert_eq!(turn(&g.office, "revoke", &[("sure", "yes"), ("reason", "r")]).await.status, 403);
        assert_eq!(turn(&g.secretary, "revoke", &[("sure", "yes"), ("reason", "")]).await.status, 422);
        assert_eq!(turn(&g.secretary, "revoke", &[("sure", "yes"), ("reason", "数字有误")]).await.status, 303);
    });
}

#[test]
fn what_was_taken_back_shows_a_notice_and_its_old_hash() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        let id = g.out(vec![Scope::Everyone]).await;
        let reader = g.world.person("reader", &[]).await;
        let path = format!("/publications/{id}");
        let hash = g.world.get(Some(&reader), &path).await.between("class=\"hash\">", "<").to_owned();
        assert_eq!(hash.len(), 64);
        revoke(&g.world.app, &g.secretary().await, &id, "数字有误，另发新版").await.unwrap();
        let page = g.world.get(Some(&reader), &path).await.body;
        assert!(page.contains("数字有误，另发新版") && page.contains(&hash) && !page.contains("开了夜班窗口"));
        assert_eq!(g.world.get(Some(&reader), &format!("{path}/text")).await.status, 404);
        assert_eq!(g.world.get(Some(&g.secretary), &format!("{path}/text")).await.status, 200);
    });
}

#[test]
fn the_list_shows_exactly_what_one_may_open() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        let mut all = Vec::new();
        for scope in [Scope::Public, Scope::Everyone, Scope::Members, Scope::Unit(g.unit.clone())] {
            all.push(g.out(vec![scope.clone()]).await);
            all.push(g.saved(vec![scope]).await);
        }
        let head = g.world.person("head", &[(Role::Dh, "unit", g.unit.as_str())]).await;
        let actor = g.world.actor(&head).await;
        all.push(create_publication(&g.world.app, &actor, &g.campaign, Kind::Notice, "t").await.unwrap());
        let cook = g.world.person_in("cook", Some(&g.below), Some(&g.branch), false, &[]).await;
        let auditor = g.world.person("auditor", &[(Role::Aud, "tenant", "")]).await;
        let admin = g.world.person("admin", &[(Role::Sys, "tenant", "")]).await;
        let staff = g.world.person("staff", &[]).await;
        let people = [
            Some(&g.office),
            Some(&g.secretary),
            Some(&head),
            Some(&cook),
            Some(&auditor),
            Some(&admin),
            Some(&staff),
            None,
        ];
        let mut seen = Vec::new();
        for reader in people {
            let list = g.world.get(reader, "/publications").await.body;
            let mut count = 0;
            for id in &all {
                let opens = g.world.get(reader, &format!("/publications/{id}")).await.status == 200;
                assert_eq!(list.contains(id.as_str()), opens, "{reader:?}");
                count += usize::from(opens);
            }
            assert!(list.contains(&format!("您能看到的有 {count} 份")));
            seen.push(count);
        }
        assert_eq!(seen, [9, 9, 3, 4, 9, 2, 2, 1]);
    });
}
