//! Work items.

use super::{Asked, At, Body, Caller, Key, Problem, Refused, Unread};
use app::request::Site;
use axum::{Json, extract::State, http::StatusCode};
use domain::{
    edit::Notice,
    id::{LessonId, ReviewId, WorkItemId},
    work::{Draft, Patch, Status, WorkCommand, WorkItem},
};
use serde::{Deserialize, Serialize};
use service::work::WorkOutcome;
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

pub fn routes() -> OpenApiRouter<Arc<Site>> {
    OpenApiRouter::new().routes(routes!(list, propose)).routes(routes!(read, edit)).routes(routes!(go))
}

/// Work closed longer ago than this is not on the board.
const BOARD_DAYS: i64 = 90;

#[derive(Deserialize, IntoParams)]
struct Of {
    /// Only of this review; otherwise all that is open or was closed in the last 90 days.
    review: Option<uuid::Uuid>,
}

/// Work items that you may see, by due date
#[utoipa::path(get, path = "/work", params(Of), responses((status = 200, body = Vec<WorkItem>), Unread))]
async fn list(State(site): State<Arc<Site>>, Caller(actor): Caller, Asked(of): Asked<Of>) -> Result<Json<Vec<WorkItem>>, Problem> {
    let since = crate::now().plus_seconds(-BOARD_DAYS * 24 * 3600);
    Ok(Json(match of.review {
        Some(review) => site.workspace.work_of(&actor, ReviewId(review)).await?,
        None => site.workspace.work_board(&actor, since).await?,
    }))
}

#[derive(Deserialize, ToSchema)]
struct Proposal {
    id: Option<WorkItemId>,
    review: ReviewId,
    lesson: LessonId,
    draft: Draft,
}

/// Propose work that a lesson asks for
#[utoipa::path(post, path = "/work", request_body = Proposal, responses((status = 201, body = WorkChanged), Refused))]
async fn propose(
    State(site): State<Arc<Site>>,
    Caller(actor): Caller,
    Key(key): Key,
    Body(proposal): Body<Proposal>,
) -> Result<(StatusCode, Json<WorkChanged>), Problem> {
    let id = proposal.id.unwrap_or(WorkItemId(key.0));
    let command = WorkCommand::Propose { review: proposal.review, lesson: proposal.lesson, draft: proposal.draft };
    Ok((StatusCode::CREATED, changed(site.workspace.send_work(&actor, id, key, &command, crate::now()).await?)))
}

/// A work item
#[utoipa::path(get, path = "/work/{id}", responses((status = 200, body = WorkItem), Unread), params(("id" = WorkItemId, Path)))]
async fn read(State(site): State<Arc<Site>>, Caller(actor): Caller, At(id): At<WorkItemId>) -> Result<Json<WorkItem>, Problem> {
    Ok(Json(site.workspace.work_item(&actor, id).await?))
}

#[derive(Deserialize, ToSchema)]
struct Edit {
    /// The item's version that you started from.
    base: u64,
    patch: Patch,
}

/// The answer to a change of a work item.
#[derive(Serialize, ToSchema)]
struct WorkChanged {
    #[serde(flatten)]
    item: WorkItem,
    /// What the writer should know, although it was done.
    notices: Vec<Notice>,
}

fn changed(WorkOutcome { item, notices }: WorkOutcome) -> Json<WorkChanged> {
    Json(WorkChanged { item, notices })
}

/// Change what is written on a work item; what others changed meanwhile stays or is merged
#[utoipa::path(patch, path = "/work/{id}", request_body = Edit, responses((status = 200, body = WorkChanged), Refused), params(("id" = WorkItemId, Path)))]
async fn edit(
    State(site): State<Arc<Site>>,
    Caller(actor): Caller,
    Key(key): Key,
    At(id): At<WorkItemId>,
    Body(Edit { base, patch }): Body<Edit>,
) -> Result<Json<WorkChanged>, Problem> {
    let command = WorkCommand::Edit { base, patch };
    Ok(changed(site.workspace.send_work(&actor, id, key, &command, crate::now()).await?))
}

#[derive(Deserialize, ToSchema)]
struct Move {
    to: Status,
    /// What was seen, for `verified`; why, for `wont_do`.
    #[serde(default)]
    outcome: String,
}

/// Move a work item to another status
#[utoipa::path(post, path = "/work/{id}/move", request_body = Move, responses((status = 200, body = WorkChanged), Refused), params(("id" = WorkItemId, Path)))]
async fn go(
    State(site): State<Arc<Site>>,
    Caller(actor): Caller,
    Key(key): Key,
    At(id): At<WorkItemId>,
    Body(Move { to, outcome }): Body<Move>,
) -> Result<Json<WorkChanged>, Problem> {
    let command = WorkCommand::Move { to, outcome };
    Ok(changed(site.workspace.send_work(&actor, id, key, &command, crate::now()).await?))
}
