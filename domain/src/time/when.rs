//! A moment as it is typed, and how it is read.

use super::{Instant, Stamp};
use crate::{Refusal, Result};
use jiff::{civil, tz};
use serde::{Deserialize, Serialize};

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

    proptest::proptest! {
        #[test]
        fn reading_a_time_never_panics(local in ".{0,40}", zone in ".{0,20}") {
            let _ = read(&local, &zone);
        }
    }
}
