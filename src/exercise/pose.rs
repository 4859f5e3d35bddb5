//! Poses: exercises as moving stick figures.
//!
//! A pose is a few lines of TOML, so that users can add one for their own exercise. The floor is at height 0, and a
//! standing person has height 1. A frame gives the position of the hips and the angle of each bone. Bones have fixed
//! lengths, so no frame can distort the body. A frame can also give the position of a hand or a foot (`hand = [x, y]`);
//! the angles of the two bones leading to it are then computed. Between frames angles are interpolated, not points.
//! A bone that points out of the picture looks shorter: `[180, 60]` instead of `180` turns it 60 degrees towards the viewer.
//! A place can have a third number, which is how near to the viewer it is (`hand = [x, y, 0.1]`), and `bend` can be a direction
//! too. A pose with such a depth can be seen from beside and from above: frames and props are written as if seen straight
//! ahead, and `viewer` turns all of it.
//!
//! ```toml
//! muscle = "calf"              # what is stretched, in a word or two
//! stretched = ["near.shin"]    # the bones drawn in the accent; `near.shin.upper` and `.lower` mean about half
//! cycle = "4s"                 # only for a movement: once through the frames and back to the first
//! view = "side"                # side, front, above (lying on the side), on-back (lying on the back, from above)
//! viewer = { right = -40, above = 25 }    # where the viewer is, in degrees; without it, straight ahead and level
//! near-leg = "right"           # which leg the near one is; for the other one the picture is mirrored
//!
//! [[prop]]
//! kind = "wall"                # floor, wall, chair, mat, cushion, towel, ring, arrow
//! x = 0.9
//!
//! [[frame]]                    # the first is where it begins, the last is held
//! hip = [0.3, 0.5]
//! torso = 70                   # degrees: 0 points right, 90 up
//! near.leg = [250, 240, 0]     # thigh, shin, foot
//! far.leg = { foot = [0.6, 0.03], bend = "right", toe = 0 }
//! near.arm = { hand = [0.9, 0.7], bend = "down" }
//! far.arm = { hand = [0.9, 0.72], bend = "down" }
//! ```

mod body;
mod built_in;
mod joints;
mod prop;
mod read;
mod space;
#[cfg(test)]
mod tests;

pub use body::{Bone, Figure, Limb, Point, Side};
pub use read::PoseError;

use std::time::Duration;

use serde::Deserialize;

use body::{Frame, Sight};
use prop::Prop;
use space::Viewer;

/// A part of a bone drawn in the accent colour. `side` is `None` for both sides; `part` is the range along the bone, from
/// 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Highlight {
    side: Option<Side>,
    bone: Bone,
    part: (f64, f64),
}

/// A pose: the frames of a figure, and the props around it.
#[derive(Debug, Clone, PartialEq)]
pub struct Pose {
    /// The muscle that is stretched, in a word or two.
    pub muscle: String,
    /// The duration of one cycle through all frames; `None` for a pose that is held.
    pub cycle: Option<Duration>,
    /// Whether the leg nearer to the viewer is the person's left one.
    pub near_is_left: bool,
    stretched: Vec<Highlight>,
    props: Vec<Prop>,
    frames: Vec<Frame>,
    view: View,
    viewer: Viewer,
}

/// The direction from which a pose is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum View {
    #[default]
    Side,
    Front,
    /// From above, a body that lies on its side.
    Above,
    /// From above, a body that lies on its back.
    OnBack,
}

impl View {
    /// Whether the left and the right side of the body are side by side in the picture, and not one behind the other.
    const fn shows_both_sides(self) -> bool {
        match self {
            Self::Side | Self::Above => false,
            Self::Front | Self::OnBack => true,
        }
    }
}

impl Pose {
    /// Parses the built-in pose with that id.
    pub(crate) fn built_in(id: &str) -> Option<Self> {
        built_in::text(id).and_then(|text| Self::parse(text).ok())
    }

    /// The ids of all built-in poses.
    pub(crate) fn ids() -> impl Iterator<Item = &'static str> {
        built_in::ids()
    }

    /// Parses a pose.
    ///
    /// # Errors
    /// [`PoseError`] if the text is not valid TOML, has an unknown key or bone, has too few frames, or places a hand or a foot
    /// out of reach.
    pub fn parse(text: &str) -> Result<Self, PoseError> {
        read::read(text)
    }

    /// A caption for views that need an explanation.
    pub(crate) fn caption(&self) -> Option<&'static str> {
        match self.view {
            View::Side | View::Front => None,
            View::Above | View::OnBack => Some("seen from above"),
        }
    }

    /// The figure at `progress`, from 0 to 1: from the first frame to the last, or through the cycle of a movement.
    pub fn figure(&self, progress: f64) -> Figure {
        let frame = self.frame_at(progress.clamp(0.0, 1.0));
        let mut figure = frame.figure(Sight {
            viewer: self.viewer,
            ..self.sight_ahead()
        });
        for limb in &mut figure.limbs {
            limb.stretched = self
                .stretched
                .iter()
                .find(|highlight| {
                    highlight.bone == limb.bone
                        && highlight.side.is_none_or(|side| Some(side) == limb.side)
                })
                .map(|highlight| highlight.part);
        }
        figure.props = self
            .props
            .iter()
            .flat_map(|prop| prop.shapes(&figure, self.viewer))
            .collect();
        figure.floor = self.props.iter().find_map(Prop::floor);
        figure
    }

    /// The pose as seen from straight ahead, for measuring its joints.
    const fn sight_ahead(&self) -> Sight {
        Sight {
            front: self.view.shows_both_sides(),
            viewer: Viewer::AHEAD,
        }
    }

    fn frame_at(&self, progress: f64) -> Frame {
        let segments = if self.cycle.is_some() {
            self.frames.len()
        } else {
            self.frames.len() - 1
        };
        let along = progress * segments as f64;
        let from = (along as usize).min(segments.saturating_sub(1));
        let part = along - from as f64;
        let (one, other) = (
            &self.frames[from],
            &self.frames[(from + 1) % self.frames.len()],
        );
        // The frames of a movement are its turning points, so it slows down towards each.
        let part = if self.cycle.is_some() {
            part * part * (3.0 - 2.0 * part)
        } else {
            part
        };
        if segments == 0 {
            one.clone()
        } else {
            one.towards(other, part)
        }
    }

    /// The bounding box of the figure and its props over the whole movement: left, bottom, right, top. Its bottom is the
    /// floor, if that is seen as a line.
    pub(crate) fn bounds(&self) -> [f64; 4] {
        let mut bounds = [f64::MAX, f64::MAX, f64::MIN, f64::MIN];
        for step in 0..=16 {
            for point in self.figure(f64::from(step) / 16.0).extent() {
                bounds[0] = bounds[0].min(point.x);
                bounds[1] = bounds[1].min(point.y);
                bounds[2] = bounds[2].max(point.x);
                bounds[3] = bounds[3].max(point.y);
            }
        }
        if self.viewer.above == 0.0 {
            bounds[1] = 0.0;
        }
        bounds
    }
}
