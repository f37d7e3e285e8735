//! The session of a review: its steps, the room, the questions with their cards.

mod account;
mod asking;
mod bar;
mod cards;
mod chime;
mod closing;
mod discussion;
mod focus;
#[cfg(feature = "hydrate")]
mod height;
mod held;
mod joining;
#[cfg(feature = "hydrate")]
pub mod keys;
mod lobby;
mod open_actions;
mod parking;
mod people;
#[cfg(feature = "hydrate")]
mod presence;
mod privacy;
mod probing;
mod question;
mod room;
mod sheet;
mod stage;
mod walk;

pub use account::{Accounts, adding, adding_id};
pub use asking::AnswersBy;
pub use bar::SessionBar;
pub use joining::JoinSessionPage;
pub use people::{RoomActs, Writers};
pub use question::QuestionsTab;
pub use room::RoomTab;
pub use sheet::KeySheet;
pub use stage::StagePage;

use crate::{done::Done, error::AppError, live::LiveReview};
use domain::{
    id::ReviewId,
    session::{StepKind, room::RoomAct},
};
use leptos::prelude::*;

/// Something that is said or seen in the room and in no log.
#[server(prefix = "/do", endpoint = "be_in_room")]
pub async fn be_in_room(review: ReviewId, act: RoomAct) -> Result<Done, AppError> {
    let asking = crate::request::Asking::current()?;
    asking.workspace().act_in_room(&asking.actor()?, review, act, asking.now).await?;
    Ok(Done::default())
}

/// Keeps others told of where this person is, for as long as the page is there.
pub fn be_present(live: LiveReview) {
    #[cfg(feature = "hydrate")]
    presence::report(live);
    #[cfg(not(feature = "hydrate"))]
    let _ = live;
}

/// The part of the review that a step happens on, where there is no session.
fn place_of(kind: &StepKind) -> &'static str {
    match kind {
        StepKind::Timeline => "/timeline",
        StepKind::Welcome => "/session",
        StepKind::Write(_) | StepKind::Group(_) | StepKind::Vote(_) | StepKind::Discuss(_) => "/questions",
        StepKind::Culture => "/culture",
        StepKind::Lessons => "/lessons",
        StepKind::OpenActions | StepKind::WorkItems | StepKind::Close => "/work",
    }
}

/// The rules that a session begins with.
const RULES: [(&str, &str); 5] = [
    ("Not a critique", "We look at how the work was set up, and grade nobody."),
    ("Nobody has all the information", "Every account adds something, also the odd one out."),
    ("What, not who", "People appear as roles. We ask what made an act sensible at the time."),
    ("Every voice counts", "Write first, then talk. The quiet ones have often seen the most."),
    ("Strengths as well as weaknesses", "What held is worth keeping, and is easily forgotten."),
];

#[component]
fn Rules() -> impl IntoView {
    let rules = RULES.map(|(rule, why)| view! { <li><strong>{rule}</strong><p>{why}</p></li> }).collect_view();
    view! {
        <section class="section" aria-labelledby="rules">
            <header class="section-head"><h2 id="rules">"Ground rules"</h2></header>
            <ul class="rules">{rules}</ul>
        </section>
    }
}
