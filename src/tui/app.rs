//! The app: one value that holds what is on the screen, and the one function that changes it.
//!
//! [`App::update`] takes a message and returns what is to be done; it touches nothing outside itself. Whatever can be
//! derived from the evening and the moment (statuses, the next step, the time until then) is computed when it is
//! drawn. What a message means for one screen is that screen's own matter: see [`Screen`].

use std::time::Duration;

use chrono::{DateTime, Utc};
use ratatui::crossterm::event::{KeyCode, KeyEventKind};
use ratatui::layout::{Position, Size};

use super::Opening;
use super::context::{Context, Shared};
use super::footer::Hint;
use super::message::{Effect, Message, Moment};
use super::news;
use super::notices::Notices;
use super::screen::Screen;
use super::screens::{self, Place};
use super::stack::Stack;
use super::terminal_capabilities::TerminalCapabilities;
use super::timers::{self, Timers};
use crate::clock::Zone;
use crate::coach::Night;
use crate::plan::Config;
use crate::session::Cue;
use crate::words;

/// What is on the screen, and the data that it shows.
#[derive(Debug)]
pub struct App {
    pub(super) shared: Shared,
    pub(super) screens: Stack,
    /// What the first screen wants to read, once it has been drawn.
    first_reads: Vec<Effect>,
}

impl App {
    /// An app before anything has happened.
    pub fn new(
        config: Config,
        tonight: Night,
        zone: Zone,
        terminal: TerminalCapabilities,
        opening: &Opening,
        now: DateTime<Utc>,
    ) -> Self {
        let moment = Moment {
            now,
            running: Duration::ZERO,
        };
        let mut app = Self {
            shared: Shared {
                moment,
                zone,
                terminal,
                size: Size::default(),
                config,
                tonight,
                timers: Timers::default(),
                unfinished: None,
                agent: None,
                notices: Notices::default(),
            },
            screens: Stack::new(screens::home()),
            first_reads: Vec::new(),
        };
        app.first_reads = match opening {
            Opening::Tonight => vec![],
            Opening::Welcome => app.go(&Place::Welcome),
            Opening::Play(routine) => app.go(&Place::routine(routine)),
        };
        app
    }

    /// The config in force.
    pub fn config(&self) -> &Config {
        &self.shared.config
    }

    /// The terminal's size.
    pub fn size(&self) -> Size {
        self.shared.size
    }

