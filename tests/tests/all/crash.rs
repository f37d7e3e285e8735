//! What was acknowledged is there after a power cut.

use std::{
    io::Write,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};
use tests::{PASSWORD, Running, User, run};
use tokio::sync::Notify;
use uuid::Uuid;

const ROUNDS: usize = 20;
const WRITES: usize = 200;
const WRITERS: usize = 8;

/// Writes until everything is written or the server is gone; notes what was acknowledged.
async fn write(user: User, review: String, left: Arc<AtomicUsize>, acknowledged: Arc<Mutex<Vec<String>>>, halfway: Arc<Notify>) {
    while left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok() {
        let (id, command) = (Uuid::now_v7().to_string(), Uuid::now_v7().to_string());
        let fields = [
            ("review", review.as_str()),
            ("id", &command),
            ("command[add_event][id]", &id),
            ("command[add_event][at][local]", "2026-05-01T10:00"),
            ("command[add_event][at][zone]", "UTC"),
            ("command[add_event][text]", &id),
        ];
        let Ok(answer) = user.try_form("send", &fields).await else { return };
        if !answer.status().is_success() {
            return;
        }
        let mut list = acknowledged.lock().unwrap();
        list.push(id);
        if list.len() == WRITES / 2 {
            halfway.notify_one();
        }
    }
}

#[tokio::test]
async fn kill_dash_nine_in_the_middle_of_200_writes_loses_none_that_was_acknowledged_20_times() {
    let directory = std::env::temp_dir().join(format!("hotwash-crash-{}", Uuid::now_v7().simple()));
    let data = directory.to_str().unwrap().to_owned();
    let mut running = Running::start(&["--data-dir", &data]).await;
    let secret = running.set_up_secret().await;
    tests::set_up(&User::new(&running.url), &secret).await;
    let mut cut_short = 0;
    for round in 0..ROUNDS {
        let user = User::new(&running.url);
        user.ok("sign_in", &[("email", "ada@example.org"), ("password", PASSWORD)]).await;
        let review = user.open_review(&format!("Round {round}")).await;
        let left = Arc::new(AtomicUsize::new(WRITES));
        let acknowledged = Arc::new(Mutex::new(Vec::new()));
        let halfway = Arc::new(Notify::new());
        let writers: Vec<_> = (0..WRITERS)
            .map(|_| tokio::spawn(write(user.clone(), review.clone(), Arc::clone(&left), Arc::clone(&acknowledged), Arc::clone(&halfway))))
            .collect();
        halfway.notified().await;
        running.kill().await;
        for writer in writers {
            writer.await.unwrap();
        }
        let acknowledged = std::mem::take(&mut *acknowledged.lock().unwrap());
        cut_short += usize::from(acknowledged.len() < WRITES);

        running = Running::start(&["--data-dir", &data]).await;
        let user = User::new(&running.url);
        user.ok("sign_in", &[("email", "ada@example.org"), ("password", PASSWORD)]).await;
        let events = user.review(&review).await["events"].clone();
        let lost: Vec<&String> = acknowledged.iter().filter(|id| events[id.as_str()]["text"] != id.as_str()).collect();
        assert!(lost.is_empty(), "round {round}: {} of {} acknowledged events are gone", lost.len(), acknowledged.len());
    }
    assert_eq!(cut_short, ROUNDS, "every round was cut in the middle of its writes");
    running.kill().await;
    let (sound, out, told) = run(&["verify", "--data-dir", &data]).await;
    assert!(sound, "rows, sums and log agree after {ROUNDS} crashes: {out} {told}");
    remove(directory);
}

/// What a kill leaves of a record that was being appended: its header (checksum, length, kind: whole) and a part of its bytes.
const TORN: &[u8] = b"\x01\x02\x03\x04\x40\x00\x01half of a record";

fn tear(directory: &Path, from_the_beginning: bool) {
    let last = std::fs::read_dir(directory.join("wal")).unwrap().map(|entry| entry.unwrap().path()).max().unwrap();
    let mut log = std::fs::OpenOptions::new().append(true).open(last).unwrap();
    if from_the_beginning {
        log.set_len(0).unwrap();
    }
    log.write_all(TORN).unwrap();
}

#[tokio::test]
async fn a_record_torn_by_a_crash_costs_no_write_that_is_acknowledged_after_it() {
    let directory = std::env::temp_dir().join(format!("hotwash-torn-{}", Uuid::now_v7().simple()));
    let data = directory.to_str().unwrap().to_owned();
    let mut running = Running::start(&["--data-dir", &data]).await;
    let secret = running.set_up_secret().await;
    tests::set_up(&User::new(&running.url), &secret).await;
    let mut reviews: Vec<String> = Vec::new();
    for round in 0..3 {
        let user = User::new(&running.url);
        user.ok("sign_in", &[("email", "ada@example.org"), ("password", PASSWORD)]).await;
        for review in &reviews {
            user.review(review).await;
        }
        reviews.push(user.open_review(&format!("Round {round}")).await);
        running.kill().await;
        tear(&directory, false);
        running = Running::start(&["--data-dir", &data]).await;
        // And at once again, when nothing whole stands in the log before the torn record.
        running.kill().await;
        tear(&directory, true);
        running = Running::start(&["--data-dir", &data]).await;
    }
    let user = User::new(&running.url);
    user.ok("sign_in", &[("email", "ada@example.org"), ("password", PASSWORD)]).await;
    for review in &reviews {
        user.review(review).await;
    }
    running.kill().await;
    remove(directory);
}

pub fn remove(directory: PathBuf) {
    // Left-overs in the system's temporary folder are no failure.
    let _ = std::fs::remove_dir_all(directory);
}
