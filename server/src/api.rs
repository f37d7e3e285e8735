//! The interface for programs, under `/api/v1`, with bearer tokens. Its description is at `/api/v1/openapi.json`.
//!
//! Every change may carry an `Idempotency-Key` (a UUID): the same key again is the same change, answered and not
//! done twice.

pub mod download;
mod reviews;
mod sessions;
mod timeline;
mod trends;
mod work;

use crate::auth;
use app::{error::AppError, request::Site};
use axum::{
    Json,
    extract::{FromRequest, FromRequestParts, Path, Query, Request, rejection::JsonRejection},
    http::{StatusCode, request::Parts},
    response::{IntoResponse, Response},
    routing::get,
};
use domain::{id::CommandId, policy::Actor};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::sync::Arc;
use utoipa::{
    IntoResponses, Modify, OpenApi, ToSchema,
    openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
};
use utoipa_axum::router::OpenApiRouter;

/// Why a request was not done.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    #[serde(skip)]
    status: u16,
    /// Stable, for programs.
    code: String,
    /// Says what to do.
    pub(crate) message: String,
    /// The field it is about, where it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
}

/// What may be answered instead of what was asked for, in the description.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "read by the derive, for the description")]
enum Unread {
    /// No token, or one that is not good
    #[response(status = 401)]
    SignedOut(#[to_schema] Problem),
    /// Not there, or not yours to see
    #[response(status = 404)]
    NotFound(#[to_schema] Problem),
    /// Something in the address cannot be read
    #[response(status = 400)]
    Unreadable(#[to_schema] Problem),
}

/// Why a change was not made, in the description. Then nothing was changed.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "read by the derive, for the description")]
enum Refused {
    /// The body or the address cannot be read
    #[response(status = 400)]
    Unreadable(#[to_schema] Problem),
    /// No token, or one that is not good
    #[response(status = 401)]
    SignedOut(#[to_schema] Problem),
    /// You may not
    #[response(status = 403)]
    NotAllowed(#[to_schema] Problem),
    /// Not there, or not yours to see
    #[response(status = 404)]
    NotFound(#[to_schema] Problem),
    /// Somebody else was first; load it again
    #[response(status = 409)]
    Conflict(#[to_schema] Problem),
    /// Too large
    #[response(status = 413)]
    TooLarge(#[to_schema] Problem),
    /// Send JSON
    #[response(status = 415)]
    WrongType(#[to_schema] Problem),
    /// Something that has to be mended
    #[response(status = 422)]
    Invalid(#[to_schema] Problem),
    /// Too often
    #[response(status = 429)]
    TooMany(#[to_schema] Problem),
}

/// A problem that the rules know nothing of.
pub fn problem(status: StatusCode, code: &str, message: &str) -> Problem {
    Problem { status: status.as_u16(), code: code.into(), message: message.into(), field: None }
}

impl From<AppError> for Problem {
    fn from(error: AppError) -> Self {
        Self { status: error.status, code: error.code, message: error.message, field: error.field }
    }
}

impl From<service::Error> for Problem {
    fn from(error: service::Error) -> Self {
        AppError::from(error).into()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, Json(self)).into_response()
    }
}

/// Who asks, by token.
pub struct Caller(pub Actor);

impl FromRequestParts<Arc<Site>> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Arc<Site>) -> Result<Self, Problem> {
        Ok(Self(auth::bearer(site, &parts.headers).await?.actor()))
    }
}

/// The request's key, so that a repeated request is no second change.
pub struct Key(pub CommandId);

impl<S: Send + Sync> FromRequestParts<S> for Key {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        match parts.headers.get("idempotency-key") {
            None => Ok(Self(CommandId(app::fresh::id()))),
            Some(value) => value
                .to_str()
                .ok()
                .and_then(|text| text.parse().ok())
                .map(Self)
                .ok_or_else(|| problem(StatusCode::BAD_REQUEST, "idempotency_key", "Idempotency-Key has to be a UUID.")),
        }
    }
}

/// A JSON body; what is wrong with it is told like every other problem.
pub struct Body<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        match Json::<T>::from_request(request, state).await {
            Ok(Json(body)) => Ok(Self(body)),
            Err(rejection) => Err(unreadable(&rejection)),
        }
    }
}

/// Ids in the address.
pub struct At<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for At<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let read = Path::<T>::from_request_parts(parts, state).await;
        read.map(|Path(at)| Self(at)).map_err(|rejection| unreadable_address(&rejection.body_text()))
    }
}

/// What stands after the question mark of the address.
pub struct Asked<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Asked<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let read = Query::<T>::from_request_parts(parts, state).await;
        read.map(|Query(asked)| Self(asked)).map_err(|rejection| unreadable_address(&rejection.body_text()))
    }
}

fn unreadable_address(detail: &str) -> Problem {
    let message = format!("The address could not be read; see /api/v1/openapi.json. ({detail})");
    problem(StatusCode::BAD_REQUEST, "unreadable", &message)
}

fn unreadable(rejection: &JsonRejection) -> Problem {
    let (code, hint) = match rejection {
        JsonRejection::MissingJsonContentType(_) => ("wrong_content_type", "Send this as application/json."),
        JsonRejection::BytesRejection(_) => ("too_large", "The body is too large or was cut off. Nothing was changed."),
        _ => ("unreadable", "The body could not be read; compare it with /api/v1/openapi.json. Nothing was changed."),
    };
    problem(rejection.status(), code, &format!("{hint} ({})", rejection.body_text()))
}

#[derive(OpenApi)]
#[openapi(
    info(title = "Hotwash", description = "Reviews of incidents, their timelines, answers, culture observations, lessons and planned work."),
    servers((url = "/api/v1")),
    modifiers(&Bearer),
    security(("token" = []))
)]
struct Description;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let scheme = SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build());
        openapi.components.get_or_insert_default().add_security_scheme("token", scheme);
    }
}

/// All routes and their description.
pub fn router() -> axum::Router<Arc<Site>> {
    let (router, description) = OpenApiRouter::<Arc<Site>>::with_openapi(Description::openapi())
        .merge(reviews::routes())
        .merge(timeline::routes())
        .merge(sessions::routes())
        .merge(work::routes())
        .merge(trends::routes())
        .split_for_parts();
    router
        .route("/openapi.json", get(move || async move { Json(description) }))
        .fallback(async || problem(StatusCode::NOT_FOUND, "no_such_route", "There is no such address; see /api/v1/openapi.json."))
        .method_not_allowed_fallback(async || problem(StatusCode::METHOD_NOT_ALLOWED, "method", "This address does not take that method."))
}

/// The answer to a change of a review.
#[derive(Debug, Serialize, ToSchema)]
pub struct Changed {
    /// What was added or changed.
    pub id: uuid::Uuid,
    /// The review's `seq` now.
    pub seq: u64,
    /// What the writer should know, although it was done.
    pub notices: Vec<domain::edit::Notice>,
}
