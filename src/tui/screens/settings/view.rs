//! Draws the settings.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::widgets::Widget;

use super::SettingsScreen;
use super::change::entry_title;
use super::picker::Picker;
use super::rows::{self, Line, Opens, Row};
use super::sample::{self, ThemeSample};
use crate::tui::chrome::{self, Chrome};
use crate::tui::context::Context;
use crate::tui::row::{put, row};
use crate::tui::screen::Screen;
use crate::tui::symbols::Symbols;
use crate::tui::theme::Theme;
use crate::tui::widgets::hidden_lines::HiddenLines;
use crate::tui::wrap::wrapped_into;

/// The column at which a title begins.
const TITLE_COLUMN: u16 = 3;

/// The column at which a value begins, where there is room.
const VALUE_COLUMN: u16 = 32;

/// The same on a narrow terminal.
const NARROW_VALUE_COLUMN: u16 = 19;

/// Where the parts of the body are.
struct Layout {
    list: Rect,
    about: Rect,
}

impl Layout {
    fn new(chrome: &Chrome) -> Self {
        let body = chrome.body;
        let about = if body.width < 70 { 2 } else { 1 };
        let gap = u16::from(body.height > 12);
        let list = Rect {
            height: body.height.saturating_sub(about + gap),
            ..body
        };
        Self {
            about: Rect {
                y: list.bottom() + gap,
                height: about.min(body.height),
                ..body
            },
            list,
        }
    }
}

/// Draws the screen.
pub(super) fn draw(screen: &SettingsScreen, ctx: &Context<'_>, frame: &mut Frame) {
    let theme = ctx.theme();
    let chrome = screen.chrome(ctx);
    let layout = Layout::new(&chrome);
    chrome.render(frame.buffer_mut(), &theme);
    let title = title(screen);
    let bold = theme.accent.add_modifier(Modifier::BOLD);
    let rows = shown_rows(screen, layout.list.height, ctx);
    let position = match &screen.picker {
        Some(picker) => Some((picker.cursor, picker.lines.len())),
        None => screen
            .config()
            .map(|_| (screen.selected, rows::count(&rows))),
    };
    let position = match position {
        Some((cursor, count @ 1..)) => format!("{} of {count}", cursor.min(count - 1) + 1),
        Some((_, 0)) | None => String::new(),
    };
    let (title, position) = ((title.as_str(), bold), (position.as_str(), theme.dim));
    chrome::titled(chrome.header, title, position, frame.buffer_mut());
    let painter = Painter {
        theme: &theme,
        symbols: ctx.terminal.symbols(),
    };
    let buf = frame.buffer_mut();
    let about = match (&screen.config, &screen.picker) {
        (Some(Err(why)), _) => {
            text_lines(layout.list, why, theme.rose, buf);
            String::new()
        }
        (_, Some(picker)) => {
            let has_sample = screen.previewed_theme().is_some();
            let areas = has_sample.then(|| beside_a_sample(picker, layout.list));
            let (choices, sample_area) = areas.unwrap_or((layout.list, Rect::ZERO));
            painter.picker(picker, choices, buf);
            if has_sample {
                let sample = ThemeSample {
                    theme: &theme,
                    symbols: ctx.terminal.symbols(),
                    clock: ctx.clock_format(),
                };
                sample.render(sample_area, buf);
            }
            picker.about.to_owned()
        }
        (_, None) => {
            painter.rows(screen, &rows, layout.list, buf);
            let line = screen.line_in(&rows);
            line.map_or_else(String::new, |line| line.about.clone())
        }
    };
    text_lines(layout.about, &about, theme.dim, buf);
    let is_asking = screen.asked.is_some() || screen.picker.is_some();
    let has_words = screen.is_finding || !screen.query.is_empty();
    if has_words && screen.entry.is_none() && !is_asking && ctx.notice().is_none() {
        let is_current = screen.is_finding;
        let query = &screen.query;
        return chrome::typed("Find: ", query, is_current, chrome.foot, frame, &theme);
    }
    chrome.draw_foot(screen.prompt(), ctx, frame);
}

/// What the header says: where one is.
fn title(screen: &SettingsScreen) -> String {
    let entry = screen.config().zip(screen.entry.as_ref());
    let title = match entry {
        Some((config, entry)) => format!("Settings: {}", entry_title(config, entry)),
        None => "Settings".to_owned(),
    };
    match &screen.picker {
        Some(picker) => format!("{title}: {}", picker.title),
        None => title,
    }
}

/// The number of the line that is drawn at that place.
pub(super) fn line_at(
    screen: &SettingsScreen,
    place: Position,
    ctx: &Context<'_>,
) -> Option<usize> {
    let list = Layout::new(&screen.chrome(ctx)).list;
    if !list.contains(place) {
        return None;
    }
    let row = usize::from(place.y - list.y);
    if let Some(picker) = &screen.picker {
        let first = first_visible(picker.cursor, picker.lines.len(), list.height);
        return (first + row < picker.lines.len()).then_some(first + row);
    }
    let rows = shown_rows(screen, list.height, ctx);
    let first = first_visible(row_of(&rows, screen.selected), rows.len(), list.height);
    rows.get(first + row)?.line()?;
    Some(rows[..first + row].iter().filter_map(Row::line).count())
}

