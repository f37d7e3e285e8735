//! What people can rely on where a review is answered over days, and what each is told to be still open.

use super::*;
use crate::{
    policy,
    timeline::Mark,
    work::{Driver, Kind, Status, WorkItem},
};

const QUESTIONS: [&str; 4] = ["milestones", "response", "prevention", "remediation"];

fn ask(day: &str) -> Command {
    Command::AskUntil { until: When::new(day, "UTC") }
}

/// With a summary, and asked for answers until a day.
fn asked() -> Review {
    let mut review = review();
    let text = TextEdit { was: Some(String::new()), now: "It ran out.".into() };
    review.take(&facilitator(), Command::EditSummary { base: 1, text }).unwrap();
    review.take(&facilitator(), ask("2026-11-24")).unwrap();
    review
}

fn answer(review: &mut Review, who: &Participant, first: u128, questions: impl IntoIterator<Item = &'static str>) {
    for (number, question) in (first..).zip(questions) {
        review.take(who, card(number, question, &format!("Zebra of {question}"))).unwrap();
    }
}

/// As this person is told.
fn still_open(review: &Review, who: &Participant, work: &[WorkItem]) -> Vec<OpenPoint> {
    let wrote = if policy::may_facilitate(review, &who.actor) { review.wrote() } else { BTreeMap::new() };
    review.seen_by(Some(who.pen)).open_points(who, work, &wrote, |_| true)
}

/// Own questions to answer: how many, of how many, and the first.
fn own_answers(review: &Review, who: &Participant) -> Option<(usize, usize, String)> {
    still_open(review, who, &[]).into_iter().find_map(|point| match point {
        OpenPoint::Answers { left, of, first } => Some((left, of, first)),
        _ => None,
    })
}

fn work(status: Status) -> WorkItem {
    WorkItem {
        id: id(50),
        review: id(99),
        lesson: id(20),
        title: "Alarm".into(),
        kind: Kind::Engineering,
        driver: Driver::Trust,
        risk_scenario: String::new(),
        owner: member().actor.person,
        department: id(60),
        due: "2026-12-24".parse().unwrap(),
        effort: 1,
        saves: 0,
        check: "It rings".into(),
        status,
        outcome: String::new(),
        proposed_at: now(),
        closed_at: None,
        version: 1,
    }
}

#[test]
fn every_question_is_answered_in_any_order_and_none_is_seen_before_its_own_reveal() {
    let mut review = asked();
    answer(&mut review, &member(), 10, QUESTIONS.into_iter().rev());
    let seen = review.seen_by(Some(facilitator().pen));
    assert!(seen.cards.is_empty());
    assert_eq!(seen.unrevealed.values().copied().collect::<Vec<u32>>(), [1, 1, 1, 1]);
    review.go_to(|kind| matches!(kind, StepKind::Group(question) if question == "milestones"));
    let seen = review.seen_by(Some(facilitator().pen));
    assert_eq!(seen.cards.values().map(|card| card.question.as_str()).collect::<Vec<_>>(), ["milestones"]);
    assert_eq!(seen.unrevealed.len(), 3);
}

#[test]
fn whoever_leads_asks_for_answers_until_a_day_and_takes_it_back() {
    let mut review = review();
    assert_eq!(review.take(&member(), ask("2026-11-24")).unwrap_err().code(), "not_allowed");
    assert_eq!(review.take(&facilitator(), ask("soon")).unwrap_err().field(), Some("until"));
    review.take(&facilitator(), ask("2026-11-24")).unwrap();
    assert_eq!(review.asked_until().map(Day::in_full).as_deref(), Some("Tuesday 24 Nov 2026"));
    review.take(&facilitator(), ask("")).unwrap();
    assert_eq!(review.asked_until(), None);
}

#[test]
fn answers_are_asked_for_by_a_day_that_is_still_to_come_or_is_today_somewhere() {
    let mut review = review();
    let today = now().day();
    let over = ask(&now().due_day().plus_days(-1).to_string());
    for past in [ask("2020-01-01"), over] {
        let refusal = review.take(&facilitator(), past).unwrap_err();
        assert_eq!((refusal.code(), refusal.field()), ("invalid", Some("until")));
    }
    for day in [now().due_day(), today, today.plus_days(1)] {
        review.take(&facilitator(), ask(&day.to_string())).unwrap();
        assert_eq!(review.asked_until(), Some(day));
    }
    // What is sent again is no mistake, however late it comes.
    let later = now().plus_seconds(90 * 24 * 3600);
    assert!(review.decide(&facilitator(), &ask(&today.plus_days(1).to_string()), later).unwrap().changes.is_empty());
}

