//! Server functions over HTTP, for scripts and for plain forms alike.
//!
//! A script gets JSON with the status of the error. A plain form gets a redirect when it is done, and when it is
//! refused a page with the reason and everything that was typed, ready to be mended and sent again.

use crate::{
    api::{Problem, problem},
    auth,
};
use app::{
    culture::evidence_options,
    done::Done,
    error::AppError,
    pages::mend::{MendPage, NoticePage, RefusedPage, SecretPage, Typed, spread},
    request::{Asking, Site, own_path},
};
use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::{Html, IntoResponse, Redirect, Response},
};
use domain::id::ReviewId;
use leptos::prelude::provide_context;
use std::sync::Arc;

/// Bytes of a request's body.
pub const MOST_BODY: usize = 512 * 1024;

/// The text of a form.
pub async fn read(headers: &HeaderMap, body: Body) -> Result<Bytes, Problem> {
    let body = to_bytes(body, MOST_BODY).await.map_err(|_| {
        let message = format!(
            "This is more than the {} kB that one request may carry. Shorten it or send it in parts; nothing was changed.",
            MOST_BODY / 1024
        );
        problem(StatusCode::PAYLOAD_TOO_LARGE, "too_large", &message)
    })?;
    let form = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    if !form.starts_with("application/x-www-form-urlencoded") {
        return Err(problem(StatusCode::UNSUPPORTED_MEDIA_TYPE, "wrong_content_type", "Send this as application/x-www-form-urlencoded."));
    }
    if std::str::from_utf8(&body).is_err() {
        return Err(problem(StatusCode::BAD_REQUEST, "unreadable", "The form is not UTF-8 text. Nothing was changed."));
    }
    Ok(spread(&body).into())
}

/// Does a browser without a script ask?
fn is_plain(headers: &HeaderMap) -> bool {
    headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).is_some_and(|accept| accept.contains("text/html"))
}

/// Refuses a request before its form is read.
pub fn refused(headers: &HeaderMap, problem: Problem) -> Response {
    let page = RefusedPage { message: problem.message.clone(), version: crate::assets::VERSION.clone() };
    let response = problem.into_response();
    if is_plain(headers) { (response.status(), Html(page.to_html())).into_response() } else { response }
}

/// `POST /do/{function}`.
pub async fn call(State(site): State<Arc<Site>>, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    let body = match read(&parts.headers, body).await {
        Ok(body) => body,
        Err(problem) => return refused(&parts.headers, problem),
    };
    let asking = match auth::asking(&site, &parts.headers).await {
        Ok(asking) => asking,
        Err(error) => return refused(&parts.headers, error.into()),
    };
    let plain = is_plain(&parts.headers);
    let mut typed = Typed::read(&body);
    let came_from = typed.take_came_from().map_or_else(|| referer(&parts.headers), |path| own_path(&path));
    let path = parts.uri.path().to_owned();
    // The function answers both alike; the form's answer is made below.
    parts.headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
    let request = Request::from_parts(parts, Body::from(body.clone()));
    let context = {
        let asking = asking.clone();
        move || provide_context(asking.clone())
    };
    let response = leptos_axum::handle_server_fns_with_context(context, request).await.into_response();
    let (parts, answer) = with_status(response).await;
    if !plain {
        return Response::from_parts(parts, Body::from(answer));
    }
    if parts.status.is_success() {
        let done: Done = serde_json::from_slice(&answer).unwrap_or_default();
        if let Some(secret) = done.secret {
            let page = SecretPage { secret, back: came_from, version: crate::assets::VERSION.clone() };
            return Html(page.to_html()).into_response();
        }
        let to = own_path(&done.go.unwrap_or(came_from));
        if !done.notices.is_empty() {
            return Html(NoticePage { notices: done.notices, to, version: crate::assets::VERSION.clone() }.to_html()).into_response();
        }
        let mut redirect = if done.with_form { Redirect::temporary(&to) } else { Redirect::to(&to) }.into_response();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            redirect.headers_mut().append(header::SET_COOKIE, cookie.clone());
        }
        return redirect;
    }
    let error: AppError = serde_json::from_slice(&answer)
        .unwrap_or_else(|_| AppError::new(parts.status.as_u16(), "unexpected", "Something went wrong on the server."));
    let evidence = evidence(&asking, &error, &typed).await;
    let page = MendPage { action: path, back: came_from, error, typed, evidence, version: crate::assets::VERSION.clone() };
    (parts.status, Html(page.to_html())).into_response()
}

/// What a lesson can be learnt from, where it was sent without: boxes that nobody ticked are not in the form.
async fn evidence(asking: &Asking, error: &AppError, typed: &Typed) -> Vec<(String, String)> {
    let review = typed.get("review").and_then(|id| id.parse::<ReviewId>().ok());
    let (Some("sources"), Some(review), Ok(actor)) = (error.field.as_deref(), review, asking.actor()) else { return Vec::new() };
    // Without it the page leads back to where it is chosen.
    asking.workspace().review_view(&actor, review, false).await.map(|view| evidence_options(&view.review)).unwrap_or_default()
}

/// Leptos answers every error with 500; the error knows better.
async fn with_status(response: Response) -> (axum::http::response::Parts, Bytes) {
    let (mut parts, body) = response.into_parts();
    let answer = to_bytes(body, usize::MAX).await.unwrap_or_default();
    if !parts.status.is_success() {
        if let Ok(error) = serde_json::from_slice::<AppError>(&answer) {
            parts.status = StatusCode::from_u16(error.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        }
        parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    (parts, answer)
}

/// The path of this site that the request came from.
fn referer(headers: &HeaderMap) -> String {
    let uri = headers.get(header::REFERER).and_then(|value| value.to_str().ok()).and_then(|value| value.parse::<Uri>().ok());
    own_path(uri.as_ref().and_then(Uri::path_and_query).map_or("/", |path| path.as_str()))
}
