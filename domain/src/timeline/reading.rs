//! Reads a timeline that somebody pastes: a Markdown table, a list, or lines that begin with a time. Every row comes
//! back with what was understood and what was doubtful; nothing is guessed silently and nothing is invented.

use super::{EventKind, Precision};
use crate::{
    Refusal, Result, prose,
    time::{Day, Instant, Stamp, When, resolve},
};
use jiff::civil;
use serde::{Deserialize, Serialize};

mod stamp;
use stamp::Found;

/// Rows that one paste may have.
pub const MOST_ROWS: usize = 1_000;
/// Characters that one paste may have.
pub const MOST_TEXT: usize = 200_000;

/// One entry as it was understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Row {
    /// Line of the pasted text, from 1.
    pub line: u32,
    /// What stands there, without the time.
    pub text: String,
    /// `None` where no time could be read; `messages` says why.
    pub at: Option<Stamp>,
    pub precision: Precision,
    pub kind: EventKind,
    /// What to look at before adding the row, each a sentence.
    pub messages: Vec<String>,
}

impl Row {
    /// The moment and the words by which a timeline knows this entry; `None` where it cannot be added.
    pub fn entry(&self) -> Option<(Instant, &str)> {
        let text = self.text.trim();
        self.at.as_ref().filter(|_| !text.is_empty()).map(|stamp| (stamp.at, text))
    }
}

/// What the text leaves open.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assume {
    /// The day of entries that have only a clock time, `2026-11-21`.
    pub day: Option<Day>,
    /// The zone of entries that name none.
    pub zone: String,
}

/// Reads a pasted timeline into rows, in the order in which they stand.
///
/// # Errors
/// [`Refusal::TooLong`] for more than [`MOST_TEXT`]. Where there are more than [`MOST_ROWS`], a last row says so.
pub fn read(text: &str, assume: &Assume) -> Result<Vec<Row>> {
    let length = text.chars().count();
    if length > MOST_TEXT {
        return Err(Refusal::TooLong { field: "text".into(), limit: MOST_TEXT, length });
    }
    let mut reader = Reader { assume, day: assume.day, last: None, rows: Vec::new(), indent: 0, until: None, table: false, zone: None };
    let text = prose::plain(text);
    let mut lines = text.lines().zip(1..).peekable();
    while let Some((line, number)) = lines.next() {
        if reader.rows.len() >= MOST_ROWS {
            let more = format!("Only {MOST_ROWS} rows are read at once. Add these, take them out of the text, and read the rest.");
            reader.push(number, None, Precision::Unknown, line, vec![more]);
            break;
        }
        reader.line(number, line, lines.peek().map(|(next, _)| *next));
    }
    Ok(reader.rows)
}

/// A line with a time in its first characters may be an entry in a form that is not known.
const BEGINNING: usize = 24;

const NO_TEXT: &str = "There is a time but no text.";

struct Reader<'a> {
    assume: &'a Assume,
    /// The day that clock times belong to, from a heading, the last dated entry, or the form.
    day: Option<Day>,
    /// The last clock time on `day`, to notice midnight and disorder.
    last: Option<civil::DateTime>,
    rows: Vec<Row>,
    /// How far the last entry was indented; what is indented further belongs to it.
    indent: usize,
    /// The end of the last entry's span, while it has no text to keep it in.
    until: Option<String>,
    /// In the middle of a table.
    table: bool,
    /// The zone that the table's heading names, and what there is to say about it.
    zone: Option<(Option<String>, Vec<String>)>,
}

