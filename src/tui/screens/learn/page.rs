//! An open page of Learn.

use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, MouseEventKind};
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use unicode_width::UnicodeWidthStr;

use super::{LearnScreen, Reading};
use crate::tui::chrome::{self, Chrome};
use crate::tui::context::Context;
use crate::tui::footer::{self, Hint, hint};
use crate::tui::row::put;
use crate::tui::screen::{Outcome, Screen};
use crate::tui::screens::Place;
use crate::tui::widgets::hidden_lines::{HiddenLines, text_width};
use crate::tui::widgets::learn_text::{self, Kind};

/// The number of lines that one notch of the mouse wheel scrolls.
const LINES_PER_NOTCH: u16 = 3;

/// Footer hints for the keys that work now.
pub(super) fn hints(screen: &LearnScreen, reading: Reading, ctx: &Context<'_>) -> Vec<Hint> {
    let (first, max) = PageLayout::new(ctx, reading).scroll_and_max();
    let [back, down, up, all, more] = all_hints(ctx.terminal.ascii);
    let mut hints = vec![back];
    hints.extend((first < max).then_some(down));
    hints.extend((first > 0).then_some(up));
    hints.extend(screen.opened_on_page.then_some(all));
    hints.push(more);
    hints
}

fn all_hints(ascii: bool) -> [Hint; 5] {
    [
        hint(KeyCode::Esc, "Esc", "back"),
        footer::down(ascii),
        footer::up(ascii),
        hint(KeyCode::Char('i'), "i", "pages"),
        hint(KeyCode::Char('?'), "?", "more"),
    ]
}

/// Handles a key press.
pub(super) fn key(
    screen: &mut LearnScreen,
    reading: Reading,
    code: KeyCode,
    ctx: &Context<'_>,
) -> Outcome {
    match code {
        KeyCode::Esc
        | KeyCode::Enter
        | KeyCode::Left
        | KeyCode::Backspace
        | KeyCode::Char('q' | 'h') => {
            if screen.opened_on_page {
                return Place::BACK.into();
            }
            screen.reading = None;
        }
        KeyCode::Char('i') => {
            screen.reading = None;
            screen.opened_on_page = false;
        }
        _ => {
            let layout = PageLayout::new(ctx, reading);
            let (first, max) = layout.scroll_and_max();
            let page_size = layout.area.height.saturating_sub(1).max(1);
            let to = match code {
                KeyCode::Down | KeyCode::Char('j') => first + 1,
                KeyCode::Up | KeyCode::Char('k') => first.saturating_sub(1),
                KeyCode::PageDown | KeyCode::Char(' ' | 'f') => first + page_size,
                KeyCode::PageUp | KeyCode::Char('b') => first.saturating_sub(page_size),
                KeyCode::Home | KeyCode::Char('g') => 0,
                KeyCode::End => max,
                _ => first,
            };
            scroll_to(screen, reading, to.min(max));
        }
    }
    Outcome::default()
}

/// Handles the mouse wheel.
pub(super) fn scroll_by_wheel(
    screen: &mut LearnScreen,
    reading: Reading,
    kind: MouseEventKind,
    ctx: &Context<'_>,
) -> Outcome {
    let (first, max) = PageLayout::new(ctx, reading).scroll_and_max();
    match kind {
        MouseEventKind::ScrollDown => {
            scroll_to(screen, reading, (first + LINES_PER_NOTCH).min(max));
        }
        MouseEventKind::ScrollUp => {
            scroll_to(screen, reading, first.saturating_sub(LINES_PER_NOTCH));
        }
        _ => {}
    }
    Outcome::default()
}

fn scroll_to(screen: &mut LearnScreen, reading: Reading, line: u16) {
    screen.reading = Some(Reading {
        scroll: line,
        ..reading
    });
}

/// Draws the page.
pub(super) fn draw(screen: &LearnScreen, reading: Reading, ctx: &Context<'_>, frame: &mut Frame) {
    let theme = ctx.theme();
    let layout = PageLayout::new(ctx, reading);
    let chrome = screen.chrome(ctx);
    let buf = frame.buffer_mut();
    chrome.render(buf, &theme);
    let bold = theme.text.add_modifier(Modifier::BOLD);
    let (header, page) = (chrome.header, reading.page);
    put(
        buf,
        header,
        0,
        page.title,
        theme.accent.add_modifier(Modifier::BOLD),
    );
    let topic = page.topic.name();
    if page.title.width() + 2 + topic.width() <= header.width.into() {
        chrome::right_aligned(header, topic, theme.dim, buf);
    }
    let (first, _) = layout.scroll_and_max();
    let hidden = HiddenLines::of(layout.lines.len(), first.into(), layout.area.height);
    let lines = layout.lines.iter().skip(first.into());
    for (row, line) in layout.area.rows().zip(lines) {
        let style = match line.kind {
            Kind::Heading => bold,
            Kind::Text => theme.text,
            Kind::Source => theme.dim,
        };
        put(buf, row, 0, &line.text, style);
    }
    hidden.draw_arrows(layout.area, &theme, ctx.terminal.symbols(), buf);
    chrome.draw_notice(ctx, buf);
}

/// The line at the foot: how much of the page lies below.
pub(super) fn foot_line(reading: Reading, ctx: &Context<'_>) -> String {
    PageLayout::new(ctx, reading).position()
}

/// A page wrapped for the screen.
struct PageLayout {
    lines: Vec<learn_text::Line>,
    area: Rect,
    /// The requested number of lines to scroll; [`PageLayout::scroll_and_max`] limits it to the length of the page.
    scroll: u16,
}

impl PageLayout {
    fn new(ctx: &Context<'_>, reading: Reading) -> Self {
        // Assume the longest footer, so that the layout does not depend on the hints shown.
        let hints = all_hints(ctx.terminal.ascii);
        let body = Chrome::new(ctx, &hints).body;
        let aside = if body.width >= 60 { 2 } else { 0 };
        let area = Rect {
            x: body.x + aside,
            width: body.width - 2 * aside,
            ..body
        };
        let bullet = ctx.terminal.symbols().bullet;
        Self {
            lines: learn_text::lines(reading.page, text_width(area), bullet, ctx.clock_format()),
            area,
            scroll: reading.scroll,
        }
    }

    /// The first visible line, and the highest value it can have.
    fn scroll_and_max(&self) -> (u16, u16) {
        let max = (self.lines.len() as u16).saturating_sub(self.area.height);
        (self.scroll.min(max), max)
    }

    /// How much of the page lies below the visible lines, in words.
    fn position(&self) -> String {
        let (first, max) = self.scroll_and_max();
        let below =
            self.lines.len() as u16 - (first + self.area.height).min(self.lines.len() as u16);
        match below {
            0 if max == 0 => String::new(),
            0 => "the end".to_owned(),
            1 => "1 more line below".to_owned(),
            below => format!("{below} more lines below"),
        }
    }
}
