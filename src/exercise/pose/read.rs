//! Parses poses from TOML.

use serde::Deserialize;

use super::body::{Angles, Bone, Figure, Frame, Heading, Point, Shape, Side, reach};
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
    #[error("in frame {frame} the {side} {what} cannot reach [{x}, {y}]: it ends {short:.2} away")]
    OutOfReach {
        /// The number of the frame, from 1.
        frame: usize,
        /// "near" or "far".
        side: &'static str,
        /// "hand" or "foot".
        what: &'static str,
        /// The x coordinate it should reach.
        x: String,
        /// The y coordinate it should reach.
        y: String,
        /// The distance by which the limb falls short, in hundredths of the body's height.
        short: Hundredths,
    },
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

/// An object around the body.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum Prop {
    /// A line to stand, sit or lie on.
    Floor { from: f64, to: f64 },
    /// A wall, from the floor up.
    Wall { x: f64, height: Option<f64> },
    /// A chair with a seat at height `seat`, and its backrest on the side `back`, or `behind` the body seen from the front.
    Chair {
        x: f64,
        seat: f64,
        back: BackSide,
        width: Option<f64>,
    },
    /// A mat, seen from above.
    Mat {
        from: f64,
        to: f64,
        low: f64,
        high: f64,
    },
    /// Something soft under the body.
    Cushion { x: f64, y: f64, width: f64 },
    /// A towel or a strap from a hand around a foot.
    Towel { side: PropSide },
    /// A dotted circle, or a part of it, that shows the path of a movement. `from` and `to` are in degrees.
    Ring {
        x: f64,
        y: f64,
        radius: f64,
        from: Option<f64>,
        to: Option<f64>,
    },
    /// An arrow that shows the direction of a movement.
    Arrow { from: [f64; 2], to: [f64; 2] },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum BackSide {
    Left,
    Right,
    Behind,
    None,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum PropSide {
    Near,
    Far,
}

impl Prop {
    /// The range of the floor from left to right, if this prop is a floor.
    pub(super) fn floor(&self) -> Option<(f64, f64)> {
        match self {
            Self::Floor { from, to } => Some((*from, *to)),
            Self::Wall { .. }
            | Self::Chair { .. }
            | Self::Mat { .. }
            | Self::Cushion { .. }
            | Self::Towel { .. }
            | Self::Ring { .. }
            | Self::Arrow { .. } => None,
        }
    }

    /// The lines of the prop. A towel goes from the figure's hand to its foot.
    pub(super) fn shapes(&self, figure: &Figure) -> Vec<Shape> {
        let line = |x1, y1, x2, y2, width| Shape {
            from: Point::new(x1, y1),
            to: Point::new(x2, y2),
            width,
        };
        match *self {
            // The floor is drawn separately, in a row of its own.
            Self::Floor { .. } => vec![],
            Self::Wall { x, height } => vec![line(x, 0.0, x, height.unwrap_or(1.0), 0.03)],
            Self::Chair {
                x,
                seat,
                back,
                width,
            } => {
                let half = width.unwrap_or(0.26) / 2.0;
                let leg = |x| line(x, seat, x, 0.0, 0.022);
                let mut shapes = vec![
                    line(x - half, seat, x + half, seat, 0.03),
                    leg(x - half + 0.02),
                    leg(x + half - 0.02),
                ];
                let back_at =
                    |edge: f64, lean: f64| line(edge, seat, edge + lean, seat + 0.36, 0.026);
                match back {
                    BackSide::Left => shapes.push(back_at(x - half, -0.02)),
                    BackSide::Right => shapes.push(back_at(x + half, 0.02)),
                    BackSide::Behind => {
                        let (left, right, top) = (x - half + 0.03, x + half - 0.03, seat + 0.36);
                        shapes.extend([
                            line(left, seat, left, top, 0.022),
                            line(right, seat, right, top, 0.022),
                            line(left - 0.01, top, right + 0.01, top, 0.03),
                        ]);
                    }
                    BackSide::None => {}
                }
                shapes
            }
            Self::Mat {
                from,
                to,
                low,
                high,
            } => vec![
                line(from, low, to, low, 0.018),
                line(from, high, to, high, 0.018),
                line(from, low, from, high, 0.018),
                line(to, low, to, high, 0.018),
            ],
            Self::Cushion { x, y, width } => {
                vec![line(x - width / 2.0, y, x + width / 2.0, y, 0.05)]
            }
            Self::Towel { side } => {
                let side = match side {
                    PropSide::Near => Side::Near,
                    PropSide::Far => Side::Far,
                };
                let (hand, foot) = (
                    figure.end(side, Bone::Forearm),
                    figure.limb(side, Bone::Foot).map(|foot| foot.along(0.7)),
                );
                let towel = |(from, to)| Shape {
                    from,
                    to,
                    width: 0.026,
                };
                hand.zip(foot).map(towel).into_iter().collect()
            }
            Self::Ring {
                x,
                y,
                radius,
                from,
                to,
            } => {
                let (from, to) = (from.unwrap_or(0.0), to.unwrap_or(330.0));
                (0..12)
                    .map(|n| from + f64::from(n) * 30.0)
                    .take_while(|angle| *angle <= to)
                    .map(|angle| Point::new(x, y).along(angle, radius))
                    .map(|dot| line(dot.x, dot.y, dot.x, dot.y, 0.01))
                    .collect()
            }
            Self::Arrow { from, to } => {
                let (tail, tip) = (Point::new(from[0], from[1]), Point::new(to[0], to[1]));
                let back = (tail.y - tip.y).atan2(tail.x - tip.x).to_degrees();
                let barbs = [-35.0, 35.0].map(|aside| tip.along(back + aside, 0.06));
                [tail, barbs[0], barbs[1]]
                    .map(|end| line(end.x, end.y, tip.x, tip.y, 0.016))
                    .to_vec()
            }
        }
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
        foot: [f64; 2],
        bend: Direction,
        toe: HeadingFile,
    },
}

#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "an arm is [upper arm, forearm] in degrees, or { hand = [x, y], bend = \"down\" }"
)]
enum Arm {
    Turned([HeadingFile; 2]),
    Placed { hand: [f64; 2], bend: Direction },
}

