//! New identities, on both sides.

use uuid::Uuid;

/// A new UUID, version 7.
#[cfg(not(target_family = "wasm"))]
#[expect(clippy::disallowed_methods, reason = "the edge of the program is where identities are made")]
pub fn id() -> Uuid {
    Uuid::now_v7()
}

/// A new UUID, version 7, by the browser's clock and randomness.
#[cfg(target_family = "wasm")]
pub fn id() -> Uuid {
    let mut random = [0u8; 10];
    if let Some(crypto) = web_sys::window().and_then(|window| window.crypto().ok()) {
        // Without it two ids could be alike, and the server would then refuse the second.
        let _ = crypto.get_random_values_with_u8_array(&mut random);
    }
    uuid::Builder::from_unix_timestamp_millis(js_sys::Date::now() as u64, &random).into_uuid()
}

/// A new UUID, version 4: it does not tell when it was made.
#[cfg(not(target_family = "wasm"))]
#[expect(clippy::disallowed_methods, reason = "the edge of the program is where identities are made")]
pub fn untimed() -> Uuid {
    Uuid::new_v4()
}

/// A new UUID, version 4: it does not tell when it was made.
#[cfg(target_family = "wasm")]
pub fn untimed() -> Uuid {
    let mut random = [0u8; 16];
    if let Some(crypto) = web_sys::window().and_then(|window| window.crypto().ok()) {
        // Without it two ids could be alike, and the server would then refuse the second.
        let _ = crypto.get_random_values_with_u8_array(&mut random);
    }
    uuid::Builder::from_random_bytes(random).into_uuid()
}

/// A secret that nobody guesses: 244 random bits as text.
#[cfg(not(target_family = "wasm"))]
#[expect(clippy::disallowed_methods, reason = "the edge of the program is where secrets are made")]
pub fn secret() -> String {
    format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple())
}
