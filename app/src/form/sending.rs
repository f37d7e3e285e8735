//! Sending a form from the browser.

use super::{After, Following, FormState, Way, draft, focus};
use crate::{done::Done, error::AppError, fresh};
use leptos::{ev, html::Form, prelude::*};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    FormData, HtmlElement, HtmlFormElement, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement, RequestInit, Response,
    UrlSearchParams,
};

/// What a form does when it is sent, when something is typed, and when a draft is discarded; brings back a draft once the form is there.
pub fn handlers(
    node: NodeRef<Form>,
    state: FormState,
    way: StoredValue<Way>,
) -> (impl Fn(ev::SubmitEvent), impl Fn(ev::Event), Callback<()>) {
    let following = use_context::<Following>();
    if let Some(Following { connected, .. }) = following {
        // What could not be sent can be now, and says so.
        Effect::new(move |was: Option<bool>| {
            let now = connected.get();
            if now && was == Some(false) && state.error.with_untracked(|error| error.as_ref().is_some_and(|error| error.status == 0)) {
                state.error.set(Some(AppError { message: "You are connected again. Send it once more.".into(), ..AppError::offline() }));
            }
            now
        });
    }
    let navigate = StoredValue::new_local(leptos_router::hooks::use_navigate());
    Effect::new(move |_| {
        if let Some(form) = node.get() {
            draft::restore(&form, state);
            if way.with_value(|way| way.focus) && focus::is_asked_for() {
                focus_on(&form, None);
            }
        }
    });
    let send = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let Some(form) = node.get_untracked() else { return };
        let go = Callback::new(move |to: String| navigate.with_value(|navigate| navigate(&to, Default::default())));
        submit(&event, form, state, way.get_value(), following, go);
    };
    let typed = move |_| {
        if let Some(form) = node.get_untracked() {
            draft::keep(&form, state);
            // Nothing is wrong with a form that was emptied.
            if state.error.with_untracked(Option::is_some) && !holds_text(&form) {
                state.error.set(None);
            }
        }
    };
    let discard = Callback::new(move |()| {
        if let Some(form) = node.get_untracked() {
            draft::discard(&form, state);
            focus_on(&form, None);
        }
    });
    (send, typed, discard)
}

/// Sends the form, and deals with the answer.
fn submit(event: &ev::SubmitEvent, form: HtmlFormElement, state: FormState, way: Way, following: Option<Following>, go: Callback<String>) {
    if state.pending.get_untracked() && !way.shared {
        return;
    }
    let content = content(&form);
    // The answer to what was sent before may be lost although it was done. Sent again as it is, it is the same
    // command; with other content it is another.
    if way.sent.get_value().is_some_and(|sent| sent != content) {
        renew(&form, Some("command"));
    }
    way.sent.set_value(Some(content.clone()));
    let Some(body) = body(event, &form, &way) else { return };
    let body = way.lost.get_value().filter(|lost| is_again(lost, &body)).unwrap_or(body);
    way.lost.set_value(None);
    draft::keep_again(&form, state);
    state.pending.set(true);
    // Not where something else has the focus, or nothing: a key that is pressed for a button leaves the focus alone. A
    // form that took the focus gives it back itself.
    let has_focus = |button: &HtmlElement| !way.focus && document().active_element().as_ref() == Some(button.as_ref());
    let stood = event.submitter().filter(has_focus).map(|button| focus::Stood::of(&button));
    if way.shared {
        state.error.set(None);
        // The next press is another command, also while this one is under way.
        renew(&form, Some("command"));
    }
    let action = form.get_attribute("action").unwrap_or_default();
    leptos::task::spawn_local(async move {
        let answer = post(&action, &body).await;
        // The page may have moved on; then nobody waits for the answer.
        if state.pending.try_set(false).is_some() {
            return;
        }
        if let Some(stood) = stood {
            stood.stay();
        }
        match answer {
            Ok(done) => finished(&form, state, &way, done, &content, go),
            Err(error) => {
                if way.shared {
                    way.lost.set_value((error.status == 0).then_some(body));
                }
                if error.field.is_some() {
                    focus_on(&form, error.field.as_deref());
                }
                let is_behind = error.status == 409;
                state.error.set(Some(error));
                state.done.set(None);
                if let Some(Following { catch_up, .. }) = following.filter(|_| is_behind) {
                    catch_up.run(());
                }
            }
        }
    });
}

