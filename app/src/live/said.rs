//! What is said of what happens in the room: to everybody, or to the one person whom it is about.

use crate::spoken::counted;
use domain::{
    culture::Evidence,
    id::PenId,
    review::{Change, Review},
    session::{Focus, room::Seated},
};

/// Something that one person has to know at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ForMe {
    Facilitates,
    Speaks,
}

impl ForMe {
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Facilitates => "You facilitate now",
            Self::Speaks => "It is your turn to speak",
        }
    }

    /// For how long it is shown.
    #[cfg(feature = "hydrate")]
    pub fn lasts(self) -> std::time::Duration {
        std::time::Duration::from_secs(match self {
            Self::Facilitates => 10,
            Self::Speaks => 15,
        })
    }
}

/// What of a change is said aloud to those who do not look at the screen. What comes often, such as cards and votes,
/// is not: it would drown out the talk. Who facilitates now is said to that person in other words than to others.
pub fn announced(review: &Review, change: &Change) -> Option<String> {
    Some(match change {
        Change::Moved { to, .. } => format!("Now: {}", review.format.step_name(*to)),
        Change::Revealed { cards, .. } => format!("Revealed: {}", counted(cards.len() as i64, "card")),
        Change::Clock { before: None, .. } => "The session has begun".to_owned(),
        Change::Clock { after: None, .. } => "The session is over".to_owned(),
        Change::Clock { before: Some(before), after: Some(after), .. } => {
            format!("{} more", counted(after.more.saturating_sub(before.more).into(), "minute"))
        }
        Change::Focus { after: Some(focus), .. } => format!("Now looking at {}", focus_name(review, *focus)),
        Change::Facilitator { after: None, .. } => "Nobody facilitates now".to_owned(),
        Change::State { .. } => "The review was published or reopened".to_owned(),
        _ => return None,
    })
}

/// What the room looks at, in a line.
fn focus_name(review: &Review, focus: Focus) -> String {
    match focus {
        Focus::Event(id) => review.evidence_name(&Evidence::Event(id)),
        Focus::Card(id) => review.evidence_name(&Evidence::Card(id)),
        Focus::Theme(id) => review.themes.get(&id).map(|theme| theme.title.clone()).unwrap_or_default(),
    }
}

/// Somebody would like to speak now, and did not before. Of a seat that was not known before, the hand may be up for
/// long.
pub fn hand_went_up(before: Option<&Seated>, now: &Seated) -> bool {
    before.is_some_and(|before| before.hand.is_none()) && now.hand.is_some()
}

/// Somebody was given the word. A hand that they lowered themselves, here or at another device, is no such news.
pub fn was_called_on(before: Option<&Seated>, now: &Seated) -> bool {
    before.is_some_and(|before| before.called_on < now.called_on)
}

/// What a person's own hand or wish for time has come to: a key that sets it leaves the focus where it is, so nothing else
/// says so. A wish for time that is over is no news, because it ends with every step.
pub fn own_wish(before: &Seated, now: &Seated) -> Option<&'static str> {
    if before.hand.is_some() != now.hand.is_some() {
        Some(if now.hand.is_some() { "Your hand is up" } else { "Your hand is down" })
    } else {
        (now.more_time && !before.more_time).then_some("You ask for more time")
    }
}

/// The same of a mark that this person set or took back.
pub fn own_mark(change: &Change, pen: PenId) -> Option<String> {
    match change {
        Change::Marked { mark, by, more, .. } if *by == Some(pen) => {
            Some(if *more { format!("You marked it: {}", mark.name()) } else { format!("You took back: {}", mark.name()) })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{id::PersonId, time::Instant};

    fn seat(hand: bool, called_on: i64) -> Seated {
        Seated {
            person: PersonId(uuid::Uuid::from_u128(1)),
            place: "session".into(),
            writing: String::new(),
            hand: hand.then(|| Instant::from_millis(1)),
            more_time: false,
            called_on: Some(Instant::from_millis(called_on)),
            spoke: false,
        }
    }

    #[test]
    fn a_hand_is_news_where_it_moves_and_not_where_somebody_comes_in() {
        assert!(hand_went_up(Some(&seat(false, 0)), &seat(true, 0)) && !hand_went_up(Some(&seat(true, 0)), &seat(true, 0)));
        assert!(!hand_went_up(None, &seat(true, 0)));
    }

    #[test]
    fn ones_own_hand_is_heard_and_a_seat_that_is_told_again_is_not() {
        assert_eq!(own_wish(&seat(false, 0), &seat(true, 0)), Some("Your hand is up"));
        assert_eq!(own_wish(&seat(true, 0), &seat(false, 0)), Some("Your hand is down"));
        assert_eq!(own_wish(&seat(true, 0), &seat(true, 1)), None);
    }

    #[test]
    fn who_lowers_a_hand_was_not_given_the_word() {
        assert!(was_called_on(Some(&seat(true, 1)), &seat(false, 2)) && !was_called_on(Some(&seat(true, 1)), &seat(false, 1)));
        assert!(!was_called_on(None, &seat(false, 1)));
    }
}
