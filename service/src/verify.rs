//! Does the workspace agree with itself? The log is what happened; rows and sums are kept beside it for quick reads,
//! and can be made again from it.

use crate::{Error, Result, Workspace, store::record};
use domain::{
    id::{ReviewId, WorkItemId},
    trends::{self, Sums},
    work::WorkItem,
};
use serde_json::Value as Json;
use surrealdb::types::Value;

/// Rows read at a time.
const PAGE: usize = 200;

/// What [`Workspace::verify`] looked at, and what does not agree.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verified {
    pub reviews: usize,
    pub work_items: usize,
    /// A sentence each.
    pub disagreements: Vec<String>,
}

impl Workspace {
    /// Makes every review and work item again from the log alone, and the sums of the trends from those, and
    /// compares with what is stored. Meant for a workspace in which nobody is writing.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn verify(&self) -> Result<Verified> {
        let mut verified = Verified::default();
        let mut sums = Sums::new();
        for key in self.keys("review").await? {
            let id = ReviewId(key);
            let review = self.stored_review(id).await?;
            if self.logged_review(id).await?.as_ref() != Some(&review) {
                verified.disagreements.push(format!("Review {id} is not what its log says."));
            }
            trends::add_all(&mut sums, trends::of_review(&review));
            verified.reviews += 1;
        }
        for key in self.keys("work_item").await? {
            let id = WorkItemId(key);
            let item: WorkItem = self.store.find(record("work_item", id)).await?.ok_or(Error::NotFound("work item"))?;
            if self.logged_work(id).await?.as_ref() != Some(&item) {
                verified.disagreements.push(format!("Work item {id} is not what its log says."));
            }
            trends::add_all(&mut sums, trends::of_work(&item));
            verified.work_items += 1;
        }
        let kept = self.stored_sums().await?;
        for ((scope, month, measure), amount) in trends::difference(&sums, &kept) {
            verified.disagreements.push(format!("The sum {measure} of {scope} in {month} is off by {amount}."));
        }
        Ok(verified)
    }

    async fn keys(&self, table: &'static str) -> Result<Vec<uuid::Uuid>> {
        let mut keys = Vec::new();
        let mut after: Option<Value> = None;
        loop {
            let page: Vec<(Value, Json)> = self.store.dump(table, after.as_ref(), PAGE).await?;
            let last = page.len() < PAGE;
            for (key, _) in page {
                match &key {
                    Value::String(text) => keys.push(text.as_str().parse().map_err(Error::unavailable)?),
                    other => return Err(Error::Unavailable(format!("{table} has a row with the key {other:?}"))),
                }
                after = Some(key);
            }
            if last {
                return Ok(keys);
            }
        }
    }
}
