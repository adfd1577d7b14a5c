//! Figures for Prometheus, on a listener of their own.
//!
//! Only what no anonymous act and no ballot ever moves stands here: whoever keeps the figures of every fifteen seconds must
//! not learn when somebody spoke (PRIVACY, the box). So there is on purpose no count of requests, of bytes or of
//! processor time, and no size of the database or of its log.

pub mod store;

use std::fmt::Write as _;

use ::store::{StoreError, params};
use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::app::App;

/// The one route, for a listener that only the watcher reaches.
pub fn routes(app: App) -> Router {
    Router::new().route("/metrics", get(figures)).with_state(app)
}

/// What is read in one snapshot.
struct Figures {
    unsealed: i64,
    due: i64,
    failed: i64,
    recall: i64,
}

/// `GET /metrics`: four queries.
async fn figures(State(app): State<App>) -> Response {
    let today = app.clock.now().today().to_string();
    let read = app.db.read(move |tx| {
        let mut count = |sql, values: &[::store::Value]| Ok(tx.one(sql, values, |row| row.get(0))?.unwrap_or_default());
        Ok::<_, StoreError>(Figures {
            unsealed: count(&store::UNSEALED, &[])?,
            due: count(&store::JOBS_DUE, &params![&today])?,
            failed: count(&store::JOBS_FAILED, &params![&today])?,
            recall: count(&crate::recall::store::VERSION, &[])?,
        })
    });
    match read.await {
        Ok(figures) => {
            ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], written(&figures)).into_response()
        }
        Err(error) => {
            tracing::warn!(%error, "the figures could not be read");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

fn written(figures: &Figures) -> String {
    let mut text = String::new();
    let version = env!("CARGO_PKG_VERSION");
    let mut one = |name: &str, kind: &str, help: &str, value: &str| {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}\n{name}{value}");
    };
    one("shuangcu_info", "gauge", "The program.", &format!("{{version=\"{version}\"}} 1"));
    let number = |n: i64| format!(" {n}");
    one("shuangcu_audit_unsealed_lines", "gauge", "Audit lines that wait for the sealer.", &number(figures.unsealed));
    one("shuangcu_jobs_due", "gauge", "Jobs that are due and not done.", &number(figures.due));
    one("shuangcu_jobs_failed", "gauge", "Jobs that failed and are tried again.", &number(figures.failed));
    one("shuangcu_changes_total", "counter", "Changes of what the campaign pages show.", &number(figures.recall));
    text
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;

    use crate::features::opinion::actions::drop_anonymous;
    use crate::features::opinion::tests::Stage;
    use crate::testing::on_both_engines;

    #[test]
    fn no_figure_moves_when_somebody_speaks_without_a_name() {
        on_both_engines(|world| async move {
            let stage = Stage::on(&world).await;
            let router = super::routes(world.app.clone());
            let before = world.get_from(&router, None, "/metrics").await;
            assert_eq!(before.status, StatusCode::OK);
            assert!(before.body.contains("\nshuangcu_jobs_due 0\n"), "{}", before.body);
            drop_anonymous(&world.app, &stage.code, &stage.choice("夜班吃不上热饭")).await.unwrap();
            let after = world.get_from(&router, None, "/metrics").await;
            assert_eq!(before.body, after.body);
            assert_eq!(world.get(None, "/metrics").await.status, 404, "the people it serves do not see it");
        });
    }
}
