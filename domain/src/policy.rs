//! Who may do what. The only place where that is decided; every read, command, stream and export asks here.

use crate::{
    Refusal, Result,
    id::PersonId,
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

/// What decides whether a review is seen; kept apart from the review so that lists need not load it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audience {
    pub visibility: Visibility,
    pub opened_by: PersonId,
    pub facilitator: Option<PersonId>,
    pub participants: BTreeSet<PersonId>,
}

impl Audience {
    pub fn of(review: &Review) -> Self {
        Self {
            visibility: review.facts.visibility,
            opened_by: review.opened_by,
            facilitator: review.facilitator,
            participants: review.participants.clone(),
        }
    }

    /// Open reviews are seen by all who sign in. Private ones by those who take part, and by nobody else: not even
    /// an administrator, because people speak differently where they know who listens.
    pub fn includes(&self, actor: &Actor) -> bool {
        self.visibility == Visibility::Organisation
            || self.opened_by == actor.person
            || self.facilitator == Some(actor.person)
            || self.participants.contains(&actor.person)
    }
}

/// May this person see the review at all?
pub fn may_see(review: &Review, actor: &Actor) -> bool {
    Audience::of(review).includes(actor)
}

/// May this person write anything in the workspace?
pub fn may_write(actor: &Actor) -> bool {
    actor.role <= Role::Member
}

/// May this person add to and change the content of the review?
pub fn may_contribute(review: &Review, actor: &Actor) -> bool {
    may_write(actor) && may_see(review, actor)
}

/// May this person move steps, reveal, publish, and name who takes part? The review's facilitator; whoever opened
/// it, so that it never is without somebody who can lead it; and an administrator who can see it.
pub fn may_facilitate(review: &Review, actor: &Actor) -> bool {
    let leads = review.facilitator == Some(actor.person) || review.opened_by == actor.person;
    may_contribute(review, actor) && (leads || actor.role == Role::Admin)
}

/// May this person look after people, teams, departments and settings?
pub fn may_administer(actor: &Actor) -> bool {
    actor.role == Role::Admin
}

/// May this person see the work item? Whoever owns it always; others where they see the review it came from.
pub fn may_see_work(item: &WorkItem, review: Option<&Audience>, actor: &Actor) -> bool {
    item.owner == actor.person || review.is_none_or(|audience| audience.includes(actor))
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
