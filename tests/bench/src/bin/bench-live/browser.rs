//! What a browser does by itself while a review is open in it. A stream is read from a bare connection, because hundreds
//! of HTTP clients would take more of the machine than the server that is measured.

use crate::inbox::Inbox;
use driver::User;
use std::{sync::Arc, time::Duration};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
    time::sleep,
};

/// How often a browser says that somebody is still there.
const PRESENT: Duration = Duration::from_secs(15);
/// After this long a browser opens a stream again that has ended.
const AGAIN: Duration = Duration::from_secs(3);
/// Bytes that most messages fit in.
const USUAL: usize = 8 * 1024;

/// The changes of a review as the server tells them, line by line. The server sends every event as one chunk of its
/// answer, so what frames the chunks stands on lines of its own and is passed over like other lines of no interest.
pub struct EventStream {
    lines: BufReader<TcpStream>,
    line: Vec<u8>,
    /// Of the event that is being read.
    id: Option<u64>,
    /// Of the last change.
    last: u64,
}

impl EventStream {
    pub async fn open(user: &User, review: &str, from: u64) -> Self {
        let host = user.url.trim_start_matches("http://");
        let cookie = user.cookie.as_deref().expect("a session");
        let mut socket = TcpStream::connect(host).await.expect("a connection");
        let request = format!(
            "GET /live/reviews/{review}?from={from} HTTP/1.1\r\nhost: {host}\r\ncookie: {cookie}\r\naccept: text/event-stream\r\n\r\n"
        );
        socket.write_all(request.as_bytes()).await.expect("a server that reads");
        let lines = BufReader::with_capacity(USUAL, socket);
        let mut stream = Self { lines, line: Vec::new(), id: None, last: from };
        stream.advance().await;
        assert!(stream.line.starts_with(b"HTTP/1.1 200 "), "no stream: {}", String::from_utf8_lossy(&stream.line));
        stream
    }

    /// Reads the next line; is there one?
    async fn advance(&mut self) -> bool {
        self.line.clear();
        // A reveal is a long line, and its memory would stay with everybody.
        self.line.shrink_to(USUAL);
        self.lines.read_until(b'\n', &mut self.line).await.is_ok_and(|count| count > 0)
    }

    /// Reads on until the review has to be loaded afresh; `false` when the stream has ended.
    async fn read(&mut self, inbox: &Inbox) -> bool {
        while self.advance().await {
            let mut received = inbox.open();
            received.bytes += self.line.len() as u64;
            if let Some(id) = self.line.strip_prefix(b"id: ") {
                self.id = std::str::from_utf8(id.trim_ascii()).ok().and_then(|id| id.parse().ok());
            } else if self.line == b"event: reload\n" {
                received.reloads += 1;
                return true;
            } else if self.line.starts_with(b"data: ")
                && let Some(id) = self.id.take()
            {
                self.last = id;
                received.arrived(id, &self.line);
            }
        }
        false
    }
}

/// Keeps a stream open.
pub async fn follow(mut stream: EventStream, user: User, review: String, inbox: Arc<Inbox>) {
    loop {
        while stream.read(&inbox).await {
            user.ok("load_review", &[("id", &review)]).await;
        }
        sleep(AGAIN).await;
        stream = EventStream::open(&user, &review, stream.last).await;
    }
}

/// Says that somebody has come into the room, and then that they are still there. People who came together say that
/// for the first time after different shares of the usual while, or they would go on saying it all at once.
pub async fn be_present(user: User, review: String, share: f64) {
    let here = [("review", review.as_str()), ("act[here][place]", "session"), ("act[here][writing]", "")];
    user.ok("be_in_room", &here).await;
    sleep(PRESENT.mul_f64(share)).await;
    loop {
        user.ok("be_in_room", &here).await;
        sleep(PRESENT).await;
    }
}
