//! Verbs and who may not use them.

use super::super::actions::*;
use super::super::model::*;
use super::*;
use crate::error::Rule;
use crate::testing::on_both_engines;

fn fields(stage: &Stage) -> Fields {
    Fields {
        line: Some(stage.lines[0].clone()),
        population: Some(Population::Agency),
        subject: Some(Subject::Department),
        kind: Some(Kind::Suggestion),
        category: Some("加强员工业务培训".into()),
        ..Fields::default()
    }
}

fn rule(result: Result<impl std::fmt::Debug, Error>) -> Rule {
    match result {
        Err(Error::Rule(rule, _)) => rule,
        Err(Error::Invalid(fields)) => fields[0].rule,
        other => panic!("expected a rule, got {other:?}"),
    }
}

#[test]
fn a_sheet_becomes_points_and_each_finds_its_fate() {
    on_both_engines(|world| async move {
        let stage = Stage::on(&world).await;
        let (office, second) = stage.actors(&world).await;
        let app = &world.app;
        let sheet = Registration {
            channel: Channel::Sheet,
            received_on: date(2008, 7, 8),
            signed_by: None,
            fields: Fields { category: None, ..fields(&stage) },
            texts: vec!["1、外语培训停了。2、夜班车晚了。3、食堂不错。".into()],
        };
        let sheet = register(app, &office, &stage.round, sheet).await.unwrap().remove(0);
        let pieces = pieces("1、外语培训停了。2、夜班车晚了。3、食堂不错。").into_iter();
        let pieces: Vec<Piece> = pieces.map(|text| Piece { text, fields: fields(&stage) }).collect();
        assert_eq!(rule(split(app, &office, &sheet, pieces[..1].to_vec()).await), Rule::SplitTooFew);
        let parts = split(app, &office, &sheet, pieces).await.unwrap();
        assert_eq!(parts.len(), 3);
        let several = Registration {
            channel: Channel::Seminar,
            received_on: date(2008, 7, 8),
            signed_by: Some(second.person.id.clone()),
            fields: fields(&stage),
            texts: vec!["灯坏了".into(), "路不平".into()],
        };
        let said = register(app, &office, &stage.round, several).await.unwrap();
        let state = |id: &Id| {
            let (db, id) = (world.app.db.clone(), id.clone());
            async move { db.read(move |tx| super::super::store::find_point(tx, &id)).await.unwrap().unwrap().state }
        };
        assert_eq!(state(&sheet).await, PointState::ClosedSplit);
        assert_eq!(state(&parts[0]).await, PointState::Registered);

        // Two readers, two people.
        decline(app, &office, &parts[0], "不属于机关的事").await.unwrap();
        assert_eq!(rule(decline(app, &second, &parts[0], "再来").await), Rule::ProposalPending);
        assert_eq!(rule(confirm(app, &office, &parts[0]).await), Rule::SecondReader);
        reject(app, &second, &parts[0], "理由没有写到点上").await.unwrap();
        assert_eq!(state(&parts[0]).await, PointState::Registered);
        answer_directly(app, &office, &parts[0], "已经办好", "七月起恢复").await.unwrap();
        confirm(app, &second, &parts[0]).await.unwrap();
        assert_eq!(state(&parts[0]).await, PointState::Answered);

        refer(app, &office, &parts[1], &stage.units[1], "车队的事").await.unwrap();
        assert!(return_by_receiver(app, &office, &parts[1], "不是我们的").await.is_err(), "only the receiver");
        let head = world.person("刘建国", &[(crate::auth::Role::Dh, "unit", stage.units[1].as_str())]).await;
        let head = world.actor(&head).await;
        return_by_receiver(app, &head, &parts[1], "不是我们的").await.unwrap();
        assert_eq!(state(&parts[1]).await, PointState::Submitted);
        refer(app, &office, &parts[1], &stage.units[1], "还是车队的事").await.unwrap();
        // Tuesday 8 July and three working days: until Friday the 11th.
        world.set_clock(date(2008, 7, 12), 9);
        assert_eq!(rule(return_by_receiver(app, &head, &parts[1], "晚了").await), Rule::ReturnLate);

        route_to_discipline(app, &office, &parts[2], "涉及个人").await.unwrap();
        // Who wrote it does not sort it, and is the only one to take it back.
        assert!(matches!(
            accept(app, &second, &said[0], fields(&stage)).await,
            Err(Error::Refused(crate::error::Refusal::Conflict))
        ));
        assert!(matches!(withdraw(app, &office, &said[0]).await, Err(Error::NotFound)));
        withdraw(app, &second, &said[0]).await.unwrap();
        close_round(app, &office, &stage.round).await.unwrap();
        assert_eq!(rule(finish_sorting(app, &office, &stage.round).await), Rule::PointsWithoutFate);
        decline(app, &office, &said[1], "重复").await.unwrap();
        assert!(confirm(app, &second, &said[1]).await.is_err(), "the author is no second reader");
        let third = world.person("马丽", &[(crate::auth::Role::Wg, "campaign", stage.campaign.as_str())]).await;
        confirm(app, &world.actor(&third).await, &said[1]).await.unwrap();
        finish_sorting(app, &office, &stage.round).await.unwrap();
        feed_back(app, &office, &stage.round, "交总务部").await.unwrap();
        assert_eq!(rule(archive_round(app, &office, &stage.round).await), Rule::CampaignNotClosed);
        assert_eq!(super::small::verify(&world).await.findings, vec![]);
    });
}

