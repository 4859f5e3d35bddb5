//! A line of the inbox, recorded as the entry that it stands for.

use chrono::{DateTime, TimeZone, Utc};

use super::LONGEST_LINE;
use super::line::{self, Entry, Line};
use super::memory::Taken;
use crate::clock::Zone;
use crate::coach::{Coach, CoachError};
use crate::diary::drinks::all_drinks;
use crate::diary::usual::unusual_drink;
use crate::evening::{Action, Calendar, DiaryEntry, MILLIGRAMS, Refusal, When, wall};
use crate::event::{EveningDate, NightEntry, Onset};
use crate::journal::JournalError;
use crate::words;

/// Why a line was not recorded.
pub(super) enum NotRecorded {
    /// What it says cannot be.
    Refused(String),
    /// The journal cannot be written now, or the clock is in doubt.
    Later,
}

impl From<CoachError> for NotRecorded {
    fn from(error: CoachError) -> Self {
        match error {
            CoachError::Journal(error) => {
                tracing::warn!(why = %error, "a line of the inbox waits to be recorded");
                Self::Later
            }
            CoachError::Refused(Refusal::ClockInDoubt(_)) => Self::Later,
            CoachError::Refused(why) => Self::Refused(why.to_string()),
        }
    }
}

impl From<JournalError> for NotRecorded {
    fn from(error: JournalError) -> Self {
        CoachError::from(error).into()
    }
}

/// Records a line that was taken.
///
/// # Errors
/// Why it was not recorded.
pub(super) fn record(
    taken: &Taken,
    computer: &str,
    coach: &mut Coach,
    now: DateTime<Utc>,
) -> Result<(), NotRecorded> {
    if taken.text.chars().count() > LONGEST_LINE {
        let why = format!("it is longer than {LONGEST_LINE} characters");
        return Err(NotRecorded::Refused(why));
    }
    let drinks = all_drinks(&coach.config.diary.drinks);
    let line = line::parse(&taken.text, &coach.config.plan, &drinks);
    let line = line.map_err(NotRecorded::Refused)?;
    if line.time.is_none() && !taken.is_last && is_nothing_without_a_time(&line.entry) {
        let why = format!(
            "other lines came with it, so it is not known when it was; write the time after it, like `{} 15:10`",
            taken.text
        );
        return Err(NotRecorded::Refused(why));
    }
    let (evening, action) = action(&line, taken, coach, now)?;
    coach.act_as_written(computer, evening, &action, now, |number| taken.id(number))?;
    Ok(())
}

/// Whether an entry counts by its time alone: the caffeine that is left at lights-out, what came after a cutoff, the hour
/// at which the legs began. A step, lights-out and waking can be recorded without one, and of a rating the evening and the
/// night matter.
fn is_nothing_without_a_time(entry: &Entry) -> bool {
    match entry {
        Entry::Consumed(_) | Entry::Onset(Onset::Began { .. }) => true,
        Entry::Legs { .. }
        | Entry::Onset(Onset::NoneToday)
        | Entry::NoneOf(_)
        | Entry::Done(_)
        | Entry::Skipped(_)
        | Entry::LightsOut
        | Entry::Woke
        | Entry::Note(_) => false,
    }
}

/// What a line stands for, and on which evening.
fn action(
    line: &Line,
    taken: &Taken,
    coach: &Coach,
    now: DateTime<Utc>,
) -> Result<(EveningDate, Action), NotRecorded> {
    let at = at(line, taken.written, &coach.zone);
    let evening = coach.ask_calendar(at, now, |calendar| evening_of(&line.entry, at, calendar))?;
    let record = |entry| Action::Record {
        entry,
        at: Some(at),
    };
    let when = if line.time.is_some() || taken.is_last {
        When::At(at)
    } else {
        When::Unknown
    };
    let action = match &line.entry {
        Entry::Legs {
            rating,
            feels,
            places,
        } => record(DiaryEntry::Legs {
            rating: *rating,
            feels: feels.clone(),
            places: places.clone(),
            about: None,
        }),
        Entry::Onset(onset) => record(DiaryEntry::Onset(onset.clone())),
        Entry::Consumed(entry) => {
            if let DiaryEntry::Caffeine { mg, .. } = entry {
                is_usual(*mg, coach, now)?;
            }
            let began = match line.time {
                Some(_) => at,
                None => at - entry.over().delta(),
            };
            Action::Record {
                entry: entry.clone(),
                at: Some(began),
            }
        }
        Entry::NoneOf(substance) => record(DiaryEntry::NoneToday(*substance)),
        Entry::Done(step) => Action::Done {
            step: step.clone(),
            when,
        },
        Entry::Skipped(step) => Action::Skip {
            step: step.clone(),
            why: None,
        },
        Entry::LightsOut => Action::LightsOut { when },
        Entry::Woke => Action::Woke {
            when,
            night: NightEntry::default(),
        },
        Entry::Note(text) => Action::Note {
            text: text.clone(),
            at: Some(at),
        },
    };
    Ok((evening, action))
}

/// The evening that something at `at` belongs to.
fn evening_of(entry: &Entry, at: DateTime<Utc>, calendar: &Calendar<'_, Zone>) -> EveningDate {
    match entry {
        Entry::Legs { .. } => calendar.of_rating_at(at),
        Entry::LightsOut => calendar.of_lights_out_at(at),
        Entry::Woke => calendar.of_waking_at(at),
        Entry::Onset(_)
        | Entry::Consumed(_)
        | Entry::NoneOf(_)
        | Entry::Done(_)
        | Entry::Skipped(_)
        | Entry::Note(_) => calendar.date_of(at),
    }
}

/// When a line was: the last time before it was written at which a clock showed its time.
fn at<Z: TimeZone>(line: &Line, written: DateTime<Utc>, zone: &Z) -> DateTime<Utc> {
    let shown = line
        .time
        .map(|time| wall::showing_until(time, written, zone));
    shown.unwrap_or(written)
}

/// Refuses a drink of which a command would ask whether it is right. Nobody can be asked here.
fn is_usual(mg: f64, coach: &Coach, now: DateTime<Utc>) -> Result<(), NotRecorded> {
    // What no drink can have is refused when it is recorded.
    if !MILLIGRAMS.contains(&mg) {
        return Ok(());
    }
    match unusual_drink(mg, &coach.recent_doses(now)?) {
        Some(unusual) => {
            let sentence = words::unusual_drink_sentence(&unusual);
            let sentence = sentence.trim_end_matches('.');
            let why = format!("{sentence}; if it is right, record it on a computer");
            Err(NotRecorded::Refused(why))
        }
        None => Ok(()),
    }
}
