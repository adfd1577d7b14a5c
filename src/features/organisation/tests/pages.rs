use super::{admin, branch, structure, unit};
use crate::auth::Role;
use crate::error::Rule;
use crate::id::Id;
use crate::testing::{Answer, Login, World, on_both_engines};

async fn add(world: &World, by: &Login, name: &str, unit: &str, staff_no: &str) -> Answer {
    let form = [
        ("name", name),
        ("staff_no", staff_no),
        ("unit", unit),
        ("category", "staff"),
        ("party", "none"),
        ("branch", ""),
    ];
    world.post(Some(by), "/people/new", &form).await
}

fn names(answer: &Answer) -> Vec<String> {
    let rows = answer.body.split("<th scope=\"row\"><a href=\"/people/").skip(1);
    rows.map(|row| row.split(['>', '<']).nth(1).unwrap().to_owned()).collect()
}

#[test]
fn one_branch_serves_two_departments_and_one_department_has_two_branches() {
    on_both_engines(|world| async move {
        let admin = admin(&world).await;
        let (union, league) = (unit(&world, &admin, "Union").await, unit(&world, &admin, "League").await);
        let joint = branch(&world, &admin, "Union and League branch", &[&union, &league]).await;
        branch(&world, &admin, "Second union branch", &[&union]).await;
        let page = world.get(Some(&admin), &format!("/party/{joint}")).await;
        for id in [&union, &league] {
            assert!(page.body.contains(&format!("value=\"{id}\" checked")), "{}", page.body);
        }
        let unit_page = world.get(Some(&admin), &format!("/units/{union}")).await;
        assert!(unit_page.body.contains("Union and League branch") && unit_page.body.contains("Second union branch"));
        // Taking one away leaves the other.
        let form = [("name", "Union and League branch"), ("kind", "joint_branch"), ("units", league.as_str())];
        assert_eq!(world.post(Some(&admin), &format!("/party/{joint}"), &form).await.status, 303);
        let unit_page = world.get(Some(&admin), &format!("/units/{union}")).await;
        assert!(!unit_page.body.contains("Union and League branch") && unit_page.body.contains("Second union branch"));
        let list = world.get(Some(&admin), "/units").await;
        assert!(list.body.contains("Union and League branch") && list.status == 200);
    });
}

#[test]
fn trees_have_no_rings_and_names_are_used_once() {
    on_both_engines(|world| async move {
        let admin = admin(&world).await;
        let (above, below) = (unit(&world, &admin, "Above").await, unit(&world, &admin, "Below").await);
        let put = |id: Id, name: &'static str, parent: Id| {
            let (world, admin) = (&world, &admin);
            async move {
                let form = [("name", name), ("kind", "grassroots"), ("parent", parent.as_str())];
                world.post(Some(admin), &format!("/units/{id}"), &form).await
            }
        };
        assert_eq!(put(below.clone(), "Below", above.clone()).await.status, 303);
        for parent in [&above, &below] {
            let ring = put(above.clone(), "Above", parent.clone()).await;
            assert!(ring.status == 422 && ring.body.contains(Rule::OwnParent.zh()));
        }
        let used = put(below.clone(), "Above", above.clone()).await;
        assert!(used.status == 422 && used.body.contains(Rule::AlreadyUsed.zh()));
        assert_eq!(put(below.clone(), "Below", Id::random()).await.status, 422);
        assert_eq!(put(Id::random(), "Nowhere", above.clone()).await.status, 404);
        let empty = world.post(Some(&admin), "/units/new", &[("name", " "), ("kind", "planet")]).await;
        assert!(empty.status == 422 && empty.body.contains(Rule::Missing.zh()));
        assert!(empty.body.contains(Rule::UnknownChoice.zh()));
        assert_eq!(world.get(Some(&admin), "/units/nonsense").await.status, 404);
    });
}

