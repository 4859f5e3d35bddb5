//! Help: every key of the screen below, and what the signs mean.

use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use unicode_width::UnicodeWidthStr;

use crate::evening::Status;
use crate::review::Outcome;
use crate::review::insights::Sureness;
use crate::tui::app::{App, Screen};
use crate::tui::chrome::Chrome;
use crate::tui::footer::{Hint, hint};
use crate::tui::symbols::Symbols;

/// The keys that work in the help itself.
pub const HINTS: [Hint; 2] = [
    hint(KeyCode::Char('?'), "?", "close"),
    hint(KeyCode::Char('q'), "q", "leave winddown"),
];

const TONIGHT: &[(&str, &str)] = &[
    ("Enter", "start it, or mark it done"),
    ("d  s  z", "done, skip, snooze 10 min"),
    ("u  w  i", "take back; why; learn more"),
    ("b  e", "move bedtime; excuse it"),
    ("l  c  n", "the diary; a drink; a note"),
    ("↓ ↑", "choose a step; Esc: next"),
    ("Tab  N", "Review; woken at night"),
    ("q", "leave; all is kept"),
];

const PLAYER: &[(&str, &str)] = &[
    ("Space", "pause, and go on"),
    ("← →", "the one before, the next"),
    ("+", "ten seconds longer"),
    ("s", "sound on or off"),
    ("w  i", "why; learn more"),
    ("N", "woken at night"),
    ("q", "end; asks what to keep"),
];

const PLAYER_AT_NIGHT: &[(&str, &str)] = &[
    ("Space", "pause, and go on"),
    ("← →", "the one before, the next"),
    ("+", "ten seconds longer"),
    ("w  i", "why; learn more"),
    ("q", "end; asks what to keep"),
];

const REVIEW: &[(&str, &str)] = &[
    ("arrows", "choose an evening"),
    ("PgUp PgDn", "a whole page back, or on"),
    ("t  Home", "back to tonight"),
    ("w m 3 y a", "week, month, 3 months to all"),
    ("v  c", "the next chart; the legs"),
    ("Enter l i", "open it; its diary; learn"),
    ("e  u", "excuse it; take that back"),
    ("Tab  N", "Tonight; woken at night"),
];

/// What stands in the review beside its marks.
const REVIEW_WORDS: &[(&str, &str)] = &[
    ("▲  ◆", "below the legs: the plan was changed; a medicine"),
    (
        "░ ▒ ▓ █",
        "a month: few of its evenings kept, up to nearly all",
    ),
    ("────", "the trend of the legs; half an hour around bedtime"),
    (
        "+17 min",
        "done so long after its time, in the middle of all cases",
    ),
    (
        "strength",
        "nears 100 % with each evening kept; one missed costs a little",
    ),
    (
        "regular",
        "100 for sleep at the same hours every day, 0 for chance",
    ),
    (
        "w/o",
        "in a trial: the evening was drawn to be without a step",
    ),
];

const INSIGHTS: &[(&str, &str)] = &[
    ("↓ ↑", "further down, and up again"),
    ("Esc  c", "back to the evenings"),
    ("i", "learn more"),
    ("Tab  N", "Tonight; woken at night"),
];

/// What the sentences say how sure they are by.
const INSIGHTS_WORDS: &[(&str, &str)] = &[
    ("likely", "the difference lies between these: 95 % sure"),
    (
        "chance",
        "shuffled weeks give as much too often to call it a find",
    ),
    (
        "no proof",
        "what goes with calm nights need not be what calms them",
    ),
    (
        "trial",
        "`winddown trial` draws the evenings, and can name a cause",
    ),
];

const TIMER: &[(&str, &str)] = &[
    ("Enter", "start, pause, go on"),
    ("+", "five minutes longer"),
    ("d", "done, whatever is left"),
    ("r", "anew, from the beginning"),
    ("w  i", "why; learn more"),
    ("N", "woken at night"),
    ("q", "Tonight; the time runs on"),
];

const LEARN: &[(&str, &str)] = &[
    ("a word", "type it: pages that have it"),
    ("↓ ↑", "choose; in a page: scroll"),
    ("PgUp PgDn", "a page up or down"),
    ("Home End", "the top; the end"),
    ("Enter", "read it"),
    ("i", "in a page: all pages"),
    ("Esc", "back"),
];

/// Where what a key does begins.
const DOES: u16 = 10;

/// Between two signs.
const GAP: u16 = 2;

