//! A solid line in steps of whole rows.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::braille::{bits_of, sign};
use crate::tui::charset::Charset;

/// A line from column to column. It looks unlike points without colours too.
#[derive(Debug, Clone)]
pub struct StepLine {
    /// Where the line is in each column, from 0 (top) to 1. None where it is not.
    pub down: Vec<Option<f64>>,
    /// Its style.
    pub style: Style,
    /// The characters that can be drawn.
    pub charset: Charset,
}

impl StepLine {
    /// Draws the line. A step is drawn in the column in which the line arrives at its new row. Points in the line's cells stay,
    /// in its colour.
    pub fn render(&self, area: Rect, buf: &mut Buffer) {
        let last = area.height.saturating_sub(1);
        let row = |down: f64| (down.clamp(0.0, 1.0) * f64::from(last)).round() as u16;
        let mut before: Option<u16> = None;
        for (x, down) in (area.x..area.right()).zip(&self.down) {
            let now = down.map(row);
            if let Some(now) = now {
                let from = before.unwrap_or(now);
                for y in from.min(now)..=from.max(now) {
                    let cell = &mut buf[(x, area.y + y)];
                    let there = cell.symbol().chars().next();
                    let line = self.sign(from, now, y);
                    let both = there.and_then(|there| self.with_point(there, line));
                    cell.set_char(both.unwrap_or(line)).set_style(self.style);
                }
            }
            before = now;
        }
    }

    /// The character of a cell that has a point in it, and this character of the line as well. None if there is no point.
    fn with_point(&self, there: char, line: char) -> Option<char> {
        match self.charset {
            Charset::Unicode => bits_of(there).map(|bits| sign(bits | dots_of(line))),
            // A thicker piece of line, as a row of points would not look like a line.
            Charset::Console => (there == '•').then_some(if line == '─' { '═' } else { there }),
            Charset::Ascii => (there == '*').then_some(if line == '-' { '=' } else { there }),
        }
    }

    /// The character in row `y` of a column in which the line goes from row `from` to row `to`.
    fn sign(&self, from: u16, to: u16, y: u16) -> char {
        let falls = to > from;
        // Straight on, up and down, then the corners where a fall begins and ends, and those of a rise.
        let [straight, upright, falling, fallen, rising, risen] = match self.charset {
            Charset::Unicode => ['─', '│', '╮', '╰', '╯', '╭'],
            Charset::Console => ['─', '│', '┐', '└', '┘', '┌'],
            Charset::Ascii => ['-', '|', '+', '+', '+', '+'],
        };
        match (from == to, y == from, y == to) {
            (true, ..) => straight,
            (false, true, _) if falls => falling,
            (false, true, _) => rising,
            (false, _, true) if falls => fallen,
            (false, _, true) => risen,
            (false, false, false) => upright,
        }
    }
}

/// The dots of a cell that look like a part of the line in box drawing, connected to its neighbours.
const fn dots_of(line: char) -> u8 {
    const MIDDLE: u8 = 0x02 | 0x10;
    match line {
        '│' => 0x08 | 0x10 | 0x20 | 0x80,
        '╮' | '╭' => MIDDLE | 0x20 | 0x80,
        '╰' | '╯' => MIDDLE | 0x08,
        _ => MIDDLE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::widgets::plot::Plot;

    fn drawn(down: &[Option<f64>], charset: Charset) -> Vec<String> {
        let area = Rect::new(0, 0, down.len() as u16, 4);
        let mut buf = Buffer::empty(area);
        let line = StepLine {
            down: down.to_vec(),
            style: Style::new(),
            charset,
        };
        line.render(area, &mut buf);
        let row = |row: Rect| row.positions().map(|at| buf[at].symbol()).collect();
        area.rows().map(row).collect()
    }

    #[test]
    fn a_line_is_connected_from_its_first_column_to_its_last() {
        let third = |n: u32| Some(f64::from(n) / 3.0);
        let line = [
            None,
            third(0),
            third(0),
            third(1),
            third(3),
            third(3),
            third(2),
            None,
        ];
        assert_eq!(
            drawn(&line, Charset::Unicode),
            [" ──╮    ", "   ╰╮   ", "    │ ╭ ", "    ╰─╯ "]
        );
        assert_eq!(
            drawn(&line, Charset::Console),
            [" ──┐    ", "   └┐   ", "    │ ┌ ", "    └─┘ "]
        );
        assert_eq!(
            drawn(&line, Charset::Ascii),
            [" --+    ", "   ++   ", "    | + ", "    +-+ "]
        );
    }

    #[test]
    fn a_line_in_one_row_is_whole_and_values_outside_stay_at_the_edge() {
        assert_eq!(drawn(&[Some(-2.0); 3], Charset::Unicode)[0], "───");
        assert_eq!(drawn(&[Some(7.0); 3], Charset::Unicode)[3], "───");
    }

    #[test]
    fn a_point_in_a_cell_of_the_line_stays_visible() {
        let area = Rect::new(0, 0, 3, 1);
        let accent = Style::new().fg(ratatui::style::Color::Yellow);
        for (charset, expected) in [
            (Charset::Unicode, "─⣶─"),
            (Charset::Console, "─═─"),
            (Charset::Ascii, "-=-"),
        ] {
            let mut buf = Buffer::empty(area);
            let mut plot = Plot::new(3, 1);
            plot.point(0.4, 1.0);
            plot.render(area, &mut buf, Style::new(), charset);
            let line = StepLine {
                down: vec![Some(0.0); 3],
                style: accent,
                charset,
            };
            line.render(area, &mut buf);
            let row: String = area.positions().map(|at| buf[at].symbol()).collect();
            assert_eq!(row, expected);
            assert!(area.positions().all(|at| buf[at].fg == accent.fg.unwrap()));
        }
    }

    #[test]
    fn a_step_among_points_stays_connected() {
        let area = Rect::new(0, 0, 2, 3);
        let mut buf = Buffer::empty(area);
        for at in area.positions() {
            // A dot at the lower left of every cell.
            buf[at].set_char('⡀');
        }
        let line = StepLine {
            down: vec![Some(0.0), Some(1.0)],
            style: Style::new(),
            charset: Charset::Unicode,
        };
        line.render(area, &mut buf);
        let row = |row: Rect| row.positions().map(|at| buf[at].symbol()).collect();
        let rows: Vec<String> = area.rows().map(row).collect();
        assert_eq!(rows, ["⡒⣲", "⡀⣸", "⡀⡚"]);
    }
}
