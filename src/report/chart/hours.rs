//! The hours of the newest two weeks: a row a day, from noon to noon.

use std::ops::Range;

use chrono::NaiveTime;
use maud::{Markup, html};

use super::{RIGHT, WIDTH, line, n};
use crate::report::ReportPage;
use crate::review::clock_time;
use crate::review::diary::{DayHours, HourMark, MINUTES_OF_A_DAY, MOST_DAYS};
use crate::time_of_day::ClockFormat;
use crate::words::counted;

/// Height of a row in user units.
const ROW: f64 = 9.3;
/// Space above the rows, for the hours.
const TOP: f64 = 12.0;
/// Width of the words about a night, right of its row.
const WORDS: f64 = 132.0;
/// Left end of the rows.
const LEFT: f64 = 66.0;

pub(in crate::report) fn section(page: &ReportPage<'_>) -> Markup {
    let days = recorded(page);
    html! {
        @if !days.is_empty() {
            section aria-labelledby="hours" {
                h2 id="hours" { "The latest nights, hour by hour" }
                figure { (picture(days, page.clock)) }
                figcaption {
                    "From noon to noon. Light: in bed. Dark: from lights out, or from falling asleep where that was recorded, to \
                     waking. Number: the worst rating of the legs in that hour. ▼: symptoms begin. c: caffeine. a: alcohol. \
                     m: a change of medicine. Only entries with a time are shown."
                }
            }
        }
    }
}

/// The days from the first with anything recorded on.
fn recorded<'a>(page: &ReportPage<'a>) -> &'a [DayHours] {
    let days = &page.diary.hours;
    let first = days.iter().position(|day| !is_empty(day));
    first.map_or(&[], |first| &days[first..])
}

fn is_empty(day: &DayHours) -> bool {
    day.in_bed.is_empty() && day.asleep.is_empty() && day.marks.is_empty()
}

/// Lines that other sections may use.
pub(in crate::report) fn spare(page: &ReportPage<'_>) -> usize {
    // A line is 9 pt times 1.3, and the width of a picture is 184 mm.
    const UNITS_OF_A_LINE: f64 = 15.5;
    let missing = MOST_DAYS - recorded(page).len();
    (missing as f64 * ROW / UNITS_OF_A_LINE) as usize
}

fn picture(days: &[DayHours], clock: ClockFormat) -> Markup {
    let foot = TOP + days.len() as f64 * ROW;
    html! {
        svg viewBox=(format!("0 0 {WIDTH} {}", foot + 1.0)) role="img" aria-labelledby="hours-title hours-says" {
            title id="hours-title" { "The latest nights, hour by hour" }
            desc id="hours-says" { (description(days, clock)) }
            @for hour in 0..=24_u16 {
                (line("grid", (x(hour * 60), TOP), (x(hour * 60), foot)))
                @if hour % 2 == 0 && hour < 24 {
                    text.date x=(n(x(hour * 60))) y=(n(TOP - 3.5)) { (clock.hour(time_after_noon(hour * 60))) }
                }
            }
            @for (row, day) in days.iter().enumerate() {
                @let y = TOP + row as f64 * ROW;
                (line("grid", (LEFT, y), (x(MINUTES_OF_A_DAY), y)))
                text.value x=(n(LEFT - 5.0)) y=(n(y + ROW - 2.0)) { (day.date.0.format("%a %-d %b")) }
                @for time in &day.in_bed { (bar("in-bed", time, y)) }
                @for time in &day.asleep { (bar("asleep", time, y)) }
                @for (hour, text) in by_hour(day) {
                    @let middle = hour * 60 + 30;
                    @let is_on_dark = day.asleep.iter().any(|time| time.contains(&middle));
                    text class=(if is_on_dark { "hour light" } else { "hour" }) x=(n(x(middle))) y=(n(y + ROW - 2.0)) { (text) }
                }
                text.of-night x=(n(x(MINUTES_OF_A_DAY) + 5.0)) y=(n(y + ROW - 2.0)) { (of_night(day)) }
            }
            (line("grid", (LEFT, foot), (x(MINUTES_OF_A_DAY), foot)))
        }
    }
}

