//! Forms: the one way in which anything is written.
//!
//! Every form is a plain HTML form that works without a script. With one, it is sent in the background: its text is
//! kept in the browser until the server has acknowledged it, what is refused is said beside its field, and a repeated
//! press sends the same command again, not a second one.

mod act;
#[cfg(feature = "hydrate")]
mod draft;
mod editing;
mod field;
#[cfg(feature = "hydrate")]
pub mod focus;
#[cfg(feature = "hydrate")]
mod sending;
#[cfg(feature = "hydrate")]
mod toast;

#[cfg(feature = "ssr")]
pub use act::FIELDS;
pub use act::{Act, Acts};
#[cfg(feature = "hydrate")]
pub use draft::{follow_unsent, storage, was_promised};
pub use editing::{EditLink, Editing, Edits, EndEdit};
#[cfg(feature = "ssr")]
pub use field::spoken_of;
pub use field::{Choices, Field, Fresh, Hidden, Select, TextArea, WhenField};
#[cfg(feature = "hydrate")]
pub use sending::holds_text;

use crate::{done::Done, error::AppError, icon::Icon, setting::setting};
use domain::edit::Notice;
use leptos::{context::Provider, prelude::*};

/// What a form does once it is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum After {
    /// Keeps what is in it: an edit, a move.
    #[default]
    Stay,
    /// Keeps its draft too, unless it leads to another page: there may be more to do in it.
    Keep,
    /// Is emptied for the next: another event, another card.
    Empty,
    /// Loads a whole page, because who is signed in has changed.
    Load,
}

/// How a form is doing; its fields and buttons look here.
#[derive(Clone, Copy)]
pub struct FormState {
    pub error: RwSignal<Option<AppError>>,
    pub pending: RwSignal<bool>,
    pub done: RwSignal<Option<Done>>,
    /// The name under which what is typed is kept in the browser's storage.
    #[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "only a browser keeps drafts"))]
    draft: StoredValue<Option<String>>,
    /// What was last kept there by this form, and not by another tab's.
    #[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "only a browser keeps drafts"))]
    kept: StoredValue<String>,
    /// Something in it is a draft from before.
    restored: RwSignal<bool>,
    /// Where the form stands, so that fields of two forms of the same kind have different ids.
    within: StoredValue<String>,
}

impl FormState {
    /// Is something in it a draft from before?
    #[cfg(feature = "hydrate")]
    pub fn is_restored(&self) -> bool {
        self.restored.get()
    }
}

/// The name under which a draft is kept. By person, because several may use one browser.
fn kept_as(draft: &str) -> String {
    format!("draft:{}:{draft}", setting().me.map(|me| me.id.to_string()).unwrap_or_default())
}

/// A page that follows what others do.
#[derive(Clone, Copy)]
#[cfg(feature = "hydrate")]
pub struct Following {
    /// For when something was refused because others were faster and the page does not know it yet.
    pub catch_up: Callback<()>,
    pub connected: Signal<bool>,
}

/// A form that posts to a server function.
#[component]
pub fn Form(
    /// The function's address: `/do/send`.
    #[prop(into)]
    action: String,
    #[prop(default = "form", into)] class: &'static str,
    /// Keeps unsent text under this name, also over a reload.
    #[prop(optional, into)]
    draft: Option<String>,
    #[prop(optional)] after: After,
    /// Sends only fields that were changed.
    #[prop(optional)]
    patch: bool,
    /// Called when it is done.
    #[prop(optional, into)]
    then: Option<Callback<Done>>,
    /// What assistive technology calls it.
    #[prop(optional, into)]
    label: Option<String>,
    /// Told apart from forms of the same kind on the page by this, for the ids of its fields.
    #[prop(optional, into)]
    within: Option<String>,
    /// Its first field is written in at once.
    #[prop(optional)]
    focus: bool,
    #[prop(optional)] id: Option<&'static str>,
    /// Buttons all over the page send it: the next need not wait for the answer to the one before.
    #[prop(optional)]
    shared: bool,
    /// What others are told that one writes in, while one does: `summary`.
    #[prop(optional, into)]
    writing: Option<String>,
    children: Children,
) -> impl IntoView {
    let draft = draft.map(|name| kept_as(&name));
    let state = FormState {
        draft: StoredValue::new(draft),
        kept: StoredValue::new(String::new()),
        restored: RwSignal::new(false),
        error: RwSignal::new(None),
        pending: RwSignal::new(false),
        done: RwSignal::new(None),
        within: StoredValue::new(within.unwrap_or_default()),
    };
    let node = NodeRef::<leptos::html::Form>::new();
    let way = StoredValue::new(Way { after, patch, then, focus, shared, sent: StoredValue::new(None), lost: StoredValue::new(None) });
    #[cfg(feature = "hydrate")]
    let (submit, keep, discard) = sending::handlers(node, state, way);
    // Without a script nothing listens; the browser sends the form by itself.
    #[cfg(not(feature = "hydrate"))]
    let _ = way;
    #[cfg(not(feature = "hydrate"))]
    let (submit, keep, discard) = (|_: leptos::ev::SubmitEvent| (), |_: leptos::ev::Event| (), Callback::new(|()| ()));
    view! {
        <form node_ref=node id=id class=class method="post" action=action aria-label=label data-writing=writing on:submit=submit on:input=keep>
            // Not just provided: a component has no scope of its own, and the next form on the page would take its place.
            <Provider value=state>
                <Problem passing=shared discard />
                {children()}
            </Provider>
        </form>
    }
}

