//! Several computers: whether entries are exchanged through a folder, and how that stands.

mod lines;

use std::path::PathBuf;

use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Position, Rect};
use ratatui::style::Modifier;
use unicode_width::UnicodeWidthStr;

use crate::plan::KeyArea;
use crate::printable::on_one_line;
use crate::tui::chrome::right_aligned;
use crate::tui::context::Context;
use crate::tui::footer::{Hint, hint};
use crate::tui::message::{Effect, Message, SyncChange, SyncPage};
use crate::tui::prompt::{Prompt, Typed, words};
use crate::tui::row::{put, row};
use crate::tui::screen::{Explained, Help, Outcome, Pasted, Screen, quit_or_back};
use crate::tui::screens::Place;
use crate::tui::symbols::Symbols;
use crate::tui::wrap::wrapped;

const HELP: &[Explained] = &[
    ("Enter", "change it"),
    ("↓ ↑", "choose a line"),
    ("Esc", "back; changes are kept"),
];

/// What the page says where sync is off.
const ABOUT: &str = "Entries travel between your computers through a folder that Syncthing, Nextcloud or any such \
    program keeps the same on all of them.";

/// The widest line of a sentence.
const WIDEST_TEXT: u16 = 76;

/// The column at which a value begins.
const VALUE_COLUMN: u16 = 20;

/// The page.
#[derive(Debug, Default)]
pub struct SyncScreen {
    /// What the page shows. None until it was read.
    page: Option<SyncPage>,
    /// The number of the line under the cursor.
    selected: usize,
    /// The open question for the folder.
    prompt: Option<Prompt>,
    /// Whether a change is being made.
    is_changing: bool,
    /// The first visible line of the sentences below the list.
    scroll: u16,
}

/// The sentences below the list, as far as they are shown.
struct Sentences {
    lines: Vec<String>,
    /// Where they are drawn.
    area: Rect,
    /// The first visible one.
    first: u16,
    /// The first visible one at the end.
    most: u16,
}

/// A line that can be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Line {
    Switch,
    Folder,
    RemindHere,
    Inbox,
}

impl SyncScreen {
    /// The lines that there are now.
    fn lines(&self) -> &'static [Line] {
        match &self.page {
            Some(page) if page.settings.is_some() => {
                &[Line::Switch, Line::Folder, Line::RemindHere, Line::Inbox]
            }
            Some(_) => &[Line::Switch],
            None => &[],
        }
    }

    fn chosen(&self) -> Option<Line> {
        let lines = self.lines();
        let last = lines.len().checked_sub(1)?;
        lines.get(self.selected.min(last)).copied()
    }

    fn value(&self, line: Line) -> String {
        let settings = self.page.as_ref().and_then(|page| page.settings.as_ref());
        let Some(settings) = settings else {
            return "off".to_owned();
        };
        let yes = |is_so| if is_so { "yes" } else { "no" }.to_owned();
        match line {
            Line::Switch => format!("on, as {}", settings.name),
            Line::Folder => settings.folder.display().to_string(),
            Line::RemindHere => yes(settings.remind_here),
            Line::Inbox => yes(settings.inbox),
        }
    }

    /// The value of a line as far as it has room: of a folder the end, which tells it from others.
    fn shown_value(&self, line: Line, room: u16, symbols: Symbols) -> String {
        let value = on_one_line(&self.value(line));
        match line {
            Line::Folder => end_of_path(&value, room, symbols),
            Line::Switch | Line::RemindHere | Line::Inbox => value,
        }
    }

    /// Moves the cursor by a line, or the sentences where it has come to its end.
    fn step_down(&mut self, ctx: &Context<'_>) {
        let last = self.lines().len().saturating_sub(1);
        if self.selected < last {
            self.selected += 1;
        } else {
            let sentences = self.sentences(ctx);
            self.scroll = (sentences.first + 1).min(sentences.most);
        }
    }

    fn step_up(&mut self, ctx: &Context<'_>) {
        let first = self.sentences(ctx).first;
        if first > 0 {
            self.scroll = first - 1;
        } else {
            let last = self.lines().len().saturating_sub(1);
            self.selected = self.selected.min(last).saturating_sub(1);
        }
    }

    fn sentences(&self, ctx: &Context<'_>) -> Sentences {
        let (body, list) = (self.chrome(ctx).body, self.list(ctx));
        let texts = match &self.page {
            Some(page) if page.settings.is_some() => {
                page.lines.iter().map(String::as_str).collect()
            }
            Some(_) => vec![ABOUT],
            None => vec![],
        };
        let lines = texts.into_iter();
        let lines = lines.flat_map(|text| wrapped(text, body.width.min(WIDEST_TEXT)));
        let lines: Vec<String> = lines.collect();
        let above = (list.height + 1).min(body.height);
        let area = Rect {
            y: body.y + above,
            height: body.height - above,
            ..body
        };
        let most = (lines.len() as u16).saturating_sub(area.height);
        Sentences {
            lines,
            area,
            first: self.scroll.min(most),
            most,
        }
    }

    /// Handles Enter on a line.
    fn activate(&mut self) -> Outcome {
        let Some((page, line)) = self.page.as_ref().zip(self.chosen()) else {
            return Outcome::default();
        };
        if self.is_changing {
            return Outcome::default();
        }
        let Some(settings) = &page.settings else {
            self.ask_for_the_folder(String::new());
            return Outcome::default();
        };
        let change = match line {
            Line::Switch => SyncChange::Off,
            Line::Folder => {
                self.ask_for_the_folder(settings.folder.display().to_string());
                return Outcome::default();
            }
            Line::RemindHere => SyncChange::RemindHere(!settings.remind_here),
            Line::Inbox => SyncChange::Inbox(!settings.inbox),
        };
        self.change(change)
    }

    fn ask_for_the_folder(&mut self, now: String) {
        self.prompt = Some(Prompt::new("The folder", "Folder", words(now)));
    }

    fn change(&mut self, change: SyncChange) -> Outcome {
        self.is_changing = true;
        Effect::ChangeSync(change).into()
    }

    fn typing(&mut self, key: KeyEvent) -> Outcome {
        let Some(prompt) = &mut self.prompt else {
            return Outcome::default();
        };
        match prompt.typed(key) {
            Typed::Editing => {}
            Typed::Cancelled => self.prompt = None,
            Typed::Answered => {
                let typed = prompt.text(0).to_owned();
                self.prompt = None;
                if !typed.is_empty() {
                    return self.change(SyncChange::Folder(PathBuf::from(typed)));
                }
            }
        }
        Outcome::default()
    }

    /// Where the lines that can be chosen are drawn.
    fn list(&self, ctx: &Context<'_>) -> Rect {
        let body = self.chrome(ctx).body;
        let height = (self.lines().len() as u16).min(body.height);
        Rect { height, ..body }
    }
}

