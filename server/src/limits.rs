//! How often one address may ask. Guessing passwords is slow; ordinary work, a room full of people behind one
//! address included, never meets a limit.

use crate::api::problem;
use axum::{
    extract::{ConnectInfo, Request, State},
    http::{Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::{
    net::{IpAddr, SocketAddr},
    num::NonZeroU32,
    sync::Arc,
};

/// Bytes of a request's body.
pub const MOST_BODY: usize = 512 * 1024;

/// The limits, by address.
pub struct Limits {
    /// Passwords, set-up and joining.
    passwords: DefaultKeyedRateLimiter<IpAddr>,
    /// Everything that changes something.
    writes: DefaultKeyedRateLimiter<IpAddr>,
}

impl Limits {
    pub fn new() -> Arc<Self> {
        let per_minute = |count: u32| Quota::per_minute(NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN));
        let per_second = |count: u32| Quota::per_second(NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN));
        Arc::new(Self { passwords: RateLimiter::keyed(per_minute(30)), writes: RateLimiter::keyed(per_second(1_000)) })
    }
}

/// Refuses with 429 whoever asks too often.
pub async fn check(State(limits): State<Arc<Limits>>, request: Request, next: Next) -> Response {
    let address = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let Some(address) = address else { return next.run(request).await };
    if request.method() == Method::POST {
        let guesses = ["/do/sign_in", "/do/set_up", "/do/join", "/do/change_password"];
        let limiter = if guesses.contains(&request.uri().path()) { &limits.passwords } else { &limits.writes };
        if limiter.check_key(&address).is_err() {
            let message = "Too many requests from your address. Wait a minute and send it again; nothing was changed.";
            let mut response = problem(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", message).into_response();
            response.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from_static("60"));
            return response;
        }
    }
    next.run(request).await
}
