//! How the review looks: evenings as a grid, steps as bars, and the few figures that matter.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};

use super::{Span, State, hints, insights};
use crate::event::EveningDate;
use crate::review::{Judged, Outcome, Review};
use crate::tui::app::App;
use crate::tui::chrome::{self, Chrome};
use crate::tui::symbols::Symbols;
use crate::tui::theme::Theme;
use crate::words;

/// Draws the screen.
pub fn view(app: &App, frame: &mut Frame) {
    let state = &app.review_screen;
    if let Some(page) = &state.insights {
        return insights::view(app, page, frame);
    }
    let hints = hints(app);
    let chrome = Chrome::new(app, &hints);
    let page = Page {
        state,
        theme: app.theme(),
        symbols: Symbols::new(app.looks.ascii),
        tonight: app.tonight.evening.date,
    };
    let buf = frame.buffer_mut();
    chrome.render(buf, &page.theme);
    if let Some(review) = &state.review {
        page.header(review, chrome.header, buf);
        page.body(review, chrome.body, buf);
    }
    chrome.tell(app, buf, &page.theme, &page.about_chosen());
}

/// The evening whose mark is drawn at that place.
pub fn evening_at(app: &App, place: Position) -> Option<EveningDate> {
    let hints = hints(app);
    let chrome = Chrome::new(app, &hints);
    let state = &app.review_screen;
    let grid = Grid::of(state, chrome.body);
    let last = app.tonight.evening.date;
    state
        .first_evening()
        .through(state.last_evening().min(last))
        // The mark, and the cell before it, where the cursor is drawn.
        .find(|evening| {
            grid.place(*evening)
                .is_some_and(|at| at.y == place.y && (at.x == place.x || at.x == place.x + 1))
        })
}

/// What is drawn, and how.
struct Page<'a> {
    state: &'a State,
    theme: Theme,
    symbols: Symbols,
    tonight: EveningDate,
}

/// Where each evening's mark is.
struct Grid {
    area: Rect,
    span: Span,
    /// The Monday of the first week shown.
    first: EveningDate,
    /// How many weeks.
    weeks: u16,
}

impl Grid {
    /// The weeks of the state, or as many of them as fit, with the chosen one among them.
    fn of(state: &State, body: Rect) -> Self {
        let all = state.span.weeks() as u16;
        let fit = match state.span {
            Span::Weeks if body.height >= 9 => body.height.saturating_sub(1).min(all),
            // On a small screen the week is shown.
            Span::Weeks => 1,
            Span::Year => body.width.saturating_sub(4).min(all),
        };
        let weeks = fit.max(1);
        let latest_first = state.last_week.days_before(u64::from(weeks - 1) * 7);
        let first = latest_first.min(super::monday_of(state.chosen));
        Self {
            area: body,
            span: state.span,
            first,
            weeks,
        }
    }

    /// Where an evening's mark is drawn, if it is.
    fn place(&self, evening: EveningDate) -> Option<Position> {
        let days = evening.0.signed_duration_since(self.first.0).num_days();
        let week = u16::try_from(days.div_euclid(7))
            .ok()
            .filter(|week| *week < self.weeks)?;
        let weekday = days.rem_euclid(7) as u16;
        let at = match self.span {
            Span::Weeks => Position::new(self.area.x + 8 + weekday * 3, self.area.y + 1 + week),
            Span::Year => Position::new(self.area.x + 4 + week, self.area.y + 1 + weekday),
        };
        self.area.contains(at).then_some(at)
    }

    fn height(&self) -> u16 {
        match self.span {
            Span::Weeks => self.weeks + 1,
            Span::Year => 8,
        }
    }
}

