//! How a review is led: its format (the questions, the steps, the votes), the cards that answer the questions, and
//! the themes that cards are grouped under.

use crate::{
    Refusal, Result,
    id::{CardId, PersonId, ThemeId},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The questions and steps of a review. A review keeps its own copy, so changing a format never changes a review
/// that has begun.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Format {
    pub id: String,
    pub name: String,
    pub about: String,
    pub questions: Vec<Question>,
    pub votes: VoteRule,
    pub steps: Vec<Step>,
}

/// One question of an after-action review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Question {
    pub id: String,
    pub title: String,
    pub prompt: String,
}

/// How many votes everyone has for each question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VoteRule {
    pub budget: u32,
    pub most_on_one: u32,
}

/// One step of a session and the minutes planned for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Step {
    pub kind: StepKind,
    pub minutes: u16,
}

/// What a step is for. The text in a question's steps is the question's id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// Ground rules.
    Welcome,
    /// What became of earlier reviews' work.
    OpenActions,
    /// Walk the timeline together.
    Timeline,
    /// Everyone writes answers that only they see.
    Write(String),
    /// The cards are shown and put under themes.
    Group(String),
    Vote(String),
    /// Talk, in vote order.
    Discuss(String),
    Culture,
    Lessons,
    WorkItems,
    Close,
}

impl StepKind {
    /// The question this step belongs to.
    pub fn question(&self) -> Option<&str> {
        match self {
            Self::Write(question) | Self::Group(question) | Self::Vote(question) | Self::Discuss(question) => Some(question),
            _ => None,
        }
    }

    pub fn name(&self) -> &'static str {
        match self {
            Self::Welcome => "Welcome",
            Self::OpenActions => "Open actions",
            Self::Timeline => "Timeline",
            Self::Write(_) => "Write",
            Self::Group(_) => "Group",
            Self::Vote(_) => "Vote",
            Self::Discuss(_) => "Discuss",
            Self::Culture => "Culture",
            Self::Lessons => "Lessons",
            Self::WorkItems => "Work items",
            Self::Close => "Close",
        }
    }
}

impl Format {
    /// A format is a data file; this is what makes one usable.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] naming what is wrong: no questions or steps, an id used twice, a step for a question that
    /// is not there, votes that nobody could place.
    pub fn checked(self) -> Result<Self> {
        let wrong = |hint: &str| Refusal::invalid("format", format!("{}: {hint}", self.id));
        if self.questions.is_empty() || self.questions.len() > 12 || self.steps.is_empty() || self.steps.len() > 60 {
            return Err(wrong("it needs 1 to 12 questions and 1 to 60 steps."));
        }
        let mut seen = BTreeMap::new();
        for question in &self.questions {
            if question.id.is_empty() || question.title.is_empty() || seen.insert(&question.id, ()).is_some() {
                return Err(wrong("every question needs a title and an id of its own."));
            }
        }
        if let Some(missing) = self.steps.iter().filter_map(|step| step.kind.question()).find(|id| self.question(id).is_none()) {
            return Err(wrong(&format!("a step names the question “{missing}”, which is not there.")));
        }
        if self.votes.most_on_one == 0 || self.votes.most_on_one > self.votes.budget || self.votes.budget > 50 {
            return Err(wrong("votes must be 1 to 50, and no more on one theme than there are."));
        }
        Ok(self)
    }

    pub fn question(&self, id: &str) -> Option<&Question> {
        self.questions.iter().find(|question| question.id == id)
    }

    /// Where the private writing for this question stands among the steps.
    pub fn writing_step(&self, question: &str) -> Option<usize> {
        self.steps.iter().position(|step| matches!(&step.kind, StepKind::Write(id) if id == question))
    }

    /// The questions whose cards are hidden at one step and seen at the other.
    pub fn revealed_between(&self, from: usize, to: usize) -> Vec<&Question> {
        self.questions.iter().filter(|question| self.hides(&question.id, from) && !self.hides(&question.id, to)).collect()
    }

    /// Is a card for this question, written while the review is at `step`, seen by its writer only?
    pub fn hides(&self, question: &str, step: usize) -> bool {
        self.writing_step(question).is_some_and(|writing| step <= writing)
    }
}

/// An answer to a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Card {
    pub id: CardId,
    pub question: String,
    pub text: String,
    /// Known to the server and to the writer; everybody else gets `None`.
    pub author: Option<PersonId>,
    pub theme: Option<ThemeId>,
    /// Written before the reveal: only the writer may read it.
    pub hidden: bool,
    pub votes: Votes,
    pub removed: bool,
    /// The review's `seq` at the last change.
    pub version: u64,
}

/// A heading over cards of one question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Theme {
    pub id: ThemeId,
    pub question: String,
    pub title: String,
    pub votes: Votes,
    pub removed: bool,
    pub version: u64,
}

/// Votes on a card or a theme: the sum, and whose they are (to others, only one's own are listed).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Votes {
    pub total: u32,
    pub by: BTreeMap<PersonId, u32>,
}

impl Votes {
    pub fn of(&self, person: PersonId) -> u32 {
        self.by.get(&person).copied().unwrap_or(0)
    }

    /// One vote more or one less, for a known or an undisclosed person.
    pub(crate) fn cast(&mut self, by: Option<PersonId>, more: bool) {
        self.total = if more { self.total.saturating_add(1) } else { self.total.saturating_sub(1) };
        if let Some(person) = by {
            let count = self.by.entry(person).or_default();
            *count = if more { count.saturating_add(1) } else { count.saturating_sub(1) };
            if *count == 0 {
                self.by.remove(&person);
            }
        }
    }

    /// As this person may see it.
    pub(crate) fn seen_by(&self, person: PersonId) -> Self {
        Self { total: self.total, by: self.by.iter().filter(|(who, _)| **who == person).map(|(who, n)| (*who, *n)).collect() }
    }
}

/// What a vote is for; written `card:…` or `theme:…`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ballot {
    Card(CardId),
    Theme(ThemeId),
}

crate::id::as_text!(Ballot, "`card:` or `theme:`, and the id");

impl std::fmt::Display for Ballot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Card(id) => write!(f, "card:{id}"),
            Self::Theme(id) => write!(f, "theme:{id}"),
        }
    }
}

impl std::str::FromStr for Ballot {
    type Err = Refusal;
    fn from_str(text: &str) -> Result<Self> {
        let read = || match text.split_once(':')? {
            ("card", id) => id.parse().ok().map(Self::Card),
            ("theme", id) => id.parse().ok().map(Self::Theme),
            _ => None,
        };
        read().ok_or_else(|| Refusal::invalid("ballot", "Vote for a card or a theme."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn default_format() -> Format {
        serde_json::from_str::<Format>(include_str!("../../service/formats/aar-four-questions.json")).unwrap().checked().unwrap()
    }

    #[test]
    fn the_default_format_asks_the_four_questions_in_order() {
        let format = default_format();
        let ids: Vec<&str> = format.questions.iter().map(|question| question.id.as_str()).collect();
        assert_eq!(ids, ["milestones", "response", "prevention", "remediation"]);
    }

    #[test]
    fn cards_are_private_until_the_review_has_passed_their_writing_step() {
        let format = default_format();
        let writing = format.writing_step("response").unwrap();
        assert!(format.hides("response", 0));
        assert!(format.hides("response", writing));
        assert!(!format.hides("response", writing + 1));
    }

    #[test]
    fn a_format_with_a_step_for_an_unknown_question_is_refused() {
        let mut format = default_format();
        format.steps.push(Step { kind: StepKind::Vote("nothing".into()), minutes: 1 });
        assert!(format.checked().is_err());
    }
}
