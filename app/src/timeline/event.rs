//! Events, by day, with what can be done with each.

use super::EditEvent;
use crate::{
    form::{Act, EditLink, Editing},
    icon::Icon,
    live::LiveReview,
    session::{Accounts, Writers, adding},
    spoken::{counted, spoken_span},
};
use domain::{
    id::EventId,
    review::Review,
    time::{Day, Instant},
    timeline::{Account, Event, Mark, Precision},
};
use leptos::prelude::*;
use std::collections::BTreeSet;

/// Time without an entry that is worth a word.
const GAP_SECONDS: i64 = 10 * 60;

/// One line of the timeline as it is laid out.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    id: EventId,
    /// Seconds since the entry before, where they are many.
    gap: Option<i64>,
    /// Others of the same moment stand before it, and after it.
    same: (bool, bool),
    /// The zone that it was written in, where the timeline is told in another.
    elsewhere: Option<String>,
    removed: bool,
}

/// A day of the timeline; clocks of several zones may make the same day come again.
#[derive(Debug, Clone, PartialEq, Eq)]
struct DayLines {
    day: Day,
    again: usize,
    zone: String,
    lines: Vec<Line>,
}

/// Lays the timeline out by day. Events that were just removed keep their place, so that undoing is where they were.
fn laid_out(review: &Review, gone: &BTreeSet<EventId>) -> Vec<DayLines> {
    let mut events: Vec<&Event> = review.events.values().filter(|event| !event.removed || gone.contains(&event.id)).collect();
    events.sort_by_key(|event| event.place());
    let Some(reference) = review.told_in().or_else(|| events.first().map(|event| &event.at)) else { return Vec::new() };
    let moments: Vec<Instant> = events.iter().filter(|event| !event.removed).map(|event| event.at.at).collect();
    let mut days: Vec<DayLines> = Vec::new();
    let mut last: Option<Instant> = None;
    let mut place = 0;
    for event in events {
        let (day, elsewhere) = event.told(reference);
        if days.last().is_none_or(|current| current.day != day) {
            let again = days.iter().filter(|other| other.day == day).count();
            days.push(DayLines { day, again, zone: reference.zone.clone(), lines: Vec::new() });
            last = None;
        }
        let gap = last.map(|last| (event.at.at.millis() - last.millis()) / 1000).filter(|seconds| *seconds >= GAP_SECONDS);
        last = Some(event.at.at);
        if let Some(current) = days.last_mut() {
            let here = Some(&event.at.at);
            let same = (place > 0 && moments.get(place - 1) == here, moments.get(place + 1) == here);
            let same = if event.removed { (false, false) } else { same };
            current.lines.push(Line { id: event.id, gap, same, elsewhere, removed: event.removed });
        }
        if !event.removed {
            place += 1;
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
            .with_untracked(|review| review.events.values().filter(|event| !event.removed).map(|event| event.id).collect::<BTreeSet<_>>()),
    );
    let days = Memo::new(move |_| {
        live.review.with(|review| {
            there.update_value(|there| there.extend(review.events.values().filter(|event| !event.removed).map(|event| event.id)));
            there.with_value(|there| laid_out(review, there))
        })
    });
    let start = Memo::new(move |_| live.review.with(|review| review.facts.started.as_ref().map(|stamp| stamp.at)));
    view! {
        <ol class="timeline">
            <For each=move || days.get() key=|day| (day.day, day.again, day.zone.clone()) let:day>
                <DayOf live days start which=(day.day, day.again) zone=day.zone />
            </For>
        </ol>
    }
}

#[component]
fn DayOf(live: LiveReview, days: Memo<Vec<DayLines>>, start: Memo<Option<Instant>>, which: (Day, usize), zone: String) -> impl IntoView {
    let lines = Memo::new(move |_| {
        days.with(|days| days.iter().find(|day| (day.day, day.again) == which).map(|day| day.lines.clone()).unwrap_or_default())
    });
    let count = move || lines.with(|lines| lines.iter().filter(|line| !line.removed).count());
    let note = move || format!("{}, {zone}", counted(i64::try_from(count()).unwrap_or(0), "event"));
    view! {
        <li class="day">
            <h3 class="day-title">{which.0.spoken()} " " <small>{note}</small></h3>
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
    let line = Memo::new(move |_| lines.with(|lines| lines.iter().find(|line| line.id == id).cloned()));
    let html = live.html_of(id.0);
    let place = format!("event-{id}");
    let (editing, adding) = (Editing::of(id.0, place.as_str()), adding(id, &place));
    let gone = Memo::new(move |_| event.with(|event| event.as_ref().is_none_or(|event| event.removed)));
    let body = move || {
        if editing.is_on() {
            // What others change meanwhile does not take the form away.
            return event.get_untracked().map(|event| view! { <EditEvent live event editing /> }.into_any());
        }
        let event = event.get()?;
        let same = line.with(|line| line.as_ref().map(|line| line.same)).unwrap_or_default();
        let tools = live.contributes.get().then(|| tools(&event, same, editing, adding));
        let body = view! {
            {editing.notices()}
            <div class="event-head"><span class="event-kind">{event.kind.name()}</span>{tools}</div>
            <div class="event-text prose" inner_html=html.get()></div>
            {event.link.as_deref().map(evidence_link)}
            {unclear(live, &event)}
        };
        Some(body.into_any())
    };
    let gap = move || {
        let gap = line.with(|line| line.as_ref()?.gap)?;
        Some(view! { <li class="gap">{format!("{} without an entry", spoken_span(gap))}</li> })
    };
    let shown = move || {
        if gone.get() && !editing.is_on() {
            return view! {
                <li class="gone" id=format!("event-{id}") role="status">
                    "Event removed. "
                    <Act command="restore_event" fields=vec![("id", id.to_string())] class="button small" icon="undo" text="Undo" />
                </li>
            }
            .into_any();
        }
        let kind = move || event.with(|event| event.as_ref().map_or("", |event| event.kind.key()));
        let milestone = move || event.with(|event| event.as_ref().is_some_and(Event::is_milestone).then_some(""));
        let elsewhere = move || line.with(|line| line.as_ref()?.elsewhere.clone());
        view! {
            <li class="event" id=format!("event-{id}") data-kind=kind data-milestone=milestone>
                {move || event.get().map(|event| time_of(&event, start.get(), elsewhere()))}
                <span class="event-mark">{move || view! { <Icon name=kind() /> }}</span>
                <div class="event-body">
                    <Writers live of=format!("event:{id}") />
                    {body}
                    <Accounts live event=id adding />
                </div>
            </li>
        }
        .into_any()
    };
    view! { {gap} {shown} }
}

/// That it is unclear to somebody; whoever marked it so says when it is clear.
fn unclear(live: LiveReview, event: &Event) -> Option<AnyView> {
    let votes = event.marks.get(&Mark::Unclear).filter(|votes| votes.total > 0)?;
    let mine = live.contributes.get() && votes.of(live.pen.get()) > 0;
    let clear = mine.then(|| {
        let fields = vec![("event", event.id.to_string()), ("mark", Mark::Unclear.key().to_owned()), ("more", false.to_string())];
        view! { <Act command="mark" fields class="button small" text="Clear to me now" /> }
    });
    let text = if mine { "You marked this as unclear." } else { "This is unclear to somebody. Say more, if you can." };
    Some(view! { <p class="unsure"><Icon name="info" /><span>{text} " " {clear}</span></p> }.into_any())
}

/// What can be done with an event; `same`: others of the same moment stand before it, and after it.
fn tools(event: &Event, same: (bool, bool), editing: Editing, adding: Editing) -> AnyView {
    let id = event.id.to_string();
    let milestone = event.milestone;
    let star = vec![("id", id.clone()), ("base", event.version.to_string()), ("patch][milestone", (!milestone).to_string())];
    let place = |earlier: bool| vec![("id", id.clone()), ("earlier", earlier.to_string())];
    let earlier = same.0.then(|| {
        view! { <Act command="place_event" fields=place(true) label="Put before the event of the same time" icon="arrow-up" /> }
    });
    let later = same.1.then(|| {
        view! { <Act command="place_event" fields=place(false) label="Put after the event of the same time" icon="arrow-down" /> }
    });
    view! {
        <span class="event-tools">
            {earlier} {later}
            <Act command="edit_event" fields=star label="Milestone" pressed=milestone icon=if milestone { "star-filled" } else { "star" } />
            <EditLink editing=adding label="Add your account of this event"><Icon name="communication" /></EditLink>
            <EditLink editing label="Edit this event"><Icon name="edit" /></EditLink>
            <Act command="remove_event" fields=vec![("id", id)] label="Remove this event" icon="trash" />
        </span>
    }
    .into_any()
}

/// The time of an event as it is known; `elsewhere` is its zone, where the timeline is told in another.
pub(crate) fn time_of(event: &Event, start: Option<Instant>, elsewhere: Option<String>) -> impl IntoView + use<> {
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
            {elsewhere.map(|zone| view! { <small class="event-zone">{zone}</small> })}
            <small>{since}</small>
        </time>
    }
}

/// What somebody says of an event: what they expected, beside what they saw and knew.
pub(crate) fn account_parts(account: &Account) -> impl IntoView + use<> {
    let parts = account.parts().map(|(title, text)| view! { <dt>{title}</dt><dd>{text.to_owned()}</dd> }).collect_view();
    view! { <dl>{parts}</dl> }
}

/// Where the evidence is, by the name of its host.
pub(crate) fn evidence_link(link: &str) -> impl IntoView + use<> {
    let host = link.split("://").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or(link).to_owned();
    let link = link.to_owned();
    view! { <p class="event-foot"><a class="evidence" href=link rel="noopener noreferrer external"><Icon name="link" />{host}</a></p> }
}
