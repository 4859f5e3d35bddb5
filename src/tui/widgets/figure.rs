//! A figure drawn in braille dots. Limbs are tapering capsules, rasterised by coverage.
//!
//! A braille cell holds two by four dots, which are about square on the screen. A dot is set if a limb covers enough of
//! it; lines one dot wide would look like scribble. A cell has one colour: that of its highest layer, with the
//! stretched muscle above the body, the body above the far limbs, and those above props.

mod canvas;
mod label;
#[cfg(test)]
mod tests;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::Widget;
use unicode_width::UnicodeWidthStr;

use canvas::{Canvas, Gap, Layer, from_axis, straight};
use label::{Label, Moment};

use super::braille;

use crate::exercise::pose::{Bone, Figure, Limb, Side};
use crate::tui::charset::Charset;
use crate::tui::row::{put, row};

/// The styles of a figure's parts.
#[derive(Debug, Clone, Copy)]
pub struct FigureStyle {
    /// The stretched muscle.
    pub accent: Style,
    /// The body.
    pub body: Style,
    /// The arm and the leg on the far side, drawn less prominently.
    pub far: Style,
    /// Props: floor, wall, chair, towel.
    pub prop: Style,
    /// The caption.
    pub caption: Style,
}

/// Whether there is room for gaps at a scale, in dots for a person's height. Limbs that are foreshortened need more.
fn has_gaps(figure: &Figure, scale: f64) -> bool {
    scale >= if figure.is_seen_ahead { 30.0 } else { 45.0 }
}

/// The stretched muscle's name.
#[derive(Debug, Clone, Copy)]
pub struct FigureLabel<'a> {
    /// The name.
    pub text: &'a str,
    /// The figure at the moments of its movement that the name is shown at. It stays on one side of the muscle in all of
    /// them, if there is one with room.
    pub moments: &'a [Figure],
}

/// A figure as large as the area allows, with its floor at the bottom.
#[derive(Debug, Clone, Copy)]
pub struct FigureView<'a> {
    /// The body and the props, at one moment.
    pub figure: &'a Figure,
    /// The box that contains the whole movement: left, bottom, right, top. It fixes the scale.
    pub bounds: [f64; 4],
    /// The stretched muscle's name, for when no colour marks it.
    pub label: Option<FigureLabel<'a>>,
    /// The viewing direction, if it needs to be mentioned.
    pub caption: Option<&'a str>,
    /// The styles of the parts.
    pub style: FigureStyle,
    /// The characters that can be drawn.
    pub charset: Charset,
}

impl FigureView<'_> {
    /// Draws all parts on a canvas, from back to front.
    fn canvas(&self, figure: &Figure, area: Rect) -> Canvas {
        let mut canvas = Canvas::new(area, self.bounds);
        if let Some((from, to)) = figure.floor {
            canvas.line_of_floor(from, to);
        }
        for shape in &figure.props {
            if straight(shape.from, shape.to) == (false, false) {
                let widths = (shape.width, shape.width);
                canvas.capsule(shape.from, shape.to, widths, Layer::Prop, Gap::NONE);
            } else {
                canvas.bar(shape.from, shape.to, shape.width);
            }
        }
        let of = |side: Option<Side>| figure.limbs.iter().filter(move |limb| limb.side == side);
        // Seen from the front, neither side is farther away.
        let far = if figure.is_front {
            Layer::Body
        } else {
            Layer::Far
        };
        let arms_last = |side: Side| {
            let of = |arms: bool| of(Some(side)).filter(move |limb| limb.bone.is_of_arm() == arms);
            of(false).chain(of(true))
        };
        // Seen from beside and from above, limbs of the far side cross each other.
        if !figure.is_front && !figure.is_seen_ahead {
            for limb in arms_last(Side::Far) {
                canvas.limb(limb, far, gap(figure, limb, canvas.scale));
            }
        } else {
            for limb in of(Some(Side::Far)) {
                canvas.limb(limb, far, Gap::NONE);
            }
        }
        for limb in of(None) {
            canvas.limb(limb, Layer::Body, Gap::NONE);
        }
        for limb in arms_last(Side::Near) {
            canvas.limb(limb, Layer::Body, gap(figure, limb, canvas.scale));
        }
        if figure.is_front {
            for limb in of(Some(Side::Far)).filter(|limb| limb.bone.is_of_arm()) {
                canvas.limb(limb, Layer::Body, gap(figure, limb, canvas.scale));
            }
        }
        head(figure, &mut canvas);
        canvas.without_specks()
    }

    fn style(&self, layer: Layer) -> Style {
        match layer {
            Layer::Prop => self.style.prop,
            Layer::Far => self.style.far,
            Layer::Body => self.style.body,
            Layer::Accent => self.style.accent,
        }
    }
}

