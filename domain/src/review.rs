//! One review of one incident: everything that people record about it, kept by a decider.
//!
//! [`decide`](Review::decide) turns a command into changes or refuses it; [`apply`](Review::apply) takes a change in
//! and cannot fail. The server decides; server and browser apply. What a viewer may not see is taken out by
//! [`seen_by`](Review::seen_by), of the whole and of every change alike.

mod apply;
mod change;
mod command;
mod decide;
mod facts;
mod open_points;
mod patch;
mod view;

#[cfg(test)]
mod tests;

pub use change::{Change, Piece, Saved, notes_id};
pub use command::Command;
pub use decide::{Decision, open};
pub use facts::{Facts, FoundBy, ResponseDriver, Severity, Visibility};
pub use open_points::{OpenPoint, TextOf, Wrote};
pub use patch::{EventDraft, EventPatch, FactsPatch, NewReview, Set};

use crate::{
    culture::{Evidence, Observation},
    id::{AccountId, CardId, EventId, LessonId, ObservationId, ParkedId, PenId, PersonId, ReviewId, ThemeId},
    prose::{beginning, excerpt},
    session::{Authors, Ballot, Card, Focus, Format, Lead, Parked, Question, Step, StepKind, Theme},
    time::{Day, Instant, Month, Stamp},
    timeline::{Account, Event},
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Entries of one kind that a review takes.
pub const MOST_PIECES: usize = 2_000;
/// People who can be named as participants.
pub const MOST_PARTICIPANTS: usize = 500;

/// Is the review being worked on, or is it a record?
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum State {
    Open,
    Published,
}

/// What the review taught.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Lesson {
    pub id: LessonId,
    /// Markdown.
    pub text: String,
    /// What it was learnt from; never empty.
    pub sources: BTreeSet<Evidence>,
    pub removed: bool,
    /// The review's `seq` at the last change.
    pub version: u64,
}

/// A review as it is after its first `seq` changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Review {
    pub id: ReviewId,
    /// How many changes made it.
    pub seq: u64,
    pub facts: Facts,
    /// Markdown.
    pub summary: String,
    /// `seq` at the last change of the summary.
    pub summary_version: u64,
    /// Markdown: what is noted down while the room talks.
    pub notes: String,
    /// `seq` at the last change of the notes.
    pub notes_version: u64,
    pub opened_by: PersonId,
    pub opened_at: Instant,
    pub facilitator: Option<PersonId>,
    pub participants: BTreeSet<PersonId>,
    pub format: Format,
    pub authors: Authors,
    /// Index into the format's steps.
    pub step: usize,
    pub lead: Lead,
    pub state: State,
    pub published_at: Option<Instant>,
    pub events: BTreeMap<EventId, Event>,
    pub accounts: BTreeMap<AccountId, Account>,
    pub cards: BTreeMap<CardId, Card>,
    pub themes: BTreeMap<ThemeId, Theme>,
    pub observations: BTreeMap<ObservationId, Observation>,
    pub lessons: BTreeMap<LessonId, Lesson>,
    pub parked: BTreeMap<ParkedId, Parked>,
    /// For a viewer: how many cards of others wait for the reveal, by question. Empty on the server.
    pub unrevealed: BTreeMap<String, u32>,
}

impl Review {
    /// The events that are not removed, in order of time.
    pub fn timeline(&self) -> Vec<&Event> {
        let mut events: Vec<&Event> = self.events.values().filter(|event| !event.removed).collect();
        events.sort_by_key(|event| event.place());
        events
    }

    /// The zone that the timeline is told in: that of the incident's start, or of the first entry.
    pub fn told_in(&self) -> Option<&Stamp> {
        self.facts
            .started
            .as_ref()
            .or_else(|| self.events.values().filter(|event| !event.removed).min_by_key(|event| event.place()).map(|event| &event.at))
    }

    pub fn current_step(&self) -> Option<&Step> {
        self.format.steps.get(self.step)
    }

    /// The steps before and after this one that are not left out, nearest first.
    pub fn steps_around(&self) -> (Option<usize>, Option<usize>) {
        let taken = |at: &usize| !self.lead.left_out.contains(at);
        let after = (self.step.saturating_add(1)..self.format.steps.len()).find(taken);
        (((0..self.step).rev()).find(taken), after)
    }

    /// Has somebody written something that a change of the format or of its authors would make something else?
    pub fn is_answered(&self) -> bool {
        let pieces = [self.cards.len(), self.themes.len(), self.accounts.len(), self.observations.len(), self.lead.ratings.len()];
        pieces.iter().any(|count| *count > 0) || self.unrevealed.values().any(|count| *count > 0)
    }

    /// What people said of an event, oldest id first.
    pub fn accounts_of(&self, event: EventId) -> impl Iterator<Item = &Account> {
        self.accounts.values().filter(move |account| !account.removed && account.event == event)
    }

    /// What is parked, what is still open first.
    pub fn parking(&self) -> Vec<&Parked> {
        let mut parked: Vec<&Parked> = self.parked.values().filter(|parked| !parked.removed).collect();
        parked.sort_by_key(|parked| parked.settled);
        parked
    }

