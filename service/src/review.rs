//! Reviews: opening, reading, changing, watching.

mod desk;
mod file;
mod history;
mod joining;
mod nodes;
mod pen;
mod rooms;
mod rows;

pub use file::ReviewFile;
pub use history::Entry;
pub use joining::Invited;
pub use rooms::OpenRoom;
pub(crate) use rooms::Rooms;
pub use rows::Head;
pub(crate) use rows::Row;

use crate::{Error, Result, Workspace, markdown, store::Batch};
use desk::{Desk, Live, Mail, Request};
use domain::{
    edit::Notice,
    id::{CommandId, PenId, ReviewId},
    policy::{self, Actor, Audience},
    review::{Change, Command, NewReview, Review, open},
    session::Authors,
    time::Instant,
};
use pen::Key;
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{Arc, OnceLock},
};
use tokio::sync::{Mutex, broadcast, mpsc, oneshot};
use uuid::Uuid;

/// A review as one person may see it, with its Markdown rendered, by the id of what it belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    pub review: Review,
    /// What they sign with in it.
    pub pen: PenId,
    pub html: BTreeMap<Uuid, String>,
}

/// What a command led to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Outcome {
    /// The review's `seq` when the command was done.
    pub seq: u64,
    /// What the writer should know, although it was done.
    pub notices: Vec<Notice>,
}

/// A change that was written.
#[derive(Debug, Clone)]
pub struct Written {
    pub seq: u64,
    pub at: Instant,
    pub by: PenId,
    pub change: Change,
    /// Whether its viewers learn who wrote cards.
    pub authors: Authors,
    /// The Markdown of the change, rendered.
    pub html: Vec<(Uuid, String)>,
    /// The change as all are told it whom it does not concern; see [`Self::alike`].
    alike: OnceLock<Arc<str>>,
}

impl Written {
    fn new(review: ReviewId, seq: u64, at: Instant, by: PenId, change: Change, authors: Authors) -> Self {
        let html = change.markdown(review).into_iter().map(|(id, text)| (id, markdown::render(text))).collect();
        Self { seq, at, by, change, authors, html, alike: OnceLock::new() }
    }

    /// The change as all are told it whom it does not [concern](Change::concerns), put into words by the first who
    /// tells it: in a full room that is one time instead of hundreds.
    pub fn alike(&self, tell: impl FnOnce() -> String) -> &str {
        self.alike.get_or_init(|| tell().into())
    }
}

/// What somebody who watches a review is told first, and where they hear of the rest.
pub struct Watching {
    /// What the watcher signs with.
    pub pen: PenId,
    pub authors: Authors,
    /// May they lead the review?
    pub leads: bool,
    /// Changes since the `seq` that they had; `None` when they have to load the review afresh.
    pub missed: Option<Vec<Arc<Written>>>,
    pub changes: broadcast::Receiver<Arc<Written>>,
}

/// The reviews that somebody works on now.
#[derive(Default)]
pub(crate) struct Hub {
    desks: Mutex<HashMap<ReviewId, Desk>>,
}

/// Changes that one reconnecting reader may replay; beyond that, loading afresh is cheaper.
const MOST_REPLAYED: u64 = 500;

impl Workspace {
    /// Opens a review. The same id sent again is the same review.
    ///
    /// # Errors
    /// What [`open`] refuses, a team or department that is not there, an id that is taken.
    pub async fn open_review(&self, actor: &Actor, id: ReviewId, command: CommandId, new: &NewReview, now: Instant) -> Result<ReviewId> {
        let change = open(actor, new, &self.format_for(new).await?)?;
        self.check_names(&change).await?;
        let review = Review::opened(id, actor.person, now, &change).ok_or(Error::Conflict)?;
        let written = Written::new(id, 1, now, actor.person.into(), change, review.authors);
        let mut batch = Batch::default();
        Key::put(&mut batch, id);
        rows::log(&mut batch, id, command, &written);
        rows::put(&mut batch, &review, domain::review::Piece::Head);
        batch.add(domain::trends::of_review(&review));
        match self.store.commit_retrying(&batch).await {
            Err(Error::Conflict) => match self.review(actor, id).await {
                Ok(there) if there.opened_by == actor.person && there.facts.title == review.facts.title => Ok(id),
                Ok(_) => Err(domain::Refusal::Taken { what: "review".into() }.into()),
                // Not there, or there and not theirs to see: only the database knows which, and it says no more.
                Err(_) if self.audience(id).await?.is_some() => Err(domain::Refusal::Taken { what: "review".into() }.into()),
                Err(_) => Err(Error::Conflict),
            },
            other => other.map(|()| id),
        }
    }

