//! People in rooms who send for a while, and what is measured meanwhile. What they send, and to which server, is theirs.

use crate::inbox::Inbox;
use driver::{Usage, usage};
use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::{
    task::JoinHandle,
    time::{sleep, sleep_until},
};

/// Everybody sends once in this time: 0.2 a second and person.
pub const EVERY: Duration = Duration::from_secs(5);
/// Sent before anything is measured.
const WARM_UP: Duration = Duration::from_secs(3);
/// What has not arrived this long after the last was sent is lost.
pub const LOST_AFTER: Duration = Duration::from_secs(5);

/// What became of something that was sent.
pub struct Sent {
    pub at: Instant,
    /// How long it took until the server said that it is done; `None` where it was refused.
    pub acknowledged: Option<Duration>,
    /// The id of the message by which others hear of it, if its sender has heard it.
    pub id: Option<u64>,
}

/// Somebody who sends one thing after the other.
pub trait Sends: Send + 'static {
    fn send(&mut self) -> impl Future<Output = Sent> + Send;
}

/// People who hear of each other.
pub struct Room<S> {
    pub senders: Vec<S>,
    /// Those of the senders in their order, then those of people who only listen.
    pub inboxes: Vec<Arc<Inbox>>,
}

/// What was measured.
#[derive(Default)]
pub struct Measured {
    pub time: Duration,
    pub done: usize,
    pub refused: usize,
    /// Messages that did not arrive, at how many people.
    pub lost: usize,
    /// From sending something to its arrival, for each other person of the room.
    pub arrivals: Vec<Duration>,
    pub acknowledged: Vec<Duration>,
    pub bytes: u64,
    /// Messages that arrived, at how many people.
    pub messages: usize,
    /// Of the server.
    pub cpu: Duration,
    /// Of this program.
    pub own_cpu: Duration,
    /// Memory of the server at the end.
    pub mebibytes: f64,
}

impl Measured {
    /// What was measured next, together with this.
    pub fn include(&mut self, next: Self) {
        self.time += next.time;
        self.done += next.done;
        self.refused += next.refused;
        self.lost += next.lost;
        self.arrivals.extend(next.arrivals);
        self.acknowledged.extend(next.acknowledged);
        self.bytes += next.bytes;
        self.messages += next.messages;
        self.cpu += next.cpu;
        self.own_cpu += next.own_cpu;
        self.mebibytes = next.mebibytes;
    }

    /// Bytes that one message has on its way to one person, on the average.
    pub fn message_bytes(&self) -> usize {
        self.bytes as usize / self.messages.max(1)
    }

    /// Counts what was sent from the beginning of the warm-up on.
    fn count(&mut self, sent: &Sent, from: Instant, until: Instant) {
        let Some(took) = sent.acknowledged else {
            self.refused += 1;
            return;
        };
        if (from..until).contains(&(sent.at + took)) {
            self.done += 1;
        }
        if sent.at >= from {
            self.acknowledged.push(took);
        }
    }
}

impl<S> Room<S> {
    /// How long it took, for each that was sent and arrived at another person than its sender.
    fn delays(&self, sent: &[(usize, Sent)]) -> Vec<Duration> {
        let known: HashMap<u64, (usize, Instant)> = sent.iter().filter_map(|(by, one)| Some((one.id?, (*by, one.at)))).collect();
        let mut delays = Vec::new();
        for (person, inbox) in self.inboxes.iter().enumerate() {
            let received = inbox.open();
            let of_others = received.arrivals.iter().filter_map(|(id, at)| {
                let (by, sent) = known.get(id)?;
                (*by != person).then(|| at.duration_since(*sent))
            });
            delays.extend(of_others);
        }
        delays
    }
}

/// What is counted without an end.
struct Counts {
    server: Usage,
    own: Usage,
    bytes: u64,
    messages: usize,
}

impl Counts {
    fn now<S>(server: u32, rooms: &[Room<S>]) -> Self {
        let mut counts = Self { server: usage(server), own: usage(std::process::id()), bytes: 0, messages: 0 };
        for inbox in rooms.iter().flat_map(|room| &room.inboxes) {
            let received = inbox.open();
            counts.bytes += received.bytes;
            counts.messages += received.arrivals.len();
        }
        counts
    }
}

