//! Identities. Each is a UUID (version 7 where Hotwash makes it) minted by the caller, so that a request sent twice
//! names the same thing twice.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::from_str(text).map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
    )*};
}

/// Lets a type that reads and writes itself as text travel as a string, in JSON and in forms.
macro_rules! as_text {
    ($name:ident, $shape:literal) => {
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                utoipa::openapi::ObjectBuilder::new().schema_type(utoipa::openapi::schema::Type::String).description(Some($shape)).into()
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::ToSchema for $name {}
    };
}
pub(crate) use as_text;

ids! {
    /// One review of one incident.
    ReviewId,
    /// One entry of a review's timeline.
    EventId,
    /// One answer to a question of the after-action review.
    CardId,
    /// A heading under which cards are grouped.
    ThemeId,
    /// A culture indicator seen at a level, tied to evidence.
    ObservationId,
    /// What a review taught.
    LessonId,
    /// What one person saw of an event.
    AccountId,
    /// Something put aside for after the session.
    ParkedId,
    /// What one person signs with in one review: themselves where cards are named, else an alias that only the review's
    /// key makes.
    PenId,
    /// A piece of planned work.
    WorkItemId,
    /// Someone with an account.
    PersonId,
    /// People who handle incidents together.
    TeamId,
    /// What a team made of a format.
    FormatId,
    /// A part of the organisation that carries cost and owns work.
    DepartmentId,
    /// One request to change something; a repeated one is answered, not done again.
    CommandId,
}

impl From<PersonId> for PenId {
    fn from(person: PersonId) -> Self {
        Self(person.0)
    }
}