#[test]
fn the_register_is_read_by_four_roles_and_edited_by_one() {
    on_both_engines(|world| async move {
        let admin = admin(&world).await;
        let (unit, line, branch) = structure(&world, &admin).await;
        let campaign = Id::random();
        let office = world.person("Office", &[(Role::Wg, "campaign", campaign.as_str())]).await;
        let secretary = world.person("Secretary", &[(Role::Sec, "tenant", "")]).await;
        let auditor = world.person("Auditor", &[(Role::Aud, "tenant", "")]).await;
        let staff = world.person("Staff", &[]).await;
        let head = world.person("Head", &[(Role::Dh, "unit", unit.as_str())]).await;
        let pages = [
            "/people".to_owned(),
            format!("/people/{}", staff.person),
            "/units".to_owned(),
            format!("/units/{unit}"),
            format!("/party/{branch}"),
            format!("/lines/{line}"),
        ];
        for page in &pages {
            for reader in [&admin, &office, &secretary, &auditor] {
                assert_eq!(world.get(Some(reader), page).await.status, 200, "{page}");
            }
            for other in [&staff, &head] {
                assert_eq!(world.get(Some(other), page).await.status, 403, "{page}");
            }
            assert_eq!(world.get(None, page).await.status, 303, "{page}");
        }
        let writes = [
            "/people/new".to_owned(),
            format!("/people/{}/edit", staff.person),
            format!("/people/{}/posts", staff.person),
            format!("/people/{}/posts/remove", staff.person),
            format!("/people/{}/leave", staff.person),
            format!("/people/{}/return", staff.person),
            "/units/new".to_owned(),
            format!("/units/{unit}"),
            "/party/new".to_owned(),
            format!("/party/{branch}"),
        ];
        for write in &writes {
            for other in [&office, &secretary, &auditor, &staff, &head] {
                let form = [("name", "x"), ("kind", "branch"), ("left_on", "2008-07-08")];
                assert_eq!(world.post(Some(other), write, &form).await.status, 403, "{write}");
            }
        }
        for other in [&secretary, &auditor, &staff] {
            assert_eq!(world.post(Some(other), "/lines/new", &[]).await.status, 403);
            assert_eq!(world.get(Some(other), "/people/import").await.status, 403);
        }
        let form = [("name", "Finance line"), ("lead", unit.as_str())];
        let made = world.post(Some(&office), "/lines/new", &form).await;
        assert!(made.status == 303 && made.location().starts_with("/lines/"));
        let position = [("unit", unit.as_str()), ("post", "Bookkeeper")];
        let path = format!("{}/positions", made.location());
        assert_eq!(world.post(Some(&office), &path, &position).await.status, 303);
        assert!(world.get(Some(&office), made.location()).await.body.contains("Bookkeeper"));
        let nothing = world.post(Some(&office), &path, &[("unit", ""), ("post", "")]).await;
        assert!(nothing.status == 422 && nothing.body.contains("Finance line"));
        assert_eq!(world.post(Some(&office), &format!("{path}/remove"), &position).await.status, 303);
        assert_eq!(world.post(Some(&office), &format!("{path}/remove"), &position).await.status, 409);
    });
}

#[test]
fn people_are_sorted_by_pinyin_found_and_paged_without_losing_anybody() {
    on_both_engines(|world| async move {
        let admin = admin(&world).await;
        let unit = unit(&world, &admin, "Affairs").await;
        // Wang Fang, Shan Xiao (a surname that is read otherwise), Zhao Yi, Li Ang, Liang Yi.
        let people =
            ["\u{738b}\u{82b3}", "\u{5355}\u{6653}", "\u{8d75}\u{4e00}", "\u{6881}\u{4e00}", "\u{674e}\u{6602}"];
        for (n, name) in people.iter().enumerate() {
            let answer = add(&world, &admin, name, unit.as_str(), &format!("2003{n}")).await;
            assert_eq!(answer.status, 303, "{}", answer.body);
        }
        let list = |query: String| {
            let (world, admin) = (&world, &admin);
            async move { world.get(Some(admin), &format!("/people?{query}")).await }
        };
        let here = format!("unit={unit}");
        assert_eq!(names(&list(here.clone()).await), [people[4], people[3], people[1], people[0], people[2]]);
        let find =
            |q: &str| format!("{here}&q={}", serde_html_form::to_string([("", q)]).unwrap().trim_start_matches('='));
        assert_eq!(names(&list(find("\u{738b}")).await), [people[0]]);
        assert_eq!(names(&list(find("wangf")).await), [people[0]]);
        assert_eq!(names(&list(find("Li ang")).await), [people[4], people[3]]);
        assert_eq!(names(&list(find("20034")).await), [people[4]]);
        assert!(names(&list(find("%")).await).is_empty());
        assert_eq!(list("unit=nonsense".into()).await.status, 404);
        assert_eq!(list("after=nonsense".into()).await.status, 404);
        for n in 0..120 {
            assert_eq!(add(&world, &admin, &format!("Worker {n:03}"), "", "").await.status, 303);
        }
        let mut seen = Vec::new();
        let mut path = "/people?".to_owned();
        loop {
            let page = world.get(Some(&admin), &path).await;
            seen.extend(names(&page));
            match page.between("rel=\"next\" href=\"", "\"") {
                "" => break,
                next => path = format!("/people{}", next.replace("&#38;", "&").replace("&amp;", "&")),
            }
        }
        assert_eq!(seen.len(), 126, "120 workers, 5 in the unit, and the administrator");
        let mut once = seen.clone();
        once.dedup();
        assert_eq!(once, seen);
        let role = world.get(Some(&admin), "/people?role=SYS").await;
        assert_eq!(names(&role), ["Admin"]);
    });
}

