//! Events, by day, with what can be done with each.

use super::EditEvent;
use crate::{
    form::{EditLink, Editing, Form, Hidden, Submit},
    icon::Icon,
    live::LiveReview,
    review::{ForReview, spoken_span},
};
use domain::{
    id::EventId,
    review::Review,
    time::{Day, Instant},
    timeline::{Event, Precision},
};
use leptos::prelude::*;

/// Hours without an entry that are worth a word.
const GAP_SECONDS: i64 = 10 * 60;

/// One line of the timeline as it is laid out.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    id: EventId,
    /// Seconds since the entry before, where they are many.
    gap: Option<i64>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct DayLines {
    day: Day,
    zone: String,
    lines: Vec<Line>,
}

/// Lays the timeline out by day. Events that were just removed keep their place, so that undoing is where they were.
fn laid_out(review: &Review, gone: &[EventId]) -> Vec<DayLines> {
    let mut events: Vec<&Event> = review.events.values().filter(|event| !event.removed || gone.contains(&event.id)).collect();
    events.sort_by_key(|event| event.place());
    let mut days: Vec<DayLines> = Vec::new();
    let mut last: Option<Instant> = None;
    for event in events {
        let day = event.at.day();
        if days.last().is_none_or(|current| current.day != day) {
            days.push(DayLines { day, zone: event.at.zone.clone(), lines: Vec::new() });
            last = None;
        }
        let gap = last.map(|last| (event.at.at.millis() - last.millis()) / 1000).filter(|seconds| *seconds >= GAP_SECONDS);
        last = Some(event.at.at);
        if let Some(current) = days.last_mut() {
            current.lines.push(Line { id: event.id, gap });
        }
    }
    days
}

/// The timeline, with tools for those who contribute.
#[component]
pub fn Days(live: LiveReview) -> impl IntoView {
    // What was removed on this page stays in sight until the page is left.
    let there = StoredValue::new(
        live.review
            .with_untracked(|review| review.events.values().filter(|event| !event.removed).map(|event| event.id).collect::<Vec<_>>()),
    );
    let days = Memo::new(move |_| {
        live.review.with(|review| {
            there.update_value(|there| there.extend(review.events.values().filter(|event| !event.removed).map(|event| event.id)));
            laid_out(review, &there.get_value())
        })
    });
    let start = Memo::new(move |_| live.review.with(|review| review.facts.started.as_ref().map(|stamp| stamp.at)));
    view! {
        <ol class="timeline">
            <For each=move || days.get() key=|day| (day.day, day.zone.clone()) let:day>
                <DayOf live days start day=day.day zone=day.zone />
            </For>
        </ol>
    }
}

#[component]
fn DayOf(live: LiveReview, days: Memo<Vec<DayLines>>, start: Memo<Option<Instant>>, day: Day, zone: String) -> impl IntoView {
    let lines =
        Memo::new(move |_| days.with(|days| days.iter().find(|other| other.day == day).map(|day| day.lines.clone()).unwrap_or_default()));
    let note = move || format!("{} events, {zone}", lines.with(Vec::len));
    view! {
        <li class="day">
            <h3 class="day-title">{day.spoken()} " " <small>{note}</small></h3>
            <ol class="events">
                <For each=move || lines.get() key=|line| line.id let:line>
                    <EventLine live lines start id=line.id />
                </For>
            </ol>
        </li>
    }
}

#[component]
fn EventLine(live: LiveReview, lines: Memo<Vec<Line>>, start: Memo<Option<Instant>>, id: EventId) -> impl IntoView {
    let event = Memo::new(move |_| live.review.with(|review| review.events.get(&id).cloned()));
    let gap = Memo::new(move |_| lines.with(|lines| lines.iter().find(|line| line.id == id).and_then(|line| line.gap)));
    let editing = Editing::of(id.0);
    let removed = Memo::new(move |_| event.with(|event| event.as_ref().is_none_or(|event| event.removed)));
    let html = live.html_of(id.0);
    let gone = move || {
        view! {
            <li class="gone" role="status">
                "Event removed. "
                <Form action="/do/send" class="">
                    <ForReview review=live.id() />
                    <Hidden name="command[restore_event][id]" value=id.to_string() />
                    <Submit class="button small"><Icon name="undo" />"Undo"</Submit>
                </Form>
            </li>
        }
    };
    let shown = move || {
        let body = move || {
            if editing.is_on() {
                event.get_untracked().map(|event| view! { <EditEvent live event editing /> }.into_any())
            } else {
                event.get().map(|event| view! { <Shown live event html editing /> }.into_any())
            }
        };
        let kind = move || event.with(|event| event.as_ref().map(|event| event.kind.key()).unwrap_or_default());
        let star = move || event.with(|event| event.as_ref().is_some_and(Event::is_milestone).then_some(""));
        view! {
            <li class="event" id=format!("event-{id}") data-kind=kind data-milestone=star>
                {move || event.with(|event| event.as_ref().map(|event| time_of(event, start.get())))}
                <span class="event-mark">{move || event.with(|event| event.as_ref().map(|event| view! { <Icon name=event.kind.key() /> }))}</span>
                <div class="event-body">{editing.notices()} {body}</div>
            </li>
        }
    };
    view! {
        {move || gap.get().map(|seconds| view! { <li class="gap">{format!("{} without an entry", spoken_span(seconds))}</li> })}
        {move || if removed.get() { gone().into_any() } else { shown().into_any() }}
    }
}