    /// What the screen that is shown is called.
    pub fn title(&self) -> &'static str {
        self.screens.top().title()
    }

    /// The keys that work now, as the footer shows them.
    pub fn hints(&self) -> Vec<Hint> {
        self.top().hints(&self.context())
    }

    /// The key whose hint is drawn at that place. A click there presses it.
    pub fn hint_at(&self, place: Position) -> Option<KeyCode> {
        let ctx = self.context();
        let has_footer = !ctx.is_tiny();
        has_footer.then(|| self.top().hint_at(place, &ctx))?
    }

    /// Whether a routine for somebody who has been woken is on: the screen is near black.
    pub fn is_dark(&self) -> bool {
        self.context().is_dark
    }

    /// Whether nothing is to be heard or announced: as long as it is dark, and at most until that night is over.
    /// Somebody who fell asleep over it is reminded again the next day.
    pub fn keeps_quiet(&self) -> bool {
        self.context().is_quiet
    }

    /// Draws for this terminal from now on.
    pub fn set_terminal(&mut self, terminal: TerminalCapabilities) {
        self.shared.terminal = terminal;
    }

    pub(super) fn resized(&mut self, size: Size) {
        self.shared.size = size;
    }

    pub(super) fn moment(&self) -> Moment {
        self.shared.moment
    }

    pub(super) fn top(&self) -> &dyn Screen {
        self.screens.top()
    }

    pub(super) fn context(&self) -> Context<'_> {
        self.screens.context(&self.shared)
    }

    /// How long the picture stays as it is, unless something happens.
    pub fn still_for(&self) -> Duration {
        let ctx = self.context();
        let awake = || self.screens.awake();
        let in_seconds = awake().any(Screen::shows_seconds);
        let timers = ctx.timers.still_for(ctx.now(), in_seconds);
        let screen = awake().find_map(|screen| screen.still_for(&ctx));
        let screen = screen.unwrap_or_else(|| evening_still_for(&ctx));
        timers.map_or(screen, |timers| timers.min(screen))
    }

    /// Takes a message, and returns what is to be done.
    pub fn update(&mut self, message: Message, moment: Moment) -> Vec<Effect> {
        let before = std::mem::replace(&mut self.shared.moment, moment);
        let mut effects = self.time_passed(before);
        effects.extend(self.receive(message));
        effects
    }

    fn time_passed(&mut self, before: Moment) -> Vec<Effect> {
        let mut effects = vec![];
        let now = self.shared.now();
        if !self.shared.tonight.evening.contains(now) {
            // Past its end, the evening gives way to the next one.
            effects.push(Effect::ReadTonight);
        }
        effects.extend(self.shared.timers.time_passed(before.now, now));
        let ctx = self.screens.context(&self.shared);
        for screen in self.screens.awake_mut() {
            effects.extend(screen.time_passed(before, &ctx));
        }
        effects
    }

    fn receive(&mut self, message: Message) -> Vec<Effect> {
        let shared = &mut self.shared;
        match message {
            Message::Key(key) if key.kind != KeyEventKind::Release => self.key(key),
            Message::Key(_) => vec![],
            Message::Pasted(text) => {
                self.paste(&text);
                vec![]
            }
            Message::Mouse(mouse) => self.mouse(mouse),
            Message::Started => {
                let mut effects = std::mem::take(&mut self.first_reads);
                effects.extend([
                    Effect::ReadUnfinished,
                    Effect::ReadTimers,
                    Effect::CountStreak,
                    Effect::AskUntoldNight,
                    Effect::AskAboutAgent,
                    Effect::TellTheWeek,
                ]);
                effects
            }
            Message::Resized(size) => {
                shared.size = size;
                vec![]
            }
            Message::Unfinished(unfinished) => {
                shared.unfinished = unfinished;
                vec![]
            }
            Message::Timers(timers, acknowledged) => {
                shared.timers.replace(timers, acknowledged);
                shared.timers.time_passed(shared.now(), shared.now())
            }
            Message::TimerOver(evening, ref step) => {
                let line = timers::over_line(evening, step, &shared.timeline());
                line.map_or_else(Vec::new, |line| self.timer_is_over(line, &message))
            }
            Message::Agent(standing) => {
                shared.agent = Some(standing);
                vec![]
            }
            Message::AgentInstalled(ref outcome) => {
                match outcome {
                    _ if self.screens.show(&message) => {}
                    Ok(installed) => self.shared.notices.announce(installed.line()),
                    Err(why) => self.shared.notices.say(why.clone()),
                }
                self.deliver(&message, vec![Effect::AskAboutAgent])
            }
            Message::NoPlayer => vec![Effect::Bell],
            Message::Evening(night) => {
                let before = std::mem::replace(&mut shared.tonight, *night);
                let news = news::of_a_drink(shared, &before);
                shared.notices.announce_if_free(news);
                vec![
                    Effect::CountStreak,
                    Effect::AskUntoldNight,
                    Effect::AskAboutAgent,
                ]
            }
            Message::Configured(config) => {
                shared.config = *config;
                shared.notices.config_mistake(None);
                vec![Effect::ReadTonight]
            }
            Message::ConfigWrong(line) => {
                shared.notices.config_mistake(Some(line));
                vec![]
            }
            Message::Begun(ref config) => {
                shared.config.clone_from(config);
                self.deliver(&message, vec![Effect::ReadTonight])
            }
            Message::JournalChanged => {
                self.deliver(&message, vec![Effect::ReadTonight, Effect::ReadTimers])
            }
            Message::Told(line) => {
                shared.notices.say(line);
                vec![]
            }
            Message::News(line) => {
                shared.notices.announce_if_free(Some(line));
                vec![]
            }
            Message::NotShown { summary, body } => {
                shared.notices.announce(format!("{summary}: {body}"));
                if self.keeps_quiet() {
                    vec![]
                } else {
                    vec![Effect::Ring { summary, body }]
                }
            }
            Message::Woken
            | Message::UntoldNight(_)
            | Message::Kept(_)
            | Message::Reviewed(_)
            | Message::Diary(_)
            | Message::Entered
            | Message::Pose(..) => self.deliver(&message, vec![]),
        }
    }

    /// A timer has come to its end: one chime, and a line unless the screen shows it.
    fn timer_is_over(&mut self, line: String, message: &Message) -> Vec<Effect> {
        if !self.screens.show(message) {
            self.shared.notices.announce(line);
        }
        if self.shared.config.sound.enabled && !self.keeps_quiet() {
            vec![Effect::Sound(Cue::Chime)]
        } else {
            vec![]
        }
    }
}

/// How long the evening's statuses and the clock's minute stay as they are.
fn evening_still_for(ctx: &Context<'_>) -> Duration {
    let now = ctx.now();
    let next_minute = words::next_minute(now);
    let next_status = ctx.timeline().next_change(now);
    let change = next_status.map_or(next_minute, |status| status.min(next_minute));
    // A millisecond more, so that the clock has really passed it.
    (change - now).to_std().unwrap_or_default() + Duration::from_millis(1)
}
