//! What is typed and not sent yet, kept in the browser's storage: over a reload, a dead server, an expired sign-in.

use super::sending::{changed, controls};
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlFormElement, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};

#[derive(Serialize, Deserialize)]
struct Kept {
    fields: Vec<(String, String)>,
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok()?
}

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
    (input.type_() == "hidden" && (input.name().ends_with("[was]") || input.name().ends_with("[base]"))).then_some(input)
}

/// Keeps what is typed, until it is sent.
pub fn keep(form: &HtmlFormElement, draft: Option<&str>) {
    let (Some(draft), Some(storage)) = (draft, storage()) else { return };
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
        let _ = storage.remove_item(draft);
        return;
    }
    fields.extend(controls.iter().filter_map(started_from).map(|input| (input.name(), input.value())));
    if let Ok(text) = serde_json::to_string(&Kept { fields }) {
        let _ = storage.set_item(draft, &text);
    }
}

/// Brings back what was typed and never sent, and what it started from.
pub fn restore(form: &HtmlFormElement, draft: Option<&str>) {
    let (Some(draft), Some(storage)) = (draft, storage()) else { return };
    let Ok(Some(text)) = storage.get_item(draft) else { return };
    let Ok(kept) = serde_json::from_slice::<Kept>(text.as_bytes()) else { return };
    for control in controls(form) {
        let (name, differs) = changed(&control);
        let Some((_, value)) = kept.fields.iter().find(|(field, _)| *field == name) else { continue };
        if let Some(input) = started_from(&control) {
            input.set_value(value);
        } else if let Some(radio) = radio(&control) {
            if radio.value() == *value {
                radio.set_checked(true);
            }
        } else if !differs && typed(&control).is_some() {
            put(&control, value);
        }
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

/// The server has it, or nobody wants it.
pub fn forget(draft: Option<&str>) {
    if let (Some(draft), Some(storage)) = (draft, storage()) {
        // Nothing to forget is no error.
        let _ = storage.remove_item(draft);
    }
}
