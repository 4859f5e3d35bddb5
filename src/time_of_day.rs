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
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn time(hour: u32, minute: u32) -> NaiveTime {
        NaiveTime::from_hms_opt(hour, minute, 0).unwrap()
    }

    #[test]
    fn common_spellings_of_a_time_are_parsed() {
        for text in [
            "22:30",
            "2230",
            "22.30",
            "22h30",
            "22H30",
            "10:30 pm",
            "10:30pm",
            "10.30 PM",
            "1030 pm",
            "10:30 p.m.",
            "10:30\u{202f}PM",
            "10:30 Pm",
            " 22:30 ",
        ] {
            assert_eq!(parse(text), Ok(time(22, 30)), "{text}");
        }
        for text in [
            "22", "22h", "22:", "22.", "10pm", "10 pm", "10 P.M.", "10PM",
        ] {
            assert_eq!(parse(text), Ok(time(22, 0)), "{text}");
        }
        for text in [
            "7:05", "07:05", "705", "0705", "7:5", "7h5", "7: 05", "7.05", "7:05 am", "705am",
        ] {
            assert_eq!(parse(text), Ok(time(7, 5)), "{text}");
        }
        let with_seconds = NaiveTime::from_hms_opt(22, 30, 15).unwrap();
        assert_eq!(parse("22:30:15"), Ok(with_seconds));
        assert_eq!(parse("10:30:15 pm"), Ok(with_seconds));
    }

    #[test]
    fn noon_is_12_pm_and_midnight_is_12_am() {
        for (text, hour, minute) in [
            ("12am", 0, 0),
            ("12 am", 0, 0),
            ("12:30 am", 0, 30),
            ("1230am", 0, 30),
            ("12pm", 12, 0),
            ("12:59 pm", 12, 59),
            ("1am", 1, 0),
            ("11:59 pm", 23, 59),
            ("0:00", 0, 0),
            ("00:30", 0, 30),
            ("0", 0, 0),
            ("12", 12, 0),
            ("000", 0, 0),
            ("0030", 0, 30),
        ] {
            assert_eq!(parse(text), Ok(time(hour, minute)), "{text}");
        }
    }

    #[test]
    fn an_impossible_time_is_refused_with_what_to_write() {
        for (text, says) in [
            ("24:00", "midnight is 0:00"),
            ("2400", "midnight is 0:00"),
            ("24:15", "there is no 24:15"),
            ("25", "there is no 25:00"),
            ("22:60", "there is no 22:60"),
            ("960", "there is no 9:60"),
            ("0:30 am", "midnight is 12 am"),
            ("0am", "midnight is 12 am"),
            ("13pm", "no am or pm after 12"),
            ("22:30 pm", "no am or pm after 12"),
            ("22.5", "such as 22:45"),
        ] {
            let why = parse(text).unwrap_err().to_string();
            assert!(why.contains(says), "{text}: {why}");
            assert!(why.len() <= 20, "{why}");
        }
        assert!(matches!(
            parse("22:30:60"),
            Err(BadTimeOfDay::NotOnTheClock { .. })
        ));
    }

    #[test]
    fn other_texts_are_not_times() {
        for text in [
            "",
            " ",
            "bed",
            "pm",
            "am 10",
            "22:4x",
            "-1",
            "+7:05",
            "12345",
            "1:2:3:4",
            "22.30.15",
            "22h30:15",
            "123:00",
            "22:123",
            ":30",
            ".30",
            "h30",
            "22::30",
            "22 30",
            "2 230",
            "10 p m",
            "10pmm",
            "10 xpm",
            "10:30 pm tonight",
            "٢٢:٣٠",
            "２２:３０",
            "22：30",
            "١٢:٠٠",
            "noon",
            "1e1",
            "0x10",
            "22:30Z",
            "22,30",
            "22-30",
        ] {
            assert_eq!(parse(text), Err(BadTimeOfDay::Form), "{text}");
        }
    }

    #[test]
    fn a_time_is_shown_by_the_chosen_clock() {
        use ClockFormat::{TwelveHour, TwentyFourHour};
        for (hour, minute, by_24, by_12) in [
            (0, 0, "00:00", "12:00 am"),
            (0, 30, "00:30", "12:30 am"),
            (7, 5, "07:05", "7:05 am"),
            (12, 0, "12:00", "12:00 pm"),
            (21, 38, "21:38", "9:38 pm"),
            (23, 59, "23:59", "11:59 pm"),
        ] {
            let time = time(hour, minute);
            assert_eq!(TwentyFourHour.time(time), by_24);
            assert_eq!(TwelveHour.time(time), by_12);
            assert_eq!(TwelveHour.in_column(time), format!("{by_12:>8}"));
        }
        let hours = ClockFormat::ALL.map(|clock| clock.hour(time(21, 0)));
        assert_eq!(hours, ["21", "9 pm"]);
    }

    proptest! {
        #[test]
        fn a_shown_time_is_read_back_and_fits_its_column(minutes in 0..24 * 60_u32) {
            let time = time(minutes / 60, minutes % 60);
            for clock in ClockFormat::ALL {
                prop_assert_eq!(parse(&clock.time(time)), Ok(time));
                prop_assert_eq!(clock.in_column(time).len(), clock.width());
            }
        }

        #[test]
        fn every_time_is_parsed_in_every_spelling(minutes in 0..24 * 60_u32) {
            let (hour, minute) = (minutes / 60, minutes % 60);
            let twelve = if hour % 12 == 0 { 12 } else { hour % 12 };
            let half = if hour < 12 { "am" } else { "pm" };
            for text in [
                format!("{hour}:{minute:02}"),
                format!("{hour:02}:{minute:02}"),
                format!("{hour:02}:{minute:02}:00"),
                format!("{hour}.{minute:02}"),
                format!("{hour}h{minute:02}"),
                format!("{hour:02}{minute:02}"),
                format!("{hour}{minute:02}"),
                format!("{twelve}:{minute:02} {half}"),
                format!("{twelve}{minute:02}{half}"),
            ] {
                prop_assert_eq!(parse(&text), Ok(time(hour, minute)), "{}", text);
            }
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,12}|[0-9:.hHapm ]{0,10}") {
            let _ = parse(&text);
        }
    }

    #[test]
    fn without_am_or_pm_the_12_hour_clock_means_the_nearer_one() {
        let [bedtime, wake, noon] = [time(22, 30), time(6, 30), time(12, 0)];
        for (text, near, meant) in [
            ("9:30", bedtime, time(21, 30)),
            ("930", bedtime, time(21, 30)),
            ("11", bedtime, time(23, 0)),
            ("12:15", bedtime, time(0, 15)),
            ("1", bedtime, time(1, 0)),
            ("9:30", wake, time(9, 30)),
            ("12:15", wake, time(12, 15)),
            ("5", wake, time(5, 0)),
            ("12:30", noon, time(12, 30)),
            // Typed by the 24-hour clock, or with its half of the day.
            ("09:30", bedtime, time(9, 30)),
            ("0:15", wake, time(0, 15)),
            ("22:30", wake, time(22, 30)),
            ("9:30 am", bedtime, time(9, 30)),
            ("9:30pm", wake, time(21, 30)),
        ] {
            let read = parse_near(text, ClockFormat::TwelveHour, near);
            assert_eq!(read, Ok(meant), "{text} near {near}");
            let by_24 = parse_near(text, ClockFormat::TwentyFourHour, near);
            assert_eq!(by_24, parse(text), "{text}");
        }
        let wrong = parse_near("9:75", ClockFormat::TwelveHour, bedtime);
        assert!(wrong.is_err());
    }

    #[test]
    fn the_times_in_a_text_are_written_by_the_clock() {
        let text = "At 22:43, 00:10 or (12:05); not 1:30, 22:430, 99:10 nor a:b. é:22:30";
        let by_12 =
            "At 10:43 pm, 12:10 am or (12:05 pm); not 1:30, 22:430, 99:10 nor a:b. é:10:30 pm";
        assert_eq!(ClockFormat::TwelveHour.in_text(text), by_12);
        assert_eq!(ClockFormat::TwentyFourHour.in_text(text), text);
    }

    #[test]
    fn what_is_wrong_with_a_time_is_said_by_the_clock() {
        let why = |text: &str, clock| parse(text).unwrap_err().by_clock(clock);
        assert_eq!(why("soon", ClockFormat::TwelveHour), "a time like 10:45 pm");
        assert_eq!(
            why("soon", ClockFormat::TwentyFourHour),
            "a time such as 22:45"
        );
        assert_eq!(why("24:00", ClockFormat::TwelveHour), "midnight is 12 am");
        assert_eq!(
            why("24:00", ClockFormat::TwentyFourHour),
            "midnight is 0:00"
        );
        assert_eq!(why("9:75", ClockFormat::TwelveHour), "there is no 9:75");
    }
}
