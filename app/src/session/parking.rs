//! The parking lot: what would lead away from the question, kept for afterwards.

use crate::{
    form::{Act, After, EditLink, Editing, EndEdit, Field, Form, Fresh, Hidden, Submit},
    icon::Icon,
    live::LiveReview,
    review::{ForReview, Removed},
};
use domain::{
    id::ParkedId,
    prose::{NOTE, beginning},
    session::Parked,
};
use leptos::prelude::*;

/// The list, and the form that adds to it.
#[component]
pub fn Parking(live: LiveReview) -> impl IntoView {
    let id = live.id();
    let parked =
        Memo::new(move |_| live.review.with(|review| review.parking().into_iter().map(|parked| parked.id).collect::<Vec<ParkedId>>()));
    let removed = Memo::new(move |_| {
        live.review.with(|review| {
            let gone = review.parked.values().filter(|parked| parked.removed);
            gone.map(|parked| (parked.id.0, beginning(&parked.text))).collect()
        })
    });
    let form = move || {
        live.contributes.get().then(|| {
            view! {
                <Form action="/do/send" class="inline-form" after=After::Empty draft=format!("{id}:park") within="park">
                    <ForReview review=id />
                    <Fresh name="command[park][id]" untimed=true />
                    <Field name="command[park][text]" label="Park something" limit=NOTE required=true key="p" />
                    <Submit class="button">"Park"</Submit>
                </Form>
            }
        })
    };
    view! {
        <section class="section" aria-labelledby="parking">
            <header class="section-head"><h2 id="parking">"Parking lot"</h2></header>
            <ul class="parked">
                <For each=move || parked.get() key=|id| *id let:parked>
                    <Line live id=parked />
                </For>
            </ul>
            <Removed live command="restore_parked" list=removed />
            {form}
        </section>
    }
}

#[component]
fn Line(live: LiveReview, id: ParkedId) -> impl IntoView {
    let parked = Memo::new(move |_| live.review.with(|review| review.parked.get(&id).cloned()));
    let editing = Editing::of(id.0, "parking");
    let settled = move || parked.with(|parked| parked.as_ref().is_some_and(|parked| parked.settled));
    view! {
        <li data-settled=move || settled().then_some("")>
            {editing
                .place(parked, move |parked| view! { <EditParked live parked editing /> }, move |parked| shown(live, parked, editing))}
        </li>
    }
}

/// A parked note to read, with what can be done with it.
fn shown(live: LiveReview, parked: Parked, editing: Editing) -> impl IntoView {
    let Parked { id, settled, text, .. } = parked;
    let tools = live.contributes.get().then(|| {
        let (label, icon) = if settled { ("Take it up again", "undo") } else { ("Settled", "check") };
        view! {
            <EditLink editing label="Edit this note"><Icon name="edit" /></EditLink>
            <Act command="settle_parked" fields=vec![("id", id.to_string()), ("settled", (!settled).to_string())] label icon />
            <Act command="remove_parked" fields=vec![("id", id.to_string())] label="Take it off the list" icon="x" />
        }
    });
    view! { <span>{text}</span> {tools} }
}

#[component]
fn EditParked(live: LiveReview, parked: Parked, editing: Editing) -> impl IntoView {
    let id = live.id();
    view! {
        <Form
            action="/do/send"
            within=parked.id.to_string()
            draft=format!("{id}:park:{}", parked.id)
            then=editing.over()
            focus=true
        >
            <ForReview review=id />
            <Hidden name="command[edit_parked][id]" value=parked.id.to_string() />
            <Hidden name="command[edit_parked][base]" value=parked.version.to_string() />
            <Hidden name="command[edit_parked][text][was]" value=parked.text.clone() />
            <Field name="command[edit_parked][text][now]" label="Parked" value=parked.text limit=NOTE area=true required=true />
            <EndEdit editing />
        </Form>
    }
}
