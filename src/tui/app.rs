//! The app's state, and the one function that changes it.
//!
//! [`App::update`] takes a message and returns effects; it does no I/O. Whatever follows from the evening and the
//! time (statuses, the next step, the time until then) is computed when it is drawn. Each [`Screen`] handles the
//! messages that concern it alone.

use std::time::Duration;

use chrono::{DateTime, Utc};
use ratatui::crossterm::event::{KeyCode, KeyEventKind};
use ratatui::layout::{Position, Size};
use unicode_width::UnicodeWidthStr;

use super::Opening;
use super::context::{Context, Shared};
use super::footer::Hint;
use super::lines::Lines;
use super::message::{
    ConfigChanged, Confirmed, Effect, Installed, Message, Moment, UndoableEntry, UndoableKind,
};
use super::new_drink;
use super::notices::Notices;
use super::screen::Screen;
use super::screens::{self, Place};
use super::sitting::Sitting;
use super::stack::Stack;
use super::terminal_capabilities::TerminalCapabilities;
use super::timers::{self, Timers};
use super::wrap::wrapped;
use crate::clock::Zone;
use crate::coach::EveningRecord;
use crate::evening::ClockDoubt;
use crate::plan::{Config, KeyAction};
use crate::session::Cue;
use crate::words;

/// Below this height an answer on several rows is no longer than it needs to be.
const TALL: u16 = 20;

/// The open screens and the data they share.
#[derive(Debug)]
pub struct App {
    pub(super) shared: Shared,
    pub(super) screens: Stack,
    /// Effects of the first screen, returned once it has been drawn.
    first_reads: Vec<Effect>,
    /// What is carried out once the user has confirmed a clock in doubt.
    pub(super) waits_for_clock: Vec<Effect>,
    /// What was printed; none where pictures are drawn.
    pub(super) lines: Option<Lines>,
}

