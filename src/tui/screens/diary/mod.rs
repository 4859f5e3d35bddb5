//! The diary: everything a user can record about an evening and its night, one page per subject.
//!
//! A [`DiaryPage`] lists its keys, answers a key press with a [`PageOutcome`], and draws itself. Each call gets the
//! journal's data as a [`PageContext`]; a page stores only unsaved input. [`DiaryScreen`] reads the journal and records
//! actions for all pages.

mod caffeine;
mod entries;
mod factors;
mod form;
mod iron;
mod legs;
mod menu;
mod morning;
mod onset;
mod self_check;

use std::fmt::Debug;
use std::ops::Deref;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use ratatui::Frame;
use ratatui::crossterm::event::{
    KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};
use ratatui::layout::{Position, Rect};
use ratatui::style::Modifier;
use unicode_width::UnicodeWidthStr;

use crate::coach::EveningRecord;
use crate::diary::day::Choice;
use crate::evening::Action;
use crate::event::{EveningDate, Event, in_effect};
use crate::plan::KeyArea;
use crate::presence::Quiet;
use crate::tui::chrome;
use crate::tui::context::Context;
use crate::tui::footer::{self, Hint, LEARN, hint};
use crate::tui::message::{DiaryRead, Effect, Message, UndoableEntry, UndoableKind};
use crate::tui::prompt::Prompt;
use crate::tui::screen::{Explained, Help, Learn, Outcome, Pasted, Screen};
use crate::tui::screens::{DiaryStart, Place, WhenQuestion};
use crate::tui::symbols::Symbols;
use crate::words;

/// One page of the diary.
pub trait DiaryPage: Debug {
    /// The title in the header.
    fn title(&self) -> &'static str;

    /// Whether the page shows a single evening. If so, `[` and `]` go to the evening before and after.
    fn is_for_one_evening(&self) -> bool {
        true
    }

    /// Whether this is the menu, to which Esc on the other pages returns.
    fn is_menu(&self) -> bool {
        false
    }

    /// The actions that letters stand for now, as [`Screen::key_area`] has it.
    fn key_area(&self) -> KeyArea;

    /// Footer hints for the keys that work now, without those common to all pages.
    fn hints(&self, ctx: &PageContext<'_>) -> Vec<Hint>;

    /// Handles a key press.
    fn key(&mut self, key: KeyEvent, ctx: &PageContext<'_>) -> PageOutcome;

    /// Handles a line, where nothing is drawn.
    fn line(&mut self, _line: &str, _ctx: &PageContext<'_>) -> PageOutcome {
        PageOutcome::Back
    }

    /// What the page asks, where nothing is drawn.
    fn says(&self, _ctx: &PageContext<'_>) -> Option<String> {
        None
    }

    /// Draws the page into `body`.
    fn draw(&self, ctx: &PageContext<'_>, body: Rect, frame: &mut Frame);

    /// Called once the actions of a [`PageOutcome::Record`] are in the journal.
    fn recorded(&mut self, _ctx: &PageContext<'_>) -> PageOutcome {
        PageOutcome::Stay
    }

    /// Called after the journal was read: `ctx` may hold new events, or another evening.
    fn read(&mut self, _ctx: &PageContext<'_>) {}

    /// The key that a left click at `place` is equivalent to, if any.
    fn key_at(&self, _ctx: &PageContext<'_>, _body: Rect, _place: Position) -> Option<KeyCode> {
        None
    }

    /// Handles a left click without an equivalent key: moves the cursor to the clicked line.
    fn press(&mut self, _ctx: &PageContext<'_>, _body: Rect, _place: Position) {}

    /// The Learn page about this subject, and the key that opens it.
    fn learn(&self) -> Learn {
        Learn::page(None)
    }

    /// The open prompt at the foot of the page.
    fn prompt(&self) -> Option<&Prompt> {
        None
    }

    /// The open prompt, for typing into it.
    fn prompt_mut(&mut self) -> Option<&mut Prompt> {
        None
    }

    /// Inserts pasted text into the text field with the cursor.
    fn paste(&mut self, text: &str) -> Pasted {
        match self.prompt_mut() {
            Some(prompt) => prompt.paste(text).into(),
            None => Pasted::Nowhere,
        }
    }

    /// Whether the undo key takes back this entry of the evening shown.
    fn undoes(&self, _about: UndoableKind) -> bool {
        false
    }

    /// Whether a prompt is open, or a question of the page's own. Then letters are the answer, not commands.
    fn is_typing(&self) -> bool {
        self.prompt().is_some()
    }

    /// Whether a text field has the cursor.
    fn has_field(&self) -> bool {
        self.is_typing()
    }

    /// Whether the user has typed or chosen something that is not recorded yet.
    fn has_unsaved_input(&self) -> bool {
        self.prompt().is_some_and(Prompt::has_unsaved_input)
    }

    /// All keys of the page with their meaning, for the help screen.
    fn help(&self) -> &'static [Explained];
}

/// What the diary does after a page handled a key.
#[derive(Debug)]
pub enum PageOutcome {
    /// Nothing beyond redrawing the page.
    Stay,
    /// Show this sentence at the foot of the screen.
    Notice(String),
    /// Return to the menu, or close the diary if it was opened on this page.
    Back,
    /// Open another page, for this evening.
    Go(Box<dyn DiaryPage>, EveningDate),
    /// Record these actions for the evening shown: all of them, or none.
    Record(Vec<Action>),
    /// Propose no night for the evening shown any more.
    DeclineNight,
}

/// The data a page draws from: one evening's diary, and the context common to all screens.
#[derive(Debug, Clone, Copy)]
pub struct PageContext<'a> {
    shared: &'a Context<'a>,
    read: &'a DiaryRead,
}

impl<'a> PageContext<'a> {
    /// The evening shown, with its events.
    pub fn night(&self) -> &'a EveningRecord {
        &self.read.night
    }

    /// All blood tests and self-checks that are not revoked, in the order of their evenings.
    pub fn tests_and_checks(&self) -> &'a [Event] {
        &self.read.iron_and_self_checks
    }

    /// The drinks offered, most recently used first.
    pub fn drinks(&self) -> &'a [Choice] {
        &self.read.drinks
    }

    /// Milligrams of caffeine in each of the user's recent drinks.
    pub fn recent_doses(&self) -> &'a [f64] {
        &self.read.recent_doses
    }

