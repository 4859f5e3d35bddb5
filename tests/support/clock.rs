//! The clock of the program under test: the real one, or the one that `.ci/hours` fakes, in a fixed-offset time zone where
//! it is the wanted time of day. So no test depends on the hour it runs at.

#![allow(dead_code, reason = "each test file uses its own part")]

use std::ffi::OsString;

use chrono::{DateTime, NaiveTime, Utc};

/// The time zone where the local time is `wanted` at `now`: as a value of `TZ`, and as minutes east of UTC, from -720 up
/// to 719.
pub fn zone_where_it_is(wanted: NaiveTime, now: DateTime<Utc>) -> (String, i32) {
    let apart = -(now.time() - wanted).num_seconds().div_euclid(60);
    let minutes = (apart + 12 * 60).rem_euclid(24 * 60) - 12 * 60;
    let (sign, hours) = (if minutes < 0 { '+' } else { '-' }, minutes.abs() / 60);
    let zone = format!("<HERE>{sign}{hours}:{:02}", minutes.abs() % 60);
    (zone, minutes as i32)
}

/// The environment variables that fake the clock of this process, if it is faked. A program started with a cleared
/// environment needs them to have the same clock.
pub fn faked_clock() -> impl Iterator<Item = (OsString, OsString)> {
    std::env::vars_os().filter(|(name, _)| {
        let name = name.to_string_lossy();
        name == "LD_PRELOAD" || name == "DONT_FAKE_MONOTONIC" || name.starts_with("FAKETIME")
    })
}
