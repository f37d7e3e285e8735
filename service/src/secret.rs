//! Secrets that people hold and the database does not: it keeps their SHA-256 only.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

/// 256 random bits, as text that fits in a cookie or a link.
pub(crate) fn fresh() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}

/// What is stored in place of a secret. A fast hash is enough, because there is nothing to guess.
pub(crate) fn kept(secret: &str) -> String {
    hex::encode(Sha256::digest(secret))
}