    /// The earliest evening with an entry in the journal.
    pub fn first_evening(&self) -> Option<EveningDate> {
        self.read.first
    }

    /// The night that is proposed for the evening shown.
    pub fn proposed_night(&self) -> Option<Quiet> {
        self.read.proposed
    }

    /// The date of the evening shown.
    pub fn date(&self) -> EveningDate {
        self.read.night.evening.date
    }

    /// A time of day where the evening shown was spent.
    pub fn clock_there(&self, at: DateTime<Utc>) -> String {
        words::clock(at, &self.night().zone, self.clock_format())
    }

    /// Whether the evening shown is the one now running.
    pub fn is_tonight(&self) -> bool {
        self.date() == self.tonight.evening.date
    }

    /// The evening's events in order of time, without revoked ones.
    pub fn events(&self) -> Vec<&'a Event> {
        let mut events = in_effect(&self.read.night.events);
        events.sort_by_key(|event| (event.at, event.id));
        events
    }

    /// The symbols this terminal can display.
    pub fn symbols(&self) -> Symbols {
        self.terminal.symbols()
    }
}

impl<'a> Deref for PageContext<'a> {
    type Target = Context<'a>;

    fn deref(&self) -> &Context<'a> {
        self.shared
    }
}

/// The diary screen: the open page, and the evening it shows.
#[derive(Debug)]
pub struct DiaryScreen {
    page: Box<dyn DiaryPage>,
    read: Arc<DiaryRead>,
    /// The evening the menu shows, also while another page is open.
    menu_evening: EveningDate,
    /// Whether the diary was opened on a page other than the menu: closing that page then closes the diary.
    opened_on_page: bool,
}

impl DiaryScreen {
    /// Opens the diary of the evening `date` on the page `start`.
    pub fn new(start: DiaryStart, date: EveningDate, ctx: &Context<'_>) -> Self {
        let page: Box<dyn DiaryPage> = match start {
            DiaryStart::Menu => Box::new(menu::MenuPage),
            DiaryStart::Caffeine => Box::<caffeine::CaffeinePage>::default(),
            DiaryStart::Morning => Box::<morning::MorningPage>::default(),
            DiaryStart::Entries => Box::<entries::EntriesPage>::default(),
        };
        // A stand-in until the evening has been read from the journal.
        let read = DiaryRead::without_entries(ctx.tonight.clone());
        Self {
            opened_on_page: !page.is_menu(),
            page,
            read: Arc::new(read),
            menu_evening: date,
        }
    }

