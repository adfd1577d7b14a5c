//! The ledger: what it lists, whom it lists it to, and that its numbers are its rows.

use ::store::{Query, Value};

use super::*;
use crate::auth::{Actor, Verb};
use crate::features::rectification::model::{Dates, Lamp, lamp};
use crate::features::rectification::store::{LEDGER, readable};
use crate::testing::on_both_engines;

const PUBLICATION: Sql = Sql::new(
    "test",
    "insert into publication (id, campaign_id, kind, title, body, state, frozen_body, frozen_hash, created_by, created_on, version, search_key)
     values ($1, $2, 'report_back', 'x', 'x', $3, 'x', 'x', 'x', '2008-07-08', 0, $4)",
);
const LINE: Sql = Sql::new(
    "test",
    "insert into report_back_line (publication_id, merged_item_id, ordinal, asked, done, proven, remains)
     values ($1, $2, 1, 'x', 'x', 'x', 'x')",
);
const SCOPE: Sql =
    Sql::new("test", "insert into publication_scope (publication_id, scope_kind, scope_id) values ($1, $2, $3)");
const DATES: Sql = Sql::new(
    "test",
    "update rectification_item set state = $2, due_on = $3, start_on = $4, done_on = $5, yellow_from = $6, red_from = $7,
     resumes = $8, original_due_on = $3 where id = $1",
);

async fn published(world: &World, cast: &Cast, state: &'static str) {
    published_to(world, cast, state, "everyone", "").await;
}

async fn published_to(world: &World, cast: &Cast, state: &'static str, kind: &'static str, scope: &str) {
    let scope = scope.to_owned();
    let (id, campaign, merged) = (Id::random(), cast.campaign.clone(), cast.merged.clone());
    let written = world.app.db.write(move |tx| {
        tx.run(&PUBLICATION, &params![&id, &campaign, state, crate::random::key()])?;
        tx.run(&SCOPE, &params![&id, kind, &scope])?;
        tx.run(&LINE, &params![&id, &merged]).map(drop)
    });
    written.await.map_err(|e: ::store::StoreError| e).unwrap();
}

async fn seen_by(world: &World, id: &Id, actor: &Actor) -> store::Item {
    let (id, me) = (id.clone(), actor.person.id.clone());
    world.app.db.read(move |tx| store::find(tx, &id, Some(&me))).await.unwrap().unwrap()
}

/// Published to a department is published to its people, and to nobody else.
#[test]
fn a_publication_to_others_publishes_nothing_to_me() {
    on_both_engines(|world| async move {
        let cast = Cast::new(&world).await;
        let id = cast.begun(&world, Kind::TimeLimited, Some(DUE)).await;
        let path = format!("/items/{id}");
        let staff = world.actor(&cast.staff).await;
        published_to(&world, &cast, "open", "unit", cast.unit.as_str()).await;
        assert_eq!(world.get(Some(&cast.staff), &path).await.status, 404, "it went to the other department");
        assert_eq!(count(&world, &staff, Query::new()).await, 0);
        let ledger = world.get(Some(&cast.staff), "/items").await;
        assert!(!ledger.body.contains(cast.campaign.as_str()), "nor does its campaign stand in the choice");
        published_to(&world, &cast, "open", "unit", cast.other_unit.as_str()).await;
        assert_eq!(world.get(Some(&cast.staff), &path).await.status, 200);
        assert_eq!(count(&world, &staff, Query::new()).await, 1);
    });
}

