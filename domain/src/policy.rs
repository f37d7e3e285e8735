//! Who may do what. The only place where that is decided; every read, command, stream and export asks here.

use crate::{
    Refusal, Result,
    id::{PenId, PersonId},
    people::Role,
    review::{Review, State, Visibility},
    work::WorkItem,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    pub person: PersonId,
    pub role: Role,
}

/// Who asks something of one review, and what they sign with there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Participant {
    pub actor: Actor,
    pub pen: PenId,
}

/// What decides whether a review is seen; kept apart from the review so that lists need not load it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audience {
    pub visibility: Visibility,
    pub opened_by: PersonId,
    pub facilitator: Option<PersonId>,
    pub participants: BTreeSet<PersonId>,
    pub helpers: BTreeSet<PersonId>,
    pub guests: BTreeSet<PersonId>,
}

impl Audience {
    pub fn of(review: &Review) -> Self {
        Self {
            visibility: review.facts.visibility,
            opened_by: review.opened_by,
            facilitator: review.facilitator,
            participants: review.participants.clone(),
            helpers: review.lead.helpers.clone(),
            guests: review.lead.guests.keys().copied().collect(),
        }
    }

    /// See [`may_see`].
    pub fn includes(&self, actor: &Actor) -> bool {
        let Self { visibility, opened_by, facilitator, participants, helpers, guests } = self;
        let takes_part = |person| participants.contains(&person) || helpers.contains(&person);
        sees(actor, *visibility, [Some(*opened_by), *facilitator], takes_part, |person| guests.contains(&person))
    }
}

fn sees(
    actor: &Actor,
    visibility: Visibility,
    leads: [Option<PersonId>; 2],
    takes_part: impl Fn(PersonId) -> bool,
    is_guest: impl Fn(PersonId) -> bool,
) -> bool {
    if actor.role == Role::Guest {
        return is_guest(actor.person);
    }
    visibility == Visibility::Organisation || leads.contains(&Some(actor.person)) || takes_part(actor.person)
}

/// May this person see the review at all? Open reviews are seen by all who have an account. Private ones by those who
/// take part, and by nobody else: not even an administrator, because people speak differently where they know who
/// listens. A guest sees the review they came in by.
pub fn may_see(review: &Review, actor: &Actor) -> bool {
    let takes_part = |person| review.participants.contains(&person) || review.lead.helpers.contains(&person);
    let leads = [Some(review.opened_by), review.facilitator];
    sees(actor, review.facts.visibility, leads, takes_part, |person| review.lead.guests.contains_key(&person))
}

/// May this person see what is not of one review: lists, people, work, trends?
pub fn may_browse(actor: &Actor) -> bool {
    actor.role != Role::Guest
}

/// # Errors
/// [`Refusal::NotAllowed`] for a guest.
pub fn browse(actor: &Actor) -> Result<()> {
    if may_browse(actor) { Ok(()) } else { Err(Refusal::not_allowed("see more than the review you are a guest of")) }
}

/// May this person write anything in the workspace?
pub fn may_write(actor: &Actor) -> bool {
    actor.role <= Role::Member
}

/// May this person add to and change the content of the review? Its guests may.
pub fn may_contribute(review: &Review, actor: &Actor) -> bool {
    (may_write(actor) || actor.role == Role::Guest) && may_see(review, actor)
}

/// May this person move steps, reveal, publish, and name who takes part? The review's facilitator and those named to
/// help; whoever opened it, so that it never is without somebody who can lead it; and an administrator who can see it.
pub fn may_facilitate(review: &Review, actor: &Actor) -> bool {
    let leads = review.facilitator == Some(actor.person)
        || review.opened_by == actor.person
        || review.lead.helpers.contains(&actor.person)
        || actor.role == Role::Admin;
    leads && may_write(actor) && may_see(review, actor)
}

/// May this person look after people, teams, departments and settings?
pub fn may_administer(actor: &Actor) -> bool {
    actor.role == Role::Admin
}

/// May this person see the work item? Whoever owns it always; others where they see the review it came from.
pub fn may_see_work(item: &WorkItem, review: Option<&Audience>, actor: &Actor) -> bool {
    item.owner == actor.person || review.map_or(may_browse(actor), |audience| audience.includes(actor))
}

/// # Errors
/// [`Refusal::NotAllowed`] unless the person administers the workspace.
pub fn administer(actor: &Actor) -> Result<()> {
    if may_administer(actor) { Ok(()) } else { Err(Refusal::not_allowed("change people or settings")) }
}

/// # Errors
/// [`Refusal::Published`] for a review that is no longer open to change.
pub fn open_to_change(review: &Review) -> Result<()> {
    if review.state == State::Open { Ok(()) } else { Err(Refusal::Published) }
}
