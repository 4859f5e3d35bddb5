//! The chart of the hour at which symptoms begin: a point an evening, earlier hours further up, with the changes of
//! medicines below.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

use super::charts::{Charts, Title};
use crate::event::EveningDate;
use crate::review::clock_time;
use crate::tui::row::put;
use crate::words;

/// The name of the chart.
const NAME: &str = "Symptoms begin";

impl Charts<'_> {
    pub(super) fn onset(&self, area: Rect, buf: &mut Buffer) {
        let onset = &self.back.review.onset;
        let Some(mean) = onset.mean else {
            return self.draw_missing(NAME, "No start of symptoms recorded yet.", area, buf);
        };
        let plus_minus = if self.symbols.is_ascii() { "+-" } else { "±" };
        let spread = onset
            .sd_minutes
            .map_or_else(String::new, |sd| format!(" {plus_minus} {sd:.0} min"));
        let mut figures = vec![
            format!("{}{spread}", self.clock.time(mean)),
            words::counted(onset.days, "evening"),
        ];
        figures.extend((onset.none > 0).then(|| format!("{} without", onset.none)));
        self.draw_title(
            &Title {
                name: NAME,
                figures,
            },
            area,
            buf,
        );
        let area = self.draw_onset_change(area, buf);
        let points: Vec<(EveningDate, f64)> = self
            .back
            .review
            .evenings
            .iter()
            .filter_map(|evening| Some((evening.date, evening.onset_minutes()?)))
            .collect();
        let axis = self.axis(&points);
        self.draw_dates(&axis, area, buf);
        let medicines = self.back.changes.iter();
        let medicines = medicines.filter(|change| change.what.is_medicine());
        let x_fraction = |evening| axis.x_fraction(evening);
        let plot_area = self.plot_area(self.draw_changes(medicines, x_fraction, area, buf));
        let (top, bottom) = whole_hours(points.iter().map(|(_, minutes)| *minutes));
        let label = |minutes: f64| self.clock.time(clock_time(minutes));
        self.draw_axis(&label(top), &label(bottom), plot_area, buf);
        let points = axis.points(&points, Self::point_room(plot_area));
        let down = |minutes: f64| (minutes - top) / (bottom - top);
        self.draw_selected(&axis, plot_area, buf);
        self.draw_points(&axis, &points, down, self.theme.text, plot_area, buf);
    }

    /// Draws the change with its interval in the row below the title, in the longest version that fits. Returns the area
    /// whose first row that is.
    fn draw_onset_change(&self, area: Rect, buf: &mut Buffer) -> Rect {
        const MIN_HEIGHT: u16 = 6;
        if area.height < MIN_HEIGHT {
            return area;
        }
        let area = Rect {
            y: area.y + 1,
            height: area.height - 1,
            ..area
        };
        let change = self.back.review.onset.change.as_ref();
        let versions = [
            words::onset_change(change, self.clock),
            words::short_onset_change(change),
        ];
        let fits = |text: &&String| text.width() <= usize::from(area.width);
        let line = versions.iter().find(fits).unwrap_or(&versions[1]);
        let style = if change.is_some_and(|change| change.is_found) {
            self.theme.text
        } else {
            self.theme.dim
        };
        put(buf, area, 0, line, style);
        area
    }
}

/// The full hours around these minutes, at least two hours apart.
fn whole_hours(minutes: impl Iterator<Item = f64>) -> (f64, f64) {
    let (first, last) = minutes.fold((f64::MAX, f64::MIN), |(first, last), minutes| {
        (first.min(minutes), last.max(minutes))
    });
    let top = (first / 60.0).floor() * 60.0;
    let bottom = (last / 60.0).ceil() * 60.0;
    (top, bottom.max(top + 120.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_axis_goes_by_full_hours_and_is_never_flat() {
        assert_eq!(whole_hours([1190.0, 1261.0].into_iter()), (1140.0, 1320.0));
        assert_eq!(whole_hours([1200.0].into_iter()), (1200.0, 1320.0));
    }
}