    /// Who wrote a card or an account, where that is told.
    pub fn signed_by(&self, author: Option<PenId>) -> Option<PersonId> {
        author.filter(|_| self.authors == Authors::Named).map(|pen| PersonId(pen.0))
    }

    /// Is it known that this person takes part: do they lead or help to, were they named, or did they come as a guest?
    pub fn takes_part(&self, person: PersonId) -> bool {
        let Lead { helpers, guests, .. } = &self.lead;
        self.facilitator == Some(person) || helpers.contains(&person) || self.participants.contains(&person) || guests.contains_key(&person)
    }

    /// Who led the review and who took part in it, by what they did. Each person once.
    pub fn took_part(&self) -> Vec<(&'static str, Vec<PersonId>)> {
        let Lead { helpers, guests, led, .. } = &self.lead;
        let leads = |person: &PersonId| self.facilitator == Some(*person) || helpers.contains(person);
        let participants = self.participants.union(led).filter(|person| !leads(person));
        let parts = [
            ("Facilitated by", self.facilitator.into_iter().collect::<Vec<PersonId>>()),
            ("Helped to facilitate", helpers.iter().filter(|person| self.facilitator != Some(**person)).copied().collect()),
            ("Took part", participants.chain(guests.keys()).copied().collect()),
        ];
        parts.into_iter().filter(|(_, people)| !people.is_empty()).collect()
    }

    /// Everybody whom the review names, by id; its guests only where they wrote something under their name.
    pub fn people(&self) -> BTreeSet<PersonId> {
        let cards = self.cards.values().map(|card| card.author);
        let accounts = self.accounts.values().map(|account| account.author);
        let mut people: BTreeSet<PersonId> = cards.chain(accounts).filter_map(|author| self.signed_by(author)).collect();
        people.extend(&self.participants);
        people.extend(&self.lead.helpers);
        people.extend(&self.lead.responders);
        people.extend(&self.lead.led);
        people.extend(self.facilitator);
        people.insert(self.opened_by);
        people
    }

    /// The cards of a question that are not removed, in an order that tells nothing of when they were written.
    pub fn answers(&self, question: &str) -> impl Iterator<Item = &Card> {
        self.cards.values().filter(move |card| !card.removed && card.question == question)
    }

    /// Votes on a theme: its own and those of the cards under it.
    pub fn theme_votes(&self, theme: ThemeId) -> u32 {
        let own = self.themes.get(&theme).map_or(0, |theme| theme.votes.total);
        self.cards
            .values()
            .filter(|card| !card.removed && card.theme == Some(theme))
            .fold(own, |sum, card| sum.saturating_add(card.votes.total))
    }

    /// The themes of a question, most votes first; before the vote is over, as they were made.
    pub fn themes_by_votes(&self, question: &str) -> Vec<&Theme> {
        let mut themes: Vec<&Theme> = self.themes.values().filter(|theme| !theme.removed && theme.question == question).collect();
        if self.shows_sums(question) {
            themes.sort_by_key(|theme| std::cmp::Reverse(self.theme_votes(theme.id)));
        }
        themes
    }

    /// The revealed cards of a question that are in this theme, or in none, most votes first; before the vote is over,
    /// in an order that tells nothing of when they were written.
    pub fn cards_by_votes(&self, question: &str, theme: Option<ThemeId>) -> Vec<&Card> {
        let mut cards: Vec<&Card> = self.answers(question).filter(|card| !card.hidden && card.theme == theme).collect();
        if self.shows_sums(question) {
            cards.sort_by_key(|card| std::cmp::Reverse(card.votes.total));
        }
        cards
    }

    /// The votes on a card, or on a theme and the cards under it, once they are shown.
    pub fn sum_of(&self, ballot: Ballot) -> Option<u32> {
        self.question_of(ballot).filter(|question| self.shows_sums(question))?;
        match ballot {
            Ballot::Card(id) => self.cards.get(&id).map(|card| card.votes.total),
            Ballot::Theme(id) => Some(self.theme_votes(id)),
        }
    }

    /// Are the sums of the votes on a question shown? When its vote is over, and of what is or was published; nobody is to
    /// follow the crowd.
    pub fn shows_sums(&self, question: &str) -> bool {
        let is_vote = |step: &Step| matches!(&step.kind, StepKind::Vote(of) if of == question);
        let vote = self.format.steps.iter().position(is_vote);
        self.state == State::Published || self.lead.voted.contains(question) || vote.is_none_or(|vote| self.step > vote)
    }

    /// What a vote is on: the question of the card or theme.
    pub fn question_of(&self, ballot: Ballot) -> Option<&str> {
        match ballot {
            Ballot::Card(id) => self.cards.get(&id).map(|card| card.question.as_str()),
            Ballot::Theme(id) => self.themes.get(&id).map(|theme| theme.question.as_str()),
        }
    }

    /// Does everybody sign after publishing as before? In an anonymous review only as long as there are cards that were never
    /// revealed: they are promised to their writers.
    pub fn keeps_pens(&self) -> bool {
        self.authors == Authors::Named || self.cards.values().any(|card| card.hidden && !card.removed)
    }

