//! Full text: the same texts are found on both engines.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "helpers of tests fail like tests")]

use store::testing::databases;
use store::{Db, Migration, StoreError};

const INDEX: &[Migration] =
    &[Migration { number: 1, name: "index", sql: "create text index point_words;", sqlite: None, postgres: None }];

fn words(text: &str) -> Vec<String> {
    text.split(' ').map(str::to_owned).collect()
}

fn put(db: &Db, key: i64, text: &str) {
    let tokens = words(text);
    db.write_blocking::<_, StoreError, _>(move |tx| tx.text_put("point_words", key, &tokens)).unwrap();
}

fn find(db: &Db, text: &str) -> Vec<i64> {
    let tokens = words(text);
    db.read_blocking::<_, StoreError, _>(move |tx| tx.text_find("point_words", &tokens, 10)).unwrap()
}

#[test]
fn words_of_two_characters_names_and_signs_are_found() {
    for db in databases() {
        db.migrate(INDEX, false).unwrap();
        put(&db, 7, "食堂 价格 偏 高 c++ WiFi 菜价 价格");
        put(&db, -3, "食堂 卫生 很 好 c AND 𬱖");
        put(&db, 9, "停车 难");
        assert_eq!(find(&db, "食堂"), [-3, 7], "{db:?}");
        assert_eq!(find(&db, "食堂 价格"), [7]);
        assert_eq!(find(&db, "堂"), [0; 0]);
        assert_eq!(find(&db, "wifi"), [7]);
        assert_eq!(find(&db, "c++"), [7]);
        assert_eq!(find(&db, "c"), [-3]);
        assert_eq!(find(&db, "and"), [-3]);
        assert_eq!(find(&db, "𬱖 食堂"), [-3]);
        assert_eq!(find(&db, "食堂 停车"), [0; 0]);
        assert_eq!(find(&db, "\" or * :"), [0; 0]);
        assert_eq!(find(&db, ""), [0; 0]);
    }
}

#[test]
fn a_text_is_replaced_and_deleted() {
    for db in databases() {
        db.migrate(INDEX, false).unwrap();
        put(&db, 1, "食堂 价格");
        put(&db, 2, "食堂");
        put(&db, 1, "停车 价格");
        assert_eq!(find(&db, "食堂"), [2], "{db:?}");
        assert_eq!(find(&db, "停车"), [1]);
        let gone = db.write_blocking::<_, StoreError, _>(|tx| tx.text_delete("point_words", 1)).unwrap();
        assert!(gone);
        assert_eq!(find(&db, "价格"), [0; 0]);
        // With the unit, not beside it.
        let undone = db.write_blocking::<(), StoreError, _>(|tx| {
            tx.text_delete("point_words", 2)?;
            Err(StoreError::Other("no".into()))
        });
        assert!(undone.is_err());
        assert_eq!(find(&db, "食堂"), [2]);
        db.write_blocking::<_, StoreError, _>(|tx| tx.text_optimize("point_words")).unwrap();
        assert_eq!(find(&db, "食堂"), [2]);
    }
}

#[test]
fn a_deleted_text_is_not_in_the_file() {
    for db in databases() {
        let Some(path) = db.url().path().map(std::path::Path::to_owned) else { continue };
        db.migrate(INDEX, false).unwrap();
        for key in 0..200 {
            put(&db, key, if key == 77 { "别名八九" } else { "食堂 价格" });
        }
        put(&db, 300, "后来");
        let holds = || {
            [path.clone(), path.with_extension("db-wal")].iter().any(|file| {
                let bytes = std::fs::read(file).unwrap_or_default();
                bytes.windows(6).any(|window| window == "别名".as_bytes())
            })
        };
        assert!(holds());
        db.write_blocking::<_, StoreError, _>(|tx| {
            tx.text_delete("point_words", 77)?;
            tx.text_optimize("point_words")
        })
        .unwrap();
        db.forget_blocking(&["point_words"]).unwrap();
        assert!(!holds());
        assert_eq!(find(&db, "后来"), [300]);
    }
}