/// Draws the help over the screen that is shown.
pub fn view(app: &App, frame: &mut Frame) {
    let theme = app.theme();
    let chrome = Chrome::new(app, &HINTS);
    chrome.render(frame.buffer_mut(), &theme);
    let symbols = Symbols::new(app.looks.ascii);
    let (name, keys, signs) = match &app.screen {
        _ if app.learn.is_some() => ("Learn", LEARN, vec![]),
        Screen::Welcome(_) | Screen::Tonight => ("Tonight", TONIGHT, steps_signs(app, symbols)),
        Screen::Player(_) if app.is_dark() => ("Woken at night", PLAYER_AT_NIGHT, vec![]),
        Screen::Player(_) => ("Player", PLAYER, vec![]),
        Screen::Timer(_) => ("Timer", TIMER, vec![]),
        Screen::Diary(state) => (state.title(), state.help(), vec![]),
        Screen::Review if app.review_screen.shows_insights() => {
            ("What goes with the legs", INSIGHTS, insights_signs(symbols))
        }
        Screen::Review => ("Review", REVIEW, evenings_signs(symbols)),
    };
    let said = match &app.screen {
        Screen::Review if app.learn.is_some() => &[],
        Screen::Review if app.review_screen.shows_insights() => INSIGHTS_WORDS,
        Screen::Review => REVIEW_WORDS,
        Screen::Welcome(_)
        | Screen::Tonight
        | Screen::Player(_)
        | Screen::Timer(_)
        | Screen::Diary(_) => &[],
    };
    let signs = in_rows(&signs, chrome.body.width);
    // Where there is little room, the last key is left to the footer, which has it too.
    let is_full = keys.len() + signs.len() > chrome.body.height.into();
    let keys = &keys[..keys.len() - usize::from(is_full)];
    let bold = theme.text.add_modifier(Modifier::BOLD);
    line(frame, chrome.header, 0, &format!("Help: {name}"), bold);
    let spare = chrome
        .body
        .height
        .saturating_sub((keys.len() + signs.len()) as u16);
    // Words need their width, and a row each.
    let said = if chrome.body.width < 60 || spare < 2 {
        &[]
    } else {
        said
    };
    let spare = spare.saturating_sub(said.len() as u16);
    let top = u16::from(spare > 3);
    let body = Rect {
        y: chrome.body.y + top,
        height: chrome.body.height - top,
        ..chrome.body
    };
    let beside = Rect {
        x: body.x + DOES,
        width: body.width.saturating_sub(DOES),
        ..body
    };
    for (row, (key, does)) in (0..).zip(keys) {
        line(frame, body, row, &written(key, app.looks.ascii), theme.key);
        line(frame, beside, row, does, theme.text);
    }
    let below = keys.len() as u16 + u16::from(spare > 0);
    for (row, signs) in (below..).zip(&signs) {
        line(frame, body, row, signs, theme.dim);
    }
    let below = below + signs.len() as u16 + u16::from(spare > 2);
    for (row, (sign, means)) in (below..).zip(said) {
        line(frame, body, row, &written(sign, app.looks.ascii), theme.dim);
        line(frame, beside, row, means, theme.dim);
    }
    let disclaimer = if chrome.foot.width >= 60 {
        "No medical device: it keeps time, it does not diagnose."
    } else {
        "It keeps time; it is no medical device."
    };
    line(frame, chrome.foot, 0, disclaimer, theme.dim);
}

/// Keys as this terminal can show them.
fn written(keys: &str, ascii: bool) -> String {
    if !ascii {
        return keys.to_owned();
    }
    let names = [
        ("←", "<-"),
        ("→", "->"),
        ("↑", "Up"),
        ("↓", "Down"),
        ("▲", "^"),
        ("◆", "m"),
        ("░", "."),
        ("▒", ":"),
        ("▓", "+"),
        ("█", "#"),
        ("─", "-"),
    ];
    names.iter().fold(keys.to_owned(), |keys, (sign, name)| {
        keys.replace(sign, name)
    })
}

/// The signs of Tonight's lines.
fn steps_signs(app: &App, symbols: Symbols) -> Vec<String> {
    let at = app.now();
    let signs = [
        (Status::Done { at }, "done"),
        (Status::Due, "it is time"),
        (Status::Late, "open"),
        (Status::Snoozed, "snoozed"),
        (Status::Skipped { at }, "skipped"),
        (Status::Missed, "not this time"),
    ];
    signs
        .map(|(status, name)| format!("{} {name}", symbols.status(status)))
        .to_vec()
}

/// The signs of the review's evenings.
fn evenings_signs(symbols: Symbols) -> Vec<String> {
    let signs = [
        (Outcome::Kept, "kept"),
        (Outcome::Partly, "partly"),
        (Outcome::Missed, "not"),
        (Outcome::Excused, "excused"),
        (Outcome::Running, "running"),
        (Outcome::Free, "nothing asked"),
    ];
    signs
        .map(|(outcome, name)| format!("{} {name}", symbols.outcome(outcome)))
        .to_vec()
}

/// The signs before what goes with the legs.
fn insights_signs(symbols: Symbols) -> Vec<String> {
    let signs = [
        (Sureness::Found, "found"),
        (Sureness::Chance, "may be chance"),
        (Sureness::Missing, "needs more nights"),
    ];
    signs
        .map(|(sureness, name)| format!("{} {name}", symbols.sureness(sureness)))
        .to_vec()
}

/// In as few rows as they fit in.
fn in_rows(signs: &[String], width: u16) -> Vec<String> {
    let mut rows: Vec<String> = Vec::new();
    for sign in signs {
        match rows.last_mut() {
            Some(row) if row.width() + usize::from(GAP) + sign.width() <= usize::from(width) => {
                row.push_str(&" ".repeat(GAP.into()));
                row.push_str(sign);
            }
            _ => rows.push(sign.clone()),
        }
    }
    rows
}

fn line(frame: &mut Frame, area: Rect, row: u16, text: &str, style: Style) {
    if row < area.height {
        frame
            .buffer_mut()
            .set_stringn(area.x, area.y + row, text, area.width.into(), style);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evening::SNOOZE;
    use crate::words;

    #[test]
    fn the_help_names_how_long_a_step_is_put_off() {
        let named = words::short_span(SNOOZE.delta().num_minutes());
        let snooze = format!("snooze {named}");
        assert!(
            TONIGHT.iter().any(|(_, does)| does.contains(&snooze)),
            "{snooze}"
        );
    }
}
