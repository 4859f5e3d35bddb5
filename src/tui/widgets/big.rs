//! Digits and short words in letters that can be read from across the room.

use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};
use ratatui::style::Style;
use ratatui::widgets::Widget;

use crate::tui::charset::Charset;
use crate::tui::row::put;

/// Height of big text in cells, where half blocks can be drawn.
pub const HEIGHT: u16 = 4;

/// Width and height of a letter in pixels.
const PIXELS: u16 = 8;

/// The digits, and the letters of the words that are shown big. A byte is a row of pixels, with the leftmost pixel in
/// the lowest bit. The shapes are those of the IBM PC's 8x8 font, which is in the public domain.
const GLYPHS: [(char, [u8; 8]); 31] = [
    ('0', [0x3e, 0x63, 0x73, 0x7b, 0x6f, 0x67, 0x3e, 0x00]),
    ('1', [0x0c, 0x0e, 0x0c, 0x0c, 0x0c, 0x0c, 0x3f, 0x00]),
    ('2', [0x1e, 0x33, 0x30, 0x1c, 0x06, 0x33, 0x3f, 0x00]),
    ('3', [0x1e, 0x33, 0x30, 0x1c, 0x30, 0x33, 0x1e, 0x00]),
    ('4', [0x38, 0x3c, 0x36, 0x33, 0x7f, 0x30, 0x78, 0x00]),
    ('5', [0x3f, 0x03, 0x1f, 0x30, 0x30, 0x33, 0x1e, 0x00]),
    ('6', [0x1c, 0x06, 0x03, 0x1f, 0x33, 0x33, 0x1e, 0x00]),
    ('7', [0x3f, 0x33, 0x30, 0x18, 0x0c, 0x0c, 0x0c, 0x00]),
    ('8', [0x1e, 0x33, 0x33, 0x1e, 0x33, 0x33, 0x1e, 0x00]),
    ('9', [0x1e, 0x33, 0x33, 0x3e, 0x30, 0x18, 0x0e, 0x00]),
    (':', [0x00, 0x0c, 0x0c, 0x00, 0x00, 0x0c, 0x0c, 0x00]),
    ('.', [0x00, 0x00, 0x00, 0x00, 0x00, 0x0c, 0x0c, 0x00]),
    ('-', [0x00, 0x00, 0x00, 0x3f, 0x00, 0x00, 0x00, 0x00]),
    ('?', [0x1e, 0x33, 0x30, 0x18, 0x0c, 0x00, 0x0c, 0x00]),
    ('H', [0x33, 0x33, 0x33, 0x3f, 0x33, 0x33, 0x33, 0x00]),
    ('a', [0x00, 0x00, 0x1e, 0x30, 0x3e, 0x33, 0x6e, 0x00]),
    ('e', [0x00, 0x00, 0x1e, 0x33, 0x3f, 0x03, 0x1e, 0x00]),
    ('g', [0x00, 0x00, 0x6e, 0x33, 0x33, 0x3e, 0x30, 0x1f]),
    ('h', [0x07, 0x06, 0x36, 0x6e, 0x66, 0x66, 0x67, 0x00]),
    ('i', [0x0c, 0x00, 0x0e, 0x0c, 0x0c, 0x0c, 0x1e, 0x00]),
    ('l', [0x0e, 0x0c, 0x0c, 0x0c, 0x0c, 0x0c, 0x1e, 0x00]),
    ('m', [0x00, 0x00, 0x33, 0x7f, 0x7f, 0x6b, 0x63, 0x00]),
    ('n', [0x00, 0x00, 0x1f, 0x33, 0x33, 0x33, 0x33, 0x00]),
    ('o', [0x00, 0x00, 0x1e, 0x33, 0x33, 0x33, 0x1e, 0x00]),
    ('p', [0x00, 0x00, 0x3b, 0x66, 0x66, 0x3e, 0x06, 0x0f]),
    ('r', [0x00, 0x00, 0x3b, 0x6e, 0x66, 0x06, 0x0f, 0x00]),
    ('s', [0x00, 0x00, 0x3e, 0x03, 0x1e, 0x30, 0x1f, 0x00]),
    ('t', [0x08, 0x0c, 0x3e, 0x0c, 0x0c, 0x2c, 0x18, 0x00]),
    ('u', [0x00, 0x00, 0x33, 0x33, 0x33, 0x33, 0x6e, 0x00]),
    ('w', [0x00, 0x00, 0x63, 0x6b, 0x7f, 0x7f, 0x36, 0x00]),
    ('y', [0x00, 0x00, 0x33, 0x33, 0x33, 0x3e, 0x30, 0x1f]),
];

/// A short text in the largest letters that fit, or in plain text if none do. A character without a big shape is drawn
/// small in its place.
#[derive(Debug, Clone, Copy)]
pub struct Big<'a> {
    /// The text.
    pub text: &'a str,
    /// The style of the letters.
    pub style: Style,
    /// The characters that can be drawn.
    pub charset: Charset,
}

/// The number of pixels in a cell, in each direction.
#[derive(Debug, Clone, Copy)]
struct PixelsPerCell {
    across: u16,
    down: u16,
}

/// From large letters to small ones: the more pixels in a cell, the smaller the letter.
const BLOCKS: [PixelsPerCell; 2] = [
    PixelsPerCell { across: 1, down: 2 },
    PixelsPerCell { across: 2, down: 2 },
];

/// In ASCII and on the Linux console a cell is either full or empty, so there is only one size.
const WHOLE_CELLS: [PixelsPerCell; 1] = [PixelsPerCell { across: 1, down: 1 }];

