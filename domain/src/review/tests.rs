//! What people can rely on while they work on one review together.

use super::*;
use crate::{
    Refusal,
    culture::{Indicator, Level},
    edit::{Notice, TextEdit},
    id::PenId,
    people::Role,
    policy::{Actor, Participant},
    session::Ballot,
    time::When,
    timeline::{EventKind, Precision},
};
use proptest::prelude::*;
use uuid::Uuid;

mod leading;
mod model;
mod over_days;
mod together;

fn person(number: u128) -> PersonId {
    PersonId(Uuid::from_u128(number))
}

/// What a person signs with in an anonymous review.
fn pen(number: u128) -> PenId {
    PenId(Uuid::from_u128(1000 + number))
}

fn actor(number: u128, role: Role) -> Participant {
    Participant { actor: Actor { person: person(number), role }, pen: pen(number) }
}

fn facilitator() -> Participant {
    actor(1, Role::Facilitator)
}

fn member() -> Participant {
    actor(2, Role::Member)
}

fn now() -> Instant {
    Instant::from_millis(1_790_000_000_000)
}

/// So many cases, unless `PROPTEST_CASES` says another number.
fn cases(number: u32) -> ProptestConfig {
    if std::env::var_os("PROPTEST_CASES").is_some() { ProptestConfig::default() } else { ProptestConfig::with_cases(number) }
}

fn id<T: From<Uuid>>(number: u128) -> T {
    T::from(Uuid::from_u128(number))
}

fn format() -> Format {
    serde_json::from_str::<Format>(include_str!("../../../service/formats/aar-four-questions.json")).unwrap()
}

fn new_review(facts: FactsPatch) -> NewReview {
    NewReview { facts: FactsPatch { title: Some("Certificate ran out".into()), ..facts }, ..NewReview::default() }
}

fn review() -> Review {
    let change = open(&facilitator().actor, &new_review(FactsPatch::default()), &format()).unwrap();
    Review::opened(id(99), facilitator().actor.person, now(), &change).unwrap()
}

impl Review {
    /// Decides and applies.
    fn take(&mut self, by: &Participant, command: Command) -> crate::Result<Vec<Notice>> {
        let decision = self.decide(by, &command, now())?;
        for change in &decision.changes {
            self.apply(change);
        }
        Ok(decision.notices)
    }

    fn go_to(&mut self, find: impl Fn(&crate::session::StepKind) -> bool) {
        let to = self.format.steps.iter().position(|step| find(&step.kind)).unwrap();
        self.take(&facilitator(), Command::MoveTo { from: self.step, to }).unwrap();
    }
}

fn event(number: u128, local: &str, text: &str) -> Command {
    Command::AddEvent(EventDraft {
        id: id(number),
        at: When::new(local, "UTC"),
        kind: EventKind::Action,
        precision: Precision::Minute,
        text: text.into(),
        link: String::new(),
        milestone: false,
    })
}

fn card(number: u128, question: &str, text: &str) -> Command {
    Command::AddCard { id: id(number), question: question.into(), text: text.into(), private: false }
}

#[test]
fn mitigated_before_started_is_refused_and_names_the_field() {
    let facts = FactsPatch {
        started: Some(When::new("2026-05-01T12:00", "UTC")),
        mitigated: Some(When::new("2026-05-01T11:00", "UTC")),
        ..FactsPatch::default()
    };
    let refusal = open(&facilitator().actor, &new_review(facts), &format()).unwrap_err();
    assert_eq!((refusal.code(), refusal.field()), ("time_order", Some("mitigated")));
}

#[test]
fn a_viewer_reads_and_does_not_write() {
    let mut review = review();
    let refusal = review.take(&actor(3, Role::Viewer), event(10, "2026-05-01T12:00", "x")).unwrap_err();
    assert_eq!(refusal.code(), "not_allowed");
}

#[test]
fn a_private_review_does_not_exist_for_those_who_take_no_part() {
    let facts = FactsPatch { visibility: Some(Visibility::Private), ..FactsPatch::default() };
    let change = open(&facilitator().actor, &new_review(facts), &format()).unwrap();
    let mut review = Review::opened(id(99), facilitator().actor.person, now(), &change).unwrap();
    for outsider in [member(), actor(4, Role::Admin)] {
        assert_eq!(review.take(&outsider, event(10, "2026-05-01T12:00", "x")).unwrap_err().code(), "unknown");
    }
    review.take(&facilitator(), Command::NameParticipants { people: vec![member().actor.person] }).unwrap();
    review.take(&member(), event(10, "2026-05-01T12:00", "x")).unwrap();
}

