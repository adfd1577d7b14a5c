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
    let long = "\u{20000}".repeat(2000);
    let sealed: Vec<Vec<u8>> =
        ["短", "\u{1}\"\\\n", long.as_str()].iter().map(|t| seal::seal(&slip(t), &public).unwrap()).collect();
    assert!(sealed.windows(2).all(|w| w[0].len() == w[1].len()));
    assert_eq!(seal::open(&sealed[2], &secret.to_bytes()).unwrap(), slip(&long));
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

/// A box that cannot be opened, such as one whose slip was damaged, keeps no other box closed.
#[test]
fn one_damaged_box_does_not_keep_the_others_closed() {
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
