//! A session in sentences: the lines that are printed where nothing is drawn, and the words that are spoken.

use super::page;
use super::words::{hold_position, instruction};
use crate::advice;
use crate::session::{Announcement, BreathPart, Ending, PausedBy, PhaseKind, PhasePart, Session};
use crate::words;

/// The line that says where the session is now. `before` is what was announced before; none at the start, and after
/// something else was shown.
pub fn line(session: &Session, before: Option<Announcement>) -> String {
    let left = || words::spelled_seconds(session.remaining_secs());
    match session.announcement() {
        Announcement::Ended(ending) => ended(session, ending),
        Announcement::Paused(PausedBy::Person) => format!("Paused, {} left.", left()),
        Announcement::Paused(PausedBy::Gap) => {
            format!("The computer slept. Paused, {} left.", left())
        }
        Announcement::Phase { index, part } => match part {
            _ if is_another_phase(before, index, session) => phase(session),
            _ if !is_running(before) => format!("Going on, {} left.", left()),
            PhasePart::HalfOver => format!("Half-time, {} left.", left()),
            PhasePart::Begun if session.is_at_a_beginning() => phase(session),
            PhasePart::Begun | PhasePart::LastSeconds => left_line(session),
        },
    }
}

/// How much of the current phase is left: `5 seconds left.`
pub fn left_line(session: &Session) -> String {
    format!("{} left.", words::spelled_seconds(session.remaining_secs()))
}

/// Whether the current phase has not been announced: it is another one than before, or has just begun.
fn is_another_phase(before: Option<Announcement>, index: usize, session: &Session) -> bool {
    match before {
        Some(Announcement::Phase { index: before, .. }) => before != index,
        Some(Announcement::Paused(_) | Announcement::Ended(_)) | None => {
            session.is_at_a_beginning()
        }
    }
}

fn is_running(before: Option<Announcement>) -> bool {
    matches!(before, Some(Announcement::Phase { .. }))
}

/// What begins now: `3 of 8. Hamstring with a towel, left leg, 40 seconds. Knee a little soft.`
fn phase(session: &Session) -> String {
    let (Some(exercise), Some(phase)) = (session.exercise(), session.phase()) else {
        return String::new();
    };
    let (n, of) = session.exercise_number();
    let title = &exercise.title;
    let long = words::spelled_seconds(phase.length.as_secs());
    let does = instruction(session);
    let position = hold_position(session);
    let next = match position.as_str() {
        "" => String::new(),
        position => format!(" Next: {position}."),
    };
    match phase.kind {
        PhaseKind::Ready => {
            let cues = exercise.cues.join(" ");
            let note = exercise.safety_note().and_then(advice::note);
            let note = note.map_or(String::new(), |note| format!(" {}", note.line));
            format!("{n} of {of}. {title}. {does}, {long}. {cues}{note}")
        }
        PhaseKind::Hold(_) => {
            let parts = [title.as_str(), &position, &long];
            let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            let cue = session.cue().unwrap_or_default();
            format!("{n} of {of}. {}. {cue}", parts.join(", "))
        }
        PhaseKind::Rest | PhaseKind::Switch => format!("{does}, {long}.{next}"),
        PhaseKind::Breathe {
            part: BreathPart::In,
            ..
        }
        | PhaseKind::Tense(_) => format!("{}. {does}, {long}.", words::capitalised(&position)),
        PhaseKind::Breathe { .. } | PhaseKind::Release(_) => format!("{does}, {long}."),
    }
}

fn ended(session: &Session, ending: Ending) -> String {
    match ending {
        Ending::Abandoned => "Discarded.".to_owned(),
        Ending::Complete | Ending::Early => {
            let (closing, done) = (page::closing_line(session), page::done_line(session));
            format!("{closing} {}.", words::capitalised(&done))
        }
    }
}

/// The words to speak when the announcement has changed from `before`. None if nothing need be said: half-time and a
/// pause are seen or known.
pub fn spoken(session: &Session, before: Option<Announcement>) -> Option<String> {
    match session.announcement() {
        Announcement::Ended(Ending::Complete) => Some(page::closing_line(session).to_owned()),
        Announcement::Ended(Ending::Early | Ending::Abandoned) | Announcement::Paused(_) => None,
        Announcement::Phase { index, part } => {
            let (exercise, phase) = (session.exercise()?, session.phase()?);
            if !is_another_phase(before, index, session) {
                let is_last = part == PhasePart::LastSeconds && is_running(before);
                return is_last.then(|| words::spelled_seconds(session.remaining_secs()));
            }
            let position = hold_position(session);
            let with_position = |text: &str| match position.as_str() {
                "" => text.to_owned(),
                position => format!("{text}, {position}"),
            };
            Some(match phase.kind {
                PhaseKind::Ready if session.breath().is_some() => exercise.title.clone(),
                PhaseKind::Ready => with_position(&exercise.title),
                PhaseKind::Switch => with_position(instruction(session)),
                PhaseKind::Tense(_) => format!("{position}. {}", instruction(session)),
                PhaseKind::Hold(_)
                | PhaseKind::Rest
                | PhaseKind::Breathe { .. }
                | PhaseKind::Release(_) => instruction(session).to_owned(),
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use insta::assert_snapshot;

    use super::*;
    use crate::exercise::Library;

    /// What is printed and spoken in a whole routine, with the second at which it is.
    fn announced(routine: &str) -> String {
        let library = Library::built_in();
        let mut session = Session::new(library.routine(routine).unwrap());
        let (mut before, mut lines) = (None, vec![]);
        for second in 0.. {
            let now = session.announcement();
            if before != Some(now) {
                let spoken = spoken(&session, before).unwrap_or_default();
                lines.push(format!("{second:>4}  {}", line(&session, before)));
                lines.push(format!("      ({spoken})"));
                before = Some(now);
            }
            if session.is_over() {
                break;
            }
            session.tick(Duration::from_secs(1));
        }
        lines.join("\n")
    }

    #[test]
    fn a_whole_routine_can_be_followed_by_lines_and_by_ear() {
        assert_snapshot!("announced_restless_legs", announced("restless-legs"));
        assert_snapshot!("announced_night_rescue", announced("night-rescue"));
    }

    #[test]
    fn a_pause_and_what_follows_it_say_how_much_is_left() {
        let library = Library::built_in();
        let mut session = Session::new(library.routine("restless-legs").unwrap());
        session.next();
        let begun = Some(session.announcement());
        session.tick(Duration::from_secs(4));
        let left = session.remaining_secs();
        session.pause();
        let paused = session.announcement();
        assert_eq!(
            line(&session, begun),
            format!("Paused, {left} seconds left.")
        );
        session.resume();
        let on = format!("Going on, {left} seconds left.");
        assert_eq!(line(&session, Some(paused)), on);
        assert_eq!(spoken(&session, Some(paused)), None);
        session.back();
        let again = line(&session, Some(paused));
        assert!(again.starts_with("1 of 8. "), "{again}");
    }
}