    /// Does something with a review; what the domain decides is on disk when this returns.
    ///
    /// # Errors
    /// What [`Review::decide`] refuses; [`Error::NotFound`] also for what the person may not see.
    pub async fn send(&self, actor: &Actor, id: ReviewId, command_id: CommandId, command: Command, now: Instant) -> Result<Outcome> {
        let live = self.live(actor, id).await?;
        self.check_command(&live.review, &command).await?;
        // Sent again because its answer was lost it moves nobody, and takes no wish of the new step away.
        let moves = matches!(command, Command::MoveTo { to, .. } if to != live.review.step);
        let outcome = self.ask(actor, id, command_id, command, now).await?;
        if moves {
            self.rooms.next_step(id, now).await;
        }
        Ok(outcome)
    }

    /// Puts a command into the review's mailbox and waits for the answer.
    async fn ask(&self, actor: &Actor, id: ReviewId, command_id: CommandId, command: Command, now: Instant) -> Result<Outcome> {
        loop {
            let desk = self.desk(id).await?;
            let (answer, answered) = oneshot::channel();
            let request = Request { actor: *actor, id: command_id, command: command.clone(), now, answer };
            // A desk that was just put away takes nothing more; the next look-up opens a new one.
            if desk.inbox.send(Mail::Command(Box::new(request))).await.is_ok() {
                return answered.await.map_err(|_| Error::Unavailable("the review was put away in the middle of a command".into()))?;
            }
        }
    }

    async fn desk(&self, id: ReviewId) -> Result<Desk> {
        if let Some(desk) = self.reviews.desks.lock().await.get(&id).filter(|desk| !desk.inbox.is_closed()) {
            return Ok(desk.clone());
        }
        let live = Live::load(&self.store, id).await?;
        let mut desks = self.reviews.desks.lock().await;
        if let Some(desk) = desks.get(&id).filter(|desk| !desk.inbox.is_closed()) {
            return Ok(desk.clone());
        }
        // Those that nobody sits at any more have closed by themselves.
        desks.retain(|_, desk| !desk.inbox.is_closed());
        let desk = Desk::open(Arc::clone(&self.store), live);
        desks.insert(id, desk.clone());
        metrics::gauge!("hotwash_open_reviews").set(desks.len() as f64);
        Ok(desk)
    }

    /// The desk of a review with all that was written before this was called, also by other nodes.
    async fn desk_now(&self, id: ReviewId) -> Result<Desk> {
        loop {
            let desk = self.desk(id).await?;
            if !self.store.is_shared() {
                return Ok(desk);
            }
            let (answer, answered) = oneshot::channel();
            if desk.inbox.send(Mail::CatchUp(answer)).await.is_ok() {
                answered.await.map_err(|_| Error::Unavailable("the review was put away while it was read".into()))??;
                return Ok(desk);
            }
        }
    }

    /// The reviews that somebody watches here, with the `seq` that they know and the way to their desks.
    async fn watched(&self) -> HashMap<ReviewId, (u64, mpsc::Sender<Mail>)> {
        let desks = self.reviews.desks.lock().await;
        let watched = desks.iter().filter(|(_, desk)| desk.feed.receiver_count() > 0);
        watched.map(|(id, desk)| (*id, (desk.live().review.seq, desk.inbox.clone()))).collect()
    }

    async fn live(&self, actor: &Actor, id: ReviewId) -> Result<Arc<Live>> {
        let live = self.desk_now(id).await?.live();
        if policy::may_see(&live.review, actor) { Ok(live) } else { Err(Error::NotFound("review")) }
    }

