//! The only reader of the system's clock and time zone.

use std::path::Path;
use std::time::{Duration, Instant};

use chrono::{
    DateTime, FixedOffset, Local, MappedLocalTime, NaiveDate, NaiveDateTime, Offset, TimeDelta,
    TimeZone, Utc,
};

use crate::printable;

/// The present time, truncated to milliseconds as the journal stores it.
#[expect(clippy::disallowed_methods, reason = "the one place that may ask")]
pub fn now() -> DateTime<Utc> {
    let now = Utc::now();
    DateTime::from_timestamp_millis(now.timestamp_millis()).unwrap_or(now)
}

/// The monotonic clock, for durations that must not change when the wall clock is set.
#[expect(clippy::disallowed_methods, reason = "the one place that may ask")]
pub fn monotonic() -> Instant {
    Instant::now()
}

/// The present time of the wall clock and of the monotonic clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The wall clock. It can jump.
    pub now: DateTime<Utc>,
    /// The time since the program started. It never runs backward, and may stand still during suspend.
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
    /// The system's time zone, including daylight saving time. Follows `TZ` and the system's setting.
    System,
    /// A fixed offset from UTC.
    Fixed(FixedOffset),
}

impl Zone {
    /// Its IANA name, such as `Europe/Berlin`, if it has one.
    pub fn name(self) -> Option<String> {
        let named = || std::env::var("TZ").ok().filter(|name| !name.is_empty());
        match self {
            Self::System => named().or_else(|| iana_time_zone::get_timezone().ok()),
            Self::Fixed(_) => None,
        }
    }
}

/// The environment variable `TZ` names an unknown time zone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}; {}", self.what(), Self::ADVICE)]
pub struct UnknownZone(String);

impl UnknownZone {
    /// What to do about it.
    pub const ADVICE: &str = "unset TZ, or set it to a name such as Europe/Berlin";

    /// What happened.
    pub fn what(&self) -> String {
        let name = printable::escaped(&self.0);
        format!("the time zone `{name}` (from the environment variable TZ) is not known here")
    }
}

/// The system's time zone.
///
/// # Errors
/// When `TZ` names an unknown zone. Falling back to UTC, as libraries do, would send every reminder at a wrong time.
pub fn system_zone() -> Result<Zone, UnknownZone> {
    match std::env::var("TZ") {
        Ok(name) if !is_known_zone(&name) => Err(UnknownZone(name)),
        _ => Ok(Zone::System),
    }
}

/// The date that this computer's clock shows.
pub fn today() -> NaiveDate {
    let zone = system_zone().unwrap_or(Zone::System);
    now().with_timezone(&zone).date_naive()
}

/// The folders in which systems have their zone files.
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

/// Whether it looks like a POSIX rule, such as `CET-1CEST,M3.5.0,M10.5.0/3`: a name of at least three letters, or a
/// name in angle brackets, followed by an offset.
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

/// The offset at a local time whose clocks are not changed within a day of it, as on nearly all days; else none. chrono goes
/// through all changes that a zone ever had for each local time, but finds the offset of an instant at once.
fn offset_all_day<Z: TimeZone>(zone: &Z, local: &NaiveDateTime) -> Option<FixedOffset> {
    // Read as UTC: no offset is a day long, so the instant meant lies between the two.
    let [before, after] = [-1, 1].map(|days| local.checked_add_signed(TimeDelta::days(days)));
    let [before, after] = [before?, after?].map(|utc| zone.offset_from_utc_datetime(&utc).fix());
    (before == after).then_some(before)
}

/// Removes offsets that are not in force at the instant that they give for the local time.
///
/// When clocks are put back from 03:00 to 02:00, chrono's `Local` treats 03:00 itself as ambiguous, although clocks
/// show it only once. The wrong candidate would be shown as 02:00.
fn only_valid_offsets(
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
            Self::System => match offset_all_day(&Local, local) {
                Some(offset) => MappedLocalTime::Single(offset),
                None => only_valid_offsets(Local.offset_from_local_datetime(local), local),
            },
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
    use chrono::Datelike;
    use chrono_tz::{Africa, America, Antarctica, Asia, Atlantic, Australia, Europe, Pacific, Tz};

    use super::*;

    /// Zones whose clocks are changed often, by other than an hour, or over a whole day.
    const ODD_ZONES: [Tz; 12] = [
        Africa::Casablanca,
        Africa::Cairo,
        America::Caracas,
        America::Sao_Paulo,
        Antarctica::Casey,
        Antarctica::Troll,
        Asia::Gaza,
        Asia::Pyongyang,
        Atlantic::Azores,
        Australia::Lord_Howe,
        Europe::Berlin,
        Pacific::Apia,
    ];

    #[test]
    fn an_offset_that_holds_all_day_is_the_only_one_of_the_time() {
        let mut changes = 0;
        for zone in ODD_ZONES {
            let mut day = NaiveDate::from_ymd_opt(1970, 1, 3).unwrap();
            while day.year() < 2038 {
                let local = day.and_hms_opt(0, 0, 0).unwrap();
                let times = (0..48).map(|halves| local + TimeDelta::minutes(30 * halves));
                let offset_at = |local: &NaiveDateTime| zone.offset_from_utc_datetime(local).fix();
                let is_near_a_change = offset_at(&(local - TimeDelta::days(3)))
                    != offset_at(&(local + TimeDelta::days(3)));
                changes += usize::from(is_near_a_change);
                for local in times.step_by(if is_near_a_change { 1 } else { 7 }) {
                    if let Some(offset) = offset_all_day(&zone, &local) {
                        let by_chrono = zone.offset_from_local_datetime(&local);
                        let by_chrono = by_chrono.map(|offset| offset.fix());
                        assert_eq!(by_chrono, MappedLocalTime::Single(offset), "{zone} {local}");
                    }
                }
                day = day.succ_opt().unwrap();
            }
        }
        assert!(changes > 2000, "{changes}");
    }

    #[test]
    fn posix_rules_and_empty_names_are_known_and_invented_names_are_not() {
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
