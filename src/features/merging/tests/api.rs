//! Suggested groups and decisions by calls.

use axum::http::Method;
use serde_json::{Value, json};

use super::*;
use crate::testing::on_both_engines;

#[test]
fn groups_are_asked_for_judged_and_followed_by_calls() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        let mut points = Vec::new();
        for text in ["夜班食堂没有热饭，希望留一个窗口。", "夜班食堂没有热饭！希望留一个窗口", "停车位太少"]
        {
            points.push(g.point(text).await);
        }
        let clerk = g.world.token(&g.clerk, "write", &["merging"], "2008-12-31").await;
        let stranger = g.world.person("stranger", &[]).await;
        let stranger = g.world.token(&stranger, "write", &[], "2008-12-31").await;
        let post = |token: &str, path: String, body: Value| {
            let (world, token) = (&g.world, token.to_owned());
            async move { world.api(&token, Method::POST, &path, body).await }
        };
        let (asking, suggested) = (format!("/rounds/{}/groupings", g.round), format!("/rounds/{}/suggested", g.round));
        assert_eq!(post(&stranger, asking.clone(), json!({"level": "fine"})).await.status, 403);
        assert_eq!(post(&clerk, asking.clone(), json!({"level": "finest"})).await.status, 422);
        assert_eq!(post(&clerk, asking, json!({"level": "fine"})).await.status, 201);
        crate::jobs::work(&g.world.app).await.unwrap();
        assert_eq!(g.world.api(&stranger, Method::GET, &suggested, Value::Null).await.status, 404);
        let listed = g.world.api(&clerk, Method::GET, &suggested, Value::Null).await.json();
        assert_eq!((&listed["items"][0]["points"], &listed["next"]), (&json!(2), &Value::Null));
        let group = listed["items"][0]["id"].as_str().unwrap().to_owned();
        let here = format!("/suggested/{group}");
        assert_eq!(g.world.api(&stranger, Method::GET, &here, Value::Null).await.status, 404);
        let seen = g.world.api(&clerk, Method::GET, &here, Value::Null).await.json();
        assert_eq!(seen["points"].as_array().unwrap().len(), 2);

        let apart = json!({"kind": "apart", "points": [points[0]], "others": [points[2]], "reason": "不是一回事"});
        assert_eq!(post(&stranger, "/merge-decisions".to_owned(), apart.clone()).await.status, 403);
        let wrong = json!({"kind": "beside", "points": [points[0]]});
        assert_eq!(post(&clerk, "/merge-decisions".to_owned(), wrong).await.status, 422);
        let decided = post(&clerk, "/merge-decisions".to_owned(), apart).await;
        assert_eq!(decided.status, 201, "{}", decided.body);
        let of_campaign = format!("/campaigns/{}/merge-decisions", g.campaign);
        assert_eq!(g.world.api(&stranger, Method::GET, &of_campaign, Value::Null).await.status, 404);
        let all = g.world.api(&clerk, Method::GET, &of_campaign, Value::Null).await.json();
        assert_eq!((&all["items"][0]["kind"], &all["items"][0]["pairs"]), (&json!("apart"), &json!(1)));
        let back = format!("/merge-decisions/{}/withdraw", decided.json()["id"].as_str().unwrap());
        assert_eq!(post(&stranger, back.clone(), Value::Null).await.status, 403);
        assert_eq!(post(&clerk, back.clone(), Value::Null).await.status, 200);
        assert_eq!(post(&clerk, back, Value::Null).await.status, 409, "once");

        let accept = json!({"points": points[..2], "summary": "夜班没有热饭", "category": "后勤"});
        assert_eq!(post(&stranger, format!("{here}/accept"), accept.clone()).await.status, 404);
        let item = post(&clerk, format!("{here}/accept"), accept).await;
        assert_eq!(item.status, 201, "{}", item.body);
        let item = Id::parse(item.json()["id"].as_str().unwrap()).unwrap();
        assert_eq!(g.text_of(LINKED, &points[1]).await, Some(item.to_string()));
    });
}

