//! The list of pages, with the search field.

use std::ops::Range;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};
use unicode_width::UnicodeWidthStr;

use super::LearnScreen;
use crate::learn::{Page, Topic};
use crate::tui::chrome;
use crate::tui::context::Context;
use crate::tui::footer::{self, Hint, hint};
use crate::tui::row::{self, put, row};
use crate::tui::screen::{Outcome, Screen};
use crate::tui::screens::Place;
use crate::tui::symbols::Symbols;
use crate::tui::text_field::{FieldEdit, as_sentence};
use crate::tui::theme::Theme;
use crate::tui::widgets::hidden_lines::HiddenLines;

/// The column at which a page's title begins.
const TITLE_COLUMN: u16 = 3;

/// The column at which a page's keywords begin.
const KEYWORDS_COLUMN: u16 = 34;

/// The minimum width of a line with keywords beside the title.
const MIN_WIDTH_WITH_KEYWORDS: u16 = 70;

/// Footer hints for the keys that work now.
pub(super) fn hints(screen: &LearnScreen, ctx: &Context<'_>) -> Vec<Hint> {
    let found = screen.found().len();
    let ascii = ctx.terminal.ascii;
    let mut hints = Vec::new();
    if found > 0 {
        hints.push(hint(KeyCode::Enter, "Enter", "read"));
    }
    if screen.selected + 1 < found {
        hints.push(footer::down(ascii));
    }
    if screen.selected > 0 {
        hints.push(footer::up(ascii));
    }
    let does = if screen.query.text().is_empty() {
        "back"
    } else {
        "all"
    };
    hints.push(hint(KeyCode::Esc, "Esc", does));
    hints.push(hint(KeyCode::Char('?'), "?", "more"));
    hints
}

/// Handles a key press.
pub(super) fn key(screen: &mut LearnScreen, key: KeyEvent, ctx: &Context<'_>) -> Outcome {
    let page_size = usize::from(ctx.area().height / 2);
    let found = screen.found();
    let last = found.len().saturating_sub(1);
    match key.code {
        KeyCode::Esc if screen.query.text().is_empty() => return Place::BACK.into(),
        KeyCode::Esc => {
            screen.query.set(String::new());
            screen.selected = 0;
        }
        KeyCode::Enter => {
            if let Some(page) = found.get(screen.selected) {
                screen.read(page);
            }
        }
        KeyCode::Down => screen.selected = (screen.selected + 1).min(last),
        KeyCode::Up => screen.selected = screen.selected.saturating_sub(1),
        KeyCode::PageDown => screen.selected = (screen.selected + page_size).min(last),
        KeyCode::PageUp => screen.selected = screen.selected.saturating_sub(page_size),
        KeyCode::Home if screen.query.is_empty() => screen.selected = 0,
        KeyCode::End if screen.query.is_empty() => screen.selected = last,
        _ => match screen.query.key(key) {
            FieldEdit::Changed => screen.selected = 0,
            FieldEdit::Refused(example) => return Outcome::notice(as_sentence(&example)),
            FieldEdit::Unchanged | FieldEdit::NotMine => {}
        },
    }
    Outcome::default()
}

/// Handles a left click or the mouse wheel.
pub(super) fn mouse(screen: &mut LearnScreen, mouse: MouseEvent, ctx: &Context<'_>) -> Outcome {
    match mouse.kind {
        MouseEventKind::ScrollDown => key(screen, KeyCode::Down.into(), ctx),
        MouseEventKind::ScrollUp => key(screen, KeyCode::Up.into(), ctx),
        MouseEventKind::Down(MouseButton::Left) => {
            match page_at(screen, Position::new(mouse.column, mouse.row), ctx) {
                // A second click on the selected line opens it.
                Some(clicked) if clicked == screen.selected => {
                    key(screen, KeyCode::Enter.into(), ctx)
                }
                Some(clicked) => {
                    screen.selected = clicked;
                    Outcome::default()
                }
                None => Outcome::default(),
            }
        }
        _ => Outcome::default(),
    }
}

/// The index of the page drawn at `place`.
fn page_at(screen: &LearnScreen, place: Position, ctx: &Context<'_>) -> Option<usize> {
    let body = screen.chrome(ctx).body;
    if !body.contains(place) {
        return None;
    }
    let found = screen.found();
    let row = usize::from(place.y - body.y);
    let rows = rows(screen, &found, body.height);
    let visible = visible(&rows, screen.selected, body.height);
    match *rows[visible].get(row)? {
        Row::Page(at) => Some(at),
        Row::Gap | Row::Topic(_) => None,
    }
}

/// One row of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Row {
    Gap,
    Topic(Topic),
    /// The page with this index among those found.
    Page(usize),
}

