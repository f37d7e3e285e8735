//! Rules of leading: steps, time, who leads, who is let in, and the format.

use super::{
    super::{Change, Command, MOST_PARTICIPANTS, Review, Saved, State},
    Decision,
};
use crate::{
    Refusal, Result,
    id::PersonId,
    people::Role,
    policy::{self, Actor, Participant},
    prose::limited,
    session::{Card, Clock, CloseQuestion, Door, Format, GUEST_NAME, MOST_HOURS, MOST_MORE},
    time::Instant,
};
use std::collections::BTreeSet;

impl Command {
    /// What a person who may not lead is told they may not do.
    pub(super) fn leading(&self) -> &'static str {
        match self {
            Self::MoveTo { .. } => "move the review to another step",
            Self::NameFacilitator { .. } | Self::NameHelpers { .. } => "hand over facilitation",
            Self::NameParticipants { .. } => "name who takes part",
            Self::UseFormat { .. } | Self::ChooseAuthors { .. } => "choose how this review is led",
            Self::BeginSession | Self::EndSession | Self::AddTime { .. } | Self::LeaveOut { .. } => "run the session",
            Self::FocusOn { .. } => "choose what the room looks at",
            Self::OpenDoor { .. } | Self::CloseDoor | Self::ShowOut { .. } => "let guests in or out",
            Self::AskUntil { .. } => "ask for answers",
            _ => "publish or reopen this review",
        }
    }
}

impl Review {
    /// Commands of whoever leads; that they may is known.
    pub(super) fn lead(&self, command: &Command, now: Instant) -> Result<Decision> {
        match command {
            Command::MoveTo { from, to } => self.move_to(*from, *to, now),
            Command::NameFacilitator { person } => Ok(self.name_facilitator(*person)),
            Command::NameHelpers { people } => {
                let after = named(people)?;
                let before = self.lead.helpers.clone();
                Ok(changed(before != after, || Change::Helpers { before, after }))
            }
            Command::NameParticipants { people } => {
                let after = named(people)?;
                let before = self.participants.clone();
                Ok(changed(before != after, || Change::Participants { before, after }))
            }
            Command::UseFormat { format } => self.use_format(format),
            Command::ChooseAuthors { authors } => {
                let (before, after) = (self.authors, *authors);
                if before != after && self.is_answered() {
                    return Err(Refusal::Begun { what: "Whether cards carry names".into() });
                }
                Ok(changed(before != after, || Change::Authors { before, after }))
            }
            Command::BeginSession => {
                Ok(changed(self.lead.clock.is_none(), || Change::Clock { before: None, after: Some(Clock::starting(now)) }))
            }
            Command::EndSession => {
                let changes = if self.lead.clock.is_some() { self.ending() } else { Vec::new() };
                Ok(Decision { changes, notices: Vec::new() })
            }
            Command::AddTime { step, minutes } => self.add_time(*step, *minutes),
            Command::LeaveOut { step, out } => self.leave_out(*step, *out),
            Command::FocusOn { on } => {
                let (before, after) = (self.lead.focus, on.value());
                if after.is_some_and(|focus| !self.is_there(focus)) {
                    return Err(Refusal::invalid("focus", "Choose an event, a theme or a card that everybody can see."));
                }
                Ok(changed(before != after, || Change::Focus { before, after }))
            }
            Command::OpenDoor { hours } => self.open_door(*hours, now),
            Command::CloseDoor => Ok(changed(self.lead.door.is_some(), || Change::Door { before: self.lead.door, after: None })),
            Command::ShowOut { person } => {
                let name = self.lead.guests.get(person).ok_or_else(|| Refusal::unknown("guest"))?;
                Ok(Decision::of(Change::GuestShownOut { person: *person, name: name.clone() }))
            }
            Command::AskUntil { until } => {
                let (before, after) = (self.lead.answers_by.clone(), until.read_optional("until")?);
                // A day that was asked for and has passed meanwhile may be sent again as it is.
                if before != after && after.as_ref().is_some_and(|until| until.day() < now.due_day()) {
                    return Err(Refusal::invalid("until", "This day is over everywhere. Choose today or a later day."));
                }
                Ok(changed(before != after, || Change::AnswersBy { before, after }))
            }
            Command::Publish => Ok(self.set_state(State::Published, now)),
            Command::Reopen => Ok(self.set_state(State::Open, now)),
            // Nothing else is led.
            _ => Ok(Decision::nothing()),
        }
    }

