//! The settings: everything in the config, changed in place and written into the file with its comments kept.
//!
//! The rows and what can be typed come from the table of settings in [`crate::plan`]. What the file would refuse is
//! refused here by the same parser. The values shown are those of the file's text, which is read when the screen opens
//! and whenever the config changes.

mod answers;
mod change;
mod commands;
mod picker;
mod rows;
mod sample;
mod view;

use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Position;

use crate::plan::{ConfigText, Direction, EntryAddress, KeyAction, KeyArea, ThemeName};
use crate::tui::config_change::{self, ConfigChange, ConfigChanged};
use crate::tui::context::Context;
use crate::tui::footer::{Hint, hint};
use crate::tui::message::{Effect, Message};
use crate::tui::prompt::Prompt;
use crate::tui::screen::{Explained, Help, Outcome, Pasted, Screen, quit_or_back};
use crate::tui::text_field::{FieldKind, TextField};
use answers::Asked;
use change::{Change, Then};
use picker::Picker;
use rows::{Line, Opens, Row};

const HELP: &[Explained] = &[
    ("Enter", "change it, or open it"),
    ("↓ ↑", "choose a line"),
    ("/", "find: type a word"),
    ("x", "the default; or switch off"),
    ("[ ]", "move a step up or down"),
    ("u", "take the last change back"),
    ("Esc", "back; changes are kept"),
];

/// The settings.
#[derive(Debug)]
pub struct SettingsScreen {
    /// The config, or why it cannot be shown. None until it was read.
    config: Option<Result<ConfigText, String>>,
    /// The entry whose settings are shown. None for all settings.
    entry: Option<EntryAddress>,
    /// The number of the line under the cursor, of those that can be chosen.
    selected: usize,
    /// The line to go back to from an entry.
    selected_before: usize,
    /// The words that the lines shown have in them.
    query: TextField,
    is_finding: bool,
    asked: Option<Asked>,
    picker: Option<Picker>,
    /// What to do once the change that is being written is made.
    then: Then,
    /// The changes made on this screen, which can be taken back.
    made: Vec<ConfigChanged>,
}

impl SettingsScreen {
    /// All settings.
    pub fn new() -> Self {
        Self {
            config: None,
            entry: None,
            selected: 0,
            selected_before: 0,
            query: TextField::new(FieldKind::Words),
            is_finding: false,
            asked: None,
            picker: None,
            then: Then::Stay,
            made: Vec::new(),
        }
    }

    fn config(&self) -> Option<&ConfigText> {
        self.config.as_ref()?.as_ref().ok()
    }

    fn rows(&self, ctx: &Context<'_>) -> Vec<Row> {
        let Some(config) = self.config() else {
            return Vec::new();
        };
        match &self.entry {
            Some(entry) => rows::rows_of_entry(config, entry),
            None => rows::rows(config, ctx.agent.as_ref(), self.query.text()),
        }
    }

    /// The line under the cursor.
    fn line(&self, ctx: &Context<'_>) -> Option<Line> {
        self.line_in(&self.rows(ctx)).cloned()
    }

