//! What happened to a review, in order.

use crate::{
    error::AppError,
    live::LiveReview,
    load::{load, shown},
};
use domain::{id::ReviewId, time::Stamp};
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
    view! {
        <section class="section" aria-labelledby="history">
            <header class="section-head">
                <h2 id="history">"History"</h2>
                <p>"Every change is kept. Who made it is not shown: a review grades nobody."</p>
            </header>
            {shown(history, table)}
        </section>
    }
}

fn table(entries: Vec<(Stamp, String)>) -> AnyView {
    let rows = entries.into_iter().rev().map(|(at, kind)| view! { <tr><td>{at.spoken()}</td><td>{spoken(&kind)}</td></tr> });
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

/// `event_added` as `Event added`.
fn spoken(kind: &str) -> String {
    let text = kind.replace('_', " ");
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
