//! A review as a file.

use super::{At, Problem, problem};
use crate::auth;
use app::request::Site;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{id::ReviewId, review::Review};
use service::review::ReviewFile;
use std::sync::Arc;

/// `GET /reviews/{id}/download.md` and `.json`.
///
/// # Errors
/// For those who are not signed in or may not see the review.
pub async fn get(State(site): State<Arc<Site>>, At((id, form)): At<(ReviewId, String)>, headers: HeaderMap) -> Result<Response, Problem> {
    let actor = auth::asking(&site, &headers).await?.caller.ok_or(service::Error::SignedOut)?.actor();
    let file = site.workspace.review_file(&actor, id).await?;
    let name = file_name(&file.review);
    let (mime, text) = match form.as_str() {
        "md" => ("text/markdown; charset=utf-8", site.workspace.markdown_of(&file).await?),
        "json" => ("application/json", json(&file)?),
        _ => return Err(problem(StatusCode::NOT_FOUND, "no_such_route", "A review can be had as .md or as .json.")),
    };
    let disposition = format!("attachment; filename=\"{name}.{form}\"");
    Ok(([(header::CONTENT_TYPE, mime.to_owned()), (header::CONTENT_DISPOSITION, disposition)], text).into_response())
}

fn json(file: &ReviewFile) -> Result<String, Problem> {
    serde_json::to_string_pretty(file).map_err(|cause| service::Error::Unavailable(cause.to_string()).into())
}

/// Letters and digits of the title; nothing that a header or a file system minds.
fn file_name(review: &Review) -> String {
    let words: Vec<String> =
        review.facts.title.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    let name: String = words.join("-").chars().take(60).collect();
    if name.is_empty() { "review".into() } else { name }
}
