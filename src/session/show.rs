//! What a screen wants to know about a session, without any text of its own.

use std::time::Duration;

use super::{BreathPart, Phase, PhaseKind, Repetition, Session, SessionState, Side};
use crate::exercise::{Exercise, Work};

/// How long a figure moves when it changes from one posture to another.
const MOVE: Duration = Duration::from_secs(3);
/// How long a muscle takes to tense, and to let go, in the picture.
const TENSE: Duration = Duration::from_secs(1);
/// One to and fro of a moving exercise: slow enough to follow.
const CYCLE: Duration = Duration::from_secs(4);
/// Between two pictures while something moves.
const FRAME: Duration = Duration::from_millis(90);

/// How the figure is to be drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FigureState {
    /// The side it shows, where each has its own.
    pub side: Option<Side>,
    /// How far it is in the pose: 0 before it, 1 in it. For a moving exercise the place in its cycle,
    /// from 0 up to 1 and on from 0.
    pub progress: f64,
    /// Whether `progress` is the place in a cycle.
    pub cycles: bool,
    /// Whether the next picture differs, so that one is wanted soon.
    pub moves: bool,
}

/// How the breath is to be drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BreathState {
    /// Which part it is.
    pub part: BreathPart,
    /// How full: 0 empty, 1 full, easing in and out.
    pub fullness: f64,
    /// Which breath, from 1.
    pub round: u16,
    /// Of how many.
    pub rounds: u16,
}

