//! What goes with every response: a request id, and what a browser may do with the page.

use axum::{
    extract::Request,
    http::{HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use std::sync::LazyLock;

/// The nonce that scripts of this response carry.
#[derive(Clone)]
pub struct Nonce(pub String);

static REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// With `make dev`: where pages hear that they are out of date.
pub static RELOAD: LazyLock<Option<String>> = LazyLock::new(|| std::env::var("HOTWASH_RELOAD").ok());

/// Names the request, mints the nonce, and sets the headers of the response.
pub async fn set(mut request: Request, next: Next) -> Response {
    let id = app::fresh::id().simple().to_string();
    let nonce = STANDARD_NO_PAD.encode(rand::random::<[u8; 16]>());
    request.extensions_mut().insert(Nonce(nonce.clone()));
    let span = tracing::info_span!("request", %id, method = %request.method(), path = request.uri().path());
    let mut response = tracing::Instrument::instrument(next.run(request), span).await;
    let headers = response.headers_mut();
    // Scripts and the program only with the nonce; nothing from elsewhere; nobody frames the page.
    let reload = RELOAD.as_deref().unwrap_or_default();
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
         connect-src 'self' {reload}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
    );
    let fixed = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    for (name, value) in [(header::CONTENT_SECURITY_POLICY, policy), (REQUEST_ID.clone(), id)] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(name, value);
        }
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}
