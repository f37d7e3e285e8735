//! Who may do what, over HTTP: every server function, command, page, stream, download and API route, for every role,
//! in one's own review, in somebody else's and in a private one. The tables here say what is meant, in other words
//! than the code; something new that is in no table makes the test fail.

mod commands;
mod functions;
mod routes;
mod world;

/// What somebody needs to be allowed something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// A link or a password, and no session.
    Nothing,
    /// An account.
    Account,
    /// An account whose role writes.
    Writer,
    /// An account whose role leads reviews.
    Leader,
    Administrator,
    /// To see the review.
    Sight,
    /// To see the review, and a role that writes.
    Part,
    /// To lead the review, or to have written what is changed.
    Lead,
}
use Needs::{Account, Administrator, Lead, Leader, Nothing, Part, Sight, Writer};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Nobody,
    Viewer,
    Member,
    Facilitator,
    Admin,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Private; a viewer takes part in it, others opened it.
    Own,
    /// Somebody else's, open to the organisation.
    Other,
    /// Somebody else's, and private.
    Private,
}

/// `None`: allowed. Otherwise the status of the refusal.
pub fn refusal(needs: Needs, role: Role, which: Which) -> Option<u16> {
    let hidden = which == Which::Private;
    match (needs, role) {
        (Nothing, _) => None,
        (_, Role::Nobody) => Some(401),
        (Sight | Part | Lead, _) if hidden => Some(404),
        (Writer | Part | Lead, Role::Viewer) => Some(403),
        (Leader, Role::Viewer | Role::Member) => Some(403),
        (Administrator, Role::Viewer | Role::Member | Role::Facilitator) => Some(403),
        (Lead, Role::Member | Role::Facilitator) if which == Which::Other => Some(403),
        _ => None,
    }
}

pub fn check(what: &str, needs: Needs, role: Role, which: Which, status: u16, body: &str) {
    let wanted = refusal(needs, role, which);
    let good = match wanted {
        None => (200..400).contains(&status),
        Some(refused) => status == refused,
    };
    assert!(good, "{what} by {role:?} in {which:?}: {status} where {wanted:?} was meant: {body}");
}
