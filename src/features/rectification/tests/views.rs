//! The ledger gathered and saved, and the three lists as pages.

use super::*;
use crate::features::rectification::model::Bucket;
use crate::features::rectification::store::{By, Gathered, LEDGER, gathered, readable};
use crate::testing::on_both_engines;

const NUMBERS: Sql = Sql::new("test", "update rectification_item set category = $2, lead_unit_id = $3 where id = $1");
const LINE: Sql = Sql::new("test", "insert into line (id, name, name_key, lead_unit_id) values ($1, $2, $2, $3)");

async fn run(world: &World, sql: Sql, values: impl Into<Vec<::store::Value>>) {
    let values = values.into();
    world.app.db.write(move |tx| tx.run(&sql, &values).map(drop)).await.map_err(|e: ::store::StoreError| e).unwrap();
}

/// One done, one late, one soon due, one a draft of no department.
async fn four(world: &World, cast: &Cast) -> Vec<Id> {
    let late = cast.begun(world, Kind::TimeLimited, Some(date(2008, 7, 8))).await;
    let soon = cast.begun(world, Kind::TimeLimited, Some(DUE)).await;
    let none = Draft { lead_unit: None, assist: vec![], ..cast.draft(Kind::Immediate, None) };
    let none = cast.drafted(world, &none).await;
    let done = cast.begun(world, Kind::TimeLimited, Some(DUE)).await;
    cast.finished(world, &done).await;
    cast.applied(world, &done).await;
    cast.agreed(world, &done).await;
    run(world, NUMBERS, params![&soon, "住房", &cast.other_unit]).await;
    for (name, unit) in [("总务条线", &cast.unit), ("后勤条线", &cast.unit), ("生产条线", &cast.other_unit)]
    {
        run(world, LINE, params![Id::random(), name, unit]).await;
    }
    world.set_clock(date(2008, 7, 16), 9);
    vec![done, late, soon, none]
}

/// Each number of the gathered ledger leads to exactly so many rows (I15), and groups that do not overlap add up.
#[test]
fn i15_a_gathered_number_is_its_rows() {
    on_both_engines(|world| async move {
        let cast = Cast::new(&world).await;
        four(&world, &cast).await;
        let office = world.actor(&cast.office).await;
        let today = world.app.clock.now().today();
        for by in By::ALL {
            let path = format!("/items?campaign={}&group={}", cast.campaign, by.code());
            let page = world.get(Some(&cast.office), &path).await;
            assert_eq!(page.status, 200, "{path}");
            let query = ::store::Query::new().allowed(readable(&office));
            let groups: Vec<Gathered> = world.app.db.read(move |tx| gathered(tx, by, &query, today)).await.unwrap();
            let sum: u64 = groups.iter().map(|g| g.items).sum();
            assert_eq!(sum, if by == By::Line { 6 } else { 4 }, "{by:?}: {groups:?}");
            assert_eq!(groups.iter().map(|g| g.late).sum::<u64>(), if by == By::Line { 2 } else { 1 }, "{groups:?}");
            let mut followed = 0;
            let table = page.body.split("<section>").nth(1).unwrap().split("</table>").next().unwrap();
            for part in table.split("<a href=\"").skip(1) {
                let (href, rest) = part.split_once('"').unwrap();
                let n: usize = rest.trim_start_matches('>').split('<').next().unwrap().parse().unwrap();
                let rows = world.get(Some(&cast.office), &href.replace("&#38;", "&")).await;
                let items = rows.body.matches("<th scope=\"row\"><a href=\"/items/").count();
                assert_eq!(items, n, "{by:?} {href}");
                followed += 1;
            }
            assert!(followed >= 3, "{by:?}: {table}");
        }
    });
}

/// The groups of whoever sees a part are of that part.
#[test]
fn a_gathered_ledger_counts_what_may_be_seen() {
    on_both_engines(|world| async move {
        let cast = Cast::new(&world).await;
        four(&world, &cast).await;
        let staff = world.get(Some(&cast.staff), "/items?group=unit").await;
        assert_eq!(staff.status, 200);
        assert!(!staff.body.contains("总务部</th>"), "nothing was published to her");
        let bucket = Bucket::Done.code();
        let staff = world.actor(&cast.staff).await;
        let query = ::store::Query::new().allowed(readable(&staff)).filter(bucket, []);
        let seen = world.app.db.read(move |tx| tx.count(&LEDGER, &query)).await.unwrap();
        assert_eq!(seen, 0);
    });
}

