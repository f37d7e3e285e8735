//! The rules of a review: which command gives which changes, and which is refused and why.

mod account;
mod card;
mod culture;
mod lead;
mod lesson;
mod parking;
mod timeline;

use super::{Change, Command, Facts, FactsPatch, MOST_PIECES, NewReview, Review, Saved, Visibility};
use crate::{
    Refusal, Result,
    edit::{Notice, TextEdit, merged},
    people::Role,
    policy::{self, Actor, Participant},
    prose::{SUMMARY, TITLE, limited},
    session::Format,
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
        authors: new.authors,
    })
}

impl Review {
    /// Decides a command. The changes have not been applied yet; applied in order they always fit.
    ///
    /// # Errors
    /// A [`Refusal`] that says what to do; then nothing has changed.
    pub fn decide(&self, by: &Participant, command: &Command, now: Instant) -> Result<Decision> {
        let actor = &by.actor;
        if let Command::ComeIn { door, name } = command {
            policy::open_to_change(self)?;
            return self.come_in(actor, *door, name, now);
        }
        if !policy::may_see(self, actor) {
            return Err(Refusal::unknown("review"));
        }
        if !policy::may_contribute(self, actor) {
            return Err(Refusal::not_allowed("change this review"));
        }
        if !matches!(command, Command::Reopen | Command::Publish) {
            policy::open_to_change(self)?;
        }
        let mut decision = self.dispatch(by, command, now)?;
        for (seq, change) in (self.seq.saturating_add(1)..).zip(&mut decision.changes) {
            change.set_version(seq);
        }
        Ok(decision)
    }

    fn dispatch(&self, by: &Participant, command: &Command, now: Instant) -> Result<Decision> {
        let actor = &by.actor;
        match command {
            Command::EditFacts(patch) => self.edit_facts(actor, patch),
            Command::EditSummary { base, text } => self.edit_summary(*base, text),
            Command::EditNotes { base, text } => self.edit_notes(*base, text),
            Command::AddEvent(draft) => self.add_events(std::slice::from_ref(draft)),
            Command::AddEvents { events } => self.add_events(events),
            Command::EditEvent { id, base, patch } => self.edit_event(*id, *base, patch),
            Command::PlaceEvent { id, earlier } => self.place_event(*id, *earlier),
            Command::RemoveEvent { id } => self.remove_event(*id, true),
            Command::RestoreEvent { id } => self.remove_event(*id, false),
            Command::AddAccount { id, event, saw, expected, knew } => self.add_account(by, *id, *event, [saw, expected, knew]),
            Command::EditAccount { id, base, saw, expected, knew } => self.edit_account(by, *id, *base, [saw, expected, knew]),
            Command::RemoveAccount { id } => self.remove_account(by, *id, true),
            Command::RestoreAccount { id } => self.remove_account(by, *id, false),
            Command::Mark { event, mark, more } => self.mark(by, *event, *mark, *more),
            Command::AddCard { id, question, text, private } => self.add_card(by, *id, question, text, *private),
            Command::EditCard { id, base, text, private } => self.edit_card(by, *id, *base, text, *private),
            Command::RemoveCard { id } => self.remove_card(by, *id),
            Command::RestoreCard { id, private } => self.restore_card(by, *id, *private),
            Command::GroupCard { id, theme } => self.group_card(*id, theme.value()),
            Command::SaveTheme { id, question, title } => self.save_theme(*id, question, title),
            Command::EditTheme { id, base, title } => self.edit_theme(*id, *base, title),
            Command::RemoveTheme { id } => self.remove_theme(*id),
            Command::Vote { ballot, more } => self.vote(by, *ballot, *more),
            Command::Observe { id, indicator, level, evidence, note } => self.observe(by, *id, *indicator, *level, *evidence, note),
            Command::RemoveObservation { id } => self.remove_observation(by, *id, true),
            Command::RestoreObservation { id } => self.remove_observation(by, *id, false),
            Command::AddLesson { id, text, sources } => self.add_lesson(*id, text, sources),
            Command::EditLesson { id, base, text, sources } => self.edit_lesson(*id, *base, text, sources),
            Command::RemoveLesson { id } => self.remove_lesson(*id, true),
            Command::RestoreLesson { id } => self.remove_lesson(*id, false),
            Command::Park { id, text } => self.park(*id, text),
            Command::EditParked { id, base, text } => self.edit_parked(*id, *base, text),
            Command::SettleParked { id, settled } => self.settle_parked(*id, *settled),
            Command::RemoveParked { id } => self.remove_parked(*id, true),
            Command::RestoreParked { id } => self.remove_parked(*id, false),
            Command::Rate { question, yes } => self.rate(by, *question, *yes),
            Command::TakePart => self.take_part(actor),
            Command::SayResponded { person, responded } => self.say_responded(actor, *person, *responded),
            _ => {
                self.facilitating(actor, command.leading())?;
                self.lead(command, now)
            }
        }
    }

    pub(super) fn facilitating(&self, actor: &Actor, what: &str) -> Result<()> {
        if policy::may_facilitate(self, actor) { Ok(()) } else { Err(Refusal::not_allowed(what)) }
    }

    // ---- facts, summary and notes

    fn edit_facts(&self, actor: &Actor, patch: &FactsPatch) -> Result<Decision> {
        if !policy::may_write(actor) {
            return Err(Refusal::not_allowed("change the facts of this review"));
        }
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

    fn edit_notes(&self, base: u64, edit: &TextEdit) -> Result<Decision> {
        let (after, notices) = merged("notes", edit, &self.notes, base, self.notes_version, 0, SUMMARY)?;
        if after == self.notes {
            return Ok(Decision { changes: Vec::new(), notices });
        }
        let change = Change::Notes { before: Some(self.notes.clone()), after, version: 0 };
        Ok(Decision { changes: vec![change], notices })
    }
}

fn room(what: &str, there: usize, more: usize) -> Result<()> {
    if there.saturating_add(more) <= MOST_PIECES {
        return Ok(());
    }
    Err(Refusal::Full { what: format!("{what}, those that were removed included"), limit: MOST_PIECES })
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