/// Draws the head. Before a broad trunk it stands out by a gap, which the neck bridges.
fn head(figure: &Figure, canvas: &mut Canvas) {
    let Figure {
        head, head_radius, ..
    } = *figure;
    if figure.is_broad() && has_gaps(figure, canvas.scale) {
        canvas.clear_around(head, head_radius);
        let is_neck = |limb: &&Limb| limb.bone == Bone::Neck;
        if let Some(neck) = figure.limbs.iter().find(is_neck) {
            canvas.limb(neck, Layer::Body, Gap::NONE);
        }
    }
    canvas.disc(head, head_radius, Layer::Body);
}

/// The gap between a near limb and the body behind it: one dot, or none if the figure is small or the limb lies
/// along the torso.
fn gap(figure: &Figure, limb: &Limb, scale: f64) -> Gap {
    let torso = figure.limbs.iter().find(|limb| limb.bone == Bone::Torso);
    let lies_along = torso.is_some_and(|torso| {
        let (a, b) = (torso.from, torso.to);
        let (one, other) = (b - a, limb.to - limb.from);
        let lengths = a.distance(b) * limb.from.distance(limb.to);
        let cosine = (one.x * other.x + one.y * other.y) / lengths;
        let begins = from_axis((limb.from.x, limb.from.y), (a.x, a.y), (b.x, b.y)).0;
        begins < 0.05 && cosine.abs() > 0.9
    });
    if (lies_along && !figure.is_broad()) || !has_gaps(figure, scale) {
        return Gap::NONE;
    }
    // No gap at the limb's beginning, where it joins the body, nor at the hand, which touches what it holds. A near hand
    // that is seen from above lies before what it holds: there only a gap shows where the hand ends.
    let lies_before = !figure.is_seen_ahead && (figure.is_front || limb.side == Some(Side::Near));
    let to = match limb.bone {
        Bone::Forearm if !lies_before => 0.8,
        Bone::Forearm
        | Bone::Torso
        | Bone::Neck
        | Bone::UpperArm
        | Bone::Thigh
        | Bone::Shin
        | Bone::Foot => 1.1,
    };
    Gap {
        dots: 1.0,
        from: 0.25,
        to,
    }
}

/// The shade of a cell with two to eight dots. Edges that cover less of a cell are lighter, which makes up for the coarse
/// cells; the far side is lighter than the near one.
const fn shade(layer: Layer, dots: u32) -> char {
    match (layer, dots) {
        (Layer::Prop, ..4) => '─',
        (Layer::Body | Layer::Accent, 5..) => '█',
        (Layer::Far, 3..) | (Layer::Body | Layer::Accent, 3..5) => '▒',
        (Layer::Prop, 4..) | (Layer::Far | Layer::Body | Layer::Accent, _) => '░',
    }
}

impl Widget for FigureView<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        if area.is_empty() {
            return;
        }
        let canvas = self.canvas(self.figure, area);
        for row in 0..area.height {
            for column in 0..area.width {
                let Some((layer, bits)) = canvas.cell(column, row) else {
                    continue;
                };
                let sign = match (self.charset, bits.count_ones(), layer) {
                    (Charset::Unicode, ..) => braille::sign(bits),
                    (Charset::Console | Charset::Ascii, 0..2, _) => continue,
                    (Charset::Console, dots, layer) => shade(layer, dots),
                    (Charset::Ascii, _, Layer::Prop) => '.',
                    (Charset::Ascii, _, Layer::Far | Layer::Body) => 'o',
                    (Charset::Ascii, _, Layer::Accent) => '#',
                };
                if let Some(cell) = buf.cell_mut((area.x + column, area.y + row)) {
                    cell.set_char(sign).set_style(self.style(layer));
                }
            }
        }
        if let Some(caption) = self.caption {
            let x = area.width.saturating_sub(caption.width() as u16) / 2;
            let last = row(area, area.height - 1);
            put(buf, last, x, caption, self.style.caption);
        }
        if let Some(label) = self.label {
            let moment = |figure| Moment::new(self.canvas(figure, area), area, figure);
            let moments: Vec<_> = label.moments.iter().map(moment).collect();
            Label {
                text: label.text,
                style: self.style.accent,
                charset: self.charset,
            }
            .draw(&Moment::new(canvas, area, self.figure), &moments, area, buf);
        }
    }
}
