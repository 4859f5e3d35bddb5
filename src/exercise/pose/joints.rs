//! Measures the joints of a pose: how far the hips bend, whether the legs cross, whether the body stands or lies.
//!
//! All moments of the movement are checked, including getting into the pose. The figure is flat, which needs some rules:
//!
//! - Seen from the side, a foot beside the other leg and a foot on it look the same. Legs count as crossed if an ankle is
//!   on the other leg and above the floor. Two legs with their ankles together do not count: they lie side by side.
//! - A body in profile seen from above lies on its side; one that shows both its sides lies on its back.

use super::body::{Bone, Figure, Frame, Limb, Point, Side};
use super::{Pose, View};

/// A trunk at a smaller angle to the floor than this lies flat, in degrees. A larger angle counts as half sitting.
const FLAT: f64 = 30.0;

/// A body with its hips above this height stands. The hips are at about 0.3 on a chair or in upright kneeling, and at 0.44
/// or more in standing.
const STANDING: f64 = 0.38;

/// An ankle closer than this to the axis of the other leg rests on it. This is half the thickness of a thigh plus half
/// that of an ankle, doubled because figures are drawn roughly.
const RESTS_ON: f64 = 0.1;

/// An ankle below this height is on the floor.
const ON_THE_FLOOR: f64 = 0.08;

/// Two ankles closer than this belong to legs that lie side by side.
const BESIDE: f64 = 0.06;

impl Pose {
    /// The smallest angle between trunk and thigh at any moment, in degrees: 180 for a straight body, about 90 for sitting
    /// upright.
    pub(crate) fn least_hip_angle(&self) -> f64 {
        self.moments()
            .flat_map(|frame| [frame.near, frame.far].map(|side| frame.torso.angle_to(side.thigh)))
            .fold(180.0, f64::min)
    }

    /// Whether the legs cross at any moment, for example with an ankle on the other knee.
    pub(crate) fn crosses_legs(&self) -> bool {
        self.moments().any(|frame| {
            let figure = frame.figure(self.sight_ahead());
            match self.view {
                View::Side => {
                    rests_on(&figure, Side::Near, Side::Far)
                        || rests_on(&figure, Side::Far, Side::Near)
                }
                View::Front | View::Above | View::OnBack => legs_meet(&figure),
            }
        })
    }

    /// Whether the body lies flat on its back at any moment.
    pub(crate) fn lies_flat(&self) -> bool {
        match self.view {
            View::Front | View::Above => false,
            View::OnBack => true,
            View::Side => self.moments().any(|frame| {
                let belly = if self.near_is_left { 90.0 } else { -90.0 };
                let (up, _) = (frame.torso.angle + belly).to_radians().sin_cos();
                up > FLAT.to_radians().cos()
            }),
        }
    }

    /// Whether the body lies on its back or its side.
    pub(crate) fn lies(&self) -> bool {
        self.view == View::Above || self.lies_flat()
    }

    /// Whether the body stands at any moment.
    pub(crate) fn stands(&self) -> bool {
        match self.view {
            View::Above | View::OnBack => false,
            View::Side | View::Front => self.moments().any(|frame| frame.hip.y > STANDING),
        }
    }

    fn moments(&self) -> impl Iterator<Item = Frame> {
        const STEPS: u32 = 24;
        (0..=STEPS).map(|step| self.frame_at(f64::from(step) / f64::from(STEPS)))
    }
}

/// Whether the ankle of one leg rests on the other leg.
fn rests_on(figure: &Figure, side: Side, other: Side) -> bool {
    let (Some(ankle), Some(others)) = (figure.end(side, Bone::Shin), figure.end(other, Bone::Shin))
    else {
        return false;
    };
    let other_leg = [Bone::Thigh, Bone::Shin].map(|bone| figure.limb(other, bone));
    let rests = |limb: &Limb| distance_to(ankle, limb) < RESTS_ON;
    ankle.y > ON_THE_FLOOR
        && ankle.distance(others) > BESIDE
        && other_leg.into_iter().flatten().any(rests)
}

/// The distance from a point to a bone.
fn distance_to(place: Point, limb: &Limb) -> f64 {
    let (bone, offset) = (limb.to - limb.from, place - limb.from);
    let part = (offset.x * bone.x + offset.y * bone.y) / (bone.x * bone.x + bone.y * bone.y);
    place.distance(limb.along(part.clamp(0.0, 1.0)))
}

/// Whether a bone of one leg crosses a bone of the other.
fn legs_meet(figure: &Figure) -> bool {
    let bones = [Bone::Thigh, Bone::Shin];
    let leg = |side| bones.map(|bone| figure.limb(side, bone));
    let far = leg(Side::Far);
    let mut near = leg(Side::Near).into_iter().flatten();
    near.any(|one| far.into_iter().flatten().any(|other| cross(one, other)))
}

/// Whether two bones cross. Touching at an end does not count.
fn cross(one: &Limb, other: &Limb) -> bool {
    let turn = |a: Point, b: Point, c: Point| {
        let (ab, ac) = (b - a, c - a);
        ab.x * ac.y - ab.y * ac.x
    };
    let apart = |limb: &Limb, a: Point, b: Point| {
        turn(limb.from, limb.to, a) * turn(limb.from, limb.to, b) < -1e-9
    };
    apart(one, other.from, other.to) && apart(other, one.from, one.to)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bone(from: (f64, f64), to: (f64, f64)) -> Limb {
        Limb {
            bone: Bone::Shin,
            side: None,
            from: Point::new(from.0, from.1),
            to: Point::new(to.0, to.1),
            depth: 0.0,
            stretched: None,
        }
    }

    #[test]
    fn the_distance_to_a_bone_is_that_to_its_nearest_point() {
        // Its length is 5, and its direction (3, 4) / 5.
        let bone = bone((1.0, 1.0), (4.0, 5.0));
        for (place, distance) in [
            ((2.5, 3.0), 0.0),   // its middle
            ((0.9, 4.2), 2.0),   // 2 beside its middle
            ((1.0, 9.0), 5.0),   // past its end, aside
            ((7.0, 9.0), 5.0),   // past its end
            ((-2.0, -3.0), 5.0), // before its start
        ] {
            let measured = distance_to(Point::new(place.0, place.1), &bone);
            assert!((measured - distance).abs() < 1e-9, "{place:?}: {measured}");
        }
    }

    #[test]
    fn bones_that_touch_at_an_end_do_not_cross() {
        let across = bone((0.0, 0.0), (2.0, 0.0));
        for (from, to, crosses) in [
            ((1.0, -1.0), (1.0, 1.0), true),
            ((1.0, -1.0), (1.0, 0.0), false),
            ((1.0, 0.0), (1.0, -1.0), false),
            ((1.0, -1.0), (1.0, -0.5), false),
            ((3.0, -1.0), (3.0, 1.0), false),
        ] {
            let other = bone(from, to);
            assert_eq!(cross(&across, &other), crosses, "{from:?} to {to:?}");
            assert_eq!(cross(&other, &across), crosses, "{from:?} to {to:?}");
        }
    }
}
