//! Moments, and moments as somebody wrote them down.

mod when;

pub use when::When;
pub(crate) use when::{offset_name, parse_offset, resolve};

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_told_on_the_clocks_of_a_zone() {
        let at: Instant = "2026-07-01T22:30:00.000Z".parse().unwrap();
        assert_eq!(Stamp::within(at, "Europe/Berlin").spoken(), "2 Jul 2026 00:30 Europe/Berlin");
        assert_eq!(Stamp::within(at, "+02:00").spoken(), "2 Jul 2026 00:30 +02:00");
        assert_eq!(Stamp::within(at, "Nowhere/Else"), Stamp::utc(at));
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
    }
}