/// Whoever may read an item finds it in the list, and nobody else: the list is the permission table.
#[test]
fn the_list_is_exactly_what_may_be_read() {
    on_both_engines(|world| async move {
        let cast = Cast::new(&world).await;
        let mut ids = vec![cast.begun(&world, Kind::TimeLimited, Some(DUE)).await];
        ids.push(
            cast.drafted(&world, &Draft { lead_unit: None, assist: vec![], ..cast.draft(Kind::Immediate, None) }).await,
        );
        let office = world.actor(&cast.other_office).await;
        let far = Draft {
            owner: Some(cast.other_owner.person.clone()),
            lead_unit: Some(cast.other_unit.clone()),
            assist: vec![],
            ..cast.draft(Kind::TimeLimited, Some(DUE))
        };
        ids.push(actions::create_item(&world.app, &office, &cast.other_campaign, None, &far).await.unwrap());
        for stage in ["before", "draft", "open"] {
            match stage {
                "draft" => published(&world, &cast, "draft").await,
                "open" => published(&world, &cast, "open").await,
                _ => {}
            }
            let mut seen = 0;
            for login in cast.everybody() {
                let actor = world.actor(login).await;
                let mut readable_items = 0;
                for id in &ids {
                    let may = actor.permit(Verb::ItemRead, &seen_by(&world, id, &actor).await.object()).is_ok();
                    let (who, key) = (actor.clone(), id.clone());
                    let listed = world.app.db.read(move |tx| store::is_listed(tx, &who, &key)).await.unwrap();
                    assert_eq!(may, listed, "{} {stage} {id}", actor.person.name);
                    readable_items += u64::from(may);
                }
                assert_eq!(count(&world, &actor, Query::new()).await, readable_items);
                seen += readable_items;
            }
            assert!(seen > 10, "the test must not be empty");
            let staff = world.actor(&cast.staff).await;
            assert_eq!(count(&world, &staff, Query::new()).await, if stage == "open" { 2 } else { 0 });
        }
        // Published: the facts, not the owner's notes and files.
        let owner = world.actor(&cast.owner).await;
        actions::log_progress(&world.app, &owner, &ids[0], "只给经办人看的进展", None).await.unwrap();
        for path in [format!("/items/{}", ids[0]), format!("/items?campaign={}", cast.campaign)] {
            let page = world.get(Some(&cast.staff), &path).await;
            assert!(page.status == 200 && page.body.contains("夜班能吃到热饭"), "{path}");
            assert!(!page.body.contains("只给经办人看的进展"), "{path}");
            assert!(world.get(Some(&cast.owner), &path).await.body.contains("只给经办人看的进展"));
        }
    });
}

async fn count(world: &World, actor: &Actor, query: Query) -> u64 {
    let query = query.allowed(readable(actor));
    world.app.db.read(move |tx| tx.count(&LEDGER, &query)).await.map_err(|e: ::store::StoreError| e).unwrap()
}

impl Cast {
    fn everybody(&self) -> [&Login; 13] {
        [
            &self.secretary,
            &self.deputy,
            &self.office,
            &self.other_office,
            &self.owner,
            &self.other_owner,
            &self.clerk,
            &self.head,
            &self.other_head,
            &self.lead,
            &self.staff,
            &self.auditor,
            &self.secretary,
        ]
    }
}

/// The colours that the list asks the database for are the lamps that the rows show, for many states and dates; each
/// item is in exactly one bucket (I4).
#[test]
fn the_colours_of_the_list_are_the_lamps_of_its_rows() {
    on_both_engines(|world| async move {
        let cast = Cast::new(&world).await;
        let draft = cast.draft(Kind::TimeLimited, Some(DUE));
        let today = date(2008, 7, 8);
        let mut dice = super::walk::Dice::new(7);
        let mut expected: Vec<(State, Option<Lamp>)> = Vec::new();
        for n in 0..60 {
            let id = cast.drafted(&world, &draft).await;
            let state = State::ALL[n % State::ALL.len()];
            if state == State::Superseded {
                expected.push((
                    State::Drafted,
                    lamp(State::Drafted, &item(&world, &id).await.dates, &world.app.calendar, today),
                ));
                continue;
            }
            let day = |dice: &mut super::walk::Dice| {
                today.checked_add(jiff::Span::new().days(i64::try_from(dice.below(40)).unwrap() - 20)).unwrap()
            };
            let due = day(&mut dice);
            let start = (dice.below(2) == 0).then(|| day(&mut dice));
            let done = (state == State::Closed).then_some(today);
            let dates = Dates { original_due: Some(due), due: Some(due), start, done };
            let turns = crate::features::rectification::model::turns(&world.app.calendar, due).unwrap();
            let text = |d: Option<Date>| d.map(|d| d.to_string());
            let row: Vec<Value> = params![
                &id,
                state.code(),
                due.to_string(),
                text(start),
                text(done),
                turns.yellow.to_string(),
                turns.red.to_string(),
                (state == State::Suspended).then_some("in_progress")
            ]
            .to_vec();
            let written = world.app.db.write(move |tx| tx.run(&DATES, &row));
            written.await.map_err(|e: ::store::StoreError| e).unwrap();
            expected.push((state, lamp(state, &dates, &world.app.calendar, today)));
        }
        let secretary = world.actor(&cast.secretary).await;
        let day = Value::from(today.to_string());
        for (tone, days) in [("red", 2), ("yellow", 3), ("green", 2), ("grey", 1), ("blue", 0)] {
            let found = count(&world, &secretary, Query::new().filter(tone, vec![day.clone(); days])).await;
            let shown = expected.iter().filter(|(_, l)| l.is_some_and(|l| l.as_str() == tone)).count();
            assert_eq!(found, u64::try_from(shown).unwrap(), "{tone}");
            assert!(shown > 0, "{tone} must occur");
        }
        let mut sum = 0;
        for bucket in crate::features::rectification::model::Bucket::ALL {
            let found = count(&world, &secretary, Query::new().filter(bucket.code(), vec![])).await;
            let shown = expected.iter().filter(|(s, _)| s.bucket() == *bucket).count();
            assert_eq!(found, u64::try_from(shown).unwrap(), "{bucket:?}");
            sum += found;
        }
        assert_eq!(sum, 60);
    });
}

