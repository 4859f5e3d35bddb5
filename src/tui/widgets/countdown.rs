//! Large digits, readable from two metres. A digit has seven segments, drawn in pixels of half a cell.
//!
//! Segments scale in whole pixels, so the digits fill the space and are sharp at every size.

use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};
use ratatui::style::Style;
use ratatui::widgets::Widget;

use crate::tui::charset::Charset;
use crate::tui::row::put;

/// What a countdown shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face<'a> {
    /// A number of seconds or minutes. Below 100 it is shown as it is, `28`; from 100 on split into sixties, `2:05`.
    Count(u64),
    /// Two bars, the sign for a pause.
    Paused,
    /// A time of day such as `22:15`, or a word of the letters `n`, `o`, `p`, `u` and `w`.
    Text(&'a str),
}

/// A countdown in the largest digits that fit, or in plain text if not even the smallest do.
#[derive(Debug, Clone, Copy)]
pub struct Countdown<'a> {
    /// What to show.
    pub face: Face<'a>,
    /// The number that the count starts from. Shorter numbers are aligned to its right end, so that the ones digit
    /// keeps its column.
    pub from: u64,
    /// The largest number of the whole session or timer. The size of the digits is chosen for it and does not change.
    pub most: u64,
    /// A word that takes the number's place at times. The size of the digits is chosen for it, too.
    pub or_word: Option<&'a str>,
    /// The style of the digits.
    pub style: Style,
    /// The characters that can be drawn.
    pub charset: Charset,
}

/// The dimensions of a digit, in pixels.
#[derive(Debug, Clone, Copy)]
struct DigitSize {
    width: u16,
    height: u16,
    /// Width of vertical segments.
    vertical: u16,
    /// Height of horizontal segments.
    horizontal: u16,
    /// Pixels per cell, one above the other: 1 or 2.
    per_cell: u16,
}

/// The sizes of digits from large to small. A pixel is half a cell, which is about square.
const BLOCKS: [DigitSize; 6] = [
    digit_size(16, 24, 4, 4, 2),
    digit_size(13, 20, 3, 3, 2),
    digit_size(10, 16, 3, 3, 2),
    digit_size(8, 12, 2, 2, 2),
    digit_size(6, 10, 2, 2, 2),
    digit_size(4, 6, 1, 1, 2),
];

/// The sizes in ASCII and on the Linux console, where a pixel is a whole cell, twice as high as wide.
const WHOLE_CELLS: [DigitSize; 3] = [
    digit_size(14, 9, 4, 1, 1),
    digit_size(10, 7, 3, 1, 1),
    digit_size(6, 5, 2, 1, 1),
];

const fn digit_size(
    width: u16,
    height: u16,
    vertical: u16,
    horizontal: u16,
    per_cell: u16,
) -> DigitSize {
    DigitSize {
        width,
        height,
        vertical,
        horizontal,
        per_cell,
    }
}

/// Which segments are lit: top, upper left, upper right, middle, lower left, lower right, bottom.
type Segments = [bool; 7];

const fn segments(segments: &[u8; 7]) -> Segments {
    let mut lit = [false; 7];
    let mut n = 0;
    while n < 7 {
        lit[n] = segments[n] == b'#';
        n += 1;
    }
    lit
}

/// The segments of the digits and of the letters that can be drawn. A `w` has one more stroke, from its middle down.
const GLYPHS: [(char, Segments); 15] = {
    [
        ('0', segments(b"###.###")),
        ('1', segments(b"..#..#.")),
        ('2', segments(b"#.###.#")),
        ('3', segments(b"#.##.##")),
        ('4', segments(b".###.#.")),
        ('5', segments(b"##.#.##")),
        ('6', segments(b"##.####")),
        ('7', segments(b"#.#..#.")),
        ('8', segments(b"#######")),
        ('9', segments(b"####.##")),
        ('n', segments(b"###.##.")),
        ('o', segments(b"###.###")),
        ('p', segments(b"#####..")),
        ('u', segments(b".##.###")),
        ('w', segments(b".##.###")),
    ]
};

fn segments_of(glyph: char) -> Option<Segments> {
    let found = GLYPHS.iter().find(|(known, _)| *known == glyph);
    found.map(|(_, segments)| *segments)
}

impl DigitSize {
    fn glyph_width(self, glyph: char) -> u16 {
        match glyph {
            ':' => self.vertical,
            // Three strokes and the two gaps between them, which are as wide as that of an `n`.
            'w' => 2 * self.width - self.vertical,
            _ => self.width,
        }
    }

    /// The pixels between two glyphs.
    fn gap(self) -> u16 {
        self.vertical.max(2)
    }

    /// The size of a text in cells.
    fn size(self, text: &str) -> Size {
        let glyphs: u16 = text.chars().map(|glyph| self.glyph_width(glyph)).sum();
        let gaps = (text.chars().count() as u16).saturating_sub(1) * self.gap();
        Size::new(glyphs + gaps, self.height.div_ceil(self.per_cell))
    }

