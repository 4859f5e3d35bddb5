//! Editing an entry: its time of day and its value, each as a text of its own, so that neither is mistaken for the
//! other: `17:20` and `espresso`, `21:30` and `4 tingling, crawling`. Formatting and parsing are inverse: unchanged
//! texts give the same entry.

use std::ops::Range;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};

use super::When;
use super::wall;
use super::{Action, DiaryEntry, Refusal, legs_line, onset_line};
use crate::diary::day::format_mg;
use crate::diary::drinks::{Drink, find_drink};
use crate::diary::iron::{BloodValue, is_unit};
use crate::event::{Event, IronTest, NightEntry, Onset, Rating, Timing, What};
use crate::span::Span;
use crate::time_of_day::{self, BadTimeOfDay, ClockFormat};

/// An entry to edit. Entries that have a time or a value can be edited; others can only be removed.
#[derive(Debug, Clone, Copy)]
pub struct Correction<'a, Z> {
    /// The entry as recorded.
    pub event: &'a Event,
    /// The drinks that can be given by name.
    pub drinks: &'a [Drink],
    /// The time zone in which times are shown and parsed: that of the place where the entry was recorded.
    pub zone: &'a Z,
    /// The clock in which times are shown.
    pub format: ClockFormat,
}

/// Why an edited entry cannot be used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum CorrectionError {
    /// The time cannot be read. The text says what to write instead.
    #[error(transparent)]
    BadTime(#[from] BadTimeOfDay),
    /// The value cannot be read. The text is an example of what to write instead.
    #[error("{0}")]
    NotUnderstood(String),
    /// The value can be read, and what it asks for is refused.
    #[error(transparent)]
    Refused(#[from] Refusal),
}

type ParseResult<T> = Result<T, CorrectionError>;

/// What can be edited of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pattern {
    /// Whether it has a time of day.
    pub has_time: bool,
    /// What its value is made of, as a label, and the same for narrow terminals. None if it is nothing but a time.
    pub value: Option<[&'static str; 2]>,
}

/// What can be edited of such an entry. None for entries that can only be removed.
pub fn pattern(what: &What) -> Option<Pattern> {
    let timed = |value| Pattern {
        has_time: true,
        value,
    };
    Some(match what {
        What::Legs { .. } => timed(Some(["0 to 10, how they feel", "0-10, feel"])),
        What::Onset(Onset::Began { .. }) => timed(Some(["Where, sat 20", "Where, sat"])),
        What::Caffeine { .. } => timed(Some(["Drink or mg", "Drink"])),
        What::Factor { .. } => timed(Some(["Name, a number: words", "Name"])),
        What::Iron { .. } => Pattern {
            has_time: false,
            value: Some(["Ferritin, saturation, tested", "Iron"]),
        },
        What::SelfCheck { .. } => timed(Some(["The signs that fit: 1 2 3 4", "Signs"])),
        What::Note { .. } => timed(Some(["Your words", "Words"])),
        What::Done { .. } | What::LightsOut { .. } | What::Consumed(_) => timed(None),
        What::Woke { .. } => timed(Some([
            "Bed, asleep, awakenings, awake, up, quality, naps, medicine",
            "Night",
        ])),
        What::Plan(_)
        | What::Skipped { .. }
        | What::Snoozed { .. }
        | What::BedtimeMoved { .. }
        | What::Excused { .. }
        | What::Began
        | What::Onset(Onset::NoneToday)
        | What::NoneToday { .. }
        | What::Session { .. }
        | What::Revoked { .. }
        | What::Other { .. } => return None,
    })
}

impl<Z: TimeZone> Correction<'_, Z> {
    /// The entry's time of day. Empty if nobody knows it.
    pub fn time(&self) -> String {
        match self.event.what.timing() {
            Timing::Known => self.clock(self.event.at),
            Timing::Unknown => String::new(),
        }
    }

    /// The entry's value as a text. Empty for entries without one.
    pub fn value(&self) -> String {
        match &self.event.what {
            What::Legs {
                rating,
                feels,
                places,
                ..
            } => legs_line::format(*rating, feels, places),
            What::Onset(Onset::Began { places, sat_min }) => onset_line::format(places, *sat_min),
            What::Caffeine { mg, drink, over } => {
                let over = over.map(|over| format!(" over {over}")).unwrap_or_default();
                self.drink(*mg, drink.as_deref()) + &over
            }
            What::Factor {
                name,
                amount,
                about,
            } => {
                let amount = amount.map(|amount| format!(" {amount}"));
                let about = about.as_ref().map(|about| format!(": {about}"));
                format!(
                    "{name}{}{}",
                    amount.unwrap_or_default(),
                    about.unwrap_or_default()
                )
            }
            What::Iron { iron } => iron_line(iron),
            What::SelfCheck { signs } => {
                let ticked: Vec<String> = (1..)
                    .zip(signs)
                    .filter(|(_, ticked)| **ticked)
                    .map(|(n, _): (u8, _)| n.to_string())
                    .collect();
                if ticked.is_empty() {
                    "none".to_owned()
                } else {
                    ticked.join(" ")
                }
            }
            What::Note { text } => text.clone(),
            What::Woke { night, .. } => self.night(night),
            What::Done { .. }
            | What::LightsOut { .. }
            | What::Consumed(_)
            | What::Plan(_)
            | What::Skipped { .. }
            | What::Snoozed { .. }
            | What::BedtimeMoved { .. }
            | What::Excused { .. }
            | What::Began
            | What::Onset(Onset::NoneToday)
            | What::NoneToday { .. }
            | What::Session { .. }
            | What::Revoked { .. }
            | What::Other { .. } => String::new(),
        }
    }

    /// Parses the edited time and value into the action that replaces the entry. Without a time, or with the one that it
    /// has, the entry keeps its instant to the millisecond. Another time is the instant nearest to it at which a clock
    /// shows that time.
    ///
    /// # Errors
    /// When one of them cannot be parsed, or when the value is out of range.
    pub fn read(&self, time: &str, value: &str) -> ParseResult<Action> {
        let time = match time.trim() {
            "" => None,
            time => Some(time_of_day::parse(time)?),
        };
        let at = time.map_or(self.event.at, |time| self.nearest(time, self.event.at));
        let when = self.when(time);
        let value = value.trim();
        let entry = match &self.event.what {
            What::Legs { about, .. } => {
                let is_moved = at != self.event.at;
                let (rating, feels, places) = legs_line::split(value);
                let rating: i64 = number(rating, legs_line::EXAMPLE)?;
                DiaryEntry::Legs {
                    rating: Rating::try_from(rating).map_err(Refusal::from)?,
                    feels,
                    places,
                    about: about.filter(|about| !(is_moved && about.depends_on_time())),
                }
            }
            What::Onset(Onset::Began { .. }) => DiaryEntry::Onset(
                onset_line::parse(value).ok_or_else(|| not_understood(onset_line::EXAMPLE))?,
            ),
            What::Caffeine { .. } => drink(value, self.drinks)?,
            What::Consumed(what) => DiaryEntry::Consumed(*what),
            What::Factor { .. } => factor(value),
            What::Iron { iron } => read_iron(value, iron)?,
            What::SelfCheck { .. } => DiaryEntry::SelfCheck(signs(value)?),
            What::Note { .. } => {
                return Ok(Action::Note {
                    text: value.to_owned(),
                    at: Some(at),
                });
            }
            What::Done { step, .. } => {
                let step = step.clone();
                return Ok(Action::Done { step, when });
            }
            What::LightsOut { .. } => return Ok(Action::LightsOut { when }),
            What::Woke { night, .. } => {
                let night = self.read_night(value, at, night)?;
                return Ok(Action::Woke { when, night });
            }
            What::Plan(_)
            | What::Skipped { .. }
            | What::Snoozed { .. }
            | What::BedtimeMoved { .. }
            | What::Excused { .. }
            | What::Began
            | What::Onset(Onset::NoneToday)
            | What::NoneToday { .. }
            | What::Session { .. }
            | What::Revoked { .. }
            | What::Other { .. } => return Err(not_understood("this one can only be taken back")),
        };
        Ok(Action::Record {
            entry,
            at: Some(at),
        })
    }

    fn clock(&self, at: DateTime<Utc>) -> String {
        let local = at.with_timezone(self.zone).naive_local();
        self.format.time(local.time())
    }

    /// When it happened, by the time in the line. An omitted time leaves it as it was, and so does the recorded time in
    /// the line of an entry that was recorded as planned or as proposed.
    fn when(&self, time: Option<NaiveTime>) -> When {
        let at = self.event.at;
        let typed = time.map(|time| self.nearest(time, at));
        match (typed, self.event.what.timing()) {
            (None, Timing::Unknown) => When::Unknown,
            (typed, Timing::Known) if typed.is_none_or(|typed| typed == at) => {
                When::of_recorded(self.event)
            }
            (typed, Timing::Known | Timing::Unknown) => When::At(typed.unwrap_or(at)),
        }
    }

    /// The instant nearest to the recorded one at which a clock shows that time; the recorded instant to the millisecond
    /// if it shows it.
    fn nearest(&self, time: NaiveTime, near: DateTime<Utc>) -> DateTime<Utc> {
        if self.clock(near) == self.format.time(time) {
            near
        } else {
            wall::showing_nearest(time, near, self.zone)
        }
    }

    fn drink(&self, mg: f64, name: Option<&str>) -> String {
        let Some(name) = name else {
            return format_mg(mg);
        };
        match find_drink(name, self.drinks) {
            Some(known) if format_mg(known.mg) == format_mg(mg) => name.to_owned(),
            Some(_) | None => format!("{name} {}", format_mg(mg)),
        }
    }

    fn night(&self, night: &NightEntry) -> String {
        let part = |name: &str, value: Option<String>| value.map(|value| format!("{name} {value}"));
        [
            part("bed", night.into_bed.map(|at| self.clock(at))),
            part("asleep", night.asleep_after_min.map(|n| n.to_string())),
            part("awakenings", night.awakenings.map(|n| n.to_string())),
            part("awake", night.awake_min.map(|n| n.to_string())),
            part("up", night.up.map(|at| self.clock(at))),
            part("quality", night.quality.map(|n| n.to_string())),
            part("naps", night.nap_min.map(|n| n.to_string())),
            part(
                "medicine",
                night
                    .sleep_medicine
                    .map(|taken| yes_or_no(taken).to_owned()),
            ),
        ]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(", ")
    }

    fn read_night(
        &self,
        text: &str,
        woke: DateTime<Utc>,
        old: &NightEntry,
    ) -> ParseResult<NightEntry> {
        let mut night = NightEntry::default();
        let before = woke - USUAL_NIGHT;
        let time = |value: &str, near: DateTime<Utc>| {
            let clock = near.with_timezone(self.zone).naive_local().time();
            match time_of_day::parse_near(value, self.format, clock) {
                Ok(time) => Ok(self.nearest(time, near)),
                Err(_) => Err(not_understood(NIGHT)),
            }
        };
        for (name, value) in pairs(text, NIGHT)? {
            match name {
                "asleep" => night.asleep_after_min = Some(number(value, NIGHT)?),
                "awakenings" => night.awakenings = Some(number(value, NIGHT)?),
                "quality" => night.quality = Some(number(value, NIGHT)?),
                "awake" => night.awake_min = Some(number(value, NIGHT)?),
                "naps" => night.nap_min = Some(number(value, NIGHT)?),
                "medicine" => night.sleep_medicine = Some(read_yes_or_no(value)?),
                "bed" => night.into_bed = Some(time(value, old.into_bed.unwrap_or(before))?),
                "up" => night.up = Some(time(value, old.up.unwrap_or(woke))?),
                _ => return Err(not_understood(NIGHT)),
            }
        }
        Ok(night)
    }
}

