//! The session from the keyboard. What has a key says so itself, in `data-key`; a key presses what has it, or leads
//! into it where it is a field. `?` shows the keys of what is on the page now.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlDialogElement, HtmlElement, KeyboardEvent};

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
            }
            return;
        }
        if event.key() == "?" {
            event.prevent_default();
            show.set(keys().into_iter().map(|(key, element)| (key, name_of(&element))).collect());
            if let Some(sheet) = sheet.get_untracked() {
                open(&sheet);
            }
            return;
        }
        press(&event);
    });
    on_cleanup(move || pressed.remove());
}

fn open(sheet: &HtmlDialogElement) {
    // Already open: then it stays so.
    let _ = sheet.show_modal();
}

fn is_written_in(element: &HtmlElement) -> bool {
    matches!(element.tag_name().as_str(), "TEXTAREA" | "SELECT") || (element.tag_name() == "INPUT" && !is_button(element))
}

/// Does somebody write on this page at this moment?
pub fn is_writing() -> bool {
    let focused = document().active_element().and_then(|element| element.dyn_into::<HtmlElement>().ok());
    focused.is_some_and(|element| is_written_in(&element))
}

fn is_button(element: &HtmlElement) -> bool {
    matches!(element.get_attribute("type").as_deref(), Some("checkbox" | "radio" | "button" | "submit"))
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
        let shown = element.offset_width() > 0 && !element.has_attribute("disabled");
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