/// The time of an event as it is known.
pub(crate) fn time_of(event: &Event, start: Option<Instant>) -> impl IntoView + use<> {
    let text = match event.precision {
        Precision::Unknown => "time unknown".to_owned(),
        Precision::Approximate => format!("~{}", event.at.clock()),
        Precision::Minute | Precision::Exact => event.at.clock(),
    };
    let since = start.filter(|_| event.precision != Precision::Unknown).map(|start| {
        let seconds = (event.at.at.millis() - start.millis()) / 1000;
        match seconds {
            0 => "start".to_owned(),
            1.. => format!("+{}", spoken_span(seconds)),
            _ => format!("{} before", spoken_span(seconds)),
        }
    });
    view! {
        <time class="event-time" data-precision=event.precision.key() datetime=event.at.at.to_string()>
            {text}
            <small>{since}</small>
        </time>
    }
}

/// Where the evidence is, by the name of its host.
pub(crate) fn evidence_link(link: &str) -> impl IntoView + use<> {
    let host = link.split("://").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or(link).to_owned();
    let link = link.to_owned();
    view! { <p class="event-foot"><a class="evidence" href=link rel="noopener noreferrer external"><Icon name="link" />{host}</a></p> }
}

#[component]
fn Shown(live: LiveReview, event: Event, html: Memo<String>, editing: Editing) -> impl IntoView {
    let id = event.id;
    let link = event.link.as_deref().map(evidence_link);
    let tools = move || {
        let milestone = event.milestone;
        let version = event.version;
        live.contributes.get().then(|| {
            view! {
                <span class="event-tools">
                    <SameMoment live id />
                    <Form action="/do/send" class="">
                        <ForReview review=live.id() />
                        <Hidden name="command[edit_event][id]" value=id.to_string() />
                        <Hidden name="command[edit_event][base]" value=version.to_string() />
                        <Submit
                            class="icon-button"
                            name="command[edit_event][patch][milestone]"
                            value=(!milestone).to_string()
                            label="Milestone"
                            pressed=milestone
                        >
                            <Icon name=if milestone { "star-filled" } else { "star" } />
                        </Submit>
                    </Form>
                    <EditLink editing label="Edit this event"><Icon name="edit" /></EditLink>
                    <Form action="/do/send" class="">
                        <ForReview review=live.id() />
                        <Hidden name="command[remove_event][id]" value=id.to_string() />
                        <Submit class="icon-button" label="Remove this event"><Icon name="trash" /></Submit>
                    </Form>
                </span>
            }
        })
    };
    view! {
        <div class="event-head"><span class="event-kind">{event.kind.name()}</span>{tools}</div>
        <div class="event-text prose" inner_html=move || html.get()></div>
        {link}
    }
}

/// For events of the same moment: which comes first.
#[component]
fn SameMoment(live: LiveReview, id: EventId) -> impl IntoView {
    let place = Memo::new(move |_| {
        live.review.with(|review| {
            let at = review.events.get(&id)?.at.at;
            let same: Vec<EventId> = review.timeline().into_iter().filter(|event| event.at.at == at).map(|event| event.id).collect();
            let place = same.iter().position(|other| *other == id)?;
            (same.len() > 1).then_some((place > 0, place + 1 < same.len()))
        })
    });
    let button = move |earlier: bool, label: &'static str, icon: &'static str| {
        view! {
            <Form action="/do/send" class="">
                <ForReview review=live.id() />
                <Hidden name="command[place_event][id]" value=id.to_string() />
                <Submit class="icon-button" name="command[place_event][earlier]" value=earlier.to_string() label=label><Icon name=icon /></Submit>
            </Form>
        }
    };
    move || {
        place.get().map(|(earlier, later)| {
            view! {
                {earlier.then(|| button(true, "Put before the event of the same time", "arrow-up"))}
                {later.then(|| button(false, "Put after the event of the same time", "arrow-down"))}
            }
        })
    }
}
