//! The clock that the program has in a test: the real one, or the one that `.ci/hours` fakes, in a made-up time zone in
//! which it shows the wanted time of day. So no test depends on the hour at which it runs.

#![allow(dead_code, reason = "each test file uses its own part")]

use std::ffi::OsString;

use chrono::{DateTime, NaiveTime, Utc};

/// The time zone in which a clock shows `wanted` at that instant: as `TZ` has it, and in minutes east of Greenwich, from
/// -12 h to 12 h.
pub fn zone_where_it_is(wanted: NaiveTime, now: DateTime<Utc>) -> (String, i32) {
    let apart = -(now.time() - wanted).num_seconds().div_euclid(60);
    let minutes = (apart + 12 * 60).rem_euclid(24 * 60) - 12 * 60;
    let (sign, hours) = (if minutes < 0 { '+' } else { '-' }, minutes.abs() / 60);
    let zone = format!("<HERE>{sign}{hours}:{:02}", minutes.abs() % 60);
    (zone, minutes as i32)
}

/// The variables of this process by which its clock is faked; none where it is not. What a test starts with a cleared
/// environment has to go by the same clock.
pub fn faked_clock() -> impl Iterator<Item = (OsString, OsString)> {
    std::env::vars_os().filter(|(name, _)| {
        let name = name.to_string_lossy();
        name == "LD_PRELOAD" || name == "DONT_FAKE_MONOTONIC" || name.starts_with("FAKETIME")
    })
}
