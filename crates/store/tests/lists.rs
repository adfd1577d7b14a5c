//! Lists: pages that add up to the whole, whatever the engine, the order and the size of a page.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "helpers of tests fail like tests")]

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use store::testing::databases;
use store::{Cursor, Db, List, Migration, Order, Predicate, Query, StoreError, params};

store::statements! {
    INSERT = "insert into item (id, title, due, unit, gone) values ($1, $2, $3, $4, $5)";
    CLEAR = "delete from item";
}

const TABLE: &[Migration] = &[Migration {
    number: 1,
    name: "item",
    sql: "create table item (id text primary key, title text not null, due bigint not null, unit text not null,
                             gone bigint, stars bigint)/*strict*/;
          create index item_title on item (title, id);
          create index item_due on item (due, id);",
    sqlite: None,
    postgres: None,
}];

static ITEMS: List = List {
    name: "items",
    select: "select id, (select max(x.due) from item x where x.id = item.id) as from_where from item where gone = 0 or gone = 2",
    filters: &[("due", "due >= ? and due < ?"), ("unit", "unit = ? or unit = 'a ? b'"), ("title", "title >= ?")],
    orders: &[
        Order { key: "title", column: "title", descending: false },
        Order { key: "-title", column: "title", descending: true },
        Order { key: "due", column: "due", descending: false },
        Order { key: "-due", column: "due", descending: true },
        Order { key: "id", column: "id", descending: false },
        Order { key: "-id", column: "id", descending: true },
        Order { key: "stars", column: "stars", descending: false },
    ],
    id: "id",
};

const OWN: &str = "unit = ?";
const TITLED: &str = "title = ? and due > ?";

#[derive(Clone, Debug)]
struct Item {
    id: String,
    title: String,
    due: i64,
    unit: String,
    gone: i64,
}

fn items() -> impl Strategy<Value = Vec<Item>> {
    // Few values, so that many rows tie; upper case, signs and Chinese, so that the order of text matters.
    let title = prop::sample::select(vec!["", "A", "a", "B", "é", "Z", "_", "一", "丁", "食堂", "𬱖", "ﬀ"]);
    let unit = prop::sample::select(vec!["一分会", "二分会", "a ? b"]);
    prop::collection::vec((title, -2_i64..3, unit, 0_i64..3), 0..40).prop_map(|rows| {
        rows.into_iter()
            .enumerate()
            .map(|(number, (title, due, unit, gone))| Item {
                // Neither the order of insertion nor that of numbers.
                id: format!("{:x}", (number * 7919) % 10_007),
                title: title.into(),
                due,
                unit: unit.into(),
                gone,
            })
            .collect()
    })
}

fn fill(db: &Db, items: &[Item]) {
    let items = items.to_vec();
    db.write_blocking::<_, StoreError, _>(move |tx| {
        tx.run(&CLEAR, &[])?;
        for item in &items {
            tx.run(&INSERT, &params![&item.id, &item.title, item.due, &item.unit, item.gone])?;
        }
        Ok(())
    })
    .unwrap();
}

fn walk(db: &Db, query: &Query) -> Vec<String> {
    let (mut ids, mut after) = (Vec::new(), None);
    loop {
        // Through the text of the address, as a browser would.
        let page = query.clone().after(after.map(|cursor: Cursor| cursor.to_string().parse::<Cursor>().unwrap()));
        let page =
            db.read_blocking::<_, StoreError, _>(move |tx| tx.page(&ITEMS, &page, |row| row.get::<String>(0))).unwrap();
        ids.extend(page.rows);
        after = page.next;
        if after.is_none() {
            return ids;
        }
    }
}

fn count(db: &Db, query: &Query) -> usize {
    let query = query.clone();
    usize::try_from(db.read_blocking::<_, StoreError, _>(move |tx| tx.count(&ITEMS, &query)).unwrap()).unwrap()
}

