//! Charts over the evenings of the span: what they have in common, and those of caffeine and strength. Each has its key
//! figures in its title.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use unicode_width::UnicodeWidthStr;

use super::axis::Axis;
use super::page::ReviewPage;
use crate::event::EveningDate;
use crate::review::LookBack;
use crate::review::diary::RecordedChange;
use crate::time_of_day::ClockFormat;
use crate::tui::chrome::right_aligned;
use crate::tui::row::put;
use crate::tui::symbols::Symbols;
use crate::tui::theme::Theme;
use crate::tui::widgets::plot::Plot;
use crate::tui::wrap::wrapped_into;
use crate::words;

/// The data of the charts, and how they are drawn.
pub(super) struct Charts<'a> {
    pub back: &'a LookBack,
    /// The first and the last evening on the horizontal axis; the last one may lie in the future.
    pub from: EveningDate,
    pub to: EveningDate,
    pub selected: EveningDate,
    pub theme: Theme,
    pub symbols: Symbols,
    /// The clock in which times are shown.
    pub clock: ClockFormat,
}

/// The title row of a chart: its name, then as many of its figures as fit.
pub(super) struct Title<'a> {
    pub(super) name: &'a str,
    pub(super) figures: Vec<String>,
}

impl Charts<'_> {
    /// Draws the chart of a page; nothing if the area is too small or the page has no chart.
    pub fn draw(&self, page: ReviewPage, area: Rect, buf: &mut Buffer) {
        if area.height < 4 || area.width < 20 {
            return;
        }
        match page {
            ReviewPage::Evenings | ReviewPage::Steps => {}
            ReviewPage::Legs => self.legs(area, buf),
            ReviewPage::Onset => self.onset(area, buf),
            ReviewPage::Bedtimes => self.bedtimes(area, buf),
            ReviewPage::Caffeine => self.caffeine(area, buf),
            ReviewPage::Strength => self.strength(area, buf),
        }
    }

    pub(super) fn draw_title(&self, title: &Title<'_>, area: Rect, buf: &mut Buffer) {
        let bold = self.theme.text.add_modifier(Modifier::BOLD);
        let mut x = put(buf, area, 0, title.name, bold) + 2;
        for (n, figure) in title.figures.iter().enumerate() {
            let figure = if n > 0 {
                format!(", {figure}")
            } else {
                figure.clone()
            };
            if x + figure.width() as u16 > area.right() {
                return;
            }
            x = put(buf, area, x - area.x, figure, self.theme.text);
        }
    }

    /// Draws the title and a remark instead of a chart without data.
    pub(super) fn draw_missing(
        &self,
        name: &'static str,
        remark: &str,
        area: Rect,
        buf: &mut Buffer,
    ) {
        self.draw_title(
            &Title {
                name,
                figures: vec![],
            },
            area,
            buf,
        );
        let lines = wrapped_into(remark, area.width, area.height.saturating_sub(1));
        for (row, line) in area.rows().skip(1).zip(lines) {
            put(buf, row, 0, line, self.theme.dim);
        }
    }

    /// The area of the plot, without title, axis labels and dates.
    pub(super) fn plot_area(&self, area: Rect) -> Rect {
        let labels = self.label_width();
        Rect::new(
            area.x + labels,
            area.y + 1,
            area.width - labels,
            area.height - 2,
        )
    }

    /// The width of the axis labels left of the plot, with the gap behind them. It is that of a time on every chart, so
    /// that charts below each other are aligned.
    fn label_width(&self) -> u16 {
        self.clock.width() as u16 + 1
    }

    /// Draws the labels of the vertical axis at the top and bottom of the plot.
    pub(super) fn draw_axis(&self, top: &str, bottom: &str, plot: Rect, buf: &mut Buffer) {
        let labels = self.label_width();
        let label = |y: u16| Rect::new(plot.x - labels, y, labels - 1, 1);
        right_aligned(label(plot.y), top, self.theme.dim, buf);
        if plot.height > 1 {
            right_aligned(label(plot.bottom() - 1), bottom, self.theme.dim, buf);
        }
    }

    /// Draws a mark for each of these changes of plan or medicine in a row below the plot. `x_fraction` says where an
    /// evening is, from 0 (left) to 1. Returns the area left for the chart.
    pub(super) fn draw_changes<'c>(
        &self,
        changes: impl Iterator<Item = &'c RecordedChange>,
        x_fraction: impl Fn(EveningDate) -> f64,
        area: Rect,
        buf: &mut Buffer,
    ) -> Rect {
        const MIN_HEIGHT: u16 = 7;
        let mut changes = changes.peekable();
        if changes.peek().is_none() || area.height < MIN_HEIGHT {
            return area;
        }
        let plot = self.plot_area(area);
        for change in changes {
            let mark = self.symbols.change(change.what.is_medicine());
            let x = plot.x + (x_fraction(change.date) * f64::from(plot.width)) as u16;
            let x = x.min(plot.right() - 1);
            buf.set_string(x, plot.bottom() - 1, mark, self.theme.accent);
        }
        Rect {
            height: area.height - 1,
            ..area
        }
    }

    /// The value of each reviewed evening that has one. `value` is given its index.
    pub(super) fn values(&self, value: impl Fn(usize) -> Option<f64>) -> Vec<(EveningDate, f64)> {
        let evenings = self.back.review.evenings.iter().enumerate();
        let values = evenings.filter_map(|(n, evening)| Some((evening.date, value(n)?)));
        values.collect()
    }

    /// The most points that fit beside each other.
    pub(super) fn point_room(plot_area: Rect) -> usize {
        usize::from(plot_area.width) * 2
    }

    /// Draws points of an axis. `down` is where a value is, from 0 (top) to 1.
    pub(super) fn draw_points(
        &self,
        axis: &Axis,
        points: &[(f64, f64)],
        down: impl Fn(f64) -> f64,
        style: Style,
        area: Rect,
        buf: &mut Buffer,
    ) {
        let mut plot = Plot::new(area.width, area.height);
        let is_sparse = axis.length() <= i64::from(area.width);
        for (across, value) in points {
            if is_sparse {
                plot.point(*across, down(*value));
            } else {
                plot.dot(*across, down(*value));
            }
        }
        plot.render(area, buf, style, self.symbols.charset());
    }

    fn caffeine(&self, area: Rect, buf: &mut Buffer) {
        let left = self.back.caffeine_left_mg();
        let Some(mean) = left.mean else {
            return self.draw_missing(
                "Caffeine",
                "No night with a drink and a lights-out here yet.",
                area,
                buf,
            );
        };
        let figures = vec![
            format!("{mean:.0} mg left at lights-out"),
            words::counted(left.nights, "night"),
        ];
        self.draw_title(
            &Title {
                name: "Caffeine",
                figures,
            },
            area,
            buf,
        );
        let nights = &self.back.nights;
        let values = self.values(|n| nights[n].caffeine_left_mg);
        let axis = self.axis(&values);
        self.draw_dates(&axis, area, buf);
        let plot_area = self.plot_area(area);
        let points = axis.points(&values, Self::point_room(plot_area));
        let (_, highest) = ends(points.iter().map(|(_, mg)| *mg));
        // Round up to a multiple of 20 mg for the axis label.
        let top = (highest / 20.0).ceil().max(1.0) * 20.0;
        self.draw_axis(&format!("{top:.0}"), "0 mg", plot_area, buf);
        let down = |mg: f64| 1.0 - mg / top;
        self.draw_selected(&axis, plot_area, buf);
        self.draw_points(&axis, &points, down, self.theme.text, plot_area, buf);
    }

    fn strength(&self, area: Rect, buf: &mut Buffer) {
        let strengths = &self.back.review.strengths;
        let Some(strength) = self.back.review.strength else {
            return self.draw_missing(
                "Strength",
                "It begins with the first evening that is over.",
                area,
                buf,
            );
        };
        let streak = self.back.review.streak;
        let figures = vec![
            format!("{:.0} %", strength * 100.0),
            format!("{} in a row", streak.current),
            format!("at best {}", streak.best),
        ];
        self.draw_title(
            &Title {
                name: "Strength",
                figures,
            },
            area,
            buf,
        );
        let values = self.values(|n| Some(strengths[n]? * 100.0));
        let axis = self.axis(&values);
        self.draw_dates(&axis, area, buf);
        let plot_area = self.plot_area(area);
        let points = axis.points(&values, Self::point_room(plot_area));
        let (bottom, top) = cropped(points.iter().map(|(_, percent)| *percent), 10.0, 100.0);
        self.draw_axis(
            &format!("{top:.0} %"),
            &format!("{bottom:.0}"),
            plot_area,
            buf,
        );
        let down = |percent: f64| (top - percent) / (top - bottom);
        self.draw_selected(&axis, plot_area, buf);
        self.draw_points(&axis, &points, down, self.theme.good, plot_area, buf);
    }
}

