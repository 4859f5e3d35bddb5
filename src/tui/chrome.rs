//! What every screen has around it: a line above, the keys below, one line at the foot.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use unicode_width::UnicodeWidthStr;

use super::app::App;
use super::footer::{Footer, Hint};
use super::prompt::Prompt;
use super::symbols::Symbols;
use super::theme::Theme;

/// The widest that text and lists are drawn; on a wider terminal they stand in the middle.
const WIDEST: u16 = 100;

/// The parts that every screen has.
#[derive(Debug)]
pub struct Chrome<'h> {
    /// One line for what and when.
    pub header: Rect,
    /// The screen's own.
    pub body: Rect,
    /// One line for what is to be told, or typed.
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
        let foot = row(area.bottom().saturating_sub(1), 1);
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
            symbols: Symbols::new(app.looks.ascii),
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

    /// Draws the last line: what was just said, a reminder that found no desktop, else `otherwise`.
    pub fn tell(&self, app: &App, buf: &mut Buffer, theme: &Theme, otherwise: &str) {
        let (text, style) = match (&app.told, &app.banner) {
            (Some(told), _) => (told.as_str(), theme.rose),
            (None, Some(banner)) => (banner.as_str(), theme.accent),
            (None, None) => (otherwise, theme.dim),
        };
        buf.set_stringn(
            self.foot.x,
            self.foot.y,
            text,
            self.foot.width.into(),
            style,
        );
    }

    /// The key whose hint is drawn at that place.
    pub fn key_at(&self, place: Position) -> Option<KeyCode> {
        self.footer.key_at(self.keys, place)
    }
}

/// Draws a text that ends where the area ends.
pub fn right_aligned(area: Rect, text: &str, style: Style, buf: &mut Buffer) {
    let width = (text.width() as u16).min(area.width);
    buf.set_stringn(area.right() - width, area.y, text, width.into(), style);
}

/// Draws a line to type into, and puts the cursor there.
pub fn prompt(prompt: &Prompt, area: Rect, frame: &mut Frame, theme: &Theme) {
    let buf = frame.buffer_mut();
    let label = match &prompt.trouble {
        Some(trouble) => format!("{} ({trouble}): ", prompt.label()),
        None => format!("{}: ", prompt.label()),
    };
    let (x, y) = buf.set_stringn(area.x, area.y, label, area.width.into(), theme.accent);
    let room = area.right().saturating_sub(x);
    let skipped = prompt.cursor().saturating_sub(room.saturating_sub(1));
    let shown: String = prompt.text().chars().skip(skipped.into()).collect();
    buf.set_stringn(x, y, shown, room.into(), theme.text);
    frame.set_cursor_position(Position::new(x + prompt.cursor() - skipped, y));
}
