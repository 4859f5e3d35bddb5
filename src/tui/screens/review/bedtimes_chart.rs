//! The chart of bedtimes: a point a night, and the half hours before and after the planned bedtime as a band.

use chrono::{NaiveTime, TimeDelta};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::charts::{Charts, Title};
use crate::review::series::{TARGET, minutes_from};
use crate::tui::widgets::band::Band;

/// The limit of the axis, in minutes before and after the reference time. Points beyond it are drawn at the edge.
const MAX_MINUTES: f64 = 300.0;

impl Charts<'_> {
    pub(super) fn bedtimes(&self, area: Rect, buf: &mut Buffer) {
        let bedtime = &self.back.review.bedtime;
        let Some(mean) = bedtime.mean else {
            return self.draw_missing("Bedtimes", "No lights-out recorded here yet.", area, buf);
        };
        let plus_minus = if self.symbols.is_ascii() { "+-" } else { "±" };
        let spread = bedtime
            .sd_minutes
            .map(|sd| format!(" {plus_minus} {sd:.0} min"));
        let mut figures = vec![
            format!("{}{}", self.clock.time(mean), spread.unwrap_or_default()),
            format!("{} of {} on target", self.back.on_target(), bedtime.nights),
        ];
        figures.extend(
            bedtime
                .regularity_index
                .map(|index| format!("regularity {index:.0}")),
        );
        figures.extend(
            bedtime
                .social_jetlag_minutes
                .map(|minutes| format!("free days differ by {minutes:.0} min")),
        );
        self.draw_title(
            &Title {
                name: "Bedtimes",
                figures,
            },
            area,
            buf,
        );
        // Times are minutes before or after one reference time of day, so that midnight needs no special case.
        let nights = &self.back.nights;
        let Some(reference) = nights.last().map(|night| night.planned) else {
            return;
        };
        let from_reference = |time: NaiveTime| minutes_from(reference, time);
        let late = self.back.minutes_after_plan();
        let planned = |n: usize| from_reference(nights[n].planned);
        let values = self.values(|n| Some((planned(n) + late[n]?) as f64));
        let axis = self.axis(&values);
        self.draw_dates(&axis, area, buf);
        let plot_area = self.plot_area(area);
        let columns = usize::from(plot_area.width);
        let points = axis.points(&values, Self::point_room(plot_area));
        let plans = self.values(|n| Some(planned(n) as f64));
        let plans = axis.points(&plans, columns);
        let evenings = usize::try_from(axis.length()).unwrap_or(1);
        let plans = filled(&plans, columns, evenings);
        let target = TARGET.num_minutes() as f64;
        let edges = plans.iter().flatten();
        let edges = edges.flat_map(|plan| [plan - target, plan + target]);
        let all = points.iter().map(|(_, minutes)| *minutes).chain(edges);
        let (first, last) = all.fold((f64::MAX, f64::MIN), |(first, last), minutes| {
            (first.min(minutes), last.max(minutes))
        });
        // Limit the axis, so that one outlier does not flatten all other nights into a line.
        let (top, bottom) = (first.max(-MAX_MINUTES), last.min(MAX_MINUTES));
        let down = |minutes: f64| (minutes - top) / (bottom - top).max(1.0);
        let label = |minutes: f64| {
            let time = reference + TimeDelta::minutes(minutes.round() as i64);
            self.clock.time(time)
        };
        self.draw_axis(&label(top), &label(bottom), plot_area, buf);
        let edges =
            |plan: &Option<f64>| plan.map(|plan| (down(plan - target), down(plan + target)));
        let band = Band {
            edges: plans.iter().map(edges).collect(),
            style: self.theme.band,
            charset: self.symbols.charset(),
        };
        band.render(plot_area, buf);
        self.draw_selected(&axis, plot_area, buf);
        self.draw_points(&axis, &points, down, self.theme.text, plot_area, buf);
    }
}

/// The value in each column: that of the newest point at or before it, up to the last point. `length` is how many points the
/// axis has room for.
fn filled(points: &[(f64, f64)], columns: usize, length: usize) -> Vec<Option<f64>> {
    let half = 0.5 / length.clamp(1, columns.max(1)) as f64;
    let column_of = |across: f64| (across * columns as f64).round() as usize;
    let last = points.last();
    let end = last.map_or(0, |(across, _)| column_of(across + half));
    let mut points = points.iter().peekable();
    let mut value = points.peek().map(|(_, value)| *value);
    let column = |column: usize| {
        while let Some((_, newer)) = points.next_if(|(at, _)| column_of(at - half) <= column) {
            value = Some(*newer);
        }
        value.filter(|_| column < end)
    };
    (0..columns).map(column).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_holds_until_the_next_one_and_no_plan_is_drawn_for_evenings_to_come() {
        // Five evenings: the first, the third and the fourth have a plan.
        let points = [(0.1, 1.0), (0.5, 2.0), (0.7, 3.0)];
        let plan = |value| Some(f64::from(value));
        let expected = [plan(1), plan(1), plan(2), plan(3), None];
        assert_eq!(filled(&points, 5, 5), expected);
        let twice: Vec<_> = expected.into_iter().flat_map(|plan| [plan; 2]).collect();
        assert_eq!(filled(&points, 10, 5), twice);
        assert_eq!(filled(&[], 2, 2), [None, None]);
    }
}
