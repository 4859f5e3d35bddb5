//! How the review looks: evenings as marks, steps as bars, and charts of what the diary adds up to.

use chrono::Datelike;
use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Modifier;
use unicode_width::UnicodeWidthStr;

use super::charts::Charts;
use super::grid::Grid;
use super::page::{Page, Room};
use super::span::Span;
use super::{State, hints, insights};
use crate::event::EveningDate;
use crate::review::series::by_month;
use crate::review::{Judged, LookBack, Outcome, Review, StepReview};
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
    let page = View {
        state,
        theme: app.theme(),
        symbols: Symbols::new(app.looks.ascii),
        room: Room::of(app.size),
    };
    let buf = frame.buffer_mut();
    chrome.render(buf, &page.theme);
    if let Some(back) = &state.back {
        page.header(back, chrome.header, buf);
        if back.first.is_none() {
            let nothing = "Nothing is known yet: tonight is the first evening.";
            let width = chrome.body.width.into();
            buf.set_stringn(
                chrome.body.x,
                chrome.body.y + 1,
                nothing,
                width,
                page.theme.dim,
            );
        } else {
            page.body(back, chrome.body, buf);
        }
    }
    chrome.tell(app, buf, &page.theme, &page.about_chosen(chrome.foot.width));
}

/// The evening whose mark is drawn at that place.
pub(super) fn evening_at(app: &App, body: Rect, place: Position) -> Option<EveningDate> {
    let state = &app.review_screen;
    let page = View {
        state,
        theme: app.theme(),
        symbols: Symbols::new(app.looks.ascii),
        room: Room::of(app.size),
    };
    if page.room == Room::Small && state.page != Page::Evenings {
        return None;
    }
    let grid = page.grid(state.back.as_ref()?, body);
    grid.evening_at(place, app.tonight.evening.date)
}

/// What is drawn, and how.
struct View<'a> {
    state: &'a State,
    theme: Theme,
    symbols: Symbols,
    room: Room,
}

/// Between what stands side by side.
const GAP: u16 = 3;
/// The least that bars need.
const BARS: u16 = 34;
/// The least that a chart needs.
const CHART: u16 = 7;

