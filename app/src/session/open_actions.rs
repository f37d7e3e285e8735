//! What earlier reviews of this team asked for and is still open: looked at before anything new is asked for.

use crate::{
    error::AppError,
    live::LiveReview,
    load::{load, shown},
    setting::setting,
    work::ItemCard,
};
use domain::{id::ReviewId, time::Day, work::WorkItem};
use leptos::prelude::*;

#[server(prefix = "/do", endpoint = "load_open_actions")]
pub async fn load_open_actions(review: ReviewId) -> Result<(Vec<WorkItem>, Day), AppError> {
    let asking = crate::request::Asking::current()?;
    Ok((asking.workspace().open_before(&asking.actor()?, review).await?, asking.now.due_day()))
}

/// The open actions of the team.
#[component]
pub fn OpenActions(live: LiveReview) -> impl IntoView {
    let team = Memo::new(move |_| live.review.with(|review| review.facts.team));
    let open = load(move || (live.id(), team.get()), |(id, _)| load_open_actions(id));
    view! {
        <section class="section" aria-labelledby="open-actions">
            <header class="section-head">
                <h2 id="open-actions">"Open actions"</h2>
                <p>"What earlier reviews of this team asked for. What became of it? What is in the way?"</p>
            </header>
            {shown(open, move |(items, today)| {
                if team.get_untracked().is_none() {
                    return view! { <NoTeam live /> }.into_any();
                }
                if items.is_empty() {
                    return nothing("Nothing is open", "Whatever earlier reviews of this team asked for is done, or was given up for a reason.");
                }
                let moved = Callback::new(move |_| open.refetch());
                let lines = items.into_iter().map(|item| view! { <ItemCard item today status=true moves=moved /> }).collect_view();
                view! { <ul class="items">{lines}</ul> }.into_any()
            })}
        </section>
    }
}

/// Who may change the facts is led to them. A guest knows no teams to choose from.
#[component]
fn NoTeam(live: LiveReview) -> impl IntoView {
    let is_guest = setting().guest_of.is_some();
    let what = move || {
        if !is_guest && live.contributes.get() {
            view! { "Name the team under "<a href=format!("/reviews/{}/facts", live.id())>"Facts"</a>"; then its open actions stand here." }
                .into_any()
        } else {
            "Once its team is named under Facts, its open actions stand here.".into_any()
        }
    };
    view! { <div class="empty small"><h3>"This review has no team yet"</h3><p>{what}</p></div> }
}

fn nothing(title: &'static str, text: &'static str) -> AnyView {
    view! { <div class="empty small"><h3>{title}</h3><p>{text}</p></div> }.into_any()
}
