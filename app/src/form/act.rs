//! What is done with one press in a review: remove this, vote for that.

use super::Form;
use crate::{icon::Icon, review::ForReview, url::encode};
use domain::id::ReviewId;
use leptos::prelude::*;

const ACTS: &str = "acts";

/// A button's name, if its value holds several fields as a form would send them; the server takes them apart.
pub const FIELDS: &str = "_fields";

/// The form that the buttons of a review share, so that a long list needs no form in each line.
#[component]
pub fn Acts(review: ReviewId) -> impl IntoView {
    view! {
        <Form action="/do/send" class="acts" id=ACTS shared=true>
            <ForReview review />
        </Form>
    }
}

/// A button that sends a command, or something that is said in the room.
#[component]
pub fn Act(
    /// Its key: `remove_event`.
    command: &'static str,
    /// What it says.
    #[prop(optional)]
    fields: Vec<(&'static str, String)>,
    #[prop(default = "icon-button")] class: &'static str,
    #[prop(optional, into)] label: Option<String>,
    #[prop(optional)] pressed: Option<bool>,
    #[prop(optional)] disabled: bool,
    #[prop(optional)] icon: Option<&'static str>,
    #[prop(optional, into)] text: Option<String>,
    /// The key that presses it while a session is on.
    #[prop(default = "")]
    key: &'static str,
    /// The form that sends it: that of the commands, or that of the room.
    #[prop(default = ACTS)]
    form: &'static str,
) -> impl IntoView {
    let what = if form == ACTS { "command" } else { "act" };
    let value = if fields.is_empty() {
        format!("{what}={command}")
    } else {
        let fields = fields.into_iter().map(|(field, value)| format!("{what}[{command}][{field}]={}", encode(&value)));
        fields.collect::<Vec<_>>().join("&")
    };
    let title = label.clone();
    view! {
        <button
            form=form
            data-key=(!key.is_empty()).then_some(key)
            name=FIELDS
            value=value
            class=class
            aria-label=label
            title=title
            aria-pressed=pressed.map(|pressed| pressed.to_string())
            // It can be pressed: then it is said why it does nothing, and the focus stays.
            aria-disabled=disabled.then_some("true")
        >
            {icon.map(|name| view! { <Icon name /> })}
            {text}
        </button>
    }
}
