//! What the user does on the stage: keys, clicks, the wheel.

use ratatui::crossterm::event::{
    KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};
use ratatui::layout::Size;
use winddown::tui::Message;

use super::Stage;

impl Stage {
    /// Types keys, separated by spaces: `d`, `Enter`, `C-z`, `"22:45"` for a text.
    pub fn keys(mut self, keys: &str) -> Self {
        for key in keys.split_whitespace() {
            if let Some(text) = key.strip_prefix('"').and_then(|key| key.strip_suffix('"')) {
                for letter in text.chars() {
                    self.send(Message::Key(KeyEvent::from(KeyCode::Char(letter))));
                }
            } else {
                self.send(Message::Key(named(key)));
            }
        }
        self
    }

    /// Types a line, where nothing is drawn, and returns what was printed since.
    pub fn types(&mut self, line: &str) -> Vec<String> {
        self.lines.clear();
        self.send(Message::Line(line.to_owned()));
        std::mem::take(&mut self.lines)
    }

    /// Clicks where that text begins on the screen.
    pub fn click(mut self, text: &str) -> Self {
        let screen = self.screen();
        let (row, line) = (0..)
            .zip(screen.lines())
            .find(|(_, line)| line.contains(text))
            .expect("on the screen");
        let column = line[..line.find(text).unwrap()].chars().count() as u16;
        self.send(Message::Mouse(MouseEvent {
            kind: MouseEventKind::Down(MouseButton::Left),
            column,
            row,
            modifiers: KeyModifiers::NONE,
        }));
        self
    }

    /// Turns the wheel over the middle of the screen: down by so many notches, or up.
    pub fn wheel(mut self, notches: i32) -> Self {
        let kind = if notches < 0 {
            MouseEventKind::ScrollUp
        } else {
            MouseEventKind::ScrollDown
        };
        let Size { width, height } = self.app.size();
        for _ in 0..notches.abs() {
            self.send(Message::Mouse(MouseEvent {
                kind,
                column: width / 2,
                row: height / 2,
                modifiers: KeyModifiers::NONE,
            }));
        }
        self
    }
}

/// The key of that name: `d`, `Enter`, `C-z`.
fn named(key: &str) -> KeyEvent {
    let mut letters = key.chars();
    match (key, letters.next(), letters.next()) {
        (_, Some(letter), None) => KeyEvent::from(KeyCode::Char(letter)),
        (key, Some('C'), Some('-')) => {
            let letter = key.chars().nth(2).expect("C-x");
            KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL)
        }
        ("Enter", ..) => KeyEvent::from(KeyCode::Enter),
        ("Esc", ..) => KeyEvent::from(KeyCode::Esc),
        ("Tab", ..) => KeyEvent::from(KeyCode::Tab),
        ("BackTab", ..) => KeyEvent::from(KeyCode::BackTab),
        ("Space", ..) => KeyEvent::from(KeyCode::Char(' ')),
        ("Up", ..) => KeyEvent::from(KeyCode::Up),
        ("Down", ..) => KeyEvent::from(KeyCode::Down),
        ("Left", ..) => KeyEvent::from(KeyCode::Left),
        ("Right", ..) => KeyEvent::from(KeyCode::Right),
        ("PageUp", ..) => KeyEvent::from(KeyCode::PageUp),
        ("PageDown", ..) => KeyEvent::from(KeyCode::PageDown),
        ("Home", ..) => KeyEvent::from(KeyCode::Home),
        ("End", ..) => KeyEvent::from(KeyCode::End),
        ("Delete", ..) => KeyEvent::from(KeyCode::Delete),
        ("Backspace", ..) => KeyEvent::from(KeyCode::Backspace),
        _ => panic!("no key is called {key}"),
    }
}
