//! What a request brings to a server function: the workspace, who asks, and when.

use crate::error::AppError;
use domain::{
    id::PersonId,
    policy::Actor,
    time::{Instant, Stamp},
};
use leptos::prelude::*;
use service::{Workspace, people::SignedIn};
use std::sync::Arc;

/// What is the same for all requests.
pub struct Site {
    pub workspace: Arc<Workspace>,
    /// One signs in as a demo person with a click.
    pub demo: bool,
    /// Makes the first account; `None` where the program was started when there was one already.
    pub set_up_secret: Option<String>,
    /// The session cookie; its name begins with `__Host-` where the site is served over TLS.
    pub cookie: &'static str,
    pub secure: bool,
    /// `https://hotwash.example.org`, without a slash at the end.
    pub public_url: String,
}

/// One request.
#[derive(Clone)]
pub struct Asking {
    pub site: Arc<Site>,
    pub caller: Option<SignedIn>,
    pub now: Instant,
    /// What the browser calls itself.
    pub client: String,
    /// The secret of the session cookie, if there was one.
    pub session: Option<String>,
}

impl Asking {
    /// The request that is being answered.
    pub fn current() -> Result<Self, AppError> {
        use_context::<Self>().ok_or_else(|| AppError::new(500, "unexpected", "There is no request."))
    }

    pub fn workspace(&self) -> &Workspace {
        &self.site.workspace
    }

    /// Who asks; an error where nobody is signed in.
    pub fn signed_in(&self) -> Result<&SignedIn, AppError> {
        self.caller.as_ref().ok_or_else(|| service::Error::SignedOut.into())
    }

    pub fn actor(&self) -> Result<Actor, AppError> {
        Ok(self.signed_in()?.actor())
    }

    pub fn me(&self) -> Result<PersonId, AppError> {
        Ok(self.signed_in()?.person.id)
    }

    /// Moments as the organisation's clocks show them.
    pub async fn clock(&self) -> Result<impl Fn(Instant) -> Stamp, AppError> {
        let organisation = self.workspace().organisation().await?;
        let zone = organisation.map_or_else(|| "UTC".to_owned(), |organisation| organisation.zone);
        Ok(move |at| Stamp::within(at, &zone))
    }

    /// Sets the session cookie, or takes it away.
    pub fn set_session(&self, secret: Option<&str>) {
        // The server ends a session 30 days after its last use; the browser keeps the cookie for as long as it may.
        let lasts = if secret.is_some() { 400 * 24 * 3600 } else { 0 };
        let secure = if self.site.secure { "; Secure" } else { "" };
        let cookie = format!("{}={}; Path=/; HttpOnly; SameSite=Lax; Max-Age={lasts}{secure}", self.site.cookie, secret.unwrap_or(""));
        if let (Some(response), Ok(value)) = (use_context::<leptos_axum::ResponseOptions>(), http::HeaderValue::from_str(&cookie)) {
            response.append_header(http::header::SET_COOKIE, value);
        }
    }
}

/// A path of this site to go back to; anything else is the home page.
pub fn own_path(path: &str) -> String {
    // Browsers leave out control characters and read a backslash as a slash.
    let safe = path.starts_with('/') && !path.starts_with("//") && !path.contains(|c: char| c == '\\' || c.is_control());
    if safe { path.to_owned() } else { "/".to_owned() }
}
