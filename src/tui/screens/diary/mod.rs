//! The diary: what there is to tell of an evening and its night, one page each.
//!
//! A page is a [`DiaryPage`]: it says which keys work, what a key does ([`PageOutcome`]), and how it looks. It is given what
//! the journal has ([`PageContext`]) each time, keeps only what is being typed, and leaves acting and reading to this file.

mod caffeine;
mod entries;
mod factors;
mod form;
mod iron;
mod legs;
mod menu;
mod morning;
mod self_check;

use std::fmt::Debug;
use std::ops::Deref;
use std::sync::Arc;

use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Position, Rect};
use ratatui::style::Modifier;
use tui_input::Input;
use unicode_width::UnicodeWidthStr;

use crate::coach::EveningRecord;
use crate::diary::day::Choice;
use crate::evening::Action;
use crate::event::{EveningDate, Event, standing};
use crate::tui::chrome;
use crate::tui::context::Context;
use crate::tui::footer::{self, Hint, LEARN, hint};
use crate::tui::message::{DiaryRead, Effect, Message};
use crate::tui::prompt::Prompt;
use crate::tui::screen::{Explained, Help, Learn, Outcome, Screen};
use crate::tui::screens::{DiaryStart, Place};
use crate::tui::symbols::Symbols;
use crate::words;

/// A page of the diary.
pub trait DiaryPage: Debug {
    /// What the page is called, above it.
    fn title(&self) -> &'static str;

    /// Whether it is about one evening, so that `[` and `]` lead to the evenings beside it.
    fn is_of_an_evening(&self) -> bool {
        true
    }

    /// Whether it is the list of pages, where the others come back to.
    fn is_list(&self) -> bool {
        false
    }

    /// The keys that work now, beside those that every page has.
    fn hints(&self, ctx: &PageContext<'_>) -> Vec<Hint>;

    /// Takes a key, and says what follows.
    fn key(&mut self, key: KeyEvent, ctx: &PageContext<'_>) -> PageOutcome;

    /// Draws the page into its space.
    fn draw(&self, ctx: &PageContext<'_>, body: Rect, frame: &mut Frame);

    /// What was to be recorded has been.
    fn recorded(&mut self, _ctx: &PageContext<'_>) -> PageOutcome {
        PageOutcome::Stay
    }

    /// The evening was read, or another one is told of now.
    fn read(&mut self, _ctx: &PageContext<'_>) {}

    /// The key that a press of the left button at that place stands for.
    fn key_at(&self, _ctx: &PageContext<'_>, _body: Rect, _place: Position) -> Option<KeyCode> {
        None
    }

    /// A press of the left button that stands for no key: the line that is there is chosen.
    fn press(&mut self, _ctx: &PageContext<'_>, _body: Rect, _place: Position) {}

    /// The page of Learn that says more, and the key that opens it.
    fn learn(&self) -> Learn {
        Learn::page(None)
    }

    /// The line at the foot that is being typed into.
    fn prompt(&self) -> Option<&Prompt> {
        None
    }

    /// The same, to be typed into.
    fn prompt_mut(&mut self) -> Option<&mut Prompt> {
        None
    }

    /// The line that is being typed into, where letters are text and not commands.
    fn input(&mut self) -> Option<&mut Input> {
        self.prompt_mut().map(Prompt::input)
    }

    /// Whether letters are text now.
    fn is_typing(&self) -> bool {
        self.prompt().is_some()
    }

    /// Its keys, for the help.
    fn help(&self) -> &'static [Explained];
}

/// What follows from a key.
#[derive(Debug)]
pub enum PageOutcome {
    /// The page stays.
    Stay,
    /// This is to be told in a line at the foot.
    Notice(String),
    /// Back to where one came from.
    Back,
    /// Another page, about that evening.
    Go(Box<dyn DiaryPage>, EveningDate),
    /// These are to be done to the evening that is told of: all of them, or none.
    Record(Vec<Action>),
}

/// What a page is given: the diary of one evening, and what every screen may read.
#[derive(Debug, Clone, Copy)]
pub struct PageContext<'a> {
    shared: &'a Context<'a>,
    read: &'a DiaryRead,
}

impl<'a> PageContext<'a> {
    /// The evening that the page is about.
    pub fn night(&self) -> &'a EveningRecord {
        &self.read.night
    }

    /// Every blood test and self-check, whenever it was.
    pub fn rarely(&self) -> &'a [Event] {
        &self.read.rarely
    }

    /// The drinks to choose from, the user's last ones first.
    pub fn drinks(&self) -> &'a [Choice] {
        &self.read.drinks
    }

    /// The first evening of which the journal has anything.
    pub fn first(&self) -> Option<EveningDate> {
        self.read.first
    }

    /// The date of that evening.
    pub fn date(&self) -> EveningDate {
        self.read.night.evening.date
    }

    /// Whether it is the one that is running.
    pub fn is_tonight(&self) -> bool {
        self.date() == self.tonight.evening.date
    }

    /// What stands in the journal for it, in the order of time.
    pub fn events(&self) -> Vec<&'a Event> {
        let mut events = standing(&self.read.night.events);
        events.sort_by_key(|event| (event.at, event.id));
        events
    }

