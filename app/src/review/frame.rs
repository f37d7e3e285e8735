//! The frame of one review: its head, the session's step, its parts as tabs.

use super::{OfAddress, list::Badge};
use crate::{
    form::{Act, Acts},
    icon::Icon,
    live::{LiveReview, follow},
    page::Page,
    session::{KeySheet, RoomActs, SessionBar, be_present},
    setting::setting,
};
use domain::review::{State, Visibility};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{components::Outlet, hooks::use_location};

/// One review, with one of its parts inside.
#[component]
pub fn ReviewFrame() -> impl IntoView {
    view! { <Page view=Content /> }
}

#[component]
fn Content() -> impl IntoView {
    view! {
        <OfAddress view=|page| {
            let live = LiveReview::new(page);
            provide_context(live);
            crate::form::Edits::provide();
            follow(live);
            view! { <Loaded live /> }
        } />
    }
}

#[component]
fn Loaded(live: LiveReview) -> impl IntoView {
    let title = move || live.review.with(|review| review.facts.title.clone());
    let open = Memo::new(move |_| live.review.with(|review| review.state == State::Open));
    let was_open = open.get_untracked();
    let id = live.id();
    let path = use_location().pathname;
    let in_room = Memo::new(move |_| path.get().trim_end_matches('/').ends_with("/session"));
    let is_guest = setting().guest_of.is_some();
    // There is no list of reviews for a guest to go back to.
    let nowhere_to_go = move || is_guest && !in_room.get();
    be_present(live);
    // The server writes the window's title when the page is rendered and its signals are gone.
    #[cfg(feature = "ssr")]
    let of_window = path.with_untracked(|path| live.review.with_untracked(|review| window_title(path, &review.facts.title)));
    #[cfg(not(feature = "ssr"))]
    let of_window = move || path.with(|path| live.review.with(|review| window_title(path, &review.facts.title)));
    view! {
        <Title text=of_window />
        // Said once for those who listen; everything else changes silently.
        <p class="visually-hidden" role="status">{move || live.said.get()}</p>
        <header class="page-head" data-room=move || in_room.get().then_some("")>
            <nav class="crumbs" aria-label="Where you are" hidden=nowhere_to_go>
                {move || if in_room.get() {
                    view! { <a href=format!("/reviews/{id}")><Icon name="chevron-left" /><span>"The whole review"</span></a> }.into_any()
                } else {
                    view! { <a href="/"><Icon name="chevron-left" />"Reviews"</a> }.into_any()
                }}
            </nav>
            <h1>{title}</h1>
            {move || (!in_room.get()).then(|| view! { <Meta live /> <Actions live /> })}
        </header>
        {move || open.get().then(|| view! { <SessionBar live /> })}
        // After the bar, below which it sticks.
        <div class="offline" role="status" hidden=move || !live.lost.get()>
            <Icon name="offline" />
            <span>"The connection is lost. What you write is kept here."<span class="offline-more">" Changes of others come back by themselves."</span></span>
        </div>
        {move || (was_open && !open.get() && !live.facilitates.get()).then(|| view! { <JustPublished live /> })}
        {move || (!in_room.get()).then(|| view! { <Tabs live /> })}
        // One stack, so that nothing that lies over the page lies over another.
        <div class="toasts">
            <Acts review=live.id() />
            <RoomActs review=live.id() />
            <ForYou live />
        </div>
        <Outlet />
        {move || open.get().then(|| view! { <KeySheet /> })}
    }
}

/// Said to those on whose page the review was open a moment ago; of what they had not sent, only where there is some.
#[component]
fn JustPublished(live: LiveReview) -> impl IntoView {
    let unsent = RwSignal::new(Vec::<String>::new());
    #[cfg(feature = "hydrate")]
    crate::form::follow_unsent(live.id(), unsent);
    #[cfg(not(feature = "hydrate"))]
    let _ = live;
    let kept = move || {
        let any = unsent.with(|unsent| !unsent.is_empty());
        any.then_some(" What you had begun to write and not sent is kept in this browser, and is there again if the review is reopened.")
    };
    view! {
        <p class="notice" role="status">
            <Icon name="info" />
            <span>"This review has just been published." {kept}</span>
        </p>
    }
}

