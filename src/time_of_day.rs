//! Times of day as people type and read them: the one grammar of prompts, commands, corrections and the config, and the
//! two clocks in which they are shown.
//!
//! | spelling | examples |
//! |---|---|
//! | hours and minutes | `22:30`, `22.30`, `22h30`, `2230`, `7:05`, `705` |
//! | hours alone | `22`, `22h`, `9` |
//! | with seconds | `22:30:15` |
//! | of the 12-hour clock | `10:30 pm`, `10.30pm`, `1030 PM`, `10pm`, `10 p.m.` |
//!
//! `12 am` is midnight and `12 pm` is noon. There is no `24:00`: midnight is `0:00`. After `.` the minutes have two
//! digits, as `22.5` would look like half past. Digits are ASCII digits.

use std::fmt;

use chrono::{NaiveTime, TimeDelta};
use serde::Serialize;

/// The clock in which times of day are shown. Both can always be typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub enum ClockFormat {
    /// `22:30`
    #[default]
    #[serde(rename = "24h")]
    TwentyFourHour,
    /// `10:30 pm`
    #[serde(rename = "12h")]
    TwelveHour,
}

impl ClockFormat {
    /// Both.
    pub const ALL: [Self; 2] = [Self::TwentyFourHour, Self::TwelveHour];

    /// Its name in the config.
    pub fn name(self) -> &'static str {
        match self {
            Self::TwentyFourHour => "24h",
            Self::TwelveHour => "12h",
        }
    }

    /// A time of day to the minute: `21:38`, `9:38 pm`.
    pub fn time(self, time: NaiveTime) -> String {
        let form = match self {
            Self::TwentyFourHour => "%H:%M",
            Self::TwelveHour => "%-I:%M %P",
        };
        time.format(form).to_string()
    }

    /// A time of day as a column has it, the digits below each other: `09:38`, ` 9:38 pm`.
    pub fn in_column(self, time: NaiveTime) -> String {
        format!("{:>width$}", self.time(time), width = self.width())
    }

    /// The cells that a column of times needs.
    pub fn width(self) -> usize {
        match self {
            Self::TwentyFourHour => 5,
            Self::TwelveHour => 8,
        }
    }

    /// The hour of a time, as the label of an axis: `21`, `9 pm`.
    pub fn hour(self, time: NaiveTime) -> String {
        let form = match self {
            Self::TwentyFourHour => "%H",
            Self::TwelveHour => "%-I %P",
        };
        time.format(form).to_string()
    }

    /// A text in which times are written by the 24-hour clock, two digits for the hour and two for the minute, by this clock.
    pub fn in_text(self, text: &str) -> String {
        let mut written = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(colon) = rest.find(':') {
            let (before, after) = (&rest[..colon], &rest[colon + 1..]);
            let hour = before.len().checked_sub(2).and_then(|at| before.get(at..));
            let minute = after.get(..2);
            let beside = [
                before.as_bytes().iter().rev().nth(2),
                after.as_bytes().get(2),
            ];
            let is_whole = !beside.into_iter().flatten().any(u8::is_ascii_alphanumeric);
            let time = hour.zip(minute).filter(|_| is_whole);
            let time = time.and_then(|(hour, minute)| {
                NaiveTime::from_hms_opt(number(hour)?, number(minute)?, 0)
            });
            if let Some(time) = time {
                written.push_str(&before[..before.len() - 2]);
                written.push_str(&self.time(time));
                rest = &after[2..];
            } else {
                written.push_str(&rest[..=colon]);
                rest = after;
            }
        }
        written + rest
    }

    /// What to type where a text is no time of day. As long as the texts of [`BadTimeOfDay`].
    pub fn example(self) -> &'static str {
        match self {
            Self::TwentyFourHour => "a time such as 22:45",
            Self::TwelveHour => "a time like 10:45 pm",
        }
    }
}

/// Why a text is no time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadTimeOfDay {
    /// It has another form.
    Form,
    /// It has the form of a time, but no clock shows it.
    NotOnTheClock {
        /// The hour, 0 to 99.
        hour: u32,
        /// The minute, 0 to 99.
        minute: u32,
    },
    /// It ends in `am` or `pm`, and its hour is not one of 1 to 12.
    NotOnTheTwelveHourClock {
        /// The hour, 0 or 13 to 99.
        hour: u32,
    },
}

impl std::error::Error for BadTimeOfDay {}

impl fmt::Display for BadTimeOfDay {
    /// Writes what to type instead, in at most 20 characters: on a narrow screen it shares a line with what was typed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Form => f.write_str(ClockFormat::default().example()),
            Self::NotOnTheClock {
                hour: 24,
                minute: 0,
            } => f.write_str("midnight is 0:00"),
            Self::NotOnTheClock { hour, minute } => {
                write!(f, "there is no {hour}:{minute:02}")
            }
            Self::NotOnTheTwelveHourClock { hour: 0 } => f.write_str("midnight is 12 am"),
            Self::NotOnTheTwelveHourClock { .. } => f.write_str("no am or pm after 12"),
        }
    }
}

