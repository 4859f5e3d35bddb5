//! The list of pages, and the line in which they are looked for.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{
    Event, KeyCode, KeyEvent, MouseButton, MouseEvent, MouseEventKind,
};
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};
use tui_input::backend::crossterm::EventHandler;
use unicode_width::UnicodeWidthStr;

use super::LearnScreen;
use crate::learn::{Page, Topic};
use crate::tui::chrome;
use crate::tui::context::Context;
use crate::tui::footer::{Hint, hint};
use crate::tui::screen::{Outcome, Screen};
use crate::tui::screens::Place;
use crate::tui::symbols::Symbols;
use crate::tui::theme::Theme;

/// Where a page's title begins.
const TITLE: u16 = 3;

/// Where the words beside it begin, on a line wide enough for them.
const WORDS: u16 = 34;

/// The narrowest line with words beside the title.
const WIDE: u16 = 70;

/// The keys that work now.
pub(super) fn hints(screen: &LearnScreen, ctx: &Context<'_>) -> Vec<Hint> {
    let found = screen.found().len();
    let (down, up) = if ctx.terminal.ascii {
        ("Down", "Up")
    } else {
        ("↓", "↑")
    };
    let mut hints = Vec::new();
    if found > 0 {
        hints.push(hint(KeyCode::Enter, "Enter", "read"));
    }
    if screen.chosen + 1 < found {
        hints.push(hint(KeyCode::Down, down, "down"));
    }
    if screen.chosen > 0 {
        hints.push(hint(KeyCode::Up, up, "up"));
    }
    let does = if screen.words.value().is_empty() {
        "back"
    } else {
        "all"
    };
    hints.push(hint(KeyCode::Esc, "Esc", does));
    hints.push(hint(KeyCode::Char('?'), "?", "more"));
    hints
}

/// Takes a key.
pub(super) fn key(screen: &mut LearnScreen, key: KeyEvent, ctx: &Context<'_>) -> Outcome {
    let by_page = usize::from(ctx.area().height / 2);
    let found = screen.found();
    let last = found.len().saturating_sub(1);
    match key.code {
        KeyCode::Esc if screen.words.value().is_empty() => return Place::BACK.into(),
        KeyCode::Esc => {
            screen.words.reset();
            screen.chosen = 0;
        }
        KeyCode::Enter => {
            if let Some(page) = found.get(screen.chosen) {
                screen.read(page);
            }
        }
        KeyCode::Down => screen.chosen = (screen.chosen + 1).min(last),
        KeyCode::Up => screen.chosen = screen.chosen.saturating_sub(1),
        KeyCode::PageDown => screen.chosen = (screen.chosen + by_page).min(last),
        KeyCode::PageUp => screen.chosen = screen.chosen.saturating_sub(by_page),
        KeyCode::Home => screen.chosen = 0,
        KeyCode::End => screen.chosen = last,
        _ => {
            let before = screen.words.value().to_owned();
            screen.words.handle_event(&Event::Key(key));
            if screen.words.value() != before {
                screen.chosen = 0;
            }
        }
    }
    Outcome::default()
}

/// Takes a press of the left button, or a turn of the wheel.
pub(super) fn mouse(screen: &mut LearnScreen, mouse: MouseEvent, ctx: &Context<'_>) -> Outcome {
    match mouse.kind {
        MouseEventKind::ScrollDown => key(screen, KeyCode::Down.into(), ctx),
        MouseEventKind::ScrollUp => key(screen, KeyCode::Up.into(), ctx),
        MouseEventKind::Down(MouseButton::Left) => {
            match page_at(screen, Position::new(mouse.column, mouse.row), ctx) {
                // A second click on the chosen line opens it.
                Some(pressed) if pressed == screen.chosen => {
                    key(screen, KeyCode::Enter.into(), ctx)
                }
                Some(pressed) => {
                    screen.chosen = pressed;
                    Outcome::default()
                }
                None => Outcome::default(),
            }
        }
        _ => Outcome::default(),
    }
}

/// The page whose line is drawn at that place.
fn page_at(screen: &LearnScreen, place: Position, ctx: &Context<'_>) -> Option<usize> {
    let body = screen.chrome(ctx).body;
    if !body.contains(place) {
        return None;
    }
    let found = screen.found();
    let row = usize::from(place.y - body.y);
    let rows = rows(screen, &found, body.height);
    match *shown(&rows, screen.chosen, body.height).get(row)? {
        Row::Page(at) => Some(at),
        Row::Gap | Row::Topic(_) => None,
    }
}

/// One row of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Row {
    Gap,
    Topic(Topic),
    /// A page, by its place among those that were found.
    Page(usize),
}

