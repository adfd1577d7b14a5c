use super::*;
use crate::testing::on_both_engines;
use ::store::params;
use jiff::civil::date;

#[test]
fn a_receipt_is_read_however_it_is_typed() {
    let receipt = Receipt::new();
    let grouped = receipt.grouped();
    assert_eq!(grouped.len(), 19);
    assert_eq!(Receipt::parse(&grouped.to_lowercase().replace('-', " ")), Some(receipt.clone()));
    assert_eq!(Receipt::parse(&grouped.replace('0', "o").replace('1', "l")), Some(receipt.clone()));
    assert_eq!(Receipt::parse("123"), None);
    assert_eq!(Receipt::parse("意见意见意见意见意见意见意见意见"), None);
    assert_ne!(receipt.box_key(), receipt.released_key());
}

#[test]
fn every_slip_has_one_size_and_opens_to_what_was_dropped() {
    let secret = crypto_box::SecretKey::generate(&mut crypto_box::aead::OsRng);
    let public = *secret.public_key().as_bytes();
    let slip = |text: &str| Slip {
        kind: "point".into(),
        fields: Default::default(),
        text: text.into(),
        receipt: "r".repeat(64),
    };
    let (common, rare) = ("意".repeat(2000), "\u{20000}".repeat(1000));
    let texts = ["", "短", "\u{1}\"\\\n", common.as_str(), rare.as_str()];
    let sealed: Vec<Vec<u8>> = texts.iter().map(|t| seal::seal(&slip(t), &public).unwrap()).collect();
    assert!(sealed.windows(2).all(|w| w[0].len() == w[1].len()));
    for (sealed, text) in sealed.iter().zip(texts) {
        assert_eq!(seal::open(sealed, &secret.to_bytes()).unwrap(), slip(text));
    }
    let mut broken = sealed[0].clone();
    broken[100] ^= 1;
    assert_eq!(seal::open(&broken, &secret.to_bytes()), None);
}

#[test]
fn a_drop_writes_one_row_and_nothing_else() {
    on_both_engines(|world| async move {
        prepare(&world.app).await.unwrap();
        let receipt = drop_into(&world.app, "round:x", "point", vec![("line", "l".into())], "原话".into(), |_| Ok(()))
            .await
            .unwrap();
        assert!(is_waiting(&world.app, &receipt).await.unwrap());
        assert!(!is_waiting(&world.app, &Receipt::new()).await.unwrap());
        let lines = world.app.db.read(|tx| tx.all(&crate::audit::store::LINES, &[], |_| Ok(()))).await.unwrap();
        assert!(lines.is_empty(), "an anonymous act leaves no audit line");
    });
}

#[test]
fn what_is_dropped_after_the_hour_lies_in_the_next_days_box() {
    let hour = |h| crate::clock::Now(crate::clock::at(date(2008, 7, 8), h, 0));
    assert_eq!(keys::box_day(hour(17), 18), date(2008, 7, 8));
    assert_eq!(keys::box_day(hour(18), 18), date(2008, 7, 9));
}

::store::statements! {
    pub PUT_BY_HAND = "insert into box_drop (id, parent, day, sealed) values ($1, $2, $3, $4)";
    pub CAMPAIGN = "insert into campaign (id, short_name, slogan, year, host, content, state, starts_on, ends_on)
        values ($1, 'C', 'S', 2008, 'H', '', 'active', '2008-01-01', '2008-12-31')";
    pub ROUND = "insert into collection_round (id, campaign_id, ordinal, name, code, state, opens_on, closes_on, populations, subjects,
        kinds, allow_named, allow_anonymous, promise) values ($1, $2, 1, 'R', 'roundcod', 'open', '2008-07-01', '2008-07-31',
        '[]', '[]', '[]', 1, 1, '')";
    pub POINTS_THERE = "select count(*) from opinion_point";
    pub ASIDE_THERE = "select id, sealed from box_aside order by id";
    pub MARKS_THERE = "select count(*) from forget_mark";
    pub DAMAGE = "update box_drop set sealed = $2 where id = $1";
    pub GIVE_UP_BY_HAND = "delete from box_key where day = $1";
}

