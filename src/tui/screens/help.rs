//! Help: every key of the screen below, and what its signs mean.

use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use unicode_width::UnicodeWidthStr;

use crate::tui::context::Context;
use crate::tui::footer::{Hint, hint};
use crate::tui::message::Effect;
use crate::tui::screen::{Help, Outcome, Screen};
use crate::tui::screens::Place;

/// The help, over the screen it is about.
#[derive(Debug)]
pub struct HelpScreen {
    help: Help,
}

/// Where what a key does begins.
const DOES: u16 = 10;

/// Between two signs.
const GAP: u16 = 2;

impl HelpScreen {
    /// Shows this.
    pub fn new(help: Help) -> Self {
        Self { help }
    }
}

impl Screen for HelpScreen {
    fn title(&self) -> &'static str {
        "Help"
    }

    fn hints(&self, _ctx: &Context<'_>) -> Vec<Hint> {
        vec![
            hint(KeyCode::Char('?'), "?", "close"),
            hint(KeyCode::Char('q'), "q", "leave winddown"),
        ]
    }

    fn key(&mut self, key: KeyEvent, _ctx: &Context<'_>) -> Outcome {
        match key.code {
            KeyCode::Char('q') => Effect::Quit.into(),
            KeyCode::Char('?') | KeyCode::Esc | KeyCode::Enter => Place::BACK.into(),
            _ => Outcome::default(),
        }
    }

    fn one_line_key(&mut self, code: KeyCode, ctx: &Context<'_>) -> Outcome {
        self.key(code.into(), ctx)
    }

    fn one_line(&self, ctx: &Context<'_>) -> String {
        let (width, height) = (ctx.size.width, ctx.size.height);
        format!("{width}x{height} is too small: 40x12")
    }

    fn help(&self, _ctx: &Context<'_>) -> Option<Help> {
        None
    }

    fn draw(&self, ctx: &Context<'_>, frame: &mut Frame) {
        let theme = ctx.theme();
        let chrome = self.chrome(ctx);
        chrome.render(frame.buffer_mut(), &theme);
        let Help {
            title, keys, terms, ..
        } = self.help;
        let signs = in_rows(&self.help.signs, chrome.body.width);
        // Where there is little room, the last key is left to the footer, which has it too.
        let is_full = keys.len() + signs.len() > chrome.body.height.into();
        let keys = &keys[..keys.len() - usize::from(is_full)];
        let bold = theme.text.add_modifier(Modifier::BOLD);
        line(frame, chrome.header, 0, &format!("Help: {title}"), bold);
        let spare = chrome
            .body
            .height
            .saturating_sub((keys.len() + signs.len()) as u16);
        // Terms need their width, and a row each.
        let terms = if chrome.body.width < 60 || spare < 2 {
            &[]
        } else {
            terms
        };
        let spare = spare.saturating_sub(terms.len() as u16);
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
            line(
                frame,
                body,
                row,
                &written(key, ctx.terminal.ascii),
                theme.key,
            );
            line(frame, beside, row, does, theme.text);
        }
        let below = keys.len() as u16 + u16::from(spare > 0);
        for (row, signs) in (below..).zip(&signs) {
            line(frame, body, row, signs, theme.dim);
        }
        let below = below + signs.len() as u16 + u16::from(spare > 2);
        for (row, (sign, means)) in (below..).zip(terms) {
            line(
                frame,
                body,
                row,
                &written(sign, ctx.terminal.ascii),
                theme.dim,
            );
            line(frame, beside, row, means, theme.dim);
        }
        let disclaimer = if chrome.foot.width >= 60 {
            "No medical device: it keeps time, it does not diagnose."
        } else {
            "It keeps time; it is no medical device."
        };
        line(frame, chrome.foot, 0, disclaimer, theme.dim);
    }
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
