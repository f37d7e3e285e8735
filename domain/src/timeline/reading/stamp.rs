//! Finds a date, a time and a zone in running text.

use crate::time::{Day, parse_offset};
use jiff::civil;

use super::Precision;

/// What a stamp said.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Found {
    pub day: Option<Day>,
    pub time: Option<civil::Time>,
    /// An offset or an IANA name; abbreviations that mean one thing are turned into offsets.
    pub zone: Option<String>,
    /// The end of a span, as it was written.
    pub until: Option<String>,
    approximate: bool,
    seconds: bool,
    pub messages: Vec<String>,
}

impl Found {
    pub fn precision(&self) -> Precision {
        match (self.approximate, self.seconds) {
            (true, _) => Precision::Approximate,
            (false, true) => Precision::Exact,
            (false, false) => Precision::Minute,
        }
    }

    /// Does the other part say something that is still missing here?
    pub fn accepts(&self, other: &Self) -> bool {
        self.time.is_none() && (other.time.is_some() || self.day.is_none())
    }

    pub fn with(mut self, other: Self) -> Self {
        self.day = self.day.or(other.day);
        self.time = self.time.or(other.time);
        self.zone = self.zone.or(other.zone);
        self.until = self.until.or(other.until);
        self.approximate |= other.approximate;
        self.seconds |= other.seconds;
        self.messages.extend(other.messages);
        self
    }
}

/// Does the text begin as a date or a time would, whether it is one or not?
pub(super) fn resembles(text: &str) -> bool {
    let text = text.trim_start_matches(['[', '(', '~', '*', '_', '`', ' ']);
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    let mut rest = text.chars().skip(digits);
    let (mark, next) = (rest.next(), rest.next());
    let goes_on = next.is_some_and(|c| c.is_ascii_digit());
    match digits {
        1 | 2 => goes_on && mark == Some(':'),
        4 => goes_on && matches!(mark, Some('-' | '/')),
        _ => false,
    }
}

/// A stamp at the beginning of the text, and what follows it.
pub(super) fn leading(text: &str) -> Option<(Found, &str)> {
    let mut scan = Scan { rest: text, found: Found::default() };
    scan.skip_dressing();
    scan.weekday();
    let dated = scan.date();
    if dated {
        scan.skip_between();
    }
    let timed = scan.time();
    if !dated && !timed {
        return None;
    }
    if timed {
        scan.range();
        scan.zone();
        if !dated {
            // "14:05 on 3 May 2021"; only a date that follows at once.
            let before = scan.clone();
            scan.skip_between();
            scan.rest = scan.rest.strip_prefix("on ").unwrap_or(scan.rest);
            if !scan.date() {
                scan = before;
            }
        }
    }
    let rest = scan
        .rest
        .trim_start_matches(['*', '_', '`', ')', ']', ' ', ':', '|', ','])
        .trim_start_matches("- ")
        .trim_start_matches("– ")
        .trim_start();
    Some((scan.found, rest))
}

/// The first stamp anywhere in the text, and the text without it.
pub(super) fn anywhere(text: &str) -> Option<(Found, String)> {
    let mut boundary = true;
    for (at, c) in text.char_indices() {
        if boundary
            && (c.is_alphanumeric() || c == '~')
            && let Some((found, rest)) = text.get(at..).and_then(leading)
        {
            let before = text.get(..at).unwrap_or_default().trim_end_matches([' ', ':', '(', '*', '@', '-']).trim();
            let both = if before.is_empty() { rest.to_owned() } else { format!("{before} {rest}") };
            return Some((found, both.trim().to_owned()));
        }
        boundary = !c.is_alphanumeric();
    }
    None
}

/// A zone that a heading names: `Time (UTC)`. With what there is to say about it; none where it could be several.
pub(super) fn zone_within(heading: &str) -> Option<(Option<String>, Vec<String>)> {
    heading.split([' ', '(', ')', '[', ']', ',', '\u{a0}']).find_map(|word| {
        let mut scan = Scan { rest: word, found: Found::default() };
        scan.zone();
        (scan.found.zone.is_some() || !scan.found.messages.is_empty()).then_some((scan.found.zone, scan.found.messages))
    })
}

/// A word that stands where a time should: `HH:mm`, `23:XX`, `2021/22-??-??`.
pub(super) fn placeholder(text: &str) -> Option<&str> {
    text.split_whitespace().take(4).find(|word| {
        let low = word.to_lowercase();
        low.contains("hh:mm") || low.contains("??") || low.contains(":xx") || low.contains("xx:") || low.contains("yyyy")
    })
}

#[derive(Clone)]
struct Scan<'a> {
    rest: &'a str,
    found: Found,
}

impl<'a> Scan<'a> {
    fn skip_dressing(&mut self) {
        self.rest = self.rest.trim_start_matches(['*', '_', '`', '[', '(', ' ', '>', '\u{a0}']);
        // As long as the longest of the words: whole lines may be very long.
        let low = self.rest.chars().take(14).collect::<String>().to_lowercase();
        for word in ["~", "≈", "approximately ", "approx. ", "approx ", "around ", "about ", "circa ", "c. ", "at ", "ca. "] {
            if low.starts_with(word) {
                self.found.approximate |= word != "at ";
                self.rest = self.rest.get(word.len()..).unwrap_or_default().trim_start();
                return;
            }
        }
    }