/// How long before waking somebody went to bed, where nothing is recorded: the nearest time of day is found from there.
const USUAL_NIGHT: TimeDelta = TimeDelta::hours(9);

const NIGHT: &str = "such as asleep 20, awakenings 2, up 07:05, quality 4";
const IRON: &str = "such as ferritin 40, saturation 18, tested 2026-11-02";

fn not_understood(example: &str) -> CorrectionError {
    CorrectionError::NotUnderstood(example.to_owned())
}

/// The drink and the time that it took: `coffee over 2h`.
fn spread(text: &str) -> Option<(&str, Span)> {
    let (drink, over) = text.rsplit_once(" over ")?;
    Some((drink, over.trim().parse().ok()?))
}

/// Parses a drink, given by name, by milligrams, or by both: `espresso`, `95`, `cold brew 200 mg`, and each with the
/// time that it took, `coffee over 2h`. A number that begins
/// with 0, such as `0820`, is a time typed in the wrong place.
///
/// # Errors
/// When the name is not in `known` and no milligrams are given.
pub fn drink(text: &str, known: &[Drink]) -> Result<DiaryEntry, CorrectionError> {
    if let Some((text, over)) = spread(text) {
        return Ok(drink(text, known)?.spread_over(Some(over)));
    }
    if let Some(drink) = find_drink(text, known) {
        return Ok(DiaryEntry::Caffeine {
            mg: drink.mg,
            drink: Some(drink.name.clone()),
            over: None,
        });
    }
    let plain = text.trim();
    let plain = plain.strip_suffix("mg").unwrap_or(plain).trim_end();
    let (name, number) = plain
        .rsplit_once(char::is_whitespace)
        .unwrap_or(("", plain));
    let is_time = number.starts_with('0') && number[1..].starts_with(|c: char| c.is_ascii_digit());
    let mg = match number.parse::<f64>() {
        Ok(mg) if !is_time => mg,
        Ok(_) => return Err(not_understood("mg such as 95, not a time")),
        Err(_) => {
            return Err(not_understood("a known drink, or milligrams such as 95"));
        }
    };
    let name = name.trim();
    let named = find_drink(name, known).map_or(name, |drink| &drink.name);
    Ok(DiaryEntry::Caffeine {
        mg,
        drink: (!named.is_empty()).then(|| named.to_owned()),
        over: None,
    })
}

