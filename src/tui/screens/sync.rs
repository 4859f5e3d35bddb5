//! Several computers: whether entries are exchanged through a folder, and how that stands.

use std::path::PathBuf;

use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Position, Rect};
use ratatui::style::Modifier;

use crate::plan::KeyArea;
use crate::tui::context::Context;
use crate::tui::footer::{Hint, hint};
use crate::tui::message::{Effect, Message, SyncChange, SyncPage};
use crate::tui::prompt::{Prompt, Typed, words};
use crate::tui::row::{put, row};
use crate::tui::screen::{Explained, Help, Outcome, Pasted, Screen};
use crate::tui::screens::Place;
use crate::tui::wrap::{cut_to, wrapped};

const HELP: &[Explained] = &[
    ("Enter", "change it"),
    ("↓ ↑", "choose a line"),
    ("Esc", "back; changes are kept"),
];

/// What the page says where sync is off.
const ABOUT: &str = "Entries travel between your computers through a folder that Syncthing, Nextcloud or any such \
    program keeps the same on all of them.";

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

    fn key(&mut self, key: KeyEvent, _ctx: &Context<'_>) -> Outcome {
        if self.prompt.is_some() {
            return self.typing(key);
        }
        let last = self.lines().len().saturating_sub(1);
        match key.code {
            KeyCode::Enter => self.activate(),
            KeyCode::Down | KeyCode::Char('j') => {
                self.selected = (self.selected + 1).min(last);
                Outcome::default()
            }
            KeyCode::Up | KeyCode::Char('k') => {
                self.selected = self.selected.min(last).saturating_sub(1);
                Outcome::default()
            }
            KeyCode::Home => {
                self.selected = 0;
                Outcome::default()
            }
            KeyCode::End => {
                self.selected = last;
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
        match code {
            KeyCode::Char('q') => Effect::Quit.into(),
            KeyCode::Esc => Place::BACK.into(),
            _ => Outcome::default(),
        }
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
            put(buf, place, VALUE_COLUMN, self.value(*line), on(theme.good));
        }
        let body = chrome.body;
        let mut texts = vec![];
        match &self.page {
            Some(page) if page.settings.is_some() => {
                texts.extend(page.lines.iter().map(String::as_str));
            }
            Some(_) => texts.push(ABOUT),
            None => {}
        }
        let width = body.width.min(76);
        let lines = texts.into_iter().flat_map(|text| wrapped(text, width));
        let mut lines: Vec<_> = lines.map(|line| (line, theme.text)).collect();
        cut_to(
            &mut lines,
            width,
            body.height.saturating_sub(list.height + 1),
        );
        for (n, (line, style)) in (list.height + 1..).zip(&lines) {
            put(frame.buffer_mut(), row(body, n), 0, line, *style);
        }
        chrome.draw_foot(self.prompt(), ctx, frame);
    }
}
