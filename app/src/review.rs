//! Reviews: the list, a new one, the workspace of one, and its published face.

mod facts;
mod frame;
mod history;
mod list;
mod open_points;
mod overview;
mod prose;
mod read;
mod removed;
mod unsent;

pub use facts::{FactsForm, HandOver, NewReviewPage, WhoTakesPart};
pub use frame::ReviewFrame;
pub use history::HistoryTab;
pub use list::ReviewsPage;
pub use overview::Overview;
pub use prose::{Prose, Text};
pub use read::ReadPage;
pub use removed::Removed;
pub use unsent::Unsent;

use crate::{
    done::Done,
    error::AppError,
    live::LiveReview,
    load::{load, shown},
};
use domain::{
    id::{CommandId, PenId, ReviewId},
    policy::Actor,
    review::{Command, NewReview, Review, State, Wrote},
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

#[server(prefix = "/do", endpoint = "open_review")]
pub async fn open_review(id: ReviewId, new: NewReview) -> Result<Done, AppError> {
    let asking = crate::request::Asking::current()?;
    let id = asking.workspace().open_review(&asking.actor()?, id, CommandId(id.0), &new, asking.now).await?;
    Ok(Done::go(format!("/reviews/{id}")))
}

/// Everything that is done in a review.
#[server(prefix = "/do", endpoint = "send")]
pub async fn send_command(
    review: ReviewId,
    id: CommandId,
    command: Command,
    #[server(default)] go: Option<String>,
) -> Result<Done, AppError> {
    let asking = crate::request::Asking::current()?;
    let outcome = asking.workspace().send(&asking.actor()?, review, id, command, asking.now).await?;
    Ok(Done { notices: outcome.notices, go: go.map(|to| crate::request::own_path(&to)), ..Done::default() })
}

/// Why there is no form, where one would expect it.
pub fn closed(live: LiveReview) -> impl IntoView {
    let published = live.review.with_untracked(|review| review.state == State::Published);
    let why = if published {
        "This review is published. It is reopened before it is changed."
    } else {
        "You may read this review, but not change this."
    };
    view! { <p class="unsure"><crate::icon::Icon name="lock" /><span>{why}</span></p> }
}

/// The beginning of every form that sends a command.
#[component]
pub fn ForReview(review: ReviewId) -> impl IntoView {
    use crate::form::{Fresh, Hidden};
    view! {
        <Hidden name="review" value=review.to_string() />
        <Fresh name="id" command=true />
    }
}

/// Minutes between two moments, as people say it: `7 min`, `2 h 34 min`, `3 d`.
pub fn spoken_span(seconds: i64) -> String {
    let minutes = seconds.abs() / 60;
    match (minutes / 1440, minutes / 60 % 24, minutes % 60) {
        (0, 0, 0) => format!("{} s", seconds.abs()),
        (0, 0, minutes) => format!("{minutes} min"),
        (0, hours, 0) => format!("{hours} h"),
        (0, hours, minutes) => format!("{hours} h {minutes} min"),
        (days, 0, _) => format!("{days} d"),
        (days, hours, _) => format!("{days} d {hours} h"),
    }
}

/// `1 review`, `2 reviews`.
pub fn counted(count: i64, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// Loads the review of this page's address and shows it, or says why not.
#[component]
fn OfAddress<V: IntoView + 'static>(view: fn(ReviewPage) -> V) -> impl IntoView {
    let params = leptos_router::hooks::use_params_map();
    let id = move || params.read().get("id").and_then(|id| id.parse().ok()).unwrap_or(ReviewId(Uuid::nil()));
    let review = load(id, |id| load_review(id, false));
    shown(review, move |page| view(page).into_any())
}