/// What the window is called: the part that is shown, and the review.
fn window_title(path: &str, title: &str) -> String {
    let mut parts = path.split('/').skip(3);
    let part = match (parts.next().unwrap_or_default(), parts.next()) {
        ("timeline", Some("paste")) => "Paste a timeline",
        ("timeline", _) => "Timeline",
        ("session", _) => "Session",
        ("questions", _) => "Questions",
        ("culture", _) => "Culture",
        ("lessons", _) => "Lessons",
        ("work", _) => "Work",
        ("facts", _) => "Facts",
        ("people", _) => "Who takes part",
        ("history", _) => "History",
        _ => return title.to_owned(),
    };
    format!("{part} · {title}")
}

/// What has just become this person's to do. It lies over the page and moves nothing in it; it was said aloud already.
#[component]
fn ForYou(live: LiveReview) -> impl IntoView {
    move || {
        live.for_me.get().map(|what| {
            view! {
                <div class="notice" data-tone="success">
                    <Icon name="communication" />
                    <p>{what.sentence()}</p>
                    <button class="icon-button" type="button" aria-label="Close" on:click=move |_| live.for_me.set(None)><Icon name="x" /></button>
                </div>
            }
        })
    }
}

#[component]
fn Meta(live: LiveReview) -> impl IntoView {
    let names = setting().names;
    let meta = move || {
        live.review.with(|review| {
            let severity = review.facts.severity.map(|severity| view! { <Badge severity /> });
            let (state, word) = if review.state == State::Open { ("open", "Open") } else { ("published", "Published") };
            let private =
                (review.facts.visibility == Visibility::Private).then(|| view! { <span class="chip"><Icon name="lock" />"Private"</span> });
            let day = review.facts.started.as_ref().map_or_else(|| review.opened_at.day(), |stamp| stamp.day()).spoken();
            let team = review.facts.team.and_then(|team| names.team(team)).map(|team| view! { <span>{team}</span> });
            let lead = match review.facilitator {
                Some(person) => format!("Facilitated by {}", live.name_of(person)),
                None => "No facilitator yet".to_owned(),
            };
            view! {
                {severity}
                <span class="chip" data-state=state>{word}</span>
                {private}
                <span>{day}</span>
                {team}
                <span>{lead}</span>
            }
        })
    };
    view! { <div class="page-meta">{meta}</div> }
}

#[component]
fn Actions(live: LiveReview) -> impl IntoView {
    let id = live.id();
    let unrevealed = Memo::new(move |_| {
        live.review.with(|review| {
            review.unrevealed.values().any(|count| *count > 0) || review.cards.values().any(|card| card.hidden && !card.removed)
        })
    });
    let unasked = Memo::new(move |_| {
        live.review.with(|review| match review.format.questions.iter().filter(|question| review.is_unasked(&question.id)).count() {
            0 => None,
            1 => Some("One question was not asked yet.".to_owned()),
            count => Some(format!("{count} questions were not asked yet.")),
        })
    });
    let unsettled = Memo::new(move |_| match live.review.with(|review| review.unsettled().len()) {
        0 => None,
        1 => Some("One text still holds two versions of the same words, marked ⟦theirs ⟷ yours⟧.".to_owned()),
        count => Some(format!("{count} texts still hold two versions of the same words, marked ⟦theirs ⟷ yours⟧.")),
    });
    let lead = move || {
        live.facilitates.get().then(|| {
            if live.review.with(|review| review.state == State::Published) {
                return view! { <Act command="reopen" class="button" text="Reopen" /> }.into_any();
            }
            view! {
                <a class="button" href=format!("/reviews/{id}/people")><Icon name="users" />"Who takes part"</a>
                <details class="menu publish">
                    <summary class="button">"Publish"</summary>
                    <div class="menu-panel">
                        <p>"Everybody who may see this review reads it as it is now. It can be reopened."</p>
                        {move || unrevealed.get().then(|| view! { <p>"Some answers are not revealed yet. They stay with those who wrote them, and for as long as they do, so does what links answers to people."</p> })}
                        {move || unasked.get().map(|text| view! { <p>{text}</p> })}
                        {move || unsettled.get().map(|text| view! { <p>{text}</p> })}
                        <Act command="publish" class="button primary" text="Publish now" />
                    </div>
                </details>
            }
            .into_any()
        })
    };
    view! {
        <div class="page-actions">
            <a class="button" href=format!("/reviews/{id}/read")><Icon name="eye" />"Read view"</a>
            {lead}
        </div>
    }
}

