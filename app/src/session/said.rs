//! What is said of what happens in the room: to everybody, or to the one person whom it is about.

use super::{focus_name, step_name};
use crate::review::counted;
use domain::{
    review::{Change, Review},
    session::room::Seated,
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
        Change::Moved { to, .. } => format!("Now: {}", step_name(&review.format, *to)),
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

/// Somebody would like to speak now, and did not before. Of a seat that was not known before, the hand may be up for
/// long.
pub fn hand_went_up(before: Option<&Seated>, now: &Seated) -> bool {
    before.is_some_and(|before| before.hand.is_none()) && now.hand.is_some()
}

/// A hand that was up is down. Whoever did not lower it themselves was called on.
pub fn hand_went_down(before: Option<&Seated>, now: &Seated) -> bool {
    before.is_some_and(|before| before.hand.is_some()) && now.hand.is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{id::PersonId, time::Instant};

    fn seat(hand: bool) -> Seated {
        Seated {
            person: PersonId(uuid::Uuid::from_u128(1)),
            place: "session".into(),
            writing: String::new(),
            hand: hand.then(|| Instant::from_millis(1)),
            more_time: false,
            spoke: false,
        }
    }

    #[test]
    fn a_hand_is_news_where_it_moves_and_not_where_somebody_comes_in() {
        assert!(hand_went_up(Some(&seat(false)), &seat(true)) && !hand_went_up(Some(&seat(true)), &seat(true)));
        assert!(hand_went_down(Some(&seat(true)), &seat(false)) && !hand_went_down(Some(&seat(false)), &seat(false)));
        assert!(!hand_went_up(None, &seat(true)) && !hand_went_down(None, &seat(false)));
    }
}
