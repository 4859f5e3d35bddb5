//! Text in lines.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_width::UnicodeWidthStr;

/// A text in lines of at most `width` cells, broken between words.
pub fn wrapped(text: &str, width: u16) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.width() + 1 + word.width() <= usize::from(width) => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
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
