//! What happened to a review. Changes are kept for ever, in order: they are its audit trail, its history and what
//! other browsers are told.

use super::{Facts, Lesson, State};
use crate::{
    culture::Observation,
    id::{AccountId, CardId, EventId, LessonId, ObservationId, ParkedId, PenId, PersonId, ReviewId, ThemeId},
    session::{Authors, Ballot, Card, Clock, CloseQuestion, Door, Focus, Format, Parked, Tally, Theme},
    time::{Instant, Stamp},
    timeline::{Account, Event, Mark},
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Something was added or changed; `before` is `None` where it is new, and for viewers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Saved<T> {
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    pub before: Option<T>,
    pub after: T,
}

fn none<T>() -> Option<T> {
    None
}

impl<T: Clone> Saved<T> {
    pub(super) fn of(before: Option<&T>, after: T) -> Self {
        Self { before: before.cloned(), after }
    }

    /// Without the past, which replicas do not need.
    pub(super) fn now(&self) -> Self {
        Self { before: None, after: self.after.clone() }
    }
}

/// One change of a review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Change {
    Opened {
        facts: Box<Facts>,
        summary: String,
        facilitator: Option<PersonId>,
        format: Box<Format>,
        #[serde(default)]
        authors: Authors,
    },
    Facts(Box<Saved<Facts>>),
    Summary {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        before: Option<String>,
        after: String,
        version: u64,
    },
    /// As the summary.
    Notes {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        before: Option<String>,
        after: String,
        version: u64,
    },
    Event(Box<Saved<Event>>),
    /// The order among events of the same moment.
    Ranked {
        before: Vec<(EventId, u32)>,
        after: Vec<(EventId, u32)>,
    },
    Account(Box<Saved<Account>>),
    Marked {
        event: EventId,
        mark: Mark,
        by: Option<PenId>,
        more: bool,
    },
    Card(Box<Saved<Card>>),
    /// For viewers only: somebody else's card that waits for the reveal came (1), went (-1) or changed (0).
    Unrevealed {
        question: String,
        by: i32,
    },
    Revealed {
        question: String,
        cards: Vec<Card>,
    },
    Theme(Box<Saved<Theme>>),
    Voted {
        ballot: Ballot,
        by: Option<PenId>,
        more: bool,
    },
    Observation(Box<Saved<Observation>>),
    Lesson(Box<Saved<Lesson>>),
    Parked(Box<Saved<Parked>>),
    Moved {
        from: usize,
        to: usize,
        /// Missing in the first versions of the log.
        #[serde(default = "none", skip_serializing_if = "Option::is_none")]
        at: Option<Instant>,
    },
    Format(Box<Saved<Format>>),
    Authors {
        before: Authors,
        after: Authors,
    },
    Facilitator {
        before: Option<PersonId>,
        after: Option<PersonId>,
        /// Whoever led before is remembered, because they had begun. Logs of before that was so do not say it.
        #[serde(default)]
        led: bool,
    },
    Helpers {
        before: BTreeSet<PersonId>,
        after: BTreeSet<PersonId>,
    },
    Participants {
        before: BTreeSet<PersonId>,
        after: BTreeSet<PersonId>,
    },
    Responders {
        before: BTreeSet<PersonId>,
        after: BTreeSet<PersonId>,
    },
    /// A session began, ended, or a step was given more time.
    Clock {
        before: Option<Clock>,
        after: Option<Clock>,
    },
    LeftOut {
        before: BTreeSet<usize>,
        after: BTreeSet<usize>,
    },
    Focus {
        before: Option<Focus>,
        after: Option<Focus>,
    },
    Door {
        before: Option<Door>,
        after: Option<Door>,
    },
    GuestCame {
        person: PersonId,
        name: String,
    },
    GuestShownOut {
        person: PersonId,
        name: String,
    },
    AnswersBy {
        before: Option<Stamp>,
        after: Option<Stamp>,
    },
    Rated {
        question: CloseQuestion,
        yes: bool,
        by: Option<PenId>,
    },
    /// The closing questions are over; the sums are there where enough people answered.
    RatingsCounted {
        before: BTreeMap<CloseQuestion, Tally>,
        after: BTreeMap<CloseQuestion, Tally>,
        /// Nobody is asked again. Logs of before that was so do not say it.
        #[serde(default)]
        last: bool,
    },
    State {
        before: State,
        after: State,
        at: Instant,
        /// Everybody signs with another pen from now on. Logs of before that was kept do not say it.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        new_pens: bool,
    },
}

