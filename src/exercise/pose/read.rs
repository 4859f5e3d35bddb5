//! Parses poses from TOML.

use serde::Deserialize;

use super::body::{Angles, Bone, Frame, Point, Side};
use super::prop::Prop;
use super::space::{Heading, Spot, Viewer, reach};
use super::{Highlight, Pose, View};
use crate::span::Span;

/// Why a pose is invalid.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PoseError {
    /// It is not valid TOML, or has an unknown key or an invalid value.
    #[error("{0}")]
    Toml(String),
    /// It has no frames.
    #[error("a pose needs at least one [[frame]]")]
    NoFrame,
    /// It is a movement with fewer than two frames.
    #[error("a pose with `cycle` needs two frames or more to move between")]
    NoMovement,
    /// It names an unknown bone.
    #[error(
        "there is no bone `{0}`; write `near.shin`, `far.thigh.upper`, `torso`, or one of thigh, shin, foot, upper-arm, forearm for both sides"
    )]
    NoBone(String),
    /// It places a hand or a foot out of reach.
    #[error("in frame {frame} the {side} {what} cannot reach [{place}]: it ends {short:.2} away")]
    OutOfReach {
        /// The number of the frame, from 1.
        frame: usize,
        /// "near" or "far".
        side: &'static str,
        /// "hand" or "foot".
        what: &'static str,
        /// The coordinates it should reach.
        place: String,
        /// The distance by which the limb falls short, in hundredths of the body's height.
        short: Hundredths,
    },
    /// It is already seen from above, and names another viewer.
    #[error(
        "`viewer` goes with the views `side` and `front`; the other views are seen from straight above"
    )]
    TwoViewers,
    /// Its floor is a line, but the viewer looks down on it.
    #[error(
        "who looks down sees no line of the floor: with `viewer.above` use a mat in place of the floor"
    )]
    FloorFromAbove,
    /// A number is out of range or not finite.
    #[error("every number in a pose has to lie between -1000 and 1000")]
    Number,
}

/// A length in hundredths: an integer, so that errors can be compared for equality.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hundredths(i64);

impl std::fmt::Display for Hundredths {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

/// The largest distance between a hand or foot and its target that is accepted.
const REACH_TOLERANCE: f64 = 0.03;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct PoseFile {
    muscle: String,
    #[serde(default)]
    stretched: Vec<String>,
    cycle: Option<Span>,
    #[serde(default)]
    view: View,
    #[serde(default)]
    viewer: ViewerFile,
    #[serde(default)]
    near_leg: NearLeg,
    #[serde(default, rename = "prop")]
    props: Vec<Prop>,
    #[serde(default, rename = "frame")]
    frames: Vec<FrameFile>,
}

/// Which of the person's legs is nearer to the viewer. It is the right one if the person looks to the right, or lies with
/// the head at the left and looks up.
#[derive(Deserialize, Default, PartialEq)]
#[serde(rename_all = "kebab-case")]
enum NearLeg {
    Left,
    #[default]
    Right,
}

/// Where the viewer is, in degrees from straight ahead.
#[derive(Deserialize, Default, Clone, Copy)]
#[serde(deny_unknown_fields, default)]
struct ViewerFile {
    right: f64,
    above: f64,
}

impl ViewerFile {
    fn read(self, view: View, props: &[Prop]) -> Result<Viewer, PoseError> {
        let Self { right, above } = self;
        if !sane(&[right, above]) {
            return Err(PoseError::Number);
        }
        let viewer = Viewer { right, above };
        let is_from_above = match view {
            View::Side | View::Front => false,
            View::Above | View::OnBack => true,
        };
        if is_from_above && viewer != Viewer::AHEAD {
            return Err(PoseError::TwoViewers);
        }
        if above != 0.0 && props.iter().any(|prop| prop.floor().is_some()) {
            return Err(PoseError::FloorFromAbove);
        }
        Ok(viewer)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FrameFile {
    hip: [f64; 2],
    torso: HeadingFile,
    head: Option<HeadingFile>,
    near: SideFile,
    far: SideFile,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SideFile {
    leg: Leg,
    arm: Arm,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(
    untagged,
    expecting = "a direction is an angle in degrees, or [angle, how far it points towards the viewer]"
)]
enum HeadingFile {
    Flat(f64),
    Out([f64; 2]),
}

impl From<HeadingFile> for Heading {
    fn from(file: HeadingFile) -> Self {
        match file {
            HeadingFile::Flat(angle) => Self::flat(angle),
            HeadingFile::Out([angle, out]) => Self { angle, out },
        }
    }
}

#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "a leg is [thigh, shin, foot] in degrees, or { foot = [x, y], bend = \"left\", toe = 0 }"
)]
enum Leg {
    Turned([HeadingFile; 3]),
    Placed {
        foot: PlaceFile,
        bend: Bend,
        toe: HeadingFile,
    },
}

/// Where a hand or a foot is: in the picture, where it is as near to the viewer as the shoulder or the hip, or in space.
#[derive(Deserialize, Clone, Copy)]
#[serde(untagged)]
enum PlaceFile {
    Flat([f64; 2]),
    Deep([f64; 3]),
}

impl PlaceFile {
    fn numbers(&self) -> &[f64] {
        match self {
            Self::Flat(numbers) => numbers,
            Self::Deep(numbers) => numbers,
        }
    }

