//! Poses: how an exercise looks, as joints that move.
//!
//! A pose is a few lines of TOML, so that anybody can add one for their own exercise. The body stands in a box
//! whose floor is at 0 and in which a standing person is 1 high. A frame places the hips and turns each bone;
//! bones never change their length, so a frame can be wrong, but not distorted. Hands and feet may instead be
//! put somewhere (`hand = [x, y]`), and the two bones behind them find their angles. Between frames angles are
//! interpolated, never points.
//!
//! ```toml
//! muscle = "calf"              # what is stretched, in a word or two
//! stretched = ["near.shin"]    # the bones drawn in the accent; `near.shin.upper` and `.lower` mean about half
//! cycle = "4s"                 # only for a movement: once through the frames and back to the first
//! view = "side"                # side, front, above
//! near-leg = "right"           # which leg the near one is; for the other one the picture is mirrored
//!
//! [[prop]]
//! kind = "wall"                # floor, wall, chair, mat, cushion, towel, ring
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
mod read;
#[cfg(test)]
mod tests;

pub use body::{Bone, Figure, Limb, Point, Shape, Side};
pub use read::PoseError;

use std::time::Duration;

use serde::Deserialize;

use body::Frame;

/// What is drawn in the accent: a bone, of one side or of both, from where to where along it (0 to 1).
#[derive(Debug, Clone, Copy, PartialEq)]
struct Highlight {
    side: Option<Side>,
    bone: Bone,
    part: (f64, f64),
}

/// How an exercise looks.
#[derive(Debug, Clone, PartialEq)]
pub struct Pose {
    /// What is stretched, in a word or two.
    pub muscle: String,
    /// How long once through all frames takes; none for a pose that is held.
    pub cycle: Option<Duration>,
    /// Whether the leg that is near is the person's left one.
    pub near_is_left: bool,
    stretched: Vec<Highlight>,
    props: Vec<read::Prop>,
    frames: Vec<Frame>,
    view: View,
}

/// From where a pose is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum View {
    #[default]
    Side,
    Front,
    Above,
}

impl Pose {
    /// The built-in pose of that id. It is read when it is asked for.
    pub fn built_in(id: &str) -> Option<Self> {
        built_in::text(id).and_then(|text| Self::parse(text).ok())
    }

    /// The ids of all built-in poses.
    pub fn ids() -> impl Iterator<Item = &'static str> {
        built_in::ids()
    }

    /// Reads a pose.
    ///
    /// # Errors
    /// What is wrong, with its line where there is one.
    pub fn parse(text: &str) -> Result<Self, PoseError> {
        read::read(text)
    }

    /// From where it is seen, where that needs a word.
    pub fn caption(&self) -> Option<&'static str> {
        match self.view {
            View::Side | View::Front => None,
            View::Above => Some("seen from above"),
        }
    }

    /// The figure at `progress`: from the first frame (0) to the last (1); of a movement, how much of its cycle
    /// has passed.
    pub fn figure(&self, progress: f64) -> Figure {
        let frame = self.frame_at(progress.clamp(0.0, 1.0));
        let mut figure = frame.figure(self.view == View::Front);
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
            .flat_map(|prop| prop.shapes(&figure))
            .collect();
        figure.floor = self.props.iter().find_map(read::Prop::floor);
        figure
    }

    fn frame_at(&self, progress: f64) -> Frame {
        let legs = if self.cycle.is_some() {
            self.frames.len()
        } else {
            self.frames.len() - 1
        };
        let along = progress * legs as f64;
        let from = (along as usize).min(legs.saturating_sub(1));
        let part = along - from as f64;
        let (one, other) = (
            &self.frames[from],
            &self.frames[(from + 1) % self.frames.len()],
        );
        // Frames of a movement are turning points: it slows down towards each.
        let part = if self.cycle.is_some() {
            part * part * (3.0 - 2.0 * part)
        } else {
            part
        };
        if legs == 0 {
            one.clone()
        } else {
            one.towards(other, part)
        }
    }

    /// The box that holds the figure and its props, however it moves: left, bottom, right, top.
    pub fn bounds(&self) -> [f64; 4] {
        let mut bounds = [f64::MAX, 0.0, f64::MIN, f64::MIN];
        for step in 0..=16 {
            for point in self.figure(f64::from(step) / 16.0).extent() {
                bounds[0] = bounds[0].min(point.x);
                bounds[1] = bounds[1].min(point.y);
                bounds[2] = bounds[2].max(point.x);
                bounds[3] = bounds[3].max(point.y);
            }
        }
        bounds
    }
}
