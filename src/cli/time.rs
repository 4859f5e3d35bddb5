//! Times as people type them: `21:40` or `9:40 pm`, with or without a date, or RFC 3339.

use std::str::FromStr;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc};

use crate::evening::wall;
use crate::time_of_day::{self, ClockFormat};

/// A time as typed. Its methods turn it into an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TypedTime {
    /// `21:40`. On which day depends on the command.
    Clock(NaiveTime),
    /// `9:40`, which the 12-hour clock shows twice a day. Otherwise the same.
    ClockWithoutHalf(NaiveTime),
    /// `2026-11-24T21:40`, in the local time zone.
    Local(NaiveDateTime),
    /// `2026-11-24T21:40:00+01:00`.
    Instant(DateTime<Utc>),
}

/// The text is not a time in any of the accepted formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("write a time such as 21:40, 9:40 pm, 2026-11-24T21:40 or 2026-11-24T21:40:00+01:00")]
pub(crate) struct BadTime;

/// A time of day that comes again within this span is taken as the coming one.
const SOON: TimeDelta = TimeDelta::hours(3);

impl FromStr for TypedTime {
    type Err = BadTime;

    fn from_str(text: &str) -> Result<Self, BadTime> {
        let text = text.trim();
        let clock = time_of_day::parse(text).ok();
        let clock = clock.map(if time_of_day::lacks_half(text) {
            Self::ClockWithoutHalf
        } else {
            Self::Clock
        });
        let local = || {
            let (date, time) = text.split_once(['T', ' '])?;
            let (date, time) = (
                date.parse::<NaiveDate>().ok()?,
                time_of_day::parse(time).ok()?,
            );
            Some(Self::Local(date.and_time(time)))
        };
        let instant = || {
            DateTime::parse_from_rfc3339(text)
                .or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M%#z"))
                .ok()
                .map(|at| Self::Instant(at.to_utc()))
        };
        clock.or_else(local).or_else(instant).ok_or(BadTime)
    }
}

impl TypedTime {
    /// The time as a user of that clock means it: without am or pm, by the 12-hour clock, the one nearer to `near`.
    pub(crate) fn near<Z: TimeZone>(
        self,
        near: DateTime<Utc>,
        zone: &Z,
        clock: ClockFormat,
    ) -> Self {
        let near = near.with_timezone(zone).naive_local().time();
        match (self, clock) {
            (Self::ClockWithoutHalf(time), ClockFormat::TwelveHour) => {
                Self::Clock(time_of_day::nearer_half(time, near))
            }
            (typed, ClockFormat::TwelveHour | ClockFormat::TwentyFourHour) => typed,
        }
    }

    /// The time of something that is over, as a user of that clock means it: without am or pm the last one.
    pub(crate) fn last_half<Z: TimeZone>(
        self,
        now: DateTime<Utc>,
        zone: &Z,
        clock: ClockFormat,
    ) -> Self {
        self.near(now - TimeDelta::hours(6), zone, clock)
    }

    /// The instant. A time of day means the first time the clock shows it at or after `from`.
    pub(crate) fn at_or_after<Z: TimeZone>(self, from: DateTime<Utc>, zone: &Z) -> DateTime<Utc> {
        self.dated(zone)
            .unwrap_or_else(|time| wall::showing_from(time, from, zone))
    }

    /// The instant of something that is over. A time of day means the first time the clock showed it at or after `from`: the
    /// clock of the place where the evening was spent, or the one of `here`, see [`wall::in_the_past`].
    pub(crate) fn past_at_or_after<Z: TimeZone>(
        self,
        from: DateTime<Utc>,
        zones: [&Z; 2],
        now: DateTime<Utc>,
    ) -> DateTime<Utc> {
        wall::in_the_past(|zone| self.at_or_after(from, zone), zones, now)
    }

    /// The instant. A time of day means the last time the clock showed it, unless the clock shows it again within three
    /// hours: at 21:00, 23:00 means tonight and not yesterday.
    pub(crate) fn last_shown<Z: TimeZone>(self, now: DateTime<Utc>, zone: &Z) -> DateTime<Utc> {
        self.dated(zone).unwrap_or_else(|time| {
            let last = wall::showing_until(time, now, zone);
            let again = wall::showing_from(time, now, zone);
            if again > now && again - now <= SOON {
                again
            } else {
                last
            }
        })
    }

