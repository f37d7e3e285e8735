//! The stream that keeps a review up to date, for as long as its page is there.

use super::{LiveReview, RoomTold, Told, reload};
use crate::setting::load_setting;
use domain::{id::PersonId, time::Instant};
use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{EventSource, MessageEvent};

/// A gap that is shorter is no news: the stream ends and is opened again whenever a review is published.
const LOST_AFTER: Duration = Duration::from_secs(3);

/// How long to wait before asking again, at most.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// A stream for as long as the page shows this review. A broken connection the browser mends by itself; after an
/// answer that is no stream (a proxy's error page, an ended session) it gives up, so then a new one is opened.
pub fn open(live: LiveReview) {
    let tries = StoredValue::new(0_u32);
    let again = RwSignal::new(0_u32);
    // How far the server's clock is ahead of this browser's, in milliseconds.
    let ahead = StoredValue::new(live.now.get_untracked().millis() - js_sys::Date::now() as i64);
    let current = StoredValue::new_local(None::<EventSource>);
    Effect::new(move |_| {
        again.track();
        if let Some(source) = listen(live, tries, again, ahead) {
            current.set_value(Some(source));
        }
    });
    // The stream itself may take minutes to notice that the network is gone.
    let gone = window_event_listener(leptos::ev::offline, move |_| live.connected.set(false));
    // It may also have outlived the gap, and then says nothing of it.
    let back = window_event_listener(leptos::ev::online, move |_| {
        if current.with_value(|source| source.as_ref().is_some_and(|source| source.ready_state() == EventSource::OPEN)) {
            live.connected.set(true);
        }
    });
    on_cleanup(move || {
        gone.remove();
        back.remove();
    });
    notice_loss(live);
    let on = Memo::new(move |_| live.review.with(|review| review.lead.clock.is_some()));
    Effect::new(move |_| {
        if on.get() {
            let tick = move || live.now.set(Instant::from_millis(js_sys::Date::now() as i64 + ahead.get_value()));
            tick();
            if let Ok(ticking) = set_interval_with_handle(tick, Duration::from_secs(1)) {
                on_cleanup(move || ticking.clear());
            }
        }
    });
}

/// Says that the connection is lost once that has lasted.
fn notice_loss(live: LiveReview) {
    // Told again that it is not there, it has not just gone.
    let connected = Memo::new(move |_| live.connected.get());
    Effect::new(move |_| {
        if connected.get() {
            live.lost.set(false);
            return;
        }
        let say = move || {
            // The page may show something else by then.
            let _ = live.lost.try_set(true);
        };
        if let Ok(waiting) = set_timeout_with_handle(say, LOST_AFTER) {
            on_cleanup(move || waiting.clear());
        }
    });
}

/// Whatever comes in on the stream came over a connection.
fn heard(live: LiveReview) {
    if !live.connected.get_untracked() {
        live.connected.set(true);
    }
    live.heard.notify();
}

/// Asks again for names when somebody comes in whom the page has none for: their account is new, or a guest, who is
/// told the names of those in the review only, has not met them yet.
fn learn_names(live: LiveReview, told: &RoomTold) {
    let is_known = |person: &PersonId| {
        live.names.with_untracked(|names| names.people.iter().any(|known| known.id == *person))
            || live.review.with_untracked(|review| review.lead.guests.contains_key(person))
    };
    let come: Vec<PersonId> = match told {
        RoomTold::All { seats, .. } => seats.iter().map(|seat| seat.person).collect(),
        RoomTold::One { person, seat: Some(_) } if live.room.with_untracked(|room| !room.contains_key(person)) => vec![*person],
        RoomTold::One { .. } | RoomTold::Wrote { .. } => return,
    };
    if !come.iter().all(is_known) {
        leptos::task::spawn_local(async move {
            // Without an answer they stay without a name until the page is loaded again.
            if let Ok(setting) = load_setting().await {
                live.names.set(setting.names);
            }
        });
    }
}

fn retry(tries: StoredValue<u32>, again: RwSignal<u32>) {
    let wait = Duration::from_secs(1 << tries.get_value().min(5)).min(LONGEST_WAIT);
    tries.update_value(|tries| *tries += 1);
    let ask = move || {
        // The page may show something else by then.
        let _ = again.try_update(|count| *count += 1);
    };
    set_timeout(ask, wait);
}

fn listen(live: LiveReview, tries: StoredValue<u32>, again: RwSignal<u32>, ahead: StoredValue<i64>) -> Option<EventSource> {
    let from = live.review.with_untracked(|review| review.seq);
    let stage = if live.is_stage { "&stage=true" } else { "" };
    let source = EventSource::new(&format!("/live/reviews/{}?from={from}{stage}", live.id())).ok()?;
    let fresh = move || {
        leptos::task::spawn_local(async move {
            let reloaded = reload(live).await;
            if reloaded.as_ref().is_err_and(|error| matches!(error.status, 401 | 404)) {
                // Signed out, or no longer theirs to see: the page says so itself.
                if let Some(window) = web_sys::window() {
                    let _ = window.location().reload();
                }
            }
            live.connected.set(reloaded.is_ok());
        });
    };
    let changed = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        heard(live);
        let told = event.data().as_string().and_then(|text| serde_json::from_slice::<Told>(text.as_bytes()).ok());
        if told.is_none_or(|told| !live.take(&told)) {
            fresh();
        }
    });
    let worked = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        heard(live);
        if let Some(item) = event.data().as_string().and_then(|text| serde_json::from_slice(text.as_bytes()).ok()) {
            live.take_work(item);
        }
    });
    let still = Closure::<dyn Fn(MessageEvent)>::new(move |_| heard(live));
    let reloaded = Closure::<dyn Fn(MessageEvent)>::new(move |_| {
        heard(live);
        fresh();
    });
    let seated = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        heard(live);
        if let Some(told) = event.data().as_string().and_then(|text| serde_json::from_slice(text.as_bytes()).ok()) {
            if let RoomTold::All { now, .. } = &told {
                ahead.set_value(now.millis() - js_sys::Date::now() as i64);
            }
            learn_names(live, &told);
            live.take_room(told);
        }
    });
    let opened = Closure::<dyn Fn(web_sys::Event)>::new(move |_| {
        tries.set_value(0);
        live.connected.set(true);
    });
    let failed = {
        let source = source.clone();
        Closure::<dyn Fn(web_sys::Event)>::new(move |_| {
            live.connected.set(false);
            if source.ready_state() == EventSource::CLOSED {
                retry(tries, again);
            }
        })
    };
    source.set_onmessage(Some(changed.as_ref().unchecked_ref()));
    source.set_onopen(Some(opened.as_ref().unchecked_ref()));
    source.set_onerror(Some(failed.as_ref().unchecked_ref()));
    for (name, listener) in [("work", &worked), ("room", &seated), ("reload", &reloaded), ("still", &still)] {
        // A listener that cannot be added leaves a page that reloads by hand.
        let _ = source.add_event_listener_with_callback(name, listener.as_ref().unchecked_ref());
    }
    // The listeners live as long as the stream.
    let kept = StoredValue::new_local((source.clone(), changed, worked, seated, reloaded, still, opened, failed));
    on_cleanup(move || kept.with_value(|(source, ..)| source.close()));
    Some(source)
}
