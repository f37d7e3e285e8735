//! Opening a review, changing its facts, naming who takes part.

use super::{ForReview, closed};
use crate::{
    form::{After, Choices, Field, Form, Fresh, Hidden, Select, Submit, WhenField},
    format::Formats,
    icon::Icon,
    live::LiveReview,
    load::{load, shown},
    page::Page,
    setting::setting,
};
use domain::{
    id::PersonId,
    people::Role,
    prose::{SUMMARY, TITLE},
    review::{Facts, FoundBy, ResponseDriver, Severity, State, Visibility},
    session::Authors,
};
use leptos::prelude::*;
use leptos_meta::Title;
use std::collections::BTreeSet;

/// A new review.
#[component]
pub fn NewReviewPage() -> impl IntoView {
    view! {
        <Title text="New review" />
        <Page class="page narrow" view=NewReview />
    }
}

fn options<T: Copy>(all: &[T], key: fn(T) -> &'static str, name: fn(T) -> &'static str) -> Vec<(String, String)> {
    all.iter().map(|one| (key(*one).to_owned(), name(*one).to_owned())).collect()
}

#[component]
fn NewReview() -> impl IntoView {
    let formats = load(|| (), |()| crate::format::load_formats());
    shown(formats, |formats| view! { <NewReviewForm formats /> }.into_any())
}

/// The format, its time, and whether cards carry names.
#[component]
fn HowItIsLed(formats: Vec<(String, String)>) -> impl IntoView {
    let first = formats.first().map(|(key, _)| key.clone()).unwrap_or_default();
    let authors = Authors::ALL.map(|authors| (authors.key(), authors.name().to_owned(), None)).to_vec();
    view! {
        <div class="fields pairs">
            <Select name="new[format]" label="Format" value=first hint="The questions, and the steps of a session." options=formats />
            <Field name="new[minutes]" label="Minutes for a session" kind="number" value="" max=600u32 hint="Empty: those of the format. Otherwise shared among the steps in proportion, at least one each." />
        </div>
        <Choices name="new[authors]" legend="Cards are" value=Authors::Anonymous.key() options=authors />
    }
}

#[component]
fn NewReviewForm(formats: Formats) -> impl IntoView {
    let setting = setting();
    let needs_facilitator = setting.role() == Role::Member;
    // Built inside the form, because a field belongs to the form in which it is built.
    let facilitator = move || {
        needs_facilitator.then(|| {
            view! {
                <Select
                    name="new[facilitator]"
                    label="Facilitator"
                    hint="Who leads the session. Somebody who was not in the incident hears better."
                    nothing="Nobody yet"
                    options=setting.names.people_options()
                />
            }
        })
    };
    view! {
        <header class="page-head">
            <nav class="crumbs" aria-label="Where you are"><a href="/"><Icon name="chevron-left" />"Reviews"</a></nav>
            <h1>"New review"</h1>
            <p class="page-lead">"Only the title is needed now. The rest can be added as it becomes known."</p>
        </header>
        <Form action="/do/open_review" draft="new-review">
            <Fresh name="id" />
            <Field
                name="new[facts][title]"
                label="Title"
                hint="What went wrong, as somebody outside would see it. No names."
                placeholder="Card payments were declined for 52 minutes"
                limit=TITLE
                required=true
            />
            <Field name="new[summary]" label="Summary" hint="Markdown." area=true optional=true limit=SUMMARY />
            {facilitator()}
            <HowItIsLed formats=formats.options() />
            <FactFields prefix="new[facts]" facts=None />
            <div class="form-actions">
                <Submit>"Open the review"</Submit>
                <a class="button quiet" href="/">"Cancel"</a>
            </div>
        </Form>
    }
}