#[test]
fn a_card_is_unknown_to_others_until_the_step_after_writing() {
    let mut review = review();
    review.take(&member(), card(10, "response", "I restarted it")).unwrap();
    let seen = review.seen_by(Some(facilitator().pen));
    assert!(seen.cards.is_empty());
    assert_eq!(seen.unrevealed.get("response"), Some(&1));
    assert!(!serde_json::to_string(&seen).unwrap().contains("restarted"));
    let edit = Command::EditCard { id: id(10), base: 99, text: TextEdit { was: None, now: "x".into() }, private: false };
    assert_eq!(review.take(&facilitator(), edit).unwrap_err().code(), "unknown");
    review.go_to(|kind| matches!(kind, crate::session::StepKind::Group(question) if question == "response"));
    let seen = review.seen_by(Some(facilitator().pen));
    assert_eq!(seen.cards.len(), 1);
    assert!(seen.cards.values().all(|card| card.author.is_none()));
}

#[test]
fn votes_end_at_the_budget_and_at_the_most_for_one() {
    let mut review = review();
    for number in 10..13 {
        review.take(&member(), card(number, "response", &format!("card {number}"))).unwrap();
    }
    let vote = |number: u128, more| Command::Vote { ballot: Ballot::Card(id(number)), more };
    assert_eq!(review.take(&member(), vote(10, true)).unwrap_err().code(), "unknown");
    review.go_to(|kind| matches!(kind, crate::session::StepKind::Vote(question) if question == "response"));
    for _ in 0..3 {
        review.take(&member(), vote(10, true)).unwrap();
    }
    assert_eq!(review.take(&member(), vote(10, true)).unwrap_err().code(), "votes_spent");
    review.take(&member(), vote(11, true)).unwrap();
    review.take(&member(), vote(11, true)).unwrap();
    assert_eq!(review.take(&member(), vote(12, true)).unwrap_err().code(), "votes_spent");
    review.take(&member(), vote(10, false)).unwrap();
    review.take(&member(), vote(12, true)).unwrap();
    assert_eq!(review.votes_spent("response", member().pen), 5);
}

#[test]
fn while_people_vote_cards_stay_where_they_are_and_votes_for_a_grouped_card_go_to_its_theme() {
    let mut review = review();
    for number in 10..12 {
        review.take(&member(), card(number, "response", "a card")).unwrap();
    }
    review.go_to(|kind| matches!(kind, crate::session::StepKind::Group(question) if question == "response"));
    review.take(&member(), Command::SaveTheme { id: id(20), question: "response".into(), title: "Paging".into() }).unwrap();
    let group = |number: u128| Command::GroupCard { id: id(number), theme: crate::review::Set::To(id(20)) };
    review.take(&member(), group(10)).unwrap();
    review.go_to(|kind| matches!(kind, crate::session::StepKind::Vote(question) if question == "response"));
    let vote = |ballot, more| Command::Vote { ballot, more };
    review.take(&member(), vote(Ballot::Card(id(11)), true)).unwrap();
    assert_eq!(review.take(&member(), group(11)).unwrap_err().code(), "wrong_step");
    assert_eq!(review.take(&member(), Command::RemoveTheme { id: id(20) }).unwrap_err().code(), "wrong_step");
    assert_eq!(review.take(&member(), vote(Ballot::Card(id(10)), true)).unwrap_err().code(), "invalid");
    review.take(&member(), vote(Ballot::Theme(id(20)), true)).unwrap();
    review.take(&member(), vote(Ballot::Card(id(11)), false)).unwrap();
    assert_eq!(review.votes_spent("response", member().pen), 1);
}

#[test]
fn a_theme_that_people_voted_for_is_not_dissolved_and_one_without_votes_is() {
    let mut review = review();
    review.take(&member(), card(10, "response", "a card")).unwrap();
    review.go_to(|kind| matches!(kind, crate::session::StepKind::Group(question) if question == "response"));
    for number in [20, 21] {
        let theme = Command::SaveTheme { id: id(number), question: "response".into(), title: "Paging".into() };
        review.take(&member(), theme).unwrap();
    }
    review.take(&member(), Command::GroupCard { id: id(10), theme: Set::To(id(21)) }).unwrap();
    review.go_to(|kind| matches!(kind, crate::session::StepKind::Vote(question) if question == "response"));
    review.take(&facilitator(), Command::Vote { ballot: Ballot::Theme(id(20)), more: true }).unwrap();
    review.go_to(|kind| matches!(kind, crate::session::StepKind::Discuss(question) if question == "response"));
    for who in [member(), facilitator()] {
        let refusal = review.take(&who, Command::RemoveTheme { id: id(20) }).unwrap_err();
        assert_eq!((refusal.code(), refusal.field()), ("invalid", Some("theme")));
    }
    assert_eq!(review.theme_votes(id(20)), 1);
    review.take(&member(), Command::RemoveTheme { id: id(21) }).unwrap();
    assert_eq!(review.cards[&id(10)].theme, None);
}

