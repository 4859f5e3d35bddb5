//! What the joints of a pose say about the body: how far the hips bend, whether the legs cross, whether it stands
//! or lies.
//!
//! Every moment counts, also that of getting into place. A picture is flat, so some of it is judged with care:
//!
//! - Seen from the side, a foot beside the other leg and a foot on it look alike. Legs count as crossed where an
//!   ankle rests on the other leg above the floor; two legs that do the same lie beside each other.
//! - Seen from the front, a thigh that comes towards the one who looks is shorter than it is, so the hips seem
//!   bent further than they are. That errs on the safe side.
//! - A body drawn in profile and seen from above lies on its side.

use super::body::{Angles, Bone, Figure, Frame, Limb, Point, Side};
use super::{Pose, View};

/// A trunk that rises less than this from the floor lies flat, in degrees. A backrest at 30 degrees or more
/// counts as half sitting.
const FLAT: f64 = 30.0;

/// Hips above this height stand. A chair and upright kneeling have them at about 0.3, standing at 0.44 or more.
const STANDING: f64 = 0.38;

/// An ankle this near to the middle of the other leg rests on it: half a thigh and half an ankle thick, and as much
/// again for how roughly a figure is drawn.
const RESTS_ON: f64 = 0.1;

/// An ankle below this height is on the floor, and on nothing else.
const ON_THE_FLOOR: f64 = 0.08;

/// Two ankles this near to each other belong to legs that do the same.
const BESIDE: f64 = 0.06;

impl Pose {
    /// The smallest angle between trunk and thigh at any moment, in degrees: 180 where the body is straight, about
    /// 90 where it sits upright.
    pub fn least_hip_angle(&self) -> f64 {
        self.moments()
            .flat_map(|frame| [frame.near, frame.far].map(|side| hip_angle(frame.torso, &side)))
            .fold(180.0, f64::min)
    }

    /// Whether one leg crosses the other, as with an ankle on the other knee.
    pub fn crosses_legs(&self) -> bool {
        self.moments().any(|frame| {
            let figure = frame.figure(self.view == View::Front);
            match self.view {
                View::Side => {
                    rests_on(&figure, Side::Near, Side::Far)
                        || rests_on(&figure, Side::Far, Side::Near)
                }
                View::Front | View::Above => legs_meet(&figure),
            }
        })
    }

    /// Whether the body lies flat on its back.
    pub fn lies_flat(&self) -> bool {
        self.view == View::Side
            && self.moments().any(|frame| {
                let belly = if self.near_is_left { 90.0 } else { -90.0 };
                let (up, _) = (frame.torso + belly).to_radians().sin_cos();
                up > FLAT.to_radians().cos()
            })
    }

    /// Whether the body lies, on its back or its side.
    pub fn lies(&self) -> bool {
        self.view == View::Above || self.lies_flat()
    }

    /// Whether the body stands.
    pub fn stands(&self) -> bool {
        self.view != View::Above && self.moments().any(|frame| frame.hip.y > STANDING)
    }

    fn moments(&self) -> impl Iterator<Item = Frame> {
        const STEPS: u32 = 24;
        (0..=STEPS).map(|step| self.frame_at(f64::from(step) / f64::from(STEPS)))
    }
}

fn hip_angle(torso: f64, side: &Angles) -> f64 {
    ((torso - side.thigh + 180.0).rem_euclid(360.0) - 180.0).abs()
}

/// Whether the ankle of one leg rests on the other leg.
fn rests_on(figure: &Figure, side: Side, other: Side) -> bool {
    let (Some(ankle), Some(others)) = (figure.end(side, Bone::Shin), figure.end(other, Bone::Shin))
    else {
        return false;
    };
    let beneath = [Bone::Thigh, Bone::Shin].map(|bone| figure.limb(other, bone));
    let rests = |limb: &Limb| distance_to(ankle, limb) < RESTS_ON;
    ankle.y > ON_THE_FLOOR
        && ankle.distance(others) > BESIDE
        && beneath.into_iter().flatten().any(rests)
}

/// How far a place is from a bone.
fn distance_to(place: Point, limb: &Limb) -> f64 {
    let (way, off) = (limb.to - limb.from, place - limb.from);
    let part = (off.x * way.x + off.y * way.y) / (way.x * way.x + way.y * way.y);
    place.distance(limb.along(part.clamp(0.0, 1.0)))
}

/// Whether a bone of one leg passes over a bone of the other.
fn legs_meet(figure: &Figure) -> bool {
    let bones = [Bone::Thigh, Bone::Shin];
    let of = |side| bones.map(|bone| figure.limb(side, bone));
    let far = of(Side::Far);
    let mut near = of(Side::Near).into_iter().flatten();
    near.any(|one| far.into_iter().flatten().any(|other| cross(one, other)))
}

/// Whether two bones pass over each other, and do not merely touch at an end.
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
