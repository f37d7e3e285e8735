//! The end: what came of it, two questions about the session itself, and its end.

use crate::{form::Act, icon::Icon, live::LiveReview, review::Unsent, spoken::counted};
use domain::session::CloseQuestion;
use leptos::prelude::*;

/// The last step.
#[component]
pub fn Closing(live: LiveReview) -> impl IntoView {
    let id = live.id();
    let on = Memo::new(move |_| live.review.with(|review| review.lead.clock.is_some()));
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
    let asking = Memo::new(move |_| live.review.with(|review| review.lead.asks_closing()));
    let questions = move || if asking.get() { view! { <Asking live on /> }.into_any() } else { view! { <Over live on /> }.into_any() };
    let publish = move || {
        (live.facilitates.get() && !on.get()).then(|| {
            view! {
                <section class="section">
                    <p>"What is missing can still be added. When it is as you want it, publish the review: the button is on its overview."</p>
                    <div class="buttons"><a class="button primary" href=format!("/reviews/{id}")>"Go on to publish"<Icon name="arrow-right" /></a></div>
                </section>
            }
        })
    };
    let end = move || (live.facilitates.get() && on.get()).then(|| view! { <End /> });
    view! {
        <section class="section" aria-labelledby="closing">
            <header class="section-head"><h2 id="closing">"What came of it"</h2></header>
            <ul class="came">{came}</ul>
            <p class="hint"><a href=format!("/reviews/{id}/read")>"Read it as others will"</a></p>
        </section>
        {questions}
        {publish}
        <div class="section unsent"><Unsent live /></div>
        {end}
    }
}

/// While people are asked.
#[component]
fn Asking(live: LiveReview, on: Memo<bool>) -> impl IntoView {
    let when = move || if on.get() { "When the session ends" } else { "When the review is published" };
    view! {
        <section class="section" aria-labelledby="closing-questions">
            <header class="section-head">
                <h2 id="closing-questions">"Before you go"</h2>
                <p>{move || format!("Nobody sees your answer. {} the sums are shown, if at least four people answered.", when())}</p>
            </header>
            {CloseQuestion::ALL.map(|question| view! { <Question live question /> }).collect_view()}
        </section>
    }
}

/// The end of the session: it cannot be taken back, so it says first what it does.
#[component]
fn End() -> impl IntoView {
    view! {
        <section class="section ending" aria-label="The end of the session">
            <details class="menu publish">
                <summary class="button"><Icon name="check" />"End the session"</summary>
                <div class="menu-panel">
                    <p>"The clock stops, the door for guests is closed, and the sums of the two questions are shown. Give everybody the time to answer them."</p>
                    <Act command="end_session" class="button primary" text="End it now" />
                </div>
            </details>
        </section>
    }
}

/// After it: the sums, or why there are none, and the way on.
#[component]
fn Over(live: LiveReview, on: Memo<bool>) -> impl IntoView {
    let title = move || if on.get() { "What people said of the session" } else { "The session is over" };
    let sums = CloseQuestion::ALL
        .map(|question| {
            let sum = move || {
                live.review.with(|review| match review.lead.rated.get(&question) {
                    Some(tally) => tally.to_string(),
                    None => "Fewer than four people answered. There is no sum, because it could tell who said what.".to_owned(),
                })
            };
            view! { <div class="close-question"><p>{question.text()}</p><p class="hint"><Icon name="users" />{sum}</p></div> }
        })
        .collect_view();
    view! {
        <section class="section" aria-labelledby="closing-questions">
            <header class="section-head">
                <h2 id="closing-questions">{title}</h2>
                <p>"Thank you. The review stays open until it is published."</p>
            </header>
            {sums}
        </section>
    }
}

#[component]
fn Question(live: LiveReview, question: CloseQuestion) -> impl IntoView {
    let mine = Memo::new(move |_| {
        live.review.with(|review| review.lead.ratings.get(&question).and_then(|answers| answers.get(&live.pen.get()).copied()))
    });
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
        </div>
    }
}
