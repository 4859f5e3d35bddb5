//! The frame around every screen: a header line above, the keys below, and one line at the foot.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use unicode_width::UnicodeWidthStr;

use super::context::Context;
use super::footer::{Footer, Hint};
use super::prompt::Prompt;
use super::row::put;
use super::symbols::Symbols;
use super::text_field::TextField;
use super::theme::Theme;
use super::wrap::{wrapped, wrapped_into};

/// The usual maximum width of a screen in cells. On a wider terminal it is centred.
pub const WIDEST: u16 = 100;

/// The cells between two hints at the right end of the foot.
const CORNER_GAP: u16 = 3;

/// Maximum height of a notice in lines.
const LONGEST_NOTICE: usize = 3;

/// The same where lines are short, so that the same sentence can be read to its end.
const LONGEST_NARROW_NOTICE: usize = 5;

/// The layout of the parts that every screen has.
#[derive(Debug)]
pub struct Chrome {
    /// One line for the title and the time.
    pub header: Rect,
    /// The area that the screen itself draws.
    pub body: Rect,
    /// Shows a notice, a prompt, or the screen's own line. Higher than one line if they need it.
    pub foot: Rect,
    rules: [Rect; 2],
    keys: Rect,
    footer: Footer,
    /// The screen's own line at the foot, shown unless there is a notice or a prompt.
    line: String,
    /// The hints at the right end of the foot, each with the column where it begins. Those without room are left out.
    corner: Vec<(u16, Hint)>,
    /// The height of the prompt, which is drawn below a notice. 0 without one.
    prompt_height: u16,
    symbols: Symbols,
}

impl Chrome {
    /// Lays out a screen with these keys, without a prompt or hints at the foot.
    pub fn new(ctx: &Context<'_>, hints: &[Hint]) -> Self {
        Self::around(hints, &[], 0, |_| String::new(), WIDEST, ctx)
    }

    /// Lays out a screen at most `widest` cells wide, with these keys, `prompt_height` lines for the prompt, and if that is 0 the line `own_line`
    /// (which is given the width of the foot) and, as far as there is room beside it, the hints of the corner, the first
    /// one outermost.
    pub fn around(
        hints: &[Hint],
        corner: &[Hint],
        prompt_height: u16,
        own_line: impl FnOnce(u16) -> String,
        widest: u16,
        ctx: &Context<'_>,
    ) -> Self {
        let screen = ctx.area();
        let width = screen.width.min(widest);
        let area = Rect {
            x: (screen.width - width) / 2,
            width,
            ..screen
        };
        let footer = Footer::new(hints, width);
        // A low terminal has no room for the rules.
        let rule = u16::from(area.height >= 16);
        let inner = |rect: Rect| Rect {
            x: rect.x + 1,
            width: rect.width.saturating_sub(2),
            ..rect
        };
        let row = |y: u16, height: u16| Rect { y, height, ..area }.intersection(area);
        let notice = ctx.notice().map_or(0, |notice| {
            wrapped(notice, area.width.saturating_sub(2))
                .len()
                .min(if is_wide(area) {
                    LONGEST_NOTICE
                } else {
                    LONGEST_NARROW_NOTICE
                })
        });
        // A notice goes above the prompt.
        let lines = if prompt_height > 0 {
            notice as u16 + prompt_height
        } else {
            notice.max(1) as u16
        };
        // Where there is little room an answer moves nothing: it covers keys for some seconds, and then has one row.
        let is_answer = ctx.notices.is_confirmation(ctx.is_quiet);
        let has_little_room = rule == 0 && prompt_height == 0;
        let (lines, covered) = if !is_answer || !has_little_room {
            (lines, 0)
        } else if ctx.is_answer_new() {
            (lines, (lines - 1).min(footer.height()))
        } else {
            (1, 0)
        };
        let shown = footer.height() - covered;
        let foot = row(area.bottom().saturating_sub(lines), lines);
        let keys = row(foot.y.saturating_sub(shown), shown);
        let lower = row(keys.y.saturating_sub(rule), rule);
        let upper = row(area.y + 1, rule);
        let body = row(upper.bottom(), lower.y.saturating_sub(upper.bottom()));
        let foot = inner(foot);
        let (line, corner) = if prompt_height > 0 || ctx.notice().is_some() {
            (String::new(), Vec::new())
        } else {
            let line = own_line(foot.width);
            let end = usize::from(foot.x) + line.width();
            let mut right = foot.right();
            let corner = corner.iter().map_while(|hint| {
                let column = right.saturating_sub(hint.width());
                right = column.saturating_sub(CORNER_GAP);
                (end + 2 <= usize::from(column)).then_some((column, *hint))
            });
            let corner = corner.collect();
            (line, corner)
        };
        Self {
            header: inner(row(area.y, 1)),
            body: inner(body),
            foot,
            rules: [upper, lower],
            keys,
            footer,
            line,
            corner,
            prompt_height,
            symbols: ctx.terminal.symbols(),
        }
    }

