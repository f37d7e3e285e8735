//! Taking changes in. Total: whatever comes, it does not fail, so server and browsers stay in step.

use super::{Change, Review, State};
use crate::{
    id::{PersonId, ReviewId},
    session::{Ballot, Card, Clock, Lead},
    time::Instant,
};
use std::collections::{BTreeMap, BTreeSet};

impl Review {
    /// The review that its first change makes; `None` if that is not an opening.
    pub fn opened(id: ReviewId, by: PersonId, at: Instant, change: &Change) -> Option<Self> {
        let Change::Opened { facts, summary, facilitator, format, authors } = change else { return None };
        Some(Self {
            id,
            seq: 1,
            facts: (**facts).clone(),
            summary: summary.clone(),
            summary_version: 1,
            notes: String::new(),
            notes_version: 1,
            opened_by: by,
            opened_at: at,
            facilitator: *facilitator,
            participants: BTreeSet::new(),
            format: (**format).clone(),
            authors: *authors,
            step: 0,
            lead: Lead::default(),
            state: State::Open,
            published_at: None,
            events: BTreeMap::new(),
            accounts: BTreeMap::new(),
            cards: BTreeMap::new(),
            themes: BTreeMap::new(),
            observations: BTreeMap::new(),
            lessons: BTreeMap::new(),
            parked: BTreeMap::new(),
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
            Change::Notes { after, version, .. } => {
                self.notes.clone_from(after);
                self.notes_version = *version;
            }
            Change::Account(saved) => {
                self.accounts.insert(saved.after.id, saved.after.clone());
            }
            Change::Marked { event, mark, by, more } => {
                if let Some(event) = self.events.get_mut(event) {
                    event.marks.entry(*mark).or_default().cast(*by, *more);
                }
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
                for card in cards {
                    // Everybody is told the same, and knows which are their own.
                    let author = card.author.or_else(|| self.cards.get(&card.id)?.author);
                    self.cards.insert(card.id, Card { author, ..card.clone() });
                }
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
            Change::Parked(saved) => {
                self.parked.insert(saved.after.id, saved.after.clone());
            }
            Change::Moved { to, at, .. } => {
                self.step = *to;
                if let (Some(clock), Some(at)) = (&mut self.lead.clock, at) {
                    *clock = Clock { began: clock.began, step_began: *at, more: 0 };
                }
            }
            Change::Format(saved) => self.format.clone_from(&saved.after),
            Change::Authors { after, .. } => self.authors = *after,
            Change::Facilitator { before, after, led } => {
                self.facilitator = *after;
                self.lead.led.extend(before.filter(|_| *led));
            }
            Change::Participants { after, .. } => self.participants.clone_from(after),
            Change::Helpers { after, .. } => self.lead.helpers.clone_from(after),
            Change::Responders { after, .. } => self.lead.responders.clone_from(after),
            Change::Clock { after, .. } => self.lead.clock = *after,
            Change::LeftOut { after, .. } => self.lead.left_out.clone_from(after),
            Change::Focus { after, .. } => self.lead.focus = *after,
            Change::Door { after, .. } => {
                self.lead.door = *after;
                if let Some(door) = after {
                    self.lead.doors = self.lead.doors.max(door.number);
                }
            }
            Change::GuestCame { person, name } => {
                self.lead.guests.insert(*person, name.clone());
            }
            Change::GuestShownOut { person, .. } => {
                self.lead.guests.remove(person);
            }
            Change::AnswersBy { after, .. } => self.lead.answers_by.clone_from(after),
            Change::Rated { question, yes, by } => {
                if let Some(pen) = by {
                    self.lead.ratings.entry(*question).or_default().insert(*pen, *yes);
                }
            }
            Change::RatingsCounted { after, last, .. } => {
                self.lead.rated.clone_from(after);
                self.lead.counted |= *last;
            }
            Change::State { after, at, new_pens, .. } => {
                if *new_pens {
                    let voted = self.format.questions.iter().filter(|question| self.votes_given(&question.id) > 0);
                    self.lead.voted = voted.map(|question| question.id.clone()).collect();
                }
                self.state = *after;
                self.published_at = (*after == State::Published).then_some(*at);
            }
        }
    }
}
