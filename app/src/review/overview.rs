//! What a review is about, on one page: what is still open in it, the summary and the facts.

use super::{Prose, Text, open_points::OpenPoints};
use crate::{
    icon::Icon,
    live::LiveReview,
    setting::{Setting, setting},
    spoken::spoken_span,
};
use domain::{review::Facts, time::Stamp};
use leptos::prelude::*;

/// The first part of a review.
#[component]
pub fn Overview() -> impl IntoView {
    let live = expect_context::<LiveReview>();
    let id = live.id();
    let setting = setting();
    view! {
        <OpenPoints live />
        <div class="split">
            <div>
                <Prose live of=Text::Summary />
                {move || live.review.with(|review| view! { <Course facts=review.facts.clone() heading=true /> })}
            </div>
            <aside class="card" aria-label="Facts">
                <header class="section-head">
                    <h2>"Facts"</h2>
                    {move || {
                        live.contributes
                            .get()
                            .then(|| view! { <a class="icon-button" href=format!("/reviews/{id}/facts") aria-label="Edit the facts" title="Edit"><Icon name="edit" /></a> })
                    }}
                </header>
                {move || live.review.with(|review| view! { <FactList facts=review.facts.clone() setting=setting.clone() lines=true /> })}
                <p class="hint"><a href=format!("/reviews/{id}/history")>"History of this review"</a></p>
            </aside>
        </div>
    }
}

/// When the incident started, was noticed, eased and was over, to scale.
#[component]
pub fn Course(facts: Facts, heading: bool) -> impl IntoView {
    let start = facts.started.clone()?;
    let end = [&facts.resolved, &facts.mitigated, &facts.detected].into_iter().flatten().map(|stamp| stamp.at).max()?;
    let whole = (end.millis() - start.at.millis()).max(1);
    let place = |stamp: &Stamp| (stamp.at.millis() - start.at.millis()) as f64 / whole as f64 * 100.0;
    let percent = |value: f64| format!("{value:.1}%");
    let detected = facts.detected.as_ref().map(place);
    let mitigated = facts.mitigated.as_ref().map(place);
    let line = |part: Option<&'static str>, from: f64, to: f64| view! { <line class="span-part" data-part=part x1=percent(from) y1="10" x2=percent(to) y2="10"></line> };
    let unseen = detected.map(|at| line(Some("unseen"), 0.0, at));
    let during = line(None, detected.unwrap_or(0.0), mitigated.unwrap_or(100.0).max(detected.unwrap_or(0.0)));
    let after = mitigated.map(|at| line(Some("after"), at, 100.0));
    let points = [Some(0.0), detected, mitigated, facts.resolved.as_ref().map(place)]
        .into_iter()
        .flatten()
        .map(|at| view! { <circle cx=percent(at) cy="10" r="5"></circle> })
        .collect_view();
    let steps =
        [("Started", &facts.started), ("Detected", &facts.detected), ("Mitigated", &facts.mitigated), ("Resolved", &facts.resolved)]
            .into_iter()
            .filter_map(|(name, stamp)| {
                let stamp = stamp.clone()?;
                let seconds = (stamp.at.millis() - start.at.millis()) / 1000;
                let note = if name == "Started" {
                    format!("{} {}", stamp.day().spoken(), stamp.zone)
                } else {
                    // On its writer's clock, so with their zone and their day, where the start has others.
                    let zone = (stamp.zone != start.zone).then(|| stamp.zone.clone());
                    let day = (stamp.day() != start.day()).then(|| stamp.day().spoken());
                    let after = format!("after {}", spoken_span(seconds));
                    zone.into_iter().chain(day).chain([after]).collect::<Vec<String>>().join(", ")
                };
                Some(view! { <div><dt>{name}</dt><dd>{stamp.clock()} <small>{note}</small></dd></div> })
            })
            .collect_view();
    Some(view! {
        <section class="section" aria-labelledby="course">
            {heading.then(|| view! { <header class="section-head"><h2 id="course">"From start to resolution"</h2></header> })}
            <svg class="span-chart" width="100%" height="20" aria-hidden="true">
                <line class="span-base" x1="0%" y1="10" x2="100%" y2="10"></line>
                {unseen}
                {during}
                {after}
                {points}
            </svg>
            <dl class="facts">{steps}</dl>
        </section>
    })
}

/// The facts as a list.
#[component]
pub fn FactList(facts: Facts, setting: Setting, lines: bool) -> impl IntoView {
    let unknown = || view! { <dd class="unknown">"Not known yet"</dd> }.into_any();
    let known = |text: Option<String>| match text {
        Some(text) => view! { <dd>{text}</dd> }.into_any(),
        None => unknown(),
    };
    // With another moment it is in the course of the incident.
    let is_alone = [&facts.detected, &facts.mitigated, &facts.resolved].into_iter().all(Option::is_none);
    let started = facts.started.as_ref().filter(|_| is_alone).map(|stamp| view! { <div><dt>"Started"</dt><dd>{stamp.spoken()}</dd></div> });
    let services = known((!facts.services.is_empty()).then(|| facts.services.join(", ")));
    let found_by = known(facts.found_by.map(|by| by.name().to_owned()));
    let driver = known(facts.driver.map(|driver| driver.name().to_owned()));
    let hours: u32 = facts.departments.iter().map(|involvement| involvement.hours).fold(0, u32::saturating_add);
    let rate = |id| setting.names.departments.iter().find(|department| department.id == id).map_or(0, |department| department.hourly_rate);
    let cost = facts
        .departments
        .iter()
        .map(|involvement| u64::from(involvement.hours) * u64::from(rate(involvement.department)))
        .fold(u64::from(facts.direct_cost), u64::saturating_add);
    let currency = setting.currency();
    let cost = if cost == 0 {
        unknown()
    } else {
        let note = format!(
            "{hours} h in {} departments, and {currency} {} direct",
            facts.departments.len(),
            grouped(u64::from(facts.direct_cost))
        );
        view! { <dd>{format!("{currency} {}", grouped(cost))} <small>{note}</small></dd> }.into_any()
    };
    let departments = (!facts.departments.is_empty()).then(|| {
        let list = facts
            .departments
            .iter()
            .map(|involvement| format!("{} {} h", setting.names.department(involvement.department), involvement.hours))
            .collect::<Vec<_>>()
            .join(", ");
        view! { <div><dt>"Departments"</dt><dd>{list}</dd></div> }
    });
    view! {
        <dl class=if lines { "facts lines" } else { "facts" }>
            {started}
            <div><dt>"Services"</dt>{services}</div>
            <div><dt>"Found by"</dt>{found_by}</div>
            <div><dt>"Response driven by"</dt>{driver}</div>
            {departments}
            <div><dt>"Cost"</dt>{cost}</div>
        </dl>
    }
}

/// A number in groups of three digits: `14 860`, with thin spaces.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}
