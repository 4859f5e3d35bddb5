//! The terminal that the stage is shown on: its size, its characters, its colours.

use ratatui::layout::Size;
use winddown::tui::{Depth, Message, TerminalCapabilities};

use super::{PLAIN, Stage};

impl Stage {
    /// On a terminal of that size.
    pub fn sized(mut self, width: u16, height: u16) -> Self {
        self.send(Message::Resized(Size::new(width, height)));
        self
    }

    /// On a terminal that shows only ASCII.
    pub fn in_ascii(mut self) -> Self {
        let terminal = TerminalCapabilities {
            ascii: true,
            ..PLAIN
        };
        self.app.set_terminal(terminal);
        self
    }

    /// On a terminal with all colours.
    pub fn in_colour(self) -> Self {
        self.in_colours(Depth::True)
    }

    /// On a terminal with that many colours.
    pub fn in_colours(mut self, depth: Depth) -> Self {
        self.app
            .set_terminal(TerminalCapabilities { depth, ..PLAIN });
        self
    }

    /// On the Linux console.
    pub fn on_console(mut self) -> Self {
        let terminal = TerminalCapabilities {
            is_console: true,
            ..PLAIN
        };
        self.app.set_terminal(terminal);
        self
    }
}
