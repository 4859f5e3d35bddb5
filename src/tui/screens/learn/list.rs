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

use super::State;
use crate::learn::{Page, Topic};
use crate::tui::app::App;
use crate::tui::chrome::{self, Chrome};
use crate::tui::footer::{Hint, hint};
use crate::tui::symbols::Symbols;
use crate::tui::theme::Theme;

/// Where a page's title begins.
const TITLE: u16 = 3;

/// Where the words beside it begin, on a line wide enough for them.
const WORDS: u16 = 34;

/// The narrowest line with words beside the title.
const WIDE: u16 = 70;

/// The keys that work now.
pub(super) fn hints(app: &App, state: &State) -> Vec<Hint> {
    let found = state.found().len();
    let (down, up) = if app.terminal.ascii {
        ("Down", "Up")
    } else {
        ("↓", "↑")
    };
    let mut hints = Vec::new();
    if found > 0 {
        hints.push(hint(KeyCode::Enter, "Enter", "read"));
    }
    if state.chosen + 1 < found {
        hints.push(hint(KeyCode::Down, down, "down"));
    }
    if state.chosen > 0 {
        hints.push(hint(KeyCode::Up, up, "up"));
    }
    let does = if state.words.value().is_empty() {
        "back"
    } else {
        "all"
    };
    hints.push(hint(KeyCode::Esc, "Esc", does));
    hints.push(hint(KeyCode::Char('?'), "?", "more"));
    hints
}

/// Takes a key.
pub(super) fn key(app: &mut App, key: KeyEvent) {
    let by_page = usize::from(app.area().height / 2);
    let Some(state) = &mut app.learn else { return };
    let found = state.found();
    let last = found.len().saturating_sub(1);
    match key.code {
        KeyCode::Esc if state.words.value().is_empty() => app.learn = None,
        KeyCode::Esc => {
            state.words.reset();
            state.chosen = 0;
        }
        KeyCode::Enter => {
            if let Some(page) = found.get(state.chosen) {
                state.read(page);
            }
        }
        KeyCode::Down => state.chosen = (state.chosen + 1).min(last),
        KeyCode::Up => state.chosen = state.chosen.saturating_sub(1),
        KeyCode::PageDown => state.chosen = (state.chosen + by_page).min(last),
        KeyCode::PageUp => state.chosen = state.chosen.saturating_sub(by_page),
        KeyCode::Home => state.chosen = 0,
        KeyCode::End => state.chosen = last,
        _ => {
            let before = state.words.value().to_owned();
            state.words.handle_event(&Event::Key(key));
            if state.words.value() != before {
                state.chosen = 0;
            }
        }
    }
}

/// Takes a press of the left button, or a turn of the wheel.
pub(super) fn mouse(app: &mut App, mouse: MouseEvent) {
    match mouse.kind {
        MouseEventKind::ScrollDown => key(app, KeyCode::Down.into()),
        MouseEventKind::ScrollUp => key(app, KeyCode::Up.into()),
        MouseEventKind::Down(MouseButton::Left) => {
            let pressed = page_at(app, Position::new(mouse.column, mouse.row));
            let (Some(state), Some(pressed)) = (&mut app.learn, pressed) else {
                return;
            };
            if state.chosen == pressed {
                // A second click on the chosen line opens it.
                key(app, KeyCode::Enter.into());
            } else {
                state.chosen = pressed;
            }
        }
        _ => {}
    }
}

/// The page whose line is drawn at that place.
fn page_at(app: &App, place: Position) -> Option<usize> {
    let state = app.learn.as_ref()?;
    let hints = hints(app, state);
    let body = Chrome::new(app, &hints).body;
    if !body.contains(place) {
        return None;
    }
    let found = state.found();
    let row = usize::from(place.y - body.y);
    match *shown(&rows(state, &found, body.height), state.chosen, body.height).get(row)? {
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
fn rows(state: &State, found: &[&Page], height: u16) -> Vec<Row> {
    if !state.words.value().trim().is_empty() {
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
pub(super) fn view(app: &App, state: &State, frame: &mut Frame) {
    let theme = app.theme();
    let hints = hints(app, state);
    let chrome = Chrome::new(app, &hints);
    let found = state.found();
    let buf = frame.buffer_mut();
    chrome.render(buf, &theme);
    let header = chrome.header;
    let title = theme.accent.add_modifier(Modifier::BOLD);
    buf.set_stringn(header.x, header.y, "Learn", header.width.into(), title);
    let body = chrome.body;
    let rows = rows(state, &found, body.height);
    let shown = shown(&rows, state.chosen, body.height);
    let place = match found.len() {
        0 => "nothing found".to_owned(),
        of if shown.last() == rows.last() => format!("{} of {of}", state.chosen + 1),
        of => format!("{} of {of}, more below", state.chosen + 1),
    };
    chrome::right_aligned(header, &place, theme.dim, buf);
    let list = List {
        chosen: state.chosen,
        theme: &theme,
        symbols: Symbols::new(app.terminal.ascii),
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
    if app.tells().is_some() && state.words.value().is_empty() {
        chrome.tell(app, frame.buffer_mut(), &theme, "");
    } else {
        chrome::typed("Find: ", &state.words, chrome.foot, frame, &theme);
        example(state, chrome.foot, frame.buffer_mut(), &theme);
    }
}

/// What could be typed, where nothing has been.
fn example(state: &State, foot: Rect, buf: &mut Buffer, theme: &Theme) {
    if state.words.value().is_empty() {
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
