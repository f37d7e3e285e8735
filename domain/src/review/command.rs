//! What people ask of a review. The shapes are flat enough for a plain HTML form to say them.

use super::{FoundBy, ResponseDriver, Severity, Visibility};
use crate::{
    culture::{Evidence, Indicator, Level},
    department::Involvement,
    edit::TextEdit,
    id::{AccountId, CardId, EventId, LessonId, ObservationId, ParkedId, PersonId, TeamId, ThemeId},
    session::{Authors, Ballot, CloseQuestion, Focus, Format},
    time::When,
    timeline::{EventKind, Mark, Precision},
};
use serde::{Deserialize, Deserializer, Serialize, de::IntoDeserializer};

/// A value, or an empty field that takes the value away. In JSON `null` or `""`, in a form an empty field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Set<T> {
    To(T),
    Nothing,
}

impl<T> Set<T> {
    pub fn value(self) -> Option<T> {
        match self {
            Self::To(value) => Some(value),
            Self::Nothing => None,
        }
    }
}

impl<T> From<Option<T>> for Set<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Nothing, Self::To)
    }
}

impl<T: Serialize> Serialize for Set<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::To(value) => value.serialize(serializer),
            Self::Nothing => serializer.serialize_str(""),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Set<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?.unwrap_or_default();
        if text.is_empty() {
            return Ok(Self::Nothing);
        }
        T::deserialize(text.into_deserializer()).map(Self::To)
    }
}

/// A missing field is left as it is; a field that is there, even empty, is set.
fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<Set<T>>, D::Error> {
    Set::deserialize(deserializer).map(Some)
}

/// What a new review begins with.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewReview {
    #[serde(default)]
    pub facts: FactsPatch,
    /// Markdown.
    #[serde(default)]
    pub summary: String,
    /// Empty: whoever opens it, if their role may facilitate.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<PersonId>))]
    pub facilitator: Option<Set<PersonId>>,
    /// The key of a format; empty for the default.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub format: String,
    /// Minutes for the whole session, which the steps share as the format does; 0 for those of the format.
    #[serde(default, deserialize_with = "crate::session::number")]
    pub minutes: u16,
    #[serde(default)]
    pub authors: Authors,
}

/// Facts to set; a missing field stays as it is, an empty one is cleared.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct FactsPatch {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Severity>))]
    pub severity: Option<Set<Severity>>,
    /// Separated by commas or line ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub services: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started: Option<When>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detected: Option<When>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mitigated: Option<When>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolved: Option<When>,
    #[serde(deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<FoundBy>))]
    pub found_by: Option<Set<FoundBy>>,
    #[serde(deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<ResponseDriver>))]
    pub driver: Option<Set<ResponseDriver>>,
    #[serde(deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<TeamId>))]
    pub team: Option<Set<TeamId>>,
    /// Replaces the list; rows with no hours are left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub departments: Option<Vec<Involvement>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direct_cost: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visibility: Option<Visibility>,
}

/// A timeline entry to add.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventDraft {
    pub id: EventId,
    pub at: When,
    #[serde(default)]
    pub kind: EventKind,
    #[serde(default)]
    pub precision: Precision,
    /// Markdown.
    pub text: String,
    #[serde(default)]
    pub link: String,
    #[serde(default)]
    pub milestone: bool,
}

/// What to change of a timeline entry; a missing field stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct EventPatch {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<When>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<EventKind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub precision: Option<Precision>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<TextEdit>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub milestone: Option<bool>,
}

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
    },
    EditCard {
        id: CardId,
        base: u64,
        text: TextEdit,
    },
    RemoveCard {
        id: CardId,
    },
    RestoreCard {
        id: CardId,
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
