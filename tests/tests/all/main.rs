//! The program as people and programs meet it: over HTTP, on a free port.

mod api;
mod backup;
mod bad_session_input;
mod corpus;
mod crash;
mod engines;
mod entry;
mod faults;
mod forms;
mod nodes;
mod over_days;
mod pages;
mod policy;
mod record;
mod session;
mod stream;
mod the_loop;
