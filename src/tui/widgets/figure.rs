//! A figure in dots: capsules of tapering width rasterised by coverage, in three layers.
//!
//! A cell of braille holds two by four dots, which are about square on the screen. A dot is set where a limb
//! covers enough of it, rather than by drawing one-dot lines, which look like scribble. A cell has one colour:
//! the stretched muscle's where it has a dot of that, else the body's, else the prop's.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::Widget;
use unicode_width::UnicodeWidthStr;

use crate::exercise::pose::{Figure, Limb, Point};

/// How a figure looks.
#[derive(Debug, Clone, Copy)]
pub struct FigureStyle {
    /// The stretched muscle.
    pub accent: Style,
    /// The body.
    pub body: Style,
    /// Floor, wall, chair, towel.
    pub prop: Style,
}

/// A figure, as large as the space allows, its floor at the bottom.
#[derive(Debug, Clone, Copy)]
pub struct FigureView<'a> {
    /// The body and what is around it.
    pub figure: &'a Figure,
    /// What the picture has to hold, however the figure moves: left, bottom, right, top.
    pub bounds: [f64; 4],
    /// What is stretched, to be written beside it where there is no colour to say so.
    pub label: Option<&'a str>,
    /// How it looks.
    pub style: FigureStyle,
    /// Whether only ASCII can be drawn.
    pub ascii: bool,
}

/// Dots in a cell.
const ACROSS: u16 = 2;
const DOWN: u16 = 4;

/// A dot is set from this part of it on.
const COVERAGE: f64 = 0.4;

/// Samples along each side of a dot.
const SAMPLES: i32 = 4;

/// The thinnest that a limb is drawn, in dots.
const THINNEST: f64 = 1.15;

/// What a dot belongs to; the higher one decides a cell's colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Layer {
    Prop,
    Body,
    Accent,
}

/// The dots of a picture.
struct Canvas {
    width: u16,
    height: u16,
    dots: Vec<Option<Layer>>,
    /// Dots for one unit of the pose's box.
    scale: f64,
    /// Where the box's left edge is.
    left: f64,
    /// The row of dots that is the floor, counted from above.
    floor: u16,
}

impl Canvas {
    fn new(area: Rect, [left, _, right, top]: [f64; 4]) -> Self {
        let (width, height) = (area.width * ACROSS, area.height * DOWN);
        // The floor has the last row of cells to itself: a cell has one colour, and feet are not floor.
        let standing = height.saturating_sub(DOWN).max(1);
        let margin = 0.03;
        let (wide, high) = (right - left + 2.0 * margin, top + margin);
        let scale = (f64::from(width) / wide).min(f64::from(standing) / high);
        Self {
            width,
            height,
            dots: vec![None; usize::from(width) * usize::from(height)],
            scale,
            left: left - margin - (f64::from(width) / scale - wide) / 2.0,
            floor: standing,
        }
    }

    /// A place in dots, counted from the upper left.
    fn dot(&self, point: Point) -> (f64, f64) {
        let x = (point.x - self.left) * self.scale;
        let y = f64::from(self.floor) - point.y * self.scale;
        (x, y)
    }

    fn at(&self, x: u16, y: u16) -> Option<Layer> {
        self.dots[usize::from(y) * usize::from(self.width) + usize::from(x)]
    }

    /// Calls `set` for each dot that the capsule covers, after `gap` for each in the ring around it.
    fn capsule(&mut self, from: Point, to: Point, widths: (f64, f64), layer: Layer, gap: f64) {
        let (a, b) = (self.dot(from), self.dot(to));
        let radius = |width: f64| (width * self.scale).max(THINNEST) / 2.0;
        let (ra, rb) = (radius(widths.0), radius(widths.1));
        let reach = ra.max(rb) + gap + 1.0;
        let low = |a: f64, b: f64| (a.min(b) - reach).floor().max(0.0) as u16;
        let high = |a: f64, b: f64, end: u16| ((a.max(b) + reach).ceil().max(0.0) as u16).min(end);
        for y in low(a.1, b.1)..high(a.1, b.1, self.height) {
            for x in low(a.0, b.0)..high(a.0, b.0, self.width) {
                let index = usize::from(y) * usize::from(self.width) + usize::from(x);
                let covered = coverage(x, y, |at| {
                    let (distance, along) = from_axis(at, a, b);
                    distance <= ra + (rb - ra) * along
                });
                if covered >= COVERAGE {
                    self.dots[index] = Some(layer);
                } else if gap > 0.0 && self.dots[index].is_some_and(|layer| layer != Layer::Prop) {
                    let middle = (f64::from(x) + 0.5, f64::from(y) + 0.5);
                    let (distance, along) = from_axis(middle, a, b);
                    // Where it begins it grows out of the body; no gap there.
                    if along > 0.25 && distance <= ra + (rb - ra) * along + gap {
                        self.dots[index] = None;
                    }
                }
            }
        }
    }

