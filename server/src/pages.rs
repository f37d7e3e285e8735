//! Pages: rendered whole on the server, then brought to life by the browser.

use crate::{api::Problem, auth, forms, headers};
use app::{
    App,
    error::AppError,
    pages::mend::{MendPage, Typed},
    request::Site,
    shell,
};
use axum::{
    body::Body,
    extract::{Request, State},
    http::{Method, StatusCode},
    response::{Html, IntoResponse, Redirect, Response},
};
use leptos::prelude::{LeptosOptions, provide_context};
use std::sync::{Arc, LazyLock};

/// Pages that one may see without being signed in.
fn is_public(path: &str) -> bool {
    let door = path.strip_prefix("/reviews/").and_then(|rest| rest.split_once('/')).is_some_and(|(_, rest)| rest.starts_with("join/"));
    door || ["/sign-in", "/set-up", "/join/"].iter().any(|public| path.starts_with(public))
}

/// What the pages need to know of how they are built.
pub fn options() -> LeptosOptions {
    LeptosOptions::builder().output_name("hotwash").site_pkg_dir(format!("pkg/{}", *crate::assets::VERSION)).build()
}

/// Every page. What a plain form sent to it, the page shows again.
pub async fn render(State(site): State<Arc<Site>>, request: Request) -> Response {
    let asking = match auth::asking(&site, request.headers()).await {
        Ok(asking) => asking,
        Err(error) => return Problem::from(error).into_response(),
    };
    let (parts, body) = request.into_parts();
    let typed = if parts.method == Method::POST {
        match forms::read(&parts.headers, body).await {
            Ok(body) => Some(Typed::read(&body)),
            Err(problem) => return problem.into_response(),
        }
    } else {
        None
    };
    let request = Request::from_parts(parts, Body::empty());
    let path = request.uri().path();
    if let (Some(typed), None) = (&typed, &asking.caller) {
        let error = AppError::from(service::Error::SignedOut);
        let page = MendPage {
            action: path.to_owned(),
            back: path.to_owned(),
            error,
            typed: typed.clone(),
            evidence: Vec::new(),
            version: crate::assets::VERSION.clone(),
        };
        return (StatusCode::UNAUTHORIZED, Html(page.to_html())).into_response();
    }
    if asking.caller.is_none() && !is_public(path) {
        let wanted = request.uri().path_and_query().map_or("/", |path| path.as_str());
        let to = match wanted {
            "/" => "/sign-in".to_owned(),
            wanted => format!("/sign-in?to={}", app::url::encode(wanted)),
        };
        return Redirect::to(&to).into_response();
    }
    let nonce = request.extensions().get::<headers::Nonce>().map(|nonce| nonce.0.clone()).unwrap_or_default();
    let context = move || {
        provide_context(asking.clone());
        if let Some(typed) = typed.clone() {
            provide_context(typed);
        }
        provide_context(leptos::nonce::Nonce::from_value(nonce.clone()));
    };
    let page = leptos_axum::render_app_async_with_context(context, move || shell(options(), headers::RELOAD.as_deref()));
    page(request).await.into_response()
}

/// The page that plain forms are sent to: nothing is changed, but their text is too long for an address.
pub const POSTED: &str = "/reviews/{id}/timeline/paste";

/// The paths that the app has pages for. Found once a process: while Leptos looks for them, a resource that is loaded
/// anywhere else in the process hangs for ever.
pub static PATHS: LazyLock<Vec<String>> =
    LazyLock::new(|| leptos_axum::generate_route_list(App).iter().map(|route| route.path().to_owned()).collect());
