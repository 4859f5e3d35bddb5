//! A plot of points in dots smaller than a cell.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::braille::{ACROSS, DOTS, DOWN, sign};

/// Dots on a grid of cells.
#[derive(Debug, Clone)]
pub struct Plot {
    width: u16,
    height: u16,
    cells: Vec<u8>,
}

impl Plot {
    /// An empty one, of that many cells.
    pub fn new(width: u16, height: u16) -> Self {
        Self {
            width,
            height,
            cells: vec![0; usize::from(width) * usize::from(height)],
        }
    }

    /// Sets the dot that is so far from the left and from the top: 0 is the first, 1 the last. What lies outside is
    /// drawn at the edge.
    pub fn dot(&mut self, across: f64, down: f64) {
        let (x, y) = self.place(across, down);
        self.set(x, y);
    }

    /// The same with its neighbours, so that a single point is seen.
    pub fn point(&mut self, across: f64, down: f64) {
        let (x, y) = self.place(across, down);
        // At the far edges there is none beyond.
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

    /// Draws the dots at the top left of `area`; what was there stays where there are none, and dots stay dots.
    pub fn render(&self, area: Rect, buf: &mut Buffer, style: Style, ascii: bool) {
        for (row, cells) in area
            .rows()
            .zip(self.cells.chunks(usize::from(self.width.max(1))))
        {
            for (place, bits) in row.positions().zip(cells) {
                if *bits > 0 {
                    let before = buf[place].symbol().chars().next().and_then(bits_of);
                    let bits = *bits | before.unwrap_or_default();
                    let sign = if ascii { '*' } else { sign(bits) };
                    buf[place].set_char(sign).set_style(style);
                }
            }
        }
    }
}

/// The dots that such a sign shows; none for any other.
fn bits_of(sign: char) -> Option<u8> {
    u32::from(sign)
        .checked_sub(0x2800)
        .and_then(|bits| u8::try_from(bits).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(plot: &Plot) -> Vec<String> {
        let area = Rect::new(0, 0, plot.width, plot.height);
        let mut buf = Buffer::empty(area);
        plot.render(area, &mut buf, Style::new(), false);
        let row = |row: Rect| row.positions().map(|place| buf[place].symbol()).collect();
        area.rows().map(row).collect()
    }

    #[test]
    fn the_corners_are_in_the_corners_and_what_is_outside_is_at_the_edge() {
        let mut plot = Plot::new(2, 2);
        plot.dot(0.0, 0.0);
        plot.dot(7.0, 9.0);
        assert_eq!(drawn(&plot), ["⠁ ", " ⢀"]);
    }

    #[test]
    fn what_is_drawn_over_dots_leaves_them() {
        let area = Rect::new(0, 0, 1, 1);
        let mut buf = Buffer::empty(area);
        for (x, y) in [(0.0, 0.0), (1.0, 1.0)] {
            let mut plot = Plot::new(1, 1);
            plot.dot(x, y);
            plot.render(area, &mut buf, Style::new(), false);
        }
        assert_eq!(buf[(0, 0)].symbol(), "⢁");
    }

    #[test]
    fn a_point_is_four_dots_wherever_it_is() {
        for (x, y) in [(0.0, 0.0), (1.0, 1.0), (0.5, 0.5), (0.3, 0.9)] {
            let mut plot = Plot::new(5, 3);
            plot.point(x, y);
            let dots: u32 = plot.cells.iter().map(|bits| bits.count_ones()).sum();
            assert_eq!(dots, 4, "{x} {y}");
        }
    }
}
