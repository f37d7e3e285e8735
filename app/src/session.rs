//! The session of a review: its steps, and the questions with their cards.

mod cards;

use crate::{
    form::{After, Field, Form, Fresh, Hidden, Submit},
    icon::Icon,
    live::LiveReview,
    review::{ForReview, Removed},
};
use cards::{AnswerCard, Themes};
use domain::{
    prose::{NOTE, TITLE, beginning},
    session::{Format, Question, StepKind},
};
use leptos::prelude::*;

/// What a step is called, with its question.
fn step_name(format: &Format, at: usize) -> String {
    let Some(step) = format.steps.get(at) else { return String::new() };
    match step.kind.question().and_then(|id| format.question(id)) {
        Some(question) => format!("{}: {}", step.kind.name(), question.title),
        None => step.kind.name().to_owned(),
    }
}

/// The part of the review that a step happens on.
fn place_of(kind: &StepKind) -> &'static str {
    match kind {
        StepKind::Timeline => "/timeline",
        // The rules stand above the questions.
        StepKind::Welcome | StepKind::Write(_) | StepKind::Group(_) | StepKind::Vote(_) | StepKind::Discuss(_) => "/questions",
        StepKind::Culture => "/culture",
        StepKind::Lessons => "/lessons",
        StepKind::OpenActions | StepKind::WorkItems | StepKind::Close => "/work",
    }
}

/// Where the session is, and, for the facilitator, back and next.
#[component]
pub fn SessionBar(live: LiveReview) -> impl IntoView {
    let id = live.id();
    let step = Memo::new(move |_| live.review.with(|review| review.step));
    let format = live.review.with_untracked(|review| StoredValue::new(review.format.clone()));
    let count = format.with_value(|format| format.steps.len());
    let name = move || format.with_value(|format| step_name(format, step.get()));
    let minutes = move || format.with_value(|format| format.steps.get(step.get()).map_or(0, |step| step.minutes));
    let place =
        move || format.with_value(|format| format.steps.get(step.get()).map(|step| format!("/reviews/{id}{}", place_of(&step.kind))));
    let button = move |to: usize, class: &'static str, back: bool| {
        let name = format.with_value(|format| {
            let name = format.steps.get(to).map(|step| step.kind.name()).unwrap_or_default();
            let reveals = !back && !format.revealed_between(step.get_untracked(), to).is_empty();
            if reveals { format!("Reveal and {}", name.to_lowercase()) } else { name.to_owned() }
        });
        let inside = if back {
            view! { <Icon name="chevron-left" />"Back" }.into_any()
        } else {
            view! { {format!("Next: {name}")}<Icon name="chevron-right" /> }.into_any()
        };
        view! { <Submit class=class name="command[move_to][to]" value=to.to_string()>{inside}</Submit> }
    };
    let moves = move || {
        live.facilitates.get().then(|| {
            let at = step.get();
            view! {
                <Form action="/do/send" class="session-move">
                    <ForReview review=id />
                    <Hidden name="command[move_to][from]" value=at.to_string() />
                    {(at > 0).then(|| button(at - 1, "button", true))}
                    {(at + 1 < count).then(|| button(at + 1, "button primary", false))}
                </Form>
            }
        })
    };
    view! {
        <section class="session" aria-label="Session">
            <p class="session-now" aria-live="polite">
                <small>
                    <span class="presence needs-script" data-state=move || (!live.connected.get()).then_some("away")>
                        {move || if live.connected.get() { "Live" } else { "Reconnecting" }}
                    </span>
                    <span>{move || format!("Step {} of {count}", step.get() + 1)}</span>
                </small>
                {move || place().map(|place| view! { <a href=place>{name()}</a> })}
            </p>
            <p class="session-clock"><span>{move || format!("{} min", minutes())}</span><small>"planned"</small></p>
            {moves}
            <progress class="session-progress" value=move || (step.get() + 1).to_string() max=count.to_string() aria-label=move || format!("Step {} of {count}", step.get() + 1)></progress>
            <details class="more session-all">
                <summary><Icon name="chevron-right" />"All steps"</summary>
                <AllSteps live />
            </details>
        </section>
    }
}

