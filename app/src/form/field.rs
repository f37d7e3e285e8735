//! Fields with their label, their hint and what is wrong with them.

use super::FormState;
use crate::{fresh, icon::Icon};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// Escapes text for the inside of a `<textarea>`; a line end at the beginning would be swallowed.
fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    if text.starts_with('\n') { format!("\n{text}") } else { text }
}

/// The only `<textarea>` of the app: Leptos writes its children unescaped, and these are people's texts. It takes any
/// length: a browser would cut off what is too long without a word, and the server says so and keeps it in the form.
#[component]
pub fn TextArea(
    #[prop(into)] name: String,
    #[prop(into)] id: String,
    #[prop(optional, into)] value: String,
    #[prop(optional)] required: bool,
    #[prop(optional, into)] placeholder: Option<String>,
    #[prop(optional, into)] label: Option<String>,
    #[prop(optional, into)] describedby: Option<String>,
    #[prop(optional, into)] invalid: Signal<bool>,
    #[prop(default = "")] key: &'static str,
) -> impl IntoView {
    view! {
        <textarea
            data-key=(!key.is_empty()).then_some(key)
            name=name
            id=id
            required=required
            placeholder=placeholder
            aria-label=label
            aria-describedby=describedby
            aria-invalid=move || invalid.get().then_some("true")
            inner_html=escaped(&value)
        ></textarea>
    }
}

/// The name by which the server speaks of a field: `command[add_event][text]` is `text`, and the zone of `at` is
/// `at_zone`.
pub fn spoken_of(name: &str) -> String {
    let parts: Vec<&str> = name.split(['[', ']']).filter(|part| !part.is_empty()).collect();
    match parts.as_slice() {
        [.., field, "zone"] => format!("{field}_zone"),
        [.., field, "now" | "local"] => (*field).to_owned(),
        [.., field] => (*field).to_owned(),
        [] => name.to_owned(),
    }
}

/// Whether the last answer was about this field, and the sentence.
fn trouble(name: &str) -> Signal<Option<String>> {
    let field = spoken_of(name);
    let error = expect_context::<FormState>().error;
    Signal::derive(move || error.get().filter(|error| error.field.as_deref() == Some(&field)).map(|error| error.message))
}

/// An id for a control, unlike any other on the page.
fn id_of(name: &str) -> String {
    let short: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    format!("{short}-{}", expect_context::<FormState>().within.get_value())
}

#[component]
fn Frame(
    id: String,
    label: String,
    hint: Option<String>,
    optional: bool,
    trouble: Signal<Option<String>>,
    children: Children,
) -> impl IntoView {
    let hint = hint.map(|hint| view! { <p class="hint" id=format!("{id}-hint")>{hint}</p> });
    let trouble_id = format!("{id}-error");
    view! {
        <div class="field">
            <label for=id>{label} {optional.then(|| view! { <span class="optional">" (optional)"</span> })}</label>
            {hint}
            {children()}
            {move || {
                let id = trouble_id.clone();
                trouble.get().map(|message| view! { <p class="field-error" id=id><Icon name="warning" />{message}</p> })
            }}
        </div>
    }
}

/// A line or an area of text.
#[component]
pub fn Field(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional, into)] value: String,
    #[prop(default = "text", into)] kind: &'static str,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] placeholder: Option<String>,
    /// Characters that it takes.
    #[prop(default = 200)]
    limit: usize,
    #[prop(optional)] required: bool,
    /// An area for longer text.
    #[prop(optional)]
    area: bool,
    /// Says that it may stay empty.
    #[prop(optional)]
    optional: bool,
    #[prop(optional, into)] autocomplete: Option<&'static str>,
    /// A list of suggestions, by its id.
    #[prop(optional, into)]
    list: Option<&'static str>,
    /// Of a number.
    #[prop(optional, into)]
    max: Option<u32>,
    /// The key that leads here while a session is on.
    #[prop(optional)]
    key: Option<&'static str>,
) -> impl IntoView {
    let id = id_of(&name);
    let trouble = trouble(&name);
    let described = format!("{id}-hint {id}-error");
    let invalid = Signal::derive(move || trouble.get().is_some());
    let control = if area {
        view! { <TextArea name=name id=id.clone() value required key=key.unwrap_or_default() placeholder=placeholder.unwrap_or_default() describedby=described invalid /> }.into_any()
    } else {
        let number = kind == "number";
        view! {
            <input
                id=id.clone()
                name=name
                type=kind
                value=value
                maxlength=(!number).then(|| limit.to_string())
                min=number.then_some("0")
                max=max.map(|max| max.to_string())
                required=required
                placeholder=placeholder
                autocomplete=autocomplete
                data-key=key
                list=list
                aria-describedby=described
                aria-invalid=move || invalid.get().then_some("true")
            />
        }
        .into_any()
    };
    view! { <Frame id label hint optional trouble>{control}</Frame> }
}

