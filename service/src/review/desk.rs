//! One review that somebody works on: its state in memory, its mailbox, and those who listen.
//!
//! Commands wait in the mailbox and are decided in order, as many as wait, in one transaction. They are answered when
//! it is on disk, and only then are others told.

use super::{
    Outcome, Written,
    history::{self, Entry},
    pen::{self, Key},
    rows,
};
use crate::{
    Error, Result, markdown,
    once::known_by,
    store::{Batch, Patience, Store, record},
};
use domain::{
    id::{CommandId, PenId, PersonId, ReviewId},
    policy::{Actor, Participant},
    review::{Change, Command, Piece, Review, State, notes_id},
    session::Authors,
    time::Instant,
    trends,
};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
    time::Duration,
};
use tokio::sync::{broadcast, mpsc, oneshot, watch};
use uuid::Uuid;

/// Commands decided in one transaction.
const MOST_TOGETHER: usize = 64;
/// Commands that may wait; further ones wait to wait.
const MOST_WAITING: usize = 256;
/// Changes a slow listener may be behind before it has to load the review afresh.
const MOST_BEHIND: usize = 1024;
/// A desk at which nobody sat for this long is put away.
const IDLE: Duration = Duration::from_secs(300);

/// A review as it is, with its Markdown rendered and the commands that were done lately.
#[derive(Debug, Clone)]
pub(super) struct Live {
    pub review: Review,
    pub html: BTreeMap<Uuid, String>,
    pub key: Option<Key>,
    done: HashMap<CommandId, u64>,
}

impl Live {
    /// Reads a review from its rows.
    pub async fn load(store: &Store, id: ReviewId) -> Result<Self> {
        let rows::Loaded { review, done, mut key } = rows::load(store, id).await?;
        if pen::lacks_key(&review, key.as_ref()) {
            key = Some(Key::missing(store, id).await?);
        }
        let mut html =
            BTreeMap::from([(review.id.0, markdown::render(&review.summary)), (notes_id(review.id), markdown::render(&review.notes))]);
        html.extend(review.events.values().map(|event| (event.id.0, markdown::render(&event.text))));
        html.extend(review.lessons.values().map(|lesson| (lesson.id.0, markdown::render(&lesson.text))));
        Ok(Self { review, html, key, done: done.into_iter().collect() })
    }

    /// Takes in what the log says next.
    fn take(&mut self, entry: Entry) -> Written {
        self.review.apply(&entry.change);
        self.done.insert(entry.command, entry.id);
        let written = Written::new(self.review.id, entry.id, entry.at, entry.actor, entry.change, self.review.authors);
        self.html.extend(written.html.iter().cloned());
        written
    }

    /// What this person signs with here.
    pub fn pen(&self, person: PersonId) -> PenId {
        pen::pen(&self.review, self.key.as_ref(), person)
    }
}

pub(super) struct Request {
    pub actor: Actor,
    pub id: CommandId,
    pub command: Command,
    pub now: Instant,
    pub answer: oneshot::Sender<Result<Outcome>>,
}

/// What is put into the mailbox of a review.
pub(super) enum Mail {
    Command(Box<Request>),
    /// Somebody wants what was written until now, also by other nodes; answered when it is here.
    CatchUp(oneshot::Sender<Result<()>>),
}

/// The way to a review that is open in this process.
#[derive(Clone)]
pub(super) struct Desk {
    pub inbox: mpsc::Sender<Mail>,
    pub feed: broadcast::Sender<Arc<Written>>,
    state: watch::Receiver<Arc<Live>>,
}

impl Desk {
    pub fn open(store: Arc<Store>, live: Live) -> Self {
        let (inbox, waiting) = mpsc::channel(MOST_WAITING);
        let (feed, _) = broadcast::channel(MOST_BEHIND);
        let (publish, state) = watch::channel(Arc::new(live));
        tokio::spawn(Clerk { store, feed: feed.clone(), publish, doubtful: false }.work(waiting));
        Self { inbox, feed, state }
    }

    pub fn live(&self) -> Arc<Live> {
        Arc::clone(&self.state.borrow())
    }
}

/// Works the mailbox of one review.
struct Clerk {
    store: Arc<Store>,
    feed: broadcast::Sender<Arc<Written>>,
    publish: watch::Sender<Arc<Live>>,
    /// The last commit may or may not have happened; the log knows.
    doubtful: bool,
}

impl Clerk {
    async fn work(mut self, mut waiting: mpsc::Receiver<Mail>) {
        loop {
            let mut mail = Vec::new();
            match tokio::time::timeout(IDLE, waiting.recv_many(&mut mail, MOST_TOGETHER)).await {
                Ok(0) => return,
                Ok(_) => self.read(mail).await,
                Err(_) if self.feed.receiver_count() == 0 => {
                    // Closed first, so that nobody's command is left inside.
                    waiting.close();
                    while let Some(mail) = waiting.recv().await {
                        self.read(vec![mail]).await;
                    }
                    return;
                }
                Err(_) => {}
            }
        }
    }

    async fn read(&mut self, mail: Vec<Mail>) {
        let (mut requests, mut behind) = (Vec::new(), Vec::new());
        for mail in mail {
            match mail {
                Mail::Command(request) => requests.push(*request),
                Mail::CatchUp(answer) => behind.push(answer),
            }
        }
        if !requests.is_empty() {
            self.answer(requests).await;
        }
        if !behind.is_empty() {
            let caught_up = self.catch_up().await;
            for answer in behind {
                let _ = answer.send(caught_up.as_ref().map(drop).map_err(same));
            }
        }
    }

