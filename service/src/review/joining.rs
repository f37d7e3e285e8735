//! Coming into a session by its link: the door that the facilitator opens and closes.

use super::pen::same;
use crate::{
    Error, Result, Workspace,
    people::{SignedIn, guest},
};
use domain::{
    Refusal,
    id::{CommandId, PersonId, ReviewId},
    people::{Person, Role},
    policy::{self, Actor},
    review::Command,
    session::{Authors, room::Viewer},
    time::Instant,
};

/// What whoever holds a link is told before they come in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invited {
    pub title: String,
    pub facilitator: Option<PersonId>,
}

impl Workspace {
    /// The secret part of the link that lets people in now; `None` while the door is closed.
    ///
    /// # Errors
    /// [`Error::NotFound`] where there is no such review for them; for those who may not lead it.
    pub async fn door_secret(&self, actor: &Actor, id: ReviewId, now: Instant) -> Result<Option<String>> {
        let live = self.live(actor, id).await?;
        if !policy::may_facilitate(&live.review, actor) {
            return Err(Refusal::not_allowed("let guests in").into());
        }
        let open = live.review.lead.door.filter(|door| now <= door.until);
        Ok(open.zip(live.key.as_ref()).map(|(door, key)| key.door(door.number)))
    }

    /// Is this the link of the review's open door? Gives the door's number.
    async fn door(&self, id: ReviewId, secret: &str, now: Instant) -> Result<(u32, Invited)> {
        // A link to a review that is not there is answered like one to a closed door.
        let desk = self.desk_now(id).await.map_err(|error| match error {
            Error::NotFound(_) => Refusal::DoorClosed.into(),
            other => other,
        })?;
        let live = desk.live();
        let open = live.review.lead.door.filter(|door| now <= door.until);
        match open.zip(live.key.as_ref()) {
            Some((door, key)) if same(&key.door(door.number), secret) => {
                Ok((door.number, Invited { title: live.review.facts.title.clone(), facilitator: live.review.facilitator }))
            }
            _ => Err(Refusal::DoorClosed.into()),
        }
    }

    /// What a link is for.
    ///
    /// # Errors
    /// [`Refusal::DoorClosed`] for a link that is forged, closed or too old.
    pub async fn invited(&self, id: ReviewId, secret: &str, now: Instant) -> Result<Invited> {
        Ok(self.door(id, secret, now).await?.1)
    }

    /// The people whom the review that a guest is in names to them: those who lead or led it, those who take part, those
    /// who wrote under their name, and whoever is in the room.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn those_in_review_of(&self, guest: &SignedIn, now: Instant) -> Result<Vec<Person>> {
        let Some(id) = guest.guest_of else { return Ok(Vec::new()) };
        let named = match self.review(&guest.actor(), id).await {
            Ok(review) => review.people(),
            Err(Error::NotFound(_)) => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let by = Viewer { person: guest.actor().person, leads: false, authors: Authors::Anonymous };
        let seats = self.room(&guest.actor(), id, now).await?.seen(by).await;
        let here = |person: PersonId| named.contains(&person) || seats.iter().any(|seat| seat.person == person);
        Ok(self.people().await?.into_iter().filter(|person| here(person.id)).collect())
    }

    /// Lets somebody with an account in; they take part from now on.
    ///
    /// # Errors
    /// [`Refusal::DoorClosed`]; also what [`domain::review::Review::decide`] refuses.
    pub async fn come_in(&self, caller: &SignedIn, id: ReviewId, secret: &str, command: CommandId, now: Instant) -> Result<()> {
        let (door, _) = self.door(id, secret, now).await?;
        self.ask(&caller.actor(), id, command, Command::ComeIn { door, name: caller.person.name.clone() }, now).await?;
        Ok(())
    }

    /// Lets somebody without an account in under a name; gives the secret of their session.
    ///
    /// # Errors
    /// As [`come_in`](Self::come_in), and for a name that is empty or too long.
    pub async fn come_in_as_guest(
        &self,
        person: PersonId,
        id: ReviewId,
        secret: &str,
        name: &str,
        client: &str,
        now: Instant,
    ) -> Result<String> {
        let (door, _) = self.door(id, secret, now).await?;
        let actor = Actor { person, role: Role::Guest };
        self.ask(&actor, id, CommandId(person.0), Command::ComeIn { door, name: name.to_owned() }, now).await?;
        let name = self.desk(id).await?.live().review.lead.guests.get(&person).cloned().unwrap_or_default();
        self.begin_guest(guest::Guest { id: person, review: id, name }, client, now).await
    }
}
