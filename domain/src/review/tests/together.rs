//! Many people, any order of commands: nothing panics, everybody ends with the same review, nobody reads ahead.

use super::*;
use crate::session::{Authors, Ballot, CloseQuestion, Focus};
use crate::timeline::Mark;

fn any_actor() -> impl Strategy<Value = Participant> {
    (1u128..6).prop_map(|number| match number {
        1 => facilitator(),
        2 => member(),
        3 => actor(3, Role::Viewer),
        5 => actor(5, Role::Guest),
        _ => actor(4, Role::Admin),
    })
}

fn any_id<T: From<Uuid> + std::fmt::Debug>() -> impl Strategy<Value = T> {
    (10u128..14).prop_map(id)
}

fn words() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["", "secret one", "secret two", "secret one and more", "<script>"]).prop_map(String::from)
}

fn edit() -> impl Strategy<Value = TextEdit> {
    (prop::option::of(words()), words()).prop_map(|(was, now)| TextEdit { was, now })
}

fn question() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["milestones", "response", "nothing"]).prop_map(String::from)
}

fn evidence() -> impl Strategy<Value = Evidence> {
    prop_oneof![any_id().prop_map(Evidence::Event), any_id().prop_map(Evidence::Card)]
}

fn draft() -> impl Strategy<Value = EventDraft> {
    (any_id(), prop::sample::select(vec!["2026-05-01T12:00", "2026-05-01T12:01", "20202-01-01"]), words()).prop_map(|(id, local, text)| {
        EventDraft {
            id,
            at: When::new(local, "UTC"),
            kind: EventKind::Action,
            precision: Precision::Minute,
            text,
            link: String::new(),
            milestone: false,
        }
    })
}

fn base_of() -> impl Strategy<Value = u64> {
    0u64..40
}

fn leading() -> impl Strategy<Value = Command> {
    prop_oneof![
        Just(Command::Publish),
        Just(Command::Reopen),
        Just(Command::BeginSession),
        Just(Command::EndSession),
        Just(Command::TakePart),
        Just(Command::OpenDoor { hours: 1 }),
        Just(Command::CloseDoor),
        Just(Command::ShowOut { person: person(5) }),
        (0usize..8, 0u16..70).prop_map(|(step, minutes)| Command::AddTime { step, minutes }),
        (0usize..8, any::<bool>()).prop_map(|(step, out)| Command::LeaveOut { step, out }),
        prop::option::of(any_id()).prop_map(|event| Command::FocusOn { on: event.map(Focus::Event).into() }),
        prop::sample::select(Authors::ALL.to_vec()).prop_map(|authors| Command::ChooseAuthors { authors }),
        prop::collection::vec(1u128..4, 0..3).prop_map(|people| Command::NameHelpers { people: people.into_iter().map(person).collect() }),
        (1u128..4, any::<bool>()).prop_map(|(number, responded)| Command::SayResponded { person: person(number), responded }),
        prop::sample::select(vec!["", "2026-11-24"]).prop_map(|day| Command::AskUntil { until: When::new(day, "UTC") }),
    ]
}

