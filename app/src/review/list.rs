//! All reviews that one may see.

use crate::{
    error::AppError,
    icon::Icon,
    load::{load, shown},
    page::Page,
    setting::setting,
};
use domain::{
    id::{ReviewId, TeamId},
    people::Role,
    review::{Severity, State},
    time::Day,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use serde::{Deserialize, Serialize};

/// A line of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub id: ReviewId,
    pub title: String,
    pub severity: Option<Severity>,
    pub team: Option<TeamId>,
    pub services: Vec<String>,
    pub day: Day,
    pub state: State,
    pub step: String,
    /// Until when answers are asked for, while there are questions to answer.
    pub answers_by: Option<Day>,
    pub private: bool,
}

#[server(prefix = "/do", endpoint = "load_reviews")]
pub async fn load_reviews(before: Option<ReviewId>) -> Result<(Vec<Line>, bool), AppError> {
    let asking = crate::request::Asking::current()?;
    let (heads, more) = asking.workspace().reviews(&asking.actor()?, before, 30).await?;
    let line = |head: service::review::Head| Line {
        day: head.started.map_or_else(|| head.opened_at.day(), |stamp| stamp.day()),
        id: head.id,
        title: head.title,
        severity: head.severity,
        team: head.team,
        services: head.services,
        state: head.state,
        step: head.step,
        answers_by: head.answers_by,
        private: head.private,
    };
    Ok((heads.into_iter().map(line).collect(), more))
}

/// The first page one sees.
#[component]
pub fn ReviewsPage() -> impl IntoView {
    view! {
        <Title text="Reviews" />
        <Page view=Content />
    }
}

#[component]
fn Content() -> impl IntoView {
    let query = use_query_map();
    let before = move || query.read().get("before").and_then(|text| text.parse().ok());
    let reviews = load(before, load_reviews);
    let new = setting().writes().then(|| {
        view! {
            <div class="page-actions">
                <a class="button primary" href="/reviews/new"><Icon name="plus" />"New review"</a>
            </div>
        }
    });
    view! {
        <header class="page-head">
            <h1>"Reviews"</h1>
            <p class="page-lead">"What happened, what it taught, and what became of it."</p>
            {new}
        </header>
        {shown(reviews, |(lines, more)| view! { <Lists lines more /> }.into_any())}
    }
}

#[component]
fn Lists(lines: Vec<Line>, more: bool) -> impl IntoView {
    if lines.is_empty() {
        return view! { <Empty /> }.into_any();
    }
    let last = lines.last().map(|line| line.id);
    let (open, published): (Vec<_>, Vec<_>) = lines.into_iter().partition(|line| line.state == State::Open);
    let pager = more
        .then_some(last)
        .flatten()
        .map(|last| view! { <p class="pager"><a class="button" href=format!("/?before={last}")>"Older reviews"</a></p> });
    view! {
        <Group id="open" title="Open" lines=open />
        <Group id="published" title="Published" lines=published />
        {pager}
    }
    .into_any()
}

#[component]
fn Group(id: &'static str, title: &'static str, lines: Vec<Line>) -> impl IntoView {
    let names = setting().names;
    let answers = setting().role() != Role::Viewer;
    (!lines.is_empty()).then(|| {
        let lines = lines
            .into_iter()
            .map(|line| {
                let team = line.team.and_then(|team| names.team(team));
                let services = (!line.services.is_empty()).then(|| line.services.join(", "));
                let about = [Some(line.day.spoken()), team, services].into_iter().flatten().collect::<Vec<_>>().join(" · ");
                let state = (line.state == State::Open).then(|| format!("at {}", line.step.to_lowercase()));
                let asked = line.answers_by.filter(|_| answers).map(|day| {
                    view! { <span class="chip" data-state="live"><Icon name="clock" />{format!("Answers by {}", day.spoken())}</span> }
                });
                let private = line.private.then(|| view! { <span class="chip"><Icon name="lock" />"Private"</span> });
                let severity = line.severity.map(|severity| view! { <Badge severity /> });
                view! {
                    <li class="review-line">
                        <h3><a href=format!("/reviews/{}{}", line.id, if line.state == State::Published { "/read" } else { "" })>{line.title}</a></h3>
                        <p>{about}</p>
                        <div class="review-state">{state} {asked} {private} {severity}</div>
                    </li>
                }
            })
            .collect_view();
        view! {
            <section class="section" aria-labelledby=id>
                <header class="section-head"><h2 id=id>{title}</h2></header>
                <ul class="reviews">{lines}</ul>
            </section>
        }
    })
}

/// The severity as a chip.
#[component]
pub fn Badge(severity: Severity) -> impl IntoView {
    let short = severity.name().split(" · ").next().unwrap_or_default();
    view! { <span class="chip" data-severity=severity.key()>{short}</span> }
}

#[component]
fn Empty() -> impl IntoView {
    let steps = ["Incident", "Timeline", "After-action review", "Culture profile", "Lessons", "Planned work", "Did it work?"];
    let writes = setting().writes();
    let prepare = (setting().role() == Role::Admin).then(|| {
        view! { <p>"Before that, under " <a href="/people">"People"</a> ": name the departments, so that hours and work have a place, and invite those who were there."</p> }
    });
    view! {
        <section class="empty">
            <h2>"Your first review starts with an incident"</h2>
            <p>"Small ones teach as well as large ones. Open a review, paste what you have of a timeline, and ask those who were there."</p>
            {prepare}
            {writes.then(|| view! { <div class="buttons"><a class="button primary" href="/reviews/new"><Icon name="plus" />"New review"</a></div> })}
            <ol class="loop">{steps.map(|step| view! { <li>{step}</li> }).collect_view()}</ol>
        </section>
    }
}
