//! Help: every key of the screen below, and what the signs mean.

use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use unicode_width::UnicodeWidthStr;

use crate::evening::Status;
use crate::review::Outcome;
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
    ("← → ↑ ↓", "choose an evening"),
    ("PgUp PgDn", "a whole page back, or on"),
    ("w m y a", "week, month, year, all"),
    ("v  c", "the next chart; compare"),
    ("Enter  l", "open it; its diary"),
    ("e  u", "excuse it; take that back"),
    ("i", "learn more"),
    ("Tab  N", "Tonight; woken at night"),
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
        Screen::Review => ("Review", REVIEW, evenings_signs(symbols)),
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
    let top = u16::from(spare > 3);
    let body = Rect {
        y: chrome.body.y + top,
        height: chrome.body.height - top,
        ..chrome.body
    };
    for (row, (key, does)) in (0..).zip(keys) {
        line(frame, body, row, &written(key, app.looks.ascii), theme.key);
        let beside = Rect {
            x: body.x + DOES,
            width: body.width.saturating_sub(DOES),
            ..body
        };
        line(frame, beside, row, does, theme.text);
    }
    let below = keys.len() as u16 + u16::from(spare > 0);
    for (row, signs) in (below..).zip(&signs) {
        line(frame, body, row, signs, theme.dim);
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
    let names = [("←", "<-"), ("→", "->"), ("↑", "Up"), ("↓", "Down")];
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
