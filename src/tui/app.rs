//! The app: one value that holds what is on the screen, and the one function that changes it.
//!
//! [`App::update`] takes a message and says what it wants done; it touches nothing outside itself. What can
//! be derived from the evening and the moment (statuses, what is next, how long until then) is not kept here
//! but computed when it is drawn.

use std::time::Duration;

use chrono::{DateTime, Utc};
use ratatui::crossterm::event::{
    KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};
use ratatui::layout::{Position, Rect, Size};

use super::chrome::Chrome;
use super::footer::Hint;
use super::message::{Effect, Message, Moment};
use super::news;
use super::prompt::{self, Prompt};
use super::screens::{diary, help, learn, player, review, timer, tonight, welcome};
pub use super::terminal_capabilities::TerminalCapabilities;
use super::theme::Theme;
use crate::clock::Zone;
use crate::coach::Night;
use crate::evening::Timeline;
use crate::event::StepId;
use crate::journal::Unfinished;
use crate::plan::{Config, StepKind};
use crate::words;

/// Everything that is on the screen, or decides what is.
#[derive(Debug)]
pub struct App {
    /// The last moment that the app was told of.
    pub moment: Moment,
    /// Where the user is.
    pub zone: Zone,
    /// What the terminal can show.
    pub terminal: TerminalCapabilities,
    /// The terminal's size.
    pub size: Size,
    /// The config in force.
    pub config: Config,
    /// The evening that is running.
    pub tonight: Night,
    /// The screen that is shown.
    pub screen: Screen,
    /// Whether the help lies over it.
    pub help: bool,
    /// Learn, where it lies over it.
    pub learn: Option<learn::State>,
    /// What could not be done, in one line at the foot of the screen, until the next key.
    pub told: Option<String>,
    /// What is wrong with the config file, for as long as it is.
    pub config_trouble: Option<String>,
    /// What is announced there, until the next key: a reminder that found no desktop, other news.
    pub banner: Option<String>,
    /// A guided session that was left in the middle.
    pub unfinished: Option<Unfinished>,
    /// The timers that were started.
    pub timers: timer::Timers,
    /// What Tonight keeps while another screen is shown.
    pub tonight_screen: tonight::State,
    /// What Review keeps while another screen is shown.
    pub review_screen: review::State,
}

/// The screens.
#[derive(Debug)]
pub enum Screen {
    /// The questions of a first start.
    Welcome(welcome::State),
    /// The evening's timeline.
    Tonight,
    /// The guided player.
    Player(Box<player::State>),
    /// The timer of a step.
    Timer(Box<timer::State>),
    /// What the evenings add up to.
    Review,
    /// What there is to tell.
    Diary(Box<diary::State>),
}

/// The smallest terminal with room for a screen.
pub const SMALLEST: Size = Size::new(40, 12);

impl App {
    /// An app that shows `screen`, before anything has happened.
    pub fn new(
        config: Config,
        tonight: Night,
        zone: Zone,
        terminal: TerminalCapabilities,
        screen: Screen,
        now: DateTime<Utc>,
    ) -> Self {
        Self {
            moment: Moment {
                now,
                running: Duration::ZERO,
            },
            zone,
            terminal,
            size: Size::default(),
            config,
            screen,
            help: false,
            learn: None,
            told: None,
            config_trouble: None,
            banner: None,
            unfinished: None,
            timers: timer::Timers::default(),
            review_screen: review::State::new(tonight.evening.date, false),
            tonight_screen: tonight::State::default(),
            tonight,
        }
    }

    /// Now, by the wall clock.
    pub fn now(&self) -> DateTime<Utc> {
        self.moment.now
    }

