//! What others do, as it arrives.

use futures::StreamExt;
use reqwest::header;
use serde_json::Value;
use std::time::Duration;
use tests::{TestApp, User};
use uuid::Uuid;

/// A stream as a browser reads it.
pub struct Stream {
    bytes: futures::stream::BoxStream<'static, reqwest::Result<Vec<u8>>>,
    /// What came of a character whose end is still to come.
    torn: Vec<u8>,
    rest: String,
    /// Everything that came, as it came.
    pub raw: String,
}

#[derive(Debug, PartialEq)]
pub struct Message {
    pub id: Option<u64>,
    pub event: String,
    pub data: String,
}

impl Stream {
    pub async fn open(user: &User, review: &str, from: u64, last: Option<u64>) -> Self {
        Self::try_open(user, review, from, last).await.expect("a stream")
    }

    /// As [`Self::open`], from a server that may not be there; `None` also for an answer that is no stream.
    pub async fn try_open(user: &User, review: &str, from: u64, last: Option<u64>) -> Option<Self> {
        Self::of(user, &format!("{review}?from={from}"), last).await
    }

    /// As the wall opens it.
    pub async fn stage(user: &User, review: &str) -> Self {
        Self::of(user, &format!("{review}?from=1&stage=true"), None).await.expect("a stream")
    }

    async fn of(user: &User, address: &str, last: Option<u64>) -> Option<Self> {
        let mut request = user.client.get(format!("{}/live/reviews/{address}", user.url));
        if let Some(last) = last {
            request = request.header("last-event-id", last.to_string());
        }
        let answer = request.send().await.ok()?;
        if answer.headers().get(header::CONTENT_TYPE).is_none_or(|kind| kind != "text/event-stream") {
            return None;
        }
        let bytes = answer.bytes_stream().map(|bytes| bytes.map(|bytes| bytes.to_vec())).boxed();
        Some(Self { bytes, torn: Vec::new(), rest: String::new(), raw: String::new() })
    }

    /// The next change, or that the review has to be loaded afresh.
    pub async fn next(&mut self) -> Message {
        loop {
            let message = self.any().await;
            if message.event != "room" {
                return message;
            }
        }
    }

    /// The next news of who is there.
    pub async fn room(&mut self) -> Value {
        loop {
            let message = self.any().await;
            if message.event == "room" {
                return serde_json::from_str(&message.data).unwrap();
            }
        }
    }

    async fn any(&mut self) -> Message {
        let message = tokio::time::timeout(Duration::from_secs(10), self.read()).await;
        message.expect("a message within ten seconds").expect("the stream goes on")
    }

    /// Whatever comes next; `None` where the stream ends or breaks.
    pub async fn read(&mut self) -> Option<Message> {
        loop {
            if let Some((message, rest)) = self.rest.split_once("\n\n") {
                let field = |name: &str| message.lines().find_map(|line| line.strip_prefix(name).map(|value| value.trim().to_owned()));
                let read = Message {
                    id: field("id:").and_then(|id| id.parse().ok()),
                    event: field("event:").unwrap_or_default(),
                    data: field("data:").unwrap_or_default(),
                };
                self.rest = rest.to_owned();
                // A line that begins with a colon only keeps the connection open, and browsers pass over what has no data.
                if !read.data.is_empty() {
                    return Some(read);
                }
                continue;
            }
            let bytes = self.bytes.next().await?.ok()?;
            self.torn.extend(bytes);
            let whole = std::str::from_utf8(&self.torn).map_or_else(|error| error.valid_up_to(), str::len);
            let text = String::from_utf8(self.torn.drain(..whole).collect()).unwrap();
            self.raw.push_str(&text);
            self.rest.push_str(&text);
        }
    }
}

async fn add_card(user: &User, review: &str, text: &str) {
    let id = Uuid::now_v7().to_string();
    user.send(review, &[("[add_card][id]", &id), ("[add_card][question]", "response"), ("[add_card][text]", text)]).await;
}

async fn title(user: &User, review: &str, text: &str) {
    user.send(review, &[("[edit_facts][title]", text)]).await;
}

#[tokio::test]
async fn a_reader_who_comes_back_gets_exactly_what_was_missed() {
    let (app, admin) = TestApp::init().await;
    let member = app.invited(&admin, "member", "Mia").await;
    let review = admin.open_review("One").await;
    let mut stream = Stream::open(&member, &review, 1, None).await;
    title(&admin, &review, "Two").await;
    title(&admin, &review, "Three").await;
    assert_eq!((stream.next().await.id, stream.next().await.id), (Some(2), Some(3)));
    drop(stream);
    title(&admin, &review, "Four").await;
    title(&admin, &review, "Five").await;
    // The header that a browser sends by itself counts more than the address it opened first.
    let mut stream = Stream::open(&member, &review, 1, Some(3)).await;
    let (four, five) = (stream.next().await, stream.next().await);
    assert_eq!((four.id, five.id), (Some(4), Some(5)));
    let told: Value = serde_json::from_str(&five.data).unwrap();
    assert!(told["change"].to_string().contains("Five"), "{told}");
    title(&admin, &review, "Six").await;
    assert_eq!(stream.next().await.id, Some(6), "and goes on with what is new");
}

#[tokio::test]
async fn a_reader_from_another_history_is_told_to_load_afresh() {
    let (_app, admin) = TestApp::init().await;
    let review = admin.open_review("One").await;
    assert_eq!(Stream::open(&admin, &review, 99, None).await.next().await.event, "reload");
}

#[tokio::test]
async fn nothing_of_a_card_reaches_others_before_the_reveal() {
    let (app, admin) = TestApp::init().await;
    let member = app.invited(&admin, "member", "Mia").await;
    let review = admin.open_review("One").await;
    let mut others = Stream::open(&admin, &review, 1, None).await;
    let mut own = Stream::open(&member, &review, 1, None).await;
    add_card(&member, &review, "Zebra in the queue").await;
    let seen = others.next().await;
    assert_eq!(seen.id, Some(2));
    assert!(own.next().await.data.contains("Zebra"));
    let short = others.raw.len();
    add_card(&member, &review, &"Zebra ".repeat(100)).await;
    others.next().await;
    assert!(!others.raw.contains("Zebra"), "{}", others.raw);
    let message = |raw: &str| raw.split("\n\n").filter(|message| message.contains("unrevealed")).map(str::len).collect::<Vec<_>>();
    assert_eq!(
        message(&others.raw).first(),
        message(&others.raw).last(),
        "not even the length of a card is told: {}",
        &others.raw[short..]
    );
    let mut replayed = Stream::open(&admin, &review, 1, None).await;
    replayed.next().await;
    replayed.next().await;
    assert!(!replayed.raw.contains("Zebra"), "{}", replayed.raw);
}

#[tokio::test]
async fn a_stream_ends_soon_after_its_session() {
    let (app, admin) = TestApp::init().await;
    let member = app.invited(&admin, "member", "Mia").await;
    let review = admin.open_review("One").await;
    let mut stream = Stream::open(&member, &review, 1, None).await;
    member.ok("sign_out", &[("everywhere", "false")]).await;
    let told = tokio::time::timeout(Duration::from_secs(30), async {
        loop {
            if let Some(Ok(bytes)) = stream.bytes.next().await {
                let text = String::from_utf8(bytes).unwrap();
                if text.contains("reload") {
                    return stream.bytes.next().await.is_none();
                }
            }
        }
    });
    assert!(told.await.expect("the stream says that it is over"), "and nothing comes after that");
}
