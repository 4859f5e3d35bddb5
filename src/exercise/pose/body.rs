//! The body: bones of fixed lengths and their positions. All lengths are fractions of a standing person's height.

use std::ops::{Add, Sub};

use super::space::{Heading, Spot, Viewer};

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
    /// Whether the viewer stands straight ahead and looks level.
    pub is_seen_ahead: bool,
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

    /// Whether the breadth of the trunk is seen.
    pub(crate) const fn is_broad(&self) -> bool {
        self.is_front || !self.is_seen_ahead
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

/// What is seen of a body: its side or its front, and from where.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Sight {
    /// Whether both sides of the body are side by side in the picture.
    pub front: bool,
    /// Where the viewer is.
    pub viewer: Viewer,
}

impl Frame {
    fn shoulder(&self) -> Spot {
        self.torso.end(self.middle(), Bone::Torso.length())
    }

    /// The middle between the hips.
    const fn middle(&self) -> Spot {
        Spot {
            at: self.hip,
            near: 0.0,
        }
    }

    /// The hip and the shoulder of one side.
    pub(super) fn roots(&self, side: Side, front: bool) -> (Spot, Spot) {
        let aside = |half: f64| match (front, side) {
            (true, Side::Near) => Spot::new(-half, 0.0, 0.0),
            (true, Side::Far) => Spot::new(half, 0.0, 0.0),
            (false, Side::Near) => Spot::new(0.0, 0.0, half),
            (false, Side::Far) => Spot::new(0.0, 0.0, -half),
        };
        (
            self.middle() + aside(HALF_HIPS),
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

    pub(super) fn figure(&self, sight: Sight) -> Figure {
        let Sight { front, viewer } = sight;
        let mut limbs = Vec::with_capacity(15);
        // Adds a bone and returns where it ends.
        let mut add = |bone: Bone, side, start: Spot, heading: Heading| {
            let end = heading.end(start, bone.length());
            let (from, to) = (viewer.sees(start), viewer.sees(end));
            limbs.push(Limb {
                bone,
                side,
                from: from.at,
                to: to.at,
                depth: to.near - from.near,
                stretched: None,
            });
            end
        };
        let side =
            |side: Side, angles: &Angles, add: &mut dyn FnMut(Bone, Spot, Heading) -> Spot| {
                let (hip, shoulder) = self.roots(side, front);
                let elbow = add(Bone::UpperArm, shoulder, angles.upper_arm);
                add(Bone::Forearm, elbow, angles.forearm);
                let knee = add(Bone::Thigh, hip, angles.thigh);
                let ankle = add(Bone::Shin, knee, angles.shin);
                add(Bone::Foot, ankle, angles.foot);
            };
        side(Side::Far, &self.far, &mut |bone, start, heading| {
            add(bone, Some(Side::Far), start, heading)
        });
        // Where its breadth is seen, the trunk is drawn as three lines side by side.
        let is_seen_ahead = viewer == Viewer::AHEAD;
        let across: &[f64] = if front || !is_seen_ahead {
            &[-0.05, 0.0, 0.05]
        } else {
            &[0.0]
        };
        for aside in across {
            let aside = if front {
                Spot::new(*aside, 0.0, 0.0)
            } else {
                Spot::new(0.0, 0.0, *aside)
            };
            add(Bone::Torso, None, self.middle() + aside, self.torso);
        }
        let head = add(Bone::Neck, None, self.shoulder(), self.head);
        side(Side::Near, &self.near, &mut |bone, start, heading| {
            add(bone, Some(Side::Near), start, heading)
        });
        Figure {
            limbs,
            head: viewer.sees(head).at,
            head_radius: HEAD,
            floor: None,
            props: Vec::new(),
            is_front: front,
            is_seen_ahead,
        }
    }
}
