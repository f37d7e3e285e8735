//! Who is in the room and what they are about: where they look, what they write in, whose hand is up. Known while it
//! lasts, and in no log or export.
//!
//! Several nodes may know of the same person; each part of what they know carries the time it was said at, and the
//! later one wins. So it does not matter in which order nodes hear of each other, or how often.

use super::Authors;
use crate::{Refusal, Result, id::PersonId, time::Instant};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Seconds after which somebody who was not heard of is no longer in the room.
pub const GONE_AFTER: i64 = 30;
/// Characters of a place or of what is written in.
const MOST: usize = 80;

/// Something that was said, and when.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said<T> {
    at: Option<Instant>,
    is: T,
}

/// When something was said for the last time that is said now: always the last word here, even where another node's clock
/// is ahead.
fn last_word(before: Option<Instant>, now: Instant) -> Instant {
    before.map_or(now, |then| now.max(Instant::from_millis(then.millis().saturating_add(1))))
}

impl<T: Clone + Ord> Said<T> {
    fn say(&mut self, now: Instant, is: T) -> bool {
        let changes = self.is != is;
        *self = Self { at: Some(last_word(self.at, now)), is };
        changes
    }

    fn merge(&mut self, other: &Self) -> bool {
        // Of what was said in the same moment every node takes the same.
        if (self.at, &self.is) >= (other.at, &other.is) {
            return false;
        }
        let changes = self.is != other.is;
        self.clone_from(other);
        changes
    }
}

/// Where somebody is.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Here {
    /// The part of the review, as its address ends: `session`, `timeline`; empty for the first.
    pub place: String,
    /// What they write in: `summary`, `notes`, `event:…`, `card`.
    pub writing: String,
}

/// One person in the room.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seat {
    seen: Option<Instant>,
    here: Said<Here>,
    hand: Said<bool>,
    more_time: Said<bool>,
    spoke: Said<bool>,
    /// When they were last given the word.
    #[serde(default)]
    called_on: Option<Instant>,
}

impl Seat {
    /// Whoever sat here was not heard of for a while.
    fn is_left(&self, now: Instant) -> bool {
        self.seen.is_none_or(|seen| now > seen.plus_seconds(GONE_AFTER))
    }
}

/// What somebody says of themselves, or whoever leads says of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoomAct {
    /// Here, and where.
    Here(Here),
    /// Still here. Where is told only to those who do not know it: of two tabs, the one that was looked at last says it.
    Still(Here),
    /// Would like to speak, or no longer.
    Hand { up: bool },
    /// Would like more time for this step, or no longer.
    MoreTime { wanted: bool },
    /// The facilitator gives somebody the word: their hand goes down and they have spoken.
    CallOn { person: PersonId },
    /// The facilitator notes that somebody spoke, or takes it back.
    Spoke { person: PersonId, spoke: bool },
}

impl RoomAct {
    /// Is it for whoever leads only?
    pub fn is_leading(&self) -> bool {
        matches!(self, Self::CallOn { .. } | Self::Spoke { .. })
    }
}

/// Who looks at the room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Viewer {
    pub person: PersonId,
    /// Leads, or helps to.
    pub leads: bool,
    pub authors: Authors,
}

/// One person as others see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seated {
    pub person: PersonId,
    pub place: String,
    pub writing: String,
    /// Since when their hand is up.
    pub hand: Option<Instant>,
    pub more_time: bool,
    /// When they were last given the word. Known to themselves only.
    pub called_on: Option<Instant>,
    /// Known to those who lead only.
    pub spoke: bool,
}

/// Everybody who is there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Room {
    seats: BTreeMap<PersonId, Seat>,
}

impl Room {
    /// Somebody says something. Gives whose seat looks different to others now.
    ///
    /// # Errors
    /// A place that is too long; somebody who is not there.
    pub fn act(&mut self, by: PersonId, act: RoomAct, now: Instant) -> Result<Option<PersonId>> {
        if let RoomAct::Here(here) | RoomAct::Still(here) = &act {
            for (field, text) in [("place", &here.place), ("writing", &here.writing)] {
                if text.chars().count() > MOST {
                    return Err(Refusal::TooLong { field: field.into(), limit: MOST, length: text.chars().count() });
                }
            }
        }
        let is_new = !self.seats.contains_key(&by);
        let seat = self.seats.entry(by).or_default();
        seat.seen = Some(now);
        let (person, changed) = match act {
            RoomAct::Here(here) => (by, seat.here.say(now, here)),
            RoomAct::Still(here) => (by, is_new && seat.here.say(now, here)),
            RoomAct::Hand { up } => (by, seat.hand.say(now, up)),
            RoomAct::MoreTime { wanted } => (by, seat.more_time.say(now, wanted)),
            RoomAct::CallOn { person } => {
                let seat = self.there(person)?;
                seat.hand.say(now, false);
                seat.spoke.say(now, true);
                seat.called_on = Some(last_word(seat.called_on, now));
                (person, true)
            }
            RoomAct::Spoke { person, spoke } => (person, self.there(person)?.spoke.say(now, spoke)),
        };
        Ok((changed || is_new).then_some(person))
    }

