//! How the review looks: evenings as marks, steps as bars, and charts of what the diary adds up to.

use chrono::Datelike;
use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Modifier;
use unicode_width::UnicodeWidthStr;

use super::ReviewScreen;
use super::about::{about_chosen, left_out_evenings};
use super::bars::Bars;
use super::charts::Charts;
use super::gist::Gist;
use super::grid::Grid;
use super::page::{Page, Room};
use super::span::Span;
use crate::coach::EveningRecord;
use crate::event::EveningDate;
use crate::plan::Plan;
use crate::review::LookBack;
use crate::tui::chrome;
use crate::tui::context::Context;
use crate::tui::screen::Screen;
use crate::tui::symbols::Symbols;
use crate::tui::theme::Theme;
use crate::tui::wrap::wrapped;

/// Draws the evenings.
pub(super) fn draw(screen: &ReviewScreen, ctx: &Context<'_>, frame: &mut Frame) {
    let chrome = screen.chrome(ctx);
    let view = View::of(screen, ctx);
    let buf = frame.buffer_mut();
    chrome.render(buf, &view.theme);
    if let Some(back) = &screen.back {
        view.header(back, chrome.header, buf);
        if back.first.is_none() {
            let nothing = "Nothing is known yet: tonight is the first evening.";
            let rows = chrome.body.rows().skip(1);
            for (row, line) in rows.zip(wrapped(nothing, chrome.body.width)) {
                buf.set_stringn(row.x, row.y, line, row.width.into(), view.theme.dim);
            }
        } else {
            view.body(back, chrome.body, buf);
        }
    }
    let about = about_chosen(screen, view.tonight(), chrome.foot.width);
    chrome.draw_notice(&about, ctx, buf);
}

/// The evening whose mark is drawn at that place.
pub(super) fn evening_at(
    screen: &ReviewScreen,
    place: Position,
    ctx: &Context<'_>,
) -> Option<EveningDate> {
    let view = View::of(screen, ctx);
    if view.room == Room::Small && screen.page != Page::Evenings {
        return None;
    }
    let grid = view.grid(screen.back.as_ref()?, screen.chrome(ctx).body);
    grid.evening_at(place, ctx.tonight.evening.date)
}

/// What is drawn, and how.
struct View<'a> {
    screen: &'a ReviewScreen,
    tonight: &'a EveningRecord,
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
/// The most rows for words above the charts, and the fewest beside the evenings.
const MOST_WORDS: u16 = 4;
const LEAST_WORDS: u16 = 3;
/// The least that figures beside the evenings need.
const ASIDE: u16 = 16;

impl<'a> View<'a> {
    fn of(screen: &'a ReviewScreen, ctx: &Context<'a>) -> Self {
        Self {
            screen,
            tonight: &ctx.shared().tonight,
            theme: ctx.theme(),
            symbols: Symbols::new(ctx.terminal.ascii),
            room: Room::of(ctx.size),
        }
    }

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
            parts.push(format!("best {} in a row", review.streak.best));
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
        let chosen = self.screen.chosen.0;
        let (from, to) = self.screen.span.around(self.screen.chosen);
        match (self.screen.span, self.room) {
            (Span::Week, Room::Small) => format!("Week {}", from.0.format("%-d %b")),
            (Span::Week, _) => format!("Week of {}", from.0.format("%-d %B %Y")),
            (Span::Month, Room::Small) => chosen.format("%b %Y").to_string(),
            (Span::Month, _) => chosen.format("%B %Y").to_string(),
            (Span::Quarter(_), Room::Small) => format!("3 months to {}", to.0.format("%-d %b")),
            (Span::Quarter(_), _) => format!("3 months to {}", to.0.format("%-d %B %Y")),
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
        last.map_or(self.screen.chosen, |evening| evening.date)
    }

    fn grid(&self, back: &LookBack, area: Rect) -> Grid {
        let area = match self.room {
            Room::Small => area,
            Room::Middle | Room::Large => Rect {
                height: area.height.saturating_sub(CHART + 1),
                ..area
            },
        };
        let known = (back.first, self.tonight.evening.date);
        Grid::of(self.screen.span, self.screen.chosen, known, area)
    }