impl BadTimeOfDay {
    /// What to type instead, with the examples of that clock, in at most 20 characters.
    pub fn by_clock(self, clock: ClockFormat) -> String {
        match (self, clock) {
            (Self::Form, clock) => clock.example().to_owned(),
            (
                Self::NotOnTheClock {
                    hour: 24,
                    minute: 0,
                },
                ClockFormat::TwelveHour,
            ) => Self::NotOnTheTwelveHourClock { hour: 0 }.to_string(),
            (
                Self::NotOnTheClock { .. } | Self::NotOnTheTwelveHourClock { .. },
                ClockFormat::TwentyFourHour | ClockFormat::TwelveHour,
            ) => self.to_string(),
        }
    }
}

/// Before or after noon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Half {
    Am,
    Pm,
}

/// Reads a whole text as a time of day. Spaces around it do not matter.
///
/// # Errors
/// When it is none: why, and in the error's text what to write instead.
pub fn parse(text: &str) -> Result<NaiveTime, BadTimeOfDay> {
    let text = text.trim();
    let (digits, half) = match split_half(text) {
        Some((rest, half)) => (rest, Some(half)),
        None => (text, None),
    };
    let [hour, minute, second] = numbers(digits).ok_or(BadTimeOfDay::Form)?;
    let hour = match half {
        None => hour,
        Some(_) if !(1..=12).contains(&hour) => {
            return Err(BadTimeOfDay::NotOnTheTwelveHourClock { hour });
        }
        Some(Half::Am) => hour % 12,
        Some(Half::Pm) => hour % 12 + 12,
    };
    NaiveTime::from_hms_opt(hour, minute, second)
        .ok_or(BadTimeOfDay::NotOnTheClock { hour, minute })
}

/// Reads a text as a user of that clock means it. Where a text of the 12-hour clock has neither `am` nor `pm`, the one nearer
/// to `near` is meant: `9:30` is `9:30 pm` near bedtime.
///
/// # Errors
/// Those of [`parse`].
pub fn parse_near(
    text: &str,
    clock: ClockFormat,
    near: NaiveTime,
) -> Result<NaiveTime, BadTimeOfDay> {
    let time = parse(text)?;
    Ok(match clock {
        ClockFormat::TwelveHour if lacks_half(text) => nearer_half(time, near),
        ClockFormat::TwelveHour | ClockFormat::TwentyFourHour => time,
    })
}

/// Whether a text can be read as a time before noon and as one after it: it has an hour from 1 to 12 and neither `am` nor
/// `pm`. A leading zero is of the 24-hour clock.
pub fn lacks_half(text: &str) -> bool {
    let text = text.trim();
    let hour = numbers(text).map(|[hour, ..]| hour);
    hour.is_some_and(|hour| (1..=12).contains(&hour)) && !text.starts_with('0')
}

/// This time or the one twelve hours from it, whichever is nearer to `near`.
pub fn nearer_half(time: NaiveTime, near: NaiveTime) -> NaiveTime {
    let distance = |time: &NaiveTime| {
        let minutes = (*time - near).num_minutes().rem_euclid(MINUTES_A_DAY);
        minutes.min(MINUTES_A_DAY - minutes)
    };
    let other = time.overflowing_add_signed(TimeDelta::hours(12)).0;
    if distance(&other) < distance(&time) {
        other
    } else {
        time
    }
}

const MINUTES_A_DAY: i64 = 24 * 60;

/// Whether a word is `am`, `pm`, `a.m.` or `p.m.`, which belongs to the time before it.
pub fn is_half_of_day(word: &str) -> bool {
    half_of(word).is_some()
}

fn half_of(word: &str) -> Option<Half> {
    match word.to_ascii_lowercase().as_str() {
        "am" | "a.m." => Some(Half::Am),
        "pm" | "p.m." => Some(Half::Pm),
        _ => None,
    }
}

/// The text before `am` or `pm` at its end, and which of the two.
fn split_half(text: &str) -> Option<(&str, Half)> {
    let begins = text.rfind(|c: char| c.is_ascii_digit())? + 1;
    let half = half_of(text[begins..].trim_start())?;
    Some((&text[..begins], half))
}

/// Hour, minute and second, each of at most two digits.
fn numbers(text: &str) -> Option<[u32; 3]> {
    let Some((hour, rest)) = text.split_once([':', '.', 'h', 'H']) else {
        return without_sign(text);
    };
    let sign = &text[hour.len()..text.len() - rest.len()];
    let (minute, second) = match rest.split_once(':') {
        Some((minute, second)) if sign == ":" => (minute, Some(second)),
        Some(_) => return None,
        None => (rest, None),
    };
    let minute = match minute.trim_start() {
        "" if second.is_none() => 0,
        minute if sign == "." && minute.len() != 2 => return None,
        minute => number(minute)?,
    };
    let second = second.map_or(Some(0), number)?;
    Some([number(hour)?, minute, second])
}

/// `9`, `22`, `930`, `2230`.
fn without_sign(text: &str) -> Option<[u32; 3]> {
    if text.len() > 4 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (hour, minute) = match text.len() {
        0..=2 => (text, "0"),
        length => text.split_at(length - 2),
    };
    Some([number(hour)?, number(minute)?, 0])
}

fn number(text: &str) -> Option<u32> {
    let fits = (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    fits.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests;
