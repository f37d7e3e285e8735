//! What people write under the promise that only they see it.

use crate::form::FormState;
use leptos::prelude::*;

/// Says with a card, unseen, that its writer was promised privacy. What was begun under the promise keeps it: if the cards
/// are revealed meanwhile it is refused, its writer learns why, and what they send then is for everybody.
#[component]
pub fn Promise(
    /// `command[add_card]`.
    command: &'static str,
    /// Is it private now?
    hides: Memo<bool>,
    /// Was something begun while it was?
    begun: RwSignal<bool>,
) -> impl IntoView {
    let state = expect_context::<FormState>();
    Effect::new(move |_| {
        if state.error.with(|error| error.as_ref().is_some_and(|error| error.code == "revealed")) {
            begun.set(false);
        }
    });
    let name = format!("{command}[private]");
    let field = NodeRef::<leptos::html::Input>::new();
    #[cfg(feature = "hydrate")]
    keep(state, name.clone(), hides, begun, field);
    view! { <input node_ref=field type="hidden" name=name value=move || (hides.get() || begun.get()).to_string() /> }
}

/// Keeps the promise where what was begun outlives it.
#[cfg(feature = "hydrate")]
fn keep(state: FormState, name: String, hides: Memo<bool>, begun: RwSignal<bool>, field: NodeRef<leptos::html::Input>) {
    use crate::form::{holds_text, was_promised};
    // However the text came into the form: also typed before the page was alive, or put back by the browser.
    Effect::new(move |hid: Option<bool>| {
        let now = hides.get();
        let form = || field.get_untracked().and_then(|field| field.form());
        if hid == Some(true) && !now && form().is_some_and(|form| holds_text(&form)) {
            begun.set(true);
        }
        now
    });
    // A draft may come back after the reveal; once it is discarded, what is typed next is for everybody.
    Effect::new(move |was: Option<bool>| {
        let restored = state.is_restored();
        if was_promised(state, &name) {
            begun.set(true);
        } else if was == Some(true) && !restored && !hides.get_untracked() {
            begun.set(false);
        }
        restored
    });
}
