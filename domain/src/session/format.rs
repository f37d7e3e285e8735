//! Formats: the questions and steps of a review, as data.

use crate::{
    Refusal, Result,
    prose::{NOTE, TITLE, limited},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

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

/// Minutes that a step takes at most.
pub const MOST_MINUTES: u16 = 600;

impl Format {
    /// What a step is called, with its question; empty for one that is not there.
    pub fn step_name(&self, at: usize) -> String {
        let Some(step) = self.steps.get(at) else { return String::new() };
        match step.kind.question().and_then(|id| self.question(id)) {
            Some(question) => format!("{}: {}", step.kind.name(), question.title),
            None => step.kind.name().to_owned(),
        }
    }

    /// A format is a data file, or what a team made of one; this is what makes it usable.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] naming what is wrong: no questions or steps, an id used twice, a step for a question that
    /// is not there, a question that is never asked, votes that nobody could place; a text that is too long.
    pub fn checked(self) -> Result<Self> {
        let wrong = |hint: &str| Err(Refusal::invalid("format", format!("{}: {hint}", self.name)));
        limited("name", &self.name, 1, TITLE)?;
        limited("about", &self.about, 0, NOTE)?;
        if self.questions.is_empty() || self.questions.len() > 12 || self.steps.is_empty() || self.steps.len() > 60 {
            return wrong("it needs 1 to 12 questions and 1 to 60 steps.");
        }
        let mut seen = BTreeSet::new();
        for question in &self.questions {
            limited("question", &question.title, 1, TITLE)?;
            limited("prompt", &question.prompt, 0, NOTE)?;
            if question.id.is_empty() || question.id.len() > 60 || !seen.insert(&question.id) {
                return wrong("every question needs an id of its own.");
            }
            if self.writing_step(&question.id).is_none() {
                return wrong(&format!("the question “{}” has no step to write its answers in.", question.title));
            }
        }
        let mut steps = Vec::new();
        for step in &self.steps {
            if let Some(missing) = step.kind.question().filter(|id| self.question(id).is_none()) {
                return wrong(&format!("a step names the question “{missing}”, which is not there."));
            }
            if step.minutes == 0 || step.minutes > MOST_MINUTES {
                return wrong(&format!("a step takes 1 to {MOST_MINUTES} minutes."));
            }
            if steps.contains(&&step.kind) {
                return wrong("the same step is there twice; a session can go back to one instead.");
            }
            steps.push(&step.kind);
        }
        if self.votes.most_on_one == 0 || self.votes.most_on_one > self.votes.budget || self.votes.budget > 50 {
            return wrong("votes must be 1 to 50, and no more on one theme than there are.");
        }
        Ok(self)
    }

    /// Minutes of all steps together.
    pub fn minutes(&self) -> u16 {
        self.steps.iter().fold(0, |sum, step| sum.saturating_add(step.minutes))
    }

    /// The same format in another total of minutes: every step in proportion, none under a minute, so that a format
    /// keeps its split of time.
    #[must_use]
    pub fn within(mut self, minutes: u16) -> Self {
        let planned = u64::from(self.minutes()).max(1);
        let wanted = u64::from(minutes).max(self.steps.len() as u64);
        let mut passed = 0;
        let mut given = 0;
        for step in &mut self.steps {
            passed += u64::from(step.minutes);
            // Rounded where a step ends, not each by itself, so that the sum comes out.
            let until = (passed * wanted + planned / 2) / planned;
            let minutes = until.saturating_sub(given).max(1);
            given += minutes;
            step.minutes = u16::try_from(minutes).unwrap_or(MOST_MINUTES).min(MOST_MINUTES);
        }
        self
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

#[cfg(test)]
mod tests {
    use super::super::FormatDraft;
    use super::*;
    use proptest::prelude::*;

    const FILES: [&str; 5] = [
        include_str!("../../../service/formats/aar-four-questions.json"),
        include_str!("../../../service/formats/army-wildfire.json"),
        include_str!("../../../service/formats/before-action.json"),
        include_str!("../../../service/formats/fifteen-minutes.json"),
        include_str!("../../../service/formats/health-service.json"),
    ];

    fn built_in() -> Vec<Format> {
        FILES.map(|file| serde_json::from_str::<Format>(file).unwrap().checked().unwrap()).into()
    }

    fn named(id: &str) -> Format {
        built_in().into_iter().find(|format| format.id == id).unwrap()
    }

    /// Minutes of everything about these questions.
    fn minutes_of(format: &Format, questions: &[&str]) -> u16 {
        let about = |step: &&Step| step.kind.question().is_some_and(|id| questions.contains(&id));
        format.steps.iter().filter(about).map(|step| step.minutes).sum()
    }

    #[test]
    fn the_default_format_asks_the_four_questions_in_order() {
        let format = named("aar-four-questions");
        let ids: Vec<&str> = format.questions.iter().map(|question| question.id.as_str()).collect();
        assert_eq!(ids, ["milestones", "response", "prevention", "remediation"]);
    }

    #[test]
    fn the_army_format_gives_half_of_its_time_to_what_is_done_next() {
        let format = named("army-wildfire");
        let walk = format.steps.iter().find(|step| step.kind == StepKind::Timeline).map_or(0, |step| step.minutes);
        let split = [walk + minutes_of(&format, &["planned", "happened"]), minutes_of(&format, &["why"]), minutes_of(&format, &["next"])];
        assert_eq!(split, [15, 15, 30]);
    }

    #[test]
    fn the_informal_format_takes_fifteen_minutes() {
        assert_eq!(named("fifteen-minutes").minutes(), 15);
    }

    #[test]
    fn cards_are_private_until_the_review_has_passed_their_writing_step() {
        let format = named("aar-four-questions");
        let writing = format.writing_step("response").unwrap();
        assert!(format.hides("response", 0));
        assert!(format.hides("response", writing));
        assert!(!format.hides("response", writing + 1));
    }

    #[test]
    fn a_format_that_could_not_be_led_is_refused_and_says_why() {
        let wrong = |change: fn(&mut Format)| {
            let mut format = named("fifteen-minutes");
            change(&mut format);
            format.checked().unwrap_err().to_string()
        };
        assert!(wrong(|format| format.steps.push(Step { kind: StepKind::Vote("nothing".into()), minutes: 1 })).contains("nothing"));
        assert!(wrong(|format| format.steps.retain(|step| step.kind != StepKind::Write("well".into()))).contains("no step to write"));
        assert!(wrong(|format| format.steps.push(Step { kind: StepKind::Close, minutes: 1 })).contains("twice"));
        assert!(wrong(|format| format.steps[0].minutes = 0).contains("minutes"));
        assert!(wrong(|format| format.votes.most_on_one = 9).contains("votes"));
        assert!(wrong(|format| format.questions.clear()).contains("questions"));
        assert!(wrong(|format| format.questions[0].title = String::new()).contains("empty"));
    }

    #[test]
    fn editing_a_built_in_format_without_changing_it_gives_the_same_format() {
        for format in built_in() {
            assert_eq!(FormatDraft::of(&format).into_format(&format.id).unwrap(), format);
        }
    }

    #[test]
    fn a_new_question_gets_an_id_of_its_own_and_one_without_a_title_is_left_out() {
        let mut draft = FormatDraft::of(&named("fifteen-minutes"));
        let new = |title: &str| super::super::QuestionDraft { title: title.into(), write: 2, ..Default::default() };
        draft.questions.extend([new("What else?"), new("  "), new("Anything?")]);
        let format = draft.into_format("ours").unwrap();
        let ids: Vec<&str> = format.questions.iter().map(|question| question.id.as_str()).collect();
        assert_eq!(ids, ["surprise", "well", "next", "question-1", "question-2"]);
    }

    proptest! {
        #[test]
        fn a_format_in_another_total_keeps_its_split(which in 0usize..5, minutes in 30u16..300) {
            let format = built_in().swap_remove(which);
            let scaled = format.clone().within(minutes);
            // No step is under a minute, so the shortest totals come out a little longer.
            let slack = i32::try_from(format.steps.len()).unwrap();
            prop_assert!((i32::from(scaled.minutes()) - i32::from(minutes)).abs() <= slack);
            for (before, after) in format.steps.iter().zip(&scaled.steps) {
                let share = f64::from(before.minutes) / f64::from(format.minutes());
                prop_assert!((f64::from(after.minutes) - share * f64::from(minutes)).abs() <= 2.0 || after.minutes == 1);
            }
            prop_assert!(scaled.checked().is_ok());
        }
    }
}
