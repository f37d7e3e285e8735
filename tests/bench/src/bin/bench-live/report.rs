//! What was measured, as a table: a column for every size.

use crate::{
    Size,
    phase::{EVERY, Measured},
    room::Live,
};
use std::time::Duration;

pub struct Row {
    what: &'static str,
    value: String,
    goal: &'static str,
}

fn row(what: &'static str, value: f64, decimals: usize, goal: &'static str) -> Row {
    Row { what, value: format!("{value:.decimals$}"), goal }
}

/// The times that 50, 95 and 99 of 100 are below, in milliseconds.
fn percentiles(mut times: Vec<Duration>) -> [f64; 3] {
    times.sort_unstable();
    [0.5, 0.95, 0.99].map(|share| {
        let place = (times.len() as f64 * share) as usize;
        times.get(place).map_or(f64::NAN, |time| time.as_secs_f64() * 1_000.0)
    })
}

fn percent(cpu: Duration, time: Duration) -> f64 {
    100.0 * cpu.as_secs_f64() / time.as_secs_f64()
}

pub fn column(size: Size, live: Live, floor: Measured) -> Vec<Row> {
    let Live { measured, people, kilobytes, reloads } = live;
    let seconds = measured.time.as_secs_f64();
    let message = measured.bytes as f64 / measured.messages as f64;
    let [p50, p95, p99] = percentiles(measured.arrivals);
    let [done50, _, done99] = percentiles(measured.acknowledged);
    let [floor50, floor95, floor99] = percentiles(floor.arrivals);
    vec![
        row("commands a second, asked for", (size.rooms * size.people) as f64 / EVERY.as_secs_f64(), 1, ""),
        row("commands a second, done", measured.done as f64 / seconds, 1, ""),
        row("commands refused", measured.refused as f64, 0, "goal: 0"),
        row("arrivals lost", measured.lost as f64, 0, "goal: 0"),
        row("told to load afresh", reloads as f64, 0, "goal: 0"),
        row("arrival at others, p50, ms", p50, 1, ""),
        row("arrival at others, p95, ms", p95, 1, ""),
        row("arrival at others, p99, ms", p99, 1, "goal: under 60 in 1 × 200"),
        row("acknowledged, p50, ms", done50, 1, ""),
        row("acknowledged, p99, ms", done99, 1, ""),
        row("bytes a second to one person", measured.bytes as f64 / seconds / people as f64, 0, ""),
        row("bytes in all for a change and a person", message, 0, "goal: flat"),
        row("server, % of one core", percent(measured.cpu, measured.time), 0, ""),
        row("people, % of one core", percent(measured.own_cpu, measured.time), 0, ""),
        row("server, MiB", measured.mebibytes, 0, ""),
        row("server, kB for each person connected", kilobytes, 0, "goal: under 150"),
        row("floor: arrival at others, p50, ms", floor50, 1, ""),
        row("floor: arrival at others, p95, ms", floor95, 1, ""),
        row("floor: arrival at others, p99, ms", floor99, 1, ""),
        row("floor: arrivals lost", floor.lost as f64, 0, ""),
        row("floor: server, % of one core", percent(floor.cpu, floor.time), 0, ""),
        row("floor: server, MiB", floor.mebibytes, 0, ""),
        row("arrival as a multiple of the floor, p50", p50 / floor50, 1, ""),
        row("arrival as a multiple of the floor, p95", p95 / floor95, 1, ""),
        row("arrival as a multiple of the floor, p99", p99 / floor99, 1, ""),
    ]
}

pub fn print(sizes: &[Size], columns: &[Vec<Row>]) {
    let heads: String = sizes.iter().map(|size| format!("{:>10}", size.name())).collect();
    println!("{:<42}{heads}", "rooms × people");
    for (place, Row { what, goal, .. }) in columns[0].iter().enumerate() {
        let values: String = columns.iter().map(|column| format!("{:>10}", column[place].value)).collect();
        println!("{what:<42}{values}   {goal}");
    }
}
