//! The player's pages without a countdown: the question before ending early, and the end of the routine.

use ratatui::buffer::Buffer;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::layout::Pen;
use super::rescue::RescueChoice;
use super::view::View;
use crate::event::Rating;
use crate::plan::KeyAction;
use crate::session::{Ending, Session, SessionState};
use crate::tui::footer::{Hint, hint};
use crate::tui::row::put;
use crate::tui::theme::Theme;
use crate::tui::wrap::wrapped;
use crate::words;

/// The keys of the question before ending early. Keeping the place is offered only if there is progress to save.
pub fn asking_hints(view: &View) -> Vec<Hint> {
    let key = KeyCode::Char;
    let mut hints = vec![hint(key('c'), "c", "count it")];
    if view.session.progress().is_some() {
        hints.push(hint(key('k'), "k", "keep my place"));
    }
    hints.push(hint(key('d'), "d", "discard"));
    hints.push(hint(KeyCode::Esc, "Esc", "go on"));
    hints
}

/// The answers to the question before ending early, each with its meaning.
pub fn answers(view: &View) -> Vec<(KeyAction, &'static str, String)> {
    let held = words::held_span(view.session.record().held_secs().into());
    let mut answers = vec![(
        KeyAction::Count,
        "count it",
        format!("done for tonight, with {held} held"),
    )];
    if view.session.progress().is_some() {
        let (n, of) = view.session.exercise_number();
        answers.push((
            KeyAction::Keep,
            "keep my place",
            format!("go on later, from exercise {n} of {of}"),
        ));
    }
    let unheld = "as if it had not been".to_owned();
    answers.push((KeyAction::Discard, "discard", unheld));
    answers
}

/// Draws the question before ending early.
pub fn asking(view: &View, body: Rect, buf: &mut Buffer) {
    let theme = &view.theme;
    let answers = answers(view);
    let narrow = body.width < 60;
    let height = 2 + answers.len() as u16 * if narrow { 2 } else { 1 };
    let mut pen = middle(body, height);
    pen.line("End here?", theme.accent.add_modifier(Modifier::BOLD), buf);
    pen.skip(1);
    for (key, answer, meaning) in answers {
        let key = view.keys.key(key).to_string();
        put(buf, pen.row(), 0, key, theme.key);
        put(buf, pen.row(), 3, answer, theme.text);
        if narrow {
            pen.skip(1);
        }
        put(
            buf,
            pen.row(),
            if narrow { 3 } else { 18 },
            meaning,
            theme.dim,
        );
        pen.skip(1);
    }
}

/// The closing line at the end of the routine.
pub fn closing_line(session: &Session) -> &'static str {
    match (session.counts_as_done(), session.routine().night) {
        (true, true) => "Good. Back to sleep when you are ready.",
        (true, false) => "Well done. The legs can rest now.",
        (false, _) => "Some is better than none. Rest now.",
    }
}

/// Draws the question before a night routine begins, and which routine that is.
pub fn before(view: &View, body: Rect, buf: &mut Buffer) {
    let theme = &view.theme;
    let width = body.width.min(60);
    let about_routine = view.rescue.map(|rescue| routine_lines(rescue, width));
    let about_routine = about_routine.unwrap_or_default();
    let others = view.rescue.map(|rescue| other_routines(view, rescue));
    let others = others.unwrap_or_default();
    // Question, two lines of keys, and where there is room two empty lines.
    let needed = 3 + (about_routine.len() + others.len()) as u16;
    let gap = u16::from(body.height >= needed + 2);
    let mut pen = middle(body, needed + 2 * gap);
    let bold = theme.accent.add_modifier(Modifier::BOLD);
    pen.line("How are your legs?", bold, buf);
    pen.skip(gap);
    draw_keys(&mut pen, &RATING_KEYS, theme.text, theme, buf);
    pen.skip(gap);
    for (n, line) in about_routine.iter().enumerate() {
        pen.line(line, if n == 0 { theme.text } else { theme.dim }, buf);
    }
    draw_keys(&mut pen, &others, theme.dim, theme, buf);
}

