//! Charts of the evenings: legs, bedtimes, caffeine, strength. Each says its figures in words above it.

use chrono::{NaiveTime, TimeDelta};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use unicode_width::UnicodeWidthStr;

use super::page::Page;
use crate::event::EveningDate;
use crate::review::LookBack;
use crate::review::diary::ChangeKind;
use crate::review::series::{TARGET, means, minutes_from};
use crate::review::trend::Trend;
use crate::tui::chrome::right_aligned;
use crate::tui::symbols::Symbols;
use crate::tui::theme::Theme;
use crate::tui::widgets::plot::{Ink, Plot};
use crate::words;

/// What is drawn, and how.
pub(super) struct Charts<'a> {
    pub back: &'a LookBack,
    /// The evenings that the chart reaches over: all of the span, also those that are still to come.
    pub from: EveningDate,
    pub to: EveningDate,
    pub chosen: EveningDate,
    pub theme: Theme,
    pub symbols: Symbols,
}

/// Where the axis' words end and the plot begins.
const AXIS: u16 = 6;

/// What says something above a chart: the name first, then figures, as many as there is room for.
struct Title {
    name: &'static str,
    says: Vec<String>,
}

impl Charts<'_> {
    pub fn draw(&self, page: Page, area: Rect, buf: &mut Buffer) {
        if area.height < 4 || area.width < 20 {
            return;
        }
        match page {
            Page::Evenings | Page::Steps => {}
            Page::Legs => self.legs(area, buf),
            Page::Bedtimes => self.bedtimes(area, buf),
            Page::Caffeine => self.caffeine(area, buf),
            Page::Strength => self.strength(area, buf),
        }
    }

    /// How many evenings the chart reaches over, at least one.
    fn evenings(&self) -> usize {
        let days = self.to.0.signed_duration_since(self.from.0).num_days();
        usize::try_from(days + 1).unwrap_or(1).max(1)
    }

    fn place(&self, evening: EveningDate) -> usize {
        let days = evening.0.signed_duration_since(self.from.0).num_days();
        usize::try_from(days).unwrap_or(0)
    }

    /// How far from the left the middle of an evening is: 0 to 1.
    fn across(&self, evening: EveningDate) -> f64 {
        (self.place(evening) as f64 + 0.5) / self.evenings() as f64
    }

    /// A value for each evening that the chart reaches over.
    fn series(&self, value: impl Fn(usize) -> Option<f64>) -> Vec<Option<f64>> {
        let mut series = vec![None; self.evenings()];
        for (n, evening) in self.back.review.evenings.iter().enumerate() {
            if let Some(slot) = series.get_mut(self.place(evening.date)) {
                *slot = value(n);
            }
        }
        series
    }

    fn title(&self, title: &Title, area: Rect, buf: &mut Buffer) {
        let bold = self.theme.text.add_modifier(Modifier::BOLD);
        let (x, _) = buf.set_stringn(area.x, area.y, title.name, area.width.into(), bold);
        let mut x = x + 2;
        for (n, says) in title.says.iter().enumerate() {
            let says = if n > 0 {
                format!(", {says}")
            } else {
                says.clone()
            };
            if x + says.width() as u16 > area.right() {
                return;
            }
            (x, _) = buf.set_stringn(x, area.y, says, area.width.into(), self.theme.text);
        }
    }

    /// That there is nothing to draw, and what would be drawn.
    fn missing(&self, name: &'static str, what: &str, area: Rect, buf: &mut Buffer) {
        self.title(&Title { name, says: vec![] }, area, buf);
        let row = Rect {
            y: area.y + 1,
            ..area
        };
        buf.set_stringn(row.x, row.y, what, row.width.into(), self.theme.dim);
    }

    /// The plot itself, below its title and above the dates.
    fn plot_area(area: Rect) -> Rect {
        Rect::new(
            area.x + AXIS,
            area.y + 1,
            area.width - AXIS,
            area.height - 2,
        )
    }

    /// Words beside the plot: at its top, and at its bottom.
    fn axis(&self, top: &str, bottom: &str, plot: Rect, buf: &mut Buffer) {
        let label = |y: u16| Rect::new(plot.x - AXIS, y, AXIS - 1, 1);
        right_aligned(label(plot.y), top, self.theme.dim, buf);
        if plot.height > 1 {
            right_aligned(label(plot.bottom() - 1), bottom, self.theme.dim, buf);
        }
    }

    /// Marks where something was changed, in a row of their own; what is left for the chart.
    fn marks(&self, area: Rect, buf: &mut Buffer) -> Rect {
        const LEAST: u16 = 7;
        if self.back.changes.is_empty() || area.height < LEAST {
            return area;
        }
        let plot = Self::plot_area(area);
        for change in &self.back.changes {
            let mark = self
                .symbols
                .change(matches!(change.what, ChangeKind::Medicine { .. }));
            let x = plot.x + (self.across(change.date) * f64::from(plot.width)) as u16;
            let x = x.min(plot.right() - 1);
            buf.set_string(x, plot.bottom() - 1, mark, self.theme.accent);
        }
        Rect {
            height: area.height - 1,
            ..area
        }
    }

    /// The dates below the plot, and a line through the chosen evening.
    fn dates(&self, area: Rect, buf: &mut Buffer) {
        let plot = Self::plot_area(area);
        let y = plot.bottom();
        let format = if self.evenings() > 400 {
            "%b %Y"
        } else {
            "%-d %b"
        };
        let (from, to) = (self.from.0.format(format), self.to.0.format(format));
        let (from, to) = (from.to_string(), to.to_string());
        let row = Rect::new(plot.x, y, plot.width, 1);
        buf.set_stringn(row.x, y, from, row.width.into(), self.theme.dim);
        right_aligned(row, &to, self.theme.dim, buf);
        let column = |evening| plot.x + (self.across(evening) * f64::from(plot.width)) as u16;
        // The line of the chosen evening, behind whatever is drawn next.
        let x = column(self.chosen).min(plot.right() - 1);
        if (self.from..=self.to).contains(&self.chosen) {
            for y in plot.y..plot.bottom() {
                buf.set_string(x, y, self.symbols.upright, self.theme.rule);
            }
        }
    }

    fn legs(&self, area: Rect, buf: &mut Buffer) {
        let legs = &self.back.review.legs;
        let Some(mean) = legs.mean else {
            return self.missing("Legs", "No rating of the legs here yet.", area, buf);
        };
        let trend = legs.trend.as_ref().map(words::trend);
        let mut says = vec![format!("{mean:.1} of 10")];
        says.extend(trend);
        says.push(words::counted(legs.nights, "night"));
        // Where it went says more than what it is out of, which the axis shows too.
        let width = says.iter().take(2).map(|part| part.width() + 2);
        if "Legs".width() + width.sum::<usize>() > area.width.into() {
            says[0] = format!("{mean:.1}");
        }
        self.title(&Title { name: "Legs", says }, area, buf);
        self.dates(area, buf);
        let place = Self::plot_area(self.marks(area, buf));
        self.axis("10", "0", place, buf);
        if let Some(line) = self.trend(place) {
            let ascii = self.symbols.is_ascii();
            line.render(place, buf, self.theme.dim, Ink::Line, ascii);
        }
        let evenings = &self.back.review.evenings;
        let series = self.series(|n| evenings[n].legs.map(f64::from));
        self.points(&series, |value| 1.0 - value / WORST, place, buf);
    }

    /// The line of the legs' trend, where it is clear: from the first rating to the last, as nothing is known beyond.
    fn trend(&self, place: Rect) -> Option<Plot> {
        let trend = self.back.review.legs.trend.filter(Trend::is_clear)?;
        let ((from, first), (to, last)) = (trend.from, trend.to);
        let (from, to) = (self.across(from), self.across(to));
        let mut line = Plot::new(place.width, place.height);
        for n in 0..place.width {
            let at = (f64::from(n) + 0.5) / f64::from(place.width);
            if (from..=to).contains(&at) {
                let part = (at - from) / (to - from).max(f64::EPSILON);
                let value = first + (last - first) * part;
                line.dot(at, 1.0 - value / WORST);
            }
        }
        Some(line)
    }

    /// A point for each value; where there are more than there is room for, one for the mean of each few.
    fn points(
        &self,
        series: &[Option<f64>],
        down: impl Fn(f64) -> f64,
        area: Rect,
        buf: &mut Buffer,
    ) {
        let mut plot = Plot::new(area.width, area.height);
        let room = usize::from(area.width) * 2;
        let few = series.len() <= usize::from(area.width);
        let shown = if series.len() > room {
            means(series, room)
        } else {
            series.to_vec()
        };
        for (n, value) in shown.iter().enumerate() {
            let across = (n as f64 + 0.5) / shown.len() as f64;
            match value {
                Some(value) if few => plot.point(across, down(*value)),
                Some(value) => plot.dot(across, down(*value)),
                None => {}
            }
        }
        let ascii = self.symbols.is_ascii();
        plot.render(area, buf, self.theme.text, Ink::Points, ascii);
    }

    fn bedtimes(&self, area: Rect, buf: &mut Buffer) {
        let bedtime = &self.back.review.bedtime;
        let Some(mean) = bedtime.mean else {
            return self.missing("Bedtimes", "No lights-out was told here yet.", area, buf);
        };
        let plus_minus = if self.symbols.is_ascii() { "+-" } else { "±" };
        let spread = bedtime
            .sd_minutes
            .map(|sd| format!(" {plus_minus} {sd:.0} min"));
        let mut says = vec![
            format!("{}{}", mean.format("%H:%M"), spread.unwrap_or_default()),
            format!("{} of {} on target", self.back.on_target(), bedtime.nights),
        ];
        says.extend(
            bedtime
                .regularity_index
                .map(|index| format!("regularity {index:.0}")),
        );
        says.extend(
            bedtime
                .social_jetlag_minutes
                .map(|minutes| format!("free days {minutes:.0} min apart")),
        );
        self.title(
            &Title {
                name: "Bedtimes",
                says,
            },
            area,
            buf,
        );
        self.dates(area, buf);
        let place = Self::plot_area(area);
        // Everything is measured from one time of day, the shorter way round, so that midnight is no border.
        let Some(zero) = self.back.nights.last().map(|night| night.planned) else {
            return;
        };
        let from_zero = |time: NaiveTime| minutes_from(zero, time);
        let nights = &self.back.nights;
        let planned: Vec<i64> = nights
            .iter()
            .map(|night| from_zero(night.planned))
            .collect();
        let late = self.back.minutes_after_plan();
        let dark = |n: usize| Some(planned[n] + late[n]?);
        let target = TARGET.num_minutes();
        let edges = planned
            .iter()
            .flat_map(|plan| [plan - target, plan + target]);
        let all: Vec<i64> = (0..nights.len()).filter_map(dark).chain(edges).collect();
        let (Some(first), Some(last)) = (all.iter().min(), all.iter().max()) else {
            return;
        };
        // One night at noon does not press all others into a line.
        let (top, bottom) = ((*first).max(-FARTHEST), (*last).min(FARTHEST));
        let down = |minutes: i64| (minutes - top) as f64 / (bottom - top).max(1) as f64;
        let shows = |minutes: i64| {
            let time = zero + TimeDelta::minutes(minutes);
            time.format("%H:%M").to_string()
        };
        self.axis(&shows(top), &shows(bottom), place, buf);
        let ascii = self.symbols.is_ascii();
        let mut band = Plot::new(place.width, place.height);
        // Each night's edges reach as far as the night does.
        let columns = usize::from(place.width);
        for (night, plan) in nights.iter().zip(&planned) {
            let first = self.place(night.date) * columns / self.evenings();
            let next = (self.place(night.date) + 1) * columns / self.evenings();
            for column in first..next.max(first + 1) {
                let at = (column as f64 + 0.5) / columns as f64;
                for edge in [plan - target, plan + target] {
                    band.dot(at, down(edge));
                }
            }
        }
        band.render(place, buf, self.theme.dim, Ink::Line, ascii);
        let mut plot = Plot::new(place.width, place.height);
        let few = self.evenings() <= usize::from(place.width);
        for (n, night) in nights.iter().enumerate() {
            let Some(minutes) = dark(n) else { continue };
            let across = self.across(night.date);
            if few {
                plot.point(across, down(minutes));
            } else {
                plot.dot(across, down(minutes));
            }
        }
        plot.render(place, buf, self.theme.text, Ink::Points, ascii);
    }

    fn caffeine(&self, area: Rect, buf: &mut Buffer) {
        let left = self.back.caffeine_left_mg();
        let Some(mean) = left.mean else {
            return self.missing(
                "Caffeine",
                "No night with a drink and a lights-out here yet.",
                area,
                buf,
            );
        };
        let nights = &self.back.nights;
        let series = self.series(|n| nights[n].caffeine_left_mg);
        let place = Self::plot_area(area);
        let columns = series.len().min(place.width.into());
        let bars = means(&series, columns);
        let most = bars
            .iter()
            .flatten()
            .fold(0.0_f64, |most, mg| most.max(*mg));
        // Up to a round number, so that the axis is one.
        let most = (most / 20.0).ceil().max(1.0) * 20.0;
        let says = vec![
            format!("{mean:.0} mg left at lights-out"),
            words::counted(left.nights, "night"),
        ];
        self.title(
            &Title {
                name: "Caffeine",
                says,
            },
            area,
            buf,
        );
        self.dates(area, buf);
        self.axis(&format!("{most:.0}"), "0 mg", place, buf);
        let wide = (place.width / columns.max(1) as u16)
            .saturating_sub(1)
            .clamp(1, 3);
        for (n, mg) in bars.iter().enumerate() {
            let Some(mg) = mg else { continue };
            let across = (n as f64 + 0.5) / columns as f64;
            let x = place.x + (across * f64::from(place.width)) as u16 - wide / 2;
            let eighths = (mg / most * f64::from(place.height) * 8.0).round() as u16;
            // Nothing left is something that is known.
            for (row, y) in (0..place.height).zip((place.y..place.bottom()).rev()) {
                let part = eighths.max(1).saturating_sub(row * 8).min(8);
                let sign = self.symbols.column(part);
                if part > 0 {
                    buf.set_string(x, y, sign.repeat(wide.into()), self.theme.dim);
                }
            }
        }
    }

    fn strength(&self, area: Rect, buf: &mut Buffer) {
        let strengths = &self.back.review.strengths;
        let Some(strength) = self.back.review.strength else {
            return self.missing(
                "Strength",
                "It begins with the first evening that is over.",
                area,
                buf,
            );
        };
        let streak = self.back.review.streak;
        let says = vec![
            format!("{:.0} %", strength * 100.0),
            format!("{} in a row", streak.current),
            format!("at best {}", streak.best),
        ];
        self.title(
            &Title {
                name: "Strength",
                says,
            },
            area,
            buf,
        );
        self.dates(area, buf);
        let place = Self::plot_area(area);
        self.axis("100 %", "0", place, buf);
        let series = self.series(|n| strengths[n]);
        let few = series.len() <= usize::from(place.width) / 2;
        let mut plot = Plot::new(place.width, place.height);
        for (n, strength) in series.iter().enumerate() {
            let across = (n as f64 + 0.5) / series.len() as f64;
            match strength {
                Some(strength) if few => plot.point(across, 1.0 - strength),
                Some(strength) => plot.dot(across, 1.0 - strength),
                None => {}
            }
        }
        let ascii = self.symbols.is_ascii();
        plot.render(place, buf, self.theme.good, Ink::Points, ascii);
    }
}

/// Bedtimes farther than that from the plan are drawn at the edge: five hours.
const FARTHEST: i64 = 300;
/// The highest rating of the legs.
const WORST: f64 = 10.0;
