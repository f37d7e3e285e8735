//! The rules of Hotwash: what a review is, who may do what, how a timeline is read, how an incident's handling is
//! classified, what a work item must say. Pure: no I/O, no clock, no randomness; the same code runs in the server
//! and in the browser.

pub mod culture;
pub mod department;
pub mod edit;
pub mod id;
pub mod people;
pub mod policy;
pub mod prose;
pub mod refusal;
pub mod review;
pub mod session;
pub mod time;
pub mod timeline;
pub mod trends;
pub mod work;

pub use refusal::{Refusal, Result};
