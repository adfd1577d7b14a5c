use super::*;
use crate::testing::on_both_engines;
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
