//! The questions of a review, each with its cards.

use super::{
    Rules,
    asking::{AnswersBy, AskForAnswers},
    cards::{AnswerCard, Themes},
    discussion::ThemeByTheme,
    privacy::Promise,
    probing::Probing,
};
use crate::{
    done::Done,
    form::{After, Field, Form, Fresh, Hidden, Submit},
    icon::Icon,
    live::LiveReview,
    review::{ForReview, Removed},
};
use domain::{
    id::CardId,
    prose::{NOTE, TITLE, beginning},
    review::Review,
    session::{Card, Format, Question},
};
use leptos::prelude::*;
use uuid::Uuid;

/// The questions of the review with their cards.
#[component]
pub fn QuestionsTab() -> impl IntoView {
    let live = expect_context::<LiveReview>();
    let questions = live.review.with_untracked(|review| review.format.questions.clone());
    let opening = Memo::new(move |_| {
        live.review.with(|review| review.format.writing_step(questions_first(&review.format)).is_some_and(|first| review.step < first))
    });
    let removed = Memo::new(move |_| {
        live.review.with(|review| {
            let gone = review.cards.values().filter(|card| card.removed && (card.author == Some(live.pen.get()) || live.facilitates.get()));
            gone.map(|card| (card.id.0, beginning(&card.text))).collect()
        })
    });
    view! {
        {move || opening.get().then(|| view! { <Rules /> })}
        <AnswersBy live />
        <AskForAnswers live />
        {questions.into_iter().map(|question| view! { <QuestionPart live question /> }).collect_view()}
        <Removed live command="restore_card" list=removed also=was_private />
    }
}

/// What the page says of a removed card: is it its writer's alone when it comes back?
fn was_private(review: &Review, card: Uuid) -> (&'static str, String) {
    let hides = |card: &Card| card.hidden && review.format.hides(&card.question, review.step);
    ("private", review.cards.get(&CardId(card)).is_some_and(hides).to_string())
}

fn questions_first(format: &Format) -> &str {
    format.questions.first().map_or("", |question| question.id.as_str())
}

/// Which of the question's steps the review is at, if any.
fn phase(live: LiveReview, question: &str) -> Memo<&'static str> {
    let question = question.to_owned();
    Memo::new(move |_| {
        live.review.with(|review| match review.current_step().map(|step| &step.kind) {
            Some(kind) if kind.question() == Some(question.as_str()) => kind.name(),
            _ if review.asked_now().any(|asked| asked.id == question) => "Write",
            _ if review.format.hides(&question, review.step) => "Not yet asked",
            _ => "Asked",
        })
    })
}