#[test]
fn whoever_left_is_gone_from_lists_and_cannot_enter_any_more() {
    on_both_engines(|world| async move {
        let admin = admin(&world).await;
        let somebody = world.person("Somebody", &[]).await;
        let path = |rest: &str| format!("/people/{}{rest}", somebody.person);
        let future = world.post(Some(&admin), &path("/leave"), &[("left_on", "2008-07-09")]).await;
        assert!(future.status == 422 && future.body.contains(Rule::DayInFuture.zh()));
        assert_eq!(world.post(Some(&admin), &path("/leave"), &[("left_on", "2008-07-08")]).await.status, 303);
        assert_eq!(world.get(Some(&somebody), "/account").await.status, 303, "the session is void at once");
        assert_eq!(names(&world.get(Some(&admin), "/people").await), ["Admin"]);
        assert_eq!(names(&world.get(Some(&admin), "/people?left=yes").await), ["Admin", "Somebody"]);
        assert_eq!(world.post(Some(&admin), &path("/invite"), &[]).await.status, 409);
        assert_eq!(world.post(Some(&admin), &path("/return"), &[]).await.status, 303);
        assert_eq!(world.get(Some(&somebody), "/account").await.status, 200);
        let myself = format!("/people/{}/leave", admin.person);
        assert_eq!(world.post(Some(&admin), &myself, &[("left_on", "2008-07-08")]).await.status, 403);
    });
}

#[test]
fn posts_make_leading_cadres_and_nobody_gives_himself_one() {
    on_both_engines(|world| async move {
        let admin = admin(&world).await;
        let unit = unit(&world, &admin, "Affairs").await;
        let somebody = world.person("Somebody", &[]).await;
        let path = format!("/people/{}/posts", somebody.person);
        let post = [("unit", unit.as_str()), ("title", "Head"), ("leading", "yes")];
        assert_eq!(world.post(Some(&admin), &path, &post).await.status, 303);
        assert!(world.actor(&somebody).await.has(Role::Lc));
        assert_eq!(world.post(Some(&admin), &format!("{path}/remove"), &post[..2]).await.status, 303);
        assert!(!world.actor(&somebody).await.has(Role::Lc));
        let own = world.post(Some(&admin), &format!("/people/{}/posts", admin.person), &post).await;
        assert!(own.status == 422 && own.body.contains(Rule::OwnRecord.zh()));
        let edit = [("name", "Admin"), ("category", "staff"), ("party", "full")];
        let own = world.post(Some(&admin), &format!("/people/{}/edit", admin.person), &edit).await;
        assert!(own.status == 422 && own.body.contains(Rule::OwnRecord.zh()));
        let bad = world.post(Some(&admin), &path, &[("unit", "x"), ("title", "")]).await;
        assert!(bad.status == 422 && bad.body.contains(Rule::Missing.zh()));
        assert_eq!(add(&world, &admin, "One", unit.as_str(), "007").await.status, 303);
        let twice = add(&world, &admin, "Two", "", "007").await;
        assert!(twice.status == 422 && twice.body.contains("value=\"Two\""));
        let markup = add(&world, &admin, "<b>\u{202e}x</b>", "", "").await;
        let page = world.get(Some(&admin), markup.location()).await;
        assert!(!page.body.contains("<b>\u{202e}"), "escaped");
        assert_eq!(add(&world, &admin, "a\0b", "", "").await.status, 422);
        assert_eq!(add(&world, &admin, &"x".repeat(61), "", "").await.status, 422);
    });
}
