//! The page stands for everybody, takes nothing, and loses nothing that was written.

use ::store::statements;
use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use axum::response::Response;
use jiff::civil::date;
use tower::ServiceExt;

use super::{Notice, standing, switch};
use crate::testing::{World, on_both_engines};

statements! {
    DROPS = "select count(*) from box_drop";
}

const FORM: &str = "application/x-www-form-urlencoded";

/// A process that has just come.
async fn fresh(world: &World, request: Request<Body>) -> Response {
    crate::router::router(world.app.clone()).oneshot(request).await.unwrap()
}

async fn text(response: Response) -> String {
    String::from_utf8(to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec()).unwrap()
}

fn get(path: &str) -> Request<Body> {
    Request::get(path).body(Body::empty()).unwrap()
}

fn post(path: &str, kind: &str, body: &str) -> Request<Body> {
    Request::post(path).header(header::CONTENT_TYPE, kind).body(Body::from(body.to_owned())).unwrap()
}

fn on(world: &World) {
    let until = Some(date(2008, 7, 8).at(9, 30, 0, 0));
    switch(&world.app.config, Some(&Notice { until, say: "更换硬盘".to_owned() })).unwrap();
}

#[test]
fn every_page_says_when_to_come_back() {
    on_both_engines(|world| async move {
        assert_eq!(fresh(&world, get("/login")).await.status(), 200);
        on(&world);
        for path in ["/", "/login", "/problems", "/r/abc234", "/no/such/page"] {
            let answer = fresh(&world, get(path)).await;
            assert_eq!(answer.status(), 503, "{path}");
            assert_eq!(answer.headers()[header::RETRY_AFTER], "1800", "{path}");
            assert_eq!(answer.headers()[header::CACHE_CONTROL], "no-store");
            let page = text(answer).await;
            assert!(page.contains("系统维护中") && page.contains("09:30") && page.contains("更换硬盘"), "{page}");
        }
        let english = text(fresh(&world, get("/?lang=en")).await).await;
        assert!(english.contains("Under maintenance") && !english.contains("系统维护中"));

        let alive = fresh(&world, get("/healthz")).await;
        assert_eq!((alive.status().as_u16(), text(alive).await.as_str()), (200, "ok"));
        assert_eq!(fresh(&world, get("/readyz")).await.status(), 503);
        assert_eq!(fresh(&world, get("/assets/app.css")).await.status(), 200);
        let program = fresh(&world, get("/api/v1/campaigns")).await;
        assert_eq!(
            (program.status().as_u16(), program.headers()[header::RETRY_AFTER].to_str().unwrap()),
            (503, "1800")
        );
        let problem: serde_json::Value = serde_json::from_str(&text(program).await).unwrap();
        assert_eq!(problem["code"], "maintenance");

        switch(&world.app.config, None).unwrap();
        assert_eq!(standing(&world.app.config, &world.app.db).unwrap(), None);
        assert_eq!(fresh(&world, get("/login")).await.status(), 200);
    });
}

#[test]
fn what_was_written_comes_back_and_is_not_kept() {
    on_both_engines(|world| async move {
        on(&world);
        let words = "夜班吃不上热饭，<b>食堂</b>能不能晚点关门？";
        let body = serde_html_form::to_string([("text", words), ("mode", "anonymous"), ("password", "s3cret-s3cret")])
            .unwrap();
        let page = text(fresh(&world, post("/r/abc234?from=poster", FORM, &body)).await).await;
        assert!(page.contains("没有收下") && page.contains("action=\"/r/abc234?from=poster\""), "{page}");
        assert!(page.contains("夜班吃不上热饭") && !page.contains("<b>食堂"), "given back, and as text: {page}");
        assert!(page.contains("name=\"mode\" value=\"anonymous\""));
        assert!(page.contains("type=\"password\" name=\"password\"") && !page.contains("s3cret"));

        let parts = "--e\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\n整改说明写了很久很久，不能丢，不能丢。\r\n\
                     --e\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n\r\nPNG\r\n--e--\r\n";
        let page = text(fresh(&world, post("/items/1/evidence", "multipart/form-data; boundary=e", parts)).await).await;
        assert!(page.contains("整改说明写了很久很久") && page.contains("type=\"file\" name=\"file\""), "{page}");
        assert!(page.contains("enctype=\"multipart/form-data\""));

        let mut foreign = post("/r/abc234", FORM, &body);
        foreign.headers_mut().insert("sec-fetch-site", "cross-site".parse().unwrap());
        let page = text(fresh(&world, foreign).await).await;
        assert!(page.contains("没有收下") && !page.contains("夜班吃不上热饭"), "another site's form is not made ours");

        let drops: i64 = world
            .app
            .db
            .read(|tx| Ok::<_, ::store::StoreError>(tx.one(&DROPS, &[], |row| row.get(0))?.unwrap()))
            .await
            .unwrap();
        assert_eq!(drops, 0);
    });
}

#[test]
fn a_process_that_runs_sees_it_within_a_second_and_a_bare_file_is_enough() {
    on_both_engines(|world| async move {
        assert_eq!(world.get(None, "/login").await.status, 200);
        std::fs::write(world.app.config.data.join("maintenance.json"), "").unwrap();
        tokio::time::sleep(super::LOOK_EVERY).await;
        let answer = world.get(None, "/login").await;
        assert_eq!(answer.status, 503);
        assert_eq!(answer.headers[header::RETRY_AFTER], "300");
        switch(&world.app.config, None).unwrap();
        tokio::time::sleep(super::LOOK_EVERY).await;
        assert_eq!(world.get(None, "/login").await.status, 200);
    });
}
