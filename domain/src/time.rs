//! Moments, and moments as somebody wrote them down.

use crate::{Refusal, Result};
use jiff::{Timestamp, civil, tz};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A moment in UTC, to the millisecond. As text it is RFC 3339 with exactly three decimals, so text order is time order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(Timestamp);

impl Instant {
    /// From milliseconds since 1970-01-01T00:00Z; out of range gives the nearest end of jiff's range.
    pub fn from_millis(millis: i64) -> Self {
        Self(Timestamp::from_millisecond(millis).unwrap_or(if millis < 0 { Timestamp::MIN } else { Timestamp::MAX }))
    }

    /// Milliseconds since 1970-01-01T00:00Z.
    pub fn millis(self) -> i64 {
        self.0.as_millisecond()
    }

    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self::from_millis(self.millis().saturating_add(seconds.saturating_mul(1000)))
    }

    /// Whole seconds from `earlier` to this; below zero when this is before it.
    pub fn seconds_since(self, earlier: Self) -> i64 {
        self.millis().saturating_sub(earlier.millis()).div_euclid(1000)
    }

    /// The beginning of the day in UTC: all that is kept of a moment that could tell who it was.
    pub fn day_only(self) -> Self {
        const DAY: i64 = 24 * 3600 * 1000;
        Self::from_millis(self.millis().div_euclid(DAY).saturating_mul(DAY))
    }

    /// Is this all that is known of the moment: its day in UTC? See [`day_only`](Self::day_only). A moment that happens to
    /// be midnight to the millisecond cannot be told from that, and saying its day only is true of it as well.
    pub fn is_day_only(self) -> bool {
        self == self.day_only()
    }

    /// The last calendar day that is over nowhere on Earth yet: the day at UTC−12. What is due on a day is late when
    /// that day is over everywhere.
    pub fn due_day(self) -> Day {
        self.plus_seconds(-12 * 3600).day()
    }

    /// The calendar day in UTC.
    pub fn day(self) -> Day {
        Day(tz::Offset::UTC.to_datetime(self.0).date())
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.3}", self.0)
    }
}

impl fmt::Debug for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Instant {
    type Err = jiff::Error;
    fn from_str(text: &str) -> std::result::Result<Self, Self::Err> {
        Ok(Self::from_millis(text.parse::<Timestamp>()?.as_millisecond()))
    }
}

crate::id::as_text!(Instant, "RFC 3339, UTC, milliseconds");

/// A calendar day, written `2026-11-21`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(civil::Date);

impl Day {
    /// `None` for a day that no calendar has.
    pub(crate) fn new(year: i32, month: i32, day: i32) -> Option<Self> {
        civil::Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok().map(Self)
    }

    pub(crate) fn of(date: civil::Date) -> Self {
        Self(date)
    }

    pub(crate) fn at(self, time: civil::Time) -> civil::DateTime {
        self.0.to_datetime(time)
    }

    /// The month as `2026-11`.
    pub fn month(self) -> Month {
        Month { year: self.0.year(), month: self.0.month() }
    }

    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// As people write it: `21 Nov 2026`.
    pub fn spoken(self) -> String {
        format!("{} {} {}", self.0.day(), MONTHS.get(self.0.month() as usize).copied().unwrap_or(""), self.0.year())
    }

    /// With the day of the week: `Saturday 21 Nov 2026`.
    pub fn in_full(self) -> String {
        let weekday = WEEKDAYS.get(self.0.weekday().to_monday_zero_offset() as usize).copied().unwrap_or("");
        format!("{weekday} {}", self.spoken())
    }

    pub fn plus_days(self, days: i64) -> Self {
        Self(self.0.saturating_add(jiff::Span::new().try_days(days).unwrap_or_default()))
    }
}

