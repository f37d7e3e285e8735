//! What reaches one person, and when.

use std::{
    sync::{Mutex, MutexGuard},
    time::Instant,
};
use tokio::sync::oneshot;

#[derive(Default)]
pub struct Inbox(Mutex<Received>);

#[derive(Default)]
pub struct Received {
    pub bytes: u64,
    /// Which messages, and when each was there.
    pub arrivals: Vec<(u64, Instant)>,
    /// How often the server said that the review has to be loaded afresh.
    pub reloads: u64,
    /// What the message that the person waits for has in it, and whoever wants to know its id.
    awaited: Option<(String, oneshot::Sender<u64>)>,
}

impl Inbox {
    pub fn open(&self) -> MutexGuard<'_, Received> {
        self.0.lock().expect("nobody failed with it in hand")
    }

    /// The id of the next message with this in it. Only while somebody waits are messages looked into.
    pub fn id_of(&self, mark: String) -> oneshot::Receiver<u64> {
        let (tell, told) = oneshot::channel();
        self.open().awaited = Some((mark, tell));
        told
    }
}

impl Received {
    pub fn arrived(&mut self, id: u64, message: &[u8]) {
        self.arrivals.push((id, Instant::now()));
        if let Some((_, tell)) = self.awaited.take_if(|(mark, _)| contains(message, mark.as_bytes())) {
            // Whoever asked may have given up.
            let _ = tell.send(id);
        }
    }
}

fn contains(message: &[u8], part: &[u8]) -> bool {
    message.windows(part.len()).any(|window| window == part)
}