#[test]
fn a_view_is_kept_under_a_name_shared_with_the_office_and_taken_away_by_its_owner() {
    on_both_engines(|world| async move {
        let cast = Cast::new(&world).await;
        four(&world, &cast).await;
        let asked = format!("campaign={}&lamp=red&group=unit&after=junk&show=owner&show=lamp&unknown=1", cast.campaign);
        let form = [("view_name", "逾期的"), ("asked", asked.as_str()), ("shared", "yes")];
        let saved = world.post(Some(&cast.office), "/items/views", &form).await;
        assert_eq!(saved.status, 303);
        let page = world.get(Some(&cast.office), "/items").await;
        assert!(page.body.contains("逾期的"));
        let address = format!("/items?campaign={}&lamp=red&group=unit&show=owner&show=lamp", cast.campaign);
        assert!(page.body.contains(&address.replace('&', "&#38;")), "no place on a page, nothing unknown");
        let opened = world.get(Some(&cast.office), &address).await.body;
        assert!(opened.contains("aria-current=\"page\">逾期的"));
        assert!(!opened.contains("data-label=\"原因分析\"") && opened.contains("data-label=\"责任人\""));
        // The office sees it, staff do not, and nobody else's can be taken away.
        assert!(world.get(Some(&cast.secretary), "/items").await.body.contains("逾期的"));
        assert!(!world.get(Some(&cast.staff), "/items").await.body.contains("逾期的"));
        let (_, rest) = page.body.split_once("/items/views/").unwrap();
        let remove = format!("/items/views/{}", rest.split('"').next().unwrap());
        assert_eq!(world.post(Some(&cast.secretary), &remove, &[]).await.status, 404);
        // Staff keep views of their own and share none.
        let own = [("view_name", "我的"), ("asked", "sort=due")];
        assert_eq!(world.post(Some(&cast.staff), "/items/views", &own).await.status, 303);
        assert!(!world.get(Some(&cast.secretary), "/items").await.body.contains("我的</a>"));
        let shared = [("view_name", "我的"), ("asked", "sort=due"), ("shared", "yes")];
        assert_eq!(world.post(Some(&cast.staff), "/items/views", &shared).await.status, 403);
        // The same name takes the other's place.
        let again = [("view_name", "逾期的"), ("asked", "lamp=yellow")];
        assert_eq!(world.post(Some(&cast.office), "/items/views", &again).await.status, 303);
        assert!(!world.get(Some(&cast.secretary), "/items").await.body.contains("逾期的"), "shared no more");
        assert_eq!(world.post(Some(&cast.office), &remove, &[]).await.status, 303);
        assert!(!world.get(Some(&cast.office), "/items").await.body.contains("逾期的"));
        let verbs: Vec<String> =
            audited(&world).await.iter().filter_map(|l| Some(l["verb"].as_str()?.to_owned())).collect();
        assert_eq!(verbs.iter().filter(|v| v.starts_with("ledger_view.")).count(), 4, "{verbs:?}");
    });
}

#[test]
fn the_three_lists_are_pages_of_the_same_rows() {
    on_both_engines(|world| async move {
        let cast = Cast::new(&world).await;
        four(&world, &cast).await;
        for (list, says) in [("problems", "具体表现"), ("measures", "连续两周有售卖登记"), ("duties", "协办部门")]
        {
            let page = world.get(Some(&cast.office), &format!("/lists/{list}?campaign={}", cast.campaign)).await;
            assert_eq!(page.status, 200, "{list}");
            assert!(page.body.contains(says), "{list}");
            assert_eq!(page.body.matches("<th scope=\"row\">").count(), 4, "{list}");
            let few = world.get(Some(&cast.office), &format!("/lists/{list}?bucket=done")).await;
            assert_eq!(few.body.matches("<th scope=\"row\">").count(), 1, "{list}");
            let nobody = world.get(Some(&cast.staff), &format!("/lists/{list}")).await;
            assert!(nobody.body.matches("<th scope=\"row\">").count() == 0, "{list}");
        }
        assert_eq!(world.get(Some(&cast.office), "/lists/anything").await.status, 404);
    });
}
