//! Conversion from local time to instants, across clock changes.
//!
//! A local time that is skipped when clocks go forward maps to the first instant after the gap. One that occurs twice
//! maps to the first occurrence, unless that lies outside the range asked for.

use chrono::{DateTime, MappedLocalTime, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc};

/// The first instant at which local time in `zone` is `local`. If `local` is skipped, the first instant after the gap.
pub fn first_showing<Z: TimeZone>(local: NaiveDateTime, zone: &Z) -> DateTime<Utc> {
    showings(local, zone).0
}

/// The first instant at or after `not_before` at which a clock in `zone` shows `time`.
pub fn showing_from<Z: TimeZone>(
    time: NaiveTime,
    not_before: DateTime<Utc>,
    zone: &Z,
) -> DateTime<Utc> {
    let mut day = not_before.with_timezone(zone).naive_local().date();
    loop {
        let (first, second) = showings(day.and_time(time), zone);
        if first >= not_before {
            return first;
        }
        if let Some(second) = second.filter(|second| *second >= not_before) {
            return second;
        }
        match day.succ_opt() {
            Some(next) => day = next,
            None => return first, // chrono's calendar ends in the year 262142
        }
    }
}

/// The instant of something that is over, as `read` finds it by the clock of a place: `there`, where it happened, or `here`
/// if the clock there has not come so far by `now`. Who has come home from the west in the meantime reads the time from the
/// clock that hangs here. An instant after `now` has come at neither place.
pub fn in_the_past<Z: TimeZone>(
    read: impl Fn(&Z) -> DateTime<Utc>,
    [there, here]: [&Z; 2],
    now: DateTime<Utc>,
) -> DateTime<Utc> {
    let at = read(there);
    if at <= now {
        return at;
    }
    let by_the_clock_here = read(here);
    if by_the_clock_here <= now {
        by_the_clock_here
    } else {
        at
    }
}

/// The last instant at or before `not_after` at which a clock in `zone` showed `time`.
pub fn showing_until<Z: TimeZone>(
    time: NaiveTime,
    not_after: DateTime<Utc>,
    zone: &Z,
) -> DateTime<Utc> {
    let mut day = not_after.with_timezone(zone).naive_local().date();
    loop {
        let (first, second) = showings(day.and_time(time), zone);
        if let Some(second) = second.filter(|second| *second <= not_after) {
            return second;
        }
        if first <= not_after {
            return first;
        }
        match day.pred_opt() {
            Some(previous) => day = previous,
            None => return first,
        }
    }
}

/// The instant nearest to `near` at which a clock in `zone` shows `time`. This is how a corrected time of day without a
/// date is read.
pub fn showing_nearest<Z: TimeZone>(
    time: NaiveTime,
    near: DateTime<Utc>,
    zone: &Z,
) -> DateTime<Utc> {
    let (before, after) = (
        showing_until(time, near, zone),
        showing_from(time, near, zone),
    );
    if near - before <= after - near {
        before
    } else {
        after
    }
}

/// The instants at which a clock in `zone` shows `local`: the first, and the second if it occurs twice.
fn showings<Z: TimeZone>(local: NaiveDateTime, zone: &Z) -> (DateTime<Utc>, Option<DateTime<Utc>>) {
    match zone.from_local_datetime(&local) {
        MappedLocalTime::Single(instant) => (instant.to_utc(), None),
        MappedLocalTime::Ambiguous(one, other) => {
            let (one, other) = (one.to_utc(), other.to_utc());
            (one.min(other), Some(one.max(other)))
        }
        MappedLocalTime::None => (end_of_gap(local, zone), None),
    }
}

/// The first instant after the gap that skips `local` in `zone`, found by bisection.
fn end_of_gap<Z: TimeZone>(local: NaiveDateTime, zone: &Z) -> DateTime<Utc> {
    // UTC offsets are less than a day, so the end of the gap lies within 26 hours of `local` read as UTC. Clocks change
    // on whole seconds.
    let about = local.and_utc();
    let (mut before, mut after) = (-26 * 3600_i64, 26 * 3600_i64);
    while after - before > 1 {
        let middle = i64::midpoint(before, after);
        let shown = (about + TimeDelta::seconds(middle))
            .with_timezone(zone)
            .naive_local();
        if shown < local {
            before = middle;
        } else {
            after = middle;
        }
    }
    about + TimeDelta::seconds(after)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::Europe::Berlin;
    use chrono_tz::Pacific::Apia;

    fn local(text: &str) -> NaiveDateTime {
        text.parse().unwrap()
    }

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn time(text: &str) -> NaiveTime {
        text.parse().unwrap()
    }

    #[test]
    fn a_time_that_does_not_exist_means_the_first_instant_after_the_gap() {
        let at = first_showing(local("2026-03-29T02:30:00"), &Berlin);
        assert_eq!(at, utc("2026-03-29T01:00:00Z"));
    }

    #[test]
    fn a_day_that_does_not_exist_means_the_next_days_first_instant() {
        let at = first_showing(local("2011-12-30T22:30:00"), &Apia);
        assert_eq!(at, utc("2011-12-30T10:00:00Z"));
    }

    #[test]
    fn a_time_that_comes_twice_means_the_first() {
        let at = first_showing(local("2026-10-25T02:30:00"), &Berlin);
        assert_eq!(at, utc("2026-10-25T00:30:00Z"));
    }

    #[test]
    fn the_second_occurrence_is_used_if_the_first_is_too_early() {
        let from = utc("2026-10-25T00:45:00Z"); // 02:45, the first time
        assert_eq!(
            showing_from(time("02:30:00"), from, &Berlin),
            utc("2026-10-25T01:30:00Z")
        );
        assert_eq!(showing_from(time("02:45:00"), from, &Berlin), from);
        assert_eq!(
            showing_from(time("01:00:00"), from, &Berlin),
            utc("2026-10-26T00:00:00Z")
        );
    }

    #[test]
    fn the_last_occurrence_may_be_on_the_day_before() {
        let now = utc("2026-11-24T00:15:00Z"); // 01:15
        assert_eq!(
            showing_until(time("21:40:00"), now, &Berlin),
            utc("2026-11-23T20:40:00Z")
        );
        assert_eq!(showing_until(time("01:15:00"), now, &Berlin), now);
        let after_fold = utc("2026-10-25T01:40:00Z"); // 02:40, the second time
        assert_eq!(
            showing_until(time("02:30:00"), after_fold, &Berlin),
            utc("2026-10-25T01:30:00Z")
        );
    }
}
