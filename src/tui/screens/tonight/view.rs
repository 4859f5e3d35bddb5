//! Draws Tonight.

use std::ops::Range;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};
use unicode_width::UnicodeWidthStr;

use super::{TonightScreen, at_cursor, lacks_an_agent, last_night, unrecorded_night};
use crate::evening::{Caffeine, Entry, Status, Timeline};
use crate::event::StepId;
use crate::plan::KeyAction;
use crate::plan::Substance;
use crate::tui::chrome::{self, Chrome};
use crate::tui::context::Context;
use crate::tui::footer::hint;
use crate::tui::row::{self, put};
use crate::tui::screen::Screen;
use crate::tui::symbols::Symbols;
use crate::tui::theme::Theme;
use crate::tui::widgets::advice_page::AdvicePage;
use crate::tui::widgets::big;
use crate::tui::widgets::hidden_lines::HiddenLines;
use crate::words;

/// The most cells that Tonight is wide: the list, and beside it the chosen step's page.
pub(super) const WIDEST: u16 = 150;

/// From this width of the body on, the page stands beside the list.
pub(super) const WITH_PAGE: u16 = 116;

/// The widths of that page, and of the gap before it.
const PAGE: u16 = 48;
const GAP: u16 = 4;

/// Where the parts of the screen are drawn.
struct Parts {
    list: Rect,
    /// The large display.
    big: Rect,
    /// The chosen step's page beside the list, where there is room.
    page: Option<Rect>,
}

/// Draws Tonight.
pub(super) fn draw(screen: &TonightScreen, ctx: &Context<'_>, frame: &mut Frame) {
    let scene = Scene::new(screen, ctx);
    let chrome = screen.chrome(ctx);
    scene.header(chrome.header, frame.buffer_mut());
    chrome.render(frame.buffer_mut(), &scene.theme);
    let parts = scene.parts(chrome.body);
    if let Some(first) = screen.why {
        scene.why(first, chrome.body, frame.buffer_mut());
    } else {
        scene.list(parts.list, frame.buffer_mut());
        if unrecorded_night(screen, ctx).is_some() {
            last_night::draw(screen, ctx, parts.big, frame.buffer_mut());
        } else {
            scene.big(parts.big, frame.buffer_mut());
        }
        let page = scene.shown().and_then(|_| scene.page(0));
        if let Some((page, area)) = page.zip(parts.page) {
            let pages = [page.clone(), page.without_sources()];
            // A page that would be cut off is left to its key.
            if let Some(page) = pages.into_iter().find(|page| page.max_scroll(area) == 0) {
                page.render(area, frame.buffer_mut());
                // It is not the main thing.
                frame.buffer_mut().set_style(area, scene.theme.dim);
            }
        }
    }
    chrome.draw_foot(screen.prompt(), ctx, frame);
}

/// The line at the foot, `width` cells wide.
pub(super) fn foot_line(screen: &TonightScreen, ctx: &Context<'_>, width: u16) -> String {
    Scene::new(screen, ctx).foot(width)
}

/// The step whose line is drawn at that position.
pub(super) fn step_at(
    screen: &TonightScreen,
    place: Position,
    ctx: &Context<'_>,
) -> Option<StepId> {
    let scene = Scene::new(screen, ctx);
    let list = scene.parts(screen.chrome(ctx).body).list;
    if !list.contains(place) {
        return None;
    }
    let lines = scene.lines();
    let shown = scene.shown_lines(&lines, list.height);
    match lines[shown].get(usize::from(place.y - list.y))? {
        ListLine::Now => None,
        ListLine::Step(entry) => Some(entry.step.id.clone()),
    }
}

/// The key of the number at that position, while the screen asks about the night.
pub(super) fn rating_at(
    screen: &TonightScreen,
    place: Position,
    ctx: &Context<'_>,
) -> Option<char> {
    unrecorded_night(screen, ctx).filter(|_| screen.why.is_none())?;
    let parts = Scene::new(screen, ctx).parts(screen.chrome(ctx).body);
    last_night::key_at(screen, ctx, parts.big, place)
}