#[test]
fn pages_follow_each_other_and_lose_nothing() {
    on_both_engines(|world| async move {
        let cast = Cast::new(&world).await;
        let draft = cast.draft(Kind::TimeLimited, Some(DUE));
        for n in 0..53 {
            let due = (n % 3 != 0).then(|| date(2008, 8, 1 + i8::try_from(n % 20).unwrap()));
            cast.drafted(&world, &Draft { due_on: due, ..draft.clone() }).await;
        }
        for sort in ["", "due"] {
            let first = world.get(Some(&cast.office), &format!("/items?campaign={}&sort={sort}", cast.campaign)).await;
            assert_eq!(first.status, 200, "{}", first.body);
            assert!(first.body.contains("共 53 个事项"));
            let next = first.between("rel=\"next\" href=\"", "\"").replace("&#38;", "&").replace("&amp;", "&");
            let second = world.get(Some(&cast.office), &next).await;
            let mut numbers: Vec<String> = Vec::new();
            for page in [&first, &second] {
                numbers.extend(page.body.split(">ZG-2008-").skip(1).map(|rest| rest[..3].to_owned()));
            }
            assert_eq!(numbers.len(), 53);
            numbers.sort();
            numbers.dedup();
            assert_eq!(numbers.len(), 53, "sort={sort}");
            assert!(second.body.contains("<td class=\"skip-phone num\">53</td>"), "the running number goes on");
        }
        let bad = world.get(Some(&cast.office), "/items?after=rubbish&unit=x&lamp=pink&state=no&kind=&sort=x").await;
        assert_eq!(bad.status, 200, "an old address still shows the ledger");
        let columns = world.get(Some(&cast.office), &format!("/items?campaign={}", cast.campaign)).await;
        assert_eq!(columns.between("<thead>", "</thead>").matches("scope=\"col\"").count(), 21);
    });
}

#[test]
fn filters_narrow_and_each_count_is_its_list() {
    on_both_engines(|world| async move {
        let cast = Cast::new(&world).await;
        let id = cast.begun(&world, Kind::TimeLimited, Some(date(2008, 7, 10))).await;
        cast.drafted(&world, &cast.draft(Kind::Immediate, None)).await;
        let base = format!("/items?campaign={}", cast.campaign);
        let rows = async |more: &str| {
            let page = world.get(Some(&cast.secretary), &format!("{base}{more}")).await;
            page.body.matches("<tr>").count().saturating_sub(1)
        };
        assert_eq!(rows("").await, 2);
        assert_eq!(rows("&lamp=yellow").await, 1);
        assert_eq!(rows("&lamp=red").await, 0);
        assert_eq!(rows("&bucket=doing").await, 1);
        assert_eq!(rows("&bucket=next").await, 1);
        assert_eq!(rows("&state=in_progress&kind=time_limited").await, 1);
        assert_eq!(rows("&kind=immediate").await, 1);
        assert_eq!(rows("&owner=%E9%99%88%E7%AB%8B").await, 2);
        assert_eq!(rows(&format!("&owner={}", cast.other_owner.person)).await, 0);
        assert_eq!(rows(&format!("&unit={}", cast.other_unit)).await, 2, "assisting counts");
        assert_eq!(rows(&format!("&merged={}", cast.merged)).await, 2);
        let page = world.get(Some(&cast.secretary), &base).await;
        let tab = |name: &str| page.between(&format!("{name} <span class=\"count\">"), "<").to_owned();
        assert_eq!((tab("快到期"), tab("正在整改"), tab("下阶段整改")), ("1".into(), "1".into(), "1".into()));
        assert!(page.body.contains(&format!("/items/{id}")));
        let elsewhere = world.get(Some(&cast.other_office), &base).await;
        assert!(elsewhere.body.contains("还没有整改事项"), "nothing of another campaign");
    });
}
