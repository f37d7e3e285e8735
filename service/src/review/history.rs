//! The log of a review, as it is read back.

use super::{Written, rows::stream};
use crate::{Result, Workspace, store::Store};
use domain::{
    id::{CommandId, PenId, PersonId, ReviewId},
    policy::Actor,
    review::{Change, Review},
    session::Authors,
    time::Instant,
};
use serde::{Deserialize, Serialize};
use surrealdb::types::Variables;

/// One line of the log.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Entry {
    /// The change's `seq`.
    pub id: u64,
    pub at: Instant,
    /// Who did it, by the pen they signed with; see [`domain::review::Command::is_penned`].
    pub actor: PenId,
    pub command: CommandId,
    pub kind: String,
    pub change: Change,
}

/// What the log of a review says after this `seq`, for the service itself: it knows what no viewer may.
pub(super) async fn log_after(store: &Store, id: ReviewId, seq: u64) -> Result<Vec<Entry>> {
    let mut variables = Variables::new();
    variables.insert("stream", stream(id));
    variables.insert("from", i64::try_from(seq.saturating_add(1)).unwrap_or(i64::MAX));
    store.list("SELECT * FROM change:[$stream, $from]..[$stream, ..]", variables).await
}

impl Workspace {
    pub(super) async fn changes_after(&self, id: ReviewId, seq: u64, authors: Authors) -> Result<Vec<Written>> {
        let entries = log_after(&self.store, id, seq).await?;
        Ok(entries.into_iter().map(|entry| Written::new(id, entry.id, entry.at, entry.actor, entry.change, authors)).collect())
    }

    /// The review that its log makes; `None` if the log does not begin with an opening or has a gap.
    pub(crate) async fn logged_review(&self, id: ReviewId) -> Result<Option<Review>> {
        let log = log_after(&self.store, id, 0).await?;
        if log.iter().zip(1..).any(|(entry, seq)| entry.id != seq) {
            return Ok(None);
        }
        let mut entries = log.iter();
        let mut review = entries.next().and_then(|first| Review::opened(id, PersonId(first.actor.0), first.at, &first.change));
        if let Some(review) = &mut review {
            entries.for_each(|entry| review.apply(&entry.change));
        }
        Ok(review)
    }

    /// What happened to a review and when, oldest first, as this person may know it: who did it is not part of it.
    /// Changes of which only the day is kept come at its end, because their place among others would tell the time.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] where there is no such review for them.
    pub async fn history(&self, actor: &Actor, id: ReviewId) -> Result<Vec<(Instant, String)>> {
        self.review(actor, id).await?;
        let mut history: Vec<(Instant, String)> =
            log_after(&self.store, id, 0).await?.into_iter().map(|entry| (entry.at, entry.kind)).collect();
        history.sort_by_key(|(at, _)| (at.day(), at.is_day_only()));
        Ok(history)
    }
}