    /// Whether a glyph covers the pixel at `x`, `y` of its box.
    fn covers(self, glyph: char, x: u16, y: u16) -> bool {
        let width = self.glyph_width(glyph);
        let (right, bottom) = (width - self.vertical, self.height - self.horizontal);
        let middle = bottom / 2;
        match glyph {
            ':' => {
                let dot = |from: u16| (from..from + self.horizontal.max(1)).contains(&y);
                dot(self.height / 3 - self.horizontal / 2)
                    || dot(self.height * 2 / 3 - self.horizontal / 2)
            }
            '‖' => {
                let third = self.width.div_ceil(3);
                x < third || x >= self.width - third
            }
            _ => {
                let Some(lit) = segments_of(glyph) else {
                    return false;
                };
                let centre = (width - self.vertical) / 2;
                let is_middle_stroke = (centre..centre + self.vertical).contains(&x);
                if glyph == 'w' && is_middle_stroke && y >= middle {
                    return true;
                }
                let (left_side, right_side) = (x < self.vertical, x >= right);
                let (upper, lower) = (y < middle + self.horizontal, y >= middle);
                // Whether the pixel is inside each segment, in the order of `SEGMENTS`.
                let segments = [
                    y < self.horizontal,
                    left_side && upper,
                    right_side && upper,
                    (middle..middle + self.horizontal).contains(&y),
                    left_side && lower,
                    right_side && lower,
                    y >= bottom,
                ];
                let covered = segments.iter().zip(lit).any(|(inside, lit)| *inside && lit);
                covered && !self.is_rounded_off(lit, width, x, y)
            }
        }
    }

    /// Whether the pixel is an outer corner where two segments meet. Leaving it out gives the digits rounder shapes.
    fn is_rounded_off(self, lit: Segments, width: u16, x: u16, y: u16) -> bool {
        let at_left = x == 0;
        let at_right = x + 1 == width;
        if self.vertical < 2 || !(at_left || at_right) {
            return false;
        }
        let [
            top,
            upper_left,
            upper_right,
            _,
            lower_left,
            lower_right,
            bottom,
        ] = lit;
        let meets = |horizontal: bool, left: bool, right: bool| {
            horizontal && ((at_left && left) || (at_right && right))
        };
        (y == 0 && meets(top, upper_left, upper_right))
            || (y + 1 == self.height && meets(bottom, lower_left, lower_right))
    }
}

/// A number as a countdown shows it; see [`Face::Count`].
fn number_text(number: u64) -> String {
    match number {
        0..100 => number.to_string(),
        _ => format!("{}:{:02}", number / 60, number % 60),
    }
}

impl Countdown<'_> {
    fn text(&self) -> String {
        match self.face {
            Face::Count(number) => number_text(number),
            Face::Paused => "‖".to_owned(),
            Face::Text(text) => text.to_owned(),
        }
    }

    /// The texts that decide the size of the digits: the largest number, with at least two digits; the word that may take
    /// its place; and what is shown now.
    fn widest(&self) -> [String; 3] {
        let most = number_text(self.most.max(self.from).max(10));
        let word = self.or_word.unwrap_or_default().to_owned();
        match self.face {
            Face::Text(text) => [most, word, text.to_owned()],
            Face::Count(_) | Face::Paused => [most, word, String::new()],
        }
    }

    /// The text that decides the width: the number that the count starts from.
    fn first(&self) -> String {
        match self.face {
            Face::Count(number) => number_text(number.max(self.from)),
            Face::Paused | Face::Text(_) => self.text(),
        }
    }

    fn digit_size(&self, offered: Size) -> Option<DigitSize> {
        let sizes: &[DigitSize] = match self.charset {
            Charset::Unicode => &BLOCKS,
            Charset::Console | Charset::Ascii => &WHOLE_CELLS,
        };
        let widest = self.widest();
        sizes.iter().copied().find(|digits| {
            let fits = |text: &String| {
                let size = digits.size(text);
                size.width <= offered.width && size.height <= offered.height
            };
            widest.iter().all(fits)
        })
    }

    /// The size it takes within the offered size.
    pub fn size(&self, offered: Size) -> Size {
        let first = self.first();
        self.digit_size(offered).map_or_else(
            || {
                Size::new(
                    (first.len() as u16).min(offered.width),
                    offered.height.min(1),
                )
            },
            |digits| digits.size(&first),
        )
    }
}

