//! What people can rely on while a session is led: its time, its door, its formats, and what anonymity means.

use super::*;
use crate::session::{Authors, Ballot, CloseQuestion, Focus, FormatDraft, StepKind};

fn later(minutes: i64) -> Instant {
    now().plus_seconds(minutes * 60)
}

impl Review {
    fn take_at(&mut self, by: &Participant, command: Command, at: Instant) -> crate::Result<()> {
        let decision = self.decide(by, &command, at)?;
        decision.changes.iter().for_each(|change| self.apply(change));
        Ok(())
    }
}

#[test]
fn every_step_begins_with_its_own_time_and_minutes_given_to_one_are_not_kept_for_the_next() {
    let mut review = review();
    review.take(&facilitator(), Command::BeginSession).unwrap();
    review.take(&facilitator(), Command::AddTime { step: 0, minutes: 3 }).unwrap();
    let clock = review.lead.clock.unwrap();
    assert_eq!(clock.left(&review.format, 0, &review.lead.left_out, later(5)).step, 3 * 60);
    review.take_at(&facilitator(), Command::MoveTo { from: 0, to: 1 }, later(6)).unwrap();
    let clock = review.lead.clock.unwrap();
    assert_eq!((clock.began, clock.step_began, clock.more), (now(), later(6), 0));
}

#[test]
fn more_time_is_for_the_step_that_the_facilitator_saw() {
    let mut review = review();
    assert_eq!(review.take(&facilitator(), Command::AddTime { step: 0, minutes: 1 }).unwrap_err().code(), "invalid");
    review.take(&facilitator(), Command::BeginSession).unwrap();
    review.take(&facilitator(), Command::MoveTo { from: 0, to: 1 }).unwrap();
    assert_eq!(review.take(&facilitator(), Command::AddTime { step: 0, minutes: 1 }).unwrap_err().code(), "wrong_step");
    assert_eq!(review.take(&facilitator(), Command::AddTime { step: 1, minutes: 0 }).unwrap_err().code(), "out_of_range");
    assert_eq!(review.take(&member(), Command::AddTime { step: 1, minutes: 1 }).unwrap_err().code(), "not_allowed");
}

#[test]
fn a_step_that_is_left_out_is_passed_over_and_comes_back_when_somebody_goes_there() {
    let mut review = review();
    review.take(&facilitator(), Command::LeaveOut { step: 1, out: true }).unwrap();
    assert_eq!(review.steps_around(), (None, Some(2)));
    review.take(&facilitator(), Command::MoveTo { from: 0, to: 1 }).unwrap();
    assert!(review.lead.left_out.is_empty());
    assert_eq!(review.take(&facilitator(), Command::LeaveOut { step: 1, out: true }).unwrap_err().code(), "wrong_step");
}

#[test]
fn going_back_to_writing_hides_new_cards_and_keeps_the_revealed_ones_in_sight() {
    let mut review = review();
    review.take(&member(), card(10, "milestones", "first round")).unwrap();
    review.go_to(|kind| matches!(kind, StepKind::Group(question) if question == "milestones"));
    review.go_to(|kind| matches!(kind, StepKind::Write(question) if question == "milestones"));
    review.take(&member(), card(11, "milestones", "second round")).unwrap();
    let stage = review.seen_by(None);
    assert_eq!(stage.cards.values().map(|card| card.text.as_str()).collect::<Vec<_>>(), ["first round"]);
    assert_eq!(stage.unrevealed.get("milestones"), Some(&1));
}

#[test]
fn whoever_helps_can_take_over_and_others_cannot() {
    let mut review = review();
    let take_over = || Command::NameFacilitator { person: member().actor.person };
    assert_eq!(review.take(&member(), take_over()).unwrap_err().code(), "not_allowed");
    review.take(&facilitator(), Command::NameHelpers { people: vec![member().actor.person] }).unwrap();
    review.take(&member(), take_over()).unwrap();
    assert_eq!(review.facilitator, Some(member().actor.person));
}

#[test]
fn whoever_facilitated_and_handed_over_took_part() {
    let mut review = review();
    let hand_over = |to: &Participant| Command::NameFacilitator { person: to.actor.person };
    let (first, second) = (facilitator(), member());
    // Whoever was named by mistake before anything began did not lead.
    review.take(&first, hand_over(&actor(7, Role::Member))).unwrap();
    review.take(&first, hand_over(&first)).unwrap();
    review.take(&first, Command::BeginSession).unwrap();
    review.take(&first, hand_over(&second)).unwrap();
    let told = |part, who: &Participant| (part, vec![who.actor.person]);
    assert_eq!(review.took_part(), [told("Facilitated by", &second), told("Took part", &first)]);
    review.take(&first, hand_over(&first)).unwrap();
    assert_eq!(review.took_part(), [told("Facilitated by", &first), told("Took part", &second)]);
    let seq = review.seq;
    review.take(&first, hand_over(&first)).unwrap();
    assert_eq!(review.seq, seq);
}

