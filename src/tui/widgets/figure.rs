//! A figure in dots: capsules of tapering width rasterised by coverage, in three layers.
//!
//! A cell of braille holds two by four dots, which are about square on the screen. A dot is set where a limb
//! covers enough of it, rather than by drawing one-dot lines, which look like scribble. A cell has one colour:
//! the stretched muscle's where it has a dot of that, else the body's, else the prop's.

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
use label::Label;

use super::braille;

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

impl FigureView<'_> {
    fn painted(&self, area: Rect) -> Canvas {
        let mut canvas = Canvas::new(area, self.bounds);
        if let Some((from, to)) = self.figure.floor {
            canvas.line_of_floor(from, to);
        }
        for shape in &self.figure.props {
            if straight(shape.from, shape.to) == (false, false) {
                let widths = (shape.width, shape.width);
                canvas.capsule(shape.from, shape.to, widths, Layer::Prop, Gap::NONE);
            } else {
                canvas.bar(shape.from, shape.to, shape.width);
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

    /// The middle of what is stretched.
    fn muscle(&self) -> Option<Point> {
        let limb = |limb: &Limb| Some((*limb, limb.stretched?));
        let (limb, (from, to)) = self.figure.limbs.iter().rev().find_map(limb)?;
        Some(limb.along(f64::midpoint(from, to)))
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

impl Widget for FigureView<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        if area.is_empty() {
            return;
        }
        let canvas = self.painted(area);
        for row in 0..area.height {
            for column in 0..area.width {
                let Some((layer, bits)) = canvas.cell(column, row) else {
                    continue;
                };
                let sign = if self.ascii {
                    match (bits.count_ones(), layer) {
                        (0..2, _) => continue,
                        (_, Layer::Prop) => '.',
                        (_, Layer::Far | Layer::Body) => 'o',
                        (_, Layer::Accent) => '#',
                    }
                } else {
                    braille::sign(bits)
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
        if let Some((label, at)) = self.label.zip(self.muscle()) {
            Label {
                text: label,
                at,
                style: self.style.accent,
                ascii: self.ascii,
            }
            .draw(&canvas, area, buf);
        }
    }
}
