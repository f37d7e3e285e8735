//! The time of a session. The server keeps moments; what is left of them is reckoned where it is shown.

use super::Format;
use crate::time::Instant;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The most minutes that can be given to a step at once.
pub const MOST_MORE: u16 = 60;

/// A session that is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Clock {
    pub began: Instant,
    /// When the room came to the step it is at.
    pub step_began: Instant,
    /// Minutes given to this step on top of those planned.
    pub more: u16,
}

/// How a session stands against its plan; all in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Left {
    /// Until this step should be over; below zero when it is over its time.
    pub step: i64,
    /// What this step and the ones to come still need.
    pub whole: i64,
    /// How much later than planned it will be over; below zero when it is ahead.
    pub behind: i64,
}

impl Left {
    /// Has the step taken all the time that it has?
    pub fn is_step_over(self) -> bool {
        self.step <= 0
    }

    /// Has the session lasted as long as was planned for it, whatever is still to come?
    pub fn is_session_over(self) -> bool {
        self.behind >= self.whole
    }
}

impl Clock {
    pub(crate) fn starting(now: Instant) -> Self {
        Self { began: now, step_began: now, more: 0 }
    }

    /// What is left at `now` for a session that is at `step`.
    pub fn left(&self, format: &Format, step: usize, left_out: &BTreeSet<usize>, now: Instant) -> Left {
        let minutes = |at: usize| format.steps.get(at).map_or(0, |step| i64::from(step.minutes)) * 60;
        let taken = |at: &usize| !left_out.contains(at);
        let this = minutes(step) + i64::from(self.more) * 60 - now.seconds_since(self.step_began);
        let to_come: i64 = (step.saturating_add(1)..format.steps.len()).filter(taken).map(minutes).sum();
        let planned: i64 = (0..format.steps.len()).filter(taken).map(minutes).sum();
        let whole = this.max(0) + to_come;
        Left { step: this, whole, behind: now.seconds_since(self.began) + whole - planned }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Step, StepKind, VoteRule};
    use super::*;

    fn format() -> Format {
        let step = |kind, minutes| Step { kind, minutes };
        Format {
            id: "short".into(),
            name: "Short".into(),
            about: String::new(),
            questions: Vec::new(),
            votes: VoteRule { budget: 1, most_on_one: 1 },
            steps: vec![step(StepKind::Welcome, 5), step(StepKind::Timeline, 20), step(StepKind::Close, 5)],
        }
    }

    fn at(minutes: i64) -> Instant {
        Instant::from_millis(1_790_000_000_000).plus_seconds(minutes * 60)
    }

    #[test]
    fn a_session_that_keeps_its_plan_is_neither_behind_nor_ahead() {
        let clock = Clock { began: at(0), step_began: at(5), more: 0 };
        assert_eq!(clock.left(&format(), 1, &BTreeSet::new(), at(10)), Left { step: 15 * 60, whole: 20 * 60, behind: 0 });
    }

    #[test]
    fn a_step_that_is_over_its_time_puts_the_whole_behind() {
        let clock = Clock { began: at(0), step_began: at(5), more: 0 };
        assert_eq!(clock.left(&format(), 1, &BTreeSet::new(), at(28)), Left { step: -3 * 60, whole: 5 * 60, behind: 3 * 60 });
    }

    #[test]
    fn minutes_given_on_top_are_added_to_the_step_and_to_the_whole() {
        let clock = Clock { began: at(0), step_began: at(5), more: 3 };
        assert_eq!(clock.left(&format(), 1, &BTreeSet::new(), at(5)), Left { step: 23 * 60, whole: 28 * 60, behind: 3 * 60 });
    }

    #[test]
    fn a_step_is_over_after_its_minutes_and_the_session_after_those_of_all_steps() {
        let clock = Clock { began: at(0), step_began: at(5), more: 0 };
        let over = |minutes| {
            let left = clock.left(&format(), 1, &BTreeSet::new(), at(minutes));
            (left.is_step_over(), left.is_session_over())
        };
        assert_eq!([24, 25, 29, 30].map(over), [(false, false), (true, false), (true, false), (true, true)]);
    }

    #[test]
    fn what_is_left_out_costs_no_time() {
        let clock = Clock { began: at(0), step_began: at(0), more: 0 };
        assert_eq!(clock.left(&format(), 0, &BTreeSet::from([1]), at(0)), Left { step: 5 * 60, whole: 10 * 60, behind: 0 });
    }
}
