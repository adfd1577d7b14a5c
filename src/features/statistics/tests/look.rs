//! What leaders look at.

use ::store::params;

use super::ground::{Ground, MEASURE, run};
use crate::auth::Role;
use crate::id::Id;
use crate::testing::on_both_engines;

const CAUSE: ::store::Sql = ::store::Sql::new(
    "test",
    "update rectification_item set cause = '窗口少', approved_on = $2, yellow_from = red_from where id = $1",
);

async fn ground(world: crate::testing::World) -> Ground {
    let g = Ground::on(world).await;
    g.speech().await;
    let late = g.item(90, None, "in_progress", "2008-06-27", None).await;
    let taken = g.item(91, None, "in_progress", "2008-06-27", None).await;
    for item in [&late, &taken] {
        run(&g.world, CAUSE, params![item, "2008-06-02"]).await;
        run(&g.world, MEASURE, params![Id::random(), item]).await;
    }
    let into = ::store::Sql::new(
        "test",
        "update rectification_item set state = 'superseded', superseded_by = $2 where id = $1",
    );
    run(&g.world, into, params![&taken, &late]).await;
    g
}

/// Every number that leads to items or measures leads to exactly so many rows (I15).
#[test]
fn i15_every_number_on_the_leaders_page_is_its_rows() {
    on_both_engines(|world| async move {
        let g = ground(world).await;
        let mut followed = 0;
        for path in ["/dashboard", "/key-links"] {
            let page = g.world.get(Some(&g.secretary), path).await;
            assert_eq!(page.status, 200, "{path}");
            for part in page.body.split("<a href=\"").skip(1) {
                let (href, rest) = part.split_once('"').unwrap();
                let shown = rest.trim_start_matches('>').split('<').next().unwrap();
                let (true, Ok(n)) =
                    (href.starts_with("/items?") || href.starts_with("/measures?"), shown.parse::<usize>())
                else {
                    continue;
                };
                let rows = g.world.get(Some(&g.secretary), &href.replace("&#38;", "&").replace("&amp;", "&")).await;
                let listed = rows.body.matches("<th scope=\"row\"><a href=\"/items/").count();
                assert_eq!(listed, n, "{path}: {href}");
                followed += 1;
            }
        }
        assert!(followed >= 14, "{followed}");
    });
}

#[test]
fn leaders_see_three_rates_and_what_is_overdue_with_its_owner() {
    on_both_engines(|world| async move {
        let g = ground(world).await;
        let body = g.world.get(Some(&g.secretary), "/dashboard").await.body;
        // 2 of 7 done: what another item took over counts there; one measure, done; one of three kept its first date.
        for percent in ["28.57%", "100.00%", "33.33%"] {
            assert!(body.contains(percent), "{percent}");
        }
        let late = body.split("问题90").nth(1).unwrap();
        assert!(late.contains("陈立") && late.contains("孙志远"), "whose it is");
        assert!(!body.contains("问题91"), "taken over");
        assert!(body.contains("data-table=\"lamps\""));
        // The picture is drawn from a table that is there without scripts.
        let table = body.split("id=\"lamps\"").nth(1).unwrap();
        assert!(table.contains("<table") && table.contains("总务部"));
        let board = g.world.get(Some(&g.secretary), "/key-links").await.body;
        assert!(board.contains("查摆问题") && board.contains("lamp-red"), "an overdue item");
    });
}

/// Whoever sees a part of the items would see wrong numbers: the page is refused.
#[test]
fn the_leaders_page_is_for_those_who_may_read_every_item() {
    on_both_engines(|world| async move {
        let g = ground(world).await;
        let head = g.world.person("刘建国", &[(Role::Dh, "unit", g.unit.as_str())]).await;
        let auditor = g.world.person("审计", &[(Role::Aud, "tenant", "")]).await;
        let leading = g.world.person_in("赵永年", Some(&g.unit), None, true, &[]).await;
        for path in ["/dashboard", "/key-links"] {
            for reader in [&g.staff, &head] {
                assert_eq!(g.world.get(Some(reader), path).await.status, 403, "{path}");
            }
            for reader in [&g.office, &auditor, &leading] {
                assert_eq!(g.world.get(Some(reader), path).await.status, 200, "{path}");
            }
            assert_ne!(g.world.get(None, path).await.status, 200, "{path}");
        }
        assert!(g.world.get(Some(&leading), "/").await.body.contains("/dashboard"));
        assert!(!g.world.get(Some(&g.staff), "/").await.body.contains("/dashboard"));
    });
}
