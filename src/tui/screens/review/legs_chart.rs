//! The chart of the legs: a point a night, and a line where they have changed.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

use super::axis::Axis;
use super::charts::{Charts, Title, cropped};
use crate::event::{EveningDate, Rating};
use crate::tui::widgets::step_line::StepLine;
use crate::words;

/// The highest rating of the legs.
const MAX_RATING: f64 = Rating::WORST.get() as f64;

/// A line from one evening's value to another's.
type Line = [(EveningDate, f64); 2];

impl Charts<'_> {
    pub(super) fn legs(&self, area: Rect, buf: &mut Buffer) {
        let legs = &self.back.review.legs;
        let Some(mean) = legs.mean else {
            return self.draw_missing("Legs", "No rating of the legs here yet.", area, buf);
        };
        let change = words::legs_change(self.back.review.legs_change.as_ref());
        let mut figures = vec![format!("{mean:.1} of 10"), change];
        figures.push(words::counted(legs.nights, "night"));
        // Without room for the change, drop "of 10".
        let width = figures.iter().take(2).map(|part| part.width() + 2);
        let name = words::capitalised(words::legs_name(legs.figure));
        if name.width() + width.sum::<usize>() > area.width.into() {
            figures[0] = format!("{mean:.1}");
        }
        self.draw_title(
            &Title {
                name: &name,
                figures,
            },
            area,
            buf,
        );
        let evenings = &self.back.review.evenings;
        let values = self.values(|n| evenings[n].legs.get(legs.figure).map(f64::from));
        let axis = self.axis(&values);
        self.draw_dates(&axis, area, buf);
        let changes = self.back.changes.iter();
        let x_fraction = |evening| axis.x_fraction(evening);
        let plot_area = self.plot_area(self.draw_changes(changes, x_fraction, area, buf));
        let points = axis.points(&values, Self::point_room(plot_area));
        let trend = self.trend();
        let shown = points.iter().map(|(_, rating)| *rating);
        let line_ends = trend.iter().flatten().map(|(_, rating)| *rating);
        let (bottom, top) = cropped(shown.chain(line_ends), 1.0, MAX_RATING);
        self.draw_axis(
            &format!("{top:.0}"),
            &format!("{bottom:.0}"),
            plot_area,
            buf,
        );
        let down = |rating: f64| (top - rating) / (top - bottom);
        self.draw_selected(&axis, plot_area, buf);
        self.draw_points(&axis, &points, down, self.theme.text, plot_area, buf);
        if let Some(line) = trend {
            // The line is drawn last, as among many points it would be in pieces. It leaves their dots in its cells.
            let line = StepLine {
                down: columns_of(&line, &axis, plot_area.width, down),
                style: self.theme.accent,
                charset: self.symbols.charset(),
            };
            line.render(plot_area, buf);
        }
    }

    /// The trend of the legs from the first rating to the last, if the legs have changed.
    fn trend(&self) -> Option<Line> {
        let review = &self.back.review;
        let has_changed = review.legs_change.is_some_and(|change| change.is_found);
        let trend = review
            .legs
            .trend
            .filter(|trend| has_changed && trend.is_clear())?;
        let within = |rating: f64| rating.clamp(0.0, MAX_RATING);
        let ((from, first), (to, last)) = (trend.from, trend.to);
        Some([(from, within(first)), (to, within(last))])
    }
}

/// Where the line is in each column, from 0 (top) to 1. None beside its ends.
fn columns_of(
    [(from, first), (to, last)]: &Line,
    axis: &Axis,
    width: u16,
    down: impl Fn(f64) -> f64,
) -> Vec<Option<f64>> {
    let (from, to) = (axis.x_fraction(*from), axis.x_fraction(*to));
    let column = |n: u16| {
        let at = (f64::from(n) + 0.5) / f64::from(width);
        let part = (at - from) / (to - from).max(f64::EPSILON);
        (from..=to)
            .contains(&at)
            .then(|| down(first + (last - first) * part))
    };
    (0..width).map(column).collect()
}
