//! Planned work: what a review asks for, who answers for it, and whether it did what it should.

mod decide;

pub use decide::{Decision, decide};

use crate::{
    edit::TextEdit,
    id::{DepartmentId, LessonId, PersonId, ReviewId, WorkItemId},
    time::{Day, Instant},
};
use serde::{Deserialize, Serialize};

/// The three kinds of planned work. The fourth kind, incidents and other unplanned work, is what reviews count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Helps a new business effort.
    BusinessProject,
    /// A recurring commitment.
    Operations,
    /// An investment that makes the other kinds cheaper.
    Engineering,
}

/// Why it is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Driver {
    /// Reduce a risk.
    Risk,
    /// Increase trust.
    Trust,
    /// Meet governance.
    Governance,
}

/// Where a work item stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Proposed,
    Planned,
    InProgress,
    Done,
    /// Somebody looked whether it works, and it does.
    Verified,
    /// Decided against, for a stated reason.
    WontDo,
}

impl Kind {
    pub const ALL: [Self; 3] = [Self::BusinessProject, Self::Operations, Self::Engineering];

    pub fn key(self) -> &'static str {
        match self {
            Self::BusinessProject => "business_project",
            Self::Operations => "operations",
            Self::Engineering => "engineering",
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::BusinessProject => "Business project",
            Self::Operations => "Operations",
            Self::Engineering => "Engineering",
        }
    }

    pub fn explained(self) -> &'static str {
        match self {
            Self::BusinessProject => "helps a new business effort",
            Self::Operations => "a recurring commitment",
            Self::Engineering => "makes other work cheaper",
        }
    }
}

impl Driver {
    pub const ALL: [Self; 3] = [Self::Risk, Self::Trust, Self::Governance];

    pub fn key(self) -> &'static str {
        match self {
            Self::Risk => "risk",
            Self::Trust => "trust",
            Self::Governance => "governance",
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Risk => "Reduce a risk",
            Self::Trust => "Increase trust",
            Self::Governance => "Meet governance",
        }
    }
}

impl Status {
    /// In the order in which work moves.
    pub const ALL: [Self; 6] = [Self::Proposed, Self::Planned, Self::InProgress, Self::Done, Self::Verified, Self::WontDo];

    pub fn key(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Planned => "planned",
            Self::InProgress => "in_progress",
            Self::Done => "done",
            Self::Verified => "verified",
            Self::WontDo => "wont_do",
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Proposed => "Proposed",
            Self::Planned => "Planned",
            Self::InProgress => "In progress",
            Self::Done => "Done",
            Self::Verified => "Verified",
            Self::WontDo => "Won’t do",
        }
    }

    /// Nobody is waited for any more.
    pub fn is_closed(self) -> bool {
        matches!(self, Self::Done | Self::Verified | Self::WontDo)
    }
}

/// A piece of planned work that a lesson asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WorkItem {
    pub id: WorkItemId,
    pub review: ReviewId,
    pub lesson: LessonId,
    pub title: String,
    pub kind: Kind,
    pub driver: Driver,
    /// The undesirable future it makes less likely, with its consequences.
    pub risk_scenario: String,
    /// The one person who answers for it.
    pub owner: PersonId,
    pub department: DepartmentId,
    pub due: Day,
    /// Hours it is expected to take.
    pub effort: u32,
    /// Hours of unplanned work it should save each month.
    pub saves: u32,
    /// How anyone will know that it worked.
    pub check: String,
    pub status: Status,
    /// Why it won't be done, or what was seen when it was verified.
    pub outcome: String,
    pub proposed_at: Instant,
    /// When it was done or decided against; `None` while it is open.
    pub closed_at: Option<Instant>,
    /// Counts changes of this item.
    pub version: u64,
}

impl WorkItem {
    pub fn is_overdue(&self, today: Day) -> bool {
        !self.status.is_closed() && self.due < today
    }
}

/// What is written on a work item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Draft {
    pub title: String,
    pub kind: Kind,
    pub driver: Driver,
    #[serde(default)]
    pub risk_scenario: String,
    /// A person's id. “Everyone” and “the team” own nothing.
    pub owner: PersonId,
    pub department: DepartmentId,
    pub due: Day,
    /// Hours.
    pub effort: u32,
    /// Hours a month.
    #[serde(default)]
    pub saves: u32,
    pub check: String,
}

impl Draft {
    pub(crate) fn of(item: &WorkItem) -> Self {
        Self {
            title: item.title.clone(),
            kind: item.kind,
            driver: item.driver,
            risk_scenario: item.risk_scenario.clone(),
            owner: item.owner,
            department: item.department,
            due: item.due,
            effort: item.effort,
            saves: item.saves,
            check: item.check.clone(),
        }
    }
}

/// What to change of a work item; a missing field stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Patch {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<TextEdit>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub driver: Option<Driver>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub risk_scenario: Option<TextEdit>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<PersonId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub department: Option<DepartmentId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<Day>,
    /// Hours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effort: Option<u32>,
    /// Hours a month.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub saves: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub check: Option<TextEdit>,
}

/// What can be done with a work item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum WorkCommand {
    Propose {
        review: ReviewId,
        lesson: LessonId,
        draft: Draft,
    },
    /// `base` is the version the writer started from.
    Edit {
        base: u64,
        patch: Patch,
    },
    Move {
        to: Status,
        #[serde(default)]
        outcome: String,
    },
}

/// What happened to a work item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WorkChange {
    pub before: Option<WorkItem>,
    pub after: WorkItem,
}