/// The x coordinate of a minute after noon.
fn x(minute: u16) -> f64 {
    LEFT + f64::from(minute) / f64::from(MINUTES_OF_A_DAY) * (WIDTH - LEFT - RIGHT - WORDS)
}

fn bar(class: &str, time: &Range<u16>, y: f64) -> Markup {
    let (from, to) = (x(time.start), x(time.end));
    html! { rect class=(class) x=(n(from)) y=(n(y + 0.8)) width=(n(to - from)) height=(n(ROW - 1.6)) {} }
}

/// What stands in each hour: the worst rating, then the signs of other entries.
fn by_hour(day: &DayHours) -> Vec<(u16, String)> {
    let hours = day
        .marks
        .chunk_by(|(one, _), (other, _)| one / 60 == other / 60);
    hours
        .map(|of_hour| {
            let ratings = of_hour.iter().filter_map(|(_, mark)| match mark {
                HourMark::Legs(rating) => Some(rating.get()),
                HourMark::Caffeine | HourMark::Alcohol | HourMark::Onset | HourMark::Medicine => {
                    None
                }
            });
            let rating = ratings.max().map(|worst| worst.to_string());
            let has = |wanted| of_hour.iter().any(|(_, mark)| *mark == wanted);
            let letters = [
                (HourMark::Onset, "▼"),
                (HourMark::Caffeine, "c"),
                (HourMark::Alcohol, "a"),
                (HourMark::Medicine, "m"),
            ];
            let letters = letters.into_iter().filter(|(mark, _)| has(*mark));
            let letters: String = letters.map(|(_, letter)| letter).collect();
            let text = rating.unwrap_or_default() + &letters;
            (of_hour[0].0 / 60, text)
        })
        .collect()
}

/// What was recorded of the night without a time.
fn of_night(day: &DayHours) -> String {
    let night = day.night;
    let awake = match (night.awakenings, night.awake_min) {
        (Some(0), None | Some(0)) => Some("slept through".to_owned()),
        (Some(times), None) => Some(format!("awake {times}×")),
        (Some(times), Some(minutes)) => Some(format!("awake {times}×, {minutes} min")),
        (None, Some(minutes)) => Some(format!("awake {minutes} min")),
        (None, None) => None,
    };
    let medicine = night.sleep_medicine == Some(true);
    let parts = awake
        .into_iter()
        .chain(medicine.then(|| "sleep medicine".to_owned()));
    parts.collect::<Vec<_>>().join(", ")
}

/// The rows in words, for readers who do not see them.
fn description(days: &[DayHours], format: ClockFormat) -> String {
    let clock = |minute| format.time(time_after_noon(minute));
    let rows = days.iter().filter(|day| !is_empty(day)).map(|day| {
        let times = |what: &str, times: &[Range<u16>]| {
            let each = times
                .iter()
                .map(|time| format!("{} to {}", clock(time.start), clock(time.end)));
            let each: Vec<String> = each.collect();
            (!each.is_empty()).then(|| format!("{what} {}", each.join(" and ")))
        };
        let marks = day.marks.iter().map(|(minute, mark)| {
            let what = match mark {
                HourMark::Legs(rating) => format!("legs {}", rating.get()),
                HourMark::Caffeine => "caffeine".to_owned(),
                HourMark::Alcohol => "alcohol".to_owned(),
                HourMark::Onset => "symptoms begin".to_owned(),
                HourMark::Medicine => "a change of medicine".to_owned(),
            };
            format!("{what} {}", clock(*minute))
        });
        let of_night = Some(of_night(day)).filter(|text| !text.is_empty());
        let parts = [
            times("in bed", &day.in_bed),
            times("asleep", &day.asleep),
            of_night,
        ];
        let parts: Vec<String> = parts.into_iter().flatten().chain(marks).collect();
        format!("{}: {}.", day.date.0.format("%a %-d %b"), parts.join(", "))
    });
    let rows: Vec<String> = rows.collect();
    format!(
        "{} with entries, from noon to noon. {}",
        counted(rows.len(), "day"),
        rows.join(" ")
    )
}

/// A minute after noon as a time of day.
fn time_after_noon(minute: u16) -> NaiveTime {
    clock_time(f64::from(minute + MINUTES_OF_A_DAY / 2))
}