/// The rows, without the empty ones where the list is low.
fn shown_rows(screen: &SettingsScreen, height: u16, ctx: &Context<'_>) -> Vec<Row> {
    let mut rows = screen.rows(ctx);
    if height < 10 {
        rows.retain(|row| *row != Row::Gap);
    }
    rows
}

/// The number of the row with the line of that number.
fn row_of(rows: &[Row], selected: usize) -> usize {
    let lines = (0..).zip(rows).filter(|(_, row)| row.line().is_some());
    lines.map(|(n, _)| n).nth(selected).unwrap_or(0)
}

/// The first row that is shown, so that the chosen one is in the middle.
fn first_visible(chosen: usize, count: usize, height: u16) -> usize {
    let height = usize::from(height).min(count);
    chosen.saturating_sub(height / 2).min(count - height)
}

/// The parts of `list` for the choices and for the example of a theme: beside them, or below on a narrow terminal.
fn beside_a_sample(picker: &Picker, list: Rect) -> (Rect, Rect) {
    let (width, height) = if list.width >= VALUE_COLUMN + sample::MIN_WIDTH {
        (VALUE_COLUMN, 0)
    } else {
        (0, (picker.lines.len() as u16).min(list.height))
    };
    let sample = Rect {
        x: list.x + width,
        y: list.y + height,
        width: list.width - width,
        height: list.height - height,
    };
    let choices = if width > 0 {
        Rect { width, ..list }
    } else {
        list
    };
    (choices, sample)
}

struct Painter<'a> {
    theme: &'a Theme,
    symbols: Symbols,
}

impl Painter<'_> {
    fn rows(&self, screen: &SettingsScreen, rows: &[Row], area: Rect, buf: &mut Buffer) {
        if rows.is_empty() && screen.config.is_some() {
            let nothing = "No setting has these words. Esc shows them all again.";
            return text_lines(row(area, area.height / 3), nothing, self.theme.text, buf);
        }
        let chosen = row_of(rows, screen.selected);
        let first = first_visible(chosen, rows.len(), area.height);
        for (place, (n, row)) in area.rows().zip(rows.iter().enumerate().skip(first)) {
            match row {
                Row::Gap => {}
                Row::Heading(title) => {
                    put(buf, place, 0, title, self.theme.dim);
                }
                Row::Line(line) => self.line(place, line, n == chosen, buf),
            }
        }
        let hidden = HiddenLines::of(rows.len(), first, area.height);
        hidden.draw_arrows(area, self.theme, self.symbols, buf);
    }

    fn line(&self, area: Rect, line: &Line, is_chosen: bool, buf: &mut Buffer) {
        let column = if area.width < 60 {
            NARROW_VALUE_COLUMN
        } else {
            VALUE_COLUMN
        };
        let title = Rect {
            width: area.width.min(column - 1),
            ..area
        };
        let (text, value) = match line.opens {
            Opens::Off(_) | Opens::Add(_) => (self.theme.dim, self.theme.dim),
            Opens::Setting(..) | Opens::Entry(_) | Opens::Trials | Opens::Agent | Opens::Sync => {
                (self.theme.text, self.theme.good)
            }
        };
        let text = self.begin(area, is_chosen, text, buf);
        put(buf, title, TITLE_COLUMN, &line.title, text);
        let value = self.on(is_chosen, value);
        put(buf, area, column, &line.value, value);
    }

    fn picker(&self, picker: &Picker, area: Rect, buf: &mut Buffer) {
        let first = first_visible(picker.cursor, picker.lines.len(), area.height);
        for (place, (n, line)) in area.rows().zip(picker.lines.iter().enumerate().skip(first)) {
            let is_chosen = n == picker.cursor;
            let text = self.begin(place, is_chosen, self.theme.text, buf);
            let mark = match (line.is_marked, picker.is_several) {
                (true, true) => format!("[{}] ", self.symbols.tick()),
                (false, true) => "[ ] ".to_owned(),
                (true, false) => format!("{} ", self.symbols.tick()),
                (false, false) => "  ".to_owned(),
            };
            put(
                buf,
                place,
                TITLE_COLUMN,
                format!("{mark}{}", line.shown),
                text,
            );
        }
        let hidden = HiddenLines::of(picker.lines.len(), first, area.height);
        hidden.draw_arrows(area, self.theme, self.symbols, buf);
    }

    /// Prepares a row, with the cursor in it if it is chosen. Returns the style of its text.
    fn begin(&self, area: Rect, is_chosen: bool, style: Style, buf: &mut Buffer) -> Style {
        if is_chosen {
            buf.set_style(area, self.theme.chosen);
            let cursor = self.on(true, self.theme.accent);
            put(buf, area, 1, self.symbols.cursor, cursor);
        }
        self.on(is_chosen, style)
    }

    fn on(&self, is_chosen: bool, style: Style) -> Style {
        if is_chosen {
            self.theme.on_chosen(style)
        } else {
            style
        }
    }
}

/// Draws a text as far as the area has rows.
fn text_lines(area: Rect, text: &str, style: Style, buf: &mut Buffer) {
    let lines = wrapped_into(text, area.width, area.height);
    for (row, line) in area.rows().zip(lines) {
        put(buf, row, 0, &line, style);
    }
}