#[test]
fn nobody_votes_twice_because_a_review_was_published_and_reopened() {
    let mut review = review();
    review.take(&member(), card(10, "response", "x")).unwrap();
    review.go_to(|kind| matches!(kind, crate::session::StepKind::Vote(question) if question == "response"));
    let vote = Command::Vote { ballot: Ballot::Card(id(10)), more: true };
    review.take(&member(), vote.clone()).unwrap();
    review.take(&facilitator(), Command::Publish).unwrap();
    review.take(&facilitator(), Command::Reopen).unwrap();
    let stranger = Participant { pen: pen(77), ..member() };
    assert_eq!(review.take(&stranger, vote).unwrap_err().code(), "invalid");
    assert_eq!(review.sum_of(Ballot::Card(id(10))), Some(1));
    assert!(!review.is_voting("response"));
}

#[test]
fn whoever_is_in_the_room_of_a_session_takes_part() {
    let mut review = review();
    review.take(&member(), Command::TakePart).unwrap();
    assert!(review.participants.is_empty(), "no session is on");
    review.take(&facilitator(), Command::BeginSession).unwrap();
    for who in [facilitator(), member(), member()] {
        review.take(&who, Command::TakePart).unwrap();
    }
    assert_eq!(review.participants.iter().collect::<Vec<_>>(), [&member().actor.person]);
    assert_eq!(review.take(&actor(8, Role::Viewer), Command::TakePart).unwrap_err().code(), "not_allowed");
}

#[test]
fn nobody_keeps_seeing_a_private_review_because_they_once_facilitated_it() {
    let facts = FactsPatch { visibility: Some(Visibility::Private), ..FactsPatch::default() };
    let change = open(&facilitator().actor, &new_review(facts), &format()).unwrap();
    let mut review = Review::opened(id(99), facilitator().actor.person, now(), &change).unwrap();
    let third = actor(7, Role::Member);
    review.take(&facilitator(), Command::MoveTo { from: 0, to: 1 }).unwrap();
    for who in [member(), third] {
        review.take(&facilitator(), Command::NameFacilitator { person: who.actor.person }).unwrap();
    }
    assert!(!crate::policy::may_see(&review, &member().actor));
    assert!(review.participants.is_empty(), "and nobody waits for their answers");
}

#[test]
fn a_guest_comes_in_by_an_open_door_and_by_no_other() {
    let mut review = review();
    let guest = actor(5, Role::Guest);
    let come_in = |door| Command::ComeIn { door, name: " Sam, vendor ".into() };
    assert_eq!(review.take(&guest, come_in(0)).unwrap_err(), Refusal::DoorClosed);
    assert_eq!(review.take(&guest, card(10, "response", "x")).unwrap_err().code(), "unknown");
    review.take(&facilitator(), Command::OpenDoor { hours: 2 }).unwrap();
    assert_eq!(review.take(&guest, come_in(7)).unwrap_err(), Refusal::DoorClosed);
    assert_eq!(review.take_at(&guest, come_in(1), later(121)).unwrap_err(), Refusal::DoorClosed);
    review.take(&guest, come_in(1)).unwrap();
    assert_eq!(review.lead.guests.values().collect::<Vec<_>>(), ["Sam, vendor"]);
    review.take(&guest, card(10, "response", "x")).unwrap();
    // Who is in stays in when the door closes; who is shown out does not come back by it.
    review.take(&facilitator(), Command::CloseDoor).unwrap();
    review.take(&guest, card(11, "response", "y")).unwrap();
    assert_eq!(review.take(&actor(6, Role::Guest), come_in(1)).unwrap_err(), Refusal::DoorClosed);
    review.take(&facilitator(), Command::ShowOut { person: guest.actor.person }).unwrap();
    assert_eq!(review.take(&guest, card(12, "response", "z")).unwrap_err().code(), "unknown");
}

