//! The rules of work items: what an item must say, and which status can follow which.

use super::{Draft, Driver, Patch, Status, WorkChange, WorkCommand, WorkItem};
use crate::{
    Refusal, Result,
    edit::{Notice, known_base, merged},
    id::{LessonId, ReviewId, WorkItemId},
    prose::{NOTE, TITLE, limited},
    time::Instant,
};

/// Most hours a single item may take or save.
const MOST_HOURS: u32 = 100_000;

/// What a command led to. No change: it had been done before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decision {
    pub change: Option<WorkChange>,
    pub notices: Vec<Notice>,
}

/// Decides a command on the item as it is now (`None` where there is none yet); permissions are the caller's to ask
/// of [`crate::policy`].
///
/// # Errors
/// What is missing, too long or out of order, and which status can follow which.
pub fn decide(id: WorkItemId, item: Option<&WorkItem>, command: &WorkCommand, now: Instant) -> Result<Decision> {
    let (after, notices) = match (command, item) {
        (WorkCommand::Propose { review, lesson, draft }, None) => (proposed(id, *review, *lesson, draft, now)?, Vec::new()),
        (WorkCommand::Propose { review, lesson, draft }, Some(item)) => {
            let same = proposed(id, *review, *lesson, draft, item.proposed_at)?;
            if item.version == 1 && same == *item {
                return Ok(Decision::default());
            }
            return Err(Refusal::Taken { what: "work item".into() });
        }
        (_, None) => return Err(Refusal::unknown("work item")),
        (WorkCommand::Edit { base, patch }, Some(item)) => edited(item, *base, patch)?,
        (WorkCommand::Move { to, outcome }, Some(item)) => (moved(item, *to, outcome, now)?, Vec::new()),
    };
    if item == Some(&after) {
        return Ok(Decision { change: None, notices });
    }
    let version = item.map_or(1, |item| item.version.saturating_add(1));
    Ok(Decision { change: Some(WorkChange { before: item.cloned(), after: WorkItem { version, ..after } }), notices })
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

/// Fields that were left alone keep what others made of them; texts that others changed too are merged.
fn edited(item: &WorkItem, base: u64, patch: &Patch) -> Result<(WorkItem, Vec<Notice>)> {
    known_base("work item", base, item.version)?;
    let mut draft = Draft::of(item);
    draft.kind = patch.kind.unwrap_or(item.kind);
    draft.driver = patch.driver.unwrap_or(item.driver);
    draft.owner = patch.owner.unwrap_or(item.owner);
    draft.department = patch.department.unwrap_or(item.department);
    draft.due = patch.due.unwrap_or(item.due);
    draft.effort = patch.effort.unwrap_or(item.effort);
    draft.saves = patch.saves.unwrap_or(item.saves);
    let overwrote = base < item.version && draft != Draft::of(item);
    let mut notices: Vec<Notice> = overwrote.then_some(Notice::Overwrote).into_iter().collect();
    let texts = [
        ("title", &patch.title, &mut draft.title, 1, TITLE),
        ("risk_scenario", &patch.risk_scenario, &mut draft.risk_scenario, 0, NOTE),
        ("check", &patch.check, &mut draft.check, 1, NOTE),
    ];
    for (field, edit, text, least, most) in texts {
        if let Some(edit) = edit {
            let (result, told) = merged(field, edit, text, base, item.version, least, most)?;
            *text = result;
            notices.extend(told);
        }
    }
    // Of several texts that met the same way, it is said once.
    notices.sort_unstable();
    notices.dedup();
    let fresh = proposed(item.id, item.review, item.lesson, &draft, item.proposed_at)?;
    let edited = WorkItem { status: item.status, outcome: item.outcome.clone(), closed_at: item.closed_at, version: item.version, ..fresh };
    Ok((edited, notices))
}

/// Work may go forwards and back. Only what is done can be verified, and both ends say something.
fn moved(item: &WorkItem, to: Status, outcome: &str, now: Instant) -> Result<WorkItem> {
    let outcome = limited("outcome", outcome, 0, NOTE)?;
    if item.status == to && (outcome.is_empty() || outcome == item.outcome) {
        return Ok(item.clone());
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
    Ok(WorkItem { status: to, outcome, closed_at, ..item.clone() })
}

#[cfg(test)]
mod tests {
    use super::{super::Kind, *};
    use crate::{
        edit::TextEdit,
        id::{DepartmentId, PersonId},
    };
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

    fn decided(item: &WorkItem, command: &WorkCommand) -> Result<Decision> {
        decide(item.id, Some(item), command, Instant::from_millis(60_000))
    }

    fn item() -> WorkItem {
        let propose = WorkCommand::Propose { review: ReviewId(Uuid::nil()), lesson: LessonId(Uuid::nil()), draft: draft() };
        decide(WorkItemId(Uuid::nil()), None, &propose, Instant::from_millis(0)).unwrap().change.unwrap().after
    }

    fn go(item: &WorkItem, to: Status, outcome: &str) -> Result<Option<WorkItem>> {
        Ok(decided(item, &WorkCommand::Move { to, outcome: outcome.into() })?.change.map(|change| change.after))
    }

    fn edit(item: &WorkItem, base: u64, patch: Patch) -> Result<(WorkItem, Vec<Notice>)> {
        let decision = decided(item, &WorkCommand::Edit { base, patch })?;
        Ok((decision.change.map_or_else(|| item.clone(), |change| change.after), decision.notices))
    }

    fn text(was: &str, now: &str) -> Option<TextEdit> {
        Some(TextEdit { was: Some(was.into()), now: now.into() })
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
        let done = go(&item, Status::Done, "").unwrap().unwrap();
        assert!(matches!(go(&done, Status::Verified, ""), Err(Refusal::Empty { .. })));
        let verified = go(&done, Status::Verified, "No such token in a month").unwrap().unwrap();
        assert_eq!(verified.closed_at, done.closed_at);
    }

    #[test]
    fn work_is_refused_only_with_a_reason_and_can_be_taken_up_again() {
        let item = item();
        assert!(go(&item, Status::WontDo, "").is_err());
        let refused = go(&item, Status::WontDo, "The service goes away in March").unwrap().unwrap();
        assert!(refused.closed_at.is_some());
        assert_eq!(go(&refused, Status::Planned, "").unwrap().unwrap().closed_at, None);
    }

    #[test]
    fn sending_the_same_command_again_changes_nothing() {
        let item = item();
        let propose = WorkCommand::Propose { review: item.review, lesson: item.lesson, draft: draft() };
        assert_eq!(decided(&item, &propose).unwrap(), Decision::default());
        assert_eq!(go(&item, Status::Proposed, "").unwrap(), None);
    }

    #[test]
    fn two_people_who_change_different_fields_of_an_item_both_get_their_way() {
        let item = item();
        let (first, _) =
            edit(&item, 1, Patch { effort: Some(20), check: text(&item.check, "No token lives longer than 90 days."), ..Patch::default() })
                .unwrap();
        let (second, notices) = edit(&first, 1, Patch { title: text(&item.title, "Expire tokens"), ..Patch::default() }).unwrap();
        assert_eq!((second.title.as_str(), second.effort, second.version), ("Expire tokens", 20, 3));
        assert_eq!(second.check, "No token lives longer than 90 days.");
        assert_eq!(notices, []);
    }

    #[test]
    fn an_edit_that_meets_others_is_merged_and_the_writer_hears_of_it() {
        let item = item();
        let (first, _) =
            edit(&item, 1, Patch { effort: Some(20), title: text(&item.title, "Expire all unused tokens"), ..Patch::default() }).unwrap();
        let patch = Patch { effort: Some(30), title: text(&item.title, "Expire unused tokens and keys"), ..Patch::default() };
        let (second, notices) = edit(&first, 1, patch).unwrap();
        assert_eq!((second.title.as_str(), second.effort), ("Expire all unused tokens and keys", 30));
        assert_eq!(notices, [Notice::Merged, Notice::Overwrote]);
    }

    #[test]
    fn an_edit_cannot_take_away_what_an_item_must_say() {
        let item = item();
        assert_eq!(edit(&item, 1, Patch { check: text(&item.check, " "), ..Patch::default() }).unwrap_err().field(), Some("check"));
        let scenario = Patch { risk_scenario: text(&item.risk_scenario, ""), ..Patch::default() };
        assert_eq!(edit(&item, 1, scenario.clone()).unwrap_err().field(), Some("risk_scenario"));
        assert!(edit(&item, 1, Patch { driver: Some(Driver::Trust), ..scenario }).is_ok());
    }

    #[test]
    fn an_edit_of_a_version_that_is_yet_to_come_is_refused() {
        let refusal = edit(&item(), 2, Patch { effort: Some(20), ..Patch::default() }).unwrap_err();
        assert_eq!(refusal, Refusal::Stale { what: "work item".into(), version: 1 });
    }
}
