//! The culture profile of one incident's handling, and how it comes about.

mod profile;

pub use profile::{ProfileList, bar};

use crate::{live::LiveReview, page::Page};
use domain::culture::{self, ENOUGH_EVIDENCE, ENOUGH_INDICATORS, ENOUGH_OBSERVATIONS, Evidence, Indicator, Level};
use domain::review::Review;
use leptos::prelude::*;
use leptos_meta::Title;

/// The icon and the place of a piece of evidence.
pub fn evidence_place(review: &Review, evidence: &Evidence) -> (&'static str, String) {
    match evidence {
        Evidence::Event(id) => {
            (review.events.get(id).map_or("observation", |event| event.kind.key()), format!("/reviews/{}/timeline#event-{id}", review.id))
        }
        Evidence::Card(id) => ("quote", format!("/reviews/{}/questions#card-{id}", review.id)),
    }
}

/// All evidence that can be chosen: events in order, then revealed cards.
pub fn evidence_options(review: &Review) -> Vec<(String, String)> {
    let events = review.timeline().into_iter().map(|event| Evidence::Event(event.id));
    let cards = review.cards.values().filter(|card| !card.removed && !card.hidden).map(|card| Evidence::Card(card.id));
    events.chain(cards).map(|evidence| (evidence.to_string(), review.evidence_name(&evidence))).collect()
}

/// The culture part of a review.
#[component]
pub fn CultureTab() -> impl IntoView {
    let live = expect_context::<LiveReview>();
    let profile = Memo::new(move |_| live.review.with(culture::profile));
    view! {
        <section aria-labelledby="culture">
            <header class="section-head">
                <h2 id="culture">"What the handling shows"</h2>
                <p>
                    "Six indicators from Westrum’s typology. Every observation rests on an event or a card; nobody is classified, only how this incident was handled. "
                    <a href="/method">"How this is worked out"</a>
                </p>
            </header>
            <Overall profile />
            <ProfileList live profile edit=true />
        </section>
    }
}

/// The sentence over all indicators.
#[component]
pub fn Overall(profile: Memo<culture::Profile>) -> impl IntoView {
    let sentence = move || {
        profile.with(|profile| match &profile.overall {
            None => format!("Overall: not enough evidence. A classification needs {ENOUGH_INDICATORS} indicators that each have enough."),
            Some(overall) => match overall.clearly {
                Some(level) => format!("Overall: clearly {}, from {} observations.", level.name().to_lowercase(), overall.n),
                None => format!("Overall: mixed. No level stands clear of the others in {} observations.", overall.n),
            },
        })
    };
    let bar = move || profile.with(|profile| profile.overall.as_ref().map(profile::bar));
    view! {
        <div class="card indicator">
            <p class="verdict">{sentence}</p>
            {bar}
        </div>
    }
}

/// How the profile is worked out, for those who want to know.
#[component]
pub fn MethodPage() -> impl IntoView {
    view! {
        <Title text="How culture is worked out" />
        <Page class="page narrow" view=Method />
    }
}

#[component]
fn Method() -> impl IntoView {
    let rows = Indicator::ALL
        .into_iter()
        .map(|indicator| {
            let cells = Level::ALL.map(|level| view! { <td>{indicator.at(level)}</td> }).collect_view();
            view! { <tr><th scope="row">{indicator.name()}</th>{cells}</tr> }
        })
        .collect_view();
    view! {
        <header class="page-head">
            <h1>"How culture is worked out"</h1>
            <p class="page-lead">"Version 1 of the method. It describes how one incident was handled, never a person."</p>
        </header>
        <div class="prose">
            <p>
                "Ron Westrum describes how organisations process information: power-oriented (pathological), rule-oriented (bureaucratic) and performance-oriented (generative). Six indicators tell them apart."
            </p>
            <table>
                <thead><tr><th scope="col">"Indicator"</th>{Level::ALL.map(|level| view! { <th scope="col">{level.name()}</th> }).collect_view()}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
            <h2>"What is counted"</h2>
            <p>"Anyone who takes part ties an indicator and a level to a timeline event or a card. One person’s newest word on one indicator and one piece of evidence counts once."</p>
            <h2>"When an indicator is classified"</h2>
            <p>{format!("With at least {ENOUGH_OBSERVATIONS} counted observations on at least {ENOUGH_EVIDENCE} different pieces of evidence. Otherwise the page says “not enough evidence”.")}</p>
            <h2>"What is shown"</h2>
            <p>
                "The share of each level, with the 95 % Wilson score interval (Wilson 1927). Few observations give a wide interval; that is the honest answer. A level is named only where its interval lies above those of the other two. Where observers saw different levels in the same evidence, the page says so: that is a thing to talk about."
            </p>
            <h2>"The incident as a whole"</h2>
            <p>{format!("All counted observations of the classified indicators together, when there are at least {ENOUGH_INDICATORS} of those.")}</p>
            <h2>"Source"</h2>
            <p>
                "R. Westrum, A typology of organisational cultures, Quality and Safety in Health Care 13, suppl. 2 (2004), ii22–ii27, "
                <a href="https://doi.org/10.1136/qshc.2003.009522" rel="noopener">"doi:10.1136/qshc.2003.009522"</a> "."
            </p>
        </div>
    }
}
