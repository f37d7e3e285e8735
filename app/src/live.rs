//! A review that others work on at the same time: what this browser knows of it, kept up to date by the stream.

use crate::{error::AppError, review::ReviewPage};
use domain::{
    id::{PersonId, ReviewId},
    policy::Actor,
    review::{Change, Review},
    work::WorkItem,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

/// One change as the stream tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    pub seq: u64,
    pub change: Change,
    /// Rendered Markdown that came with it, by the id of what it belongs to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub html: Vec<(Uuid, String)>,
}

/// The review of this page.
#[derive(Clone, Copy)]
pub struct LiveReview {
    pub review: RwSignal<Review>,
    pub html: RwSignal<BTreeMap<Uuid, String>>,
    pub work: RwSignal<Vec<WorkItem>>,
    pub me: PersonId,
    /// Who looks at it; the role may change meanwhile.
    actor: RwSignal<Actor>,
    /// May this person lead, add, or only read? Follows the review as it is.
    pub facilitates: Memo<bool>,
    pub contributes: Memo<bool>,
    /// The stream is open.
    pub connected: RwSignal<bool>,
}

impl LiveReview {
    pub fn new(page: ReviewPage) -> Self {
        let ReviewPage { review, html, work, actor } = page;
        let review = RwSignal::new(review);
        let me = actor.person;
        let actor = RwSignal::new(actor);
        Self {
            review,
            html: RwSignal::new(html),
            work: RwSignal::new(work),
            me,
            actor,
            facilitates: Memo::new(move |_| review.with(|review| domain::policy::may_facilitate(review, &actor.get()))),
            contributes: Memo::new(move |_| {
                review.with(|review| domain::policy::may_contribute(review, &actor.get()) && review.state == domain::review::State::Open)
            }),
            connected: RwSignal::new(true),
        }
    }

    pub fn id(&self) -> ReviewId {
        self.review.with_untracked(|review| review.id)
    }

    /// Rendered Markdown of something.
    pub fn html_of(&self, id: Uuid) -> Memo<String> {
        let html = self.html;
        Memo::new(move |_| html.with(|html| html.get(&id).cloned().unwrap_or_default()))
    }

    /// Takes in what the stream told. Something told twice changes nothing; a gap asks for the whole review.
    pub fn take(&self, told: &Told) -> bool {
        let have = self.review.with_untracked(|review| review.seq);
        if told.seq <= have {
            return true;
        }
        if told.seq != have + 1 {
            return false;
        }
        self.html.update(|html| html.extend(told.html.iter().cloned()));
        self.review.update(|review| review.apply(&told.change));
        true
    }

    /// Takes in the whole review again.
    pub fn replace(&self, page: ReviewPage) {
        self.actor.set(page.actor);
        // An answer that was long under way may be older than what the stream told meanwhile.
        if page.review.seq >= self.review.with_untracked(|review| review.seq) {
            self.html.set(page.html);
            self.review.set(page.review);
        }
        page.work.into_iter().for_each(|item| self.take_work(item));
    }

    /// Takes in a work item.
    pub fn take_work(&self, item: WorkItem) {
        self.work.update(|work| match work.iter_mut().find(|other| other.id == item.id) {
            Some(other) if other.version >= item.version => {}
            Some(other) => *other = item,
            None => work.push(item),
        });
    }
}

/// Opens the stream for the review on this page, and keeps it open.
pub fn follow(live: LiveReview) {
    #[cfg(feature = "hydrate")]
    stream::open(live);
    #[cfg(not(feature = "hydrate"))]
    let _ = live;
}

/// Loads the review afresh; whoever has missed something ends where everybody is.
#[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "only a browser follows"))]
async fn reload(live: LiveReview) -> Result<(), AppError> {
    live.replace(crate::review::load_review(live.id()).await?);
    Ok(())
}

#[cfg(feature = "hydrate")]
mod stream {
    use super::{LiveReview, Told, reload};
    use leptos::prelude::*;
    use std::time::Duration;
    use wasm_bindgen::{JsCast, prelude::Closure};
    use web_sys::{EventSource, MessageEvent};

    /// How long to wait before asking again, at most.
    const LONGEST_WAIT: Duration = Duration::from_secs(30);

    /// A stream for as long as the page shows this review. A broken connection the browser mends by itself; after an
    /// answer that is no stream (a proxy's error page, an ended session) it gives up, so then a new one is opened.
    pub fn open(live: LiveReview) {
        let tries = StoredValue::new(0_u32);
        let again = RwSignal::new(0_u32);
        Effect::new(move |_| {
            again.track();
            listen(live, tries, again);
        });
    }

    fn retry(tries: StoredValue<u32>, again: RwSignal<u32>) {
        let wait = Duration::from_secs(1 << tries.get_value().min(5)).min(LONGEST_WAIT);
        tries.update_value(|tries| *tries += 1);
        let ask = move || {
            // The page may show something else by then.
            let _ = again.try_update(|count| *count += 1);
        };
        set_timeout(ask, wait);
    }

    fn listen(live: LiveReview, tries: StoredValue<u32>, again: RwSignal<u32>) {
        let from = live.review.with_untracked(|review| review.seq);
        let Ok(source) = EventSource::new(&format!("/live/reviews/{}?from={from}", live.id())) else { return };
        let fresh = move || {
            leptos::task::spawn_local(async move {
                let reloaded = reload(live).await;
                if reloaded.as_ref().is_err_and(|error| matches!(error.status, 401 | 404)) {
                    // Signed out, or no longer theirs to see: the page says so itself.
                    if let Some(window) = web_sys::window() {
                        let _ = window.location().reload();
                    }
                }
                live.connected.set(reloaded.is_ok());
            });
        };
        let changed = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            live.connected.set(true);
            let told = event.data().as_string().and_then(|text| serde_json::from_slice::<Told>(text.as_bytes()).ok());
            if told.is_none_or(|told| !live.take(&told)) {
                fresh();
            }
        });
        let worked = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(item) = event.data().as_string().and_then(|text| serde_json::from_slice(text.as_bytes()).ok()) {
                live.take_work(item);
            }
        });
        let reloaded = Closure::<dyn Fn(MessageEvent)>::new(move |_| fresh());
        let opened = Closure::<dyn Fn(web_sys::Event)>::new(move |_| {
            tries.set_value(0);
            live.connected.set(true);
        });
        let failed = {
            let source = source.clone();
            Closure::<dyn Fn(web_sys::Event)>::new(move |_| {
                live.connected.set(false);
                if source.ready_state() == EventSource::CLOSED {
                    retry(tries, again);
                }
            })
        };
        source.set_onmessage(Some(changed.as_ref().unchecked_ref()));
        source.set_onopen(Some(opened.as_ref().unchecked_ref()));
        source.set_onerror(Some(failed.as_ref().unchecked_ref()));
        for (name, listener) in [("work", &worked), ("reload", &reloaded)] {
            // A listener that cannot be added leaves a page that reloads by hand.
            let _ = source.add_event_listener_with_callback(name, listener.as_ref().unchecked_ref());
        }
        // The listeners live as long as the stream.
        let kept = StoredValue::new_local((source, changed, worked, reloaded, opened, failed));
        on_cleanup(move || kept.with_value(|(source, ..)| source.close()));
    }
}