fn finished(form: &HtmlFormElement, state: FormState, way: &Way, done: Done, sent: &[(String, String)], go: Callback<String>) {
    if !way.shared {
        state.error.set(None);
    }
    state.done.set(Some(done.clone()));
    state.restored.set(false);
    way.sent.set_value(None);
    renew(form, None);
    if content(form).iter().any(|now| !sent.contains(now)) {
        // Typed while it was under way: it stays, and goes on from what was sent.
        go_on_from(form, sent);
        draft::keep(form, state);
        return;
    }
    let leaves = done.go.as_deref().is_some_and(|to| !is_here(to));
    if way.after != After::Keep || leaves {
        draft::forget(state);
    }
    if way.after == After::Empty {
        empty(form);
    }
    match (way.after, &done.go) {
        (After::Load, to) => {
            if let Some(window) = web_sys::window() {
                // A page that does not load is shown by the browser itself.
                let _ = match to {
                    Some(to) => window.location().assign(to),
                    None => window.location().reload(),
                };
            }
        }
        (_, Some(to)) if leaves => go.run(to.clone()),
        (_, _) => {}
    }
    if let Some(then) = way.then {
        // Others' changes may have put the form away already; then nothing is left to do.
        let _ = then.try_run(done);
    }
}

/// What the form says, but for what it carries unseen.
fn content(form: &HtmlFormElement) -> Vec<(String, String)> {
    controls(form)
        .iter()
        .filter_map(|control| {
            if let Some(area) = control.dyn_ref::<HtmlTextAreaElement>() {
                Some((area.name(), area.value()))
            } else if let Some(select) = control.dyn_ref::<HtmlSelectElement>() {
                Some((select.name(), select.value()))
            } else {
                let input = control.dyn_ref::<HtmlInputElement>().filter(|input| input.type_() != "hidden")?;
                let checked = matches!(input.type_().as_str(), "radio" | "checkbox").then(|| input.checked().to_string());
                Some((input.name(), format!("{}{}", input.value(), checked.unwrap_or_default())))
            }
        })
        .collect()
}

/// Is it the same press as one whose answer was lost? Only the command's identity differs.
fn is_again(lost: &str, body: &str) -> bool {
    let rest = |body: &str| body.split('&').filter(|pair| !pair.starts_with("id=")).map(str::to_owned).collect::<Vec<_>>();
    rest(lost) == rest(body)
}

/// New identities for the next time the form is sent; only those of one kind, if one is named.
fn renew(form: &HtmlFormElement, kind: Option<&str>) {
    for input in controls(form).into_iter().filter_map(|control| control.dyn_into::<HtmlInputElement>().ok()) {
        let fresh = input.get_attribute("data-fresh");
        if fresh.is_some() && (kind.is_none() || fresh.as_deref() == kind) {
            let id = if fresh.as_deref() == Some("thing") { fresh::id() } else { fresh::untimed() };
            input.set_value(&id.to_string());
        }
    }
}

/// Makes what was sent the text that the next edit starts from.
fn go_on_from(form: &HtmlFormElement, sent: &[(String, String)]) {
    for input in controls(form).into_iter().filter_map(|control| control.dyn_into::<HtmlInputElement>().ok()) {
        let now = input.name().strip_suffix("[was]").map(|stem| format!("{stem}[now]"));
        if let Some((_, value)) = now.and_then(|now| sent.iter().find(|(name, _)| *name == now)) {
            input.set_value(value);
        }
    }
}

/// Ready for the next entry. A time and a zone are good starting points for it.
fn empty(form: &HtmlFormElement) {
    let stays: Vec<(HtmlInputElement, String)> = controls(form)
        .into_iter()
        .filter_map(|control| control.dyn_into::<HtmlInputElement>().ok())
        .filter(|input| matches!(input.type_().as_str(), "hidden" | "datetime-local") || input.get_attribute("list").is_some())
        .map(|input| (input.clone(), input.value()))
        .collect();
    form.reset();
    for (input, value) in stays {
        input.set_value(&value);
    }
}

/// Is this the page that is shown, or a place on it?
fn is_here(address: &str) -> bool {
    let path = address.split('#').next().unwrap_or_default();
    web_sys::window().and_then(|window| window.location().pathname().ok()).is_some_and(|here| here == path)
}

/// The controls of a form.
pub(super) fn controls(form: &HtmlFormElement) -> Vec<HtmlElement> {
    let elements = form.elements();
    (0..elements.length()).filter_map(|at| elements.item(at)?.dyn_into().ok()).collect()
}

/// The name of a control, and whether it differs from what the page came with.
pub(super) fn changed(control: &HtmlElement) -> (String, bool) {
    if let Some(area) = control.dyn_ref::<HtmlTextAreaElement>() {
        (area.name(), area.default_value().is_ok_and(|began| began != area.value()))
    } else if let Some(select) = control.dyn_ref::<HtmlSelectElement>() {
        let options = select.options();
        let differs = (0..options.length()).any(|at| {
            let option = options.item(at).and_then(|option| option.dyn_into::<web_sys::HtmlOptionElement>().ok());
            option.is_some_and(|option| option.selected() != option.default_selected())
        });
        (select.name(), differs)
    } else if let Some(input) = control.dyn_ref::<HtmlInputElement>() {
        let differs = match input.type_().as_str() {
            "radio" | "checkbox" => input.checked() != input.default_checked(),
            "hidden" => true,
            _ => input.value() != input.default_value(),
        };
        (input.name(), differs)
    } else {
        (String::new(), true)
    }
}

