//! What people ask of a review.

use super::{EventDraft, EventPatch, FactsPatch, Set};
use crate::{
    culture::{Evidence, Indicator, Level},
    edit::TextEdit,
    id::{AccountId, CardId, EventId, LessonId, ObservationId, ParkedId, PersonId, ThemeId},
    session::{Authors, Ballot, CloseQuestion, Focus, Format},
    time::When,
    timeline::Mark,
};
use serde::{Deserialize, Serialize};

/// A request to change a review. `base` is the version of the thing that the writer started from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Command {
    EditFacts(FactsPatch),
    EditSummary {
        base: u64,
        text: TextEdit,
    },
    EditNotes {
        base: u64,
        text: TextEdit,
    },
    AddEvent(EventDraft),
    /// All or none.
    AddEvents {
        events: Vec<EventDraft>,
    },
    EditEvent {
        id: EventId,
        base: u64,
        #[serde(default)]
        patch: EventPatch,
    },
    /// Swaps an event with its neighbour of the same moment.
    PlaceEvent {
        id: EventId,
        earlier: bool,
    },
    RemoveEvent {
        id: EventId,
    },
    RestoreEvent {
        id: EventId,
    },
    /// What one person saw of an event; at least one of the three texts says something.
    AddAccount {
        id: AccountId,
        event: EventId,
        #[serde(default)]
        saw: String,
        #[serde(default)]
        expected: String,
        #[serde(default)]
        knew: String,
    },
    EditAccount {
        id: AccountId,
        base: u64,
        saw: TextEdit,
        expected: TextEdit,
        knew: TextEdit,
    },
    RemoveAccount {
        id: AccountId,
    },
    RestoreAccount {
        id: AccountId,
    },
    /// One mark of a kind on an event, or its taking back.
    Mark {
        event: EventId,
        mark: Mark,
        more: bool,
    },
    AddCard {
        id: CardId,
        question: String,
        text: String,
        /// It was written to be seen by its writer only, and is refused where everybody would see it at once.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        private: bool,
    },
    EditCard {
        id: CardId,
        base: u64,
        text: TextEdit,
        /// As of a card that is added.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        private: bool,
    },
    RemoveCard {
        id: CardId,
    },
    RestoreCard {
        id: CardId,
        /// As of a card that is added.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        private: bool,
    },
    /// Puts a card under a theme, or, with an empty theme, under none.
    GroupCard {
        id: CardId,
        #[cfg_attr(feature = "openapi", schema(value_type = Option<ThemeId>))]
        theme: Set<ThemeId>,
    },
    /// Adds a theme, or gives the one of that id a new title.
    SaveTheme {
        id: ThemeId,
        question: String,
        title: String,
    },
    EditTheme {
        id: ThemeId,
        base: u64,
        title: TextEdit,
    },
    /// Its cards stay, under no theme. One that has votes is not removed.
    RemoveTheme {
        id: ThemeId,
    },
    Vote {
        ballot: Ballot,
        more: bool,
    },
    /// Adds an observation, or changes one's own of that id.
    Observe {
        id: ObservationId,
        indicator: Indicator,
        level: Level,
        evidence: Evidence,
        #[serde(default)]
        note: String,
    },
    RemoveObservation {
        id: ObservationId,
    },
    RestoreObservation {
        id: ObservationId,
    },
    AddLesson {
        id: LessonId,
        text: String,
        #[serde(default)]
        sources: Vec<Evidence>,
    },
    EditLesson {
        id: LessonId,
        base: u64,
        text: TextEdit,
        #[serde(default)]
        sources: Vec<Evidence>,
    },
    RemoveLesson {
        id: LessonId,
    },
    RestoreLesson {
        id: LessonId,
    },
    /// `from` is the step the facilitator saw, so that two moves at once are not two steps.
    MoveTo {
        from: usize,
        to: usize,
    },
    NameFacilitator {
        person: PersonId,
    },
    /// Replaces the list of those who may lead beside the facilitator.
    NameHelpers {
        #[serde(default)]
        people: Vec<PersonId>,
    },
    NameParticipants {
        #[serde(default)]
        people: Vec<PersonId>,
    },
    /// Is in the room of a session, and so takes part.
    TakePart,
    /// Did this person take part in the response? Said of oneself, or by the facilitator.
    SayResponded {
        person: PersonId,
        responded: bool,
    },
    /// Only before anybody has answered.
    UseFormat {
        format: Box<Format>,
    },
    /// Only before anybody has answered.
    ChooseAuthors {
        authors: Authors,
    },
    BeginSession,
    EndSession,
    /// More minutes for the step that the facilitator saw.
    AddTime {
        step: usize,
        minutes: u16,
    },
    LeaveOut {
        step: usize,
        out: bool,
    },
    /// What everybody looks at; empty for nothing.
    FocusOn {
        #[cfg_attr(feature = "openapi", schema(value_type = Option<Focus>))]
        on: Set<Focus>,
    },
    /// Lets guests in by a new link.
    OpenDoor {
        hours: u16,
    },
    CloseDoor,
    /// Comes in by the link of this door: a guest with a name, anybody else as a participant.
    ComeIn {
        door: u32,
        #[serde(default)]
        name: String,
    },
    ShowOut {
        person: PersonId,
    },
    /// Until which day answers are asked for, where there is no session; empty for no such day. A day that is over
    /// everywhere is refused; the time of day counts for nothing.
    AskUntil {
        until: When,
    },
    Rate {
        question: CloseQuestion,
        yes: bool,
    },
    Park {
        id: ParkedId,
        text: String,
    },
    EditParked {
        id: ParkedId,
        base: u64,
        text: TextEdit,
    },
    SettleParked {
        id: ParkedId,
        settled: bool,
    },
    RemoveParked {
        id: ParkedId,
    },
    RestoreParked {
        id: ParkedId,
    },
    Publish,
    Reopen,
}

impl Command {
    /// Is it logged under the pen of whoever asks, instead of under their name? All changes of one command are, or
    /// none, because the log shows which changes one command made.
    pub fn is_penned(&self) -> bool {
        matches!(
            self,
            Self::AddCard { .. }
                | Self::EditCard { .. }
                | Self::RemoveCard { .. }
                | Self::RestoreCard { .. }
                | Self::Vote { .. }
                | Self::Observe { .. }
                | Self::RemoveObservation { .. }
                | Self::RestoreObservation { .. }
                | Self::AddAccount { .. }
                | Self::EditAccount { .. }
                | Self::RemoveAccount { .. }
                | Self::RestoreAccount { .. }
                | Self::Mark { .. }
                | Self::Rate { .. }
                | Self::Park { .. }
                | Self::EditParked { .. }
        )
    }
}