/// The direction in which a knee or an elbow points.
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
    Ok(Pose {
        muscle: file.muscle,
        cycle: file
            .cycle
            .map(|cycle| std::time::Duration::from_secs(cycle.as_secs().max(1).into())),
        stretched,
        props: file.props,
        frames,
        view: file.view,
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

fn frame(n: usize, file: &FrameFile, front: bool) -> Result<Frame, PoseError> {
    let sane = |numbers: &[f64]| numbers.iter().all(|number| number.abs() <= 1000.0);
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
    let placed = |root: Point, at: [f64; 2], bones: [Bone; 2], bend: Direction, what| {
        if at
            .iter()
            .any(|number| number.abs() > 1000.0 || !number.is_finite())
        {
            return Err(PoseError::Number);
        }
        let (first, second, short) = reach(root, Point::new(at[0], at[1]), bones, bend.degrees());
        if short > REACH_TOLERANCE {
            return Err(PoseError::OutOfReach {
                frame: n,
                side: if side == Side::Near { "near" } else { "far" },
                what,
                x: at[0].to_string(),
                y: at[1].to_string(),
                short: Hundredths((short * 100.0).round() as i64),
            });
        }
        Ok((Heading::flat(first), Heading::flat(second)))
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
    if all
        .iter()
        .flat_map(|heading| [heading.angle, heading.out])
        .any(|angle| !angle.is_finite() || angle.abs() > 1000.0)
    {
        return Err(PoseError::Number);
    }
    Ok(angles)
}
