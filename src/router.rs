//! All routes: each slice's, and the layers around them.

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::auth::session;
use crate::error::{self, Error, Rule};
use crate::{api, features, maintenance, view};

/// Whatever a form without files may hold; routes that take files set their own limit.
const BODY_LIMIT: usize = 256 * 1024;

/// The whole site. Layers from the outside in: headers, the maintenance page, session (drops cookies of anonymous routes), errors into
/// pages, refusal of forms from other sites.
pub fn router(app: App) -> Router {
    Router::new()
        .merge(features::account::routes())
        .merge(features::auditing::routes())
        .merge(features::organisation::routes())
        .merge(features::campaign::routes())
        .merge(features::opinion::routes())
        .merge(features::merging::routes())
        .merge(features::evaluation::routes())
        .merge(features::rectification::routes())
        .merge(features::plan::routes())
        .merge(features::closing::routes())
        .merge(features::document::routes())
        .merge(features::publication::routes())
        .merge(features::supervision::routes())
        .merge(features::statistics::routes())
        .merge(features::trace::routes())
        .merge(features::search::routes())
        .merge(crate::health::routes())
        .merge(api::routes(features::apis()))
        .merge(view::asset_routes())
        .layer(middleware::from_fn(same_site))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(tower_http::catch_panic::CatchPanicLayer::custom(|_| {
            tracing::error!("a handler panicked");
            Error::Internal("panic".into()).into_response()
        }))
        .layer(middleware::from_fn_with_state(app.clone(), error::render))
        .layer(middleware::from_fn_with_state(app.clone(), session::layer))
        .layer(middleware::from_fn_with_state((app.clone(), maintenance::Watch::default()), maintenance::layer))
        .layer(middleware::from_fn(headers))
        .with_state(app)
}

/// A write must come from our own pages. Browsers say where a request comes from (Fetch Metadata, or Origin in older
/// ones); programs say nothing and carry no cookie. The form token is the second lock.
async fn same_site(request: Request, next: Next) -> Response {
    if !request.method().is_safe() && is_foreign(request.headers()) {
        return Error::rule(Rule::CrossSite).into_response();
    }
    next.run(request).await
}

/// Whether a browser says that another site sent it.
pub fn is_foreign(headers: &HeaderMap) -> bool {
    let text = |name: HeaderName| headers.get(name).and_then(|v| v.to_str().ok());
    match (text(HeaderName::from_static("sec-fetch-site")), text(header::ORIGIN), text(header::HOST)) {
        (Some(site), ..) => !matches!(site, "same-origin" | "none"),
        (None, Some(origin), Some(host)) => origin.split("//").nth(1) != Some(host),
        _ => false,
    }
}

/// Deny by default: nothing is loaded but from here, nothing inline, no frame around us, no address handed on.
const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

async fn headers(request: Request, next: Next) -> Response {
    let asset = request.uri().path().starts_with("/assets/");
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    set(header::CONTENT_SECURITY_POLICY, CSP);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "no-referrer");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    if !asset {
        // Nothing of a page stays in a shared phone's cache.
        set(header::CACHE_CONTROL, "no-store");
    }
    response
}