impl View<'_> {
    fn header(&self, back: &LookBack, area: Rect, buf: &mut Buffer) {
        let review = &back.review;
        let bold = self.theme.text.add_modifier(Modifier::BOLD);
        let title = self.title(back);
        buf.set_stringn(area.x, area.y, &title, area.width.into(), bold);
        let of = review.kept + review.missed;
        let mut parts = Vec::new();
        if of > 0 {
            parts.push(format!("kept {} of {of}", review.kept));
        }
        if review.streak.current > 0 {
            parts.push(format!("{} in a row", review.streak.current));
        }
        parts.extend(
            review
                .strength
                .map(|strength| format!("strength {:.0} %", strength * 100.0)),
        );
        if review.streak.best > review.streak.current {
            parts.push(format!("best {}", review.streak.best));
        }
        if review.excused > 0 {
            parts.push(format!("{} excused", review.excused));
        }
        // As many as there is room for; the first ones say the most.
        let room = usize::from(area.width).saturating_sub(title.width() + 3);
        while parts.join("   ").width() > room {
            parts.pop();
        }
        chrome::right_aligned(area, &parts.join("   "), self.theme.text, buf);
    }

    fn title(&self, back: &LookBack) -> String {
        let chosen = self.state.chosen.0;
        let (from, _) = self.state.span.around(self.state.chosen);
        match (self.state.span, self.room) {
            (Span::Week, Room::Small) => format!("Week {}", from.0.format("%-d %b")),
            (Span::Week, _) => format!("Week of {}", from.0.format("%-d %B %Y")),
            (Span::Month, Room::Small) => chosen.format("%b %Y").to_string(),
            (Span::Month, _) => chosen.format("%B %Y").to_string(),
            (Span::Year, _) => chosen.year().to_string(),
            (Span::All, _) => match back.first.map(|first| first.0.year()) {
                Some(first) if first < chosen.year() => {
                    format!("{first} to {}", self.last(back).0.year())
                }
                _ => "All evenings".to_owned(),
            },
        }
    }

    /// The last evening that is known.
    fn last(&self, back: &LookBack) -> EveningDate {
        let last = back.review.evenings.last();
        last.map_or(self.state.chosen, |evening| evening.date)
    }

    fn grid(&self, back: &LookBack, area: Rect) -> Grid {
        let area = match self.room {
            Room::Small => area,
            Room::Middle | Room::Large => Rect {
                height: area.height.saturating_sub(CHART + 1),
                ..area
            },
        };
        Grid::of(self.state.span, self.state.chosen, back.first, area)
    }

    fn body(&self, back: &LookBack, area: Rect, buf: &mut Buffer) {
        let charts = self.charts(back);
        let grid = self.grid(back, area);
        match (self.room, self.state.page) {
            (Room::Small, Page::Evenings) => grid.draw(back, &self.theme, self.symbols, buf),
            (Room::Small, Page::Steps) => {
                self.steps(&back.review.steps, area, buf);
            }
            (Room::Small, page) => charts.draw(page, area, buf),
            (Room::Middle | Room::Large, page) => {
                grid.draw(back, &self.theme, self.symbols, buf);
                self.below(back, &charts, &grid, page.chart(), area, buf);
            }
        }
    }

    /// The bars beside the evenings, or below them, and the charts in what is left.
    fn below(
        &self,
        back: &LookBack,
        charts: &Charts<'_>,
        grid: &Grid,
        page: Page,
        area: Rect,
        buf: &mut Buffer,
    ) {
        let is_beside = area.width >= grid.width() + GAP + BARS;
        let rest = if is_beside {
            let beside = Rect {
                x: area.x + grid.width() + GAP,
                width: area.width - grid.width() - GAP,
                height: area.height.saturating_sub(CHART + 1),
                ..area
            };
            let used = self
                .steps(&back.review.steps, beside, buf)
                .max(grid.height());
            below(area, used)
        } else {
            let rest = below(area, grid.height());
            let [left, right] = halves(rest);
            self.steps(&back.review.steps, left, buf);
            right
        };
        if self.room == Room::Middle {
            Self::chart(charts, page, rest, buf);
            return;
        }
        let [upper, lower] = [rest.y, rest.y + rest.height.div_ceil(2)];
        let upper = Rect::new(rest.x, upper, rest.width, (lower - upper).saturating_sub(1));
        let lower = Rect::new(rest.x, lower, rest.width, rest.bottom() - lower);
        let quarters = [halves(upper), halves(lower)];
        for (page, quarter) in Page::CHARTS.into_iter().zip(quarters.into_iter().flatten()) {
            charts.draw(page, quarter, buf);
        }
    }

    /// One chart, and what was changed last where there is a row to spare.
    fn chart(charts: &Charts<'_>, page: Page, area: Rect, buf: &mut Buffer) {
        let has_marks = page == Page::Legs && !charts.back.changes.is_empty();
        let spare = u16::from(area.height > CHART && has_marks);
        let own = Rect {
            height: area.height - spare,
            ..area
        };
        charts.draw(page, own, buf);
        if spare > 0 {
            charts.last_change(below(Rect { y: area.y, ..area }, own.height - 1), buf);
        }
    }

    fn charts<'b>(&self, back: &'b LookBack) -> Charts<'b> {
        let (mut from, mut to) = self.state.span.around(self.state.chosen);
        if self.state.span == Span::All {
            from = back.first.unwrap_or(self.state.chosen);
            to = self.last(back);
        }
        Charts {
            back,
            from,
            to,
            chosen: self.state.chosen,
            theme: self.theme,
            symbols: self.symbols,
        }
    }

    /// A bar for each step; returns how many rows it took.
    fn steps(&self, steps: &[StepReview], area: Rect, buf: &mut Buffer) -> u16 {
        let shown: Vec<_> = steps
            .iter()
            .filter_map(|step| Some((step, step.rate()?)))
            .collect();
        let widths = shown.iter().map(|(step, _)| counts(step).width() as u16);
        let count = widths.max().unwrap_or(0) + 1;
        // How late is said where there is room for it.
        let late = if area.width >= 44 { 8 } else { 0 };
        let longest = shown
            .iter()
            .map(|(step, _)| step.title.width() as u16)
            .max();
        let names = (area.width.saturating_sub(count + late) * 3 / 5).min(28);
        let name = (longest.unwrap_or(0) + 2).min(names);
        let bar = area.width.saturating_sub(name + count + late).min(24);
        let mut rows = 0;
        for (row, (step, rate)) in area.rows().zip(&shown) {
            let title = self.shortened(&step.title, usize::from(name.saturating_sub(2)));
            buf.set_stringn(row.x, row.y, title, row.width.into(), self.theme.text);
            let full = (rate * f64::from(bar)).round() as u16;
            let x = row.x + name;
            let whole = self.symbols.full.repeat(full.into());
            buf.set_string(x, row.y, whole, self.theme.good);
            let rest = self.symbols.rule.repeat((bar - full).into());
            buf.set_string(x + full, row.y, rest, self.theme.rule);
            let said = format!("{:>1$}", counts(step), usize::from(count));
            buf.set_stringn(
                x + bar,
                row.y,
                said,
                (row.right() - x - bar).into(),
                self.theme.dim,
            );
            if let Some(minutes) = step.median_minutes_late.filter(|_| late > 0) {
                let said = words::short_lateness(minutes);
                let at = x + bar + count;
                let room = Rect::new(at, row.y, late.min(row.right() - at), 1);
                chrome::right_aligned(room, &said, self.theme.dim, buf);
            }
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

    /// The chosen evening, or month, in a few words: as many as there is room for.
    fn about_chosen(&self, width: u16) -> String {
        let chosen = self.state.chosen;
        let Some(back) = &self.state.back else {
            return words::short_date(chosen);
        };
        if self.state.span == Span::All {
            return about_month(chosen, &back.review);
        }
        let date = words::short_date(chosen);
        let evenings = &back.review.evenings;
        let Some(n) = evenings.iter().position(|evening| evening.date == chosen) else {
            return date;
        };
        let (evening, night) = (&evenings[n], &back.nights[n]);
        let changes = back.changes.iter().filter(|change| change.date == chosen);
        let told = changes.map(|change| words::change_line(&change.what));
        let said = [
            evening
                .lights_out
                .map(|at| format!("dark {}", at.format("%H:%M"))),
            evening.legs.map(|rating| format!("legs {rating}")),
            night.caffeine_left_mg.map(|mg| format!("{mg:.0} mg left")),
        ];
        let mut line = format!("{date}: {}", in_words(evening));
        for part in said.into_iter().flatten().chain(told) {
            if line.width() + 2 + part.width() > width.into() {
                break;
            }
            line = format!("{line}, {part}");
        }
        line
    }
}

fn counts(step: &StepReview) -> String {
    format!("{}/{}", step.done, step.planned)
}

fn about_month(chosen: EveningDate, review: &Review) -> String {
    let name = chosen.0.format("%B %Y");
    let months = by_month(&review.evenings);
    let month = months
        .iter()
        .find(|(month, _)| (month.year(), month.month()) == (chosen.0.year(), chosen.0.month()));
    match month {
        None => format!("{name}: nothing is known"),
        Some((_, tally)) => {
            let excused = match tally.excused {
                0 => String::new(),
                excused => format!(", {excused} excused"),
            };
            format!(
                "{name}: kept {} of {}{excused}",
                tally.kept,
                tally.kept + tally.missed
            )
        }
    }
}

/// What is left of an area below so many rows, and a free one.
fn below(area: Rect, rows: u16) -> Rect {
    let y = (area.y + rows + 1).min(area.bottom());
    Rect {
        y,
        height: area.bottom() - y,
        ..area
    }
}

/// Side by side.
fn halves(area: Rect) -> [Rect; 2] {
    let half = area.width.saturating_sub(GAP) / 2;
    let x = area.x + half + GAP;
    [
        Rect {
            width: half,
            ..area
        },
        Rect {
            x,
            width: area.right().saturating_sub(x),
            ..area
        },
    ]
}

/// How an evening went, in a few words.
pub(super) fn in_words(evening: &Judged) -> String {
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
