//! What Hotwash does with the rules: who may ask, what is decided, what is kept, who is told. The only crate that
//! knows the database.

mod demo;
pub mod department;
mod error;
pub mod export;
mod format;
mod markdown;
mod once;
pub mod people;
pub mod review;
mod secret;
pub mod store;
pub mod trends;
pub mod verify;
pub mod work;

pub use error::{Error, Result};

pub use format::TeamFormat;

use domain::{session::Format, work::WorkItem};
use std::sync::Arc;
use store::Store;
use tokio::sync::{Semaphore, broadcast};

/// One workspace: all reviews, people and work of one organisation.
pub struct Workspace {
    pub(crate) store: Arc<Store>,
    pub(crate) reviews: review::Hub,
    pub(crate) rooms: review::Rooms,
    /// Every work item that was changed, as it is then.
    pub(crate) work_feed: broadcast::Sender<Arc<WorkItem>>,
    /// The formats that come with the program, the default first.
    pub(crate) formats: Vec<Format>,
    /// Hashing a password takes memory and time on purpose; only so many at once.
    pub(crate) hashing: Semaphore,
}

impl Workspace {
    /// # Errors
    /// When a format file of this program is not usable.
    pub fn new(store: Store) -> Result<Self> {
        let (work_feed, _) = broadcast::channel(1024);
        Ok(Self {
            store: Arc::new(store),
            reviews: review::Hub::default(),
            rooms: review::Rooms::default(),
            work_feed,
            formats: format::built_in()?,
            hashing: Semaphore::new(2),
        })
    }

    pub fn store(&self) -> &Store {
        &self.store
    }
}
