//! User-facing phrases for times, durations, dates, events, diary entries and findings, shared by screens
//! and commands.

mod caffeine;
mod change;
mod clock_doubt;
mod event;
mod insight;
mod legs_line;
mod marked_text;
mod rescue;
mod step;
mod trend;
mod trial;
mod trial_change;
mod week;
mod when;

pub(crate) use caffeine::{
    caffeine_between_people, caffeine_left_long_and_short, caffeine_left_sentence, drink_sentence,
    unusual_drink_sentence, would_leave_long_and_short,
};
pub(crate) use change::{change, change_line};
pub(crate) use clock_doubt::{clock_doubt_line, clock_question};
pub(crate) use event::{
    Confirmation, answer_line, diary_line, event_line, legs_in_words, night_line, undone_excuses,
};
pub(crate) use insight::{finding_text, legs_name, nothing_clear_line};
pub(crate) use legs_line::{LegsLine, NOTHING_TO_COMPARE, legs_lines};
pub use marked_text::{MarkedText, Piece};
pub(crate) use rescue::{calms_more_line, offer_line, rescue_outcome};
pub(crate) use step::step_status;
pub(crate) use trend::{legs_change, legs_change_and_how_sure, onset_change, short_onset_change};
pub(crate) use trial::{
    all_nights_text, forecast_line, left_out_line, short_forecast_line, trial_in_short, trial_line,
    trial_notes, trial_text,
};
pub(crate) use trial_change::{trial_change_line, trial_refusal};
pub(crate) use week::week_line;
pub(crate) use when::{proposed_night_long_and_short, when_question};

use chrono::{DateTime, Datelike, NaiveDateTime, Offset, TimeDelta, TimeZone, Timelike, Utc};

use crate::evening::Refusal;
use crate::event::EveningDate;
use crate::time_of_day::ClockFormat;

/// Local time of day: `21:38`. For a time at another place than the user's there is [`local_clock`].
pub(crate) fn clock<Z: TimeZone>(at: DateTime<Utc>, zone: &Z, format: ClockFormat) -> String {
    format.time(at.with_timezone(zone).naive_local().time())
}

/// A local date with the time of day: `Tue 24 Nov 18:00`.
pub(crate) fn date_and_clock(local: NaiveDateTime, format: ClockFormat) -> String {
    let date = short_date(EveningDate(local.date()));
    format!("{date} {}", format.time(local.time()))
}

/// A time of day by the clock of a place. Where clocks are set otherwise than `here`, where the user is, it names the place:
/// `21:38`, or `21:38 (UTC-05:00)`.
pub(crate) fn local_clock<P: TimeZone, H: TimeZone>(
    at: DateTime<Utc>,
    place: &P,
    here: &H,
    format: ClockFormat,
) -> String {
    let clock = clock(at, place, format);
    match other_place(at, place, here) {
        Some(place) => format!("{clock} ({place})"),
        None => clock,
    }
}

/// The UTC offset of a place at that instant, where it differs from that of `here`: `UTC-05:00`.
pub(crate) fn other_place<P: TimeZone, H: TimeZone>(
    at: DateTime<Utc>,
    place: &P,
    here: &H,
) -> Option<String> {
    let there = at.with_timezone(place).offset().fix();
    (there != at.with_timezone(here).offset().fix()).then(|| format!("UTC{there}"))
}

/// Minutes from one instant to another, counted from the displayed minutes: 21:38:59 to 21:50:00 is 12.
pub(crate) fn minutes_between(from: DateTime<Utc>, to: DateTime<Utc>) -> i64 {
    let minute = |at: DateTime<Utc>| at.timestamp().div_euclid(60);
    minute(to) - minute(from)
}

/// How long exercises were held: `40 s`, `8 min`.
pub(crate) fn held_span(secs: u64) -> String {
    match secs {
        0..90 => format!("{secs} s"),
        _ => format!("{} min", (secs + 30) / 60),
    }
}

/// Seconds with their unit written out, to be heard: `40 seconds`, `2 minutes`, `1 minute 30 seconds`.
pub(crate) fn spelled_seconds(secs: u64) -> String {
    let count =
        |number: u64, unit: &str| counted(usize::try_from(number).unwrap_or(usize::MAX), unit);
    match (secs / 60, secs % 60) {
        (0, secs) => count(secs, "second"),
        (minutes, 0) => count(minutes, "minute"),
        (minutes, secs) => format!("{} {}", count(minutes, "minute"), count(secs, "second")),
    }
}