/// How many lines the advice page is scrolled down, and the most that it can be.
pub(super) fn scrolled(screen: &TonightScreen, ctx: &Context<'_>) -> (u16, u16) {
    let scene = Scene::new(screen, ctx);
    let first = screen.why.unwrap_or(0);
    // Assume the longest footer, so that the last line can always be reached.
    let hints = [hint(KeyCode::Esc, "Esc", "close"); 4];
    let area = inset(Chrome::new(ctx, &hints).body);
    let most = scene.page(first).map_or(0, |page| page.max_scroll(area));
    (first.min(most), most)
}

fn inset(body: Rect) -> Rect {
    let aside = if body.width >= 60 { 2 } else { 0 };
    Rect {
        x: body.x + aside,
        width: body.width - 2 * aside,
        ..body
    }
}

/// The fewest lines that the list has beside the big question of the morning.
const FEWEST_LINES: u16 = 4;

/// One line of the list: a step, or the rule that marks the current time.
#[derive(Clone, Copy)]
enum ListLine<'a, 'p> {
    Step(&'a Entry<'p>),
    Now,
}

/// Everything needed to draw the screen, computed once for each frame.
pub(super) struct Scene<'a> {
    pub(super) ctx: Context<'a>,
    pub(super) screen: &'a TonightScreen,
    pub(super) timeline: Timeline<'a>,
    pub(super) caffeine: Caffeine,
    pub(super) theme: Theme,
    pub(super) symbols: Symbols,
}

impl<'a> Scene<'a> {
    fn new(screen: &'a TonightScreen, ctx: &Context<'a>) -> Self {
        Self {
            ctx: *ctx,
            screen,
            caffeine: ctx.caffeine(),
            timeline: ctx.shared().timeline(),
            theme: ctx.theme(),
            symbols: ctx.terminal.symbols(),
        }
    }

