//! Reviews as a whole.

use super::{Asked, At, Body, Caller, Changed, Key, Problem, Refused, Unread};
use app::request::Site;
use axum::{Json, extract::State, http::StatusCode};
use domain::{
    id::{PersonId, ReviewId},
    review::{Command, FactsPatch, NewReview, Review},
    session::Authors,
};
use serde::{Deserialize, Serialize};
use service::review::Head;
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

pub fn routes() -> OpenApiRouter<Arc<Site>> {
    OpenApiRouter::new().routes(routes!(list, open)).routes(routes!(read, edit)).routes(routes!(command))
}

#[derive(Deserialize, IntoParams)]
struct Page {
    /// The last id of the page before.
    before: Option<uuid::Uuid>,
    /// 1 to 100; 30 if left out.
    limit: Option<usize>,
}

#[derive(Serialize, ToSchema)]
struct List {
    /// Newest first.
    reviews: Vec<Head>,
    /// There are more after the last of these.
    more: bool,
}

/// Reviews that you may see
#[utoipa::path(get, path = "/reviews", params(Page), responses((status = 200, body = List), Unread))]
async fn list(State(site): State<Arc<Site>>, Caller(actor): Caller, Asked(page): Asked<Page>) -> Result<Json<List>, Problem> {
    let limit = page.limit.unwrap_or(30).clamp(1, 100);
    let (reviews, more) = site.workspace.reviews(&actor, page.before.map(ReviewId), limit).await?;
    Ok(Json(List { reviews, more }))
}

#[derive(Deserialize, ToSchema)]
struct Open {
    /// Minted by you, so that a repeated request opens no second review.
    id: Option<ReviewId>,
    #[serde(default)]
    facts: FactsPatch,
    /// Markdown.
    #[serde(default)]
    summary: String,
    facilitator: Option<PersonId>,
    /// The id of a format; empty for the default.
    #[serde(default)]
    format: String,
    /// Minutes for the whole session; 0 for those of the format.
    #[serde(default)]
    minutes: u16,
    /// Whether cards carry the names of those who wrote them.
    #[serde(default)]
    authors: Authors,
}

#[derive(Serialize, ToSchema)]
struct Opened {
    id: ReviewId,
}

/// Open a review
#[utoipa::path(post, path = "/reviews", request_body = Open, responses((status = 201, body = Opened), Refused))]
async fn open(
    State(site): State<Arc<Site>>,
    Caller(actor): Caller,
    Key(key): Key,
    Body(open): Body<Open>,
) -> Result<(StatusCode, Json<Opened>), Problem> {
    let id = open.id.unwrap_or(ReviewId(key.0));
    let facilitator = open.facilitator.map(|person| Some(person).into());
    let Open { facts, summary, format, minutes, authors, .. } = open;
    let new = NewReview { facts, summary, facilitator, format, minutes, authors };
    let id = site.workspace.open_review(&actor, id, key, &new, crate::now()).await?;
    Ok((StatusCode::CREATED, Json(Opened { id })))
}

/// A review as you may see it
#[utoipa::path(get, path = "/reviews/{id}", responses((status = 200, body = Review), Unread), params(("id" = ReviewId, Path)))]
async fn read(State(site): State<Arc<Site>>, Caller(actor): Caller, At(id): At<ReviewId>) -> Result<Json<Review>, Problem> {
    Ok(Json(site.workspace.review(&actor, id).await?))
}

/// Change facts of a review
#[utoipa::path(patch, path = "/reviews/{id}", request_body = FactsPatch, responses((status = 200, body = Changed), Refused), params(("id" = ReviewId, Path)))]
async fn edit(
    State(site): State<Arc<Site>>,
    Caller(actor): Caller,
    Key(key): Key,
    At(id): At<ReviewId>,
    Body(patch): Body<FactsPatch>,
) -> Result<Json<Changed>, Problem> {
    let outcome = site.workspace.send(&actor, id, key, Command::EditFacts(patch), crate::now()).await?;
    Ok(Json(Changed { id: id.0, seq: outcome.seq, notices: outcome.notices }))
}

/// Do anything that can be done in a review
///
/// All that the browser does is one of these commands: moving steps, voting, grouping, publishing.
#[utoipa::path(post, path = "/reviews/{id}/commands", request_body = Command, responses((status = 200, body = Changed), Refused), params(("id" = ReviewId, Path)))]
async fn command(
    State(site): State<Arc<Site>>,
    Caller(actor): Caller,
    Key(key): Key,
    At(id): At<ReviewId>,
    Body(command): Body<Command>,
) -> Result<Json<Changed>, Problem> {
    let outcome = site.workspace.send(&actor, id, key, command, crate::now()).await?;
    Ok(Json(Changed { id: id.0, seq: outcome.seq, notices: outcome.notices }))
}
