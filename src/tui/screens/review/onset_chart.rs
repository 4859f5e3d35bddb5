//! The chart of the hour at which symptoms begin: a point an evening, earlier hours further up, with the changes of
//! medicines below.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

use super::charts::{Charts, Title};
use crate::event::EveningDate;
use crate::review::clock_time;
use crate::review::series::without_silences;
use crate::tui::chrome::right_aligned;
use crate::tui::widgets::plot::{Ink, Plot};
use crate::words;

/// The name of the chart.
const NAME: &str = "Symptoms begin";

/// Longer runs of evenings without a beginning are left out.
const LONGEST_SILENCE: u64 = 31;

/// The evenings on the horizontal axis, from which silences are left out.
struct Axis {
    spans: Vec<(EveningDate, EveningDate)>,
    /// The evenings that the gap in the place of a silence is as wide as.
    gap: i64,
}

impl Axis {
    fn new(span: (EveningDate, EveningDate), recorded: &[EveningDate]) -> Self {
        let spans = without_silences(span, recorded, LONGEST_SILENCE);
        let evenings: i64 = spans.iter().map(days).sum();
        Self {
            spans,
            gap: evenings / 12 + 1,
        }
    }

    /// The evenings and gaps before each span, and at the end.
    fn starts(&self) -> impl Iterator<Item = i64> {
        let mut start = 0;
        self.spans.iter().map(move |span| {
            let own = start;
            start += days(span) + self.gap;
            own
        })
    }

    fn length(&self) -> i64 {
        let gaps = self.spans.len() as i64 - 1;
        self.spans.iter().map(days).sum::<i64>() + gaps * self.gap
    }

    /// The horizontal position of the middle of an evening, from 0 (left) to 1. What lies in a silence is in the middle of
    /// its gap, or at the end of the axis.
    fn x_fraction(&self, evening: EveningDate) -> f64 {
        let mut place = 0.0;
        for (start, (from, to)) in self.starts().zip(&self.spans) {
            if evening < *from {
                break;
            }
            let start = start as f64;
            place = if evening <= *to {
                start + days(&(*from, evening)) as f64 - 0.5
            } else {
                start + days(&(*from, *to)) as f64 + self.gap as f64 / 2.0
            };
        }
        (place / self.length() as f64).min(1.0)
    }
}

/// The number of evenings of a span, both ends included.
fn days((from, to): &(EveningDate, EveningDate)) -> i64 {
    to.0.signed_duration_since(from.0).num_days() + 1
}

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
        let recorded: Vec<EveningDate> = points.iter().map(|(evening, _)| *evening).collect();
        let axis = Axis::new((self.from, self.to), &recorded);
        self.draw_spans(&axis, area, buf);
        let medicines = self.back.changes.iter();
        let medicines = medicines.filter(|change| change.what.is_medicine());
        let x_fraction = |evening| axis.x_fraction(evening);
        let plot_area = self.plot_area(self.draw_changes(medicines, x_fraction, area, buf));
        let (top, bottom) = whole_hours(points.iter().map(|(_, minutes)| *minutes));
        let label = |minutes: f64| self.clock.time(clock_time(minutes));
        self.draw_axis(&label(top), &label(bottom), plot_area, buf);
        let mut plot = Plot::new(plot_area.width, plot_area.height);
        let is_sparse = axis.length() <= i64::from(plot_area.width);
        for (evening, minutes) in points {
            let (across, down) = (axis.x_fraction(evening), (minutes - top) / (bottom - top));
            if is_sparse {
                plot.point(across, down);
            } else {
                plot.dot(across, down);
            }
        }
        let ascii = self.symbols.is_ascii();
        plot.render(plot_area, buf, self.theme.text, Ink::Points, ascii);
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
        buf.set_stringn(area.x, area.y, line, area.width.into(), style);
        area
    }

    /// Draws the dates below the plot: the first and the last, and where a silence is left out its ends, if there is room.
    /// Draws a vertical line at the selected evening.
    fn draw_spans(&self, axis: &Axis, area: Rect, buf: &mut Buffer) {
        let plot = self.plot_area(area);
        let row = Rect::new(plot.x, plot.bottom(), plot.width, 1);
        let (Some((first, _)), Some((_, last))) = (axis.spans.first(), axis.spans.last()) else {
            return;
        };
        let format = if axis.length() > 400 {
            "%b %Y"
        } else {
            "%-d %b"
        };
        let date = |evening: &EveningDate| evening.0.format(format).to_string();
        let (from, to) = (date(first), date(last));
        buf.set_stringn(row.x, row.y, &from, row.width.into(), self.theme.dim);
        right_aligned(row, &to, self.theme.dim, buf);
        let column = |at: f64| plot.x + (at * f64::from(plot.width)) as u16;
        let mut free = row.x + from.width() as u16 + 1;
        let end = row.right().saturating_sub(to.width() as u16 + 1);
        let dots = if self.symbols.is_ascii() {
            "..."
        } else {
            "…"
        };
        for pair in axis.spans.windows(2) {
            let [(_, before), (after, _)] = pair else {
                continue;
            };
            let middle = column(axis.x_fraction(before.next()));
            let long = format!("{} {dots} {}", date(before), date(after));
            for text in [long, dots.to_owned()] {
                let width = text.width() as u16;
                let x = middle.saturating_sub(width / 2);
                if x >= free && x + width <= end {
                    buf.set_string(x, row.y, &text, self.theme.dim);
                    free = x + width + 1;
                    break;
                }
            }
        }
        let is_shown =
            |(from, to): &(EveningDate, EveningDate)| (*from..=*to).contains(&self.selected);
        if axis.spans.iter().any(is_shown) {
            let x = column(axis.x_fraction(self.selected)).min(plot.right() - 1);
            for y in plot.y..plot.bottom() {
                buf.set_string(x, y, self.symbols.upright, self.theme.rule);
            }
        }
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

    #[test]
    fn evenings_keep_their_order_and_silences_take_one_gap() {
        let date = |text: &str| -> EveningDate { text.parse().unwrap() };
        let recorded = ["2026-01-05", "2026-01-20", "2026-06-01", "2026-06-30"].map(date);
        let span = (date("2026-01-01"), date("2026-12-31"));
        let axis = Axis::new(span, &recorded);
        assert_eq!(
            axis.spans,
            [(span.0, recorded[1]), (recorded[2], recorded[3])]
        );
        // Twenty evenings, a gap of five, and thirty evenings.
        assert_eq!((axis.gap, axis.length()), (5, 55));
        let place = |text: &str| axis.x_fraction(date(text)) * 55.0;
        assert!((place("2026-01-01") - 0.5).abs() < 1e-9);
        assert!((place("2026-01-20") - 19.5).abs() < 1e-9);
        assert!(
            (place("2026-03-10") - 22.5).abs() < 1e-9,
            "{}",
            place("2026-03-10")
        );
        assert!((place("2026-06-01") - 25.5).abs() < 1e-9);
        assert!((place("2026-06-30") - 54.5).abs() < 1e-9);
        assert!((axis.x_fraction(date("2026-11-01")) - 1.0).abs() < 1e-9);
        assert!(axis.x_fraction(date("2025-11-01")).abs() < 1e-9);
    }
}