    pub(super) fn next(&self) -> Option<&Entry<'a>> {
        self.timeline.next()
    }

    fn chosen(&self) -> Option<&Entry<'a>> {
        let next = self.next().map(|entry| &entry.step.id);
        at_cursor(self.screen, &self.timeline.entries, next)
    }

    fn header(&self, area: Rect, buf: &mut Buffer) {
        let date = self.timeline.evening.date;
        let wide = area.width >= 60;
        let left = if wide {
            words::long_date(date)
        } else {
            words::short_date(date)
        };
        let clock = self.ctx.clock(self.ctx.now());
        let [long, short] = self.until_bed();
        let rights = [format!("{clock}    {long}"), format!("{clock}  {short}")];
        let room = usize::from(area.width).saturating_sub(left.width() + 1);
        let right = rights.iter().find(|right| right.width() <= room);
        let right = (right.unwrap_or(&rights[1]).as_str(), self.theme.dim);
        chrome::titled(area, (&left, self.theme.text), right, buf);
    }

    /// The time until bedtime, in words and in fewer words.
    fn until_bed(&self) -> [String; 2] {
        let bedtime = self.timeline.evening.bedtime;
        let minutes = words::minutes_between(self.ctx.now(), bedtime);
        if self.timeline.lights_out.is_some() {
            ["lights are out", "lights out"].map(str::to_owned)
        } else if minutes > 0 {
            let line = format!("bed in {}", words::short_span(minutes));
            [line.clone(), line]
        } else {
            ["bedtime", "bed"].map(|what| format!("{what} was {}", self.ctx.clock(bedtime)))
        }
    }

    /// Splits the body: the list above, the large display below, and the page beside both if there is room.
    fn parts(&self, body: Rect) -> Parts {
        // In the morning the question is the one thing to see.
        let is_asked = unrecorded_night(self.screen, &self.ctx).is_some();
        let page = (body.width >= WITH_PAGE && !is_asked).then_some(Rect {
            x: body.right().saturating_sub(PAGE),
            width: PAGE.min(body.width),
            ..body
        });
        let aside = page.map_or(0, |page| page.width + GAP);
        let body = Rect {
            width: body.width - aside,
            ..body
        };
        let wanted = self.timeline.entries.len() as u16 + 1;
        let for_question = last_night::big_rows(self.screen, &self.ctx);
        let reserved_for_big = if is_asked && body.height >= for_question + FEWEST_LINES {
            for_question
        } else if body.height >= 14 {
            big::HEIGHT + 2
        } else {
            big::HEIGHT
        };
        // A long notice leaves the chosen step, with the number of those beside it.
        let height = wanted.min(body.height.saturating_sub(reserved_for_big).max(1));
        let list = Rect { height, ..body };
        let big = Rect {
            y: body.y + height,
            height: body.height - height,
            ..body
        };
        Parts { list, big, page }
    }

    /// All lines of the list.
    fn lines(&self) -> Vec<ListLine<'_, 'a>> {
        let now = self.ctx.now();
        let entries = &self.timeline.entries;
        let passed = entries.iter().take_while(|entry| entry.due <= now).count();
        let mut lines: Vec<_> = entries.iter().map(ListLine::Step).collect();
        if self.timeline.evening.contains(now) {
            lines.insert(passed, ListLine::Now);
        }
        lines
    }

    /// Which of the lines are shown: as many as fit, scrolled so that the chosen one is visible.
    fn shown_lines(&self, lines: &[ListLine<'_, 'a>], height: u16) -> Range<usize> {
        let height = usize::from(height);
        if lines.len() <= height {
            return 0..lines.len();
        }
        let chosen = self.chosen().map(|entry| &entry.step.id);
        let at = lines
            .iter()
            .position(
                |line| matches!(line, ListLine::Step(entry) if Some(&entry.step.id) == chosen),
            )
            .unwrap_or(0);
        let first = at.saturating_sub(height / 2).min(lines.len() - height);
        first..first + height
    }

    fn list(&self, area: Rect, buf: &mut Buffer) {
        let lines = self.lines();
        let shown = self.shown_lines(&lines, area.height);
        for (row, line) in area.rows().zip(&lines[shown.clone()]) {
            match line {
                ListLine::Now => self.now_line(row, buf),
                ListLine::Step(entry) => self.step_line(row, entry, buf),
            }
        }
        let steps = |lines: &[ListLine<'_, 'a>]| {
            let steps = lines.iter().filter(|it| matches!(it, ListLine::Step(_)));
            steps.count()
        };
        let hidden = HiddenLines {
            above: steps(&lines[..shown.start]),
            below: steps(&lines[shown.end..]),
        };
        hidden.draw(area, &self.theme, self.symbols, buf);
    }

    fn now_line(&self, row: Rect, buf: &mut Buffer) {
        let rule = self.symbols.rule;
        let label = format!("{rule}{rule} now ");
        let rest = usize::from(row.width).saturating_sub(label.width());
        let line = label + &rule.repeat(rest);
        put(buf, row, 0, line, self.theme.rule);
        let label = Rect::new(row.x + 3, row.y, 3, 1).intersection(row);
        buf.set_style(label, self.theme.dim);
    }

    fn is_chosen(&self, entry: &Entry<'_>) -> bool {
        let chosen = self.chosen();
        chosen.is_some_and(|chosen| chosen.step.id == entry.step.id)
    }

    fn step_line(&self, row: Rect, entry: &Entry<'_>, buf: &mut Buffer) {
        let is_chosen = self.is_chosen(entry);
        let is_next = self
            .next()
            .is_some_and(|next| next.step.id == entry.step.id);
        let style = self.line_style(entry, is_next);
        if is_chosen {
            buf.set_style(row, self.theme.chosen);
        }
        // The chosen line keeps its own background.
        let put = |x: u16, text: &str, style: Style, buf: &mut Buffer| {
            let style = if is_chosen {
                self.theme.on_chosen(style)
            } else {
                style
            };
            row::put(buf, row, x - row.x, text, style);
        };
        let cursor = if is_chosen { self.symbols.cursor } else { " " };
        put(row.x + 1, cursor, self.theme.accent, buf);
        put(
            row.x + 3,
            self.symbols.status(entry.status),
            self.status_style(entry.status),
            buf,
        );
        let due = entry.due.with_timezone(&self.ctx.zone).time();
        let clock = self.ctx.clock_format();
        put(row.x + 6, &clock.in_column(due), style, buf);
        let title_x = row.x + 6 + clock.width() as u16 + 2;
        put(title_x, &entry.step.title, style, buf);
        let title_ends = title_x + entry.step.title.width() as u16 + 2;
        let note_x = title_ends.max(title_x + note_column(row.width));
        let room = usize::from(row.right().saturating_sub(note_x));
        let notes = [self.long_note(entry), Some(self.note(entry))];
        let mut notes = notes.into_iter().flatten();
        if let Some(note) = notes.find(|note| note.width() <= room) {
            put(note_x, &note, self.theme.dim, buf);
        }
    }

    fn line_style(&self, entry: &Entry<'_>, is_next: bool) -> Style {
        match entry.status {
            _ if is_next => self.theme.accent.add_modifier(Modifier::BOLD),
            Status::Due => self.theme.accent,
            Status::Upcoming | Status::Snoozed | Status::Late => self.theme.text,
            Status::Done { .. } | Status::Skipped { .. } | Status::Missed | Status::Excused => {
                self.theme.dim
            }
        }
    }

    fn status_style(&self, status: Status) -> Style {
        match status {
            Status::Done { .. } => self.theme.good,
            Status::Due => self.theme.accent,
            Status::Late | Status::Missed => self.theme.rose,
            Status::Upcoming | Status::Snoozed | Status::Skipped { .. } | Status::Excused => {
                self.theme.dim
            }
        }
    }

    /// The line at the foot: the first of these that applies: the drink after the chosen
    /// cutoff, the steps that a trial leaves out, the hint that reminders stop
    /// with the window, the streak.
    fn foot(&self, width: u16) -> String {
        let broken = self.screen.chosen.as_ref().and_then(|chosen| {
            let entry = self.timeline.entry(chosen)?;
            let by = entry.broken_by.as_ref()?;
            let drink = words::drink_sentence(
                &by.label,
                by.at,
                true,
                &self.ctx.zone,
                self.ctx.clock_format(),
            );
            if by.substance != Substance::Caffeine {
                return Some(drink);
            }
            let whole = format!("{drink} {}", words::caffeine_left_sentence(&self.caffeine));
            [whole, drink]
                .into_iter()
                .find(|line| line.width() <= width.into())
        });
        broken
            .or_else(|| self.left_out())
            .or_else(|| self.without_agent(width))
            .unwrap_or_else(|| self.streak())
    }

    /// The hint that reminders stop with the window, shown until the user has answered the question about it.
    fn without_agent(&self, width: u16) -> Option<String> {
        let key = self.ctx.config.keys.key(KeyAction::Reminders);
        let line = if width < 70 {
            format!("{key}: reminders when closed")
        } else {
            format!("Reminders stop when this window closes; {key} changes that.")
        };
        lacks_an_agent(&self.ctx).then_some(line)
    }

    /// The steps that trials leave out of the evening, as a sentence.
    fn left_out(&self) -> Option<String> {
        let date = self.timeline.evening.date;
        let steps = self.ctx.tonight.plan.left_out_on(date);
        let line = words::left_out_line(steps.map(|step| step.title.as_str()))?;
        Some(words::capitalised(&line))
    }

    /// The advice page on the chosen step, if it has one.
    fn page(&self, first: u16) -> Option<AdvicePage<'_>> {
        let step = self.chosen()?.step;
        let comparison = self.screen.comparison.as_deref();
        let own = comparison.and_then(|comparison| comparison.of_step(&step.id));
        let how_to_start = |_: &StepId| {
            let keys = &self.ctx.config.keys;
            let [compare, start] =
                [KeyAction::Compare, KeyAction::Trial].map(|action| keys.key(action));
            format!("{compare} in the review, then {start}")
        };
        Some(AdvicePage {
            advice: step.page()?,
            note: None,
            own: own.map(|line| line.with_offer(&self.ctx.config.plan, how_to_start)),
            with_sources: true,
            first,
            theme: &self.theme,
            symbols: self.symbols,
        })
    }

    fn why(&self, first: u16, body: Rect, buf: &mut Buffer) {
        let area = inset(body);
        if let Some(page) = self.page(first) {
            page.render(area, buf);
        } else {
            let line = "There is no page about this step.";
            put(buf, area, 0, line, self.theme.dim);
        }
    }

    /// The streak in words. Empty if there is none.
    fn streak(&self) -> String {
        match self.screen.recent.as_ref().map(|recent| recent.streak) {
            Some(1) => "1 evening kept".to_owned(),
            Some(evenings @ 2..) => format!("{evenings} evenings in a row"),
            Some(0) | None => String::new(),
        }
    }
}

fn note_column(width: u16) -> u16 {
    match width {
        70.. => 32,
        60.. => 27,
        _ => 22,
    }
}
