//! A model of a room: people who each see the review as it was when the stream last reached them, who write on top of
//! what they see, send twice when they are unsure, lose the connection and come back. At the end everybody has to have
//! the same review, and every word that somebody typed has to be there, unless somebody who saw it took it out.

use super::*;
use crate::id::{CardId, CommandId};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// What one person does next. Numbers choose among what is there.
#[derive(Debug, Clone)]
enum Act {
    /// Types one new word into a text, at a place, or over the word that is there.
    Type {
        text: usize,
        place: usize,
        over: bool,
    },
    /// Answers a question.
    Answer {
        question: usize,
    },
    /// Changes an own card.
    Reword {
        card: usize,
        place: usize,
    },
    Vote {
        card: usize,
        more: bool,
    },
    /// Sends the last command once more, as after an answer that was lost.
    Again,
    /// The stream brings so many changes.
    Hear {
        changes: usize,
    },
    /// The connection is gone, and with it what was under way; the page loads the review afresh.
    Reload,
    /// The facilitator leads on or back.
    Lead {
        forwards: bool,
    },
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        4 => (0usize..4, 0usize..12, any::<bool>()).prop_map(|(text, place, over)| Act::Type { text, place, over }),
        2 => (0usize..2).prop_map(|question| Act::Answer { question }),
        2 => (0usize..4, 0usize..12).prop_map(|(card, place)| Act::Reword { card, place }),
        2 => (0usize..6, any::<bool>()).prop_map(|(card, more)| Act::Vote { card, more }),
        1 => Just(Act::Again),
        4 => (0usize..6).prop_map(|changes| Act::Hear { changes }),
        1 => Just(Act::Reload),
        1 => any::<bool>().prop_map(|forwards| Act::Lead { forwards }),
    ]
}

/// One person: what they see, and what is under way to them.
struct Seat {
    who: Participant,
    replica: Review,
    coming: VecDeque<Change>,
    last: Option<(CommandId, Command)>,
}

/// The room, with the server in the middle.
struct Room {
    server: Review,
    seats: Vec<Seat>,
    done: BTreeMap<CommandId, ()>,
    number: u128,
    /// Every word that was typed and acknowledged.
    typed: BTreeSet<String>,
    /// Those that somebody who saw them took out.
    taken_out: BTreeSet<String>,
}

const QUESTIONS: [&str; 2] = ["milestones", "response"];

impl Room {
    fn of(people: u128) -> Self {
        let mut server = review();
        let mut take = |command| server.take(&facilitator(), command).unwrap();
        take(event(10, "2026-05-01T12:00", "start"));
        take(event(11, "2026-05-01T12:05", "start"));
        let base = 1;
        let text = |now: &str| TextEdit { was: Some(String::new()), now: now.into() };
        take(Command::EditSummary { base, text: text("start") });
        take(Command::EditNotes { base, text: text("start") });
        let seats = (1..=people)
            .map(|number| {
                let who = if number == 1 { facilitator() } else { actor(number, Role::Member) };
                Seat { who, replica: server.seen_by(Some(who.pen)), coming: VecDeque::new(), last: None }
            })
            .collect();
        Self { server, seats, done: BTreeMap::new(), number: 100, typed: BTreeSet::new(), taken_out: BTreeSet::new() }
    }

    fn fresh(&mut self) -> u128 {
        self.number += 1;
        self.number
    }

    /// The server takes a command; everybody else is told.
    fn send(&mut self, seat: usize, id: CommandId, command: Command) -> bool {
        self.seats[seat].last = Some((id, command.clone()));
        if self.done.contains_key(&id) {
            return true;
        }
        let Ok(decision) = self.server.decide(&self.seats[seat].who, &command, now()) else { return false };
        self.done.insert(id, ());
        for change in &decision.changes {
            self.server.apply(change);
            let private = self.server.cards.values().filter(|card| card.hidden).map(|card| (card.author, card.text.clone()));
            let private: Vec<_> = private.collect();
            for seat in &mut self.seats {
                let told = change.seen_by(Some(seat.who.pen), self.server.authors);
                let alike = told == change.seen_by(None, self.server.authors);
                assert!(alike || change.concerns(seat.who.pen), "{change:?} looks another to {:?}", seat.who);
                let wire = serde_json::to_string(&told).unwrap();
                for (author, text) in &private {
                    assert!(
                        *author == Some(seat.who.pen) || !wire.contains(text.as_str()),
                        "{text} of {author:?} was told to {:?}",
                        seat.who
                    );
                }
                seat.coming.push_back(told);
            }
        }
        true
    }

    /// Puts a new word into a text as this person sees it; gives the edit, the word, and the word it was put over.
    fn typing(&mut self, text: &str, place: usize, over: bool) -> (TextEdit, String, Option<String>) {
        let word = format!("w{}w", self.fresh());
        let mut words: Vec<&str> = text.split_whitespace().collect();
        let place = place.min(words.len());
        let gone = if over && place < words.len() { Some(words.remove(place).to_owned()) } else { None };
        words.insert(place, &word);
        (TextEdit { was: Some(text.to_owned()), now: words.join(" ") }, word, gone)
    }