impl Widget for Countdown<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        if area.is_empty() {
            return;
        }
        let text = self.text();
        let Some(digits) = self.digit_size(area.as_size()) else {
            let plain = match self.face {
                Face::Count(_) | Face::Text(_) => text.as_str(),
                Face::Paused => "||",
            };
            put(buf, area, 0, plain, self.style);
            return;
        };
        let first = digits.size(&self.first()).width;
        let mut left = area.x + first.saturating_sub(digits.size(&text).width);
        for glyph in text.chars() {
            let width = digits.glyph_width(glyph);
            for row in 0..digits.height.div_ceil(digits.per_cell) {
                for column in 0..width {
                    let lit = |n: u16| {
                        let y = row * digits.per_cell + n;
                        y < digits.height && digits.covers(glyph, column, y)
                    };
                    let sign = match (lit(0), lit(digits.per_cell - 1)) {
                        (true, _) if self.charset == Charset::Ascii => '#',
                        (true, true) => '█',
                        (true, false) => '▀',
                        (false, true) => '▄',
                        (false, false) => continue,
                    };
                    if let Some(cell) = buf.cell_mut((left + column, area.y + row)) {
                        cell.set_char(sign).set_style(self.style);
                    }
                }
            }
            left += width + digits.gap();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use insta::assert_snapshot;

    fn drawn(face: Face<'_>, width: u16, height: u16, charset: Charset) -> String {
        let area = Rect::new(0, 0, width, height);
        let mut buf = Buffer::empty(area);
        let countdown = Countdown {
            face,
            from: match face {
                Face::Count(secs) => secs,
                Face::Paused | Face::Text(_) => 0,
            },
            most: 0,
            or_word: None,
            style: Style::new(),
            charset,
        };
        countdown.render(area, &mut buf);
        let lines: Vec<String> = area
            .rows()
            .map(|row| {
                let line: String = row.positions().map(|at| buf[at].symbol()).collect();
                line.trim_end().to_owned()
            })
            .collect();
        lines.join("\n") + "\n"
    }

    #[test]
    fn all_digits_at_all_sizes() {
        let mut all = String::new();
        for (width, height) in [(90, 12), (70, 10), (60, 8), (44, 6), (36, 5), (26, 3)] {
            for secs in [83, 754, 3609, 1272] {
                all += &drawn(Face::Count(secs), width, height, Charset::Unicode);
                all += "\n";
            }
        }
        assert_snapshot!(all);
    }

    #[test]
    fn in_ascii() {
        let mut all = String::new();
        for (width, height) in [(60, 9), (50, 7), (36, 5)] {
            all += &drawn(Face::Count(289), width, height, Charset::Ascii);
            all += "\n";
            all += &drawn(Face::Paused, width, height, Charset::Ascii);
            all += "\n";
        }
        assert_snapshot!(all);
    }

    #[test]
    fn on_the_linux_console_digits_are_made_of_whole_cells() {
        let on = |charset| drawn(Face::Count(28), 60, 9, charset);
        assert_eq!(on(Charset::Console), on(Charset::Ascii).replace('#', "█"));
    }

    #[test]
    fn words_and_times_at_all_sizes() {
        let mut all = String::new();
        for (width, height) in [(90, 12), (70, 10), (60, 8), (44, 6), (36, 5), (26, 3)] {
            for text in ["now", "up", "22:15"] {
                all += &drawn(Face::Text(text), width, height, Charset::Unicode);
                all += "\n";
            }
        }
        assert_snapshot!(all);
    }

    #[test]
    fn a_paused_countdown_shows_two_bars() {
        assert_snapshot!(drawn(Face::Paused, 20, 6, Charset::Unicode));
    }

    #[test]
    fn the_ones_digit_keeps_its_place_and_size() {
        let ones = |secs: u64| {
            let area = Rect::new(0, 0, 60, 8);
            let mut buf = Buffer::empty(area);
            let face = Face::Count(secs);
            let countdown = Countdown {
                face,
                from: 30,
                most: 40,
                or_word: None,
                style: Style::new(),
                charset: Charset::Unicode,
            };
            let size = countdown.size(area.as_size());
            countdown.render(area, &mut buf);
            let rightmost = area
                .positions()
                .filter(|at| buf[*at].symbol() != " ")
                .map(|at| at.x)
                .max();
            (size, rightmost)
        };
        assert_eq!(ones(28), ones(10));
        assert_eq!(ones(10), ones(9));
    }

    #[test]
    fn without_room_it_is_plain_text() {
        assert_eq!(drawn(Face::Count(28), 5, 1, Charset::Unicode), "28\n");
        assert_eq!(drawn(Face::Paused, 5, 1, Charset::Ascii), "||\n");
        assert_eq!(drawn(Face::Count(125), 2, 1, Charset::Unicode), "2…\n");
    }

    #[test]
    fn it_never_draws_outside_its_area() {
        for width in 0..60 {
            for height in 0..14 {
                for charset in [Charset::Unicode, Charset::Console, Charset::Ascii] {
                    let mut buf = Buffer::empty(Rect::new(0, 0, 64, 18));
                    let countdown = Countdown {
                        face: Face::Count(100),
                        from: 100,
                        most: 0,
                        or_word: None,
                        style: Style::new(),
                        charset,
                    };
                    let size = countdown.size(Size::new(width, height));
                    assert!(size.width <= width && size.height <= height);
                    countdown.render(Rect::new(2, 2, width, height), &mut buf);
                    for y in 0..18 {
                        for x in 0..64 {
                            let inside =
                                (2..2 + width).contains(&x) && (2..2 + height).contains(&y);
                            assert!(
                                inside || buf[(x, y)].symbol() == " ",
                                "{width}x{height} at {x},{y}"
                            );
                        }
                    }
                }
            }
        }
    }
}