/// Which routine begins, and why that one.
fn routine_lines(rescue: &RescueChoice, width: u16) -> Vec<String> {
    let routine = rescue.routine();
    let minutes = words::short_span(i64::from(routine.duration().as_minutes()));
    let mut lines = vec![format!("then {}, {minutes}", routine.title)];
    lines.extend(wrapped(&rescue.reason().unwrap_or_default(), width));
    lines
}

/// The routines that the arrow keys choose.
fn other_routines<'v>(view: &View, rescue: &'v RescueChoice) -> Vec<(&'static str, &'v str)> {
    let [left, right] = view.arrows();
    let Some((one, other)) = rescue.neighbours() else {
        return vec![];
    };
    let other = other.map(|routine| (right, routine.title.as_str()));
    [(left, one.title.as_str())]
        .into_iter()
        .chain(other)
        .collect()
}

/// The keys that rate the legs.
const RATING_KEYS: [(&str, &str); 2] = [("0-9", "from calm to restless"), ("x", "10, the worst")];

/// Draws keys, one below the other, and what they mean.
fn draw_keys(pen: &mut Pen, keys: &[(&str, &str)], style: Style, theme: &Theme, buf: &mut Buffer) {
    for (key, means) in keys {
        let (x, y) = (pen.area.x, pen.y);
        pen.line(key, theme.key, buf);
        let beside = Rect {
            x: x + 5,
            y,
            width: pen.area.width.saturating_sub(5),
            height: 1,
        };
        Pen::new(beside.intersection(pen.area)).line(means, style, buf);
    }
}

/// Draws the page at the end of the routine.
pub fn finished(view: &View, body: Rect, buf: &mut Buffer) {
    let theme = &view.theme;
    let mut pen = middle(body, 7 + u16::from(view.next.is_some()));
    for line in wrapped(closing_line(view.session), pen.area.width) {
        pen.line(&line, theme.accent.add_modifier(Modifier::BOLD), buf);
    }
    pen.skip(1);
    if asks_for_legs(view.session, view.legs) {
        pen.line("How are your legs now?", theme.text, buf);
        draw_keys(&mut pen, &RATING_KEYS, theme.text, theme, buf);
        pen.skip(1);
    } else if let Some(rating) = view.legs {
        let line = match view.legs_before {
            Some(before) => format!("Legs {before} before, {rating} now."),
            None => format!("Legs {rating} of 10."),
        };
        pen.line(&line, theme.text, buf);
        let calms_more = view.rescue.and_then(RescueChoice::calms_more_line);
        for line in wrapped(&calms_more.unwrap_or_default(), pen.area.width) {
            pen.line(&line, theme.text, buf);
        }
        pen.skip(1);
    }
    pen.line(&done_line(view.session), theme.dim, buf);
    if let Some(next) = &view.next {
        pen.line(next, theme.dim, buf);
    }
}

/// How much was done: `7 exercises, 8 min held`.
pub fn done_line(session: &Session) -> String {
    let record = session.record();
    let done = record.exercises.iter().filter(|done| done.held_secs > 0);
    let exercises = words::counted(done.count(), "exercise");
    let held = words::held_span(record.held_secs().into());
    format!("{exercises}, {held} held")
}

/// Whether the page at the end asks for the rating of the legs: once, and not of an evening whose routine was discarded.
pub fn asks_for_legs(session: &Session, legs: Option<Rating>) -> bool {
    let is_discarded = session.state() == SessionState::Ended(Ending::Abandoned);
    session.is_over() && legs.is_none() && (session.routine().night || !is_discarded)
}

/// A pen that writes `height` lines in the middle of an area.
fn middle(body: Rect, height: u16) -> Pen {
    let width = body.width.min(60);
    let x = body.x + (body.width - width) / 2;
    Pen {
        area: Rect { x, width, ..body },
        y: body.y + body.height.saturating_sub(height) / 2,
    }
}
