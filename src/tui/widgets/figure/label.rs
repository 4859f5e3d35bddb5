//! The stretched muscle's name with an arrow that points at it, for when no colour marks it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_width::UnicodeWidthStr;

use super::canvas::{Canvas, Layer, from_axis};
use crate::exercise::pose::Figure;
use crate::tui::charset::Charset;
use crate::tui::row::put;
use crate::tui::widgets::braille::{ACROSS, DOWN};
use crate::tui::wrap::wrapped;

/// A label for the stretched muscle.
pub(super) struct Label<'a> {
    pub text: &'a str,
    pub style: Style,
    pub charset: Charset,
}

/// A figure that is drawn.
pub(super) struct Moment {
    canvas: Canvas,
    /// The cells of each stretched limb, nearest to its middle first.
    muscles: Vec<Vec<(i32, i32)>>,
}

impl Moment {
    pub(super) fn new(canvas: Canvas, area: Rect, figure: &Figure) -> Self {
        let stretched: Vec<_> = figure
            .limbs
            .iter()
            .filter_map(|limb| {
                let (from, to) = limb.stretched?;
                Some([from, f64::midpoint(from, to), to].map(|part| canvas.dot(limb.along(part))))
            })
            .collect();
        let mut muscles = vec![Vec::new(); stretched.len()];
        for (column, row) in (0..area.height).flat_map(|row| (0..area.width).map(move |x| (x, row)))
        {
            let Some((Layer::Accent, bits)) = canvas.cell(column, row) else {
                continue;
            };
            let middle = (
                f64::from(column * ACROSS) + f64::from(ACROSS) / 2.0,
                f64::from(row * DOWN) + f64::from(DOWN) / 2.0,
            );
            let distance = |ends: &[(f64, f64); 3]| from_axis(middle, ends[0], ends[2]).0;
            let nearest = (0..stretched.len())
                .min_by(|a, b| distance(&stretched[*a]).total_cmp(&distance(&stretched[*b])));
            if let Some(nearest) = nearest.filter(|_| bits.count_ones() > 1) {
                muscles[nearest].push((i32::from(column), i32::from(row)));
            }
        }
        for (cells, [_, (x, y), _]) in muscles.iter_mut().zip(&stretched) {
            let middle = (*x as i32 / i32::from(ACROSS), *y as i32 / i32::from(DOWN));
            cells.sort_by_key(|(x, y)| (x - middle.0).abs() + 2 * (y - middle.1).abs());
        }
        Self { canvas, muscles }
    }
}

/// The side of the muscle that the label is on, and for one above or below it the side of its line that the text is on.
#[derive(Clone, Copy)]
enum From {
    Right,
    Left,
    Above(Text),
    Below(Text),
}

#[derive(Clone, Copy)]
enum Text {
    Right,
    Left,
}

impl From {
    /// How good the side is, the best first.
    const fn rank(self) -> u8 {
        match self {
            Self::Right => 0,
            Self::Left => 1,
            Self::Above(_) => 2,
            Self::Below(_) => 3,
        }
    }
}

const SIDES: [From; 6] = [
    From::Right,
    From::Left,
    From::Above(Text::Right),
    From::Above(Text::Left),
    From::Below(Text::Right),
    From::Below(Text::Left),
];

/// Maximum distance of a label above or below the muscle, in cells.
const LONGEST_LINE: i32 = 10;

/// A way to place a label.
struct Way<'a> {
    /// The number of the stretched limb.
    limb: usize,
    lines: &'a [String],
    from: From,
    /// Whether the label may hide a part of a prop.
    over_props: bool,
}

/// A label that is placed: texts with their positions.
type Signs = Vec<(i32, i32, String)>;