/// All rows: pages under their topics; those that were looked for, the best first.
fn rows(screen: &LearnScreen, found: &[&Page], height: u16) -> Vec<Row> {
    if !screen.words.value().trim().is_empty() {
        return (0..found.len()).map(Row::Page).collect();
    }
    let mut rows = Vec::new();
    let mut topic = None;
    for (at, page) in found.iter().enumerate() {
        if topic.replace(page.topic) != Some(page.topic) {
            if at > 0 {
                rows.push(Row::Gap);
            }
            rows.push(Row::Topic(page.topic));
        }
        rows.push(Row::Page(at));
    }
    if rows.len() > height.into() {
        rows.retain(|row| *row != Row::Gap);
    }
    rows
}

/// The rows around the chosen one, as many as fit.
fn shown(rows: &[Row], chosen: usize, height: u16) -> &[Row] {
    let height = usize::from(height).min(rows.len());
    let at = rows.iter().position(|row| *row == Row::Page(chosen));
    let at = at.unwrap_or(0);
    let first = at.saturating_sub(height / 2).min(rows.len() - height);
    &rows[first..first + height]
}

/// Draws the screen.
pub(super) fn draw(screen: &LearnScreen, ctx: &Context<'_>, frame: &mut Frame) {
    let theme = ctx.theme();
    let chrome = screen.chrome(ctx);
    let found = screen.found();
    let buf = frame.buffer_mut();
    chrome.render(buf, &theme);
    let header = chrome.header;
    let title = theme.accent.add_modifier(Modifier::BOLD);
    buf.set_stringn(header.x, header.y, "Learn", header.width.into(), title);
    let body = chrome.body;
    let rows = rows(screen, &found, body.height);
    let shown = shown(&rows, screen.chosen, body.height);
    let place = match found.len() {
        0 => "nothing found".to_owned(),
        of if shown.last() == rows.last() => format!("{} of {of}", screen.chosen + 1),
        of => format!("{} of {of}, more below", screen.chosen + 1),
    };
    chrome::right_aligned(header, &place, theme.dim, buf);
    let list = List {
        chosen: screen.chosen,
        theme: &theme,
        symbols: Symbols::new(ctx.terminal.ascii),
    };
    if found.is_empty() {
        list.nothing(body, buf);
    }
    for (row, what) in body.rows().zip(shown) {
        match what {
            Row::Gap => {}
            Row::Topic(topic) => {
                buf.set_stringn(row.x, row.y, topic.name(), row.width.into(), theme.dim);
            }
            Row::Page(at) => list.page(row, *at, found[*at], buf),
        }
    }
    if ctx.notice().is_some() && screen.words.value().is_empty() {
        chrome.draw_notice("", ctx, frame.buffer_mut());
    } else {
        chrome::typed("Find: ", &screen.words, chrome.foot, frame, &theme);
        example(screen, chrome.foot, frame.buffer_mut(), &theme);
    }
}

/// What could be typed, where nothing has been.
fn example(screen: &LearnScreen, foot: Rect, buf: &mut Buffer, theme: &Theme) {
    if screen.words.value().is_empty() {
        let x = foot.x + "Find: ".len() as u16 + 1;
        let room = foot.right().saturating_sub(x);
        let example = "type a word: coffee, numb, clot";
        buf.set_stringn(x, foot.y, example, room.into(), theme.dim);
    }
}

struct List<'a> {
    chosen: usize,
    theme: &'a Theme,
    symbols: Symbols,
}

impl List<'_> {
    fn page(&self, row: Rect, at: usize, page: &Page, buf: &mut Buffer) {
        let is_chosen = at == self.chosen;
        if is_chosen {
            buf.set_style(row, self.theme.chosen);
        }
        let mut put = |x: u16, text: &str, style: Style| {
            let style = if is_chosen {
                self.theme.on_chosen(style)
            } else {
                style
            };
            let room = row.width.saturating_sub(x);
            buf.set_stringn(row.x + x, row.y, text, room.into(), style);
        };
        if is_chosen {
            put(1, self.symbols.cursor, self.theme.accent);
        }
        put(TITLE, page.title, self.theme.text);
        if row.width >= WIDE {
            put(WORDS, &words(page, row.width - WORDS), self.theme.dim);
        }
    }

    fn nothing(&self, body: Rect, buf: &mut Buffer) {
        let lines = ["No page has these words.", "Esc shows them all again."];
        let top = body.y + body.height / 3;
        for (y, line) in (top..body.bottom()).zip(lines) {
            let x = body.x + body.width.saturating_sub(line.width() as u16) / 2;
            buf.set_stringn(x, y, line, body.width.into(), self.theme.text);
        }
    }
}

/// What the page is found by, as much as there is room for.
fn words(page: &Page, width: u16) -> String {
    let mut words = String::new();
    for word in &page.keywords {
        let apart = if words.is_empty() { "" } else { ", " };
        if words.width() + apart.len() + word.width() > width.into() {
            break;
        }
        words.push_str(apart);
        words.push_str(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learn;

    #[test]
    fn every_title_leaves_a_gap_before_the_words_beside_it() {
        for page in learn::pages() {
            let end = usize::from(TITLE) + page.title.width();
            assert!(end + 2 <= WORDS.into(), "{}", page.title);
        }
    }
}
