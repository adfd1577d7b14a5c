//! Calls through the real router, on both engines.

use std::collections::BTreeSet;

use axum::http::Method;
use jiff::civil::date;
use serde_json::{Value, json};
use store::params;

use crate::auth::Role;
use crate::error::Error;
use crate::features::apis;
use crate::id::Id;
use crate::testing::{Answer, Login, World, on_both_engines};

store::statements! {
    pub INSERT_UNIT = "insert into unit (id, kind, name, name_key, parent_id) values ($1, 'department', $2, $2, null)";
    pub INSERT_LINE = "insert into line (id, name, name_key, lead_unit_id) values ($1, $2, $2, $3)";
    pub INSERT_CAMPAIGN = "insert into campaign (id, short_name, slogan, year, host, content, state, starts_on, ends_on)
        values ($1, $2, 's', 2008, 'h', 'c', 'active', '2008-01-01', '2008-12-31')";
    pub COUNT_POINTS = "select count(*) from opinion_point";
    pub COUNT_ANSWERS = "select count(*) from api_answer";
    pub FORGET_ANSWERS = "update api_answer set status = null, answer = null";
    pub LOCK = "update account set locked = 1 where id = $1";
    pub END_GRANTS = "update role_grant set to_on = '2008-07-07' where person_id = $1";
}

/// A campaign with an office, and an open round; made by calls.
struct Ground {
    office: Login,
    token: String,
    round: String,
    code: String,
    line: Id,
}

async fn token(world: &World, login: &Login, access: &str, slices: &[&str], until: &str) -> String {
    world.token(login, access, slices, until).await
}

async fn call(world: &World, token: &str, method: Method, path: &str, body: Value) -> Answer {
    world.api(token, method, path, body).await
}

async fn call_under(world: &World, token: &str, method: Method, path: &str, body: Value, key: Option<&str>) -> Answer {
    world.api_under(token, method, path, body, key).await
}

fn json_of(answer: &Answer) -> Value {
    answer.json()
}

async fn count(world: &World, sql: store::Sql) -> i64 {
    let read = world.app.db.read(move |tx| Ok::<_, Error>(tx.one(&sql, &params![], |row| row.get(0))?.unwrap()));
    read.await.unwrap()
}

impl Ground {
    async fn on(world: &World) -> Ground {
        let (campaign, unit, line) = (Id::random(), Id::random(), Id::random());
        let keys = (campaign.clone(), unit, line.clone());
        let written = world.app.db.write(move |tx| {
            tx.run(&INSERT_CAMPAIGN, &params![&keys.0, "双促"])?;
            tx.run(&INSERT_UNIT, &params![&keys.1, "人事部"])?;
            tx.run(&INSERT_LINE, &params![&keys.2, "后勤", &keys.1])?;
            Ok::<(), Error>(())
        });
        written.await.unwrap();
        let office = world.person("王芳", &[(Role::Wg, "campaign", campaign.as_str())]).await;
        let token = token(world, &office, "write", &[], "2009-07-08").await;
        let round = json!({
            "campaign": campaign, "name": "第一轮", "opens_on": "2008-07-08", "closes_on": "2008-07-18",
            "lines": [line], "populations": ["agency"], "subjects": ["department"], "kinds": ["suggestion"],
            "allow_named": true, "allow_anonymous": true,
        });
        let made = call(world, &token, Method::POST, "/rounds", round).await;
        assert_eq!(made.status, 201, "{}", made.body);
        let round = json_of(&made)["id"].as_str().unwrap().to_owned();
        let opened = call(world, &token, Method::POST, &format!("/rounds/{round}/open"), Value::Null).await;
        assert_eq!(opened.status, 200, "{}", opened.body);
        let read = call(world, &token, Method::GET, &format!("/rounds/{round}"), Value::Null).await;
        let code = json_of(&read)["code"].as_str().unwrap().to_owned();
        Ground { office, token, round, code, line }
    }

    fn sheet(&self, texts: &[&str]) -> Value {
        let fields = json!({"line": self.line, "population": "agency", "subject": "department", "kind": "suggestion",
            "category": "食堂"});
        json!({"channel": "sheet", "received_on": "2008-07-08", "fields": fields, "texts": texts})
    }

    fn points(&self) -> String {
        format!("/rounds/{}/points", self.round)
    }
}

