//! Evenings as marks: a week as lines, a month as weeks, a year as a field of days, all years as months.

use chrono::{Datelike, NaiveDate};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};

use super::span::{Span, WEEKS};
use crate::event::EveningDate;
use crate::review::diary::NightReview;
use crate::review::series::by_month;
use crate::review::{JudgedEvening, LookBack, Outcome, OutcomeCounts};
use crate::tui::symbols::Symbols;
use crate::tui::theme::Theme;

/// Where each evening's mark is.
pub(super) struct Grid {
    area: Rect,
    span: Span,
    chosen: EveningDate,
    /// The first evening of the first row, or of the first column.
    first: EveningDate,
    /// How many rows of days or months, or how many columns of weeks.
    lines: u16,
}

const DAYS: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];
const MONTHS: [&str; 12] = [
    "Ja", "Fe", "Mr", "Ap", "My", "Jn", "Jl", "Au", "Se", "Oc", "No", "De",
];

fn monday_of(evening: EveningDate) -> EveningDate {
    EveningDate(evening.0.week(chrono::Weekday::Mon).first_day())
}

fn weeks_between(one: EveningDate, other: EveningDate) -> i64 {
    let (one, other) = (monday_of(one), monday_of(other));
    other.0.signed_duration_since(one.0).num_days() / 7
}

impl Grid {
    /// As much of the span as fits into `area`, with the chosen evening in it. `known` is the first evening of all, and
    /// tonight.
    pub fn of(
        span: Span,
        chosen: EveningDate,
        known: (Option<EveningDate>, EveningDate),
        area: Rect,
    ) -> Self {
        let (from, to) = span.around(chosen);
        // So many lines there are, and so many fit: the last of them that have the chosen one among them.
        let (first, lines) = match span {
            Span::Week => (from, 7),
            Span::Month => {
                let weeks = weeks_between(from, to) + 1;
                (monday_of(from), weeks)
            }
            Span::Quarter(_) => (from, WEEKS.into()),
            Span::Year => {
                let all = weeks_between(from, to) + 1;
                let fit = i64::from(area.width.saturating_sub(4)).clamp(1, all);
                let chosen = weeks_between(from, chosen);
                let skipped = (chosen + fit / 2 + 1).clamp(fit, all) - fit;
                let first = monday_of(from).0 + chrono::TimeDelta::weeks(skipped);
                (EveningDate(first), fit)
            }
            Span::All => {
                let (first, last) = known;
                let year = first.map_or(chosen, |first| first.min(chosen)).0.year();
                let all = i64::from(chosen.max(last).0.year() - year) + 1;
                let fit = i64::from(area.height.saturating_sub(1)).clamp(1, MOST_YEARS);
                let now = i64::from(chosen.0.year() - year) + 1;
                let skipped = (now - fit).max(0);
                let first = year + i32::try_from(skipped).unwrap_or(0);
                let first = NaiveDate::from_ymd_opt(first, 1, 1).unwrap_or(chosen.0);
                (EveningDate(first), fit.min(all - skipped))
            }
        };
        Self {
            area,
            span,
            chosen,
            first,
            lines: u16::try_from(lines).unwrap_or(1),
        }
    }

    /// Where an evening's mark is drawn, if it is.
    pub fn place(&self, evening: EveningDate) -> Option<Position> {
        let days = evening.0.signed_duration_since(self.first.0).num_days();
        let (x, y) = match self.span {
            Span::Week => (9, 1 + line(days, self.lines)?),
            Span::Month => {
                let week = line(days.div_euclid(7), self.lines)?;
                (8 + days.rem_euclid(7) as u16 * 3, 1 + week)
            }
            Span::Quarter(_) => {
                let week = line(days.div_euclid(7), self.lines)?;
                (4 + week * 2, 1 + days.rem_euclid(7) as u16)
            }
            Span::Year => {
                let week = line(days.div_euclid(7), self.lines)?;
                (4 + week, 1 + days.rem_euclid(7) as u16)
            }
            Span::All => {
                let year = i64::from(evening.0.year() - self.first.0.year());
                let across = self.beside_years() + evening.0.month0() as u16 * 3;
                (across, 1 + line(year, self.lines)?)
            }
        };
        let (from, to) = self.span.around(self.chosen);
        let at = Position::new(self.area.x + x, self.area.y + y);
        ((from..=to).contains(&evening) && self.area.contains(at)).then_some(at)
    }