impl Reader<'_> {
    fn line(&mut self, number: u32, line: &str, next: Option<&str>) {
        let trimmed = line.trim();
        if trimmed.is_empty() {
            self.table = false;
            self.zone = None;
            return;
        }
        if let Some(heading) = trimmed.strip_prefix('#') {
            self.heading(heading.trim_start_matches('#'));
            return;
        }
        if trimmed.starts_with('|') || (self.table && trimmed.contains('|')) {
            let names_columns =
                next.is_some_and(is_rule) || self.rows.is_empty() && !trimmed.trim_matches('|').split('|').any(stamp::resembles);
            self.table_row(number, trimmed, names_columns);
            return;
        }
        let indent = line.len() - line.trim_start().len();
        let (bullet, body) = strip_bullet(trimmed);
        match stamp::leading(body) {
            Some((found, rest)) if found.time.is_some() => {
                self.indent = indent;
                self.entry(number, &found, rest);
            }
            Some((found, rest)) if rest.trim_matches([':', '*', '_', '-', ' ']).is_empty() => self.dated(&found),
            _ if bullet && (indent <= self.indent || self.rows.is_empty()) => self.untimed(number, indent, body),
            _ if stamp::resembles(body) => {
                self.indent = indent;
                self.push(
                    number,
                    None,
                    Precision::Unknown,
                    body,
                    vec!["It begins like a time, and is none. Write it like 14:05.".to_owned()],
                );
            }
            _ if self.rows.is_empty() => {}
            _ => self.continued(trimmed),
        }
    }

    /// A heading may carry the day of what follows.
    fn heading(&mut self, heading: &str) {
        if let Some((found, _)) = stamp::anywhere(heading) {
            self.dated(&found);
        }
    }

    fn dated(&mut self, found: &Found) {
        if let Some(day) = found.day {
            self.day = Some(day);
            self.last = None;
        }
    }

    /// A list item without a time at its beginning; the time may follow a label.
    fn untimed(&mut self, number: u32, indent: usize, body: &str) {
        self.indent = indent;
        match stamp::anywhere(body) {
            Some((found, rest)) if found.time.is_some() && (found.day.is_some() || body.len() < 120) => {
                self.entry(number, &found, &rest);
            }
            _ => {
                let problem = match stamp::placeholder(body) {
                    Some(word) => format!("“{word}” is a placeholder, not a time. Write the time to add this row."),
                    None => "No time was found here. Write one to add this row.".to_owned(),
                };
                self.push(number, None, Precision::Unknown, body, vec![problem]);
            }
        }
    }

    fn continued(&mut self, text: &str) {
        let Some(row) = self.rows.last_mut() else { return };
        let room = prose::TEXT.saturating_sub(row.text.chars().count());
        let beginning: String = text.chars().take(BEGINNING).collect();
        if stamp::anywhere(&beginning).is_some_and(|(found, _)| found.time.is_some()) {
            row.messages.push("A line that goes on here holds a time of its own. If it is an entry, begin it with that time.".into());
        }
        if row.text.is_empty() {
            row.messages.retain(|message| message != NO_TEXT);
            row.text = text.chars().take(room).collect();
            self.end_span();
        } else if room > text.chars().count() {
            row.text.push('\n');
            row.text.push_str(text);
        } else if room > 0 {
            let cut: String = text.chars().take(room.saturating_sub(1)).collect();
            row.text.push('\n');
            row.text.push_str(&cut);
            row.messages.push(format!("The text was cut at {} characters.", prose::TEXT));
        }
    }

    /// `is_header`: what follows or stands before says that a first row without a time names the columns.
    fn table_row(&mut self, number: u32, line: &str, is_header: bool) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        if is_rule(line) {
            return;
        }
        let first = !self.table;
        self.table = true;
        let mut found = Found::default();
        let mut text = Vec::new();
        for cell in &cells {
            match stamp::leading(cell) {
                Some((part, rest)) if found.accepts(&part) => {
                    found = found.with(part);
                    if !rest.is_empty() {
                        text.push(rest.to_owned());
                    }
                }
                _ if !cell.is_empty() => text.push((*cell).to_owned()),
                _ => {}
            }
        }
        if found.time.is_some() {
            if let (None, Some((zone, messages))) = (&found.zone, &self.zone) {
                found.zone.clone_from(zone);
                found.messages.extend(messages.iter().cloned());
            }
            self.entry(number, &found, &text.join(" · "));
        } else if found.day.is_some() && text.is_empty() {
            self.dated(&found);
        } else if !first || !is_header {
            let body = cells.join(" · ");
            let problem = match stamp::placeholder(&body) {
                Some(word) => format!("“{word}” is a placeholder, not a time. Write the time to add this row."),
                None => "No time was found in this row. Write one to add it.".to_owned(),
            };
            self.push(number, None, Precision::Unknown, &body, vec![problem]);
        } else {
            self.zone = cells.iter().find_map(|cell| stamp::zone_within(cell));
        }
    }

    fn entry(&mut self, number: u32, found: &Found, text: &str) {
        let mut messages = found.messages.clone();
        let Some(time) = found.time else { return };
        let (at, precision) = match found.day.or(self.day) {
            None => {
                messages.push("Which day was this? Give the day above, or write it before the time.".into());
                (None, Precision::Unknown)
            }
            Some(day) => {
                let local = self.place(day, time, found.day.is_some(), &mut messages);
                (self.resolved(local, found, &mut messages), found.precision())
            }
        };
        self.push(number, at, precision, text, messages);
        self.until.clone_from(&found.until);
        self.end_span();
    }

    /// Keeps the end of a span in the text, once there is some.
    fn end_span(&mut self) {
        if let Some(row) = self.rows.last_mut().filter(|row| !row.text.is_empty())
            && let Some(end) = self.until.take()
        {
            let end = format!(" (until {end})");
            row.text = row.text.chars().take(prose::TEXT - end.chars().count()).chain(end.chars()).collect();
        }
    }

    /// Puts a clock time on its day; a clock that jumps far back has passed midnight.
    fn place(&mut self, day: Day, time: civil::Time, dated: bool, messages: &mut Vec<String>) -> civil::DateTime {
        let mut local = day.at(time);
        if let Some(last) = self.last {
            let back = last.duration_since(local).as_hours();
            if !dated && back >= 12 {
                let next = day.plus_days(1);
                local = next.at(time);
                messages.push(format!("The clock passed midnight, so this is on {}.", next.spoken()));
            } else if local < last {
                messages.push("This is earlier than the row before it. It will be put in order of time; check that both are right.".into());
            }
        }
        self.day = Some(Day::of(local.date()));
        self.last = Some(local);
        local
    }

    fn resolved(&self, local: civil::DateTime, found: &Found, messages: &mut Vec<String>) -> Option<Stamp> {
        let zone = found.zone.as_deref().unwrap_or(&self.assume.zone);
        let stamp = resolve(local, zone).map_err(|hint| messages.push(hint)).ok()?;
        // The same bounds as a typed time.
        match When::new(stamp.local(), stamp.zone.clone()).read("time") {
            Ok(_) => Some(stamp),
            Err(refusal) => {
                messages.push(refusal.to_string());
                None
            }
        }
    }

    fn push(&mut self, line: u32, at: Option<Stamp>, precision: Precision, text: &str, mut messages: Vec<String>) {
        self.until = None;
        let text = text.trim_start_matches([':', '-', '–', '—', ',', '*', '_', ' ', '|', '>']).trim().trim_end_matches("**").to_owned();
        if text.is_empty() {
            messages.push(NO_TEXT.into());
        }
        let length = text.chars().count();
        if length > prose::TEXT {
            messages.push(format!("The text has {length} characters and an event takes {}; the rest is left out.", prose::TEXT));
        }
        if self.rows.iter().any(|row| row.at.is_some() && row.at == at && row.text == text) {
            messages.push("The same entry stands above already.".into());
        }
        let kind = guess(&text);
        self.rows.push(Row { line, text: text.chars().take(prose::TEXT).collect(), at, precision, kind, messages });
    }
}

