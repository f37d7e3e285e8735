//! Server-sent events: what others do, and who is there, as this person may see it.
//!
//! A stream ends soon after its session does, and anyhow after an hour; then the browser opens it again by itself.

use crate::{
    api::{Asked, At, Problem, problem},
    auth,
};
use app::{
    live::{RoomTold, Told},
    request::Site,
};
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::sse::{Event, KeepAlive, Sse},
};
use domain::{
    id::{PenId, PersonId, ReviewId},
    policy::Actor,
    review::{Change, Wrote},
    session::{Authors, room::Viewer},
};
use futures::{Stream, StreamExt, stream};
use serde::{Deserialize, Serialize};
use service::review::{OpenRoom, Written};
use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    convert::Infallible,
    sync::Arc,
    time::Duration,
};
use tokio::{
    sync::broadcast::{Receiver, error::RecvError},
    time::{Instant, Interval, interval, sleep_until},
};

/// A stream ends after this long.
const LASTS: Duration = Duration::from_secs(3600);

/// How often a stream asks whether its session is still there, and its person's role the same.
const ASKS: Duration = Duration::from_secs(10);

/// How long a stream says nothing, at most: less than half of what it takes somebody to be missed.
const QUIET: Duration = Duration::from_secs(12);

/// How long after a card whoever leads is told who has written.
const COUNTS: Duration = Duration::from_millis(300);

/// How soon a browser comes back to a stream that was ended for it to begin anew. Browsers wait three to five seconds
/// by themselves, and would say meanwhile that the connection is lost.
const BACK_AFTER: Duration = Duration::from_secs(1);

/// Streams that one person may have open: tabs, a phone, the stage.
const MOST_STREAMS: usize = 12;

#[derive(Deserialize)]
pub struct From {
    /// The `seq` that the reader has.
    #[serde(default)]
    from: u64,
    /// For the stage: only what everybody may see.
    #[serde(default)]
    stage: bool,
}

/// `GET /live/reviews/{id}?from={seq}`; `Last-Event-ID` wins over `from`.
///
/// # Errors
/// For those who are not signed in or may not see the review, and for those who have many streams open already.
pub async fn review(
    State(site): State<Arc<Site>>,
    At(id): At<ReviewId>,
    Asked(From { from, stage }): Asked<From>,
    headers: HeaderMap,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    let actor = auth::asking(&site, &headers).await?.caller.ok_or(service::Error::SignedOut)?.actor();
    let counted = Counted::one_more(actor.person).ok_or_else(|| {
        let message = format!("You have {MOST_STREAMS} pages of reviews open, and each is kept up to date. Close some of them and reload.");
        problem(StatusCode::TOO_MANY_REQUESTS, "too_many_streams", &message)
    })?;
    let last = headers.get("last-event-id").and_then(|value| value.to_str().ok()).and_then(|value| value.parse().ok());
    let work = site.workspace.watch_work();
    let room = site.workspace.room(&actor, id, crate::now()).await?;
    let seats = room.listen();
    let watching = site.workspace.watch_review(&actor, id, last.unwrap_or(from)).await?;
    let viewer = (!stage).then_some(watching.pen);
    let mut first = match watching.missed {
        None => vec![reload()],
        // With another pen a reader finds their own cards and votes only in a review that is loaded afresh.
        Some(missed) if missed.iter().any(|written| gives_other_pens(&written.change)) => vec![reload()],
        Some(missed) => missed.iter().map(|written| told(written, viewer)).collect(),
    };
    // Work has no sequence in the review; whoever was away is told all of it, and takes what is newer.
    first.extend(site.workspace.work_of(&actor, id).await?.iter().filter_map(|item| named("work", item)));
    let (changes, authors, leads) = (watching.changes, watching.authors, watching.leads && !stage);
    let mut reader = Reader {
        site,
        actor,
        viewer,
        leads,
        authors,
        id,
        changes,
        work,
        room,
        seats,
        wrote: BTreeMap::new(),
        waiting: VecDeque::new(),
        open: true,
        headers,
        asks: interval(ASKS),
        counts_at: None,
        _counted: counted,
    };
    first.extend(named("room", &reader.everybody().await));
    first.extend(reader.news_of_writing().await);
    let events = stream::iter(first).chain(stream::unfold(reader, Reader::next)).map(Ok).take_until(tokio::time::sleep(LASTS));
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(QUIET).event(still())))
}

/// How many streams each person has open.
static OPEN: std::sync::LazyLock<std::sync::Mutex<HashMap<PersonId, usize>>> = std::sync::LazyLock::new(Default::default);

/// One open stream.
struct Counted(PersonId);

impl Counted {
    fn one_more(person: PersonId) -> Option<Self> {
        let mut open = OPEN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let count = open.entry(person).or_default();
        if *count >= MOST_STREAMS {
            return None;
        }
        *count += 1;
        metrics::gauge!("hotwash_streams").increment(1.0);
        Some(Self(person))
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        let mut open = OPEN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.0) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                open.remove(&self.0);
            }
        }
        metrics::gauge!("hotwash_streams").decrement(1.0);
    }
}

