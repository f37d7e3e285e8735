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
    live::{LiveReview, ReviewPage, load_review},
    load::{load, shown},
};
use domain::{
    id::{CommandId, ReviewId},
    review::{Command, NewReview, State},
};
use leptos::prelude::*;
use uuid::Uuid;

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

/// Loads the review of this page's address and shows it, or says why not.
#[component]
fn OfAddress<V: IntoView + 'static>(view: fn(ReviewPage) -> V) -> impl IntoView {
    let params = leptos_router::hooks::use_params_map();
    let id = move || params.read().get("id").and_then(|id| id.parse().ok()).unwrap_or(ReviewId(Uuid::nil()));
    let review = load(id, |id| load_review(id, false));
    shown(review, move |page| view(page).into_any())
}