/// The end of a path that is wider than `room`, from one of its folders on if that has room.
fn end_of_path(path: &str, room: u16, symbols: Symbols) -> String {
    if path.width() <= usize::from(room) {
        return path.to_owned();
    }
    let mark = symbols.left_out();
    let room = usize::from(room).saturating_sub(mark.width());
    let ends = path.char_indices().map(|(at, _)| &path[at..]);
    let end = ends.into_iter().find(|end| end.width() <= room);
    let end = end.unwrap_or_default();
    let from_a_folder = end.find('/').map(|at| &end[at..]);
    let shown = from_a_folder.filter(|folders| folders.len() > 1);
    format!("{mark}{}", shown.unwrap_or(end))
}

impl Screen for SyncScreen {
    fn title(&self) -> &'static str {
        "Several computers"
    }

    fn key_area(&self) -> KeyArea {
        KeyArea::Settings
    }

    fn hints(&self, ctx: &Context<'_>) -> Vec<Hint> {
        if let Some(prompt) = &self.prompt {
            let mut hints = prompt.hints(ctx.terminal.ascii);
            hints.push(hint(KeyCode::Esc, "Esc", "cancel"));
            return hints;
        }
        let is_on = self.lines().len() > 1;
        let does = match self.chosen() {
            Some(Line::Switch) if is_on => "switch off",
            Some(Line::Switch) => "switch on",
            Some(Line::Folder | Line::RemindHere | Line::Inbox) | None => "change",
        };
        vec![
            hint(KeyCode::Enter, "Enter", does),
            hint(KeyCode::Esc, "Esc", "back"),
            hint(KeyCode::Char('?'), "?", "more"),
        ]
    }

    fn key(&mut self, key: KeyEvent, ctx: &Context<'_>) -> Outcome {
        if self.prompt.is_some() {
            return self.typing(key);
        }
        let last = self.lines().len().saturating_sub(1);
        match key.code {
            KeyCode::Enter => self.activate(),
            KeyCode::Down | KeyCode::Char('j') => {
                self.step_down(ctx);
                Outcome::default()
            }
            KeyCode::Up | KeyCode::Char('k') => {
                self.step_up(ctx);
                Outcome::default()
            }
            KeyCode::Home => {
                (self.selected, self.scroll) = (0, 0);
                Outcome::default()
            }
            KeyCode::End => {
                (self.selected, self.scroll) = (last, self.sentences(ctx).most);
                Outcome::default()
            }
            KeyCode::Esc => Place::BACK.into(),
            _ => Outcome::default(),
        }
    }

    fn mouse(&mut self, mouse: MouseEvent, ctx: &Context<'_>) -> Outcome {
        match mouse.kind {
            MouseEventKind::ScrollDown => self.key(KeyCode::Down.into(), ctx),
            MouseEventKind::ScrollUp => self.key(KeyCode::Up.into(), ctx),
            MouseEventKind::Down(MouseButton::Left) if self.prompt.is_none() => {
                let list = self.list(ctx);
                if !list.contains(Position::new(mouse.column, mouse.row)) {
                    return Outcome::default();
                }
                let clicked = usize::from(mouse.row - list.y);
                // A second click on the line under the cursor opens it.
                if clicked == self.selected {
                    return self.activate();
                }
                self.selected = clicked;
                Outcome::default()
            }
            _ => Outcome::default(),
        }
    }

    fn line(&mut self, line: &str, _ctx: &Context<'_>) -> Option<Outcome> {
        self.take_line(line)
    }

    fn says(&self, _ctx: &Context<'_>) -> Option<String> {
        self.standing()
    }

    /// The page is read, and a change made, to its end.
    fn goes_on_alone(&self) -> bool {
        self.page.is_none() || self.is_changing
    }

    fn prompt(&self) -> Option<&Prompt> {
        self.prompt.as_ref()
    }

    fn takes_letters(&self) -> bool {
        self.prompt.is_some()
    }

    fn paste(&mut self, text: &str) -> Pasted {
        match &mut self.prompt {
            Some(prompt) => prompt.paste(text).into(),
            None => Pasted::Nowhere,
        }
    }

    fn has_unsaved_input(&self) -> bool {
        self.prompt().is_some_and(Prompt::has_unsaved_input)
    }

    fn help(&self, _ctx: &Context<'_>) -> Option<Help> {
        let help = Help::keys(self.title(), HELP, self.key_area());
        (!self.takes_letters()).then_some(help)
    }

    fn opened(&mut self, _ctx: &Context<'_>) -> Vec<Effect> {
        vec![Effect::ReadSync]
    }

    fn receive(&mut self, message: &Message, _ctx: &Context<'_>) -> Outcome {
        match message {
            Message::Sync(Ok(page)) => {
                self.is_changing = false;
                self.page = Some(page.clone());
            }
            Message::Sync(Err(why)) => {
                self.is_changing = false;
                return Outcome::notice(why.clone());
            }
            // Something came in, so the folder may stand otherwise.
            Message::JournalChanged if !self.is_changing => return Effect::ReadSync.into(),
            _ => {}
        }
        Outcome::default()
    }

    fn one_line(&self, _ctx: &Context<'_>) -> String {
        "Several computers want 40x12; Esc leaves them".to_owned()
    }

    fn one_line_key(&mut self, code: KeyCode, _ctx: &Context<'_>) -> Outcome {
        quit_or_back(code)
    }

    /// A running routine pauses while settings are changed.
    fn stops_time_below(&self) -> bool {
        true
    }

    fn draw(&self, ctx: &Context<'_>, frame: &mut Frame) {
        let theme = ctx.theme();
        let chrome = self.chrome(ctx);
        chrome.render(frame.buffer_mut(), &theme);
        let bold = theme.accent.add_modifier(Modifier::BOLD);
        put(frame.buffer_mut(), chrome.header, 0, self.title(), bold);
        let list = self.list(ctx);
        let symbols = ctx.terminal.symbols();
        for (n, (place, line)) in list.rows().zip(self.lines()).enumerate() {
            let title = match line {
                Line::Switch => "Sync",
                Line::Folder => "Folder",
                Line::RemindHere => "Remind here",
                Line::Inbox => "Read the inbox",
            };
            let is_chosen =
                self.chosen() == Some(*line) && n == self.selected.min(list.height.into());
            let on = |style| {
                if is_chosen {
                    theme.on_chosen(style)
                } else {
                    style
                }
            };
            let buf = frame.buffer_mut();
            if is_chosen {
                buf.set_style(place, theme.chosen);
                put(buf, place, 1, symbols.cursor, on(theme.accent));
            }
            put(buf, place, 3, title, on(theme.text));
            let room = place.width.saturating_sub(VALUE_COLUMN);
            let value = self.shown_value(*line, room, symbols);
            put(buf, place, VALUE_COLUMN, &value, on(theme.good));
        }
        let sentences = self.sentences(ctx);
        let visible = sentences.lines.iter().skip(sentences.first.into());
        for (n, line) in (0..sentences.area.height).zip(visible) {
            put(
                frame.buffer_mut(),
                row(sentences.area, n),
                0,
                line,
                theme.text,
            );
        }
        if sentences.first < sentences.most {
            right_aligned(chrome.header, "more below", theme.dim, frame.buffer_mut());
        }
        chrome.draw_foot(self.prompt(), ctx, frame);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::charset::Charset;

    #[test]
    fn a_path_that_has_no_room_is_shown_by_its_last_folders() {
        let shown = |room| {
            end_of_path(
                "/home/kim/Sync/winddown",
                room,
                Symbols::new(Charset::Unicode),
            )
        };
        assert_eq!(shown(23), "/home/kim/Sync/winddown");
        assert_eq!(shown(22), "…/kim/Sync/winddown");
        assert_eq!(shown(18), "…/Sync/winddown");
        assert_eq!(shown(10), "…/winddown");
        assert_eq!(shown(6), "…ddown");
        let ascii = Symbols::new(Charset::Ascii);
        assert_eq!(
            end_of_path("/home/kim/Sync/winddown", 18, ascii),
            ".../Sync/winddown"
        );
        assert_eq!(end_of_path("/家/同期/フォルダ", 12, ascii), ".../フォルダ");
        assert_eq!(end_of_path("/home/kim/Sync/", 8, ascii), "...Sync/");
    }
}
