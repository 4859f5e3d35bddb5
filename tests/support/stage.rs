//! Runs the app and its world without a terminal, on a journal of their own and with a clock that the test advances.
//! Tests read as *journal before, keys, screen and journal after*.

#![allow(dead_code, reason = "each test file uses its own part of the stage")]

#[path = "stage/first_start.rs"]
mod first_start;
#[path = "stage/input.rs"]
mod input;
#[path = "stage/night.rs"]
pub mod night;
#[path = "stage/picture.rs"]
mod picture;
#[path = "stage/quiet.rs"]
mod quiet;
#[path = "stage/routine.rs"]
mod routine;
#[path = "stage/terminal.rs"]
mod terminal;

use std::collections::VecDeque;
use std::time::Duration;

use chrono::{DateTime, FixedOffset, TimeDelta, Utc};
use ratatui::layout::Size;
use tempfile::TempDir;
use winddown::clock::Zone;
use winddown::coach::Coach;
use winddown::desktop::service::{Folders, ServiceKind};
use winddown::evening::Action;
use winddown::event::{Draft, EveningDate, Event, Origin, What, in_effect};
use winddown::journal::Journal;
use winddown::paths::{Paths, UserFolders};
use winddown::plan::{self, Config};
use winddown::remind::host::HostEvent;
use winddown::tui::{App, Depth, Effect, Message, Moment, Opening, TerminalCapabilities, World};
use winddown::watch::Change;

/// Parses a local time such as `2026-11-24T21:50`, at UTC+01:00.
pub fn at(text: &str) -> DateTime<Utc> {
    format!("{text}:00+01:00").parse().unwrap()
}

/// The name of the user's home directory, on stages that have one.
const HOME: &str = "home";

/// A terminal without colours.
const PLAIN: TerminalCapabilities = TerminalCapabilities {
    depth: Depth::None,
    ascii: false,
    is_console: false,
    draws: true,
};

/// The app and its world.
pub struct Stage {
    pub app: App,
    world: World,
    moment: Moment,
    folder: TempDir,
    /// Whether the app asked to leave.
    pub has_quit: bool,
    /// Effects that would make a sound: chimes, speech, the bell. They are recorded and not performed.
    pub sounds: Vec<Effect>,
    /// How often the app asked to install the agent. It is counted and not done.
    pub installs: usize,
    /// The lines that were printed, where nothing is drawn.
    pub lines: Vec<String>,
}

impl Stage {
    /// Tonight, with the built-in plan and an empty journal, at 80x24.
    pub fn at(now: &str) -> Self {
        Self::with(Config::built_in(), now, &[])
    }

    /// Tonight, after these actions, each with its time.
    pub fn after(now: &str, before: &[(&str, Action)]) -> Self {
        Self::with(Config::built_in(), now, before)
    }

    /// Tonight, with these events appended to the journal at once.
    pub fn with_drafts(now: &str, drafts: &[Draft]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut coach = coach(&folder, in_the_middle_of_a_week(Config::built_in()));
        coach.journal.append(Origin::Typed, drafts).unwrap();
        Self::open(folder, coach, now, &Opening::Tonight)
    }

    /// Tonight, with this config.
    pub fn planned(config: &str, now: &str) -> Self {
        Self::with(plan::parse(config).unwrap(), now, &[])
    }

