//! A page of Learn, read.

use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, MouseEventKind};
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use unicode_width::UnicodeWidthStr;

use super::Reading;
use crate::tui::app::App;
use crate::tui::chrome::{self, Chrome};
use crate::tui::footer::{Hint, hint};
use crate::tui::symbols::Symbols;
use crate::tui::widgets::learn_text::{self, Kind};

/// How many lines the wheel turns a page by.
const NOTCH: u16 = 3;

/// The keys that work now.
pub(super) fn hints(app: &App, reading: Reading) -> Vec<Hint> {
    let (first, most) = LaidOut::of(app, reading).scrolled();
    let [back, down, up, all, more] = all_hints(app.terminal.ascii);
    let mut hints = vec![back];
    hints.extend((first < most).then_some(down));
    hints.extend((first > 0).then_some(up));
    let from_step = app.learn.as_ref().is_some_and(|state| state.from_step);
    hints.extend(from_step.then_some(all));
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
pub(super) fn key(app: &mut App, reading: Reading, code: KeyCode) {
    match code {
        KeyCode::Esc
        | KeyCode::Enter
        | KeyCode::Left
        | KeyCode::Backspace
        | KeyCode::Char('q' | 'h') => close(app),
        KeyCode::Char('i') => to_list(app),
        _ => {
            let laid_out = LaidOut::of(app, reading);
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
            scroll(app, reading, to.min(most));
        }
    }
}

/// Takes a turn of the wheel.
pub(super) fn turn(app: &mut App, reading: Reading, kind: MouseEventKind) {
    let (first, most) = LaidOut::of(app, reading).scrolled();
    match kind {
        MouseEventKind::ScrollDown => scroll(app, reading, (first + NOTCH).min(most)),
        MouseEventKind::ScrollUp => scroll(app, reading, first.saturating_sub(NOTCH)),
        _ => {}
    }
}

fn scroll(app: &mut App, reading: Reading, first: u16) {
    if let Some(state) = &mut app.learn {
        state.reading = Some(Reading { first, ..reading });
    }
}

/// Back to where the page was opened from.
fn close(app: &mut App) {
    match &mut app.learn {
        Some(state) if !state.from_step => state.reading = None,
        Some(_) | None => app.learn = None,
    }
}

fn to_list(app: &mut App) {
    if let Some(state) = &mut app.learn {
        state.reading = None;
        state.from_step = false;
    }
}

/// Draws the screen.
pub(super) fn view(app: &App, reading: Reading, frame: &mut Frame) {
    let theme = app.theme();
    let laid_out = LaidOut::of(app, reading);
    let hints = hints(app, reading);
    let chrome = Chrome::new(app, &hints);
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
    chrome.tell(app, buf, &theme, &laid_out.mark());
}

/// A page set for the screen.
struct LaidOut {
    lines: Vec<learn_text::Line>,
    area: Rect,
    first: u16,
}

impl LaidOut {
    fn of(app: &App, reading: Reading) -> Self {
        // With the longest footer: so that the last line is never cut off.
        let hints = all_hints(app.terminal.ascii);
        let body = Chrome::new(app, &hints).body;
        let aside = if body.width >= 60 { 2 } else { 0 };
        let area = Rect {
            x: body.x + aside,
            width: body.width - 2 * aside,
            ..body
        };
        let bullet = Symbols::new(app.terminal.ascii).bullet;
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
