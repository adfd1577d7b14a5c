//! Rating and objecting: who may, when, and what follows.

use store::params;

use super::super::actions::*;
use super::super::model::*;
use super::small::verify;
use super::*;
use crate::consequences::{Fact, apply};
use crate::error::{Refusal, Rule};
use crate::letterbox::{Due, Receipt, open_box};
use crate::testing::on_both_engines;

store::statements! {
    pub COUNT_KEPT = "select count(*) from api_answer";
    pub COUNT_RATINGS = "select count(*) from point_rating where stale = 0";
    pub ITEM_STATE = "select state from merged_item where id = $1";
    pub RESOLVE_ITEM = "update merged_item set state = $2 where id = $1";
    pub INSERT_RECTIFICATION = "insert into rectification_item (id, campaign_id, item_no, serial, merged_item_id, source, problem, category,
        cause, kind, requirement, owner_id, original_due_on, due_on, state, attempt, done_on, note, version)
        values ($1, $2, $3, 1, $4, 'opinion', 'p', 'c', '', 'immediate', 'r', $5, '2008-07-08', '2008-07-08', 'closed', 1, '2008-07-08', '', 0)";
    pub RECTIFICATION_STATE = "select state from rectification_item where id = $1";
}

/// An answered problem of six points: one named, five by receipt.
struct Answered {
    item: Id,
    named: Id,
    author: Actor,
    login: Login,
    receipts: Vec<Receipt>,
}

async fn answered(world: &World, stage: &Stage, owner: &Id) -> Answered {
    let app = &world.app;
    let login = world.person("陈立", &[]).await;
    let author = world.actor(&login).await;
    let named = submit_named(app, &author, &stage.code, &stage.choice("署名的话")).await.unwrap();
    let mut receipts = Vec::new();
    for i in 0..5 {
        receipts.push(drop_anonymous(app, &stage.code, &stage.choice(&format!("热饭 {i}"))).await.unwrap());
    }
    let office = world.actor(&stage.office).await;
    close_round(app, &office, &stage.round).await.unwrap();
    let item = Id::random();
    let points = stage.points(world).await.into_iter().filter(|p| p.state == PointState::Submitted);
    let points: Vec<Id> = points.map(|p| p.id).collect();
    let act = crate::audit::Act::by(&office, app.clock.now());
    let (campaign, into, owner) = (stage.campaign.clone(), item.clone(), owner.clone());
    let done = app.db.write(move |tx| {
        tx.run(&lists::INSERT_ITEM, &params![&into, &campaign, crate::random::key()])?;
        for id in &points {
            tx.run(&lists::LINK, &params![id, &into])?;
        }
        apply(tx, &act, &Fact::PointsMerged(points.clone()))?;
        tx.run(&RESOLVE_ITEM, &params![&into, "resolved"])?;
        tx.run(&INSERT_RECTIFICATION, &params![&into, &campaign, into.as_str(), &into, &owner])?;
        apply(tx, &act, &Fact::MergedExplained(points.clone()))
    });
    done.await.unwrap();
    Answered { item, named, author, login, receipts }
}

async fn state(world: &World, id: &Id) -> PointState {
    let id = id.clone();
    world.app.db.read(move |tx| super::super::store::find_point(tx, &id)).await.unwrap().unwrap().state
}

async fn one<T: store::FromValue + Send + 'static>(world: &World, sql: store::Sql, id: &Id) -> T {
    let id = id.clone();
    let read = world.app.db.read(move |tx| tx.one(&sql, &params![&id], |row| row.get::<T>(0)));
    read.await.unwrap().unwrap()
}

async fn open(world: &World) -> usize {
    open_box(&world.app, Due::Parent("voice:all".into())).await.unwrap()
}

fn rule(result: Result<impl std::fmt::Debug, Error>) -> Rule {
    match result {
        Err(Error::Rule(rule, _)) => rule,
        Err(Error::Invalid(fields)) => fields[0].rule,
        other => panic!("expected a rule, got {other:?}"),
    }
}

