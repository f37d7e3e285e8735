//! The end: what came of it, two questions about the session itself, and its end.

use crate::{form::Act, icon::Icon, live::LiveReview, review::counted};
use domain::session::CloseQuestion;
use leptos::prelude::*;

/// The last step.
#[component]
pub fn Closing(live: LiveReview) -> impl IntoView {
    let id = live.id();
    let came = move || {
        live.review.with(|review| {
            let cards = review.cards.values().filter(|card| !card.removed).count();
            let lessons = review.lessons.values().filter(|lesson| !lesson.removed).count();
            let parked = review.parked.values().filter(|parked| !parked.removed && !parked.settled).count();
            let work = live.work.with(Vec::len);
            let line = |count: usize, what: &str| counted(i64::try_from(count).unwrap_or(i64::MAX), what);
            let parked = (parked > 0).then(|| view! { <li>{format!("{} still parked", line(parked, "note"))}</li> });
            view! { <li>{line(cards, "card")}</li><li>{line(lessons, "lesson")}</li><li>{line(work, "work item")}</li>{parked} }
        })
    };
    let on = Memo::new(move |_| live.review.with(|review| review.lead.clock.is_some()));
    let end = move || {
        (live.facilitates.get() && on.get())
            .then(|| view! { <Act command="end_session" class="button primary" icon="check" text="End the session" /> })
    };
    view! {
        <section class="section" aria-labelledby="closing">
            <header class="section-head"><h2 id="closing">"What came of it"</h2></header>
            <ul class="came">{came}</ul>
            <p class="hint"><a href=format!("/reviews/{id}/read")>"Read it as others will"</a></p>
        </section>
        <section class="section" aria-labelledby="closing-questions">
            <header class="section-head">
                <h2 id="closing-questions">"Before you go"</h2>
                <p>"Nobody sees your answer. When the session ends the sums are shown, if at least four people answered."</p>
            </header>
            {CloseQuestion::ALL.map(|question| view! { <Question live question /> }).collect_view()}
        </section>
        <div class="buttons">{end}</div>
    }
}

#[component]
fn Question(live: LiveReview, question: CloseQuestion) -> impl IntoView {
    let mine = Memo::new(move |_| {
        live.review.with(|review| review.lead.ratings.get(&question).and_then(|answers| answers.get(&live.pen.get()).copied()))
    });
    let sum = move || {
        live.review.with(|review| {
            let tally = review.lead.rated.get(&question)?;
            Some(view! { <p class="hint"><Icon name="users" />{format!("{} yes, {} no", tally.yes, tally.no)}</p> })
        })
    };
    let buttons = move || {
        live.contributes.get().then(|| {
            [(true, "Yes"), (false, "No")]
                .map(|(yes, text)| {
                    let fields = vec![("question", question.key().to_owned()), ("yes", yes.to_string())];
                    view! { <Act command="rate" fields class="button" text pressed=mine.get() == Some(yes) /> }
                })
                .collect_view()
        })
    };
    view! {
        <div class="close-question" role="group" aria-label=question.text()>
            <p>{question.text()}</p>
            <div class="buttons">{buttons}</div>
            {sum}
        </div>
    }
}