/// A duration in short: `52 min`, `2 h 13`, `3 h`; whole days from two days on.
pub(crate) fn short_span(minutes: i64) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours @ 48.., _) => format!("{} days", hours / 24),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes:02}"),
    }
}

/// A duration with all its units, as it is said within a sentence: `12 minutes`, `1 hour`, `2 hours 13 minutes`.
pub(crate) fn spoken_span(minutes: u64) -> String {
    let counted = |number: u64, unit| self::counted(usize::try_from(number).unwrap_or(0), unit);
    match (minutes / 60, minutes % 60) {
        (0, minutes) => counted(minutes, "minute"),
        (hours, 0) => counted(hours, "hour"),
        (hours, minutes) => format!("{} {}", counted(hours, "hour"), counted(minutes, "minute")),
    }
}

/// A duration without spaces, for status bars: `12m`, `2h13m`.
pub(crate) fn tight_span(minutes: i64) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes}m"),
        (hours, 0) => format!("{hours}h"),
        (hours, minutes) => format!("{hours}h{minutes:02}m"),
    }
}

/// A number with its noun: `1 exercise`, `8 exercises`.
pub(crate) fn counted(number: usize, thing: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {thing}{plural}")
}

/// A number of entries: `1 entry`, `3 entries`.
pub(crate) fn entries(number: usize) -> String {
    match number {
        1 => "1 entry".to_owned(),
        number => format!("{number} entries"),
    }
}

/// The difference between due time and completion: `on time`, `12 min after its time`.
pub(crate) fn lateness(minutes: i64) -> String {
    match minutes {
        0 => "on time".to_owned(),
        1.. => format!("{minutes} min after its time"),
        ..0 => format!("{} min before its time", -minutes),
    }
}

/// The difference in short: `on time`, `+12 min`.
pub(crate) fn short_lateness(minutes: i64) -> String {
    match minutes {
        0 => lateness(minutes),
        _ => format!("{minutes:+} min"),
    }
}

/// A span of evenings by its first and last date: `Monday 23 November to Sunday 29 November`, or the single
/// date. Dates outside tonight's year include the year.
pub(crate) fn long_dates_seen_from(
    tonight: EveningDate,
    from: EveningDate,
    to: EveningDate,
) -> String {
    let date = |evening| long_date_seen_from(tonight, evening);
    if from == to {
        date(from)
    } else {
        format!("{} to {}", date(from), date(to))
    }
}

/// A span of evenings without weekdays, for `from`: `10 to 19 November`, `28 November to 3 December`. Years are named where
/// one is not tonight's.
pub(crate) fn short_span_of_dates(
    tonight: EveningDate,
    first: EveningDate,
    last: EveningDate,
) -> String {
    let (EveningDate(from), EveningDate(to)) = (first, last);
    let this_year = tonight.0.year();
    let form = if from.year() != this_year || to.year() != this_year {
        "%-d %B %Y"
    } else if from.month() == to.month() {
        "%-d"
    } else {
        "%-d %B"
    };
    let until = if form == "%-d" { "%-d %B" } else { form };
    format!("{} to {}", from.format(form), to.format(until))
}

/// A number of times: `once`, `twice`, `3 times`.
pub(crate) fn times(number: usize) -> String {
    match number {
        0 => "never".to_owned(),
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        _ => format!("{number} times"),
    }
}

/// A refusal as a sentence for a screen. It leaves out [`Refusal::command_hint`], which is for the command line.
pub(crate) fn refusal_sentence(refusal: &Refusal) -> String {
    // Nobody types an id on a screen or a notification: the plan has changed meanwhile.
    if let Refusal::UnknownStep { .. } = refusal {
        return "It is not in your plan any more.".to_owned();
    }
    let text = capitalised(&refusal.to_string());
    if text.ends_with(['.', '?']) {
        text
    } else {
        text + "."
    }
}

/// Capitalises the first letter.
pub(crate) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

