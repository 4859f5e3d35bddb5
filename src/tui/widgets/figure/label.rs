//! The stretched muscle's name with an arrow that points at it, for when no colour marks it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_width::UnicodeWidthStr;

use super::canvas::{Canvas, Layer};
use crate::exercise::pose::Point;
use crate::tui::charset::Charset;
use crate::tui::widgets::braille::{ACROSS, DOWN};
use crate::tui::wrap::wrapped;

/// A label for a part of the figure.
pub(super) struct Label<'a> {
    pub text: &'a str,
    /// The middle of the labelled part.
    pub at: Point,
    pub style: Style,
    pub charset: Charset,
}

/// The side of the muscle that the label is on.
#[derive(Clone, Copy)]
enum From {
    Right,
    Left,
    Above,
    Below,
}

/// Maximum distance of a label above or below the muscle, in cells.
const LONGEST_LINE: i32 = 10;

impl Label<'_> {
    /// Draws the label where an arrow reaches the muscle without crossing anything, else where it crosses only props. One
    /// line is preferred to two, a place beside the muscle to one above or below, and the muscle's middle to its ends. If
    /// there is no such place, the label is drawn at the top, without an arrow.
    pub(super) fn draw(&self, canvas: &Canvas, area: Rect, buf: &mut Buffer) {
        let places = [false, true].map(|over_props| Place {
            canvas,
            area,
            over_props,
        });
        let two = wrapped(self.text, (self.text.width() as u16 * 3 / 5).max(6));
        let muscle = places[0].muscle(self.at);
        let versions = [vec![self.text.to_owned()], two];
        for (place, lines) in places
            .iter()
            .flat_map(|place| versions.iter().map(move |lines| (place, lines)))
        {
            for from in [From::Right, From::Left, From::Above, From::Below] {
                for cell in &muscle {
                    if let Some(signs) = self.placed(place, lines, from, *cell) {
                        for (x, y, text) in signs {
                            let at = (area.x + x as u16, area.y + y as u16);
                            buf.set_string(at.0, at.1, text, self.style);
                        }
                        return;
                    }
                }
            }
        }
        // A gap parts it from the text beside the figure.
        let lines = wrapped(self.text, area.width.saturating_sub(1));
        for (line, row) in lines.iter().zip(area.rows()) {
            buf.set_stringn(row.x, row.y, line, row.width.into(), self.style);
        }
    }

    /// The texts of label and arrow with their positions, or None if something is in the way.
    fn placed(
        &self,
        place: &Place,
        lines: &[String],
        from: From,
        (x, y): (i32, i32),
    ) -> Option<Vec<(i32, i32, String)>> {
        let width = lines.iter().map(|line| line.width()).max()? as i32;
        let height = lines.len() as i32;
        let written = |left: i32, top: i32| {
            let rows = lines.iter().zip(top..);
            rows.map(move |(line, row)| (left, row, line.clone()))
        };
        let signs = match (from, self.charset) {
            (From::Right, Charset::Unicode) => ["◂", ""],
            (From::Right, Charset::Console) => ["◀", ""],
            (From::Right, Charset::Ascii) => ["<-", ""],
            (From::Left, Charset::Unicode) => ["▸", ""],
            (From::Left, Charset::Console) => ["▶", ""],
            (From::Left, Charset::Ascii) => ["->", ""],
            (From::Above, Charset::Unicode) => ["▾", "│"],
            (From::Above, Charset::Console) => ["▼", "│"],
            (From::Above, Charset::Ascii) => ["v", "|"],
            (From::Below, Charset::Unicode) => ["▴", "│"],
            (From::Below, Charset::Console) => ["▲", "│"],
            (From::Below, Charset::Ascii) => ["^", "|"],
        };
        match from {
            From::Right | From::Left => {
                // Only the arrow's row has to reach the muscle. A second line may be above or below it.
                let (left, arrow) = match from {
                    From::Right => (x + 3, x + 1),
                    From::Left | From::Above | From::Below => {
                        (x - 2 - width, x - signs[0].width() as i32)
                    }
                };
                let beside = (x + 1).min(left)..(left + width).max(x);
                let top = [y, y - height + 1].into_iter().find(|top| {
                    place.is_free(beside.clone(), y..y + 1)
                        && place.is_free(left..left + width, *top..*top + height)
                })?;
                let arrow = (arrow, y, signs[0].to_owned());
                Some(written(left, top).chain([arrow]).collect())
            }
            From::Above | From::Below => {
                let step = if matches!(from, From::Above) { -1 } else { 1 };
                let clear = (1..LONGEST_LINE)
                    .take_while(|n| place.is_free(x..x + 1, y + step * n..y + step * n + 1));
                for n in clear {
                    let end = y + step * n;
                    let top = if step < 0 { end - height + 1 } else { end };
                    for left in [x + 2, x - 1 - width] {
                        if place.is_free(left - 1..left + width + 1, top..top + height) {
                            let line = (1..=n).map(|n| {
                                let sign = signs[usize::from(n > 1)];
                                (x, y + step * n, sign.to_owned())
                            });
                            return Some(written(left, top).chain(line).collect());
                        }
                    }
                }
                None
            }
        }
    }
}

/// The cells that the figure is drawn in.
struct Place<'a> {
    canvas: &'a Canvas,
    area: Rect,
    /// Whether the label may hide a part of a prop.
    over_props: bool,
}

impl Place<'_> {
    /// The cells of the muscle, nearest to its middle first.
    fn muscle(&self, at: Point) -> Vec<(i32, i32)> {
        let (x, y) = self.canvas.dot(at);
        let middle = (x as i32 / i32::from(ACROSS), y as i32 / i32::from(DOWN));
        let mut cells: Vec<_> = (0..self.area.height)
            .flat_map(|row| (0..self.area.width).map(move |column| (column, row)))
            .filter(|(column, row)| {
                matches!(
                    self.canvas.cell(*column, *row),
                    Some((Layer::Accent, bits)) if bits.count_ones() > 1
                )
            })
            .map(|(column, row)| (i32::from(column), i32::from(row)))
            .collect();
        cells.sort_by_key(|(x, y)| (x - middle.0).abs() + 2 * (y - middle.1).abs());
        cells
    }

    /// Whether these cells are inside the area, and free of the figure and, unless they may be hidden, of props.
    fn is_free(&self, columns: std::ops::Range<i32>, rows: std::ops::Range<i32>) -> bool {
        let inside = |end: &i32, of: u16| (0..=i32::from(of)).contains(end);
        [columns.start, columns.end]
            .iter()
            .all(|end| inside(end, self.area.width))
            && [rows.start, rows.end]
                .iter()
                .all(|end| inside(end, self.area.height))
            && rows.clone().all(|row| {
                columns
                    .clone()
                    .all(|column| match self.canvas.cell(column as u16, row as u16) {
                        None => true,
                        Some((Layer::Prop, _)) => self.over_props,
                        Some((Layer::Far | Layer::Body | Layer::Accent, _)) => false,
                    })
            })
    }
}