/// All rows: pages under their topics, or, during a search, the pages found without topics, the best match first.
fn rows(screen: &LearnScreen, found: &[&Page], height: u16) -> Vec<Row> {
    if !screen.query.text().trim().is_empty() {
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

/// Which of the rows fit on the screen, around the selected one.
fn visible(rows: &[Row], selected: usize, height: u16) -> Range<usize> {
    let height = usize::from(height).min(rows.len());
    let at = rows.iter().position(|row| *row == Row::Page(selected));
    let at = at.unwrap_or(0);
    let first = at.saturating_sub(height / 2).min(rows.len() - height);
    first..first + height
}

/// Draws the screen.
pub(super) fn draw(screen: &LearnScreen, ctx: &Context<'_>, frame: &mut Frame) {
    let theme = ctx.theme();
    let chrome = screen.chrome(ctx);
    let found = screen.found();
    let buf = frame.buffer_mut();
    chrome.render(buf, &theme);
    let body = chrome.body;
    let rows = rows(screen, &found, body.height);
    let visible = visible(&rows, screen.selected, body.height);
    let position = match found.len() {
        0 => "nothing found".to_owned(),
        of if visible.end == rows.len() => format!("{} of {of}", screen.selected + 1),
        of => format!("{} of {of}, more below", screen.selected + 1),
    };
    let title = ("Learn", theme.accent.add_modifier(Modifier::BOLD));
    chrome::titled(chrome.header, title, (&position, theme.dim), buf);
    let list = ListPainter {
        selected: screen.selected,
        theme: &theme,
        symbols: ctx.terminal.symbols(),
    };
    if found.is_empty() {
        list.nothing_found(body, buf);
    }
    for (row, what) in body.rows().zip(&rows[visible.clone()]) {
        match what {
            Row::Gap => {}
            Row::Topic(topic) => {
                put(buf, row, 0, topic.name(), theme.dim);
            }
            Row::Page(at) => list.page(row, *at, found[*at], buf),
        }
    }
    let hidden = HiddenLines::of(rows.len(), visible.start, body.height);
    hidden.draw_arrows(body, &theme, list.symbols, buf);
    if ctx.notice().is_some() && screen.query.text().is_empty() {
        chrome.draw_notice(ctx, frame.buffer_mut());
    } else {
        chrome::typed("Find: ", &screen.query, true, chrome.foot, frame, &theme);
        draw_example(screen, chrome.foot, frame.buffer_mut(), &theme);
    }
}

/// Draws examples into the search field while it is empty.
fn draw_example(screen: &LearnScreen, foot: Rect, buf: &mut Buffer, theme: &Theme) {
    if screen.query.text().is_empty() {
        let x = "Find: ".len() as u16 + 1;
        let examples = ["type a word: coffee, numb, clot", "a word: coffee, numb"];
        let fits = |example: &&&str| example.len() <= usize::from(foot.width.saturating_sub(x));
        let example = examples.iter().find(fits).unwrap_or(&examples[1]);
        put(buf, foot, x, example, theme.dim);
    }
}

/// Draws the lines of the list.
struct ListPainter<'a> {
    selected: usize,
    theme: &'a Theme,
    symbols: Symbols,
}

impl ListPainter<'_> {
    /// Draws the line of a page: its title, and its keywords if there is room.
    fn page(&self, row: Rect, at: usize, page: &Page, buf: &mut Buffer) {
        let is_selected = at == self.selected;
        if is_selected {
            buf.set_style(row, self.theme.chosen);
        }
        let mut put = |x: u16, text: &str, style: Style| {
            let style = if is_selected {
                self.theme.on_chosen(style)
            } else {
                style
            };
            row::put(buf, row, x, text, style);
        };
        if is_selected {
            put(1, self.symbols.cursor, self.theme.accent);
        }
        put(TITLE_COLUMN, page.title, self.theme.text);
        if row.width >= MIN_WIDTH_WITH_KEYWORDS {
            put(
                KEYWORDS_COLUMN,
                &keywords(page, row.width - KEYWORDS_COLUMN),
                self.theme.dim,
            );
        }
    }

    /// Draws a remark in place of an empty list.
    fn nothing_found(&self, body: Rect, buf: &mut Buffer) {
        let lines = ["No page has these words.", "Esc shows them all again."];
        for (n, line) in (body.height / 3..).zip(lines) {
            let x = body.width.saturating_sub(line.width() as u16) / 2;
            put(buf, row(body, n), x, line, self.theme.text);
        }
    }
}

/// The page's keywords, as many as fit into `width` columns.
fn keywords(page: &Page, width: u16) -> String {
    let mut keywords = String::new();
    for keyword in &page.keywords {
        let separator = if keywords.is_empty() { "" } else { ", " };
        if keywords.width() + separator.len() + keyword.width() > width.into() {
            break;
        }
        keywords.push_str(separator);
        keywords.push_str(keyword);
    }
    keywords
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learn;

    #[test]
    fn every_title_ends_two_columns_before_the_keywords() {
        for page in learn::pages() {
            let end = usize::from(TITLE_COLUMN) + page.title.width();
            assert!(end + 2 <= KEYWORDS_COLUMN.into(), "{}", page.title);
        }
    }
}
