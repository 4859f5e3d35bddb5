//! The terminal around us: taken over when the program starts, given back however it ends.

use std::io::{self, BufWriter, IsTerminal, Stdout, Write, stdout};
use std::mem::ManuallyDrop;
use std::panic;
use std::sync::Once;

use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
};
use ratatui::crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use ratatui::crossterm::{cursor, execute};
use ratatui::layout::Rect;

/// The terminal as this program draws on it.
pub type Screen = Terminal<CrosstermBackend<BufWriter<Stdout>>>;

/// More bytes than a large terminal's picture takes.
const PICTURE: usize = 64 * 1024;

/// There is no terminal to draw on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the evening screen needs a terminal, and this is not one; `winddown tonight` prints the same as text"
)]
pub struct NoTerminal;

/// The terminal, taken over. Dropping it gives it back.
#[derive(Debug)]
pub struct TerminalGuard {
    /// Where to draw. It is never dropped: ratatui would show the cursor then, which `leave` does, and would print
    /// an error where that fails, which ends a program whose terminal is gone in a panic.
    pub screen: ManuallyDrop<Screen>,
}

impl TerminalGuard {
    /// Takes the terminal over: raw keys, a screen of our own, the mouse, and pasted text told from keys.
    ///
    /// # Errors
    /// [`NoTerminal`] when input or output is not one; else what the system says.
    pub fn take() -> anyhow::Result<Self> {
        if !io::stdin().is_terminal() || !stdout().is_terminal() {
            return Err(NoTerminal.into());
        }
        give_back_on_panic();
        enter()?;
        Ok(Self {
            screen: ManuallyDrop::new(screen()?),
        })
    }

    /// Gives the terminal back to the shell, stops the process, and takes it over again once it goes on.
    ///
    /// # Errors
    /// When the terminal cannot be taken over again.
    #[cfg(unix)]
    pub fn suspend(&mut self) -> io::Result<()> {
        leave();
        // The default of SIGTSTP is to stop the process here; it goes on with SIGCONT.
        signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGTSTP)?;
        enter()?;
        self.redraw()
    }

    /// Empties the screen, so that the next picture draws every cell, whatever another program left there.
    ///
    /// Ratatui's own `clear` asks the terminal where its cursor is, and the answer would go to whoever reads the
    /// keys.
    ///
    /// # Errors
    /// What the system says.
    pub fn redraw(&mut self) -> io::Result<()> {
        let size = self.screen.size()?;
        self.screen.resize(Rect::from(size))
    }

    /// Whether the terminal was closed while it was ours.
    pub fn is_gone(&self) -> bool {
        !stdout().is_terminal()
    }

    /// Writes bytes that are no drawing: a bell, a terminal's own notification.
    ///
    /// # Errors
    /// What the system says.
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut out = stdout();
        out.write_all(bytes)?;
        out.flush()
    }
}

impl Drop for TerminalGuard {
    fn drop(&mut self) {
        leave();
    }
}

/// A whole picture goes out in one piece: it appears at once, and the first one sooner.
fn screen() -> io::Result<Screen> {
    Terminal::new(CrosstermBackend::new(BufWriter::with_capacity(
        PICTURE,
        stdout(),
    )))
}

fn enter() -> io::Result<()> {
    enable_raw_mode()?;
    execute!(
        stdout(),
        EnterAlternateScreen,
        EnableMouseCapture,
        EnableBracketedPaste,
        cursor::Hide
    )
}

/// Every part is tried even when an earlier one fails: the terminal may be gone already (SIGHUP).
fn leave() {
    let _ = execute!(
        stdout(),
        cursor::Show,
        DisableBracketedPaste,
        DisableMouseCapture,
        LeaveAlternateScreen
    );
    let _ = disable_raw_mode();
}

/// A panic's message must land on the shell's screen, and the shell must be usable after it.
fn give_back_on_panic() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let report = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            leave();
            report(info);
        }));
    });
}
