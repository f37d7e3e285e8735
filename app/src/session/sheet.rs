//! The sheet of keys, which `?` opens.

use crate::icon::Icon;
use leptos::prelude::*;

/// The button that says that there is one, and the sheet itself.
#[component]
pub fn KeySheet() -> impl IntoView {
    let sheet = NodeRef::<leptos::html::Dialog>::new();
    let keys = RwSignal::new(Vec::<(String, String)>::new());
    #[cfg(feature = "hydrate")]
    super::keys::listen(sheet, keys);
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
            </form>
        </dialog>
    }
}