#[component]
fn Tabs(live: LiveReview) -> impl IntoView {
    let id = live.id();
    let path = use_location().pathname;
    let events = Memo::new(move |_| live.review.with(|review| review.events.values().filter(|event| !event.removed).count()));
    let cards = Memo::new(move |_| live.review.with(|review| review.cards.values().filter(|card| !card.removed).count()));
    let observations = Memo::new(move |_| live.review.with(|review| review.observations.values().filter(|one| !one.removed).count()));
    let lessons = Memo::new(move |_| live.review.with(|review| review.lessons.values().filter(|lesson| !lesson.removed).count()));
    let work = Memo::new(move |_| live.work.with(Vec::len));
    let tabs: [(&str, &str, Option<Memo<usize>>); 6] = [
        ("", "Overview", None),
        ("/timeline", "Timeline", Some(events)),
        ("/questions", "Questions", Some(cards)),
        ("/culture", "Culture", Some(observations)),
        ("/lessons", "Lessons", Some(lessons)),
        ("/work", "Work", Some(work)),
    ];
    let tabs = tabs
        .into_iter()
        .map(|(part, name, count)| {
            let to = format!("/reviews/{id}{part}");
            let target = to.clone();
            let here = move || {
                let path = path.get();
                (path.trim_end_matches('/') == target || (!part.is_empty() && path.starts_with(&format!("{target}/")))).then_some("page")
            };
            view! {
                <li>
                    <a href=to aria-current=here>
                        {name}
                        {count.map(|count| view! { " "<span class="count">{move || count.get()}</span> })}
                    </a>
                </li>
            }
        })
        .collect_view();
    let nav = NodeRef::<leptos::html::Nav>::new();
    // On a phone not all of them are in sight; the one that is shown should be.
    #[cfg(feature = "hydrate")]
    Effect::new(move |_| {
        path.track();
        let nav = nav.get()?;
        let here: web_sys::HtmlElement = wasm_bindgen::JsCast::dyn_into(nav.query_selector("[aria-current]").ok()??).ok()?;
        nav.set_scroll_left(here.offset_left() - nav.offset_left() - (nav.client_width() - here.offset_width()) / 2);
        Some(())
    });
    view! { <nav class="tabs" node_ref=nav aria-label="Parts of the review"><ul>{tabs}</ul></nav> }
}

#[cfg(test)]
mod tests {
    use super::window_title;

    #[test]
    fn the_window_says_which_part_of_which_review_it_shows() {
        assert_eq!(window_title("/reviews/1/timeline", "Mail stopped"), "Timeline · Mail stopped");
        assert_eq!(window_title("/reviews/1/session/", "Mail stopped"), "Session · Mail stopped");
        assert_eq!(window_title("/reviews/1/timeline/paste", "Mail stopped"), "Paste a timeline · Mail stopped");
        assert_eq!(window_title("/reviews/1", "Mail stopped"), "Mail stopped");
    }
}
