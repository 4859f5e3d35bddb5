//! The loop: waits on one channel, with the next moment at which the picture changes as its deadline.
//!
//! There is no tick. Where nothing changes, nothing is written.

use std::collections::VecDeque;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use ratatui::crossterm::event::Event;
use ratatui::layout::Size;

use super::app::App;
use super::event_source::{Arrival, CaughtSignals, EventSource, Signal, one_more};
use super::message::{Effect, Message, Moment};
use super::terminal::TerminalGuard;
use super::view::view;
use super::world::World;
use crate::desktop::terminal_note::{BELL, TerminalNote};
use crate::watch::Change;
use crate::{clock, words};

/// Wall clocks jump and machines sleep; at least this often is looked whether that happened.
const LOOK_AT_LEAST_EVERY: Duration = Duration::from_secs(20);

/// Runs the screens until the user leaves. `once_drawn` is what the first picture does not need.
///
/// # Errors
/// When the terminal cannot be taken over or drawn on.
pub fn run(mut app: App, world: World, once_drawn: impl FnOnce()) -> anyhow::Result<()> {
    let caught = CaughtSignals::from_now_on()?;
    let terminal = TerminalGuard::take()?;
    app.resized(terminal.screen.size()?);
    let note = TerminalNote::known(|name| std::env::var(name).ok());
    let mut show = Show {
        app,
        world,
        terminal,
        note,
        started: clock::monotonic(),
        events: None,
    };
    let ended = show.draw().and_then(|()| {
        // Everything that the first picture does not need comes after it.
        once_drawn();
        show.run(caught)
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
    /// What listens, once the first picture is drawn.
    events: Option<EventSource>,
}

impl Show {
    fn moment(&self) -> Moment {
        Moment {
            now: clock::now(),
            running: self.started.elapsed(),
        }
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

    /// Listens, and goes on until the user leaves.
    fn run(&mut self, caught: CaughtSignals) -> anyhow::Result<()> {
        let (tell, arrivals) = mpsc::channel();
        self.events = Some(EventSource::open(&tell, caught, &self.world.watched())?);
        let done = one_more(tell.clone(), |message| Arrival::Done(Box::new(message)));
        self.world.answer_through(done);
        self.world.replace_an_older_agent();
        self.world.remind_through(one_more(tell, Arrival::Desktop));
        // What happened between the first look and the first watch is not lost.
        let mut missed = vec![Message::Resized(self.terminal.screen.size()?)];
        missed.extend(self.world.config_written());
        missed.extend(self.world.journal_written());
        missed.push(Message::Started);
        self.take_in_all(missed)?;
        loop {
            let quiet_for = self.remind()?;
            self.draw()?;
            if self.wait(&arrivals, quiet_for)? == Flow::Leave {
                return Ok(());
            }
        }
    }

    /// Sends what is due, and says how long nothing more will be.
    fn remind(&mut self) -> anyhow::Result<Duration> {
        if self.app.keeps_quiet() {
            // Who has been woken is not told of anything now; what is still due is said afterwards.
            let message = self.world.keep_quiet(clock::now());
            self.take_in_all(message)?;
            return Ok(LOOK_AT_LEAST_EVERY);
        }
        let (message, quiet_for) = self.world.remind(clock::now());
        if let Some(message) = message {
            self.take_in_all([message])?;
        }
        let quiet_for = quiet_for.unwrap_or(TimeDelta::MAX).to_std();
        Ok(quiet_for.unwrap_or(LOOK_AT_LEAST_EVERY))
    }

    /// Waits until something arrived, the picture has changed by itself, or a reminder is due.
    fn wait(&mut self, arrivals: &Receiver<Arrival>, quiet_for: Duration) -> anyhow::Result<Flow> {
        let drawn = self.app.moment();
        let changes_at = drawn.running + self.app.still_for().min(quiet_for);
        loop {
            let left = changes_at.saturating_sub(self.started.elapsed());
            match arrivals.recv_timeout(left.min(LOOK_AT_LEAST_EVERY)) {
                Ok(arrival) => {
                    let mut flow = self.arrived(&arrival)?;
                    // What came meanwhile is drawn together.
                    while let (Flow::Stay, Ok(arrival)) = (flow, arrivals.try_recv()) {
                        flow = self.arrived(&arrival)?;
                    }
                    return Ok(flow);
                }
                Err(RecvTimeoutError::Timeout) => {
                    let now = self.moment();
                    let jumped = words::minutes_between(drawn.now, now.now) != 0;
                    // Where a file system tells nothing, this is when others' writing is seen.
                    let written = self.world.journal_written();
                    if jumped || now.running >= changes_at || !written.is_empty() {
                        return self.take_in_all([Message::Woken].into_iter().chain(written));
                    }
                }
                Err(RecvTimeoutError::Disconnected) => return Ok(Flow::Leave),
            }
        }
    }

    fn arrived(&mut self, arrival: &Arrival) -> anyhow::Result<Flow> {
        let message = match arrival {
            Arrival::Terminal(Event::Key(key)) => Some(Message::Key(*key)),
            Arrival::Terminal(Event::Mouse(mouse)) => Some(Message::Mouse(*mouse)),
            Arrival::Terminal(Event::Resize(width, height)) => {
                Some(Message::Resized(Size::new(*width, *height)))
            }
            Arrival::Terminal(Event::Paste(text)) => Some(Message::Pasted(text.clone())),
            Arrival::Terminal(Event::FocusGained | Event::FocusLost) => None,
            Arrival::Signal(Signal::End) => return Ok(Flow::Leave),
            Arrival::Signal(Signal::Stop) => {
                return self.do_it(Effect::Suspend).map(|_| Flow::Stay);
            }
            Arrival::Signal(Signal::Continue) => {
                self.terminal.draw_anew()?;
                Some(Message::Woken)
            }
            Arrival::Changed(Change::Journal) => {
                let messages = self.world.journal_written();
                return self.take_in_all(messages);
            }
            Arrival::Done(message) => Some(Message::clone(message)),
            Arrival::Changed(Change::Config) => self.world.config_written(),
            Arrival::Changed(Change::Zone | Change::Clock) => Some(Message::JournalChanged),
            Arrival::Desktop(message) => {
                let messages = self.world.heard(message.clone(), clock::now());
                return self.take_in_all(messages);
            }
        };
        self.take_in_all(message)
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
            Effect::DrawAnew => self.terminal.draw_anew()?,
            #[cfg(unix)]
            Effect::Suspend => self.terminal.suspend()?,
            effect => {
                let creates = matches!(effect, Effect::CreateConfig(_));
                let messages = self.world.perform(effect, clock::now());
                if let (true, Some(events)) = (creates, &mut self.events) {
                    // Its folder may be new.
                    events.watch_folders();
                }
                return Ok(messages);
            }
        }
        Ok(vec![Message::Woken])
    }
}