    /// The signs that can be shown.
    pub fn symbols(&self) -> Symbols {
        Symbols::new(self.terminal.ascii)
    }
}

impl<'a> Deref for PageContext<'a> {
    type Target = Context<'a>;

    fn deref(&self) -> &Context<'a> {
        self.shared
    }
}

/// The page that is open, and the evening it is about.
#[derive(Debug)]
pub struct DiaryScreen {
    page: Box<dyn DiaryPage>,
    read: Arc<DiaryRead>,
    /// The evening that the list of pages is about.
    home: EveningDate,
    /// Whether one page was opened by itself, without the list.
    is_alone: bool,
}

impl DiaryScreen {
    /// The diary of an evening, on the page to start with.
    pub fn new(start: DiaryStart, date: EveningDate, ctx: &Context<'_>) -> Self {
        let page: Box<dyn DiaryPage> = match start {
            DiaryStart::Menu => Box::new(menu::Menu),
            DiaryStart::Caffeine => Box::<caffeine::Page>::default(),
            DiaryStart::Morning => Box::<morning::Morning>::default(),
            DiaryStart::Entries => Box::<entries::Page>::default(),
        };
        // Until the evening has been read, the one that is known stands for it.
        let read = DiaryRead {
            night: ctx.tonight.clone(),
            rarely: Vec::new(),
            drinks: Vec::new(),
            first: None,
        };
        Self {
            is_alone: !page.is_list(),
            page,
            read: Arc::new(read),
            home: date,
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

    /// Lets the page say what follows, and does it.
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
            PageOutcome::Record(actions) => Effect::Record(self.date(), actions).into(),
            PageOutcome::Go(page, date) => {
                self.page = page;
                Effect::ReadDiary(date).into()
            }
            PageOutcome::Back if self.page.is_list() || self.is_alone => {
                let evening = Some(self.date());
                Place::Back { evening }.into()
            }
            PageOutcome::Back => {
                self.page = Box::new(menu::Menu);
                Effect::ReadDiary(self.home).into()
            }
        }
    }

    /// Makes the page about another evening.
    fn go_to(&mut self, date: EveningDate) -> Outcome {
        if self.page.is_list() {
            self.home = date;
        }
        Effect::ReadDiary(date).into()
    }
}

impl Screen for DiaryScreen {
    fn title(&self) -> &'static str {
        self.page.title()
    }

    fn hints(&self, ctx: &Context<'_>) -> Vec<Hint> {
        let ctx = self.context(ctx);
        let is_typing = self.page.is_typing();
        let mut hints = self.page.hints(&ctx);
        if self.page.is_of_an_evening() && !is_typing {
            hints.push(hint(KeyCode::Char('['), "[", "day before"));
            if !ctx.is_tonight() {
                hints.push(hint(KeyCode::Char(']'), "]", "day after"));
            }
        }
        let leaves = if is_typing { "leave it" } else { "back" };
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
        let is_of_an_evening = self.page.is_of_an_evening();
        match key.code {
            _ if self.page.is_typing() => {}
            KeyCode::Char('[') if is_of_an_evening => return self.go_to(date.previous()),
            KeyCode::Char(']') if is_of_an_evening => return self.go_to(date.next().min(tonight)),
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

    fn prompt(&self) -> Option<&Prompt> {
        self.page.prompt()
    }

    fn input(&mut self) -> Option<&mut Input> {
        self.page.input()
    }

    fn takes_letters(&self) -> bool {
        self.page.is_typing()
    }

    fn help(&self, _ctx: &Context<'_>) -> Option<Help> {
        let help = Help::keys(self.page.title(), self.page.help());
        (!self.page.is_typing()).then_some(help)
    }

    fn learn(&self, _ctx: &Context<'_>) -> Option<Learn> {
        Some(self.page.learn())
    }

    fn opened(&mut self, _ctx: &Context<'_>) -> Vec<Effect> {
        vec![Effect::ReadDiary(self.home)]
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
            Message::JournalChanged => Effect::ReadDiary(self.date()).into(),
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
        buf.set_stringn(header.x, header.y, title, header.width.into(), bold);
        if self.page.is_of_an_evening() {
            let date = words::long_date_seen_from(ctx.tonight.evening.date, self.date());
            let short = words::short_date(self.date());
            let room = usize::from(header.width).saturating_sub(title.width() + 2);
            let date = if date.width() <= room { date } else { short };
            chrome::right_aligned(header, &date, theme.dim, buf);
        }
        self.page.draw(&self.context(ctx), chrome.body, frame);
        chrome.draw_foot("", self.page.prompt(), ctx, frame);
    }
}
