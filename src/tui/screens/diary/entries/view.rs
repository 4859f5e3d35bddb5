//! Draws the lines of the entries page.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};
use unicode_width::UnicodeWidthStr;

use super::lines::EntryLine;
use crate::time_of_day::ClockFormat;
use crate::tui::row;
use crate::tui::screens::diary::PageContext;
use crate::tui::widgets::hidden_lines::HiddenLines;
use crate::tui::wrap::wrapped;

/// The column at which a line's text begins, behind the time.
fn text_column(clock: ClockFormat) -> u16 {
    TIME_COLUMN + clock.width() as u16 + 2
}

/// The column at which a line's time begins.
const TIME_COLUMN: u16 = 6;

/// All rows, each with the index of its line and its text, and the first row to draw, so that the selected line is
/// visible. The selected line wraps; the others are cut or use a shorter text.
fn rows(
    lines: &[EntryLine],
    cursor: usize,
    clock: ClockFormat,
    body: Rect,
) -> (usize, Vec<(usize, String)>) {
    let width = body.width.saturating_sub(text_column(clock));
    let mut rows = Vec::new();
    let mut last = 0;
    for (n, line) in lines.iter().enumerate() {
        let mut texts = [&line.text].into_iter().chain(&line.shorter);
        match texts.find(|text| text.width() <= width.into()) {
            None if n == cursor => {
                rows.extend(wrapped(&line.text, width).into_iter().map(|text| (n, text)));
            }
            text => rows.push((n, text.unwrap_or(&line.text).clone())),
        }
        if n <= cursor {
            last = rows.len();
        }
    }
    (last.saturating_sub(body.height.into()), rows)
}

/// The index of the line drawn at `place`.
pub(super) fn line_at(
    lines: &[EntryLine],
    cursor: usize,
    clock: ClockFormat,
    body: Rect,
    place: Position,
) -> Option<usize> {
    let (first, rows) = rows(lines, cursor, clock, body);
    let row = usize::from(place.y.saturating_sub(body.y));
    let row = rows.get(first + row).filter(|_| body.contains(place));
    row.map(|(line, _)| *line)
}

/// Draws the lines, or a remark if there are none.
pub(super) fn draw(
    lines: &[EntryLine],
    cursor: usize,
    ctx: &PageContext<'_>,
    body: Rect,
    frame: &mut Frame,
) {
    let (theme, symbols) = (ctx.theme(), ctx.symbols());
    let buf = frame.buffer_mut();
    if lines.is_empty() {
        let nothing = "Nothing recorded for this day yet.";
        row::put(buf, body, 0, nothing, theme.dim);
    }
    let clock = ctx.clock_format();
    let (first, rows) = rows(lines, cursor, clock, body);
    let mut above = None;
    for (row, (n, text)) in body.rows().zip(rows.iter().skip(first)) {
        let is_selected = *n == cursor;
        if is_selected {
            buf.set_style(row, theme.chosen);
        }
        let mut put = |x: u16, text: &str, style: Style| {
            let style = if is_selected {
                theme.on_chosen(style)
            } else {
                style
            };
            row::put(buf, row, x, text, style);
        };
        if above.replace(*n) != Some(*n) {
            let line = &lines[*n];
            put(
                1,
                if is_selected { symbols.cursor } else { " " },
                theme.accent,
            );
            put(3, line.sign, theme.dim);
            let time = format!("{:>width$}", line.time, width = clock.width());
            put(TIME_COLUMN, &time, theme.dim);
        }
        let style = if lines[*n].is_removed {
            theme.dim.add_modifier(Modifier::CROSSED_OUT)
        } else {
            theme.text
        };
        put(text_column(clock), text, style);
    }
    let hidden = HiddenLines::of(rows.len(), first, body.height);
    hidden.draw(body, &theme, symbols, buf);
}
