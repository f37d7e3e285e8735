//! The stage: what is on the wall. The step, its question, the time and the revealed cards; nothing to press, and
//! nothing that not everybody may see.

use super::{Rules, joining::load_door_link, step_name};
use crate::{
    culture::{Overall, ProfileList},
    live::{LiveReview, follow},
    load::{load, shown},
    page::{WithSetting, mark_hydrated},
    review::{counted, load_review},
    timeline::{account_parts, time_of},
};
use domain::{
    id::ReviewId,
    review::State,
    session::{Card, Focus, StepKind, Theme},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use uuid::Uuid;

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
    let name = move || live.review.with(|review| step_name(&review.format, review.step));
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
            view! { <Overall profile /><ProfileList live profile edit=false /> }.into_any()
        }
        Some(StepKind::Lessons) => view! { <Lessons live /> }.into_any(),
        Some(StepKind::OpenActions) => view! { <p class="stage-prompt">"What became of what we asked for before?"</p> }.into_any(),
        Some(StepKind::WorkItems) => view! { <Work live /> }.into_any(),
        Some(StepKind::Close) => view! { <Closed live /> }.into_any(),
        None => ().into_any(),
    };
    view! {
        <p class="visually-hidden" role="status">{move || live.said.get()}</p>
        <header class="stage-head">
            <div>
                <p class="stage-title">{title}</p>
                <h1>{name}</h1>
            </div>
            {clock}
        </header>
        {scene}
        <p class="stage-offline" role="status" hidden=move || live.connected.get()>"Reconnecting"</p>
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
            let Some(Focus::Event(id)) = review.lead.focus else { return None };
            let event = review.events.get(&id).filter(|event| !event.removed)?;
            let start = review.told_in().map(|start| start.at);
            let marks =
                event.marked().map(|(mark, total)| view! { <span class="chip">{format!("{} {total}", mark.name())}</span> }).collect_view();
            let accounts = review.accounts_of(id).map(|account| view! { <li class="card">{account_parts(account)}</li> }).collect_view();
            let html = live.html_of(id.0).get();
            Some(view! {
                <article class="stage-event">
                    <p class="walk-when">{time_of(event, start, review.told_in().and_then(|told_in| event.told(told_in).1))}</p>
                    <div class="prose" inner_html=html></div>
                    <p class="buttons">{marks}</p>
                </article>
                <ul class="accounts">{accounts}</ul>
            })
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

#[component]
fn Cards(live: LiveReview, question: String) -> impl IntoView {
    let key = StoredValue::new(question);
    let shown = move || {
        live.review.with(|review| {
            key.with_value(|key| {
                let at = review.talked_about(key);
                // Nobody follows the crowd: while votes are given, the wall says how many there are, not for what.
                let voting = review.is_voting(key);
                let count = |votes: u32| (votes > 0 && !voting).then(|| view! { <span class="count">{votes}</span> });
                let card = |card: &Card| {
                    let (text, votes) = (card.text.clone(), count(card.votes.total));
                    view! { <li class="card"><p>{text}</p>{votes}</li> }
                };
                let theme = |theme: &Theme| {
                    let cards = review.answers(key).filter(|one| !one.hidden && one.theme == Some(theme.id)).map(card).collect_view();
                    let (title, votes) = (theme.title.clone(), count(review.theme_votes(theme.id)));
                    view! { <section class="theme"><h2>{title} " " {votes}</h2><ul class="cards">{cards}</ul></section> }
                };
                let themes = review.themes_by_votes(key).into_iter().filter(|theme| at != Some(Focus::Theme(theme.id)));
                let loose = review.loose_by_votes(key).into_iter().filter(|card| at != Some(Focus::Card(card.id)));
                let given = voting.then(|| review.votes_given(key));
                let given = given.map(|given| view! { <p class="stage-votes">{format!("{} so far", counted(given.into(), "vote"))}</p> });
                let (themes, loose) = (themes.map(theme).collect_view(), loose.map(card).collect_view());
                let large = match at {
                    Some(Focus::Theme(id)) => review.themes.get(&id).map(theme).into_any(),
                    Some(Focus::Card(id)) => review.cards.get(&id).map(|one| view! { <ul class="stage-cards">{card(one)}</ul> }).into_any(),
                    _ => ().into_any(),
                };
                let rest = if at.is_some() { "stage-rest dimmed" } else { "stage-rest" };
                view! {
                    {given}
                    <div class="stage-focus" hidden=at.is_none()>{large}</div>
                    <div class=rest><div class="themes">{themes}</div><ul class="stage-cards">{loose}</ul></div>
                }
            })
        })
    };
    view! { {shown} }
}

#[component]
fn Lessons(live: LiveReview) -> impl IntoView {
    let lessons = move || {
        live.review.with(|review| {
            let there = review.lessons.values().filter(|lesson| !lesson.removed);
            there.map(|lesson| view! { <li class="card prose" inner_html=live.html_of(lesson.id.0).get()></li> }).collect_view()
        })
    };
    view! { <ul class="stage-cards">{lessons}</ul> }
}

#[component]
fn Closed(live: LiveReview) -> impl IntoView {
    let came = move || {
        live.review.with(|review| {
            let lessons = review.lessons.values().filter(|lesson| !lesson.removed).count();
            let line = |count: usize, what: &str| counted(i64::try_from(count).unwrap_or(i64::MAX), what);
            format!("{} and {}", line(lessons, "lesson"), line(live.work.with(Vec::len), "work item"))
        })
    };
    view! {
        <p class="stage-count">{came}</p>
        <p class="stage-prompt">{move || {
            let open = live.review.with(|review| review.state == State::Open);
            if open { "Thank you. Two questions are left, on your own screen." } else { "Thank you. The review is published." }
        }}</p>
    }
}

#[component]
fn Work(live: LiveReview) -> impl IntoView {
    let work =
        move || live.work.with(|work| work.iter().map(|item| view! { <li class="card"><p>{item.title.clone()}</p></li> }).collect_view());
    view! { <ul class="stage-cards">{work}</ul> }
}