/// What comes after the hold that is on, or that is being led into.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Upcoming<'a> {
    /// The same side again.
    Again(Repetition),
    /// The other side.
    OtherSide(Side),
    /// The next muscle group.
    Group(&'a str),
    /// The next exercise.
    Exercise(&'a Exercise),
    /// Nothing: the routine is over.
    End,
}

impl Session {
    /// How long the phase that is on still takes; zero once complete.
    pub fn remaining(&self) -> Duration {
        self.phase().map_or(Duration::ZERO, |phase| {
            phase.length.saturating_sub(self.into)
        })
    }

    /// The same in whole seconds as a countdown shows it: 3 from 3.0 s down to just above 2.0 s.
    pub fn remaining_secs(&self) -> u64 {
        ceil_secs(self.remaining())
    }

    /// How long the phase that is on takes from its beginning, in whole seconds; zero once complete.
    pub fn phase_secs(&self) -> u64 {
        self.phase().map_or(0, |phase| phase.length.as_secs())
    }

    /// The longest phase of the exercise that is on, in whole seconds: what its countdown needs room for.
    pub fn longest_secs(&self) -> u64 {
        let on = self.phase().map(|phase| phase.exercise);
        let phases = self.phases.iter().filter(|p| Some(p.exercise) == on);
        phases
            .map(|phase| phase.length.as_secs())
            .max()
            .unwrap_or(0)
    }

    /// How long the whole routine still takes when nothing is stepped over, in whole seconds, rounded up.
    pub fn left_secs(&self) -> u64 {
        ceil_secs(self.left())
    }

    fn left(&self) -> Duration {
        let ahead = self.phases.get(self.index + 1..).unwrap_or_default();
        self.remaining() + ahead.iter().map(|phase| phase.length).sum::<Duration>()
    }

    /// How far through the whole routine, 0 to 1.
    pub fn fraction(&self) -> f64 {
        let total: Duration = self.phases.iter().map(|phase| phase.length).sum();
        if total.is_zero() {
            return 1.0;
        }
        1.0 - self.left().as_secs_f64() / total.as_secs_f64()
    }

    /// Which exercise is on, from 1, and how many there are. Once complete, the last.
    pub fn exercise_number(&self) -> (usize, usize) {
        let count = self.routine.exercises.len();
        (
            self.phase().map_or(count, |phase| phase.exercise + 1),
            count,
        )
    }

    /// The phase of work that is on, or that is being led into.
    fn work(&self) -> Option<&Phase> {
        let ahead = self.phases.get(self.index..).unwrap_or_default();
        ahead.iter().find(|phase| phase.kind.is_work())
    }

    /// Which hold it is, or which is being led into; none for breathing and tensing.
    pub fn repetition(&self) -> Option<Repetition> {
        match self.work()?.kind {
            PhaseKind::Hold(repetition) => Some(repetition),
            PhaseKind::Ready
            | PhaseKind::Rest
            | PhaseKind::Switch
            | PhaseKind::Breathe { .. }
            | PhaseKind::Tense(_)
            | PhaseKind::Release(_) => None,
        }
    }

    /// What this repetition is called, where they differ: "the other way".
    pub fn variant(&self) -> Option<&str> {
        let repetition = self.repetition()?;
        match &self.exercise()?.work {
            Work::Hold { variants, .. } => variants
                .get(usize::from(repetition.number) - 1)
                .map(String::as_str),
            Work::Breathe { .. } | Work::TenseRelease { .. } => None,
        }
    }

    /// The muscle group that is tensed or let go, or comes first.
    pub fn group(&self) -> Option<&str> {
        match self.work()?.kind {
            PhaseKind::Tense(n) | PhaseKind::Release(n) => group_name(self.exercise()?, n),
            PhaseKind::Ready
            | PhaseKind::Rest
            | PhaseKind::Switch
            | PhaseKind::Hold(_)
            | PhaseKind::Breathe { .. } => None,
        }
    }

    /// What comes after that.
    pub fn upcoming(&self) -> Upcoming<'_> {
        let Some(work) = self.work() else {
            return Upcoming::End;
        };
        let ahead = &self.phases[self.index..];
        let Some(next) = ahead
            .iter()
            .find(|phase| phase.segment > work.segment && phase.kind.is_work())
        else {
            return Upcoming::End;
        };
        let exercise = &self.routine.exercises[next.exercise];
        if next.exercise != work.exercise {
            return Upcoming::Exercise(exercise);
        }
        match next.kind {
            PhaseKind::Hold(repetition) => match repetition.side {
                Some(side) if repetition.number == 1 => Upcoming::OtherSide(side),
                Some(_) | None => Upcoming::Again(repetition),
            },
            PhaseKind::Tense(n) | PhaseKind::Release(n) => {
                group_name(exercise, n).map_or(Upcoming::End, Upcoming::Group)
            }
            // One exercise's breaths are one segment, and the rest is no work.
            PhaseKind::Breathe { .. } | PhaseKind::Ready | PhaseKind::Rest | PhaseKind::Switch => {
                Upcoming::End
            }
        }
    }

    /// The one cue to show now. While getting ready it is the first, which says how to get there; over the
    /// hold the others follow, and then all again. Tensing has the first, letting go the second.
    pub fn cue(&self) -> Option<&str> {
        let cues = &self.exercise()?.cues;
        let n = match self.phase()?.kind {
            PhaseKind::Ready | PhaseKind::Rest | PhaseKind::Switch | PhaseKind::Tense(_) => 0,
            PhaseKind::Release(_) => 1,
            PhaseKind::Hold(_) | PhaseKind::Breathe { .. } => {
                let past = self.working_for().as_nanos() / self.cue_slot()?.as_nanos();
                1 + past as usize
            }
        };
        cues.get(n % cues.len().max(1)).map(String::as_str)
    }

    /// How long each cue stays, where they take turns.
    fn cue_slot(&self) -> Option<Duration> {
        const SHORTEST: Duration = Duration::from_secs(5);
        const LONGEST: Duration = Duration::from_secs(12);
        let phase = self.phase()?;
        match phase.kind {
            PhaseKind::Hold(_) => {
                let count = self.exercise()?.cues.len().max(1) as u32;
                Some((phase.length / count).clamp(SHORTEST, LONGEST))
            }
            PhaseKind::Breathe { .. } => Some(LONGEST),
            PhaseKind::Ready
            | PhaseKind::Rest
            | PhaseKind::Switch
            | PhaseKind::Tense(_)
            | PhaseKind::Release(_) => None,
        }
    }

    /// How the figure is to be drawn; none for breathing.
    pub fn figure(&self) -> Option<FigureState> {
        let phase = self.phase()?;
        let side = self.repetition().and_then(|repetition| repetition.side);
        let cycles = matches!(self.exercise()?.work, Work::Hold { moving: true, .. });
        let into = |whole: Duration| (self.into.as_secs_f64() / whole.as_secs_f64()).min(1.0);
        let still = |progress| FigureState {
            side,
            progress,
            cycles: false,
            moves: false,
        };
        let toward = |progress: f64, whole: Duration| FigureState {
            progress: eased(progress),
            moves: self.into < whole,
            ..still(0.0)
        };
        Some(match phase.kind {
            PhaseKind::Breathe { .. } => return None,
            PhaseKind::Ready | PhaseKind::Hold(_) if cycles => FigureState {
                progress: into_cycle(self.into),
                cycles: true,
                moves: true,
                ..still(0.0)
            },
            PhaseKind::Ready if matches!(self.exercise()?.work, Work::TenseRelease { .. }) => {
                still(0.0)
            }
            PhaseKind::Ready if self.is_breathing() => return None,
            PhaseKind::Ready => toward(into(MOVE), MOVE),
            // Out of the pose and back into it; on a change of sides it turns in the middle.
            PhaseKind::Rest | PhaseKind::Switch => {
                let half = into(phase.length);
                let other = if half < 0.5 { Some(Side::Left) } else { side };
                FigureState {
                    side: if phase.kind == PhaseKind::Switch {
                        other
                    } else {
                        side
                    },
                    ..toward((half * 2.0 - 1.0).abs(), phase.length)
                }
            }
            PhaseKind::Hold(_) => still(1.0),
            PhaseKind::Tense(_) => toward(into(TENSE), TENSE),
            PhaseKind::Release(_) => toward(1.0 - into(TENSE), TENSE),
        })
    }

    fn is_breathing(&self) -> bool {
        self.exercise()
            .is_some_and(|exercise| matches!(exercise.work, Work::Breathe { .. }))
    }

    /// How the breath is to be drawn; none for what is no breathing. While getting ready it is empty.
    pub fn breath(&self) -> Option<BreathState> {
        let Work::Breathe { rounds, .. } = self.exercise()?.work else {
            return None;
        };
        let phase = self.phase()?;
        let PhaseKind::Breathe { part, round } = phase.kind else {
            return Some(BreathState {
                part: BreathPart::Rest,
                fullness: 0.0,
                round: 1,
                rounds,
            });
        };
        let way = eased(self.into.as_secs_f64() / phase.length.as_secs_f64());
        Some(BreathState {
            part,
            fullness: match part {
                BreathPart::In => way,
                BreathPart::Hold => 1.0,
                BreathPart::Out => 1.0 - way,
                BreathPart::Rest => 0.0,
            },
            round,
            rounds,
        })
    }

    /// How long until the picture changes by itself; none while it is paused or over. Never more than one
    /// second, because the countdown counts; about 90 ms while a figure moves or a breath grows.
    pub fn next_change(&self) -> Option<Duration> {
        if self.state != SessionState::Running {
            return None;
        }
        // Phases are whole seconds, so all countdowns flip together.
        let flip = match self.remaining().subsec_nanos() {
            0 => Duration::from_secs(1),
            nanos => Duration::from_nanos(nanos.into()),
        };
        let grows = self
            .breath()
            .is_some_and(|breath| matches!(breath.part, BreathPart::In | BreathPart::Out));
        let moves = self.figure().is_some_and(|figure| figure.moves);
        let frame = if grows || moves { FRAME } else { flip };
        let cue = self.cue_slot().map_or(flip, |slot| {
            let past = self.working_for().as_nanos() % slot.as_nanos();
            Duration::from_nanos((slot.as_nanos() - past) as u64)
        });
        Some(flip.min(frame).min(cue))
    }
}

fn group_name(exercise: &Exercise, n: usize) -> Option<&str> {
    match &exercise.work {
        Work::TenseRelease { groups, .. } => groups.get(n).map(String::as_str),
        Work::Hold { .. } | Work::Breathe { .. } => None,
    }
}

fn ceil_secs(time: Duration) -> u64 {
    time.as_secs() + u64::from(time.subsec_nanos() > 0)
}

fn into_cycle(into: Duration) -> f64 {
    (into.as_secs_f64() / CYCLE.as_secs_f64()).fract()
}

/// Slow at both ends, as bodies move. From 0..=1 to 0..=1.
fn eased(t: f64) -> f64 {
    let t = t.clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}