/// A choice from a list; `options` are values and their labels. Others may come while somebody chooses.
#[component]
pub fn Select(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional, into)] value: String,
    #[prop(into)] options: Signal<Vec<(String, String)>>,
    /// What no choice is called, where none is allowed.
    #[prop(optional, into)]
    nothing: Option<&'static str>,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional)] optional: bool,
    #[prop(optional)] required: bool,
) -> impl IntoView {
    let id = id_of(&name);
    let trouble = trouble(&name);
    let described = format!("{id}-hint {id}-error");
    let labels = Memo::new(move |_| options.get().into_iter().collect::<BTreeMap<_, _>>());
    let none = nothing.map(|text| view! { <option value="" selected=value.is_empty()>{text}</option> });
    let control = view! {
        <select
            id=id.clone()
            name=name
            required=required
            aria-describedby=described
            aria-invalid=move || trouble.get().map(|_| "true")
        >
            {none}
            // By key, so that what was chosen stays chosen when its name changes.
            <For each=move || options.get() key=|(key, _)| key.clone() let:option>
                {
                    let key = option.0.clone();
                    let label = move || labels.with(|labels| labels.get(&key).cloned().unwrap_or_default());
                    view! { <option value=option.0.clone() selected=option.0 == value>{label}</option> }
                }
            </For>
        </select>
    }
    .into_any();
    view! { <Frame id label hint optional trouble>{control}</Frame> }
}

/// One of a few, all in sight; `options` are values, labels and icons.
#[component]
pub fn Choices(
    #[prop(into)] name: String,
    #[prop(into)] legend: String,
    #[prop(into)] value: String,
    options: Vec<(&'static str, String, Option<&'static str>)>,
) -> impl IntoView {
    let options = options
        .into_iter()
        .map(|(key, label, icon)| {
            let name = name.clone();
            let checked = key == value;
            view! {
                <label class="choice">
                    <input type="radio" name=name value=key checked=checked />
                    {icon.map(|icon| view! { <Icon name=icon /> })}
                    <span>{label}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="field">
            <legend>{legend}</legend>
            <div class="choices">{options}</div>
        </fieldset>
    }
}

/// A date and time with its zone.
#[component]
pub fn WhenField(
    /// The name of the pair: `command[add_event][at]`.
    #[prop(into)]
    name: String,
    #[prop(into)] label: String,
    #[prop(optional)] value: Option<domain::time::Stamp>,
    /// Offered where there is no value.
    #[prop(into)]
    zone: String,
    #[prop(optional)] optional: bool,
) -> impl IntoView {
    let local = format!("{name}[local]");
    let id = id_of(&local);
    let zone_name = format!("{name}[zone]");
    let (trouble_of_time, trouble_of_zone) = (trouble(&local), trouble(&zone_name));
    let trouble = Signal::derive(move || trouble_of_time.get().or_else(|| trouble_of_zone.get()));
    let described = format!("{id}-error");
    let zone = value.as_ref().map_or(zone, |stamp| stamp.zone.clone());
    let zone_id = id_of(&zone_name);
    let with = local.clone();
    let described_zone = described.clone();
    let zone_label = format!("{label}: zone");
    let control = view! {
        <span class="when">
            <input
                id=id.clone()
                name=local
                type="datetime-local"
                step="1"
                required=!optional
                value=value.map(|stamp| stamp.local())
                aria-describedby=described
                aria-invalid=move || trouble_of_time.get().map(|_| "true")
            />
            <input
                id=zone_id
                name=zone_name
                value=zone
                aria-label=zone_label
                list="zones"
                maxlength="60"
                data-with=with
                aria-describedby=described_zone
                aria-invalid=move || trouble_of_zone.get().map(|_| "true")
            />
        </span>
    }
    .into_any();
    view! { <Frame id label hint=None optional trouble>{control}</Frame> }
}

/// A value that the form carries unseen. `with`: only if that other field is sent.
#[component]
pub fn Hidden(#[prop(into)] name: String, #[prop(into)] value: String, #[prop(optional, into)] with: Option<String>) -> impl IntoView {
    view! { <input type="hidden" name=name value=value data-with=with /> }
}

/// A new identity in a hidden field; once it is used, the form takes another. That of a command also changes when
/// something else is sent with it. Commands, and what may be anonymous, get one that does not tell when it was made.
#[component]
pub fn Fresh(#[prop(into)] name: String, #[prop(optional)] command: bool, #[prop(optional)] untimed: bool) -> impl IntoView {
    let (kind, id) = match (command, untimed) {
        (true, _) => ("command", fresh::untimed()),
        (false, true) => ("untimed", fresh::untimed()),
        (false, false) => ("thing", fresh::id()),
    };
    view! { <input type="hidden" name=name value=id.to_string() data-fresh=kind /> }
}
