//! A time zone in iCalendar form: when its clocks change, found by asking the zone itself.

use chrono::{
    DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone, Utc,
};

use super::calendar_text::{CalendarText, local};
use super::ics::short_day;

/// For how many years changes are looked for. Where they follow a rule, it is written and holds for ever.
const YEARS: i32 = 12;

/// A change of clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Change {
    /// What clocks show then, before they are set.
    at: NaiveDateTime,
    /// The offsets before and after, in seconds east.
    offsets: (i32, i32),
}

/// Writes the time zone as it is from the year before `from` on.
pub(super) fn write<Z: TimeZone>(text: &mut CalendarText, id: &str, zone: &Z, from: NaiveDate) {
    let first = NaiveDate::from_ymd_opt(from.year() - 1, 1, 1).unwrap_or(from);
    let changes = changes(zone, first);
    text.line("BEGIN:VTIMEZONE");
    text.line(&format!("TZID:{id}"));
    if changes.is_empty() {
        let offset = offset_at(zone, first.and_time(NaiveTime::MIN).and_utc());
        let always = Change {
            at: NaiveDate::default().and_time(NaiveTime::MIN),
            offsets: (offset, offset),
        };
        write_changes(text, &[always]);
    }
    let mut kinds: Vec<(i32, i32)> = changes.iter().map(|change| change.offsets).collect();
    kinds.sort_unstable();
    kinds.dedup();
    for kind in kinds {
        let same = changes.iter().filter(|change| change.offsets == kind);
        let same: Vec<Change> = same.copied().collect();
        write_changes(text, &same);
    }
    text.line("END:VTIMEZONE");
}

/// Writes changes between the same two offsets, as a rule if they follow one.
fn write_changes(text: &mut CalendarText, changes: &[Change]) {
    let Some(first) = changes.first() else {
        return;
    };
    let (before, after) = first.offsets;
    let name = if before < after {
        "DAYLIGHT"
    } else {
        "STANDARD"
    };
    text.line(&format!("BEGIN:{name}"));
    text.line(&format!("DTSTART:{}", local(first.at)));
    text.line(&format!("TZOFFSETFROM:{}", offset(before)));
    text.line(&format!("TZOFFSETTO:{}", offset(after)));
    match rule(changes) {
        Some(rule) => text.line(&format!("RRULE:{rule}")),
        None => {
            for change in &changes[1..] {
                text.line(&format!("RDATE:{}", local(change.at)));
            }
        }
    }
    text.line(&format!("END:{name}"));
}

/// The rule that these changes follow each year: the last, or the first to fourth, weekday of a month.
fn rule(changes: &[Change]) -> Option<String> {
    let days: Vec<NaiveDate> = changes.iter().map(|change| change.at.date()).collect();
    let first = *days.first()?;
    let every_year = (first.year()..)
        .zip(&days)
        .all(|(year, day)| day.year() == year);
    let alike = days
        .iter()
        .all(|day| (day.month(), day.weekday()) == (first.month(), first.weekday()));
    let time = changes
        .iter()
        .all(|change| change.at.time() == changes[0].at.time());
    if days.len() + 1 < YEARS as usize || !every_year || !alike || !time {
        return None;
    }
    let is_last = |day: &NaiveDate| (*day + Days::new(7)).month() != day.month();
    let number = |day: &NaiveDate| day.day().div_ceil(7);
    let which = if days.iter().all(is_last) {
        "-1".to_owned()
    } else if days.iter().all(|day| number(day) == number(&first)) {
        number(&first).to_string()
    } else {
        return None;
    };
    let (month, day) = (first.month(), short_day(first.weekday()));
    Some(format!("FREQ=YEARLY;BYMONTH={month};BYDAY={which}{day}"))
}

/// `+0100`; with seconds only where there are any.
fn offset(seconds: i32) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    let (minutes, rest) = (seconds.abs() / 60, seconds.abs() % 60);
    let whole = format!("{sign}{:02}{:02}", minutes / 60, minutes % 60);
    if rest == 0 {
        whole
    } else {
        format!("{whole}{rest:02}")
    }
}

/// All changes in [`YEARS`] from `first` on.
fn changes<Z: TimeZone>(zone: &Z, first: NaiveDate) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut before = first.and_time(NaiveTime::MIN).and_utc();
    let last_year = first.year() + YEARS;
    while before.year() < last_year {
        let after = before + TimeDelta::days(1);
        let offsets = (offset_at(zone, before), offset_at(zone, after));
        if offsets.0 != offsets.1 {
            let at = instant_of_change(zone, before, after);
            changes.push(Change {
                at: at.naive_utc() + TimeDelta::seconds(offsets.0.into()),
                offsets,
            });
        }
        before = after;
    }
    changes
}

/// The first second after `before` with another offset.
fn instant_of_change<Z: TimeZone>(
    zone: &Z,
    before: DateTime<Utc>,
    after: DateTime<Utc>,
) -> DateTime<Utc> {
    let old = offset_at(zone, before);
    let (mut same, mut other) = (before, after);
    while other - same > TimeDelta::seconds(1) {
        let middle = same + TimeDelta::seconds((other - same).num_seconds() / 2);
        if offset_at(zone, middle) == old {
            same = middle;
        } else {
            other = middle;
        }
    }
    other
}

fn offset_at<Z: TimeZone>(zone: &Z, at: DateTime<Utc>) -> i32 {
    zone.offset_from_utc_datetime(&at.naive_utc())
        .fix()
        .local_minus_utc()
}
