//! What is still open in a review for whoever looks at it, each with the way there.

use super::unsent::Unsent;
use crate::{icon::Icon, live::LiveReview, names::Names, session::AnswersBy, spoken::counted, url::encode};
use domain::{
    culture::Evidence,
    id::PersonId,
    prose::{beginning, excerpt},
    review::{OpenPoint, Review, TextOf},
    work::WorkItem,
};
use leptos::prelude::*;
use std::collections::BTreeSet;

/// So many are in sight; the others are folded.
const MOST: usize = 8;

/// A line, and where it leads.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Line {
    pub text: String,
    pub to: String,
}

/// The part of the overview that says what is still open; only for those who may see to it.
#[component]
pub fn OpenPoints(live: LiveReview) -> impl IntoView {
    let all = Memo::new(move |_| live.names.with(|names| lines(live, names)));
    let first = Memo::new(move |_| all.with(|all| all.iter().take(MOST).cloned().collect::<Vec<_>>()));
    let rest = Memo::new(move |_| all.with(|all| all.iter().skip(MOST).cloned().collect::<Vec<_>>()));
    let none = Memo::new(move |_| first.with(Vec::is_empty));
    let more = Memo::new(move |_| !rest.with(Vec::is_empty));
    let folded = move || {
        view! {
            <details class="more">
                <summary><Icon name="chevron-right" />{move || format!("and {} more", rest.with(Vec::len))}</summary>
                <Lines lines=rest />
            </details>
        }
    };
    let shown = move || {
        view! {
            <section class="card open-points" aria-labelledby="open-points">
                <h2 id="open-points">"Still open"</h2>
                <AnswersBy live />
                {move || none.get().then(|| view! { <p class="hint">"Nothing waits for you here."</p> })}
                <Lines lines=first />
                {move || more.get().then(folded)}
                <Unsent live />
            </section>
        }
    };
    move || live.contributes.get().then(shown)
}

#[component]
fn Lines(lines: Memo<Vec<Line>>) -> impl IntoView {
    view! {
        <ul hidden=move || lines.with(Vec::is_empty)>
            <For each=move || lines.get() key=|line| line.clone() let:line>
                <li><a href=line.to>{line.text}</a></li>
            </For>
        </ul>
    }
}

fn lines(live: LiveReview, names: &Names) -> Vec<Line> {
    let me = live.participant();
    live.review.with(|review| {
        let writes = |person: PersonId| names.people.iter().any(|one| one.id == person && one.active && one.writes);
        let may_answer = |person: PersonId| review.lead.guests.contains_key(&person) || writes(person);
        live.work.with(|work| {
            let points = live.wrote.with(|wrote| review.open_points(&me, work, wrote, may_answer));
            let told = Told { review, work, names };
            let mut lines: Vec<Line> = points.iter().map(|point| told.line(point)).collect();
            // What reads alike and leads to the same place is one line.
            let mut seen = BTreeSet::new();
            lines.retain(|line| seen.insert(line.clone()));
            lines
        })
    })
}

/// What is spoken of.
struct Told<'a> {
    review: &'a Review,
    work: &'a [WorkItem],
    names: &'a Names,
}

