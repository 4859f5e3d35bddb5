//! Draws the review: evenings as marks, steps as bars, and charts of the diary's values.

use chrono::Datelike;
use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Modifier;
use unicode_width::UnicodeWidthStr;

use super::ReviewScreen;
use super::bars::StepBars;
use super::charts::Charts;
use super::grid::Grid;
use super::page::{ReviewPage, ScreenSize};
use super::selection::{left_out_evenings, selected_summary};
use super::span::Span;
use super::summary::Summary;
use crate::coach::EveningRecord;
use crate::event::EveningDate;
use crate::plan::Plan;
use crate::review::LookBack;
use crate::tui::chrome::{self, Chrome};
use crate::tui::context::Context;
use crate::tui::row::put;
use crate::tui::screen::Screen;
use crate::tui::symbols::Symbols;
use crate::tui::theme::Theme;
use crate::tui::wrap::wrapped;

/// Draws the review.
pub(super) fn draw(screen: &ReviewScreen, ctx: &Context<'_>, frame: &mut Frame) {
    let chrome = screen.chrome(ctx);
    let view = ReviewView::new(screen, ctx);
    let buf = frame.buffer_mut();
    chrome.render(buf, &view.theme);
    if let Some(back) = screen.back() {
        view.header(back, &chrome, buf);
        if back.first_recorded.is_none() {
            let nothing = "Nothing to show yet: tonight is the first evening.";
            let rows = chrome.body.rows().skip(1);
            for (row, line) in rows.zip(wrapped(nothing, chrome.body.width)) {
                put(buf, row, 0, line, view.theme.dim);
            }
        } else {
            view.body(back, chrome.body, buf);
        }
    }
    chrome.draw_notice(ctx, buf);
}

/// The line at the foot, `width` cells wide: the selected evening or month.
pub(super) fn foot_line(screen: &ReviewScreen, ctx: &Context<'_>, width: u16) -> String {
    let view = ReviewView::new(screen, ctx);
    selected_summary(
        screen,
        view.tonight(),
        (&ctx.zone, ctx.clock_format()),
        width,
    )
}

/// The evening whose mark is at `place`.
pub(super) fn evening_at(
    screen: &ReviewScreen,
    place: Position,
    ctx: &Context<'_>,
) -> Option<EveningDate> {
    let view = ReviewView::new(screen, ctx);
    if view.screen_size == ScreenSize::Small && screen.page != ReviewPage::Evenings {
        return None;
    }
    let grid = view.grid(screen.back()?, screen.chrome(ctx).body);
    grid.evening_at(place, ctx.tonight.evening.date)
}

/// Draws the parts of the review.
struct ReviewView<'a> {
    screen: &'a ReviewScreen,
    ctx: Context<'a>,
    tonight: &'a EveningRecord,
    theme: Theme,
    symbols: Symbols,
    screen_size: ScreenSize,
}

/// The columns between parts drawn side by side.
const GAP: u16 = 3;
/// The minimum width of the bars.
const MIN_BARS_WIDTH: u16 = 34;
/// The number of charts on a large screen.
const TILES: usize = 4;
/// The minimum height of a chart.
const MIN_CHART_HEIGHT: u16 = 7;
/// The maximum height of the summary above the charts.
const MAX_SUMMARY_HEIGHT: u16 = 4;
/// The minimum height of the summary beside the evenings.
const MIN_SUMMARY_HEIGHT: u16 = 3;
/// The minimum width of figures beside the evenings.
const MIN_ASIDE_WIDTH: u16 = 16;

impl<'a> ReviewView<'a> {
    fn new(screen: &'a ReviewScreen, ctx: &Context<'a>) -> Self {
        Self {
            screen,
            ctx: *ctx,
            tonight: &ctx.shared().tonight,
            theme: ctx.theme(),
            symbols: ctx.terminal.symbols(),
            screen_size: ScreenSize::from_cells(ctx.size),
        }
    }

    fn header(&self, back: &LookBack, chrome: &Chrome, buf: &mut Buffer) {
        let area = chrome.header;
        let review = &back.review;
        let bold = self.theme.text.add_modifier(Modifier::BOLD);
        let title = self.title(back, &self.grid(back, chrome.body));
        put(buf, area, 0, &title, bold);
        let judged = review.kept + review.missed;
        let mut parts = Vec::new();
        if judged > 0 {
            parts.push(format!("kept {} of {judged}", review.kept));
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
            parts.push(format!("best {} in a row", review.streak.best));
        }
        if review.excused > 0 {
            parts.push(format!("{} excused", review.excused));
        }
        // The most important figures come first; drop the last ones until the rest fits.
        let room = usize::from(area.width).saturating_sub(title.width() + 3);
        while parts.join("   ").width() > room {
            parts.pop();
        }
        chrome::right_aligned(area, &parts.join("   "), self.theme.text, buf);
    }

