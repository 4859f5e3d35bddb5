//! Evenings as a grid of marks: a week as rows with details, a month and a year as calendars, all years by month.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};

use super::span::{Span, WEEKS_PER_QUARTER};
use crate::clock::Zone;
use crate::event::EveningDate;
use crate::plan::FirstDayOfWeek;
use crate::review::diary::NightReview;
use crate::review::series::by_month;
use crate::review::{JudgedEvening, LookBack, Outcome, OutcomeCounts};
use crate::time_of_day::ClockFormat;
use crate::tui::row::{put, row};
use crate::tui::symbols::Symbols;
use crate::tui::theme::Theme;
use crate::words;

/// The layout of the marks.
pub(super) struct Grid {
    area: Rect,
    span: Span,
    selected: EveningDate,
    week: FirstDayOfWeek,
    /// The first evening of the first visible row or column.
    first: EveningDate,
    /// The number of visible rows (days, weeks or years) or columns (weeks), depending on the span.
    lines: u16,
}

const MONTHS: [&str; 12] = [
    "Ja", "Fe", "Mr", "Ap", "My", "Jn", "Jl", "Au", "Se", "Oc", "No", "De",
];

/// The weekdays in two letters each, in the order of the week.
fn day_names(week: FirstDayOfWeek) -> [String; 7] {
    week.days()
        .map(|day| day.to_string().chars().take(2).collect())
}

/// The weeks from that of one evening to that of another.
fn weeks_between(one: EveningDate, other: EveningDate, week: FirstDayOfWeek) -> i64 {
    let ((one, _), (other, _)) = (week.week_around(one), week.week_around(other));
    other.0.signed_duration_since(one.0).num_days() / 7
}

impl Grid {
    /// Lays out as much of the span as fits into `area`, such that the selected evening is visible. `known` is the first
    /// evening in the journal, and tonight.
    pub fn new(
        span: Span,
        (selected, week): (EveningDate, FirstDayOfWeek),
        known: (Option<EveningDate>, EveningDate),
        area: Rect,
    ) -> Self {
        let (from, to) = span.around(selected, week);
        let (first_week, _) = week.week_around(from);
        // If not all lines fit, skip lines at the start such that the selected evening is visible.
        let (first, lines) = match span {
            Span::Week => (from, 7),
            Span::Month => {
                let weeks = weeks_between(from, to, week) + 1;
                (first_week, weeks)
            }
            Span::Quarter(_) => (from, WEEKS_PER_QUARTER.into()),
            Span::Year => {
                let all = weeks_between(from, to, week) + 1;
                // Where not all weeks fit, a cell at the end shows that more follow.
                let room = i64::from(area.width.saturating_sub(4));
                let fit = if room < all { room - 1 } else { all }.max(1);
                let selected_week = weeks_between(from, selected, week);
                let skipped = (selected_week + fit / 2 + 1).clamp(fit, all) - fit;
                let first = first_week.0 + chrono::TimeDelta::weeks(skipped);
                (EveningDate(first), fit)
            }
            Span::All => {
                let (first, last) = known;
                let year = first.map_or(selected, |first| first.min(selected)).0.year();
                let all = i64::from(selected.max(last).0.year() - year) + 1;
                let fit = i64::from(area.height.saturating_sub(1)).clamp(1, MAX_YEARS);
                let selected_year = i64::from(selected.0.year() - year) + 1;
                let skipped = (selected_year - fit).max(0);
                let first = year + i32::try_from(skipped).unwrap_or(0);
                let first = NaiveDate::from_ymd_opt(first, 1, 1).unwrap_or(selected.0);
                (EveningDate(first), fit.min(all - skipped))
            }
        };
        Self {
            area,
            span,
            selected,
            week,
            first,
            lines: u16::try_from(lines).unwrap_or(1),
        }
    }

