//! The built site: wasm, JavaScript and CSS. In a release they are inside the program; in development they are read
//! from the `site` folder.

use axum::{
    body::Body,
    extract::Path,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use rust_embed::{EmbeddedFile, RustEmbed};
use std::{fmt::Write, sync::LazyLock};

#[derive(RustEmbed)]
#[folder = "../site"]
#[allow_missing = true]
struct Built;

/// A name that changes with the content of the site, so that browsers may keep the files for ever.
pub static VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut version = String::new();
    for file in ["pkg/hotwash.wasm", "pkg/hotwash.js", "pkg/hotwash.css"] {
        if let Some(built) = Built::get(file) {
            for byte in built.metadata.sha256_hash().iter().take(4) {
                let _ = write!(version, "{byte:02x}");
            }
        }
    }
    if version.is_empty() { "unbuilt".into() } else { version }
});

/// `/pkg/{version}/{file}`: as the browser accepts it, smallest first.
pub async fn serve(Path((_, file)): Path<(String, String)>, headers: HeaderMap) -> Response {
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or("");
    for (encoding, ending) in [("br", ".br"), ("gzip", ".gz")] {
        if accepted.contains(encoding)
            && let Some(built) = Built::get(&format!("pkg/{file}{ending}"))
        {
            return answer(&file, built, Some(encoding));
        }
    }
    match Built::get(&format!("pkg/{file}")) {
        Some(built) => answer(&file, built, None),
        None => (StatusCode::NOT_FOUND, "There is no such file.").into_response(),
    }
}

fn answer(file: &str, built: EmbeddedFile, encoding: Option<&'static str>) -> Response {
    let mime = mime_guess::from_path(file).first_or_octet_stream();
    let mut response = Response::new(Body::from(built.data.into_owned()));
    let headers = response.headers_mut();
    if let Ok(value) = mime.as_ref().parse() {
        headers.insert(header::CONTENT_TYPE, value);
    }
    headers.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("public, max-age=31536000, immutable"));
    headers.insert(header::VARY, header::HeaderValue::from_static("accept-encoding"));
    if let Some(encoding) = encoding {
        headers.insert(header::CONTENT_ENCODING, header::HeaderValue::from_static(encoding));
    }
    response
}
