//! What one viewer may see of a review that they may see at all. The same rule for the whole and for each change, so
//! that a browser that starts from a view and takes in viewed changes ends where a fresh view would.
//!
//! A viewer is the pen that a person signs with in this review. The stage on the wall has none, and so sees only what
//! is for everybody.

use super::{Change, Review};
use crate::{
    culture::Observation,
    id::PenId,
    session::{Authors, Card},
    timeline::Account,
};

fn shown(author: Option<PenId>, viewer: Option<PenId>, authors: Authors) -> Option<PenId> {
    author.filter(|author| authors == Authors::Named || Some(*author) == viewer)
}

fn card_seen_by(card: &Card, viewer: Option<PenId>, authors: Authors) -> Card {
    Card { author: shown(card.author, viewer, authors), votes: card.votes.seen_by(viewer), ..card.clone() }
}

fn account_seen_by(account: &Account, viewer: Option<PenId>, authors: Authors) -> Account {
    Account { author: shown(account.author, viewer, authors), ..account.clone() }
}

/// Nobody else learns who observed, in any review: a level is about the handling, not about its observer.
fn observation_seen_by(observation: &Observation, viewer: Option<PenId>) -> Observation {
    Observation { by: observation.by.filter(|by| Some(*by) == viewer), ..observation.clone() }
}

impl Card {
    /// Not yet revealed, and somebody else's.
    fn is_kept_from(&self, viewer: Option<PenId>) -> bool {
        self.hidden && (self.author.is_none() || self.author != viewer)
    }
}

impl Review {
    /// Without other people's unrevealed cards (only their number), and without who voted or observed; without who
    /// wrote, unless cards are named.
    pub fn seen_by(&self, viewer: Option<PenId>) -> Self {
        let mut view = self.clone();
        for card in self.cards.values().filter(|card| card.is_kept_from(viewer)) {
            view.cards.remove(&card.id);
            if !card.removed {
                let count = view.unrevealed.entry(card.question.clone()).or_default();
                *count = count.saturating_add(1);
            }
        }
        for card in view.cards.values_mut() {
            *card = card_seen_by(card, viewer, self.authors);
        }
        for theme in view.themes.values_mut() {
            theme.votes = theme.votes.seen_by(viewer);
        }
        for event in view.events.values_mut() {
            *event = event.seen_by(viewer);
        }
        for account in view.accounts.values_mut() {
            *account = account_seen_by(account, viewer, self.authors);
        }
        for observation in view.observations.values_mut() {
            *observation = observation_seen_by(observation, viewer);
        }
        view.lead = self.lead.seen_by(viewer);
        view
    }
}

impl Change {
    /// Is this viewer told more of the change than everybody? For all others it looks alike, and so has to be made
    /// ready only once.
    pub fn concerns(&self, viewer: PenId) -> bool {
        match self {
            Self::Event(saved) => saved.after.marks.values().any(|votes| votes.of(viewer) > 0),
            Self::Account(saved) => saved.after.author == Some(viewer),
            Self::Card(saved) => saved.after.author == Some(viewer) || saved.after.votes.of(viewer) > 0,
            Self::Theme(saved) => saved.after.votes.of(viewer) > 0,
            Self::Observation(saved) => saved.after.by == Some(viewer),
            Self::Marked { by, .. } | Self::Voted { by, .. } | Self::Rated { by, .. } => *by == Some(viewer),
            _ => false,
        }
    }

    /// May somebody see the review, or lead it, who did not before, or no longer?
    pub fn alters_audience(&self) -> bool {
        matches!(
            self,
            Self::Facts(_)
                | Self::Facilitator { .. }
                | Self::Helpers { .. }
                | Self::Participants { .. }
                | Self::GuestCame { .. }
                | Self::GuestShownOut { .. }
        )
    }

    /// The change as this viewer may see it, without the past, in a review whose cards have such authors.
    pub fn seen_by(&self, viewer: Option<PenId>, authors: Authors) -> Self {
        match self {
            Self::Facts(saved) => Self::Facts(Box::new(saved.now())),
            Self::Summary { after, version, .. } => Self::Summary { before: None, after: after.clone(), version: *version },
            Self::Notes { after, version, .. } => Self::Notes { before: None, after: after.clone(), version: *version },
            Self::Event(saved) => {
                let mut seen = saved.now();
                seen.after = seen.after.seen_by(viewer);
                Self::Event(Box::new(seen))
            }
            Self::Account(saved) => {
                let mut seen = saved.now();
                seen.after = account_seen_by(&seen.after, viewer, authors);
                Self::Account(Box::new(seen))
            }
            Self::Marked { event, mark, by, more } => {
                Self::Marked { event: *event, mark: *mark, by: by.filter(|by| Some(*by) == viewer), more: *more }
            }
            Self::Card(saved) if saved.after.is_kept_from(viewer) => {
                let was_there = saved.before.as_ref().is_some_and(|card| !card.removed);
                Self::Unrevealed { question: saved.after.question.clone(), by: i32::from(!saved.after.removed) - i32::from(was_there) }
            }
            Self::Card(saved) => {
                let mut seen = saved.now();
                seen.after = card_seen_by(&seen.after, viewer, authors);
                Self::Card(Box::new(seen))
            }
            Self::Revealed { question, cards } => {
                // Alike for all of a full room: their writers have them already, and nobody has voted on them yet.
                let cards = cards.iter().map(|card| card_seen_by(card, None, authors)).collect();
                Self::Revealed { question: question.clone(), cards }
            }
            Self::Theme(saved) => {
                let mut seen = saved.now();
                seen.after.votes = seen.after.votes.seen_by(viewer);
                Self::Theme(Box::new(seen))
            }
            Self::Voted { ballot, by, more } => Self::Voted { ballot: *ballot, by: by.filter(|by| Some(*by) == viewer), more: *more },
            Self::Observation(saved) => {
                let mut seen = saved.now();
                seen.after = observation_seen_by(&seen.after, viewer);
                Self::Observation(Box::new(seen))
            }
            Self::Lesson(saved) => Self::Lesson(Box::new(saved.now())),
            Self::Parked(saved) => Self::Parked(Box::new(saved.now())),
            Self::Format(saved) => Self::Format(Box::new(saved.now())),
            Self::Rated { question, by, yes } => {
                let own = by.filter(|by| Some(*by) == viewer);
                Self::Rated { question: *question, yes: *yes && own.is_some(), by: own }
            }
            Self::Opened { .. }
            | Self::Ranked { .. }
            | Self::Unrevealed { .. }
            | Self::Moved { .. }
            | Self::Authors { .. }
            | Self::Facilitator { .. }
            | Self::Helpers { .. }
            | Self::Participants { .. }
            | Self::Responders { .. }
            | Self::Clock { .. }
            | Self::LeftOut { .. }
            | Self::Focus { .. }
            | Self::Door { .. }
            | Self::GuestCame { .. }
            | Self::GuestShownOut { .. }
            | Self::AnswersBy { .. }
            | Self::RatingsCounted { .. }
            | Self::State { .. } => self.clone(),
        }
    }
}
