//! The sheet of keys, which `?` opens.

use crate::icon::Icon;
use leptos::prelude::*;

/// The button that says that there is one, and the sheet itself.
#[component]
pub fn KeySheet() -> impl IntoView {
    let sheet = NodeRef::<leptos::html::Dialog>::new();
    let keys = RwSignal::new(Vec::<(String, String)>::new());
    let on = RwSignal::new(true);
    #[cfg(feature = "hydrate")]
    {
        super::keys::listen(sheet, keys);
        Effect::new(move |_| on.set(super::keys::are_on()));
    }
    let press = move |_| {
        on.update(|on| *on = !*on);
        #[cfg(feature = "hydrate")]
        super::keys::turn(on.get_untracked());
    };
    let lines =
        move || keys.get().into_iter().map(|(key, what)| view! { <div><dt><kbd>{key}</kbd></dt><dd>{what}</dd></div> }).collect_view();
    view! {
        <p class="hint needs-script keys-hint"><kbd>"?"</kbd>" shows the keys"</p>
        <dialog node_ref=sheet class="keys" aria-labelledby="keys">
            <form method="dialog">
                <header class="section-head">
                    <h2 id="keys">"Keys"</h2>
                    <button class="icon-button" aria-label="Close"><Icon name="x" /></button>
                </header>
                <dl>{lines}</dl>
                <p class="hint"><kbd>"Esc"</kbd>" leaves a field, so that the next key is one of these."</p>
                <button class="button small" type="button" aria-pressed=move || on.get().to_string() on:click=press>"Single keys"</button>
                <p class="hint">{move || if on.get() { "They can be turned off in this browser; then only ? is left." } else { "Turned off in this browser." }}</p>
            </form>
        </dialog>
    }
}