#[test]
fn an_answer_is_rated_once_and_counted_from_five() {
    on_both_engines(|world| async move {
        let stage = Stage::on(&world).await;
        let app = &world.app;
        let owner = world.person("责任人", &[]).await.person;
        let early =
            submit_named(app, &world.actor(&stage.office).await, &stage.code, &stage.choice("还没答复")).await.unwrap();
        assert_eq!(rule(rate(app, &world.actor(&stage.office).await, &early, "satisfied").await), Rule::WrongState);
        withdraw(app, &world.actor(&stage.office).await, &early).await.unwrap();
        let a = answered(&world, &stage, &owner).await;
        let stranger = world.actor(&stage.second).await;
        assert!(matches!(rate(app, &stranger, &a.named, "satisfied").await, Err(Error::NotFound)));
        assert_eq!(rule(rate_by_receipt(app, &Receipt::new(), None, "satisfied").await), Rule::ReceiptUnknown);
        assert_eq!(rule(rate(app, &a.author, &a.named, "best").await), Rule::UnknownChoice);
        let foreign = rate_by_receipt(app, &a.receipts[0], Some(&a.named), "satisfied").await;
        assert!(matches!(foreign, Err(Error::NotFound)), "a receipt opens its own point only");

        rate(app, &a.author, &a.named, "basically").await.unwrap();
        for receipt in &a.receipts[..3] {
            rate_by_receipt(app, receipt, None, "satisfied").await.unwrap();
        }
        // Two slips of one receipt in one box: one counts.
        rate_by_receipt(app, &a.receipts[0], None, "satisfied").await.unwrap();
        assert_eq!(state(&world, &a.named).await, PointState::Answered, "nothing before the opening");
        assert_eq!(open(&world).await, 5);
        assert_eq!(state(&world, &a.named).await, PointState::Rated);
        let shown = |item: Id| {
            let db = app.db.clone();
            async move { db.read(move |tx| super::super::store::ratings(tx, &item)).await.unwrap() }
        };
        assert_eq!(shown(a.item.clone()).await, None, "four are nobody's business");
        assert_eq!(rule(rate(app, &a.author, &a.named, "satisfied").await), Rule::RatedAlready);
        rate_by_receipt(app, &a.receipts[3], None, "unaware").await.unwrap();
        assert_eq!(open(&world).await, 1);
        assert_eq!(shown(a.item.clone()).await, Some([3, 1, 0, 1]));
        assert_eq!(verify(&world).await.findings, vec![]);
        // Tuesday 8 July and 15 working days: until Tuesday the 29th.
        world.set_clock(date(2008, 7, 30), 9);
        assert_eq!(rule(rate_by_receipt(app, &a.receipts[4], None, "satisfied").await), Rule::ObjectLate);
        assert_eq!(rule(object(app, &a.author, &a.named, "晚了").await), Rule::ObjectLate);
        close_windows(app).await.unwrap();
        assert_eq!(state(&world, &a.named).await, PointState::Rated, "the last day's slips are opened first");
        world.set_clock(date(2008, 7, 31), 9);
        close_windows(app).await.unwrap();
        assert_eq!(state(&world, &a.named).await, PointState::Closed);
    });
}