    fn move_to(&self, from: usize, to: usize, now: Instant) -> Result<Decision> {
        if to >= self.format.steps.len() {
            return Err(Refusal::unknown("step"));
        }
        if self.step == to {
            return Ok(Decision::nothing());
        }
        if self.step != from {
            return Err(Refusal::Moved { step: self.step_name() });
        }
        let mut changes = vec![Change::Moved { from, to, at: Some(now) }];
        for question in &self.format.questions {
            let waiting: Vec<Card> = self
                .answers(&question.id)
                .filter(|card| card.hidden && !self.format.hides(&question.id, to))
                .map(|card| Card { hidden: false, ..card.clone() })
                .collect();
            if !waiting.is_empty() {
                changes.push(Change::Revealed { question: question.id.clone(), cards: waiting });
            }
        }
        if self.lead.left_out.contains(&to) {
            changes.push(self.leaving_out(to, false));
        }
        Ok(Decision { changes, notices: Vec::new() })
    }

    fn name_facilitator(&self, person: PersonId) -> Decision {
        if self.facilitator == Some(person) {
            return Decision::nothing();
        }
        // Who was named and handed on before anything began has not led.
        let led = self.lead.clock.is_some() || self.step > 0;
        Decision::of(Change::Facilitator { before: self.facilitator, after: Some(person), led })
    }

    fn use_format(&self, format: &Format) -> Result<Decision> {
        let after = format.clone().checked()?;
        if after == self.format {
            return Ok(Decision::nothing());
        }
        if self.is_answered() || self.step > 0 {
            return Err(Refusal::Begun { what: "The format".into() });
        }
        let mut changes = vec![Change::Format(Box::new(Saved::of(Some(&self.format), after)))];
        if !self.lead.left_out.is_empty() {
            changes.push(Change::LeftOut { before: self.lead.left_out.clone(), after: BTreeSet::new() });
        }
        Ok(Decision { changes, notices: Vec::new() })
    }

    /// What ends a session: the clock, the door, and the sums of the closing questions.
    fn ending(&self) -> Vec<Change> {
        let mut changes = Vec::new();
        if self.lead.clock.is_some() {
            changes.push(Change::Clock { before: self.lead.clock, after: None });
        }
        if self.lead.door.is_some() {
            changes.push(Change::Door { before: self.lead.door, after: None });
        }
        if self.lead.asks_closing() {
            changes.push(Change::RatingsCounted { before: self.lead.rated.clone(), after: self.lead.tallies(), last: true });
        }
        changes
    }

    fn add_time(&self, step: usize, minutes: u16) -> Result<Decision> {
        let Some(clock) = self.lead.clock else {
            return Err(Refusal::invalid("minutes", "No session is on, so there is no time to add to. Begin one first."));
        };
        if self.step != step {
            return Err(Refusal::WrongStep { what: "more time for the step before".into(), step: self.step_name() });
        }
        if minutes == 0 || minutes > MOST_MORE {
            return Err(Refusal::OutOfRange { field: "minutes".into(), lowest: 1, highest: i64::from(MOST_MORE) });
        }
        let after = Clock { more: clock.more.saturating_add(minutes), ..clock };
        Ok(Decision::of(Change::Clock { before: Some(clock), after: Some(after) }))
    }

    fn leave_out(&self, step: usize, out: bool) -> Result<Decision> {
        if step >= self.format.steps.len() {
            return Err(Refusal::unknown("step"));
        }
        if out && step == self.step {
            return Err(Refusal::WrongStep { what: "leaving out the step it is at".into(), step: self.step_name() });
        }
        Ok(changed(self.lead.left_out.contains(&step) != out, || self.leaving_out(step, out)))
    }

