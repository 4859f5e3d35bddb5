//! The answer to the previous key, or what failed, at the foot of the player.
//!
//! It stands on the rule above the keys. Where it has no room there, or where there is no rule, it covers the keys and as many rows
//! above them as it needs, an answer for a few seconds, so that no part of the picture moves for it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_width::UnicodeWidthStr;

use super::layout::Parts;
use super::view::View;
use crate::tui::row::put;
use crate::tui::wrap::{wrapped, wrapped_into};

/// The most rows that it covers.
const TALLEST: u16 = 4;

impl View<'_> {
    /// The line, and its style.
    fn foot_line(&self) -> Option<(&str, Style)> {
        let failure = self.failure.map(|line| (line, self.theme.rose));
        failure.or(self.answer.map(|line| (line, self.theme.accent)))
    }

    /// The rows that it covers; none if there is nothing to say.
    pub(super) fn covered(&self, parts: &Parts) -> Rect {
        let Some((line, _)) = self.foot_line() else {
            return Rect::ZERO;
        };
        let Rect { width, .. } = parts.keys;
        if parts.rule.height > 0 && line.width() + 2 <= width.into() {
            return parts.rule;
        }
        if self.failure.is_none() && !self.is_answer_new {
            return Rect::ZERO;
        }
        let rows = wrapped(line, width.saturating_sub(2)).len() as u16;
        let height = rows.min(TALLEST).min(parts.keys.bottom());
        Rect {
            y: parts.keys.bottom() - height,
            height,
            ..parts.keys
        }
    }

    /// Draws it over what it covers.
    pub(super) fn draw_answer(&self, parts: &Parts, buf: &mut Buffer) {
        let (covered, Some((line, style))) = (self.covered(parts), self.foot_line()) else {
            return;
        };
        if covered.height > 0 && covered == parts.rule {
            put(buf, covered, 0, format!(" {line} "), style);
            return;
        }
        let lines = wrapped_into(line, covered.width.saturating_sub(2), covered.height);
        for (row, line) in covered.rows().zip(lines) {
            put(buf, row, 0, " ".repeat(row.width.into()), self.theme.ground);
            put(buf, row, 1, line, style);
        }
    }
}
