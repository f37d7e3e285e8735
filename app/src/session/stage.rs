//! The stage: what is on the wall. The step, its question, the time and the revealed cards; nothing to press, and
//! nothing that not everybody may see.

mod wall;

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
    culture::Level,
    id::ReviewId,
    prose::beginning,
    review::{Review, State},
    session::{Ballot, Card, Focus, StepKind, Theme},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use uuid::Uuid;
use wall::{Group, HIGH, HIGH_ABOVE_REST, OnWall, and_more, wall};

/// Accounts of an entry that stand beside each other.
const ACCOUNTS: usize = 4;
/// What is named of what a theme is not about.
const REST: usize = 8;

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
            // The tables of the room are not on the wall, so what the patterns mean is said once.
            let levels = Level::ALL.map(|level| view! { <li class="level" data-level=level.key()>{level.name()}</li> }).collect_view();
            view! {
                <div class="stage-overall"><Overall profile /><ul aria-label="Levels">{levels}</ul></div>
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
            let all = review.accounts_of(id).count();
            let accounts = review
                .accounts_of(id)
                .take(ACCOUNTS)
                .map(|account| view! { <li class="card">{account_parts(account)}</li> })
                .collect_view();
            let html = live.html_of(id.0).get();
            view! {
                <article class="stage-event">
                    <p class="walk-when">{time_of(event, start, review.told_in().and_then(|told_in| event.told(told_in).1))}</p>
                    <div class="prose" inner_html=html></div>
                    <p class="buttons">{marks}</p>
                </article>
                <ul class="accounts" data-count=all.min(ACCOUNTS).to_string()>{accounts}</ul>
                {and_more(all.saturating_sub(ACCOUNTS), "account")}
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

#[component]
fn Cards(live: LiveReview, question: String) -> impl IntoView {
    let key = StoredValue::new(question);
    let shown = move || {
        live.review.with(|review| {
            key.with_value(|key| {
                let at = review.talked_about(key);
                // Nobody follows the crowd: while votes are given, the wall says how many there are, not for what.
                let voting = review.is_voting(key);
                let count =
                    |ballot: Ballot| review.sum_of(ballot).filter(|sum| *sum > 0).map(|sum| view! { <span class="count">{sum}</span> });
                let card = |card: &Card| {
                    let (text, votes) = (card.text.clone(), count(Ballot::Card(card.id)));
                    let letters = text.chars().count();
                    OnWall { letters, card: view! { <li class="card"><p>{text}</p>{votes}</li> }.into_any() }
                };
                let theme = |theme: &Theme| {
                    let cards = review.cards_by_votes(key, Some(theme.id)).into_iter().map(card).collect();
                    let (title, votes) = (theme.title.clone(), count(Ballot::Theme(theme.id)));
                    let letters = title.chars().count();
                    Group { head: Some((view! { <h2>{title} " " {votes}</h2> }.into_any(), letters)), theme: true, cards }
                };
                let large = match at {
                    Some(Focus::Theme(id)) => review.themes.get(&id).map(theme),
                    Some(Focus::Card(id)) => review.cards.get(&id).map(|one| Group::alone(vec![card(one)])),
                    _ => None,
                };
                if let Some(large) = large {
                    let rest = rest(review, key, at);
                    return view! { <div class="stage-focus">{wall(vec![large], HIGH_ABOVE_REST)}</div>{rest} }.into_any();
                }
                let given = voting.then(|| review.votes_given(key));
                let given = given.map(|given| view! { <p class="stage-votes">{format!("{} so far", counted(given.into(), "vote"))}</p> });
                let mut groups: Vec<Group> = review.themes_by_votes(key).into_iter().map(theme).collect();
                let loose: Vec<OnWall> = review.cards_by_votes(key, None).into_iter().map(card).collect();
                if !loose.is_empty() {
                    let head = "Not in a theme";
                    let told_apart = (!groups.is_empty()).then(|| (view! { <h2>{head}</h2> }.into_any(), head.len()));
                    groups.push(Group { head: told_apart, ..Group::alone(loose) });
                }
                view! { {given} {wall(groups, HIGH)} }.into_any()
            })
        })
    };
    view! { {shown} }
}

/// What else there is to talk about, by name.
fn rest(review: &Review, question: &str, at: Option<Focus>) -> impl IntoView + use<> {
    let others: Vec<String> = review
        .agenda(question)
        .into_iter()
        .filter(|other| Some(*other) != at)
        .filter_map(|other| match other {
            Focus::Theme(id) => review.themes.get(&id).map(|theme| beginning(&theme.title)),
            Focus::Card(id) => review.cards.get(&id).map(|card| beginning(&card.text)),
            Focus::Event(_) => None,
        })
        .collect();
    let more = others.len().saturating_sub(REST);
    let names = others.into_iter().take(REST).map(|name| view! { <li>{name}</li> }).collect_view();
    let more = (more > 0).then(|| view! { <li>{format!("… and {more} more")}</li> });
    view! { <ul class="stage-rest dimmed" aria-label="What else there is">{names}{more}</ul> }
}

#[component]
fn Lessons(live: LiveReview) -> impl IntoView {
    let lessons = move || {
        live.review.with(|review| {
            let there = review.lessons.values().filter(|lesson| !lesson.removed);
            let cards = there.map(|lesson| {
                let html = live.html_of(lesson.id.0).get();
                let card = view! { <li class="card"><div class="prose" inner_html=html></div></li> }.into_any();
                OnWall { letters: lesson.text.chars().count(), card }
            });
            wall(vec![Group::alone(cards.collect())], HIGH)
        })
    };
    view! { {lessons} }
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

#[component]
fn Work(live: LiveReview) -> impl IntoView {
    let work = move || {
        let card = |item: &domain::work::WorkItem| OnWall {
            letters: item.title.chars().count(),
            card: view! { <li class="card"><p>{item.title.clone()}</p></li> }.into_any(),
        };
        wall(vec![Group::alone(live.work.with(|work| work.iter().map(card).collect()))], HIGH)
    };
    view! { {work} }
}