#[test]
fn a_day_that_has_passed_stops_nobody() {
    let review = asked();
    let later = now().plus_seconds(90 * 24 * 3600);
    assert!(review.asked_until().is_some_and(|day| day < later.due_day()));
    assert_eq!(review.decide(&member(), &card(10, "response", "late"), later).unwrap().changes.len(), 1);
}

#[test]
fn own_questions_are_open_until_each_is_answered_or_revealed() {
    let mut review = asked();
    assert_eq!(own_answers(&review, &member()), Some((4, 4, "milestones".into())));
    answer(&mut review, &member(), 10, ["milestones"]);
    assert_eq!(own_answers(&review, &member()), Some((3, 4, "response".into())));
    assert_eq!(own_answers(&review, &facilitator()), Some((4, 4, "milestones".into())));
    review.take(&member(), Command::RemoveCard { id: id(10) }).unwrap();
    assert_eq!(own_answers(&review, &member()), Some((4, 4, "milestones".into())));
    review.go_to(|kind| matches!(kind, StepKind::Group(question) if question == "milestones"));
    assert_eq!(own_answers(&review, &member()), Some((3, 3, "response".into())));
    answer(&mut review, &member(), 11, ["response", "prevention", "remediation"]);
    assert_eq!(own_answers(&review, &member()), None);
}

#[test]
fn without_a_day_only_the_question_that_the_room_writes_on_is_asked() {
    let mut review = review();
    assert_eq!(own_answers(&review, &member()), None);
    review.go_to(|kind| matches!(kind, StepKind::Write(question) if question == "response"));
    assert_eq!(own_answers(&review, &member()), Some((1, 1, "response".into())));
}

#[test]
fn a_question_whose_writing_is_left_out_is_not_asked() {
    let mut review = asked();
    let step = review.format.writing_step("milestones").unwrap();
    review.take(&facilitator(), Command::LeaveOut { step, out: true }).unwrap();
    assert_eq!(own_answers(&review, &member()), Some((3, 3, "response".into())));
    assert!(still_open(&review, &facilitator(), &[]).contains(&OpenPoint::LeftOut(BTreeSet::from([step]))));
}

#[test]
fn votes_are_open_as_long_as_they_can_be_given() {
    let mut review = asked();
    answer(&mut review, &member(), 10, ["response"]);
    review.go_to(|kind| matches!(kind, StepKind::Vote(question) if question == "response"));
    let left = |review: &Review, who: &Participant| {
        still_open(review, who, &[]).into_iter().find_map(|point| match point {
            OpenPoint::Votes { left, .. } => Some(left),
            _ => None,
        })
    };
    // Five to give, and at most three of them on the one card that there is.
    assert_eq!(left(&review, &member()), Some(3));
    for _ in 0..3 {
        review.take(&member(), Command::Vote { ballot: Ballot::Card(id(10)), more: true }).unwrap();
    }
    assert_eq!((left(&review, &member()), left(&review, &facilitator())), (None, Some(3)));
}

#[test]
fn what_nobody_has_dealt_with_is_told_until_somebody_does() {
    let mut review = review();
    let unclear = |more| Command::Mark { event: id(10), mark: Mark::Unclear, more };
    let lesson = Command::AddLesson { id: id(20), text: "Owners".into(), sources: vec![Evidence::Event(id(10))] };
    for command in [event(10, "2026-05-01T12:00", "x"), unclear(true), lesson, Command::Park { id: id(40), text: "Rota".into() }] {
        review.take(&member(), command).unwrap();
    }
    let open = [OpenPoint::NoSummary, OpenPoint::Unclear(id(10)), OpenPoint::Parked(id(40)), OpenPoint::LessonWithoutWork(id(20))];
    assert_eq!(still_open(&review, &member(), &[]), open);
    let text = TextEdit { was: Some(String::new()), now: "It ran out.".into() };
    let summary = Command::EditSummary { base: 1, text };
    for command in [summary, unclear(false), Command::SettleParked { id: id(40), settled: true }] {
        review.take(&member(), command).unwrap();
    }
    assert!(still_open(&review, &member(), &[work(Status::Proposed)]).is_empty());
}

#[test]
fn work_that_nobody_verified_is_open_for_its_owner_and_for_whoever_leads() {
    let review = asked();
    let done = [work(Status::Done)];
    for (who, told) in [(member(), true), (facilitator(), true), (actor(7, Role::Member), false)] {
        assert_eq!(still_open(&review, &who, &done).contains(&OpenPoint::Unverified(id(50))), told);
    }
    assert!(!still_open(&review, &member(), &[work(Status::Verified)]).contains(&OpenPoint::Unverified(id(50))));
}

