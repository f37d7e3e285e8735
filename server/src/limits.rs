//! How often somebody may ask. Guessing passwords is slow, and one runaway script does not crowd out the others;
//! ordinary work, a room full of people behind one address included, never meets a limit.

use crate::{api::problem, forms::refused};
use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, StatusCode, header},
    middleware::Next,
    response::Response,
};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::{
    hash::{BuildHasher, RandomState},
    net::{IpAddr, SocketAddr},
    num::NonZeroU32,
    sync::Arc,
};

/// Functions that a password or a secret can be guessed with.
const GUESSES: [&str; 5] = ["/do/sign_in", "/do/set_up", "/do/load_set_up", "/do/join", "/do/change_password"];

/// The limits. They count changes; reading is free.
pub struct Limits {
    /// Passwords, set-up and joining, by address: 30 a minute.
    passwords: DefaultKeyedRateLimiter<IpAddr>,
    /// By session or token: 200 a second.
    sessions: DefaultKeyedRateLimiter<u64>,
    /// By address: 5,000 a second, because many people may share one.
    addresses: DefaultKeyedRateLimiter<IpAddr>,
    /// Sessions and tokens are told apart by a hash that nobody outside can foresee.
    hasher: RandomState,
    /// A proxy in front says who asks.
    behind_proxy: bool,
}

impl Limits {
    pub fn new(behind_proxy: bool) -> Arc<Self> {
        let count = |count: u32| NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN);
        Arc::new(Self {
            passwords: RateLimiter::keyed(Quota::per_minute(count(30))),
            sessions: RateLimiter::keyed(Quota::per_second(count(200))),
            addresses: RateLimiter::keyed(Quota::per_second(count(5_000))),
            hasher: RandomState::new(),
            behind_proxy,
        })
    }

    /// Where a request comes from. Of the addresses that a proxy passes on, only the last was seen by the proxy; the
    /// others are whatever the asker wrote.
    fn address(&self, request: &Request) -> Option<IpAddr> {
        let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        let forwarded = || {
            let value = request.headers().get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
            value.rsplit(',').next()?.trim().parse().ok()
        };
        self.behind_proxy.then(forwarded).flatten().or(peer)
    }

    /// Which session or token a request carries.
    fn session(&self, headers: &HeaderMap) -> Option<u64> {
        let value = headers.get(header::AUTHORIZATION).or_else(|| headers.get(header::COOKIE))?;
        Some(self.hasher.hash_one(value.as_bytes()))
    }

    fn allows(&self, request: &Request) -> bool {
        let Some(address) = self.address(request) else { return true };
        if GUESSES.contains(&request.uri().path()) && self.passwords.check_key(&address).is_err() {
            return false;
        }
        self.addresses.check_key(&address).is_ok()
            && self.session(request.headers()).is_none_or(|session| self.sessions.check_key(&session).is_ok())
    }

    /// Forgets those who have not asked for so long that they could ask at once again.
    pub fn forget(&self) {
        self.passwords.retain_recent();
        self.sessions.retain_recent();
        self.addresses.retain_recent();
    }
}

/// Refuses with 429 whoever asks too often.
pub async fn check(State(limits): State<Arc<Limits>>, request: Request, next: Next) -> Response {
    if !request.method().is_safe() && !limits.allows(&request) {
        let message = "Too many requests. Wait a minute and send it again; nothing was changed.";
        let mut response = refused(request.headers(), problem(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", message));
        response.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from_static("60"));
        return response;
    }
    next.run(request).await
}
