//! Setting up the terminal when the program starts, and restoring it however the program ends.

use std::io::{self, IsTerminal, Write, stdout};
use std::mem::ManuallyDrop;
use std::panic;
use std::sync::Once;
use std::time::Duration;

use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::event::{
    DisableBracketedPaste, DisableFocusChange, DisableMouseCapture, EnableBracketedPaste,
    EnableFocusChange, EnableMouseCapture,
};
use ratatui::crossterm::style::Print;
use ratatui::crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, SetTitle, disable_raw_mode, enable_raw_mode,
};
use ratatui::crossterm::{cursor, execute, queue};
use ratatui::layout::Rect;
use ratatui::{Frame, Terminal};

use super::frame_buffer::FrameBuffer;

use crate::terminal_output::{Patience, TerminalOutput};

/// The ratatui terminal that this program draws on.
pub type Screen = Terminal<CrosstermBackend<FrameBuffer>>;

/// Puts the window's title away, and brings it back. Terminals without such a stack ignore it.
const PUT_TITLE_AWAY: &str = "\x1b[22;2t";
const BRING_TITLE_BACK: &str = "\x1b[23;2t";

/// Asks for the background, and to be told when the colour scheme changes.
const ASK_FOR_BACKGROUND: &str = "\x1b]11;?\x1b\\\x1b[?2031h";
const NO_MORE_COLOUR_SCHEMES: &str = "\x1b[?2031l";

/// How long a program that was asked to end waits for a terminal that takes nothing, to leave it as it was.
const LEAVE_LIMIT: Duration = Duration::from_millis(300);

