//! Checks the clock and the time zone.

use std::path::Path;

use chrono::{DateTime, Datelike, FixedOffset, Offset, TimeDelta, TimeZone, Utc};

use super::check::Check;
use super::stdout_of;
use crate::clock::{UnknownZone, Zone};
use crate::evening::FIRST_YEAR;
use crate::journal::JournalSummary;
use crate::time_of_day::ClockFormat;

/// Tolerated difference between the clocks of two computers that share a journal.
const TOLERANCE: TimeDelta = TimeDelta::minutes(5);

/// How many days ahead the next change of the clocks is searched for.
const DAYS_AHEAD: i64 = 400;

/// What was found out about the clock and the time zone.
#[derive(Debug)]
pub(crate) struct ClockAndZone {
    /// The instant that the clock shows.
    pub(crate) now: DateTime<Utc>,
    /// Whether the clock is synchronised over the network, where the system reports it.
    pub(crate) is_synchronised: Option<bool>,
    /// When the newest entry that stands was written.
    pub(crate) newest: Option<DateTime<Utc>>,
    /// The time zone in use.
    pub(crate) zone: Result<Zone, UnknownZone>,
    /// The name of the time zone: `Europe/Berlin`.
    pub(crate) name: Option<String>,
    /// Whether the name comes from `TZ`.
    pub(crate) is_from_tz: bool,
    /// The clock in which times are shown.
    pub(crate) format: ClockFormat,
}

impl ClockAndZone {
    /// Collects what is known at `now`.
    pub(crate) fn at(
        now: DateTime<Utc>,
        zone: Result<Zone, UnknownZone>,
        is_synchronised: Option<bool>,
        summary: Option<&JournalSummary>,
        format: ClockFormat,
    ) -> Self {
        Self {
            format,
            now,
            is_synchronised,
            newest: summary.and_then(|summary| summary.written),
            name: Zone::System.name(),
            is_from_tz: std::env::var_os("TZ").is_some_and(|name| !name.is_empty()),
            zone,
        }
    }

    /// The checks of the clock and of the zone.
    pub(crate) fn lines(&self) -> Vec<Check> {
        vec![self.clock(), self.zone()]
    }

    fn clock(&self) -> Check {
        let topic = "clock";
        let zone = self.zone.clone().unwrap_or(Zone::System);
        let shown = |at: DateTime<Utc>| {
            let local = at.with_timezone(&zone).naive_local();
            format!(
                "{} {}",
                local.format("%a %-d %b %Y"),
                self.format.time(local.time())
            )
        };
        let set = "set the clock: `timedatectl set-ntp true` lets the network keep it";
        let now = shown(self.now);
        if self.now.year() < FIRST_YEAR {
            return Check::broken(topic, format!("{now}: it was never set"), set);
        }
        if let Some(newest) = self.newest.filter(|newest| *newest > self.now + TOLERANCE) {
            let found = format!(
                "{now}, but the journal was written on {}: the clock is wrong now, or was then",
                shown(newest)
            );
            return Check::broken(topic, found, set);
        }
        match self.is_synchronised {
            Some(true) => Check::fine(topic, format!("{now}, kept by the network")),
            Some(false) => {
                Check::note(topic, format!("{now}, not kept by the network")).with_advice(set)
            }
            None => Check::fine(topic, now),
        }
    }

    fn zone(&self) -> Check {
        let topic = "time zone";
        let zone = match &self.zone {
            Ok(zone) => zone,
            Err(error) => return Check::broken(topic, error.what(), UnknownZone::ADVICE),
        };
        let offset = |at: DateTime<Utc>| at.with_timezone(zone).offset().fix();
        let here = utc(offset(self.now));
        let Some(name) = &self.name else {
            return Check::note(topic, format!("none is set, so times are read as {here}"))
                .with_advice(
                    "set yours: `timedatectl set-timezone Europe/Berlin`, or TZ=Europe/Berlin",
                );
        };
        let source = if self.is_from_tz { " (from TZ)" } else { "" };
        let change = next_change(self.now, zone).map_or_else(String::new, |at| {
            // Day and time just before the change, by the offset in force until then.
            let local = at.with_timezone(&offset(at - TimeDelta::seconds(1)));
            let day = local.format("%a %-d %b %Y");
            let time = self.format.time(local.time());
            format!("; clocks change on {day} {time} to {}", utc(offset(at)))
        });
        Check::fine(topic, format!("{name}{source}, {here}{change}"))
    }
}