    fn type_into(&mut self, seat: usize, text: usize, place: usize, over: bool) {
        let seen = &self.seats[seat].replica;
        let (there, base) = match text {
            0 => (seen.summary.clone(), seen.summary_version),
            1 => (seen.notes.clone(), seen.notes_version),
            _ => {
                let event = &seen.events[&id::<EventId>(8 + text as u128)];
                (event.text.clone(), event.version)
            }
        };
        let (edit, word, gone) = self.typing(&there, place, over);
        let command = match text {
            0 => Command::EditSummary { base, text: edit },
            1 => Command::EditNotes { base, text: edit },
            _ => Command::EditEvent { id: id(8 + text as u128), base, patch: EventPatch { text: Some(edit), ..EventPatch::default() } },
        };
        self.typed_if_taken(seat, command, word, gone);
    }

    fn typed_if_taken(&mut self, seat: usize, command: Command, word: String, gone: Option<String>) {
        let command_id = id(self.fresh());
        if self.send(seat, command_id, command) {
            self.typed.insert(word);
            if let Some(gone) = gone {
                self.taken_out.extend(self.typed.iter().filter(|word| gone.contains(word.as_str())).cloned().collect::<Vec<_>>());
            }
        }
    }

    fn act(&mut self, seat: usize, act: Act) {
        let pen = self.seats[seat].who.pen;
        match act {
            Act::Type { text, place, over } => self.type_into(seat, text, place, over),
            Act::Answer { question } => {
                let word = format!("w{}w", self.fresh());
                let (card, question) = (id(self.fresh()), QUESTIONS[question]);
                let replica = &self.seats[seat].replica;
                let private = replica.format.hides(question, replica.step);
                let command = Command::AddCard { id: card, question: question.into(), text: word.clone(), private };
                self.typed_if_taken(seat, command, word, None);
                let is_hidden = self.server.cards.get(&card).is_none_or(|card| card.hidden);
                assert!(is_hidden || !private, "everybody sees at once what was written to be private");
            }
            Act::Reword { card, place } => {
                let own: Vec<_> = self.seats[seat].replica.cards.values().filter(|card| card.author == Some(pen)).cloned().collect();
                let Some(card) = own.get(card) else { return };
                let (edit, word, gone) = self.typing(&card.text, place, false);
                let edit = Command::EditCard { id: card.id, base: card.version, text: edit, private: card.hidden };
                self.typed_if_taken(seat, edit, word.clone(), gone);
                let is_public = self.server.cards.get(&card.id).is_some_and(|card| !card.hidden && card.text.contains(&word));
                assert!(!is_public || !card.hidden, "everybody sees at once what was written to be private");
            }
            Act::Vote { card, more } => {
                let seen: Vec<CardId> = self.seats[seat].replica.cards.keys().copied().collect();
                let Some(card) = seen.get(card) else { return };
                let command_id = id(self.fresh());
                self.send(seat, command_id, Command::Vote { ballot: crate::session::Ballot::Card(*card), more });
            }
            Act::Again => {
                if let Some((id, command)) = self.seats[seat].last.clone() {
                    let before = self.server.clone();
                    let there = self.done.contains_key(&id);
                    self.send(seat, id, command);
                    assert!(!there || self.server == before, "a command that was done was done again");
                }
            }
            Act::Hear { changes } => {
                let seat = &mut self.seats[seat];
                for _ in 0..changes {
                    if let Some(change) = seat.coming.pop_front() {
                        seat.replica.apply(&change);
                    }
                }
            }
            Act::Reload => {
                let seat = &mut self.seats[seat];
                seat.coming.clear();
                seat.replica = self.server.seen_by(Some(pen));
            }
            Act::Lead { forwards } => {
                let from = self.seats[0].replica.step;
                let to = if forwards { from + 1 } else { from.saturating_sub(1) };
                let command_id = id(self.fresh());
                self.send(0, command_id, Command::MoveTo { from, to });
            }
        }
    }

    fn everything_heard(&mut self) {
        for seat in &mut self.seats {
            while let Some(change) = seat.coming.pop_front() {
                seat.replica.apply(&change);
            }
        }
    }
}

proptest! {
    #![proptest_config(cases(4_000))]

    #[test]
    fn a_room_in_any_order_ends_alike_and_keeps_every_word(
        people in 2u128..7,
        acts in prop::collection::vec((0usize..6, act()), 1..80),
    ) {
        let mut room = Room::of(people);
        for (seat, act) in acts {
            let seat = seat % room.seats.len();
            room.act(seat, act);
        }
        room.everything_heard();
        for seat in &room.seats {
            prop_assert_eq!(&seat.replica, &room.server.seen_by(Some(seat.who.pen)));
        }
        let server = &room.server;
        let texts = [&server.summary, &server.notes].into_iter().chain(server.events.values().map(|event| &event.text));
        let all: Vec<&String> = texts.chain(server.cards.values().map(|card| &card.text)).collect();
        for word in room.typed.difference(&room.taken_out) {
            prop_assert!(all.iter().any(|text| text.contains(word.as_str())), "{word} is lost: {all:?}");
        }
        for votes in server.cards.values().map(|card| &card.votes) {
            prop_assert_eq!(votes.total, votes.by.values().sum::<u32>());
            prop_assert!(votes.by.values().all(|count| *count <= server.format.votes.most_on_one));
        }
    }
}