fn key_files(app: &crate::app::App, day: &str) -> usize {
    let folders = app.config.key_folders();
    let names = folders.iter().flat_map(|f| std::fs::read_dir(f).unwrap()).map(|e| e.unwrap().file_name());
    names.filter(|name| name.to_str().unwrap().contains(day)).count()
}

/// A process may have read the day's key just before the box was opened: its slip goes into the next box, or it would be
/// sealed to a key that is no more.
#[test]
fn a_drop_at_the_opening_hour_is_never_sealed_to_a_key_that_is_gone() {
    on_both_engines(|world| async move {
        let app = &world.app;
        prepare(app).await.unwrap();
        // Another process has opened today's box and given up its key; this one still remembers it.
        world
            .app
            .db
            .write(|tx| tx.run(&GIVE_UP_BY_HAND, &params!["2008-07-08"]).map(drop))
            .await
            .map_err(|e: ::store::StoreError| e)
            .unwrap();
        let receipt = drop_into(app, "round:x", "point", vec![], "原话".into(), |_| Ok(())).await.unwrap();
        assert!(is_waiting(app, &receipt).await.unwrap());
        let public =
            app.db.read(|tx| keys::find(tx, "2008-07-08")).await.unwrap().expect("the slip's key is in the database");
        assert!(app.letterbox.keys.secret("2008-07-08", &public).is_some(), "and its private half still exists");
    });
}

/// A crash between giving up a key and destroying its files leaves no key behind for ever.
#[test]
fn keys_that_a_crash_left_behind_are_destroyed() {
    on_both_engines(|world| async move {
        let app = &world.app;
        prepare(app).await.unwrap();
        assert_eq!(key_files(app, "2008-07-08"), 2);
        app.db
            .write(|tx| tx.run(&GIVE_UP_BY_HAND, &params!["2008-07-08"]).map(drop))
            .await
            .map_err(|e: ::store::StoreError| e)
            .unwrap();
        world.set_clock(date(2008, 7, 8), 19);
        open_box(app, Due::ByHour).await.unwrap();
        assert_eq!(key_files(app, "2008-07-08"), 0);
        assert_eq!(key_files(app, "2008-07-09"), 2, "tomorrow's stays");
    });
}

/// A box that cannot be opened, such as one whose key is lost, keeps no other box closed.
#[test]
fn one_box_without_a_key_does_not_keep_the_others_closed() {
    on_both_engines(|world| async move {
        let app = &world.app;
        prepare(app).await.unwrap();
        app.db
            .write(|tx| tx.run(&PUT_BY_HAND, &params!["a", "round:a", "2008-07-06", vec![1_u8, 2, 3]]).map(drop))
            .await
            .map_err(|e: ::store::StoreError| e)
            .unwrap();
        world.set_clock(date(2008, 7, 8), 19);
        assert!(open_box(app, Due::ByHour).await.is_err(), "the schedule reports it");
        assert_eq!(key_files(app, "2008-07-08"), 0, "the other days' keys are destroyed all the same");
    });
}

/// An open round, by hand; the name of its box.
async fn open_round(world: &crate::testing::World) -> String {
    let (campaign, round) = (crate::id::Id::random(), crate::id::Id::random());
    let parent = format!("round:{round}");
    let written = world.app.db.write(move |tx| {
        tx.run(&CAMPAIGN, &params![&campaign])?;
        tx.run(&ROUND, &params![&round, &campaign]).map(drop)
    });
    written.await.map_err(|e: ::store::StoreError| e).unwrap();
    parent
}

async fn number(world: &crate::testing::World, sql: ::store::Sql) -> i64 {
    let found = world.app.db.read(move |tx| tx.one(&sql, &[], |row| row.get::<i64>(0))).await;
    found.map_err(|e: ::store::StoreError| e).unwrap().unwrap()
}