#[test]
fn a_token_does_what_it_is_for_and_nothing_else() {
    on_both_engines(|world| async move {
        let ground = Ground::on(&world).await;
        let (reading, sheets) = (
            token(&world, &ground.office, "read", &[], "2008-08-08").await,
            token(&world, &ground.office, "write", &["opinion"], "2008-08-08").await,
        );
        let sheet = ground.sheet(&["食堂开门太晚"]);
        let refused = call(&world, &reading, Method::POST, &ground.points(), sheet.clone()).await;
        assert_eq!(refused.status, 403);
        assert_eq!(json_of(&refused)["code"], "token_scope");
        assert_eq!(call(&world, &sheets, Method::POST, &ground.points(), sheet).await.status, 201);
        assert_eq!(call(&world, &sheets, Method::GET, "/campaigns", Value::Null).await.status, 403);
        assert_eq!(call(&world, &reading, Method::GET, "/campaigns", Value::Null).await.status, 200);
        assert_eq!(call(&world, "shuangcu_none", Method::GET, "/campaigns", Value::Null).await.status, 401);
        // Its last day is one of its days.
        world.set_clock(date(2008, 8, 8), 9);
        assert_eq!(call(&world, &reading, Method::GET, "/campaigns", Value::Null).await.status, 200);
        world.set_clock(date(2008, 8, 9), 9);
        assert_eq!(call(&world, &reading, Method::GET, "/campaigns", Value::Null).await.status, 401);
    });
}

#[test]
fn a_token_ends_when_it_is_revoked_with_the_role_and_with_the_account() {
    on_both_engines(|world| async move {
        let ground = Ground::on(&world).await;
        let page = world.get(Some(&ground.office), "/account/tokens").await;
        assert!(!page.body.contains(&ground.token), "shown once");
        let id = page.between("/account/tokens/", "/revoke").to_owned();
        let other = world.person("赵明", &[]).await;
        let path = format!("/account/tokens/{id}/revoke");
        assert_eq!(world.post(Some(&other), &path, &[]).await.status, 404, "somebody else's");
        let point = call(&world, &ground.token, Method::GET, &format!("/rounds/{}", ground.round), Value::Null).await;
        assert_eq!(point.status, 200);
        assert_eq!(world.post(Some(&ground.office), &path, &[]).await.status, 303);
        assert_eq!(call(&world, &ground.token, Method::GET, "/me", Value::Null).await.status, 401, "revoked");

        let second = token(&world, &ground.office, "write", &[], "2008-08-08").await;
        let person = ground.office.person.clone();
        world.app.db.write(move |tx| tx.run(&END_GRANTS, &params![&person]).map_err(Error::from)).await.unwrap();
        let sheet = ground.sheet(&["再写一条"]);
        let refused = call(&world, &second, Method::POST, &ground.points(), sheet).await;
        assert!(refused.status == 403 || refused.status == 404, "{}", refused.body);
        let account = ground.office.account.clone();
        world.app.db.write(move |tx| tx.run(&LOCK, &params![&account]).map_err(Error::from)).await.unwrap();
        assert_eq!(call(&world, &second, Method::GET, "/me", Value::Null).await.status, 401, "locked");
    });
}

#[test]
fn a_token_lasts_a_year_at_most() {
    on_both_engines(|world| async move {
        let person = world.person("钱进", &[]).await;
        for (until, status) in [("2009-07-08", 200), ("2009-07-09", 422), ("2008-07-08", 422), ("soon", 422)] {
            let fields = [("name", "p"), ("access", "read"), ("expires_on", until)];
            assert_eq!(world.post(Some(&person), "/account/tokens", &fields).await.status, status, "{until}");
        }
        let fields = [("name", "p"), ("access", "read"), ("expires_on", "2009-07-08"), ("slices", "everything")];
        assert_eq!(world.post(Some(&person), "/account/tokens", &fields).await.status, 422);
    });
}

#[test]
fn what_is_out_of_scope_is_not_found() {
    on_both_engines(|world| async move {
        let ground = Ground::on(&world).await;
        let made = call(&world, &ground.token, Method::POST, &ground.points(), ground.sheet(&["食堂"])).await;
        let point = json_of(&made)["ids"][0].as_str().unwrap().to_owned();
        let stranger = world.person("孙立", &[]).await;
        let token = token(&world, &stranger, "write", &[], "2008-08-08").await;
        let path = format!("/points/{point}");
        assert_eq!(call(&world, &ground.token, Method::GET, &path, Value::Null).await.status, 200);
        assert_eq!(call(&world, &token, Method::GET, &path, Value::Null).await.status, 404);
        assert_eq!(call(&world, &token, Method::GET, "/points/none", Value::Null).await.status, 404);
        let listed = call(&world, &token, Method::GET, "/points", Value::Null).await;
        assert_eq!(json_of(&listed)["items"], json!([]));
    });
}