    fn spot(self, root: Spot) -> Spot {
        match self {
            Self::Flat([x, y]) => Spot::new(x, y, root.near),
            Self::Deep([x, y, near]) => Spot::new(x, y, near),
        }
    }
}

#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "an arm is [upper arm, forearm] in degrees, or { hand = [x, y], bend = \"down\" }"
)]
enum Arm {
    Turned([HeadingFile; 2]),
    Placed { hand: PlaceFile, bend: Bend },
}

/// Where a knee or an elbow points.
#[derive(Deserialize, Clone, Copy)]
#[serde(untagged)]
enum Bend {
    Named(Direction),
    Turned(HeadingFile),
}

impl From<Bend> for Heading {
    fn from(bend: Bend) -> Self {
        match bend {
            Bend::Named(direction) => Self::flat(direction.degrees()),
            Bend::Turned(heading) => heading.into(),
        }
    }
}

/// A direction in the picture.
#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "kebab-case")]
enum Direction {
    Right,
    Up,
    Left,
    Down,
}

impl Direction {
    fn degrees(self) -> f64 {
        match self {
            Self::Right => 0.0,
            Self::Up => 90.0,
            Self::Left => 180.0,
            Self::Down => 270.0,
        }
    }
}

pub(super) fn read(text: &str) -> Result<Pose, PoseError> {
    let file: PoseFile = toml::from_str(text)
        .map_err(|error| PoseError::Toml(error.to_string().trim_end().to_owned()))?;
    if file.frames.is_empty() {
        return Err(PoseError::NoFrame);
    }
    if file.cycle.is_some() && file.frames.len() < 2 {
        return Err(PoseError::NoMovement);
    }
    let front = file.view.shows_both_sides();
    let stretched = file
        .stretched
        .iter()
        .map(|name| bone(name))
        .collect::<Result<_, _>>()?;
    let frames = (1..)
        .zip(&file.frames)
        .map(|(n, file)| frame(n, file, front))
        .collect::<Result<_, _>>()?;
    let viewer = file.viewer.read(file.view, &file.props)?;
    Ok(Pose {
        muscle: file.muscle,
        cycle: file
            .cycle
            .map(|cycle| std::time::Duration::from_secs(cycle.as_secs().max(1).into())),
        stretched,
        props: file.props,
        frames,
        view: file.view,
        viewer,
        near_is_left: file.near_leg == NearLeg::Left,
    })
}

