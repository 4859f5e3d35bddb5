//! Text in one row of an area.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// The area's row with that number, counted from 0 at the top. It is empty if the area is not that high.
pub fn row(area: Rect, number: u16) -> Rect {
    Rect {
        y: area.y.saturating_add(number),
        height: u16::from(number < area.height),
        ..area
    }
}

/// Draws text `x` cells into a row, cut off at the row's end. Draws nothing into an empty row.
pub fn put(buf: &mut Buffer, row: Rect, x: u16, text: &str, style: Style) {
    let room = row.width.saturating_sub(x);
    if room > 0 && row.height > 0 {
        buf.set_stringn(row.x + x, row.y, text, room.into(), style);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_drawn_in_its_row_and_never_outside_the_area() {
        let screen = Rect::new(0, 0, 8, 4);
        let area = Rect::new(1, 1, 6, 2);
        let mut buf = Buffer::empty(screen);
        for number in [0, 1, 2] {
            put(&mut buf, row(area, number), 2, "a long text", Style::new());
        }
        put(&mut buf, row(area, 0), 6, "beyond the end", Style::new());
        let expected = ["        ", "   a lo ", "   a lo ", "        "];
        assert_eq!(buf, Buffer::with_lines(expected));
    }
}