    /// Draws the rules and the keys.
    pub fn render(&self, buf: &mut Buffer, theme: &Theme) {
        for at in self.rules.iter().flat_map(|rule| rule.positions()) {
            buf[at].set_symbol(self.symbols.rule).set_style(theme.rule);
        }
        self.footer.render(self.keys, buf, theme);
    }

    /// Draws the foot: a notice, else the screen's own line and the hints beside it. A prompt is drawn below the notice.
    pub fn draw_foot(&self, prompt: Option<&Prompt>, ctx: &Context<'_>, frame: &mut Frame) {
        let theme = ctx.theme();
        let Some(prompt) = prompt else {
            return self.draw_notice(ctx, frame.buffer_mut());
        };
        let above = self.foot.height.saturating_sub(self.prompt_height);
        let typed = Rect {
            y: self.foot.y + above,
            height: self.foot.height - above,
            ..self.foot
        };
        if above > 0 {
            self.draw_notice(ctx, frame.buffer_mut());
        }
        draw_prompt(prompt, typed, frame, &theme);
    }

    /// Draws the notice if there is one, else the screen's own line and the hints beside it.
    pub fn draw_notice(&self, ctx: &Context<'_>, buf: &mut Buffer) {
        let (foot, theme) = (self.foot, ctx.theme());
        if let Some(notice) = ctx.notice() {
            let style = if ctx.notices.is_announcement() {
                theme.accent
            } else if ctx.notices.is_about_saving(ctx.is_quiet) {
                theme.dim
            } else {
                theme.rose
            };
            let rows = foot.height.saturating_sub(self.prompt_height);
            let lines = wrapped_into(notice, foot.width, rows);
            for (row, line) in foot.rows().zip(lines) {
                put(buf, row, 0, line, style);
            }
            return;
        }
        put(buf, foot, 0, &self.line, theme.dim);
        for (column, hint) in &self.corner {
            hint.draw(foot, *column, buf, &theme);
        }
    }

    /// The key whose hint is drawn at that position.
    pub fn key_at(&self, place: Position) -> Option<KeyCode> {
        let mut corner = self.corner.iter();
        let in_corner = corner.find(|(column, hint)| {
            self.foot.contains(place) && (*column..column + hint.width()).contains(&place.x)
        });
        match in_corner {
            Some((_, hint)) => Some(hint.key),
            None => self.footer.key_at(self.keys, place),
        }
    }
}

/// Draws a header: a title, and what stands at the right end. Where both have no room the title is cut.
pub fn titled(area: Rect, title: (&str, Style), beside: (&str, Style), buf: &mut Buffer) {
    right_aligned(area, beside.0, beside.1, buf);
    let taken = match beside.0.width() as u16 {
        0 => 0,
        width => width + 1,
    };
    let left = Rect {
        width: area.width.saturating_sub(taken),
        ..area
    };
    put(buf, left, 0, title.0, title.1);
}

/// Draws text right-aligned in the area's first row.
pub fn right_aligned(area: Rect, text: &str, style: Style, buf: &mut Buffer) {
    let width = (text.width() as u16).min(area.width);
    let row = Rect { height: 1, ..area };
    put(buf, row, area.width - width, text, style);
}

fn is_wide(area: Rect) -> bool {
    area.width >= 60
}

/// Draws a prompt and places the cursor in it.
fn draw_prompt(prompt: &Prompt, area: Rect, frame: &mut Frame, theme: &Theme) {
    let wide = is_wide(area);
    for ((n, line), row) in (0..).zip(prompt.lines()).zip(area.rows()) {
        let label = if wide { line.label } else { line.short_label };
        let is_current = prompt.is_current(n);
        let label = match prompt.error().filter(|_| is_current) {
            // Leave half of the line for the input.
            Some(trouble)
                if wide && label.width() + trouble.width() < usize::from(row.width / 2) =>
            {
                format!("{label} ({trouble}): ")
            }
            Some(trouble) => format!("{trouble}: "),
            None => format!("{label}: "),
        };
        typed(&label, &line.field, is_current, row, frame, theme);
    }
}

/// Draws a label and a field after it. Places the cursor in the field if it is the current one.
pub fn typed(
    label: &str,
    field: &TextField,
    is_current: bool,
    area: Rect,
    frame: &mut Frame,
    theme: &Theme,
) {
    let buf = frame.buffer_mut();
    let style = if is_current { theme.accent } else { theme.dim };
    let x = put(buf, area, 0, label, style);
    let room = Rect {
        x,
        width: area.right().saturating_sub(x),
        ..area
    };
    let (cursor, _) = field.draw(room, theme.text, is_current, buf);
    if is_current {
        frame.set_cursor_position(cursor);
    }
}