    fn skip_between(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', ',', '*', '_', '`', '\u{a0}', 'T']);
        for joint in ["- ", "– ", "at ", "@ ", "| ", ": "] {
            self.rest = self.rest.strip_prefix(joint).unwrap_or(self.rest).trim_start();
        }
        self.skip_dressing();
    }

    fn weekday(&mut self) {
        let word = self.rest.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
        let low = word.to_lowercase();
        let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
        if low.len() >= 3 && days.iter().any(|day| day.starts_with(&low)) {
            let after = self.rest.get(word.len()..).unwrap_or_default().trim_start_matches([',', '.', ' ']);
            let mut ahead = Scan { rest: after, found: self.found.clone() };
            if ahead.date() {
                self.rest = after;
            }
        }
    }

    /// Digits at the front, at most `most` of them and not followed by another digit.
    fn number(&mut self, least: usize, most: usize) -> Option<(i32, usize)> {
        let digits = self.rest.bytes().take_while(u8::is_ascii_digit).count();
        if digits < least || digits > most {
            return None;
        }
        let value = self.rest.get(..digits)?.parse().ok()?;
        self.rest = self.rest.get(digits..)?;
        Some((value, digits))
    }

    fn eat(&mut self, any: &[char]) -> Option<char> {
        let c = self.rest.chars().next().filter(|c| any.contains(c))?;
        self.rest = self.rest.get(c.len_utf8()..)?;
        Some(c)
    }

    fn month_name(&mut self) -> Option<i8> {
        const NAMES: [&str; 12] =
            ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
        let word = self.rest.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
        let low = word.to_lowercase();
        let place = NAMES.iter().position(|name| low.len() >= 3 && (name.starts_with(&low) || (low == "sept" && *name == "september")))?;
        self.rest = self.rest.get(word.len()..)?.trim_start_matches(['.']);
        i8::try_from(place + 1).ok()
    }

    fn date(&mut self) -> bool {
        let start = self.clone();
        let day = self.numeric_date().or_else(|| {
            *self = start.clone();
            self.named_date()
        });
        match day {
            Some(day) => {
                self.found.day = Some(day);
                true
            }
            None => {
                *self = start;
                false
            }
        }
    }

    /// `2021-05-03`, `2021/05/03`, `03/05/2021`, `03.05.2021`.
    fn numeric_date(&mut self) -> Option<Day> {
        let (first, digits) = self.number(1, 4)?;
        let separator = self.eat(&['-', '/', '.'])?;
        let (second, _) = self.number(1, 2)?;
        self.eat(&[separator])?;
        let (third, last_digits) = self.number(1, 4)?;
        if digits == 4 && last_digits <= 2 {
            return Day::new(first, second, third);
        }
        if digits <= 2 && last_digits == 4 {
            if first <= 12 && second <= 12 && first != second {
                self.found.messages.push("The date could be day-first or month-first; it was read day-first.".into());
            }
            return if second <= 12 { Day::new(third, second, first) } else { Day::new(third, first, second) };
        }
        None
    }

    /// `3 May 2021`, `3rd of May, 2021`, `May 3, 2021`.
    fn named_date(&mut self) -> Option<Day> {
        let month_first = self.month_name();
        if month_first.is_some() {
            self.rest = self.rest.trim_start();
        }
        let (day, _) = self.number(1, 2)?;
        for suffix in ["st", "nd", "rd", "th"] {
            self.rest = self.rest.strip_prefix(suffix).unwrap_or(self.rest);
        }
        let month = match month_first {
            Some(month) => month,
            None => {
                self.rest = self.rest.trim_start_matches([' ', '-', ',']);
                self.rest = self.rest.strip_prefix("of ").unwrap_or(self.rest);
                self.month_name()?
            }
        };
        self.rest = self.rest.trim_start_matches([' ', ',', '-']);
        let (year, _) = self.number(4, 4)?;
        Day::new(year, i32::from(month), day)
    }

    /// `14:05`, `14:05:09.123`, `14.05`, `14h05`, `2:05 PM`, `2pm`.
    fn time(&mut self) -> bool {
        let start = self.clone();
        if self.clock().is_some() {
            true
        } else {
            *self = start;
            false
        }
    }

    fn clock(&mut self) -> Option<()> {
        let (mut hour, digits) = self.number(1, 2)?;
        if (1..=12).contains(&hour)
            && let Some((afternoon, rest)) = self.half()
        {
            self.rest = rest;
            self.found.time = civil::Time::new(i8::try_from(hour % 12 + if afternoon { 12 } else { 0 }).ok()?, 0, 0, 0).ok();
            return self.found.time.map(|_| ());
        }
        let separator = self.eat(&[':', '.', 'h'])?;
        let (minute, minute_digits) = self.number(2, 2)?;
        if minute_digits != 2 || (separator == '.' && digits != 2) {
            return None;
        }
        let mut second = 0;
        if self.rest.starts_with(':') {
            self.rest = self.rest.get(1..)?;
            second = self.number(2, 2)?.0;
            self.found.seconds = true;
            if self.rest.starts_with(['.', ',']) && self.rest.chars().nth(1).is_some_and(|c| c.is_ascii_digit()) {
                self.rest = self.rest.get(1..)?.trim_start_matches(|c: char| c.is_ascii_digit());
            }
        }
        if self.rest.starts_with(|c: char| c.is_ascii_digit() || c == '%') {
            return None;
        }
        if let Some((afternoon, rest)) = self.half() {
            self.rest = rest;
            match (afternoon, hour) {
                (true, 1..=11) => hour += 12,
                (false, 12) => hour = 0,
                (_, 13..) => self.found.messages.push("A 24-hour time with AM or PM; it was read as the 24-hour time.".into()),
                _ => {}
            }
        }
        let time = civil::Time::new(i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, i8::try_from(second).ok()?, 0).ok()?;
        self.found.time = Some(time);
        Some(())
    }

    /// AM or PM at the front (is it PM?), and what follows.
    fn half(&self) -> Option<(bool, &'a str)> {
        let after = self.rest.trim_start();
        let half = ["a.m.", "p.m.", "am", "pm"]
            .into_iter()
            .find(|half| after.get(..half.len()).is_some_and(|word| word.eq_ignore_ascii_case(half)))?;
        let rest = after.get(half.len()..)?;
        (!rest.starts_with(char::is_alphanumeric)).then_some((half.starts_with('p'), rest))
    }

    /// `13:30-13:45`: the event is at its beginning.
    fn range(&mut self) {
        let mut ahead = self.clone();
        ahead.rest = ahead.rest.trim_start();
        if ahead.eat(&['-', '–', '—']).is_none() {
            return;
        }
        ahead.rest = ahead.rest.trim_start();
        ahead.eat(&['~']);
        let begin = self.found.time;
        let text = ahead.rest;
        if ahead.clock().is_some() {
            let end = text.get(..text.len() - ahead.rest.len()).unwrap_or_default();
            self.found.messages.push("A span of time: the event is placed at its beginning, and its end is kept in the text.".into());
            self.found.until = Some(end.trim().to_owned());
            self.found.approximate = true;
            self.rest = ahead.rest;
            self.found.time = begin;
        }
    }

    fn zone(&mut self) {
        let after = self.rest.trim_start_matches([' ', '(', '[', '\u{a0}']);
        let word = after
            .split(|c: char| !(c.is_alphanumeric() || matches!(c, '/' | '_' | '+' | '-' | ':')))
            .next()
            .unwrap_or_default()
            .trim_end_matches([':', '-']);
        let (zone, message) = match known_zone(word) {
            Some(Zone::Fixed(zone)) => (Some(zone), None),
            Some(Zone::Usual(zone, said)) => (Some(zone), Some(format!("“{word}” was read as {said}."))),
            Some(Zone::Doubtful) => (None, Some(format!("“{word}” could mean several zones; the zone given above was used. Check it."))),
            None => return,
        };
        self.rest = after.get(word.len()..).unwrap_or_default().trim_start_matches([')', ']']);
        self.found.zone = zone;
        self.found.messages.extend(message);
    }
}

enum Zone {
    Fixed(String),
    /// Nearly always this, and said so.
    Usual(String, &'static str),
    Doubtful,
}

fn known_zone(word: &str) -> Option<Zone> {
    if word.is_empty() {
        return None;
    }
    if let Some(rest) = word.strip_prefix("UTC").or_else(|| word.strip_prefix("GMT")) {
        return match rest {
            "" => Some(Zone::Fixed("UTC".into())),
            _ => parse_offset(rest).map(|_| Zone::Fixed(rest.into())),
        };
    }
    if word.starts_with(['+', '-']) {
        return (word.len() >= 3).then(|| parse_offset(word)).flatten().map(|_| Zone::Fixed(word.into()));
    }
    if word.contains('/') && word.starts_with(|c: char| c.is_ascii_uppercase()) {
        return jiff::tz::TimeZone::get(word).ok().map(|_| Zone::Fixed(word.into()));
    }
    let usual = |offset: &str, said| Some(Zone::Usual(offset.into(), said));
    match word {
        "Z" | "utc" | "Utc" => Some(Zone::Fixed("UTC".into())),
        "CET" => usual("+01:00", "UTC+01:00"),
        "CEST" => usual("+02:00", "UTC+02:00"),
        "EET" => usual("+02:00", "UTC+02:00"),
        "EEST" => usual("+03:00", "UTC+03:00"),
        "EDT" => usual("-04:00", "UTC−04:00"),
        "PDT" => usual("-07:00", "UTC−07:00"),
        "MDT" => usual("-06:00", "UTC−06:00"),
        "BST" | "IST" | "GST" | "CST" | "EST" | "PST" | "MST" | "PT" | "ET" | "CT" | "MT" | "UC" | "AEST" | "AEDT" | "JST" | "SGT"
        | "WET" | "WEST" | "CDT" | "LT" => Some(Zone::Doubtful),
        _ => None,
    }
}