/// What the notes of a review are known by among its texts.
pub fn notes_id(review: ReviewId) -> Uuid {
    Uuid::from_u128(!review.0.as_u128())
}

/// A part of a review that is stored as a row of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Piece {
    /// All that is not listed below.
    Head,
    Event(EventId),
    Account(AccountId),
    Card(CardId),
    Theme(ThemeId),
    Observation(ObservationId),
    Lesson(LessonId),
    Parked(ParkedId),
}

impl Change {
    /// A stable name of what happened, for the audit trail.
    pub fn kind(&self) -> &'static str {
        fn verb(before: Option<bool>, removed: bool, names: [&'static str; 4]) -> &'static str {
            let [added, edited, gone, back] = names;
            match (before, removed) {
                (None, _) => added,
                (Some(false), true) => gone,
                (Some(true), false) => back,
                _ => edited,
            }
        }
        match self {
            Self::Opened { .. } => "opened",
            Self::Facts(_) => "facts_edited",
            Self::Summary { .. } => "summary_edited",
            Self::Event(saved) => verb(
                saved.before.as_ref().map(|event| event.removed),
                saved.after.removed,
                ["event_added", "event_edited", "event_removed", "event_restored"],
            ),
            Self::Ranked { .. } => "events_ranked",
            Self::Notes { .. } => "notes_edited",
            Self::Account(saved) => verb(
                saved.before.as_ref().map(|account| account.removed),
                saved.after.removed,
                ["account_added", "account_edited", "account_removed", "account_restored"],
            ),
            Self::Marked { more: true, .. } => "event_marked",
            Self::Marked { more: false, .. } => "event_mark_taken_back",
            Self::Card(saved) => verb(
                saved.before.as_ref().map(|card| card.removed),
                saved.after.removed,
                ["card_added", "card_edited", "card_removed", "card_restored"],
            ),
            Self::Unrevealed { .. } => "unrevealed",
            Self::Revealed { .. } => "cards_revealed",
            Self::Theme(saved) => verb(
                saved.before.as_ref().map(|theme| theme.removed),
                saved.after.removed,
                ["theme_added", "theme_edited", "theme_removed", "theme_restored"],
            ),
            Self::Voted { more: true, .. } => "vote_cast",
            Self::Voted { more: false, .. } => "vote_taken_back",
            Self::Observation(saved) => verb(
                saved.before.as_ref().map(|observation| observation.removed),
                saved.after.removed,
                ["observation_added", "observation_edited", "observation_removed", "observation_restored"],
            ),
            Self::Lesson(saved) => verb(
                saved.before.as_ref().map(|lesson| lesson.removed),
                saved.after.removed,
                ["lesson_added", "lesson_edited", "lesson_removed", "lesson_restored"],
            ),
            Self::Parked(saved) => verb(
                saved.before.as_ref().map(|parked| parked.removed),
                saved.after.removed,
                ["parked", "parked_edited", "parked_removed", "parked_restored"],
            ),
            Self::Moved { .. } => "step_moved",
            Self::Format(_) => "format_chosen",
            Self::Authors { .. } => "authors_chosen",
            Self::Facilitator { .. } => "facilitator_named",
            Self::Helpers { .. } => "helpers_named",
            Self::Participants { .. } => "participants_named",
            Self::Responders { .. } => "responders_named",
            Self::Clock { before: None, .. } => "session_begun",
            Self::Clock { after: None, .. } => "session_ended",
            Self::Clock { .. } => "time_added",
            Self::LeftOut { .. } => "steps_left_out",
            Self::Focus { .. } => "focus_moved",
            Self::Door { after: Some(_), .. } => "door_opened",
            Self::Door { after: None, .. } => "door_closed",
            Self::GuestCame { .. } => "guest_came",
            Self::GuestShownOut { .. } => "guest_shown_out",
            Self::AnswersBy { .. } => "answers_asked",
            Self::Rated { .. } => "closing_answered",
            Self::RatingsCounted { .. } => "closing_counted",
            Self::State { after: State::Published, .. } => "published",
            Self::State { after: State::Open, .. } => "reopened",
        }
    }

    /// The rows that this change alters.
    pub fn touches(&self) -> Vec<Piece> {
        match self {
            Self::Event(saved) => vec![Piece::Event(saved.after.id)],
            Self::Ranked { after, .. } => after.iter().map(|(id, _)| Piece::Event(*id)).collect(),
            Self::Marked { event, .. } => vec![Piece::Event(*event)],
            Self::Account(saved) => vec![Piece::Account(saved.after.id)],
            Self::Card(saved) => vec![Piece::Card(saved.after.id)],
            Self::Revealed { cards, .. } => cards.iter().map(|card| Piece::Card(card.id)).collect(),
            Self::Theme(saved) => vec![Piece::Theme(saved.after.id)],
            Self::Voted { ballot: Ballot::Card(id), .. } => vec![Piece::Card(*id)],
            Self::Voted { ballot: Ballot::Theme(id), .. } => vec![Piece::Theme(*id)],
            Self::Observation(saved) => vec![Piece::Observation(saved.after.id)],
            Self::Lesson(saved) => vec![Piece::Lesson(saved.after.id)],
            Self::Parked(saved) => vec![Piece::Parked(saved.after.id)],
            Self::Unrevealed { .. } => Vec::new(),
            Self::Opened { .. }
            | Self::Facts(_)
            | Self::Summary { .. }
            | Self::Notes { .. }
            | Self::Moved { .. }
            | Self::Format(_)
            | Self::Authors { .. }
            | Self::Facilitator { .. }
            | Self::Helpers { .. }
            | Self::Participants { .. }
            | Self::Responders { .. }
            | Self::Clock { .. }
            | Self::LeftOut { .. }
            | Self::Focus { .. }
            | Self::Door { .. }
            | Self::GuestCame { .. }
            | Self::GuestShownOut { .. }
            | Self::AnswersBy { .. }
            | Self::Rated { .. }
            | Self::RatingsCounted { .. }
            | Self::State { .. } => vec![Piece::Head],
        }
    }

    /// The Markdown that this change brings, by the id of what it belongs to; see [`notes_id`] for the notes, the
    /// summary belongs to the review.
    pub fn markdown(&self, review: ReviewId) -> Vec<(Uuid, &str)> {
        match self {
            Self::Opened { summary, .. } => vec![(review.0, summary)],
            Self::Summary { after, .. } => vec![(review.0, after)],
            Self::Notes { after, .. } => vec![(notes_id(review), after)],
            Self::Event(saved) => vec![(saved.after.id.0, &saved.after.text)],
            Self::Lesson(saved) => vec![(saved.after.id.0, &saved.after.text)],
            _ => Vec::new(),
        }
    }

    /// Writes into what was saved the `seq` that this change has.
    pub(super) fn set_version(&mut self, seq: u64) {
        match self {
            Self::Summary { version, .. } | Self::Notes { version, .. } => *version = seq,
            Self::Event(saved) => saved.after.version = seq,
            Self::Account(saved) => saved.after.version = seq,
            Self::Card(saved) => saved.after.version = seq,
            // So that the version of a revealed card does not tell when it was written.
            Self::Revealed { cards, .. } => cards.iter_mut().for_each(|card| card.version = seq),
            Self::Theme(saved) => saved.after.version = seq,
            Self::Observation(saved) => saved.after.version = seq,
            Self::Lesson(saved) => saved.after.version = seq,
            Self::Parked(saved) => saved.after.version = seq,
            _ => {}
        }
    }
}