/// Groups the steps as people think of them: the opening, each question, the closing.
fn grouped(format: &Format) -> Vec<(String, Vec<usize>)> {
    let mut groups: Vec<(String, Vec<usize>)> = Vec::new();
    let mut asked = false;
    for (at, step) in format.steps.iter().enumerate() {
        let title = match step.kind.question().and_then(|id| format.question(id)) {
            Some(question) => {
                asked = true;
                question.title.clone()
            }
            None if asked => "Closing".to_owned(),
            None => "Opening".to_owned(),
        };
        match groups.last_mut().filter(|(last, _)| *last == title) {
            Some((_, steps)) => steps.push(at),
            None => groups.push((title, vec![at])),
        }
    }
    groups
}

#[component]
fn AllSteps(live: LiveReview) -> impl IntoView {
    let id = live.id();
    let step = Memo::new(move |_| live.review.with(|review| review.step));
    let format = live.review.with_untracked(|review| review.format.clone());
    let groups = grouped(&format);
    let format = StoredValue::new(format);
    let one = move |to: usize, leads: bool| {
        let (name, minutes) =
            format.with_value(|format| format.steps.get(to).map(|step| (step.kind.name(), step.minutes)).unwrap_or_default());
        let at = step.get();
        let here = (to == at).then_some("step");
        let passed = (to < at).then(|| view! { <Icon name="check" /> });
        let minutes = format!("{minutes} min");
        let inside = view! { {passed}{name}<small>{minutes}</small> };
        let button = |class: &'static str, inside: AnyView| {
            view! { <button class=class name="command[move_to][to]" value=to.to_string() aria-current=here>{inside}</button> }
        };
        let reveals =
            format.with_value(|format| format.revealed_between(at, to).into_iter().map(|one| one.title.clone()).collect::<Vec<_>>());
        if leads && !reveals.is_empty() && to > at + 1 {
            view! {
                <li>
                    <details class="menu reveals">
                        <summary class="step">{inside}</summary>
                        <div class="menu-panel">
                            <p>"This shows everybody the cards of these questions, for good:"</p>
                            <ul>{reveals.into_iter().map(|title| view! { <li>{title}</li> }).collect_view()}</ul>
                            {button("button primary", "Go there".into_any())}
                        </div>
                    </details>
                </li>
            }
            .into_any()
        } else if leads {
            view! { <li>{button("step", inside.into_any())}</li> }.into_any()
        } else {
            view! { <li><span class="step" aria-current=here>{inside}</span></li> }.into_any()
        }
    };
    move || {
        let (leads, from) = (live.facilitates.get(), step.get().to_string());
        let list = groups
            .iter()
            .map(|(title, steps)| {
                let steps = steps.iter().map(|to| one(*to, leads)).collect_view();
                view! { <li><h3>{title.clone()}</h3><ol>{steps}</ol></li> }
            })
            .collect_view();
        view! {
            <Form action="/do/send" class="">
                <ForReview review=id />
                <Hidden name="command[move_to][from]" value=from />
                <ol class="steps">{list}</ol>
            </Form>
        }
    }
}

/// The rules that a session begins with.
const RULES: [(&str, &str); 5] = [
    ("Not a critique", "We look at how the work was set up, and grade nobody."),
    ("Nobody has all the information", "Every account adds something, also the odd one out."),
    ("What, not who", "People appear as roles. We ask what made an act sensible at the time."),
    ("Every voice counts", "Write first, then talk. The quiet ones have often seen the most."),
    ("Strengths as well as weaknesses", "What held is worth keeping, and is easily forgotten."),
];

