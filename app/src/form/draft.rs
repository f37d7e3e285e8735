//! What is typed and not sent yet, kept in the browser's storage: over a reload, a dead server, an expired sign-in.

use super::{
    FormState, kept_as,
    sending::{changed, controls},
};
use domain::id::ReviewId;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlFormElement, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};

#[derive(Serialize, Deserialize)]
struct Kept {
    fields: Vec<(String, String)>,
}

/// What this browser keeps for the site; `None` where that is forbidden.
pub fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok()?
}

/// The attribute that holds what a hidden field was before the draft took its place.
const CAME_WITH: &str = "data-came-with";

/// What somebody typed or chose; `None` for controls that keep nothing.
fn typed(control: &HtmlElement) -> Option<String> {
    if let Some(area) = control.dyn_ref::<HtmlTextAreaElement>() {
        return Some(area.value());
    }
    if let Some(select) = control.dyn_ref::<HtmlSelectElement>() {
        return Some(select.value());
    }
    let input = control.dyn_ref::<HtmlInputElement>()?;
    match input.type_().as_str() {
        "text" | "url" | "number" | "date" | "datetime-local" => Some(input.value()),
        "radio" => input.checked().then(|| input.value()),
        _ => None,
    }
}

fn radio(control: &HtmlElement) -> Option<&HtmlInputElement> {
    control.dyn_ref::<HtmlInputElement>().filter(|input| input.type_() == "radio")
}

/// What an edit started from; without it, a draft sent later would undo what others did meanwhile.
fn started_from(control: &HtmlElement) -> Option<&HtmlInputElement> {
    let input = control.dyn_ref::<HtmlInputElement>()?;
    let name = input.name();
    (input.type_() == "hidden" && (name == "base" || name.ends_with("[base]") || name.ends_with("[was]"))).then_some(input)
}

/// What the form promised of what is typed in it, which holds when it is brought back: that only its writer sees it.
fn promise(control: &HtmlElement) -> Option<(String, String)> {
    let input = control.dyn_ref::<HtmlInputElement>()?;
    input.name().ends_with("[private]").then(|| (input.name(), input.value()))
}

/// Was what is brought back typed under the promise of this name?
pub fn was_promised(state: FormState, name: &str) -> bool {
    if !state.restored.get() {
        return false;
    }
    let kept = state.kept.with_value(|kept| serde_json::from_slice::<Kept>(kept.as_bytes()));
    kept.is_ok_and(|kept| kept.fields.iter().any(|(field, value)| field == name && value == "true"))
}

/// Keeps what is typed, until it is sent.
pub fn keep(form: &HtmlFormElement, state: FormState) {
    let (Some(draft), Some(storage)) = (state.draft.get_value(), storage()) else { return };
    let controls = controls(form);
    let mut fields: Vec<(String, String)> = controls
        .iter()
        .filter_map(|control| {
            let (name, differs) = changed(control);
            typed(control).filter(|_| differs).map(|value| (name, value))
        })
        .collect();
    // A full or forbidden storage costs the draft over a reload, not the text on the page.
    if fields.is_empty() {
        forget(state);
        return;
    }
    // Of a text that was left alone, what it was stays that of the page.
    let begun =
        controls.iter().filter_map(started_from).map(|input| (input.name(), input.value())).filter(|(name, _)| {
            name.strip_suffix("[was]").is_none_or(|stem| fields.iter().any(|(field, _)| *field == format!("{stem}[now]")))
        });
    let begun: Vec<_> = begun.collect();
    fields.extend(begun);
    fields.extend(controls.iter().filter_map(promise));
    if let Ok(text) = serde_json::to_string(&Kept { fields }) {
        let _ = storage.set_item(&draft, &text);
        state.kept.set_value(text);
    }
}

