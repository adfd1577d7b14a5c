//! The box, small cells, and what an anonymous row may hold.

use store::params;

use super::super::actions::*;
use super::super::model::*;
use super::*;
use crate::letterbox::{Due, open_box};
use crate::testing::on_both_engines;

#[test]
fn i12_small_cells_are_hidden_and_no_row_tells_who_spoke() {
    on_both_engines(|world| async move {
        let stage = Stage::on(&world).await;
        let mut receipts = Vec::new();
        for i in 0..5 {
            let said = stage.choice(&format!("食堂的队太长 {i}"));
            receipts.push(drop_anonymous(&world.app, &stage.code, &said).await.unwrap());
        }
        for i in 0..4 {
            let said = Choice { subject: "leading_cadre".into(), ..stage.choice(&format!("少下基层 {i}")) };
            drop_anonymous(&world.app, &stage.code, &said).await.unwrap();
        }
        assert!(stage.points(&world).await.is_empty(), "nothing is a point before the box is opened");
        world.set_clock(date(2008, 7, 8), 19);
        assert_eq!(open_box(&world.app, Due::ByHour).await.unwrap(), 9);
        let points = stage.points(&world).await;
        assert_eq!(points.len(), 9);
        for point in &points {
            let small = point.text.starts_with("少下基层");
            assert_eq!(point.cell_hidden, small, "{}", point.text);
            assert_eq!(point.fields.line.is_none(), small);
            assert_eq!(point.fields.subject.is_none(), small);
            assert_eq!(point.fields.kind, Some(Kind::Criticism));
            assert!(point.author.is_none() && point.release.is_some());
            assert_eq!(point.received_on, date(2008, 7, 8));
        }
        // The next day one more of the visible cell is shown, one of the hidden cell is not: four hidden do not count.
        drop_anonymous(&world.app, &stage.code, &stage.choice("又一条")).await.unwrap();
        let said = Choice { subject: "leading_cadre".into(), ..stage.choice("又一位领导") };
        drop_anonymous(&world.app, &stage.code, &said).await.unwrap();
        world.set_clock(date(2008, 7, 9), 19);
        assert_eq!(open_box(&world.app, Due::ByHour).await.unwrap(), 2);
        for point in stage.points(&world).await.iter().filter(|p| p.received_on == date(2008, 7, 9)) {
            assert_eq!(point.cell_hidden, point.text == "又一位领导");
        }
        let report = verify(&world).await;
        assert_eq!(report.findings, vec![], "the trail vouches for every point");
        let key = receipts[0].released_key();
        let found = world.app.db.read(move |tx| {
            tx.one(&super::super::store::POINT_OF_RECEIPT, &params![&key], super::super::store::read_point)
        });
        assert!(found.await.unwrap().unwrap().text.starts_with("食堂"));
    });
}

/// A box too full for one unit of work: what is rare is rare in the whole box, in whichever parts its slips happen to lie, each
/// slip becomes a point once, and the keys of the slips, which stand in every backup, tell nothing of the part.
#[test]
fn i12_a_full_box_is_opened_in_parts_and_counts_what_is_rare_in_the_whole() {
    on_both_engines(|world| async move {
        let stage = Stage::on(&world).await;
        let groups =
            [("agency", "department", 520), ("grassroots", "department", 6), ("grassroots", "leading_cadre", 4)];
        let mut receipts = Vec::new();
        for (population, subject, count) in groups {
            for n in 0..count {
                let said = stage.choice(&format!("{population} {subject} {n}"));
                let said = Choice { population: population.into(), subject: subject.into(), ..said };
                receipts.push(drop_anonymous(&world.app, &stage.code, &said).await.unwrap());
            }
        }
        world.set_clock(date(2008, 7, 8), 19);
        assert_eq!(open_box(&world.app, Due::ByHour).await.unwrap(), 530);
        let points = stage.points(&world).await;
        let texts: std::collections::BTreeSet<&str> = points.iter().map(|p| p.text.as_str()).collect();
        assert_eq!((points.len(), texts.len()), (530, 530));
        let releases: std::collections::BTreeSet<_> = points.iter().map(|p| p.release.clone()).collect();
        assert_eq!(releases.len(), 2, "more than fit into one unit of work");
        receipts.sort_by_key(crate::letterbox::Receipt::box_key);
        let mut parts = Vec::new();
        for receipt in &receipts {
            let key = receipt.released_key();
            let found = world.app.db.read(move |tx| {
                tx.one(&super::super::store::POINT_OF_RECEIPT, &params![&key], super::super::store::read_point)
            });
            parts.push(found.await.unwrap().unwrap().release);
        }
        let changes = parts.windows(2).filter(|pair| pair[0] != pair[1]).count();
        assert!(changes > 150, "by the order of the keys the part changes {changes} times; by lot some 264");
        for point in &points {
            assert_eq!(point.cell_hidden, point.text.starts_with("grassroots leading"), "{}", point.text);
        }
        assert_eq!(verify(&world).await.findings, vec![]);
    });
}

