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

use crate::exercise::pose::{Bone, Figure, Limb, Point, Side};

/// How a figure looks.
#[derive(Debug, Clone, Copy)]
pub struct FigureStyle {
    /// The stretched muscle.
    pub accent: Style,
    /// The body.
    pub body: Style,
    /// The arm and the leg on its far side, which stand back a little.
    pub far: Style,
    /// Floor, wall, chair, towel.
    pub prop: Style,
    /// Words about the picture.
    pub caption: Style,
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
    /// From where it is seen, where that needs saying.
    pub caption: Option<&'a str>,
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
    Far,
    Body,
    Accent,
}

/// The ring around a limb that sets it off from what is behind it.
#[derive(Debug, Clone, Copy)]
struct Gap {
    dots: f64,
    /// Where along the limb it begins, and where it ends (0 to 1).
    from: f64,
    to: f64,
}

impl Gap {
    const NONE: Self = Self {
        dots: 0.0,
        from: 0.0,
        to: 0.0,
    };
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
    fn capsule(&mut self, from: Point, to: Point, widths: (f64, f64), layer: Layer, gap: Gap) {
        let (a, b) = (self.dot(from), self.dot(to));
        let radius = |width: f64| (width * self.scale).max(THINNEST) / 2.0;
        let (ra, rb) = (radius(widths.0), radius(widths.1));
        let reach = ra.max(rb) + gap.dots + 1.0;
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
                } else if gap.dots > 0.0
                    && self.dots[index].is_some_and(|layer| layer != Layer::Prop)
                {
                    let middle = (f64::from(x) + 0.5, f64::from(y) + 0.5);
                    let (distance, along) = from_axis(middle, a, b);
                    if (gap.from..gap.to).contains(&along)
                        && distance <= ra + (rb - ra) * along + gap.dots
                    {
                        self.dots[index] = None;
                    }
                }
            }
        }
    }

    /// A limb, and over it the part that is stretched.
    fn limb(&mut self, limb: &Limb, layer: Layer, gap: Gap) {
        self.capsule(limb.from, limb.to, limb.bone.widths(), layer, gap);
        if let Some((from, to)) = limb.stretched {
            let widths = (limb.width(from), limb.width(to));
            self.capsule(
                limb.along(from),
                limb.along(to),
                widths,
                Layer::Accent,
                Gap::NONE,
            );
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

    /// Takes away dots of the body that stand all but alone, which gaps leave behind, and those that stick out
    /// of a straight edge.
    fn without_specks(mut self) -> Self {
        let (width, height) = (i32::from(self.width), i32::from(self.height));
        let is_body = |x: i32, y: i32| {
            (0..width).contains(&x)
                && (0..height).contains(&y)
                && self.dots[(y * width + x) as usize].is_some_and(|layer| layer != Layer::Prop)
        };
        // Around a dot, clockwise.
        let around = [
            (-1, -1),
            (0, -1),
            (1, -1),
            (1, 0),
            (1, 1),
            (0, 1),
            (-1, 1),
            (-1, 0),
        ];
        let is_speck = |x: i32, y: i32| {
            let set = around.map(|(dx, dy)| is_body(x + dx, y + dy));
            let count = set.iter().filter(|is_set| **is_set).count();
            let sticks_out = (0..8)
                .step_by(2)
                .any(|n| set[n] && set[(n + 1) % 8] && set[(n + 2) % 8]);
            count < 2 || (count == 3 && sticks_out)
        };
        let specks: Vec<usize> = (0..height)
            .flat_map(|y| (0..width).map(move |x| (x, y)))
            .filter(|(x, y)| is_body(*x, *y) && is_speck(*x, *y))
            .map(|(x, y)| (y * width + x) as usize)
            .collect();
        for speck in specks {
            self.dots[speck] = None;
        }
        self
    }

    /// A disc of a whole number of dots across, in the middle of a dot or between four: so it is round, and
    /// stays so when it moves.
    fn disc(&mut self, middle: Point, radius: f64, layer: Layer) {
        let across = (2.0 * radius * self.scale).round().max(4.0);
        let (x, y) = self.dot(middle);
        let whole = |place: f64| (place - across / 2.0).round() + across / 2.0;
        let (x, y) = (whole(x), whole(y));
        self.fill(
            (x - across, x + across),
            (y - across, y + across),
            layer,
            |at| (at.0 - x).hypot(at.1 - y) <= across / 2.0,
        );
    }

    /// A prop that stands or lies straight, or a mere dot: as many whole dots all along.
    fn bar(&mut self, from: Point, to: Point, width: f64) {
        let (a, b) = (self.dot(from), self.dot(to));
        let thick = (width * self.scale).round().max(1.0);
        let (across, along) = match (from.x == to.x, from.y == to.y) {
            (true, true) => (thick, thick),
            (true, false) => (thick, 0.0),
            (false, _) => (0.0, thick),
        };
        let begin = |a: f64, b: f64, thick: f64| (a.min(b) - thick / 2.0).round();
        let (x, y) = (begin(a.0, b.0, across), begin(a.1, b.1, along));
        let end = |a: f64, b: f64, begin: f64, thick: f64| {
            if thick > 0.0 {
                begin + thick
            } else {
                a.max(b).round()
            }
        };
        let (right, bottom) = (end(a.0, b.0, x, across), end(a.1, b.1, y, along));
        self.fill((x, right), (y, bottom), Layer::Prop, |_| true);
    }

    /// Sets the dots of a box whose middles are covered.
    fn fill(
        &mut self,
        (left, right): (f64, f64),
        (top, bottom): (f64, f64),
        layer: Layer,
        covers: impl Fn((f64, f64)) -> bool,
    ) {
        let within = |place: f64, end: u16| place.clamp(0.0, f64::from(end)) as u16;
        for y in within(top, self.height)..within(bottom, self.height) {
            for x in within(left, self.width)..within(right, self.width) {
                if covers((f64::from(x) + 0.5, f64::from(y) + 0.5)) {
                    self.dots[usize::from(y) * usize::from(self.width) + usize::from(x)] =
                        Some(layer);
                }
            }
        }
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
            if shape.from.x == shape.to.x || shape.from.y == shape.to.y {
                canvas.bar(shape.from, shape.to, shape.width);
            } else {
                let widths = (shape.width, shape.width);
                canvas.capsule(shape.from, shape.to, widths, Layer::Prop, Gap::NONE);
            }
        }
        let of = |side: Option<Side>| {
            self.figure
                .limbs
                .iter()
                .filter(move |limb| limb.side == side)
        };
        // From the front neither side is far.
        let far = if self.figure.is_front {
            Layer::Body
        } else {
            Layer::Far
        };
        for limb in of(Some(Side::Far)) {
            canvas.limb(limb, far, Gap::NONE);
        }
        for limb in of(None) {
            canvas.limb(limb, Layer::Body, Gap::NONE);
        }
        let near =
            |arms: bool| of(Some(Side::Near)).filter(move |limb| limb.bone.is_of_arm() == arms);
        for limb in near(false).chain(near(true)) {
            canvas.limb(limb, Layer::Body, self.gap(limb, canvas.scale));
        }
        if self.figure.is_front {
            for limb in of(Some(Side::Far)).filter(|limb| limb.bone.is_of_arm()) {
                canvas.limb(limb, Layer::Body, Gap::NONE);
            }
        }
        canvas.disc(self.figure.head, self.figure.head_radius, Layer::Body);
        canvas.without_specks()
    }

    /// How many dots a limb in front of the body is set off from it: one, where there is room, and where it
    /// does not lie along the body.
    fn gap(&self, limb: &Limb, scale: f64) -> Gap {
        let torso = self
            .figure
            .limbs
            .iter()
            .find(|limb| limb.bone == Bone::Torso);
        let lies_along = torso.is_some_and(|torso| {
            let (a, b) = (torso.from, torso.to);
            let (one, other) = (b - a, limb.to - limb.from);
            let cosine =
                (one.x * other.x + one.y * other.y) / (torso.bone.length() * limb.bone.length());
            let begins = from_axis((limb.from.x, limb.from.y), (a.x, a.y), (b.x, b.y)).0;
            begins < 0.05 && cosine.abs() > 0.9
        });
        if lies_along || self.figure.is_front || scale < 30.0 {
            return Gap::NONE;
        }
        // Where a limb begins it grows out of the body, and a hand touches what it holds.
        let to = if limb.bone == Bone::Forearm { 0.8 } else { 1.1 };
        Gap {
            dots: 1.0,
            from: 0.25,
            to,
        }
    }

    fn style(&self, layer: Layer) -> Style {
        match layer {
            Layer::Prop => self.style.prop,
            Layer::Far => self.style.far,
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
            .find(|limb| limb.stretched.is_some())
        else {
            return;
        };
        let (from, to) = limb.stretched.unwrap_or((0.0, 1.0));
        let middle = limb.along(f64::midpoint(from, to));
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
                        (_, Layer::Far | Layer::Body) => 'o',
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
        if let Some(caption) = self.caption {
            let y = area.bottom() - 1;
            let x = area.x + area.width.saturating_sub(caption.width() as u16) / 2;
            buf.set_stringn(x, y, caption, area.width.into(), self.style.caption);
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