/// Parses a factor: `pregnancy 31`, `medicine-change: half of the evening tablet`.
fn factor(text: &str) -> DiaryEntry {
    let (named, about) = text.split_once(':').unwrap_or((text, ""));
    let (named, about) = (named.trim(), about.trim());
    let numbered = named
        .rsplit_once(char::is_whitespace)
        .and_then(|(name, number)| Some((name, number.parse().ok()?)));
    let (name, amount) = numbered.map_or((named, None), |(name, amount)| (name, Some(amount)));
    DiaryEntry::Factor {
        name: name.to_owned(),
        amount,
        about: (!about.is_empty()).then(|| about.to_owned()),
    }
}

fn signs(text: &str) -> ParseResult<[bool; 4]> {
    let example = "such as 1 2 4, or none";
    let mut signs = [false; 4];
    if text == "none" {
        return Ok(signs);
    }
    let numbers = text.split([' ', ',']).filter(|part| !part.is_empty());
    for part in numbers {
        let n: usize = number(part, example)?;
        let sign = n.checked_sub(1).and_then(|n| signs.get_mut(n));
        *sign.ok_or_else(|| not_understood(example))? = true;
    }
    if signs == [false; 4] {
        return Err(not_understood(example));
    }
    Ok(signs)
}

fn yes_or_no(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}

