//! Who is in the room: whose hand is up, who is elsewhere, who writes; for whoever leads, whom to invite to speak.

use super::chime::ChimeToggle;
use crate::{
    form::{Act, Form, Hidden},
    icon::Icon,
    live::LiveReview,
    page::initials,
    review::HandOver,
};
use domain::{
    id::{PersonId, ReviewId},
    session::room::Seated,
};
use leptos::prelude::*;

/// The form that the buttons about the room share.
const ROOM_ACTS: &str = "room-acts";

/// The form of those buttons. It stands with what else says something over the page, and not beside them.
#[component]
pub fn RoomActs(review: ReviewId) -> impl IntoView {
    view! {
        <Form action="/do/be_in_room" class="acts" id=ROOM_ACTS shared=true>
            <Hidden name="review" value=review.to_string() />
        </Form>
    }
}

/// As many people as the list shows at once, if each has two lines.
const FIT: usize = 7;

/// The people who are there.
#[component]
pub fn People(live: LiveReview) -> impl IntoView {
    let me = live.me;
    let mine = Memo::new(move |_| live.room.with(|room| room.get(&me).cloned()));
    let hand = Memo::new(move |_| mine.with(|seat| seat.as_ref().is_some_and(|seat| seat.hand.is_some())));
    let more = Memo::new(move |_| mine.with(|seat| seat.as_ref().is_some_and(|seat| seat.more_time)));
    let queue = Memo::new(move |_| {
        live.room.with(|room| {
            let mut queue: Vec<(domain::time::Instant, PersonId)> =
                room.values().filter_map(|seat| Some((seat.hand?, seat.person))).collect();
            queue.sort();
            queue.into_iter().map(|(_, person)| person).collect::<Vec<_>>()
        })
    });
    let there = Memo::new(move |_| {
        let mut there: Vec<PersonId> = live.room.with(|room| room.keys().copied().collect());
        there.sort_by_key(|person| live.name_of(*person).to_lowercase());
        there
    });
    let count = move || there.with(Vec::len);
    let first = Memo::new(move |_| queue.with(|queue| queue.first().copied()));
    view! {
        <section class="room-people needs-script" aria-labelledby="room-people">
            <header class="section-head">
                <h2 id="room-people">"In the room " <span class="count">{count}</span></h2>
            </header>
            <div class="buttons">
                {move || {
                    let up = hand.get();
                    let text = if up { "Lower my hand" } else { "Raise my hand" };
                    view! {
                        <Act
                            form=ROOM_ACTS
                            class=if up { "button small on" } else { "button small" }
                            command="hand"
                            fields=vec![("up", (!up).to_string())]
                            text
                            icon="hand"
                            key="h"
                        />
                    }
                }}
                {move || {
                    let wanted = more.get();
                    view! { <Act form=ROOM_ACTS class="button small" command="more_time" fields=vec![("wanted", (!wanted).to_string())] text="More time" icon="clock" pressed=wanted key="t" /> }
                }}
                {move || live.facilitates.get().then(|| view! { <ChimeToggle /> })}
            </div>
            <ol class="hands" aria-label="Hands that are up" hidden=move || queue.with(Vec::is_empty)>
                <For each=move || queue.get() key=|person| *person let:person>
                    <li>
                        <Icon name="hand" />
                        <span>{move || live.name_of(person)}</span>
                        {move || {
                            live.facilitates.get().then(|| {
                                let key = if first.get() == Some(person) { "c" } else { "" };
                                view! { <Act form=ROOM_ACTS class="button small" command="call_on" fields=vec![("person", person.to_string())] text="Call on" icon="communication" key /> }
                            })
                        }}
                    </li>
                </For>
            </ol>
            <Written live />
            <Leading live />
            // Where there are more than fit it scrolls, also by the keyboard.
            <ul class="seats" aria-label="People" tabindex=move || (count() > FIT).then_some("0")>
                <For each=move || there.get() key=|person| *person let:person>
                    <Seat live person />
                </For>
            </ul>
        </section>
    }
}

/// For whoever leads, while a question is written on: how many have, and, where cards are named, who.
#[component]
fn Written(live: LiveReview) -> impl IntoView {
    let wrote = Memo::new(move |_| live.wrote_now().map(|wrote| wrote.count));
    move || {
        wrote.get().filter(|_| live.facilitates.get()).map(|count| {
            let there = live.room.with(|room| room.len());
            let verb = if count == 1 { "has" } else { "have" };
            // Looked at by whoever leads; said aloud at every card it would drown out the talk.
            view! { <p class="hint">{format!("{count} {verb} written; in the room: {there}.")}</p> }
        })
    }
}

