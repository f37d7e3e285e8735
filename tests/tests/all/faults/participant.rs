//! Somebody in the room, as their browser behaves: a page that the stream keeps up to date, and commands that are sent
//! until they are acknowledged.

use crate::stream::Stream;
use app::live::{ReviewPage, Told};
use rand::{Rng, rngs::StdRng};
use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tests::User;
use tokio::time::{sleep, timeout};
use uuid::Uuid;

pub struct Participant {
    user: User,
    review: String,
    page: Mutex<ReviewPage>,
    /// Commands that were under way when the server was killed.
    pub cut_off: AtomicUsize,
    /// Commands whose answer the network did not bring in time.
    pub given_up: AtomicUsize,
}

fn count(counter: &AtomicUsize) {
    counter.fetch_add(1, Ordering::Relaxed);
}

/// The text of a good answer; an error where there was none, or half of one.
async fn taken(answer: reqwest::Result<reqwest::Response>) -> reqwest::Result<String> {
    let answer = answer?;
    let status = answer.status();
    let text = answer.text().await?;
    assert!(status.is_success(), "nothing here is to be refused: {status} {text}");
    Ok(text)
}

impl Participant {
    pub async fn new(user: User, review: &str) -> Self {
        let page = Mutex::new(load(&user, review, false).await);
        Self { user, review: review.to_owned(), page, cut_off: AtomicUsize::new(0), given_up: AtomicUsize::new(0) }
    }

    /// What the page shows.
    pub fn shown<T>(&self, look: impl FnOnce(&ReviewPage) -> T) -> T {
        look(&self.page.lock().unwrap())
    }

    /// The review afresh, for this person's page or for the wall.
    pub async fn load(&self, stage: bool) -> ReviewPage {
        load(&self.user, &self.review, stage).await
    }

    /// Sends a command until it is acknowledged, under one id, as a browser does while its form says the same.
    pub async fn send(&self, dice: &mut StdRng, fields: &[(&str, &str)]) {
        let id = Uuid::now_v7();
        loop {
            let patience = if dice.random_bool(0.1) { Duration::from_millis(dice.random_range(1..40)) } else { Duration::from_secs(60) };
            let asked = async { taken(self.user.try_send(&self.review, id, fields).await).await };
            match timeout(patience, asked).await {
                Ok(Ok(_)) => return,
                // Nobody was there, so nothing was under way.
                Ok(Err(error)) if error.is_connect() => {}
                Ok(Err(_)) => count(&self.cut_off),
                Err(_) => count(&self.given_up),
            }
            sleep(Duration::from_millis(dice.random_range(10..100))).await;
        }
    }

    /// Keeps the page up to date for as long as it is open. A broken connection is opened again by itself.
    pub async fn follow(self: Arc<Self>, mut dice: StdRng) {
        loop {
            // Networks come and go.
            let lasts = Duration::from_millis(dice.random_range(100..3_000));
            let _ = timeout(lasts, self.listen()).await;
            sleep(Duration::from_millis(dice.random_range(1..50))).await;
        }
    }

    async fn listen(&self) {
        // The address is the one of the first time; how far the page is, the header says.
        let seq = self.shown(|page| page.review.seq);
        let Some(mut stream) = Stream::try_open(&self.user, &self.review, 1, Some(seq)).await else { return };
        while let Some(message) = stream.read().await {
            match message.event.as_str() {
                "" if self.take(&message.data) => {}
                "" | "reload" => self.replace().await,
                _ => {}
            }
        }
    }

    /// As `LiveReview::take`: what is told twice changes nothing, and a gap asks for the whole review.
    fn take(&self, data: &str) -> bool {
        let told: Told = serde_json::from_str(data).expect("a change");
        let mut page = self.page.lock().unwrap();
        let next = page.review.seq + 1;
        if told.seq == next {
            page.review.apply(&told.change);
            page.html.extend(told.html);
        }
        told.seq <= next
    }

    /// As `LiveReview::replace`: an answer that was long under way may be older than what the stream told meanwhile.
    async fn replace(&self) {
        let fresh = self.load(false).await;
        let mut page = self.page.lock().unwrap();
        if fresh.review.seq >= page.review.seq {
            *page = fresh;
        }
    }

    /// Waits until the page shows all that was done up to here.
    pub async fn hears(&self, seq: u64) {
        while self.shown(|page| page.review.seq) < seq {
            sleep(Duration::from_millis(20)).await;
        }
    }
}

/// Asks until there is an answer.
async fn load(user: &User, review: &str, stage: bool) -> ReviewPage {
    let stage = stage.to_string();
    loop {
        if let Ok(text) = taken(user.try_form("load_review", &[("id", review), ("stage", &stage)]).await).await {
            return serde_json::from_str(&text).expect("a review");
        }
        sleep(Duration::from_millis(50)).await;
    }
}