    /// Tonight, with this text in the config file.
    pub fn with_config_file(config: &str, now: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = paths(&folder).config;
        std::fs::write(&path, config).unwrap();
        // As the program makes it.
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let private = std::fs::Permissions::from_mode(0o600);
            std::fs::set_permissions(&path, private).unwrap();
        }
        let config = plan::parse(config).unwrap();
        let coach = coach(&folder, in_the_middle_of_a_week(config));
        Self::open(folder, coach, now, &Opening::Tonight)
    }

    /// Tonight, after these actions, with the weekly summary switched on. Other stages switch it off.
    pub fn in_a_new_week(now: &str, before: &[(&str, Action)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let coach = coach(&folder, Config::built_in());
        Self::after_actions(folder, coach, now, before)
    }

    /// Tonight, with this config, after these actions.
    pub fn with(config: Config, now: &str, before: &[(&str, Action)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let coach = coach(&folder, in_the_middle_of_a_week(config));
        Self::after_actions(folder, coach, now, before)
    }

    fn after_actions(
        folder: TempDir,
        mut coach: Coach,
        now: &str,
        before: &[(&str, Action)],
    ) -> Self {
        for (then, action) in before {
            let then = at(then);
            let evening = coach.date_of_tonight(then).unwrap();
            coach.act(evening, action, Origin::Typed, then).unwrap();
        }
        Self::open(folder, coach, now, &Opening::Tonight)
    }

    /// Tonight, with a journal that holds these events.
    pub fn with_events(now: &str, events: &[Event]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut coach = coach(&folder, in_the_middle_of_a_week(Config::built_in()));
        coach.journal.import(events).unwrap();
        Self::open(folder, coach, now, &Opening::Tonight)
    }

    /// Tonight, with this config and a home directory, so that the agent could be installed.
    pub fn at_home(config: &str, now: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join(HOME)).unwrap();
        let config = plan::parse(config).unwrap();
        let coach = coach(&folder, in_the_middle_of_a_week(config));
        Self::open(folder, coach, now, &Opening::Tonight)
    }

    /// With the service file that starts the agent with the session.
    pub fn with_the_agent_installed(self) -> Self {
        let UserFolders { home, config, data } = home(&self.folder).expect("at home");
        let folders = Folders { home, config, data };
        let file = ServiceKind::HERE[0].service(&folders).file;
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, "").unwrap();
        self
    }

    fn open(folder: TempDir, coach: Coach, now: &str, opening: &Opening) -> Self {
        Self::open_at(folder, coach, at(now), opening)
    }

    fn open_at(folder: TempDir, coach: Coach, now: DateTime<Utc>, opening: &Opening) -> Self {
        Self::open_on(PLAIN, folder, coach, now, opening)
    }

    /// The program in lines, with the built-in plan, after these actions.
    pub fn in_lines(now: &str, before: &[(&str, Action)]) -> Self {
        Self::in_lines_of(Config::built_in(), now, before, &Opening::Tonight)
    }

    /// The program in lines, with this config and after these actions.
    pub fn in_lines_of(
        config: Config,
        now: &str,
        before: &[(&str, Action)],
        opening: &Opening,
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut coach = coach(&folder, in_the_middle_of_a_week(config));
        for (time, action) in before {
            let tonight = coach.date_of_tonight(at(time)).unwrap();
            coach
                .act(tonight, action, Origin::Pressed, at(time))
                .unwrap();
        }
        let lines = TerminalCapabilities {
            draws: false,
            ..PLAIN
        };
        Self::open_on(lines, folder, coach, at(now), opening)
    }

    fn open_on(
        terminal: TerminalCapabilities,
        folder: TempDir,
        coach: Coach,
        now: DateTime<Utc>,
        opening: &Opening,
    ) -> Self {
        let night = coach.tonight(now).unwrap();
        let config = coach.config.clone();
        let app = App::new(config, night, coach.zone, terminal, opening, now);
        let paths = paths(&folder);
        let moment = Moment {
            now,
            running: Duration::ZERO,
        };
        let mut stage = Self {
            app,
            world: World::new(coach, paths).unwrap(),
            moment,
            folder,
            has_quit: false,
            sounds: Vec::new(),
            installs: 0,
            lines: vec![],
        };
        stage.send(Message::Resized(Size::new(80, 24)));
        stage.send(Message::Started);
        stage
    }

    /// The same window, closed and opened again.
    pub fn reopened(self) -> Self {
        self.reopened_after(0)
    }

    /// The same window, closed, and opened again so many seconds later.
    pub fn reopened_after(self, seconds: i64) -> Self {
        let now = (self.moment.now + TimeDelta::seconds(seconds))
            .with_timezone(&FixedOffset::east_opt(3600).unwrap());
        let config = self.app.config().clone();
        let folder = self.folder;
        drop(self.world);
        let coach = coach(&folder, config);
        Self::open(
            folder,
            coach,
            &now.format("%Y-%m-%dT%H:%M").to_string(),
            &Opening::Tonight,
        )
    }

    /// The window closed, and opened again at that time and place: `2026-11-24T21:50-05:00`.
    pub fn reopened_at(self, there: &str) -> Self {
        let now: DateTime<FixedOffset> = there
            .parse()
            .or_else(|_| DateTime::parse_from_str(there, "%Y-%m-%dT%H:%M%:z"))
            .expect("a time with its offset");
        let config = self.app.config().clone();
        let folder = self.folder;
        drop(self.world);
        let mut coach = coach(&folder, config);
        coach.zone = Zone::Fixed(*now.offset());
        Self::open_at(folder, coach, now.to_utc(), &Opening::Tonight)
    }

    /// Moves the wall clock but not the monotonic one, and wakes the app.
    pub fn clock_set(mut self, seconds: i64) -> Self {
        self.moment.now += TimeDelta::seconds(seconds);
        self.send(Message::Woken);
        self
    }

    /// With the config changed, as if its file had been edited.
    pub fn configured(mut self, change: impl FnOnce(&mut Config)) -> Self {
        let mut config = self.app.config().clone();
        change(&mut config);
        self.send(Message::ConfigLoaded(Box::new(config)));
        self
    }

    /// Replaces the journal by a folder, so that it can no longer be written.
    pub fn with_a_folder_for_a_journal(self) -> Self {
        self.delete_the_journal();
        std::fs::create_dir(paths(&self.folder).journal).unwrap();
        self
    }

    /// Removes that folder, so that a journal can be written again.
    pub fn without_that_folder(self) -> Self {
        std::fs::remove_dir(paths(&self.folder).journal).unwrap();
        self
    }

    fn delete_the_journal(&self) {
        let journal = paths(&self.folder).journal;
        for end in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{end}", journal.display()));
        }
    }

    /// Deletes the journal's files, and reports the change to the app.
    pub fn with_the_journal_deleted(mut self) -> Self {
        self.delete_the_journal();
        let changed = HostEvent::Changed(Change::Journal);
        for message in self.world.handle(changed, self.moment.now) {
            self.send(message);
        }
        self
    }

    /// Keeps everything that is entered from being written, as a slow disk would.
    pub fn hold_writes(mut self) -> Self {
        self.world.hold_writes();
        self
    }

    /// Writes what was held back.
    pub fn write_held(mut self) -> Self {
        for message in self.world.write_held(self.moment.now) {
            self.send(message);
        }
        self
    }

    /// Another window records this action now. This one does not notice yet.
    pub fn acted_elsewhere(self, action: &Action) -> Self {
        let mut coach = coach(&self.folder, self.app.config().clone());
        let tonight = coach.date_of_tonight(self.moment.now).unwrap();
        coach
            .act(tonight, action, Origin::Pressed, self.moment.now)
            .unwrap();
        self
    }

    /// What is not written yet, in words.
    pub fn unsaved(&self) -> Vec<String> {
        self.world.unsaved(self.moment.now)
    }

    /// Lets time pass, and wakes the app once at the end.
    pub fn wait(mut self, seconds: i64) -> Self {
        self.moment.now += TimeDelta::seconds(seconds);
        self.moment.running += Duration::from_secs(seconds.unsigned_abs());
        self.send(Message::Woken);
        self
    }

    /// Lets time pass, and wakes the app every second.
    pub fn tick(mut self, seconds: i64) -> Self {
        for _ in 0..seconds {
            self = self.wait(1);
        }
        self
    }

    /// Sends the app a message and performs its effects.
    pub fn send(&mut self, message: Message) {
        self.send_in_steps(message, |_, _| {});
    }

    /// Like [`Stage::send`], and calls `before` before each effect is performed. Returns the effects.
    pub fn send_in_steps(
        &mut self,
        message: Message,
        mut before: impl FnMut(&Effect, &Self),
    ) -> Vec<Effect> {
        let mut messages = VecDeque::from([message]);
        let mut effects = vec![];
        while let Some(message) = messages.pop_front() {
            for effect in self.app.update(message, self.moment) {
                before(&effect, self);
                effects.push(effect.clone());
                if effect == Effect::Quit {
                    self.has_quit = true;
                }
                if effect == Effect::InstallAgent {
                    self.installs += 1;
                } else if let Effect::Print(line) = effect {
                    self.lines.push(line);
                } else if is_sound(&effect) {
                    self.sounds.push(effect);
                } else {
                    messages.extend(self.world.perform(effect, self.moment.now));
                }
            }
        }
        self.lines.extend(self.app.changes());
        self.has_quit |= self.app.is_over();
        effects
    }

    /// With that text as the config file, which is not read yet.
    pub fn writing_config(self, text: &str) -> Self {
        std::fs::write(paths(&self.folder).config, text).unwrap();
        self
    }

    /// Where the config file is.
    pub fn config_path(&self) -> std::path::PathBuf {
        paths(&self.folder).config
    }

    /// The config that was written, if one was.
    pub fn config_file(&self) -> Option<String> {
        std::fs::read_to_string(paths(&self.folder).config).ok()
    }

    /// All events of an evening in the journal file.
    pub fn events(&self, evening: &str) -> Vec<Event> {
        let journal = Journal::open(&paths(&self.folder).journal, "reader").unwrap();
        journal
            .evening(evening.parse::<EveningDate>().unwrap())
            .unwrap()
    }

    /// How each evening from `from` to the one before tonight's is judged: `2026-11-24 Kept, 4 of 4`.
    pub fn judged_since(&self, from: &str) -> Vec<String> {
        let coach = coach(&self.folder, self.app.config().clone());
        let now = self.moment.now;
        let tonight = coach.date_of_tonight(now).unwrap();
        let from = from.parse().unwrap();
        let review = coach.review(from, tonight.previous(), now).unwrap();
        let evenings = review.evenings.iter();
        evenings
            .map(|evening| {
                let steps = evening.steps.iter();
                let done = steps.filter(|step| step.status.is_done()).count();
                let (date, outcome) = (evening.date, evening.outcome);
                format!("{date} {outcome:?}, {done} of {}", evening.steps.len())
            })
            .collect()
    }

    /// The events in effect of Tuesday 24 November 2026, without plans: `done stretch 21:55`.
    pub fn journal(&self) -> Vec<String> {
        let events = self.events("2026-11-24");
        in_effect(&events)
            .into_iter()
            .filter(|event| !matches!(event.what, What::Plan(_)))
            .map(|event| {
                let step = event
                    .what
                    .step()
                    .map(|step| format!(" {step}"))
                    .unwrap_or_default();
                format!(
                    "{}{step} {}",
                    event.what.kind(),
                    event.local().format("%H:%M")
                )
            })
            .collect()
    }
}

/// Whether the effect would make a sound.
fn is_sound(effect: &Effect) -> bool {
    matches!(
        effect,
        Effect::Sound(_) | Effect::Speak(_) | Effect::Bell | Effect::Ring { .. }
    )
}

/// Switches the weekly summary off.
fn in_the_middle_of_a_week(mut config: Config) -> Config {
    config.reminders.weekly = false;
    config
}

fn coach(folder: &TempDir, config: Config) -> Coach {
    let journal = Journal::open(&paths(folder).journal, "test").unwrap();
    let zone = Zone::Fixed(FixedOffset::east_opt(3600).unwrap());
    Coach::new(config, zone, journal)
}

/// The user's folders, where the stage has a home directory. Without one the app does not offer to install the agent.
fn home(folder: &TempDir) -> Option<UserFolders> {
    let home = folder.path().join(HOME);
    home.is_dir().then(|| UserFolders {
        config: home.join(".config"),
        data: home.join(".local/share"),
        home,
    })
}

fn paths(folder: &TempDir) -> Paths {
    Paths {
        config: folder.path().join("config.toml"),
        journal: folder.path().join("journal.db"),
        cache: None,
        state: None,
        home: home(folder),
    }
}