    fn leaving_out(&self, step: usize, out: bool) -> Change {
        let before = self.lead.left_out.clone();
        let mut after = before.clone();
        if out {
            after.insert(step)
        } else {
            after.remove(&step)
        };
        Change::LeftOut { before, after }
    }

    fn open_door(&self, hours: u16, now: Instant) -> Result<Decision> {
        if hours == 0 || hours > MOST_HOURS {
            return Err(Refusal::OutOfRange { field: "hours".into(), lowest: 1, highest: i64::from(MOST_HOURS) });
        }
        let until = now.plus_seconds(i64::from(hours) * 3600);
        let number = self.lead.doors.saturating_add(1);
        Ok(Decision::of(Change::Door { before: self.lead.door, after: Some(Door { number, until }) }))
    }

    /// Somebody who has the link of a door. Whether the link is right is known; whether it is still good is not.
    pub(super) fn come_in(&self, actor: &Actor, door: u32, name: &str, now: Instant) -> Result<Decision> {
        let here = self.lead.guests.contains_key(&actor.person) || self.participants.contains(&actor.person);
        if here {
            return Ok(Decision::nothing());
        }
        if self.lead.door.is_none_or(|open| open.number != door || now > open.until) {
            return Err(Refusal::DoorClosed);
        }
        if actor.role != Role::Guest {
            let before = self.participants.clone();
            let mut after = before.clone();
            after.insert(actor.person);
            full(after.len())?;
            return Ok(Decision::of(Change::Participants { before, after }));
        }
        full(self.lead.guests.len() + 1)?;
        Ok(Decision::of(Change::GuestCame { person: actor.person, name: limited("name", name, 1, GUEST_NAME)? }))
    }

    /// Without a session people take part by being named.
    pub(super) fn take_part(&self, actor: &Actor) -> Result<Decision> {
        if self.lead.clock.is_none() || self.takes_part(actor.person) {
            return Ok(Decision::nothing());
        }
        let before = self.participants.clone();
        let mut after = before.clone();
        after.insert(actor.person);
        full(after.len())?;
        Ok(Decision::of(Change::Participants { before, after }))
    }

    pub(super) fn say_responded(&self, actor: &Actor, person: PersonId, responded: bool) -> Result<Decision> {
        if person != actor.person && !policy::may_facilitate(self, actor) {
            return Err(Refusal::not_allowed("say this of somebody else"));
        }
        let before = self.lead.responders.clone();
        let mut after = before.clone();
        if responded {
            after.insert(person)
        } else {
            after.remove(&person)
        };
        full(after.len())?;
        Ok(changed(before != after, || Change::Responders { before, after }))
    }

    /// One answer of each person; a later one takes its place.
    pub(super) fn rate(&self, by: &Participant, question: CloseQuestion, yes: bool) -> Result<Decision> {
        if !self.lead.asks_closing() {
            return Err(Refusal::invalid("question", "The answers were counted already, and nobody is asked again."));
        }
        let there = self.lead.ratings.get(&question).and_then(|answers| answers.get(&by.pen));
        Ok(changed(there != Some(&yes), || Change::Rated { question, yes, by: Some(by.pen) }))
    }

    fn set_state(&self, after: State, now: Instant) -> Decision {
        if self.state == after {
            return Decision::nothing();
        }
        let mut changes = if after == State::Published { self.ending() } else { Vec::new() };
        let new_pens = after == State::Open && !self.keeps_pens();
        changes.push(Change::State { before: self.state, after, at: now, new_pens });
        Decision { changes, notices: Vec::new() }
    }
}

fn changed(yes: bool, change: impl FnOnce() -> Change) -> Decision {
    if yes { Decision::of(change()) } else { Decision::nothing() }
}

fn full(people: usize) -> Result<()> {
    if people > MOST_PARTICIPANTS { Err(Refusal::Full { what: "people".into(), limit: MOST_PARTICIPANTS }) } else { Ok(()) }
}

fn named(people: &[PersonId]) -> Result<BTreeSet<PersonId>> {
    let named: BTreeSet<PersonId> = people.iter().copied().collect();
    full(named.len())?;
    Ok(named)
}