type Sending<S> = JoinHandle<(S, Vec<Sent>)>;

/// Lets everybody begin, evenly spread over the time in which each sends once, in every room and over all.
fn begin_sending<S: Sends>(rooms: &mut [Room<S>], begin: Instant, until: Instant) -> Vec<Vec<Sending<S>>> {
    let count = rooms.len();
    let people: usize = rooms.iter().map(|room| room.senders.len()).sum();
    let mut sending = Vec::new();
    for (number, room) in rooms.iter_mut().enumerate() {
        let begins = |person: usize| begin + EVERY.mul_f64((person * count + number) as f64 / people as f64);
        let senders = room.senders.drain(..).enumerate();
        sending.push(senders.map(|(person, sender)| tokio::spawn(keep_sending(sender, begins(person), until))).collect());
    }
    sending
}

async fn keep_sending<S: Sends>(mut sender: S, mut next: Instant, until: Instant) -> (S, Vec<Sent>) {
    let mut sent = Vec::new();
    // Whoever was held up by a slow answer goes on at once, so that as much is asked of a slow server as of a fast one.
    while next.max(Instant::now()) < until {
        sleep_until(next.into()).await;
        sent.push(sender.send().await);
        next += EVERY;
    }
    (sender, sent)
}

/// Brings the senders back into their rooms; gives by room what they sent, and who of them.
async fn end_sending<S>(rooms: &mut [Room<S>], sending: Vec<Vec<Sending<S>>>) -> Vec<Vec<(usize, Sent)>> {
    let mut all = Vec::new();
    for (room, sending) in rooms.iter_mut().zip(sending) {
        let mut of_room = Vec::new();
        for (person, task) in sending.into_iter().enumerate() {
            let (sender, sent) = task.await.expect("a sender goes on");
            room.senders.push(sender);
            of_room.extend(sent.into_iter().map(|one| (person, one)));
        }
        all.push(of_room);
    }
    all
}

/// Lets everybody send for this long after a warm-up. `server` is the process that they send to.
pub async fn measure<S: Sends>(server: u32, rooms: &mut [Room<S>], time: Duration) -> Measured {
    for inbox in rooms.iter().flat_map(|room| &room.inboxes) {
        inbox.open().arrivals.clear();
    }
    let begin = Instant::now();
    let until = begin + WARM_UP + time;
    let sending = begin_sending(rooms, begin, until);
    sleep_until((begin + WARM_UP).into()).await;
    let (from, before) = (Instant::now(), Counts::now(server, rooms));
    sleep_until(until.into()).await;
    let (until, after) = (Instant::now(), Counts::now(server, rooms));
    let mut measured = Measured {
        time: until - from,
        bytes: after.bytes - before.bytes,
        messages: after.messages - before.messages,
        cpu: after.server.cpu - before.server.cpu,
        own_cpu: after.own.cpu - before.own.cpu,
        mebibytes: after.server.mebibytes,
        ..Measured::default()
    };
    let mut sent = end_sending(rooms, sending).await;
    sent.iter().flatten().for_each(|(_, one)| measured.count(one, from, until));
    for of_room in &mut sent {
        of_room.retain(|(_, one)| one.at >= from && one.acknowledged.is_some());
    }
    wait_for_arrivals(&mut measured, rooms, &sent).await;
    measured
}

/// Waits until all that was sent has arrived, or is lost.
async fn wait_for_arrivals<S>(measured: &mut Measured, rooms: &[Room<S>], sent: &[Vec<(usize, Sent)>]) {
    let expected: usize = rooms.iter().zip(sent).map(|(room, sent)| sent.len() * (room.inboxes.len() - 1)).sum();
    let deadline = Instant::now() + LOST_AFTER;
    loop {
        measured.arrivals = rooms.iter().zip(sent).flat_map(|(room, sent)| room.delays(sent)).collect();
        measured.lost = expected.saturating_sub(measured.arrivals.len());
        if measured.lost == 0 || Instant::now() > deadline {
            return;
        }
        sleep(Duration::from_millis(100)).await;
    }
}
