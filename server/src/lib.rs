//! The `hotwash` program: its configuration, its HTTP face, and its command line.

pub mod api;
mod assets;
pub mod auth;
pub mod config;
mod forms;
mod headers;
mod health;
mod limits;
mod live;
pub mod pages;
pub mod serve;
pub mod telemetry;

/// The time, for those who hand it on.
#[expect(clippy::disallowed_methods, reason = "the edge of the program is where time is read")]
pub fn now() -> domain::time::Instant {
    domain::time::Instant::from_millis(jiff::Timestamp::now().as_millisecond())
}
