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

use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Position, Rect};
use ratatui::style::Modifier;
use tui_input::Input;
use unicode_width::UnicodeWidthStr;

use crate::coach::Night;
use crate::diary::day::Choice;
use crate::evening::Action;
use crate::event::{EveningDate, Event, standing};
use crate::tui::app::{App, Screen};
use crate::tui::chrome::{self, Chrome};
use crate::tui::footer::{self, Hint, LEARN, hint};
use crate::tui::message::{DiaryRead, Effect};
use crate::tui::prompt::Prompt;
use crate::tui::screens::{learn, review};
use crate::tui::symbols::Symbols;
use crate::tui::theme::Theme;
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

    /// What was to be told is kept.
    fn kept(&mut self, _ctx: &PageContext<'_>) -> PageOutcome {
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

    /// The page of Learn that says more, and the key that opens it; without a name, the list of them.
    fn learn(&self) -> (char, &'static str) {
        ('i', "")
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
    fn help(&self) -> &'static [(&'static str, &'static str)];
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
    /// The app around it.
    pub app: &'a App,
    /// The evening that is told of.
    pub night: &'a Night,
    /// Every blood test and self-check, whenever it was.
    pub rarely: &'a [Event],
    /// The drinks there are to choose from, the user's last ones first.
    pub drinks: &'a [Choice],
    /// The first evening of which the journal has anything.
    pub first: Option<EveningDate>,
}

impl<'a> PageContext<'a> {
    /// The evening that is told of.
    pub fn date(&self) -> EveningDate {
        self.night.evening.date
    }

    /// Whether that is the one that is running.
    pub fn is_tonight(&self) -> bool {
        self.date() == self.app.tonight.evening.date
    }

    /// What stands in the journal for it, in the order of time.
    pub fn events(&self) -> Vec<&'a Event> {
        let mut events = standing(&self.night.events);
        events.sort_by_key(|event| (event.at, event.id));
        events
    }

    /// The styles of the hour.
    pub fn theme(&self) -> Theme {
        self.app.theme()
    }

    /// The signs that can be shown.
    pub fn symbols(&self) -> Symbols {
        Symbols::new(self.app.terminal.ascii)
    }
}

/// What the diary keeps while it is open.
#[derive(Debug)]
pub struct State {
    page: Box<dyn DiaryPage>,
    night: Night,
    rarely: Vec<Event>,
    drinks: Vec<Choice>,
    first: Option<EveningDate>,
    /// The evening that the list of pages is about.
    home: EveningDate,
    /// Whether one page was opened by itself, without the list.
    is_alone: bool,
    /// Whether it was opened from the review.
    from_review: bool,
}

impl State {
    fn context<'a>(&'a self, app: &'a App) -> PageContext<'a> {
        PageContext {
            app,
            night: &self.night,
            rarely: &self.rarely,
            drinks: &self.drinks,
            first: self.first,
        }
    }

    /// The evening that is told of.
    pub fn date(&self) -> EveningDate {
        self.night.evening.date
    }

    /// Whether letters are text now.
    pub fn is_typing(&self) -> bool {
        self.page.is_typing()
    }

    /// Whether there is a line at the foot that is being typed into.
    pub fn has_prompt(&self) -> bool {
        self.page.prompt().is_some()
    }

    /// Where one types.
    pub fn input(&mut self) -> Option<&mut Input> {
        self.page.input()
    }

    /// Its keys, for the help.
    pub fn help(&self) -> &'static [(&'static str, &'static str)] {
        self.page.help()
    }

    /// What the page is called.
    pub fn title(&self) -> &'static str {
        self.page.title()
    }
}

/// Opens the diary of an evening.
pub fn open(app: &mut App, date: EveningDate) -> Vec<Effect> {
    open_on(app, Box::new(menu::Menu), date)
}

/// Opens tonight's page of caffeine.
pub fn open_caffeine(app: &mut App) -> Vec<Effect> {
    let tonight = app.tonight.evening.date;
    open_on(app, Box::<caffeine::Page>::default(), tonight)
}

/// Opens the entries of an evening.
pub fn open_entries(app: &mut App, date: EveningDate) -> Vec<Effect> {
    open_on(app, Box::<entries::Page>::default(), date)
}

fn open_on(app: &mut App, page: Box<dyn DiaryPage>, date: EveningDate) -> Vec<Effect> {
    let state = State {
        is_alone: !page.is_list(),
        page,
        night: app.tonight.clone(),
        rarely: Vec::new(),
        drinks: Vec::new(),
        first: None,
        home: date,
        from_review: matches!(app.screen, Screen::Review),
    };
    app.screen = Screen::Diary(Box::new(state));
    vec![Effect::ReadDiary(date)]
}

/// Opens the morning's page about a night, and comes back from it at once.
pub fn open_morning(app: &mut App, night: EveningDate) -> Vec<Effect> {
    open_on(app, Box::new(morning::Morning::default()), night)
}

/// The keys that work now.
pub fn hints(app: &App, state: &State) -> Vec<Hint> {
    let ctx = state.context(app);
    let mut hints = state.page.hints(&ctx);
    if state.page.is_of_an_evening() && !state.is_typing() {
        hints.push(hint(KeyCode::Char('['), "[", "day before"));
        if !ctx.is_tonight() {
            hints.push(hint(KeyCode::Char(']'), "]", "day after"));
        }
    }
    let leaves = if state.is_typing() {
        "leave it"
    } else {
        "back"
    };
    hints.push(hint(KeyCode::Esc, "Esc", leaves));
    if !state.is_typing() {
        hints.push(hint(KeyCode::Char('?'), "?", "more"));
        let learn = match state.page.learn().0 {
            'w' => hint(KeyCode::Char('w'), "w", "learn"),
            _ => LEARN,
        };
        footer::add_if_there_is_room(&mut hints, learn, app.area().width);
    }
    hints
}

