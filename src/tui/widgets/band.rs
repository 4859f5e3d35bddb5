//! A band behind the points of a plot, filled with half blocks.

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::{Color, Style};

use crate::tui::charset::Charset;

/// A band from column to column.
#[derive(Debug, Clone)]
pub struct Band {
    /// The upper and the lower edge in each column, from 0 (top) to 1. None where there is no band.
    pub edges: Vec<Option<(f64, f64)>>,
    /// Its style. Without a colour, or in one whose brightness the terminal chooses, the band is shaded, so that it does not
    /// outshine the points.
    pub style: Style,
    /// The characters it is drawn with.
    pub charset: Charset,
}

impl Band {
    /// Draws the band. In cells that it fills its colour is the background, so that it stays behind what is drawn there
    /// later.
    pub fn render(&self, area: Rect, buf: &mut Buffer) {
        let halves = f64::from(area.height) * 2.0;
        for (x, edges) in (area.x..area.right()).zip(&self.edges) {
            let Some((upper, lower)) = edges else {
                continue;
            };
            let first = (upper.clamp(0.0, 1.0) * halves).round() as u16;
            let last = (lower.clamp(0.0, 1.0) * halves).round() as u16;
            let is_filled = |half: u16| (first..last.max(first + 1)).contains(&half);
            for row in 0..area.height {
                let has_own_colour =
                    matches!(self.style.fg, Some(Color::Rgb(..) | Color::Indexed(_)));
                let is_shaded = self.charset == Charset::Console || !has_own_colour;
                let (sign, style) = match (is_filled(row * 2), is_filled(row * 2 + 1)) {
                    (false, false) => continue,
                    _ if self.charset == Charset::Ascii => (':', self.style),
                    _ if is_shaded => ('░', self.style),
                    (true, true) => (
                        '█',
                        Style {
                            bg: self.style.fg,
                            ..self.style
                        },
                    ),
                    (true, false) => ('▀', self.style),
                    (false, true) => ('▄', self.style),
                };
                buf[(x, area.y + row)].set_char(sign).set_style(style);
            }
        }
    }
}

/// The half blocks at the edges of a band.
const HALVES: [&str; 2] = ["▀", "▄"];

/// Keeps the colour of a band as the background of what is drawn into its cell next. Returns whether the cell is one of a
/// band.
pub fn keep_band_behind(cell: &mut Cell) -> bool {
    if HALVES.contains(&cell.symbol()) {
        cell.set_bg(cell.fg);
    }
    [HALVES[0], HALVES[1], "█", "░", ":"].contains(&cell.symbol())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(edges: &[Option<(f64, f64)>], style: Style, charset: Charset) -> Buffer {
        let area = Rect::new(0, 0, edges.len() as u16, 3);
        let mut buf = Buffer::empty(area);
        let edges = edges.to_vec();
        Band {
            edges,
            style,
            charset,
        }
        .render(area, &mut buf);
        buf
    }

    fn rows(buf: &Buffer) -> Vec<String> {
        let row = |row: Rect| row.positions().map(|at| buf[at].symbol()).collect();
        buf.area.rows().map(row).collect()
    }

    #[test]
    fn a_band_is_drawn_to_half_a_row_and_never_vanishes() {
        let edges = [
            Some((1.0 / 6.0, 5.0 / 6.0)),
            None,
            Some((0.5, 0.5)),
            Some((-1.0, 2.0)),
        ];
        let brown = Style::new().fg(Color::Rgb(70, 60, 50));
        let buf = drawn(&edges, brown, Charset::Unicode);
        assert_eq!(rows(&buf), ["▄  █", "█ ▄█", "▀  █"]);
        assert_eq!(buf[(0, 1)].bg, Color::Rgb(70, 60, 50));
        assert_eq!(buf[(0, 0)].bg, Color::Reset);
    }

    #[test]
    fn a_band_without_colour_is_shaded() {
        let edges = [Some((0.0, 0.5))];
        let rows = |style, charset| rows(&drawn(&edges, style, charset));
        assert_eq!(rows(Style::new(), Charset::Unicode), ["░", "░", " "]);
        assert_eq!(rows(Style::new(), Charset::Ascii), [":", ":", " "]);
        let brown = Style::new().fg(Color::Rgb(70, 60, 50));
        assert_eq!(rows(brown, Charset::Console), ["░", "░", " "]);
    }
}
