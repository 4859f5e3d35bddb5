//! Lines of text on standard output, for a terminal that cannot be drawn on, a screen reader, or a file.

use std::io::{self, IsTerminal, Write};

use crate::printable;
use crate::terminal_output::{Patience, TerminalOutput};

/// Prints one line at a time, whole and at once.
pub struct LineOutput {
    out: Box<dyn Write + Send>,
    /// Whether standard output was a terminal at the start.
    is_terminal: bool,
}

impl LineOutput {
    /// Standard output. A terminal that takes nothing does not hold the program up.
    pub fn open() -> Self {
        let is_terminal = io::stdout().is_terminal();
        let out: Box<dyn Write + Send> = if is_terminal {
            Box::new(TerminalOutput::open(Patience::UntilAskedToEnd))
        } else {
            Box::new(io::stdout())
        };
        Self { out, is_terminal }
    }

    /// Prints a line. Whatever in it could steer a terminal is written out.
    ///
    /// # Errors
    /// The system's error.
    pub fn print(&mut self, line: &str) -> io::Result<()> {
        let line = printable::escaped(line) + "\n";
        self.out.write_all(line.as_bytes())?;
        self.out.flush()
    }

    /// Rings the terminal's bell, if it is a terminal.
    ///
    /// # Errors
    /// The system's error.
    pub fn ring(&mut self, bell: &[u8]) -> io::Result<()> {
        if self.is_terminal {
            self.out.write_all(bell)?;
        }
        Ok(())
    }

    /// Whether standard output was a terminal and has been closed.
    pub fn is_gone(&self) -> bool {
        self.is_terminal && !io::stdout().is_terminal()
    }
}
