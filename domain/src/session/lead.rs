//! Who leads a session, who is let in, and where the room is.

use super::{Clock, Format};
use crate::{
    Refusal,
    id::{CardId, EventId, PenId, PersonId, ThemeId},
    time::{Day, Instant, Stamp},
};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

/// Characters of a guest's name.
pub const GUEST_NAME: usize = 60;
/// Hours that a door stays open at most.
pub const MOST_HOURS: u16 = 24;
/// Fewer answers than this to a closing question are shown to nobody, because they could be told apart.
pub const FEWEST_RATINGS: usize = 4;

/// The door for guests is open. Its link is made from the review's key and the number, so every opening has another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Door {
    pub number: u32,
    /// Nobody comes in after this.
    pub until: Instant,
}

/// What the room looks at; written `event:…`, `theme:…` or `card:…`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Focus {
    Event(EventId),
    Theme(ThemeId),
    Card(CardId),
}

crate::id::as_text!(Focus, "`event:`, `theme:` or `card:`, and the id");

impl std::fmt::Display for Focus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Event(id) => write!(f, "event:{id}"),
            Self::Theme(id) => write!(f, "theme:{id}"),
            Self::Card(id) => write!(f, "card:{id}"),
        }
    }
}

impl std::str::FromStr for Focus {
    type Err = Refusal;
    fn from_str(text: &str) -> crate::Result<Self> {
        let read = || match text.split_once(':')? {
            ("event", id) => id.parse().ok().map(Self::Event),
            ("theme", id) => id.parse().ok().map(Self::Theme),
            ("card", id) => id.parse().ok().map(Self::Card),
            _ => None,
        };
        read().ok_or_else(|| Refusal::invalid("focus", "Choose an event, a theme or a card."))
    }
}

/// What everybody is asked when a session closes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CloseQuestion {
    AttendAgain,
    ChangesMyWork,
}

impl CloseQuestion {
    pub const ALL: [Self; 2] = [Self::AttendAgain, Self::ChangesMyWork];

    pub fn key(self) -> &'static str {
        match self {
            Self::AttendAgain => "attend_again",
            Self::ChangesMyWork => "changes_my_work",
        }
    }

    pub fn text(self) -> &'static str {
        match self {
            Self::AttendAgain => "Would you come to a review like this again?",
            Self::ChangesMyWork => "Did you learn something that changes your work?",
        }
    }
}

/// Answers to a closing question, without whose they are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Tally {
    pub yes: u32,
    pub no: u32,
}

impl fmt::Display for Tally {
    /// `3 yes, 1 no`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} yes, {} no", self.yes, self.no)
    }
}

/// How the review is led beyond its steps.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Lead {
    /// May lead as the facilitator may, and take over at any moment.
    pub helpers: BTreeSet<PersonId>,
    /// Took part in the response. Who facilitates and responded is reminded of it.
    pub responders: BTreeSet<PersonId>,
    /// There while a session is on; without one the review is answered by everybody in their own time.
    pub clock: Option<Clock>,
    /// Steps that this review goes without.
    pub left_out: BTreeSet<usize>,
    /// What everybody looks at while the timeline is walked or a question is talked about.
    pub focus: Option<Focus>,
    /// There while guests may come in.
    pub door: Option<Door>,
    /// How often the door was opened.
    pub doors: u32,
    /// People without an account who came in, and what they call themselves.
    pub guests: BTreeMap<PersonId, String>,
    /// Until which day answers are asked for, where there is no session; its time of day counts for nothing.
    pub answers_by: Option<Stamp>,
    /// Answers to the closing questions; others see only their own, and the sums when the session is over.
    pub ratings: BTreeMap<CloseQuestion, BTreeMap<PenId, bool>>,
    pub rated: BTreeMap<CloseQuestion, Tally>,
    /// Facilitated and handed over. They took part; it gives them no sight of the review.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub led: BTreeSet<PersonId>,
    /// Questions whose votes stay as they are: the review was reopened, and whoever gave them signs with another pen now.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub voted: BTreeSet<String>,
    /// The closing questions were counted.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub counted: bool,
}

impl Lead {
    /// What a guest is called among others: `Sam (guest)`.
    pub fn guest(&self, person: PersonId) -> Option<String> {
        self.guests.get(&person).map(|name| format!("{name} (guest)"))
    }

    /// Are the closing questions still asked? They are counted once: of two sums the difference could be one person's
    /// answer, and after a review was reopened nobody's pen is the same.
    pub fn asks_closing(&self) -> bool {
        !self.counted && self.rated.is_empty()
    }

    /// The closing questions that enough people answered, and their sums.
    pub fn closing_sums(&self) -> impl Iterator<Item = (&'static str, Tally)> {
        CloseQuestion::ALL.into_iter().filter_map(|question| Some((question.text(), *self.rated.get(&question)?)))
    }

    /// Is this question answered over days now: asked until a day, not left out, and not revealed yet?
    pub fn asks_over_days(&self, format: &Format, step: usize, question: &str) -> bool {
        let left_out = format.writing_step(question).is_some_and(|writing| self.left_out.contains(&writing));
        self.answers_by.is_some() && format.hides(question, step) && !left_out
    }

    /// Until which day answers are asked for, while a question is answered over days.
    pub fn asked_until(&self, format: &Format, step: usize) -> Option<Day> {
        let until = self.answers_by.as_ref()?;
        let asks = format.questions.iter().any(|question| self.asks_over_days(format, step, &question.id));
        asks.then(|| until.day())
    }

    /// The sums of the closing questions that enough people answered.
    pub(crate) fn tallies(&self) -> BTreeMap<CloseQuestion, Tally> {
        let enough = self.ratings.iter().filter(|(_, answers)| answers.len() >= FEWEST_RATINGS);
        enough
            .map(|(question, answers)| {
                let yes = answers.values().filter(|yes| **yes).count();
                let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
                (*question, Tally { yes: count(yes), no: count(answers.len().saturating_sub(yes)) })
            })
            .collect()
    }

    /// Without the answers of others.
    pub(crate) fn seen_by(&self, viewer: Option<PenId>) -> Self {
        let mut seen = self.clone();
        for answers in seen.ratings.values_mut() {
            answers.retain(|pen, _| Some(*pen) == viewer);
        }
        seen.ratings.retain(|_, answers| !answers.is_empty());
        seen
    }
}
