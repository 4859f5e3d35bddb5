//! The bounds that an event from a file must keep. They are those of the screens and commands, so that whatever this
//! program wrote passes.

use std::ops::RangeInclusive;

use chrono::{DateTime, TimeDelta, Utc};

use crate::evening::{FERRITIN, LONGEST_TEXT, MILLIGRAMS, SATURATION};
use crate::event::{Event, IronTest, NightEntry, Onset, SessionDone, What};

/// The longest name of a kind, step, computer or origin, in characters.
const LONGEST_NAME: usize = 255;

/// The most items in a list of one event: sensations, or exercises of a session.
const MOST_ITEMS: usize = 200;

/// Minutes of a night, a nap or a drink.
const MINUTES: RangeInclusive<f64> = 0.0..=720.0;

/// Seconds of one exercise.
const EXERCISE_SECS: RangeInclusive<f64> = 0.0..=86_400.0;

/// How far ahead of the clock an event may lie: two computers differ, and clocks are set.
const AHEAD: TimeDelta = TimeDelta::days(1);

/// Why an event lies outside the bounds.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum OutOfBounds {
    /// A number is outside its range.
    #[error("{what} is {value}; it goes from {from} to {to}")]
    Number {
        /// What it counts.
        what: &'static str,
        /// The number.
        value: f64,
        /// The smallest one.
        from: f64,
        /// The largest one.
        to: f64,
    },
    /// A text is too long.
    #[error("its {what} is longer than {most} characters")]
    Text {
        /// Which text.
        what: &'static str,
        /// The most characters.
        most: usize,
    },
    /// A list has too many items.
    #[error("it lists more than {most} {what}")]
    List {
        /// What it lists.
        what: &'static str,
        /// The most items.
        most: usize,
    },
    /// It happens later than now.
    #[error("its time is still to come")]
    InTheFuture {
        /// From when on it can be taken in.
        until: DateTime<Utc>,
    },
}

/// Checks an event at `now`.
pub(super) fn check(event: &Event, now: DateTime<Utc>) -> Result<(), OutOfBounds> {
    // A later event of this computer would make its clock look wrong.
    if event.at > now + AHEAD {
        let until = event.at - AHEAD;
        return Err(OutOfBounds::InTheFuture { until });
    }
    name("device", &event.device)?;
    name("kind", event.what.kind())?;
    if let Some(step) = event.what.step() {
        name("step", &step.0)?;
    }
    match &event.what {
        What::Skipped { why, .. } | What::Excused { why } => optional_text("reason", why.as_ref()),
        What::Note { text: words } => text("text", words),
        What::Woke { night, .. } => check_night(night),
        What::Legs { feels, .. } => {
            list("sensations", feels.len())?;
            feels.iter().try_for_each(|feel| text("sensation", feel))
        }
        What::Onset(Onset::Began { sat_min, .. }) => {
            optional("minutes of sitting", sat_min.map(f64::from), MINUTES)
        }
        What::Caffeine { mg, drink, over } => {
            number("caffeine", *mg, MILLIGRAMS)?;
            let minutes = over.map(|over| f64::from(over.as_minutes()));
            optional("minutes of drinking", minutes, MINUTES)?;
            optional_text("drink", drink.as_ref())
        }
        What::Factor {
            name: factor,
            amount,
            about,
        } => {
            name("factor", factor)?;
            optional("amount", amount.map(f64::from), 1.0..=1000.0)?;
            optional_text("text", about.as_ref())
        }
        What::Iron { iron } => check_iron(iron),
        What::Session { session, .. } => check_session(session),
        // The journal's readers check plans, and ignore kinds that they do not know.
        What::Plan(_)
        | What::Other { .. }
        | What::Done { .. }
        | What::Snoozed { .. }
        | What::BedtimeMoved { .. }
        | What::Began
        | What::LightsOut { .. }
        | What::Onset(Onset::NoneToday)
        | What::Consumed(_)
        | What::NoneToday { .. }
        | What::SelfCheck { .. }
        | What::Revoked { .. } => Ok(()),
    }
}

fn check_night(night: &NightEntry) -> Result<(), OutOfBounds> {
    let minutes = [
        ("minutes until asleep", night.asleep_after_min),
        ("minutes awake", night.awake_min),
        ("minutes of naps", night.nap_min),
    ];
    for (what, minutes) in minutes {
        optional(what, minutes.map(f64::from), MINUTES)?;
    }
    optional("awakenings", night.awakenings.map(f64::from), 0.0..=50.0)?;
    optional("quality", night.quality.map(f64::from), 1.0..=5.0)
}

fn check_iron(iron: &IronTest) -> Result<(), OutOfBounds> {
    optional("ferritin", iron.ferritin, FERRITIN)?;
    optional("transferrin saturation", iron.tsat, SATURATION)
}

fn check_session(session: &SessionDone) -> Result<(), OutOfBounds> {
    name("routine", &session.routine)?;
    list("exercises", session.exercises.len())?;
    session.exercises.iter().try_for_each(|done| {
        name("exercise", &done.exercise)?;
        let seconds = [done.held_secs, done.planned_secs].map(f64::from);
        let mut seconds = seconds.into_iter();
        seconds.try_for_each(|seconds| number("seconds of an exercise", seconds, EXERCISE_SECS))
    })
}

fn number(what: &'static str, value: f64, range: RangeInclusive<f64>) -> Result<(), OutOfBounds> {
    if range.contains(&value) {
        return Ok(());
    }
    let (from, to) = range.into_inner();
    Err(OutOfBounds::Number {
        what,
        value,
        from,
        to,
    })
}

fn optional(
    what: &'static str,
    value: Option<f64>,
    range: RangeInclusive<f64>,
) -> Result<(), OutOfBounds> {
    value.map_or(Ok(()), |value| number(what, value, range))
}

fn at_most(what: &'static str, text: &str, most: usize) -> Result<(), OutOfBounds> {
    if text.chars().count() > most {
        return Err(OutOfBounds::Text { what, most });
    }
    Ok(())
}

pub(super) fn name(what: &'static str, name: &str) -> Result<(), OutOfBounds> {
    at_most(what, name, LONGEST_NAME)
}

fn text(what: &'static str, text: &str) -> Result<(), OutOfBounds> {
    at_most(what, text, LONGEST_TEXT)
}

fn optional_text(what: &'static str, words: Option<&String>) -> Result<(), OutOfBounds> {
    words.map_or(Ok(()), |words| text(what, words))
}

fn list(what: &'static str, items: usize) -> Result<(), OutOfBounds> {
    if items > MOST_ITEMS {
        let most = MOST_ITEMS;
        return Err(OutOfBounds::List { what, most });
    }
    Ok(())
}
