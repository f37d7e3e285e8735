//! What commands carry: values to set, with a missing field left as it is and an empty one cleared. The shapes are flat
//! enough for a plain HTML form to say them.

use super::{FoundBy, ResponseDriver, Severity, Visibility};
use crate::{
    department::Involvement,
    edit::TextEdit,
    id::{EventId, PersonId, TeamId},
    session::Authors,
    time::When,
    timeline::{EventKind, Precision},
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
