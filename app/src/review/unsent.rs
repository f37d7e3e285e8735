//! What somebody began to write in a form of this review, in this browser, and did not send.

use super::open_points::{Line, place_of_question};
use crate::{live::LiveReview, session::adding_id};
use domain::{
    culture::Evidence,
    id::{AccountId, CardId, EventId, LessonId, ParkedId, ThemeId},
    prose::{beginning, excerpt},
    review::{Review, notes_id},
};
use leptos::prelude::*;

/// The forms that hold something; nothing before the page is alive, because only the browser knows.
#[component]
pub fn Unsent(live: LiveReview) -> impl IntoView {
    let drafts = RwSignal::new(Vec::<String>::new());
    #[cfg(feature = "hydrate")]
    crate::form::follow_unsent(live.id(), drafts);
    let lines = Memo::new(move |_| {
        let known = |review: &Review| drafts.with(|drafts| drafts.iter().filter_map(|draft| line(review, draft)).collect::<Vec<_>>());
        live.review.with(known)
    });
    let any = Memo::new(move |_| !lines.with(Vec::is_empty));
    let shown = move || {
        view! {
            <h3>"Begun in this browser and not sent"</h3>
            <ul>
                <For each=move || lines.get() key=|line| line.clone() let:line>
                    // Loaded afresh, because what is edited is read from the address when a page begins.
                    <li><a href=line.to rel="external">{line.text}</a></li>
                </For>
            </ul>
        }
    };
    move || any.get().then(shown)
}

/// What the form is for whose draft has this name, and where it stands; nothing for a form that is not known here.
fn line(review: &Review, draft: &str) -> Option<Line> {
    let (kind, of) = draft.split_once(':').unwrap_or((draft, ""));
    let named = |text: &str, place: &str| (text.to_owned(), place.to_owned());
    let event = || of.parse::<EventId>().ok();
    let (text, place) = match (kind, of) {
        ("facts", _) => named("The facts", "/facts"),
        ("summary", _) => named("The summary", &format!("?edit={}", review.id)),
        ("notes", _) => named("The notes", &format!("/session?edit={}", notes_id(review.id))),
        ("event", "") => named("A new event on the timeline", "/timeline#add-event"),
        ("event", _) => (review.evidence_name(&Evidence::Event(event()?)), format!("/timeline?edit={of}#event-{of}")),
        ("paste", _) => named("A pasted timeline", "/timeline/paste"),
        ("account", _) => {
            // Of one that is there, or the first of an event.
            let account = of.parse().ok().and_then(|id: AccountId| review.accounts.get(&id));
            let event = account.map_or_else(event, |account| Some(account.event))?;
            let form = account.map_or_else(|| adding_id(event), |account| account.id.0);
            let name = review.evidence_name(&Evidence::Event(event));
            (format!("Your account of {name}"), format!("/timeline?edit={form}#event-{event}"))
        }
        ("card", _) => match of.parse::<CardId>() {
            Ok(card) => (format!("The card {}", review.evidence_name(&Evidence::Card(card))), format!("/questions?edit={of}#card-{of}")),
            Err(_) => (format!("Your answer to “{}”", review.format.question(of)?.title), place_of_question(of)),
        },
        ("theme", _) => {
            let theme = review.themes.get(&of.parse::<ThemeId>().ok()?)?;
            (format!("The theme “{}”", theme.title), format!("/questions?edit={of}#theme-{of}"))
        }
        ("lesson", "") => named("A new lesson", "/lessons#add-lesson"),
        ("lesson", _) => {
            let lesson = review.lessons.get(&of.parse::<LessonId>().ok()?)?;
            (format!("The lesson “{}”", excerpt(&lesson.text)), format!("/lessons?edit={of}#lesson-{of}"))
        }
        ("observe", _) => named("An observation", &format!("/culture#indicator-{of}")),
        ("park", "") => named("Something to park", "/session#parking"),
        ("park", _) => {
            let parked = review.parked.get(&of.parse::<ParkedId>().ok()?)?;
            (format!("The parked note “{}”", beginning(&parked.text)), format!("/session?edit={of}#parking"))
        }
        ("work", _) => named("Work that a lesson asks for", &format!("/work?lesson={of}")),
        _ => return None,
    };
    Some(Line { text, to: format!("/reviews/{}{place}", review.id) })
}
