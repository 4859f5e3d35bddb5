//! The figure that shows the exercise.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::Widget;

use super::View;
use crate::exercise::pose::{Figure, Pose};
use crate::session::{FigureState, Side};
use crate::tui::charset::Charset;
use crate::tui::widgets::figure::{FigureLabel, FigureStyle, FigureView};

/// The moments of a movement that its label has to have room at.
const MOMENTS_OF_A_CYCLE: [f64; 8] = [0.0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875];

impl View<'_> {
    pub(super) fn figure(&self, area: Rect, buf: &mut Buffer) {
        let moment = if self.moving.figure {
            self.session.figure()
        } else {
            self.session.figure_at_rest()
        };
        let (Some(pose), Some(moment)) = (self.pose, moment) else {
            return;
        };
        let styles = self.styles();
        let style = FigureStyle {
            accent: styles.accent,
            body: styles.text,
            far: if self.paused().is_some() {
                self.theme.dim
            } else {
                self.theme.far
            },
            prop: self.theme.prop,
            caption: styles.dim,
        };
        let figure = self.figure_at(pose, moment, moment.progress);
        // If no colour marks the muscle, name it, once the figure has stopped moving into the pose.
        let needs_label =
            self.charset == Charset::Ascii || self.theme.accent.fg == self.theme.text.fg;
        let moments: Vec<_> = match (needs_label, moment.cycles, moment.moves) {
            (false, ..) | (true, false, true) => vec![],
            (true, true, _) => MOMENTS_OF_A_CYCLE
                .map(|progress| self.figure_at(pose, moment, progress))
                .into(),
            (true, false, false) => vec![figure.clone()],
        };
        let label = FigureLabel {
            text: self.session.group().unwrap_or(&pose.muscle),
            moments: &moments,
        };
        let view = FigureView {
            figure: &figure,
            bounds: pose.bounds(),
            label: (!moments.is_empty()).then_some(label),
            caption: pose.caption(),
            style,
            charset: self.charset,
        };
        view.render(area, buf);
    }

    /// The figure with the side and the part of the body that are exercised.
    fn figure_at(&self, pose: &Pose, moment: FigureState, progress: f64) -> Figure {
        let [left, _, right, _] = pose.bounds();
        let figure = pose.figure(progress);
        // The near leg always does the exercise, so the figure is mirrored for the other side.
        let figure = match moment.side {
            Some(side) if (side == Side::Left) != pose.near_is_left => {
                figure.mirrored(f64::midpoint(left, right))
            }
            Some(_) | None => figure,
        };
        match self.session.group() {
            Some(group) => figure.marking(group),
            None => figure,
        }
    }
}
