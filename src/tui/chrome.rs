//! What every screen has around it: a line above, the keys below, one line at the foot.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use tui_input::Input;
use unicode_width::UnicodeWidthStr;

use super::app::{App, Screen};
use super::footer::{Footer, Hint, hint, rest};
use super::prompt::Prompt;
use super::symbols::Symbols;
use super::theme::Theme;
use super::wrap::wrapped;

/// The widest that text and lists are drawn; on a wider terminal they stand in the middle.
const WIDEST: u16 = 100;

/// The most lines that what is told may take.
const MOST_TOLD: usize = 3;

/// The parts that every screen has.
#[derive(Debug)]
pub struct Chrome<'h> {
    /// One line for what and when.
    pub header: Rect,
    /// The screen's own.
    pub body: Rect,
    /// What is to be told, or typed: one line, or more where what is told needs more.
    pub foot: Rect,
    rules: [Rect; 2],
    keys: Rect,
    footer: Footer<'h>,
    symbols: Symbols,
}

impl<'h> Chrome<'h> {
    /// Lays the parts out for the keys that work now.
    pub fn new(app: &App, hints: &'h [Hint]) -> Self {
        let screen = app.area();
        let width = screen.width.min(WIDEST);
        let area = Rect {
            x: (screen.width - width) / 2,
            width,
            ..screen
        };
        let footer = Footer::new(hints, width);
        // A small screen has no room for rules.
        let rule = u16::from(area.height >= 16);
        let inner = |rect: Rect| Rect {
            x: rect.x + 1,
            width: rect.width.saturating_sub(2),
            ..rect
        };
        let row = |y: u16, height: u16| Rect { y, height, ..area }.intersection(area);
        let told = app.tells().map_or(0, |told| {
            wrapped(told, area.width.saturating_sub(2))
                .len()
                .min(MOST_TOLD)
        });
        // What is told while one types stands above the line that is typed into.
        let has_prompt = matches!(&app.screen, Screen::Diary(state) if state.has_prompt());
        let lines = if has_prompt { told + 1 } else { told.max(1) } as u16;
        let foot = row(area.bottom().saturating_sub(lines), lines);
        let keys = row(foot.y.saturating_sub(footer.height()), footer.height());
        let lower = row(keys.y.saturating_sub(rule), rule);
        let upper = row(area.y + 1, rule);
        let body = row(upper.bottom(), lower.y.saturating_sub(upper.bottom()));
        Self {
            header: inner(row(area.y, 1)),
            body: inner(body),
            foot: inner(foot),
            rules: [upper, lower],
            keys,
            footer,
            symbols: Symbols::new(app.terminal.ascii),
        }
    }

    /// Draws the rules and the keys.
    pub fn render(&self, buf: &mut Buffer, theme: &Theme) {
        for rule in self.rules {
            for row in rule.rows() {
                let line = self.symbols.rule.repeat(row.width.into());
                buf.set_stringn(row.x, row.y, line, row.width.into(), theme.rule);
            }
        }
        self.footer.render(self.keys, buf, theme);
    }

    /// Draws the foot: what was just said, a reminder that found no desktop, what is wrong with the config; else
    /// `otherwise`, and where Tab leads when there is room for it.
    pub fn tell(&self, app: &App, buf: &mut Buffer, theme: &Theme, otherwise: &str) {
        let foot = self.foot;
        if let Some(told) = app.tells() {
            let is_reminder = app.told.is_none() && app.banner.is_some();
            let style = if is_reminder {
                theme.accent
            } else {
                theme.rose
            };
            for (row, line) in foot.rows().zip(wrapped(told, foot.width)) {
                buf.set_stringn(row.x, row.y, line, row.width.into(), style);
            }
            return;
        }
        let (x, _) = buf.set_stringn(foot.x, foot.y, otherwise, foot.width.into(), theme.dim);
        let tab = tab(app);
        if has_tab(app) && x + 2 <= tab_at(foot, &tab) {
            let (x, y) = (tab_at(foot, &tab), foot.y);
            let (x, _) = buf.set_stringn(x, y, tab.shown, rest(foot, x), theme.key);
            buf.set_stringn(x + 1, y, tab.does, rest(foot, x + 1), theme.dim);
        }
    }

    /// The foot where something is typed: what is told above it, and the line itself.
    pub fn told_and_typed(&self) -> [Rect; 2] {
        let told = self.foot.height.saturating_sub(1);
        let typed = Rect {
            y: self.foot.y + told,
            height: self.foot.height - told,
            ..self.foot
        };
        let told = Rect {
            height: told,
            ..self.foot
        };
        [told, typed]
    }

    /// The key whose hint is drawn at that place.
    pub fn key_at(&self, app: &App, place: Position) -> Option<KeyCode> {
        let tab = tab(app);
        let is_on_tab = self.foot.contains(place) && place.x >= tab_at(self.foot, &tab);
        let is_shown = has_tab(app) && app.tells().is_none() && app.tonight_screen.prompt.is_none();
        if is_on_tab && is_shown {
            return Some(tab.key);
        }
        self.footer.key_at(self.keys, place)
    }
}

/// Whether Tab leads anywhere.
fn has_tab(app: &App) -> bool {
    app.learn.is_none() && matches!(app.screen, Screen::Tonight | Screen::Review)
}

/// Where Tab leads.
fn tab(app: &App) -> Hint {
    let does = if matches!(app.screen, Screen::Review) {
        "Tonight"
    } else {
        "Review"
    };
    hint(KeyCode::Tab, "Tab", does)
}

/// It stands at the right end of the foot.
fn tab_at(foot: Rect, tab: &Hint) -> u16 {
    foot.right().saturating_sub(tab.width())
}

/// Draws a text that ends where the area ends.
pub fn right_aligned(area: Rect, text: &str, style: Style, buf: &mut Buffer) {
    let width = (text.width() as u16).min(area.width);
    buf.set_stringn(area.right() - width, area.y, text, width.into(), style);
}

fn is_wide(area: Rect) -> bool {
    area.width >= 60
}

/// Draws a line to type into, and puts the cursor there.
pub fn prompt(prompt: &Prompt, area: Rect, frame: &mut Frame, theme: &Theme) {
    let label = match &prompt.trouble {
        // What is typed needs its half of the line.
        Some(trouble)
            if is_wide(area)
                && prompt.label().width() + trouble.width() < usize::from(area.width / 2) =>
        {
            format!("{} ({trouble}): ", prompt.label())
        }
        Some(trouble) => format!("{trouble}: "),
        None if is_wide(area) => format!("{}: ", prompt.label()),
        None => format!("{}: ", prompt.short_label()),
    };
    typed(&label, prompt.line(), area, frame, theme);
}

/// Draws what is being typed after what it is for, and puts the cursor there.
pub fn typed(label: &str, line: &Input, area: Rect, frame: &mut Frame, theme: &Theme) {
    let buf = frame.buffer_mut();
    let (x, y) = buf.set_stringn(area.x, area.y, label, area.width.into(), theme.accent);
    let room = area.right().saturating_sub(x);
    let cursor = line.visual_cursor() as u16;
    let skipped = cursor.saturating_sub(room.saturating_sub(1));
    let shown: String = line.value().chars().skip(skipped.into()).collect();
    buf.set_stringn(x, y, shown, room.into(), theme.text);
    frame.set_cursor_position(Position::new(x + (cursor - skipped), y));
}