#[test]
fn one_key_has_one_effect_and_one_answer() {
    on_both_engines(|world| async move {
        let ground = Ground::on(&world).await;
        let (sheet, path) = (ground.sheet(&["甲", "乙"]), ground.points());
        let once = call_under(&world, &ground.token, Method::POST, &path, sheet.clone(), Some("k1")).await;
        let twice = call_under(&world, &ground.token, Method::POST, &path, sheet.clone(), Some("k1")).await;
        assert_eq!((once.status, &once.body), (twice.status, &twice.body));
        assert_eq!(twice.headers.get("idempotent-replayed").unwrap(), "true");
        assert_eq!(count(&world, COUNT_POINTS).await, 2);
        let other = call_under(&world, &ground.token, Method::POST, &path, ground.sheet(&["丙"]), Some("k1")).await;
        assert_eq!(other.status, 422);
        assert_eq!(json_of(&other)["code"], "idempotency_reused");
        // What was refused leaves no key behind.
        let mut wrong = sheet.clone();
        wrong["received_on"] = "2008-07-01".into();
        assert_eq!(call_under(&world, &ground.token, Method::POST, &path, wrong, Some("k2")).await.status, 422);
        assert_eq!(count(&world, COUNT_ANSWERS).await, 1);
        assert_eq!(call_under(&world, &ground.token, Method::POST, &path, sheet.clone(), Some("k2")).await.status, 201);
        // A program that stopped between the effect and the answer does not do it again.
        world.app.db.write(move |tx| tx.run(&FORGET_ANSWERS, &params![]).map_err(Error::from)).await.unwrap();
        let lost = call_under(&world, &ground.token, Method::POST, &path, sheet.clone(), Some("k1")).await;
        assert_eq!(json_of(&lost)["code"], "idempotency_lost");
        assert_eq!(count(&world, COUNT_POINTS).await, 4);
        // A key is free again after its day.
        world.set_clock(date(2008, 7, 10), 9);
        assert_eq!(call_under(&world, &ground.token, Method::POST, &path, sheet, Some("k1")).await.status, 201);
    });
}

#[test]
fn two_calls_under_one_key_at_once_have_one_effect() {
    on_both_engines(|world| async move {
        let ground = Ground::on(&world).await;
        let (sheet, path) = (ground.sheet(&["同时"]), ground.points());
        let one = call_under(&world, &ground.token, Method::POST, &path, sheet.clone(), Some("k"));
        let two = call_under(&world, &ground.token, Method::POST, &path, sheet, Some("k"));
        let (one, two) = tokio::join!(one, two);
        assert_eq!((one.status.as_u16(), two.status.as_u16()), (201, 201), "{} {}", one.body, two.body);
        assert_eq!(one.body, two.body);
        assert_eq!(count(&world, COUNT_POINTS).await, 1);
    });
}

#[test]
fn lists_are_paged_by_key() {
    on_both_engines(|world| async move {
        let ground = Ground::on(&world).await;
        let texts: Vec<String> = (0..5).map(|i| format!("第{i}条")).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        call(&world, &ground.token, Method::POST, &ground.points(), ground.sheet(&texts)).await;
        let (mut seen, mut path, mut pages) = (BTreeSet::new(), "/points?limit=2".to_owned(), 0);
        loop {
            let page = json_of(&call(&world, &ground.token, Method::GET, &path, Value::Null).await);
            for item in page["items"].as_array().unwrap() {
                assert!(seen.insert(item["text"].as_str().unwrap().to_owned()), "twice");
            }
            pages += 1;
            let Some(next) = page["next"].as_str() else { break };
            path = format!("/points?limit=2&after={next}");
        }
        assert_eq!((seen.len(), pages), (5, 3));
        for wrong in ["/points?limit=0", "/points?limit=x", "/points?after=x", "/points?sorted=1", "/rounds?campaign=x"]
        {
            let refused = call(&world, &ground.token, Method::GET, wrong, Value::Null).await;
            assert_eq!(refused.status, 422, "{wrong}");
        }
    });
}

#[test]
fn a_body_that_is_wrong_is_refused_with_the_place() {
    on_both_engines(|world| async move {
        let ground = Ground::on(&world).await;
        let mut sheet = ground.sheet(&["食堂"]);
        sheet["colour"] = "red".into();
        let unknown = call(&world, &ground.token, Method::POST, &ground.points(), sheet).await;
        assert_eq!(unknown.status, 422);
        assert!(unknown.body.contains("colour"), "{}", unknown.body);
        let mut sheet = ground.sheet(&["食堂"]);
        sheet["fields"]["kind"] = "praise".into();
        let choice = call(&world, &ground.token, Method::POST, &ground.points(), sheet).await;
        assert_eq!(json_of(&choice)["errors"][0]["field"], "kind");
        let mut sheet = ground.sheet(&["食堂"]);
        sheet["fields"]["line"] = Id::random().to_string().into();
        let nowhere = call(&world, &ground.token, Method::POST, &ground.points(), sheet).await;
        assert_eq!(nowhere.status, 422, "{}", nowhere.body);
        let bearer = format!("Bearer {}", ground.token);
        let path = format!("/api/v1{}", ground.points());
        let large = "x".repeat(1024 * 1024);
        let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
        assert_eq!(world.call(Method::POST, &path, &headers, large).await.status, 413);
        let headers = [("authorization", bearer.as_str()), ("content-type", "text/plain")];
        assert_eq!(world.call(Method::POST, &path, &headers, "{}".to_owned()).await.status, 415);
        assert_eq!(count(&world, COUNT_POINTS).await, 0);
    });
}

