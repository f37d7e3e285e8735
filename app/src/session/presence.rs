//! Telling others where this person is. Said again every so often, because silence means that they left.

use super::be_in_room;
use crate::{fresh, live::LiveReview, review::send_command};
use domain::{
    id::CommandId,
    review::Command,
    session::room::{GONE_AFTER, Here, RoomAct},
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use std::time::Duration;
use wasm_bindgen::JsCast;

/// How often it is said again.
const AGAIN: Duration = Duration::from_secs(GONE_AFTER as u64 / 2);
/// Of a page that nobody looks at browsers hold timers back for up to a minute, but not what the stream brings. Milliseconds.
const AGAIN_HIDDEN: f64 = 8_000.0;

/// Reports for as long as the page is there.
pub fn report(live: LiveReview) {
    let path = use_location().pathname;
    let writing = RwSignal::new(String::new());
    let here = Memo::new(move |_| Here { place: path.with(|path| place(path)), writing: writing.get() });
    let said_at = StoredValue::new(0.0);
    let say = move |act: RoomAct| {
        said_at.set_value(js_sys::Date::now());
        leptos::task::spawn_local(async move {
            // Whoever cannot be heard is shown as gone after a while; that is all that comes of it.
            let _ = be_in_room(live.id(), act).await;
        });
    };
    Effect::new(move |_| say(RoomAct::Here(here.get())));
    let still = move || say(RoomAct::Still(here.get_untracked()));
    if let Ok(again) = set_interval_with_handle(still, AGAIN) {
        on_cleanup(move || again.clear());
    }
    Effect::new(move |_| {
        live.heard.track();
        if document().hidden() && js_sys::Date::now() - said_at.get_value() > AGAIN_HIDDEN {
            still();
        }
    });
    let seen = window_event_listener_untyped("visibilitychange", move |_| {
        if !document().hidden() {
            say(RoomAct::Here(here.get_untracked()));
        }
    });
    on_cleanup(move || seen.remove());
    let me = live.me;
    let is_new = Memo::new(move |_| live.review.with(|review| review.lead.clock.is_some() && !review.takes_part(me)));
    Effect::new(move |_| {
        if is_new.get() && live.contributes.get() && path.with(|path| place(path)) == "session" {
            leptos::task::spawn_local(async move {
                // Whoever the server does not hear now is asked again when they come in the next time.
                let _ = send_command(live.id(), CommandId(fresh::untimed()), Command::TakePart, None).await;
            });
        }
    });
    let came = window_event_listener(leptos::ev::focusin, move |event| writing.set(field_of(event.target()).unwrap_or_default()));
    let left = window_event_listener(leptos::ev::focusout, move |_| writing.set(String::new()));
    on_cleanup(move || {
        came.remove();
        left.remove();
    });
}

/// The part of the review at the end of an address: `session`, `timeline`; empty for the first.
fn place(path: &str) -> String {
    path.split('/').nth(3).unwrap_or_default().to_owned()
}

/// What is written in, if the focus is on something to write in.
fn field_of(target: Option<web_sys::EventTarget>) -> Option<String> {
    let element: web_sys::Element = target?.dyn_into().ok()?;
    let writes = matches!(element.tag_name().as_str(), "TEXTAREA" | "INPUT");
    element.closest("[data-writing]").ok()?.filter(|_| writes)?.get_attribute("data-writing")
}
