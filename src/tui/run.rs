//! The event loop. It waits on one channel, with a timeout until the picture next changes by itself.
//!
//! There is no periodic tick: while nothing changes, nothing is written to the terminal.

use std::collections::VecDeque;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use anyhow::anyhow;
use ratatui::crossterm::event::{
    Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseEventKind,
};
use ratatui::layout::Size;

use super::app::App;
use super::event_source::Arrival;
use super::inbox::Inbox;
use super::input::without_caps;
use super::message::{Effect, Message, Moment};
use super::terminal_capabilities::TerminalCapabilities;
use super::window::{Output, Window};
use super::world::World;
use crate::clock;
use crate::desktop::terminal_notification::TerminalNotification;
use crate::plan::KeyAction;
use crate::remind::host::RECORDED_LATER;
use crate::signals::{self, CaughtSignals, Signal};

/// The signals that the window handles.
const SIGNALS: [Signal; 5] = [
    Signal::Interrupt,
    Signal::Terminate,
    Signal::Stop,
    Signal::Continue,
    Signal::Resize,
];

/// How long something is being saved before the screen says so.
const SAVING_SHOWN_AFTER: Duration = Duration::from_millis(300);

/// How long keys that wait already are handled before the picture is drawn, and before a request to end is followed that
/// came behind them. A stuck key or a large text that is typed by a program may bring more of them for minutes.
const DRAW_AT_LEAST_EVERY: Duration = Duration::from_millis(100);

/// How long leaving waits for the last entries to be saved.
const LEAVE_PATIENCE: Duration = Duration::from_secs(10);

/// How long after the start leaving waits for the terminal to say what its background is. An answer that came later than
/// the program's end would be typed at the shell.
const ANSWER_PATIENCE: Duration = Duration::from_millis(200);

/// How long leaving waits for the notifications to be handed over or closed, when everything is saved.
const HANDOVER_PATIENCE: Duration = Duration::from_secs(2);

/// Runs the screens until the user quits. After the first frame `once_drawn` is called, for work that can wait, and
/// `start` creates the world.
///
/// # Errors
/// If the terminal cannot be set up or drawn on, the world cannot be created, or not everything was saved in the end.
pub fn run(
    app: App,
    once_drawn: impl FnOnce(),
    start: impl FnOnce(Instant, Sender<Arrival>) -> anyhow::Result<World>,
) -> anyhow::Result<()> {
    // Catch signals before changing the terminal's mode. A signal in between would end the program and leave the
    // shell with a raw terminal.
    let signals = CaughtSignals::catch(&SIGNALS)?;
    let output = Output::open(app.draws())?;
    let mut window = Window {
        app,
        output,
        started: clock::monotonic(),
    };
    let size = window.output.size()?;
    window.app.resized(size);
    if let Err(error) = window.draw() {
        return window.unless_closed(Err(error));
    }
    once_drawn();
    let (send, arrivals) = mpsc::channel();
    let mut inbox = Inbox::new(arrivals);
    let world = start(window.started, send.clone())?;
    let mut event_loop = EventLoop {
        window,
        world,
        note: TerminalNotification::detect(|name| std::env::var(name).ok()),
        saving: None,
    };
    let ended = event_loop.run(signals, send, &mut inbox);
    let unsaved = event_loop.leave(&mut inbox);
    let ended = event_loop.window.unless_closed(ended);
    match unsaved {
        // More important than the failure that ended the loop.
        Some(unsaved) => Err(anyhow!(unsaved)),
        None => ended,
    }
}

/// Whether the loop draws, goes on waiting, or ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flow {
    /// Something has happened, which may have changed the picture.
    Draw,
    /// Nothing has changed.
    Wait,
    Quit,
}

/// Since when something is being saved.
#[derive(Debug, Clone, Copy)]
struct Saving {
    /// As time since the start.
    since: Duration,
    /// Whether the screen says so.
    is_shown: bool,
}

/// The state of the loop: the window, and the world that carries out the app's effects.
struct EventLoop {
    window: Window,
    world: World,
    /// How this terminal shows its own notifications.
    note: TerminalNotification,
    /// None while everything is saved.
    saving: Option<Saving>,
}

impl EventLoop {
    fn elapsed(&self) -> Duration {
        self.window.started.elapsed()
    }