    fn line_of_floor(&mut self, from: f64, to: f64) {
        let column = |x: f64| {
            self.dot(Point { x, y: 0.0 })
                .0
                .round()
                .clamp(0.0, f64::from(self.width)) as u16
        };
        for x in column(from)..column(to) {
            let index = usize::from(self.floor) * usize::from(self.width) + usize::from(x);
            if let Some(dot) = self.dots.get_mut(index) {
                *dot = Some(Layer::Prop);
            }
        }
    }

    /// Takes away dots of the body that stand all but alone, which gaps leave behind.
    fn without_specks(mut self) -> Self {
        let (width, height) = (i32::from(self.width), i32::from(self.height));
        let is_body = |x: i32, y: i32| {
            (0..width).contains(&x)
                && (0..height).contains(&y)
                && self.dots[(y * width + x) as usize].is_some_and(|layer| layer != Layer::Prop)
        };
        let around = [
            (-1, -1),
            (0, -1),
            (1, -1),
            (-1, 0),
            (1, 0),
            (-1, 1),
            (0, 1),
            (1, 1),
        ];
        let specks: Vec<usize> = (0..height)
            .flat_map(|y| (0..width).map(move |x| (x, y)))
            .filter(|(x, y)| is_body(*x, *y))
            .filter(|(x, y)| {
                around
                    .iter()
                    .filter(|(dx, dy)| is_body(x + dx, y + dy))
                    .count()
                    < 2
            })
            .map(|(x, y)| (y * width + x) as usize)
            .collect();
        for speck in specks {
            self.dots[speck] = None;
        }
        self
    }

    fn disc(&mut self, middle: Point, radius: f64, layer: Layer) {
        self.capsule(middle, middle, (radius * 2.0, radius * 2.0), layer, 0.0);
    }
}

/// How much of a dot is covered.
fn coverage(x: u16, y: u16, covers: impl Fn((f64, f64)) -> bool) -> f64 {
    let place = |n: i32| (f64::from(n) + 0.5) / f64::from(SAMPLES);
    let hits = (0..SAMPLES * SAMPLES)
        .filter(|n| {
            covers((
                f64::from(x) + place(n % SAMPLES),
                f64::from(y) + place(n / SAMPLES),
            ))
        })
        .count();
    hits as f64 / f64::from(SAMPLES * SAMPLES)
}

/// How far a place is from a line, and how far along the line (0 to 1) it lies.
fn from_axis(at: (f64, f64), a: (f64, f64), b: (f64, f64)) -> (f64, f64) {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let length = dx * dx + dy * dy;
    let along = if length > 0.0 {
        (((at.0 - a.0) * dx + (at.1 - a.1) * dy) / length).clamp(0.0, 1.0)
    } else {
        0.0
    };
    let nearest = (a.0 + dx * along, a.1 + dy * along);
    ((at.0 - nearest.0).hypot(at.1 - nearest.1), along)
}