/// Makes the first letter lower case.
pub(crate) fn uncapitalised(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_lowercase);
    first.chain(letters).collect()
}

/// A date in words: `Tuesday 24 November`.
pub(crate) fn long_date(evening: EveningDate) -> String {
    evening.0.format("%A %-d %B").to_string()
}

/// The date, with its year unless it is tonight's year.
pub(crate) fn long_date_seen_from(tonight: EveningDate, evening: EveningDate) -> String {
    let date = long_date(evening);
    if evening.0.year() == tonight.0.year() {
        date
    } else {
        format!("{date} {}", evening.0.year())
    }
}

/// A short date: `Tue 24 Nov`.
pub(crate) fn short_date(evening: EveningDate) -> String {
    evening.0.format("%a %-d %b").to_string()
}

/// The date, with its year unless it is tonight's year.
pub(crate) fn short_date_seen_from(tonight: EveningDate, evening: EveningDate) -> String {
    let date = short_date(evening);
    if evening.0.year() == tonight.0.year() {
        date
    } else {
        format!("{date} {}", evening.0.year())
    }
}

/// The next instant after `now` at which the displayed minute changes.
pub(crate) fn next_minute(now: DateTime<Utc>) -> DateTime<Utc> {
    let this = now
        .with_second(0)
        .and_then(|now| now.with_nanosecond(0))
        .unwrap_or(now);
    this + TimeDelta::minutes(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_naturally() {
        for (minutes, short, tight) in [
            (0, "0 min", "0m"),
            (52, "52 min", "52m"),
            (60, "1 h", "1h"),
            (133, "2 h 13", "2h13m"),
            (125, "2 h 05", "2h05m"),
            (47 * 60 + 59, "47 h 59", "47h59m"),
            (49 * 60 + 1, "2 days", "49h01m"),
        ] {
            assert_eq!(
                (short_span(minutes), tight_span(minutes)),
                (short.to_owned(), tight.to_owned())
            );
        }
    }

    #[test]
    fn seconds_are_written_out_to_be_heard() {
        for (secs, expected) in [
            (1, "1 second"),
            (40, "40 seconds"),
            (60, "1 minute"),
            (90, "1 minute 30 seconds"),
            (121, "2 minutes 1 second"),
        ] {
            assert_eq!(spelled_seconds(secs), expected);
        }
    }

    #[test]
    fn held_time_is_in_seconds_below_90_seconds() {
        for (secs, expected) in [(0, "0 s"), (89, "89 s"), (90, "2 min"), (600, "10 min")] {
            assert_eq!(held_span(secs), expected);
        }
    }

    #[test]
    fn lateness_is_on_time_after_or_before() {
        for (minutes, long, short) in [
            (0, "on time", "on time"),
            (12, "12 min after its time", "+12 min"),
            (-5, "5 min before its time", "-5 min"),
        ] {
            assert_eq!(lateness(minutes), long);
            assert_eq!(short_lateness(minutes), short);
        }
    }

    #[test]
    fn a_date_of_another_year_includes_the_year() {
        let on = |date: &str| date.parse::<EveningDate>().unwrap();
        for (evening, expected) in [
            ("2026-01-01", ["Thursday 1 January", "Thu 1 Jan"]),
            (
                "2016-11-24",
                ["Thursday 24 November 2016", "Thu 24 Nov 2016"],
            ),
            (
                "2199-12-31",
                ["Tuesday 31 December 2199", "Tue 31 Dec 2199"],
            ),
        ] {
            let tonight = on("2026-11-24");
            let ours = [
                long_date_seen_from(tonight, on(evening)),
                short_date_seen_from(tonight, on(evening)),
            ];
            assert_eq!(ours, expected);
        }
    }

    #[test]
    fn minutes_are_counted_from_the_displayed_minutes() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        assert_eq!(
            minutes_between(at("2026-11-24T21:38:59Z"), at("2026-11-24T21:50:00Z")),
            12
        );
        assert_eq!(
            minutes_between(at("2026-11-24T21:50:10Z"), at("2026-11-24T21:50:40Z")),
            0
        );
        assert_eq!(
            next_minute(at("2026-11-24T21:38:59.5Z")),
            at("2026-11-24T21:39:00Z")
        );
    }
}
