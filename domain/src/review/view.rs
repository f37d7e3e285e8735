//! What one person may see of a review that they may see at all. The same rule for the whole and for each change, so
//! that a browser that starts from a view and takes in viewed changes ends where a fresh view would.

use super::{Change, Review};
use crate::{culture::Observation, id::PersonId, session::Card};

fn card_seen_by(card: &Card, viewer: PersonId) -> Card {
    Card { author: card.author.filter(|author| *author == viewer), votes: card.votes.seen_by(viewer), ..card.clone() }
}

fn observation_seen_by(observation: &Observation, viewer: PersonId) -> Observation {
    Observation { by: observation.by.filter(|by| *by == viewer), ..observation.clone() }
}

impl Card {
    /// Not yet revealed, and somebody else's.
    fn is_kept_from(&self, viewer: PersonId) -> bool {
        self.hidden && self.author != Some(viewer)
    }
}

impl Review {
    /// Without other people's unrevealed cards (only their number), and without who wrote, voted or observed.
    pub fn seen_by(&self, viewer: PersonId) -> Self {
        let mut view = self.clone();
        for card in self.cards.values().filter(|card| card.is_kept_from(viewer)) {
            view.cards.remove(&card.id);
            if !card.removed {
                let count = view.unrevealed.entry(card.question.clone()).or_default();
                *count = count.saturating_add(1);
            }
        }
        for card in view.cards.values_mut() {
            *card = card_seen_by(card, viewer);
        }
        for theme in view.themes.values_mut() {
            theme.votes = theme.votes.seen_by(viewer);
        }
        for observation in view.observations.values_mut() {
            *observation = observation_seen_by(observation, viewer);
        }
        view
    }
}

impl Change {
    /// The change as this person may see it, without the past.
    pub fn seen_by(&self, viewer: PersonId) -> Self {
        match self {
            Self::Facts(saved) => Self::Facts(Box::new(saved.now())),
            Self::Summary { after, version, .. } => Self::Summary { before: None, after: after.clone(), version: *version },
            Self::Event(saved) => Self::Event(Box::new(saved.now())),
            Self::Card(saved) if saved.after.is_kept_from(viewer) => {
                let was_there = saved.before.as_ref().is_some_and(|card| !card.removed);
                Self::Unrevealed { question: saved.after.question.clone(), by: i32::from(!saved.after.removed) - i32::from(was_there) }
            }
            Self::Card(saved) => {
                let mut seen = saved.now();
                seen.after = card_seen_by(&seen.after, viewer);
                Self::Card(Box::new(seen))
            }
            Self::Revealed { question, cards } => {
                Self::Revealed { question: question.clone(), cards: cards.iter().map(|card| card_seen_by(card, viewer)).collect() }
            }
            Self::Theme(saved) => {
                let mut seen = saved.now();
                seen.after.votes = seen.after.votes.seen_by(viewer);
                Self::Theme(Box::new(seen))
            }
            Self::Voted { ballot, by, more } => Self::Voted { ballot: *ballot, by: by.filter(|by| *by == viewer), more: *more },
            Self::Observation(saved) => {
                let mut seen = saved.now();
                seen.after = observation_seen_by(&seen.after, viewer);
                Self::Observation(Box::new(seen))
            }
            Self::Lesson(saved) => Self::Lesson(Box::new(saved.now())),
            Self::Opened { .. }
            | Self::Ranked { .. }
            | Self::Unrevealed { .. }
            | Self::Moved { .. }
            | Self::Facilitator { .. }
            | Self::Participants { .. }
            | Self::State { .. } => self.clone(),
        }
    }
}
