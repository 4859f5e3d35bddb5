//! Space: places and directions, how they look to the viewer, and how a limb reaches a place.

use std::ops::{Add, Mul, Sub};

use super::body::{Bone, Point};

/// A place or a way in space.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Spot {
    /// As seen straight ahead.
    pub at: Point,
    /// Distance towards the viewer from the plane that divides the body into two sides, or its front from its back.
    pub near: f64,
}

impl Spot {
    pub(super) const fn new(x: f64, y: f64, near: f64) -> Self {
        Self {
            at: Point::new(x, y),
            near,
        }
    }

    fn dot(self, other: Self) -> f64 {
        self.at.x * other.at.x + self.at.y * other.at.y + self.near * other.near
    }

    fn length(self) -> f64 {
        self.dot(self).sqrt()
    }
}

impl Add for Spot {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self {
            at: self.at + other.at,
            near: self.near + other.near,
        }
    }
}

impl Sub for Spot {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self {
            at: self.at - other.at,
            near: self.near - other.near,
        }
    }
}

impl Mul<f64> for Spot {
    type Output = Self;
    fn mul(self, factor: f64) -> Self {
        Self::new(self.at.x * factor, self.at.y * factor, self.near * factor)
    }
}

/// The direction of a bone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Heading {
    /// The angle in the picture in degrees: 0 points right, 90 up.
    pub angle: f64,
    /// How far the bone points out of the picture towards the viewer, in degrees. At 60 it looks half as long.
    pub out: f64,
}

impl Heading {
    pub(super) const fn flat(angle: f64) -> Self {
        Self { angle, out: 0.0 }
    }

    /// The direction of a way that is longer than nothing.
    fn of(way: Spot) -> Self {
        Self {
            angle: way.at.y.atan2(way.at.x).to_degrees(),
            out: (way.near / way.length())
                .clamp(-1.0, 1.0)
                .asin()
                .to_degrees(),
        }
    }

    /// The place at a distance in this direction.
    pub(super) fn end(self, start: Spot, length: f64) -> Spot {
        let (sin, cos) = self.out.to_radians().sin_cos();
        Spot {
            at: start.at.along(self.angle, length * cos),
            near: start.near + length * sin,
        }
    }

    /// Interpolates; `part` is from 0 to 1. The bone turns the shorter way.
    pub(super) fn towards(self, other: Self, part: f64) -> Self {
        let turn = (other.angle - self.angle + 180.0).rem_euclid(360.0) - 180.0;
        Self {
            angle: self.angle + turn * part,
            out: self.out + (other.out - self.out) * part,
        }
    }

    /// The angle between two bones, in degrees from 0 to 180.
    pub(super) fn angle_to(self, other: Self) -> f64 {
        let (out, others) = (self.out.to_radians(), other.out.to_radians());
        let in_picture = (self.angle - other.angle).to_radians().cos() * out.cos() * others.cos();
        (in_picture + out.sin() * others.sin())
            .clamp(-1.0, 1.0)
            .acos()
            .to_degrees()
    }
}

/// From where the body is seen.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Viewer {
    /// How far the viewer has walked to the right around the body, in degrees. Less than 0 is to the left.
    pub right: f64,
    /// How far the viewer looks down, in degrees.
    pub above: f64,
}

impl Viewer {
    /// Who stands straight before the body and looks level.
    pub(super) const AHEAD: Self = Self {
        right: 0.0,
        above: 0.0,
    };

    /// Where a place is in the picture, and how near to the viewer.
    pub(super) fn sees(self, spot: Spot) -> Spot {
        let (sin, cos) = self.right.to_radians().sin_cos();
        let x = spot.at.x * cos - spot.near * sin;
        let near = spot.at.x * sin + spot.near * cos;
        let (sin, cos) = self.above.to_radians().sin_cos();
        Spot::new(
            x,
            spot.at.y * cos - near * sin,
            near * cos + spot.at.y * sin,
        )
    }
}

/// Inverse kinematics for two bones from `root` to `target`, with the joint on the side of `bend`. Returns the directions of
/// both bones, and the distance by which they miss the target.
pub(super) fn reach(
    root: Spot,
    target: Spot,
    bones: [Bone; 2],
    bend: Heading,
) -> (Heading, Heading, f64) {
    /// A way shorter than this has no direction.
    const NOTHING: f64 = 1e-9;
    let [a, b] = bones.map(Bone::length);
    let way = target - root;
    let far = way.length();
    let distance = far.clamp((a - b).abs() + 1e-6, a + b - 1e-6);
    let straight = if far > NOTHING {
        way * (1.0 / far)
    } else {
        Spot::new(1.0, 0.0, 0.0)
    };
    let wanted = bend.end(Spot::new(0.0, 0.0, 0.0), 1.0);
    // The joint can be anywhere on a circle around the straight line. These are the directions from its middle towards
    // `bend`, and for limbs that reach just where they bend, to the left of the line or to the right of the picture.
    let sideways = [
        wanted - straight * wanted.dot(straight),
        Spot::new(-straight.at.y, straight.at.x, 0.0),
        Spot::new(1.0, 0.0, 0.0),
    ]
    .into_iter()
    .find(|way| way.length() > NOTHING)
    .map_or(straight, |way| way * (1.0 / way.length()));
    let middle = (a * a + distance * distance - b * b) / (2.0 * distance);
    let aside = (a * a - middle * middle).max(0.0).sqrt();
    let joint = straight * middle + sideways * aside;
    let end = straight * distance;
    (
        Heading::of(joint),
        Heading::of(end - joint),
        (far - distance).abs(),
    )
}