impl Label<'_> {
    /// Draws the label where an arrow reaches the muscle without crossing anything, else where it crosses only props. One
    /// line is preferred to two, a place beside the muscle to one above or below, a short arrow to a long one, and the
    /// muscle's middle to its ends. If there is no such place, the label is drawn at the top, without an arrow.
    ///
    /// `now` is the moment that is drawn. The way chosen is the one that most of `moments` have a place for, so that the
    /// label does not jump from side to side while the figure moves.
    pub(super) fn draw(&self, now: &Moment, moments: &[Moment], area: Rect, buf: &mut Buffer) {
        let two = wrapped(self.text, (self.text.width() as u16 * 3 / 5).max(6));
        let versions = [vec![self.text.to_owned()], two];
        let mut ways = Vec::new();
        for over_props in [false, true] {
            for lines in &versions {
                for from in SIDES {
                    // The last limb is the nearest one.
                    ways.extend((0..now.muscles.len()).rev().map(|limb| Way {
                        limb,
                        lines,
                        from,
                        over_props,
                    }));
                }
            }
        }
        ways.sort_by_cached_key(|way| {
            let lengths: Vec<_> = moments
                .iter()
                .filter_map(|moment| self.signs(moment, area, way))
                .map(|signs| signs.len())
                .collect();
            let misses = moments.len() - lengths.len();
            let length: usize = lengths.iter().sum();
            (
                misses,
                way.over_props,
                way.lines.len(),
                way.from.rank(),
                length,
            )
        });
        let signs = ways.iter().find_map(|way| self.signs(now, area, way));
        if let Some(signs) = signs {
            for (x, y, text) in signs {
                let at = (area.x + x as u16, area.y + y as u16);
                buf.set_string(at.0, at.1, text, self.style);
            }
            return;
        }
        // A gap parts it from the text beside the figure.
        let lines = wrapped(self.text, area.width.saturating_sub(1));
        for (line, row) in lines.iter().zip(area.rows()) {
            put(buf, row, 0, line, self.style);
        }
    }

    /// The label placed in one way, as near to the muscle's middle as there is room.
    fn signs(&self, moment: &Moment, area: Rect, way: &Way) -> Option<Signs> {
        let place = Place {
            canvas: &moment.canvas,
            area,
            over_props: way.over_props,
        };
        moment
            .muscles
            .get(way.limb)?
            .iter()
            .find_map(|cell| self.placed(&place, way.lines, way.from, *cell))
    }

    /// The label with an arrow at a cell, or None if something is in the way.
    fn placed(
        &self,
        place: &Place,
        lines: &[String],
        from: From,
        (x, y): (i32, i32),
    ) -> Option<Signs> {
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
            (From::Above(_), Charset::Unicode) => ["▾", "│"],
            (From::Above(_), Charset::Console) => ["▼", "│"],
            (From::Above(_), Charset::Ascii) => ["v", "|"],
            (From::Below(_), Charset::Unicode) => ["▴", "│"],
            (From::Below(_), Charset::Console) => ["▲", "│"],
            (From::Below(_), Charset::Ascii) => ["^", "|"],
        };
        // Only the arrow's row has to reach the muscle. A second line may be above or below it.
        let beside = |left: i32, arrow: i32| {
            let way = (x + 1).min(left)..(left + width).max(x);
            let top = [y, y - height + 1].into_iter().find(|top| {
                place.is_free(way.clone(), y..y + 1)
                    && place.is_free(left..left + width, *top..*top + height)
            })?;
            let arrow = (arrow, y, signs[0].to_owned());
            Some(written(left, top).chain([arrow]).collect())
        };
        let lengthwise = |step: i32, text: Text| {
            let left = match text {
                Text::Right => x + 2,
                Text::Left => x - 1 - width,
            };
            let n = (1..LONGEST_LINE)
                .take_while(|n| place.is_free(x..x + 1, y + step * n..y + step * n + 1))
                .find(|n| {
                    let top = top_of(y + step * n, step, height);
                    place.is_free(left - 1..left + width + 1, top..top + height)
                })?;
            let line = (1..=n).map(|n| {
                let sign = signs[usize::from(n > 1)];
                (x, y + step * n, sign.to_owned())
            });
            let top = top_of(y + step * n, step, height);
            Some(written(left, top).chain(line).collect())
        };
        match from {
            From::Right => beside(x + 3, x + 1),
            From::Left => beside(x - 2 - width, x - signs[0].width() as i32),
            From::Above(text) => lengthwise(-1, text),
            From::Below(text) => lengthwise(1, text),
        }
    }
}

/// The first row of a text of some lines, at the end of a line that goes up (`step` is -1) or down.
const fn top_of(end: i32, step: i32, height: i32) -> i32 {
    if step < 0 { end - height + 1 } else { end }
}

/// The cells that the figure is drawn in.
struct Place<'a> {
    canvas: &'a Canvas,
    area: Rect,
    /// Whether the label may hide a part of a prop.
    over_props: bool,
}

impl Place<'_> {
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
