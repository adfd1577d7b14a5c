//! A plan by calls, with its comments.

use axum::http::Method;
use serde_json::{Value, json};

use super::*;

async fn token(world: &World, login: &Login) -> String {
    world.token(login, "write", &["plan", "publication"], "2008-12-31").await
}

#[test]
fn a_plan_goes_its_way_by_calls_and_is_refused_to_others() {
    on_both_engines(|world| async move {
        let cast = Cast::on(&world).await;
        let (office, secretary) = (token(&world, &cast.office).await, token(&world, &cast.secretary).await);
        let staff = token(&world, &cast.staff).await;
        cast.measure(&world).await;
        with_round(&world, &cast).await;
        let begin = json!({"campaign": cast.campaign, "title": "整改方案"});
        assert_eq!(world.api(&staff, Method::POST, "/plans", begin.clone()).await.status, 403);
        let plan = world.api(&office, Method::POST, "/plans", begin).await.json()["id"].as_str().unwrap().to_owned();
        let (here, at) = (format!("/plans/{plan}"), |verb: &str| format!("/plans/{plan}/{verb}"));
        let post = |token: &str, path: String, body: Value| {
            let (world, token) = (&world, token.to_owned());
            async move { world.api(&token, Method::POST, &path, body).await }
        };
        let draft = json!({"title": "整改方案", "preface": "p", "general": "g", "safeguards": "s", "seen": 1,
            "items": [{"item": cast.item, "due_on": "2008-08-28"}]});
        assert_eq!(world.api(&staff, Method::PUT, &here, draft.clone()).await.status, 404);
        assert_eq!(world.api(&office, Method::PUT, &here, draft.clone()).await.status, 200);
        assert_eq!(world.api(&office, Method::PUT, &here, draft.clone()).await.status, 409, "stale");
        let mut wrong = draft;
        wrong["items"][0]["part"] = "fourth".into();
        let wrong = world.api(&office, Method::PUT, &here, wrong).await;
        assert_eq!((wrong.status.as_u16(), wrong.json()["errors"][0]["field"].clone()), (422, json!("part")));
        assert_eq!(post(&secretary, at("approve"), Value::Null).await.status, 409, "not submitted");
        assert_eq!(post(&office, at("submit"), Value::Null).await.status, 200);
        assert_eq!(post(&office, at("approve"), Value::Null).await.status, 403);
        assert_eq!(post(&secretary, at("return"), json!({"reason": "时限写具体"})).await.status, 200);
        let seen = world.api(&office, Method::GET, &here, Value::Null).await.json();
        assert_eq!((&seen["state"], &seen["return_reason"]), (&json!("draft"), &json!("时限写具体")));
        assert_eq!(seen["items"][0]["due_on"], "2008-08-28");
        assert_eq!(post(&office, at("submit"), Value::Null).await.status, 200);
        assert_eq!(post(&secretary, at("approve"), Value::Null).await.status, 200);
        assert_eq!(world.api(&staff, Method::GET, &here, Value::Null).await.status, 404);
        let listed = world.api(&staff, Method::GET, "/plans", Value::Null).await.json();
        assert_eq!(listed["items"], json!([]));

        // Out, commented on, answered, laid down.
        let made = post(&office, at("publish"), Value::Null).await.json();
        let publication = format!("/publications/{}", made["id"].as_str().unwrap());
        let text = json!({"title": "整改方案", "body": "", "closes_on": "2008-07-15", "comments": "both",
            "scope": [{"kind": "everyone"}]});
        assert_eq!(world.api(&office, Method::PUT, &publication, text).await.status, 200);
        let draft = world.api(&office, Method::GET, &publication, Value::Null).await.json();
        assert_eq!(draft["draft"]["scope"], json!([{"kind": "everyone", "id": ""}]));
        assert_eq!(world.api(&staff, Method::GET, &publication, Value::Null).await.status, 404);
        let there = |verb: &str| format!("{publication}/{verb}");
        assert_eq!(post(&secretary, there("approve"), json!({"names_checked": true})).await.status, 200);
        assert_eq!(post(&office, there("open"), Value::Null).await.status, 200);
        let out = world.api(&staff, Method::GET, &publication, Value::Null).await.json();
        assert!(out["text"].as_str().unwrap().contains("食堂排队时间长") && out["draft"].is_null());
        assert_eq!(post(&staff, there("comments"), json!({"text": " "})).await.status, 422);
        let said = post(&staff, there("comments"), json!({"text": "窗口最好开到两点。"})).await;
        assert_eq!(said.status, 201, "{}", said.body);
        let comment = said.json()["id"].as_str().unwrap().to_owned();
        assert_eq!(
            world.api(&staff, Method::GET, &there("comments"), Value::Null).await.status,
            404,
            "not answered yet"
        );
        let seen = world.api(&office, Method::GET, &there("comments?waiting=yes"), Value::Null).await.json();
        assert_eq!(seen["items"][0]["author"], json!(cast.staff.person));
        assert_eq!(post(&office, there("events"), json!({"event": "close"})).await.status, 200);
        let disposition = there(&format!("comments/{comment}/disposition"));
        let adopt = json!({"disposition": "adopted"});
        assert_eq!(post(&staff, disposition.clone(), adopt.clone()).await.status, 403);
        let reasonless = json!({"disposition": "not_adopted"});
        assert_eq!(post(&office, disposition.clone(), reasonless).await.status, 422);
        assert_eq!(post(&office, disposition, adopt).await.status, 200);
        assert_eq!(post(&secretary, at("finalise"), Value::Null).await.status, 409, "not settled");
        assert_eq!(post(&office, there("events"), json!({"event": "dispose"})).await.status, 200);
        let told = world.api(&staff, Method::GET, &there("comments"), Value::Null).await.json();
        assert_eq!((&told["items"][0]["author"], &told["items"][0]["disposition"]), (&Value::Null, &json!("adopted")));
        let mine = world.api(&staff, Method::GET, "/my/comments", Value::Null).await.json();
        assert_eq!(mine["items"][0]["id"], json!(comment));
        assert_eq!(post(&office, at("finalise"), Value::Null).await.status, 403);
        assert_eq!(post(&secretary, at("finalise"), Value::Null).await.status, 200);
        let next = post(&secretary, at("amend"), json!({"reason": "上级要求"})).await;
        assert_eq!(next.status, 201, "{}", next.body);
        let next = format!("/plans/{}", next.json()["id"].as_str().unwrap());
        let same = world.api(&office, Method::GET, &format!("{next}/difference"), Value::Null).await.json();
        assert_eq!((&same["before"], &same["after"], &same["changed"]), (&json!(1), &json!(2), &json!([])));
        let longer = json!({"title": "整改方案", "preface": "p", "general": "g", "safeguards": "s",
            "items": [{"item": cast.item, "due_on": "2008-09-26"}]});
        assert_eq!(world.api(&office, Method::PUT, &next, longer).await.status, 200);
        let differs = world.api(&office, Method::GET, &format!("{next}/difference?with=1"), Value::Null).await.json();
        assert_eq!(differs["changed"][0]["changes"][0]["field"], "due_on");
        let refused = world.api(&office, Method::GET, &format!("{next}/difference?with=x"), Value::Null).await;
        assert_eq!(refused.status, 422);
    });
}
