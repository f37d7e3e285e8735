//! Each indicator: what was seen, how sure one can be, and a form to add to it.

use super::{evidence_options, evidence_place};
use crate::{
    form::{Act, After, Field, Form, Fresh, Hidden, Select, Submit},
    icon::Icon,
    live::LiveReview,
    review::ForReview,
};
use domain::{
    culture::{Distribution, ENOUGH_EVIDENCE, ENOUGH_OBSERVATIONS, Indicator, IndicatorProfile, Level, Profile, Share},
    prose::NOTE,
};
use leptos::prelude::*;

fn percent(share: f64) -> String {
    format!("{:.0}", share * 100.0)
}

/// The shares of the three levels as one bar.
pub fn bar(distribution: &Distribution) -> impl IntoView + use<> {
    let mut from = 0.0;
    let parts = Level::ALL
        .into_iter()
        .zip(distribution.shares)
        .filter(|(_, share)| share.share > 0.0)
        .map(|(level, share)| {
            let (x, width) = (format!("{:.1}%", from * 100.0), format!("{:.1}%", share.share * 100.0));
            from += share.share;
            view! { <rect data-level=level.key() x=x y="1" width=width height="18" fill=format!("url(#p-{})", level.key())></rect> }
        })
        .collect_view();
    let label = Level::ALL
        .into_iter()
        .zip(distribution.counts)
        .map(|(level, count)| format!("{} {count} of {}", level.key(), distribution.n))
        .collect::<Vec<_>>()
        .join(", ");
    view! { <svg class="spread-bar" width="100%" height="20" role="img" aria-label=label>{parts}</svg> }
}

