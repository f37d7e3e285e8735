//! Menus are `<details class="menu">`, which open and close without a script. With one they also close as menus do:
//! by Escape, and when something else is pressed or gets the focus. So does what unfolds over the page.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, Node};

/// Listens for what closes open menus, as long as the page is there.
pub fn close_menus() {
    let pressed = window_event_listener(leptos::ev::pointerdown, |event| close_others(&event));
    let left = window_event_listener(leptos::ev::focusin, |event| close_others(&event));
    let typed = window_event_listener(leptos::ev::keydown, |event| {
        for menu in open_menus().filter(|_| event.key() == "Escape") {
            close(&menu);
            let summary = menu.query_selector("summary").ok().flatten().and_then(|summary| summary.dyn_into::<HtmlElement>().ok());
            if let Some(summary) = summary {
                // Focus is a courtesy.
                let _ = summary.focus();
            }
        }
    });
    on_cleanup(move || {
        pressed.remove();
        left.remove();
        typed.remove();
    });
}

fn close_others(event: &Event) {
    let target = event.target().and_then(|target| target.dyn_into::<Node>().ok());
    for menu in open_menus().filter(|menu| !menu.contains(target.as_ref())) {
        close(&menu);
    }
}

fn open_menus() -> impl Iterator<Item = Element> {
    let menus = document().query_selector_all("details.menu[open], details.over-page[open]").ok();
    let menus: Vec<Element> = menus.iter().flat_map(|menus| (0..menus.length()).filter_map(|at| menus.item(at)?.dyn_into().ok())).collect();
    menus.into_iter()
}

fn close(menu: &Element) {
    // A menu that stays open is no failure.
    let _ = menu.remove_attribute("open");
}
