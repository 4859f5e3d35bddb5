//! Nights of somebody who was woken, on journals with fixed ids: what a rescue offers first is drawn from the first of them.

use chrono::{DateTime, TimeDelta, Utc};
use tempfile::TempDir;
use uuid::Uuid;
use winddown::coach::Coach;
use winddown::event::{EveningDate, Event, EventId, Origin, Timing, What};
use winddown::plan::Config;
use winddown::tui::{Opening, TerminalCapabilities};

use super::{PLAIN, Stage, at, coach, in_the_middle_of_a_week};

/// An entry of an earlier night: its time, what happened, and how it came about.
pub type Entry = (String, What, Origin);

impl Stage {
    /// At 02:30, with lights out since 22:31. The first rescue that is offered is "Move, rub, stretch".
    pub fn woken() -> Self {
        Self::woken_after(0, &[])
    }

    /// At 02:30, with lights out since 22:31, after these entries of earlier nights. Another `draw` offers another rescue
    /// first: 0 "Move, rub, stretch", 6 "Tense and let go", 1 "Breathe slowly".
    pub fn woken_after(draw: u8, earlier: &[Entry]) -> Self {
        let (folder, coach) = journal_of_the_night(draw, earlier);
        Self::open(folder, coach, WOKEN, &Opening::Tonight)
    }

    /// The same night in lines, opened for a rescue.
    pub fn woken_in_lines(draw: u8) -> Self {
        let (folder, coach) = journal_of_the_night(draw, &[]);
        let lines = TerminalCapabilities {
            draws: false,
            ..PLAIN
        };
        Self::open_on(lines, folder, coach, at(WOKEN), &Opening::Rescue)
    }

    /// The same night, in a window that was opened to play a routine.
    pub fn woken_to_play(routine: &str) -> Self {
        let (folder, coach) = journal_of_the_night(0, &[]);
        let opening = Opening::Play {
            routine: routine.to_owned(),
            left: None,
        };
        Self::open(folder, coach, WOKEN, &opening)
    }
}

const WOKEN: &str = "2026-11-25T02:30";

fn journal_of_the_night(draw: u8, earlier: &[Entry]) -> (TempDir, Coach) {
    let folder = tempfile::tempdir().unwrap();
    let mut coach = coach(&folder, in_the_middle_of_a_week(Config::built_in()));
    let lights_out = (
        "2026-11-24T22:31".to_owned(),
        What::LightsOut {
            timing: Timing::Known,
        },
        Origin::Typed,
    );
    let entries = earlier.iter().chain([&lights_out]);
    let events: Vec<Event> = (0..)
        .zip(entries)
        .map(|(number, (time, what, origin))| event(number, draw, &at(time), what, *origin))
        .collect();
    coach.journal.import(&events).unwrap();
    (folder, coach)
}

/// The event with that number. The first one ends in `draw`.
fn event(number: u8, draw: u8, at: &DateTime<Utc>, what: &What, origin: Origin) -> Event {
    const FIRST: u128 = 0x019b_0000_0000_7000_8000_0000_0000_0000;
    let id = FIRST + (u128::from(number) << 64) + u128::from(draw);
    Event {
        id: EventId(Uuid::from_u128(id)),
        at: *at,
        offset_min: 60,
        evening: EveningDate((*at - TimeDelta::hours(11)).date_naive()),
        what: what.clone(),
        device: "elsewhere".to_owned(),
        origin: Some(origin),
        action: None,
    }
}