#[test]
fn two_versions_of_the_same_words_are_told_to_those_who_can_settle_them() {
    let mut review = asked();
    let base = review.summary_version;
    let edit = |now: &str| TextEdit { was: Some("It ran out.".into()), now: now.into() };
    review.take(&member(), Command::EditSummary { base, text: edit("It expired.") }).unwrap();
    review.take(&facilitator(), Command::EditSummary { base, text: edit("It lapsed.") }).unwrap();
    review.take(&member(), card(10, "milestones", "⟦one ⟷ two⟧")).unwrap();
    let (summary, of_card) = (OpenPoint::TwoVersions(TextOf::Summary), OpenPoint::TwoVersions(TextOf::Card(id(10))));
    let told = |review: &Review, who: &Participant| {
        let points = still_open(review, who, &[]);
        (points.contains(&summary), points.contains(&of_card))
    };
    assert_eq!(told(&review, &member()), (true, true));
    // Before the reveal the card is told to nobody else, and afterwards to whoever leads.
    assert_eq!(told(&review, &facilitator()), (true, false));
    review.go_to(|kind| matches!(kind, StepKind::Group(question) if question == "milestones"));
    assert_eq!(told(&review, &facilitator()), (true, true));
    assert_eq!(told(&review, &actor(7, Role::Member)), (true, false));
}

#[test]
fn whoever_leads_hears_numbers_where_cards_are_anonymous_and_names_where_they_are_named() {
    for authors in Authors::ALL {
        let mut review = asked();
        let signed = |who: Participant| match authors {
            Authors::Named => Participant { pen: who.actor.person.into(), ..who },
            Authors::Anonymous => who,
        };
        let (mia, ron, lead) = (signed(member()), signed(actor(7, Role::Member)), signed(facilitator()));
        review.take(&lead, Command::ChooseAuthors { authors }).unwrap();
        review.take(&lead, Command::NameParticipants { people: vec![mia.actor.person, ron.actor.person] }).unwrap();
        let waits = |review: &Review, who: &Participant| {
            let points = still_open(review, who, &[]).into_iter();
            points.filter(|point| matches!(point, OpenPoint::NotAnswered(_) | OpenPoint::FewAnswers { .. })).collect::<Vec<_>>()
        };
        answer(&mut review, &mia, 10, QUESTIONS);
        let told = match authors {
            Authors::Named => vec![OpenPoint::NotAnswered(BTreeSet::from([ron.actor.person]))],
            Authors::Anonymous => QUESTIONS.map(|one| OpenPoint::FewAnswers { question: one.into(), count: 1, of: 2 }).into(),
        };
        assert_eq!(waits(&review, &lead), told);
        assert!(waits(&review, &mia).is_empty());
        answer(&mut review, &ron, 20, QUESTIONS);
        assert!(waits(&review, &lead).is_empty());
    }
}

#[test]
fn naming_one_person_does_not_tell_whether_they_answered_anonymously() {
    let mut review = asked();
    let numbers = |review: &mut Review, person: PersonId| {
        review.take(&facilitator(), Command::NameParticipants { people: vec![person] }).unwrap();
        review.wrote()
    };
    answer(&mut review, &member(), 10, QUESTIONS);
    let other = actor(7, Role::Member).actor.person;
    assert_eq!(numbers(&mut review, member().actor.person), numbers(&mut review, other));
    assert_eq!(still_open(&review, &facilitator(), &[]), [OpenPoint::Answers { left: 4, of: 4, first: "milestones".into() }]);
}

#[test]
fn readers_and_published_reviews_have_nothing_open() {
    let mut review = asked();
    assert!(still_open(&review, &actor(3, Role::Viewer), &[]).is_empty());
    review.take(&facilitator(), Command::Publish).unwrap();
    assert!(still_open(&review, &facilitator(), &[]).is_empty());
    assert_eq!(review.asked_until(), None);
}

proptest! {
    #![proptest_config(cases(500))]

    #[test]
    fn what_is_open_tells_nothing_of_others_answers(story in super::together::story()) {
        let mut review = asked();
        for (who, command) in story {
            let _ = review.take(&who, command);
        }
        if review.authors == Authors::Anonymous {
            prop_assert!(review.wrote().values().all(|wrote| wrote.people.is_none()));
        }
        let reader = actor(7, Role::Member);
        // Even where the numbers for whoever leads came along.
        let told = |review: &Review| review.seen_by(Some(reader.pen)).open_points(&reader, &[], &review.wrote(), |_| true);
        let points = told(&review);
        let tells = points.iter().any(|point| matches!(point, OpenPoint::NotAnswered(_) | OpenPoint::FewAnswers { .. }));
        prop_assert!(!tells);
        let mut other = review.clone();
        other.cards.values_mut().filter(|card| card.hidden).for_each(|card| card.text = "⟦one ⟷ two⟧".into());
        prop_assert_eq!(points, told(&other));
    }
}
