//! The program that the browser runs: it brings the pages to life, and nothing else.

// In a workspace the bindings of another crate are kept only if it is used whole.
#[expect(unused_imports, reason = "keeps the bindings of the app")]
use app::*;

/// Called by the page when the program is loaded.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    app::begin();
}