    /// Is there such a review for this person, as far as this node knows? Asks nobody, so that a stream may ask often.
    pub async fn sees_review(&self, actor: &Actor, id: ReviewId) -> bool {
        self.desk(id).await.is_ok_and(|desk| policy::may_see(&desk.live().review, actor))
    }

    /// May this person lead the review, as far as this node knows?
    pub async fn leads_review(&self, actor: &Actor, id: ReviewId) -> bool {
        self.desk(id).await.is_ok_and(|desk| policy::may_facilitate(&desk.live().review, actor))
    }

    /// The review as this person may see it.
    ///
    /// # Errors
    /// [`Error::NotFound`] where there is none for them.
    pub async fn review(&self, actor: &Actor, id: ReviewId) -> Result<Review> {
        Ok(self.review_view(actor, id, false).await?.review)
    }

    /// The review as this person may see it, with its Markdown rendered. For the stage it is what everybody may see.
    ///
    /// # Errors
    /// [`Error::NotFound`] where there is none for them.
    pub async fn review_view(&self, actor: &Actor, id: ReviewId, stage: bool) -> Result<View> {
        let live = self.live(actor, id).await?;
        let pen = live.pen(actor.person);
        Ok(View { review: live.review.seen_by((!stage).then_some(pen)), pen, html: live.html.clone() })
    }

    /// The review as its rows say it, whole.
    pub(crate) async fn stored_review(&self, id: ReviewId) -> Result<Review> {
        Ok(rows::load(&self.store, id).await?.review)
    }

    /// Who may see a review; `None` where there is none.
    pub(crate) async fn audience(&self, id: ReviewId) -> Result<Option<Audience>> {
        Ok(self.audiences(BTreeSet::from([id])).await?.remove(&id))
    }

    /// Begins to watch a review from the `seq` that the watcher has.
    ///
    /// # Errors
    /// [`Error::NotFound`] where there is none for them.
    pub async fn watch_review(&self, actor: &Actor, id: ReviewId, from: u64) -> Result<Watching> {
        let desk = self.desk_now(id).await?;
        // Listening begins before the look at the log, so that nothing falls between the two.
        let changes = desk.feed.subscribe();
        let live = desk.live();
        if !policy::may_see(&live.review, actor) {
            return Err(Error::NotFound("review"));
        }
        let now = live.review.seq;
        let missed = if from > now || now - from > MOST_REPLAYED {
            None
        } else {
            Some(self.changes_after(id, from, live.review.authors).await?.into_iter().map(Arc::new).collect())
        };
        let leads = policy::may_facilitate(&live.review, actor);
        Ok(Watching { pen: live.pen(actor.person), authors: live.review.authors, leads, missed, changes })
    }

    /// Refuses ids of people, teams and departments that are not there.
    async fn check_names(&self, change: &Change) -> Result<()> {
        let Change::Opened { facts, facilitator, .. } = change else { return Ok(()) };
        self.check_team(facts.team).await?;
        self.check_departments(facts.departments.iter().map(|involvement| involvement.department)).await?;
        match facilitator {
            Some(person) => self.check_writer(*person, "facilitator").await,
            None => Ok(()),
        }
    }

    async fn check_command(&self, review: &Review, command: &Command) -> Result<()> {
        match command {
            Command::EditFacts(patch) => {
                self.check_team(patch.team.and_then(domain::review::Set::value)).await?;
                self.check_departments(patch.departments.iter().flatten().map(|involvement| involvement.department)).await
            }
            Command::NameFacilitator { person } => self.check_writer(*person, "facilitator").await,
            Command::NameHelpers { people } => {
                for person in people.iter().filter(|person| !review.lead.helpers.contains(person)) {
                    self.check_writer(*person, "helpers").await?;
                }
                Ok(())
            }
            Command::SayResponded { person, responded: true } if !review.lead.guests.contains_key(person) => {
                self.check_person(*person, "responders").await
            }
            Command::NameParticipants { people } => {
                // Somebody who left may stay on the list.
                for person in people.iter().filter(|person| !review.participants.contains(person)) {
                    self.check_person(*person, "participants").await?;
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }
}
