//! Talking a question through: one theme after the other, in the order of votes, the same for everybody.

use super::focus::back_and_on;
use crate::{form::Act, live::LiveReview};
use domain::session::Focus;
use leptos::prelude::*;

/// What of the question everybody talks about now; `None`: all of it.
pub fn talked_about(live: LiveReview, question: StoredValue<String>) -> Memo<Option<Focus>> {
    Memo::new(move |_| live.review.with(|review| question.with_value(|question| review.talked_about(question))))
}

/// For whoever leads: from theme to theme, or back to all.
#[component]
pub fn ThemeByTheme(live: LiveReview, question: StoredValue<String>) -> impl IntoView {
    let agenda = Memo::new(move |_| live.review.with(|review| question.with_value(|question| review.agenda(question))));
    let at = talked_about(live, question);
    let moves = move || {
        let all = at.get().map(|_| {
            view! { <Act command="focus_on" fields=vec![("on", String::new())] class="button quiet" text="Show all" key="0" /> }
        });
        let names = ["Previous theme", "Next theme", "Begin with the first theme"];
        view! { {agenda.with(|agenda| back_and_on(agenda, at.get(), names))} {all} }
    };
    let shown = Memo::new(move |_| live.facilitates.get() && !agenda.with(Vec::is_empty));
    move || shown.get().then(|| view! { <div class="buttons theme-moves" role="group" aria-label="What everybody looks at">{moves}</div> })
}

/// Brings what is talked about into everybody's sight. Whoever is writing stays where they are.
pub fn keep_in_sight(at: Memo<Option<Focus>>) {
    #[cfg(feature = "hydrate")]
    Effect::new(move |_| {
        let place = match at.get()? {
            Focus::Theme(id) => format!("theme-{id}"),
            Focus::Card(id) => format!("card-{id}"),
            Focus::Event(_) => return None,
        };
        let element = document().get_element_by_id(&place).filter(|_| !crate::form::focus::is_writing())?;
        element.scroll_into_view();
        Some(())
    });
    #[cfg(not(feature = "hydrate"))]
    let _ = at;
}