#[test]
fn pages_add_up_to_the_whole_list_in_every_order() {
    for db in databases() {
        db.migrate(TABLE, false).unwrap();
        let mut runner = TestRunner::new(Config { cases: 24, ..Config::default() });
        runner
            .run(&(items(), 1_u32..9, prop::sample::select(ITEMS.orders[..6].to_vec())), |(items, limit, order)| {
                fill(&db, &items);
                let mut expected: Vec<&Item> = items.iter().filter(|item| item.gone != 1).collect();
                match order.column {
                    "title" => expected.sort_by_key(|item| (item.title.clone(), item.id.clone())),
                    "due" => expected.sort_by_key(|item| (item.due, item.id.clone())),
                    _ => expected.sort_by_key(|item| item.id.clone()),
                }
                if order.descending {
                    expected.reverse();
                }
                let query = Query::new().order(order.key).limit(limit);
                let expected: Vec<String> = expected.into_iter().map(|item| item.id.clone()).collect();
                prop_assert_eq!(walk(&db, &query), expected);
                prop_assert_eq!(count(&db, &query), items.iter().filter(|item| item.gone != 1).count());
                Ok(())
            })
            .unwrap();
    }
}

#[test]
fn filters_and_permissions_narrow_pages_and_counts_alike() {
    for db in databases() {
        db.migrate(TABLE, false).unwrap();
        let mut runner = TestRunner::new(Config { cases: 16, ..Config::default() });
        runner
            .run(&(items(), 1_u32..9), |(items, limit)| {
                fill(&db, &items);
                let base = Query::new()
                    .limit(limit)
                    .filter("due", params![-1, 2])
                    .filter("unit", params!["一分会"])
                    .allowed(Predicate::All)
                    .allowed(Predicate::Any(vec![
                        (OWN, params!["一分会"].to_vec()),
                        (TITLED, params!["a", 0].to_vec()),
                    ]));
                let mut expected: Vec<(String, String)> = items
                    .iter()
                    .filter(|item| item.gone != 1 && item.due >= -1 && item.due < 2)
                    .filter(|item| item.unit == "一分会" || item.unit == "a ? b")
                    .filter(|item| item.unit == "一分会" || (item.title == "a" && item.due > 0))
                    .map(|item| (item.title.clone(), item.id.clone()))
                    .collect();
                expected.sort();
                let expected: Vec<String> = expected.into_iter().map(|(_, id)| id).collect();
                prop_assert_eq!(walk(&db, &base), expected.clone());
                prop_assert_eq!(count(&db, &base), expected.len());
                for nothing in [Predicate::None, Predicate::Any(vec![])] {
                    let none = base.clone().allowed(nothing);
                    prop_assert_eq!(walk(&db, &none), Vec::<String>::new());
                    prop_assert_eq!(count(&db, &none), 0);
                }
                Ok(())
            })
            .unwrap();
    }
}

#[test]
fn every_variant_is_right_on_both_engines() {
    let variants = ITEMS.variants_with(&[OWN, TITLED]);
    assert!(variants.len() > 50);
    assert!(variants.iter().any(|sql| sql.text().contains("(title, id) < ($")), "{variants:?}");
    for db in databases() {
        db.migrate(TABLE, false).unwrap();
        for sql in ITEMS.variants_with(&[OWN, TITLED]) {
            db.write_blocking::<_, StoreError, _>(move |tx| tx.prepare(&sql)).unwrap();
        }
    }
}

#[test]
fn what_a_list_does_not_have_is_refused() {
    for db in databases() {
        db.migrate(TABLE, false).unwrap();
        let refused = |query: Query| {
            let result = db.read_blocking::<_, StoreError, _>(move |tx| tx.page(&ITEMS, &query, |_| Ok(())));
            assert!(matches!(result, Err(StoreError::Query(_))), "{result:?}");
        };
        refused(Query::new().filter("1=1; drop table item; --", params![]));
        refused(Query::new().filter("due", params![1]));
        refused(Query::new().filter("title", params!["a", "b"]));
        refused(Query::new().order("rank"));
        fill(
            &db,
            &[0, 1].map(|number| Item {
                id: format!("i{number}"),
                title: "t".into(),
                due: 1,
                unit: "u".into(),
                gone: 0,
            }),
        );
        let page =
            db.read_blocking::<_, StoreError, _>(|tx| tx.page(&ITEMS, &Query::new().limit(1), |_| Ok(()))).unwrap();
        // A cursor of one order is no place in another.
        refused(Query::new().order("due").after(page.next));
        // Nulls would be lost between pages.
        refused(Query::new().order("stars"));
    }
}
