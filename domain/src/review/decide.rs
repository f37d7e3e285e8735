//! The rules of a review: which command gives which changes, and which is refused and why.

mod culture;
mod lesson;
mod session;
mod timeline;

use super::{Change, Command, Facts, FactsPatch, MOST_PARTICIPANTS, MOST_PIECES, NewReview, Review, Saved, State, Visibility};
use crate::{
    Refusal, Result,
    edit::{Notice, TextEdit, merged},
    id::PersonId,
    people::Role,
    policy::{self, Actor},
    prose::{SUMMARY, TITLE, limited},
    session::{Card, Format},
    time::Instant,
};
use std::collections::BTreeSet;

/// What a command led to. No changes: it had been done before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decision {
    pub changes: Vec<Change>,
    pub notices: Vec<Notice>,
}

impl Decision {
    fn of(change: Change) -> Self {
        Self { changes: vec![change], notices: Vec::new() }
    }

    fn nothing() -> Self {
        Self::default()
    }
}

/// Decides the opening of a review.
///
/// # Errors
/// When the person may not write, and for facts that are missing or impossible.
pub fn open(actor: &Actor, new: &NewReview, format: &Format) -> Result<Change> {
    if !policy::may_write(actor) {
        return Err(Refusal::not_allowed("open a review"));
    }
    let blank = Facts {
        title: String::new(),
        severity: None,
        services: Vec::new(),
        started: None,
        detected: None,
        mitigated: None,
        resolved: None,
        found_by: None,
        driver: None,
        team: None,
        departments: Vec::new(),
        direct_cost: 0,
        visibility: Visibility::Organisation,
    };
    let facts = patched(&blank, &new.facts)?;
    if facts.title.is_empty() {
        return Err(Refusal::Empty { field: "title".into() });
    }
    let own = (actor.role <= Role::Facilitator).then_some(actor.person);
    Ok(Change::Opened {
        facts: Box::new(facts),
        summary: limited("summary", &new.summary, 0, SUMMARY)?,
        facilitator: new.facilitator.and_then(super::Set::value).or(own),
        format: Box::new(format.clone()),
    })
}

impl Review {
    /// Decides a command. The changes have not been applied yet; applied in order they always fit.
    ///
    /// # Errors
    /// A [`Refusal`] that says what to do; then nothing has changed.
    pub fn decide(&self, actor: &Actor, command: &Command, now: Instant) -> Result<Decision> {
        if !policy::may_see(self, actor) {
            return Err(Refusal::unknown("review"));
        }
        if !policy::may_contribute(self, actor) {
            return Err(Refusal::not_allowed("change this review"));
        }
        if !matches!(command, Command::Reopen | Command::Publish) {
            policy::open_to_change(self)?;
        }
        let mut decision = self.dispatch(actor, command, now)?;
        for (seq, change) in (self.seq.saturating_add(1)..).zip(&mut decision.changes) {
            change.set_version(seq);
        }
        Ok(decision)
    }

    fn dispatch(&self, actor: &Actor, command: &Command, now: Instant) -> Result<Decision> {
        match command {
            Command::EditFacts(patch) => self.edit_facts(actor, patch),
            Command::EditSummary { base, text } => self.edit_summary(*base, text),
            Command::AddEvent(draft) => self.add_events(std::slice::from_ref(draft)),
            Command::AddEvents { events } => self.add_events(events),
            Command::EditEvent { id, base, patch } => self.edit_event(*id, *base, patch),
            Command::PlaceEvent { id, earlier } => self.place_event(*id, *earlier),
            Command::RemoveEvent { id } => self.remove_event(*id, true),
            Command::RestoreEvent { id } => self.remove_event(*id, false),
            Command::AddCard { id, question, text } => self.add_card(actor, *id, question, text),
            Command::EditCard { id, base, text } => self.edit_card(actor, *id, *base, text),
            Command::RemoveCard { id } => self.remove_card(actor, *id, true),
            Command::RestoreCard { id } => self.remove_card(actor, *id, false),
            Command::GroupCard { id, theme } => self.group_card(*id, theme.value()),
            Command::SaveTheme { id, question, title } => self.save_theme(*id, question, title),
            Command::RemoveTheme { id } => self.remove_theme(*id),
            Command::Vote { ballot, more } => self.vote(actor, *ballot, *more),
            Command::Observe { id, indicator, level, evidence, note } => self.observe(actor, *id, *indicator, *level, *evidence, note),
            Command::RemoveObservation { id } => self.remove_observation(actor, *id, true),
            Command::RestoreObservation { id } => self.remove_observation(actor, *id, false),
            Command::AddLesson { id, text, sources } => self.add_lesson(*id, text, sources),
            Command::EditLesson { id, base, text, sources } => self.edit_lesson(*id, *base, text, sources),
            Command::RemoveLesson { id } => self.remove_lesson(*id, true),
            Command::RestoreLesson { id } => self.remove_lesson(*id, false),
            Command::MoveTo { from, to } => self.move_to(actor, *from, *to),
            Command::NameFacilitator { person } => self.name_facilitator(actor, *person),
            Command::NameParticipants { people } => self.name_participants(actor, people),
            Command::Publish => self.set_state(actor, State::Published, now),
            Command::Reopen => self.set_state(actor, State::Open, now),
        }
    }

