//! Being signed in.

use super::{Account, older_than};
use crate::{
    Error, Result, Workspace, secret,
    store::{Batch, record},
};
use domain::{
    Refusal,
    id::{PersonId, ReviewId},
    people::Person,
    policy::Actor,
    time::Instant,
};
use serde::{Deserialize, Serialize};
use surrealdb::types::Variables;

/// Days after which an unused session ends.
const LASTS_DAYS: i64 = 30;
/// Days after which an unused session of a guest ends.
const GUEST_LASTS_DAYS: i64 = 1;
/// Seconds after which the time of last use is written again.
const SEEN_EVERY: i64 = 3600;

/// A browser that is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// The hash of the cookie's secret; good for naming a session, not for being in it.
    pub id: String,
    pub person: PersonId,
    /// What the browser called itself.
    pub client: String,
    pub began_at: Instant,
    pub seen_at: Instant,
}

/// Who is asking, by a session or a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    pub person: Person,
    /// The session's or the token's id.
    pub by: String,
    /// A token may be for reading only.
    pub may_write: bool,
    /// The one review that a guest came in by.
    pub guest_of: Option<ReviewId>,
}

impl SignedIn {
    /// The person as the rules know them. A read-only token makes them a viewer.
    pub fn actor(&self) -> Actor {
        let role = if self.may_write { self.person.role } else { self.person.role.max(domain::people::Role::Viewer) };
        Actor { person: self.person.id, role }
    }
}

pub(crate) const OF_PERSON: &str = "SELECT * FROM session WHERE person = $person";

impl Workspace {
    /// Signs in with a password; gives the secret of the new session.
    ///
    /// # Errors
    /// The same refusal for an unknown address and for a wrong password.
    pub async fn sign_in(&self, email: &str, password: String, client: &str, now: Instant) -> Result<String> {
        let account = match domain::people::email(email) {
            Ok(email) => self.account_of(&email).await?.filter(|account| account.person.active),
            Err(_) => None,
        };
        let hash = account.as_ref().and_then(|account| account.password.clone());
        let right = self.verify_password(password, hash).await?;
        match account {
            Some(Account { person, .. }) if right => self.begin_session(person.id, client, now).await,
            _ => Err(Refusal::invalid("password", "Address and password do not belong together.").into()),
        }
    }

    /// Signs in as one of the demo people, in a demo workspace only.
    ///
    /// # Errors
    /// In every other workspace.
    pub async fn sign_in_demo(&self, person: PersonId, client: &str, now: Instant) -> Result<String> {
        match self.account(person).await? {
            Some(account) if account.password.is_none() && account.person.active && self.is_demo().await? => {
                self.begin_session(person, client, now).await
            }
            _ => Err(Error::NotFound("person")),
        }
    }

    pub(crate) async fn begin_session(&self, person: PersonId, client: &str, now: Instant) -> Result<String> {
        let secret = secret::fresh();
        let id = secret::kept(&secret);
        let client = client.chars().filter(|c| !c.is_control()).take(200).collect();
        let session = Session { id: id.clone(), person, client, began_at: now, seen_at: now };
        let mut batch = Batch::default();
        batch.create(record("session", id), &session);
        for old in self.sessions(person).await?.into_iter().filter(|old| older_than(old.seen_at, LASTS_DAYS, now)) {
            batch.delete(record("session", old.id));
        }
        self.store.commit(batch).await?;
        Ok(secret)
    }

    /// Whose session this secret is, if it still is one.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn signed_in(&self, secret: &str, now: Instant) -> Result<Option<SignedIn>> {
        let id = secret::kept(secret);
        let Some(session) = self.store.find::<Session>(record("session", &id)).await? else { return Ok(None) };
        if older_than(session.seen_at, LASTS_DAYS, now) {
            return Ok(None);
        }
        if now > session.seen_at.plus_seconds(SEEN_EVERY) {
            let mut batch = Batch::default();
            batch.merge(record("session", &id), &serde_json::json!({ "seen_at": now }));
            // Being late with this harms nobody, so it does not fail the request.
            let _ = self.store.commit(batch).await;
        }
        if let Some(account) = self.account(session.person).await? {
            let signed_in = SignedIn { person: account.person, by: id, may_write: true, guest_of: None };
            return Ok(Some(signed_in).filter(|caller| caller.person.active));
        }
        let guest = self.guest(session.person).await?.filter(|_| !older_than(session.seen_at, GUEST_LASTS_DAYS, now));
        Ok(guest.map(|guest| SignedIn { guest_of: Some(guest.review), person: guest.person(), by: id, may_write: true }))
    }

    /// The sessions of a person.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn sessions(&self, person: PersonId) -> Result<Vec<Session>> {
        let mut variables = Variables::new();
        variables.insert("person", person.to_string());
        let mut sessions: Vec<Session> = self.store.list(OF_PERSON, variables).await?;
        sessions.sort_by_key(|session| std::cmp::Reverse(session.seen_at));
        Ok(sessions)
    }

    /// Ends one of one's own sessions.
    ///
    /// # Errors
    /// When it is not one's own.
    pub async fn end_session(&self, person: PersonId, id: &str) -> Result<()> {
        if !self.sessions(person).await?.iter().any(|session| session.id == id) {
            return Err(Error::NotFound("session"));
        }
        let mut batch = Batch::default();
        batch.delete(record("session", id));
        self.store.commit(batch).await
    }
}