struct Reader {
    site: Arc<Site>,
    actor: Actor,
    /// `None` is the stage.
    viewer: Option<PenId>,
    leads: bool,
    authors: Authors,
    id: ReviewId,
    changes: Receiver<Arc<Written>>,
    work: Receiver<Arc<domain::work::WorkItem>>,
    room: Arc<OpenRoom>,
    seats: Receiver<PersonId>,
    /// What was last said of who has written.
    wrote: BTreeMap<String, Wrote>,
    /// What is told next.
    waiting: VecDeque<Event>,
    open: bool,
    headers: HeaderMap,
    asks: Interval,
    /// When whoever leads is to hear who has written.
    counts_at: Option<Instant>,
    _counted: Counted,
}

impl Reader {
    async fn next(mut self) -> Option<(Event, Self)> {
        while self.open {
            if let Some(event) = self.waiting.pop_front() {
                return Some((event, self));
            }
            let event = tokio::select! {
                _ = self.asks.tick() => {
                    self.room.sweep(crate::now()).await;
                    let asking = auth::asking(&self.site, &self.headers).await;
                    let same = asking.is_ok_and(|asking| asking.caller.is_some_and(|caller| caller.actor() == self.actor));
                    (!same).then(|| self.last())
                }
                () = sleep_until(self.counts_at.unwrap_or_else(Instant::now)), if self.counts_at.is_some() => {
                    self.counts_at = None;
                    self.news_of_writing().await
                }
                change = self.changes.recv() => match change {
                    Ok(written) => Some(self.changed(&written).await),
                    // Too far behind to replay: load afresh, and go on from there.
                    Err(RecvError::Lagged(_)) => Some(self.last()),
                    Err(RecvError::Closed) => return None,
                },
                item = self.work.recv() => match item {
                    Ok(item) if item.review == self.id && self.site.workspace.sees_review(&self.actor, self.id).await => named("work", &*item),
                    Ok(_) => None,
                    Err(RecvError::Lagged(_)) => Some(self.last()),
                    Err(RecvError::Closed) => return None,
                },
                seat = self.seats.recv() => match seat {
                    Ok(person) => {
                        let seat = self.room.seated(person, self.looks()).await;
                        named("room", &RoomTold::One { person, seat })
                    }
                    Err(RecvError::Lagged(_)) => named("room", &self.everybody().await),
                    Err(RecvError::Closed) => return None,
                },
            };
            if let Some(event) = event {
                return Some((event, self));
            }
        }
        None
    }

    async fn everybody(&self) -> RoomTold {
        RoomTold::All { seats: self.room.seen(self.looks()).await, now: crate::now() }
    }

    fn looks(&self) -> Viewer {
        Viewer { person: self.actor.person, leads: self.leads, authors: self.authors }
    }

    /// After this event the reader has to begin anew.
    fn last(&mut self) -> Event {
        self.open = false;
        reload()
    }

    async fn changed(&mut self, written: &Written) -> Event {
        // The change may have taken the review out of this person's sight, or given them another pen.
        let alters = written.change.alters_audience();
        if gives_other_pens(&written.change) || (alters && !self.site.workspace.sees_review(&self.actor, self.id).await) {
            return self.last();
        }
        if matches!(written.change, Change::Facilitator { .. } | Change::Helpers { .. }) && self.viewer.is_some() {
            self.leads = self.site.workspace.leads_review(&self.actor, self.id).await;
            let room = self.everybody().await;
            self.waiting.extend(named("room", &room));
        }
        let counts = matches!(
            written.change,
            Change::Card(_)
                | Change::Moved { .. }
                | Change::AnswersBy { .. }
                | Change::LeftOut { .. }
                | Change::Facilitator { .. }
                | Change::Helpers { .. }
        );
        // Looked at in a while, so that many cards at once are one look.
        if self.leads && counts {
            self.counts_at.get_or_insert_with(|| Instant::now() + COUNTS);
        }
        told(written, self.viewer)
    }

    /// For whoever leads: who has written, if that is another answer than before.
    async fn news_of_writing(&mut self) -> Option<Event> {
        if !self.leads {
            return None;
        }
        let wrote = self.site.workspace.wrote(&self.actor, self.id).await.ok()?;
        if wrote == self.wrote {
            return None;
        }
        self.wrote.clone_from(&wrote);
        named("room", &RoomTold::Wrote(wrote))
    }
}

/// Does everybody sign with another pen from now on?
fn gives_other_pens(change: &Change) -> bool {
    matches!(change, Change::Authors { .. } | Change::State { .. })
}

fn told(written: &Written, viewer: Option<PenId>) -> Event {
    let tell = |viewer| {
        let change = written.change.seen_by(viewer, written.authors);
        serde_json::to_string(&Told { seq: written.seq, change, html: written.html.clone() }).unwrap_or_default()
    };
    let event = Event::default().id(written.seq.to_string());
    match viewer.filter(|viewer| written.change.concerns(*viewer)) {
        Some(viewer) => event.data(tell(Some(viewer))),
        None => event.data(written.alike(|| tell(None))),
    }
}

fn named(name: &str, data: &impl Serialize) -> Option<Event> {
    Event::default().event(name).json_data(data).ok()
}

/// Something that a page hears of, unlike a comment: it answers that it is still there.
fn still() -> Event {
    Event::default().event("still").data("there")
}

/// The reader has to load the review afresh. Browsers pass over an event that has no data.
fn reload() -> Event {
    Event::default().event("reload").retry(BACK_AFTER).data("afresh")
}