    fn date(&self) -> EveningDate {
        self.read.night.evening.date
    }

    fn context<'a>(&'a self, ctx: &'a Context<'a>) -> PageContext<'a> {
        PageContext {
            shared: ctx,
            read: &self.read,
        }
    }

    /// Calls `ask` on the page and carries out the outcome.
    fn on_page(
        &mut self,
        ctx: &Context<'_>,
        ask: impl FnOnce(&mut dyn DiaryPage, &PageContext<'_>) -> PageOutcome,
    ) -> Outcome {
        let context = PageContext {
            shared: ctx,
            read: &self.read,
        };
        match ask(self.page.as_mut(), &context) {
            PageOutcome::Stay => Outcome::default(),
            PageOutcome::Notice(line) => Outcome::notice(line),
            PageOutcome::Record(actions) => match question(&actions, &context) {
                Some(question) => Place::When(Box::new(question)).into(),
                None => Effect::Record(self.date(), actions).into(),
            },
            PageOutcome::DeclineNight => [Effect::DeclineNight, Effect::ReadDiary]
                .map(|effect| effect(self.date()))
                .to_vec()
                .into(),
            PageOutcome::Go(page, date) => {
                self.page = page;
                Effect::ReadDiary(date).into()
            }
            PageOutcome::Back if self.page.is_menu() || self.opened_on_page => {
                let evening = Some(self.date());
                Place::Back { evening }.into()
            }
            PageOutcome::Back => {
                self.page = Box::new(menu::MenuPage);
                Effect::ReadDiary(self.menu_evening).into()
            }
        }
    }

    /// Shows another evening on the open page.
    fn go_to(&mut self, date: EveningDate) -> Outcome {
        if self.page.is_menu() {
            self.menu_evening = date;
        }
        Effect::ReadDiary(date).into()
    }
}

/// The question when something happened, if a page records nothing else and the answer is not plain.
fn question(actions: &[Action], ctx: &PageContext<'_>) -> Option<WhenQuestion> {
    match actions {
        [action] => WhenQuestion::about(action, ctx.night(), ctx),
        _ => None,
    }
}