#[test]
fn a_theme_that_two_people_rename_keeps_the_words_of_both_and_its_cards() {
    let mut review = review();
    review.take(&member(), card(10, "response", "a card")).unwrap();
    review.go_to(|kind| matches!(kind, crate::session::StepKind::Group(question) if question == "response"));
    review.take(&member(), Command::SaveTheme { id: id(20), question: "response".into(), title: "The pager".into() }).unwrap();
    review.take(&member(), Command::GroupCard { id: id(10), theme: crate::review::Set::To(id(20)) }).unwrap();
    let base = review.themes[&id(20)].version;
    for now in ["The silent pager", "The pager at night"] {
        let title = TextEdit { was: Some("The pager".into()), now: now.into() };
        review.take(&member(), Command::EditTheme { id: id(20), base, title }).unwrap();
    }
    assert_eq!(review.themes[&id(20)].title, "The silent pager at night");
    assert_eq!(review.cards[&id(10)].theme, Some(id(20)));
}

#[test]
fn two_moves_at_once_are_one_step() {
    let mut review = review();
    review.take(&facilitator(), Command::MoveTo { from: 0, to: 1 }).unwrap();
    assert_eq!(review.take(&facilitator(), Command::MoveTo { from: 0, to: 2 }).unwrap_err().code(), "moved");
    review.take(&facilitator(), Command::MoveTo { from: 1, to: 0 }).unwrap();
    assert_eq!(review.step, 0);
}

#[test]
fn the_same_command_sent_twice_is_done_once() {
    let mut review = review();
    for command in [event(10, "2026-05-01T12:00", "x"), card(11, "response", "y")] {
        review.take(&member(), command.clone()).unwrap();
        let seq = review.seq;
        review.take(&member(), command).unwrap();
        assert_eq!(review.seq, seq);
    }
    assert_eq!(review.take(&member(), event(10, "2026-05-01T12:00", "other")).unwrap_err().code(), "taken");
}

#[test]
fn two_people_who_edit_an_event_both_keep_their_words() {
    let mut review = review();
    review.take(&member(), event(10, "2026-05-01T12:00", "The load balancer was restarted.")).unwrap();
    let base = review.seq;
    let edit = |now: &str| Command::EditEvent {
        id: id(10),
        base,
        patch: EventPatch {
            text: Some(TextEdit { was: Some("The load balancer was restarted.".into()), now: now.into() }),
            ..EventPatch::default()
        },
    };
    review.take(&member(), edit("The old load balancer was restarted.")).unwrap();
    let notices = review.take(&facilitator(), edit("The load balancer was restarted twice.")).unwrap();
    assert_eq!(notices, [Notice::Merged]);
    assert_eq!(review.events[&id(10)].text, "The old load balancer was restarted twice.");
}

#[test]
fn an_edit_that_does_not_say_what_it_started_from_is_refused_when_it_is_stale() {
    let mut review = review();
    review.take(&member(), event(10, "2026-05-01T12:00", "one")).unwrap();
    let base = review.seq;
    let edit = |base, now: &str| Command::EditEvent {
        id: id(10),
        base,
        patch: EventPatch { text: Some(TextEdit { was: None, now: now.into() }), ..EventPatch::default() },
    };
    review.take(&member(), edit(base, "two")).unwrap();
    assert!(matches!(review.take(&member(), edit(base, "three")), Err(Refusal::Stale { .. })));
    assert!(matches!(review.take(&member(), edit(base + 99, "three")), Err(Refusal::Stale { .. })));
}

#[test]
fn events_of_the_same_moment_can_be_put_in_order() {
    let mut review = review();
    for (number, text) in [(10, "a"), (11, "b"), (12, "c")] {
        review.take(&member(), event(number, "2026-05-01T12:00", text)).unwrap();
    }
    let order = |review: &Review| review.timeline().iter().map(|event| event.text.clone()).collect::<String>();
    assert_eq!(order(&review), "abc");
    review.take(&member(), Command::PlaceEvent { id: id(12), earlier: true }).unwrap();
    assert_eq!(order(&review), "acb");
    review.take(&member(), Command::PlaceEvent { id: id(10), earlier: false }).unwrap();
    assert_eq!(order(&review), "cab");
}

