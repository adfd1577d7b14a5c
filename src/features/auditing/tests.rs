use crate::audit::{Act, Entry, record};
use crate::auth::Role;
use crate::testing::on_both_engines;

#[test]
fn the_auditor_reads_and_verifies_and_others_do_not() {
    on_both_engines(|world| async move {
        let auditor = world.person("Audrey", &[(Role::Aud, "tenant", "")]).await;
        let office = world.person("Oscar", &[(Role::Wg, "campaign", crate::id::Id::random().as_str())]).await;
        let act = Act::by(&world.actor(&auditor).await, world.app.clock.now());
        let written = world.app.db.write(move |tx| {
            for n in 0..60 {
                record(
                    tx,
                    &act,
                    Entry::new("round.open", "round", format!("{n:032}")).states("draft", "open").reason("50% _done"),
                )?;
            }
            Ok::<(), ::store::StoreError>(())
        });
        written.await.unwrap();
        crate::audit::seal(&world.app.db, &world.app.config.anchor(), world.app.clock.now()).await.unwrap();

        let page = world.get(Some(&auditor), "/audit").await;
        assert_eq!(page.status, 200);
        assert_eq!(page.body.matches("<tr><th scope=\"row\">").count(), 50);
        assert!(page.body.contains("Audrey"));
        let next = page.between("rel=\"next\" href=\"", "\"").replace("&#38;", "&").replace("&amp;", "&");
        assert_eq!(world.get(Some(&auditor), &next).await.body.matches("<tr><th scope=\"row\">").count(), 10);
        let found = |body: &str| body.matches("<tr><th scope=\"row\">").count();
        assert_eq!(found(&world.get(Some(&auditor), "/audit?words=50%25+_done").await.body), 50);
        assert_eq!(found(&world.get(Some(&auditor), "/audit?words=50%25+xdone").await.body), 0);
        assert_eq!(found(&world.get(Some(&auditor), "/audit?from=2008-07-09").await.body), 0);
        assert_eq!(found(&world.get(Some(&auditor), "/audit?to=2008-07-08").await.body), 50);

        let verified = world.post(Some(&auditor), "/audit/verify", &[]).await;
        assert!(verified.body.contains("notice-done"), "{}", verified.body);
        assert_eq!(world.get(Some(&office), "/audit").await.status, 403);
        assert_eq!(world.get(None, "/audit").await.status, 303, "a visitor is asked to log in");
    });
}

#[test]
fn a_form_without_its_token_is_refused() {
    on_both_engines(|world| async move {
        let auditor = world.person("Audrey", &[(Role::Aud, "tenant", "")]).await;
        let form = Some("application/x-www-form-urlencoded");
        let forged =
            world.send(Some(&auditor), axum::http::Method::POST, "/audit/verify", form, "csrf=wrong".into()).await;
        assert_eq!(forged.status, 403);
    });
}
