//! The loop: waits on one channel, with the next moment at which the picture changes as its deadline.
//!
//! There is no tick. Where nothing changes, nothing is written.

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
use crate::desktop::terminal_note::{BELL, TerminalNote};
use crate::signals::{CaughtSignals, Signal};

/// The signals that the window answers.
const SIGNALS: [Signal; 4] = [
    Signal::Interrupt,
    Signal::Terminate,
    Signal::Stop,
    Signal::Continue,
];

/// Runs the screens until the user leaves. `once_drawn` is what the first picture does not need.
///
/// # Errors
/// When the terminal cannot be taken over or drawn on.
pub fn run(mut app: App, world: World, once_drawn: impl FnOnce()) -> anyhow::Result<()> {
    // Before the terminal is taken over: a signal in between would end the program and leave the terminal as it is.
    let signals = CaughtSignals::catch(&SIGNALS)?;
    let terminal = TerminalGuard::take()?;
    app.resized(terminal.screen.size()?);
    let note = TerminalNote::known(|name| std::env::var(name).ok());
    let mut show = Show {
        app,
        world,
        terminal,
        note,
        started: clock::monotonic(),
        look_at: Duration::ZERO,
    };
    let ended = show.draw().and_then(|()| {
        // Everything that the first picture does not need comes after it.
        once_drawn();
        show.run(signals)
    });
    show.world.leave();
    match ended {
        // Whoever closes the terminal has seen enough: that it cannot be drawn on is no news.
        Err(_) if show.terminal.is_gone() => Ok(()),
        ended => ended,
    }
}

/// Whether the program goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flow {
    Stay,
    Leave,
}

/// The app, the world around it, and the terminal it is drawn on.
struct Show {
    app: App,
    world: World,
    terminal: TerminalGuard,
    /// How this terminal shows a notification of its own.
    note: TerminalNote,
    started: Instant,
    /// When the host is due to look again, in time since the start.
    look_at: Duration,
}

impl Show {
    fn moment(&self) -> Moment {
        Moment::since(self.started)
    }

    fn draw(&mut self) -> anyhow::Result<()> {
        let app = &mut self.app;
        self.terminal.screen.draw(|frame| {
            // The terminal may have changed since it was last heard of: what is drawn is drawn for this frame.
            app.resized(frame.area().as_size());
            view(app, frame);
        })?;
        Ok(())
    }

    /// Starts to listen, and goes on until the user leaves.
    fn run(&mut self, signals: CaughtSignals) -> anyhow::Result<()> {
        let (send, arrivals) = mpsc::channel();
        listen_to_the_terminal(send.clone())?;
        let sender = send.clone();
        // When nobody receives any more, the program is ending.
        signals.forward(move |signal| {
            let _ = sender.send(Arrival::Signal(signal));
        });
        self.world.answer_through(send.clone());
        self.world.replace_an_older_agent();
        let missed = self.world.start(move |event| {
            let _ = send.send(Arrival::Host(event));
        });
        let mut messages = vec![Message::Resized(self.terminal.screen.size()?)];
        messages.extend(missed);
        messages.push(Message::Started);
        self.take_in_all(messages)?;
        loop {
            if self.started.elapsed() >= self.look_at {
                self.look()?;
            }
            self.draw()?;
            if self.wait(&arrivals)? == Flow::Leave {
                return Ok(());
            }
        }
    }

    /// Lets the host look. Returns whether it had anything to report.
    fn look(&mut self) -> anyhow::Result<bool> {
        let moment = self.moment();
        // Who has been woken hears nothing now; what is still due then is sent afterwards.
        let (messages, again_in) = self.world.look(moment, self.app.keeps_quiet());
        let has_news = !messages.is_empty();
        self.take_in_all(messages)?;
        self.look_at = moment.running + again_in;
        Ok(has_news)
    }

    /// Waits until something arrived, the picture has changed by itself, or the host had something to report.
    fn wait(&mut self, arrivals: &Receiver<Arrival>) -> anyhow::Result<Flow> {
        let changes_at = self.app.moment().running + self.app.still_for();
        loop {
            let wake_at = changes_at.min(self.look_at);
            match arrivals.recv_timeout(wake_at.saturating_sub(self.started.elapsed())) {
                Ok(arrival) => {
                    let mut flow = self.arrived(arrival)?;
                    // What came meanwhile is drawn together.
                    while let (Flow::Stay, Ok(arrival)) = (flow, arrivals.try_recv()) {
                        flow = self.arrived(arrival)?;
                    }
                    return Ok(flow);
                }
                Err(RecvTimeoutError::Timeout) if self.started.elapsed() >= changes_at => {
                    return self.take_in_all([Message::Woken]);
                }
                Err(RecvTimeoutError::Timeout) => {
                    if self.look()? {
                        return Ok(Flow::Stay);
                    }
                }
                Err(RecvTimeoutError::Disconnected) => return Ok(Flow::Leave),
            }
        }
    }

    fn arrived(&mut self, arrival: Arrival) -> anyhow::Result<Flow> {
        // Whatever it is may have changed what is due.
        self.look_at = Duration::ZERO;
        let messages = match arrival {
            Arrival::Terminal(event) => terminal_message(event).into_iter().collect(),
            Arrival::Signal(Signal::Interrupt | Signal::Terminate) => return Ok(Flow::Leave),
            Arrival::Signal(Signal::Stop) => self.do_it(Effect::Suspend)?,
            Arrival::Signal(Signal::Continue) => {
                self.terminal.redraw()?;
                vec![Message::Woken]
            }
            Arrival::Done(message) => vec![*message],
            Arrival::Host(event) => self.world.take_in(event, clock::now()),
        };
        self.take_in_all(messages)
    }

    /// Hands the app a message, does what it wants done, and hands it what came of that, until all is quiet.
    fn take_in_all(&mut self, messages: impl IntoIterator<Item = Message>) -> anyhow::Result<Flow> {
        let mut messages: VecDeque<_> = messages.into_iter().collect();
        while let Some(message) = messages.pop_front() {
            for effect in self.app.update(message, self.moment()) {
                if effect == Effect::Quit {
                    return Ok(Flow::Leave);
                }
                messages.extend(self.do_it(effect)?);
            }
        }
        Ok(Flow::Stay)
    }

    fn do_it(&mut self, effect: Effect) -> anyhow::Result<Vec<Message>> {
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
                // It may have changed what is due.
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