/// A damaged slip is kept sealed, its owner is told by the receipt, the trail says of which day and how many; the others
/// come out.
#[test]
fn a_damaged_slip_is_set_aside_and_the_others_come_out() {
    on_both_engines(|world| async move {
        let app = &world.app;
        prepare(app).await.unwrap();
        let parent = open_round(&world).await;
        let mut receipts = Vec::new();
        for text in ["one", "two", "three"] {
            receipts.push(drop_into(app, &parent, "point", vec![], text.into(), |_| Ok(())).await.unwrap());
        }
        let key = receipts[1].box_key();
        let damaged = app.db.write(move |tx| tx.run(&DAMAGE, &params![&key, vec![7_u8; 9_000]]).map(drop));
        damaged.await.map_err(|e: ::store::StoreError| e).unwrap();
        world.set_clock(date(2008, 7, 8), 19);
        assert_eq!(open_box(app, Due::ByHour).await.unwrap(), 2);
        assert_eq!(number(&world, POINTS_THERE).await, 2);
        let aside = app.db.read(|tx| {
            tx.all(&ASIDE_THERE, &[], |row| {
                Ok::<_, ::store::StoreError>((row.get::<String>(0)?, row.get::<Vec<u8>>(1)?))
            })
        });
        assert_eq!(aside.await.unwrap(), [(receipts[1].box_key(), vec![7_u8; 9_000])]);
        assert!(is_aside(app, &receipts[1]).await.unwrap() && !is_waiting(app, &receipts[1]).await.unwrap());
        assert_eq!(key_files(app, "2008-07-08"), 0, "it keeps no key alive");
        let shown = world.post(None, "/receipt", &[("code", &receipts[1].grouped())]).await;
        assert_eq!(shown.status, 404);
        let unknown = world.post(None, "/receipt", &[("code", &Receipt::new().grouped())]).await;
        assert_ne!(shown.body, unknown.body, "its owner learns that it must be said again");
        let lines =
            app.db.read(|tx| tx.all(&crate::audit::store::LINES, &[], |row| row.get::<String>(1))).await.unwrap();
        let line = lines.iter().find(|l| l.contains("box.set_aside")).expect("an audit line");
        assert!(line.contains("2008-07-08") && line.contains("\"count\":1"), "{line}");
        assert!(!line.contains(&receipts[1].box_key()), "and nothing that leads to the receipt");
        // Nothing is left to do.
        assert_eq!(open_box(app, Due::ByHour).await.unwrap(), 0);
    });
}

/// Somebody reads the whole time while the box is opened: the sealed slips stay in the log, a mark says so, and the next
/// look of the schedule erases them.
#[test]
fn what_a_long_reader_kept_in_the_log_is_erased_later() {
    let options = ::store::Options { forget_patience: std::time::Duration::from_millis(50), ..Default::default() };
    let world = crate::testing::World::on(::store::testing::sqlite_with(&options));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async move {
        let app = &world.app;
        prepare(app).await.unwrap();
        let parent = open_round(&world).await;
        let receipt = drop_into(app, &parent, "point", vec![], "原话".into(), |_| Ok(())).await.unwrap();
        let path = app.config.database.path().unwrap().to_owned();
        let key = receipt.box_key();
        let holds = |ending: &str| {
            let bytes = std::fs::read(format!("{}{ending}", path.display())).unwrap();
            bytes.windows(key.len()).any(|w| w == key.as_bytes())
        };
        assert!(holds("-wal"));

        let reader = rusqlite::Connection::open(&path).unwrap();
        reader.execute_batch("begin; select count(*) from box_drop").unwrap();
        world.set_clock(date(2008, 7, 8), 19);
        assert_eq!(open_box(app, Due::ByHour).await.unwrap(), 1, "the opening does not wait for him");
        assert!(holds("-wal"), "the sealed slip stands in the log");
        assert_eq!(number(&world, MARKS_THERE).await, 1);
        crate::jobs::tick(app).await.unwrap();
        assert_eq!(number(&world, MARKS_THERE).await, 1, "he still reads");

        reader.execute_batch("commit").unwrap();
        crate::jobs::tick(app).await.unwrap();
        assert!(!holds("-wal") && !holds(""), "neither in the log nor in the file");
        assert_eq!(number(&world, MARKS_THERE).await, 0);
    });
}
