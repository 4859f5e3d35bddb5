//! A disc that grows while breathing in and shrinks while breathing out, inside a ring that marks its full size.
//!
//! Inside the disc's rim only every other dot is set, because a solid disc is too bright in a dark room.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::Widget;

use super::braille;
use crate::tui::charset::Charset;

/// A breathing disc inside its ring.
#[derive(Debug, Clone, Copy)]
pub struct Breath {
    /// How full the lungs are: 0 is empty, 1 is full.
    pub fullness: f64,
    /// The disc's style.
    pub disc: Style,
    /// The ring's style.
    pub ring: Style,
    /// The characters that can be drawn.
    pub charset: Charset,
}

/// Radius of the disc at an empty breath, as a fraction of the ring's. It never vanishes, so that the eye can rest on it.
const EMPTY: f64 = 0.22;

/// What a dot belongs to.
#[derive(Clone, Copy, PartialEq)]
enum Dot {
    Nothing,
    Ring,
    Rim,
    Inside,
}

impl Breath {
    /// What a dot at that distance from the centre belongs to. `distance` and the size of a dot, `dot`, are fractions
    /// of the ring's radius.
    fn dot(&self, distance: f64, dot: f64) -> Dot {
        let disc = EMPTY + (1.0 - EMPTY) * self.fullness.clamp(0.0, 1.0);
        if distance <= disc - 2.5 * dot {
            Dot::Inside
        } else if distance <= disc {
            Dot::Rim
        } else if (distance - 1.0).abs() <= dot * 0.6 {
            Dot::Ring
        } else {
            Dot::Nothing
        }
    }
}

impl Widget for Breath {
    fn render(self, area: Rect, buf: &mut Buffer) {
        // A braille dot is about square, with two by four in a cell. Without braille a dot is a cell, twice as high as
        // wide.
        let (across, down, stretch) = match self.charset {
            Charset::Unicode => (2, 4, 1.0),
            Charset::Console | Charset::Ascii => (1, 1, 2.0),
        };
        let width = f64::from(area.width * across);
        let height = f64::from(area.height * down) * stretch;
        let radius = (width.min(height) - 1.0) / 2.0;
        if radius < 1.0 {
            return;
        }
        let at = |x: u16, y: u16| {
            let dx = f64::from(x) + 0.5 - width / 2.0;
            let dy = (f64::from(y) + 0.5) * stretch - height / 2.0;
            self.dot(dx.hypot(dy) / radius, stretch / radius)
        };
        for row in 0..area.height {
            for column in 0..area.width {
                let mut dots = 0;
                let mut disc = false;
                for (bit, (x, y)) in braille::DOTS {
                    if x < across && y < down {
                        let (x, y) = (column * across + x, row * down + y);
                        let dot = at(x, y);
                        disc |= matches!(dot, Dot::Rim | Dot::Inside);
                        let lit = match dot {
                            Dot::Nothing => false,
                            Dot::Ring | Dot::Rim => true,
                            Dot::Inside => self.charset != Charset::Unicode || (x + y) % 2 == 0,
                        };
                        dots |= if lit { bit } else { 0 };
                    }
                }
                let sign = match (dots, self.charset, disc) {
                    (0, ..) => continue,
                    (_, Charset::Unicode, _) => braille::sign(dots),
                    (_, Charset::Console, true) => '▒',
                    (_, Charset::Console, false) => '·',
                    (_, Charset::Ascii, true) => 'o',
                    (_, Charset::Ascii, false) => '.',
                };
                if let Some(cell) = buf.cell_mut((area.x + column, area.y + row)) {
                    let style = if disc { self.disc } else { self.ring };
                    cell.set_char(sign).set_style(style);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use insta::assert_snapshot;

    fn buffer(fullness: f64, width: u16, height: u16, charset: Charset) -> Buffer {
        let area = Rect::new(0, 0, width, height);
        let mut buf = Buffer::empty(area);
        Breath {
            fullness,
            disc: Style::new(),
            ring: Style::new(),
            charset,
        }
        .render(area, &mut buf);
        buf
    }

    fn drawn(fullness: f64, width: u16, height: u16, charset: Charset) -> String {
        let buf = buffer(fullness, width, height, charset);
        let lines: Vec<String> = buf
            .area
            .rows()
            .map(|row| {
                let line: String = row.positions().map(|at| buf[at].symbol()).collect();
                line.trim_end().to_owned()
            })
            .collect();
        lines.join("\n") + "\n"
    }

    #[test]
    fn the_disc_grows_up_to_the_ring() {
        let mut all = String::new();
        for fullness in [0.0, 0.5, 1.0] {
            all += &drawn(fullness, 30, 15, Charset::Unicode);
            all += "\n";
        }
        all += &drawn(0.5, 15, 7, Charset::Unicode);
        assert_snapshot!(all);
    }

    #[test]
    fn in_ascii() {
        assert_snapshot!(drawn(0.5, 30, 15, Charset::Ascii));
    }

    #[test]
    fn on_the_linux_console_the_disc_is_a_shade_inside_a_dotted_ring() {
        let on = |charset| drawn(0.5, 30, 15, charset);
        let shaded = on(Charset::Ascii).replace('o', "▒").replace('.', "·");
        assert_eq!(on(Charset::Console), shaded);
    }

    #[test]
    fn a_fuller_breath_is_never_drawn_smaller() {
        let lit = |fullness: f64| {
            let buf = buffer(fullness, 24, 11, Charset::Ascii);
            let cells = buf.content().iter();
            cells.filter(|cell| cell.symbol() == "o").count()
        };
        let grown: Vec<_> = (0..=20).map(|n| lit(f64::from(n) / 20.0)).collect();
        assert!(grown.is_sorted(), "{grown:?}");
        assert!(grown[20] > grown[0] * 4);
    }

    #[test]
    fn without_room_nothing_is_drawn() {
        assert_eq!(drawn(1.0, 1, 1, Charset::Ascii).trim(), "");
        assert_eq!(buffer(1.0, 0, 0, Charset::Unicode).content().len(), 0);
    }
}
