//! The parking lot: what would lead away from the question, kept for afterwards.

use crate::{
    form::{Act, After, Field, Form, Fresh},
    live::LiveReview,
    review::ForReview,
};
use domain::{id::ParkedId, prose::NOTE};
use leptos::prelude::*;

/// The list, and the form that adds to it.
#[component]
pub fn Parking(live: LiveReview) -> impl IntoView {
    let id = live.id();
    let parked =
        Memo::new(move |_| live.review.with(|review| review.parking().into_iter().map(|parked| parked.id).collect::<Vec<ParkedId>>()));
    let form = move || {
        live.contributes.get().then(|| {
            view! {
                <Form action="/do/send" class="inline-form" after=After::Empty draft=format!("{id}:park") within="park">
                    <ForReview review=id />
                    <Fresh name="command[park][id]" />
                    <Field name="command[park][text]" label="Park something" limit=NOTE required=true key="p" />
                    <crate::form::Submit class="button">"Park"</crate::form::Submit>
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
            {form}
        </section>
    }
}

#[component]
fn Line(live: LiveReview, id: ParkedId) -> impl IntoView {
    let parked = Memo::new(move |_| live.review.with(|review| review.parked.get(&id).cloned()));
    move || {
        parked.get().map(|parked| {
            let buttons = live.contributes.get().then(|| {
                let settled = parked.settled;
                let label = if settled { "Not settled after all" } else { "Settled" };
                let fields = vec![("id", id.to_string()), ("settled", (!settled).to_string())];
                view! {
                    <Act command="settle_parked" fields label icon=if settled { "undo" } else { "check" } />
                    <Act command="remove_parked" fields=vec![("id", id.to_string())] label="Take it off the list" icon="x" />
                }
            });
            view! { <li data-settled=parked.settled.then_some("")><span>{parked.text}</span>{buttons}</li> }
        })
    }
}
