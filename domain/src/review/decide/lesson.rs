//! Rules of lessons.

use super::{
    super::{Change, Lesson, Review, Saved},
    Decision, room,
};
use crate::{
    Refusal, Result,
    culture::Evidence,
    edit::{TextEdit, merged},
    id::LessonId,
    prose::{TEXT, limited},
};
use std::collections::BTreeSet;

impl Review {
    fn sources(&self, sources: &[Evidence]) -> Result<BTreeSet<Evidence>> {
        if sources.is_empty() {
            return Err(Refusal::invalid("sources", "Choose at least one timeline event or card that this was learnt from."));
        }
        if sources.iter().any(|source| !self.has_evidence(source)) {
            return Err(Refusal::invalid("sources", "One of the chosen events or cards is gone. Choose again."));
        }
        Ok(sources.iter().copied().collect())
    }

    fn lesson(&self, id: LessonId) -> Result<&Lesson> {
        self.lessons.get(&id).ok_or_else(|| Refusal::unknown("lesson"))
    }

    pub(super) fn add_lesson(&self, id: LessonId, text: &str, sources: &[Evidence]) -> Result<Decision> {
        room("lessons", self.lessons.len(), 1)?;
        let text = limited("text", text, 1, TEXT)?;
        match self.lessons.get(&id) {
            Some(there) if there.text == text => Ok(Decision::nothing()),
            Some(_) => Err(Refusal::Taken { what: "lesson".into() }),
            None => {
                let lesson = Lesson { id, text, sources: self.sources(sources)?, removed: false, version: 0 };
                Ok(Decision::of(Change::Lesson(Box::new(Saved::of(None, lesson)))))
            }
        }
    }

    /// No sources sent: they stay as they are.
    pub(super) fn edit_lesson(&self, id: LessonId, base: u64, edit: &TextEdit, sources: &[Evidence]) -> Result<Decision> {
        let lesson = self.lesson(id)?;
        let (text, notices) = merged("lesson", edit, &lesson.text, base, lesson.version, 1, TEXT)?;
        let sources = if sources.is_empty() { lesson.sources.clone() } else { self.sources(sources)? };
        let edited = Lesson { text, sources, ..lesson.clone() };
        let changes = if edited == *lesson { Vec::new() } else { vec![Change::Lesson(Box::new(Saved::of(Some(lesson), edited)))] };
        Ok(Decision { changes, notices })
    }

    pub(super) fn remove_lesson(&self, id: LessonId, removed: bool) -> Result<Decision> {
        let lesson = self.lesson(id)?;
        if lesson.removed == removed {
            return Ok(Decision::nothing());
        }
        Ok(Decision::of(Change::Lesson(Box::new(Saved::of(Some(lesson), Lesson { removed, ..lesson.clone() })))))
    }
}
