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
    // A draft keeps the promise too; what is in it may come back after the reveal.
    #[cfg(feature = "hydrate")]
    Effect::new({
        let name = name.clone();
        move |_| {
            if crate::form::was_promised(state, &name) {
                begun.set(true);
            }
        }
    });
    view! { <input type="hidden" name=name value=move || (hides.get() || begun.get()).to_string() /> }
}
