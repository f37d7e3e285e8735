//! Walking the timeline: one event for everybody, what was expected beside what was seen, by those who were there, and
//! only what was known at that minute.

use super::{
    account::{Accounts, adding},
    focus::back_and_on,
    held::{Waiting, held},
    lobby::Neutrality,
    probing::Probing,
};
use crate::{
    form::{Act, EditLink},
    icon::Icon,
    live::LiveReview,
    timeline::{evidence_link, time_of},
};
use domain::{
    id::EventId,
    session::Focus,
    timeline::{Event, Mark},
};
use leptos::prelude::*;

/// How many earlier entries are shown.
const NEAR: usize = 6;

/// The walk.
#[component]
pub fn Walk(live: LiveReview) -> impl IntoView {
    let order = Memo::new(move |_| live.review.with(|review| review.timeline().iter().map(|event| event.id).collect::<Vec<_>>()));
    let looked_at = Memo::new(move |_| {
        live.review.with(|review| match review.lead.focus {
            Some(Focus::Event(id)) if review.is_there(Focus::Event(id)) => Some(id),
            _ => None,
        })
    });
    let (focus, late) = held(looked_at);
    let at = Memo::new(move |_| focus.get().and_then(|id| order.with(|order| order.iter().position(|other| *other == id))));
    let moves = move || {
        live.facilitates.get().then(|| {
            let events = order.with(|order| order.iter().copied().map(Focus::Event).collect::<Vec<_>>());
            let names = ["Earlier", "Later", "Begin with the first"];
            view! { <div class="buttons">{back_and_on(&events, focus.get().map(Focus::Event), names)}</div> }
        })
    };
    let seen = move || {
        match focus.get() {
        Some(event) => view! { <Focused live event /> }.into_any(),
        None => view! {
            <div class="empty small">
                <h3>{move || if order.with(Vec::is_empty) { "Nothing on the timeline yet" } else { "Ready to walk" }}</h3>
                <p>"The facilitator chooses one entry for everybody. Say what you saw and what you had expected; what came later is left out until the room gets there."</p>
            </div>
        }
        .into_any(),
    }
    };
    view! {
        <section class="section walk" aria-labelledby="walk">
            <header class="section-head">
                <h2 id="walk">"Walk the timeline"</h2>
                {moves}
            </header>
            <Neutrality live />
            <Probing live />
            <Waiting late />
            {seen}
            <Known live order at />
        </section>
    }
}

/// The event that everybody looks at.
#[component]
fn Focused(live: LiveReview, event: EventId) -> impl IntoView {
    let shown = Memo::new(move |_| live.review.with(|review| review.events.get(&event).cloned()));
    let html = live.html_of(event.0);
    let link = Memo::new(move |_| shown.with(|shown| shown.as_ref().and_then(|event| event.link.clone())));
    let when = move || {
        let told_in = live.review.with(|review| review.told_in().cloned());
        shown.with(|shown| {
            shown.as_ref().map(|event| {
                let elsewhere = told_in.as_ref().and_then(|told_in| event.told(told_in).1);
                let start = told_in.as_ref().map(|told_in| told_in.at);
                view! { <p class="walk-when">{time_of(event, start, elsewhere)} <small>{event.kind.name()}</small></p> }
            })
        })
    };
    let adding = adding(event, "walk");
    let add = move || {
        (live.contributes.get() && !adding.is_on())
            .then(|| view! { <EditLink editing=adding class="button small" key="a"><Icon name="plus" />"Add your account"</EditLink> })
    };
    let marks = move || Mark::ALL.map(|mark| view! { <MarkButton live event mark /> }).collect_view();
    view! {
        <article class="card walk-event" aria-label="The entry that everybody looks at">
            {when}
            <div class="prose" inner_html=move || html.get()></div>
            {move || link.get().as_deref().map(evidence_link)}
            <div class="buttons" role="group" aria-label="Marks">{marks}</div>
        </article>
        <section class="walk-accounts" aria-label="Accounts">
            {add}
            <Accounts live event adding />
        </section>
    }
}

#[component]
fn MarkButton(live: LiveReview, event: EventId, mark: Mark) -> impl IntoView {
    let votes = Memo::new(move |_| {
        live.review.with(|review| {
            let votes = review.events.get(&event).and_then(|event: &Event| event.marks.get(&mark));
            votes.map(|votes| (votes.total, votes.of(live.pen.get()) > 0)).unwrap_or_default()
        })
    });
    let (icon, key) = match mark {
        Mark::Surprise => ("warning", "x"),
        Mark::WentWell => ("check", "v"),
        Mark::Unclear => ("info", "u"),
    };
    move || {
        let (total, mine) = votes.get();
        let text = if total > 0 { format!("{} {total}", mark.name()) } else { mark.name().to_owned() };
        let fields = vec![("event", event.to_string()), ("mark", mark.key().to_owned()), ("more", (!mine).to_string())];
        if live.contributes.get() {
            view! { <Act command="mark" fields class="button small" icon text pressed=mine key=key /> }.into_any()
        } else {
            view! { <span class="chip"><Icon name=icon />{text}</span> }.into_any()
        }
    }
}

/// What was on the timeline by then. What came later is only counted, because knowing it makes everybody wiser than
/// they were.
#[component]
fn Known(live: LiveReview, order: Memo<Vec<EventId>>, at: Memo<Option<usize>>) -> impl IntoView {
    let until = Memo::new(move |_| at.get().unwrap_or(0));
    let known = Memo::new(move |_| order.with(|order| order.get(..until.get()).map(<[EventId]>::to_vec).unwrap_or_default()));
    let line = move |id: &EventId| {
        live.review.with(|review| {
            let event = review.events.get(id)?;
            let to = vec![("on", Focus::Event(*id).to_string())];
            let go = live.facilitates.get().then(|| view! { <Act command="focus_on" fields=to label="Look at this" icon="eye" /> });
            Some(view! { <li><span>{review.evidence_name(&domain::culture::Evidence::Event(event.id))}</span>{go}</li> })
        })
    };
    move || {
        at.get().map(|_| {
            let known = known.get();
            let later = order.with(Vec::len).saturating_sub(until.get() + 1);
            let earlier = known.len().saturating_sub(NEAR);
            let lines = known.iter().skip(earlier).filter_map(line).collect_view();
            let more = (earlier > 0).then(|| view! { <li class="hint">{format!("and {earlier} before")}</li> });
            let none = known.is_empty().then(|| view! { <p class="hint">"This is the first entry."</p> });
            view! {
                <section class="known" aria-labelledby="known">
                    <h3 id="known">"On the timeline by then"</h3>
                    {none}
                    <ul>{more}{lines}</ul>
                    {(later > 0).then(|| view! { <p class="hint">{format!("{later} later, not shown yet")}</p> })}
                </section>
            }
        })
    }
}