    fn title(&self, back: &LookBack, grid: &Grid) -> String {
        let selected = self.screen.selected.0;
        let (from, to) = self.screen.shown();
        match (self.screen.span, self.screen_size) {
            (Span::Week, ScreenSize::Small) => format!("Week {}", from.0.format("%-d %b")),
            (Span::Week, _) => format!("Week of {}", from.0.format("%-d %B %Y")),
            (Span::Month, ScreenSize::Small) => selected.format("%b %Y").to_string(),
            (Span::Month, _) => selected.format("%B %Y").to_string(),
            (Span::Quarter(_), ScreenSize::Small) => {
                format!("3 months to {}", to.0.format("%-d %b"))
            }
            (Span::Quarter(_), _) => format!("3 months to {}", to.0.format("%-d %B %Y")),
            (Span::Year, _) => match grid.part_of_year() {
                None => selected.year().to_string(),
                Some((first, last)) => {
                    let [first, last] = [first, last].map(|end| end.0.format("%b"));
                    format!("{}, {first} to {last}", selected.year())
                }
            },
            (Span::All, _) => match back.first_recorded.map(|first| first.0.year()) {
                Some(first) if first < selected.year() => {
                    format!("{first} to {}", self.last(back).0.year())
                }
                _ => "All evenings".to_owned(),
            },
        }
    }

    /// The latest evening reviewed.
    fn last(&self, back: &LookBack) -> EveningDate {
        let last = back.review.evenings.last();
        last.map_or(self.screen.selected, |evening| evening.date)
    }

    fn grid(&self, back: &LookBack, area: Rect) -> Grid {
        let area = match self.screen_size {
            ScreenSize::Small => area,
            ScreenSize::Middle | ScreenSize::Large => Rect {
                height: area.height.saturating_sub(MIN_CHART_HEIGHT + 1),
                ..area
            },
        };
        let known = (back.first_recorded, self.tonight.evening.date);
        let selected = (self.screen.selected, self.screen.week);
        Grid::new(self.screen.span, selected, known, area)
    }

    fn body(&self, back: &LookBack, area: Rect, buf: &mut Buffer) {
        let charts = self.charts(back);
        let grid = self.grid(back, area);
        match (self.screen_size, self.screen.page) {
            (ScreenSize::Small, ReviewPage::Evenings) => {
                self.evenings(back, &grid, buf);
                let bars = self.bars(back);
                let mut rest = below(area, grid.height());
                if rest.height >= bars.height() {
                    let used = bars.draw(rest, buf);
                    rest = below(rest, used);
                }
                self.summary(back, &[], rest, buf);
            }
            (ScreenSize::Small, ReviewPage::Steps) => {
                let used = self.bars(back).draw(area, buf);
                self.summary(back, &[], below(area, used), buf);
            }
            (ScreenSize::Small, page) => {
                let summary_height = area
                    .height
                    .saturating_sub(MIN_CHART_HEIGHT + 1)
                    .min(MAX_SUMMARY_HEIGHT);
                let chart = Rect {
                    height: area.height - summary_height - u16::from(summary_height > 0),
                    ..area
                };
                charts.draw(page, chart, buf);
                if summary_height > 0 {
                    self.summary(back, &[page], below(area, chart.height), buf);
                }
            }
            (ScreenSize::Middle | ScreenSize::Large, page) => {
                self.evenings(back, &grid, buf);
                self.bars_and_charts(back, &charts, &grid, page.chart(), area, buf);
            }
        }
    }

    fn evenings(&self, back: &LookBack, grid: &Grid, buf: &mut Buffer) {
        let left_out = match self.screen.span {
            Span::Week => left_out_evenings(back, self.tonight()),
            Span::Month | Span::Quarter(_) | Span::Year | Span::All => vec![],
        };
        let clock = (self.tonight.zone, self.ctx.clock_format());
        grid.draw(back, &left_out, &self.theme, self.symbols, clock, buf);
    }

