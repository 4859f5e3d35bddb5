//! A page of Learn, read.

use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, MouseEventKind};
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use unicode_width::UnicodeWidthStr;

use super::{LearnScreen, Reading};
use crate::tui::chrome::{self, Chrome};
use crate::tui::context::Context;
use crate::tui::footer::{Hint, hint};
use crate::tui::screen::{Outcome, Screen};
use crate::tui::screens::Place;
use crate::tui::symbols::Symbols;
use crate::tui::widgets::learn_text::{self, Kind};

/// How many lines the wheel turns a page by.
const NOTCH: u16 = 3;

/// The keys that work now.
pub(super) fn hints(screen: &LearnScreen, reading: Reading, ctx: &Context<'_>) -> Vec<Hint> {
    let (first, most) = LaidOut::of(ctx, reading).scrolled();
    let [back, down, up, all, more] = all_hints(ctx.terminal.ascii);
    let mut hints = vec![back];
    hints.extend((first < most).then_some(down));
    hints.extend((first > 0).then_some(up));
    hints.extend(screen.is_from_page.then_some(all));
    hints.push(more);
    hints
}

fn all_hints(ascii: bool) -> [Hint; 5] {
    let (down, up) = if ascii {
        ("Down", "Up")
    } else {
        ("↓", "↑")
    };
    [
        hint(KeyCode::Esc, "Esc", "back"),
        hint(KeyCode::Down, down, "on"),
        hint(KeyCode::Up, up, "up"),
        hint(KeyCode::Char('i'), "i", "all pages"),
        hint(KeyCode::Char('?'), "?", "more"),
    ]
}

/// Takes a key.
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
            if screen.is_from_page {
                return Place::BACK.into();
            }
            screen.reading = None;
        }
        KeyCode::Char('i') => {
            screen.reading = None;
            screen.is_from_page = false;
        }
        _ => {
            let laid_out = LaidOut::of(ctx, reading);
            let (first, most) = laid_out.scrolled();
            let page = laid_out.area.height.saturating_sub(1).max(1);
            let to = match code {
                KeyCode::Down | KeyCode::Char('j') => first + 1,
                KeyCode::Up | KeyCode::Char('k') => first.saturating_sub(1),
                KeyCode::PageDown | KeyCode::Char(' ' | 'f') => first + page,
                KeyCode::PageUp | KeyCode::Char('b') => first.saturating_sub(page),
                KeyCode::Home | KeyCode::Char('g') => 0,
                KeyCode::End | KeyCode::Char('G') => most,
                _ => first,
            };
            scroll(screen, reading, to.min(most));
        }
    }
    Outcome::default()
}

/// Takes a turn of the wheel.
pub(super) fn turn(
    screen: &mut LearnScreen,
    reading: Reading,
    kind: MouseEventKind,
    ctx: &Context<'_>,
) -> Outcome {
    let (first, most) = LaidOut::of(ctx, reading).scrolled();
    match kind {
        MouseEventKind::ScrollDown => scroll(screen, reading, (first + NOTCH).min(most)),
        MouseEventKind::ScrollUp => scroll(screen, reading, first.saturating_sub(NOTCH)),
        _ => {}
    }
    Outcome::default()
}

fn scroll(screen: &mut LearnScreen, reading: Reading, first: u16) {
    screen.reading = Some(Reading { first, ..reading });
}

/// Draws the screen.
pub(super) fn draw(screen: &LearnScreen, reading: Reading, ctx: &Context<'_>, frame: &mut Frame) {
    let theme = ctx.theme();
    let laid_out = LaidOut::of(ctx, reading);
    let chrome = screen.chrome(ctx);
    let buf = frame.buffer_mut();
    chrome.render(buf, &theme);
    let bold = theme.text.add_modifier(Modifier::BOLD);
    let (header, page) = (chrome.header, reading.page);
    buf.set_stringn(
        header.x,
        header.y,
        page.title,
        header.width.into(),
        theme.accent.add_modifier(Modifier::BOLD),
    );
    let topic = page.topic.name();
    if page.title.width() + 2 + topic.width() <= header.width.into() {
        chrome::right_aligned(header, topic, theme.dim, buf);
    }
    let (first, _) = laid_out.scrolled();
    let lines = laid_out.lines.iter().skip(first.into());
    for (row, line) in laid_out.area.rows().zip(lines) {
        let style = match line.kind {
            Kind::Heading => bold,
            Kind::Text => theme.text,
            Kind::Source => theme.dim,
        };
        buf.set_stringn(row.x, row.y, &line.text, row.width.into(), style);
    }
    chrome.draw_notice(&laid_out.mark(), ctx, buf);
}

/// A page set for the screen.
struct LaidOut {
    lines: Vec<learn_text::Line>,
    area: Rect,
    first: u16,
}

impl LaidOut {
    fn of(ctx: &Context<'_>, reading: Reading) -> Self {
        // With the longest footer: so that the last line is never cut off.
        let hints = all_hints(ctx.terminal.ascii);
        let body = Chrome::new(ctx, &hints).body;
        let aside = if body.width >= 60 { 2 } else { 0 };
        let area = Rect {
            x: body.x + aside,
            width: body.width - 2 * aside,
            ..body
        };
        let bullet = Symbols::new(ctx.terminal.ascii).bullet;
        Self {
            lines: learn_text::lines(reading.page, area.width, bullet),
            area,
            first: reading.first,
        }
    }

    /// How far it is scrolled, and how far it can be.
    fn scrolled(&self) -> (u16, u16) {
        let most = (self.lines.len() as u16).saturating_sub(self.area.height);
        (self.first.min(most), most)
    }

    /// Where one is in it.
    fn mark(&self) -> String {
        let (first, most) = self.scrolled();
        let below =
            self.lines.len() as u16 - (first + self.area.height).min(self.lines.len() as u16);
        match below {
            0 if most == 0 => String::new(),
            0 => "the end".to_owned(),
            1 => "1 more line below".to_owned(),
            below => format!("{below} more lines below"),
        }
    }
}
