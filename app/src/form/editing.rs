//! Changing something in its place. What is being changed stands in the address, so that it works without a script.

use super::{Hidden, Submit};
use crate::done::Done;
use domain::edit::Notice;
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_query_map};
use std::collections::BTreeMap;
use uuid::Uuid;

/// What was opened and closed on this page, so that a line that is built anew, because others moved it, has its form as
/// it was.
#[derive(Clone, Copy)]
pub struct Edits(StoredValue<BTreeMap<Uuid, bool>>);

impl Edits {
    pub fn provide() {
        provide_context(Self(StoredValue::new(BTreeMap::new())));
    }
}

/// Whether something is being changed.
#[derive(Clone, Copy)]
pub struct Editing {
    id: Uuid,
    /// The id of what it stands in, where a page without a script goes on.
    place: StoredValue<String>,
    on: RwSignal<bool>,
    kept: Option<Edits>,
    /// What the writer should know of the last change.
    notices: RwSignal<Vec<Notice>>,
}

impl Editing {
    pub fn of(id: Uuid, place: impl Into<String>) -> Self {
        let kept = use_context::<Edits>();
        let before = kept.and_then(|edits| edits.0.with_value(|edits| edits.get(&id).copied()));
        let asked = || use_query_map().read_untracked().get("edit").is_some_and(|asked| asked == id.to_string());
        let on = RwSignal::new(before.unwrap_or_else(asked));
        #[cfg(feature = "hydrate")]
        if before.is_none() && on.get_untracked() {
            super::focus::ask_for_form();
        }
        Self { id, place: StoredValue::new(place.into()), on, kept, notices: RwSignal::new(Vec::new()) }
    }

    fn turn(self, on: bool) {
        self.on.set(on);
        if let Some(edits) = self.kept {
            edits.0.update_value(|edits| {
                edits.insert(self.id, on);
            });
        }
    }

    pub fn is_on(self) -> bool {
        self.on.get()
    }

    /// For the form: when the change is done, what became of it is shown in its place.
    pub fn over(self) -> Callback<Done> {
        Callback::new(move |done: Done| {
            self.notices.set(done.notices);
            self.turn(false);
            self.come_back();
        })
    }

    /// What is there: to read, or in the same place to change. What others change meanwhile does not take the form away.
    pub fn place<T, Form, Read>(
        self,
        there: Memo<Option<T>>,
        form: impl Fn(T) -> Form + Send + 'static,
        read: impl Fn(T) -> Read + Send + 'static,
    ) -> impl IntoView
    where
        T: Clone + Send + Sync + 'static,
        Form: IntoView + 'static,
        Read: IntoView + 'static,
    {
        let shown = move || {
            if self.is_on() { there.get_untracked().map(|one| form(one).into_any()) } else { there.get().map(|one| read(one).into_any()) }
        };
        view! { {self.notices()} {shown} }
    }

    /// What became of the last change, where it is not simply what was written.
    pub fn notices(self) -> impl IntoView {
        move || super::notices(&self.notices.get())
    }

    fn set(self, event: &leptos::ev::MouseEvent, on: bool) {
        event.prevent_default();
        self.notices.set(Vec::new());
        #[cfg(feature = "hydrate")]
        if on {
            super::focus::ask_for_form();
        }
        self.turn(on);
        if !on {
            self.come_back();
        }
    }

    fn link(self) -> String {
        format!("edit-{}", self.id)
    }

    /// When the form is gone, the keyboard stands on the link that opened it.
    fn come_back(self) {
        #[cfg(feature = "hydrate")]
        super::focus::return_to(vec![self.link()]);
    }
}

/// Begins the change.
#[component]
pub fn EditLink(
    editing: Editing,
    #[prop(default = "icon-button", into)] class: &'static str,
    #[prop(optional, into)] label: Option<&'static str>,
    /// The key that presses it while a session is on.
    #[prop(default = "")]
    key: &'static str,
    children: Children,
) -> impl IntoView {
    let href = editing.place.with_value(|place| format!("?edit={}#{place}", editing.id));
    view! { <a class=class id=editing.link() href=href data-key=(!key.is_empty()).then_some(key) aria-label=label title=label on:click=move |event| editing.set(&event, true)>{children()}</a> }
}

/// The end of the form: save, or leave it as it was.
#[component]
pub fn EndEdit(editing: Editing, #[prop(default = "Save")] text: &'static str) -> impl IntoView {
    let path = use_location().pathname.get_untracked();
    let back = editing.place.with_value(|place| format!("{path}#{place}"));
    let state = expect_context::<super::FormState>();
    let leave = move |event: leptos::ev::MouseEvent| {
        #[cfg(feature = "hydrate")]
        super::draft::forget(state);
        #[cfg(not(feature = "hydrate"))]
        let _ = state;
        editing.set(&event, false);
    };
    view! {
        <Hidden name="go" value=back.clone() />
        <div class="form-actions">
            <Submit>{text}</Submit>
            <a class="button quiet" href=back on:click=leave>"Cancel"</a>
        </div>
    }
}
