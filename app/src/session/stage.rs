//! The stage: what is on the wall. The step, its question, the time and the revealed cards; nothing to press, and
//! nothing that not everybody may see.

#[cfg(any(feature = "hydrate", test))]
mod arrange;
mod cards;
#[cfg(feature = "hydrate")]
mod fitting;
mod wall;

use super::{Rules, joining::load_door_link};
use crate::{
    culture::{Overall, ProfileList},
    live::load_review,
    live::{LiveReview, follow},
    load::{load, shown},
    page::{WithSetting, mark_hydrated},
    spoken::counted,
    timeline::{account_parts, time_of},
};
use cards::Cards;
use domain::{
    culture::Level,
    id::{LessonId, ReviewId},
    prose::excerpt,
    review::{Lesson, Review, State},
    session::{Focus, StepKind},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use std::collections::BTreeSet;
use uuid::Uuid;
use wall::{Group, Kind, head, wall};

/// The page for the projector.
#[component]
pub fn StagePage() -> impl IntoView {
    mark_hydrated();
    view! {
        <Title text="Stage" />
        <main class="stage" id="main">
            <WithSetting view=Content />
        </main>
    }
}

#[component]
fn Content() -> impl IntoView {
    let id = use_params_map().read_untracked().get("id").and_then(|id| id.parse().ok()).unwrap_or(ReviewId(Uuid::nil()));
    let page = load(|| (), move |()| load_review(id, true));
    shown(page, move |page| {
        let live = LiveReview::new(page);
        provide_context(live);
        follow(live);
        view! { <Stage live /> }.into_any()
    })
}

#[component]
fn Stage(live: LiveReview) -> impl IntoView {
    let title = move || live.review.with(|review| review.facts.title.clone());
    let step = Memo::new(move |_| live.review.with(|review| review.current_step().map(|step| step.kind.clone())));
    let name = move || live.review.with(|review| review.format.step_name(review.step));
    let left = live.left();
    let clock = move || {
        left.get().map(|left| {
            let text = super::bar::clock_text(left.step);
            view! { <p class="stage-clock" data-over=(left.step < 0).then_some("") role="timer" aria-live="off">{text}</p> }
        })
    };
    let scene = move || match step.get() {
        Some(StepKind::Welcome) => view! { <div class="stage-welcome"><Rules /><DoorCode live /></div> }.into_any(),
        Some(StepKind::Timeline) => view! { <Walked live /> }.into_any(),
        Some(StepKind::Write(question)) => view! { <Writing live question /> }.into_any(),
        Some(StepKind::Group(question) | StepKind::Vote(question) | StepKind::Discuss(question)) => {
            view! { <Cards live question /> }.into_any()
        }
        Some(StepKind::Culture) => {
            let profile = Memo::new(move |_| live.review.with(domain::culture::profile));
            // The tables of the room are not on the wall, so what the patterns mean is said once.
            let levels = Level::ALL.map(|level| view! { <li class="level" data-level=level.key()>{level.name()}</li> }).collect_view();
            view! {
                <div class="stage-overall" data-least="2"><Overall profile /><ul aria-label="Levels">{levels}</ul></div>
                <ProfileList live profile edit=false />
            }
            .into_any()
        }
        Some(StepKind::Lessons) => view! { <Lessons live /> }.into_any(),
        Some(StepKind::OpenActions) => view! { <p class="stage-prompt">"What became of what we asked for before?"</p> }.into_any(),
        Some(StepKind::WorkItems) => view! { <Work live /> }.into_any(),
        Some(StepKind::Close) => view! { <Closed live /> }.into_any(),
        None => ().into_any(),
    };
    let place = NodeRef::<leptos::html::Section>::new();
    #[cfg(feature = "hydrate")]
    fitting::keep(place);
    view! {
        <p class="visually-hidden" role="status">{move || live.said.get()}</p>
        <header class="stage-head">
            <div>
                <p class="stage-title">{title}</p>
                <h1>{name}</h1>
            </div>
            {clock}
        </header>
        <section class="stage-scene" node_ref=place>{scene}</section>
        <p class="stage-offline" role="status" hidden=move || !live.lost.get()>"Reconnecting"</p>
    }
}

/// The link of the open door, to point a phone at.
#[component]
fn DoorCode(live: LiveReview) -> impl IntoView {
    let door = Memo::new(move |_| live.review.with(|review| review.lead.door.map(|door| door.number)));
    let leads = live.facilitates;
    let link = load(
        move || (live.id(), door.get().filter(|_| leads.get())),
        |(id, door)| async move { if door.is_some() { load_door_link(id).await } else { Ok(None) } },
    );
    shown(link, |link| {
        link.map(|link| {
            view! {
                <figure class="stage-door">
                    <div inner_html=link.code></div>
                    <figcaption>"Come in"</figcaption>
                </figure>
            }
        })
        .into_any()
    })
}

#[component]
fn Walked(live: LiveReview) -> impl IntoView {
    let shown = move || {
        live.review.with(|review| {
            let looked_at = match review.lead.focus {
                Some(Focus::Event(id)) => review.events.get(&id).filter(|event| !event.removed),
                _ => None,
            };
            let Some(event) = looked_at else {
                let text = match review.timeline().len() {
                    0 => "Nothing is on the timeline yet.".to_owned(),
                    1 => "Ready to walk the timeline: 1 entry".to_owned(),
                    count => format!("Ready to walk the timeline: {count} entries"),
                };
                return view! { <p class="stage-prompt">{text}</p> }.into_any();
            };
            let id = event.id;
            let start = review.told_in().map(|start| start.at);
            let marks =
                event.marked().map(|(mark, total)| view! { <span class="chip">{format!("{} {total}", mark.name())}</span> }).collect_view();
            let account = |account| view! { <li class="card">{account_parts(account)}</li> }.into_any();
            let accounts: Vec<AnyView> = review.accounts_of(id).map(account).collect();
            let accounts = (!accounts.is_empty()).then(|| wall(vec![Group { head: None, kind: Kind::Accounts, cards: accounts }]));
            let html = live.html_of(id.0).get();
            view! {
                <article class="stage-event">
                    <p class="walk-when">{time_of(event, start, review.told_in().and_then(|told_in| event.told(told_in).1))}</p>
                    <div class="prose" inner_html=html></div>
                    <p class="buttons">{marks}</p>
                </article>
                {accounts}
            }
            .into_any()
        })
    };
    view! { {shown} }
}

#[component]
fn Writing(live: LiveReview, question: String) -> impl IntoView {
    let key = StoredValue::new(question);
    let prompt =
        move || live.review.with(|review| key.with_value(|key| review.format.question(key).map(|question| question.prompt.clone())));
    let waiting = move || live.review.with(|review| key.with_value(|key| review.unrevealed.get(key).copied().unwrap_or(0)));
    view! {
        <p class="stage-prompt">{prompt}</p>
        <p class="stage-count" role="status">{move || counted(waiting().into(), "card")}</p>
    }
}

/// The lessons that are there.
fn lessons(review: &Review) -> impl Iterator<Item = &Lesson> {
    review.lessons.values().filter(|lesson| !lesson.removed)
}

#[component]
fn Lessons(live: LiveReview) -> impl IntoView {
    let card = move |lesson: &Lesson| {
        let html = live.html_of(lesson.id.0).get();
        view! { <li class="card"><div class="prose" inner_html=html></div></li> }.into_any()
    };
    let shown = move || {
        let cards: Vec<AnyView> = live.review.with(|review| lessons(review).map(card).collect());
        if cards.is_empty() {
            return view! { <p class="stage-prompt">"What do we know now that we did not know before? No lesson is written yet."</p> }
                .into_any();
        }
        wall(vec![Group { head: None, kind: Kind::Lessons, cards }])
    };
    view! { {shown} }
}

#[component]
fn Closed(live: LiveReview) -> impl IntoView {
    let came = move || {
        live.review.with(|review| {
            let lessons = lessons(review).count();
            let line = |count: usize, what: &str| counted(i64::try_from(count).unwrap_or(i64::MAX), what);
            format!("{} and {}", line(lessons, "lesson"), line(live.work.with(Vec::len), "work item"))
        })
    };
    let thanks = move || {
        live.review.with(|review| match review.state {
            State::Published => "Thank you. The review is published.",
            State::Open if review.lead.asks_closing() => "Thank you. Two questions are left, on your own screen.",
            State::Open => "Thank you. The session is over.",
        })
    };
    let sums = move || {
        live.review.with(|review| {
            let sums = review.lead.closing_sums();
            sums.map(|(question, sum)| view! { <li><span>{question}</span>" "<b>{sum.to_string()}</b></li> }).collect_view()
        })
    };
    view! {
        <p class="stage-count">{came}</p>
        <p class="stage-prompt">{thanks}</p>
        <ul class="stage-sums">{sums}</ul>
    }
}

/// The work, and the lessons that there is none for yet.
#[component]
fn Work(live: LiveReview) -> impl IntoView {
    let card = |text: String| view! { <li class="card"><p>{text}</p></li> }.into_any();
    let shown = move || {
        let work: Vec<AnyView> = live.work.with(|work| work.iter().map(|item| card(item.title.clone())).collect());
        let planned: BTreeSet<LessonId> = live.work.with(|work| work.iter().map(|item| item.lesson).collect());
        let without: Vec<AnyView> = live.review.with(|review| {
            let without = lessons(review).filter(|lesson| !planned.contains(&lesson.id));
            without.map(|lesson| card(excerpt(&lesson.text))).collect()
        });
        let none = work
            .is_empty()
            .then(|| view! { <p class="stage-prompt">"What does each lesson ask for, and who takes it on? No work is planned yet."</p> });
        let told_apart = (!without.is_empty()).then(|| head("Planned work", None));
        let work = Group { head: told_apart, kind: Kind::Work, cards: work };
        let without = Group { head: Some(head("Lessons without work", None)), kind: Kind::Lessons, cards: without };
        let groups: Vec<Group> = [work, without].into_iter().filter(|group| !group.cards.is_empty()).collect();
        let groups = (!groups.is_empty()).then(|| wall(groups));
        view! { {none} {groups} }.into_any()
    };
    view! { {shown} }
}
