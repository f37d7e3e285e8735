//! The texts that a review has one of each: its summary, and the notes of its session. Several people may write in
//! them at once.

use super::ForReview;
use crate::{
    form::{EditLink, Editing, EndEdit, Field, Form, Hidden},
    icon::Icon,
    live::LiveReview,
    session::Writers,
};
use domain::{
    prose::SUMMARY,
    review::{Review, notes_id},
};
use leptos::prelude::*;
use uuid::Uuid;

/// Which text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Text {
    Summary,
    Notes,
}

impl Text {
    fn key(self) -> &'static str {
        match self {
            Self::Summary => "summary",
            Self::Notes => "notes",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Summary => "Summary",
            Self::Notes => "Notes",
        }
    }

    /// The link to its form; the notes stand beside other things that can be edited.
    fn edit(self) -> &'static str {
        match self {
            Self::Summary => "Edit the summary",
            Self::Notes => "Edit the notes",
        }
    }

    fn hint(self) -> &'static str {
        match self {
            Self::Summary => "Markdown. What happened, who felt it, what held.",
            Self::Notes => "Markdown. What is said and should not be forgotten; everybody sees and may add to it.",
        }
    }

    /// What stands there while nothing is written.
    fn nothing(self) -> (&'static str, &'static str) {
        match self {
            Self::Summary => ("No summary yet", "A few sentences for somebody who was not there: what happened, who felt it, what held."),
            Self::Notes => ("No notes yet", "What is said and should not be forgotten. Several people may write here at once."),
        }
    }

    fn id(self, review: domain::id::ReviewId) -> Uuid {
        match self {
            Self::Summary => review.0,
            Self::Notes => notes_id(review),
        }
    }

    /// The text and its version.
    fn of(self, review: &Review) -> (String, u64) {
        match self {
            Self::Summary => (review.summary.clone(), review.summary_version),
            Self::Notes => (review.notes.clone(), review.notes_version),
        }
    }
}

/// One of the texts, with its form.
#[component]
pub fn Prose(live: LiveReview, of: Text) -> impl IntoView {
    let id = live.id();
    let key = of.key();
    let editing = Editing::of(of.id(id), key);
    let html = live.html_of(of.id(id));
    let shown = move || {
        let html = html.get();
        if html.trim().is_empty() {
            let (title, text) = of.nothing();
            view! { <div class="empty small"><h3>{title}</h3><p>{text}</p></div> }.into_any()
        } else {
            view! { <div class="prose" inner_html=html></div> }.into_any()
        }
    };
    let form = move || {
        let (text, version) = live.review.with_untracked(|review| of.of(review));
        let name = move |field: &str| format!("command[edit_{key}]{field}");
        view! {
            <Form action="/do/send" draft=format!("{id}:{key}") then=editing.over() focus=true writing=key within=key>
                <ForReview review=id />
                <Hidden name=name("[base]") value=version.to_string() />
                <Hidden name=name("[text][was]") value=text.clone() />
                <Field name=name("[text][now]") label=of.name() hint=of.hint() value=text limit=SUMMARY area=true />
                <EndEdit editing />
            </Form>
        }
    };
    view! {
        <section class="section" aria-labelledby=key>
            <header class="section-head">
                <h2 id=key>{of.name()}</h2>
                {move || {
                    (live.contributes.get() && !editing.is_on())
                        .then(|| {
                            view! {
                                <EditLink editing class="button small" label=of.edit() key=if of == Text::Notes { "o" } else { "" }>
                                    <Icon name="edit" />"Edit"
                                </EditLink>
                            }
                        })
                }}
            </header>
            <Writers live of=key />
            {editing.notices()}
            {move || if editing.is_on() { form().into_any() } else { shown().into_any() }}
        </section>
    }
}
