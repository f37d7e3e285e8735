//! Rules of observations.

use super::{
    super::{Change, Review, Saved},
    Decision, room,
};
use crate::{
    Refusal, Result,
    culture::{Evidence, Indicator, Level, Observation},
    id::ObservationId,
    policy::Participant,
    prose::{NOTE, limited},
};

impl Review {
    pub(super) fn observe(
        &self,
        by: &Participant,
        id: ObservationId,
        indicator: Indicator,
        level: Level,
        evidence: Evidence,
        note: &str,
    ) -> Result<Decision> {
        let there = self.observations.get(&id);
        if there.is_some_and(|observation| observation.by != Some(by.pen)) {
            return Err(Refusal::Taken { what: "observation".into() });
        }
        if !self.has_evidence(&evidence) {
            return Err(Refusal::invalid("evidence", "Choose a timeline event or a card of this review."));
        }
        if there.is_none() {
            room("observations", self.observations.len(), 1)?;
        }
        let number = |other: &Observation| (other.by == Some(by.pen)).then_some(other.observer);
        let observer =
            self.observations.values().find_map(number).unwrap_or_else(|| {
                self.observations.values().map(|other| other.observer).max().map_or(1, |highest| highest.saturating_add(1))
            });
        let observation = Observation {
            id,
            indicator,
            level,
            evidence,
            note: limited("note", note, 0, NOTE)?,
            by: Some(by.pen),
            observer,
            removed: false,
            version: there.map_or(0, |there| there.version),
        };
        if there == Some(&observation) {
            return Ok(Decision::nothing());
        }
        Ok(Decision::of(Change::Observation(Box::new(Saved::of(there, observation)))))
    }

    pub(super) fn remove_observation(&self, by: &Participant, id: ObservationId, removed: bool) -> Result<Decision> {
        let observation = self.observations.get(&id).ok_or_else(|| Refusal::unknown("observation"))?;
        if observation.by != Some(by.pen) {
            self.facilitating(&by.actor, "remove somebody else’s observation")?;
        }
        if observation.removed == removed {
            return Ok(Decision::nothing());
        }
        let after = Observation { removed, ..observation.clone() };
        Ok(Decision::of(Change::Observation(Box::new(Saved::of(Some(observation), after)))))
    }
}
