//! Slips by calls.

use axum::http::Method;
use jiff::civil::date;
use serde_json::{Value, json};

use super::story::Ground;
use crate::testing::{Login, on_both_engines};

async fn token(g: &Ground, login: &Login) -> String {
    g.world.token(login, "write", &["supervision"], "2008-12-31").await
}

#[test]
fn a_slip_is_issued_answered_and_judged_by_calls() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        g.world.set_clock(date(2008, 7, 8), 9);
        let (office, owner) = (token(&g, &g.office).await, token(&g, &g.owner).await);
        let (stranger, other) = (token(&g, &g.stranger).await, token(&g, &g.other_office).await);
        let post = |token: &str, path: String, body: Value| {
            let (world, token) = (&g.world, token.to_owned());
            async move { world.api(&token, Method::POST, &path, body).await }
        };
        let slip = json!({"item": g.item, "colour": "yellow", "requirement": "本周办结", "reply_by": "2008-07-10"});
        for refused in [&stranger, &other] {
            assert_eq!(post(refused, "/slips".to_owned(), slip.clone()).await.status, 403);
        }
        let mut wrong = slip.clone();
        wrong["colour"] = "green".into();
        assert_eq!(post(&office, "/slips".to_owned(), wrong).await.status, 422);
        let made = post(&office, "/slips".to_owned(), slip.clone()).await;
        assert_eq!(made.status, 201, "{}", made.body);
        let here = format!("/slips/{}", made.json()["id"].as_str().unwrap());
        let events = format!("{here}/events");
        // A yellow one goes to the head of the department too.
        let head = token(&g, &g.head).await;
        let seen = g.world.api(&head, Method::GET, &here, Value::Null).await.json();
        assert_eq!((&seen["colour"], &seen["state"]), (&json!("yellow"), &json!("issued")));
        assert_eq!(seen["people"].as_array().unwrap().len(), 2);
        assert_eq!(g.world.api(&stranger, Method::GET, &here, Value::Null).await.status, 404);
        let listed = g.world.api(&stranger, Method::GET, "/slips", Value::Null).await.json();
        assert_eq!(listed["items"], json!([]));
        let event = |event: &str, text: &str| json!({"event": event, "text": text});
        assert_eq!(post(&stranger, events.clone(), event("acknowledge", "")).await.status, 404);
        assert_eq!(post(&head, events.clone(), event("acknowledge", "")).await.status, 403, "only a copy");
        assert_eq!(post(&owner, events.clone(), event("item_closed", "")).await.status, 422, "nobody says that");
        assert_eq!(post(&owner, events.clone(), event("acknowledge", "")).await.status, 200);
        assert_eq!(post(&owner, events.clone(), event("answer", "")).await.status, 422, "words are needed");
        assert_eq!(post(&owner, events.clone(), event("answer", "已与厂家约定周三安装")).await.status, 200);
        assert_eq!(post(&owner, events.clone(), event("close", "")).await.status, 403, "not his own answer");
        assert_eq!(post(&office, events.clone(), event("close", "同意")).await.status, 200);
        assert_eq!(post(&office, events, event("withdraw", "晚了")).await.status, 409);
        let listed = g.world.api(&owner, Method::GET, "/slips?state=closed&colour=yellow", Value::Null).await.json();
        assert_eq!(listed["items"].as_array().unwrap().len(), 1);
    });
}
