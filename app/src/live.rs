//! A review that others work on at the same time: what this browser knows of it, kept up to date by the stream.

use crate::{
    error::AppError,
    page::{Names, setting},
    review::ReviewPage,
};
use domain::{
    id::{PenId, PersonId, ReviewId},
    policy::{Actor, Participant},
    review::{Change, Review, Wrote},
    session::{Left, StepKind, room::Seated},
    time::Instant,
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

/// What the stream tells of who is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoomTold {
    /// Everybody who is there, and the server's time.
    All { seats: Vec<Seated>, now: Instant },
    /// Somebody's seat looks different, or is empty.
    One { person: PersonId, seat: Option<Seated> },
    /// For whoever leads: who has answered each question that is asked now.
    Wrote(BTreeMap<String, Wrote>),
}

/// The review of this page.
#[derive(Clone, Copy)]
pub struct LiveReview {
    pub review: RwSignal<Review>,
    pub html: RwSignal<BTreeMap<Uuid, String>>,
    pub work: RwSignal<Vec<WorkItem>>,
    /// What this person signs with in the review.
    pub pen: RwSignal<PenId>,
    pub me: PersonId,
    /// The wall, which shows only what everybody may see.
    pub is_stage: bool,
    /// Who looks at it; the role may change meanwhile.
    actor: RwSignal<Actor>,
    /// Those with an account whose names the page knows.
    pub names: RwSignal<Names>,
    /// May this person lead, add, or only read? Follows the review as it is.
    pub facilitates: Memo<bool>,
    pub contributes: Memo<bool>,
    /// The stream is open.
    pub connected: RwSignal<bool>,
    /// Who is there.
    pub room: RwSignal<BTreeMap<PersonId, Seated>>,
    /// For whoever leads: who has answered each question that is asked now.
    pub wrote: RwSignal<BTreeMap<String, Wrote>>,
    /// The server's time, as far as this browser knows; goes on by itself while a session is on.
    pub now: RwSignal<Instant>,
    /// What was last said to those who listen instead of look.
    pub said: RwSignal<String>,
}

impl LiveReview {
    pub fn new(page: ReviewPage) -> Self {
        let ReviewPage { review, pen, html, work, wrote, actor, now, .. } = page;
        let review = RwSignal::new(review);
        let me = actor.person;
        let actor = RwSignal::new(actor);
        Self {
            review,
            html: RwSignal::new(html),
            work: RwSignal::new(work),
            pen: RwSignal::new(pen),
            me,
            is_stage: page.is_stage,
            actor,
            names: RwSignal::new(setting().names),
            facilitates: Memo::new(move |_| review.with(|review| domain::policy::may_facilitate(review, &actor.get()))),
            contributes: Memo::new(move |_| {
                review.with(|review| domain::policy::may_contribute(review, &actor.get()) && review.state == domain::review::State::Open)
            }),
            connected: RwSignal::new(true),
            room: RwSignal::new(BTreeMap::new()),
            wrote: RwSignal::new(wrote),
            now: RwSignal::new(now),
            said: RwSignal::new(String::new()),
        }
    }

    /// What is left of the step and of the whole; `None` while no session is on.
    pub fn left(&self) -> Memo<Option<Left>> {
        let (review, now) = (self.review, self.now);
        Memo::new(move |_| {
            review.with(|review| {
                let clock = review.lead.clock?;
                Some(clock.left(&review.format, review.step, &review.lead.left_out, now.get()))
            })
        })
    }

    /// Who looks at it, and what they sign with.
    pub fn participant(&self) -> Participant {
        Participant { actor: self.actor.get(), pen: self.pen.get() }
    }

    /// For whoever leads: who has answered the question that is written on; `None` while none is.
    pub fn wrote_now(&self) -> Option<Wrote> {
        self.review.with(|review| match &review.current_step()?.kind {
            StepKind::Write(question) => Some(self.wrote.with(|wrote| wrote.get(question).cloned()).unwrap_or_default()),
            _ => None,
        })
    }

    /// What a person of this review is called; its guests, too.
    pub fn name_of(&self, person: PersonId) -> String {
        self.review.with(|review| self.names.with(|names| names.in_review(review, person)))
    }

