//! The player's texts: what to do now, on which side, and what comes next.

use unicode_width::UnicodeWidthStr;

use super::view::View;
use crate::evening::Status;
use crate::event::StepId;
use crate::exercise::Work;
use crate::session::{BreathPart, PausedBy, PhaseKind, Repetition, Session, Side, Upcoming};
use crate::tui::context::Context;

impl View<'_> {
    /// The current cue, or how to continue after a pause.
    pub(super) fn cue(&self) -> &str {
        match self.paused() {
            Some(PausedBy::Person) => "Space goes on from here.",
            Some(PausedBy::Gap) => "The computer slept. Space goes on from here.",
            None => self.session.cue().unwrap_or_default(),
        }
    }

    /// The line that says what comes next, in its longest version that has so much room.
    pub(super) fn coming_next(&self, room: u16) -> String {
        let whose = |side: Option<Side>| side.map(|side| format!("{} ", side_name(side)));
        match self.session.upcoming() {
            Upcoming::Again(Repetition { side, number, of }) => {
                let short = format!("then  {}again", whose(side).unwrap_or_default());
                let long = format!("{short}, {number} of {of}");
                if long.width() <= room.into() {
                    long
                } else {
                    short
                }
            }
            Upcoming::OtherSide(side) => format!("then  {}", side_name(side)),
            Upcoming::Group(group) => format!("then  {group}"),
            Upcoming::Exercise(exercise) => format!("then  {}", exercise.title),
            Upcoming::End => "then  done".to_owned(),
        }
    }
}

/// Which hold this is, such as "left leg, 2 of 2". Empty if there is only one.
pub(super) fn hold_position(session: &Session) -> String {
    if let Some(breath) = session.breath() {
        return format!("breath {} of {}", breath.round, breath.rounds);
    }
    if let Some(group) = session.group() {
        return group.to_owned();
    }
    let Some(Repetition { side, number, of }) = session.repetition() else {
        return String::new();
    };
    let side = side.map(|side| side_name(side).to_owned());
    let which = match session.variant() {
        Some(variant) => Some(variant.to_owned()),
        None => (of > 1).then(|| format!("{number} of {of}")),
    };
    side.into_iter().chain(which).collect::<Vec<_>>().join(", ")
}

/// What to do now, in a word or two.
pub(super) fn instruction(session: &Session) -> &'static str {
    let moving = matches!(
        session.exercise().map(|exercise| &exercise.work),
        Some(Work::Hold { moving: true, .. })
    );
    match session.phase().map(|phase| phase.kind) {
        None => "",
        Some(PhaseKind::Ready) => "Get ready",
        Some(PhaseKind::Rest | PhaseKind::Release(_)) => "Let go",
        Some(PhaseKind::Switch) => "Change sides",
        Some(PhaseKind::Hold(_)) if moving => "Keep moving",
        Some(PhaseKind::Hold(_)) => "Hold",
        Some(PhaseKind::Breathe { part, round: _ }) => match part {
            BreathPart::In => "Breathe in",
            BreathPart::Hold => "Hold",
            BreathPart::Out => "Breathe out",
            BreathPart::Rest => "Rest",
        },
        Some(PhaseKind::Tense(_)) => "Tense",
    }
}

/// Says whether sounds are played from now on.
pub(super) fn sound_line(is_on: bool) -> &'static str {
    if is_on {
        "Sounds are on."
    } else {
        "Sounds are off."
    }
}

/// The name of a side of the body.
pub(super) fn side_name(side: Side) -> &'static str {
    match side {
        Side::Left => "left leg",
        Side::Right => "right leg",
    }
}

/// What comes next tonight once a routine for the evening is over. None if that is its own step, which is still open.
pub(super) fn next_step(
    session: &Session,
    step: Option<&StepId>,
    ctx: &Context<'_>,
) -> Option<String> {
    let timeline = ctx.timeline();
    if !session.is_over() || session.routine().night || timeline.lights_out.is_some() {
        return None;
    }
    let Some(next) = timeline.next() else {
        return Some("That was the last step tonight. Sleep well.".to_owned());
    };
    let title = &next.step.title;
    let line = if matches!(next.status, Status::Due | Status::Late) {
        format!("Now: {title}")
    } else {
        let at = ctx.shared().clock(next.waits_until());
        format!("Next: {title} at {at}")
    };
    (step != Some(&next.step.id)).then_some(line)
}
