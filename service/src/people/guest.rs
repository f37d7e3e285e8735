//! People without an account, who came into one session by its link.

use super::{Person, Role};
use crate::{
    Result, Workspace,
    store::{Batch, record},
};
use domain::{
    id::{PersonId, ReviewId},
    time::Instant,
};
use serde::{Deserialize, Serialize};

/// Somebody who sees one review and nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Guest {
    pub id: PersonId,
    pub review: ReviewId,
    pub name: String,
}

impl Guest {
    /// As those who ask are known.
    pub fn person(self) -> Person {
        Person { id: self.id, name: self.name, email: String::new(), role: Role::Guest, team: None, active: true }
    }
}

impl Workspace {
    /// Begins the session of a guest; gives its secret.
    pub(crate) async fn begin_guest(&self, guest: Guest, client: &str, now: Instant) -> Result<String> {
        let id = guest.id;
        let mut batch = Batch::default();
        batch.put(record("guest", id), &guest);
        self.store.commit(batch).await?;
        self.begin_session(id, client, now).await
    }

    pub(crate) async fn guest(&self, id: PersonId) -> Result<Option<Guest>> {
        self.store.find(record("guest", id)).await
    }
}