#[test]
fn a_session_reads_and_writes_only_with_its_token() {
    on_both_engines(|world| async move {
        let ground = Ground::on(&world).await;
        assert_eq!(world.get(Some(&ground.office), "/api/v1/me").await.status, 200);
        assert_eq!(world.get(None, "/api/v1/me").await.status, 401);
        let path = format!("/api/v1{}", ground.points());
        let cookie = ground.office.cookie_header();
        let body = ground.sheet(&["用会话写"]).to_string();
        let bare = [("cookie", cookie.as_str()), ("content-type", "application/json")];
        assert_eq!(world.call(Method::POST, &path, &bare, body.clone()).await.status, 403);
        let csrf = ground.office.form_token();
        let with = [("cookie", cookie.as_str()), ("content-type", "application/json"), ("x-csrf-token", csrf)];
        assert_eq!(world.call(Method::POST, &path, &with, body).await.status, 201);
    });
}

#[test]
fn nobody_speaks_by_a_call_without_a_trace() {
    on_both_engines(|world| async move {
        let ground = Ground::on(&world).await;
        let bearer = format!("Bearer {}", ground.token);
        let path = format!("/api/v1/r/{}", ground.code);
        let headers =
            [("authorization", bearer.as_str()), ("content-type", "application/json"), ("idempotency-key", "k")];
        let body = json!({"text": "食堂太贵"}).to_string();
        let first = world.call(Method::POST, &path, &headers, body.clone()).await;
        let second = world.call(Method::POST, &path, &headers, body).await;
        assert_eq!((first.status.as_u16(), second.status.as_u16()), (201, 201), "{}", first.body);
        assert_ne!(first.body, second.body, "no key is kept for what nobody said");
        assert_eq!(count(&world, COUNT_ANSWERS).await, 0);
        assert_eq!(count(&world, COUNT_POINTS).await, 0, "in the box");
    });
}

#[test]
fn the_document_is_whole() {
    let document = super::document(&apis());
    let text = document.to_string();
    let schemas = document["components"]["schemas"].as_object().unwrap();
    for named in text.split("#/components/schemas/").skip(1) {
        let name = named.split('"').next().unwrap();
        assert!(schemas.contains_key(name), "{name} is referred to");
    }
    let mut names = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let name = operation["operationId"].as_str().unwrap();
            assert!(names.insert(name.to_owned()), "{name} twice");
            let told = operation["parameters"].as_array().unwrap().iter().filter(|p| p["in"] == "path").count();
            assert_eq!(told, path.matches('{').count(), "{method} {path}");
        }
    }
    assert!(names.len() > 40, "{}", names.len());
}

#[test]
fn one_name_stands_for_one_schema() {
    let mut known: std::collections::BTreeMap<String, Value> = Default::default();
    for operation in apis().into_iter().flat_map(|api| api.operations) {
        for (name, schema) in &operation.schemas {
            let schema = serde_json::to_value(schema).unwrap();
            let first = known.entry(name.clone()).or_insert_with(|| schema.clone());
            assert_eq!(*first, schema, "{name}");
        }
    }
}

#[test]
fn a_token_can_be_confined_to_every_part_and_to_no_other() {
    let slices: BTreeSet<&str> = apis().iter().map(|api| api.slice).collect();
    let named: BTreeSet<&str> = super::Scopes::SLICES.iter().copied().collect();
    assert!(slices.is_subset(&named), "{slices:?}");
}

#[test]
fn the_document_and_its_page_are_served() {
    on_both_engines(|world| async move {
        let document = world.get(None, "/api/v1/openapi.json").await;
        assert_eq!(json_of(&document)["openapi"], "3.1.0");
        for lang in ["zh", "en"] {
            let page = world.get(None, &format!("/api?lang={lang}")).await;
            assert_eq!(page.status, 200);
            assert!(page.body.contains("/api/v1/points") && page.body.contains("registerPoints"));
        }
    });
}

#[test]
fn the_document_changes_knowingly() {
    // In the order of the names: whether a map keeps its own order is decided by whichever crate asks for it.
    let document: std::collections::BTreeMap<String, serde_json::Value> =
        serde_json::from_value(serde_json::to_value(super::document(&apis())).unwrap()).unwrap();
    insta::with_settings!({ sort_maps => true }, { insta::assert_json_snapshot!("openapi", document) });
}
