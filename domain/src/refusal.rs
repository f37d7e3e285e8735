//! Why a command was refused. Every variant has a stable code for programs and a sentence for people that says what
//! to do about it.

use serde::{Deserialize, Serialize};
use std::fmt;

pub type Result<T> = std::result::Result<T, Refusal>;

/// A reason that the person who asked can act on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// The role or the part in the review does not permit it.
    NotAllowed { what: String },
    /// A field that must say something is empty.
    Empty { field: String },
    /// A text is longer than its field takes; both counts are characters.
    TooLong { field: String, limit: usize, length: usize },
    /// A number is outside its range.
    OutOfRange { field: String, lowest: i64, highest: i64 },
    /// A date, time or zone could not be read. Without `text`, the hint names what is wrong itself.
    UnreadableTime { field: String, text: String, hint: String },
    /// Two times stand in the wrong order.
    TimeOrder { field: String, earlier: String, later: String },
    /// A value is not one of those offered.
    Invalid { field: String, hint: String },
    /// The thing named does not exist here.
    Unknown { what: String },
    /// The id is already used for something else.
    Taken { what: String },
    /// There is room for no more.
    Full { what: String, limit: usize },
    /// The text was changed by someone else and the request did not say what it started from.
    Stale { what: String, version: u64 },
    /// The review's step does not take this command.
    WrongStep { what: String, step: String },
    /// Somebody else moved the session on, or back, in the same moment; it is at this step now.
    Moved { step: String },
    /// What was written to be private until the reveal came after it.
    Revealed,
    /// All votes are spent.
    VotesSpent { budget: u32, most_on_one: u32 },
    /// The review is published; it is reopened before it is changed.
    Published,
    /// People have answered already, so what they answered to stays.
    Begun { what: String },
    /// The link that guests come in by is closed, or was never made.
    DoorClosed,
    /// The item cannot go from this status to that one.
    WrongStatus { from: String, to: String, hint: String },
}

impl Refusal {
    /// Stable, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAllowed { .. } => "not_allowed",
            Self::Empty { .. } => "empty",
            Self::TooLong { .. } => "too_long",
            Self::OutOfRange { .. } => "out_of_range",
            Self::UnreadableTime { .. } => "unreadable_time",
            Self::TimeOrder { .. } => "time_order",
            Self::Invalid { .. } => "invalid",
            Self::Unknown { .. } => "unknown",
            Self::Taken { .. } => "taken",
            Self::Full { .. } => "full",
            Self::Stale { .. } => "stale",
            Self::WrongStep { .. } => "wrong_step",
            Self::Moved { .. } => "moved",
            Self::Revealed => "revealed",
            Self::VotesSpent { .. } => "votes_spent",
            Self::Published => "published",
            Self::Begun { .. } => "begun",
            Self::DoorClosed => "door_closed",
            Self::WrongStatus { .. } => "wrong_status",
        }
    }

    /// The form field it is about, where it is about one.
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::Empty { field }
            | Self::TooLong { field, .. }
            | Self::OutOfRange { field, .. }
            | Self::UnreadableTime { field, .. }
            | Self::TimeOrder { field, .. }
            | Self::Invalid { field, .. } => Some(field),
            _ => None,
        }
    }

    pub fn not_allowed(what: impl Into<String>) -> Self {
        Self::NotAllowed { what: what.into() }
    }

    pub fn unknown(what: impl Into<String>) -> Self {
        Self::Unknown { what: what.into() }
    }

    pub fn invalid(field: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Invalid { field: field.into(), hint: hint.into() }
    }
}

/// A field's name as a person reads it: `risk_scenario` is "Risk scenario". Where the forms call it otherwise, it is
/// called so here too.
pub fn spoken(field: &str) -> String {
    match field {
        "at" => return "When".into(),
        "sources" => return "Learnt from".into(),
        "check" => return "How will we know".into(),
        "person" => return "Facilitator".into(),
        "saw" => return "What you saw".into(),
        "expected" => return "What you expected".into(),
        "knew" => return "What you knew then".into(),
        "until" => return "Answers by".into(),
        _ => {}
    }
    if let Some(of) = field.strip_suffix("_zone") {
        return format!("Zone of “{}”", spoken(of));
    }
    let text = field.replace('_', " ");
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => text,
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAllowed { what } => write!(f, "You may not {what}. Ask the review's facilitator or an administrator."),
            Self::Empty { field } => write!(f, "{} is empty. Write something and send it again.", spoken(field)),
            Self::TooLong { field, limit, length } => {
                write!(f, "{} takes {limit} characters and this has {length}. Shorten it or split it.", spoken(field))
            }
            Self::OutOfRange { field, lowest, highest } => {
                write!(f, "{} must be between {lowest} and {highest}.", spoken(field))
            }
            Self::UnreadableTime { field, text, hint } if text.is_empty() => write!(f, "{}: {hint}", spoken(field)),
            Self::UnreadableTime { field, text, hint } => write!(f, "{}: “{text}” could not be read. {hint}", spoken(field)),
            Self::TimeOrder { earlier, later, .. } => {
                write!(f, "“{}” is before “{}”. Check both times and their zones.", spoken(later), spoken(earlier))
            }
            Self::Invalid { field, hint } => write!(f, "{}: {hint}", spoken(field)),
            Self::Unknown { what } => write!(f, "This {what} does not exist, or you may not see it."),
            Self::Taken { what } => write!(f, "This {what} exists already with other content. Reload and try again."),
            Self::Full { what, limit } => write!(f, "There is room for {limit} {what}, and all are used."),
            Self::Stale { what, version } => write!(
                f,
                "Someone changed this {what} meanwhile (now version {version}). Your text was not saved; load the newest, compare, and send again."
            ),
            Self::WrongStep { what, step } => {
                write!(f, "The review is at “{step}”, which does not take {what}. The facilitator can go back to the step that does.")
            }
            Self::Moved { step } => {
                write!(
                    f,
                    "Somebody else moved the session in the same moment: it is at “{step}” now. Move on from there, if that is still right."
                )
            }
            Self::Revealed => {
                write!(
                    f,
                    "The answers were revealed while you wrote: everybody would see this one at once. Send it again to show it to them."
                )
            }
            Self::VotesSpent { budget, most_on_one } => {
                write!(f, "You have {budget} votes, at most {most_on_one} on one theme or card. Take one back to place it elsewhere.")
            }
            Self::Published => write!(f, "This review is published. Reopen it to change it."),
            Self::Begun { what } => {
                write!(f, "{what} is chosen before the first answer, and people have answered. A new review can have another.")
            }
            Self::DoorClosed => {
                write!(f, "This link lets nobody in any more. Ask the facilitator to open the door again and send you the new one.")
            }
            Self::WrongStatus { from, to, hint } => write!(f, "“{from}” cannot become “{to}”. {hint}"),
        }
    }
}

impl std::error::Error for Refusal {}
