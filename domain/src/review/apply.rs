//! Taking changes in. Total: whatever comes, it does not fail, so server and browsers stay in step.

use super::{Change, Review, State};
use crate::{
    id::{PersonId, ReviewId},
    session::Ballot,
    time::Instant,
};
use std::collections::{BTreeMap, BTreeSet};

impl Review {
    /// The review that its first change makes; `None` if that is not an opening.
    pub fn opened(id: ReviewId, by: PersonId, at: Instant, change: &Change) -> Option<Self> {
        let Change::Opened { facts, summary, facilitator, format } = change else { return None };
        Some(Self {
            id,
            seq: 1,
            facts: (**facts).clone(),
            summary: summary.clone(),
            summary_version: 1,
            opened_by: by,
            opened_at: at,
            facilitator: *facilitator,
            participants: BTreeSet::new(),
            format: (**format).clone(),
            step: 0,
            state: State::Open,
            published_at: None,
            events: BTreeMap::new(),
            cards: BTreeMap::new(),
            themes: BTreeMap::new(),
            observations: BTreeMap::new(),
            lessons: BTreeMap::new(),
            unrevealed: BTreeMap::new(),
        })
    }

    /// Takes one change in.
    pub fn apply(&mut self, change: &Change) {
        self.seq = self.seq.saturating_add(1);
        match change {
            Change::Opened { .. } => {}
            Change::Facts(saved) => self.facts = saved.after.clone(),
            Change::Summary { after, version, .. } => {
                self.summary.clone_from(after);
                self.summary_version = *version;
            }
            Change::Event(saved) => {
                self.events.insert(saved.after.id, saved.after.clone());
            }
            Change::Ranked { after, .. } => {
                for (id, rank) in after {
                    if let Some(event) = self.events.get_mut(id) {
                        event.rank = *rank;
                    }
                }
            }
            Change::Card(saved) => {
                self.cards.insert(saved.after.id, saved.after.clone());
            }
            Change::Unrevealed { question, by } => {
                let count = self.unrevealed.entry(question.clone()).or_default();
                *count = count.saturating_add_signed(*by);
                if *count == 0 {
                    self.unrevealed.remove(question);
                }
            }
            Change::Revealed { question, cards } => {
                self.unrevealed.remove(question);
                self.cards.extend(cards.iter().map(|card| (card.id, card.clone())));
            }
            Change::Theme(saved) => {
                self.themes.insert(saved.after.id, saved.after.clone());
            }
            Change::Voted { ballot, by, more } => {
                let votes = match ballot {
                    Ballot::Card(id) => self.cards.get_mut(id).map(|card| &mut card.votes),
                    Ballot::Theme(id) => self.themes.get_mut(id).map(|theme| &mut theme.votes),
                };
                if let Some(votes) = votes {
                    votes.cast(*by, *more);
                }
            }
            Change::Observation(saved) => {
                self.observations.insert(saved.after.id, saved.after.clone());
            }
            Change::Lesson(saved) => {
                self.lessons.insert(saved.after.id, saved.after.clone());
            }
            Change::Moved { to, .. } => self.step = *to,
            Change::Facilitator { after, .. } => self.facilitator = *after,
            Change::Participants { after, .. } => self.participants.clone_from(after),
            Change::State { after, at, .. } => {
                self.state = *after;
                self.published_at = (*after == State::Published).then_some(*at);
            }
        }
    }
}
