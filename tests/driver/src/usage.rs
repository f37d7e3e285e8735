//! What a process uses, as Linux tells it.

use std::time::Duration;

/// Linux tells the time of a process in hundredths of a second, whatever its own clock does.
const TICK: Duration = Duration::from_millis(10);

/// What a process uses.
#[derive(Debug, Clone, Copy)]
pub struct Usage {
    /// Time on processors since it began, in itself and in the system for it.
    pub cpu: Duration,
    /// Resident memory.
    pub mebibytes: f64,
}

/// What a process of this machine uses.
pub fn usage(process: u32) -> Usage {
    let read = |file: &str| std::fs::read_to_string(format!("/proc/{process}/{file}")).expect("a process of this machine");
    let (status, stat) = (read("status"), read("stat"));
    let kilobytes = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).and_then(|rest| rest.split_whitespace().next());
    let kilobytes: f64 = kilobytes.and_then(|text| text.parse().ok()).expect("its memory");
    // The second field is the program's name in parentheses, with whatever spaces it has.
    let (_, fields) = stat.rsplit_once(')').expect("its name");
    let ticks: u32 = fields.split_whitespace().skip(11).take(2).map(|field| field.parse::<u32>().expect("ticks")).sum();
    Usage { cpu: TICK * ticks, mebibytes: kilobytes / 1024.0 }
}