const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MONTHS: [&str; 13] = ["", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Day {
    type Err = jiff::Error;
    fn from_str(text: &str) -> std::result::Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

crate::id::as_text!(Day, "`2026-11-21`");

/// A calendar month, written `2026-11`; the unit of every trend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    year: i16,
    month: i8,
}

impl Month {
    /// A month of a year; `month` from 1 to 12.
    pub(crate) fn of(year: i16, month: i8) -> Self {
        Self { year, month }
    }

    pub fn year(self) -> i16 {
        self.year
    }

    pub fn previous(self) -> Self {
        if self.month <= 1 {
            Self { year: self.year.saturating_sub(1), month: 12 }
        } else {
            Self { year: self.year, month: self.month - 1 }
        }
    }

    /// This month and those before it, oldest first.
    pub fn last(self, count: usize) -> Vec<Self> {
        let mut months: Vec<Self> = std::iter::successors(Some(self), |month| Some(month.previous())).take(count).collect();
        months.reverse();
        months
    }

    /// As people write it: `Nov 2026`.
    pub fn spoken(self) -> String {
        format!("{} {}", MONTHS.get(self.month as usize).copied().unwrap_or(""), self.year)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl FromStr for Month {
    type Err = jiff::Error;
    fn from_str(text: &str) -> std::result::Result<Self, Self::Err> {
        format!("{text}-01").parse::<Day>().map(Day::month)
    }
}

crate::id::as_text!(Month, "`2026-11`");

/// A moment as its writer meant it: the instant, and the offset and zone they wrote it in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Stamp {
    pub at: Instant,
    /// Minutes east of UTC at that moment.
    pub offset: i16,
    /// The zone as named by the writer: `Europe/Berlin`, `UTC`, `+02:00`.
    pub zone: String,
}

impl Stamp {
    /// A moment written in UTC.
    pub fn utc(at: Instant) -> Self {
        Self { at, offset: 0, zone: "UTC".into() }
    }

    /// A moment as the clocks of a zone show it; in UTC where the zone has no name here, as always in a browser.
    pub fn within(at: Instant, zone: &str) -> Self {
        if let Some(offset) = parse_offset(zone) {
            return Self { at, offset, zone: offset_name(offset) };
        }
        let Ok(zone) = tz::TimeZone::get(zone) else { return Self::utc(at) };
        let minutes = zone.to_offset(at.0).seconds() / 60;
        Self { at, offset: i16::try_from(minutes).unwrap_or(0), zone: zone.iana_name().unwrap_or("UTC").to_owned() }
    }

    fn civil(&self) -> civil::DateTime {
        let offset = tz::Offset::from_seconds(i32::from(self.offset).saturating_mul(60)).unwrap_or(tz::Offset::UTC);
        offset.to_datetime(self.at.0)
    }

    /// The day on the writer's clock.
    pub fn day(&self) -> Day {
        Day(self.civil().date())
    }

    /// The writer's clock, `14:05`, or `14:05:09` where there are seconds.
    pub fn clock(&self) -> String {
        let time = self.civil().time();
        if time.second() == 0 {
            format!("{:02}:{:02}", time.hour(), time.minute())
        } else {
            format!("{:02}:{:02}:{:02}", time.hour(), time.minute(), time.second())
        }
    }

    /// What a date-and-time input holds: `2026-11-21T14:05`, with seconds where there are some.
    pub fn local(&self) -> String {
        format!("{}T{}", self.day(), self.clock())
    }

    /// `21 Nov 2026 14:05 Europe/Berlin`.
    pub fn spoken(&self) -> String {
        format!("{} {} {}", self.day().spoken(), self.clock(), self.zone)
    }
}

/// A date, time and zone as typed, before they are read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct When {
    /// `2026-11-21T14:05`, with or without seconds; an RFC 3339 offset (`…+02:00`, `…Z`) overrides `zone`.
    #[serde(default)]
    pub local: String,
    /// An IANA zone name, `UTC`, or an offset such as `+02:00`.
    #[serde(default)]
    pub zone: String,
}

/// Incidents earlier or later than this are typing errors.
const YEARS: std::ops::RangeInclusive<i16> = 1990..=2100;

impl When {
    pub fn new(local: impl Into<String>, zone: impl Into<String>) -> Self {
        Self { local: local.into(), zone: zone.into() }
    }

    pub fn is_empty(&self) -> bool {
        self.local.trim().is_empty()
    }

    /// `None` where nothing was typed.
    pub fn read_optional(&self, field: &str) -> Result<Option<Stamp>> {
        if self.is_empty() { Ok(None) } else { self.read(field).map(Some) }
    }

    /// Reads what was typed.
    ///
    /// # Errors
    /// [`Refusal::UnreadableTime`] for what is no time, for years outside 1990–2100, for zones that do not exist, and
    /// for clock times that the zone skipped or had twice when its clocks changed: those need an offset, not a guess.
    /// Where the zone is at fault the refusal is about that field: `started_zone`, not `started`.
    pub fn read(&self, field: &str) -> Result<Stamp> {
        let text = self.local.trim();
        let unreadable =
            |hint: &str| Refusal::UnreadableTime { field: field.into(), text: text.chars().take(60).collect(), hint: hint.into() };
        let example = "Write it like 2026-11-21 14:05.";
        let years = "The year must be between 1990 and 2100.";
        if text.is_empty() {
            return Err(Refusal::Empty { field: field.into() });
        }
        let pieces = jiff::fmt::temporal::DateTimeParser::new();
        let stamp = if let Ok(pieces) = pieces.parse_timestamp(text) {
            let offset = written_offset(text);
            Stamp { at: Instant::from_millis(pieces.as_millisecond()), offset, zone: offset_name(offset) }
        } else {
            let local = pieces.parse_datetime(text).map_err(|_| unreadable(example))?;
            if !YEARS.contains(&local.year()) {
                return Err(unreadable(years));
            }
            // The time is right; what is left to be wrong is the zone, and the hint names it.
            resolve(local, self.zone.trim()).map_err(|hint| Refusal::UnreadableTime {
                field: format!("{field}_zone"),
                text: String::new(),
                hint,
            })?
        };
        if YEARS.contains(&stamp.day().year()) { Ok(stamp) } else { Err(unreadable(years)) }
    }
}

/// Minutes east of UTC written at the end of an RFC 3339 text.
fn written_offset(text: &str) -> i16 {
    let tail = text.get(text.len().saturating_sub(6)..).unwrap_or("");
    parse_offset(tail).unwrap_or(0)
}

/// Reads `+02:00`, `-0530`, `+2`; minutes east of UTC.
pub(crate) fn parse_offset(text: &str) -> Option<i16> {
    let sign = match text.chars().next()? {
        '+' => 1,
        '-' | '−' => -1,
        _ => return None,
    };
    let digits: String = text.chars().skip(1).filter(|c| *c != ':').collect();
    if digits.is_empty() || digits.len() > 4 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number: i16 = digits.parse().ok()?;
    let (hours, minutes) = if digits.len() <= 2 { (number, 0) } else { (number / 100, number % 100) };
    (hours <= 14 && minutes < 60).then_some(sign * (hours * 60 + minutes))
}

pub(crate) fn offset_name(minutes: i16) -> String {
    if minutes == 0 {
        return "UTC".into();
    }
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
}

/// Places a clock time in a zone; the error is a hint for the person who typed it.
pub(crate) fn resolve(local: civil::DateTime, zone: &str) -> std::result::Result<Stamp, String> {
    let fixed = |minutes: i16| {
        let offset = tz::Offset::from_seconds(i32::from(minutes) * 60).map_err(|_| "That offset is too large.".to_owned())?;
        let at = offset.to_timestamp(local).map_err(|_| "That date is too far away.".to_owned())?;
        Ok(Stamp { at: Instant::from_millis(at.as_millisecond()), offset: minutes, zone: offset_name(minutes) })
    };
    if zone.is_empty() || zone.eq_ignore_ascii_case("utc") || zone.eq_ignore_ascii_case("z") || zone.eq_ignore_ascii_case("gmt") {
        return fixed(0);
    }
    if let Some(minutes) = parse_offset(zone) {
        return fixed(minutes);
    }
    if !zone.contains('/') {
        return Err(format!("“{zone}” could mean several zones. Use a name like Europe/Berlin, or an offset like +02:00."));
    }
    let zone = tz::TimeZone::get(zone)
        .map_err(|_| format!("There is no zone “{zone}”. Use a name like Europe/Berlin, or an offset like +02:00."))?;
    let name = zone.iana_name().unwrap_or("UTC").to_owned();
    match zone.to_ambiguous_timestamp(local).unambiguous() {
        Ok(at) => {
            let minutes = zone.to_offset(at).seconds() / 60;
            Ok(Stamp { at: Instant::from_millis(at.as_millisecond()), offset: i16::try_from(minutes).unwrap_or(0), zone: name })
        }
        Err(_) => Err(format!(
            "The clocks of {name} changed then, so that time came twice or never. Give an offset such as +02:00 instead of the zone."
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(local: &str, zone: &str) -> Result<Stamp> {
        When::new(local, zone).read("started")
    }

    #[test]
    fn a_moment_is_told_on_the_clocks_of_a_zone() {
        let at: Instant = "2026-07-01T22:30:00.000Z".parse().unwrap();
        assert_eq!(Stamp::within(at, "Europe/Berlin").spoken(), "2 Jul 2026 00:30 Europe/Berlin");
        assert_eq!(Stamp::within(at, "+02:00").spoken(), "2 Jul 2026 00:30 +02:00");
        assert_eq!(Stamp::within(at, "Nowhere/Else"), Stamp::utc(at));
    }

    #[test]
    fn a_time_keeps_the_zone_and_offset_its_writer_meant() {
        let stamp = read("2026-07-01T14:05", "Europe/Berlin").unwrap();
        assert_eq!(stamp.at.to_string(), "2026-07-01T12:05:00.000Z");
        assert_eq!((stamp.offset, stamp.zone.as_str()), (120, "Europe/Berlin"));
        assert_eq!(stamp.spoken(), "1 Jul 2026 14:05 Europe/Berlin");
        assert_eq!(stamp.local(), "2026-07-01T14:05");
    }

    #[test]
    fn an_offset_written_with_the_time_wins_over_the_zone_field() {
        let stamp = read("2026-07-01T14:05:30-05:30", "UTC").unwrap();
        assert_eq!(stamp.at.to_string(), "2026-07-01T19:35:30.000Z");
        assert_eq!(stamp.zone, "-05:30");
        assert_eq!(stamp.clock(), "14:05:30");
    }

    #[test]
    fn impossible_times_are_refused_with_a_hint() {
        for (local, zone) in [
            ("20202-01-01T10:00", "UTC"),
            ("1802-01-01T10:00", "UTC"),
            ("2026-02-30T10:00", "UTC"),
            ("yesterday", "UTC"),
            ("2026-07-01T14:05", "Mars/Olympus"),
            ("2026-07-01T14:05", "IST"),
            ("2026-03-29T02:30", "Europe/Berlin"),
            ("2026-10-25T02:30", "Europe/Berlin"),
        ] {
            assert!(matches!(read(local, zone), Err(Refusal::UnreadableTime { .. })), "{local} {zone}");
        }
    }

    #[test]
    fn a_wrong_zone_is_told_of_the_zone_and_not_of_the_time() {
        let refusal = read("2026-07-01T14:05", "CET").unwrap_err();
        assert_eq!(refusal.field(), Some("started_zone"));
        assert!(refusal.to_string().starts_with("Zone of “Started”: “CET” could mean several zones."), "{refusal}");
        assert_eq!(read("1802-01-01T10:00", "CET").unwrap_err().field(), Some("started"));
    }

    #[test]
    fn months_follow_each_other_over_new_year() {
        let january: Month = "2026-01".parse().unwrap();
        assert_eq!(january.previous().to_string(), "2025-12");
        assert_eq!(january.previous().to_string(), "2025-12");
        assert_eq!(january.last(3).iter().map(ToString::to_string).collect::<Vec<_>>(), ["2025-11", "2025-12", "2026-01"]);
    }

    proptest::proptest! {
        #[test]
        fn text_order_of_instants_is_time_order(a in 0i64..4_000_000_000_000, b in 0i64..4_000_000_000_000) {
            let (a, b) = (Instant::from_millis(a), Instant::from_millis(b));
            assert_eq!(a.cmp(&b), a.to_string().cmp(&b.to_string()));
            assert_eq!(a.to_string().parse::<Instant>().unwrap(), a);
        }

        #[test]
        fn reading_a_time_never_panics(local in ".{0,40}", zone in ".{0,20}") {
            let _ = read(&local, &zone);
        }
    }
}
