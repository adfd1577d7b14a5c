//! An evaluation by calls, and what no call does.

use axum::http::Method;
use serde_json::{Value, json};

use super::*;

async fn token(world: &World, login: &Login) -> String {
    world.token(login, "write", &["evaluation"], "2008-12-31").await
}

#[test]
fn an_evaluation_is_run_by_calls_and_refused_to_others() {
    on_both_engines(|world| async move {
        let story = story(&world, 4).await;
        let (office, secretary) = (token(&world, &story.office).await, token(&world, &story.secretary).await);
        let tellers = [token(&world, &story.tellers[0]).await, token(&world, &story.tellers[1]).await];
        let stranger = token(&world, &world.person("Outsider", &[]).await).await;
        let made = json!({"campaign": campaign(&world, &story).await, "name": "Once more", "closes_on": "2008-12-01",
            "threshold": 80, "voters": [{"kind": "everyone"}], "first_teller": story.tellers[0].person,
            "second_teller": story.tellers[1].person, "merged_items": true});
        assert_eq!(world.api(&stranger, Method::POST, "/evaluations", made.clone()).await.status, 403);
        let mut wrong = made.clone();
        wrong["voters"] = json!([{"kind": "unit", "id": "everyone"}]);
        let refused = world.api(&office, Method::POST, "/evaluations", wrong).await;
        assert_eq!((refused.status.as_u16(), refused.json()["errors"][0]["field"].clone()), (422, json!("voters")));
        let id = world.api(&office, Method::POST, "/evaluations", made).await.json()["id"].as_str().unwrap().to_owned();
        let at = |verb: &str| format!("/evaluations/{id}/{verb}");
        let act = |token: String, verb: &'static str| {
            let (world, path) = (&world, at(verb));
            async move { world.api(&token, Method::POST, &path, Value::Null).await.status.as_u16() }
        };
        assert_eq!(world.api(&stranger, Method::GET, &format!("/evaluations/{id}"), Value::Null).await.status, 404);
        assert_eq!(act(office.clone(), "approve").await, 403);
        assert_eq!(act(secretary.clone(), "approve").await, 200);
        assert_eq!(act(secretary.clone(), "approve").await, 409, "once");
        assert_eq!(act(office.clone(), "freeze-roster").await, 200);
        assert_eq!(act(office.clone(), "open").await, 409, "no keys yet");
        let key = Id::parse(&id).unwrap();
        for (teller, phrase) in story.tellers.iter().zip(PHRASES) {
            super::super::make_key(&world.app, &world.actor(teller).await, &key, phrase.into()).await.unwrap();
        }
        assert_eq!(act(tellers[0].clone(), "open").await, 403, "who counts does not open");
        assert_eq!(act(office.clone(), "open").await, 200);

        // Somebody who came after the roster was frozen.
        let stranger = token(&world, &world.person("Late", &[]).await).await;
        // Whoever is on the roster reads what is asked, and nothing of who has voted.
        let voter = token(&world, &story.voters[0]).await;
        let seen = world.api(&voter, Method::GET, &format!("/evaluations/{id}"), Value::Null).await.json();
        assert_eq!(seen["items"].as_array().unwrap().len(), 8);
        assert!(seen["turnout"].is_null() && seen["items"][0]["counts"].is_null());
        for word in ["voted", "channel", "roster"] {
            assert!(seen.get(word).is_none(), "{word}");
        }
        let listed = world.api(&voter, Method::GET, "/evaluations", Value::Null).await.json();
        assert!(listed["items"].as_array().unwrap().iter().any(|e| e["id"] == *id));
        let listed = world.api(&stranger, Method::GET, "/evaluations", Value::Null).await.json();
        assert_eq!(listed["items"], json!([]), "{listed}");

        let paper = json!({"person": story.voters[3].person});
        assert_eq!(world.api(&stranger, Method::POST, &at("paper"), paper.clone()).await.status, 403);
        assert_eq!(world.api(&office, Method::POST, &at("paper"), paper.clone()).await.status, 200);
        assert_eq!(world.api(&office, Method::POST, &at("paper"), paper).await.status, 409);
        let lost = json!({"person": story.voters[1].person, "reason": "lost"});
        assert_eq!(world.api(&office, Method::POST, &at("lost-codes"), lost).await.status, 409, "nothing was printed");
        for voter in &story.voters {
            if voter.person == story.voters[3].person {
                continue;
            }
            let code = super::super::collect(&world.app, &world.actor(voter).await, &key).await.unwrap();
            let answers = vec![Answer::parse("S").unwrap(); 8];
            super::super::vote(&world.app, &code, Ballot { answers, text: String::new(), group: 0 }).await.unwrap();
        }
        assert_eq!(act(office.clone(), "close").await, 403);
        assert_eq!(act(tellers[0].clone(), "close").await, 200);
        let sheet = json!({"number": 1, "answers": ["S", "S", "S", "S", "S", "S", "S", "S"]});
        assert_eq!(world.api(&office, Method::POST, &at("sheets"), sheet.clone()).await.status, 403);
        for teller in &tellers {
            assert_eq!(world.api(teller, Method::POST, &at("sheets"), sheet.clone()).await.status, 200);
        }
        let teller = world.actor(&story.tellers[0]).await;
        super::super::count(&world.app, &teller, &key, PHRASES.map(String::from)).await.unwrap();
        assert_eq!(act(office.clone(), "confirm").await, 403);
        for teller in &tellers {
            assert_eq!(act(teller.clone(), "confirm").await, 200);
        }
        // Four ballots are too few to be shown.
        let seen = world.api(&office, Method::GET, &format!("/evaluations/{id}"), Value::Null).await.json();
        assert_eq!((&seen["withheld"], &seen["items"][0]["counts"]), (&json!(true), &Value::Null));
        assert_eq!(world.api(&office, Method::GET, &at("bulletin"), Value::Null).await.status, 404);
        let remedial = json!({"reason": "r", "closes_on": "2009-01-31"});
        assert_eq!(world.api(&secretary, Method::POST, &at("remedial"), remedial).await.status, 409);
        assert_eq!(act(stranger, "publish").await, 403);
        assert_eq!(act(office, "publish").await, 200);
        let void = world.api(&secretary, Method::POST, &at("void"), json!({"reason": "r"})).await;
        assert_eq!(void.status, 409, "too late");
    });
}

/// The campaign of a story.
async fn campaign(world: &World, story: &Story) -> Id {
    let id = story.evaluation.clone();
    world.app.db.read(move |tx| store::find(tx, &id)).await.unwrap().unwrap().campaign
}

#[test]
fn no_call_votes_collects_a_code_or_takes_a_passphrase() {
    let document = crate::api::document(&crate::features::apis());
    for (path, methods) in document["paths"].as_object().unwrap() {
        let words = ["vote", "collect", "ballot", "passphrase", "reissue", "count"];
        assert!(!words.iter().any(|word| path.split('/').any(|part| part == *word)), "{path}");
        let text = methods.to_string();
        assert!(!text.contains("passphrase") && !text.contains("votingCode"), "{path}");
    }
    let schemas = document["components"]["schemas"].to_string();
    assert!(!schemas.contains("passphrase") && !schemas.contains("\"voted\""));
}
