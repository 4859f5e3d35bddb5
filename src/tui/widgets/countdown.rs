//! Digits that can be read from two metres: seven strokes each, in pixels of half a cell.
//!
//! Strokes scale in whole pixels, so digits are as large as the space allows and sharp at every size.

use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};
use ratatui::style::Style;
use ratatui::widgets::Widget;

/// What is shown large.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    /// Seconds or minutes: `7`, `28`; in whole sixties from 100 up: `2:05`.
    Count(u64),
    /// Two bars: time stands still.
    Paused,
}

/// A countdown as large as fits; where not even the smallest digits do, in plain text.
#[derive(Debug, Clone, Copy)]
pub struct Countdown {
    /// What is shown.
    pub face: Face,
    /// What it counts down from: the ones keep their place.
    pub from: u64,
    /// The most seconds that are shown here for a while: digits keep their size.
    pub most: u64,
    /// How it looks.
    pub style: Style,
    /// Whether only ASCII can be drawn.
    pub ascii: bool,
}

/// The measures of a glyph, in pixels.
#[derive(Debug, Clone, Copy)]
struct Cut {
    width: u16,
    height: u16,
    /// How wide upright strokes are.
    upright: u16,
    /// How high level strokes are.
    level: u16,
    /// Pixels stacked in one cell.
    per_cell: u16,
}

/// From large to small; a pixel is half a cell, about square.
const BLOCKS: [Cut; 6] = [
    cut(16, 24, 4, 4, 2),
    cut(13, 20, 3, 3, 2),
    cut(10, 16, 3, 3, 2),
    cut(8, 12, 2, 2, 2),
    cut(6, 10, 2, 2, 2),
    cut(4, 6, 1, 1, 2),
];

/// The same where a pixel is a whole cell, twice as high as wide.
const ASCII: [Cut; 3] = [cut(14, 9, 4, 1, 1), cut(10, 7, 3, 1, 1), cut(6, 5, 2, 1, 1)];

const fn cut(width: u16, height: u16, upright: u16, level: u16, per_cell: u16) -> Cut {
    Cut {
        width,
        height,
        upright,
        level,
        per_cell,
    }
}

/// Which strokes a digit has: top, upper left, upper right, middle, lower left, lower right, bottom.
const STROKES: [[bool; 7]; 10] = {
    const fn of(strokes: &[u8; 7]) -> [bool; 7] {
        let mut lit = [false; 7];
        let mut n = 0;
        while n < 7 {
            lit[n] = strokes[n] == b'#';
            n += 1;
        }
        lit
    }
    [
        of(b"###.###"),
        of(b"..#..#."),
        of(b"#.###.#"),
        of(b"#.##.##"),
        of(b".###.#."),
        of(b"##.#.##"),
        of(b"##.####"),
        of(b"#.#..#."),
        of(b"#######"),
        of(b"####.##"),
    ]
};

impl Cut {
    fn glyph_width(self, glyph: char) -> u16 {
        match glyph {
            ':' => self.upright,
            _ => self.width,
        }
    }

    fn gap(self) -> u16 {
        self.upright.max(2)
    }

    /// The cells that a text takes.
    fn size(self, text: &str) -> Size {
        let glyphs: u16 = text.chars().map(|glyph| self.glyph_width(glyph)).sum();
        let gaps = (text.chars().count() as u16).saturating_sub(1) * self.gap();
        Size::new(glyphs + gaps, self.height.div_ceil(self.per_cell))
    }

    /// Whether a glyph covers a pixel of its box.
    fn covers(self, glyph: char, x: u16, y: u16) -> bool {
        let (right, bottom) = (self.width - self.upright, self.height - self.level);
        let middle = bottom / 2;
        match glyph {
            ':' => {
                let dot = |from: u16| (from..from + self.level.max(1)).contains(&y);
                dot(self.height / 3 - self.level / 2) || dot(self.height * 2 / 3 - self.level / 2)
            }
            '‖' => {
                let third = self.width.div_ceil(3);
                x < third || x >= self.width - third
            }
            _ => {
                let Some(lit) = glyph.to_digit(10).map(|digit| STROKES[digit as usize]) else {
                    return false;
                };
                let (left_side, right_side) = (x < self.upright, x >= right);
                let (upper, lower) = (y < middle + self.level, y >= middle);
                let strokes = [
                    y < self.level,
                    left_side && upper,
                    right_side && upper,
                    (middle..middle + self.level).contains(&y),
                    left_side && lower,
                    right_side && lower,
                    y >= bottom,
                ];
                let covered = strokes.iter().zip(lit).any(|(at, lit)| *at && lit);
                covered && !self.is_rounded_off(lit, x, y)
            }
        }
    }