    /// Takes in what the log says and this node does not know: what other nodes wrote, or what a commit of its own
    /// wrote that seemed to have failed. Whoever listens is told.
    async fn catch_up(&self) -> Result<Arc<Live>> {
        let before = Arc::clone(&self.publish.borrow());
        let id = before.review.id;
        let entries = history::log_after(&self.store, id, before.review.seq).await?;
        if entries.is_empty() {
            return Ok(before);
        }
        let mut live = (*before).clone();
        let written: Vec<Written> = entries.into_iter().map(|entry| live.take(entry)).collect();
        if written.iter().any(|one| matches!(one.change, Change::State { .. })) {
            live.key = self.store.find(record("review_key", id)).await?;
        }
        Ok(self.tell(live, written))
    }

    /// From now on the review is so.
    fn tell(&self, live: Live, written: Vec<Written>) -> Arc<Live> {
        let live = Arc::new(live);
        self.publish.send_replace(Arc::clone(&live));
        for one in written {
            // Nobody listening is no error.
            let _ = self.feed.send(Arc::new(one));
        }
        live
    }

    async fn answer(&mut self, requests: Vec<Request>) {
        metrics::histogram!("hotwash_commands_together").record(requests.len() as f64);
        let mut patience = Patience::default();
        let result = loop {
            let attempt = self.attempt(&requests).await;
            self.doubtful = attempt.is_err();
            if !patience.again(&attempt).await {
                break attempt;
            }
        };
        match result {
            Ok(answers) => {
                for (request, answer) in requests.into_iter().zip(answers) {
                    // Whoever has gone away does not need the answer; what they asked for is done.
                    let _ = request.answer.send(answer);
                }
            }
            Err(error) => {
                // It may have happened all the same; whoever reads is not to wait for the next command to see it.
                self.doubtful = self.catch_up().await.is_err();
                for request in requests {
                    let _ = request.answer.send(Err(same(&error)));
                }
            }
        }
    }

    /// Decides all requests on the state as it is, commits, publishes.
    async fn attempt(&self, requests: &[Request]) -> Result<Vec<Result<Outcome>>> {
        // What another node wrote a moment ago may be what a command builds on.
        let behind = self.doubtful || self.store.is_shared();
        let before = if behind { self.catch_up().await? } else { Arc::clone(&self.publish.borrow()) };
        let mut live = (*before).clone();
        let mut written = Vec::new();
        let mut batch = Batch::default();
        let answers = requests.iter().map(|request| decide(&mut live, request, &mut written, &mut batch)).collect();
        if !written.is_empty() {
            put_rows(&mut batch, &live.review, &written);
            batch.add(trends::difference(&trends::of_review(&before.review), &trends::of_review(&live.review)));
            self.store.commit(batch).await?;
        }
        self.tell(live, written);
        Ok(answers)
    }
}

/// One error, told to several.
fn same(error: &Error) -> Error {
    if matches!(error, Error::Conflict) { Error::Conflict } else { Error::Unavailable(error.to_string()) }
}

fn decide(live: &mut Live, request: &Request, written: &mut Vec<Written>, batch: &mut Batch) -> Result<Outcome> {
    let known = known_by(request.id, &request.command)?;
    if let Some(seq) = live.done.get(&known) {
        return Ok(Outcome { seq: *seq, notices: Vec::new() });
    }
    let by = Participant { actor: request.actor, pen: live.pen(request.actor.person) };
    let decision = live.review.decide(&by, &request.command, request.now)?;
    let (signed, at) = signature(&live.review, &by, request);
    for change in decision.changes {
        live.review.apply(&change);
        match &change {
            // What was never revealed stays with those who wrote it, and for that somebody has to know who they are.
            Change::State { after: State::Published, .. } if live.review.authors == Authors::Named || !live.review.keeps_pens() => {
                Key::drop(batch, live.review.id);
                live.key = None;
            }
            Change::State { after: State::Open, .. } if live.key.is_none() => live.key = Some(Key::put(batch, live.review.id)),
            _ => {}
        }
        let one = Written::new(live.review.id, live.review.seq, at, signed, change, live.review.authors);
        live.html.extend(one.html.iter().cloned());
        rows::log(batch, live.review.id, known, &one);
        written.push(one);
    }
    live.done.insert(known, live.review.seq);
    Ok(Outcome { seq: live.review.seq, notices: decision.notices })
}

/// Whose name, or pen, the log gets, and when it was. The minute in which something anonymous was written could tell
/// by whom, so only its day is kept.
fn signature(review: &Review, by: &Participant, request: &Request) -> (PenId, Instant) {
    match (request.command.is_penned(), review.authors) {
        (true, Authors::Anonymous) => (by.pen, request.now.day_only()),
        (true, Authors::Named) => (by.pen, request.now),
        (false, _) => (PenId::from(by.actor.person), request.now),
    }
}

fn put_rows(batch: &mut Batch, review: &Review, written: &[Written]) {
    let mut pieces: BTreeSet<Piece> = written.iter().flat_map(|one| one.change.touches()).collect();
    if !pieces.remove(&Piece::Head) {
        rows::count(batch, review);
    } else {
        rows::put(batch, review, Piece::Head);
    }
    for piece in pieces {
        rows::put(batch, review, piece);
    }
}