    /// The questions with cards that wait for the reveal: one's own, and those of others.
    pub fn questions_with_private_cards(&self) -> BTreeSet<String> {
        let own = self.cards.values().filter(|card| card.hidden && !card.removed).map(|card| &card.question);
        let others = self.unrevealed.iter().filter(|(_, count)| **count > 0).map(|(question, _)| question);
        own.chain(others).cloned().collect()
    }

    /// Votes that were given on a question.
    pub fn votes_given(&self, question: &str) -> u32 {
        let themes = self.themes_by_votes(question).into_iter().map(|theme| self.theme_votes(theme.id));
        themes.chain(self.cards_by_votes(question, None).into_iter().map(|card| card.votes.total)).fold(0, u32::saturating_add)
    }

    /// The questions that people are asked to answer now: those answered over days, and the one that is written on.
    pub fn asked_now(&self) -> impl Iterator<Item = &Question> {
        let written_on = match self.current_step().map(|step| &step.kind) {
            Some(StepKind::Write(question)) => Some(question),
            _ => None,
        };
        self.format.questions.iter().filter(move |question| {
            let over_days = self.lead.asks_over_days(&self.format, self.step, &question.id);
            self.state == State::Open && (over_days || written_on == Some(&question.id))
        })
    }

    /// Until which day answers are asked for, while a question is answered over days.
    pub fn asked_until(&self) -> Option<Day> {
        if self.state == State::Open { self.lead.asked_until(&self.format, self.step) } else { None }
    }

    /// Has the review not come past the writing of answers to this question, and has nobody answered it?
    pub fn is_unasked(&self, question: &str) -> bool {
        self.format.hides(question, self.step)
            && self.answers(question).next().is_none()
            && self.unrevealed.get(question).is_none_or(|count| *count == 0)
    }

    /// Are votes being given on this question?
    pub fn is_voting(&self, question: &str) -> bool {
        let is_at = matches!(self.current_step().map(|step| &step.kind), Some(StepKind::Vote(at)) if at == question);
        is_at && !self.lead.voted.contains(question)
    }

    /// What a question is talked through by: its themes, then the cards in none, each most votes first.
    pub fn agenda(&self, question: &str) -> Vec<Focus> {
        let themes = self.themes_by_votes(question).into_iter().map(|theme| Focus::Theme(theme.id));
        let loose = self.cards_by_votes(question, None).into_iter().map(|card| Focus::Card(card.id));
        themes.chain(loose).collect()
    }

    /// What of a question is talked about at this moment; `None` where all of it is, or it is not being discussed.
    pub fn talked_about(&self, question: &str) -> Option<Focus> {
        let discussed = matches!(self.current_step().map(|step| &step.kind), Some(StepKind::Discuss(at)) if at == question);
        self.lead.focus.filter(|focus| discussed && self.agenda(question).contains(focus))
    }

    /// Can everybody look at this?
    pub fn is_there(&self, focus: Focus) -> bool {
        match focus {
            Focus::Event(id) => self.has_evidence(&Evidence::Event(id)),
            Focus::Card(id) => self.has_evidence(&Evidence::Card(id)),
            Focus::Theme(id) => self.themes.get(&id).is_some_and(|theme| !theme.removed),
        }
    }

    /// Is this piece of evidence there, and not removed?
    pub fn has_evidence(&self, evidence: &Evidence) -> bool {
        match evidence {
            Evidence::Event(id) => self.events.get(id).is_some_and(|event| !event.removed),
            Evidence::Card(id) => self.cards.get(id).is_some_and(|card| !card.removed && !card.hidden),
        }
    }

    /// What a piece of evidence is called: its time and the beginning of its text. What was removed is not quoted.
    pub fn evidence_name(&self, evidence: &Evidence) -> String {
        match evidence {
            Evidence::Event(id) => match self.events.get(id).filter(|event| !event.removed) {
                Some(event) => {
                    // On its writer's clock, so with their zone and their day, where the timeline is told in others.
                    let told_in = self.told_in();
                    let zone = told_in.filter(|start| start.zone != event.at.zone).map(|_| format!(" {}", event.at.zone));
                    let day = told_in.filter(|start| start.day() != event.at.day()).map(|_| format!("{} ", event.at.day().spoken()));
                    let (day, zone) = (day.unwrap_or_default(), zone.unwrap_or_default());
                    format!("{day}{}{zone} · {}", event.at.clock(), excerpt(&event.text))
                }
                None => "an event that was removed".to_owned(),
            },
            Evidence::Card(id) => match self.cards.get(id).filter(|card| !card.removed) {
                Some(card) => format!("“{}”", beginning(&card.text)),
                None => "a card that was removed".to_owned(),
            },
        }
    }

    /// The month the incident started in, or, before that is known, the month the review was opened in (UTC).
    pub fn month(&self) -> Month {
        self.facts.started.as_ref().map_or(self.opened_at, |stamp| stamp.at).day().month()
    }
}
