//! Draws the questions of the first start.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::Modifier;

use super::WelcomeScreen;
use crate::tui::context::Context;
use crate::tui::row::{put, row};
use crate::tui::text_field::TextField;
use crate::tui::widgets::big::Big;
use crate::tui::widgets::hidden_lines::HiddenLines;

/// Draws the answer in big letters, or in normal ones if big letters do not fit. A proposal that the next letter replaces
/// is drawn in the colour of text.
pub(super) fn draw_answer(ctx: &Context<'_>, field: &TextField, frame: &mut Frame, area: Rect) {
    let theme = ctx.theme();
    let colour = if field.is_selected() {
        theme.text
    } else {
        theme.accent
    };
    let style = colour.add_modifier(Modifier::BOLD);
    let text = field.text();
    let big = Big {
        text,
        style,
        charset: ctx.terminal.charset(),
    };
    let size = big.size(area.as_size());
    let is_big = text.is_ascii() && size.height > 1;
    if !is_big {
        let (cursor, _) = field.draw(area, style, true, frame.buffer_mut());
        frame.set_cursor_position(cursor);
        return;
    }
    frame.render_widget(big, area);
    let letter = size.width / (text.len() as u16).max(1);
    let before = u16::try_from(field.cursor()).unwrap_or(u16::MAX);
    let x = area.x.saturating_add(before.saturating_mul(letter));
    let cursor = Position::new(x, area.y + size.height - 1);
    if area.contains(cursor) {
        frame.set_cursor_position(cursor);
    }
}

/// The part of `area` below its first `rows` rows.
pub(super) fn below(area: Rect, rows: u16) -> Rect {
    Rect {
        y: area.y + rows,
        height: area.height.saturating_sub(rows),
        ..area
    }
}

/// Draws the choice of steps, scrolled to the cursor, and below it the line with the day on which the user began.
pub(super) fn draw_steps(ctx: &Context<'_>, screen: &WelcomeScreen, frame: &mut Frame, area: Rect) {
    let theme = ctx.theme();
    let height = area.height.saturating_sub(1).min(screen.steps.len() as u16);
    let gap = u16::from(area.height > height + 1);
    draw_began(ctx, screen, frame, row(area, height + gap));
    let area = Rect { height, ..area };
    let last = screen.cursor.min(screen.steps.len().saturating_sub(1));
    let first = (last + 1).saturating_sub(height.into());
    for (row, (n, step)) in area.rows().zip(screen.steps.iter().enumerate().skip(first)) {
        let mark = if step.wanted {
            ctx.terminal.symbols().tick()
        } else {
            " "
        };
        let style = if n == screen.cursor {
            theme.chosen
        } else {
            theme.text
        };
        frame.buffer_mut().set_style(row, style);
        put(
            frame.buffer_mut(),
            row,
            0,
            format!(" [{mark}] {}", step.title),
            style,
        );
    }
    let hidden = HiddenLines::of(screen.steps.len(), first, area.height);
    hidden.draw(area, &theme, ctx.terminal.symbols(), frame.buffer_mut());
}

/// Draws the line that asks whether the user began before today.
fn draw_began(ctx: &Context<'_>, screen: &WelcomeScreen, frame: &mut Frame, area: Rect) {
    let theme = ctx.theme();
    let label = if area.width >= 60 {
        "Did you start before today? Since (may stay empty): "
    } else {
        "Started before? Since: "
    };
    let style = if screen.is_at_began() {
        theme.accent
    } else {
        theme.dim
    };
    put(frame.buffer_mut(), area, 1, label, style);
    let start = 1 + label.len() as u16;
    let place = Rect {
        x: area.x + start,
        width: area.width.saturating_sub(start),
        ..area
    };
    let is_current = screen.is_at_began();
    let (cursor, _) = screen
        .began
        .draw(place, theme.text, is_current, frame.buffer_mut());
    if is_current {
        frame.set_cursor_position(cursor);
    }
}

/// The area with margins, if it is large enough for them.
pub(super) fn inset(area: Rect) -> Rect {
    let down = u16::from(area.height > 10) * 2;
    let right = u16::from(area.width > 60) * 4;
    Rect {
        x: area.x + right,
        y: area.y + down,
        width: area.width - right,
        height: area.height - down,
    }
}