fn read_yes_or_no(text: &str) -> ParseResult<bool> {
    match text {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err(not_understood(NIGHT)),
    }
}

fn iron_line(iron: &IronTest) -> String {
    let part = |name: &str, value: Option<f64>| value.map(|value| format!("{name} {value}"));
    let tested = format!("tested {}", iron.tested);
    [
        part("ferritin", iron.ferritin),
        part("saturation", iron.tsat),
        Some(tested),
    ]
    .into_iter()
    .flatten()
    .collect::<Vec<_>>()
    .join(", ")
}

fn read_iron(text: &str, old: &IronTest) -> ParseResult<DiaryEntry> {
    let mut iron = IronTest {
        ferritin: None,
        tsat: None,
        tested: old.tested,
    };
    let blood = |kind: BloodValue, value| kind.parse(value).ok_or_else(|| not_understood(IRON));
    for (name, value) in pairs(&with_units_joined(text), IRON)? {
        match name {
            "ferritin" => iron.ferritin = Some(blood(BloodValue::Ferritin, value)?),
            "saturation" => iron.tsat = Some(blood(BloodValue::Saturation, value)?),
            "tested" => iron.tested = number::<NaiveDate>(value, IRON)?,
            _ => return Err(not_understood(IRON)),
        }
    }
    Ok(DiaryEntry::Iron(iron))
}

/// Joins each unit to its value, so that splitting at spaces keeps them together: `ferritin 48 ug/L` becomes
/// `ferritin 48ug/L`.
fn with_units_joined(text: &str) -> String {
    let words = text.split([' ', ',']).filter(|word| !word.is_empty());
    words.fold(String::new(), |mut joined, word| {
        if !joined.is_empty() && !is_unit(word) {
            joined.push(' ');
        }
        joined + word
    })
}

/// Splits `name value, name value` into pairs. Commas are optional.
fn pairs<'t>(text: &'t str, example: &str) -> ParseResult<Vec<(&'t str, &'t str)>> {
    let mut parts: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    for part in text.split([' ', ',']) {
        let place = at..at + part.len();
        at = place.end + 1;
        match parts.last_mut() {
            // `up 7:05 am`: the value is two words.
            Some(value) if time_of_day::is_half_of_day(part) => value.end = place.end,
            Some(_) | None if part.is_empty() => {}
            Some(_) | None => parts.push(place),
        }
    }
    parts
        .chunks(2)
        .map(|pair| match pair {
            [name, value] => Ok((&text[name.clone()], &text[value.clone()])),
            _ => Err(not_understood(example)),
        })
        .collect()
}

fn number<T: std::str::FromStr>(text: &str, example: &str) -> ParseResult<T> {
    text.trim().parse().map_err(|_| not_understood(example))
}
