//! Measures an optimised Hotwash from outside: start, memory, pages, commands, and what a browser loads first.
//!
//! Times are medians on whatever machine this runs on; compare them with one another and with the goals beside them.

use driver::{Program, Running, User};
use futures::{StreamExt, stream};
use reqwest::{Client, Method, header};
use serde_json::{Value, json};
use std::{
    path::PathBuf,
    time::{Duration, Instant},
};
use uuid::Uuid;

const REVIEWS: usize = 10_000;
const EVENTS: usize = 200;
const WRITERS: usize = 64;
const MEASURED: Duration = Duration::from_secs(5);

struct Bench {
    directory: PathBuf,
}

fn line(what: &str, value: String, goal: &str) {
    println!("{what:<52} {value:>16}   {goal}");
}

fn millis(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1_000.0)
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

impl Bench {
    fn data(&self) -> &str {
        self.directory.to_str().expect("a path in UTF-8")
    }

    /// Starts the program; gives it and how long it took to its first answer.
    async fn start(&self) -> (Running, Duration) {
        let began = Instant::now();
        let running = Running::start(&["--data-dir", self.data()]).await;
        let answer = reqwest::get(format!("{}/healthz", running.url)).await.expect("an answer");
        assert!(answer.status().is_success());
        (running, began.elapsed())
    }

    async fn starts(&self, what: &str) -> Running {
        let mut times = Vec::new();
        for _ in 0..5 {
            let (running, time) = self.start().await;
            times.push(time);
            running.kill().await;
        }
        line(what, millis(median(times)), "goal: under 300 ms");
        self.start().await.0
    }
}

/// Resident memory of a process, in MiB.
fn resident(running: &Running) -> f64 {
    driver::usage(running.id()).mebibytes
}

async fn settle() {
    tokio::time::sleep(Duration::from_secs(3)).await;
}

/// Median time to the first byte of a page.
async fn page(user: &User, path: &str) -> Duration {
    let mut times = Vec::new();
    for _ in 0..60 {
        let began = Instant::now();
        let answer = user.client.get(format!("{}{path}", user.url)).header(header::ACCEPT, "text/html").send().await.expect("an answer");
        times.push(began.elapsed());
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        answer.bytes().await.expect("a page");
    }
    median(times)
}

async fn open(program: &Program, number: usize) -> String {
    // Incidents of the last twelve months.
    let facts = json!({"title": format!("Incident {number}"), "severity": "sev3", "services": "mail"});
    let (status, opened) = program.post("/reviews", &json!({"facts": facts, "summary": "What happened, in a **sentence** or two."})).await;
    assert_eq!(status, 201, "{opened}");
    opened["id"].as_str().expect("an id").to_owned()
}

fn event(minute: usize) -> Value {
    json!({
        "id": Uuid::now_v7(),
        "at": {"local": format!("2026-05-01T{:02}:{:02}", minute / 60 % 24, minute % 60), "zone": "UTC"},
        "kind": "action",
        "text": format!("Step {minute}: looked at the **queue** and restarted [a worker](https://example.org/{minute})"),
    })
}

/// Commands a second that are acknowledged while all writers write as fast as they can: each marks an event of its
/// own and takes the mark away, on these reviews in turn.
async fn commands(programs: &[Program], reviews: &[String]) -> f64 {
    let writers = programs.iter().enumerate().map(|(number, program)| {
        let review = &reviews[number % reviews.len()];
        async move {
            let draft = event(number);
            let path = format!("/reviews/{review}/timeline");
            let (status, mut answer) = program.post(&path, &draft).await;
            assert_eq!(status, 201, "{answer}");
            let path = format!("{path}/{}", draft["id"].as_str().expect("an id"));
            let (began, mut done) = (Instant::now(), 0_u32);
            while began.elapsed() < MEASURED {
                let change = json!({"base": answer["seq"], "patch": {"milestone": done % 2 == 0}});
                let asked = program.ask(Method::PATCH, &path, Some(&change), None).await;
                match asked.0 {
                    200 => (answer, done) = (asked.1, done + 1),
                    // One writer may do 200 a second.
                    429 => tokio::time::sleep(Duration::from_millis(20)).await,
                    other => panic!("{other}: {}", asked.1),
                }
            }
            f64::from(done) / began.elapsed().as_secs_f64()
        }
    });
    futures::future::join_all(writers).await.into_iter().sum()
}

