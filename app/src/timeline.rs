//! The timeline of a review: reading it, adding to it, pasting one.

mod event;
mod paste;

pub use event::Days;
pub(crate) use event::{account_parts, evidence_link, time_of};
pub use paste::PasteTab;

use crate::{
    form::{After, Choices, Editing, EndEdit, Field, Form, Fresh, Hidden, Select, Submit, WhenField},
    icon::Icon,
    live::LiveReview,
    review::{ForReview, Removed},
    setting::setting,
};
use domain::{
    prose::{LINK, TEXT, excerpt},
    timeline::{EventKind, Precision},
};
use leptos::prelude::*;

pub(crate) fn kind_choices() -> Vec<(&'static str, String, Option<&'static str>)> {
    EventKind::ALL.into_iter().map(|kind| (kind.key(), kind.name().to_owned(), Some(kind.key()))).collect()
}

pub(crate) fn precision_options() -> Vec<(String, String)> {
    Precision::ALL.into_iter().map(|precision| (precision.key().to_owned(), precision.name().to_owned())).collect()
}

/// The timeline as a part of a review.
#[component]
pub fn TimelineTab() -> impl IntoView {
    let live = expect_context::<LiveReview>();
    let id = live.id();
    let empty = Memo::new(move |_| live.review.with(|review| review.timeline().is_empty()));
    let removed = Memo::new(move |_| {
        live.review.with(|review| {
            let gone = review.events.values().filter(|event| event.removed);
            gone.map(|event| (event.id.0, format!("{} {}", event.at.clock(), excerpt(&event.text)))).collect()
        })
    });
    view! {
        <section aria-labelledby="timeline">
            <header class="section-head">
                <h2 id="timeline">"Timeline"</h2>
                <div class="buttons">
                    {move || {
                        live.contributes
                            .get()
                            .then(|| view! { <a class="button" href=format!("/reviews/{id}/timeline/paste")><Icon name="paste" />"Paste a timeline"</a> })
                    }}
                </div>
            </header>
            {move || {
                empty
                    .get()
                    .then(|| {
                        view! {
                            <div class="empty small">
                                <h3>"Nothing on the timeline yet"</h3>
                                <p>"Add what you saw, when you saw it, and what it looked like at the time. Rough times are welcome: say “about then”."</p>
                            </div>
                        }
                    })
            }}
            <Days live />
            <Removed live command="restore_event" list=removed />
            {move || live.contributes.get().then(|| view! { <AddEvent live /> })}
        </section>
    }
}

#[component]
fn AddEvent(live: LiveReview) -> impl IntoView {
    let id = live.id();
    let (zone, start) = live.review.with_untracked(|review| {
        let near = review.timeline().last().map(|event| event.at.clone()).or_else(|| review.facts.started.clone());
        (near.as_ref().map_or_else(|| setting().zone(), |stamp| stamp.zone.clone()), near)
    });
    let name = |field: &str| format!("command[add_event][{field}]");
    let when = move || match start {
        Some(start) => view! { <WhenField name=name("at") label="When" value=start zone=zone /> }.into_any(),
        None => view! { <WhenField name=name("at") label="When" zone=zone /> }.into_any(),
    };
    view! {
        <section class="section" aria-labelledby="add-event">
            <header class="section-head"><h2 id="add-event">"Add an event"</h2></header>
            <Form action="/do/send" class="form event-form card" after=After::Empty draft=format!("{id}:event")>
                <ForReview review=id />
                <Fresh name=name("id") />
                <div class="fields">
                    {when()}
                    <Select name=name("precision") label="How well is that known" value="minute" options=precision_options() />
                </div>
                <Choices name=name("kind") legend="What sort of thing" value="observation" options=kind_choices() />
                <Field
                    name=name("text")
                    label="What happened"
                    placeholder="What was seen or done, and what it looked like at the time"
                    limit=TEXT
                    area=true
                    required=true
                />
                <Field name=name("link") label="Where the evidence is" kind="url" placeholder="https://" optional=true limit=LINK />
                <label class="check"><input type="checkbox" name=name("milestone") value="true" />"A moment to come back to"</label>
                <div class="form-actions"><Submit>"Add"</Submit></div>
            </Form>
        </section>
    }
}

/// The form of an event that is there, in its place.
#[component]
fn EditEvent(live: LiveReview, event: domain::timeline::Event, editing: Editing) -> impl IntoView {
    let id = live.id();
    let name = |field: &str| format!("command[edit_event][patch][{field}]");
    let text = name("text[now]").replace("[text[now]]", "[text][now]");
    let was = text.replace("[now]", "[was]");
    view! {
        <Form
            action="/do/send"
            class="form event-form card"
            patch=true
            within=event.id.to_string()
            draft=format!("{id}:event:{}", event.id)
            then=editing.over()
            focus=true
            writing=format!("event:{}", event.id)
        >
            <ForReview review=id />
            <Hidden name="command[edit_event][id]" value=event.id.to_string() />
            <Hidden name="command[edit_event][base]" value=event.version.to_string() />
            <div class="fields">
                <WhenField name=name("at") label="When" value=event.at.clone() zone=event.at.zone.clone() />
                <Select name=name("precision") label="How well is that known" value=event.precision.key() options=precision_options() />
            </div>
            <Choices name=name("kind") legend="What sort of thing" value=event.kind.key() options=kind_choices() />
            <Hidden name=was value=event.text.clone() with=text.clone() />
            <Field name=text label="What happened" value=event.text.clone() limit=TEXT area=true required=true />
            <Field name=name("link") label="Where the evidence is" kind="url" value=event.link.clone().unwrap_or_default() optional=true limit=LINK />
            <EndEdit editing />
        </Form>
    }
}
