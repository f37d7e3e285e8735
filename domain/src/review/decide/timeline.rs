//! Rules of the timeline.

use super::{
    super::{Change, EventDraft, EventPatch, Review, Saved},
    Decision, room,
};
use crate::{
    Refusal, Result,
    edit::{Notice, known_base, merged},
    id::EventId,
    prose::{self, TEXT, limited},
    timeline::Event,
};
use std::collections::BTreeMap;

impl Review {
    pub(super) fn add_events(&self, drafts: &[EventDraft]) -> Result<Decision> {
        room("events", self.events.len(), drafts.len())?;
        let mut added: BTreeMap<EventId, Event> = BTreeMap::new();
        let mut changes = Vec::new();
        for draft in drafts {
            let at = draft.at.read("at")?;
            let rank = self.events.values().chain(added.values()).filter(|other| other.at.at == at.at).map(|other| other.rank + 1).max();
            let event = Event {
                id: draft.id,
                at,
                rank: rank.unwrap_or(0),
                kind: draft.kind,
                precision: draft.precision,
                text: limited("text", &draft.text, 1, TEXT)?,
                link: prose::link("link", &draft.link)?,
                milestone: draft.milestone,
                marks: BTreeMap::new(),
                removed: false,
                version: 0,
            };
            match self.events.get(&draft.id).or_else(|| added.get(&draft.id)) {
                Some(there) if (&there.at, &there.text) == (&event.at, &event.text) => {}
                Some(_) => return Err(Refusal::Taken { what: "event".into() }),
                None => {
                    added.insert(event.id, event.clone());
                    changes.push(Change::Event(Box::new(Saved::of(None, event))));
                }
            }
        }
        Ok(Decision { changes, notices: Vec::new() })
    }

    fn event(&self, id: EventId) -> Result<&Event> {
        self.events.get(&id).ok_or_else(|| Refusal::unknown("event"))
    }

    pub(super) fn edit_event(&self, id: EventId, base: u64, patch: &EventPatch) -> Result<Decision> {
        let event = self.event(id)?;
        known_base("event", base, event.version)?;
        let mut edited = event.clone();
        let mut notices = Vec::new();
        if let Some(at) = &patch.at {
            edited.at = at.read("at")?;
        }
        edited.kind = patch.kind.unwrap_or(event.kind);
        edited.precision = patch.precision.unwrap_or(event.precision);
        edited.milestone = patch.milestone.unwrap_or(event.milestone);
        if let Some(link) = &patch.link {
            edited.link = prose::link("link", link)?;
        }
        let scalars_changed = edited != *event;
        if let Some(edit) = &patch.text {
            (edited.text, notices) = merged("text", edit, &event.text, base, event.version, 1, TEXT)?;
        }
        if scalars_changed && base < event.version {
            notices.push(Notice::Overwrote);
        }
        let changes = if edited == *event { Vec::new() } else { vec![Change::Event(Box::new(Saved::of(Some(event), edited)))] };
        Ok(Decision { changes, notices })
    }

    pub(super) fn place_event(&self, id: EventId, earlier: bool) -> Result<Decision> {
        let event = self.event(id)?;
        let mut order: Vec<EventId> =
            self.timeline().into_iter().filter(|other| other.at.at == event.at.at).map(|other| other.id).collect();
        let Some(place) = order.iter().position(|other| *other == id) else { return Err(Refusal::unknown("event")) };
        let other = if earlier { place.checked_sub(1) } else { Some(place + 1).filter(|next| *next < order.len()) };
        let Some(other) = other else { return Ok(Decision::nothing()) };
        order.swap(place, other);
        let before = order.iter().filter_map(|id| self.events.get(id)).map(|event| (event.id, event.rank)).collect();
        let after = order.into_iter().zip(0u32..).collect();
        Ok(Decision::of(Change::Ranked { before, after }))
    }

    pub(super) fn remove_event(&self, id: EventId, removed: bool) -> Result<Decision> {
        let event = self.event(id)?;
        if event.removed == removed {
            return Ok(Decision::nothing());
        }
        Ok(Decision::of(Change::Event(Box::new(Saved::of(Some(event), Event { removed, ..event.clone() })))))
    }
}
