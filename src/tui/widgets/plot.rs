//! A plot drawn in braille dots.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::band::keep_band_behind;
use super::braille::{ACROSS, DOTS, DOWN, bits_of, sign};
use crate::tui::charset::Charset;

/// A grid of cells with dots.
#[derive(Debug, Clone)]
pub struct Plot {
    width: u16,
    height: u16,
    cells: Vec<u8>,
}

impl Plot {
    /// Creates an empty plot of that many cells.
    pub fn new(width: u16, height: u16) -> Self {
        Self {
            width,
            height,
            cells: vec![0; usize::from(width) * usize::from(height)],
        }
    }

    /// Sets the dot at these fractions of the width and height, from the left and the top. Values outside 0 to 1 are
    /// drawn at the edge.
    pub fn dot(&mut self, across: f64, down: f64) {
        let (x, y) = self.place(across, down);
        self.set(x, y);
    }

    /// Sets a square of two by two dots there, so that a single point is visible.
    pub fn point(&mut self, across: f64, down: f64) {
        let (x, y) = self.place(across, down);
        // At the right and bottom edges, use the neighbours inside the plot.
        let x = x.min((self.width * ACROSS).saturating_sub(2));
        let y = y.min((self.height * DOWN).saturating_sub(2));
        for (right, below) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
            self.set(x + right, y + below);
        }
    }

    fn place(&self, across: f64, down: f64) -> (u16, u16) {
        let at = |part: f64, dots: u16| {
            (part.clamp(0.0, 1.0) * f64::from(dots.saturating_sub(1))).round() as u16
        };
        (
            at(across, self.width * ACROSS),
            at(down, self.height * DOWN),
        )
    }

    fn set(&mut self, x: u16, y: u16) {
        let place = (x % ACROSS, y % DOWN);
        let bit = DOTS
            .iter()
            .find(|(_, at)| *at == place)
            .map_or(0, |dot| dot.0);
        let cell = usize::from(y / DOWN) * usize::from(self.width) + usize::from(x / ACROSS);
        if let Some(bits) = self.cells.get_mut(cell) {
            *bits |= bit;
        }
    }

    /// Draws the dots from the top left of `area`. Cells without dots keep their content, and a band stays behind the dots.
    pub fn render(&self, area: Rect, buf: &mut Buffer, style: Style, charset: Charset) {
        let width = usize::from(self.width.max(1));
        for (row, cells) in area.rows().zip(self.cells.chunks(width)) {
            for (place, bits) in row.positions().zip(cells) {
                if *bits > 0 {
                    let before = buf[place].symbol().chars().next().and_then(bits_of);
                    let sign = match charset {
                        Charset::Unicode => sign(*bits | before.unwrap_or_default()),
                        Charset::Console => '•',
                        Charset::Ascii => '*',
                    };
                    let cell = &mut buf[place];
                    keep_band_behind(cell);
                    cell.set_char(sign).set_style(Style { bg: None, ..style });
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use ratatui::style::Color;

    use super::*;
    use crate::tui::widgets::band::Band;

    fn drawn(plot: &Plot) -> Vec<String> {
        let area = Rect::new(0, 0, plot.width, plot.height);
        let mut buf = Buffer::empty(area);
        plot.render(area, &mut buf, Style::new(), Charset::Unicode);
        let row = |row: Rect| row.positions().map(|place| buf[place].symbol()).collect();
        area.rows().map(row).collect()
    }

    #[test]
    fn corners_are_drawn_in_the_corners_and_outside_values_at_the_edge() {
        let mut plot = Plot::new(2, 2);
        plot.dot(0.0, 0.0);
        plot.dot(7.0, 9.0);
        assert_eq!(drawn(&plot), ["⠁ ", " ⢀"]);
    }

    #[test]
    fn drawing_over_dots_keeps_them() {
        let area = Rect::new(0, 0, 1, 1);
        let mut buf = Buffer::empty(area);
        for (x, y) in [(0.0, 0.0), (1.0, 1.0)] {
            let mut plot = Plot::new(1, 1);
            plot.dot(x, y);
            plot.render(area, &mut buf, Style::new(), Charset::Unicode);
        }
        assert_eq!(buf[(0, 0)].symbol(), "⢁");
    }

    #[test]
    fn a_band_stays_behind_the_dots() {
        let [brown, white] = [Color::Indexed(58), Color::Indexed(15)];
        let area = Rect::new(0, 0, 1, 3);
        let mut buf = Buffer::empty(area);
        let band = Band {
            edges: vec![Some((0.0, 0.5))],
            style: Style::new().fg(brown).bg(Color::Black),
            charset: Charset::Unicode,
        };
        band.render(area, &mut buf);
        let mut plot = Plot::new(1, 3);
        for down in [0.0, 0.5, 1.0] {
            plot.dot(0.0, down);
        }
        let style = Style::new().fg(white).bg(Color::Black);
        plot.render(area, &mut buf, style, Charset::Unicode);
        let grounds = [0, 1, 2].map(|y| buf[(0, y)].bg);
        assert_eq!(grounds, [brown, brown, Color::Reset]);
        assert_eq!(buf[(0, 1)].fg, white);
    }

    #[test]
    fn a_point_is_four_dots_everywhere() {
        for (x, y) in [(0.0, 0.0), (1.0, 1.0), (0.5, 0.5), (0.3, 0.9)] {
            let mut plot = Plot::new(5, 3);
            plot.point(x, y);
            let dots: u32 = plot.cells.iter().map(|bits| bits.count_ones()).sum();
            assert_eq!(dots, 4, "{x} {y}");
        }
    }
}