/// Brotli bytes of what the sign-in page loads.
async fn first_load(url: &str) -> Vec<(String, usize)> {
    let client = Client::new();
    let page = client.get(format!("{url}/sign-in")).send().await.expect("an answer").text().await.expect("a page");
    let mut paths: Vec<String> = page
        .split(['"', '\''])
        .filter(|part| part.starts_with("/pkg/") && [".js", ".wasm", ".css"].iter().any(|ending| part.ends_with(ending)))
        .map(str::to_owned)
        .collect();
    paths.sort();
    paths.dedup();
    let mut sizes = Vec::new();
    for path in paths {
        let answer = client.get(format!("{url}{path}")).header(header::ACCEPT_ENCODING, "br").send().await.expect("an answer");
        assert_eq!(answer.headers().get(header::CONTENT_ENCODING).map(|value| value.as_bytes()), Some(b"br".as_slice()), "{path}");
        let name = path.rsplit('/').next().unwrap_or_default().to_owned();
        sizes.push((name, answer.bytes().await.expect("a file").len()));
    }
    sizes
}

#[tokio::main]
async fn main() {
    let bench = Bench { directory: std::env::temp_dir().join(format!("hotwash-bench-{}", Uuid::now_v7().simple())) };
    println!("{}\n", driver::built("hotwash").display());

    let (mut running, _) = bench.start().await;
    let secret = running.set_up_secret().await;
    driver::set_up(&User::new(&running.url), &secret).await;
    running.kill().await;
    let running = bench.starts("start to first response, empty").await;
    settle().await;
    line("memory, idle and empty", format!("{:.0} MiB", resident(&running)), "goal: under 100 MiB");

    let admin = signed_in(&running).await;
    let mut programs = Vec::new();
    for _ in 0..WRITERS {
        programs.push(admin.program(true).await);
    }
    let long = open(&programs[0], 0).await;
    let events: Vec<Value> = (0..EVENTS).map(event).collect();
    let (status, answer) = programs[0].post(&format!("/reviews/{long}/commands"), &json!({"add_events": {"events": events}})).await;
    assert_eq!(status, 200, "{answer}");
    line(
        "page of a review with 200 events, first byte",
        millis(page(&admin, &format!("/reviews/{long}/timeline")).await),
        "goal: under 10 ms",
    );
    line("its read view, first byte", millis(page(&admin, &format!("/reviews/{long}/read")).await), "");
    let few = page(&admin, "/trends").await;
    line("trends with 1 review, first byte", millis(few), "");

    let one = open(&programs[0], 1).await;
    line("commands a second on 1 review, 64 writers", format!("{:.0}", commands(&programs, &[one]).await), "");
    let mut fifty = Vec::new();
    for number in 0..50 {
        fifty.push(open(&programs[0], number).await);
    }
    line("commands a second on 50 reviews, 64 writers", format!("{:.0}", commands(&programs, &fifty).await), "");

    let began = Instant::now();
    stream::iter(0..REVIEWS)
        .for_each_concurrent(WRITERS, |number| {
            let program = &programs[number % WRITERS];
            async move {
                open(program, number).await;
            }
        })
        .await;
    line("reviews opened a second", format!("{:.0}", REVIEWS as f64 / began.elapsed().as_secs_f64()), "");
    running.kill().await;

    let running = bench.starts("start to first response, 10,000 reviews").await;
    let admin = signed_in(&running).await;
    settle().await;
    line("memory with 10,000 reviews, idle", format!("{:.0} MiB", resident(&running)), "goal: under 100 MiB");
    let many = page(&admin, "/trends").await;
    line("trends with 10,000 reviews, first byte", millis(many), "goal: under 30 ms");
    line("  as a multiple of 1 review", format!("{:.2} ×", many.as_secs_f64() / few.as_secs_f64()), "goal: flat");
    line("list of reviews with 10,000, first byte", millis(page(&admin, "/").await), "");
    line(
        "page of a review with 200 events among 10,000",
        millis(page(&admin, &format!("/reviews/{long}/timeline")).await),
        "goal: under 10 ms",
    );
    line("memory after these pages", format!("{:.0} MiB", resident(&running)), "");

    let sizes = first_load(&running.url).await;
    for (name, size) in &sizes {
        line(&format!("{name}, brotli"), format!("{:.0} kB", *size as f64 / 1000.0), "");
    }
    let total: usize = sizes.iter().map(|(_, size)| size).sum();
    line("first load, brotli", format!("{:.0} kB", total as f64 / 1000.0), "goal: under 350 kB");
    running.kill().await;
    // Left-overs in the system's temporary folder are no failure.
    let _ = std::fs::remove_dir_all(&bench.directory);
}

async fn signed_in(running: &Running) -> User {
    let user = User::new(&running.url);
    user.ok("sign_in", &[("email", "ada@example.org"), ("password", driver::PASSWORD)]).await;
    user
}
