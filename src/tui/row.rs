//! Text in one row of an area.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The area's row with that number, counted from 0 at the top. It is empty if the area is not that high.
pub fn row(area: Rect, number: u16) -> Rect {
    Rect {
        y: area.y.saturating_add(number),
        height: u16::from(number < area.height),
        ..area
    }
}

/// The last character of a text that is cut. Where the terminal lacks it, [`view`](super::view::view) draws another.
pub const CUT: &str = "…";

/// Draws text `x` cells into the first row of an area, and returns the column behind it. What has no room is cut, and ends with [`CUT`].
/// Draws nothing into an empty area.
#[allow(
    clippy::disallowed_methods,
    reason = "the one place where texts are cut"
)]
pub fn put(buf: &mut Buffer, row: Rect, x: u16, text: impl AsRef<str>, style: Style) -> u16 {
    let text = text.as_ref();
    let at = row.x + x;
    let room = usize::from(row.width.saturating_sub(x));
    if room == 0 || row.height == 0 {
        return at;
    }
    if text.width() <= room {
        return buf.set_stringn(at, row.y, text, room, style).0;
    }
    let (end, _) = buf.set_stringn(at, row.y, beginning(text, room - 1), room, style);
    buf.set_stringn(end, row.y, CUT, 1, style).0
}

/// The beginning of a text that is at most `width` cells wide, without spaces at its end.
fn beginning(text: &str, width: usize) -> &str {
    let mut used = 0;
    let fits = |(_, letter): &(usize, char)| {
        used += letter.width().unwrap_or(0);
        used <= width
    };
    let letters = text.char_indices().take_while(fits);
    let end = letters
        .last()
        .map_or(0, |(at, letter)| at + letter.len_utf8());
    text[..end].trim_end()
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
        let expected = ["        ", "   a l… ", "   a l… ", "        "];
        assert_eq!(buf, Buffer::with_lines(expected));
    }

    #[test]
    fn a_text_that_is_cut_ends_with_a_sign_and_one_that_fits_does_not() {
        let drawn = |text: &str| {
            let area = Rect::new(0, 0, 6, 1);
            let mut buf = Buffer::empty(area);
            let end = put(&mut buf, area, 1, text, Style::new());
            let cells = buf.content.iter().map(ratatui::buffer::Cell::symbol);
            (cells.collect::<String>(), end)
        };
        for (text, expected, end) in [
            ("", "      ", 1),
            ("bath", " bath ", 5),
            ("baths", " baths", 6),
            ("a bath", " a ba…", 6),
            ("bath and", " bath…", 6),
            ("a   bath", " a…   ", 3),
            // A letter that takes two cells is not cut in half.
            ("aaa字a", " aaa… ", 5),
        ] {
            assert_eq!(drawn(text), (expected.to_owned(), end), "{text}");
        }
    }
}
