//! How a review is led: its format (the questions, the steps, the votes), the cards that answer the questions and the
//! themes they are grouped under, the clock of a session, the room of people who are in it, and what to ask them.

mod card;
mod clock;
mod draft;
mod format;
mod lead;
pub mod probing;
pub mod room;

pub use card::{Authors, Ballot, Card, Parked, Theme, Votes};
pub use clock::{Clock, Left, MOST_MORE};
pub(crate) use draft::number;
pub use draft::{FormatDraft, QuestionDraft};
pub use format::{Format, Question, Step, StepKind, VoteRule};
pub use lead::{CloseQuestion, Door, Focus, GUEST_NAME, Lead, MOST_HOURS, Tally};
