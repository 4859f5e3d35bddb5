//! A crescent moon.

use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};
use ratatui::style::Style;
use ratatui::widgets::Widget;

use crate::tui::charset::Charset;

/// A waning crescent, as large as fits, in pixels of half a cell. In ASCII and on the Linux console a pixel is a cell, twice as high as wide.
#[derive(Debug, Clone, Copy)]
pub struct Moon {
    /// The style of its light.
    pub style: Style,
    /// The characters that can be drawn.
    pub charset: Charset,
}

/// Heights in cells, from large to small. At these the halves of the circle come out alike.
const HEIGHTS: [u16; 5] = [12, 10, 8, 6, 4];

/// The centre of the dark disc to the right of the moon's, and its radius, as shares of the moon's radius.
const DARK: (f64, f64) = (0.55, 0.85);

impl Moon {
    /// The size it takes within the offered size. Nothing is drawn in less than four rows of eight cells.
    pub fn size(offered: Size) -> Size {
        let fits = |height: &u16| *height <= offered.height && 2 * height <= offered.width;
        let height = HEIGHTS.into_iter().find(fits).unwrap_or(0);
        Size::new(2 * height, height)
    }

    /// Whether light falls on the place that is `x` and `y` cells from the upper left corner of a moon of that height.
    fn is_lit(x: f64, y: f64, height: u16) -> bool {
        let radius = f64::from(height);
        // A cell is twice as high as wide.
        let (x, y) = ((x - radius) / radius, (2.0 * y - radius) / radius);
        let is_moon = x.hypot(y) < 1.0;
        let (aside, dark) = DARK;
        is_moon && (x - aside).hypot(y) > dark
    }
}

impl Widget for Moon {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let size = Self::size(area.as_size());
        for row in 0..size.height {
            for column in 0..size.width {
                let lit = |below: f64| {
                    let (x, y) = (f64::from(column) + 0.5, f64::from(row) + below);
                    Self::is_lit(x, y, size.height)
                };
                let sign = match (self.charset, lit(0.25), lit(0.75)) {
                    (Charset::Console, ..) if lit(0.5) => '█',
                    (Charset::Ascii, ..) if lit(0.5) => '#',
                    (Charset::Unicode, true, true) => '█',
                    (Charset::Unicode, true, false) => '▀',
                    (Charset::Unicode, false, true) => '▄',
                    (Charset::Console | Charset::Ascii, ..) | (Charset::Unicode, false, false) => {
                        continue;
                    }
                };
                if let Some(cell) = buf.cell_mut((area.x + column, area.y + row)) {
                    cell.set_char(sign).set_style(self.style);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use insta::assert_snapshot;

    fn drawn(width: u16, height: u16, charset: Charset) -> String {
        let area = Rect::new(0, 0, width, height);
        let mut buf = Buffer::empty(area);
        let style = Style::new();
        Moon { style, charset }.render(area, &mut buf);
        let lines = area.rows().map(|row| {
            let line: String = row.positions().map(|at| buf[at].symbol()).collect();
            line.trim_end().to_owned()
        });
        lines.collect::<Vec<_>>().join("\n") + "\n"
    }

    #[test]
    fn it_is_a_crescent_at_every_size() {
        let sizes = [(24, 12), (20, 10), (16, 8), (12, 6), (8, 4)];
        let all: String = sizes
            .map(|(w, h)| drawn(w, h, Charset::Unicode) + "\n")
            .concat();
        assert_snapshot!(all);
    }

    #[test]
    fn in_ascii_it_is_a_crescent_of_number_signs() {
        let moon = drawn(20, 10, Charset::Ascii);
        assert!(moon.is_ascii(), "{moon}");
        assert_snapshot!(moon);
    }

    #[test]
    fn on_the_linux_console_it_is_made_of_whole_cells() {
        let on = |charset| drawn(20, 10, charset);
        assert_eq!(on(Charset::Console), on(Charset::Ascii).replace('#', "█"));
    }

    #[test]
    fn without_room_nothing_is_drawn() {
        assert_eq!(drawn(7, 4, Charset::Unicode).trim(), "");
        assert_eq!(drawn(80, 3, Charset::Unicode).trim(), "");
    }
}
