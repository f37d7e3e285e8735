//! Where the keyboard stands after something was done: a list that is built anew takes the focused button away, and who
//! works by keyboard would begin at the top of the page again.

use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::{Element, FocusOptions, HtmlElement};

/// How often it is looked whether the focus was lost; others' changes may come a moment after the answer.
const LOOKS: u32 = 20;
const EVERY: Duration = Duration::from_millis(50);

/// After a button was pressed: stays on it, or on its like in the same place, or on what else can be done there.
pub fn stay_near(button: &Element) {
    let place = button.closest("[id]").ok().flatten().map(|place| place.id());
    let value = button.get_attribute("value").unwrap_or_default();
    let key = button.get_attribute("data-key");
    look(LOOKS, move || {
        let place = document().get_element_by_id(place.as_deref()?)?;
        let buttons = place.query_selector_all("button, a, summary").ok()?;
        let all: Vec<HtmlElement> = (0..buttons.length()).filter_map(|at| buttons.item(at)?.dyn_into().ok()).collect();
        let same = all.iter().find(|other| other.get_attribute("value").as_deref() == Some(&value));
        // “Next” leads elsewhere now, and has the same key.
        let like = || all.iter().find(|other| key.is_some() && other.get_attribute("data-key") == key);
        same.or_else(like).or(all.first()).cloned()
    });
}

/// Goes to the element with this id, once the focus is nowhere.
pub fn return_to(id: String) {
    look(LOOKS, move || document().get_element_by_id(&id)?.dyn_into().ok());
}

fn look(left: u32, find: impl Fn() -> Option<HtmlElement> + 'static) {
    let nowhere = document().active_element().is_none_or(|active| active.tag_name() == "BODY");
    if nowhere && let Some(element) = find() {
        // Focus is a courtesy; the page does not move under a pointer that is about to press.
        let options = FocusOptions::new();
        options.set_prevent_scroll(true);
        let _ = element.focus_with_options(&options);
    } else if left > 0 {
        set_timeout(move || look(left - 1, find), EVERY);
    }
}