/// Everything but the title, for a new review and for one that is there.
#[component]
fn FactFields(prefix: &'static str, facts: Option<Facts>) -> impl IntoView {
    let setting = setting();
    let zone = setting.zone();
    let name = |field: &str| format!("{prefix}[{field}]");
    let key = |text: Option<&'static str>| text.unwrap_or_default().to_owned();
    let severity = key(facts.as_ref().and_then(|facts| facts.severity).map(Severity::key));
    let found_by = key(facts.as_ref().and_then(|facts| facts.found_by).map(FoundBy::key));
    let driver = key(facts.as_ref().and_then(|facts| facts.driver).map(ResponseDriver::key));
    let team = facts.as_ref().and_then(|facts| facts.team).map(|team| team.to_string()).unwrap_or_default();
    let services = facts.as_ref().map(|facts| facts.services.join(", ")).unwrap_or_default();
    let cost = facts.as_ref().map_or(0, |facts| facts.direct_cost).to_string();
    let visibility = facts.as_ref().map_or(Visibility::Organisation, |facts| facts.visibility).key();
    let times = [("started", "Started"), ("detected", "Detected"), ("mitigated", "Mitigated"), ("resolved", "Resolved")]
        .into_iter()
        .map(|(field, label)| {
            let value = facts.as_ref().and_then(|facts| match field {
                "started" => facts.started.clone(),
                "detected" => facts.detected.clone(),
                "mitigated" => facts.mitigated.clone(),
                _ => facts.resolved.clone(),
            });
            match value {
                Some(value) => view! { <WhenField name=name(field) label=label value zone=zone.clone() optional=true /> }.into_any(),
                None => view! { <WhenField name=name(field) label=label zone=zone.clone() optional=true /> }.into_any(),
            }
        })
        .collect_view();
    let departments = setting
        .names
        .departments
        .iter()
        .enumerate()
        .map(|(at, department)| {
            let hours = facts
                .as_ref()
                .and_then(|facts| facts.departments.iter().find(|involvement| involvement.department == department.id))
                .map_or(0, |involvement| involvement.hours);
            let row = format!("{prefix}[departments][{at}]");
            view! {
                <Hidden name=format!("{row}[department]") value=department.id.to_string() />
                <Field name=format!("{row}[hours]") label=format!("{}, hours", department.name) kind="number" value=hours.to_string() max=100_000u32 />
            }
        })
        .collect_view();
    let who = [
        ("organisation", Visibility::Organisation.name().to_owned(), Some("users")),
        ("private", Visibility::Private.name().to_owned(), Some("lock")),
    ];
    view! {
        <div class="fields">
            <Select name=name("severity") label="Severity" value=severity nothing="Not known yet" options=options(Severity::ALL, Severity::key, Severity::name) />
            <Select name=name("team") label="Team" value=team nothing="No team" options=setting.names.team_options() />
        </div>
        <Field name=name("services") label="Services" value=services hint="Separated by commas." optional=true limit=1200 />
        <div class="fields pairs">{times}</div>
        <div class="fields">
            <Select name=name("found_by") label="Who found it" value=found_by nothing="Not known yet" options=options(FoundBy::ALL, FoundBy::key, FoundBy::name) />
            <Select
                name=name("driver")
                label="What drove the response"
                value=driver
                nothing="Not known yet"
                options=options(ResponseDriver::ALL, ResponseDriver::key, ResponseDriver::name)
            />
        </div>
        <fieldset class="field">
            <legend>"What it cost"</legend>
            <div class="fields">
                {departments}
                <Field name=name("direct_cost") label=format!("Direct cost, {}", setting.currency()) kind="number" value=cost max=u32::MAX />
            </div>
        </fieldset>
        <Choices name=name("visibility") legend="Who may read it" value=visibility options=who.to_vec() />
    }
}

/// The facts of a review that is there.
#[component]
pub fn FactsForm() -> impl IntoView {
    let live = expect_context::<LiveReview>();
    if !live.contributes.get_untracked() {
        return closed(live).into_any();
    }
    let id = live.id();
    let facts = live.review.with_untracked(|review| review.facts.clone());
    view! {
        <section class="section" aria-labelledby="facts">
            <header class="section-head"><h2 id="facts">"Facts"</h2></header>
            <Form action="/do/send" patch=true draft=format!("{id}:facts")>
                <ForReview review=id />
                <Hidden name="go" value=format!("/reviews/{id}") />
                <Field name="command[edit_facts][title]" label="Title" value=facts.title.clone() limit=TITLE required=true />
                <FactFields prefix="command[edit_facts]" facts=Some(facts) />
                <div class="form-actions">
                    <Submit>"Save"</Submit>
                    <a class="button quiet" href=format!("/reviews/{id}")>"Cancel"</a>
                </div>
            </Form>
        </section>
    }
    .into_any()
}