/// The block characters. The bits of the index are the quarters upper left, upper right, lower left and lower right,
/// from the lowest bit up.
const QUARTERS: [char; 16] = [
    ' ', '▘', '▝', '▀', '▖', '▌', '▞', '▛', '▗', '▚', '▐', '▜', '▄', '▙', '▟', '█',
];

fn glyph(letter: char) -> Option<[u8; 8]> {
    let found = GLYPHS.iter().find(|(known, _)| *known == letter);
    found.map(|(_, glyph)| *glyph)
}

impl PixelsPerCell {
    /// The size of a letter in cells.
    fn letter(self) -> Size {
        Size::new(PIXELS / self.across, PIXELS / self.down)
    }

    /// The character for one cell of a letter.
    fn symbol(self, glyph: [u8; 8], column: u16, row: u16, charset: Charset) -> char {
        let is_lit = |right: u16, below: u16| {
            let x = (column * self.across) + right.min(self.across - 1);
            let y = (row * self.down) + below.min(self.down - 1);
            glyph[usize::from(y)] >> x & 1 == 1
        };
        let quarters = [is_lit(0, 0), is_lit(1, 0), is_lit(0, 1), is_lit(1, 1)];
        let bits = quarters.iter().rev();
        let index = bits.fold(0, |index, lit| index * 2 + usize::from(*lit));
        match QUARTERS[index] {
            '█' if charset == Charset::Ascii => '#',
            symbol => symbol,
        }
    }
}

impl Big<'_> {
    /// The size it takes within the offered size.
    pub fn size(&self, offered: Size) -> Size {
        match self.pixels_per_cell(offered) {
            Some(pixels) => {
                let letter = pixels.letter();
                Size::new(self.letters() * letter.width, letter.height)
            }
            None => Size::new(self.letters().min(offered.width), offered.height.min(1)),
        }
    }

    fn letters(&self) -> u16 {
        u16::try_from(self.text.chars().count()).unwrap_or(u16::MAX)
    }

    /// The largest letters that fit.
    fn pixels_per_cell(&self, offered: Size) -> Option<PixelsPerCell> {
        let sizes: &[PixelsPerCell] = match self.charset {
            Charset::Unicode => &BLOCKS,
            Charset::Console | Charset::Ascii => &WHOLE_CELLS,
        };
        sizes.iter().copied().find(|pixels| {
            let Size { width, height } = pixels.letter();
            self.letters().saturating_mul(width) <= offered.width && height <= offered.height
        })
    }
}

impl Widget for Big<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let Some(pixels) = self.pixels_per_cell(area.as_size()) else {
            put(buf, area, 0, self.text, self.style);
            return;
        };
        let Size { width, height } = pixels.letter();
        let lefts = (area.x..).step_by(width.into());
        for (left, letter) in lefts.zip(self.text.chars()) {
            let area = Rect::new(left, area.y, width, height);
            buf.set_style(area, self.style);
            let Some(glyph) = glyph(letter) else {
                buf[(left, area.bottom() - 1)].set_char(letter);
                continue;
            };
            for place in area.positions() {
                let (column, row) = (place.x - area.x, place.y - area.y);
                buf[place].set_char(pixels.symbol(glyph, column, row, self.charset));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(text: &str, charset: Charset, width: u16, height: u16) -> Vec<String> {
        let big = Big {
            text,
            style: Style::new(),
            charset,
        };
        let mut buf = Buffer::empty(Rect::new(0, 0, width, height));
        big.render(buf.area, &mut buf);
        let row = |row: Rect| {
            let cells = row.positions().map(|place| buf[place].symbol());
            cells.collect::<String>().trim_end().to_owned()
        };
        buf.area.rows().map(row).collect()
    }

    #[test]
    fn text_is_drawn_as_large_as_fits() {
        assert_eq!(
            drawn("now", Charset::Unicode, 24, 4),
            [
                "",
                "██▀▀█▄  ▄█▀▀█▄  ██ ▄ ██",
                "██  ██  ██  ██  ███████",
                "▀▀  ▀▀   ▀▀▀▀    ▀▀ ▀▀"
            ]
        );
        assert_eq!(
            drawn("now", Charset::Unicode, 23, 4),
            ["", "█▀▙ ▟▀▙ █▗▐▌", "█ █ █ █ ███▌", "▀ ▀ ▝▀▘ ▝▘▀"]
        );
        assert_eq!(drawn("now", Charset::Unicode, 11, 4), ["now", "", "", ""]);
    }

    #[test]
    fn in_ascii_text_is_large_or_plain() {
        assert_eq!(
            drawn("1", Charset::Ascii, 8, 8),
            ["  ##", " ###", "  ##", "  ##", "  ##", "  ##", "######", ""]
        );
        assert_eq!(drawn("1", Charset::Ascii, 8, 7)[0], "1");
    }

    #[test]
    fn on_the_linux_console_letters_are_made_of_whole_cells() {
        let on = |charset| drawn("1", charset, 8, 8).join("\n");
        assert_eq!(on(Charset::Console), on(Charset::Ascii).replace('#', "█"));
    }

    #[test]
    fn a_character_without_a_big_shape_is_drawn_small_in_its_place() {
        let drawn = drawn("1x1", Charset::Unicode, 24, 4);
        assert_eq!(
            drawn,
            [
                " ▄██             ▄██",
                "  ██              ██",
                "  ██              ██",
                "▀▀▀▀▀▀  x       ▀▀▀▀▀▀"
            ]
        );
    }

    #[test]
    fn every_big_text_on_a_screen_has_all_its_letters() {
        for letter in "0123456789:nowup-".chars() {
            assert!(glyph(letter).is_some(), "{letter}");
        }
    }
}