    /// The outer corners lose a pixel where two strokes meet, which makes digits look less like a machine's.
    fn is_rounded_off(self, lit: [bool; 7], x: u16, y: u16) -> bool {
        let at_left = x == 0;
        let at_right = x + 1 == self.width;
        if self.upright < 2 || !(at_left || at_right) {
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
        let meets = |level: bool, left: bool, right: bool| {
            level && ((at_left && left) || (at_right && right))
        };
        (y == 0 && meets(top, upper_left, upper_right))
            || (y + 1 == self.height && meets(bottom, lower_left, lower_right))
    }
}

fn figures(secs: u64) -> String {
    match secs {
        0..100 => secs.to_string(),
        _ => format!("{}:{:02}", secs / 60, secs % 60),
    }
}

impl Countdown {
    fn text(&self) -> String {
        match self.face {
            Face::Count(secs) => figures(secs),
            Face::Paused => "‖".to_owned(),
        }
    }

    /// The text that the size is made for: at least two digits.
    fn widest(&self) -> String {
        figures(self.most.max(self.from).max(10))
    }

    /// The text that the place is made for.
    fn first(&self) -> String {
        match self.face {
            Face::Count(secs) => figures(secs.max(self.from)),
            Face::Paused => self.text(),
        }
    }

    fn cut(&self, offered: Size) -> Option<Cut> {
        let cuts: &[Cut] = if self.ascii { &ASCII } else { &BLOCKS };
        let widest = self.widest();
        cuts.iter().copied().find(|cut| {
            let size = cut.size(&widest);
            size.width <= offered.width && size.height <= offered.height
        })
    }

    /// The space it takes of what is offered.
    pub fn size(&self, offered: Size) -> Size {
        let first = self.first();
        self.cut(offered).map_or_else(
            || {
                Size::new(
                    (first.len() as u16).min(offered.width),
                    offered.height.min(1),
                )
            },
            |cut| cut.size(&first),
        )
    }
}

impl Widget for Countdown {
    fn render(self, area: Rect, buf: &mut Buffer) {
        if area.is_empty() {
            return;
        }
        let text = self.text();
        let Some(cut) = self.cut(area.as_size()) else {
            let plain = match self.face {
                Face::Count(_) => text.as_str(),
                Face::Paused => "||",
            };
            buf.set_stringn(area.x, area.y, plain, area.width.into(), self.style);
            return;
        };
        let first = cut.size(&self.first()).width;
        let mut left = area.x + first.saturating_sub(cut.size(&text).width);
        for glyph in text.chars() {
            let width = cut.glyph_width(glyph);
            for row in 0..cut.height.div_ceil(cut.per_cell) {
                for column in 0..width {
                    let lit = |n: u16| {
                        let y = row * cut.per_cell + n;
                        y < cut.height && cut.covers(glyph, column, y)
                    };
                    let sign = match (lit(0), cut.per_cell == 2 && lit(1)) {
                        (true, _) if self.ascii => '#',
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
            left += width + cut.gap();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use insta::assert_snapshot;

    fn drawn(face: Face, width: u16, height: u16, ascii: bool) -> String {
        let area = Rect::new(0, 0, width, height);
        let mut buf = Buffer::empty(area);
        let countdown = Countdown {
            face,
            from: match face {
                Face::Count(secs) => secs,
                Face::Paused => 0,
            },
            most: 0,
            style: Style::new(),
            ascii,
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
                all += &drawn(Face::Count(secs), width, height, false);
                all += "\n";
            }
        }
        assert_snapshot!(all);
    }

    #[test]
    fn in_ascii() {
        let mut all = String::new();
        for (width, height) in [(60, 9), (50, 7), (36, 5)] {
            all += &drawn(Face::Count(289), width, height, true);
            all += "\n";
            all += &drawn(Face::Paused, width, height, true);
            all += "\n";
        }
        assert_snapshot!(all);
    }

    #[test]
    fn paused_is_two_bars() {
        assert_snapshot!(drawn(Face::Paused, 20, 6, false));
    }

    #[test]
    fn the_ones_keep_their_place_and_size_as_they_count_down() {
        let ones = |secs: u64| {
            let area = Rect::new(0, 0, 60, 8);
            let mut buf = Buffer::empty(area);
            let face = Face::Count(secs);
            let countdown = Countdown {
                face,
                from: 30,
                most: 40,
                style: Style::new(),
                ascii: false,
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
        assert_eq!(drawn(Face::Count(28), 5, 1, false), "28\n");
        assert_eq!(drawn(Face::Paused, 5, 1, true), "||\n");
        assert_eq!(drawn(Face::Count(125), 2, 1, false), "2:\n");
    }

    #[test]
    fn it_never_draws_outside_its_area() {
        for width in 0..60 {
            for height in 0..14 {
                for ascii in [false, true] {
                    let mut buf = Buffer::empty(Rect::new(0, 0, 64, 18));
                    let countdown = Countdown {
                        face: Face::Count(100),
                        from: 100,
                        most: 0,
                        style: Style::new(),
                        ascii,
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