pub(super) async fn verify(world: &World) -> crate::audit::Report {
    let anchor = world.app.config.anchor();
    crate::audit::seal(&world.app.db, &anchor, world.app.clock.now()).await.unwrap();
    crate::audit::verify(&world.app.db, &world.app.blobs, &anchor, world.app.clock.now()).await.unwrap()
}

store::statements! {
    pub NAMED_AUTHOR_OF_ANONYMOUS = "insert into opinion_author (point_id, sign, person_id) values ($1, 'anonymous', $2)";
    pub AUTHOR = "insert into opinion_author (point_id, sign, person_id) values ($1, 'named', $2)";
    pub CLERK = "update opinion_point set registered_by = $2 where id = $1";
    pub FINER_DAY = "update opinion_point set received_on = '2008-07-08 09:00' where id = $1";
    pub CHANGE_TEXT = "update opinion_point set text = 'x' where id = $1";
    pub DELETE_POINT = "delete from opinion_point where id = $1";
}

#[test]
fn i12_the_schema_cannot_hold_a_person_or_a_time_beside_an_anonymous_point() {
    on_both_engines(|world| async move {
        let stage = Stage::on(&world).await;
        drop_anonymous(&world.app, &stage.code, &stage.choice("一句话")).await.unwrap();
        world.set_clock(date(2008, 7, 8), 19);
        open_box(&world.app, Due::ByHour).await.unwrap();
        let point = stage.points(&world).await.remove(0);
        for statement in [NAMED_AUTHOR_OF_ANONYMOUS, AUTHOR, CLERK] {
            let (id, person) = (point.id.clone(), stage.office.person.clone());
            let name = statement.name();
            let tried = world.app.db.write(move |tx| tx.run(&statement, &params![&id, &person])).await;
            assert!(tried.is_err(), "{name}");
        }
        let id = point.id.clone();
        assert!(world.app.db.write(move |tx| tx.run(&FINER_DAY, &params![&id])).await.is_err());
    });
}

#[test]
fn a_full_box_is_opened_whole_and_a_slip_taken_back_is_gone() {
    on_both_engines(|world| async move {
        let stage = Stage::on(&world).await;
        let (office, _) = stage.actors(&world).await;
        let kept = drop_anonymous(&world.app, &stage.code, &stage.choice("留下")).await.unwrap();
        let gone = drop_anonymous(&world.app, &stage.code, &stage.choice("收回")).await.unwrap();
        assert_eq!(withdraw_by_receipt(&world.app, &gone).await.unwrap(), TakenBack::FromTheBox);
        close_round(&world.app, &office, &stage.round).await.unwrap();
        assert_eq!(stage.points(&world).await.len(), 1);
        let refused = drop_anonymous(&world.app, &stage.code, &stage.choice("晚了")).await;
        assert!(matches!(refused, Err(Error::Rule(crate::error::Rule::RoundNotOpen, _))));
        // After the opening the wish goes through the box as well, and is carried out when that is opened.
        assert_eq!(withdraw_by_receipt(&world.app, &kept).await.unwrap(), TakenBack::AtTheNextOpening);
        let waiting = finish_sorting(&world.app, &office, &stage.round).await;
        assert!(matches!(waiting, Err(Error::Rule(crate::error::Rule::BoxNotEmpty, _))));
        open_box(&world.app, Due::Parent(format!("round:{}", stage.round))).await.unwrap();
        assert_eq!(stage.points(&world).await[0].state, PointState::Withdrawn);
        finish_sorting(&world.app, &office, &stage.round).await.unwrap();
        assert_eq!(verify(&world).await.findings, vec![]);
    });
}

#[test]
fn a_changed_or_deleted_original_is_found() {
    on_both_engines(|world| async move {
        let stage = Stage::on(&world).await;
        let (office, _) = stage.actors(&world).await;
        let named = submit_named(&world.app, &office, &stage.code, &stage.choice("署名的")).await.unwrap();
        drop_anonymous(&world.app, &stage.code, &stage.choice("匿名的")).await.unwrap();
        close_round(&world.app, &office, &stage.round).await.unwrap();
        assert_eq!(verify(&world).await.findings, vec![]);
        for point in stage.points(&world).await {
            let id = point.id.clone();
            world.app.db.write(move |tx| tx.run(&CHANGE_TEXT, &params![&id])).await.unwrap();
        }
        assert_eq!(verify(&world).await.findings.len(), 2);
        assert!(stage.points(&world).await.iter().any(|p| p.id == named));
    });
}
