//! The horizontal axis of a chart: evenings, without the months of which nothing is recorded.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_width::UnicodeWidthStr;

use super::charts::Charts;
use crate::event::EveningDate;
use crate::review::series::{means, without_silences};
use crate::tui::charset::Charset;
use crate::tui::chrome::right_aligned;
use crate::tui::row::put;
use crate::tui::widgets::band::keep_band_behind;

/// Longer runs of evenings without a beginning are left out.
const LONGEST_SILENCE: u64 = 31;

/// The evenings on the horizontal axis, from which silences are left out.
pub(super) struct Axis {
    spans: Vec<(EveningDate, EveningDate)>,
    /// The evenings that the gap in the place of a silence is as wide as.
    gap: i64,
}

impl Axis {
    /// The axis of a span on which these evenings have a value.
    pub(super) fn new(span: (EveningDate, EveningDate), recorded: &[EveningDate]) -> Self {
        let spans = without_silences(span, recorded, LONGEST_SILENCE);
        let evenings: i64 = spans.iter().map(days).sum();
        Self {
            spans,
            gap: evenings / 12 + 1,
        }
    }

    /// The number of evenings and gaps before an evening. None for one in a silence.
    fn slot(&self, evening: EveningDate) -> Option<usize> {
        let spans = self.starts().zip(&self.spans);
        let own = spans
            .map(|(start, span)| (start, *span))
            .find(|(_, (from, to))| (*from..=*to).contains(&evening))?;
        let (start, (from, _)) = own;
        usize::try_from(start + days(&(from, evening)) - 1).ok()
    }

    /// The evenings with their values as points: where each is across, from 0 (left) to 1, and its value. Where there are more
    /// evenings than `room` points, neighbours are averaged.
    pub(super) fn points(&self, values: &[(EveningDate, f64)], room: usize) -> Vec<(f64, f64)> {
        let length = usize::try_from(self.length()).unwrap_or(0);
        let mut series = vec![None; length];
        for (evening, value) in values {
            if let Some(place) = self.slot(*evening).and_then(|slot| series.get_mut(slot)) {
                *place = Some(*value);
            }
        }
        let shown = if length > room {
            means(&series, room)
        } else {
            series
        };
        let count = shown.len() as f64;
        let points = shown.into_iter().enumerate();
        let points = points.filter_map(|(n, value)| Some(((n as f64 + 0.5) / count, value?)));
        points.collect()
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

    /// Its length in evenings.
    pub(super) fn length(&self) -> i64 {
        let gaps = self.spans.len() as i64 - 1;
        self.spans.iter().map(days).sum::<i64>() + gaps * self.gap
    }

    /// The horizontal position of the middle of an evening, from 0 (left) to 1. What lies in a silence is in the middle of
    /// its gap, or at the end of the axis.
    pub(super) fn x_fraction(&self, evening: EveningDate) -> f64 {
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

/// The column of the plot at that fraction of its width.
fn column_at(across: f64, plot: Rect) -> u16 {
    plot.x + (across * f64::from(plot.width)) as u16
}

impl Charts<'_> {
    /// The axis of a chart with these values.
    pub(super) fn axis(&self, values: &[(EveningDate, f64)]) -> Axis {
        let recorded: Vec<EveningDate> = values.iter().map(|(evening, _)| *evening).collect();
        Axis::new((self.from, self.to), &recorded)
    }

    /// Draws a vertical line at the selected evening. What is drawn behind it comes first, as it would cover the line.
    pub(super) fn draw_selected(&self, axis: &Axis, plot: Rect, buf: &mut Buffer) {
        let is_shown =
            |(from, to): &(EveningDate, EveningDate)| (*from..=*to).contains(&self.selected);
        if !axis.spans.iter().any(is_shown) {
            return;
        }
        let x = column_at(axis.x_fraction(self.selected), plot).min(plot.right() - 1);
        for y in plot.y..plot.bottom() {
            let cell = &mut buf[(x, y)];
            let style = if keep_band_behind(cell) {
                Style {
                    bg: None,
                    ..self.theme.dim
                }
            } else {
                self.theme.rule
            };
            cell.set_symbol(self.symbols.upright).set_style(style);
        }
    }

    /// Draws the dates below the plot: the first and the last, and where a silence is left out its ends, if there is room.
    pub(super) fn draw_dates(&self, axis: &Axis, area: Rect, buf: &mut Buffer) {
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
        put(buf, row, 0, &from, self.theme.dim);
        right_aligned(row, &to, self.theme.dim, buf);
        let mut free = row.x + from.width() as u16 + 1;
        let end = row.right().saturating_sub(to.width() as u16 + 1);
        let dots = match self.symbols.charset() {
            Charset::Unicode => "…",
            Charset::Console | Charset::Ascii => "...",
        };
        for pair in axis.spans.windows(2) {
            let [(_, before), (after, _)] = pair else {
                continue;
            };
            let middle = column_at(axis.x_fraction(before.next()), plot);
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
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn points_are_averaged_where_there_is_no_room_for_all() {
        let date = |text: &str| -> EveningDate { text.parse().unwrap() };
        let first = date("2026-01-01");
        let values: Vec<_> = (0..4)
            .map(|n| (first.days_after(n), f64::from(u32::try_from(n).unwrap())))
            .collect();
        let axis = Axis::new((first, date("2026-01-04")), &[first, date("2026-01-04")]);
        assert_eq!(axis.points(&values, 4).len(), 4);
        assert_eq!(axis.points(&values, 2), [(0.25, 0.5), (0.75, 2.5)]);
    }
}