#[test]
fn an_event_is_called_by_its_time_with_the_zone_and_the_day_where_the_timeline_has_others() {
    let mut review = review();
    let times = [("12:00", "UTC", 1), ("14:05", "Europe/Berlin", 1), ("12:10", "UTC", 2), ("00:30", "Europe/Berlin", 2)];
    for (number, (clock, zone, day)) in (10..).zip(times) {
        let Command::AddEvent(draft) = event(number, "", "x") else { unreachable!() };
        let at = When::new(format!("2026-05-0{day}T{clock}"), zone);
        review.take(&member(), Command::AddEvent(EventDraft { at, ..draft })).unwrap();
    }
    let named = |number| review.evidence_name(&Evidence::Event(id(number)));
    let names = ["12:00 · x", "14:05 Europe/Berlin · x", "2 May 2026 12:10 · x", "2 May 2026 00:30 Europe/Berlin · x"];
    assert_eq!([10, 11, 12, 13].map(named), names);
}

#[test]
fn what_is_removed_can_be_brought_back() {
    let mut review = review();
    review.take(&member(), event(10, "2026-05-01T12:00", "a")).unwrap();
    review.take(&facilitator(), Command::RemoveEvent { id: id(10) }).unwrap();
    assert!(review.timeline().is_empty());
    review.take(&member(), Command::RestoreEvent { id: id(10) }).unwrap();
    assert_eq!(review.timeline().len(), 1);
}

#[test]
fn a_lesson_needs_evidence_that_is_there() {
    let mut review = review();
    let lesson = |sources: Vec<Evidence>| Command::AddLesson { id: id(20), text: "Certificates have owners".into(), sources };
    assert_eq!(review.take(&member(), lesson(vec![])).unwrap_err().field(), Some("sources"));
    assert_eq!(review.take(&member(), lesson(vec![Evidence::Event(id(10))])).unwrap_err().field(), Some("sources"));
    review.take(&member(), event(10, "2026-05-01T12:00", "a")).unwrap();
    review.take(&member(), lesson(vec![Evidence::Event(id(10))])).unwrap();
}

#[test]
fn a_published_review_is_changed_only_after_it_is_reopened() {
    let mut review = review();
    review.take(&facilitator(), Command::Publish).unwrap();
    assert_eq!(review.take(&facilitator(), event(10, "2026-05-01T12:00", "a")).unwrap_err(), Refusal::Published);
    review.take(&facilitator(), Command::Reopen).unwrap();
    review.take(&member(), event(10, "2026-05-01T12:00", "a")).unwrap();
}

#[test]
fn culture_is_not_classified_from_too_little() {
    let mut review = review();
    for number in 10..13 {
        review.take(&member(), event(number, "2026-05-01T12:00", &format!("e{number}"))).unwrap();
    }
    let observe = |number, event: u128, indicator| Command::Observe {
        id: id(number),
        indicator,
        level: Level::Generative,
        evidence: Evidence::Event(id(event)),
        note: String::new(),
    };
    // The same person saying the same thing three times about the same event is one observation.
    for number in 20..23 {
        review.take(&member(), observe(number, 10, Indicator::Messengers)).unwrap();
    }
    let profile = crate::culture::profile(&review);
    let messengers = profile.indicators.iter().find(|entry| entry.indicator == Indicator::Messengers).unwrap();
    assert_eq!((messengers.n, messengers.distribution.is_none()), (1, true));
    review.take(&member(), observe(23, 11, Indicator::Messengers)).unwrap();
    review.take(&facilitator(), observe(24, 11, Indicator::Messengers)).unwrap();
    let profile = crate::culture::profile(&review);
    let messengers = profile.indicators.iter().find(|entry| entry.indicator == Indicator::Messengers).unwrap();
    assert_eq!(messengers.distribution.as_ref().map(|distribution| distribution.counts), Some([0, 0, 3]));
    assert!(profile.overall.is_none());
}

#[test]
fn observers_who_differ_on_the_same_evidence_are_shown_without_names() {
    let mut review = review();
    review.take(&member(), event(10, "2026-05-01T12:00", "e")).unwrap();
    for (number, who, level) in [(20, member(), Level::Generative), (21, facilitator(), Level::Bureaucratic)] {
        let observe =
            Command::Observe { id: id(number), indicator: Indicator::Failure, level, evidence: Evidence::Event(id(10)), note: "n".into() };
        review.take(&who, observe).unwrap();
    }
    let view = review.seen_by(Some(pen(7)));
    assert!(view.observations.values().all(|observation| observation.by.is_none()));
    let profile = crate::culture::profile(&view);
    let failure = profile.indicators.iter().find(|entry| entry.indicator == Indicator::Failure).unwrap();
    assert_eq!(failure.disagreements, [Evidence::Event(id(10))]);
}