#[test]
fn a_guest_writes_and_does_not_lead_or_change_the_facts() {
    let mut review = review();
    let guest = actor(5, Role::Guest);
    review.take(&facilitator(), Command::OpenDoor { hours: 1 }).unwrap();
    review.take(&guest, Command::ComeIn { door: 1, name: "Sam".into() }).unwrap();
    review.take(&guest, event(10, "2026-05-01T12:00", "The vendor saw it first")).unwrap();
    let facts = Command::EditFacts(FactsPatch { title: Some("Other".into()), ..FactsPatch::default() });
    for refused in [facts, Command::MoveTo { from: 0, to: 1 }, Command::Publish, Command::OpenDoor { hours: 1 }] {
        assert_eq!(review.take(&guest, refused).unwrap_err().code(), "not_allowed");
    }
    review.take(&facilitator(), Command::NameHelpers { people: vec![guest.actor.person] }).unwrap();
    assert_eq!(review.take(&guest, Command::Publish).unwrap_err().code(), "not_allowed");
}

#[test]
fn anonymity_is_chosen_before_the_first_card_and_then_stays() {
    let mut review = review();
    let choose = |authors| Command::ChooseAuthors { authors };
    review.take(&facilitator(), choose(Authors::Named)).unwrap();
    review.take(&facilitator(), choose(Authors::Anonymous)).unwrap();
    review.take(&member(), card(10, "response", "x")).unwrap();
    assert_eq!(review.take(&facilitator(), choose(Authors::Named)).unwrap_err().code(), "begun");
}

#[test]
fn named_cards_show_their_writer_once_they_are_revealed_and_anonymous_ones_never() {
    for (authors, shown) in [(Authors::Named, Some(member().pen)), (Authors::Anonymous, None)] {
        let mut review = review();
        review.take(&facilitator(), Command::ChooseAuthors { authors }).unwrap();
        review.take(&member(), card(10, "response", "x")).unwrap();
        assert!(review.seen_by(Some(facilitator().pen)).cards.is_empty());
        review.go_to(|kind| matches!(kind, StepKind::Group(question) if question == "response"));
        assert_eq!(review.seen_by(None).cards[&id(10)].author, shown);
        assert_eq!(review.seen_by(Some(member().pen)).cards[&id(10)].author, Some(member().pen));
    }
}

#[test]
fn the_version_of_a_revealed_card_does_not_tell_when_it_was_written() {
    let mut review = review();
    review.take(&member(), card(10, "response", "early")).unwrap();
    review.take(&facilitator(), event(20, "2026-05-01T12:00", "between")).unwrap();
    review.take(&facilitator(), card(11, "response", "late")).unwrap();
    review.go_to(|kind| matches!(kind, StepKind::Group(question) if question == "response"));
    assert_eq!(review.cards[&id(10)].version, review.cards[&id(11)].version);
}

#[test]
fn marks_are_one_of_a_kind_each_and_others_see_how_many() {
    let mut review = review();
    review.take(&member(), event(10, "2026-05-01T12:00", "x")).unwrap();
    let mark = |more| Command::Mark { event: id(10), mark: crate::timeline::Mark::Surprise, more };
    review.take(&member(), mark(true)).unwrap();
    review.take(&member(), mark(true)).unwrap();
    review.take(&facilitator(), mark(true)).unwrap();
    let seen = review.seen_by(Some(pen(7)));
    let votes = &seen.events[&id(10)].marks[&crate::timeline::Mark::Surprise];
    assert_eq!((votes.total, votes.by.len()), (2, 0));
    review.take(&member(), mark(false)).unwrap();
    assert_eq!(review.events[&id(10)].marks[&crate::timeline::Mark::Surprise].total, 1);
}

#[test]
fn an_account_says_something_and_is_changed_by_its_writer() {
    let mut review = review();
    review.take(&member(), event(10, "2026-05-01T12:00", "x")).unwrap();
    let account =
        |saw: &str| Command::AddAccount { id: id(30), event: id(10), saw: saw.into(), expected: String::new(), knew: String::new() };
    assert_eq!(review.take(&member(), account("")).unwrap_err().code(), "empty");
    review.take(&member(), account("Two replicas, not three")).unwrap();
    assert_eq!(review.take(&actor(7, Role::Member), Command::RemoveAccount { id: id(30) }).unwrap_err().code(), "not_allowed");
    review.take(&member(), Command::RemoveAccount { id: id(30) }).unwrap();
    assert_eq!(review.accounts_of(id(10)).count(), 0);
}

