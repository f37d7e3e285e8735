//! Rooms full of people on an optimised Hotwash: how fast what one does reaches all others, and what that costs. Beside
//! it stands the least that any server could do: a plain WebSocket broadcast of messages as long and as many.
//!
//! The people share the machine with the server, so times are those of a machine that does both.

mod browser;
mod floor;
mod guest;
mod inbox;
mod phase;
mod report;
mod room;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::{process::ExitCode, time::Duration};

/// How long each step is measured.
const MEASURED: Duration = Duration::from_secs(15);
const MEASURED_QUICKLY: Duration = Duration::from_secs(3);

/// Every person holds a stream; commands and heartbeats that are under way come on top.
const OPEN_FILES: u64 = 8_192;

/// How many people there are.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    pub rooms: usize,
    /// In each room.
    pub people: usize,
}

const SIZES: [Size; 6] = [
    Size { rooms: 1, people: 20 },
    Size { rooms: 1, people: 50 },
    Size { rooms: 1, people: 200 },
    Size { rooms: 1, people: 500 },
    Size { rooms: 50, people: 20 },
    Size { rooms: 50, people: 50 },
];

impl Size {
    pub fn name(self) -> String {
        format!("{} × {}", self.rooms, self.people)
    }
}

/// Raises the limit on open files for this program and those that it starts.
fn raise_open_files() {
    let limit = getrlimit(Resource::Nofile);
    if limit.current.is_none_or(|now| now >= OPEN_FILES) {
        return;
    }
    let raised = setrlimit(Resource::Nofile, Rlimit { current: Some(OPEN_FILES), ..limit });
    assert!(
        raised.is_ok(),
        "2,500 people need {OPEN_FILES} open files and {:?} are allowed: raise the hard limit (ulimit -Hn)",
        limit.maximum
    );
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let time = match arguments.first().map(String::as_str) {
        None => MEASURED,
        Some("--quick") => MEASURED_QUICKLY,
        // How this program starts itself.
        Some("floor") => {
            floor::serve().await;
            return ExitCode::SUCCESS;
        }
        Some(_) => {
            eprintln!("usage: bench-live [--quick]");
            return ExitCode::FAILURE;
        }
    };
    raise_open_files();
    println!("{}\n", driver::built("hotwash").display());
    let mut columns = Vec::new();
    let mut sound = true;
    for size in SIZES {
        eprintln!("rooms × people: {}", size.name());
        let live = room::measure(size, time).await;
        let floor = floor::measure(size, time, live.measured.message_bytes()).await;
        sound &= live.measured.refused == 0 && live.measured.lost == 0;
        columns.push(report::column(size, live, floor));
    }
    report::print(&SIZES, &columns);
    if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
