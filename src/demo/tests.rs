//! The demonstration on both engines, and G1.

use serde_json::json;

use super::{Standing, fill, first_moment, standing};
use crate::audit;
use crate::features::statistics::figures_json;
use crate::testing::{World, on_both_engines};

async fn filled(world: &World) -> super::Filled {
    world.app.clock.set(first_moment());
    fill(&world.app).await.unwrap()
}

#[test]
fn g1_the_demonstration_counts_as_the_speech_does() {
    on_both_engines(|world| async move {
        filled(&world).await;
        let figures = figures_json(&world.app, None).await.unwrap();
        assert_eq!(figures["opinions"]["raw"], 23);
        assert_eq!(figures["opinions"]["merged"], 6);
        let of = &figures["rectification"];
        let four = json!({"total": of["total"], "done": of["done"], "doing": of["doing"], "next": of["next"]});
        assert_eq!(four, json!({"total": 6, "done": 2, "doing": 2, "next": 2}));
        assert_eq!(figures["sentence"], "共征求到意见23条，归并为6条，其中已整改完成2条，正在整改2条，下阶段整改2条。");
        let named = figures_json(&world.app, Some("双促")).await.unwrap();
        assert_eq!(named, figures, "the campaign under way is the default");
        assert!(figures_json(&world.app, Some("no such campaign")).await.is_err());
    });
}

#[test]
fn the_demonstration_knows_itself_and_its_trail_holds() {
    on_both_engines(|world| async move {
        assert_eq!(standing(&world.app.db).unwrap(), Standing::None);
        let made = filled(&world).await;
        assert_eq!(made.round_code.len(), 8);
        assert!(made.logins.iter().any(|l| l.roles == "SEC") && made.logins.iter().any(|l| l.roles == "SYS"));
        audit::seal(&world.app.db, &world.app.config.anchor(), world.app.clock.now()).await.unwrap();
        let Standing::Filled(from) = standing(&world.app.db).unwrap() else { panic!("it is filled") };
        assert_eq!(crate::clock::Now(from).stamp(), "2008-07-08 09:00:00");
        let anchor = world.app.config.anchor();
        let report = audit::verify(&world.app.db, &world.app.blobs, &anchor, world.app.clock.now()).await.unwrap();
        assert_eq!(report.findings, vec![]);
        // Nobody has spoken in the second round yet, and anybody may, without a name.
        let form = world.get(None, &format!("/r/{}", made.round_code)).await;
        assert_eq!(form.status, 200);
    });
}

#[test]
fn g2_the_demonstrations_evaluation_is_counted_to_the_golden_rates() {
    on_both_engines(|world| async move {
        filled(&world).await;
        let figures = figures_json(&world.app, None).await.unwrap();
        let e = &figures["evaluation"];
        assert_eq!((&e["name"], &e["state"]), (&json!("第二阶段满意度测评"), &json!("published")));
        assert_eq!((&e["issued"], &e["returned"], &e["return_rate"]), (&json!(200), &json!(192), &json!("96.00%")));
        let h = &e["headline"];
        let counts = ["satisfied", "basically", "dissatisfied", "unaware", "blank", "invalid", "valid"].map(|c| &h[c]);
        assert_eq!(counts, [120, 48, 12, 6, 2, 4, 188].map(|n| json!(n)).each_ref());
        assert_eq!(h["of_judging"], json!({"satisfied": "66.67%", "satisfied_or_basically": "93.33%"}));
        assert_eq!(h["of_valid"], json!({"satisfied": "63.83%", "satisfied_or_basically": "89.36%"}));
        assert_eq!((&h["score"], &h["rate"]), (&json!("86.67"), &json!("93.33%")));
        // Nothing of the vote is left but its result, and no problem was reopened by it.
        let items = e["items"].as_array().unwrap();
        assert!(items.len() > 7 && items.iter().all(|i| i["returned"] == 192));
        assert_eq!(figures["rectification"]["done"], 2);
    });
}

#[test]
fn nobody_can_be_set_up_twice() {
    on_both_engines(|world| async move {
        filled(&world).await;
        assert!(fill(&world.app).await.is_err(), "a second filling is refused");
    });
}
