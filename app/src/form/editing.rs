//! Changing something in its place. What is being changed stands in the address, so that it works without a script.

use super::{Hidden, Submit};
use crate::done::Done;
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_query_map};
use uuid::Uuid;

/// Whether something is being changed.
#[derive(Clone, Copy)]
pub struct Editing {
    id: Uuid,
    on: RwSignal<bool>,
}

impl Editing {
    pub fn of(id: Uuid) -> Self {
        let asked = use_query_map().read_untracked().get("edit").is_some_and(|asked| asked == id.to_string());
        Self { id, on: RwSignal::new(asked) }
    }

    pub fn is_on(self) -> bool {
        self.on.get()
    }

    /// For the form: it is over when the change is done, unless the writer is to look at what became of it.
    pub fn over(self) -> Callback<Done> {
        Callback::new(move |done: Done| self.on.set(!done.notices.is_empty()))
    }

    fn set(self, event: &leptos::ev::MouseEvent, on: bool) {
        event.prevent_default();
        self.on.set(on);
    }
}

/// Begins the change.
#[component]
pub fn EditLink(
    editing: Editing,
    #[prop(default = "icon-button", into)] class: &'static str,
    #[prop(optional, into)] label: Option<&'static str>,
    children: Children,
) -> impl IntoView {
    let href = format!("?edit={}", editing.id);
    view! { <a class=class href=href aria-label=label title=label on:click=move |event| editing.set(&event, true)>{children()}</a> }
}

/// The end of the form: save, or leave it as it was.
#[component]
pub fn EndEdit(editing: Editing) -> impl IntoView {
    let path = use_location().pathname.get_untracked();
    view! {
        <Hidden name="go" value=path.clone() />
        <div class="form-actions">
            <Submit>"Save"</Submit>
            <a class="button quiet" href=path on:click=move |event| editing.set(&event, false)>"Cancel"</a>
        </div>
    }
}
