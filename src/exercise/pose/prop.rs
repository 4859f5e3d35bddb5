//! Props: the objects around the body, and the lines that they are drawn with.

use serde::Deserialize;

use super::body::{Bone, Figure, Point, Shape, Side};
use super::space::{Spot, Viewer};

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
    /// A mat. Seen from straight above, `low` and `high` are its edges in the picture. Else it lies on the floor, and they are
    /// how far behind the middle of the body its edges are; less than 0 is before it.
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

    /// The lines of the prop in the picture. A towel goes from the figure's hand to its foot.
    pub(super) fn shapes(&self, figure: &Figure, viewer: Viewer) -> Vec<Shape> {
        let seen = |x, y, near| viewer.sees(Spot::new(x, y, near)).at;
        let line = |x1, y1, x2, y2, width| Shape {
            from: seen(x1, y1, 0.0),
            to: seen(x2, y2, 0.0),
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
            } => mat((from, to), (low, high), viewer),
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

/// The edges of a mat.
fn mat((from, to): (f64, f64), (low, high): (f64, f64), viewer: Viewer) -> Vec<Shape> {
    // A mat on the floor gets narrower towards the back: without that, its sides look like those of a box.
    let middle = f64::midpoint(from, to);
    let narrowed = |x: f64, y: f64| middle + (x - middle) * (1.0 - 0.3 * (y - low)).clamp(0.0, 1.0);
    let corner = |x, y| match viewer {
        Viewer::AHEAD => Point::new(x, y),
        Viewer { .. } => viewer.sees(Spot::new(narrowed(x, y), 0.0, -y)).at,
    };
    let corners = [(from, low), (to, low), (to, high), (from, high)].map(|(x, y)| corner(x, y));
    (0..4)
        .map(|n| Shape {
            from: corners[n],
            to: corners[(n + 1) % 4],
            width: 0.018,
        })
        .collect()
}
