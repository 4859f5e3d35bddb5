//! How the entries look.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};
use unicode_width::UnicodeWidthStr;

use super::lines::Line;
use crate::tui::screens::diary::PageContext;
use crate::tui::wrap::wrapped;

/// Where a line's text begins.
const TEXT: u16 = 13;

/// The rows that are shown: which line each belongs to, and its text. The chosen line is among them, and takes as
/// many rows as it needs.
fn rows(lines: &[Line], cursor: usize, body: Rect) -> Vec<(usize, String)> {
    let width = body.width.saturating_sub(TEXT);
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
    rows.drain(..last.saturating_sub(body.height.into()));
    rows
}

/// The line that is drawn at that place.
pub(super) fn line_at(lines: &[Line], cursor: usize, body: Rect, place: Position) -> Option<usize> {
    let rows = rows(lines, cursor, body);
    let row = usize::from(place.y.saturating_sub(body.y));
    let row = rows.get(row).filter(|_| body.contains(place));
    row.map(|(line, _)| *line)
}

/// Draws the lines.
pub(super) fn draw(
    lines: &[Line],
    cursor: usize,
    ctx: &PageContext<'_>,
    body: Rect,
    frame: &mut Frame,
) {
    let (theme, symbols) = (ctx.theme(), ctx.symbols());
    let buf = frame.buffer_mut();
    if lines.is_empty() {
        let nothing = "Nothing was told of this day yet.";
        buf.set_stringn(body.x, body.y, nothing, body.width.into(), theme.dim);
    }
    let rows = rows(lines, cursor, body);
    let mut above = None;
    for (row, (n, text)) in body.rows().zip(&rows) {
        let is_chosen = *n == cursor;
        if is_chosen {
            buf.set_style(row, theme.chosen);
        }
        let mut put = |x: u16, text: &str, style: Style| {
            let style = if is_chosen {
                theme.on_chosen(style)
            } else {
                style
            };
            let at = Rect {
                x: row.x + x,
                width: row.width.saturating_sub(x),
                ..row
            };
            buf.set_stringn(at.x, at.y, text, at.width.into(), style);
        };
        if above.replace(*n) != Some(*n) {
            let line = &lines[*n];
            put(
                1,
                if is_chosen { symbols.cursor } else { " " },
                theme.accent,
            );
            put(3, line.sign, theme.dim);
            put(6, &line.time, theme.dim);
        }
        let style = if lines[*n].is_removed {
            theme.dim.add_modifier(Modifier::CROSSED_OUT)
        } else {
            theme.text
        };
        put(TEXT, text, style);
    }
}
