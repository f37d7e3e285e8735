//! The timeline of an incident: what happened, when, as far as anybody knows.

pub mod reading;

use crate::{
    id::{AccountId, EventId, PenId},
    session::Votes,
    time::{Day, Stamp},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What sort of thing happened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// Somebody or something noticed.
    Detection,
    /// A choice between ways to go on.
    Decision,
    /// Something was done.
    Action,
    /// Somebody told somebody.
    Communication,
    /// Things were different from here on.
    Milestone,
    /// What was seen, heard or measured.
    #[default]
    Observation,
}

impl EventKind {
    pub const ALL: [Self; 6] = [Self::Detection, Self::Decision, Self::Action, Self::Communication, Self::Milestone, Self::Observation];

    /// As it is written in data: `detection`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Detection => "detection",
            Self::Decision => "decision",
            Self::Action => "action",
            Self::Communication => "communication",
            Self::Milestone => "milestone",
            Self::Observation => "observation",
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Detection => "Detection",
            Self::Decision => "Decision",
            Self::Action => "Action",
            Self::Communication => "Communication",
            Self::Milestone => "Milestone",
            Self::Observation => "Observation",
        }
    }
}

/// How well the time of an event is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    /// To the second, from a machine.
    Exact,
    #[default]
    Minute,
    /// About then.
    Approximate,
    /// Only its place in the order is known.
    Unknown,
}

impl Precision {
    pub const ALL: [Self; 4] = [Self::Exact, Self::Minute, Self::Approximate, Self::Unknown];

    pub fn key(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Minute => "minute",
            Self::Approximate => "approximate",
            Self::Unknown => "unknown",
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Exact => "Exact",
            Self::Minute => "To the minute",
            Self::Approximate => "About then",
            Self::Unknown => "Time unknown, order known",
        }
    }
}

/// One entry of the timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Event {
    pub id: EventId,
    pub at: Stamp,
    /// Order among events of the same moment.
    pub rank: u32,
    pub kind: EventKind,
    pub precision: Precision,
    /// Markdown.
    pub text: String,
    /// Where the evidence is: a dashboard, a chat thread, a log.
    pub link: Option<String>,
    /// Marked as a moment to come back to.
    pub milestone: bool,
    /// What people marked it as while the timeline was walked; one mark of a kind each.
    #[serde(default)]
    pub marks: BTreeMap<Mark, Votes>,
    pub removed: bool,
    /// The review's `seq` at the last change.
    pub version: u64,
}

/// A quick mark on an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    Surprise,
    WentWell,
    Unclear,
}

impl Mark {
    pub const ALL: [Self; 3] = [Self::Surprise, Self::WentWell, Self::Unclear];

    pub fn key(self) -> &'static str {
        match self {
            Self::Surprise => "surprise",
            Self::WentWell => "went_well",
            Self::Unclear => "unclear",
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Surprise => "Surprise",
            Self::WentWell => "Went well",
            Self::Unclear => "Unclear",
        }
    }
}

/// What one person saw of an event, beside what they expected and what they knew at that minute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Account {
    pub id: AccountId,
    pub event: EventId,
    pub saw: String,
    pub expected: String,
    pub knew: String,
    /// Whose it is. Others get it only where cards are named.
    pub author: Option<PenId>,
    pub removed: bool,
    /// The review's `seq` at the last change.
    pub version: u64,
}

impl Account {
    /// What it says, in the order in which it is read: what was expected beside what was seen.
    pub fn parts(&self) -> impl Iterator<Item = (&'static str, &str)> {
        [("Expected", self.expected.as_str()), ("Saw", self.saw.as_str()), ("Knew then", self.knew.as_str())]
            .into_iter()
            .filter(|(_, text)| !text.is_empty())
    }
}

impl Event {
    /// The marks that it has, and how many of each.
    pub fn marked(&self) -> impl Iterator<Item = (Mark, u32)> {
        self.marks.iter().map(|(mark, votes)| (*mark, votes.total)).filter(|(_, total)| *total > 0)
    }

    /// With the marks as this viewer may see them: how many, and which are their own.
    pub(crate) fn seen_by(&self, viewer: Option<PenId>) -> Self {
        let marks = self.marks.iter().map(|(mark, votes)| (*mark, votes.seen_by(viewer))).collect();
        Self { marks, ..self.clone() }
    }

    /// Time, then the order that people gave to the same moment, then the id.
    pub fn place(&self) -> (crate::time::Instant, u32, EventId) {
        (self.at.at, self.rank, self.id)
    }

    /// Where a timeline is told in the zone of `reference`: the day this event is told on, and, if it was written in
    /// another zone, which one, with the day there if that is another.
    pub fn told(&self, reference: &Stamp) -> (Day, Option<String>) {
        if self.at.zone == reference.zone {
            return (self.at.day(), None);
        }
        let there = self.at.day();
        let day = Stamp { at: self.at.at, ..reference.clone() }.day();
        let elsewhere = if there == day { self.at.zone.clone() } else { format!("{}, {}", self.at.zone, there.spoken()) };
        (day, Some(elsewhere))
    }

    pub fn is_milestone(&self) -> bool {
        self.milestone || self.kind == EventKind::Milestone
    }
}