/// Does it hold a text that somebody wrote and did not send?
pub fn holds_text(form: &HtmlFormElement) -> bool {
    let is_text = |control: &HtmlElement| control.get_attribute("type").is_none_or(|kind| kind == "text");
    let written = |control: &HtmlElement| match control.tag_name().as_str() {
        "TEXTAREA" => true,
        "INPUT" => is_text(control),
        _ => false,
    };
    controls(form).iter().any(|control| written(control) && changed(control).1)
}

/// The list that a field is in a row of: `command[departments][0][hours]` is in `command[departments]`.
fn list_of(name: &str) -> Option<&str> {
    let digit = |at: &usize| name.get(at + 1..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    name.match_indices('[').map(|(at, _)| at).find(digit).and_then(|at| name.get(..at))
}

/// What is sent: all fields, or only changed ones and what belongs to them.
fn body(event: &ev::SubmitEvent, form: &HtmlFormElement, way: &Way) -> Option<String> {
    let data = FormData::new_with_form(form).ok()?;
    let params = UrlSearchParams::new().ok()?;
    let controls = controls(form);
    let same: Vec<String> = controls.iter().map(changed).filter(|(_, differs)| !differs).map(|(name, _)| name).collect();
    let different: Vec<String> = controls.iter().map(changed).filter(|(_, differs)| *differs).map(|(name, _)| name).collect();
    let left_out = |name: &String| way.patch && same.contains(name) && !different.contains(name);
    let dependent = |name: &str| {
        controls
            .iter()
            .find(|control| control.get_attribute("name").as_deref() == Some(name))
            .and_then(|control| control.get_attribute("data-with"))
    };
    // The rows of a list replace the list that is there, so they are sent together or not at all.
    let lists: Vec<String> = controls
        .iter()
        .filter(|control| control.get_attribute("type").as_deref() != Some("hidden"))
        .map(changed)
        .filter(|(_, differs)| *differs)
        .filter_map(|(name, _)| list_of(&name).map(str::to_owned))
        .collect();
    for entry in js_sys::try_iter(&data).ok()??.flatten() {
        let pair: js_sys::Array = entry.dyn_into().ok()?;
        let (Some(name), Some(value)) = (pair.get(0).as_string(), pair.get(1).as_string()) else { continue };
        let with = dependent(&name);
        let skipped = match &with {
            _ if way.patch && list_of(&name).is_some() => !lists.iter().any(|list| list_of(&name) == Some(list)),
            // A time and its zone go together: if either was changed, both are sent.
            Some(with) => left_out(with) && (left_out(&name) || name.ends_with("[was]")),
            None => {
                left_out(&name) && !different.iter().any(|other| dependent(other).as_deref() == Some(&name) && !other.ends_with("[was]"))
            }
        };
        if !skipped {
            params.append(&name, &value);
        }
    }
    if let Some(button) = event.submitter()
        && let (Some(name), Some(value)) = (button.get_attribute("name"), button.get_attribute("value"))
    {
        params.append(&name, &value);
    }
    Some(String::from(params.to_string()))
}

/// Posts a form's text to a server function.
async fn post(action: &str, body: &str) -> Result<Done, AppError> {
    let offline = |_: JsValue| AppError::offline();
    let options = RequestInit::new();
    options.set_method("POST");
    options.set_body(&JsValue::from_str(body));
    let headers = web_sys::Headers::new().map_err(offline)?;
    headers.set("content-type", "application/x-www-form-urlencoded").map_err(offline)?;
    headers.set("accept", "application/json").map_err(offline)?;
    options.set_headers(&headers);
    let window = web_sys::window().ok_or_else(AppError::offline)?;
    let response: Response = JsFuture::from(window.fetch_with_str_and_init(action, &options)).await.map_err(offline)?.unchecked_into();
    let text = JsFuture::from(response.text().map_err(offline)?).await.map_err(offline)?.as_string().unwrap_or_default();
    if response.ok() {
        return Ok(serde_json::from_slice(text.as_bytes()).unwrap_or_default());
    }
    Err(serde_json::from_slice(text.as_bytes()).map(|error: AppError| AppError { status: response.status(), ..error }).unwrap_or_else(
        |_| {
            AppError::new(
                response.status(),
                "unexpected",
                "The server gave an answer that could not be read. What you wrote is kept; send it again.",
            )
        },
    ))
}

/// Puts the cursor where something has to be mended.
fn focus_on(form: &HtmlFormElement, field: Option<&str>) {
    let wanted = |control: &HtmlElement| match (field, control.get_attribute("name")) {
        (Some(field), Some(name)) => super::field::spoken_of(&name) == field,
        (None, Some(_)) => control.get_attribute("type").as_deref() != Some("hidden"),
        _ => false,
    };
    if let Some(control) = controls(form).into_iter().find(wanted) {
        // Focus is a courtesy.
        let _ = control.focus();
    }
}