    fn there(&mut self, person: PersonId) -> Result<&mut Seat> {
        self.seats.get_mut(&person).ok_or_else(|| Refusal::unknown("person in the room"))
    }

    /// A step is over: nobody waits for more time in it.
    pub fn next_step(&mut self, now: Instant) -> Vec<PersonId> {
        self.seats.iter_mut().filter_map(|(person, seat)| seat.more_time.say(now, false).then_some(*person)).collect()
    }

    /// Takes in what another node knows of those who are still there.
    pub fn merge(&mut self, other: &Self, now: Instant) -> Vec<PersonId> {
        let mut changed = Vec::new();
        for (person, theirs) in other.seats.iter().filter(|(_, seat)| !seat.is_left(now)) {
            let is_new = !self.seats.contains_key(person);
            let seat = self.seats.entry(*person).or_default();
            seat.seen = seat.seen.max(theirs.seen);
            let called_again = theirs.called_on > seat.called_on;
            seat.called_on = seat.called_on.max(theirs.called_on);
            let parts = [
                called_again,
                seat.here.merge(&theirs.here),
                seat.hand.merge(&theirs.hand),
                seat.more_time.merge(&theirs.more_time),
                seat.spoke.merge(&theirs.spoke),
            ];
            if is_new || parts.contains(&true) {
                changed.push(*person);
            }
        }
        changed
    }

    /// What other nodes are told. Who is writing a card or an account is not for the row that it passes through.
    pub fn for_others(&self) -> Self {
        let mut room = self.clone();
        for seat in room.seats.values_mut().filter(|seat| is_penned(&seat.here.is.writing)) {
            seat.here.is.writing.clear();
        }
        room
    }

    /// Takes away whoever was not heard of for a while.
    pub fn sweep(&mut self, now: Instant) -> Vec<PersonId> {
        let left: Vec<PersonId> = self.seats.iter().filter(|(_, seat)| seat.is_left(now)).map(|(person, _)| *person).collect();
        self.seats.retain(|_, seat| !seat.is_left(now));
        left
    }

    pub fn is_empty(&self) -> bool {
        self.seats.is_empty()
    }

    /// Everybody, as the viewer sees them.
    pub fn seen(&self, by: Viewer) -> Vec<Seated> {
        self.seats.keys().filter_map(|person| self.seated(*person, by)).collect()
    }

    /// One person; `None` once they have left. While cards are anonymous nobody learns who is writing one: with the
    /// count of cards that would tell which is whose.
    pub fn seated(&self, person: PersonId, by: Viewer) -> Option<Seated> {
        let seat = self.seats.get(&person)?;
        let writing = &seat.here.is.writing;
        let hides = by.authors == Authors::Anonymous && is_penned(writing);
        Some(Seated {
            person,
            place: seat.here.is.place.clone(),
            writing: if hides { String::new() } else { writing.clone() },
            hand: seat.hand.at.filter(|_| seat.hand.is),
            more_time: seat.more_time.is,
            called_on: seat.called_on.filter(|_| person == by.person),
            spoke: by.leads && seat.spoke.is,
        })
    }
}