impl Screen for DiaryScreen {
    fn title(&self) -> &'static str {
        self.page.title()
    }

    fn key_area(&self) -> KeyArea {
        self.page.key_area()
    }

    fn hints(&self, ctx: &Context<'_>) -> Vec<Hint> {
        let ctx = self.context(ctx);
        let is_typing = self.page.is_typing();
        let mut hints = self.page.hints(&ctx);
        if self.page.is_for_one_evening() && !is_typing {
            hints.push(hint(KeyCode::Char('['), "[", "day before"));
            if !ctx.is_tonight() {
                hints.push(hint(KeyCode::Char(']'), "]", "day after"));
            }
        }
        let is_unsaved = is_typing || self.page.has_unsaved_input();
        let leaves = if is_unsaved { "cancel" } else { "back" };
        hints.push(hint(KeyCode::Esc, "Esc", leaves));
        if !is_typing {
            hints.push(hint(KeyCode::Char('?'), "?", "more"));
            let learn = match self.page.learn().key {
                'w' => hint(KeyCode::Char('w'), "w", "learn"),
                _ => LEARN,
            };
            footer::add_if_there_is_room(&mut hints, learn, ctx.area().width);
        }
        hints
    }

    fn key(&mut self, key: KeyEvent, ctx: &Context<'_>) -> Outcome {
        let (date, tonight) = (self.date(), ctx.tonight.evening.date);
        let is_for_one_evening = self.page.is_for_one_evening();
        let has_modifier = key
            .modifiers
            .intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
        match key.code {
            _ if self.page.is_typing() || has_modifier => {}
            KeyCode::Char('[') if is_for_one_evening => return self.go_to(date.previous()),
            KeyCode::Char(']') if is_for_one_evening => {
                return self.go_to(date.next().min(tonight));
            }
            KeyCode::Char('q') => return Effect::Quit.into(),
            _ => {}
        }
        self.on_page(ctx, |page, ctx| page.key(key, ctx))
    }

    fn mouse(&mut self, mouse: MouseEvent, ctx: &Context<'_>) -> Outcome {
        if mouse.kind != MouseEventKind::Down(MouseButton::Left) {
            return Outcome::default();
        }
        let body = self.chrome(ctx).body;
        let place = Position::new(mouse.column, mouse.row);
        let pressed = self.page.key_at(&self.context(ctx), body, place);
        if let Some(code) = pressed {
            return self.key(code.into(), ctx);
        }
        self.on_page(ctx, |page, ctx| {
            page.press(ctx, body, place);
            PageOutcome::Stay
        })
    }

    fn line(&mut self, line: &str, ctx: &Context<'_>) -> Option<Outcome> {
        Some(self.on_page(ctx, |page, ctx| page.line(line, ctx)))
    }

    fn says(&self, ctx: &Context<'_>) -> Option<String> {
        self.page.says(&self.context(ctx))
    }

    fn prompt(&self) -> Option<&Prompt> {
        self.page.prompt()
    }

    fn paste(&mut self, text: &str) -> Pasted {
        self.page.paste(text)
    }

    fn undoes(&self, newest: UndoableEntry) -> bool {
        newest.evening == self.date() && self.page.undoes(newest.about)
    }

    fn takes_letters(&self) -> bool {
        self.page.is_typing()
    }

    fn has_field(&self) -> bool {
        self.page.has_field()
    }

    fn has_unsaved_input(&self) -> bool {
        self.page.has_unsaved_input()
    }

    fn discards_input(&self, key: KeyEvent) -> bool {
        let leaves_evening = self.page.is_for_one_evening() && !self.page.is_typing();
        match key.code {
            KeyCode::Esc => true,
            KeyCode::Char('[' | ']') => leaves_evening,
            _ => false,
        }
    }

    fn help(&self, _ctx: &Context<'_>) -> Option<Help> {
        let help = Help::keys(self.page.title(), self.page.help(), self.key_area());
        (!self.page.is_typing()).then_some(help)
    }

    fn learn(&self, _ctx: &Context<'_>) -> Option<Learn> {
        Some(self.page.learn())
    }

    fn opened(&mut self, _ctx: &Context<'_>) -> Vec<Effect> {
        vec![Effect::ReadDiary(self.menu_evening)]
    }

    fn receive(&mut self, message: &Message, ctx: &Context<'_>) -> Outcome {
        match message {
            Message::Diary(read) => {
                self.read = Arc::clone(read);
                self.on_page(ctx, |page, ctx| {
                    page.read(ctx);
                    PageOutcome::Stay
                })
            }
            Message::Recorded => self.on_page(ctx, |page, ctx| page.recorded(ctx)),
            Message::JournalChanged | Message::NotRecorded(_) => {
                Effect::ReadDiary(self.date()).into()
            }
            _ => Outcome::default(),
        }
    }

    fn draw(&self, ctx: &Context<'_>, frame: &mut Frame) {
        let theme = ctx.theme();
        let chrome = self.chrome(ctx);
        let buf = frame.buffer_mut();
        chrome.render(buf, &theme);
        let header = chrome.header;
        let bold = theme.text.add_modifier(Modifier::BOLD);
        let title = self.page.title();
        let mut beside = String::new();
        if self.page.is_for_one_evening() {
            let dates = [
                words::long_date_seen_from(ctx.tonight.evening.date, self.date()),
                words::short_date(self.date()),
            ];
            // All times on the page are by the clock of the place where the evening was spent.
            let page = self.context(ctx);
            let night = page.night();
            let place = words::other_place(night.evening.bedtime, &night.zone, &ctx.zone);
            let place = place.map_or(String::new(), |place| format!(", {place}"));
            let room = usize::from(header.width).saturating_sub(title.width() + 2);
            let [long, short] = dates.map(|date| date + &place);
            beside = if long.width() <= room { long } else { short };
        }
        chrome::titled(header, (title, bold), (&beside, theme.dim), buf);
        self.page.draw(&self.context(ctx), chrome.body, frame);
        chrome.draw_foot(self.page.prompt(), ctx, frame);
    }
}