#[test]
fn a_question_is_talked_through_in_the_order_of_votes_while_it_is_discussed() {
    let mut review = review();
    review.take(&member(), card(10, "response", "in no theme")).unwrap();
    review.go_to(|kind| matches!(kind, StepKind::Vote(question) if question == "response"));
    for number in [20, 21] {
        let theme = Command::SaveTheme { id: id(number), question: "response".into(), title: "Alarms".into() };
        review.take(&member(), theme).unwrap();
    }
    review.take(&member(), Command::Vote { ballot: Ballot::Theme(id(21)), more: true }).unwrap();
    let [first, second, card] = [Focus::Theme(id(20)), Focus::Theme(id(21)), Focus::Card(id(10))];
    assert_eq!(review.agenda("response"), [first, second, card], "nothing moves while votes are given");
    assert_eq!(review.votes_given("response"), 1);
    review.take(&facilitator(), Command::FocusOn { on: Set::To(Focus::Card(id(10))) }).unwrap();
    assert_eq!(review.talked_about("response"), None, "nobody is led while they vote");
    review.go_to(|kind| matches!(kind, StepKind::Discuss(question) if question == "response"));
    assert_eq!(review.agenda("response"), [second, first, card]);
    assert_eq!(review.talked_about("response"), Some(Focus::Card(id(10))));
    assert_eq!(review.talked_about("milestones"), None);
    review.take(&member(), Command::RemoveCard { id: id(10) }).unwrap();
    assert_eq!(review.talked_about("response"), None);
}

#[test]
fn closing_answers_are_counted_when_the_session_ends_and_only_from_enough_people() {
    for (people, counted) in [(3, false), (4, true)] {
        let mut review = review();
        review.take(&facilitator(), Command::BeginSession).unwrap();
        for number in 10..10 + people {
            let rate = Command::Rate { question: CloseQuestion::AttendAgain, yes: number > 10 };
            review.take(&actor(number, Role::Member), rate).unwrap();
        }
        assert!(review.seen_by(Some(pen(7))).lead.ratings.is_empty());
        review.take(&facilitator(), Command::EndSession).unwrap();
        let tally = review.lead.rated.get(&CloseQuestion::AttendAgain).map(|tally| (tally.yes, tally.no));
        assert_eq!(tally, counted.then_some((3, 1)));
    }
}

#[test]
fn closing_answers_are_counted_once_so_that_no_two_sums_tell_one_answer() {
    let mut review = review();
    let rate = |number: u128| (actor(number, Role::Member), Command::Rate { question: CloseQuestion::AttendAgain, yes: true });
    for number in 10..13 {
        let (by, rate) = rate(number);
        review.take(&by, rate).unwrap();
    }
    // Without a session there is nothing to end.
    review.take(&facilitator(), Command::EndSession).unwrap();
    assert!(review.lead.asks_closing());
    review.take(&facilitator(), Command::Publish).unwrap();
    review.take(&facilitator(), Command::Reopen).unwrap();
    let (by, rate) = rate(13);
    assert_eq!(review.take(&by, rate).unwrap_err().code(), "invalid");
    review.take(&facilitator(), Command::Publish).unwrap();
    assert!(review.lead.rated.is_empty());
}

#[test]
fn publishing_ends_the_session_and_closes_the_door() {
    let mut review = review();
    review.take(&facilitator(), Command::BeginSession).unwrap();
    review.take(&facilitator(), Command::OpenDoor { hours: 1 }).unwrap();
    review.take(&facilitator(), Command::Publish).unwrap();
    assert!(review.lead.clock.is_none() && review.lead.door.is_none());
}

#[test]
fn a_format_is_changed_before_the_first_answer_and_a_review_keeps_its_own() {
    let mut review = review();
    let mut draft = FormatDraft::of(&review.format);
    draft.questions[0].title = "What happened first?".into();
    let other = draft.into_format("ours").unwrap();
    review.take(&facilitator(), Command::UseFormat { format: Box::new(other.clone()) }).unwrap();
    assert_eq!(review.format, other);
    review.take(&member(), card(10, "response", "x")).unwrap();
    let refusal = review.take(&facilitator(), Command::UseFormat { format: Box::new(format()) }).unwrap_err();
    assert_eq!(refusal.code(), "begun");
}

#[test]
fn nobody_fills_the_room_with_cards() {
    let mut review = review();
    for number in 0..100 {
        review.take(&member(), card(100 + number, "response", "x")).unwrap();
    }
    assert_eq!(review.take(&member(), card(900, "response", "x")).unwrap_err().code(), "full");
    review.take(&facilitator(), card(901, "response", "x")).unwrap();
}
