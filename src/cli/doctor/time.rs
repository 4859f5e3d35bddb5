//! The clock and the time zone.

use std::path::Path;

use chrono::{DateTime, Datelike, FixedOffset, Offset, TimeDelta, TimeZone, Utc};

use super::asked;
use super::line::Line;
use crate::clock::{UnknownZone, Zone};
use crate::journal::JournalSummary;

/// A clock that shows an earlier year than the program's first was never set.
const FIRST_YEAR: i32 = 2026;

/// Two computers' clocks may be apart by so much.
const APART: TimeDelta = TimeDelta::minutes(5);

/// How far ahead the next change of the clocks is looked for.
const AHEAD: i64 = 400;

/// What was found of clock and zone.
#[derive(Debug)]
pub struct Time {
    /// What the clock shows.
    pub now: DateTime<Utc>,
    /// Whether it is kept by the network, where the system tells.
    pub is_kept: Option<bool>,
    /// When the journal's newest event was written.
    pub newest: Option<DateTime<Utc>>,
    /// The zone.
    pub zone: Result<Zone, UnknownZone>,
    /// Its name.
    pub name: Option<String>,
    /// Whether the name comes from `TZ`.
    pub is_from_tz: bool,
}

impl Time {
    /// What is known at `now`.
    pub fn at(
        now: DateTime<Utc>,
        zone: Result<Zone, UnknownZone>,
        is_kept: Option<bool>,
        summary: Option<&JournalSummary>,
    ) -> Self {
        Self {
            now,
            is_kept,
            newest: summary.and_then(|summary| summary.written),
            name: Zone::System.name(),
            is_from_tz: std::env::var_os("TZ").is_some_and(|name| !name.is_empty()),
            zone,
        }
    }

    /// What is said of them.
    pub fn lines(&self) -> Vec<Line> {
        vec![self.clock(), self.zone()]
    }

    fn clock(&self) -> Line {
        let topic = "clock";
        let zone = self.zone.clone().unwrap_or(Zone::System);
        let shown = |at: DateTime<Utc>| {
            let local = at.with_timezone(&zone).naive_local();
            local.format("%a %-d %b %Y %H:%M").to_string()
        };
        let set = "set the clock: `timedatectl set-ntp true` lets the network keep it";
        let now = shown(self.now);
        if self.now.year() < FIRST_YEAR {
            return Line::broken(topic, format!("{now}: it was never set"), set);
        }
        if let Some(newest) = self.newest.filter(|newest| *newest > self.now + APART) {
            let found = format!(
                "{now}, but the journal was written on {}: the clock is wrong now, or was then",
                shown(newest)
            );
            return Line::broken(topic, found, set);
        }
        match self.is_kept {
            Some(true) => Line::fine(topic, format!("{now}, kept by the network")),
            Some(false) => Line::note(topic, format!("{now}, not kept by the network")).but(set),
            None => Line::fine(topic, now),
        }
    }

    fn zone(&self) -> Line {
        let topic = "time zone";
        let zone = match &self.zone {
            Ok(zone) => zone,
            Err(error) => return Line::broken(topic, error.what(), UnknownZone::ADVICE),
        };
        let offset = |at: DateTime<Utc>| at.with_timezone(zone).offset().fix();
        let here = utc(offset(self.now));
        let Some(name) = &self.name else {
            return Line::note(topic, format!("none is set, so times are read as {here}"))
                .but("set yours: `timedatectl set-timezone Europe/Berlin`, or TZ=Europe/Berlin");
        };
        let source = if self.is_from_tz { " (from TZ)" } else { "" };
        let change = next_change(self.now, zone).map_or_else(String::new, |at| {
            // The day on which the clock is changed, and what it shows until then.
            let local = at.with_timezone(&offset(at - TimeDelta::seconds(1)));
            let day = local.format("%a %-d %b %Y %H:%M");
            format!("; clocks change on {day} to {}", utc(offset(at)))
        });
        Line::fine(topic, format!("{name}{source}, {here}{change}"))
    }
}

fn utc(offset: FixedOffset) -> String {
    format!("UTC{offset}")
}

/// The instant at which the zone's clocks change next, to the second.
fn next_change<Z: TimeZone>(now: DateTime<Utc>, zone: &Z) -> Option<DateTime<Utc>> {
    let offset = |at: DateTime<Utc>| at.with_timezone(zone).offset().fix();
    let day = (1..AHEAD)
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

/// Whether the network keeps the clock, where the system tells. This may take for ever.
pub fn network_time() -> Option<bool> {
    if Path::new("/run/systemd/timesync/synchronized").exists() {
        return Some(true);
    }
    let arguments = ["show", "--property=NTPSynchronized", "--value"];
    match asked("timedatectl", &arguments)?.trim() {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;

    use super::super::line::State;
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn good() -> Time {
        Time {
            now: at("2026-11-24T20:50:00Z"),
            is_kept: None,
            newest: Some(at("2026-11-24T20:54:00Z")),
            zone: Ok(Zone::Fixed(FixedOffset::east_opt(3600).unwrap())),
            name: Some("Europe/Berlin".to_owned()),
            is_from_tz: false,
        }
    }

    #[test]
    fn each_fault_of_the_clock_has_its_line_and_its_advice() {
        for (time, state, found) in [
            (good(), State::Fine, "Tue 24 Nov 2026 21:50"),
            (
                Time {
                    is_kept: Some(true),
                    ..good()
                },
                State::Fine,
                "kept by the network",
            ),
            (
                Time {
                    is_kept: Some(false),
                    ..good()
                },
                State::Note,
                "not kept",
            ),
            (
                Time {
                    now: at("1970-01-01T00:10:00Z"),
                    ..good()
                },
                State::Broken,
                "never set",
            ),
            (
                Time {
                    newest: Some(at("2026-11-24T21:00:00Z")),
                    ..good()
                },
                State::Broken,
                "written on Tue 24 Nov 2026 22:00",
            ),
        ] {
            let line = &time.lines()[0];
            assert_eq!(line.state, state, "{line:?}");
            assert!(line.found.contains(found), "{line:?}");
            assert_eq!(line.advice.is_some(), state != State::Fine, "{line:?}");
        }
    }

    #[test]
    fn each_fault_of_the_zone_has_its_line_and_its_advice() {
        let line = |time: Time| time.lines().remove(1);
        assert_eq!(
            line(good()),
            Line::fine("time zone", "Europe/Berlin, UTC+01:00")
        );
        let from_tz = line(Time {
            is_from_tz: true,
            ..good()
        });
        assert_eq!(from_tz.found, "Europe/Berlin (from TZ), UTC+01:00");
        let none = line(Time {
            name: None,
            ..good()
        });
        assert_eq!(none.state, State::Note);
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