/// Takes a key.
pub fn key(app: &mut App, key: KeyEvent) -> Vec<Effect> {
    on_page(app, |page, ctx| match key.code {
        _ if page.is_typing() => Step::Follow(page.key(key, ctx)),
        KeyCode::Char('[') if page.is_of_an_evening() => Step::Read(ctx.date().previous()),
        KeyCode::Char(']') if page.is_of_an_evening() => {
            let tonight = ctx.app.tonight.evening.date;
            Step::Read(ctx.date().next().min(tonight))
        }
        KeyCode::Char('q') => Step::Leave,
        KeyCode::Char(letter) if letter == page.learn().0 => Step::Learn(page.learn().1),
        _ => Step::Follow(page.key(key, ctx)),
    })
}

/// Takes a press of the left button.
pub fn mouse(app: &mut App, mouse: MouseEvent) -> Vec<Effect> {
    let Screen::Diary(state) = &app.screen else {
        return vec![];
    };
    if mouse.kind != MouseEventKind::Down(MouseButton::Left) {
        return vec![];
    }
    let hints = hints(app, state);
    let body = Chrome::new(app, &hints).body;
    let place = Position::new(mouse.column, mouse.row);
    let pressed = state.page.key_at(&state.context(app), body, place);
    if let Some(code) = pressed {
        return key(app, code.into());
    }
    on_page(app, |page, ctx| {
        page.press(ctx, body, place);
        Step::Follow(PageOutcome::Stay)
    })
}

/// Takes in what the journal has of the evening.
pub fn read(app: &mut App, read: DiaryRead) -> Vec<Effect> {
    let Screen::Diary(state) = &mut app.screen else {
        return vec![];
    };
    state.night = read.night;
    state.rarely = read.rarely;
    state.drinks = read.drinks;
    state.first = read.first;
    on_page(app, |page, ctx| {
        page.read(ctx);
        Step::Follow(PageOutcome::Stay)
    })
}

/// What was told is kept.
pub fn kept(app: &mut App) -> Vec<Effect> {
    on_page(app, |page, ctx| Step::Follow(page.kept(ctx)))
}

/// What is done next.
enum Step {
    Follow(PageOutcome),
    /// The page is to be about that evening.
    Read(EveningDate),
    /// The page of Learn of that name is to be read.
    Learn(&'static str),
    Leave,
}

/// Lets the page say what is next, and does it.
fn on_page(
    app: &mut App,
    ask: impl FnOnce(&mut dyn DiaryPage, &PageContext<'_>) -> Step,
) -> Vec<Effect> {
    // The page looks at the app, so it is taken out of it meanwhile.
    let mut state = match std::mem::replace(&mut app.screen, Screen::Tonight) {
        Screen::Diary(state) => state,
        other => {
            app.screen = other;
            return vec![];
        }
    };
    let ctx = PageContext {
        app,
        night: &state.night,
        rarely: &state.rarely,
        drinks: &state.drinks,
        first: state.first,
    };
    let step = ask(state.page.as_mut(), &ctx);
    let date = state.date();
    let effects = match step {
        Step::Leave => vec![Effect::Quit],
        Step::Learn(page) => {
            learn::open_page(app, page);
            vec![]
        }
        Step::Read(date) => {
            if state.page.is_list() {
                state.home = date;
            }
            vec![Effect::ReadDiary(date)]
        }
        Step::Follow(PageOutcome::Stay) => vec![],
        Step::Follow(PageOutcome::Notice(line)) => {
            app.told = Some(line);
            vec![]
        }
        Step::Follow(PageOutcome::Record(actions)) => vec![Effect::Tell(date, actions)],
        Step::Follow(PageOutcome::Go(page, date)) => {
            state.page = page;
            vec![Effect::ReadDiary(date)]
        }
        Step::Follow(PageOutcome::Back) if state.page.is_list() || state.is_alone => {
            return leave(app, &state);
        }
        Step::Follow(PageOutcome::Back) => {
            state.page = Box::new(menu::Menu);
            vec![Effect::ReadDiary(state.home)]
        }
    };
    app.screen = Screen::Diary(state);
    effects
}

/// Back to the screen that it was opened from.
fn leave(app: &mut App, state: &State) -> Vec<Effect> {
    if state.from_review {
        return review::come_back(app, state.date());
    }
    app.screen = Screen::Tonight;
    vec![Effect::ReadTonight]
}

/// Draws the page that is open.
pub fn view(app: &App, state: &State, frame: &mut Frame) {
    let theme = app.theme();
    let hints = hints(app, state);
    let chrome = Chrome::new(app, &hints);
    let buf = frame.buffer_mut();
    chrome.render(buf, &theme);
    let header = chrome.header;
    let bold = theme.text.add_modifier(Modifier::BOLD);
    let title = state.page.title();
    buf.set_stringn(header.x, header.y, title, header.width.into(), bold);
    if state.page.is_of_an_evening() {
        let date = words::long_date_seen_from(app.tonight.evening.date, state.date());
        let short = words::short_date(state.date());
        let room = usize::from(header.width).saturating_sub(title.width() + 2);
        let date = if date.width() <= room { date } else { short };
        chrome::right_aligned(header, &date, theme.dim, buf);
    }
    state.page.draw(&state.context(app), chrome.body, frame);
    match state.page.prompt() {
        Some(prompt) => {
            let [told, typed] = chrome.told_and_typed();
            if told.height > 0 {
                chrome.tell(app, frame.buffer_mut(), &theme, "");
            }
            chrome::prompt(prompt, typed, frame, &theme);
        }
        None => chrome.tell(app, frame.buffer_mut(), &theme, ""),
    }
}
