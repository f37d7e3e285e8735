//! What happened to a review, in order.

use crate::{
    error::AppError,
    live::LiveReview,
    load::{load, shown},
};
use domain::{id::ReviewId, session::Authors, time::Stamp};
use leptos::prelude::*;

#[server(prefix = "/do", endpoint = "load_history")]
pub async fn load_history(id: ReviewId) -> Result<Vec<(Stamp, String)>, AppError> {
    let asking = crate::request::Asking::current()?;
    let entries = asking.workspace().history(&asking.actor()?, id).await?;
    let clock = asking.clock().await?;
    Ok(entries.into_iter().map(|(at, kind)| (clock(at), kind)).collect())
}

/// The audit trail, newest first. It says what was done and when, never by whom: a review grades nobody.
#[component]
pub fn HistoryTab() -> impl IntoView {
    let live = expect_context::<LiveReview>();
    let id = live.id();
    let history = load(|| (), move |()| load_history(id));
    let anonymous = live.review.with_untracked(|review| review.authors == Authors::Anonymous);
    let days = " Of answers, votes and whatever else is anonymous here only the day is kept: the minute could tell whose it is.";
    view! {
        <section class="section" aria-labelledby="history">
            <header class="section-head">
                <h2 id="history">"History"</h2>
                <p>"Every change is kept. Who made it is not shown: a review grades nobody." {anonymous.then_some(days)}</p>
            </header>
            {shown(history, table)}
        </section>
    }
}

fn table(entries: Vec<(Stamp, String)>) -> AnyView {
    let rows = entries.into_iter().rev().map(|(at, kind)| view! { <tr><td>{told(&at)}</td><td>{spoken(&kind)}</td></tr> });
    view! {
        <div class="table card">
            <table>
                <thead><tr><th scope="col">"When"</th><th scope="col">"What"</th></tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// The time, or, where no more is kept, the day.
fn told(at: &Stamp) -> String {
    if at.at.is_day_only() { format!("{}, some time that day (UTC)", at.at.day().spoken()) } else { at.spoken() }
}

/// `event_added` as `Event added`.
fn spoken(kind: &str) -> String {
    let text = kind.replace('_', " ");
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