    /// The running evening, as it stands.
    pub fn timeline(&self) -> Timeline<'_> {
        self.tonight.timeline(self.now())
    }

    /// The styles of the hour.
    pub fn theme(&self) -> Theme {
        let name = self.config.display.theme;
        if self.is_dark() {
            return Theme::dark(name, self.terminal.depth);
        }
        let night = self.now() >= self.timeline().evening.bedtime;
        Theme::new(name, self.terminal.depth, night)
    }

    /// The whole screen.
    pub fn area(&self) -> Rect {
        Rect::from((Position::ORIGIN, self.size))
    }

    /// Whether the terminal is too small for more than a line.
    pub fn is_tiny(&self) -> bool {
        self.size.width < SMALLEST.width || self.size.height < SMALLEST.height
    }

    /// The line to tell at the foot of the screen, if there is one.
    pub fn tells(&self) -> Option<&str> {
        let asked = welcome::trouble(&self.screen);
        // In the dark nothing is announced; it is told afterwards.
        let banner = self.banner.as_ref().filter(|_| !self.keeps_quiet());
        let lines = [self.told.as_ref(), banner, self.config_trouble.as_ref()];
        asked.or_else(|| lines.into_iter().flatten().next().map(String::as_str))
    }

    /// The keys that work now, as the footer shows them.
    pub fn hints(&self) -> Vec<Hint> {
        if self.help {
            return help::HINTS.to_vec();
        }
        if let Some(state) = &self.learn {
            return learn::hints(self, state);
        }
        match &self.screen {
            Screen::Welcome(state) => welcome::hints(self, state),
            Screen::Tonight => tonight::hints(self),
            Screen::Player(state) => player::hints(self, state),
            Screen::Timer(state) => timer::hints(self, state),
            Screen::Review => review::hints(self),
            Screen::Diary(state) => diary::hints(self, state),
        }
    }

    /// How long the picture stays as it is, unless something happens.
    pub fn still_for(&self) -> Duration {
        let in_seconds = self.learn.is_none()
            && matches!(&self.screen, Screen::Timer(state) if state.shows_the_time());
        let timers = self.timers.still_for(self.now(), in_seconds);
        let at_once = review::has_to_compare(self).then_some(Duration::ZERO);
        let screen = at_once.unwrap_or_else(|| self.screen_still_for());
        timers.map_or(screen, |timers| timers.min(screen))
    }

    fn screen_still_for(&self) -> Duration {
        if let Screen::Player(state) = &self.screen
            && self.learn.is_none()
            && let Some(change) = state.session.next_change()
        {
            return change;
        }
        let next_status = self.timeline().next_change(self.now());
        let next_minute = words::next_minute(self.now());
        let change = next_status.map_or(next_minute, |status| status.min(next_minute));
        // A millisecond more, so that the clock has really passed it.
        (change - self.now()).to_std().unwrap_or_default() + Duration::from_millis(1)
    }

    /// Plays a routine, for a step or on its own; from where it was left, when that was this evening.
    pub fn play(&mut self, routine: &str, step: Option<StepId>) -> Vec<Effect> {
        let Some(routine) = self.config.library.routine(routine) else {
            self.told = Some(format!("There is no routine `{routine}` any more."));
            return vec![];
        };
        let evening = self.tonight.evening.date;
        let left = self
            .unfinished
            .take()
            .filter(|left| left.evening == evening && left.step == step);
        let progress = left.and_then(|left| serde_json::from_value(left.progress).ok());
        let mut state = player::State::new(
            routine,
            progress.as_ref(),
            &self.config.sound,
            evening,
            step,
        );
        if let Some(step) = state
            .step
            .as_ref()
            .and_then(|id| self.tonight.plan.step(id))
        {
            state.title.clone_from(&step.title);
        }
        let effects = state
            .poses_to_read()
            .into_iter()
            .map(Effect::ReadPose)
            .collect();
        self.learn = None;
        self.screen = Screen::Player(Box::new(state));
        effects
    }

    /// Tonight's step that asks for the routine, if there is one.
    pub fn step_with(&self, wanted: &str) -> Option<StepId> {
        let mut steps = self.tonight.plan.steps_on(self.tonight.evening.date);
        let asking = steps.find(
            |step| matches!(&step.kind, StepKind::Routine { routine, .. } if routine == wanted),
        );
        asking.map(|step| step.id.clone())
    }

    /// Takes a message, and says what is to be done.
    pub fn update(&mut self, message: Message, moment: Moment) -> Vec<Effect> {
        let before = std::mem::replace(&mut self.moment, moment);
        let mut effects = self.evening_is_over();
        effects.extend(self.timers.time_passed(before.now, moment.now));
        // Who reads does not follow the routine.
        if let (Screen::Player(state), None) = (&mut self.screen, &self.learn) {
            effects.extend(player::time_passed(state, before, moment));
        }
        match message {
            Message::Key(key) if key.kind != KeyEventKind::Release => effects.extend(self.key(key)),
            Message::Pasted(text) => self.pasted(&text),
            Message::Mouse(mouse) => effects.extend(self.mouse(mouse)),
            Message::Woken if review::has_to_compare(self) => self.review_screen.compare(),
            Message::Key(_) | Message::Woken => {}
            Message::Started => effects.extend([
                Effect::ReadUnfinished,
                Effect::ReadTimers,
                Effect::CountStreak,
                Effect::AskUntoldNight,
                Effect::AskAboutAgent,
                Effect::TellTheWeek,
            ]),
            Message::Unfinished(left) => self.unfinished = left,
            Message::Timers(timers, acknowledged) => {
                self.timers.take_in(timers, acknowledged);
                effects.extend(self.timers.time_passed(moment.now, moment.now));
            }
            Message::TimerOver(evening, step) => effects.extend(timer::over(self, evening, &step)),
            Message::Pose(name, pose) => {
                if let Screen::Player(state) = &mut self.screen {
                    state.take_in(name, *pose);
                }
            }
            Message::NoPlayer => effects.push(Effect::Bell),
            Message::Resized(size) => self.size = size,
            Message::Evening(night) => {
                let before = std::mem::replace(&mut self.tonight, *night);
                let news = news::of_a_drink(self, &before);
                self.banner = self.banner.take().or(news);
                effects.extend([
                    Effect::CountStreak,
                    Effect::AskUntoldNight,
                    Effect::AskAboutAgent,
                ]);
            }
            Message::UntoldNight(night) => self.tonight_screen.untold_night = night,
            Message::Agent(standing) => self.tonight_screen.agent = Some(standing),
            Message::AgentInstalled(outcome) => effects.extend(welcome::installed(self, outcome)),
            Message::Kept(streak) => self.tonight_screen.streak = Some(streak),
            Message::Reviewed(review) => self.review_screen.reviewed(*review),
            Message::Diary(read) => effects.extend(diary::read(self, *read)),
            Message::Entered => effects.extend(diary::kept(self)),
            Message::Configured(config) => {
                self.config = *config;
                self.config_trouble = None;
                effects.push(Effect::ReadTonight);
            }
            Message::ConfigWrong(line) => self.config_trouble = Some(line),
            Message::Begun(config) => {
                self.config = *config;
                self.screen = welcome::after_the_plan(self);
                effects.push(Effect::ReadTonight);
            }
            Message::JournalChanged => {
                effects.extend([Effect::ReadTonight, Effect::ReadTimers]);
                match &self.screen {
                    Screen::Review => effects.extend(self.review_screen.read()),
                    Screen::Diary(state) => effects.push(Effect::ReadDiary(state.date())),
                    Screen::Welcome(_) | Screen::Tonight | Screen::Player(_) | Screen::Timer(_) => {
                    }
                }
            }
            Message::Told(line) => self.told = Some(line),
            Message::News(line) => self.banner = self.banner.take().or(Some(line)),
            Message::NotShown { summary, body } => {
                self.banner = Some(format!("{summary}: {body}"));
                if !self.keeps_quiet() {
                    effects.push(Effect::Ring { summary, body });
                }
            }
        }
        effects
    }

    /// Past its end, the evening gives way to the next one.
    fn evening_is_over(&self) -> Vec<Effect> {
        if self.tonight.evening.contains(self.now()) {
            vec![]
        } else {
            vec![Effect::ReadTonight]
        }
    }

    fn key(&mut self, key: KeyEvent) -> Vec<Effect> {
        if key.modifiers.contains(KeyModifiers::CONTROL) {
            return match key.code {
                KeyCode::Char('c' | 'q') => vec![Effect::Quit],
                KeyCode::Char('z') => vec![Effect::Suspend],
                KeyCode::Char('l') => vec![Effect::DrawAnew],
                _ => vec![],
            };
        }
        self.told = None;
        if !self.keeps_quiet() {
            self.banner = None;
        }
        if key.code == KeyCode::Char('N') && self.can_be_left_for_a_rescue() {
            return self.rescue();
        }
        let is_asked = self.learn.is_none() && self.is_typing();
        let has_help = !is_asked && !matches!(self.screen, Screen::Welcome(_));
        if self.help || key.code == KeyCode::Char('?') && has_help {
            return self.key_in_help(key.code);
        }
        if self.is_tiny() {
            return self.key_in_a_line(key.code);
        }
        if matches!(self.screen, Screen::Welcome(_)) {
            return welcome::key(self, key);
        }
        if self.learn.is_some() {
            return learn::key(self, key);
        }
        if matches!(self.screen, Screen::Diary(_)) {
            return diary::key(self, key);
        }
        if self.is_typing() {
            return tonight::key(self, key);
        }
        if key.code == KeyCode::Char('i') && !self.is_asking() {
            learn::open(self);
            return vec![];
        }
        if let Screen::Player(state) = &mut self.screen {
            return player::key(state, key.code).unwrap_or_else(|| self.leave_player());
        }
        if matches!(self.screen, Screen::Timer(_)) {
            return timer::key(self, key.code);
        }
        match key.code {
            KeyCode::Char('q') => vec![Effect::Quit],
            KeyCode::Tab | KeyCode::BackTab => self.other_screen(),
            code if matches!(self.screen, Screen::Review) => review::key(self, code),
            _ => tonight::key(self, key),
        }
    }

    /// Pasted text is text where one types, and nothing elsewhere: its letters are no commands.
    fn pasted(&mut self, text: &str) {
        if self.help || self.is_tiny() {
            return;
        }
        let input = match &mut self.screen {
            _ if self.learn.is_some() => self.learn.as_mut().and_then(learn::State::input),
            Screen::Welcome(state) => state.input(),
            Screen::Tonight => self.tonight_screen.prompt.as_mut().map(Prompt::input),
            Screen::Diary(state) => state.input(),
            Screen::Player(_) | Screen::Timer(_) | Screen::Review => None,
        };
        if let Some(input) = input {
            prompt::paste(input, text);
        }
    }

    /// What cannot be seen is not done by accident: there is a pause, and a way out.
    fn key_in_a_line(&mut self, code: KeyCode) -> Vec<Effect> {
        match (&mut self.screen, code) {
            (_, KeyCode::Char('q')) => vec![Effect::Quit],
            _ if self.learn.is_some() => {
                if code == KeyCode::Esc {
                    self.learn = None;
                }
                vec![]
            }
            (Screen::Player(state), KeyCode::Char(' ')) => {
                player::key(state, code).unwrap_or_default()
            }
            _ => vec![],
        }
    }

    /// From Tonight to Review and back.
    fn other_screen(&mut self) -> Vec<Effect> {
        if matches!(self.screen, Screen::Review) {
            self.screen = Screen::Tonight;
            return vec![Effect::CountStreak];
        }
        self.screen = Screen::Review;
        let is_small = self.size.width < 60 || self.size.height < 18;
        self.review_screen = review::State::new(self.tonight.evening.date, is_small);
        self.review_screen.read()
    }

    /// Back to Tonight, where the session is offered again if it was left in the middle.
    fn leave_player(&mut self) -> Vec<Effect> {
        self.screen = Screen::Tonight;
        vec![Effect::ReadUnfinished]
    }

    /// Whether letters are text now, not commands.
    pub(super) fn is_typing(&self) -> bool {
        if let Some(state) = &self.learn {
            return state.is_typing();
        }
        match &self.screen {
            Screen::Welcome(_) | Screen::Player(_) | Screen::Timer(_) | Screen::Review => false,
            Screen::Tonight => self.tonight_screen.prompt.is_some(),
            Screen::Diary(state) => state.is_typing(),
        }
    }

    /// Whether the player asks how to end.
    fn is_asking(&self) -> bool {
        matches!(&self.screen, Screen::Player(state) if state.mode == player::Mode::Asking)
    }

    fn key_in_help(&mut self, code: KeyCode) -> Vec<Effect> {
        match code {
            KeyCode::Char('q') if self.help => return vec![Effect::Quit],
            KeyCode::Char('?') => self.help = !self.help,
            KeyCode::Esc | KeyCode::Enter => self.help = false,
            _ => {}
        }
        vec![]
    }

    fn mouse(&mut self, mouse: MouseEvent) -> Vec<Effect> {
        if self.is_tiny() {
            return vec![];
        }
        if let (Screen::Player(state), false, None) = (&self.screen, self.help, &self.learn) {
            let code = player::mouse(self, state, mouse);
            return code.map_or(vec![], |code| self.key(KeyEvent::from(code)));
        }
        if mouse.kind == MouseEventKind::Down(MouseButton::Left) {
            let hints = self.hints();
            let place = Position::new(mouse.column, mouse.row);
            if let Some(code) = Chrome::new(self, &hints).key_at(self, place) {
                return self.key(KeyEvent::from(code));
            }
        }
        match &self.screen {
            _ if self.help => vec![],
            _ if self.learn.is_some() => learn::mouse(self, mouse),
            Screen::Tonight => tonight::mouse(self, mouse),
            Screen::Review => review::mouse(self, mouse),
            Screen::Timer(_) => timer::mouse(self, mouse),
            Screen::Diary(_) => diary::mouse(self, mouse),
            Screen::Welcome(_) | Screen::Player(_) => vec![],
        }
    }
}