    /// The instant where a date was typed; `Err` with the time of day otherwise.
    fn dated<Z: TimeZone>(self, zone: &Z) -> Result<DateTime<Utc>, NaiveTime> {
        match self {
            Self::Clock(time) | Self::ClockWithoutHalf(time) => Err(time),
            Self::Local(local) => Ok(wall::first_showing(local, zone)),
            Self::Instant(at) => Ok(at),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::Europe::Berlin;

    fn typed(text: &str) -> TypedTime {
        text.parse().unwrap()
    }

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn times_are_read_in_all_their_forms() {
        let from = utc("2026-11-24T05:30:00Z");
        for (text, meant) in [
            ("21:40", "2026-11-24T20:40:00Z"),
            ("7:05", "2026-11-24T06:05:00Z"),
            ("00:10", "2026-11-24T23:10:00Z"),
            ("9:40 pm", "2026-11-24T20:40:00Z"),
            ("2140", "2026-11-24T20:40:00Z"),
            ("21.40", "2026-11-24T20:40:00Z"),
            ("21h40", "2026-11-24T20:40:00Z"),
            ("21", "2026-11-24T20:00:00Z"),
            ("21:40:30", "2026-11-24T20:40:30Z"),
            ("2026-11-23T21:40:30", "2026-11-23T20:40:30Z"),
            ("2026-11-23 9:40 pm", "2026-11-23T20:40:00Z"),
            ("2026-11-23T21:40", "2026-11-23T20:40:00Z"),
            ("2026-11-23 21:40", "2026-11-23T20:40:00Z"),
            ("2026-11-23T21:40:00-05:00", "2026-11-24T02:40:00Z"),
            ("2026-11-23T21:40:00Z", "2026-11-23T21:40:00Z"),
            ("2026-11-23T21:40-05:00", "2026-11-24T02:40:00Z"),
            ("2026-11-23T21:40Z", "2026-11-23T21:40:00Z"),
        ] {
            assert_eq!(typed(text).at_or_after(from, &Berlin), utc(meant), "{text}");
        }
        for text in [
            "",
            "24:10",
            "21.4",
            "tomorrow",
            "2026-11-24",
            "13 pm",
            "2026-11-24 tomorrow",
        ] {
            assert_eq!(text.parse::<TypedTime>(), Err(BadTime), "{text}");
        }
    }

    #[test]
    fn a_night_time_is_the_last_one_shown_unless_it_is_about_to_come() {
        let evening = utc("2026-11-24T20:00:00Z"); // 21:00
        for (text, meant) in [
            ("20:59", "2026-11-24T19:59:00Z"),
            ("21:00", "2026-11-24T20:00:00Z"),
            ("00:20", "2026-11-23T23:20:00Z"),
            ("23:00", "2026-11-24T22:00:00Z"), // to come, and refused for it
            ("00:00", "2026-11-24T23:00:00Z"),
        ] {
            assert_eq!(
                typed(text).last_shown(evening, &Berlin),
                utc(meant),
                "{text}"
            );
        }
        let morning = utc("2026-11-25T05:45:00Z"); // 06:45
        assert_eq!(
            typed("22:41").last_shown(morning, &Berlin),
            utc("2026-11-24T21:41:00Z")
        );
    }

    #[test]
    fn without_am_or_pm_the_12_hour_clock_means_the_time_near_another_one() {
        let bedtime = utc("2026-11-24T21:30:00Z"); // 22:30
        let begins = utc("2026-11-24T05:30:00Z");
        for (text, by_24, by_12) in [
            ("9:40", "2026-11-24T08:40:00Z", "2026-11-24T20:40:00Z"),
            ("12:15", "2026-11-24T11:15:00Z", "2026-11-24T23:15:00Z"),
            ("09:40", "2026-11-24T08:40:00Z", "2026-11-24T08:40:00Z"),
            ("9:40 am", "2026-11-24T08:40:00Z", "2026-11-24T08:40:00Z"),
            ("21:40", "2026-11-24T20:40:00Z", "2026-11-24T20:40:00Z"),
        ] {
            let meant = |clock| {
                let typed = typed(text).near(bedtime, &Berlin, clock);
                typed.at_or_after(begins, &Berlin)
            };
            assert_eq!(meant(ClockFormat::TwentyFourHour), utc(by_24), "{text}");
            assert_eq!(meant(ClockFormat::TwelveHour), utc(by_12), "{text}");
        }
        let now = utc("2026-11-24T20:00:00Z"); // 21:00
        for (text, last) in [
            ("9:30", "2026-11-24T08:30:00Z"),
            ("8:30", "2026-11-24T19:30:00Z"),
        ] {
            let typed = typed(text).last_half(now, &Berlin, ClockFormat::TwelveHour);
            assert_eq!(typed.last_shown(now, &Berlin), utc(last), "{text}");
        }
    }

    #[test]
    fn a_time_that_has_not_come_at_the_other_place_is_read_from_the_clock_here() {
        use chrono_tz::America::New_York;
        let dark = utc("2026-11-24T03:40:00Z"); // 22:40 in New York
        let now = utc("2026-11-24T10:00:00Z"); // 11:00 in Berlin, 05:00 in New York
        for (text, meant) in [
            ("04:50", "2026-11-24T09:50:00Z"), // in New York
            ("10:35", "2026-11-24T09:35:00Z"), // in Berlin
            ("11:30", "2026-11-24T16:30:00Z"), // nowhere yet, and refused for it
        ] {
            let at = typed(text).past_at_or_after(dark, [&New_York, &Berlin], now);
            assert_eq!(at, utc(meant), "{text}");
        }
    }

    #[test]
    fn in_the_hour_that_comes_twice_the_first_is_not_yet_to_come() {
        let between = utc("2026-10-25T00:45:00Z"); // 02:45, the first time
        assert_eq!(
            typed("02:30").last_shown(between, &Berlin),
            utc("2026-10-25T01:30:00Z"),
            "it will be shown again, and asking back is better than guessing"
        );
    }
}
