//! The room: what everybody does now, and who is there.

use super::{
    closing::Closing,
    held::{Waiting, held},
    lobby::Lobby,
    open_actions::OpenActions,
    parking::Parking,
    people::People,
    question::QuestionPart,
    walk::Walk,
};
use crate::{
    culture::CultureTab,
    icon::Icon,
    lesson::LessonsTab,
    live::LiveReview,
    review::{Prose, Text},
    work::WorkTab,
};
use domain::{review::State, session::StepKind};
use leptos::prelude::*;

/// What is shown for a step. The phases of one question are one view, so that nothing is built anew under somebody's
/// hands when the room goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Scene {
    Lobby,
    OpenActions,
    Walk,
    Question(String),
    Culture,
    Lessons,
    Work,
    Closing,
}

impl Scene {
    fn of(kind: &StepKind) -> Self {
        match kind {
            StepKind::Welcome => Self::Lobby,
            StepKind::OpenActions => Self::OpenActions,
            StepKind::Timeline => Self::Walk,
            StepKind::Write(question) | StepKind::Group(question) | StepKind::Vote(question) | StepKind::Discuss(question) => {
                Self::Question(question.clone())
            }
            StepKind::Culture => Self::Culture,
            StepKind::Lessons => Self::Lessons,
            StepKind::WorkItems => Self::Work,
            StepKind::Close => Self::Closing,
        }
    }
}

/// The room of a review.
#[component]
pub fn RoomTab() -> impl IntoView {
    let live = expect_context::<LiveReview>();
    let (scene, late) = held(Memo::new(move |_| live.review.with(|review| review.current_step().map(|step| Scene::of(&step.kind)))));
    let shown = move || match scene.get() {
        Some(Scene::Lobby) => view! { <Lobby live /> }.into_any(),
        Some(Scene::OpenActions) => view! { <OpenActions live /> }.into_any(),
        Some(Scene::Walk) => view! { <Walk live /> }.into_any(),
        Some(Scene::Question(id)) => {
            let question = live.review.with_untracked(|review| review.format.question(&id).cloned());
            question.map(|question| view! { <QuestionPart live question /> }).into_any()
        }
        Some(Scene::Culture) => view! { <CultureTab /> }.into_any(),
        Some(Scene::Lessons) => view! { <LessonsTab /> }.into_any(),
        Some(Scene::Work) => view! { <WorkTab /> }.into_any(),
        Some(Scene::Closing) => view! { <Closing live /> }.into_any(),
        None => ().into_any(),
    };
    let main = NodeRef::<leptos::html::Div>::new();
    #[cfg(feature = "hydrate")]
    {
        let step = Memo::new(move |_| live.review.with(|review| review.step));
        // The cards come after the step.
        let revealed = Memo::new(move |_| {
            live.review.with(|review| {
                let question = review.current_step().and_then(|step| step.kind.question());
                question.is_some_and(|question| review.answers(question).any(|card| !card.hidden))
            })
        });
        Effect::new(move |before: Option<(usize, bool)>| {
            scene.track();
            let now = (step.get(), revealed.get());
            if before.is_some() {
                // Once what the step brings is there.
                request_animation_frame(move || into_view(main));
            }
            now
        });
    }
    let published = Memo::new(move |_| live.review.with(|review| review.state == State::Published));
    move || {
        if published.get() {
            return view! { <Over live /> }.into_any();
        }
        view! {
            <div class="room">
                <div class="room-main" node_ref=main>
                    <Waiting late />
                    {shown}
                </div>
                <aside class="room-side" aria-label="The room">
                    <People live />
                    <Parking live />
                    <Prose live of=Text::Notes />
                </aside>
            </div>
        }
        .into_any()
    }
}

/// What the room does now comes into view. Whoever writes at the side stays there; whoever writes an answer keeps it in
/// view, because cards that are revealed push it down.
#[cfg(feature = "hydrate")]
fn into_view(main: NodeRef<leptos::html::Div>) {
    // The bar sticks to the top, over what has gone up.
    let bar = document().query_selector(".session").ok().flatten().map_or(0.0, |bar| bar.get_bounding_client_rect().bottom());
    let foot = window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or(f64::MAX);
    if crate::form::focus::is_writing() {
        let at = document().active_element();
        let answer = at.as_ref().and_then(|at| at.closest(".answer-form").ok().flatten());
        let is_out = |at: &web_sys::Element| at.get_bounding_client_rect().top() < bar || at.get_bounding_client_rect().bottom() > foot;
        if let Some(answer) = answer.filter(|_| at.as_ref().is_some_and(is_out)) {
            answer.scroll_into_view();
        }
    } else if let Some(main) = main.get_untracked().filter(|main| main.get_bounding_client_rect().top() < bar - 1.0) {
        main.scroll_into_view();
    }
}

/// Where the room was, once the review is a record.
#[component]
fn Over(live: LiveReview) -> impl IntoView {
    view! {
        <section class="empty">
            <h2>"This review is published"</h2>
            <p>"Its session is over. What came of it is there to read; nothing in it changes unless it is reopened."</p>
            <div class="buttons">
                <a class="button primary" href=format!("/reviews/{}/read", live.id())><Icon name="eye" />"Read the review"</a>
            </div>
        </section>
    }
}
