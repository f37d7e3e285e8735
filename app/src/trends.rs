//! What the numbers do over time.

mod chart;

use crate::{
    culture::bar,
    error::AppError,
    icon::Icon,
    load::{load, shown},
    page::Page,
    setting::{Setting, setting},
};
use chart::{Chart, Drawing, Series};
use domain::{
    culture::{Distribution, Level},
    trends::{Span, TeamCulture, Trends},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

#[server(prefix = "/do", endpoint = "load_trends")]
pub async fn load_trends(#[server(default)] span: Option<Span>) -> Result<Trends, AppError> {
    let asking = crate::request::Asking::current()?;
    Ok(asking.workspace().trends(&asking.actor()?, span, asking.now).await?)
}

/// The trends page.
#[component]
pub fn TrendsPage() -> impl IntoView {
    view! {
        <Title text="Trends" />
        <Page class="page wide" view=Content />
    }
}

#[component]
fn Content() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| query.read().get("span").and_then(|text| text.parse::<Span>().ok()));
    let trends = load(move || asked.get(), load_trends);
    view! {
        <header class="page-head">
            <h1>"Trends"</h1>
            <p class="page-lead">"Whether learning turns into change. Teams and departments, never persons; private reviews are left out, and only the hours and the number of the work they led to are counted."</p>
        </header>
        {shown(trends, move |loaded| view! { <Loaded trends=loaded /> }.into_any())}
    }
}

#[component]
fn Loaded(trends: Trends) -> impl IntoView {
    let setting = setting();
    let span = trends.span;
    let choices = [
        (Span::Months(6), "6 months"),
        (Span::Months(12), "12 months"),
        (Span::Months(24), "24 months"),
        (Span::All, "All years"),
    ]
    .map(|(choice, label)| view! { <a href=format!("/trends?span={choice}") aria-current=(span == choice).then_some("true")>{label}</a> })
    .collect_view();
    let spans = view! { <nav class="segmented" aria-label="How far back">{choices}</nav> };
    let period = if span == Span::All { "year" } else { "month" };
    let reviews: i64 = trends.reviews.iter().sum();
    let published: i64 = trends.published.iter().sum();
    let unplanned: i64 = trends.unplanned_hours.iter().sum();
    let planned: i64 = trends.planned_hours.iter().flat_map(|planned| &planned.hours).sum();
    let (open, overdue) = (trends.open.last().copied().unwrap_or(0), trends.overdue.last().copied().unwrap_or(0));
    if reviews == 0 && open == 0 && planned == 0 {
        return view! { {spans} {nothing(span)} }.into_any();
    }
    let labels: Vec<String> = trends.periods.iter().map(|period| period.spoken()).collect();
    let stat = |name: &'static str, value: String, note: String| view! { <div class="stat"><dt>{name}</dt><dd>{value} <small>{note}</small></dd></div> };
    let hours = {
        let mut series: Vec<Series> =
            trends.planned_hours.iter().map(|planned| Series::new(planned.kind.name(), planned.hours.clone())).collect();
        series.push(Series::new("Unplanned", trends.unplanned_hours.clone()));
        series
    };
    view! {
        {spans}
        {(reviews == 0 && span != Span::All).then(|| view! {
            <p class="page-lead">"No incident of these months was reviewed. " <a href="/trends?span=all">"Show all years"</a></p>
        })}
        <dl class="stats section">
            {stat("Reviews", reviews.to_string(), format!("{published} of them published"))}
            {stat("Unplanned work", format!("{unplanned} h"), format!("{planned} h planned work done"))}
            {stat("Open follow-up", open.to_string(), "work items, as of now".into())}
            {stat("Overdue", overdue.to_string(), format!("of {open} open"))}
        </dl>
        <div class="charts section">
            <Chart
                id="reviews"
                title="Reviews"
                labels=labels.clone()
                drawing=Drawing::Bars
                series=vec![Series::new("Published", trends.published.clone()), Series::new("Open", difference(&trends.reviews, &trends.published))]
                definition=format!("Reviews by the {period} in which the incident started. n = {reviews} reviews.")
            />
            <Chart
                id="work"
                title="Planned against unplanned work"
                labels=labels.clone()
                drawing=Drawing::Bars
                series=hours
                definition=format!(
                    "Hours a {period}. Unplanned: hours of all departments on incidents that started in the {period} ({unplanned} h in all). Planned: effort of work that was done in the {period} ({planned} h in all)."
                )
            />
            <Chart
                id="follow-up"
                title="Follow-up open and overdue"
                labels=labels.clone()
                drawing=Drawing::Lines
                series=vec![Series::new("Open", trends.open.clone()), Series::new("Overdue", trends.overdue.clone())]
                definition=format!("Work items at the end of each {period}; the newest value is as of now. Overdue: past their day and not closed. n = {open} open now.")
            />
            <Generative trends=trends.clone() labels=labels.clone() period />
        </div>
        <Culture teams=trends.culture.clone() setting=setting.clone() />
        <Departments trends setting />
    }
    .into_any()
}

/// Instead of empty charts.
fn nothing(span: Span) -> impl IntoView {
    let (href, label) = if span == Span::All { ("/", "All reviews") } else { ("/trends?span=all", "All years") };
    view! {
        <section class="empty">
            <h2>"Nothing to follow yet"</h2>
            <p>"Trends appear with the first review of an incident in this period. They show teams and departments, never persons."</p>
            <div class="buttons"><a class="button" href=href>{label}</a></div>
        </section>
    }
}