#[test]
fn an_objection_is_dismissed_or_reopens_the_problem() {
    on_both_engines(|world| async move {
        let stage = Stage::on(&world).await;
        let app = &world.app;
        let secretary = world.actor(&world.person("书记", &[(Role::Sec, "tenant", "")]).await).await;
        let owner = world.person("副书记", &[(Role::Sec, "tenant", "")]).await;
        let a = answered(&world, &stage, &owner.person).await;
        let owner = world.actor(&owner).await;
        assert_eq!(rule(object(app, &a.author, &a.named, " ").await), Rule::Missing);
        assert!(matches!(object(app, &secretary, &a.named, "不是我说的").await, Err(Error::NotFound)));
        assert_eq!(rule(object_by_receipt(app, &Receipt::new(), None, "x").await), Rule::ReceiptUnknown);
        object(app, &a.author, &a.named, "窗口只开了一天").await.unwrap();
        assert_eq!(rule(object(app, &a.author, &a.named, "再来").await), Rule::WrongState);
        assert_eq!(rule(rate(app, &a.author, &a.named, "satisfied").await), Rule::WrongState);
        // Never the office, never who answered, and not without a reason.
        let office = world.actor(&stage.office).await;
        assert!(matches!(uphold(app, &office, &a.named, "x").await, Err(Error::Refused(Refusal::Role))));
        assert!(matches!(uphold(app, &owner, &a.named, "x").await, Err(Error::Refused(Refusal::Conflict))));
        assert_eq!(rule(dismiss(app, &secretary, &a.named, "").await), Rule::Missing);
        dismiss(app, &secretary, &a.named, "七月起每天都开").await.unwrap();
        assert_eq!(state(&world, &a.named).await, PointState::Answered);
        assert_eq!(rule(uphold(app, &secretary, &a.named, "x").await), Rule::WrongState);

        for receipt in &a.receipts {
            rate_by_receipt(app, receipt, None, "dissatisfied").await.unwrap();
        }
        assert_eq!(open(&world).await, 5);
        object_by_receipt(app, &a.receipts[0], None, "饭还是凉的").await.unwrap();
        assert_eq!(open(&world).await, 1);
        let key = a.receipts[0].released_key();
        let found = app.db.read(move |tx| {
            tx.one(&super::super::store::POINT_OF_RECEIPT, &params![&key], super::super::store::read_point)
        });
        let point = found.await.unwrap().unwrap();
        assert_eq!(point.state, PointState::Objected);
        uphold(app, &secretary, &point.id, "确实凉").await.unwrap();
        assert_eq!(one::<String>(&world, ITEM_STATE, &a.item).await, "planned");
        assert_ne!(one::<String>(&world, RECTIFICATION_STATE, &a.item).await, "closed");
        for point in stage.points(&world).await {
            assert_eq!(point.state, PointState::Merged);
            assert!(point.answered_on.is_none() && !point.rated);
        }
        let left = app.db.read(|tx| tx.one(&COUNT_RATINGS, &params![], |row| row.get::<i64>(0))).await.unwrap();
        assert_eq!(left, Some(0), "they judged a result that was taken back");
        assert_eq!(verify(&world).await.findings, vec![]);
    });
}

#[test]
fn an_objection_to_a_direct_answer_sends_the_point_back_to_sorting() {
    on_both_engines(|world| async move {
        let stage = Stage::on(&world).await;
        let app = &world.app;
        let (office, second) = stage.actors(&world).await;
        let secretary = world.actor(&world.person("书记", &[(Role::Sec, "tenant", "")]).await).await;
        let author = world.actor(&world.person("陈立", &[]).await).await;
        let id = submit_named(app, &author, &stage.code, &stage.choice("夜班车晚了")).await.unwrap();
        let fields = Fields {
            line: Some(stage.lines[0].clone()),
            population: Some(Population::Agency),
            subject: Some(Subject::Department),
            kind: Some(Kind::Suggestion),
            category: Some("班车".into()),
            ..Fields::default()
        };
        accept(app, &office, &id, fields).await.unwrap();
        answer_directly(app, &office, &id, "已办", "七月起恢复").await.unwrap();
        confirm(app, &second, &id).await.unwrap();
        close_round(app, &office, &stage.round).await.unwrap();
        finish_sorting(app, &office, &stage.round).await.unwrap();
        object(app, &author, &id, "没有恢复").await.unwrap();
        uphold(app, &secretary, &id, "没有恢复").await.unwrap();
        assert_eq!(state(&world, &id).await, PointState::Registered);
        let round = stage.round.clone();
        let round = app.db.read(move |tx| super::super::store::find_round(tx, &round)).await.unwrap().unwrap();
        assert_eq!(round.state, RoundState::Closed, "it waits for a fate again (I1)");
    });
}

#[test]
fn the_pages_say_what_can_be_done_and_take_it() {
    on_both_engines(|world| async move {
        let stage = Stage::on(&world).await;
        let owner = world.person("责任人", &[]).await.person;
        let secretary = world.person("书记", &[(Role::Sec, "tenant", "")]).await;
        let a = answered(&world, &stage, &owner).await;
        let code = a.receipts[0].grouped();
        let page = world.post(None, "/receipt", &[("code", &code)]).await;
        assert!(page.body.contains("action=\"/receipt/rate\"") && page.body.contains("7月29日"), "{}", page.body);
        assert_eq!(world.post(None, "/receipt/rate", &[("code", &code), ("grade", "")]).await.status, 422);
        assert_eq!(world.post(None, "/receipt/rate", &[("code", "x"), ("grade", "satisfied")]).await.status, 404);
        let said = world.post(None, "/receipt/object", &[("code", &code), ("reason", "饭还是凉的")]).await;
        assert!(said.status == 200 && said.body.contains("已放进投递箱"));
        open(&world).await;
        let todo = world.get(Some(&secretary), "/todo").await;
        assert!(todo.body.contains("裁定一条异议"));
        let points = stage.points(&world).await;
        let id = &points.iter().find(|p| p.state == PointState::Objected).unwrap().id;
        let desk = world.get(Some(&secretary), &format!("/points/{id}")).await;
        assert!(desk.body.contains("饭还是凉的") && desk.body.contains(&format!("/points/{id}/uphold")));
        let office = world.get(Some(&stage.office), &format!("/points/{id}")).await;
        assert!(office.body.contains("饭还是凉的") && !office.body.contains("/uphold"));
        let refused = world.post(Some(&stage.office), &format!("/points/{id}/dismiss"), &[("reason", "x")]).await;
        assert_eq!(refused.status, 403);
        let done = world.post(Some(&secretary), &format!("/points/{id}/dismiss"), &[("reason", "每天都热")]).await;
        assert_eq!(done.status, 303);
        let page = world.post(None, "/receipt", &[("code", &code)]).await;
        assert!(page.body.contains("异议不成立") && page.body.contains("每天都热"));
    });
}