    pub(super) fn facilitating(&self, actor: &Actor, what: &str) -> Result<()> {
        if policy::may_facilitate(self, actor) { Ok(()) } else { Err(Refusal::not_allowed(what)) }
    }

    // ---- facts and summary

    fn edit_facts(&self, actor: &Actor, patch: &FactsPatch) -> Result<Decision> {
        let facts = patched(&self.facts, patch)?;
        if facts == self.facts {
            return Ok(Decision::nothing());
        }
        if facts.visibility != self.facts.visibility {
            self.facilitating(actor, "change who sees this review")?;
        }
        Ok(Decision::of(Change::Facts(Box::new(Saved::of(Some(&self.facts), facts)))))
    }

    fn edit_summary(&self, base: u64, edit: &TextEdit) -> Result<Decision> {
        let (after, notices) = merged("summary", edit, &self.summary, base, self.summary_version, 0, SUMMARY)?;
        if after == self.summary {
            return Ok(Decision { changes: Vec::new(), notices });
        }
        let change = Change::Summary { before: Some(self.summary.clone()), after, version: 0 };
        Ok(Decision { changes: vec![change], notices })
    }

    // ---- leading the review

    fn move_to(&self, actor: &Actor, from: usize, to: usize) -> Result<Decision> {
        self.facilitating(actor, "move the review to another step")?;
        if to >= self.format.steps.len() {
            return Err(Refusal::unknown("step"));
        }
        if self.step == to {
            return Ok(Decision::nothing());
        }
        if self.step != from {
            return Err(Refusal::WrongStep { what: "this move, because somebody moved it meanwhile".into(), step: self.step_name() });
        }
        let mut changes = vec![Change::Moved { from, to }];
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
        Ok(Decision { changes, notices: Vec::new() })
    }

    fn name_facilitator(&self, actor: &Actor, person: PersonId) -> Result<Decision> {
        self.facilitating(actor, "hand over facilitation")?;
        if self.facilitator == Some(person) {
            return Ok(Decision::nothing());
        }
        Ok(Decision::of(Change::Facilitator { before: self.facilitator, after: Some(person) }))
    }

    fn name_participants(&self, actor: &Actor, people: &[PersonId]) -> Result<Decision> {
        self.facilitating(actor, "name who takes part")?;
        let after: BTreeSet<PersonId> = people.iter().copied().collect();
        if after.len() > MOST_PARTICIPANTS {
            return Err(Refusal::Full { what: "participants".into(), limit: MOST_PARTICIPANTS });
        }
        if after == self.participants {
            return Ok(Decision::nothing());
        }
        Ok(Decision::of(Change::Participants { before: self.participants.clone(), after }))
    }

    fn set_state(&self, actor: &Actor, after: State, now: Instant) -> Result<Decision> {
        self.facilitating(actor, "publish or reopen this review")?;
        if self.state == after {
            return Ok(Decision::nothing());
        }
        Ok(Decision::of(Change::State { before: self.state, after, at: now }))
    }
}

fn room(what: &str, there: usize, more: usize) -> Result<()> {
    if there.saturating_add(more) > MOST_PIECES { Err(Refusal::Full { what: what.into(), limit: MOST_PIECES }) } else { Ok(()) }
}

fn patched(facts: &Facts, patch: &FactsPatch) -> Result<Facts> {
    let mut facts = facts.clone();
    if let Some(title) = &patch.title {
        facts.title = limited("title", title, 1, TITLE)?;
    }
    if let Some(services) = &patch.services {
        facts.services = services
            .split([',', '\n'])
            .filter(|name| !name.trim().is_empty())
            .map(|name| limited("services", name, 1, 60))
            .collect::<Result<_>>()?;
        let mut named = BTreeSet::new();
        facts.services.retain(|name| named.insert(name.to_lowercase()));
        if facts.services.len() > 20 {
            return Err(Refusal::Full { what: "services".into(), limit: 20 });
        }
    }
    let times = [
        ("started", &patch.started, &mut facts.started),
        ("detected", &patch.detected, &mut facts.detected),
        ("mitigated", &patch.mitigated, &mut facts.mitigated),
        ("resolved", &patch.resolved, &mut facts.resolved),
    ];
    for (field, typed, stamp) in times {
        if let Some(typed) = typed {
            *stamp = typed.read_optional(field)?;
        }
    }
    facts.check_order()?;
    if let Some(severity) = patch.severity {
        facts.severity = severity.value();
    }
    if let Some(found_by) = patch.found_by {
        facts.found_by = found_by.value();
    }
    if let Some(driver) = patch.driver {
        facts.driver = driver.value();
    }
    if let Some(team) = patch.team {
        facts.team = team.value();
    }
    if let Some(visibility) = patch.visibility {
        facts.visibility = visibility;
    }
    if let Some(cost) = patch.direct_cost {
        facts.direct_cost = cost;
    }
    if let Some(departments) = &patch.departments {
        facts.departments = departments.iter().filter(|involvement| involvement.hours > 0).cloned().collect();
        let different: BTreeSet<_> = facts.departments.iter().map(|involvement| involvement.department).collect();
        if different.len() != facts.departments.len() {
            return Err(Refusal::invalid("departments", "Name every department once."));
        }
        if facts.departments.iter().any(|involvement| involvement.hours > 100_000) {
            return Err(Refusal::OutOfRange { field: "hours".into(), lowest: 0, highest: 100_000 });
        }
    }
    Ok(facts)
}
