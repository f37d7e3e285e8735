//! Passwords, by argon2id with the library's recommended cost (19 MiB, 2 passes; the first choice of RFC 9106 for
//! memory-constrained machines is more, this is OWASP's).

use crate::store::{Batch, record};
use crate::{Error, Result, Workspace};
use argon2::{
    Argon2,
    password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString},
};
use domain::{Refusal, id::PersonId};
use serde_json::json;

impl Workspace {
    pub(super) async fn hash_password(&self, password: String) -> Result<String> {
        let salt = SaltString::encode_b64(&rand::random::<[u8; 16]>()).map_err(Error::unavailable)?;
        self.hashing(move || {
            Argon2::default().hash_password(password.as_bytes(), &salt).map(|hash| hash.to_string()).map_err(Error::unavailable)
        })
        .await?
    }

    /// Compares; with no hash to compare with it takes as long, so that the time does not tell who has an account.
    pub(super) async fn verify_password(&self, password: String, hash: Option<String>) -> Result<bool> {
        self.hashing(move || match hash.as_deref().map(PasswordHash::new) {
            Some(Ok(hash)) => Argon2::default().verify_password(password.as_bytes(), &hash).is_ok(),
            _ => {
                let mut out = [0u8; 32];
                let _ = Argon2::default().hash_password_into(password.as_bytes(), b"nobody has this account", &mut out);
                false
            }
        })
        .await
    }

    async fn hashing<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let _permit = self.hashing.acquire().await.map_err(Error::unavailable)?;
        tokio::task::spawn_blocking(work).await.map_err(Error::unavailable)
    }

    /// Changes one's own password and ends all other sessions.
    ///
    /// # Errors
    /// When the old one is wrong or the new one cannot be.
    pub async fn change_password(&self, id: PersonId, session: &str, old: String, new: String) -> Result<()> {
        let account = self.account(id).await?.ok_or(Error::SignedOut)?;
        domain::people::password(&new, &account.person.email)?;
        if !self.verify_password(old, account.password.clone()).await? {
            return Err(Refusal::invalid("old_password", "This is not your password.").into());
        }
        let mut batch = Batch::default();
        batch.merge(record("person", id), &json!({ "password": self.hash_password(new).await? }));
        for other in self.sessions(id).await?.into_iter().filter(|other| other.id != session) {
            batch.delete(record("session", other.id));
        }
        self.store.commit(batch).await
    }

    /// Gives somebody a new password from the command line, and ends all their sessions.
    ///
    /// # Errors
    /// When there is nobody with that address, and for passwords that cannot be.
    pub async fn reset_password(&self, email: &str, new: String) -> Result<()> {
        let account = self.account_of(&domain::people::email(email)?).await?.ok_or(Error::NotFound("person"))?;
        domain::people::password(&new, &account.person.email)?;
        let mut batch = Batch::default();
        batch.merge(record("person", account.person.id), &json!({ "password": self.hash_password(new).await? }));
        for session in self.sessions(account.person.id).await? {
            batch.delete(record("session", session.id));
        }
        self.store.commit(batch).await
    }
}
