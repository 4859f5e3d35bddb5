//! Charts over the evenings of the span: legs, bedtimes, caffeine, strength. Each has its key figures in its title.

use chrono::{NaiveTime, TimeDelta};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use unicode_width::UnicodeWidthStr;

use super::page::ReviewPage;
use crate::event::{EveningDate, Rating};
use crate::review::LookBack;
use crate::review::diary::RecordedChange;
use crate::review::series::{TARGET, means, minutes_from};
use crate::time_of_day::ClockFormat;
use crate::tui::chrome::right_aligned;
use crate::tui::symbols::Symbols;
use crate::tui::theme::Theme;
use crate::tui::widgets::plot::{Ink, Plot};
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

    /// The number of evenings on the horizontal axis, at least one.
    fn evening_count(&self) -> usize {
        let days = self.to.0.signed_duration_since(self.from.0).num_days();
        usize::try_from(days + 1).unwrap_or(1).max(1)
    }

    /// The index of an evening on the horizontal axis.
    fn index_of(&self, evening: EveningDate) -> usize {
        let days = evening.0.signed_duration_since(self.from.0).num_days();
        usize::try_from(days).unwrap_or(0)
    }

    /// The horizontal position of the middle of an evening, from 0 (left) to 1.
    fn x_fraction(&self, evening: EveningDate) -> f64 {
        (self.index_of(evening) as f64 + 0.5) / self.evening_count() as f64
    }

    /// One value per evening on the axis. `value` gets the index of a reviewed evening.
    fn series(&self, value: impl Fn(usize) -> Option<f64>) -> Vec<Option<f64>> {
        let mut series = vec![None; self.evening_count()];
        for (n, evening) in self.back.review.evenings.iter().enumerate() {
            if let Some(slot) = series.get_mut(self.index_of(evening.date)) {
                *slot = value(n);
            }
        }
        series
    }

    pub(super) fn draw_title(&self, title: &Title<'_>, area: Rect, buf: &mut Buffer) {
        let bold = self.theme.text.add_modifier(Modifier::BOLD);
        let (x, _) = buf.set_stringn(area.x, area.y, title.name, area.width.into(), bold);
        let mut x = x + 2;
        for (n, figure) in title.figures.iter().enumerate() {
            let figure = if n > 0 {
                format!(", {figure}")
            } else {
                figure.clone()
            };
            if x + figure.width() as u16 > area.right() {
                return;
            }
            (x, _) = buf.set_stringn(x, area.y, figure, area.width.into(), self.theme.text);
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
        let row = Rect {
            y: area.y + 1,
            ..area
        };
        buf.set_stringn(row.x, row.y, remark, row.width.into(), self.theme.dim);
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

    /// Draws the first and last date below the plot, and a vertical line at the selected evening.
    fn draw_dates(&self, area: Rect, buf: &mut Buffer) {
        let plot = self.plot_area(area);
        let y = plot.bottom();
        let format = if self.evening_count() > 400 {
            "%b %Y"
        } else {
            "%-d %b"
        };
        let (from, to) = (self.from.0.format(format), self.to.0.format(format));
        let (from, to) = (from.to_string(), to.to_string());
        let row = Rect::new(plot.x, y, plot.width, 1);
        buf.set_stringn(row.x, y, from, row.width.into(), self.theme.dim);
        right_aligned(row, &to, self.theme.dim, buf);
        let column = |evening| plot.x + (self.x_fraction(evening) * f64::from(plot.width)) as u16;
        // Drawn before the data, so that the line is behind it.
        let x = column(self.selected).min(plot.right() - 1);
        if (self.from..=self.to).contains(&self.selected) {
            for y in plot.y..plot.bottom() {
                buf.set_string(x, y, self.symbols.upright, self.theme.rule);
            }
        }
    }

    fn legs(&self, area: Rect, buf: &mut Buffer) {
        let legs = &self.back.review.legs;
        let Some(mean) = legs.mean else {
            return self.draw_missing("Legs", "No rating of the legs here yet.", area, buf);
        };
        let change = words::legs_change(self.back.review.legs_change.as_ref());
        let mut figures = vec![format!("{mean:.1} of 10"), change];
        figures.push(words::counted(legs.nights, "night"));
        // Without room for the change, drop "of 10", which the axis shows too.
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
        self.draw_dates(area, buf);
        let changes = self.back.changes.iter();
        let x_fraction = |evening| self.x_fraction(evening);
        let plot_area = self.plot_area(self.draw_changes(changes, x_fraction, area, buf));
        self.draw_axis("10", "0", plot_area, buf);
        if let Some(line) = self.trend_line(plot_area) {
            let ascii = self.symbols.is_ascii();
            line.render(plot_area, buf, self.theme.dim, Ink::Line, ascii);
        }
        let evenings = &self.back.review.evenings;
        let series = self.series(|n| evenings[n].legs.get(legs.figure).map(f64::from));
        self.draw_points(&series, |value| 1.0 - value / MAX_RATING, plot_area, buf);
    }

    /// The trend of the legs as a line from the first rating to the last, if the legs have changed.
    fn trend_line(&self, plot_area: Rect) -> Option<Plot> {
        let review = &self.back.review;
        let has_changed = review.legs_change.is_some_and(|change| change.is_found);
        let trend = review
            .legs
            .trend
            .filter(|trend| has_changed && trend.is_clear())?;
        let ((from, first), (to, last)) = (trend.from, trend.to);
        let (from, to) = (self.x_fraction(from), self.x_fraction(to));
        let mut line = Plot::new(plot_area.width, plot_area.height);
        for n in 0..plot_area.width {
            let at = (f64::from(n) + 0.5) / f64::from(plot_area.width);
            if (from..=to).contains(&at) {
                let part = (at - from) / (to - from).max(f64::EPSILON);
                let value = first + (last - first) * part;
                line.dot(at, 1.0 - value / MAX_RATING);
            }
        }
        Some(line)
    }

    /// Draws a point per value. If there are more values than columns of dots, neighbouring values are averaged.
    /// `y_fraction` maps a value to its vertical position, from 0 (top) to 1.
    fn draw_points(
        &self,
        series: &[Option<f64>],
        y_fraction: impl Fn(f64) -> f64,
        area: Rect,
        buf: &mut Buffer,
    ) {
        let mut plot = Plot::new(area.width, area.height);
        let room = usize::from(area.width) * 2;
        let is_sparse = series.len() <= usize::from(area.width);
        let shown = if series.len() > room {
            means(series, room)
        } else {
            series.to_vec()
        };
        for (n, value) in shown.iter().enumerate() {
            let across = (n as f64 + 0.5) / shown.len() as f64;
            match value {
                Some(value) if is_sparse => plot.point(across, y_fraction(*value)),
                Some(value) => plot.dot(across, y_fraction(*value)),
                None => {}
            }
        }
        let ascii = self.symbols.is_ascii();
        plot.render(area, buf, self.theme.text, Ink::Points, ascii);
    }

    fn bedtimes(&self, area: Rect, buf: &mut Buffer) {
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
        self.draw_dates(area, buf);
        let plot_area = self.plot_area(area);
        // Times are minutes before or after one reference time of day, so that midnight needs no special case.
        let Some(reference) = self.back.nights.last().map(|night| night.planned) else {
            return;
        };
        let from_reference = |time: NaiveTime| minutes_from(reference, time);
        let nights = &self.back.nights;
        let planned: Vec<i64> = nights
            .iter()
            .map(|night| from_reference(night.planned))
            .collect();
        let late = self.back.minutes_after_plan();
        let lights_out = |n: usize| Some(planned[n] + late[n]?);
        let target = TARGET.num_minutes();
        let edges = planned
            .iter()
            .flat_map(|plan| [plan - target, plan + target]);
        let all: Vec<i64> = (0..nights.len())
            .filter_map(lights_out)
            .chain(edges)
            .collect();
        let (Some(first), Some(last)) = (all.iter().min(), all.iter().max()) else {
            return;
        };
        // Limit the axis, so that one outlier does not flatten all other nights into a line.
        let (top, bottom) = ((*first).max(-MAX_MINUTES), (*last).min(MAX_MINUTES));
        let y_fraction = |minutes: i64| (minutes - top) as f64 / (bottom - top).max(1) as f64;
        let label = |minutes: i64| {
            let time = reference + TimeDelta::minutes(minutes);
            self.clock.time(time)
        };
        self.draw_axis(&label(top), &label(bottom), plot_area, buf);
        let ascii = self.symbols.is_ascii();
        let mut band = Plot::new(plot_area.width, plot_area.height);
        // Draw the target band across the full width of each night.
        let columns = usize::from(plot_area.width);
        for (night, plan) in nights.iter().zip(&planned) {
            let first = self.index_of(night.date) * columns / self.evening_count();
            let next = (self.index_of(night.date) + 1) * columns / self.evening_count();
            for column in first..next.max(first + 1) {
                let at = (column as f64 + 0.5) / columns as f64;
                for edge in [plan - target, plan + target] {
                    band.dot(at, y_fraction(edge));
                }
            }
        }
        band.render(plot_area, buf, self.theme.dim, Ink::Line, ascii);
        let mut plot = Plot::new(plot_area.width, plot_area.height);
        let is_sparse = self.evening_count() <= usize::from(plot_area.width);
        for (n, night) in nights.iter().enumerate() {
            let Some(minutes) = lights_out(n) else {
                continue;
            };
            let across = self.x_fraction(night.date);
            if is_sparse {
                plot.point(across, y_fraction(minutes));
            } else {
                plot.dot(across, y_fraction(minutes));
            }
        }
        plot.render(plot_area, buf, self.theme.text, Ink::Points, ascii);
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
        let nights = &self.back.nights;
        let series = self.series(|n| nights[n].caffeine_left_mg);
        let plot_area = self.plot_area(area);
        let columns = series.len().min(plot_area.width.into());
        let bars = means(&series, columns);
        let highest = bars
            .iter()
            .flatten()
            .fold(0.0_f64, |highest, mg| highest.max(*mg));
        // Round up to a multiple of 20 mg for the axis label.
        let top = (highest / 20.0).ceil().max(1.0) * 20.0;
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
        self.draw_dates(area, buf);
        self.draw_axis(&format!("{top:.0}"), "0 mg", plot_area, buf);
        let bar_width = (plot_area.width / columns.max(1) as u16)
            .saturating_sub(1)
            .clamp(1, 3);
        for (n, mg) in bars.iter().enumerate() {
            let Some(mg) = mg else { continue };
            let across = (n as f64 + 0.5) / columns as f64;
            let x = plot_area.x + (across * f64::from(plot_area.width)) as u16 - bar_width / 2;
            let eighths = (mg / top * f64::from(plot_area.height) * 8.0).round() as u16;
            // A known value of 0 mg is drawn as the lowest bar, to tell it from an unknown one.
            for (row, y) in (0..plot_area.height).zip((plot_area.y..plot_area.bottom()).rev()) {
                let part = eighths.max(1).saturating_sub(row * 8).min(8);
                let symbol = self.symbols.column(part);
                if part > 0 {
                    buf.set_string(x, y, symbol.repeat(bar_width.into()), self.theme.dim);
                }
            }
        }
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
        self.draw_dates(area, buf);
        let plot_area = self.plot_area(area);
        self.draw_axis("100 %", "0", plot_area, buf);
        let series = self.series(|n| strengths[n]);
        let is_sparse = series.len() <= usize::from(plot_area.width) / 2;
        let mut plot = Plot::new(plot_area.width, plot_area.height);
        for (n, strength) in series.iter().enumerate() {
            let across = (n as f64 + 0.5) / series.len() as f64;
            match strength {
                Some(strength) if is_sparse => plot.point(across, 1.0 - strength),
                Some(strength) => plot.dot(across, 1.0 - strength),
                None => {}
            }
        }
        let ascii = self.symbols.is_ascii();
        plot.render(plot_area, buf, self.theme.good, Ink::Points, ascii);
    }
}

/// The limit of the bedtime axis, in minutes before and after the reference time. Points beyond it are drawn at the edge.
const MAX_MINUTES: i64 = 300;
/// The highest rating of the legs.
const MAX_RATING: f64 = Rating::WORST.get() as f64;
