//! Work items: proposing, moving, listing, watching.

use crate::{
    Error, Result, Workspace,
    once::known_by,
    store::{Batch, Patience, part, record},
};
use domain::{
    Refusal,
    edit::Notice,
    id::{CommandId, ReviewId, WorkItemId},
    policy::{self, Actor},
    time::Instant,
    trends,
    work::{self, Decision, WorkChange, WorkCommand, WorkItem},
};
use serde::Deserialize;
use serde_json::json;
use std::{collections::BTreeSet, sync::Arc};
use surrealdb::types::Variables;
use tokio::sync::broadcast;

pub(crate) const OF_REVIEW: &str = "SELECT * FROM work_item WHERE review = $review";
pub(crate) const OPEN: &str = "SELECT * FROM work_item WHERE status IN ['proposed', 'planned', 'in_progress']";
pub(crate) const CLOSED_AFTER: &str = "SELECT * FROM work_item WHERE closed_at > $since";

/// What became of a command on a work item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkOutcome {
    pub item: WorkItem,
    /// What the writer should know.
    pub notices: Vec<Notice>,
}

impl Workspace {
    /// Work that earlier reviews of the same team asked for and that is still open, the soonest due first.
    ///
    /// # Errors
    /// [`Error::NotFound`] where there is no such review for them.
    pub async fn open_before(&self, actor: &Actor, id: ReviewId) -> Result<Vec<WorkItem>> {
        let Some(team) = self.review(actor, id).await?.facts.team else { return Ok(Vec::new()) };
        let items: Vec<WorkItem> = self.store.list(OPEN, Variables::new()).await?;
        let reviews: BTreeSet<ReviewId> = items.iter().map(|item| item.review).filter(|review| *review != id).collect();
        let teams = self.teams_of(reviews.clone()).await?;
        let audiences = self.audiences(reviews).await?;
        let mut open: Vec<WorkItem> = items
            .into_iter()
            .filter(|item| teams.get(&item.review) == Some(&team))
            .filter(|item| policy::may_see_work(item, audiences.get(&item.review), actor))
            .collect();
        open.sort_by_key(|item| (item.due, item.id));
        Ok(open)
    }

    /// Does something with a work item; it is on disk when this returns.
    ///
    /// # Errors
    /// What [`work::decide`] refuses; owners, departments and lessons that are not there; [`Error::NotFound`] also
    /// for what the person may not see.
    pub async fn send_work(
        &self,
        actor: &Actor,
        id: WorkItemId,
        command_id: CommandId,
        command: &WorkCommand,
        now: Instant,
    ) -> Result<WorkOutcome> {
        let known = known_by(command_id, command)?;
        let mut patience = Patience::default();
        let outcome = loop {
            let attempt = self.try_work(actor, id, known, command, now).await;
            if !patience.again(&attempt).await {
                break attempt?;
            }
        };
        // Nobody listening is no error.
        let _ = self.work_feed.send(Arc::new(outcome.item.clone()));
        Ok(outcome)
    }

    async fn try_work(&self, actor: &Actor, id: WorkItemId, known: CommandId, command: &WorkCommand, now: Instant) -> Result<WorkOutcome> {
        let item: Option<WorkItem> = self.store.find(record("work_item", id)).await?;
        if let WorkCommand::Propose { review, lesson, .. } = command {
            let seen = self.review(actor, *review).await?;
            if seen.lessons.get(lesson).is_none_or(|lesson| lesson.removed) {
                return Err(Refusal::invalid("lesson", "Choose a lesson of this review.").into());
            }
        }
        if let Some(item) = &item {
            let audience = self.audience(item.review).await?;
            if !policy::may_see_work(item, audience.as_ref(), actor) {
                return Err(Error::NotFound("work item"));
            }
        }
        if !policy::may_write(actor) {
            return Err(Refusal::not_allowed("change work items").into());
        }
        self.check_named(command, item.as_ref()).await?;
        // What was done is not done again, however often it is sent.
        if let Some(item) = &item
            && !matches!(command, WorkCommand::Propose { .. })
            && self.has_done(item, known).await?
        {
            return Ok(WorkOutcome { item: item.clone(), notices: Vec::new() });
        }
        let Decision { change, notices } = work::decide(id, item.as_ref(), command, now)?;
        let Some(change) = change else {
            return Ok(WorkOutcome { item: item.ok_or(Error::NotFound("work item"))?, notices });
        };
        let mut batch = Batch::default();
        let row = json!({
            "at": now,
            "actor": actor.person,
            "command": known,
            "kind": kind_of(command),
            "change": change,
        });
        batch.create(part("change", stream(id), i64::try_from(change.after.version).unwrap_or(i64::MAX)), &row);
        batch.put(record("work_item", id), &change.after);
        let before = change.before.as_ref().map(trends::of_work).unwrap_or_default();
        batch.add(trends::difference(&before, &trends::of_work(&change.after)));
        self.store.commit(batch).await?;
        Ok(WorkOutcome { item: change.after, notices })
    }

