//! Icons: one sprite in the page, used by name.

use leptos::prelude::*;

/// An icon that says nothing by itself; what it stands beside does.
#[component]
pub fn Icon(name: &'static str) -> impl IntoView {
    view! {
        <svg class="icon" aria-hidden="true">
            <use href=format!("#i-{name}")></use>
        </svg>
    }
}