    /// The evening that a press at that place means: the mark, or the cell before it, where the cursor is drawn.
    pub fn evening_at(&self, place: Position, last: EveningDate) -> Option<EveningDate> {
        let (from, to) = self.span.around(self.chosen);
        let first = from.max(self.first);
        first.through(to.min(last)).find(|evening| {
            self.place(*evening).is_some_and(|at| {
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
            Span::Quarter(_) => 4 + WEEKS * 2,
            Span::Year => self.lines + 4,
            Span::All => self.beside_years() + MONTHS_WIDE,
        }
    }

    /// Where the months begin beside the years, which are written in two digits where there is little room.
    fn beside_years(&self) -> u16 {
        if self.area.width < 6 + MONTHS_WIDE {
            3
        } else {
            6
        }
    }

    /// `without` are the evenings that trials drew to be without something.
    pub fn draw(
        &self,
        back: &LookBack,
        without: &[EveningDate],
        theme: &Theme,
        symbols: Symbols,
        buf: &mut Buffer,
    ) {
        let marks = Marks {
            grid: self,
            theme,
            symbols,
        };
        marks.names(buf);
        match self.span {
            Span::Week => marks.lines(back, without, buf),
            Span::Month | Span::Quarter(_) | Span::Year => {
                marks.evenings(&back.review.evenings, buf);
            }
            Span::All => marks.months(&back.review.evenings, buf),
        }
        marks.cursor(buf);
    }
}

/// More years than these at once are a wall of marks.
const MOST_YEARS: i64 = 12;
/// Twelve months of two cells, with room for the cursor between them.
const MONTHS_WIDE: u16 = 35;

fn line(n: i64, lines: u16) -> Option<u16> {
    u16::try_from(n).ok().filter(|n| *n < lines)
}

struct Marks<'a> {
    grid: &'a Grid,
    theme: &'a Theme,
    symbols: Symbols,
}

impl Marks<'_> {
    fn put(&self, x: u16, y: u16, text: &str, style: Style, buf: &mut Buffer) {
        let area = self.grid.area;
        let (x, y) = (area.x + x, area.y + y);
        if y < area.bottom() && x < area.right() {
            buf.set_stringn(x, y, text, (area.right() - x).into(), style);
        }
    }

    /// The names of days, weeks, months and years.
    fn names(&self, buf: &mut Buffer) {
        let dim = self.theme.dim;
        let grid = self.grid;
        match grid.span {
            Span::Week => self.put(11, 0, "done    dark  legs caffeine", dim, buf),
            Span::Month => {
                for (n, day) in (0..).zip(DAYS) {
                    self.put(7 + n * 3, 0, day, dim, buf);
                }
                for week in 0..grid.lines {
                    let monday = grid.first.0 + chrono::TimeDelta::weeks(week.into());
                    let label = monday.format("%-d %b").to_string();
                    self.put(0, 1 + week, &format!("{label:>6}"), dim, buf);
                }
            }
            Span::Quarter(_) | Span::Year => {
                let (_, last) = grid.span.around(grid.chosen);
                for (n, day) in (0..).zip(DAYS) {
                    self.put(0, 1 + n, day, dim, buf);
                }
                for week in 0..grid.lines {
                    let monday = grid.first.0 + chrono::TimeDelta::weeks(week.into());
                    let sunday = EveningDate(monday + chrono::TimeDelta::days(6));
                    if sunday.0.day() <= 7 && sunday <= last {
                        let label = sunday.0.format("%b").to_string();
                        let x = grid.place(sunday).map_or(0, |at| at.x - grid.area.x);
                        self.put(x, 0, &label, dim, buf);
                    }
                }
            }
            Span::All => {
                let beside = grid.beside_years();
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

    fn mark(&self, outcome: Outcome) -> (&'static str, Style) {
        let style = match outcome {
            Outcome::Kept => self.theme.good,
            Outcome::Partly | Outcome::Running => self.theme.accent,
            Outcome::Missed | Outcome::Excused | Outcome::Free => self.theme.dim,
        };
        (self.symbols.outcome(outcome), style)
    }

    fn evenings(&self, evenings: &[JudgedEvening], buf: &mut Buffer) {
        for evening in evenings {
            if let Some(at) = self.grid.place(evening.date) {
                let (mark, style) = self.mark(evening.outcome);
                buf.set_string(at.x, at.y, mark, style);
            }
        }
    }

    /// The seven evenings, each with what is known of it.
    fn lines(&self, back: &LookBack, without: &[EveningDate], buf: &mut Buffer) {
        for (row, date) in (1..).zip(
            self.grid
                .first
                .through(self.grid.span.around(self.grid.chosen).1),
        ) {
            let is_chosen = date == self.grid.chosen;
            let style = if is_chosen {
                self.theme.text
            } else {
                self.theme.dim
            };
            self.put(2, row, &date.0.format("%a %-d").to_string(), style, buf);
        }
        for (evening, night) in back.review.evenings.iter().zip(&back.nights) {
            let Some(at) = self.grid.place(evening.date) else {
                continue;
            };
            let (mark, style) = self.mark(evening.outcome);
            buf.set_string(at.x, at.y, mark, style);
            let row = at.y - self.grid.area.y;
            let facts = facts(evening, night, without.contains(&evening.date));
            self.put(11, row, &facts, self.theme.text, buf);
        }
    }

    fn months(&self, evenings: &[JudgedEvening], buf: &mut Buffer) {
        for (month, tally) in by_month(evenings) {
            let Some(at) = self.grid.place(EveningDate(month)) else {
                continue;
            };
            let (mark, style) = self.month(tally);
            buf.set_string(at.x, at.y, mark, style);
        }
    }

    fn month(&self, tally: OutcomeCounts) -> (&'static str, Style) {
        match tally.share() {
            Some(0.0) => (self.symbols.share(0.0), self.theme.dim),
            Some(share) => (self.symbols.share(share), self.theme.good),
            None if tally.excused > 0 => (self.symbols.outcome(Outcome::Excused), self.theme.dim),
            None => (self.symbols.outcome(Outcome::Free), self.theme.dim),
        }
    }

    fn cursor(&self, buf: &mut Buffer) {
        let month = EveningDate(self.grid.chosen.0.with_day(1).unwrap_or(self.grid.chosen.0));
        let chosen = match self.grid.span {
            Span::Week | Span::Month | Span::Quarter(_) | Span::Year => self.grid.chosen,
            Span::All => month,
        };
        let Some(at) = self.grid.place(chosen) else {
            return;
        };
        let before = |x: u16| Position::new(x, at.y);
        let cursor = match self.grid.span {
            Span::Week => before(self.grid.area.x),
            Span::Month | Span::Quarter(_) | Span::All => before(at.x - 1),
            // There is no room beside a mark: it is turned over instead.
            Span::Year => {
                let turned = self.theme.accent.add_modifier(Modifier::REVERSED);
                return buf.set_style(Rect::new(at.x, at.y, 1, 1), turned);
            }
        };
        buf.set_string(cursor.x, cursor.y, self.symbols.cursor, self.theme.accent);
    }
}

/// Steps done, lights out, legs and caffeine in columns; blank where nothing is known.
fn facts(evening: &JudgedEvening, night: &NightReview, is_without: bool) -> String {
    let done = evening.steps.iter().filter(|step| step.status.is_done());
    let without = if is_without { " w/o" } else { "" };
    let done = format!("{}/{}{without}", done.count(), evening.steps.len());
    let dark = evening.lights_out.map(|at| at.format("%H:%M").to_string());
    let legs = evening.legs.map(|rating| rating.to_string());
    let left = night.caffeine_left_mg.map(|mg| format!("{mg:.0} mg"));
    format!(
        "{done:<8}{:<6}{:>4}  {:>6}",
        dark.unwrap_or_default(),
        legs.unwrap_or_default(),
        left.unwrap_or_default()
    )
}
