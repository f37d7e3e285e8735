//! Timelines.

use super::{At, Body, Caller, Changed, Key, Problem, Refused, Unread};
use app::request::Site;
use axum::{Json, extract::State, http::StatusCode};
use domain::{
    id::{EventId, ReviewId},
    review::{Command, EventDraft, EventPatch},
    time::Day,
    timeline::{
        Event,
        reading::{self, Assume, Row},
    },
};
use serde::Deserialize;
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub fn routes() -> OpenApiRouter<Arc<Site>> {
    OpenApiRouter::new().routes(routes!(list, add)).routes(routes!(edit, remove)).routes(routes!(read))
}

/// The timeline in order
#[utoipa::path(get, path = "/reviews/{id}/timeline", responses((status = 200, body = Vec<Event>), Unread), params(("id" = ReviewId, Path)))]
async fn list(State(site): State<Arc<Site>>, Caller(actor): Caller, At(id): At<ReviewId>) -> Result<Json<Vec<Event>>, Problem> {
    let review = site.workspace.review(&actor, id).await?;
    Ok(Json(review.timeline().into_iter().cloned().collect()))
}

/// Add an event
#[utoipa::path(post, path = "/reviews/{id}/timeline", request_body = EventDraft, responses((status = 201, body = Changed), Refused), params(("id" = ReviewId, Path)))]
async fn add(
    State(site): State<Arc<Site>>,
    Caller(actor): Caller,
    Key(key): Key,
    At(id): At<ReviewId>,
    Body(draft): Body<EventDraft>,
) -> Result<(StatusCode, Json<Changed>), Problem> {
    let event = draft.id;
    let outcome = site.workspace.send(&actor, id, key, Command::AddEvent(draft), crate::now()).await?;
    Ok((StatusCode::CREATED, Json(Changed { id: event.0, seq: outcome.seq, notices: outcome.notices })))
}

#[derive(Deserialize, ToSchema)]
struct Edit {
    /// The event's version that you started from.
    base: u64,
    #[serde(default)]
    patch: EventPatch,
}

/// Change an event
#[utoipa::path(patch, path = "/reviews/{id}/timeline/{event}", request_body = Edit, responses((status = 200, body = Changed), Refused), params(("id" = ReviewId, Path), ("event" = EventId, Path)))]
async fn edit(
    State(site): State<Arc<Site>>,
    Caller(actor): Caller,
    Key(key): Key,
    At((id, event)): At<(ReviewId, EventId)>,
    Body(Edit { base, patch }): Body<Edit>,
) -> Result<Json<Changed>, Problem> {
    let command = Command::EditEvent { id: event, base, patch };
    let outcome = site.workspace.send(&actor, id, key, command, crate::now()).await?;
    Ok(Json(Changed { id: event.0, seq: outcome.seq, notices: outcome.notices }))
}

/// Remove an event; the command `restore_event` brings it back
#[utoipa::path(delete, path = "/reviews/{id}/timeline/{event}", responses((status = 200, body = Changed), Refused), params(("id" = ReviewId, Path), ("event" = EventId, Path)))]
async fn remove(
    State(site): State<Arc<Site>>,
    Caller(actor): Caller,
    Key(key): Key,
    At((id, event)): At<(ReviewId, EventId)>,
) -> Result<Json<Changed>, Problem> {
    let outcome = site.workspace.send(&actor, id, key, Command::RemoveEvent { id: event }, crate::now()).await?;
    Ok(Json(Changed { id: event.0, seq: outcome.seq, notices: outcome.notices }))
}

#[derive(Deserialize, ToSchema)]
struct Pasted {
    /// A Markdown table, a list, or lines that begin with a time.
    text: String,
    /// The day of entries that have only a clock time.
    day: Option<Day>,
    /// The zone of entries that name none.
    #[serde(default)]
    zone: String,
}

/// Read a pasted timeline into rows, without adding them
#[utoipa::path(post, path = "/timeline/read", request_body = Pasted, responses((status = 200, body = Vec<Row>), Unread))]
async fn read(Caller(_): Caller, Body(Pasted { text, day, zone }): Body<Pasted>) -> Result<Json<Vec<Row>>, Problem> {
    Ok(Json(reading::read(&text, &Assume { day, zone }).map_err(service::Error::from)?))
}
