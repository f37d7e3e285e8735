//! Answering over days, without a session: until when answers are asked for, and asking for them.

use crate::{
    form::{Act, Field, Form, Hidden, Submit},
    icon::Icon,
    live::LiveReview,
    review::ForReview,
};
use leptos::prelude::*;

/// Until when answers are asked for.
#[component]
pub fn AnswersBy(live: LiveReview) -> impl IntoView {
    let asked = Memo::new(move |_| {
        let day = live.review.with(|review| review.asked_until())?;
        Some((day, day < live.now.get().due_day()))
    });
    move || {
        asked.get().map(|(day, passed)| {
            let day = day.in_full();
            let text = match (passed, live.contributes.get()) {
                (false, _) => format!("Answers are asked for by {day}."),
                (true, true) => format!("Answers were asked for by {day}; you can still answer."),
                (true, false) => format!("Answers were asked for by {day}."),
            };
            view! { <p class="asked"><Icon name="clock" /><span>{text}</span></p> }
        })
    }
}

/// For whoever leads: asks for answers until a day, and takes that back.
#[component]
pub fn AskForAnswers(live: LiveReview) -> impl IntoView {
    let id = live.id();
    let asked = Memo::new(move |_| live.review.with(|review| review.lead.answers_by.is_some()));
    let offered = Memo::new(move |_| {
        let to_ask = live.review.with(|review| review.format.questions.iter().any(|one| review.format.hides(&one.id, review.step)));
        to_ask && live.facilitates.get() && live.contributes.get()
    });
    let take_back = move || {
        asked.get().then(|| {
            view! { <Act command="ask_until" fields=vec![("until][local", String::new())] class="button quiet" text="Stop asking" /> }
        })
    };
    let form = move || {
        let day = live.review.with_untracked(|review| review.lead.answers_by.as_ref().map(|until| until.day().to_string()));
        view! {
            <details class="more ask">
                <summary>
                    <Icon name="chevron-right" />
                    {move || if asked.get() { "Change the day" } else { "Ask for answers over days" }}
                </summary>
                <p class="hint">"Without a session: everybody answers all questions in their own time and in any order. Nobody sees the cards of others before you reveal them."</p>
                <Form action="/do/send" class="inline-form" within="ask-until">
                    <ForReview review=id />
                    <Field name="command[ask_until][until][local]" label="Answers by" kind="date" value=day.unwrap_or_default() required=true />
                    // A day is meant, not a moment, and every day has its midnight in UTC.
                    <Hidden name="command[ask_until][until][zone]" value="UTC" />
                    <Submit class="button">"Ask for answers"</Submit>
                    {take_back}
                </Form>
            </details>
        }
    };
    move || offered.get().then(form)
}