fn utc(offset: FixedOffset) -> String {
    format!("UTC{offset}")
}

/// The instant of the zone's next change of offset, to the second; `None` within [`DAYS_AHEAD`] days.
fn next_change<Z: TimeZone>(now: DateTime<Utc>, zone: &Z) -> Option<DateTime<Utc>> {
    let offset = |at: DateTime<Utc>| at.with_timezone(zone).offset().fix();
    let day = (1..DAYS_AHEAD)
        .map(|days| now + TimeDelta::days(days))
        .find(|day| offset(*day) != offset(now))?;
    let (mut before, mut after) = (day - TimeDelta::days(1), day);
    while after - before > TimeDelta::seconds(1) {
        let middle = before + (after - before) / 2;
        if offset(middle) == offset(now) {
            before = middle;
        } else {
            after = middle;
        }
    }
    DateTime::from_timestamp(after.timestamp(), 0)
}

/// Whether the clock is synchronised over the network, where the system reports it. May hang.
pub(crate) fn network_time() -> Option<bool> {
    if Path::new("/run/systemd/timesync/synchronized").exists() {
        return Some(true);
    }
    let arguments = ["show", "--property=NTPSynchronized", "--value"];
    match stdout_of("timedatectl", &arguments)?.trim() {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;

    use super::super::check::CheckState;
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn good() -> ClockAndZone {
        ClockAndZone {
            format: ClockFormat::default(),
            now: at("2026-11-24T20:50:00Z"),
            is_synchronised: None,
            newest: Some(at("2026-11-24T20:54:00Z")),
            zone: Ok(Zone::Fixed(FixedOffset::east_opt(3600).unwrap())),
            name: Some("Europe/Berlin".to_owned()),
            is_from_tz: false,
        }
    }

    #[test]
    fn each_fault_of_the_clock_is_reported_with_advice() {
        for (time, state, found) in [
            (good(), CheckState::Fine, "Tue 24 Nov 2026 21:50"),
            (
                ClockAndZone {
                    is_synchronised: Some(true),
                    ..good()
                },
                CheckState::Fine,
                "kept by the network",
            ),
            (
                ClockAndZone {
                    is_synchronised: Some(false),
                    ..good()
                },
                CheckState::Note,
                "not kept",
            ),
            (
                ClockAndZone {
                    now: at("1970-01-01T00:10:00Z"),
                    ..good()
                },
                CheckState::Broken,
                "never set",
            ),
            (
                ClockAndZone {
                    newest: Some(at("2026-11-24T21:00:00Z")),
                    ..good()
                },
                CheckState::Broken,
                "written on Tue 24 Nov 2026 22:00",
            ),
        ] {
            let line = &time.lines()[0];
            assert_eq!(line.state, state, "{line:?}");
            assert!(line.found.contains(found), "{line:?}");
            assert_eq!(line.advice.is_some(), state != CheckState::Fine, "{line:?}");
        }
    }

    #[test]
    fn each_fault_of_the_zone_is_reported_with_advice() {
        let line = |time: ClockAndZone| time.lines().remove(1);
        assert_eq!(
            line(good()),
            Check::fine("time zone", "Europe/Berlin, UTC+01:00")
        );
        let from_tz = line(ClockAndZone {
            is_from_tz: true,
            ..good()
        });
        assert_eq!(from_tz.found, "Europe/Berlin (from TZ), UTC+01:00");
        let none = line(ClockAndZone {
            name: None,
            ..good()
        });
        assert_eq!(none.state, CheckState::Note);
        assert!(none.advice.unwrap().contains("set-timezone"));
    }

    #[test]
    fn the_next_change_of_the_clocks_is_found_to_the_second() {
        for (zone, from, to) in [
            (
                Tz::Europe__Berlin,
                "2026-11-24T20:50:00Z",
                Some("2027-03-28T01:00:00Z"),
            ),
            (
                Tz::Europe__Berlin,
                "2026-10-25T00:59:59Z",
                Some("2026-10-25T01:00:00Z"),
            ),
            (
                Tz::Australia__Lord_Howe,
                "2026-11-24T20:50:00Z",
                Some("2027-04-03T15:00:00Z"),
            ),
            (Tz::Asia__Tokyo, "2026-11-24T20:50:00Z", None),
        ] {
            assert_eq!(next_change(at(from), &zone), to.map(at), "{zone}");
        }
    }
}
