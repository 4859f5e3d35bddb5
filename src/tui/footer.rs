//! The footer: the keys that work now, in the last lines of the screen.

use ratatui::buffer::Buffer;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::{Position, Rect};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::row::put;
use super::theme::Theme;
use crate::plan::{KeyArea, Keys};

/// A key and what it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hint {
    /// The key.
    pub key: KeyCode,
    /// The key as written in the footer.
    pub shown: &'static str,
    /// The key of the user's own that takes the place of `shown`.
    pub own: Option<char>,
    /// What the key does, in a word or two. Empty if `shown` says it already.
    pub does: &'static str,
}

/// Creates a hint.
pub const fn hint(key: KeyCode, shown: &'static str, does: &'static str) -> Hint {
    Hint {
        key,
        shown,
        own: None,
        does,
    }
}

impl Hint {
    /// The hint with the user's own key in that area.
    pub fn with_own_key(self, keys: &Keys, area: KeyArea) -> Self {
        let KeyCode::Char(built_in) = self.key else {
            return self;
        };
        let own = keys.shown(built_in, area);
        if own == built_in {
            return self;
        }
        Self {
            key: KeyCode::Char(own),
            own: Some(own),
            ..self
        }
    }

    /// The key as written in the footer.
    pub fn label(&self) -> String {
        self.own.map_or_else(|| self.shown.to_owned(), String::from)
    }

    /// Draws the hint into a row, from that column of the screen on.
    pub fn draw(&self, row: Rect, column: u16, buf: &mut Buffer, theme: &Theme) {
        let behind = put(buf, row, column - row.x, self.label(), theme.key);
        put(buf, row, behind + 1 - row.x, self.does, theme.dim);
    }

    /// The hint's width in cells.
    pub fn width(&self) -> u16 {
        let gap = usize::from(!self.does.is_empty());
        let own = self.own.map(|letter| letter.width().unwrap_or(0));
        let label = own.unwrap_or_else(|| self.shown.width());
        (label + gap + self.does.width()) as u16
    }
}

/// Hints laid out in as few rows as they fit in.
#[derive(Debug, Clone)]
pub struct Footer {
    rows: Vec<Vec<(u16, Hint)>>,
}

impl Footer {
    /// Lays the hints out in rows of `width` cells.
    pub fn new(hints: &[Hint], width: u16) -> Self {
        // Prefer the widest gap between hints that takes no further row.
        [3, 2, 1]
            .map(|gap| Self::with_gap(hints, width, gap))
            .into_iter()
            .min_by_key(|footer| footer.rows.len())
            .unwrap_or(Self { rows: Vec::new() })
    }

    fn with_gap(hints: &[Hint], width: u16, gap: u16) -> Self {
        let mut rows: Vec<Vec<(u16, Hint)>> = Vec::new();
        let mut x = u16::MAX;
        for hint in hints {
            if rows.is_empty() || x.saturating_add(hint.width() + 1) > width {
                rows.push(Vec::new());
                x = 1;
            }
            if let Some(row) = rows.last_mut() {
                row.push((x, *hint));
            }
            x = x.saturating_add(hint.width() + gap);
        }
        Self { rows }
    }

    /// The footer's height in rows.
    pub fn height(&self) -> u16 {
        self.rows.len() as u16
    }

    /// Draws the rows at the top of `area`.
    pub fn render(&self, area: Rect, buf: &mut Buffer, theme: &Theme) {
        for (y, row) in (area.y..area.bottom()).zip(&self.rows) {
            for (x, hint) in row {
                let row = Rect {
                    y,
                    height: 1,
                    ..area
                };
                hint.draw(row, area.x + x, buf, theme);
            }
        }
    }

    /// The key whose hint is drawn at that position.
    pub fn key_at(&self, area: Rect, place: Position) -> Option<KeyCode> {
        if !area.contains(place) {
            return None;
        }
        let row = self.rows.get(usize::from(place.y - area.y))?;
        row.iter()
            .find(|(x, hint)| (*x..x + hint.width()).contains(&(place.x - area.x)))
            .map(|(_, hint)| hint.key)
    }
}

