//! Rooms of Hotwash: an administrator who leads, and guests.

use crate::{
    Size,
    browser::{EventStream, be_present, follow},
    guest::Guest,
    phase::{self, Measured, Room},
};
use driver::{Running, User, usage};
use futures::{StreamExt, stream};
use reqwest::{Client, StatusCode};
use std::time::Duration;
use tokio::{task::JoinSet, time::sleep};
use uuid::Uuid;

/// Steps of the format that a review has by itself: where its first question is written on, and where it is voted on.
const WRITE: &str = "3";
const VOTE: &str = "5";

/// People who come in at the same moment.
const TOGETHER: usize = 32;

/// Rooms that one person may have open; in others, whoever leads is not there.
const LED: usize = 12;

pub struct Live {
    pub measured: Measured,
    /// People who had a stream open.
    pub people: usize,
    /// Memory of the server for each of them, in kB.
    pub kilobytes: f64,
    /// How often somebody was told to load the review afresh, from coming in to the end.
    pub reloads: u64,
}

/// Measures Hotwash, half the time while people write and half while they vote.
pub async fn measure(size: Size, time: Duration) -> Live {
    let directory = std::env::temp_dir().join(format!("hotwash-bench-live-{}", Uuid::now_v7().simple()));
    let mut server = Running::start(&["--data-dir", directory.to_str().expect("a path in UTF-8")]).await;
    let admin = administrator(&mut server).await;
    let mut reviews = Vec::new();
    for number in 0..size.rooms {
        let (review, mut people) = open(&admin, size.people).await;
        people.extend((number < LED).then(|| admin.clone()));
        reviews.push((review, people));
    }
    settle().await;
    let before = usage(server.id()).mebibytes;
    let mut browsers = JoinSet::new();
    let mut rooms = Vec::new();
    for (review, people) in &reviews {
        let mut room = come_together(&mut browsers, review, people).await;
        // Whoever leads comes last, and only listens.
        room.senders.truncate(size.people);
        rooms.push(room);
    }
    settle().await;
    let people: usize = rooms.iter().map(|room| room.inboxes.len()).sum();
    let kilobytes = (usage(server.id()).mebibytes - before) * 1_048.576 / people as f64;
    let mut measured = phase::measure(server.id(), &mut rooms, time).await;
    for ((review, _), room) in reviews.iter().zip(&mut rooms) {
        reveal(&admin, review, room).await;
    }
    settle().await;
    measured.include(phase::measure(server.id(), &mut rooms, time).await);
    let reloads = rooms.iter().flat_map(|room| &room.inboxes).map(|inbox| inbox.open().reloads).sum();
    browsers.shutdown().await;
    server.kill().await;
    // Left-overs in the system's temporary folder are no failure.
    let _ = std::fs::remove_dir_all(&directory);
    Live { measured, people, kilobytes, reloads }
}

/// Until all that people cause by coming, or by a reveal, is over.
async fn settle() {
    sleep(Duration::from_secs(5)).await;
}

async fn administrator(server: &mut Running) -> User {
    let secret = server.set_up_secret().await;
    let mut admin = User::sharing(&Client::new(), &server.url);
    driver::set_up(&admin, &secret).await;
    let answer = admin.form("sign_in", &[("email", "ada@example.org"), ("password", driver::PASSWORD)]).await;
    admin.keep_session(&answer);
    admin
}

/// Opens a review and its door, and lets guests in.
async fn open(admin: &User, guests: usize) -> (String, Vec<User>) {
    let review = admin.open_review("The mail gateway stopped").await;
    admin.send(&review, &[("[move_to][from]", "0"), ("[move_to][to]", WRITE)]).await;
    admin.send(&review, &[("[open_door][hours]", "2")]).await;
    let link = admin.ok("load_door_link", &[("review", &review)]).await;
    let (_, secret) = link["address"].as_str().and_then(|address| address.rsplit_once('/')).expect("a link");
    let guests: Vec<User> =
        stream::iter(0..guests).map(|number| come_in(admin, &review, secret, number)).buffered(TOGETHER).collect().await;
    (review, guests)
}

async fn come_in(admin: &User, review: &str, secret: &str, number: usize) -> User {
    let mut guest = User::sharing(&admin.client, &admin.url);
    let (id, person, name) = (Uuid::now_v7().to_string(), Uuid::now_v7().to_string(), format!("Guest {number}"));
    let fields = [("review", review), ("secret", secret), ("id", id.as_str()), ("person", person.as_str()), ("name", name.as_str())];
    let answer = guest.form("come_in", &fields).await;
    assert_eq!(answer.status(), StatusCode::OK, "{name}");
    guest.keep_session(&answer);
    // Read to its end, so that the connection is used again.
    answer.bytes().await.expect("a body");
    guest
}

/// Everybody opens the review in a browser.
async fn come_together(browsers: &mut JoinSet<()>, review: &str, people: &[User]) -> Room<Guest> {
    let mut room = Room { senders: Vec::new(), inboxes: Vec::new() };
    let mut coming = stream::iter(people.iter().enumerate()).map(|(number, user)| load(user, review, number)).buffered(TOGETHER);
    while let Some((guest, stream)) = coming.next().await {
        let share = room.senders.len() as f64 / people.len() as f64;
        browsers.spawn(follow(stream, guest.user.clone(), review.to_owned(), guest.inbox.clone()));
        browsers.spawn(be_present(guest.user.clone(), review.to_owned(), share));
        room.inboxes.push(guest.inbox.clone());
        room.senders.push(guest);
    }
    room
}

async fn load(user: &User, review: &str, number: usize) -> (Guest, EventStream) {
    let page = user.ok("load_review", &[("id", review)]).await;
    let seq = page["review"]["seq"].as_u64().expect("how far it is");
    let pen = page["pen"].as_str().expect("a pen").to_owned();
    let stream = EventStream::open(user, review, seq).await;
    (Guest::new(user.clone(), review.to_owned(), pen, number), stream)
}

/// Shows all cards, and has everybody vote for one of them.
async fn reveal(admin: &User, review: &str, room: &mut Room<Guest>) {
    admin.send(review, &[("[move_to][from]", WRITE), ("[move_to][to]", VOTE)]).await;
    let shown = admin.review(review).await;
    let cards: Vec<&String> = shown["cards"].as_object().expect("cards").keys().collect();
    for (guest, card) in room.senders.iter_mut().zip(cards.iter().cycle()) {
        guest.ballot = Some(format!("card:{card}"));
    }
}
