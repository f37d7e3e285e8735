//! Server-sent events: what others do, as this person may see it.
//!
//! A stream ends soon after its session does, and anyhow after an hour; then the browser opens it again by itself.

use crate::{
    api::{Asked, At, Problem},
    auth,
};
use app::{live::Told, request::Site};
use axum::{
    extract::State,
    http::HeaderMap,
    response::sse::{Event, KeepAlive, Sse},
};
use domain::{id::ReviewId, policy::Actor};
use futures::{Stream, StreamExt, stream};
use serde::Deserialize;
use service::review::Written;
use std::{convert::Infallible, sync::Arc, time::Duration};
use tokio::{
    sync::broadcast::{Receiver, error::RecvError},
    time::{Interval, interval},
};

/// A stream ends after this long.
const LASTS: Duration = Duration::from_secs(3600);

/// How often a stream asks whether its session is still there, and its person's role the same.
const ASKS: Duration = Duration::from_secs(10);

#[derive(Deserialize)]
pub struct From {
    /// The `seq` that the reader has.
    #[serde(default)]
    from: u64,
}

/// `GET /live/reviews/{id}?from={seq}`; `Last-Event-ID` wins over `from`.
///
/// # Errors
/// For those who are not signed in or may not see the review.
pub async fn review(
    State(site): State<Arc<Site>>,
    At(id): At<ReviewId>,
    Asked(From { from }): Asked<From>,
    headers: HeaderMap,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    let actor = auth::asking(&site, &headers).await?.caller.ok_or(service::Error::SignedOut)?.actor();
    let last = headers.get("last-event-id").and_then(|value| value.to_str().ok()).and_then(|value| value.parse().ok());
    let work = site.workspace.watch_work();
    let watching = site.workspace.watch_review(&actor, id, last.unwrap_or(from)).await?;
    metrics::gauge!("hotwash_streams").increment(1.0);
    let mut first = match watching.missed {
        None => vec![reload()],
        Some(missed) => missed.iter().map(|written| told(written, &actor)).collect(),
    };
    // Work has no sequence in the review; whoever was away is told all of it, and takes what is newer.
    first.extend(site.workspace.work_of(&actor, id).await?.iter().filter_map(worked));
    let reader = Reader { site, actor, id, changes: watching.changes, work, open: true, headers, asks: interval(ASKS), _counted: Counted };
    let events = stream::iter(first).chain(stream::unfold(reader, Reader::next)).map(Ok).take_until(tokio::time::sleep(LASTS));
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(15))))
}

struct Counted;

impl Drop for Counted {
    fn drop(&mut self) {
        metrics::gauge!("hotwash_streams").decrement(1.0);
    }
}

struct Reader {
    site: Arc<Site>,
    actor: Actor,
    id: ReviewId,
    changes: Receiver<Arc<Written>>,
    work: Receiver<Arc<domain::work::WorkItem>>,
    open: bool,
    headers: HeaderMap,
    asks: Interval,
    _counted: Counted,
}

impl Reader {
    async fn next(mut self) -> Option<(Event, Self)> {
        while self.open {
            tokio::select! {
                _ = self.asks.tick() => {
                    let asking = auth::asking(&self.site, &self.headers).await;
                    if !asking.is_ok_and(|asking| asking.caller.is_some_and(|caller| caller.actor() == self.actor)) {
                        self.open = false;
                        return Some((reload(), self));
                    }
                }
                change = self.changes.recv() => match change {
                    Ok(written) => {
                        // The change may have taken the review out of this person's sight.
                        if !self.site.workspace.sees_review(&self.actor, self.id).await {
                            self.open = false;
                            return Some((reload(), self));
                        }
                        return Some((told(&written, &self.actor), self));
                    }
                    // Too far behind to replay: load afresh, and go on from there.
                    Err(RecvError::Lagged(_)) => {
                        self.open = false;
                        return Some((reload(), self));
                    }
                    Err(RecvError::Closed) => return None,
                },
                item = self.work.recv() => match item {
                    Ok(item) if item.review == self.id && self.site.workspace.sees_review(&self.actor, self.id).await => {
                        if let Some(event) = worked(&item) {
                            return Some((event, self));
                        }
                    }
                    Ok(_) => {}
                    Err(RecvError::Lagged(_)) => {
                        self.open = false;
                        return Some((reload(), self));
                    }
                    Err(RecvError::Closed) => return None,
                },
            }
        }
        None
    }
}

fn told(written: &Written, actor: &Actor) -> Event {
    let change = written.change.seen_by(actor.person);
    let html = written.html.clone();
    Event::default().id(written.seq.to_string()).json_data(Told { seq: written.seq, change, html }).unwrap_or_else(|_| reload())
}

fn worked(item: &domain::work::WorkItem) -> Option<Event> {
    Event::default().event("work").json_data(item).ok()
}

/// The reader has to load the review afresh.
fn reload() -> Event {
    Event::default().event("reload").data("")
}
