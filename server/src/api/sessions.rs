//! What a review's session gathers: cards, observations, lessons.

use super::{At, Body, Caller, Changed, Key, Problem, Refused, Unread};
use app::request::Site;
use axum::{Json, extract::State, http::StatusCode};
use domain::{
    culture::{self, Evidence, Indicator, Level, Observation, Profile},
    edit::TextEdit,
    id::{CardId, CommandId, LessonId, ObservationId, ReviewId},
    policy::Actor,
    review::{Command, Lesson},
    session::Card,
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<Arc<Site>> {
    OpenApiRouter::new()
        .routes(routes!(cards, add_card))
        .routes(routes!(edit_card, remove_card))
        .routes(routes!(observations, observe))
        .routes(routes!(remove_observation))
        .routes(routes!(lessons, add_lesson))
        .routes(routes!(edit_lesson, remove_lesson))
}

async fn send(site: &Site, actor: &Actor, review: ReviewId, key: CommandId, id: Uuid, command: Command) -> Result<Json<Changed>, Problem> {
    let outcome = site.workspace.send(actor, review, key, command, crate::now()).await?;
    Ok(Json(Changed { id, seq: outcome.seq, notices: outcome.notices }))
}

#[derive(Serialize, ToSchema)]
struct Cards {
    /// Those you may read.
    cards: Vec<Card>,
    /// How many of others wait for the reveal, by question.
    unrevealed: std::collections::BTreeMap<String, u32>,
}

/// The cards of a review
#[utoipa::path(get, path = "/reviews/{id}/cards", responses((status = 200, body = Cards), Unread), params(("id" = ReviewId, Path)))]
async fn cards(State(site): State<Arc<Site>>, Caller(actor): Caller, At(id): At<ReviewId>) -> Result<Json<Cards>, Problem> {
    let review = site.workspace.review(&actor, id).await?;
    let cards = review.cards.into_values().filter(|card| !card.removed).collect();
    Ok(Json(Cards { cards, unrevealed: review.unrevealed }))
}

#[derive(Deserialize, ToSchema)]
struct NewCard {
    id: Option<CardId>,
    /// The id of a question of the review's format.
    question: String,
    text: String,
    /// Refuse it (409, `revealed`) if the answers are revealed by now, so that everybody would see it at once.
    #[serde(default)]
    private: bool,
}

/// Answer a question with a card
#[utoipa::path(post, path = "/reviews/{id}/cards", request_body = NewCard, responses((status = 201, body = Changed), Refused), params(("id" = ReviewId, Path)))]
async fn add_card(
    State(site): State<Arc<Site>>,
    Caller(actor): Caller,
    Key(key): Key,
    At(id): At<ReviewId>,
    Body(card): Body<NewCard>,
) -> Result<(StatusCode, Json<Changed>), Problem> {
    let card_id = card.id.unwrap_or(CardId(key.0));
    let command = Command::AddCard { id: card_id, question: card.question, text: card.text, private: card.private };
    Ok((StatusCode::CREATED, send(&site, &actor, id, key, card_id.0, command).await?))
}

#[derive(Deserialize, ToSchema)]
struct CardEdit {
    /// The card's version that you started from.
    base: u64,
    text: TextEdit,
}

/// Change your card
#[utoipa::path(patch, path = "/reviews/{id}/cards/{card}", request_body = CardEdit, responses((status = 200, body = Changed), Refused), params(("id" = ReviewId, Path), ("card" = CardId, Path)))]
async fn edit_card(
    State(site): State<Arc<Site>>,
    Caller(actor): Caller,
    Key(key): Key,
    At((id, card)): At<(ReviewId, CardId)>,
    Body(edit): Body<CardEdit>,
) -> Result<Json<Changed>, Problem> {
    send(&site, &actor, id, key, card.0, Command::EditCard { id: card, base: edit.base, text: edit.text, private: false }).await
}

/// Remove your card
#[utoipa::path(delete, path = "/reviews/{id}/cards/{card}", responses((status = 200, body = Changed), Refused), params(("id" = ReviewId, Path), ("card" = CardId, Path)))]
async fn remove_card(
    State(site): State<Arc<Site>>,
    Caller(actor): Caller,
    Key(key): Key,
    At((id, card)): At<(ReviewId, CardId)>,
) -> Result<Json<Changed>, Problem> {
    send(&site, &actor, id, key, card.0, Command::RemoveCard { id: card }).await
}

#[derive(Serialize, ToSchema)]
struct Observations {
    observations: Vec<Observation>,
    /// What they say together.
    profile: Profile,
}

/// Culture observations and the profile they make
#[utoipa::path(get, path = "/reviews/{id}/observations", responses((status = 200, body = Observations), Unread), params(("id" = ReviewId, Path)))]
async fn observations(State(site): State<Arc<Site>>, Caller(actor): Caller, At(id): At<ReviewId>) -> Result<Json<Observations>, Problem> {
    let review = site.workspace.review(&actor, id).await?;
    let profile = culture::profile(&review);
    let observations = review.observations.into_values().filter(|observation| !observation.removed).collect();
    Ok(Json(Observations { observations, profile }))
}

#[derive(Deserialize, ToSchema)]
struct NewObservation {
    id: Option<ObservationId>,
    indicator: Indicator,
    level: Level,
    evidence: Evidence,
    #[serde(default)]
    note: String,
}

/// Tie a culture indicator and a level to evidence
#[utoipa::path(post, path = "/reviews/{id}/observations", request_body = NewObservation, responses((status = 201, body = Changed), Refused), params(("id" = ReviewId, Path)))]
async fn observe(
    State(site): State<Arc<Site>>,
    Caller(actor): Caller,
    Key(key): Key,
    At(id): At<ReviewId>,
    Body(new): Body<NewObservation>,
) -> Result<(StatusCode, Json<Changed>), Problem> {
    let observation = new.id.unwrap_or(ObservationId(key.0));
    let command = Command::Observe { id: observation, indicator: new.indicator, level: new.level, evidence: new.evidence, note: new.note };
    Ok((StatusCode::CREATED, send(&site, &actor, id, key, observation.0, command).await?))
}

/// Remove your observation
#[utoipa::path(delete, path = "/reviews/{id}/observations/{observation}", responses((status = 200, body = Changed), Refused), params(("id" = ReviewId, Path), ("observation" = ObservationId, Path)))]
async fn remove_observation(
    State(site): State<Arc<Site>>,
    Caller(actor): Caller,
    Key(key): Key,
    At((id, observation)): At<(ReviewId, ObservationId)>,
) -> Result<Json<Changed>, Problem> {
    send(&site, &actor, id, key, observation.0, Command::RemoveObservation { id: observation }).await
}

/// The lessons of a review
#[utoipa::path(get, path = "/reviews/{id}/lessons", responses((status = 200, body = Vec<Lesson>), Unread), params(("id" = ReviewId, Path)))]
async fn lessons(State(site): State<Arc<Site>>, Caller(actor): Caller, At(id): At<ReviewId>) -> Result<Json<Vec<Lesson>>, Problem> {
    let review = site.workspace.review(&actor, id).await?;
    Ok(Json(review.lessons.into_values().filter(|lesson| !lesson.removed).collect()))
}

#[derive(Deserialize, ToSchema)]
struct NewLesson {
    id: Option<LessonId>,
    /// Markdown.
    text: String,
    /// At least one.
    sources: Vec<Evidence>,
}

/// Write a lesson
#[utoipa::path(post, path = "/reviews/{id}/lessons", request_body = NewLesson, responses((status = 201, body = Changed), Refused), params(("id" = ReviewId, Path)))]
async fn add_lesson(
    State(site): State<Arc<Site>>,
    Caller(actor): Caller,
    Key(key): Key,
    At(id): At<ReviewId>,
    Body(new): Body<NewLesson>,
) -> Result<(StatusCode, Json<Changed>), Problem> {
    let lesson = new.id.unwrap_or(LessonId(key.0));
    let command = Command::AddLesson { id: lesson, text: new.text, sources: new.sources };
    Ok((StatusCode::CREATED, send(&site, &actor, id, key, lesson.0, command).await?))
}

#[derive(Deserialize, ToSchema)]
struct LessonEdit {
    /// The lesson's version that you started from.
    base: u64,
    text: TextEdit,
    /// Left out: they stay.
    #[serde(default)]
    sources: Vec<Evidence>,
}

/// Change a lesson
#[utoipa::path(patch, path = "/reviews/{id}/lessons/{lesson}", request_body = LessonEdit, responses((status = 200, body = Changed), Refused), params(("id" = ReviewId, Path), ("lesson" = LessonId, Path)))]
async fn edit_lesson(
    State(site): State<Arc<Site>>,
    Caller(actor): Caller,
    Key(key): Key,
    At((id, lesson)): At<(ReviewId, LessonId)>,
    Body(edit): Body<LessonEdit>,
) -> Result<Json<Changed>, Problem> {
    let command = Command::EditLesson { id: lesson, base: edit.base, text: edit.text, sources: edit.sources };
    send(&site, &actor, id, key, lesson.0, command).await
}

/// Remove a lesson
#[utoipa::path(delete, path = "/reviews/{id}/lessons/{lesson}", responses((status = 200, body = Changed), Refused), params(("id" = ReviewId, Path), ("lesson" = LessonId, Path)))]
async fn remove_lesson(
    State(site): State<Arc<Site>>,
    Caller(actor): Caller,
    Key(key): Key,
    At((id, lesson)): At<(ReviewId, LessonId)>,
) -> Result<Json<Changed>, Problem> {
    send(&site, &actor, id, key, lesson.0, Command::RemoveLesson { id: lesson }).await
}