fn difference(all: &[i64], part: &[i64]) -> Vec<i64> {
    all.iter().zip(part).map(|(all, part)| all - part).collect()
}

/// Observations by level over time, of all teams together.
#[component]
fn Generative(trends: Trends, labels: Vec<String>, period: &'static str) -> impl IntoView {
    let of = |place: usize| -> Vec<i64> {
        (0..trends.periods.len())
            .map(|period| {
                trends
                    .culture
                    .iter()
                    .map(|team| i64::from(team.periods.get(period).and_then(|counts| counts.get(place)).copied().unwrap_or(0)))
                    .sum()
            })
            .collect()
    };
    let n: i64 = (0..3).flat_map(of).sum();
    let series = Level::ALL.into_iter().enumerate().map(|(place, level)| Series::level(level, of(place))).collect();
    view! {
        <Chart
            id="culture-months"
            title="Culture observations"
            labels=labels
            drawing=Drawing::Bars
            series=series
            definition=format!("Observations on incidents that started in the {period}, by level; all indicators and teams together. n = {n} observations.")
        />
    }
}

#[component]
fn Culture(teams: Vec<TeamCulture>, setting: Setting) -> impl IntoView {
    let none = teams.is_empty();
    let cards = teams
        .into_iter()
        .map(|team| {
            let name = team.team.map_or_else(|| Some("Reviews without a team".to_owned()), |team| setting.names.team(team)).unwrap_or_else(|| "A team that is gone".into());
            let indicators = team
                .indicators
                .iter()
                .map(|entry| {
                    let share = sentence(&entry.distribution);
                    let counts = entry.distribution.counts.map(|count| view! { <td data-number="">{count}</td> }).collect_view();
                    view! { <tr><th scope="row">{entry.indicator.name()}</th>{counts}<td>{share}</td></tr> }
                })
                .collect_view();
            let heading = format!("team-{}", team.team.map(|team| team.to_string()).unwrap_or_else(|| "none".into()));
            view! {
                <li class="card indicator">
                    <header class="indicator-head"><h3 id=heading>{name}</h3><p>{format!("{} in {}", crate::spoken::counted(i64::from(team.overall.n), "observation"), crate::spoken::counted(team.reviews, "review"))}</p></header>
                    <p class="verdict">{sentence(&team.overall)}</p>
                    {(team.overall.n > 0).then(|| bar(&team.overall))}
                    <details class="more">
                        <summary><Icon name="chevron-right" />"By indicator"</summary>
                        <div class="table">
                            <table>
                                <thead>
                                    <tr>
                                        <th scope="col">"Indicator"</th>
                                        {Level::ALL.map(|level| view! { <th scope="col" data-number="">{level.name()}</th> }).collect_view()}
                                        <th scope="col">"What may be said"</th>
                                    </tr>
                                </thead>
                                <tbody>{indicators}</tbody>
                            </table>
                        </div>
                    </details>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="section" aria-labelledby="culture-teams">
            <header class="section-head">
                <h2 id="culture-teams">"Culture by team"</h2>
                <p>"How the incidents of each team were handled, over the time shown. " <a href="/method">"How this is worked out"</a></p>
            </header>
            {none.then(|| view! { <p class="hint">"No incident of this time was reviewed."</p> })}
            <ul class="profile">{cards}</ul>
        </section>
    }
}

/// What may be said of a distribution: its clearest level with share and interval, or that it is mixed.
fn sentence(distribution: &Distribution) -> String {
    if distribution.n < 3 {
        return format!("Not enough evidence (n = {}).", distribution.n);
    }
    match distribution.clearly {
        Some(level) => {
            let share = Level::ALL.into_iter().zip(distribution.shares).find(|(other, _)| *other == level).map(|(_, share)| share);
            share.map_or_else(String::new, |share| {
                format!(
                    "Clearly {}: {:.0} %, 95 % interval {:.0}–{:.0} %, n = {}.",
                    level.name().to_lowercase(),
                    share.share * 100.0,
                    share.low * 100.0,
                    share.high * 100.0,
                    distribution.n
                )
            })
        }
        None => format!("Mixed: no level stands clear of the others (n = {}).", distribution.n),
    }
}

#[component]
fn Departments(trends: Trends, setting: Setting) -> impl IntoView {
    let rows = trends
        .departments
        .into_iter()
        .map(|department| {
            view! {
                <tr>
                    <th scope="row">{setting.names.department(department.department)}</th>
                    <td data-number="">{department.unplanned_hours}</td>
                    <td data-number="">{department.planned_hours}</td>
                    <td data-number="">{department.open}</td>
                    <td data-number="">{department.overdue}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="section" aria-labelledby="departments">
            <header class="section-head">
                <h2 id="departments">"By department"</h2>
                <p>"Who carried the hours, and what follow-up is open."</p>
            </header>
            <div class="table card">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">"Department"</th>
                            <th scope="col" data-number="">"Unplanned hours"</th>
                            <th scope="col" data-number="">"Planned hours done"</th>
                            <th scope="col" data-number="">"Open now"</th>
                            <th scope="col" data-number="">"Overdue now"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
}
