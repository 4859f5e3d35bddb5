//! What a screen shows of a session, without any wording.

use std::time::Duration;

use super::{BreathPart, Phase, PhaseKind, Repetition, Session, SessionState, Side};
use crate::exercise::{Exercise, Work};

/// How long the figure takes to move into a pose.
const MOVE: Duration = Duration::from_secs(3);
/// How long the figure takes to tense a muscle, and to let go.
const TENSE: Duration = Duration::from_secs(1);
/// The length of one cycle of a movement: slow enough to follow.
const CYCLE: Duration = Duration::from_secs(4);
/// The time between two frames of an animation.
const FRAME: Duration = Duration::from_millis(90);

/// What moves on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moving {
    /// The figure moves into the pose and in it.
    pub figure: bool,
    /// The breath grows and shrinks; else it changes in steps.
    pub breath: bool,
}

impl Moving {
    /// Everything moves.
    pub const ALL: Self = Self {
        figure: true,
        breath: true,
    };
}

/// How to draw the figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FigureState {
    /// The side to show, if each side is exercised on its own.
    pub side: Option<Side>,
    /// The progress into the pose, from 0 to 1. For a movement the position in its cycle, from 0 to 1 repeatedly.
    pub progress: f64,
    /// Whether `progress` is a position in a cycle.
    pub cycles: bool,
    /// Whether the figure is moving, so that the next frame differs.
    pub moves: bool,
}

/// How to draw the breath.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BreathState {
    /// The part of the breath.
    pub part: BreathPart,
    /// How full the lungs are, from 0 to 1, with easing.
    pub fullness: f64,
    /// The number of the breath, from 1.
    pub round: u16,
    /// The number of breaths.
    pub rounds: u16,
}

/// What comes after the current segment.
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
    /// The end of the routine.
    End,
}

impl Session {
    /// The remaining time of the current phase; zero once complete.
    pub(crate) fn remaining(&self) -> Duration {
        self.phase().map_or(Duration::ZERO, |phase| {
            phase.length.saturating_sub(self.elapsed)
        })
    }

    /// The remaining time of the current phase in seconds, rounded up: a countdown shows 3 from 3.0 s to just above 2.0 s.
    pub(crate) fn remaining_secs(&self) -> u64 {
        ceil_secs(self.remaining())
    }

    /// The full length of the current phase in seconds; zero once complete.
    pub(crate) fn phase_secs(&self) -> u64 {
        self.phase().map_or(0, |phase| phase.length.as_secs())
    }

    /// The length of the current exercise's longest phase in seconds: the countdown needs room for it.
    pub(crate) fn longest_secs(&self) -> u64 {
        let current = self.phase().map(|phase| phase.exercise);
        let phases = self.phases.iter().filter(|p| Some(p.exercise) == current);
        phases
            .map(|phase| phase.length.as_secs())
            .max()
            .unwrap_or(0)
    }

    /// The remaining time of the whole routine in seconds, rounded up.
    pub(crate) fn left_secs(&self) -> u64 {
        ceil_secs(self.left())
    }

    fn left(&self) -> Duration {
        let ahead = self.phases.get(self.current + 1..).unwrap_or_default();
        self.remaining() + ahead.iter().map(|phase| phase.length).sum::<Duration>()
    }

    /// The progress through the whole routine, from 0 to 1.
    pub(crate) fn fraction(&self) -> f64 {
        let total: Duration = self.phases.iter().map(|phase| phase.length).sum();
        if total.is_zero() {
            return 1.0;
        }
        1.0 - self.left().as_secs_f64() / total.as_secs_f64()
    }

    /// The number of the current exercise, from 1, and the number of exercises. Once complete, the last one is current.
    pub(crate) fn exercise_number(&self) -> (usize, usize) {
        let count = self.routine.exercises.len();
        (
            self.phase().map_or(count, |phase| phase.exercise + 1),
            count,
        )
    }

    /// The current work phase, or during a pause the next one.
    fn work(&self) -> Option<&Phase> {
        let ahead = self.phases.get(self.current..).unwrap_or_default();
        ahead.iter().find(|phase| phase.kind.is_work())
    }