#[test]
fn the_summary_tells_what_was_merged_and_the_originals_only_to_those_who_sort() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        let own = g.world.person("own", &[(Role::Wg, "campaign", g.campaign.as_str())]).await;
        let points = [g.point("=夜班没有热饭").await, g.point_about("夜班食堂没有热饭", Some(&own.person), None).await];
        let why = super::super::model::Why::said("");
        let actor = g.clerk().await;
        super::super::actions::create_merged_item(&g.world.app, &actor, &points, "=夜班没有热饭", "后勤", &why)
            .await
            .unwrap();
        let at = format!("/merged/export?campaign={}&file=jsonl", g.campaign);
        let line = |body: &str| serde_json::from_str::<Value>(body.lines().next().unwrap()).unwrap();
        let told = g.world.get(Some(&g.clerk), &at).await;
        assert_eq!(told.status, 200, "{}", told.body);
        let row = line(&told.body);
        assert_eq!(
            (&row["summary"], &row["points"], &row["channel"]),
            (&json!("=夜班没有热饭"), &json!(2), &json!("征求意见表"))
        );
        assert_eq!(row["point_ids"].as_str().unwrap().split(' ').count(), 2);
        // Nobody reads here of a point that is about himself.
        let row = line(&g.world.get(Some(&own), &at).await.body);
        assert_eq!(row["point_ids"].as_str().unwrap().split(' ').count(), 1);
        let stranger = g.world.person("stranger", &[]).await;
        let none = g.world.get(Some(&stranger), &at).await;
        assert!(none.status == 403 || none.body.trim().is_empty(), "{}", none.body);
        assert_eq!(g.world.get(Some(&g.clerk), &at.replace("jsonl", "pdf")).await.status, 404);
    });
}

#[test]
fn departments_propose_and_the_office_decides_by_calls() {
    on_both_engines(|world| async move {
        let g = Ground::on(world).await;
        let line = g.world.person("联络员", &[(Role::Dl, "line", g.line.as_str())]).await;
        let stranger = g.world.person("stranger", &[]).await;
        let line = g.world.token(&line, "write", &["merging"], "2008-12-31").await;
        let clerk = g.world.token(&g.clerk, "write", &["merging"], "2008-12-31").await;
        let stranger = g.world.token(&stranger, "write", &[], "2008-12-31").await;
        let points = [g.point("食堂排队久").await, g.point("食堂排队太久").await];
        let post = |token: &str, path: String, body: Value| {
            let (world, token) = (&g.world, token.to_owned());
            async move { world.api(&token, Method::POST, &path, body).await }
        };
        let wish = json!({"points": points, "summary": "排队久", "category": "后勤", "reason": "同一件事"});
        assert_eq!(post(&stranger, "/merge-proposals".to_owned(), wish.clone()).await.status, 404);
        let why = json!({"points": points, "summary": "排队久", "category": "后勤", "reason": " "});
        assert_eq!(post(&line, "/merge-proposals".to_owned(), why).await.status, 422);
        let made = post(&line, "/merge-proposals".to_owned(), wish.clone()).await;
        assert_eq!(made.status, 201, "{}", made.body);
        let here = format!("/merge-proposals/{}", made.json()["id"].as_str().unwrap());
        let list = format!("/campaigns/{}/merge-proposals", g.campaign);
        for token in [&line, &clerk] {
            let listed = g.world.api(token, Method::GET, &list, Value::Null).await.json();
            assert_eq!((&listed["items"][0]["state"], &listed["items"][0]["points"]), (&json!("open"), &json!(2)));
        }
        assert_eq!(g.world.api(&stranger, Method::GET, &list, Value::Null).await.status, 403);
        let words = json!({"summary": "排队久", "category": "后勤"});
        assert_eq!(post(&line, format!("{here}/accept"), words.clone()).await.status, 404, "the office decides");
        assert_eq!(post(&clerk, format!("{here}/withdraw"), Value::Null).await.status, 404, "not the office's own");
        let item = post(&clerk, format!("{here}/accept"), words).await;
        assert_eq!(item.status, 201, "{}", item.body);
        let item = Id::parse(item.json()["id"].as_str().unwrap()).unwrap();
        assert_eq!(g.text_of(LINKED, &points[1]).await, Some(item.to_string()));
        let late = json!({"answer": "不是一件事"});
        assert_eq!(post(&clerk, format!("{here}/decline"), late).await.status, 409, "once");
    });
}
