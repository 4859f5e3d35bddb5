//! Help: every key of the screen below, and what the signs mean.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use crate::tui::app::{App, Screen};
use crate::tui::chrome::Chrome;
use crate::tui::footer::{Hint, hint};
use ratatui::crossterm::event::KeyCode;

/// The keys that work in the help itself.
pub const HINTS: [Hint; 2] = [
    hint(KeyCode::Char('?'), "?", "close"),
    hint(KeyCode::Char('q'), "q", "leave winddown"),
];

const TONIGHT: &[(&str, &str)] = &[
    ("Enter", "start the step, or mark it done"),
    ("d  s  z", "done, skip, snooze 10 min"),
    ("u", "take the last thing back"),
    ("b  e", "move bedtime; excuse tonight"),
    ("n  w", "write a note; why this step"),
    ("j k ↓ ↑", "choose a step; Esc: next"),
    ("Tab", "Tonight and Review"),
    ("q", "leave; all is kept"),
];

const PLAYER: &[(&str, &str)] = &[
    ("Space", "pause, and go on"),
    ("← →", "the hold before, the next one"),
    ("+", "ten seconds longer"),
    ("s", "sound on or off"),
    ("w", "why, and what to mind"),
    ("q", "end; asks what to keep"),
];

const REVIEW: &[(&str, &str)] = &[
    ("← →", "an evening back, an evening on"),
    ("↑ ↓", "a week back, a week on"),
    ("m  y", "the weeks; the year"),
    ("Enter", "open it, and correct it there"),
    ("e  u", "excuse it; take that back"),
    ("Tab", "Tonight"),
];

/// The signs of the review's evenings.
const REVIEW_SIGNS: &str = "● kept   ◐ partly   ○ not   – excused   ◌ running   · nothing asked";
/// The signs of Tonight's lines.
const TONIGHT_SIGNS: &str =
    "✓ done   ● it is time   ◌ still open   z snoozed   – skipped   ○ not this time";

/// Draws the help over the screen that is shown.
pub fn view(app: &App, frame: &mut Frame) {
    let theme = app.theme();
    let chrome = Chrome::new(app, &HINTS);
    chrome.render(frame.buffer_mut(), &theme);
    let (name, keys, signs) = match &app.screen {
        Screen::Welcome(_) | Screen::Tonight => ("Tonight", TONIGHT, TONIGHT_SIGNS),
        Screen::Player(_) => ("Player", PLAYER, ""),
        Screen::Review => ("Review", REVIEW, REVIEW_SIGNS),
    };
    let bold = theme.text.add_modifier(Modifier::BOLD);
    line(frame, chrome.header, 0, &format!("Help: {name}"), bold);
    let top = u16::from(chrome.body.height > keys.len() as u16 + 4);
    let body = Rect {
        y: chrome.body.y + top,
        height: chrome.body.height - top,
        ..chrome.body
    };
    for (row, (key, does)) in (0..).zip(keys) {
        line(frame, body, row, key, theme.key);
        let beside = Rect {
            x: body.x + 10,
            width: body.width.saturating_sub(10),
            ..body
        };
        line(frame, beside, row, does, theme.text);
    }
    line(frame, body, keys.len() as u16 + 1, signs, theme.dim);
    line(
        frame,
        chrome.foot,
        0,
        "No medical device: it keeps time, it does not diagnose.",
        theme.dim,
    );
}

fn line(frame: &mut Frame, area: Rect, row: u16, text: &str, style: Style) {
    if row < area.height {
        frame
            .buffer_mut()
            .set_stringn(area.x, area.y + row, text, area.width.into(), style);
    }
}
