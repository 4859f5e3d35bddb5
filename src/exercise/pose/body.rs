//! The body: bones of fixed lengths and their positions. All lengths are fractions of a standing person's height.

use std::ops::{Add, Sub};

/// A point in the picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Distance to the right.
    pub x: f64,
    /// Height above the floor.
    pub y: f64,
}

impl Point {
    pub(super) const fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    /// The point at a distance in a direction, in degrees: 0 is to the right, 90 up.
    pub(super) fn along(self, degrees: f64, length: f64) -> Self {
        let (sin, cos) = degrees.to_radians().sin_cos();
        self + Self::new(cos * length, sin * length)
    }

    /// The distance to another point.
    pub fn distance(self, other: Self) -> f64 {
        (self - other).x.hypot((self - other).y)
    }
}

impl Add for Point {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self::new(self.x + other.x, self.y + other.y)
    }
}

impl Sub for Point {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self::new(self.x - other.x, self.y - other.y)
    }
}

/// A side of the body, from the viewer's position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The side nearer to the viewer.
    Near,
    /// The side farther from the viewer.
    Far,
}

/// A bone of the figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bone {
    /// Hips to shoulders.
    Torso,
    /// Shoulders to head.
    Neck,
    /// Shoulder to elbow.
    UpperArm,
    /// Elbow to hand.
    Forearm,
    /// Hip to knee.
    Thigh,
    /// Knee to ankle.
    Shin,
    /// Ankle to toes.
    Foot,
}

impl Bone {
    /// Its length as a fraction of body height, with the proportions of an adult. [Drillis & Contini 1966, rounded]
    pub(crate) const fn length(self) -> f64 {
        match self {
            Self::Torso => 0.30,
            Self::Neck => 0.105,
            Self::UpperArm => 0.165,
            Self::Forearm => 0.175,
            Self::Thigh | Self::Shin => 0.245,
            Self::Foot => 0.085,
        }
    }

    /// Whether it is a bone of an arm.
    pub(crate) const fn is_of_arm(self) -> bool {
        matches!(self, Self::UpperArm | Self::Forearm)
    }

    /// The drawn thickness at its start and at its end.
    pub(crate) const fn widths(self) -> (f64, f64) {
        match self {
            Self::Torso => (0.075, 0.085),
            Self::Neck => (0.045, 0.04),
            Self::UpperArm => (0.044, 0.038),
            Self::Forearm => (0.038, 0.034),
            Self::Thigh => (0.068, 0.054),
            Self::Shin => (0.054, 0.042),
            Self::Foot => (0.042, 0.032),
        }
    }
}

/// The radius of the head.
pub(super) const HEAD: f64 = 0.062;

/// Half the distance between the hips and between the shoulders, seen from the front.
const HALF_HIPS: f64 = 0.055;
const HALF_SHOULDERS: f64 = 0.085;

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

    /// Where a bone that starts there ends in the picture, and how much nearer to the viewer.
    fn end(self, from: Point, bone: Bone) -> (Point, f64) {
        let (sin, cos) = self.out.to_radians().sin_cos();
        (
            from.along(self.angle, bone.length() * cos),
            bone.length() * sin,
        )
    }

    /// Interpolates; `part` is from 0 to 1. The bone turns the shorter way.
    fn towards(self, other: Self, part: f64) -> Self {
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

/// The directions of the bones of one side.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Angles {
    pub thigh: Heading,
    pub shin: Heading,
    pub foot: Heading,
    pub upper_arm: Heading,
    pub forearm: Heading,
}

/// One moment of a pose.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Frame {
    pub hip: Point,
    pub torso: Heading,
    pub head: Heading,
    pub near: Angles,
    pub far: Angles,
}

/// A bone at its position.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limb {
    /// The bone.
    pub bone: Bone,
    /// Its side; `None` for the torso and the neck.
    pub side: Option<Side>,
    /// The start.
    pub from: Point,
    /// The end.
    pub to: Point,
    /// How much nearer to the viewer it ends than it starts. Where this is not 0, the bone looks shorter than it is.
    pub depth: f64,
    /// The part that is stretched: a range along the bone, from 0 to 1.
    pub stretched: Option<(f64, f64)>,
}

