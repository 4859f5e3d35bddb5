//! The event loop. It waits on one channel, with a timeout until the picture next changes by itself.
//!
//! There is no periodic tick: while nothing changes, nothing is written to the terminal.

use std::collections::VecDeque;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use ratatui::crossterm::event::Event;
use ratatui::layout::Size;

use super::app::App;
use super::event_source::{Arrival, listen_to_the_terminal};
use super::message::{Effect, Message, Moment};
use super::terminal::TerminalGuard;
use super::view::view;
use super::world::World;
use crate::clock;
use crate::desktop::terminal_notification::{BELL, TerminalNotification};
use crate::signals::{CaughtSignals, Signal};

/// The signals that the window handles.
const SIGNALS: [Signal; 4] = [
    Signal::Interrupt,
    Signal::Terminate,
    Signal::Stop,
    Signal::Continue,
];

/// Runs the screens until the user quits. `once_drawn` is called after the first frame, for work that can wait.
///
/// # Errors
/// If the terminal cannot be set up or drawn on.
pub fn run(mut app: App, world: World, once_drawn: impl FnOnce()) -> anyhow::Result<()> {
    // Catch signals before changing the terminal's mode. A signal in between would end the program and leave the
    // shell with a raw terminal.
    let signals = CaughtSignals::catch(&SIGNALS)?;
    let terminal = TerminalGuard::take()?;
    app.resized(terminal.screen.size()?);
    let note = TerminalNotification::detect(|name| std::env::var(name).ok());
    let mut event_loop = EventLoop {
        app,
        world,
        terminal,
        note,
        started: clock::monotonic(),
        look_at: Duration::ZERO,
    };
    let ended = event_loop.draw().and_then(|()| {
        once_drawn();
        event_loop.run(signals)
    });
    event_loop.world.leave();
    match ended {
        // The user closed the terminal, so the failure to draw is expected.
        Err(_) if event_loop.terminal.is_gone() => Ok(()),
        ended => ended,
    }
}

/// Whether the loop continues.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flow {
    Continue,
    Quit,
}

/// The state of the loop: the app, the world that carries out its effects, and the terminal it is drawn on.
struct EventLoop {
    app: App,
    world: World,
    terminal: TerminalGuard,
    /// How this terminal shows its own notifications.
    note: TerminalNotification,
    started: Instant,
    /// When the host looks next, as time since the start.
    look_at: Duration,
}

impl EventLoop {
    fn moment(&self) -> Moment {
        Moment::since(self.started)
    }

    fn draw(&mut self) -> anyhow::Result<()> {
        let app = &mut self.app;
        self.terminal.screen.draw(|frame| {
            // The size may have changed since the last resize event, and the frame has the current one.
            app.resized(frame.area().as_size());
            view(app, frame);
        })?;
        Ok(())
    }

    /// Starts the event sources, then handles events until the user quits.
    fn run(&mut self, signals: CaughtSignals) -> anyhow::Result<()> {
        let (send, arrivals) = mpsc::channel();
        listen_to_the_terminal(send.clone())?;
        let sender = send.clone();
        // Sending fails only while the program is ending.
        signals.forward(move |signal| {
            let _ = sender.send(Arrival::Signal(signal));
        });
        self.world.send_results_through(send.clone());
        self.world.replace_an_older_agent();
        let missed = self.world.start(move |event| {
            let _ = send.send(Arrival::Host(event));
        });
        let mut messages = vec![Message::Resized(self.terminal.screen.size()?)];
        messages.extend(missed);
        messages.push(Message::Started);
        self.process(messages)?;
        loop {
            if self.started.elapsed() >= self.look_at {
                self.look()?;
            }
            self.draw()?;
            if self.wait(&arrivals)? == Flow::Quit {
                return Ok(());
            }
        }
    }

