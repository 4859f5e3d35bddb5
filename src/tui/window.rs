//! The app and what it is shown on: a terminal that is drawn on, or lines of text.

use std::io;
use std::sync::mpsc::Sender;
use std::time::Instant;

use ratatui::layout::Size;

use super::app::App;
use super::event_source::{Arrival, listen_for_lines, listen_to_the_terminal};
use super::lines::LineOutput;
use super::terminal::TerminalGuard;
#[cfg(unix)]
use super::terminal::stop_until_continued;
use super::view::view;
use crate::desktop::terminal_notification::BELL;
use crate::signals;

/// Screens that nobody sees are laid out for this size.
const UNSEEN: Size = Size::new(80, 24);

/// The app and what it is shown on.
pub struct Window {
    pub app: App,
    pub output: Output,
    pub started: Instant,
}

/// What the app is shown on.
pub enum Output {
    /// A terminal that is drawn on.
    Screen(TerminalGuard),
    /// Lines of text.
    Lines(LineOutput),
}

impl Window {
    /// Shows the app's present state: draws it, or prints what has changed.
    pub fn draw(&mut self) -> anyhow::Result<()> {
        let app = &mut self.app;
        match &mut self.output {
            Output::Screen(terminal) => {
                terminal.draw(|frame| {
                    // The size may have changed since the last resize event, and the frame has the current one.
                    app.resized(frame.area().as_size());
                    view(app, frame);
                })?;
            }
            Output::Lines(lines) => {
                for line in app.changes() {
                    lines.print(&line)?;
                }
            }
        }
        Ok(())
    }

    /// The result, but no failure if the user closed the terminal, or nobody reads it and the program was asked to end:
    /// then nothing can be drawn on it.
    pub fn unless_closed(&self, ended: anyhow::Result<()>) -> anyhow::Result<()> {
        match ended {
            Err(_) if self.output.is_gone() || signals::asked_to_end() => Ok(()),
            ended => ended,
        }
    }
}

impl Output {
    /// The terminal that is drawn on, or lines.
    ///
    /// # Errors
    /// If the terminal cannot be set up.
    pub fn open(draws: bool) -> anyhow::Result<Self> {
        Ok(if draws {
            Self::Screen(TerminalGuard::take()?)
        } else {
            Self::Lines(LineOutput::open())
        })
    }

    /// Asks for the background, where something is drawn on it.
    ///
    /// # Errors
    /// The system's error.
    pub fn ask_for_background(&mut self) -> io::Result<()> {
        match self {
            Self::Screen(terminal) => terminal.ask_for_background(),
            Self::Lines(_) => Ok(()),
        }
    }

    /// Starts the threads that read what is typed.
    ///
    /// # Errors
    /// If no thread can be started.
    pub fn listen(&self, send: Sender<Arrival>) -> io::Result<()> {
        match self {
            Self::Screen(_) => listen_to_the_terminal(send),
            Self::Lines(_) => listen_for_lines(send),
        }
    }

    /// The size to lay screens out for.
    ///
    /// # Errors
    /// The system's error.
    pub fn size(&self) -> io::Result<Size> {
        match self {
            Self::Screen(terminal) => terminal.screen.size(),
            Self::Lines(_) => Ok(UNSEEN),
        }
    }

    /// Prints a line, where nothing is drawn.
    ///
    /// # Errors
    /// The system's error.
    pub fn print(&mut self, line: &str) -> io::Result<()> {
        match self {
            Self::Screen(_) => Ok(()),
            Self::Lines(lines) => lines.print(line),
        }
    }

    /// Rings the bell.
    ///
    /// # Errors
    /// The system's error.
    pub fn ring(&mut self) -> io::Result<()> {
        match self {
            Self::Screen(terminal) => terminal.write(BELL),
            Self::Lines(lines) => lines.ring(BELL),
        }
    }

    /// Writes the bytes of the terminal's own notification. Lines have printed it.
    ///
    /// # Errors
    /// The system's error.
    pub fn notify(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::Screen(terminal) => terminal.write(bytes),
            Self::Lines(lines) => lines.ring(BELL),
        }
    }

    /// Draws everything anew with the next frame.
    ///
    /// # Errors
    /// The system's error.
    pub fn redraw(&mut self) -> io::Result<()> {
        match self {
            Self::Screen(terminal) => terminal.redraw(),
            Self::Lines(_) => Ok(()),
        }
    }

    /// Stops the process, with the terminal restored for the shell, until it is continued.
    ///
    /// # Errors
    /// If the terminal cannot be set up again.
    #[cfg(unix)]
    pub fn suspend(&mut self) -> io::Result<()> {
        match self {
            Self::Screen(terminal) => terminal.suspend(),
            Self::Lines(_) => stop_until_continued(),
        }
    }

    /// Whether the terminal has been closed.
    fn is_gone(&self) -> bool {
        match self {
            Self::Screen(terminal) => terminal.is_gone(),
            Self::Lines(lines) => lines.is_gone(),
        }
    }
}