/// Handing over, for whoever leads; taking over, for those who may: so that the room goes on when the facilitator's
/// connection is gone.
#[component]
fn Leading(live: LiveReview) -> impl IntoView {
    let facilitator = Memo::new(move |_| live.review.with(|review| review.facilitator));
    let away = Memo::new(move |_| facilitator.get().is_none_or(|person| live.room.with(|room| !room.contains_key(&person))));
    let leads = Memo::new(move |_| facilitator.get() == Some(live.me));
    move || {
        (live.facilitates.get() && live.contributes.get()).then(|| {
            if leads.get() {
                return view! { <details class="more"><summary>"Hand over"</summary><HandOver live /></details> }.into_any();
            }
            let (class, text) = if away.get() {
                ("button primary small", "The facilitator is not here: take over")
            } else {
                ("button small quiet", "Take over from the facilitator")
            };
            view! { <Act command="name_facilitator" fields=vec![("person", live.me.to_string())] class text /> }.into_any()
        })
    }
}

#[component]
fn Seat(live: LiveReview, person: PersonId) -> impl IntoView {
    let seat = Memo::new(move |_| live.room.with(|room| room.get(&person).cloned()));
    let on = Memo::new(move |_| live.review.with(|review| review.lead.clock.is_some()));
    let what = move || {
        seat.with(|seat| {
            let seat = seat.as_ref()?;
            if !seat.writing.is_empty() {
                return Some(format!("writes in {}", written_in(&seat.writing)));
            }
            (on.get() && seat.place != "session").then(|| format!("at {}", place_name(&seat.place)))
        })
    };
    let part = Memo::new(move |_| {
        live.review.with(|review| {
            if review.facilitator == Some(person) {
                Some("facilitates")
            } else if review.lead.helpers.contains(&person) {
                Some("helps to facilitate")
            } else {
                None
            }
        })
    });
    let wrote = Memo::new(move |_| live.wrote_now().and_then(|wrote| wrote.people).is_some_and(|people| people.contains(&person)));
    let spoke = move || {
        live.facilitates.get().then(|| {
            let spoke = seat.with(|seat| seat.as_ref().is_some_and(|seat| seat.spoke));
            let written = wrote.get().then(|| view! { <span class="chip"><Icon name="edit" />"wrote"</span> });
            view! {
                {written}
                <Act
                    form=ROOM_ACTS
                    command="spoke"
                    fields=vec![("person", person.to_string()), ("spoke", (!spoke).to_string())]
                    icon="communication"
                    label=format!("{} has spoken", live.name_of(person))
                    pressed=spoke
                />
            }
        })
    };
    let elsewhere = move || seat.with(|seat| seat.as_ref().is_some_and(|seat| on.get() && seat.place != "session")).then_some("");
    view! {
        <li data-elsewhere=elsewhere>
            <span class="avatar" aria-hidden="true">{move || initials(&live.name_of(person))}</span>
            <span>
                {move || live.name_of(person)}
                <small>{move || [part.get().map(str::to_owned), what()].into_iter().flatten().collect::<Vec<_>>().join(" · ")}</small>
            </span>
            {spoke}
        </li>
    }
}

fn place_name(place: &str) -> &str {
    match place {
        "" => "the overview",
        "timeline" => "the timeline",
        "questions" => "the questions",
        "culture" => "the culture page",
        "lessons" => "the lessons",
        "work" => "the work",
        _ => "another page",
    }
}

fn written_in(writing: &str) -> &'static str {
    match writing.split(':').next().unwrap_or_default() {
        "summary" => "the summary",
        "notes" => "the notes",
        "event" => "the timeline",
        "lesson" => "a lesson",
        "card" => "a card",
        "account" => "an account",
        _ => "a form",
    }
}

/// Who else writes in the same text at this moment.
#[component]
pub fn Writers(live: LiveReview, #[prop(into)] of: String) -> impl IntoView {
    let others = Memo::new(move |_| {
        live.room.with(|room| {
            let here = |seat: &&Seated| seat.writing == of && seat.person != live.me;
            room.values().filter(here).map(|seat| live.name_of(seat.person)).collect::<Vec<_>>()
        })
    });
    move || {
        let names = others.get();
        (!names.is_empty()).then(|| {
            let verb = if names.len() == 1 { "is" } else { "are" };
            view! { <p class="writers"><Icon name="edit" />{format!("{} {verb} writing here", names.join(", "))}</p> }
        })
    }
}