/// Standard input or output is not a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the evening screen needs a terminal, and this is not one; `winddown tonight` prints the same as text, and `winddown \
     --plain` takes lines"
)]
pub struct NoTerminal;

/// The terminal in raw mode on the alternate screen. Dropping it restores the terminal.
#[derive(Debug)]
pub struct TerminalGuard {
    /// Never dropped. On drop, ratatui shows the cursor, which `leave` does already, and prints an error if that
    /// fails. If the terminal is gone, printing panics.
    pub screen: ManuallyDrop<Screen>,
    frames: FrameBuffer,
    output: TerminalOutput,
}

impl TerminalGuard {
    /// Sets the terminal up: raw mode, and with the first frame alternate screen, mouse capture and bracketed paste.
    ///
    /// # Errors
    /// [`NoTerminal`] if standard input or output is not a terminal, else the system's error.
    pub fn take() -> anyhow::Result<Self> {
        if !io::stdin().is_terminal() || !stdout().is_terminal() {
            return Err(NoTerminal.into());
        }
        restore_on_panic();
        let frames = FrameBuffer::default();
        enter(&mut frames.clone())?;
        let backend = CrosstermBackend::new(frames.clone());
        Ok(Self {
            screen: ManuallyDrop::new(Terminal::new(backend)?),
            frames,
            output: TerminalOutput::open(Patience::UntilAskedToEnd),
        })
    }

    /// Draws a frame, and writes it in one piece. Where the picture is the same as before, nothing is written.
    ///
    /// # Errors
    /// The system's error.
    pub fn draw(&mut self, picture: impl FnOnce(&mut Frame)) -> io::Result<()> {
        self.screen.draw(picture)?;
        self.frames.write_to(&mut self.output)
    }

    /// Asks the terminal for its background. The answer arrives like a key.
    ///
    /// # Errors
    /// The system's error.
    pub fn ask_for_background(&mut self) -> io::Result<()> {
        if is_linux_console() {
            return Ok(());
        }
        self.output.write_all(ASK_FOR_BACKGROUND.as_bytes())
    }

    /// Restores the terminal for the shell, stops the process, and sets the terminal up again when it continues. Does
    /// nothing where no shell could continue it.
    ///
    /// # Errors
    /// If the terminal cannot be set up again.
    #[cfg(unix)]
    pub fn suspend(&mut self) -> io::Result<()> {
        if !has_a_shell_to_return_to() {
            return Ok(());
        }
        leave();
        stop()?;
        enter(&mut self.frames)?;
        self.ask_for_background()?;
        self.redraw()
    }

    /// Clears the screen, so that the next frame draws every cell, in case another program wrote over it.
    ///
    /// Ratatui's `clear` is no use here: it asks the terminal for the cursor's position, and the thread that reads
    /// keys would receive the answer.
    ///
    /// # Errors
    /// The system's error.
    pub fn redraw(&mut self) -> io::Result<()> {
        self.frames.forget();
        let size = self.screen.size()?;
        self.screen.resize(Rect::from(size))
    }

    /// Whether the terminal has been closed.
    pub fn is_gone(&self) -> bool {
        !stdout().is_terminal()
    }

    /// Writes bytes outside the drawing: a bell, or the terminal's own notification.
    ///
    /// # Errors
    /// The system's error.
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        TerminalOutput::open(Patience::UntilAskedToEnd).write_all(bytes)
    }
}

impl Drop for TerminalGuard {
    fn drop(&mut self) {
        leave();
    }
}

/// Stops the process until a shell continues it. Does nothing where no shell could.
///
/// # Errors
/// The system's error.
#[cfg(unix)]
pub fn stop_until_continued() -> io::Result<()> {
    if has_a_shell_to_return_to() {
        stop()?;
    }
    Ok(())
}

/// The default action of SIGTSTP stops the process here. It continues at SIGCONT.
#[cfg(unix)]
fn stop() -> io::Result<()> {
    signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGTSTP)
}

/// Whether a shell with job control started this process and can continue it. A window that is the first program of its
/// terminal would stay stopped for ever. The system ignores SIGTSTP then, but this process catches it.
#[cfg(unix)]
fn has_a_shell_to_return_to() -> bool {
    use nix::unistd::{getpgrp, getppid, getsid};

    // In a container, the id of a process outside it is 0.
    let session = getsid(None).ok();
    let parent = Some(getppid()).filter(|parent| parent.as_raw() != 0);
    let parents_session = parent.and_then(|parent| getsid(Some(parent)).ok());
    // The group of a session's leader has nobody above it in the session.
    session.is_some() && session != Some(getpgrp()) && session == parents_session
}

/// The console without windows. It may show what follows an unknown sequence.
fn is_linux_console() -> bool {
    std::env::var_os("TERM").is_some_and(|term| term == "linux")
}

/// Sets raw mode, and begins the next frame with everything else that the screens need. One piece is read by the terminal
/// at once; every piece of its own would wake it up again, and delay the first picture.
fn enter(frame: &mut FrameBuffer) -> io::Result<()> {
    enable_raw_mode()?;
    queue!(
        frame,
        EnterAlternateScreen,
        EnableMouseCapture,
        EnableBracketedPaste,
        EnableFocusChange,
        cursor::Hide
    )?;
    if !is_linux_console() {
        queue!(frame, Print(PUT_TITLE_AWAY), SetTitle("winddown"))?;
    }
    Ok(())
}

/// Restores the terminal. Errors are ignored, because the terminal may be gone already (SIGHUP).
fn leave() {
    let mut output = TerminalOutput::open_to_leave(LEAVE_LIMIT);
    if !is_linux_console() {
        let _ = queue!(
            output,
            Print(BRING_TITLE_BACK),
            Print(NO_MORE_COLOUR_SCHEMES)
        );
    }
    let _ = execute!(
        output,
        DisableFocusChange,
        cursor::Show,
        DisableBracketedPaste,
        DisableMouseCapture,
        LeaveAlternateScreen
    );
    let _ = disable_raw_mode();
}

/// Restores the terminal before a panic prints its message, so that the message is readable and the shell usable.
fn restore_on_panic() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let report = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            leave();
            report(info);
        }));
    });
}
