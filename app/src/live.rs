//! A review that others work on at the same time: what this browser knows of it, kept up to date by the stream.

mod page;
mod said;
#[cfg(feature = "hydrate")]
mod stream;

pub use page::{ReviewPage, load_review};

#[cfg(feature = "hydrate")]
use crate::error::AppError;
use crate::{names::Names, setting::setting};
use domain::{
    id::{PenId, PersonId, ReviewId},
    policy::{Actor, Participant},
    review::{Change, Review, Wrote},
    session::{Left, StepKind, room::Seated},
    time::Instant,
    work::WorkItem,
};
use leptos::prelude::*;
use said::{ForMe, announced, hand_went_up, own_mark, own_wish, was_called_on};
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

/// Milliseconds within which two sentences are said as one.
#[cfg(feature = "hydrate")]
const AT_ONCE: f64 = 300.0;

/// The review of this page.
#[derive(Clone, Copy)]
pub struct LiveReview {
    pub review: RwSignal<Review>,
    pub html: RwSignal<BTreeMap<Uuid, String>>,
    pub work: RwSignal<Vec<WorkItem>>,
    /// Something came in on the stream.
    pub heard: Trigger,
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
    /// The stream has not been open for a while: long enough to say so.
    pub lost: RwSignal<bool>,
    /// Who is there.
    pub room: RwSignal<BTreeMap<PersonId, Seated>>,
    /// For whoever leads: who has answered each question that is asked now.
    pub wrote: RwSignal<BTreeMap<String, Wrote>>,
    /// The server's time, as far as this browser knows; goes on by itself while a session is on.
    pub now: RwSignal<Instant>,
    /// What was last said to those who listen instead of look.
    pub said: RwSignal<String>,
    /// When, in the browser's milliseconds.
    #[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "only a browser says something"))]
    said_at: StoredValue<f64>,
    /// What this person is shown for a while, because it is about them.
    pub for_me: RwSignal<Option<ForMe>>,
    /// What will take that away.
    #[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "only a browser shows it for a while"))]
    for_me_until: StoredValue<Option<TimeoutHandle>>,
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
            heard: Trigger::new(),
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
            lost: RwSignal::new(false),
            room: RwSignal::new(BTreeMap::new()),
            wrote: RwSignal::new(wrote),
            now: RwSignal::new(now),
            said: RwSignal::new(String::new()),
            said_at: StoredValue::new(0.0),
            for_me: RwSignal::new(None),
            for_me_until: StoredValue::new(None),
        }
    }

    /// Says something to those who listen instead of look.
    pub fn say(&self, sentence: impl Into<String>) {
        let mut sentence = sentence.into();
        #[cfg(feature = "hydrate")]
        {
            // Of two at once a screen reader would tell only the second: “Now: Group”, and what was revealed.
            let now = js_sys::Date::now();
            if now - self.said_at.get_value() < AT_ONCE {
                sentence = format!("{}. {sentence}", self.said.get_untracked().trim_end());
            }
            self.said_at.set_value(now);
        }
        // A screen reader passes over a text that stays the same, so the second “1 minute more” has to differ.
        if self.said.with_untracked(|said| *said == sentence) {
            sentence.push('\u{a0}');
        }
        self.said.set(sentence);
    }

    /// Says and shows something to this person that is about them.
    fn tell_me(&self, what: ForMe) {
        self.say(what.sentence());
        self.for_me.set(Some(what));
        #[cfg(feature = "hydrate")]
        {
            let for_me = self.for_me;
            // The page may show something else by then.
            let over = move || {
                let _ = for_me.try_set(None);
            };
            let before = self.for_me_until.get_value();
            before.inspect(TimeoutHandle::clear);
            self.for_me_until.set_value(set_timeout_with_handle(over, what.lasts()).ok());
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
            RoomTold::All { seats, .. } => {
                // They may have been given the word while the connection was gone.
                seats.iter().filter(|seat| seat.person == self.me).for_each(|seat| self.hear_of_me(seat));
                self.room.set(seats.into_iter().map(|seat| (seat.person, seat)).collect());
            }
            RoomTold::One { person, seat: Some(seat) } => {
                let before = self.room.with_untracked(|room| room.get(&person).cloned());
                if person == self.me {
                    self.hear_of_me(&seat);
                } else if hand_went_up(before.as_ref(), &seat) && self.leads() {
                    self.say(format!("{} raises a hand", untrack(|| self.name_of(person))));
                }
                self.room.update(|room| drop(room.insert(person, seat)));
            }
            RoomTold::One { person, seat: None } => self.room.update(|room| drop(room.remove(&person))),
            RoomTold::Wrote(wrote) => self.wrote.set(wrote),
        }
    }

    fn hear_of_me(&self, seat: &Seated) {
        if self.is_stage {
            return;
        }
        let before = self.room.with_untracked(|room| room.get(&self.me).cloned());
        if was_called_on(before.as_ref(), seat) {
            self.tell_me(ForMe::Speaks);
        } else if let Some(wish) = before.and_then(|before| own_wish(&before, seat)) {
            self.say(wish);
        }
    }

    /// Does this person lead at the moment, or help to?
    fn leads(&self) -> bool {
        !self.is_stage && self.review.with_untracked(|review| review.facilitator == Some(self.me) || review.lead.helpers.contains(&self.me))
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
        match &told.change {
            Change::Facilitator { after: Some(person), .. } if *person == self.me && !self.is_stage => self.tell_me(ForMe::Facilitates),
            Change::Facilitator { after: Some(person), .. } => self.say(format!("{} facilitates now", untrack(|| self.name_of(*person)))),
            change => {
                let own = own_mark(change, self.pen.get_untracked());
                if let Some(sentence) = own.or_else(|| self.review.with_untracked(|review| announced(review, change))) {
                    self.say(sentence);
                }
            }
        }
        // Whoever moves the room on has found out that they lead.
        if matches!(told.change, Change::Moved { .. }) && self.for_me.get_untracked() == Some(ForMe::Facilitates) {
            self.for_me.set(None);
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

/// Opens the stream for the review on this page, and keeps it open. A form that was refused because the page is behind
/// loads the review: there may be no stream that tells what has changed.
pub fn follow(live: LiveReview) {
    #[cfg(feature = "hydrate")]
    {
        stream::open(live);
        let catch_up = move |()| {
            leptos::task::spawn_local(async move {
                // Without an answer the page stays as it is.
                let _ = reload(live).await;
            });
        };
        provide_context(crate::form::Following { catch_up: Callback::new(catch_up), connected: live.connected.into() });
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = live;
}

/// Loads the review afresh; whoever has missed something ends where everybody is.
///
/// # Errors
/// Where the server does not answer, or the review is no longer this person's to see.
#[cfg(feature = "hydrate")]
pub async fn reload(live: LiveReview) -> Result<(), AppError> {
    let page = load_review(live.id(), live.is_stage).await?;
    // The page may show something else by then.
    if !live.review.is_disposed() {
        live.replace(page);
    }
    Ok(())
}