impl FigureView<'_> {
    fn painted(&self, area: Rect) -> Canvas {
        let mut canvas = Canvas::new(area, self.bounds);
        if let Some((from, to)) = self.figure.floor {
            canvas.line_of_floor(from, to);
        }
        for shape in &self.figure.props {
            canvas.capsule(
                shape.from,
                shape.to,
                (shape.width, shape.width),
                Layer::Prop,
                0.0,
            );
        }
        let layer = |limb: &Limb| {
            if limb.is_stretched {
                Layer::Accent
            } else {
                Layer::Body
            }
        };
        let is_near = |limb: &&Limb| limb.side == Some(crate::exercise::pose::Side::Near);
        let draw = |canvas: &mut Canvas, limb: &Limb, gap: f64| {
            canvas.capsule(limb.from, limb.to, limb.bone.widths(), layer(limb), gap);
        };
        for limb in self.figure.limbs.iter().filter(|limb| !is_near(limb)) {
            draw(&mut canvas, limb, 0.0);
        }
        canvas.disc(self.figure.head, self.figure.head_radius, Layer::Body);
        // A limb in front of the body is set off from it by a dot.
        let gap = if canvas.scale > 30.0 { 1.0 } else { 0.0 };
        for limb in self.figure.limbs.iter().filter(is_near) {
            draw(&mut canvas, limb, gap);
        }
        canvas.without_specks()
    }

    fn style(&self, layer: Layer) -> Style {
        match layer {
            Layer::Prop => self.style.prop,
            Layer::Body => self.style.body,
            Layer::Accent => self.style.accent,
        }
    }

    /// The muscle's name with an arrow that points at it, where there is room beside the figure.
    fn label(&self, canvas: &Canvas, area: Rect, buf: &mut Buffer) {
        let Some(label) = self.label else { return };
        let Some(limb) = self
            .figure
            .limbs
            .iter()
            .rev()
            .find(|limb| limb.is_stretched)
        else {
            return;
        };
        let middle = Point {
            x: f64::midpoint(limb.from.x, limb.to.x),
            y: f64::midpoint(limb.from.y, limb.to.y),
        };
        let row = (canvas.dot(middle).1.max(0.0) as u16 / DOWN).min(area.height.saturating_sub(1));
        let y = area.y + row;
        let drawn = |x: u16| buf.cell((x, y)).is_some_and(|cell| cell.symbol() != " ");
        let at = area.x
            + (canvas.dot(middle).0.max(0.0) as u16 / ACROSS).min(area.width.saturating_sub(1));
        let width = label.width() as u16 + 2;
        let (left_arrow, right_arrow) = if self.ascii {
            ("<-", "->")
        } else {
            ("◂ ", " ▸")
        };
        let free = |from: u16, to: u16| (from..to).all(|x| !drawn(x));
        let right = (at..area.right()).find(|x| free(*x, (*x + width).min(area.right())));
        if let Some(x) = right.filter(|x| x + width <= area.right()) {
            buf.set_string(x, y, format!("{left_arrow}{label}"), self.style.accent);
        } else if let Some(x) = (area.x..=at.saturating_sub(width))
            .rev()
            .find(|x| free(*x, x + width))
        {
            buf.set_string(x, y, format!("{label}{right_arrow}"), self.style.accent);
        }
    }
}

impl Widget for FigureView<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        if area.is_empty() {
            return;
        }
        let canvas = self.painted(area);
        for row in 0..area.height {
            for column in 0..area.width {
                let mut layer = None;
                let mut bits = 0_u8;
                for (bit, (x, y)) in BRAILLE {
                    let dot = canvas.at(column * ACROSS + x, row * DOWN + y);
                    layer = layer.max(dot);
                    bits |= if dot.is_some() { bit } else { 0 };
                }
                let Some(layer) = layer else { continue };
                let sign = if self.ascii {
                    match (bits.count_ones(), layer) {
                        (0..2, _) => continue,
                        (_, Layer::Prop) => '.',
                        (_, Layer::Body) => 'o',
                        (_, Layer::Accent) => '#',
                    }
                } else {
                    char::from_u32(0x2800 + u32::from(bits)).unwrap_or(' ')
                };
                if let Some(cell) = buf.cell_mut((area.x + column, area.y + row)) {
                    cell.set_char(sign).set_style(self.style(layer));
                }
            }
        }
        self.label(&canvas, area, buf);
    }
}

/// The bit of each dot of a braille cell. [Unicode 16, Braille Patterns]
const BRAILLE: [(u8, (u16, u16)); 8] = [
    (0x01, (0, 0)),
    (0x02, (0, 1)),
    (0x04, (0, 2)),
    (0x08, (1, 0)),
    (0x10, (1, 1)),
    (0x20, (1, 2)),
    (0x40, (0, 3)),
    (0x80, (1, 3)),
];
