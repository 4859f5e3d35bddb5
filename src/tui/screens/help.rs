//! Help: the keys of the screen it was opened from, and the meaning of its symbols and terms.

use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use unicode_width::UnicodeWidthStr;

use crate::plan::{KeyArea, Keys};
use crate::tui::charset::Charset;
use crate::tui::context::Context;
use crate::tui::footer::{Hint, hint};
use crate::tui::message::Effect;
use crate::tui::row::{put, row};
use crate::tui::screen::{Help, Outcome, Screen};
use crate::tui::screens::Place;

/// The help screen.
#[derive(Debug)]
pub struct HelpScreen {
    help: Help,
}

/// The column at which the meaning of a key begins.
const MEANING_COLUMN: u16 = 10;

/// The columns between two symbols on a row.
const GAP: u16 = 2;

impl HelpScreen {
    /// Opens this help.
    pub fn new(help: Help) -> Self {
        Self { help }
    }
}

impl Screen for HelpScreen {
    fn title(&self) -> &'static str {
        "Help"
    }

    fn key_area(&self) -> KeyArea {
        KeyArea::Help
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

    fn shows_selection(&self) -> bool {
        false
    }

    fn draw(&self, ctx: &Context<'_>, frame: &mut Frame) {
        let theme = ctx.theme();
        let chrome = self.chrome(ctx);
        chrome.render(frame.buffer_mut(), &theme);
        let Help {
            title, keys, terms, ..
        } = self.help;
        let (buf, charset) = (frame.buffer_mut(), ctx.terminal.charset());
        let signs = packed_rows(&self.help.signs, chrome.body.width);
        // If not everything fits, leave out the last key, which the footer also shows.
        let is_full = keys.len() + signs.len() > chrome.body.height.into();
        let keys = &keys[..keys.len() - usize::from(is_full)];
        let bold = theme.text.add_modifier(Modifier::BOLD);
        put(buf, chrome.header, 0, format!("Help: {title}"), bold);
        let spare = chrome
            .body
            .height
            .saturating_sub((keys.len() + signs.len()) as u16);
        // Terms need a wide screen and a row each.
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
            x: body.x + MEANING_COLUMN,
            width: body.width.saturating_sub(MEANING_COLUMN),
            ..body
        };
        for (n, (key, meaning)) in (0..).zip(keys) {
            let key = own_keys(key, self.help.area, &ctx.config.keys);
            put(buf, row(body, n), 0, displayable(&key, charset), theme.key);
            put(buf, row(beside, n), 0, meaning, theme.text);
        }
        let below = keys.len() as u16 + u16::from(spare > 0);
        for (n, signs) in (below..).zip(&signs) {
            put(buf, row(body, n), 0, signs, theme.dim);
        }
        let below = below + signs.len() as u16 + u16::from(spare > 2);
        for (n, (sign, meaning)) in (below..).zip(terms) {
            put(buf, row(body, n), 0, displayable(sign, charset), theme.dim);
            put(buf, row(beside, n), 0, meaning, theme.dim);
        }
        let disclaimer = if chrome.foot.width >= 60 {
            "Not a medical device: it keeps time, it does not diagnose."
        } else {
            "It keeps time; not a medical device."
        };
        if ctx.notice().is_some() {
            chrome.draw_notice(ctx, buf);
        } else {
            put(buf, chrome.foot, 0, disclaimer, theme.dim);
        }
    }
}

/// The keys of a row, with those of the user's own in the place of built-in ones.
fn own_keys(row: &str, area: KeyArea, keys: &Keys) -> String {
    let words = row.split(' ').map(|word| {
        let mut letters = word.chars();
        match (letters.next(), letters.next()) {
            (Some(key), None) => keys.shown(key, area).to_string(),
            _ => word.to_owned(),
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// The text with the symbols replaced that the terminal cannot display.
fn displayable(keys: &str, charset: Charset) -> String {
    // From the lightest shade on, so that none is replaced twice.
    const ON_THE_CONSOLE: [(&str, &str); 5] =
        [("◆", "♦"), ("░", "·"), ("▒", "░"), ("▓", "▒"), ("╮", "┐")];
    const IN_ASCII: [(&str, &str); 13] = [
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
        ("╮", "+"),
        ("×", "x"),
    ];
    let names: &[_] = match charset {
        Charset::Unicode => &[],
        Charset::Console => &ON_THE_CONSOLE,
        Charset::Ascii => &IN_ASCII,
    };
    names.iter().fold(keys.to_owned(), |keys, (sign, name)| {
        keys.replace(sign, name)
    })
}

/// Joins the symbols into as few rows as possible.
fn packed_rows(signs: &[String], width: u16) -> Vec<String> {
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