    /// The current hold, or during a pause the next one; `None` for breathing and tensing.
    pub(crate) fn repetition(&self) -> Option<Repetition> {
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

    /// The name of the current repetition, if the repetitions differ: "the other way".
    pub(crate) fn variant(&self) -> Option<&str> {
        let repetition = self.repetition()?;
        match &self.exercise()?.work {
            Work::Hold { variants, .. } => variants
                .get(usize::from(repetition.number) - 1)
                .map(String::as_str),
            Work::Breathe { .. } | Work::TenseRelease { .. } => None,
        }
    }

    /// The current muscle group, or while getting ready the first one.
    pub(crate) fn group(&self) -> Option<&str> {
        match self.work()?.kind {
            PhaseKind::Tense(n) | PhaseKind::Release(n) => group_name(self.exercise()?, n),
            PhaseKind::Ready
            | PhaseKind::Rest
            | PhaseKind::Switch
            | PhaseKind::Hold(_)
            | PhaseKind::Breathe { .. } => None,
        }
    }

    /// What comes after the current segment.
    pub(crate) fn upcoming(&self) -> Upcoming<'_> {
        let Some(work) = self.work() else {
            return Upcoming::End;
        };
        let ahead = &self.phases[self.current..];
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
            // All breaths of an exercise are one segment, and the other kinds are not work.
            PhaseKind::Breathe { .. } | PhaseKind::Ready | PhaseKind::Rest | PhaseKind::Switch => {
                Upcoming::End
            }
        }
    }

    /// The cue to show now. While getting ready it is the first one, which describes the position. During a hold the others
    /// follow in turn, and then all of them again. Tensing shows the first cue, letting go the second.
    pub(crate) fn cue(&self) -> Option<&str> {
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

    /// How long each cue is shown; `None` in phases with a single cue.
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

    /// How to draw the figure; `None` for breathing.
    pub(crate) fn figure(&self) -> Option<FigureState> {
        let phase = self.phase()?;
        let side = self.repetition().and_then(|repetition| repetition.side);
        let cycles = matches!(self.exercise()?.work, Work::Hold { moving: true, .. });
        let progress =
            |whole: Duration| (self.elapsed.as_secs_f64() / whole.as_secs_f64()).min(1.0);
        let still = |progress| FigureState {
            side,
            progress,
            cycles: false,
            moves: false,
        };
        let toward = |progress: f64, whole: Duration| FigureState {
            progress: eased(progress),
            moves: self.elapsed < whole,
            ..still(0.0)
        };
        Some(match phase.kind {
            PhaseKind::Breathe { .. } => return None,
            PhaseKind::Ready | PhaseKind::Hold(_) if cycles => FigureState {
                progress: cycle_progress(self.elapsed),
                cycles: true,
                moves: true,
                ..still(0.0)
            },
            PhaseKind::Ready if matches!(self.exercise()?.work, Work::TenseRelease { .. }) => {
                still(0.0)
            }
            PhaseKind::Ready if self.is_breathing() => return None,
            PhaseKind::Ready => toward(progress(MOVE), MOVE),
            // The figure leaves the pose and returns to it. On a change of sides it is mirrored half-way.
            PhaseKind::Rest | PhaseKind::Switch => {
                let half = progress(phase.length);
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
            PhaseKind::Tense(_) => toward(progress(TENSE), TENSE),
            PhaseKind::Release(_) => toward(1.0 - progress(TENSE), TENSE),
        })
    }

    /// How to draw the figure where nothing may move: in the pose.
    pub(crate) fn figure_at_rest(&self) -> Option<FigureState> {
        let figure = self.figure()?;
        let repetition = self.repetition();
        let progress = match self.phase()?.kind {
            // Where a movement has gone furthest.
            _ if figure.cycles => 0.5,
            PhaseKind::Release(_) => 0.0,
            PhaseKind::Ready if self.group().is_some() => 0.0,
            PhaseKind::Ready
            | PhaseKind::Rest
            | PhaseKind::Switch
            | PhaseKind::Hold(_)
            | PhaseKind::Breathe { .. }
            | PhaseKind::Tense(_) => 1.0,
        };
        Some(FigureState {
            side: repetition.and_then(|repetition| repetition.side),
            progress,
            moves: false,
            ..figure
        })
    }

    fn is_breathing(&self) -> bool {
        self.exercise()
            .is_some_and(|exercise| matches!(exercise.work, Work::Breathe { .. }))
    }

    /// How to draw the breath; `None` if the exercise is not breathing. While getting ready the lungs are empty.
    pub(crate) fn breath(&self) -> Option<BreathState> {
        self.breath_after(self.elapsed)
    }

    /// The same, but it changes in steps of a second.
    pub(crate) fn breath_in_steps(&self) -> Option<BreathState> {
        self.breath_after(Duration::from_secs(self.elapsed.as_secs()))
    }

    /// How to draw the breath after so much time of the current phase.
    fn breath_after(&self, elapsed: Duration) -> Option<BreathState> {
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
        let progress = eased(elapsed.as_secs_f64() / phase.length.as_secs_f64());
        Some(BreathState {
            part,
            fullness: match part {
                BreathPart::In => progress,
                BreathPart::Hold => 1.0,
                BreathPart::Out => 1.0 - progress,
                BreathPart::Rest => 0.0,
            },
            round,
            rounds,
        })
    }

    /// The time until the picture changes; `None` while the session is paused or ended. At most one second, because of the
    /// countdown; about 90 ms while the figure or the breath is animated, as far as they are `moving`.
    pub(crate) fn next_change(&self, moving: Moving) -> Option<Duration> {
        if self.state != SessionState::Running {
            return None;
        }
        // Phases last whole seconds, so all countdowns change at the same moment.
        let next_second = match self.remaining().subsec_nanos() {
            0 => Duration::from_secs(1),
            nanos => Duration::from_nanos(nanos.into()),
        };
        let breathes =
            |breath: BreathState| matches!(breath.part, BreathPart::In | BreathPart::Out);
        let grows = moving.breath && self.breath().is_some_and(breathes);
        let moves = moving.figure && self.figure().is_some_and(|figure| figure.moves);
        let frame = if grows || moves { FRAME } else { next_second };
        let cue = self.cue_slot().map_or(next_second, |slot| {
            let past = self.working_for().as_nanos() % slot.as_nanos();
            Duration::from_nanos((slot.as_nanos() - past) as u64)
        });
        Some(next_second.min(frame).min(cue))
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

fn cycle_progress(elapsed: Duration) -> f64 {
    (elapsed.as_secs_f64() / CYCLE.as_secs_f64()).fract()
}

/// Easing that is slow at both ends (smoothstep). Maps 0..=1 to 0..=1.
fn eased(t: f64) -> f64 {
    let t = t.clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}