/// One question: its prompt, what one writes in private, then what the room has.
#[component]
pub fn QuestionPart(live: LiveReview, question: Question) -> impl IntoView {
    let id = live.id();
    let key = StoredValue::new(question.id.clone());
    let phase = phase(live, &question.id);
    let hides = Memo::new(move |_| live.review.with(|review| key.with_value(|key| review.format.hides(key, review.step))));
    let voting = Memo::new(move |_| live.review.with(|review| key.with_value(|key| review.is_voting(key))));
    let grouping = Memo::new(move |_| phase.get() == "Group");
    let discussing = Memo::new(move |_| phase.get() == "Discuss");
    let waiting = Memo::new(move |_| live.review.with(|review| key.with_value(|key| review.unrevealed.get(key).copied().unwrap_or(0))));
    let budget =
        Memo::new(move |_| live.review.with(|review| key.with_value(|key| (review.votes_spent(key, live.pen.get()), review.format.votes))));
    let chip = move || {
        let icon = match phase.get() {
            "Write" => "edit",
            "Vote" => "vote",
            "Group" => "group",
            "Discuss" => "communication",
            "Asked" => "check",
            _ => "clock",
        };
        let at = matches!(phase.get(), "Write" | "Vote" | "Group" | "Discuss").then_some("live");
        view! { <span class="chip" data-state=at><Icon name=icon />{phase.get()}</span> }
    };
    let mine = Memo::new(move |_| {
        live.review
            .with(|review| key.with_value(|key| review.answers(key).filter(|card| card.hidden).map(|card| card.id).collect::<Vec<_>>()))
    });
    let note = move || {
        hides.get().then(|| {
            view! {
                <p class="private-note">
                    <Icon name="lock" />
                    "Only you see what you write here, until the facilitator reveals the cards."
                </p>
            }
        })
    };
    let begun = RwSignal::new(false);
    let typed = move |event: leptos::ev::Event| {
        if event_target_value(&event).is_empty() {
            begun.set(false);
        }
    };
    // Said of the form that stays after the reveal: what is added now is not collected first.
    let open_note =
        move || (!hides.get()).then(|| view! { <p class="private-note"><Icon name="eye" />"Everybody sees at once what you add now."</p> });
    // The form stays when the cards are revealed, so that nobody loses what they are typing.
    let add = move || {
        view! {
            <div class="answer-form" class:private=move || hides.get() on:input=typed>
                <div role="status">{note} {open_note}</div>
                <Form action="/do/send" within=key.get_value() after=After::Empty then=Callback::new(move |_: Done| begun.set(false)) draft=format!("{id}:card:{}", key.get_value()) writing="card">
                    <ForReview review=id />
                    <Fresh name="command[add_card][id]" untimed=true />
                    <Hidden name="command[add_card][question]" value=key.get_value() />
                    <Promise command="command[add_card]" hides begun />
                    <Field name="command[add_card][text]" label="Your answer" hint="One thought a card." limit=NOTE area=true required=true key="w" />
                    <div class="form-actions"><Submit class="button">"Add card"</Submit></div>
                </Form>
            </div>
        }
    };
    view! {
        <section class="question" id=question.id.clone() data-grouping=move || grouping.get().then_some("") aria-labelledby=format!("q-{}", question.id)>
            <header class="question-head"><h2 id=format!("q-{}", question.id)>{question.title.clone()}</h2>{chip}<p>{question.prompt.clone()}</p></header>
            {move || {
                let (spent, rule) = budget.get();
                (voting.get() && live.contributes.get())
                    .then(|| {
                        let left = rule.budget.saturating_sub(spent);
                        let pips = (0..rule.budget).map(|at| view! { <i data-mine=(at < spent).then_some("")></i> }).collect_view();
                        view! {
                            <p class="budget" role="status">
                                <span class="pips" role="img" aria-label=format!("{left} of {} votes left", rule.budget)>{pips}</span>
                                {format!("You have {left} of {} votes left for this question, at most {} on one theme or card.", rule.budget, rule.most_on_one)}
                            </p>
                        }
                    })
            }}
            {move || discussing.get().then(|| view! { <Probing live /> })}
            // Always the same form, so that nobody who types in it when the room goes on loses it. At Group it stands here; the
            // style puts it behind everything else at other steps.
            {move || (live.contributes.get() && !hides.get()).then(|| view! { <NewTheme live question=key.get_value() /> })}
            <div class="talk">
                <Themes live question=question.id.clone() voting />
                {move || discussing.get().then(|| view! { <ThemeByTheme live question=key /> })}
            </div>
            {move || live.contributes.get().then(add)}
            <ul class="cards own" hidden=move || mine.with(Vec::is_empty)>
                <For each=move || mine.get() key=|card| *card let:card>
                    <AnswerCard live card />
                </For>
            </ul>
            {move || {
                (waiting.get() > 0)
                    .then(|| {
                        let count = waiting.get();
                        let cards = (0..count.min(8)).map(|_| view! { <span></span> }).collect_view();
                        let text = if count == 1 { "1 card by somebody else waits for the reveal".to_owned() } else { format!("{count} cards by others wait for the reveal") };
                        view! { <p class="waiting"><span class="waiting-cards">{cards}</span>{text}</p> }
                    })
            }}
        </section>
    }
}

#[component]
fn NewTheme(live: LiveReview, question: String) -> impl IntoView {
    view! {
        <Form action="/do/send" class="inline-form new-theme" within=question.clone() after=After::Empty>
            <ForReview review=live.id() />
            <Fresh name="command[save_theme][id]" />
            <Hidden name="command[save_theme][question]" value=question />
            <Field name="command[save_theme][title]" label="New theme" limit=TITLE required=true />
            <Submit class="button"><Icon name="group" />"Add theme"</Submit>
        </Form>
    }
}
