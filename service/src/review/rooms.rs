//! Who is in which room, as far as this process knows. Nothing of it is kept; what other processes have to hear passes
//! through the database, see [`super::nodes`].

use crate::{Error, Result, Workspace};
use domain::{
    Refusal,
    id::{PersonId, ReviewId},
    policy::{self, Actor},
    review::Wrote,
    session::room::{Room, RoomAct, Seated, Viewer},
    time::Instant,
};
use std::{
    collections::{BTreeMap, HashMap},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};
use tokio::sync::{Mutex, broadcast};

/// Changes of seats that a slow listener may be behind before it is shown everybody again.
const MOST_BEHIND: usize = 256;

/// The rooms that somebody is in or listens to.
#[derive(Default)]
pub(crate) struct Rooms {
    open: Mutex<HashMap<ReviewId, Arc<OpenRoom>>>,
}

/// One room.
pub struct OpenRoom {
    room: Mutex<Room>,
    feed: broadcast::Sender<PersonId>,
    /// Something was said here that other nodes do not know.
    unsaid: AtomicBool,
}

/// What a node says of a room.
pub(super) enum Word {
    Nobody,
    Somebody(Room),
}

impl OpenRoom {
    /// Tells of what was said here.
    fn say(&self, changed: impl IntoIterator<Item = PersonId>) {
        self.unsaid.store(true, Ordering::Relaxed);
        self.tell(changed);
    }

    fn tell(&self, changed: impl IntoIterator<Item = PersonId>) {
        for person in changed {
            // Nobody listening is no error.
            let _ = self.feed.send(person);
        }
    }

    /// Everybody in it, as the viewer sees them.
    pub async fn seen(&self, by: Viewer) -> Vec<Seated> {
        self.room.lock().await.seen(by)
    }

    /// One person in it.
    pub async fn seated(&self, person: PersonId, by: Viewer) -> Option<Seated> {
        self.room.lock().await.seated(person, by)
    }

    /// Takes away whoever has not been heard of, and tells the others.
    pub async fn sweep(&self, now: Instant) {
        let left = self.room.lock().await.sweep(now);
        if !left.is_empty() {
            self.say(left);
        }
    }

    /// Is nobody there, and does nobody listen?
    async fn is_left(&self, now: Instant) -> bool {
        self.sweep(now).await;
        self.feed.receiver_count() == 0 && self.room.lock().await.is_empty()
    }

    /// Whose seats change, from now on.
    pub fn listen(&self) -> broadcast::Receiver<PersonId> {
        self.feed.subscribe()
    }
}

impl Rooms {
    async fn open(&self, id: ReviewId, now: Instant) -> Arc<OpenRoom> {
        let mut open = self.open.lock().await;
        // Rooms that everybody has left are forgotten when another is looked for.
        if !open.contains_key(&id) {
            let mut empty = Vec::new();
            for (other, room) in open.iter() {
                if room.is_left(now).await {
                    empty.push(*other);
                }
            }
            open.retain(|other, _| !empty.contains(other));
        }
        let room = open.entry(id).or_insert_with(|| {
            let (feed, _) = broadcast::channel(MOST_BEHIND);
            Arc::new(OpenRoom { room: Mutex::default(), feed, unsaid: AtomicBool::new(false) })
        });
        Arc::clone(room)
    }

    /// The room goes on to another step.
    pub(super) async fn next_step(&self, id: ReviewId, now: Instant) {
        let room = self.open(id, now).await;
        let changed = room.room.lock().await.next_step(now);
        room.say(changed);
    }

    /// What other nodes are to hear: of all rooms that somebody is in, or only of those where something was said.
    pub(super) async fn to_say(&self, all: bool, now: Instant) -> Vec<(ReviewId, Word)> {
        let open: Vec<_> = self.open.lock().await.iter().map(|(id, room)| (*id, Arc::clone(room))).collect();
        let mut words = Vec::new();
        for (id, open) in open {
            open.sweep(now).await;
            let said = open.unsaid.swap(false, Ordering::Relaxed);
            let room = open.room.lock().await;
            match (room.is_empty(), said, all) {
                (true, true, _) => words.push((id, Word::Nobody)),
                (false, true, _) | (false, _, true) => words.push((id, Word::Somebody(room.for_others()))),
                _ => {}
            }
        }
        words
    }

    /// Takes in what another node said of a room.
    pub(super) async fn hear(&self, id: ReviewId, other: &Room, now: Instant) {
        let room = self.open(id, now).await;
        let changed = room.room.lock().await.merge(other, now);
        room.tell(changed);
    }
}

impl Workspace {
    /// The room of a review that this person may see, with those who are there now.
    ///
    /// # Errors
    /// [`Error::NotFound`] where there is none for them.
    pub async fn room(&self, actor: &Actor, id: ReviewId, now: Instant) -> Result<Arc<OpenRoom>> {
        self.live(actor, id).await?;
        let room = self.rooms.open(id, now).await;
        room.sweep(now).await;
        Ok(room)
    }

    /// Somebody says where they are, that they would like to speak, …
    ///
    /// # Errors
    /// [`Error::NotFound`] where there is no such review for them; what leads, for those who do not lead.
    pub async fn act_in_room(&self, actor: &Actor, id: ReviewId, act: RoomAct, now: Instant) -> Result<()> {
        let live = self.live(actor, id).await?;
        if act.is_leading() && !policy::may_facilitate(&live.review, actor) {
            return Err(Refusal::not_allowed("call on people").into());
        }
        let room = self.rooms.open(id, now).await;
        // Who left a room that nobody was in is found only now: their hand of yesterday is not up today.
        room.sweep(now).await;
        let changed = room.room.lock().await.act(actor.person, act, now)?;
        // That somebody is still there is said in its time.
        if changed.is_some() {
            room.say(changed);
        }
        Ok(())
    }

    /// Who has answered each question that is asked now; nothing for those who do not lead.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn wrote(&self, actor: &Actor, id: ReviewId) -> Result<BTreeMap<String, Wrote>> {
        match self.live(actor, id).await {
            Ok(live) if policy::may_facilitate(&live.review, actor) => Ok(live.review.wrote()),
            Ok(_) | Err(Error::NotFound(_)) => Ok(BTreeMap::new()),
            Err(error) => Err(error),
        }
    }
}
