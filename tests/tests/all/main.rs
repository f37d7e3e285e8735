//! The program as people and programs meet it: over HTTP, on a free port.

mod entry;
mod forms;
mod the_loop;