/// Is it something that carries a pen and not a name?
fn is_penned(writing: &str) -> bool {
    writing.starts_with("card") || writing.starts_with("account")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn person(number: u128) -> PersonId {
        PersonId(Uuid::from_u128(number))
    }

    fn member(number: u128, authors: Authors) -> Viewer {
        Viewer { person: person(number), leads: false, authors }
    }

    fn at(seconds: i64) -> Instant {
        Instant::from_millis(1_790_000_000_000).plus_seconds(seconds)
    }

    fn here(place: &str) -> RoomAct {
        RoomAct::Here(Here { place: place.into(), writing: String::new() })
    }

    #[test]
    fn somebody_who_is_not_heard_of_for_half_a_minute_has_left() {
        let mut room = Room::default();
        room.act(person(1), here("session"), at(0)).unwrap();
        room.act(person(2), here("timeline"), at(0)).unwrap();
        room.act(person(2), here("timeline"), at(20)).unwrap();
        assert_eq!(room.sweep(at(31)), [person(1)]);
        assert_eq!(room.seen(member(9, Authors::Named)).len(), 1);
    }

    #[test]
    fn being_heard_of_again_tells_others_nothing_new() {
        let mut room = Room::default();
        assert_eq!(room.act(person(1), here("session"), at(0)).unwrap(), Some(person(1)));
        assert_eq!(room.act(person(1), here("session"), at(10)).unwrap(), None);
    }

    #[test]
    fn of_two_tabs_the_one_that_was_looked_at_last_says_where_somebody_is() {
        let mut room = Room::default();
        let still = |place: &str| RoomAct::Still(Here { place: place.into(), writing: String::new() });
        room.act(person(1), here("session"), at(0)).unwrap();
        assert_eq!(room.act(person(1), still("timeline"), at(20)).unwrap(), None);
        assert_eq!(room.sweep(at(40)), [], "and is not forgotten");
        assert_eq!(room.seated(person(1), member(9, Authors::Named)).unwrap().place, "session");
        // To a server that was started again it is news.
        assert_eq!(Room::default().act(person(1), still("timeline"), at(20)).unwrap(), Some(person(1)));
    }

    #[test]
    fn hands_queue_in_the_order_they_went_up_and_go_down_when_somebody_is_called_on() {
        let mut room = Room::default();
        for (number, second) in [(2, 1), (1, 2)] {
            room.act(person(number), RoomAct::Hand { up: true }, at(second)).unwrap();
        }
        let mut queue: Vec<_> =
            room.seen(member(9, Authors::Named)).into_iter().filter_map(|seat| Some((seat.hand?, seat.person))).collect();
        queue.sort();
        assert_eq!(queue.iter().map(|(_, person)| *person).collect::<Vec<_>>(), [person(2), person(1)]);
        room.act(person(9), RoomAct::CallOn { person: person(2) }, at(3)).unwrap();
        let called = room.seated(person(2), member(2, Authors::Named)).unwrap();
        assert!(called.hand.is_none() && called.called_on == Some(at(3)));
    }

    #[test]
    fn who_spoke_is_known_to_those_who_lead_only() {
        let mut room = Room::default();
        room.act(person(1), here("session"), at(0)).unwrap();
        room.act(person(2), RoomAct::Spoke { person: person(1), spoke: true }, at(1)).unwrap();
        room.act(person(2), RoomAct::CallOn { person: person(1) }, at(1)).unwrap();
        for number in [1, 3] {
            let seen = room.seated(person(1), member(number, Authors::Named)).unwrap();
            assert!(!seen.spoke);
            assert_eq!(seen.called_on.is_some(), number == 1, "whoever was given the word is told, and nobody else");
        }
        let leads = Viewer { leads: true, ..member(2, Authors::Named) };
        assert!(room.seated(person(1), leads).unwrap().spoke);
        assert!(room.act(person(2), RoomAct::CallOn { person: person(7) }, at(2)).is_err());
    }

    #[test]
    fn in_an_anonymous_review_nobody_sees_who_is_writing_a_card() {
        let mut room = Room::default();
        for writing in ["card:response", "account"] {
            room.act(person(1), RoomAct::Here(Here { place: "session".into(), writing: writing.into() }), at(0)).unwrap();
            assert_eq!(room.seated(person(1), Viewer { leads: true, ..member(2, Authors::Anonymous) }).unwrap().writing, "");
            assert_eq!(room.seated(person(1), member(2, Authors::Named)).unwrap().writing, writing);
        }
        room.act(person(1), RoomAct::Here(Here { place: "session".into(), writing: "notes".into() }), at(1)).unwrap();
        assert_eq!(room.seated(person(1), member(2, Authors::Anonymous)).unwrap().writing, "notes");
    }

    #[test]
    fn somebody_who_left_does_not_come_back_because_another_node_still_knows_of_them() {
        let (mut here, mut there) = (Room::default(), Room::default());
        there.act(person(1), RoomAct::Hand { up: true }, at(0)).unwrap();
        assert_eq!(here.merge(&there, at(20)), [person(1)]);
        here.sweep(at(40));
        assert!(here.merge(&there, at(40)).is_empty() && here.is_empty());
    }

    fn any_act() -> impl Strategy<Value = RoomAct> {
        prop_oneof![
            prop::sample::select(vec!["session", "timeline"]).prop_map(here),
            any::<bool>().prop_map(|up| RoomAct::Hand { up }),
            any::<bool>().prop_map(|wanted| RoomAct::MoreTime { wanted }),
            (1u128..4).prop_map(|number| RoomAct::CallOn { person: person(number) }),
            (1u128..4, any::<bool>()).prop_map(|(number, spoke)| RoomAct::Spoke { person: person(number), spoke }),
        ]
    }

    proptest! {
        #[test]
        fn nodes_that_hear_of_each_other_in_any_order_agree(
            // Several acts of one second are of one moment.
            acts in prop::collection::vec((0usize..3, 1u128..4, any_act()), 0..30),
            gossip in prop::collection::vec((0usize..3, 0usize..3), 0..10),
        ) {
            let mut nodes = [Room::default(), Room::default(), Room::default()];
            for (second, (node, who, act)) in acts.into_iter().enumerate() {
                let _ = nodes[node].act(person(who), act, at(second as i64 / 3));
                if let Some((from, to)) = gossip.get(second) {
                    let heard = nodes[*from].clone();
                    nodes[*to].merge(&heard, at(0));
                }
            }
            for _ in 0..2 {
                for (from, to) in [(0, 1), (1, 2), (2, 0), (2, 1), (0, 2), (1, 0)] {
                    let heard = nodes[from].clone();
                    nodes[to].merge(&heard, at(0));
                }
            }
            prop_assert_eq!(&nodes[0], &nodes[1]);
            prop_assert_eq!(&nodes[1], &nodes[2]);
            let again = nodes[1].clone();
            prop_assert!(nodes[0].merge(&again, at(0)).is_empty());
        }
    }
}
