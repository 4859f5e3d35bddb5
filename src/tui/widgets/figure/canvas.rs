//! The canvas of dots that a figure is drawn on, and its shapes.

use ratatui::layout::Rect;

use crate::exercise::pose::{Limb, Point};
use crate::tui::widgets::braille::{ACROSS, DOTS, DOWN};

/// The fraction of a dot that a shape must cover to set it.
const COVERAGE: f64 = 0.4;

/// Samples along each side of a dot, to measure its coverage.
const SAMPLES: i32 = 4;

/// Minimum width of a limb in dots.
const THINNEST: f64 = 1.15;

/// What a dot belongs to. The highest layer in a cell decides the cell's colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Layer {
    Prop,
    Far,
    Body,
    Accent,
}

/// The empty space around a limb that separates it from what is behind it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Gap {
    /// Width of the gap in dots.
    pub dots: f64,
    /// Where the gap begins along the limb: 0 is the limb's beginning, 1 its end.
    pub from: f64,
    /// Where the gap ends along the limb. More than 1 includes the limb's rounded end.
    pub to: f64,
}

impl Gap {
    pub(super) const NONE: Self = Self {
        dots: 0.0,
        from: 0.0,
        to: 0.0,
    };
}

/// A grid of dots.
pub(super) struct Canvas {
    width: u16,
    height: u16,
    dots: Vec<Option<Layer>>,
    /// Dots per unit of the pose's coordinates.
    pub scale: f64,
    /// The pose's x coordinate at the canvas's left edge.
    left: f64,
    /// The pose's y coordinate at the floor.
    bottom: f64,
    /// The row of dots of the floor, counted from the top.
    floor: u16,
}

impl Canvas {
    pub(super) fn new(area: Rect, [left, bottom, right, top]: [f64; 4]) -> Self {
        let (width, height) = (area.width * ACROSS, area.height * DOWN);
        // The last row of cells is the floor's alone. A cell has one colour, and feet and floor differ.
        let standing = height.saturating_sub(DOWN).max(1);
        let margin = 0.03;
        let (wide, high) = (right - left + 2.0 * margin, top - bottom + margin);
        let scale = (f64::from(width) / wide).min(f64::from(standing) / high);
        Self {
            width,
            height,
            dots: vec![None; usize::from(width) * usize::from(height)],
            scale,
            left: left - margin - (f64::from(width) / scale - wide) / 2.0,
            bottom,
            floor: standing,
        }
    }

    /// Converts a point of the pose to dots from the upper left corner.
    pub(super) fn dot(&self, point: Point) -> (f64, f64) {
        let x = (point.x - self.left) * self.scale;
        let y = f64::from(self.floor) - (point.y - self.bottom) * self.scale;
        (x, y)
    }

    pub(super) fn at(&self, x: u16, y: u16) -> Option<Layer> {
        self.dots[usize::from(y) * usize::from(self.width) + usize::from(x)]
    }

    /// A cell's highest layer, and the bits of its braille character. None if the cell is empty.
    pub(super) fn cell(&self, column: u16, row: u16) -> Option<(Layer, u8)> {
        let mut layer = None;
        let mut bits = 0;
        for (bit, (x, y)) in DOTS {
            let dot = self.at(column * ACROSS + x, row * DOWN + y);
            layer = layer.max(dot);
            bits |= if dot.is_some() { bit } else { 0 };
        }
        layer.map(|layer| (layer, bits))
    }

    /// Sets the dots that a capsule covers, and clears those of the body in the gap around it.
    pub(super) fn capsule(
        &mut self,
        from: Point,
        to: Point,
        widths: (f64, f64),
        layer: Layer,
        gap: Gap,
    ) {
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

    /// Draws a limb, and over it the stretched part in the accent layer.
    pub(super) fn limb(&mut self, limb: &Limb, layer: Layer, gap: Gap) {
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

    pub(super) fn line_of_floor(&mut self, from: f64, to: f64) {
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

    /// Removes dots of the body that are almost isolated, which gaps leave behind, and those that stick out of a
    /// straight edge.
    pub(super) fn without_specks(mut self) -> Self {
        let (width, height) = (i32::from(self.width), i32::from(self.height));
        let is_body = |x: i32, y: i32| {
            (0..width).contains(&x)
                && (0..height).contains(&y)
                && self.dots[(y * width + x) as usize].is_some_and(|layer| layer != Layer::Prop)
        };
        // The neighbours of a dot, clockwise.
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

    /// Draws a disc whose diameter is a whole number of dots, centred on a dot or between four. This keeps it round
    /// while it moves.
    pub(super) fn disc(&mut self, middle: Point, radius: f64, layer: Layer) {
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

    /// Clears the dots of the body in a disc and one dot around it.
    pub(super) fn clear_around(&mut self, middle: Point, radius: f64) {
        let (x, y) = self.dot(middle);
        let reach = radius * self.scale + 1.0;
        for dot_y in within(y - reach, self.height)..within(y + reach + 1.0, self.height) {
            for dot_x in within(x - reach, self.width)..within(x + reach + 1.0, self.width) {
                let index = usize::from(dot_y) * usize::from(self.width) + usize::from(dot_x);
                let (dx, dy) = (f64::from(dot_x) + 0.5 - x, f64::from(dot_y) + 0.5 - y);
                let is_body = self.dots[index].is_some_and(|layer| layer != Layer::Prop);
                if is_body && dx.hypot(dy) <= reach {
                    self.dots[index] = None;
                }
            }
        }
    }

    /// Draws a vertical or horizontal prop, or a single point, with the same whole number of dots along its length.
    pub(super) fn bar(&mut self, from: Point, to: Point, width: f64) {
        let (a, b) = (self.dot(from), self.dot(to));
        let thick = (width * self.scale).round().max(1.0);
        let (across, along) = match straight(from, to) {
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

    /// Sets the dots of a box whose centres are covered.
    fn fill(
        &mut self,
        (left, right): (f64, f64),
        (top, bottom): (f64, f64),
        layer: Layer,
        covers: impl Fn((f64, f64)) -> bool,
    ) {
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

/// The dot at a place, or the nearest one on the canvas.
fn within(place: f64, end: u16) -> u16 {
    place.clamp(0.0, f64::from(end)) as u16
}

/// Whether a line is vertical, and whether it is horizontal. A single point is both.
pub(super) fn straight(from: Point, to: Point) -> (bool, bool) {
    let is_same = |a: f64, b: f64| (a - b).abs() < 1e-9;
    (is_same(from.x, to.x), is_same(from.y, to.y))
}

/// The fraction of a dot that is covered.
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

/// The distance of a point from a line segment, and the position along it of the nearest point (0 to 1).
pub(super) fn from_axis(at: (f64, f64), a: (f64, f64), b: (f64, f64)) -> (f64, f64) {
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