/// The least and the greatest of these values.
fn ends(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values.fold((f64::MAX, f64::MIN), |(least, greatest), value| {
        (least.min(value), greatest.max(value))
    })
}

/// The ends of a vertical axis for these values: multiples of `step` around them, at least two steps apart and within 0 and
/// `most`.
pub(super) fn cropped(values: impl Iterator<Item = f64>, step: f64, most: f64) -> (f64, f64) {
    let (least, greatest) = ends(values);
    let bottom = ((least / step).floor() * step).max(0.0);
    let top = ((greatest / step).ceil() * step)
        .max(bottom + 2.0 * step)
        .min(most);
    (bottom.min(top - 2.0 * step), top)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_is_cropped_to_its_values_and_never_flat_nor_out_of_range() {
        let axis = |values: &[f64]| cropped(values.iter().copied(), 1.0, 10.0);
        for (values, expected) in [
            (&[2.5, 6.1][..], (2.0, 7.0)),
            (&[4.0], (4.0, 6.0)),
            (&[0.0], (0.0, 2.0)),
            (&[10.0], (8.0, 10.0)),
            (&[9.5, 9.6], (8.0, 10.0)),
            (&[0.0, 10.0], (0.0, 10.0)),
        ] {
            assert_eq!(axis(values), expected, "{values:?}");
        }
    }
}
