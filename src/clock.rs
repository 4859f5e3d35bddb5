//! The only reader of the system's clock and time zone.

use std::path::Path;
use std::time::{Duration, Instant};

use chrono::{
    DateTime, FixedOffset, Local, MappedLocalTime, NaiveDate, NaiveDateTime, TimeZone, Utc,
};

/// The present moment, to the millisecond, as the journal keeps it.
#[expect(clippy::disallowed_methods, reason = "the one place that may ask")]
pub fn now() -> DateTime<Utc> {
    let now = Utc::now();
    DateTime::from_timestamp_millis(now.timestamp_millis()).unwrap_or(now)
}

/// The monotonic clock: for lengths of time that a corrected date must not touch.
#[expect(clippy::disallowed_methods, reason = "the one place that may ask")]
pub fn monotonic() -> Instant {
    Instant::now()
}

/// One moment by both clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// What the wall clock says. It can jump.
    pub now: DateTime<Utc>,
    /// Time since the program started. It only runs forward, and may stand still in suspend.
    pub running: Duration,
}

impl Moment {
    /// The present moment of a program that started at `started`.
    pub fn since(started: Instant) -> Self {
        Self {
            now: now(),
            running: started.elapsed(),
        }
    }
}

/// The time zone that the program works in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zone {
    /// The system's own, with its clock changes; follows `TZ` and the system's setting as they are.
    System,
    /// Always the same distance from UTC: for pictures and tests.
    Fixed(FixedOffset),
}

impl Zone {
    /// What it is called, where it has a name: `Europe/Berlin`.
    pub fn name(self) -> Option<String> {
        let named = || std::env::var("TZ").ok().filter(|name| !name.is_empty());
        match self {
            Self::System => named().or_else(|| iana_time_zone::get_timezone().ok()),
            Self::Fixed(_) => None,
        }
    }
}

/// `TZ` names a zone that this system does not know.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}; {}", self.what(), Self::ADVICE)]
pub struct UnknownZone(String);

impl UnknownZone {
    /// What to do about it.
    pub const ADVICE: &str = "unset TZ, or set it to a name such as Europe/Berlin";

    /// What happened.
    pub fn what(&self) -> String {
        let name = &self.0;
        format!("the time zone `{name}` (from the environment variable TZ) is not known here")
    }
}

/// The system's time zone.
///
/// # Errors
/// When `TZ` names a zone that does not exist: reading it as UTC would put every reminder at a wrong time.
pub fn system_zone() -> Result<Zone, UnknownZone> {
    match std::env::var("TZ") {
        Ok(name) if !is_known_zone(&name) => Err(UnknownZone(name)),
        _ => Ok(Zone::System),
    }
}

/// Where systems keep their zone files.
const ZONE_FOLDERS: [&str; 4] = [
    "/usr/share/zoneinfo",
    "/share/zoneinfo",
    "/etc/zoneinfo",
    "/usr/share/lib/zoneinfo",
];

fn is_known_zone(name: &str) -> bool {
    let name = name.strip_prefix(':').unwrap_or(name);
    let in_folder = |folder: &&str| Path::new(folder).join(name).is_file();
    name.is_empty()
        || cfg!(windows)
        || Path::new(name).is_absolute() && Path::new(name).is_file()
        || ZONE_FOLDERS.iter().any(in_folder)
        || is_posix_rule(name)
}

/// Whether it looks like a rule of its own, such as `CET-1CEST,M3.5.0,M10.5.0/3`: a name of three letters or
/// more, or one in angle brackets, then an offset.
fn is_posix_rule(rule: &str) -> bool {
    let after_name = match rule.strip_prefix('<') {
        Some(rest) => rest
            .split_once('>')
            .filter(|(name, _)| name.len() >= 3)
            .map(|(_, rest)| rest),
        None => rest_after_letters(rule),
    };
    after_name.is_some_and(|rest| {
        rest.trim_start_matches(['+', '-'])
            .starts_with(|c: char| c.is_ascii_digit())
    })
}

fn rest_after_letters(rule: &str) -> Option<&str> {
    let letters = rule.bytes().take_while(u8::is_ascii_alphabetic).count();
    (letters >= 3).then(|| &rule[letters..])
}

/// Of the offsets found for a local time, those that are in force at the instant they lead to.
///
/// chrono's `Local` counts the moment at which clocks are put back as shown twice, although they show the
/// earlier hour by then: 03:00 would become 02:00.
fn those_that_hold(
    found: MappedLocalTime<FixedOffset>,
    local: &NaiveDateTime,
) -> MappedLocalTime<FixedOffset> {
    let holds = |offset: FixedOffset| {
        local
            .checked_sub_offset(offset)
            .is_some_and(|utc| Local.offset_from_utc_datetime(&utc) == offset)
    };
    match found {
        MappedLocalTime::Ambiguous(one, other) => match (holds(one), holds(other)) {
            (true, false) => MappedLocalTime::Single(one),
            (false, true) => MappedLocalTime::Single(other),
            (true, true) | (false, false) => found,
        },
        MappedLocalTime::Single(_) | MappedLocalTime::None => found,
    }
}

impl TimeZone for Zone {
    type Offset = FixedOffset;

    fn from_offset(offset: &FixedOffset) -> Self {
        Self::Fixed(*offset)
    }

    fn offset_from_local_date(&self, local: &NaiveDate) -> MappedLocalTime<FixedOffset> {
        self.offset_from_local_datetime(&local.and_time(chrono::NaiveTime::MIN))
    }

    fn offset_from_local_datetime(&self, local: &NaiveDateTime) -> MappedLocalTime<FixedOffset> {
        match self {
            Self::System => those_that_hold(Local.offset_from_local_datetime(local), local),
            Self::Fixed(offset) => MappedLocalTime::Single(*offset),
        }
    }

    fn offset_from_utc_date(&self, utc: &NaiveDate) -> FixedOffset {
        self.offset_from_utc_datetime(&utc.and_time(chrono::NaiveTime::MIN))
    }

    fn offset_from_utc_datetime(&self, utc: &NaiveDateTime) -> FixedOffset {
        match self {
            Self::System => Local.offset_from_utc_datetime(utc),
            Self::Fixed(offset) => *offset,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_and_empty_names_are_time_zones_and_made_up_names_are_not() {
        for zone in ["", "CET-1CEST,M3.5.0,M10.5.0/3", "<+05>-5", "UTC0"] {
            assert!(is_known_zone(zone), "{zone}");
        }
        for zone in [
            "Mars/Olympus",
            "Nowhere",
            "<",
            "<X>-5",
            "12",
            "../../etc/passwd/x",
        ] {
            assert!(!is_known_zone(zone), "{zone}");
        }
    }
}
