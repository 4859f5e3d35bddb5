//! How a step of the evening stands.

use chrono::{DateTime, TimeZone, Utc};

use super::{clock, minutes_between, short_span};
use crate::evening::{Entry, Status};
use crate::time_of_day::ClockFormat;

/// How a step stands at `now`: "done 20:58", "in 12 min". Empty for a later step that is still to come.
pub(crate) fn step_status<Z: TimeZone>(
    entry: &Entry<'_>,
    is_next: bool,
    now: DateTime<Utc>,
    zone: &Z,
    format: ClockFormat,
) -> String {
    let clock = |at| clock(at, zone, format);
    match entry.status {
        Status::Upcoming if is_next => {
            let minutes = minutes_between(now, entry.due).max(1);
            format!("in {}", short_span(minutes))
        }
        Status::Upcoming if entry.step.optional => "if you like".to_owned(),
        Status::Upcoming => String::new(),
        Status::Due => "now".to_owned(),
        Status::Late => {
            let minutes = minutes_between(entry.waits_until(), now);
            format!("since {}", short_span(minutes))
        }
        Status::Snoozed => format!("again at {}", clock(entry.waits_until())),
        Status::Done { .. } if !entry.is_time_known => "done".to_owned(),
        Status::Done { at } => format!("done {}", clock(at)),
        Status::Skipped { .. } => "skipped".to_owned(),
        Status::Missed => match &entry.broken_by {
            Some(it) => format!("{} at {} came after it", it.label, clock(it.at)),
            None => "not done".to_owned(),
        },
        Status::Excused => "excused".to_owned(),
    }
}
