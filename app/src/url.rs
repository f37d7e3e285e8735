//! Addresses: text inside them, and whether a page is that of its address.

use std::fmt::Write;

/// Percent-encodes what is not a letter, a digit or one of `-._~/`.
pub fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => encoded.push(char::from(byte)),
            other => {
                let _ = write!(encoded, "%{other:02X}");
            }
        }
    }
    encoded
}

/// The address that the page is rendered for.
#[cfg(feature = "ssr")]
pub fn address_of_request() -> Option<String> {
    let parts = leptos::prelude::use_context::<http::request::Parts>()?;
    parts.uri.path_and_query().map(|address| address.as_str().to_owned())
}

/// Is the page in the browser the one that was rendered for its address? Asked once for an address: where something
/// between browser and server rewrites addresses, they never agree.
#[cfg(feature = "hydrate")]
pub fn is_of_this_address() -> bool {
    use leptos::prelude::{document, window};
    const ASKED: &str = "loaded-again";
    let location = window().location();
    let here = format!("{}{}", location.pathname().unwrap_or_default(), location.search().unwrap_or_default());
    let rendered = document().body().and_then(|body| body.get_attribute("data-address"));
    let storage = window().session_storage().ok().flatten();
    let asked = storage.as_ref().and_then(|storage| storage.get_item(ASKED).ok().flatten());
    if rendered.is_none_or(|rendered| rendered == here) || asked.as_deref() == Some(&here) {
        // Nothing to forget is no error.
        let _ = storage.map(|storage| storage.remove_item(ASKED));
        return true;
    }
    // Where nothing can be remembered, loading again might never end.
    storage.is_none_or(|storage| storage.set_item(ASKED, &here).is_err())
}