/// The key that records that there was none of something today.
pub const NONE_TODAY: KeyCode = KeyCode::Char('0');

/// The hint for the key that opens Learn.
pub const LEARN: Hint = hint(KeyCode::Char('i'), "i", "learn");

/// The hint for the key that starts the night routine from every screen. No letter, so that Caps Lock cannot reach it.
pub const NIGHT: Hint = hint(KeyCode::Char('*'), "*", "woken");

/// The key that records from every screen that the symptoms begin now. No letter, so that Caps Lock cannot reach it.
pub const ONSET: KeyCode = KeyCode::Char('!');

/// The hint for the key that opens the settings.
pub const SETTINGS: Hint = hint(KeyCode::Char(','), ",", "settings");

/// The hint for the arrow key that moves or scrolls down. In ASCII the key's name says it already.
pub const fn down(ascii: bool) -> Hint {
    if ascii {
        hint(KeyCode::Down, "Down", "")
    } else {
        hint(KeyCode::Down, "↓", "down")
    }
}

/// The hint for the arrow key that moves or scrolls up.
pub const fn up(ascii: bool) -> Hint {
    if ascii {
        hint(KeyCode::Up, "Up", "")
    } else {
        hint(KeyCode::Up, "↑", "up")
    }
}

/// Inserts a hint before the last one, unless that takes a further row.
pub fn add_if_it_fits(hints: &mut Vec<Hint>, wanted: Hint, width: u16) {
    let rows = Footer::new(hints, width).height();
    let mut all = hints.clone();
    all.insert(hints.len().saturating_sub(1), wanted);
    if Footer::new(&all, width).height() <= rows {
        *hints = all;
    }
}

/// Inserts a hint before the last one if the hints still fit in the same rows with gaps of two cells. Meant for hints
/// that can be left out, because the help names the key too.
pub fn add_if_there_is_room(hints: &mut Vec<Hint>, wanted: Hint, width: u16) {
    let rows = Footer::new(hints, width).height();
    let mut all = hints.clone();
    all.insert(hints.len().saturating_sub(1), wanted);
    if Footer::with_gap(&all, width, 2).height() <= rows {
        *hints = all;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HINTS: [Hint; 3] = [
        hint(KeyCode::Enter, "Enter", "start"),
        hint(KeyCode::Char('d'), "d", "done"),
        hint(KeyCode::Char('?'), "?", "more"),
    ];

    #[test]
    fn hints_that_do_not_fit_take_another_row_and_none_is_lost() {
        assert_eq!(Footer::new(&HINTS, 80).height(), 1);
        let narrow = Footer::new(&HINTS, 20);
        assert_eq!(narrow.height(), 2);
        assert_eq!(narrow.rows.iter().flatten().count(), 3);
    }

    #[test]
    fn an_optional_hint_is_shown_only_if_there_is_room() {
        let named = |width: u16| {
            let mut hints = HINTS.to_vec();
            add_if_there_is_room(&mut hints, LEARN, width);
            hints
        };
        assert_eq!(named(80)[2], LEARN);
        assert_eq!(named(80).len(), 4);
        assert_eq!(named(30), HINTS);
    }

    #[test]
    fn a_click_on_a_hint_is_its_key() {
        let area = Rect::new(0, 22, 80, 1);
        let footer = Footer::new(&HINTS, 80);
        assert_eq!(
            footer.key_at(area, Position::new(1, 22)),
            Some(KeyCode::Enter)
        );
        assert_eq!(
            footer.key_at(area, Position::new(15, 22)),
            Some(KeyCode::Char('d'))
        );
        assert_eq!(footer.key_at(area, Position::new(0, 22)), None);
        assert_eq!(footer.key_at(area, Position::new(1, 21)), None);
    }
}
