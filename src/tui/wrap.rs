//! Text in lines.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_width::UnicodeWidthStr;

/// A text in lines of at most `width` cells, broken between words.
pub fn wrapped(text: &str, width: u16) -> Vec<String> {
    filled(text.split_whitespace(), " ", width)
}

/// Pieces in lines of at most `width` cells, with a gap between those that share one; no piece is broken.
pub fn filled<'t>(pieces: impl IntoIterator<Item = &'t str>, gap: &str, width: u16) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for piece in pieces {
        match lines.last_mut() {
            Some(line) if line.width() + gap.width() + piece.width() <= usize::from(width) => {
                line.push_str(gap);
                line.push_str(piece);
            }
            _ => lines.push(piece.to_owned()),
        }
    }
    lines
}

/// Draws a text `x` cells into a row, and no further than the row's end.
pub fn put(frame: &mut Frame, row: Rect, x: u16, text: &str, style: Style) {
    let room = row.width.saturating_sub(x);
    if room > 0 && row.height > 0 {
        frame
            .buffer_mut()
            .set_stringn(row.x + x, row.y, text, room.into(), style);
    }
}