    /// The running evening with its plan.
    fn tonight(&self) -> (EveningDate, &Plan) {
        (self.tonight.evening.date, &self.tonight.plan)
    }

    /// Draws the summary if its sentence fits.
    fn summary(&self, back: &LookBack, charts: &[ReviewPage], area: Rect, buf: &mut Buffer) {
        let summary = Summary::new(self.screen, back, charts, &self.ctx);
        if summary.fits(area) {
            summary.draw(area, buf);
        }
    }

    /// Draws the bars beside or below the evenings, then the summary, and the charts in the remaining area.
    fn bars_and_charts(
        &self,
        back: &LookBack,
        charts: &Charts<'_>,
        grid: &Grid,
        page: ReviewPage,
        area: Rect,
        buf: &mut Buffer,
    ) {
        let bars = self.bars(back);
        let has_onset = back.review.onset.days > 0;
        let beside = Rect {
            x: area.x + grid.width() + GAP,
            width: area.width.saturating_sub(grid.width() + GAP),
            height: area.height.saturating_sub(MIN_CHART_HEIGHT + 1),
            ..area
        };
        let is_beside = beside.width >= MIN_BARS_WIDTH;
        let shown = match self.screen_size {
            ScreenSize::Large => ReviewPage::at_once(has_onset, TILES),
            // The bedtimes chart then has half the width and no room for its figures, so the summary shows them.
            ScreenSize::Small | ScreenSize::Middle
                if page == ReviewPage::Bedtimes && !is_beside =>
            {
                vec![]
            }
            ScreenSize::Small | ScreenSize::Middle => vec![page],
        };
        let mut summary = Summary::new(self.screen, back, &shown, &self.ctx);
        let mut upper = grid.height();
        let mut is_summary_drawn = false;
        if is_beside {
            let used = bars.draw(beside, buf);
            upper = upper.max(used);
            let free = Rect {
                height: upper,
                ..beside
            };
            let free = below(free, used);
            // Prefer the space beside the evenings: with many years there is little below them.
            if free.height >= MIN_SUMMARY_HEIGHT && summary.fits(free) {
                summary.draw(free, buf);
                is_summary_drawn = true;
            } else if free.height > 0 {
                summary.draw_figures(free, buf);
            }
        } else if beside.width >= MIN_ASIDE_WIDTH {
            let height = upper;
            summary.draw_aside(Rect { height, ..beside }, buf);
            summary = summary.finding_only();
        }
        let mut rest = below(area, upper);
        if !is_summary_drawn {
            let room = Rect {
                height: rest
                    .height
                    .saturating_sub(MIN_CHART_HEIGHT + 1)
                    .min(MAX_SUMMARY_HEIGHT),
                ..rest
            };
            let used = summary.draw(room, buf);
            rest = if used > 0 { below(rest, used) } else { rest };
        }
        if !is_beside {
            let [left, right] = halves(rest);
            bars.draw(left, buf);
            rest = right;
        }
        if self.screen_size == ScreenSize::Middle {
            return charts.draw(page, rest, buf);
        }
        let [upper, lower] = [rest.y, rest.y + rest.height.div_ceil(2)];
        let upper = Rect::new(rest.x, upper, rest.width, (lower - upper).saturating_sub(1));
        let lower = Rect::new(rest.x, lower, rest.width, rest.bottom() - lower);
        let quarters = [halves(upper), halves(lower)];
        for (page, quarter) in shown.into_iter().zip(quarters.into_iter().flatten()) {
            charts.draw(page, quarter, buf);
        }
    }

    fn bars<'b>(&'b self, back: &'b LookBack) -> StepBars<'b> {
        StepBars::new(&back.review.steps, &self.theme, self.symbols)
    }

    fn charts<'b>(&self, back: &'b LookBack) -> Charts<'b> {
        let (mut from, mut to) = self.screen.shown();
        if self.screen.span == Span::All {
            from = back.first_recorded.unwrap_or(self.screen.selected);
            to = self.last(back);
        }
        Charts {
            back,
            from,
            to,
            selected: self.screen.selected,
            theme: self.theme,
            symbols: self.symbols,
            clock: self.ctx.clock_format(),
        }
    }
}

/// The part of `area` below its first `rows` rows and one empty row.
fn below(area: Rect, rows: u16) -> Rect {
    let y = (area.y + rows + 1).min(area.bottom());
    Rect {
        y,
        height: area.bottom() - y,
        ..area
    }
}

/// The left and the right half of an area, with a gap between them.
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