/// Names another facilitator.
#[component]
pub fn HandOver(live: LiveReview) -> impl IntoView {
    let facilitator = Memo::new(move |_| live.review.with(|review| review.facilitator));
    view! {
        <Form action="/do/send" class="inline-form" after=After::Stay>
            <ForReview review=live.id() />
            // Nobody is chosen, neither at first nor again when it is done: a press would only name whoever leads already.
            {move || {
                // Read, because a memo that nobody reads wakes nobody.
                facilitator.get();
                let options = setting().names.people_options();
                view! {
                    <Select name="command[name_facilitator][person]" label="Facilitator" nothing="Choose somebody" required=true options />
                }
            }}
            <Submit class="button">"Hand over"</Submit>
        </Form>
    }
}

/// Who facilitates and who takes part.
#[component]
pub fn WhoTakesPart() -> impl IntoView {
    let live = expect_context::<LiveReview>();
    if !live.facilitates.get_untracked() || live.review.with_untracked(|review| review.state == State::Published) {
        return closed(live).into_any();
    }
    let id = live.id();
    let names = setting().names;
    let (participants, helpers) = live.review.with_untracked(|review| (review.participants.clone(), review.lead.helpers.clone()));
    let boxes = |command: &'static str, chosen: &BTreeSet<PersonId>, writers: bool| {
        names
            .people
            .iter()
            // Who has left stays on the list until taken off it.
            .filter(|person| (person.active && (person.writes || !writers)) || chosen.contains(&person.id))
            .map(|person| {
                let checked = chosen.contains(&person.id);
                view! {
                    <label class="check">
                        <input type="checkbox" name=format!("command[{command}][people][]") value=person.id.to_string() checked=checked />
                        {person.name.clone()}
                    </label>
                }
            })
            .collect_view()
    };
    let people = boxes("name_participants", &participants, false);
    let helping = boxes("name_helpers", &helpers, true);
    view! {
        <section class="section" aria-labelledby="takes-part">
            <header class="section-head">
                <h2 id="takes-part">"Who takes part"</h2>
                <p>"A private review is seen by these people, its facilitator and whoever opened it, and by nobody else."</p>
            </header>
            <Form action="/do/send" class="form card">
                <ForReview review=id />
                <Hidden name="go" value=format!("/reviews/{id}") />
                <fieldset class="field"><legend>"Participants"</legend>{people}</fieldset>
                // Says that the list is meant even when nobody is left on it.
                <Hidden name="command[name_participants][none]" value="" />
                <div class="form-actions"><Submit>"Save"</Submit></div>
            </Form>
        </section>
        <section class="section" aria-labelledby="leads">
            <header class="section-head">
                <h2 id="leads">"Facilitator"</h2>
                <p>"Leads the session and moves its steps. Can be handed over at any moment."</p>
            </header>
            <HandOver live />
        </section>
        <section class="section" aria-labelledby="helps">
            <header class="section-head">
                <h2 id="helps">"Who helps to facilitate"</h2>
                <p>"They may do what the facilitator may, and take over at any moment: when the facilitator has something to say, or loses the connection."</p>
            </header>
            <Form action="/do/send" class="form card" within="helpers" after=After::Stay>
                <ForReview review=id />
                <fieldset class="field"><legend>"Helpers"</legend>{helping}</fieldset>
                <Hidden name="command[name_helpers][none]" value="" />
                <div class="form-actions"><Submit class="button">"Save"</Submit></div>
            </Form>
        </section>
    }
    .into_any()
}