    /// The position of an evening's mark, if it is visible.
    pub fn position_of(&self, evening: EveningDate) -> Option<Position> {
        let days = evening.0.signed_duration_since(self.first.0).num_days();
        let (x, y) = match self.span {
            Span::Week => (9, 1 + visible_line(days, self.lines)?),
            Span::Month => {
                let week = visible_line(days.div_euclid(7), self.lines)?;
                (8 + days.rem_euclid(7) as u16 * 3, 1 + week)
            }
            Span::Quarter(_) => {
                let week = visible_line(days.div_euclid(7), self.lines)?;
                (4 + week * 2, 1 + days.rem_euclid(7) as u16)
            }
            Span::Year => {
                let week = visible_line(days.div_euclid(7), self.lines)?;
                (4 + week, 1 + days.rem_euclid(7) as u16)
            }
            Span::All => {
                let year = i64::from(evening.0.year() - self.first.0.year());
                let x = self.year_label_width() + evening.0.month0() as u16 * 3;
                (x, 1 + visible_line(year, self.lines)?)
            }
        };
        let (from, to) = self.span.around(self.selected, self.week);
        let at = Position::new(self.area.x + x, self.area.y + y);
        ((from..=to).contains(&evening) && self.area.contains(at)).then_some(at)
    }

    /// The evening clicked at `place`: its mark, or the cell left of the mark, which the cursor uses. `last` is the latest
    /// evening that can be selected.
    pub fn evening_at(&self, place: Position, last: EveningDate) -> Option<EveningDate> {
        let (from, to) = self.span.around(self.selected, self.week);
        let first = from.max(self.first);
        first.through(to.min(last)).find(|evening| {
            self.position_of(*evening).is_some_and(|at| {
                let is_near = match self.span {
                    Span::Week => self.area.contains(place),
                    Span::Month | Span::Quarter(_) | Span::All => {
                        at.x == place.x || at.x == place.x + 1
                    }
                    Span::Year => at.x == place.x,
                };
                at.y == place.y && is_near
            })
        })
    }

    /// The first and the last visible evening of a year that is not visible as a whole.
    pub fn part_of_year(&self) -> Option<(EveningDate, EveningDate)> {
        match self.span {
            Span::Year => {
                let (from, to) = self.span.around(self.selected, self.week);
                let last = self.first.days_after(u64::from(self.lines) * 7 - 1);
                let part = (self.first.max(from), last.min(to));
                (part != (from, to)).then_some(part)
            }
            Span::Week | Span::Month | Span::Quarter(_) | Span::All => None,
        }
    }

    pub fn height(&self) -> u16 {
        match self.span {
            Span::Week | Span::Quarter(_) | Span::Year => 8,
            Span::Month | Span::All => self.lines + 1,
        }
    }

    pub fn width(&self) -> u16 {
        match self.span {
            Span::Week => 38,
            Span::Month => 28,
            Span::Quarter(_) => 4 + WEEKS_PER_QUARTER * 2,
            Span::Year => self.lines + 4,
            Span::All => self.year_label_width() + MONTHS_WIDTH,
        }
    }

    /// The width of the year labels. A narrow area has room for two digits only.
    fn year_label_width(&self) -> u16 {
        if self.area.width < 6 + MONTHS_WIDTH {
            3
        } else {
            6
        }
    }

    /// Draws the grid. `left_out` are the evenings on which a trial leaves something out, `here` is where the user is now,
    /// `clock` the one in which times are shown.
    pub fn draw(
        &self,
        back: &LookBack,
        left_out: &[EveningDate],
        theme: &Theme,
        symbols: Symbols,
        (here, clock): (Zone, ClockFormat),
        buf: &mut Buffer,
    ) {
        let painter = GridPainter {
            grid: self,
            theme,
            symbols,
            here,
            clock,
        };
        painter.labels(buf);
        match self.span {
            Span::Week => painter.week(back, left_out, buf),
            Span::Month | Span::Quarter(_) | Span::Year => {
                painter.evenings(&back.review.evenings, buf);
            }
            Span::All => painter.months(&back.review.evenings, buf),
        }
        painter.cursor(buf);
    }
}

/// The maximum number of years shown at once; more would be hard to read.
const MAX_YEARS: i64 = 12;
/// The width of twelve months of two cells each, with a cell for the cursor between them.
const MONTHS_WIDTH: u16 = 35;

/// The index of a row or column, if it is one of the visible ones.
fn visible_line(n: i64, lines: u16) -> Option<u16> {
    u16::try_from(n).ok().filter(|n| *n < lines)
}