impl Told<'_> {
    fn line(&self, point: &OpenPoint) -> Line {
        let review = self.review;
        let (text, to) = match point {
            OpenPoint::Answers { left, of, first } => (self.answers(*left, *of, first), self.at_question(first)),
            OpenPoint::Votes { question, left } => {
                let votes = counted(i64::from(*left), "vote");
                (format!("You have {votes} left for “{}”", self.title(question)), self.at_question(question))
            }
            OpenPoint::NotAnswered(people) => (self.not_answered(people), self.at("/people")),
            OpenPoint::FewAnswers { question, count, of } => (self.few_answers(question, *count, *of), self.at_question(question)),
            OpenPoint::NoFacilitator => ("Nobody facilitates yet".to_owned(), self.at("/people")),
            OpenPoint::LeftOut(steps) => {
                let names: Vec<String> = steps.iter().map(|step| review.format.step_name(*step)).collect();
                (format!("Left out: {}", names.join(", ")), self.at("#all-steps"))
            }
            OpenPoint::NoSummary => ("There is no summary yet".to_owned(), self.at("#summary")),
            OpenPoint::TwoVersions(text) => {
                let (of, to) = self.text(*text);
                (format!("Two versions of the same words stand side by side in {of}"), to)
            }
            OpenPoint::Unclear(event) => {
                let (of, to) = self.text(TextOf::Event(*event));
                (format!("Unclear to somebody: {of}"), to)
            }
            OpenPoint::Parked(id) => {
                let text = review.parked.get(id).map(|parked| beginning(&parked.text)).unwrap_or_default();
                (format!("Parked for later: “{text}”"), self.at("/session#parking"))
            }
            OpenPoint::LessonWithoutWork(id) => {
                let (of, to) = self.text(TextOf::Lesson(*id));
                (format!("No work is planned from {of}"), to)
            }
            OpenPoint::Unverified(id) => {
                let (of, to) = self.text(TextOf::Work(*id));
                (format!("Done, and nobody has verified {of}"), to)
            }
        };
        Line { text, to }
    }

    /// A place of this review.
    fn at(&self, place: &str) -> String {
        format!("/reviews/{}{place}", self.review.id)
    }

    fn at_question(&self, question: &str) -> String {
        self.at(&place_of_question(question))
    }

    fn title(&self, question: &str) -> &str {
        self.review.format.question(question).map_or("", |question| question.title.as_str())
    }

    fn answers(&self, left: usize, of: usize, first: &str) -> String {
        match (left, of) {
            (_, 1) => format!("“{}” waits for your answer", self.title(first)),
            (1, of) => format!("1 of {of} questions waits for your answer"),
            (left, of) => format!("{left} of {of} questions wait for your answer"),
        }
    }

    fn not_answered(&self, people: &BTreeSet<PersonId>) -> String {
        let mut names: Vec<String> = people.iter().map(|person| self.names.in_review(self.review, *person)).collect();
        names.sort();
        let verb = if names.len() == 1 { "has" } else { "have" };
        format!("{} {verb} not answered every question yet", names.join(", "))
    }

    fn few_answers(&self, question: &str, count: usize, of: usize) -> String {
        let title = self.title(question);
        match count {
            0 => format!("Nobody has answered “{title}” yet"),
            1 => format!("1 person has answered “{title}”, {of} take part"),
            count => format!("{count} people have answered “{title}”, {of} take part"),
        }
    }

    /// What a text is called in a sentence, and where it stands.
    fn text(&self, text: TextOf) -> (String, String) {
        let review = self.review;
        match text {
            TextOf::Summary => ("the summary".to_owned(), self.at("#summary")),
            TextOf::Notes => ("the notes".to_owned(), self.at("/session#notes")),
            TextOf::Event(id) => (review.evidence_name(&Evidence::Event(id)), self.at(&format!("/timeline#event-{id}"))),
            TextOf::Account(id) => {
                let event = review.accounts.get(&id).map(|account| review.evidence_name(&Evidence::Event(account.event)));
                (format!("an account of {}", event.unwrap_or_default()), self.at(&format!("/timeline#account-{id}")))
            }
            TextOf::Card(id) => {
                (format!("the card {}", review.evidence_name(&Evidence::Card(id))), self.at(&format!("/questions#card-{id}")))
            }
            TextOf::Lesson(id) => {
                let text = review.lessons.get(&id).map(|lesson| excerpt(&lesson.text)).unwrap_or_default();
                (format!("the lesson “{text}”"), self.at(&format!("/lessons#lesson-{id}")))
            }
            TextOf::Parked(id) => {
                let text = review.parked.get(&id).map(|parked| beginning(&parked.text)).unwrap_or_default();
                (format!("the parked note “{text}”"), self.at("/session#parking"))
            }
            TextOf::Work(id) => {
                let title = self.work.iter().find(|item| item.id == id).map_or("", |item| item.title.as_str());
                (format!("“{title}”"), format!("/work/{id}"))
            }
        }
    }
}

/// Where a question stands in its review.
pub(super) fn place_of_question(id: &str) -> String {
    format!("/questions#{}", encode(id))
}