#[test]
fn a_round_keeps_its_promise() {
    on_both_engines(|world| async move {
        let stage = Stage::on(&world).await;
        let (office, _) = stage.actors(&world).await;
        let app = &world.app;
        let empty = create_round(app, &office, draft(&stage.campaign, &[])).await.unwrap();
        assert_eq!(rule(open_round(app, &office, &empty).await), Rule::RoundIncomplete);
        edit_round(app, &office, &empty, draft(&stage.campaign, &stage.lines)).await.unwrap();
        let edited = edit_round(app, &office, &stage.round, draft(&stage.campaign, &stage.lines)).await;
        assert_eq!(rule(edited), Rule::WrongState, "the policy of an open round is frozen");
        assert_eq!(rule(extend_round(app, &office, &stage.round, date(2008, 7, 18)).await), Rule::ExtendLater);
        extend_round(app, &office, &stage.round, date(2008, 7, 20)).await.unwrap();
        world.set_clock(date(2008, 7, 19), 9);
        crate::jobs::work(app).await.unwrap();
        assert!(submit_named(app, &office, &stage.code, &stage.choice("还开着")).await.is_ok());
        world.set_clock(date(2008, 7, 21), 9);
        let late = submit_named(app, &office, &stage.code, &stage.choice("过了最后一天")).await;
        assert_eq!(rule(late), Rule::RoundNotOpen, "even before the schedule has closed it");
        crate::jobs::work(app).await.unwrap();
        let id = stage.round.clone();
        let round = app.db.read(move |tx| super::super::store::find_round(tx, &id)).await.unwrap().unwrap();
        assert_eq!(round.state, RoundState::Closed);
    });
}

#[test]
fn out_of_scope_is_refused() {
    on_both_engines(|world| async move {
        let stage = Stage::on(&world).await;
        let other = Id::random().to_string();
        let stranger = world.person("外人", &[(crate::auth::Role::Wg, "campaign", &other)]).await;
        let stranger = world.actor(&stranger).await;
        let (office, _) = stage.actors(&world).await;
        let app = &world.app;
        let id = submit_named(app, &office, &stage.code, &stage.choice("一句")).await.unwrap();
        let refused = |r: Result<(), Error>| assert!(matches!(r, Err(Error::Refused(_))), "{r:?}");
        refused(close_round(app, &stranger, &stage.round).await);
        refused(extend_round(app, &stranger, &stage.round, date(2008, 8, 1)).await);
        refused(finish_sorting(app, &stranger, &stage.round).await);
        refused(accept(app, &stranger, &id, fields(&stage)).await);
        refused(refer(app, &stranger, &id, &stage.units[0], "x").await);
        refused(decline(app, &stranger, &id, "x").await);
        refused(answer_directly(app, &stranger, &id, "x", "y").await);
        assert!(matches!(route_to_discipline(app, &stranger, &id, "x").await, Err(Error::NotFound)));
        assert!(create_round(app, &stranger, draft(&stage.campaign, &stage.lines)).await.is_err());
    });
}