    /// Lets the host pick up changes and send due reminders. Returns whether it reported anything.
    fn look(&mut self) -> anyhow::Result<bool> {
        let moment = self.moment();
        // A user who is up at night gets no reminders now. Those that are still due afterwards are sent then.
        let (messages, again_in) = self.world.look(moment, self.app.keeps_quiet());
        let has_messages = !messages.is_empty();
        self.process(messages)?;
        self.look_at = moment.running + again_in;
        Ok(has_messages)
    }

    /// Waits for an event, a change of the picture, or a report from the host, and handles it.
    fn wait(&mut self, arrivals: &Receiver<Arrival>) -> anyhow::Result<Flow> {
        let changes_at = self.app.moment().running + self.app.unchanged_for();
        loop {
            let wake_at = changes_at.min(self.look_at);
            match arrivals.recv_timeout(wake_at.saturating_sub(self.started.elapsed())) {
                Ok(arrival) => {
                    let mut flow = self.arrived(arrival)?;
                    // Handle everything that is queued before drawing again.
                    while let (Flow::Continue, Ok(arrival)) = (flow, arrivals.try_recv()) {
                        flow = self.arrived(arrival)?;
                    }
                    return Ok(flow);
                }
                Err(RecvTimeoutError::Timeout) if self.started.elapsed() >= changes_at => {
                    return self.process([Message::Woken]);
                }
                Err(RecvTimeoutError::Timeout) => {
                    if self.look()? {
                        return Ok(Flow::Continue);
                    }
                }
                Err(RecvTimeoutError::Disconnected) => return Ok(Flow::Quit),
            }
        }
    }

    fn arrived(&mut self, arrival: Arrival) -> anyhow::Result<Flow> {
        // Any event can change what is due.
        self.look_at = Duration::ZERO;
        let messages = match arrival {
            Arrival::Terminal(event) => terminal_message(event).into_iter().collect(),
            Arrival::Signal(Signal::Interrupt | Signal::Terminate) => return Ok(Flow::Quit),
            Arrival::Signal(Signal::Stop) => self.carry_out(Effect::Suspend)?,
            Arrival::Signal(Signal::Continue) => {
                self.terminal.redraw()?;
                vec![Message::Woken]
            }
            Arrival::Done(message) => vec![*message],
            Arrival::Host(event) => self.world.handle(event, clock::now()),
        };
        self.process(messages)
    }

    /// Passes the messages to the app and carries out its effects, and does the same with the messages that result,
    /// until none are left.
    fn process(&mut self, messages: impl IntoIterator<Item = Message>) -> anyhow::Result<Flow> {
        let mut messages: VecDeque<_> = messages.into_iter().collect();
        while let Some(message) = messages.pop_front() {
            for effect in self.app.update(message, self.moment()) {
                if effect == Effect::Quit {
                    return Ok(Flow::Quit);
                }
                messages.extend(self.carry_out(effect)?);
            }
        }
        Ok(Flow::Continue)
    }

    fn carry_out(&mut self, effect: Effect) -> anyhow::Result<Vec<Message>> {
        match effect {
            Effect::Ring { summary, body } => {
                self.terminal.write(&self.note.bytes(&summary, &body))?;
                return Ok(vec![]);
            }
            Effect::Bell => {
                self.terminal.write(BELL)?;
                return Ok(vec![]);
            }
            Effect::Redraw => self.terminal.redraw()?,
            #[cfg(unix)]
            Effect::Suspend => self.terminal.suspend()?,
            effect => {
                // The effect can change what is due.
                self.look_at = Duration::ZERO;
                return Ok(self.world.perform(effect, clock::now()));
            }
        }
        Ok(vec![Message::Woken])
    }
}

fn terminal_message(event: Event) -> Option<Message> {
    match event {
        Event::Key(key) => Some(Message::Key(key)),
        Event::Mouse(mouse) => Some(Message::Mouse(mouse)),
        Event::Resize(width, height) => Some(Message::Resized(Size::new(width, height))),
        Event::Paste(text) => Some(Message::Pasted(text)),
        Event::FocusGained | Event::FocusLost => None,
    }
}
