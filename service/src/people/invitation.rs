//! Inviting people by link.

use super::{Account, address_taken, new_person, older_than};
use crate::{
    Error, Result, Workspace, secret,
    store::{Batch, record},
};
use domain::{
    Refusal,
    id::{PersonId, TeamId},
    people::Role,
    policy::{self, Actor},
    prose::limited,
    time::Instant,
};
use serde::{Deserialize, Serialize};

/// Days for which a link is good.
const GOOD_FOR_DAYS: i64 = 14;

/// A link that makes one account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// The hash of the link's secret.
    pub id: String,
    pub role: Role,
    pub team: Option<TeamId>,
    /// For whom it is, in the words of whoever made it.
    pub note: String,
    pub invited_by: PersonId,
    pub invited_at: Instant,
    pub used_by: Option<PersonId>,
}

impl Invitation {
    /// When its link is good no more.
    pub fn ends(&self) -> Instant {
        self.invited_at.plus_seconds(GOOD_FOR_DAYS * 24 * 3600)
    }
}

/// What an invited person says of themselves.
#[derive(Debug, Clone)]
pub struct Joining {
    pub person: PersonId,
    pub name: String,
    pub email: String,
    pub password: String,
}

impl Workspace {
    /// Makes an invitation; gives the secret of its link, which cannot be had again.
    ///
    /// # Errors
    /// For those who do not administer.
    pub async fn invite(&self, actor: &Actor, role: Role, team: Option<TeamId>, note: &str, now: Instant) -> Result<String> {
        policy::administer(actor)?;
        let role = role.of_account()?;
        self.check_team(team).await?;
        let secret = secret::fresh();
        let id = secret::kept(&secret);
        let note = limited("note", note, 0, 200)?;
        let invitation = Invitation { id: id.clone(), role, team, note, invited_by: actor.person, invited_at: now, used_by: None };
        let mut batch = Batch::default();
        batch.create(record("invitation", id), &invitation);
        self.store.commit(batch).await?;
        Ok(secret)
    }

    /// Invitations that can still be used, newest first.
    ///
    /// # Errors
    /// For those who do not administer.
    pub async fn invitations(&self, actor: &Actor, now: Instant) -> Result<Vec<Invitation>> {
        policy::administer(actor)?;
        let mut open: Vec<Invitation> = self.store.all("invitation").await?;
        open.retain(|invitation| invitation.used_by.is_none() && !older_than(invitation.invited_at, GOOD_FOR_DAYS, now));
        open.sort_by_key(|invitation| std::cmp::Reverse(invitation.invited_at));
        Ok(open)
    }

    /// Takes an invitation back.
    ///
    /// # Errors
    /// For those who do not administer, and when there is no such invitation.
    pub async fn revoke_invitation(&self, actor: &Actor, id: &str) -> Result<()> {
        policy::administer(actor)?;
        if self.store.find::<Invitation>(record("invitation", id)).await?.is_none() {
            return Err(Error::NotFound("invitation"));
        }
        let mut batch = Batch::default();
        batch.delete(record("invitation", id));
        self.store.commit(batch).await
    }

    /// The invitation of a link, if it is still good.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a link that is used, too old, taken back, or made up.
    pub async fn invitation(&self, secret: &str, now: Instant) -> Result<Invitation> {
        self.store
            .find::<Invitation>(record("invitation", secret::kept(secret)))
            .await?
            .filter(|invitation| invitation.used_by.is_none() && !older_than(invitation.invited_at, GOOD_FOR_DAYS, now))
            .ok_or(Error::NotFound("invitation"))
    }

    /// Makes the account that an invitation is for, and signs it in; gives the secret of the session.
    ///
    /// # Errors
    /// As [`Self::invitation`], and for names, addresses and passwords that cannot be.
    pub async fn join(&self, secret: &str, joining: Joining, client: &str, now: Instant) -> Result<String> {
        let invitation = self.invitation(secret, now).await?;
        let person = new_person(joining.person, &joining.name, &joining.email, invitation.role, invitation.team)?;
        domain::people::password(&joining.password, &person.email)?;
        if self.account_of(&person.email).await?.is_some() {
            return Err(address_taken().into());
        }
        let id = person.id;
        let account = Account { person, password: Some(self.hash_password(joining.password).await?) };
        let mut batch = Batch::default();
        batch.create(record("person", id), &account);
        // Hashing took its time; meanwhile the link may have been used or taken back.
        batch.take(record("invitation", &invitation.id), "used_by", &id);
        match self.store.commit(batch).await {
            Err(Error::Conflict) => return Err(Refusal::Taken { what: "invitation or address".into() }.into()),
            other => other?,
        }
        self.begin_session(id, client, now).await
    }
}