    fn moment(&self) -> Moment {
        Moment::since(self.window.started)
    }

    /// Starts the event sources, then handles events until the user quits.
    fn run(
        &mut self,
        signals: CaughtSignals,
        send: Sender<Arrival>,
        inbox: &mut Inbox,
    ) -> anyhow::Result<()> {
        self.window.output.listen(send.clone())?;
        // Sending fails only while the program is ending.
        signals.forward(move |signal| {
            let _ = send.send(Arrival::Signal(signal));
        })?;
        self.window.output.ask_for_background()?;
        self.world.replace_an_older_agent();
        let size = self.window.output.size()?;
        self.process([Message::Resized(size), Message::Started])?;
        loop {
            self.window.draw()?;
            if self.window.app.is_over() || self.wait(inbox)? == Flow::Quit {
                return Ok(());
            }
        }
    }

    /// Waits for an event or a change of the picture, and handles it.
    fn wait(&mut self, inbox: &mut Inbox) -> anyhow::Result<Flow> {
        let app = &self.window.app;
        let changes_at = app.moment().running + app.unchanged_for();
        loop {
            if self.saving_has_changed()? {
                return Ok(Flow::Draw);
            }
            let shown_at = self.saving.filter(|saving| !saving.is_shown);
            let shown_at = shown_at.map(|saving| saving.since + SAVING_SHOWN_AFTER);
            let wake_at = shown_at.map_or(changes_at, |shown_at| shown_at.min(changes_at));
            match inbox.receive(wake_at.saturating_sub(self.elapsed())) {
                Ok(arrival) => {
                    let draw_at = self.elapsed() + DRAW_AT_LEAST_EVERY;
                    let mut flow = self.arrived(arrival)?;
                    // Handle the keys that are queued before drawing again.
                    while flow != Flow::Quit
                        && let Some(arrival) = inbox.input()
                    {
                        flow = match (flow, self.arrived(arrival)?) {
                            (Flow::Draw, Flow::Wait) => Flow::Draw,
                            (_, next) => next,
                        };
                        if self.elapsed() >= draw_at {
                            if signals::asked_to_end() {
                                flow = Flow::Quit;
                            }
                            break;
                        }
                    }
                    if flow != Flow::Wait {
                        return Ok(flow);
                    }
                }
                Err(RecvTimeoutError::Timeout) if self.elapsed() >= changes_at => {
                    return self.process([Message::Woken]);
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Ok(Flow::Quit),
            }
        }
    }

    /// Shows that something is being saved if that takes noticeably long, and no longer once it is saved. Returns
    /// whether the picture has changed.
    fn saving_has_changed(&mut self) -> anyhow::Result<bool> {
        let elapsed = self.elapsed();
        let is_shown = self.saving.is_some_and(|saving| saving.is_shown);
        self.saving = self.world.is_saving().then(|| {
            let since = self.saving.map_or(elapsed, |saving| saving.since);
            let is_shown = is_shown || elapsed >= since + SAVING_SHOWN_AFTER;
            Saving { since, is_shown }
        });
        let is_shown_now = self.saving.is_some_and(|saving| saving.is_shown);
        if is_shown_now != is_shown {
            self.process([Message::Saving(is_shown_now)])?;
        }
        Ok(is_shown_now != is_shown)
    }

    fn arrived(&mut self, arrival: Arrival) -> anyhow::Result<Flow> {
        let messages = match arrival {
            Arrival::Terminal(event) => match terminal_message(event) {
                Some(message) => vec![message],
                None => return Ok(Flow::Wait),
            },
            Arrival::Signal(Signal::Interrupt | Signal::Terminate) => return Ok(Flow::Quit),
            Arrival::Signal(Signal::Stop) => self.carry_out(Effect::Suspend)?,
            Arrival::Signal(Signal::Continue) => {
                self.window.output.redraw()?;
                vec![Message::Woken]
            }
            Arrival::Signal(Signal::Resize) => {
                vec![Message::Resized(self.window.output.size()?)]
            }
            Arrival::Line(line, _handled) => vec![Message::Line(line)],
            Arrival::Done(message) => vec![*message],
            Arrival::Reports => match self.world.take_reports(clock::now()) {
                none if none.is_empty() => return Ok(Flow::Wait),
                messages => messages,
            },
        };
        self.process(messages)
    }

    /// Passes the messages to the app and carries out its effects, and does the same with the messages that result,
    /// until none are left.
    fn process(&mut self, messages: impl IntoIterator<Item = Message>) -> anyhow::Result<Flow> {
        let mut messages: VecDeque<_> = messages.into_iter().collect();
        let display = self.window.app.config().display.clone();
        while let Some(message) = messages.pop_front() {
            for effect in self.window.app.update(message, self.moment()) {
                if effect == Effect::Quit {
                    return Ok(Flow::Quit);
                }
                messages.extend(self.carry_out(effect)?);
            }
        }
        let app = &mut self.window.app;
        if app.config().display != display {
            let terminal = TerminalCapabilities::detect(&app.config().display);
            app.set_terminal(terminal);
        }
        // A user who is up at night gets no reminders now. Those that are still due afterwards are sent then.
        self.world.keep_quiet(self.window.app.keeps_quiet());
        let now = self.window.started + self.window.app.moment().running;
        let cues = self.window.app.cues_ahead();
        self.world.expect_cues(cues.map(|cues| {
            let at = |(until, cue)| (now + until, cue);
            cues.into_iter().map(at).collect()
        }));
        Ok(Flow::Draw)
    }

    fn carry_out(&mut self, effect: Effect) -> anyhow::Result<Vec<Message>> {
        match effect {
            Effect::Ring { summary, body } => {
                let bytes = self.note.bytes(&summary, &body);
                self.window.output.notify(&bytes)?;
                return Ok(vec![]);
            }
            Effect::Bell => {
                self.window.output.ring()?;
                return Ok(vec![]);
            }
            Effect::Print(line) => {
                self.window.output.print(&line)?;
                return Ok(vec![]);
            }
            Effect::Redraw => self.window.output.redraw()?,
            #[cfg(unix)]
            Effect::Suspend => self.window.output.suspend()?,
            effect => return Ok(self.world.perform(effect, clock::now())),
        }
        Ok(vec![Message::Woken])
    }

    /// Shortly after the start, waits for what the terminal was asked for.
    fn wait_for_the_background(&mut self, inbox: &mut Inbox) {
        while self.window.app.draws() && !self.window.app.knows_background() {
            let left = ANSWER_PATIENCE.saturating_sub(self.elapsed());
            if left.is_zero() {
                return;
            }
            match inbox.receive(left) {
                Ok(Arrival::Done(message)) if matches!(*message, Message::Background(_)) => return,
                Ok(_) | Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    /// Waits until everything is saved and the notifications are handed over, with a limit. Returns what was not saved,
    /// as a message for the user.
    fn leave(&mut self, inbox: &mut Inbox) -> Option<String> {
        self.world.leave();
        self.wait_for_the_background(inbox);
        let since = self.elapsed();
        let (mut failures, mut says_so) = (vec![], false);
        loop {
            for message in self.world.take_reports(clock::now()) {
                if let Message::NotRecorded(line) = message {
                    failures.push(line);
                }
            }
            if self.world.has_left() {
                break;
            }
            let quit = self.window.app.config().keys.key(KeyAction::Quit);
            let is_saving = self.world.is_saving() || self.world.could_lose_answers();
            let until = since
                + if is_saving {
                    LEAVE_PATIENCE
                } else {
                    HANDOVER_PATIENCE
                };
            let elapsed = self.elapsed();
            if elapsed >= until {
                break;
            }
            if is_saving && !says_so && elapsed >= since + SAVING_SHOWN_AFTER {
                says_so = true;
                let quit = if self.window.app.draws() {
                    quit.to_string()
                } else {
                    "Ctrl-C".to_owned()
                };
                let line = format!("Saving what you entered. {quit} leaves at once.");
                // The terminal may be gone, which is why the program ends.
                let _ = self.window.output.print(&line);
                self.window.app.update(Message::Notice(line), self.moment());
                let _ = self.window.draw();
            }
            let wake_at = if says_so {
                until
            } else {
                until.min(since + SAVING_SHOWN_AFTER)
            };
            match inbox.receive(wake_at.saturating_sub(elapsed)) {
                Ok(Arrival::Terminal(event)) if leaves_at_once(&event, quit) => break,
                Ok(Arrival::Signal(Signal::Interrupt)) | Err(RecvTimeoutError::Disconnected) => {
                    break;
                }
                // A closed terminal is reported in several ways, and a system that shuts down waits longer than this.
                Ok(_) | Err(RecvTimeoutError::Timeout) => {}
            }
        }
        let unsaved = self.world.unsaved(clock::now());
        let stored = self.world.stored_answers();
        let lines = failures
            .into_iter()
            .chain(unsaved_line(&unsaved))
            .chain(stored_line(&stored));
        let lines: Vec<String> = lines.collect();
        if lines.is_empty() {
            return None;
        }
        tracing::error!("not everything that was entered could be saved");
        Some(lines.join("\n"))
    }
}

/// What the user is told of entries that were still being saved when the program ended.
fn unsaved_line(unsaved: &[String]) -> Option<String> {
    (!unsaved.is_empty()).then(|| {
        format!(
            "the journal could not be written in time; probably not recorded: {}. `winddown tonight` shows what is",
            unsaved.join("; ")
        )
    })
}

/// What the user is told of answers to reminders that are recorded later.
fn stored_line(stored: &[String]) -> Option<String> {
    (!stored.is_empty())
        .then(|| format!("Not recorded yet: {}. {RECORDED_LATER}", stored.join("; ")))
}

/// Whether the user does not want to wait: `q` or Ctrl-C.
fn leaves_at_once(event: &Event, quit: char) -> bool {
    let Event::Key(key) = event else {
        return false;
    };
    match without_caps(*key) {
        KeyEvent {
            code: KeyCode::Char(letter),
            modifiers,
            kind: KeyEventKind::Press | KeyEventKind::Repeat,
            ..
        } => letter == quit || letter == 'c' && modifiers.contains(KeyModifiers::CONTROL),
        _ => false,
    }
}

/// The message for an event of the terminal; none if no screen uses it, so that nothing is drawn for it.
fn terminal_message(event: Event) -> Option<Message> {
    match event {
        Event::Key(key) => (key.kind != KeyEventKind::Release).then_some(Message::Key(key)),
        Event::Mouse(mouse) => match mouse.kind {
            MouseEventKind::Moved | MouseEventKind::Drag(_) | MouseEventKind::Up(_) => None,
            MouseEventKind::Down(_)
            | MouseEventKind::ScrollDown
            | MouseEventKind::ScrollUp
            | MouseEventKind::ScrollLeft
            | MouseEventKind::ScrollRight => Some(Message::Mouse(mouse)),
        },
        Event::Resize(width, height) => Some(Message::Resized(Size::new(width, height))),
        Event::Paste(text) => Some(Message::Pasted(text)),
        Event::FocusGained => Some(Message::Focused(true)),
        Event::FocusLost => Some(Message::Focused(false)),
    }
}

#[cfg(test)]
mod tests {
    use ratatui::crossterm::event::{MouseButton, MouseEvent};

    use super::*;

    #[test]
    fn what_no_screen_uses_causes_no_drawing() {
        let left = MouseButton::Left;
        let mouse = |kind| {
            Event::Mouse(MouseEvent {
                kind,
                column: 1,
                row: 1,
                modifiers: KeyModifiers::NONE,
            })
        };
        let key = |kind| {
            let (code, modifiers) = (KeyCode::Char('q'), KeyModifiers::NONE);
            Event::Key(KeyEvent::new_with_kind(code, modifiers, kind))
        };
        for (event, is_used) in [
            (mouse(MouseEventKind::Moved), false),
            (mouse(MouseEventKind::Drag(left)), false),
            (mouse(MouseEventKind::Up(left)), false),
            (mouse(MouseEventKind::Down(left)), true),
            (mouse(MouseEventKind::ScrollDown), true),
            (key(KeyEventKind::Release), false),
            (key(KeyEventKind::Press), true),
            (key(KeyEventKind::Repeat), true),
            (Event::FocusGained, true),
            (Event::FocusLost, true),
            (Event::Paste("tea".to_owned()), true),
        ] {
            assert_eq!(
                terminal_message(event.clone()).is_some(),
                is_used,
                "{event:?}"
            );
        }
    }
}
