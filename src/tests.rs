//! Tests that look at the whole house.

mod ending;
mod queries;
mod real_input;
mod two_campaigns;
mod upgrade;
mod walk;

use store::Sql;

use crate::testing::on_both_engines;

/// Every statement of the product, from every room that has any.
fn statements() -> Vec<Sql> {
    let rooms = [
        crate::auth::store::ALL,
        crate::audit::store::ALL,
        crate::api::store::ALL,
        crate::jobs::store::ALL,
        crate::letterbox::store::ALL,
        crate::maintenance::store::ALL,
        crate::metrics::store::ALL,
        crate::recall::store::ALL,
        crate::demo::store::ALL,
        crate::tables::store::ALL,
    ];
    rooms.into_iter().flatten().map(|sql| (*sql).clone()).chain(crate::features::statements()).collect()
}

#[test]
fn every_statement_is_prepared_on_both_engines() {
    on_both_engines(|world| async move {
        let prepared = world.app.db.read(|tx| {
            for sql in statements() {
                tx.prepare(&sql).map_err(|e| store::StoreError::Other(format!("{}: {e}", sql.name())))?;
            }
            Ok::<(), store::StoreError>(())
        });
        prepared.await.unwrap();
    });
}

#[test]
fn a_watchdog_and_a_proxy_are_answered() {
    on_both_engines(|world| async move {
        for path in ["/healthz", "/readyz"] {
            let answer = world.get(None, path).await;
            assert_eq!((answer.status.as_u16(), answer.body.as_str()), (200, "ok"), "{path}");
        }
        world.app.db.clone().close();
        assert_eq!(
            world.get(None, "/healthz").await.status,
            200,
            "a process that lives is not killed for its database"
        );
        assert_eq!(world.get(None, "/readyz").await.status, 503);
    });
}

#[test]
fn the_front_page_answers_and_unknown_addresses_do_not() {
    on_both_engines(|world| async move {
        let missing = world.get(None, "/no/such/page").await;
        assert_eq!(missing.status, 404);
        assert!(missing.body.contains("</html>"), "a page, not a bare status");
        assert!(missing.headers.contains_key("content-security-policy"));
    });
}
