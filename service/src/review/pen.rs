//! Pens: what people sign with in one review, and the links of its guests.
//!
//! In an anonymous review a pen is an HMAC of the person under the review's key. The database holds pens beside cards
//! and votes, and the key in a row of its own that no export contains and that publishing deletes. While the review is
//! open, its writers can change what they wrote from any device; afterwards not even whoever owns the database can say
//! who wrote what.

use crate::{
    Error, Result, secret,
    store::{Batch, Store, record},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    id::{PenId, PersonId, ReviewId},
    review::{Review, State},
    session::Authors,
};
use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

/// The secret of one review.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Key {
    secret: String,
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key")
    }
}

impl Key {
    /// A new key, written together with what makes the review need one.
    pub fn put(batch: &mut Batch, id: ReviewId) -> Self {
        let key = Self { secret: secret::fresh() };
        batch.create(record("review_key", id), &key);
        key
    }

    /// Throws the key away.
    pub fn drop(batch: &mut Batch, id: ReviewId) {
        batch.delete(record("review_key", id));
    }

    /// Makes the key of a review that is open and has none, as after an import. Another node may do the same; then its
    /// key is taken.
    pub async fn missing(store: &Store, id: ReviewId) -> Result<Self> {
        let mut batch = Batch::default();
        let key = Self::put(&mut batch, id);
        match store.commit(batch).await {
            Err(Error::Conflict) => store.find(record("review_key", id)).await?.ok_or(Error::Conflict),
            other => other.map(|()| key),
        }
    }

    fn of(&self, what: &str) -> [u8; 16] {
        // A key of any length will do for HMAC, so making it never fails.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.secret.as_bytes()) else { return [0; 16] };
        mac.update(what.as_bytes());
        let mut first = [0; 16];
        first.iter_mut().zip(mac.finalize().into_bytes()).for_each(|(to, from)| *to = from);
        first
    }

    /// The secret part of the link that guests come in by while this door is open.
    pub fn door(&self, number: u32) -> String {
        URL_SAFE_NO_PAD.encode(self.of(&format!("door {number}")))
    }
}

/// What this person signs with.
pub(super) fn pen(review: &Review, key: Option<&Key>, person: PersonId) -> PenId {
    match key {
        Some(key) if review.authors == Authors::Anonymous => {
            PenId(uuid::Builder::from_custom_bytes(key.of(&format!("pen {person}"))).into_uuid())
        }
        _ => PenId::from(person),
    }
}

/// Does an open review need a key that it has not?
pub(super) fn lacks_key(review: &Review, key: Option<&Key>) -> bool {
    review.state == State::Open && key.is_none()
}

/// For comparing a secret from outside with the right one: takes the same time wherever they differ.
pub(super) fn same(one: &str, other: &str) -> bool {
    one.len() == other.len() && one.bytes().zip(other.bytes()).fold(0, |differ, (a, b)| differ | (a ^ b)) == 0
}
