//! What the page of a review begins with; from then on it is told of changes.

use crate::error::AppError;
use domain::{
    id::{PenId, ReviewId},
    policy::Actor,
    review::{Review, Wrote},
    time::Instant,
    work::WorkItem,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A review as its page needs it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewPage {
    pub review: Review,
    /// What its reader signs with in it.
    pub pen: PenId,
    /// Rendered Markdown, by the id of what it belongs to.
    pub html: BTreeMap<Uuid, String>,
    /// The work that its lessons led to.
    pub work: Vec<WorkItem>,
    /// For whoever leads: who has answered each question that is asked now.
    pub wrote: BTreeMap<String, Wrote>,
    /// Who reads it.
    pub actor: Actor,
    /// The server's time.
    pub now: Instant,
    /// For the wall.
    pub is_stage: bool,
}

#[server(prefix = "/do", endpoint = "load_review")]
pub async fn load_review(id: ReviewId, #[server(default)] stage: bool) -> Result<ReviewPage, AppError> {
    let asking = crate::request::Asking::current()?;
    let actor = asking.actor()?;
    let view = asking.workspace().review_view(&actor, id, stage).await?;
    let work = asking.workspace().work_of(&actor, id).await?;
    let wrote = if stage { BTreeMap::new() } else { asking.workspace().wrote(&actor, id).await? };
    Ok(ReviewPage { review: view.review, pen: view.pen, html: view.html, work, wrote, actor, now: asking.now, is_stage: stage })
}