#[test]
fn by_calls_an_answer_is_rated_through_the_box_and_objected_to_under_a_name() {
    use axum::http::Method;
    use serde_json::{Value, json};
    on_both_engines(|world| async move {
        let stage = Stage::on(&world).await;
        let owner = world.person("责任人", &[]).await.person;
        let a = answered(&world, &stage, &owner).await;
        let author = world.token(&a.login, "write", &["opinion"], "2008-12-31").await;
        let office = world.token(&stage.office, "write", &["opinion"], "2008-12-31").await;
        let path = format!("/my/opinions/{}", a.named);
        assert_eq!(world.api(&office, Method::GET, &path, Value::Null).await.status, 404, "somebody else's");
        let rating = format!("{path}/rating");
        let grade = json!({"grade": "dissatisfied"});
        assert_eq!(world.api(&office, Method::POST, &rating, grade.clone()).await.status, 404);
        assert_eq!(world.api(&author, Method::POST, &rating, json!({"grade": "best"})).await.status, 422);
        let rated = world.api_under(&author, Method::POST, &rating, grade, Some("k")).await;
        assert_eq!(rated.status, 200, "{}", rated.body);
        // A row with the hash of one of four words would name the word.
        let kept = world.app.db.read(|tx| tx.one(&COUNT_KEPT, &params![], |row| row.get::<i64>(0))).await;
        assert_eq!(kept.map_err(|e: store::StoreError| e).unwrap(), Some(0));
        assert_eq!(state(&world, &a.named).await, PointState::Answered, "it lies in the box");
        let seen = world.api(&author, Method::GET, &path, Value::Null).await.json();
        assert_eq!((&seen["answers"][0]["may_object"], &seen["answers"][0]["objections"]), (&json!(true), &json!([])));
        let listed = world.api(&author, Method::GET, "/my/opinions", Value::Null).await.json();
        assert_eq!(listed["items"].as_array().unwrap().len(), 1);

        let object = format!("{path}/objection");
        assert_eq!(world.api(&office, Method::POST, &object, json!({"reason": "r"})).await.status, 404);
        assert_eq!(world.api(&author, Method::POST, &object, json!({"reason": " "})).await.status, 422);
        let objected = world.api(&author, Method::POST, &object, json!({"reason": "还是冷的"})).await;
        assert_eq!(objected.status, 200, "{}", objected.body);
        let secretary = world.person("书记", &[(Role::Sec, "tenant", "")]).await;
        let secretary = world.token(&secretary, "write", &["opinion"], "2008-12-31").await;
        let dismiss = format!("/points/{}/objection/dismiss", a.named);
        assert_eq!(world.api(&office, Method::POST, &dismiss, json!({"reason": "r"})).await.status, 403);
        assert_eq!(world.api(&secretary, Method::POST, &dismiss, json!({"reason": ""})).await.status, 422);
        assert_eq!(world.api(&secretary, Method::POST, &dismiss, json!({"reason": "已复查"})).await.status, 200);
        let uphold = format!("/points/{}/objection/uphold", a.named);
        assert_eq!(world.api(&secretary, Method::POST, &uphold, json!({"reason": "r"})).await.status, 409);
        let seen = world.api(&author, Method::GET, &path, Value::Null).await.json();
        assert_eq!(seen["answers"][0]["objections"][0]["state"], "dismissed");
    });
}