/// The three shares with their intervals, as a table.
pub fn spread(distribution: &Distribution, words: Option<Indicator>) -> impl IntoView + use<> {
    let rows = Level::ALL
        .into_iter()
        .zip(distribution.shares)
        .zip(distribution.counts)
        .map(|((level, Share { share, low, high }), count)| {
            let at = |value: f64| format!("{:.1}%", value * 100.0);
            view! {
                <tr data-level=level.key()>
                    <th scope="row"><span class="level" data-level=level.key()>{level.name()}</span>{words.map(|indicator| view! { <small>{indicator.at(level)}</small> })}</th>
                    <td class="range">
                        <svg class="whisker" width="100%" height="20" aria-hidden="true">
                            <line class="whisker-axis" x1="0%" x2="100%" y1="10" y2="10"></line>
                            <line class="whisker-line" x1=at(low) x2=at(high) y1="10" y2="10"></line>
                            <circle cx=at(share) cy="10" r="5"></circle>
                        </svg>
                    </td>
                    <td data-number="">{count}</td>
                    <td data-number="">{format!("{} %", percent(share))}</td>
                    <td data-number="">{format!("{}–{} %", percent(low), percent(high))}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <table class="spread">
            <thead>
                <tr>
                    <th scope="col">"Level"</th>
                    <th scope="col" class="range">"0 to 100 %"</th>
                    <th scope="col" data-number="">"Seen"</th>
                    <th scope="col" data-number="">"Share"</th>
                    <th scope="col" data-number="">"95 % interval"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

/// The sentence under an indicator's name.
fn verdict(indicator: Indicator, distribution: &Distribution) -> String {
    match distribution.clearly {
        Some(level) => format!("Clearly {}: {}.", level.name().to_lowercase(), indicator.at(level)),
        None => match Level::ALL.into_iter().zip(distribution.shares).find(|(_, share)| share.share >= 1.0) {
            Some((level, _)) => format!("All {}, and too few observations to be sure.", level.name().to_lowercase()),
            None => "Mixed: no level stands clear of the others.".to_owned(),
        },
    }
}

/// All six indicators.
#[component]
pub fn ProfileList(live: LiveReview, profile: Memo<Profile>, edit: bool) -> impl IntoView {
    let parts = Indicator::ALL
        .into_iter()
        .map(|indicator| {
            let mine =
                Memo::new(move |_| profile.with(|profile| profile.indicators.iter().find(|entry| entry.indicator == indicator).cloned()));
            view! { <IndicatorCard live indicator mine edit /> }
        })
        .collect_view();
    view! { <ul class="profile">{parts}</ul> }
}

#[component]
fn IndicatorCard(live: LiveReview, indicator: Indicator, mine: Memo<Option<IndicatorProfile>>, edit: bool) -> impl IntoView {
    let plural = |n: u32, one: &str, many: &str| format!("{n} {}", if n == 1 { one } else { many });
    let counted = move || {
        mine.with(|mine| {
            mine.as_ref().map(|mine| {
                format!(
                    "{} on {}",
                    plural(mine.n, "observation", "observations"),
                    plural(mine.evidence, "piece of evidence", "pieces of evidence")
                )
            })
        })
    };
    let judged = move || {
        mine.with(|mine| {
            mine.as_ref().map(|mine| match &mine.distribution {
                Some(distribution) => view! {
                    <p class="verdict">{verdict(indicator, distribution)}</p>
                    {bar(distribution)}
                    {spread(distribution, Some(indicator))}
                }
                .into_any(),
                None => view! {
                    <p class="unsure">
                        <Icon name="info" />
                        <span>{format!("Not enough evidence yet. A classification needs {ENOUGH_OBSERVATIONS} observations on {ENOUGH_EVIDENCE} pieces of evidence.")}</span>
                    </p>
                }
                .into_any(),
            })
        })
    };
    let differ = move || {
        let count = mine.with(|mine| mine.as_ref().map_or(0, |mine| mine.disagreements.len()));
        (count > 0).then(|| {
            let what = if count == 1 { "one piece of evidence".to_owned() } else { format!("{count} pieces of evidence") };
            view! { <p class="disagreement"><Icon name="users" />{format!("Observers differ on {what}. Talk about it: both may have seen something.")}</p> }
        })
    };
    let ids = Memo::new(move |_| mine.with(|mine| mine.as_ref().map(|mine| mine.observations.clone()).unwrap_or_default()));
    let any = Memo::new(move |_| ids.with(|ids| !ids.is_empty()));
    let list = move || {
        any.get().then(|| {
            view! {
                <details class="more">
                    <summary><Icon name="chevron-right" />{move || format!("Evidence ({})", ids.with(Vec::len))}</summary>
                    <ul class="observations">
                        <For each=move || ids.get() key=|id| *id let:id>
                            <ObservationLine live id edit />
                        </For>
                    </ul>
                </details>
            }
        })
    };
    let heading = format!("indicator-{}", indicator.key());
    view! {
        <li class="card indicator">
            <header class="indicator-head"><h3 id=heading>{indicator.name()}</h3><p>{counted}</p></header>
            {judged}
            {differ}
            {list}
            {move || (edit && live.contributes.get()).then(|| view! { <Observe live indicator /> })}
        </li>
    }
}

#[component]
fn ObservationLine(live: LiveReview, id: domain::id::ObservationId, edit: bool) -> impl IntoView {
    let line = Memo::new(move |_| {
        live.review.with(|review| {
            let one = review.observations.get(&id)?;
            Some((one.clone(), evidence_place(review, &one.evidence), review.evidence_name(&one.evidence)))
        })
    });
    move || {
        let (one, (icon, place), name) = line.get()?;
        let note = (!one.note.is_empty()).then(|| view! { <p>{one.note.clone()}</p> });
        let own = one.by == Some(live.pen.get()) || live.facilitates.get();
        let remove = (edit && own && live.contributes.get()).then(|| {
            view! { <Act command="remove_observation" fields=vec![("id", id.to_string())] label="Remove this observation" icon="trash" /> }
        });
        Some(view! {
            <li class="observation" data-level=one.level.key()>
                <span class="level" data-level=one.level.key()>{one.level.name()}</span>
                {note}
                <a class="source" href=place><Icon name=icon /><span>{name}</span></a>
                {remove}
            </li>
        })
    }
}

#[component]
fn Observe(live: LiveReview, indicator: Indicator) -> impl IntoView {
    let options = Memo::new(move |_| live.review.with(evidence_options));
    let levels = Level::ALL
        .map(|level| {
            view! {
                <label class="choice">
                    <input type="radio" name="command[observe][level]" value=level.key() required=true />
                    <span><span class="level" data-level=level.key()>{level.name()}</span><small>{indicator.at(level)}</small></span>
                </label>
            }
        })
        .collect_view();
    view! {
        <details class="more">
            <summary><Icon name="chevron-right" /><span>"Add an observation"<span class="visually-hidden">{format!(": {}", indicator.name())}</span></span></summary>
            <Form action="/do/send" within=indicator.key() after=After::Empty draft=format!("{}:observe:{}", live.id(), indicator.key())>
                <ForReview review=live.id() />
                <Fresh name="command[observe][id]" untimed=true />
                <Hidden name="command[observe][indicator]" value=indicator.key() />
                <fieldset class="field"><legend>"What did the handling show?"</legend><div class="choices grid">{levels}</div></fieldset>
                <Select name="command[observe][evidence]" label="Evidence" options=options nothing="Choose an event or a card" required=true />
                <Field name="command[observe][note]" label="What makes you say so" limit=NOTE area=true optional=true />
                <div class="form-actions"><Submit>"Add"</Submit></div>
            </Form>
        </details>
    }
}