/// What the sending of a form needs to know.
#[derive(Clone)]
#[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "only a browser sends"))]
struct Way {
    after: After,
    patch: bool,
    then: Option<Callback<Done>>,
    focus: bool,
    shared: bool,
    /// What was sent and not answered yet, by field.
    sent: StoredValue<Option<Vec<(String, String)>>>,
    /// Of a shared form: what was sent and whose answer never came.
    lost: StoredValue<Option<String>>,
}

/// What is wrong, where it is not about one field, and what the writer should know.
#[component]
fn Problem(
    /// It lies over the page, can be put away, and goes by itself.
    passing: bool,
    /// Puts away what was typed before.
    discard: Callback<()>,
) -> impl IntoView {
    let state = expect_context::<FormState>();
    #[cfg(feature = "hydrate")]
    if passing {
        toast::passes(state);
    }
    let away = move |_| {
        state.error.set(None);
        state.done.set(None);
    };
    let problem = move || {
        state.error.get().map(|error| {
            let close = passing.then(|| {
                view! {
                    <button class="icon-button" type="button" aria-label="Close" on:click=away><Icon name="x" /></button>
                }
            });
            view! {
                <div class="notice" data-tone="error" role="alert">
                    <Icon name="warning" />
                    <p>
                        {error.message}
                        {(error.status == 401).then(|| view! {
                            " " <a href="/sign-in" target="_blank" rel="external">"Sign in in another tab"</a> ", then send this again."
                        })}
                    </p>
                    {close}
                </div>
            }
        })
    };
    let told = move || notices(&state.done.get().map(|done| done.notices).unwrap_or_default());
    let draft = move || {
        state.restored.get().then(|| {
            view! {
                <p class="draft-note">
                    "Typed before and not sent yet. "
                    <button class="button quiet small" type="button" on:click=move |_| discard.run(())>"Discard"</button>
                </p>
            }
        })
    };
    view! {
        {problem}
        {told}
        {draft}
    }
}

/// What a writer should know of what became of a change.
fn notices(notices: &[Notice]) -> impl IntoView + use<> {
    notices
        .iter()
        .map(|notice| {
            view! {
                <div class="notice" data-tone="warning" role="status">
                    <Icon name="users" />
                    <p>{notice.sentence()}</p>
                </div>
            }
        })
        .collect_view()
}

/// The button that sends.
#[component]
pub fn Submit(
    #[prop(default = "button primary", into)] class: &'static str,
    /// Sent with the form, where a form has several buttons.
    #[prop(optional, into)]
    name: Option<String>,
    #[prop(optional, into)] value: Option<String>,
    #[prop(optional, into)] label: Option<String>,
    #[prop(optional, into)] pressed: Option<bool>,
    #[prop(optional)] disabled: bool,
    /// The key that presses it while a session is on.
    #[prop(optional)]
    key: Option<&'static str>,
    children: Children,
) -> impl IntoView {
    let pending = expect_context::<FormState>().pending;
    let title = label.clone();
    view! {
        <button
            class=class
            name=name
            value=value
            data-key=key
            aria-label=label
            title=title
            aria-pressed=pressed.map(|pressed| pressed.to_string())
            aria-busy=move || pending.get().then_some("true")
            disabled=disabled
        >
            {children()}
        </button>
    }
}
