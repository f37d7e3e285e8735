//! Probing questions: what whoever leads can ask so that people tell what the work looked like from where they stood.
//!
//! The method is that of guides for debriefings after accidents: ask how and what, so that people describe; leave out
//! what asks them to justify themselves or to name somebody. Its ideas are from J. Allspaw, M. Evans and
//! D. Schauenberg, *Debriefing Facilitation Guide* (Etsy, 2016), and from the cues, expectations, goals and options
//! that the critical decision method asks for (G. Klein, R. Calderwood and D. MacGregor, *Critical decision method for
//! eliciting knowledge*, IEEE Transactions on Systems, Man and Cybernetics 19(3), 1989; B. Crandall, G. Klein and
//! R. Hoffman, *Working Minds*, MIT Press 2006). The words are Hotwash's own.

use crate::timeline::EventKind;

/// What is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// Whatever the room looks at.
    Anything,
    /// An entry of the timeline.
    Event(EventKind),
    /// Cards under a theme, or a card in none.
    Theme,
}

impl Subject {
    pub fn name(self) -> &'static str {
        match self {
            Self::Anything => "Anything",
            Self::Event(kind) => kind.name(),
            Self::Theme => "Theme",
        }
    }
}

/// What can be asked about it.
pub fn questions(about: Subject) -> &'static [&'static str] {
    match about {
        Subject::Anything => &[
            "What did you see at this moment, and where did you see it?",
            "What did you expect to happen next?",
            "What made the next step the sensible one, with what was known then?",
            "What were you unsure about?",
            "What else wanted your attention at that time?",
        ],
        Subject::Event(EventKind::Detection) => &[
            "What was the first sign that something was different?",
            "How does this signal look on an ordinary day, and what set it apart this time?",
            "What else could it have meant, as far as you could tell then?",
            "What did other screens and other people show at that minute?",
        ],
        Subject::Event(EventKind::Decision) => &[
            "What ways to go on did you see, and what spoke for each?",
            "What did you know for certain, and what did you have to assume?",
            "What were you trying to reach, or to keep safe?",
            "What sign were you watching for that it was time to turn back?",
            "How did earlier incidents shape this choice?",
        ],
        Subject::Event(EventKind::Action) => &[
            "What did you expect to see once this was done?",
            "How did you tell whether it worked?",
            "How is this done on an ordinary day, and what was different this time?",
            "What did you have to work around to get it done?",
        ],
        Subject::Event(EventKind::Communication) => &[
            "What did you want the others to know or to do?",
            "How did the message sound where it arrived?",
            "What did you take it to mean when you heard it?",
            "What was known here that others did not have yet?",
        ],
        Subject::Event(EventKind::Milestone) => &[
            "What changed from here on, as it looked from your place?",
            "How did you notice that things were different?",
            "What did you think was still to come?",
            "What could you stop worrying about, and what took its place?",
        ],
        Subject::Event(EventKind::Observation) => &[
            "What did this tell you then, before the end was known?",
            "How did it fit with what you thought was going on?",
            "What did you look at next, and what did you hope to find there?",
            "How far could this reading be trusted?",
        ],
        Subject::Theme => &[
            "What do these cards say together that none of them says alone?",
            "How does this go on a day when all is well?",
            "What made this hard to see or to do from where you were?",
            "What else had to be so for it to turn out this way?",
            "How do people get by with this today?",
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn all() -> Vec<Subject> {
        EventKind::ALL.into_iter().map(Subject::Event).chain([Subject::Anything, Subject::Theme]).collect()
    }

    #[test]
    fn every_subject_has_three_to_five_questions_and_none_stands_twice() {
        let mut seen = BTreeSet::new();
        for subject in all() {
            assert!((3..=5).contains(&questions(subject).len()), "{subject:?}");
            for question in questions(subject) {
                assert!(seen.insert(question), "{question}");
            }
        }
    }

    #[test]
    fn no_question_asks_for_a_justification_or_a_culprit() {
        for question in all().into_iter().flat_map(questions) {
            assert!(question.ends_with('?'), "{question}");
            let words: Vec<String> = question.split(|c: char| !c.is_alphabetic()).map(str::to_lowercase).collect();
            for word in ["why", "who", "whom", "whose"] {
                assert!(words.iter().all(|other| other != word), "{question}");
            }
            assert!(words.iter().any(|word| word == "how" || word == "what"), "{question}");
        }
    }
}