    /// Somebody who left may stay on work they had, so that its other fields can be changed.
    async fn check_named(&self, command: &WorkCommand, item: Option<&WorkItem>) -> Result<()> {
        let (owner, department) = match command {
            WorkCommand::Propose { draft, .. } => (Some(draft.owner), Some(draft.department)),
            WorkCommand::Edit { patch, .. } => (patch.owner, patch.department),
            WorkCommand::Move { .. } => (None, None),
        };
        if let Some(owner) = owner.filter(|owner| item.is_none_or(|item| item.owner != *owner)) {
            self.check_writer(owner, "owner").await?;
        }
        self.check_departments(department.into_iter()).await
    }

    async fn has_done(&self, item: &WorkItem, command: CommandId) -> Result<bool> {
        #[derive(Deserialize)]
        struct Done {
            command: CommandId,
        }
        let mut variables = Variables::new();
        variables.insert("stream", stream(item.id));
        let done: Vec<Done> = self.store.list("SELECT command FROM change:[$stream, NONE]..[$stream, ..]", variables).await?;
        Ok(done.iter().any(|done| done.command == command))
    }

    /// The work item that its log makes.
    pub(crate) async fn logged_work(&self, id: WorkItemId) -> Result<Option<WorkItem>> {
        #[derive(Deserialize)]
        struct Entry {
            change: WorkChange,
        }
        let mut variables = Variables::new();
        variables.insert("stream", stream(id));
        let log: Vec<Entry> = self.store.list("SELECT change FROM change:[$stream, NONE]..[$stream, ..] ORDER BY id", variables).await?;
        Ok(log.into_iter().last().map(|entry| entry.change.after))
    }

    /// One work item.
    ///
    /// # Errors
    /// [`Error::NotFound`] where there is none for this person.
    pub async fn work_item(&self, actor: &Actor, id: WorkItemId) -> Result<WorkItem> {
        let item: WorkItem = self.store.find(record("work_item", id)).await?.ok_or(Error::NotFound("work item"))?;
        let audience = self.audience(item.review).await?;
        if policy::may_see_work(&item, audience.as_ref(), actor) { Ok(item) } else { Err(Error::NotFound("work item")) }
    }

    /// The work items of one review that this person may see, by due date.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn work_of(&self, actor: &Actor, review: ReviewId) -> Result<Vec<WorkItem>> {
        let mut variables = Variables::new();
        variables.insert("review", review.to_string());
        let items = self.store.list(OF_REVIEW, variables).await?;
        self.visible(actor, items).await
    }

    /// The work items that this person may see and that are open, or were closed after `since`; by due date.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn work_board(&self, actor: &Actor, since: Instant) -> Result<Vec<WorkItem>> {
        let mut items: Vec<WorkItem> = self.store.list(OPEN, Variables::new()).await?;
        let mut variables = Variables::new();
        variables.insert("since", since.to_string());
        items.extend(self.store.list::<WorkItem>(CLOSED_AFTER, variables).await?);
        self.visible(actor, items).await
    }

    async fn visible(&self, actor: &Actor, mut items: Vec<WorkItem>) -> Result<Vec<WorkItem>> {
        let audiences = self.audiences(items.iter().map(|item| item.review).collect()).await?;
        items.retain(|item| policy::may_see_work(item, audiences.get(&item.review), actor));
        items.sort_by_key(|item| (item.due, item.id));
        Ok(items)
    }

    /// Every change of a work item from now on, whoever may see it; the listener has to ask
    /// [`Self::sees_review`] before it tells anybody.
    pub fn watch_work(&self) -> broadcast::Receiver<Arc<WorkItem>> {
        self.work_feed.subscribe()
    }
}

fn stream(id: WorkItemId) -> String {
    format!("work_item:{id}")
}

fn kind_of(command: &WorkCommand) -> &'static str {
    match command {
        WorkCommand::Propose { .. } => "work_proposed",
        WorkCommand::Edit { .. } => "work_edited",
        WorkCommand::Move { .. } => "work_moved",
    }
}
