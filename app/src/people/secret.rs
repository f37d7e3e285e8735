//! What is shown once and never again.

use crate::icon::Icon;
use leptos::prelude::*;

/// A new link or token. The signal has to live above everything that loading afresh builds again.
#[component]
pub fn Secret(title: &'static str, secret: RwSignal<Option<String>>) -> impl IntoView {
    move || {
        secret.get().map(|secret| {
            view! {
                <div class="notice" data-tone="success" role="status">
                    <Icon name="check" />
                    <div>
                        <p class="notice-title">{title}</p>
                        <p><code class="secret">{secret}</code></p>
                    </div>
                </div>
            }
        })
    }
}