    /// Takes in what the stream told of who is there.
    #[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "only a browser follows"))]
    fn take_room(&self, told: RoomTold) {
        match told {
            RoomTold::All { seats, .. } => self.room.set(seats.into_iter().map(|seat| (seat.person, seat)).collect()),
            RoomTold::One { person, seat: Some(seat) } => self.room.update(|room| drop(room.insert(person, seat))),
            RoomTold::One { person, seat: None } => self.room.update(|room| drop(room.remove(&person))),
            RoomTold::Wrote(wrote) => self.wrote.set(wrote),
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
        if let Some(sentence) = self.review.with_untracked(|review| crate::session::announced(review, &told.change)) {
            self.said.set(sentence);
        }
        true
    }

    /// Takes in the whole review again.
    pub fn replace(&self, page: ReviewPage) {
        self.actor.set(page.actor);
        self.pen.set(page.pen);
        self.wrote.set(page.wrote);
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
    live.replace(crate::review::load_review(live.id(), live.is_stage).await?);
    Ok(())
}

#[cfg(feature = "hydrate")]
mod stream {
    use super::{LiveReview, RoomTold, Told, reload};
    use crate::page::load_setting;
    use domain::{id::PersonId, time::Instant};
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
        // How far the server's clock is ahead of this browser's, in milliseconds.
        let ahead = StoredValue::new(live.now.get_untracked().millis() - js_sys::Date::now() as i64);
        Effect::new(move |_| {
            again.track();
            listen(live, tries, again, ahead);
        });
        // The stream itself may take minutes to notice that the network is gone.
        let gone = window_event_listener(leptos::ev::offline, move |_| live.connected.set(false));
        on_cleanup(move || gone.remove());
        let on = Memo::new(move |_| live.review.with(|review| review.lead.clock.is_some()));
        Effect::new(move |_| {
            if on.get() {
                let tick = move || live.now.set(Instant::from_millis(js_sys::Date::now() as i64 + ahead.get_value()));
                tick();
                if let Ok(ticking) = set_interval_with_handle(tick, Duration::from_secs(1)) {
                    on_cleanup(move || ticking.clear());
                }
            }
        });
    }

    /// Asks again for names when somebody comes in whom the page has none for: their account is new, or a guest, who is
    /// told the names of those in the review only, has not met them yet.
    fn learn_names(live: LiveReview, told: &RoomTold) {
        let is_known = |person: &PersonId| {
            live.names.with_untracked(|names| names.people.iter().any(|known| known.id == *person))
                || live.review.with_untracked(|review| review.lead.guests.contains_key(person))
        };
        let come: Vec<PersonId> = match told {
            RoomTold::All { seats, .. } => seats.iter().map(|seat| seat.person).collect(),
            RoomTold::One { person, seat: Some(_) } if live.room.with_untracked(|room| !room.contains_key(person)) => vec![*person],
            RoomTold::One { .. } | RoomTold::Wrote { .. } => return,
        };
        if !come.iter().all(is_known) {
            leptos::task::spawn_local(async move {
                // Without an answer they stay without a name until the page is loaded again.
                if let Ok(setting) = load_setting().await {
                    live.names.set(setting.names);
                }
            });
        }
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

    fn listen(live: LiveReview, tries: StoredValue<u32>, again: RwSignal<u32>, ahead: StoredValue<i64>) {
        let from = live.review.with_untracked(|review| review.seq);
        let stage = if live.is_stage { "&stage=true" } else { "" };
        let Ok(source) = EventSource::new(&format!("/live/reviews/{}?from={from}{stage}", live.id())) else { return };
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
        let seated = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(told) = event.data().as_string().and_then(|text| serde_json::from_slice(text.as_bytes()).ok()) {
                if let RoomTold::All { now, .. } = &told {
                    ahead.set_value(now.millis() - js_sys::Date::now() as i64);
                }
                learn_names(live, &told);
                live.take_room(told);
            }
        });
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
        for (name, listener) in [("work", &worked), ("room", &seated), ("reload", &reloaded)] {
            // A listener that cannot be added leaves a page that reloads by hand.
            let _ = source.add_event_listener_with_callback(name, listener.as_ref().unchecked_ref());
        }
        // The listeners live as long as the stream.
        let kept = StoredValue::new_local((source, changed, worked, seated, reloaded, opened, failed));
        on_cleanup(move || kept.with_value(|(source, ..)| source.close()));
    }
}