/// Draws a grid.
struct GridPainter<'a> {
    grid: &'a Grid,
    theme: &'a Theme,
    symbols: Symbols,
    here: Zone,
    clock: ClockFormat,
}

impl GridPainter<'_> {
    fn put(&self, x: u16, y: u16, text: &str, style: Style, buf: &mut Buffer) {
        put(buf, row(self.grid.area, y), x, text, style);
    }

    /// Draws the labels of days, weeks, months and years.
    fn labels(&self, buf: &mut Buffer) {
        let dim = self.theme.dim;
        let grid = self.grid;
        match grid.span {
            Span::Week => {
                self.put(11, 0, "done lights out legs  caff.", dim, buf);
            }
            Span::Month => {
                for (n, day) in (0..).zip(day_names(grid.week)) {
                    self.put(7 + n * 3, 0, &day, dim, buf);
                }
                for week in 0..grid.lines {
                    let first = grid.first.0 + chrono::TimeDelta::weeks(week.into());
                    let label = first.format("%-d %b").to_string();
                    self.put(0, 1 + week, &format!("{label:>6}"), dim, buf);
                }
            }
            Span::Quarter(_) | Span::Year => {
                let (_, last) = grid.span.around(grid.selected, grid.week);
                for (n, day) in (0..).zip(day_names(grid.week)) {
                    self.put(0, 1 + n, &day, dim, buf);
                }
                for week in 0..grid.lines {
                    let first = grid.first.0 + chrono::TimeDelta::weeks(week.into());
                    let last_day = EveningDate(first + chrono::TimeDelta::days(6));
                    if last_day.0.day() <= 7 && last_day <= last {
                        let label = last_day.0.format("%b").to_string();
                        let x = grid
                            .position_of(last_day)
                            .map_or(0, |at| at.x - grid.area.x);
                        self.put(x, 0, &label, dim, buf);
                    }
                }
                self.more_of_the_year(buf);
            }
            Span::All => {
                let beside = grid.year_label_width();
                for (n, month) in (0..).zip(MONTHS) {
                    self.put(beside + n * 3, 0, month, dim, buf);
                }
                for (n, year) in (0..grid.lines).zip(grid.first.0.year()..) {
                    let year = year.to_string();
                    let from = if beside < 6 { 2 } else { 0 };
                    self.put(0, 1 + n, year.get(from..).unwrap_or_default(), dim, buf);
                }
            }
        }
    }

    /// Marks the ends behind which more weeks of the year are.
    fn more_of_the_year(&self, buf: &mut Buffer) {
        let Some((first, last)) = self.grid.part_of_year() else {
            return;
        };
        let (from, to) = self.grid.span.around(self.grid.selected, self.grid.week);
        let [before, after] = self.symbols.more_beside;
        if first > from {
            self.put(3, 4, before, self.theme.accent, buf);
        }
        if last < to {
            self.put(self.grid.width(), 4, after, self.theme.accent, buf);
        }
    }

    /// The symbol and style of an outcome.
    fn mark(&self, outcome: Outcome) -> (&'static str, Style) {
        let style = match outcome {
            Outcome::Kept => self.theme.good,
            Outcome::Partly | Outcome::Running => self.theme.accent,
            Outcome::Missed | Outcome::Excused | Outcome::Free | Outcome::NotBegun => {
                self.theme.dim
            }
        };
        (self.symbols.outcome(outcome), style)
    }

    /// Draws one mark per evening.
    fn evenings(&self, evenings: &[JudgedEvening], buf: &mut Buffer) {
        for evening in evenings {
            if let Some(at) = self.grid.position_of(evening.date) {
                let (mark, style) = self.mark(evening.outcome);
                buf.set_string(at.x, at.y, mark, style);
            }
        }
    }

    /// Draws the seven evenings of a week, one per row with its details.
    fn week(&self, back: &LookBack, left_out: &[EveningDate], buf: &mut Buffer) {
        for (row, date) in (1..).zip(
            self.grid
                .first
                .through(self.grid.span.around(self.grid.selected, self.grid.week).1),
        ) {
            let is_selected = date == self.grid.selected;
            let style = if is_selected {
                self.theme.text
            } else {
                self.theme.dim
            };
            self.put(2, row, &date.0.format("%a %-d").to_string(), style, buf);
        }
        for (evening, night) in back.review.evenings.iter().zip(&back.nights) {
            let Some(at) = self.grid.position_of(evening.date) else {
                continue;
            };
            let (mark, style) = self.mark(evening.outcome);
            buf.set_string(at.x, at.y, mark, style);
            let row = at.y - self.grid.area.y;
            let has_left_out = left_out.contains(&evening.date);
            let details = self.details(evening, night, has_left_out);
            self.put(11, row, &details, self.theme.text, buf);
        }
    }

    /// Draws one mark per month.
    fn months(&self, evenings: &[JudgedEvening], buf: &mut Buffer) {
        for (month, counts) in by_month(evenings) {
            let Some(at) = self.grid.position_of(EveningDate(month)) else {
                continue;
            };
            let (mark, style) = self.month_mark(counts);
            buf.set_string(at.x, at.y, mark, style);
        }
    }

    /// The symbol and style of a month, by the share of its evenings that were kept.
    fn month_mark(&self, counts: OutcomeCounts) -> (&'static str, Style) {
        match counts.share() {
            Some(0.0) => (self.symbols.share(0.0), self.theme.dim),
            Some(share) => (self.symbols.share(share), self.theme.good),
            None if counts.excused > 0 => (self.symbols.outcome(Outcome::Excused), self.theme.dim),
            None => (self.symbols.outcome(Outcome::Free), self.theme.dim),
        }
    }

    /// Draws the cursor beside the selected mark.
    fn cursor(&self, buf: &mut Buffer) {
        let month = EveningDate(
            self.grid
                .selected
                .0
                .with_day(1)
                .unwrap_or(self.grid.selected.0),
        );
        let selected = match self.grid.span {
            Span::Week | Span::Month | Span::Quarter(_) | Span::Year => self.grid.selected,
            Span::All => month,
        };
        let Some(at) = self.grid.position_of(selected) else {
            return;
        };
        let on_row = |x: u16| Position::new(x, at.y);
        let cursor = match self.grid.span {
            Span::Week => on_row(self.grid.area.x),
            Span::Month | Span::Quarter(_) | Span::All => on_row(at.x - 1),
            // The marks of a year have no free cell beside them: reverse the mark's colours instead.
            Span::Year => {
                let reversed = self.theme.accent.add_modifier(Modifier::REVERSED);
                return buf.set_style(Rect::new(at.x, at.y, 1, 1), reversed);
            }
        };
        buf.set_string(cursor.x, cursor.y, self.symbols.cursor, self.theme.accent);
    }

    /// Steps done, lights-out, legs and caffeine of an evening in columns; unknown values are blank. Where lights-out was
    /// at another place than the user is, that place's zone takes the room of the caffeine.
    fn details(&self, evening: &JudgedEvening, night: &NightReview, has_left_out: bool) -> String {
        let done = evening.steps.iter().filter(|step| step.status.is_done());
        let without = if has_left_out { " w/o" } else { "" };
        let done = format!("{}/{}{without}", done.count(), evening.steps.len());
        let legs = evening.legs.to_show().map(|rating| rating.to_string());
        let legs = legs.unwrap_or_default();
        let clock = |at: DateTime<FixedOffset>| self.clock.in_column(at.naive_local().time());
        let lights_out = evening.lights_out.map(clock).unwrap_or_default();
        let place = evening
            .lights_out
            .and_then(|at| words::other_place(at.to_utc(), at.offset(), &self.here));
        if let Some(place) = place {
            return format!("{done:<8}{lights_out} {place}{legs:>4}");
        }
        let left = night.caffeine_left_mg.map(|mg| format!("{mg:.0} mg"));
        // The heading of the times is wider than they are by the 24-hour clock, and stands above their middle.
        let (done_width, time_width) = match self.clock {
            ClockFormat::TwentyFourHour => (9, 7),
            ClockFormat::TwelveHour => (8, 8),
        };
        format!(
            "{done:<done_width$}{lights_out:<time_width$}{legs:>4}{:>7}",
            left.unwrap_or_default()
        )
    }
}