/// Brings back what was typed and never sent, and what it started from.
pub fn restore(form: &HtmlFormElement, state: FormState) {
    let (Some(draft), Some(storage)) = (state.draft.get_value(), storage()) else { return };
    let Ok(Some(text)) = storage.get_item(&draft) else { return };
    let Ok(kept) = serde_json::from_slice::<Kept>(text.as_bytes()) else { return };
    let controls = controls(form);
    for control in &controls {
        let (name, differs) = changed(control);
        let Some((_, value)) = kept.fields.iter().find(|(field, _)| *field == name) else { continue };
        if let Some(input) = started_from(control) {
            // For when the draft is discarded. Where no attribute can be set there is no script either.
            let _ = input.set_attribute(CAME_WITH, &input.value());
            input.set_value(value);
        } else if let Some(radio) = radio(control) {
            if radio.value() == *value {
                radio.set_checked(true);
            }
        } else if !differs && typed(control).is_some() {
            put(control, value);
        }
    }
    state.kept.set_value(text);
    // What the page says already was sent, and only its answer was lost.
    state.restored.set(controls.iter().any(|control| typed(control).is_some() && changed(control).1));
}

/// Puts the form back to what the page came with.
pub fn discard(form: &HtmlFormElement, state: FormState) {
    forget(state);
    form.reset();
    for control in controls(form) {
        if let (Some(input), Some(value)) = (started_from(&control), control.get_attribute(CAME_WITH)) {
            input.set_value(&value);
        }
    }
    // What hangs on the fields has to hear of it too.
    let options = web_sys::EventInit::new();
    options.set_bubbles(true);
    if let (Ok(event), Some(first)) =
        (web_sys::Event::new_with_event_init_dict("input", &options), controls(form).iter().find(|control| typed(control).is_some()))
    {
        let _ = first.dispatch_event(&event);
    }
}

/// Before it is sent: what was kept may have been put away in another tab.
pub fn keep_again(form: &HtmlFormElement, state: FormState) {
    let Some(draft) = state.draft.get_value() else { return };
    let kept = storage().and_then(|storage| storage.get_item(&draft).ok().flatten());
    if kept.is_none_or(|kept| state.kept.with_value(|own| *own == kept)) {
        keep(form, state);
    }
}

fn put(control: &HtmlElement, value: &str) {
    if let Some(area) = control.dyn_ref::<HtmlTextAreaElement>() {
        area.set_value(value);
    } else if let Some(select) = control.dyn_ref::<HtmlSelectElement>() {
        let before = select.value();
        select.set_value(value);
        // What was chosen may not be there any more.
        if select.selected_index() < 0 {
            select.set_value(&before);
        }
    } else if let Some(input) = control.dyn_ref::<HtmlInputElement>() {
        input.set_value(value);
    }
}

/// The server has it, or nobody wants it. What another tab keeps under the same name stays.
pub fn forget(state: FormState) {
    state.restored.set(false);
    let (Some(draft), Some(storage)) = (state.draft.get_value(), storage()) else { return };
    if storage.get_item(&draft).is_ok_and(|kept| kept.is_some_and(|kept| state.kept.with_value(|own| *own == kept))) {
        // Nothing to forget is no error.
        let _ = storage.remove_item(&draft);
        if let (Some(window), Ok(event)) = (web_sys::window(), web_sys::Event::new(FORGOTTEN)) {
            // Whoever lists drafts looks again.
            let _ = window.dispatch_event(&event);
        }
    }
}

/// What the window hears when a draft was put away.
const FORGOTTEN: &str = "draft-forgotten";

/// Keeps a list of the drafts of a review's forms, by what follows the review in their names: `summary`, `card:…`. What
/// is being typed on this page comes into it with the next page, so that nothing moves under somebody's hands.
pub fn follow_unsent(review: ReviewId, unsent: RwSignal<Vec<String>>) {
    let of_review = StoredValue::new(kept_as(&format!("{review}:")));
    let look = move || unsent.set(of_review.with_value(|of_review| names_after(of_review)));
    Effect::new(move |_| look());
    let forgotten = window_event_listener_untyped(FORGOTTEN, move |_| look());
    on_cleanup(move || forgotten.remove());
}

fn names_after(beginning: &str) -> Vec<String> {
    let Some(storage) = storage() else { return Vec::new() };
    let name = |at: u32| Some(storage.key(at).ok()??.strip_prefix(beginning)?.to_owned());
    let mut names: Vec<String> = (0..storage.length().unwrap_or(0)).filter_map(name).collect();
    names.sort();
    names
}