impl Limb {
    /// The point at a fraction (0 to 1) of its length.
    pub(crate) fn along(&self, part: f64) -> Point {
        Point::new(
            self.from.x + (self.to.x - self.from.x) * part,
            self.from.y + (self.to.y - self.from.y) * part,
        )
    }

    /// The drawn thickness at a fraction (0 to 1) of its length.
    pub(crate) fn width(&self, part: f64) -> f64 {
        let (from, to) = self.bone.widths();
        from + (to - from) * part
    }
}

/// A line of a prop.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shape {
    /// The start.
    pub from: Point,
    /// The end.
    pub to: Point,
    /// The drawn thickness.
    pub width: f64,
}

/// The body and its props at one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// The bones, from the far side to the near one.
    pub limbs: Vec<Limb>,
    /// The centre of the head.
    pub head: Point,
    /// The radius of the head.
    pub head_radius: f64,
    /// The range of the floor line from left to right, at height 0.
    pub floor: Option<(f64, f64)>,
    /// The other props.
    pub props: Vec<Shape>,
    /// Whether both sides of the body are side by side in the picture, as seen from the front.
    pub is_front: bool,
}

impl Figure {
    /// Points whose bounding box contains the whole figure.
    pub(super) fn extent(&self) -> impl Iterator<Item = Point> {
        let r = self.head_radius;
        let head = [Point::new(-r, -r), Point::new(r, r)].map(|corner| self.head + corner);
        let limbs = self.limbs.iter().flat_map(|limb| [limb.from, limb.to]);
        let props = self.props.iter().flat_map(|shape| [shape.from, shape.to]);
        let floor = self
            .floor
            .into_iter()
            .flat_map(|(from, to)| [from, to].map(|x| Point::new(x, 0.0)));
        head.into_iter().chain(limbs).chain(props).chain(floor)
    }

    /// The figure with only one part of the near leg marked as stretched: the one that the name of a muscle group contains,
    /// as in "left thigh, back". Unchanged if the name contains none.
    #[must_use]
    pub(crate) fn marking(mut self, group: &str) -> Self {
        let (bone, part) = match () {
            () if group.contains("foot") => (Bone::Foot, (0.0, 1.0)),
            () if group.contains("calf") || group.contains("shin") => (Bone::Shin, (0.0, 0.8)),
            () if group.contains("thigh") => (Bone::Thigh, (0.3, 1.0)),
            () if group.contains("buttock") => (Bone::Thigh, (0.0, 0.2)),
            () => return self,
        };
        for limb in &mut self.limbs {
            let is_meant = limb.bone == bone && limb.side == Some(Side::Near);
            limb.stretched = is_meant.then_some(part);
        }
        self
    }

    /// The figure mirrored at the vertical line at `x`.
    #[must_use]
    pub(crate) fn mirrored(mut self, x: f64) -> Self {
        let turn = |point: &mut Point| point.x = 2.0 * x - point.x;
        for limb in &mut self.limbs {
            turn(&mut limb.from);
            turn(&mut limb.to);
        }
        for shape in &mut self.props {
            turn(&mut shape.from);
            turn(&mut shape.to);
        }
        turn(&mut self.head);
        self.floor = self.floor.map(|(from, to)| (2.0 * x - to, 2.0 * x - from));
        self
    }

    /// The end of a bone of one side.
    pub(super) fn end(&self, side: Side, bone: Bone) -> Option<Point> {
        self.limb(side, bone).map(|limb| limb.to)
    }

    /// A bone of one side.
    pub(super) fn limb(&self, side: Side, bone: Bone) -> Option<&Limb> {
        self.limbs
            .iter()
            .find(|limb| limb.side == Some(side) && limb.bone == bone)
    }
}

impl Frame {
    pub(super) fn shoulder(&self) -> Point {
        self.torso.end(self.hip, Bone::Torso).0
    }

    /// The hip and the shoulder of one side.
    pub(super) fn roots(&self, side: Side, front: bool) -> (Point, Point) {
        let sign = if side == Side::Near { -1.0 } else { 1.0 };
        let aside = |half: f64| Point::new(if front { sign * half } else { 0.0 }, 0.0);
        (
            self.hip + aside(HALF_HIPS),
            self.shoulder() + aside(HALF_SHOULDERS),
        )
    }