impl Page<'_> {
    fn header(&self, review: &Review, area: Rect, buf: &mut Buffer) {
        let wide = area.width >= 60;
        let of = review.kept + review.missed;
        let kept = if of > 0 {
            format!("kept {} of {of}", review.kept)
        } else {
            String::new()
        };
        let strength = review
            .strength
            .map(|strength| format!("{:.0} %", strength * 100.0));
        let row = match review.streak.current {
            0 => String::new(),
            evenings => format!("{evenings} in a row"),
        };
        let strength = strength
            .filter(|_| wide)
            .map(|strength| format!("strength {strength}"));
        let parts = [kept, strength.unwrap_or_default(), row];
        let said: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        let right = said.join(if wide { "     " } else { "   " });
        let title = match (self.state.span, wide) {
            (Span::Weeks, true) => format!("Weeks to {}", words::short_date(self.shown_last())),
            (Span::Year, true) => format!("A year to {}", words::short_date(self.shown_last())),
            (_, false) => "Review".to_owned(),
        };
        let bold = self.theme.text.add_modifier(Modifier::BOLD);
        buf.set_stringn(area.x, area.y, title, area.width.into(), bold);
        chrome::right_aligned(area, &right, self.theme.text, buf);
    }

    fn shown_last(&self) -> EveningDate {
        self.state.last_evening().min(self.tonight)
    }

    fn body(&self, review: &Review, body: Rect, buf: &mut Buffer) {
        if review.evenings.is_empty() {
            let line = "Nothing yet. After your first evening this is where it shows.";
            buf.set_stringn(
                body.x,
                body.y + body.height / 3,
                line,
                body.width.into(),
                self.theme.dim,
            );
            return;
        }
        let grid = Grid::of(self.state, body);
        self.grid(review, &grid, buf);
        let beside = 34;
        let is_wide = self.state.span == Span::Weeks && body.width >= beside + 36;
        let rest = if is_wide {
            Rect {
                x: body.x + beside,
                width: body.width - beside,
                ..body
            }
        } else {
            let top = (body.y + grid.height() + u16::from(body.height > 12)).min(body.bottom());
            Rect {
                y: top,
                height: body.bottom() - top,
                ..body
            }
        };
        let used = self.steps(review, rest, buf);
        let top = (rest.y + used + u16::from(body.height > 12)).min(rest.bottom());
        let figures = Rect {
            y: top,
            height: rest.bottom() - top,
            ..rest
        };
        self.figures(review, figures, buf);
    }

    fn grid(&self, review: &Review, grid: &Grid, buf: &mut Buffer) {
        let days = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];
        for (n, day) in (0..).zip(days) {
            let at = match grid.span {
                Span::Weeks => Position::new(grid.area.x + 7 + n * 3, grid.area.y),
                Span::Year => Position::new(grid.area.x, grid.area.y + 1 + n),
            };
            if grid.area.contains(at) {
                buf.set_string(at.x, at.y, day, self.theme.dim);
            }
        }
        for week in 0..grid.weeks {
            let monday = EveningDate(grid.first.0 + chrono::TimeDelta::weeks(week.into()));
            let at = match grid.span {
                Span::Weeks => Some((
                    grid.area.y + 1 + week,
                    monday.0.format("%-d %b").to_string(),
                )),
                Span::Year => None,
            };
            if let Some((y, label)) = at.filter(|(y, _)| *y < grid.area.bottom()) {
                buf.set_string(grid.area.x, y, format!("{label:>6}"), self.theme.dim);
            }
            let begins_month = monday
                .0
                .format("%-d")
                .to_string()
                .parse::<u8>()
                .is_ok_and(|d| d <= 7);
            if grid.span == Span::Year && begins_month {
                let x = grid.area.x + 4 + week;
                let room = grid.area.right().saturating_sub(x).min(3);
                let label = monday.0.format("%b").to_string();
                buf.set_stringn(x, grid.area.y, label, room.into(), self.theme.dim);
            }
        }
        for evening in &review.evenings {
            if let Some(at) = grid.place(evening.date) {
                let (mark, style) = self.mark(evening.outcome);
                buf.set_string(at.x, at.y, mark, style);
            }
        }
        if let Some(at) = grid.place(self.state.chosen) {
            match grid.span {
                Span::Weeks => {
                    buf.set_string(at.x - 1, at.y, self.symbols.cursor, self.theme.accent);
                }
                // There is no room beside a mark: it is turned over instead.
                Span::Year => {
                    let turned = self.theme.accent.add_modifier(Modifier::REVERSED);
                    buf.set_style(Rect::new(at.x, at.y, 1, 1), turned);
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

    /// A bar for each step; returns how many rows it took.
    fn steps(&self, review: &Review, area: Rect, buf: &mut Buffer) -> u16 {
        let name = if area.width >= 60 {
            28
        } else {
            22.min(area.width.saturating_sub(18))
        };
        let bar = area.width.saturating_sub(name + 9).min(24);
        let mut rows = 0;
        for (row, step) in area.rows().zip(&review.steps) {
            let Some(rate) = step.rate() else { continue };
            let title = self.shortened(&step.title, usize::from(name.saturating_sub(2)));
            buf.set_stringn(row.x, row.y, title, row.width.into(), self.theme.text);
            let full = (rate * f64::from(bar)).round() as u16;
            let x = row.x + name;
            buf.set_string(
                x,
                row.y,
                self.symbols.full.repeat(full.into()),
                self.theme.good,
            );
            let rest = self.symbols.rule.repeat((bar - full).into());
            buf.set_string(x + full, row.y, rest, self.theme.rule);
            let counts = format!("{}/{}", step.done, step.planned);
            let room = row.right().saturating_sub(x + bar + 1);
            buf.set_stringn(x + bar + 1, row.y, counts, room.into(), self.theme.dim);
            rows += 1;
        }
        rows
    }

    /// A title in that many letters, with a sign where it was cut.
    fn shortened(&self, title: &str, most: usize) -> String {
        let cut = if self.symbols.is_ascii() { "." } else { "…" };
        if title.chars().count() <= most {
            return title.to_owned();
        }
        let kept: String = title.chars().take(most.saturating_sub(1)).collect();
        kept.trim_end().to_owned() + cut
    }

    fn figures(&self, review: &Review, area: Rect, buf: &mut Buffer) {
        let plus_minus = if self.symbols.is_ascii() { "+-" } else { "±" };
        let mut lines = Vec::new();
        let bedtime = &review.bedtime;
        if let Some(mean) = bedtime.mean {
            let spread = bedtime
                .sd_minutes
                .map(|sd| format!(" {plus_minus} {sd:.0} min"))
                .unwrap_or_default();
            lines.push(format!("Bedtime {}{spread}", mean.format("%H:%M")));
        }
        if let Some(index) = bedtime.regularity_index {
            lines.push(format!("Regularity {index:.0} of 100"));
        }
        if let Some(minutes) = bedtime.social_jetlag_minutes {
            lines.push(format!("Free days {minutes:.0} min apart from the others"));
        }
        if let Some(mean) = review.legs.mean {
            let trend = review
                .legs
                .trend_per_week
                .map(|t| format!(", {t:+.1} a week"))
                .unwrap_or_default();
            lines.push(format!("Legs {mean:.1} of 10{trend}"));
        }
        lines.push(format!("Longest row {}", review.streak.best));
        if review.excused > 0 {
            lines.push(format!("Excused {}", review.excused));
        }
        for (row, line) in area.rows().zip(lines) {
            buf.set_stringn(row.x, row.y, line, row.width.into(), self.theme.text);
        }
    }

    /// The chosen evening in a few words.
    fn about_chosen(&self) -> String {
        let date = words::short_date(self.state.chosen);
        match self.state.in_words(self.state.chosen) {
            Some(how) => format!("{date}: {how}"),
            None => date,
        }
    }
}

/// How an evening went, in a few words.
pub fn in_words(evening: &Judged) -> String {
    let done = evening
        .steps
        .iter()
        .filter(|step| step.status.is_done())
        .count();
    let how = match evening.outcome {
        Outcome::Kept => "kept",
        Outcome::Partly => "partly kept",
        Outcome::Missed => "not kept",
        Outcome::Excused => "excused",
        Outcome::Running => "still running",
        Outcome::Free => "nothing was asked",
    };
    format!("{how}, {done} of {}", evening.steps.len())
}
