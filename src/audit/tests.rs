//! I9: the chain verifies, and any edit breaks it.

use ::store::{Sql, StoreError, params};
use jiff::civil::date;

use super::{Act, Entry, Finding, merkle_root, record, seal, verify};
use crate::clock::{Now, at};
use crate::testing::{World, on_both_engines};

::store::statements! {
    pub CHANGE = "update audit_line set data = replace(data, 'round.open', 'round.shut') where id = (select min(id) from audit_line)";
    pub DELETE = "delete from audit_line where id = (select min(id) from audit_line)";
    pub INSERT = "insert into audit_line (id, data, hash, block) select 'f' || substr(id, 2), data, hash, block from audit_line
        where id = (select min(id) from audit_line)";
    pub MOVE = "update audit_line set block = 2 where id = (select min(id) from audit_line where block = 1)";
    pub CUT_LINES = "delete from audit_line where block = (select max(no) from audit_block)";
    pub CUT_BLOCK = "delete from audit_block where no = (select max(no) from audit_block)";
    pub UNLINK = "update audit_block set previous = root where no = 2";
    pub UNSEAL = "update audit_line set block = null where id = (select min(id) from audit_line)";
}

fn now() -> Now {
    Now(at(date(2008, 7, 8), 9, 0))
}

/// Three blocks of two lines each.
async fn trail(world: &World) {
    for block in 0..3 {
        let written = world.app.db.write(move |tx| {
            for line in 0..2 {
                record(
                    tx,
                    &Act::system(now()),
                    Entry::new("round.open", "round", block * 2 + line).states("draft", "open"),
                )?;
            }
            Ok::<(), StoreError>(())
        });
        written.await.unwrap();
        assert_eq!(seal(&world.app.db, &world.app.config.anchor(), now()).await.unwrap(), 2);
    }
}

async fn findings(world: &World, later: i64) -> Vec<Finding> {
    let then = Now(jiff::Timestamp::from_second(now().seconds() + later).unwrap());
    verify(&world.app.db, &world.app.blobs, &world.app.config.anchor(), then).await.unwrap().findings
}

#[test]
fn i9_an_untouched_trail_verifies() {
    on_both_engines(|world| async move {
        assert_eq!(findings(&world, 0).await, [], "an empty trail is well");
        trail(&world).await;
        let report = verify(&world.app.db, &world.app.blobs, &world.app.config.anchor(), now()).await.unwrap();
        assert_eq!((report.lines, report.blocks, report.findings), (6, 3, vec![]));
        assert_eq!(seal(&world.app.db, &world.app.config.anchor(), now()).await.unwrap(), 0, "nothing is sealed twice");
    });
}

#[test]
fn i9_every_kind_of_tampering_is_found() {
    let acts: [(&str, Vec<Sql>); 7] = [
        ("changed", vec![CHANGE]),
        ("deleted", vec![DELETE]),
        ("inserted", vec![INSERT]),
        ("moved", vec![MOVE]),
        ("cut off at the tail", vec![CUT_LINES, CUT_BLOCK]),
        ("unlinked", vec![UNLINK]),
        ("taken out of its block", vec![UNSEAL]),
    ];
    for (name, statements) in acts {
        on_both_engines(|world| {
            let statements = statements.clone();
            async move {
                trail(&world).await;
                let tampered = world.app.db.write(move |tx| {
                    for sql in &statements {
                        assert!(tx.run(sql, &params![])? > 0, "the tampering itself must happen");
                    }
                    Ok::<(), StoreError>(())
                });
                tampered.await.unwrap();
                assert_ne!(findings(&world, 0).await, [], "{name}");
            }
        });
    }
}

#[test]
fn i9_a_line_may_wait_for_the_sealer_but_not_long_and_not_from_tomorrow() {
    on_both_engines(|world| async move {
        let write = |now: Now| {
            world.app.db.write(move |tx| record(tx, &Act::system(now), Entry::new("round.open", "round", 1)))
        };
        write(now()).await.unwrap();
        assert_eq!(findings(&world, 59).await, []);
        assert!(matches!(findings(&world, 61).await.as_slice(), [Finding::Unsealed(_)]));
        assert!(matches!(findings(&world, -3600).await.as_slice(), [Finding::Unsealed(_)]));
    });
}

#[test]
fn i9_a_trail_without_its_anchor_or_with_another_is_found() {
    on_both_engines(|world| async move {
        trail(&world).await;
        let anchor = world.app.config.anchor();
        let text = std::fs::read_to_string(&anchor).unwrap();
        std::fs::remove_file(&anchor).unwrap();
        assert!(matches!(findings(&world, 0).await.as_slice(), [Finding::AnchorUnreadable(_)]));
        std::fs::write(&anchor, text.replacen('a', "b", 1)).unwrap();
        assert_ne!(findings(&world, 0).await, []);
        std::fs::write(&anchor, format!("{text}4 torn")).unwrap();
        assert_eq!(findings(&world, 0).await, [], "a torn last line is what a power cut leaves");
    });
}

/// A block is written and the process dies before its line is in the anchor, or while the line is being written.
#[test]
fn i9_what_a_crash_left_out_of_the_anchor_is_made_up_for_and_nothing_more() {
    on_both_engines(|world| async move {
        trail(&world).await;
        let anchor = world.app.config.anchor();
        let line = || {
            let db = world.app.db.clone();
            async move {
                let entry = Entry::new("round.open", "round", 9);
                db.write(move |tx| record(tx, &Act::system(now()), entry.clone())).await.unwrap();
            }
        };
        for torn in ["", "4 torn"] {
            let whole = std::fs::read_to_string(&anchor).unwrap();
            line().await;
            seal(&world.app.db, &anchor, now()).await.unwrap();
            std::fs::write(&anchor, format!("{whole}{torn}")).unwrap();
            line().await;
            seal(&world.app.db, &anchor, now()).await.unwrap();
            assert_eq!(findings(&world, 0).await, [], "{torn}");
        }
        let text = std::fs::read_to_string(&anchor).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        std::fs::write(&anchor, format!("{}\n{}\n", lines[0], lines[2..].join("\n"))).unwrap();
        line().await;
        seal(&world.app.db, &anchor, now()).await.unwrap();
        assert_eq!(findings(&world, 0).await, [Finding::AnchorBehind(2)], "a gap in the middle is no accident");
        std::fs::remove_file(&anchor).unwrap();
        line().await;
        seal(&world.app.db, &anchor, now()).await.unwrap();
        assert_eq!(findings(&world, 0).await.len(), 8, "an anchor that was taken away is not made anew");
    });
}

#[test]
fn the_root_depends_on_every_leaf_and_their_order() {
    let leaves: Vec<_> = (0..7u8).map(|n| blake3::hash(&[n])).collect();
    let root = merkle_root(leaves.clone());
    let mut swapped = leaves.clone();
    swapped.swap(2, 5);
    assert_ne!(merkle_root(swapped), root);
    assert_ne!(merkle_root(leaves[..6].to_vec()), root);
}