    /// The line under the cursor, in the rows that there are.
    fn line_in<'r>(&self, rows: &'r [Row]) -> Option<&'r Line> {
        let last = rows::count(rows).saturating_sub(1);
        let mut lines = rows.iter().filter_map(Row::line);
        lines.nth(self.selected.min(last))
    }

    /// The number of lines that can be chosen.
    fn count(&self, ctx: &Context<'_>) -> usize {
        rows::count(&self.rows(ctx))
    }

    fn read(&mut self, text: &str, ctx: &Context<'_>) {
        let config = ConfigText::new(text.to_owned());
        self.config = Some(config.map_err(|problems| {
            let mistake = config_change::mistake(&problems, text);
            format!("{mistake} `winddown config edit` opens it.")
        }));
        let entry = self.entry.take();
        self.entry = entry.and_then(|entry| self.config()?.find(&entry));
        self.selected = self.selected.min(self.count(ctx).saturating_sub(1));
    }

    /// Writes a change, unless the file would refuse it.
    fn write(&mut self, change: Change) -> Outcome {
        let Some(config) = self.config() else {
            return Outcome::default();
        };
        match crate::plan::edit(config.text(), &change.edits) {
            Err(problems) => Outcome::notice(config_change::refusal(&problems)),
            Ok(text) if text == config.text() => {
                self.close_question();
                Outcome::default()
            }
            Ok(_) => {
                self.then = change.then;
                let what = config_change::What::Edits(change.edits);
                let line = change.line;
                Effect::ChangeConfig(Box::new(ConfigChange { what, line })).into()
            }
        }
    }

    fn close_question(&mut self) {
        self.asked = None;
        self.picker = None;
    }

    fn was_written(&mut self, changed: &ConfigChanged, ctx: &Context<'_>) -> Outcome {
        self.close_question();
        let line = changed.sentence();
        let then = std::mem::replace(&mut self.then, Then::Stay);
        self.read(&changed.after, ctx);
        if changed.is_taking_back {
            self.made.pop();
            return confirmation(line);
        }
        match then {
            Then::Stay => {}
            Then::Follow(Direction::Up) => self.selected = self.selected.saturating_sub(1),
            Then::Follow(Direction::Down) => self.selected += 1,
            Then::Open(list, name) => self.open(list, &name),
        }
        self.made.push(changed.clone());
        let undo = ctx.config.keys.key(KeyAction::Undo);
        confirmation(format!("{line} {undo} undoes it."))
    }

    /// Shows the settings of an entry by its name, the last one of that name.
    fn open(&mut self, list: &'static str, name: &str) {
        let entries = self.config().map(|config| config.entries(list));
        let mut entries = entries.into_iter().flatten();
        let Some(entry) = entries.rfind(|entry| entry.name == name) else {
            return;
        };
        if self.entry.is_none() {
            self.selected_before = self.selected;
            self.selected = 0;
        }
        self.entry = Some(entry);
    }

    fn take_back(&mut self) -> Outcome {
        let Some(last) = self.made.last() else {
            return Outcome::notice("Nothing was changed here yet.");
        };
        let what = config_change::What::TakeBack {
            before: last.before.clone(),
            after: last.after.clone(),
        };
        let line = format!("Undid: {}", last.line);
        Effect::ChangeConfig(Box::new(ConfigChange { what, line })).into()
    }
}

fn confirmation(line: String) -> Outcome {
    Outcome {
        confirmation: Some(line),
        ..Outcome::default()
    }
}

