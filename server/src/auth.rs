//! Who asks: a session cookie for people, a bearer token for programs.

use app::request::{Asking, Site};
use axum::http::{HeaderMap, header};
use service::people::SignedIn;
use std::sync::Arc;

/// The value of a cookie.
fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, value)| *key == name && !value.is_empty())
        .map(|(_, value)| value)
}

/// Who a browser's request is from, and when.
///
/// # Errors
/// When the database does not answer.
pub async fn asking(site: &Arc<Site>, headers: &HeaderMap) -> service::Result<Asking> {
    let now = crate::now();
    let session = cookie(headers, site.cookie).map(str::to_owned);
    let caller = match &session {
        Some(secret) => site.workspace.signed_in(secret, now).await?,
        None => None,
    };
    let client = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or("unknown").to_owned();
    Ok(Asking { site: Arc::clone(site), caller, now, client, session })
}

/// Who a program's request is from.
///
/// # Errors
/// [`service::Error::SignedOut`] without a token that is good.
pub async fn bearer(site: &Site, headers: &HeaderMap) -> service::Result<SignedIn> {
    let token = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).and_then(|value| value.strip_prefix("Bearer "));
    match token {
        Some(token) => site.workspace.by_token(token.trim()).await?.ok_or(service::Error::SignedOut),
        None => Err(service::Error::SignedOut),
    }
}
