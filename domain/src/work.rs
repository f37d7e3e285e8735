//! Planned work: what a review asks for, who answers for it, and whether it did what it should.

use crate::{
    Refusal, Result,
    id::{DepartmentId, LessonId, PersonId, ReviewId, WorkItemId},
    prose::{NOTE, TITLE, limited},
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
        draft: Draft,
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

/// Most hours a single item may take or save.
const MOST_HOURS: u32 = 100_000;

/// Decides a command on the item as it is now (`None` where there is none yet); permissions are the caller's to ask
/// of [`crate::policy`]. `Ok(None)` says that there is nothing to change: the command was sent before.
///
/// # Errors
/// What is missing, too long or out of order, and which status can follow which.
pub fn decide(id: WorkItemId, item: Option<&WorkItem>, command: &WorkCommand, now: Instant) -> Result<Option<WorkChange>> {
    let after = match (command, item) {
        (WorkCommand::Propose { review, lesson, draft }, None) => proposed(id, *review, *lesson, draft, now)?,
        (WorkCommand::Propose { review, lesson, draft }, Some(item)) => {
            let same = proposed(id, *review, *lesson, draft, item.proposed_at)?;
            if item.version == 1 && same == *item {
                return Ok(None);
            }
            return Err(Refusal::Taken { what: "work item".into() });
        }
        (_, None) => return Err(Refusal::unknown("work item")),
        (WorkCommand::Edit { base, draft }, Some(item)) => {
            let fresh = proposed(id, item.review, item.lesson, draft, item.proposed_at)?;
            let edited =
                WorkItem { status: item.status, outcome: item.outcome.clone(), closed_at: item.closed_at, version: item.version, ..fresh };
            if edited == *item {
                return Ok(None);
            }
            if *base != item.version {
                return Err(Refusal::Stale { what: "work item".into(), version: item.version });
            }
            edited
        }
        (WorkCommand::Move { to, outcome }, Some(item)) => match moved(item, *to, outcome, now)? {
            Some(item) => item,
            None => return Ok(None),
        },
    };
    let version = item.map_or(1, |item| item.version.saturating_add(1));
    Ok(Some(WorkChange { before: item.cloned(), after: WorkItem { version, ..after } }))
}

fn proposed(id: WorkItemId, review: ReviewId, lesson: LessonId, draft: &Draft, now: Instant) -> Result<WorkItem> {
    let hours = |field: &str, hours: u32| {
        if hours <= MOST_HOURS {
            Ok(hours)
        } else {
            Err(Refusal::OutOfRange { field: field.into(), lowest: 0, highest: i64::from(MOST_HOURS) })
        }
    };
    if !(2000..=2100).contains(&draft.due.year()) {
        return Err(Refusal::invalid("due", "Choose a day between the years 2000 and 2100."));
    }
    let scenario_needed = usize::from(draft.driver == Driver::Risk);
    Ok(WorkItem {
        id,
        review,
        lesson,
        title: limited("title", &draft.title, 1, TITLE)?,
        kind: draft.kind,
        driver: draft.driver,
        risk_scenario: limited("risk_scenario", &draft.risk_scenario, scenario_needed, NOTE)?,
        owner: draft.owner,
        department: draft.department,
        due: draft.due,
        effort: hours("effort", draft.effort)?,
        saves: hours("saves", draft.saves)?,
        check: limited("check", &draft.check, 1, NOTE)?,
        status: Status::Proposed,
        outcome: String::new(),
        proposed_at: now,
        closed_at: None,
        version: 1,
    })
}

/// Work may go forwards and back. Only what is done can be verified, and both ends say something.
fn moved(item: &WorkItem, to: Status, outcome: &str, now: Instant) -> Result<Option<WorkItem>> {
    let outcome = limited("outcome", outcome, 0, NOTE)?;
    if item.status == to && (outcome.is_empty() || outcome == item.outcome) {
        return Ok(None);
    }
    if to == Status::Verified && !matches!(item.status, Status::Done | Status::Verified) {
        return Err(Refusal::WrongStatus {
            from: item.status.name().into(),
            to: to.name().into(),
            hint: "Only work that is done can be verified.".into(),
        });
    }
    if matches!(to, Status::Verified | Status::WontDo) && outcome.is_empty() {
        return Err(Refusal::Empty { field: "outcome".into() });
    }
    let closed_at = match (to.is_closed(), item.closed_at) {
        (true, Some(at)) if to != Status::WontDo && item.status != Status::WontDo => Some(at),
        (true, _) => Some(now),
        (false, _) => None,
    };
    Ok(Some(WorkItem { status: to, outcome, closed_at, ..item.clone() }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn draft() -> Draft {
        Draft {
            title: "Expire unused tokens".into(),
            kind: Kind::Engineering,
            driver: Driver::Risk,
            risk_scenario: "A forgotten token is used by a stranger, and customers' data leaves the house.".into(),
            owner: PersonId(Uuid::from_u128(1)),
            department: DepartmentId(Uuid::from_u128(2)),
            due: "2026-12-01".parse().unwrap(),
            effort: 16,
            saves: 4,
            check: "No token older than 90 days is accepted.".into(),
        }
    }

    fn item() -> WorkItem {
        let propose = WorkCommand::Propose { review: ReviewId(Uuid::nil()), lesson: LessonId(Uuid::nil()), draft: draft() };
        decide(WorkItemId(Uuid::nil()), None, &propose, Instant::from_millis(0)).unwrap().unwrap().after
    }

    fn go(item: &WorkItem, to: Status, outcome: &str) -> Result<Option<WorkChange>> {
        decide(item.id, Some(item), &WorkCommand::Move { to, outcome: outcome.into() }, Instant::from_millis(60_000))
    }

    #[test]
    fn a_work_item_without_a_way_to_know_is_refused() {
        let bare = Draft { check: " ".into(), ..draft() };
        let propose = WorkCommand::Propose { review: ReviewId(Uuid::nil()), lesson: LessonId(Uuid::nil()), draft: bare };
        assert_eq!(decide(WorkItemId(Uuid::nil()), None, &propose, Instant::from_millis(0)).unwrap_err().field(), Some("check"));
    }

    #[test]
    fn only_done_work_can_be_verified_and_it_says_what_was_seen() {
        let item = item();
        assert!(matches!(go(&item, Status::Verified, "seen"), Err(Refusal::WrongStatus { .. })));
        let done = go(&item, Status::Done, "").unwrap().unwrap().after;
        assert!(matches!(go(&done, Status::Verified, ""), Err(Refusal::Empty { .. })));
        let verified = go(&done, Status::Verified, "No such token in a month").unwrap().unwrap().after;
        assert_eq!(verified.closed_at, done.closed_at);
    }

    #[test]
    fn work_is_refused_only_with_a_reason_and_can_be_taken_up_again() {
        let item = item();
        assert!(go(&item, Status::WontDo, "").is_err());
        let refused = go(&item, Status::WontDo, "The service goes away in March").unwrap().unwrap().after;
        assert!(refused.closed_at.is_some());
        assert_eq!(go(&refused, Status::Planned, "").unwrap().unwrap().after.closed_at, None);
    }

    #[test]
    fn sending_the_same_command_again_changes_nothing() {
        let item = item();
        let propose = WorkCommand::Propose { review: item.review, lesson: item.lesson, draft: draft() };
        assert_eq!(decide(item.id, Some(&item), &propose, Instant::from_millis(5)).unwrap(), None);
        assert_eq!(go(&item, Status::Proposed, "").unwrap(), None);
    }

    #[test]
    fn an_edit_of_an_old_version_is_refused_and_names_the_new_one() {
        let item = WorkItem { version: 4, ..item() };
        let edit = WorkCommand::Edit { base: 3, draft: Draft { effort: 20, ..draft() } };
        assert_eq!(
            decide(item.id, Some(&item), &edit, Instant::from_millis(0)).unwrap_err(),
            Refusal::Stale { what: "work item".into(), version: 4 }
        );
    }
}