impl Screen for SettingsScreen {
    fn title(&self) -> &'static str {
        "Settings"
    }

    fn key_area(&self) -> KeyArea {
        KeyArea::Settings
    }

    fn hints(&self, ctx: &Context<'_>) -> Vec<Hint> {
        let key = |key: char, shown, does| hint(KeyCode::Char(key), shown, does);
        if let Some(asked) = &self.asked {
            let mut hints = asked.prompt.hints(ctx.terminal.ascii);
            hints.push(hint(KeyCode::Esc, "Esc", "cancel"));
            return hints;
        }
        if let Some(picker) = &self.picker {
            let mut hints = vec![hint(KeyCode::Enter, "Enter", "keep")];
            hints.extend(picker.is_several.then(|| key(' ', "Space", "mark")));
            hints.push(hint(KeyCode::Esc, "Esc", "cancel"));
            return hints;
        }
        let line = self.line(ctx);
        let enter = line.as_ref().map(|line| match line.opens {
            Opens::Setting(..) => "change",
            Opens::Entry(_) => "open",
            Opens::Add(_) => "add",
            Opens::Off(_) => "switch on",
            Opens::Trials | Opens::Agent | Opens::Sync => "go there",
        });
        let enter = enter.map(|does| hint(KeyCode::Enter, "Enter", does));
        let mut hints: Vec<Hint> = enter.into_iter().collect();
        if self.is_finding {
            hints.push(hint(KeyCode::Tab, "Tab", "to the list"));
            hints.push(hint(KeyCode::Esc, "Esc", "all"));
            return hints;
        }
        if let Some(line) = &line {
            match &line.opens {
                Opens::Setting(..) if line.can_be_reset => hints.push(key('x', "x", "default")),
                Opens::Entry(entry) => {
                    let does = if entry.list == "step" {
                        "off"
                    } else {
                        "remove"
                    };
                    hints.push(key('x', "x", does));
                    hints.push(key('[', "[", "up"));
                    hints.push(key(']', "]", "down"));
                }
                Opens::Setting(..)
                | Opens::Add(_)
                | Opens::Off(_)
                | Opens::Trials
                | Opens::Agent
                | Opens::Sync => {}
            }
        }
        if !self.made.is_empty() {
            hints.push(key('u', "u", "undo"));
        }
        if self.entry.is_none() {
            hints.push(key('/', "/", "find"));
        }
        let is_part = self.entry.is_none() && !self.query.is_empty();
        hints.push(hint(
            KeyCode::Esc,
            "Esc",
            if is_part { "all" } else { "back" },
        ));
        hints.push(key('?', "?", "more"));
        hints
    }

    fn key(&mut self, key: KeyEvent, ctx: &Context<'_>) -> Outcome {
        if self.asked.is_some() {
            self.typing(key)
        } else if self.picker.is_some() {
            self.picking(key.code, ctx)
        } else if self.is_finding {
            self.finding(key, ctx)
        } else {
            self.command(key.code, ctx)
        }
    }

    fn mouse(&mut self, mouse: MouseEvent, ctx: &Context<'_>) -> Outcome {
        match mouse.kind {
            MouseEventKind::ScrollDown => self.key(KeyCode::Down.into(), ctx),
            MouseEventKind::ScrollUp => self.key(KeyCode::Up.into(), ctx),
            MouseEventKind::Down(MouseButton::Left) if self.asked.is_none() => {
                let place = Position::new(mouse.column, mouse.row);
                let Some(clicked) = view::line_at(self, place, ctx) else {
                    return Outcome::default();
                };
                let cursor = match &mut self.picker {
                    Some(picker) => &mut picker.cursor,
                    None => &mut self.selected,
                };
                // A second click on the line under the cursor opens it.
                if *cursor == clicked {
                    return self.key(KeyCode::Enter.into(), ctx);
                }
                *cursor = clicked;
                Outcome::default()
            }
            _ => Outcome::default(),
        }
    }

    fn prompt(&self) -> Option<&Prompt> {
        self.asked.as_ref().map(|asked| &asked.prompt)
    }

    fn takes_letters(&self) -> bool {
        self.asked.is_some() || self.is_finding
    }

    fn paste(&mut self, text: &str) -> Pasted {
        match &mut self.asked {
            Some(asked) => asked.prompt.paste(text).into(),
            None if self.is_finding => {
                self.selected = 0;
                self.query.paste(text).into()
            }
            None => Pasted::Nowhere,
        }
    }

    fn has_unsaved_input(&self) -> bool {
        let is_picked = self.picker.as_ref().is_some_and(Picker::has_unsaved_input);
        is_picked || self.prompt().is_some_and(Prompt::has_unsaved_input)
    }

    fn previewed_theme(&self) -> Option<ThemeName> {
        let picker = self
            .picker
            .as_ref()
            .filter(|picker| picker.is_for("display", "theme"))?;
        let name = picker.chosen()?.value.as_ref()?.text()?;
        let mut themes = ThemeName::ALL.into_iter();
        themes.find(|theme| theme.name() == name)
    }

    fn help(&self, _ctx: &Context<'_>) -> Option<Help> {
        let help = Help::keys(self.title(), HELP, self.key_area());
        (!self.takes_letters() && self.picker.is_none()).then_some(help)
    }

    fn opened(&mut self, _ctx: &Context<'_>) -> Vec<Effect> {
        vec![Effect::ReadConfigText]
    }

    fn receive(&mut self, message: &Message, ctx: &Context<'_>) -> Outcome {
        match message {
            Message::ConfigText(Ok(text)) => self.read(text, ctx),
            Message::ConfigText(Err(why)) => self.config = Some(Err(why.clone())),
            Message::ConfigLoaded(_) | Message::ConfigWrong(_) => {
                return Effect::ReadConfigText.into();
            }
            Message::ConfigChanged(Ok(changed)) => return self.was_written(changed, ctx),
            Message::ConfigChanged(Err(why)) => {
                self.then = Then::Stay;
                return Outcome::notice(why.clone());
            }
            _ => {}
        }
        Outcome::default()
    }

    fn shows(&self, message: &Message) -> bool {
        matches!(message, Message::ConfigChanged(_))
    }

    fn one_line(&self, _ctx: &Context<'_>) -> String {
        "The settings want 40x12; Esc leaves them".to_owned()
    }

    fn one_line_key(&mut self, code: KeyCode, _ctx: &Context<'_>) -> Outcome {
        quit_or_back(code)
    }

    /// A running routine pauses while settings are changed.
    fn stops_time_below(&self) -> bool {
        true
    }

    fn draw(&self, ctx: &Context<'_>, frame: &mut Frame) {
        view::draw(self, ctx, frame);
    }
}