/// `|---|:--:|`, under the names of a table's columns.
fn is_rule(line: &str) -> bool {
    line.contains('-') && line.trim().chars().all(|c| matches!(c, '|' | '-' | ':' | ' '))
}

/// Takes a list marker off: `-`, `*`, `+`, `•`, `1.`, `[x]`.
fn strip_bullet(line: &str) -> (bool, &str) {
    let after = ["- ", "* ", "+ ", "• ", "– "].iter().find_map(|marker| line.strip_prefix(marker));
    let body = after.or_else(|| {
        let digits = line.chars().take_while(char::is_ascii_digit).count();
        let rest = line.get(digits..)?;
        (digits > 0 && digits < 4).then(|| rest.strip_prefix(". ").or_else(|| rest.strip_prefix(") "))).flatten()
    });
    match body {
        Some(body) => {
            let body = body.trim_start();
            (true, ["[ ] ", "[x] ", "[X] "].iter().find_map(|tick| body.strip_prefix(tick)).unwrap_or(body))
        }
        None => (false, line),
    }
}

/// The kind that the words suggest; a person can change it.
fn guess(text: &str) -> EventKind {
    let text = text.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if has(&["alert", "paged", "alarm", "detected", "noticed", "reported", "complain"]) {
        EventKind::Detection
    } else if has(&["decided", "decision", "agreed to", "chose "]) {
        EventKind::Decision
    } else if has(&["resolved", "restored", "mitigated", "incident declared", "incident began", "incident start", "recovered", "all clear"])
    {
        EventKind::Milestone
    } else if has(&[
        "announce",
        "posted",
        "emailed",
        "status page",
        "informed",
        "told ",
        "asked ",
        "notified",
        "called ",
        "updated the channel",
    ]) {
        EventKind::Communication
    } else if has(&[
        "restart",
        "rolled back",
        "roll back",
        "deployed",
        "reverted",
        "scaled",
        "deleted",
        "created",
        "applied",
        "merged",
        "disabled",
        "enabled",
        "upgraded",
        "changed",
    ]) {
        EventKind::Action
    } else {
        EventKind::Observation
    }
}

#[cfg(test)]
mod tests;
