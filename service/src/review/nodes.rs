//! Several processes on one database server. They are alike, and none knows of the others: each looks at what was
//! written of the reviews that somebody watches here, and leaves word of who is in their rooms.
//!
//! Nothing that is kept rests on this. Whoever commands or loads a review reads the log first; this only tells those
//! who listen.

use super::{Mail, rooms::Word};
use crate::{
    Result, Workspace,
    store::{Batch, part, record},
};
use domain::{
    id::{ReviewId, WorkItemId},
    session::room::{GONE_AFTER, Room},
    time::Instant,
    work::WorkItem,
};
use serde::Deserialize;
use serde_json::json;
use std::{collections::HashMap, sync::Arc, time::Duration};
use surrealdb::types::Variables;
use tokio::{
    sync::{broadcast, mpsc, oneshot},
    time::{MissedTickBehavior, interval},
};
use uuid::Uuid;

/// How often a node looks for what others wrote.
const LOOKS: Duration = Duration::from_millis(100);
/// Of so many looks one is for work items, too; they are not what a room waits for.
const FOR_WORK: u64 = 10;
/// Seconds after which a node says again who is in its rooms, although nothing changed.
const SAYS_AGAIN: i64 = 5;
/// Seconds after which what a node said of who is there is forgotten.
const LASTS: i64 = 2 * GONE_AFTER;

impl Workspace {
    /// Follows what other nodes do, for as long as the workspace is in use. Does nothing where the database is this
    /// process's own.
    pub fn follow_others(self: &Arc<Self>, now: fn() -> Instant) {
        if !self.store.is_shared() {
            return;
        }
        let work = self.work_feed.subscribe();
        let mut follower = Follower {
            node: Uuid::from_u128(rand::random()),
            looks: 0,
            said_all: Instant::from_millis(0),
            heard: HashMap::new(),
            known: HashMap::new(),
            work,
        };
        let workspace = Arc::downgrade(self);
        tokio::spawn(async move {
            let mut looks = interval(LOOKS);
            looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
            loop {
                looks.tick().await;
                let Some(workspace) = workspace.upgrade() else { return };
                if let Err(cause) = follower.look(&workspace, now()).await {
                    tracing::warn!(%cause, "cannot follow the other nodes; trying again");
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
            }
        });
    }
}

/// What one node knows of the others.
struct Follower {
    node: Uuid,
    looks: u64,
    /// When it last said who is in all of its rooms.
    said_all: Instant,
    /// How often each node had said who is in a room when it was last listened to.
    heard: HashMap<(ReviewId, Uuid), u64>,
    /// The versions of work items that were told here.
    known: HashMap<WorkItemId, u64>,
    /// What this node itself tells.
    work: broadcast::Receiver<Arc<WorkItem>>,
}

#[derive(Deserialize)]
struct Head {
    id: ReviewId,
    seq: u64,
}

#[derive(Deserialize)]
struct Said {
    review: ReviewId,
    node: Uuid,
    said: u64,
}

#[derive(Deserialize)]
struct Presence {
    review: ReviewId,
    room: Room,
}

#[derive(Deserialize)]
struct Version {
    id: WorkItemId,
    version: u64,
}

impl Follower {
    async fn look(&mut self, workspace: &Workspace, now: Instant) -> Result<()> {
        self.looks = self.looks.wrapping_add(1);
        let watched = workspace.watched().await;
        if !watched.is_empty() {
            self.look_at_watched(workspace, watched, now).await?;
        }
        self.say(workspace, now).await
    }

    async fn look_at_watched(
        &mut self,
        workspace: &Workspace,
        watched: HashMap<ReviewId, (u64, mpsc::Sender<Mail>)>,
        now: Instant,
    ) -> Result<()> {
        let mut variables = Variables::new();
        variables.insert("reviews", watched.keys().map(|id| record("review", id)).collect::<Vec<_>>());
        let query = "RETURN { heads: (SELECT id, seq FROM $reviews), said: (SELECT review, node, said FROM presence) }";
        let mut lists = workspace.store.lists(query, variables).await?;
        for head in lists.take::<Head>("heads")? {
            if let Some((seq, inbox)) = watched.get(&head.id)
                && head.seq > *seq
            {
                let (answer, answered) = oneshot::channel();
                // A desk that was just put away has nobody who listens.
                if inbox.send(Mail::CatchUp(answer)).await.is_ok() {
                    let _ = answered.await;
                }
            }
        }
        let said: Vec<Said> = lists.take("said")?;
        self.listen(workspace, said.into_iter().filter(|said| watched.contains_key(&said.review)), now).await?;
        if self.looks.is_multiple_of(FOR_WORK) {
            self.look_at_work(workspace, watched.into_keys()).await?;
        }
        Ok(())
    }

    /// Leaves word of who is in the rooms here, where that changed, and takes away what nobody renews.
    async fn say(&mut self, workspace: &Workspace, now: Instant) -> Result<()> {
        let again = now > self.said_all.plus_seconds(SAYS_AGAIN);
        let mut batch = Batch::default();
        for (review, word) in workspace.rooms.to_say(again, now).await {
            let id = part("presence", review, self.node.to_string());
            match word {
                Word::Nobody => batch.delete(id),
                Word::Somebody(room) => {
                    let row = json!({ "review": review, "node": self.node, "said": self.looks, "at": now, "room": room });
                    batch.put(id, &row);
                }
            }
        }
        workspace.store.commit_retrying(&batch).await?;
        if again {
            self.said_all = now;
            let mut variables = Variables::new();
            variables.insert("before", now.plus_seconds(-LASTS).to_string());
            workspace.store.list::<serde_json::Value>("DELETE presence WHERE at < $before RETURN NONE", variables).await?;
        }
        Ok(())
    }

    /// Takes in who is in the rooms of other nodes.
    async fn listen(&mut self, workspace: &Workspace, said: impl Iterator<Item = Said>, now: Instant) -> Result<()> {
        let others = said.filter(|said| said.node != self.node);
        let said: HashMap<_, _> = others.map(|Said { review, node, said }| ((review, node), said)).collect();
        let new = said.iter().filter(|(key, said)| self.heard.get(key) != Some(said));
        let rows: Vec<_> = new.map(|((review, node), _)| part("presence", review, node.to_string())).collect();
        if !rows.is_empty() {
            let mut variables = Variables::new();
            variables.insert("rows", rows);
            for Presence { review, room } in workspace.store.list("SELECT review, room FROM $rows", variables).await? {
                workspace.rooms.hear(review, &room, now).await;
            }
        }
        self.heard = said;
        Ok(())
    }

    /// Tells of work items that another node changed.
    async fn look_at_work(&mut self, workspace: &Workspace, reviews: impl Iterator<Item = ReviewId>) -> Result<()> {
        while let Ok(item) = self.work.try_recv() {
            self.known.insert(item.id, item.version);
        }
        let mut variables = Variables::new();
        variables.insert("reviews", reviews.map(|id| id.to_string()).collect::<Vec<_>>());
        let versions: Vec<Version> = workspace.store.list("SELECT id, version FROM work_item WHERE review IN $reviews", variables).await?;
        let changed = versions.iter().filter(|item| self.known.get(&item.id).is_none_or(|known| *known < item.version));
        for Version { id, .. } in changed {
            if let Some(item) = workspace.store.find::<WorkItem>(record("work_item", id)).await? {
                // Nobody listening is no error.
                let _ = workspace.work_feed.send(Arc::new(item));
            }
        }
        self.known = versions.into_iter().map(|item| (item.id, item.version)).collect();
        Ok(())
    }
}