impl App {
    /// Creates the app with its first screen open.
    pub fn new(
        config: Config,
        tonight: EveningRecord,
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
                background: None,
                has_focus: true,
                size: Size::default(),
                config,
                tonight,
                timers: Timers::default(),
                unfinished: None,
                agent: None,
                sitting: Sitting::new(now),
                notices: Notices::default(),
            },
            screens: Stack::new(screens::home()),
            first_reads: Vec::new(),
            waits_for_clock: Vec::new(),
            lines: (!terminal.draws).then(|| Lines::new(opening)),
        };
        app.first_reads = match opening {
            Opening::Tonight => vec![],
            Opening::Welcome => app.go(&Place::Welcome),
            Opening::Play { routine, left } => {
                app.shared.unfinished.clone_from(left);
                let place = Place::for_routine(routine, &app.context());
                app.go(&place)
            }
            Opening::Rescue => app.go(&Place::Rescue),
        };
        app
    }

    /// The config in force.
    pub fn config(&self) -> &Config {
        &self.shared.config
    }

    /// Whether pictures are drawn. If not, lines are printed.
    pub fn draws(&self) -> bool {
        self.lines.is_none()
    }

    /// Whether the terminal has said what its background is.
    pub(super) fn knows_background(&self) -> bool {
        self.shared.background.is_some()
    }

    /// The terminal's size.
    pub fn size(&self) -> Size {
        self.shared.size
    }

    /// The title of the top screen.
    pub fn title(&self) -> &'static str {
        self.screens.top().title()
    }

    /// The keys that work now, as the footer shows them.
    pub fn hints(&self) -> Vec<Hint> {
        self.top().shown_hints(&self.context())
    }

    /// The key whose hint is drawn at that place. A click there presses it.
    pub fn hint_at(&self, place: Position) -> Option<KeyCode> {
        let ctx = self.context();
        let has_footer = !ctx.is_tiny();
        has_footer.then(|| self.top().hint_at(place, &ctx))?
    }

    /// Whether a night routine is open, so that everything is drawn dim red on near black.
    pub fn is_dark(&self) -> bool {
        self.context().is_dark
    }

    /// Whether sounds and announcements are held back: while a night routine is open, but only until its evening
    /// ends. A user who fell asleep during the routine gets reminders again the next day.
    pub fn keeps_quiet(&self) -> bool {
        self.context().is_quiet
    }

    /// Sets the terminal's capabilities for the next frames.
    pub fn set_terminal(&mut self, terminal: TerminalCapabilities) {
        // Whether pictures are drawn is settled at the start.
        let draws = self.shared.terminal.draws;
        self.shared.terminal = TerminalCapabilities { draws, ..terminal };
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

    /// The sounds of the next seconds, each with the time from the app's moment until it is due. None if no sound can come
    /// soon; with a timer one can, at an end that another window may hear of first.
    pub fn cues_ahead(&self) -> Option<Vec<(Duration, Cue)>> {
        let ctx = self.context();
        let of_screen = self.screens.awake().find_map(Screen::cues_ahead);
        let has_sound = ctx.config.sound.enabled && !ctx.is_quiet;
        of_screen.or_else(|| (has_sound && ctx.timers.any_runs(ctx.now())).then(Vec::new))
    }

    /// How long until the picture changes by itself, if no message arrives first.
    pub fn unchanged_for(&self) -> Duration {
        let ctx = self.context();
        let awake = || self.screens.awake();
        let in_seconds = awake().any(Screen::shows_seconds);
        let timers = ctx.timers.unchanged_for(ctx.now(), in_seconds);
        let screen = awake().find_map(|screen| screen.unchanged_for(&ctx));
        let screen = screen.unwrap_or_else(|| evening_still_for(&ctx));
        let answer = ctx.notices.confirmation_is_new_for(ctx.moment.running);
        let others = timers.into_iter().chain(answer);
        others.fold(screen, Duration::min)
    }

    /// Updates the state for a message that arrived at `moment`, and returns the effects to carry out.
    pub fn update(&mut self, message: Message, moment: Moment) -> Vec<Effect> {
        let before = std::mem::replace(&mut self.shared.moment, moment);
        if matches!(
            message,
            Message::Key(_) | Message::Mouse(_) | Message::Pasted(_) | Message::Line(_)
        ) {
            self.shared.sitting.continues(moment.now);
        }
        if let Some(lines) = &mut self.lines {
            lines.notice(&message);
        }
        let mut effects = self.time_passed(before);
        effects.extend(self.receive(message));
        effects.extend(self.print_notices());
        effects
    }

    fn time_passed(&mut self, before: Moment) -> Vec<Effect> {
        let mut effects = vec![];
        let now = self.shared.now();
        if !self.shared.tonight.evening.contains(now) {
            // The evening is over, so the next one has begun.
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
            Message::Line(line) => self.line(&line),
            Message::Mouse(mouse) => self.mouse(mouse),
            Message::Started => self.started(),
            Message::Resized(size) => {
                shared.size = size;
                vec![]
            }
            Message::Background(background) => {
                shared.background = Some(background);
                vec![]
            }
            Message::Focused(has_focus) => {
                shared.has_focus = has_focus;
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
            Message::Agent(state) => {
                shared.agent = Some(state);
                vec![]
            }
            Message::AgentInstalled(ref outcome) => {
                self.agent_was_installed(outcome, &message);
                self.deliver(&message, vec![Effect::AskAboutAgent])
            }
            Message::NoPlayer => vec![Effect::Bell],
            Message::Clock(doubt) => self.clock_was_checked(doubt),
            Message::ClockQuestion(doubt, effect) => self.ask_about_clock(doubt, *effect),
            Message::Evening(night) => self.evening_was_read(*night),
            Message::ConfigLoaded(ref config) => {
                shared.config.clone_from(config);
                self.config_was_read(None, &message)
            }
            Message::ConfigWrong(ref line) => self.config_was_read(Some(line.clone()), &message),
            Message::ConfigChanged(ref outcome) => {
                self.config_was_changed(outcome, &message);
                self.deliver(&message, vec![])
            }
            Message::ConfigCreated(ref config) => {
                shared.config.clone_from(config);
                self.deliver(&message, vec![Effect::ReadTonight])
            }
            Message::JournalChanged => {
                self.deliver(&message, vec![Effect::ReadTonight, Effect::ReadTimers])
            }
            Message::Notice(line) => {
                shared.notices.report_failure(line);
                vec![]
            }
            Message::Confirmed(confirmed) => self.confirm(confirmed),
            Message::NotRecorded(ref line) => {
                shared.notices.report_failure(line.clone());
                self.deliver(&message, vec![Effect::ReadTonight])
            }
            Message::Saving(is_saving) => {
                shared.notices.set_saving(is_saving);
                vec![]
            }
            Message::LastWeek { page, line } => {
                shared.notices.announce_if_free(Some(line));
                vec![Effect::Acknowledge(page)]
            }
            Message::NotShown { summary, body } => self.show_reminder(summary, body),
            Message::Woken
            | Message::InputOver
            | Message::UnrecordedNight(_)
            | Message::Recent(_)
            | Message::Rescues(_)
            | Message::Reviewed(_)
            | Message::Compared(_)
            | Message::Diary(_)
            | Message::TrialChanged(_)
            | Message::Recorded
            | Message::ConfigText(_)
            | Message::Sync(_)
            | Message::Pose(..) => self.deliver(&message, vec![]),
        }
    }

    /// The first frame was drawn: what it did not need is read now.
    fn started(&mut self) -> Vec<Effect> {
        let mut effects = std::mem::take(&mut self.first_reads);
        effects.extend([
            Effect::ReadUnfinished,
            Effect::ReadTimers,
            Effect::ReadRecent,
            Effect::FindUnrecordedNight,
            Effect::AskAboutAgent,
            Effect::AnnounceLastWeek,
            Effect::CheckClock,
        ]);
        if self.lines.is_some() {
            // The user's recent drinks tell whether one is unusual.
            effects.push(Effect::ReadDiary(self.shared.tonight.evening.date));
        }
        effects
    }

    fn evening_was_read(&mut self, night: EveningRecord) -> Vec<Effect> {
        let before = std::mem::replace(&mut self.shared.tonight, night);
        let drink = UndoableEntry {
            evening: self.shared.tonight.evening.date,
            about: UndoableKind::Caffeine,
        };
        let line = new_drink::line(&self.shared, &before);
        let line = line.map(|line| self.with_way_to_undo(line, drink));
        if self.keeps_quiet() {
            self.shared.notices.announce_if_free(line);
        } else if let Some(line) = line {
            let running = self.shared.moment.running;
            self.shared.notices.confirm(line, running);
        }
        vec![
            Effect::ReadRecent,
            Effect::FindUnrecordedNight,
            Effect::AskAboutAgent,
            Effect::CheckClock,
        ]
    }

    /// Says at the foot whether the clock is in doubt, until it is right or confirmed.
    fn clock_was_checked(&mut self, doubt: Option<ClockDoubt>) -> Vec<Effect> {
        let line = doubt.map(words::clock_doubt_line);
        self.shared.notices.set_clock_doubt(line);
        vec![]
    }

    /// Asks whether the clock is right. The next key is the answer.
    fn ask_about_clock(&mut self, doubt: ClockDoubt, effect: Effect) -> Vec<Effect> {
        let yes = self.shared.config.keys.key(KeyAction::Yes);
        self.shared.notices.ask(words::clock_question(doubt, yes));
        self.waits_for_clock.push(effect);
        vec![]
    }

    /// Says what a key recorded or undid, and how to undo it if there is room.
    fn confirm(&mut self, confirmed: Confirmed) -> Vec<Effect> {
        let Confirmed { line, undo } = confirmed;
        let line = match undo {
            // Where nothing is drawn, `help` says it.
            Some(newest) if self.lines.is_none() => self.with_way_to_undo(line, newest),
            Some(_) | None => line,
        };
        let running = self.shared.moment.running;
        self.shared.notices.confirm(line, running);
        vec![]
    }

    /// The line, and how to undo the newest entry: in the longest way that fits into the row, else on further rows, as few
    /// of them as can be where there are few.
    fn with_way_to_undo(&self, line: String, newest: UndoableEntry) -> String {
        let size = self.shared.size;
        let ways = self.ways_to_undo(newest).into_iter();
        let lines: Vec<String> = ways.map(|way| format!("{line} {way}")).collect();
        let room = size.width.saturating_sub(2);
        let is_short = |line: &&String| line.width() <= room.into();
        let on_further_rows = if size.height < TALL {
            lines.iter().min_by_key(|line| wrapped(line, room).len())
        } else {
            lines.first()
        };
        let fits = lines.iter().find(is_short).or(on_further_rows);
        fits.cloned().unwrap_or(line)
    }

    /// The sentences that say how to undo the newest entry, the best first. None where a form takes the letter.
    fn ways_to_undo(&self, newest: UndoableEntry) -> Vec<String> {
        let key = self.shared.config.keys.key(KeyAction::Undo);
        if self.top().undoes(newest) {
            vec![format!("{key} undoes it."), format!("{key}: undo.")]
        } else if self.top().takes_letters() || newest.about == UndoableKind::Trial {
            vec![]
        } else {
            vec![
                format!("{key} on Tonight undoes it."),
                format!("{key} on Tonight: undo."),
            ]
        }
    }

    /// Shows a reminder that the desktop could not show, and rings unless the window is quiet.
    fn show_reminder(&mut self, summary: String, body: String) -> Vec<Effect> {
        self.shared.notices.announce(format!("{summary}: {body}"));
        if self.keeps_quiet() {
            vec![]
        } else {
            vec![Effect::Ring { summary, body }]
        }
    }

    /// Says how installing the agent went, unless a screen does.
    fn agent_was_installed(&mut self, outcome: &Result<Installed, String>, message: &Message) {
        match outcome {
            _ if self.screens.any_shows(message) => {}
            Ok(installed) => self.shared.notices.announce(installed.line()),
            Err(why) => self.shared.notices.report_failure(why.clone()),
        }
    }

    /// Shows the mistake in the config, if there is one, until the file is valid again.
    fn config_was_read(&mut self, mistake: Option<String>, message: &Message) -> Vec<Effect> {
        self.shared.notices.set_config_error(mistake);
        self.deliver(message, vec![Effect::ReadTonight])
    }

    /// Says what became of a change of the config, unless a screen does.
    fn config_was_changed(
        &mut self,
        outcome: &Result<Box<ConfigChanged>, String>,
        message: &Message,
    ) {
        match outcome {
            _ if self.screens.any_shows(message) => {}
            Ok(changed) => self.shared.notices.announce(changed.sentence()),
            Err(why) => self.shared.notices.report_failure(why.clone()),
        }
    }

    /// Announces a timer's end: one chime, and a line at the foot unless a screen shows the end itself.
    fn timer_is_over(&mut self, line: String, message: &Message) -> Vec<Effect> {
        if !self.screens.any_shows(message) {
            self.shared.notices.announce(line);
        }
        if self.shared.config.sound.enabled && !self.keeps_quiet() {
            vec![Effect::Sound(Cue::Chime)]
        } else {
            vec![]
        }
    }
}

/// How long until the clock's minute or the status of a step changes.
fn evening_still_for(ctx: &Context<'_>) -> Duration {
    let now = ctx.now();
    let next_minute = words::next_minute(now);
    let next_status = ctx.timeline().next_change(now);
    let change = next_status.map_or(next_minute, |status| status.min(next_minute));
    // One millisecond more, so that the clock is past the change when the loop wakes.
    (change - now).to_std().unwrap_or_default() + Duration::from_millis(1)
}
