//! The session from the keyboard. What has a key says so itself, in `data-key`; a key presses what has it, or leads
//! into it where it is a field. `?` shows the keys of what is on the page now.

use crate::form::{
    focus::{is_seen, is_writing, is_written_in},
    holds_text, storage,
};
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlDialogElement, HtmlElement, HtmlFormElement, KeyboardEvent};

/// Under this name the browser keeps that single keys are to do nothing.
const OFF: &str = "keys-off";

/// Milliseconds after which somebody who was typing has paused.
const PAUSE: f64 = 3_000.0;

thread_local! {
    /// The field that has the focus, or had it when it went.
    static FIELD: RefCell<Option<HtmlElement>> = const { RefCell::new(None) };
    /// The form in which that was.
    static TYPED_IN: RefCell<Option<HtmlFormElement>> = const { RefCell::new(None) };
    /// When something in a field last changed, in the browser's milliseconds.
    static TYPED: Cell<f64> = const { Cell::new(0.0) };
}

/// Listens for as long as the page is there; `show` is given the keys and what they do when they are asked for.
pub fn listen(sheet: NodeRef<leptos::html::Dialog>, show: RwSignal<Vec<(String, String)>>) {
    let pressed = window_event_listener(leptos::ev::keydown, move |event| {
        if event.ctrl_key() || event.alt_key() || event.meta_key() {
            return;
        }
        let writing = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok()).filter(is_written_in);
        if let Some(field) = writing {
            // Out of the field, so that the next key is one of these.
            if event.key() == "Escape" {
                let _ = field.blur();
                FIELD.set(None);
            }
            return;
        }
        // A key that is held down is no wish to go through the whole review.
        if event.repeat() || rest(&event) || is_dialog_open() {
            return;
        }
        if event.key() == "?" {
            event.prevent_default();
            show.set(keys().into_iter().map(|(key, element)| (key, name_of(&element))).collect());
            if let Some(sheet) = sheet.get_untracked() {
                open(&sheet);
            }
        } else if are_on() {
            press(&event);
        }
    });
    // Also what is pasted or dictated.
    let typed = window_event_listener(leptos::ev::input, |event| {
        TYPED.set(js_sys::Date::now());
        TYPED_IN.set(event.target().and_then(|target| form_of(&target.dyn_into::<Element>().ok()?)));
    });
    let focused = window_event_listener(leptos::ev::focusin, |event| {
        let at = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
        // A heading takes the focus when a field goes; whoever typed has not looked up for that.
        if !(is_field_gone() && at.as_ref().is_some_and(|at| at.tab_index() < 0)) {
            FIELD.set(at.filter(is_written_in));
        }
    });
    let pointed = window_event_listener(leptos::ev::pointerdown, |_| FIELD.set(None));
    on_cleanup(move || {
        pressed.remove();
        typed.remove();
        focused.remove();
        pointed.remove();
    });
}

/// A field can go while somebody types in it, because the room goes on. Then keys mean nothing until they look up: what
/// they type is not meant for the room.
fn rest(event: &KeyboardEvent) -> bool {
    let is_gone = is_field_gone();
    if is_gone && event.key() == "Escape" {
        FIELD.set(None);
    }
    is_gone
}

fn is_field_gone() -> bool {
    FIELD.with_borrow(|field| field.as_ref().is_some_and(|field| !field.is_connected()))
}

fn is_dialog_open() -> bool {
    matches!(document().query_selector("dialog[open]"), Ok(Some(_)))
}

/// Do single keys do something in this browser?
pub fn are_on() -> bool {
    storage().is_none_or(|storage| !matches!(storage.get_item(OFF), Ok(Some(_))))
}

/// Remembers whether they do.
pub fn turn(on: bool) {
    if let Some(storage) = storage() {
        // Where nothing can be kept they are on again after a reload.
        let _ = if on { storage.remove_item(OFF) } else { storage.set_item(OFF, "yes") };
    }
}

fn open(sheet: &HtmlDialogElement) {
    // Already open: then it stays so.
    let _ = sheet.show_modal();
}

/// Does somebody write in what the room does now: did they type a moment ago, or does the form that they are in hold what
/// is not sent? To raise a hand is not to leave it.
pub fn is_writing_in_room() -> bool {
    let Some(at) = document().active_element() else { return false };
    let is_in = |element: &Element, place: &str| matches!(element.closest(place), Ok(Some(_)));
    if is_in(&at, ".room-people > .buttons") {
        return TYPED_IN.with_borrow(|form| form.as_ref().is_some_and(|form| is_in(form, ".room-main") && holds_text(form)));
    }
    let typed = || is_writing() && js_sys::Date::now() - TYPED.get() < PAUSE;
    is_in(&at, ".room-main") && (typed() || form_of(&at).is_some_and(|form| holds_text(&form)))
}

fn form_of(element: &Element) -> Option<HtmlFormElement> {
    element.closest("form").ok()??.dyn_into().ok()
}

fn press(event: &KeyboardEvent) {
    let key = event.key();
    let Some((_, element)) = keys().into_iter().find(|(of, _)| *of == key) else { return };
    event.prevent_default();
    if is_written_in(&element) {
        // Focus is all that is asked for.
        let _ = element.focus();
    } else {
        element.click();
    }
}

/// What can be pressed now, by its key; of several with one key, the first on the page.
fn keys() -> Vec<(String, HtmlElement)> {
    let Ok(found) = document().query_selector_all("[data-key]") else { return Vec::new() };
    let mut keys: Vec<(String, HtmlElement)> = Vec::new();
    for at in 0..found.length() {
        let Some(element) = found.item(at).and_then(|node| node.dyn_into::<HtmlElement>().ok()) else { continue };
        let Some(key) = element.get_attribute("data-key") else { continue };
        // What is not shown has no place on the page.
        let shown = is_seen(&element) && !element.has_attribute("disabled");
        if shown && keys.iter().all(|(other, _)| *other != key) {
            keys.push((key, element));
        }
    }
    keys
}

/// What it says it does: its label, its text, or the label of the field.
fn name_of(element: &Element) -> String {
    if let Some(label) = element.get_attribute("aria-label") {
        return label;
    }
    let label = || document().query_selector(&format!("label[for=\"{}\"]", element.id())).ok().flatten();
    let text = if element.id().is_empty() { None } else { label().and_then(|label| label.text_content()) };
    text.or_else(|| element.text_content()).unwrap_or_default().trim().to_owned()
}