fn any_command() -> impl Strategy<Value = Command> {
    let base = 0u64..40;
    prop_oneof![
        draft().prop_map(Command::AddEvent),
        (any_id(), base.clone(), edit()).prop_map(|(id, base, text)| Command::EditEvent {
            id,
            base,
            patch: EventPatch { text: Some(text), ..EventPatch::default() }
        }),
        (any_id(), any::<bool>()).prop_map(|(id, earlier)| Command::PlaceEvent { id, earlier }),
        any_id().prop_map(|id| Command::RemoveEvent { id }),
        any_id().prop_map(|id| Command::RestoreEvent { id }),
        (any_id(), question(), words(), any::<bool>()).prop_map(|(id, question, text, private)| Command::AddCard {
            id,
            question,
            text,
            private
        }),
        (any_id(), question(), words(), any::<bool>()).prop_map(|(id, question, text, private)| Command::AddCard {
            id,
            question,
            text,
            private
        }),
        (any_id(), base.clone(), edit(), any::<bool>()).prop_map(|(id, base, text, private)| Command::EditCard { id, base, text, private }),
        any_id().prop_map(|id| Command::RemoveCard { id }),
        (any_id(), any::<bool>()).prop_map(|(id, private)| Command::RestoreCard { id, private }),
        (any_id(), prop::option::of(any_id())).prop_map(|(id, theme)| Command::GroupCard { id, theme: theme.into() }),
        (any_id(), question(), words()).prop_map(|(id, question, title)| Command::SaveTheme { id, question, title }),
        (any_id(), base.clone(), edit()).prop_map(|(id, base, title)| Command::EditTheme { id, base, title }),
        any_id().prop_map(|id| Command::RemoveTheme { id }),
        (any_id(), any::<bool>()).prop_map(|(id, more)| Command::Vote { ballot: Ballot::Card(id), more }),
        (any_id(), any::<bool>()).prop_map(|(id, more)| Command::Vote { ballot: Ballot::Theme(id), more }),
        (any_id(), evidence(), words()).prop_map(|(id, evidence, note)| Command::Observe {
            id,
            indicator: Indicator::Failure,
            level: Level::Generative,
            evidence,
            note
        }),
        any_id().prop_map(|id| Command::RemoveObservation { id }),
        (any_id(), words(), prop::collection::vec(evidence(), 0..3)).prop_map(|(id, text, sources)| Command::AddLesson {
            id,
            text,
            sources
        }),
        (any_id(), base, edit()).prop_map(|(id, base, text)| Command::EditLesson { id, base, text, sources: Vec::new() }),
        (0usize..8, 0usize..8).prop_map(|(from, to)| Command::MoveTo { from, to }),
        (0usize..8).prop_map(|to| Command::MoveTo { from: to.saturating_sub(1), to }),
        leading(),
        (any_id(), any_id(), words()).prop_map(|(id, event, saw)| Command::AddAccount {
            id,
            event,
            saw,
            expected: String::new(),
            knew: String::new()
        }),
        (any_id(), base_of(), edit(), edit(), edit()).prop_map(|(id, base, saw, expected, knew)| Command::EditAccount {
            id,
            base,
            saw,
            expected,
            knew
        }),
        (any_id(), any::<bool>()).prop_map(|(event, more)| Command::Mark { event, mark: Mark::Surprise, more }),
        (any_id(), words()).prop_map(|(id, text)| Command::Park { id, text }),
        (any_id(), any::<bool>()).prop_map(|(id, settled)| Command::SettleParked { id, settled }),
        any::<bool>().prop_map(|yes| Command::Rate { question: CloseQuestion::AttendAgain, yes }),
        (base_of(), edit()).prop_map(|(base, text)| Command::EditNotes { base, text }),
        (0u32..3, words()).prop_map(|(door, name)| Command::ComeIn { door, name }),
    ]
}

pub(super) fn story() -> impl Strategy<Value = Vec<(Participant, Command)>> {
    prop::collection::vec((any_actor(), any_command()), 0..60)
}

proptest! {
    #![proptest_config(cases(500))]

    #[test]
    fn every_replica_ends_with_what_a_fresh_view_shows(story in story(), viewer in 1u128..7) {
        // Whoever has no pen is the stage.
        let viewer = (viewer < 6).then(|| pen(viewer));
        let mut review = review();
        let mut replica = review.seen_by(viewer);
        for (actor, command) in story {
            let Ok(decision) = review.decide(&actor, &command, now()) else { continue };
            for change in &decision.changes {
                review.apply(change);
                replica.apply(&change.seen_by(viewer, review.authors));
            }
        }
        prop_assert_eq!(replica, review.seen_by(viewer));
    }

    #[test]
    fn the_log_alone_rebuilds_the_review(story in story()) {
        let mut review = review();
        let mut again = review.clone();
        for (actor, command) in story {
            let Ok(decision) = review.decide(&actor, &command, now()) else { continue };
            for change in &decision.changes {
                review.apply(change);
                let stored: Change = serde_json::from_str(&serde_json::to_string(change).unwrap()).unwrap();
                again.apply(&stored);
            }
        }
        prop_assert_eq!(again, review);
    }

    #[test]
    fn nothing_of_an_unrevealed_card_reaches_anybody_else(story in story()) {
        let mut review = review();
        for (actor, command) in story {
            let Ok(decision) = review.decide(&actor, &command, now()) else { continue };
            for change in &decision.changes {
                review.apply(change);
                for reader in [None, Some(pen(7))] {
                    if let Change::Card(saved) = &change.seen_by(reader, review.authors) {
                        prop_assert!(!saved.after.hidden);
                        prop_assert!(saved.after.author.is_none() || review.authors == Authors::Named);
                    }
                    let view = review.seen_by(reader);
                    for card in review.cards.values().filter(|card| card.hidden) {
                        prop_assert!(!view.cards.contains_key(&card.id));
                    }
                }
            }
        }
    }

    #[test]
    fn a_refused_command_changes_nothing_and_a_repeated_one_never_twice(story in story()) {
        let mut review = review();
        for (actor, command) in story {
            let before = review.clone();
            let _ = review.take(&actor, command.clone());
            if matches!(command, Command::AddCard { .. } | Command::AddEvent(_) | Command::AddLesson { .. }) {
                let after = review.clone();
                let _ = review.take(&actor, command);
                prop_assert_eq!(&review, &after);
            }
            prop_assert!(review.seq >= before.seq);
        }
    }
}