    /// Interpolates between two frames; `part` is from 0 to 1.
    pub(super) fn towards(&self, other: &Self, part: f64) -> Self {
        let mix = |from: f64, to: f64| from + (to - from) * part;
        let side = |from: &Angles, to: &Angles| Angles {
            thigh: from.thigh.towards(to.thigh, part),
            shin: from.shin.towards(to.shin, part),
            foot: from.foot.towards(to.foot, part),
            upper_arm: from.upper_arm.towards(to.upper_arm, part),
            forearm: from.forearm.towards(to.forearm, part),
        };
        Self {
            hip: Point::new(mix(self.hip.x, other.hip.x), mix(self.hip.y, other.hip.y)),
            torso: self.torso.towards(other.torso, part),
            head: self.head.towards(other.head, part),
            near: side(&self.near, &other.near),
            far: side(&self.far, &other.far),
        }
    }

    pub(super) fn figure(&self, front: bool) -> Figure {
        let shoulder = self.shoulder();
        let mut limbs = Vec::with_capacity(12);
        let limb = |bone, side, from, heading: Heading| {
            let (to, depth) = heading.end(from, bone);
            Limb {
                bone,
                side,
                from,
                to,
                depth,
                stretched: None,
            }
        };
        let side = |side: Side, angles: &Angles, limbs: &mut Vec<Limb>| {
            let (hip, shoulder) = self.roots(side, front);
            let chains = [
                (
                    shoulder,
                    vec![
                        (Bone::UpperArm, angles.upper_arm),
                        (Bone::Forearm, angles.forearm),
                    ],
                ),
                (
                    hip,
                    vec![
                        (Bone::Thigh, angles.thigh),
                        (Bone::Shin, angles.shin),
                        (Bone::Foot, angles.foot),
                    ],
                ),
            ];
            for (root, bones) in chains {
                let mut from = root;
                for (bone, heading) in bones {
                    let limb = limb(bone, Some(side), from, heading);
                    from = limb.to;
                    limbs.push(limb);
                }
            }
        };
        side(Side::Far, &self.far, &mut limbs);
        // From the front the trunk is broad, so it is drawn as three lines side by side.
        let across: &[f64] = if front { &[-0.05, 0.0, 0.05] } else { &[0.0] };
        for aside in across.iter().map(|x| Point::new(*x, 0.0)) {
            limbs.push(limb(Bone::Torso, None, self.hip + aside, self.torso));
        }
        let neck = limb(Bone::Neck, None, shoulder, self.head);
        let head = neck.to;
        limbs.push(neck);
        side(Side::Near, &self.near, &mut limbs);
        Figure {
            limbs,
            head,
            head_radius: HEAD,
            floor: None,
            props: Vec::new(),
            is_front: front,
        }
    }
}

/// Inverse kinematics for two bones from `root` to `target`, with the joint on the side of `bend`, a direction in degrees.
/// Returns the directions of both bones in degrees, and the distance by which they miss the target.
pub(super) fn reach(root: Point, target: Point, bones: [Bone; 2], bend: f64) -> (f64, f64, f64) {
    let [a, b] = bones.map(Bone::length);
    let to_target = target - root;
    let far = to_target.x.hypot(to_target.y);
    let distance = far.clamp((a - b).abs() + 1e-6, a + b - 1e-6);
    let straight = to_target.y.atan2(to_target.x).to_degrees();
    let inner = ((a * a + distance * distance - b * b) / (2.0 * a * distance))
        .clamp(-1.0, 1.0)
        .acos();
    let wanted = Point::new(0.0, 0.0).along(bend, 1.0);
    let towards_bend = |degrees: f64| {
        let joint = Point::new(0.0, 0.0).along(degrees, a);
        joint.x * wanted.x + joint.y * wanted.y
    };
    let (one, other) = (straight + inner.to_degrees(), straight - inner.to_degrees());
    let first = if towards_bend(one) >= towards_bend(other) {
        one
    } else {
        other
    };
    let joint = root.along(first, a);
    let end = root.along(straight, distance);
    let second = (end.y - joint.y).atan2(end.x - joint.x).to_degrees();
    (first, second, (far - distance).abs())
}
