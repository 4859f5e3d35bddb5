//! Tests of a session, all with the same short routine.

mod display;
mod properties;
mod record;
mod skipping;
mod time;

use std::time::Duration;

use super::*;
use crate::exercise::{Breath, Position, Sides, Work};

fn secs(n: u64) -> Duration {
    Duration::from_secs(n)
}

fn exercise(id: &str, position: Position, work: Work) -> Exercise {
    Exercise {
        id: id.into(),
        title: id.into(),
        muscles: "leg".into(),
        position,
        cues: vec!["one".into(), "two".into(), "three".into()],
        work,
        ready: None,
        pose: None,
        note: None,
    }
}

fn hold(secs: u32, sides: Sides, repeat: u8, moving: bool) -> Work {
    Work::Hold {
        hold: Span::seconds(secs),
        sides,
        repeat,
        moving,
        variants: vec!["one way".into(), "the other way".into()],
    }
}

/// A routine with these phases, in seconds: 5 ready, 20 left, 4 rest, 20 left, 6 switch, 20 right, 4 rest, 20 right (99 in
/// total); 12 ready (lying down), 10 moving (121); 5 ready, three breaths of 4 + 6 (156); 5 ready, two groups of 5 + 15
/// (201).
fn routine() -> Routine {
    Routine {
        id: "r".into(),
        title: "R".into(),
        exercises: vec![
            exercise("calf", Position::Standing, hold(20, Sides::Each, 2, false)),
            exercise("pumps", Position::Lying, hold(10, Sides::Both, 1, true)),
            exercise(
                "breaths",
                Position::Any,
                Work::Breathe {
                    breath: Breath {
                        inhale: Span::seconds(4),
                        hold: Span::ZERO,
                        exhale: Span::seconds(6),
                        rest: Span::ZERO,
                    },
                    rounds: 3,
                },
            ),
            exercise(
                "relax",
                Position::Any,
                Work::TenseRelease {
                    tense: Span::seconds(5),
                    release: Span::seconds(15),
                    groups: vec!["feet".into(), "calves".into()],
                },
            ),
        ],
        night: false,
        gentle: false,
        positions: Vec::new(),
    }
}

/// A session after `n` seconds, in ticks of half a second.
fn after(n: u64) -> Session {
    let mut session = Session::new(&routine());
    pass(&mut session, n);
    session
}

fn pass(session: &mut Session, n: u64) -> Vec<Cue> {
    (0..n * 2)
        .flat_map(|_| session.tick(Duration::from_millis(500)))
        .collect()
}

fn left(number: u8) -> PhaseKind {
    hold_phase(Some(Side::Left), number, 2)
}

fn right(number: u8) -> PhaseKind {
    hold_phase(Some(Side::Right), number, 2)
}

fn hold_phase(side: Option<Side>, number: u8, of: u8) -> PhaseKind {
    PhaseKind::Hold(Repetition { side, number, of })
}

fn breath(part: BreathPart, round: u16) -> PhaseKind {
    PhaseKind::Breathe { part, round }
}