    fn body(&self, back: &LookBack, area: Rect, buf: &mut Buffer) {
        let charts = self.charts(back);
        let grid = self.grid(back, area);
        match (self.room, self.screen.page) {
            (Room::Small, Page::Evenings) => {
                self.evenings(back, &grid, buf);
                let bars = self.bars(back);
                let mut rest = below(area, grid.height());
                if rest.height >= bars.height() {
                    let used = bars.draw(rest, buf);
                    rest = below(rest, used);
                }
                self.words(back, &[], rest, buf);
            }
            (Room::Small, Page::Steps) => {
                let used = self.bars(back).draw(area, buf);
                self.words(back, &[], below(area, used), buf);
            }
            (Room::Small, page) => {
                let words = area.height.saturating_sub(CHART + 1).min(MOST_WORDS);
                let chart = Rect {
                    height: area.height - words - u16::from(words > 0),
                    ..area
                };
                charts.draw(page, chart, buf);
                if words > 0 {
                    self.words(back, &[page], below(area, chart.height), buf);
                }
            }
            (Room::Middle | Room::Large, page) => {
                self.evenings(back, &grid, buf);
                self.below(back, &charts, &grid, page.chart(), area, buf);
            }
        }
    }

    fn evenings(&self, back: &LookBack, grid: &Grid, buf: &mut Buffer) {
        let without = match self.screen.span {
            Span::Week => left_out_evenings(back, self.tonight()),
            Span::Month | Span::Quarter(_) | Span::Year | Span::All => vec![],
        };
        grid.draw(back, &without, &self.theme, self.symbols, buf);
    }

    /// The running evening, and its plan.
    fn tonight(&self) -> (EveningDate, &Plan) {
        (self.tonight.evening.date, &self.tonight.plan)
    }

    /// The words, where they can be read.
    fn words(&self, back: &LookBack, charts: &[Page], area: Rect, buf: &mut Buffer) {
        let gist = Gist::of(self.screen, back, charts, &self.theme, self.symbols);
        if gist.fits(area) {
            gist.draw(area, buf);
        }
    }

    /// The bars beside the evenings, or below them; then the words, and the charts in what is left.
    fn below(
        &self,
        back: &LookBack,
        charts: &Charts<'_>,
        grid: &Grid,
        page: Page,
        area: Rect,
        buf: &mut Buffer,
    ) {
        let bars = self.bars(back);
        let beside = Rect {
            x: area.x + grid.width() + GAP,
            width: area.width.saturating_sub(grid.width() + GAP),
            height: area.height.saturating_sub(CHART + 1),
            ..area
        };
        let is_beside = beside.width >= BARS;
        let shown = match self.room {
            Room::Large => Page::CHARTS.to_vec(),
            // Half as wide, the chart of bedtimes has no room for its figures.
            Room::Small | Room::Middle if page == Page::Bedtimes && !is_beside => vec![],
            Room::Small | Room::Middle => vec![page],
        };
        let mut gist = Gist::of(self.screen, back, &shown, &self.theme, self.symbols);
        let mut upper = grid.height();
        let mut is_said = false;
        if is_beside {
            let used = bars.draw(beside, buf);
            upper = upper.max(used);
            let free = Rect {
                height: upper,
                ..beside
            };
            let free = below(free, used);
            // Ten years leave room beside them, and little below.
            if free.height >= LEAST_WORDS && gist.fits(free) {
                gist.draw(free, buf);
                is_said = true;
            } else if free.height > 0 {
                gist.draw_figures(free, buf);
            }
        } else if beside.width >= ASIDE {
            let height = upper;
            gist.draw_aside(Rect { height, ..beside }, buf);
            gist = gist.sentence_alone();
        }
        let mut rest = below(area, upper);
        if !is_said {
            let room = Rect {
                height: rest.height.saturating_sub(CHART + 1).min(MOST_WORDS),
                ..rest
            };
            let used = gist.draw(room, buf);
            rest = if used > 0 { below(rest, used) } else { rest };
        }
        if !is_beside {
            let [left, right] = halves(rest);
            bars.draw(left, buf);
            rest = right;
        }
        if self.room == Room::Middle {
            return charts.draw(page, rest, buf);
        }
        let [upper, lower] = [rest.y, rest.y + rest.height.div_ceil(2)];
        let upper = Rect::new(rest.x, upper, rest.width, (lower - upper).saturating_sub(1));
        let lower = Rect::new(rest.x, lower, rest.width, rest.bottom() - lower);
        let quarters = [halves(upper), halves(lower)];
        for (page, quarter) in Page::CHARTS.into_iter().zip(quarters.into_iter().flatten()) {
            charts.draw(page, quarter, buf);
        }
    }

    fn bars<'b>(&'b self, back: &'b LookBack) -> Bars<'b> {
        Bars::of(&back.review.steps, &self.theme, self.symbols)
    }

    fn charts<'b>(&self, back: &'b LookBack) -> Charts<'b> {
        let (mut from, mut to) = self.screen.span.around(self.screen.chosen);
        if self.screen.span == Span::All {
            from = back.first.unwrap_or(self.screen.chosen);
            to = self.last(back);
        }
        Charts {
            back,
            from,
            to,
            chosen: self.screen.chosen,
            theme: self.theme,
            symbols: self.symbols,
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