/// The questions of the review with their cards.
#[component]
pub fn QuestionsTab() -> impl IntoView {
    let live = expect_context::<LiveReview>();
    let questions = live.review.with_untracked(|review| review.format.questions.clone());
    let rules = || RULES.map(|(rule, why)| view! { <li><strong>{rule}</strong><p>{why}</p></li> }).collect_view();
    let opening = Memo::new(move |_| {
        live.review.with(|review| review.format.writing_step(questions_first(&review.format)).is_some_and(|first| review.step < first))
    });
    let removed = Memo::new(move |_| {
        live.review.with(|review| {
            let gone = review.cards.values().filter(|card| card.removed && (card.author == Some(live.me) || live.facilitates.get()));
            gone.map(|card| (card.id.0, beginning(&card.text))).collect()
        })
    });
    view! {
        {move || opening.get().then(|| view! { <section class="section" aria-labelledby="rules"><header class="section-head"><h2 id="rules">"Ground rules"</h2></header><ul class="rules">{rules()}</ul></section> })}
        {questions.into_iter().map(|question| view! { <QuestionPart live question /> }).collect_view()}
        <Removed live command="restore_card" list=removed />
    }
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
            _ if review.format.hides(&question, review.step) => "Not yet asked",
            _ => "Asked",
        })
    })
}

#[component]
fn QuestionPart(live: LiveReview, question: Question) -> impl IntoView {
    let id = live.id();
    let key = StoredValue::new(question.id.clone());
    let phase = phase(live, &question.id);
    let hides = Memo::new(move |_| live.review.with(|review| key.with_value(|key| review.format.hides(key, review.step))));
    let voting = Memo::new(move |_| phase.get() == "Vote");
    let waiting = Memo::new(move |_| live.review.with(|review| key.with_value(|key| review.unrevealed.get(key).copied().unwrap_or(0))));
    let budget =
        Memo::new(move |_| live.review.with(|review| key.with_value(|key| (review.votes_spent(key, live.me), review.format.votes))));
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
    let add = move || {
        let note = hides.get().then(|| view! { <p class="private-note"><Icon name="lock" />"Only you see what you write here, until the facilitator reveals the cards."</p> });
        view! {
            <Form action="/do/send" class=if hides.get() { "form private" } else { "form" } within=key.get_value() after=After::Empty draft=format!("{id}:card:{}", key.get_value())>
                <ForReview review=id />
                <Fresh name="command[add_card][id]" />
                <Hidden name="command[add_card][question]" value=key.get_value() />
                {note}
                <Field name="command[add_card][text]" label="Your answer" hint="One thought a card." limit=NOTE area=true required=true />
                <div class="form-actions"><Submit class="button">"Add card"</Submit></div>
            </Form>
            <ul class="cards own" hidden=move || mine.with(Vec::is_empty)>
                <For each=move || mine.get() key=|card| *card let:card>
                    <AnswerCard live card />
                </For>
            </ul>
        }
    };
    view! {
        <section class="question" id=question.id.clone() aria-labelledby=format!("q-{}", question.id)>
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
            <Themes live question=question.id.clone() voting />
            {move || {
                (waiting.get() > 0)
                    .then(|| {
                        let count = waiting.get();
                        let cards = (0..count.min(8)).map(|_| view! { <span></span> }).collect_view();
                        let text = if count == 1 { "1 card by somebody else waits for the reveal".to_owned() } else { format!("{count} cards by others wait for the reveal") };
                        view! { <p class="waiting"><span class="waiting-cards">{cards}</span>{text}</p> }
                    })
            }}
            {move || live.contributes.get().then(add)}
            {move || (live.contributes.get() && !hides.get()).then(|| view! { <NewTheme live question=key.get_value() /> })}
        </section>
    }
}

#[component]
fn NewTheme(live: LiveReview, question: String) -> impl IntoView {
    view! {
        <Form action="/do/send" class="inline-form" within=question.clone() after=After::Empty>
            <ForReview review=live.id() />
            <Fresh name="command[save_theme][id]" />
            <Hidden name="command[save_theme][question]" value=question />
            <Field name="command[save_theme][title]" label="New theme" limit=TITLE required=true />
            <Submit class="button"><Icon name="group" />"Add theme"</Submit>
        </Form>
    }
}