fn bone(name: &str) -> Result<Highlight, PoseError> {
    let (whole, part) = match name.rsplit_once('.') {
        Some((whole, "upper")) => (whole, (0.0, 0.6)),
        Some((whole, "lower")) => (whole, (0.4, 1.0)),
        Some(_) | None => (name, (0.0, 1.0)),
    };
    let (side, bone) = match whole.split_once('.') {
        Some(("near", bone)) => (Some(Side::Near), bone),
        Some(("far", bone)) => (Some(Side::Far), bone),
        Some(_) => return Err(PoseError::NoBone(name.to_owned())),
        None => (None, whole),
    };
    let bone = match bone {
        "torso" => Bone::Torso,
        "neck" => Bone::Neck,
        "upper-arm" => Bone::UpperArm,
        "forearm" => Bone::Forearm,
        "thigh" => Bone::Thigh,
        "shin" => Bone::Shin,
        "foot" => Bone::Foot,
        _ => return Err(PoseError::NoBone(name.to_owned())),
    };
    // "Upper" is at the end of the torso, which goes from the hips up, but at the start of a limb.
    let part = match bone {
        Bone::Torso => (1.0 - part.1, 1.0 - part.0),
        Bone::Neck | Bone::UpperArm | Bone::Forearm | Bone::Thigh | Bone::Shin | Bone::Foot => part,
    };
    Ok(Highlight { side, bone, part })
}

/// Whether all numbers can be drawn.
fn sane(numbers: &[f64]) -> bool {
    numbers.iter().all(|number| number.abs() <= 1000.0)
}

fn frame(n: usize, file: &FrameFile, front: bool) -> Result<Frame, PoseError> {
    let torso = Heading::from(file.torso);
    let head = file.head.map_or(torso, Heading::from);
    let [x, y] = file.hip;
    if !sane(&[x, y, torso.angle, torso.out, head.angle, head.out]) {
        return Err(PoseError::Number);
    }
    let nowhere = Angles {
        thigh: Heading::flat(0.0),
        shin: Heading::flat(0.0),
        foot: Heading::flat(0.0),
        upper_arm: Heading::flat(0.0),
        forearm: Heading::flat(0.0),
    };
    let mut frame = Frame {
        hip: Point::new(x, y),
        torso,
        head,
        near: nowhere,
        far: nowhere,
    };
    frame.near = angles(n, &file.near, &frame, Side::Near, front)?;
    frame.far = angles(n, &file.far, &frame, Side::Far, front)?;
    Ok(frame)
}

fn angles(
    n: usize,
    file: &SideFile,
    frame: &Frame,
    side: Side,
    front: bool,
) -> Result<Angles, PoseError> {
    let (hip, shoulder) = frame.roots(side, front);
    let placed = |root: Spot, place: PlaceFile, bones: [Bone; 2], bend: Bend, what| {
        let bend = Heading::from(bend);
        if !sane(place.numbers()) || !sane(&[bend.angle, bend.out]) {
            return Err(PoseError::Number);
        }
        let (first, second, short) = reach(root, place.spot(root), bones, bend);
        if short > REACH_TOLERANCE {
            let numbers: Vec<_> = place.numbers().iter().map(f64::to_string).collect();
            return Err(PoseError::OutOfReach {
                frame: n,
                side: if side == Side::Near { "near" } else { "far" },
                what,
                place: numbers.join(", "),
                short: Hundredths((short * 100.0).round() as i64),
            });
        }
        Ok((first, second))
    };
    let (thigh, shin, foot) = match file.leg {
        Leg::Turned(turned) => {
            let [thigh, shin, foot] = turned.map(Heading::from);
            (thigh, shin, foot)
        }
        Leg::Placed { foot, bend, toe } => {
            let (thigh, shin) = placed(hip, foot, [Bone::Thigh, Bone::Shin], bend, "foot")?;
            (thigh, shin, Heading::from(toe))
        }
    };
    let (upper_arm, forearm) = match file.arm {
        Arm::Turned([upper, fore]) => (upper.into(), fore.into()),
        Arm::Placed { hand, bend } => placed(
            shoulder,
            hand,
            [Bone::UpperArm, Bone::Forearm],
            bend,
            "hand",
        )?,
    };
    let angles = Angles {
        thigh,
        shin,
        foot,
        upper_arm,
        forearm,
    };
    let all = [
        angles.thigh,
        angles.shin,
        angles.foot,
        angles.upper_arm,
        angles.forearm,
    ];
    if !all
        .iter()
        .all(|heading| sane(&[heading.angle, heading.out]))
    {
        return Err(PoseError::Number);
    }
    Ok(angles)
}
