//! A format as people edit it: questions with the minutes of their phases, between an opening and a closing.

use super::{Format, Question, Step, StepKind, VoteRule};
use crate::{Result, prose::plain};
use serde::{Deserialize, Deserializer, Serialize};

/// A number, or a field that somebody emptied.
pub(crate) fn number<'de, D: Deserializer<'de>, T: Deserialize<'de> + std::str::FromStr + Default>(
    deserializer: D,
) -> std::result::Result<T, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Typed<T> {
        Number(T),
        Text(String),
    }
    match Typed::deserialize(deserializer)? {
        Typed::Number(number) => Ok(number),
        Typed::Text(text) if text.trim().is_empty() => Ok(T::default()),
        Typed::Text(text) => text.trim().parse().map_err(|_| serde::de::Error::custom(format!("“{text}” is not a number that fits here"))),
    }
}

/// A format to edit. Minutes of 0 leave a step out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FormatDraft {
    pub name: String,
    pub about: String,
    #[serde(deserialize_with = "number")]
    pub budget: u32,
    #[serde(deserialize_with = "number")]
    pub most_on_one: u32,
    #[serde(deserialize_with = "number")]
    pub welcome: u16,
    #[serde(deserialize_with = "number")]
    pub open_actions: u16,
    #[serde(deserialize_with = "number")]
    pub timeline: u16,
    /// One without a title is left out.
    pub questions: Vec<QuestionDraft>,
    #[serde(deserialize_with = "number")]
    pub culture: u16,
    #[serde(deserialize_with = "number")]
    pub lessons: u16,
    #[serde(deserialize_with = "number")]
    pub work_items: u16,
    #[serde(deserialize_with = "number")]
    pub close: u16,
}

/// A question and the minutes of its phases.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct QuestionDraft {
    /// Empty for a new one.
    pub id: String,
    pub title: String,
    pub prompt: String,
    #[serde(deserialize_with = "number")]
    pub write: u16,
    #[serde(deserialize_with = "number")]
    pub group: u16,
    #[serde(deserialize_with = "number")]
    pub vote: u16,
    #[serde(deserialize_with = "number")]
    pub discuss: u16,
}

impl FormatDraft {
    /// A format as a draft. Steps stand in the draft's order, whatever order they had.
    pub fn of(format: &Format) -> Self {
        let minutes = |kind: StepKind| format.steps.iter().find(|step| step.kind == kind).map_or(0, |step| step.minutes);
        let question = |question: &Question| {
            let id = || question.id.clone();
            QuestionDraft {
                id: id(),
                title: question.title.clone(),
                prompt: question.prompt.clone(),
                write: minutes(StepKind::Write(id())),
                group: minutes(StepKind::Group(id())),
                vote: minutes(StepKind::Vote(id())),
                discuss: minutes(StepKind::Discuss(id())),
            }
        };
        Self {
            name: format.name.clone(),
            about: format.about.clone(),
            budget: format.votes.budget,
            most_on_one: format.votes.most_on_one,
            welcome: minutes(StepKind::Welcome),
            open_actions: minutes(StepKind::OpenActions),
            timeline: minutes(StepKind::Timeline),
            questions: format.questions.iter().map(question).collect(),
            culture: minutes(StepKind::Culture),
            lessons: minutes(StepKind::Lessons),
            work_items: minutes(StepKind::WorkItems),
            close: minutes(StepKind::Close),
        }
    }

    /// The format that the draft says.
    ///
    /// # Errors
    /// What [`Format::checked`] refuses.
    pub fn into_format(self, id: &str) -> Result<Format> {
        let mut steps = Vec::new();
        let mut step = |kind: StepKind, minutes: u16| {
            if minutes > 0 {
                steps.push(Step { kind, minutes });
            }
        };
        step(StepKind::Welcome, self.welcome);
        step(StepKind::OpenActions, self.open_actions);
        step(StepKind::Timeline, self.timeline);
        let mut questions: Vec<Question> = Vec::new();
        for draft in self.questions {
            let title = plain(&draft.title).trim().to_owned();
            if title.is_empty() {
                continue;
            }
            let id = if draft.id.is_empty() { unused(&questions) } else { draft.id };
            step(StepKind::Write(id.clone()), draft.write);
            step(StepKind::Group(id.clone()), draft.group);
            step(StepKind::Vote(id.clone()), draft.vote);
            step(StepKind::Discuss(id.clone()), draft.discuss);
            questions.push(Question { id, title, prompt: plain(&draft.prompt).trim().to_owned() });
        }
        step(StepKind::Culture, self.culture);
        step(StepKind::Lessons, self.lessons);
        step(StepKind::WorkItems, self.work_items);
        step(StepKind::Close, self.close);
        Format {
            id: id.to_owned(),
            name: plain(&self.name).trim().to_owned(),
            about: plain(&self.about).trim().to_owned(),
            questions,
            votes: VoteRule { budget: self.budget, most_on_one: self.most_on_one },
            steps,
        }
        .checked()
    }
}

/// An id that none of the questions has.
fn unused(questions: &[Question]) -> String {
    (1..).map(|number| format!("question-{number}")).find(|id| questions.iter().all(|other| other.id != *id)).unwrap_or_default()
}
