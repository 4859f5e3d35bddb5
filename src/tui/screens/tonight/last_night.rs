//! In the morning, until it is answered: how the legs were last night, in one key.

use ratatui::buffer::Buffer;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::{Position, Rect};
use ratatui::style::Modifier;

use super::{TonightScreen, unrecorded_night};
use crate::evening::{Action, DiaryEntry};
use crate::event::About;
use crate::tui::context::Context;
use crate::tui::message::Effect;
use crate::tui::rating_keys;
use crate::tui::row::{put, row};
use crate::tui::screen::Outcome;
use crate::tui::screens::{DiaryStart, Place};
use crate::tui::theme::Theme;
use crate::tui::widgets::rating_scale::{self, RatingScale};

/// The rows of the question and the scale.
const ROWS: u16 = 2 + rating_scale::HEIGHT;

/// Records the rating of last night that the key stands for, and goes on to the rest of the night. None if no night is
/// to be rated, or if the key stands for no rating.
pub(super) fn rate(screen: &TonightScreen, code: KeyCode, ctx: &Context<'_>) -> Option<Outcome> {
    let night = unrecorded_night(screen, ctx)?;
    let KeyCode::Char(key) = code else {
        return None;
    };
    let entry = DiaryEntry::Legs {
        rating: rating_keys::rating(key)?,
        feels: vec![],
        about: Some(About::Night),
    };
    let rated = Effect::Act(night, Action::Record { entry, at: None });
    Some(Outcome::from(rated).and_go(Place::Diary(DiaryStart::Morning, night)))
}

/// Where the scale is drawn, and above it the question.
fn areas(area: Rect) -> (Rect, Rect) {
    let indent = if area.width >= 70 { 5 } else { 1 };
    let top = area.height.saturating_sub(ROWS) / 2;
    let inner = Rect {
        x: area.x + indent,
        width: area.width.saturating_sub(indent),
        ..area
    };
    // On a low screen the question stands directly above the scale.
    let gap = u16::from(area.height > ROWS);
    (row(inner, top), rows_from(inner, top + 1 + gap))
}

/// The rows of the area from that one on.
fn rows_from(area: Rect, number: u16) -> Rect {
    let skipped = number.min(area.height);
    Rect {
        y: area.y + skipped,
        height: area.height - skipped,
        ..area
    }
}

/// Draws the question and the scale.
pub(super) fn draw(theme: &Theme, area: Rect, buf: &mut Buffer) {
    let (question, below) = areas(area);
    let bold = theme.accent.add_modifier(Modifier::BOLD);
    put(buf, question, 1, "How were your legs last night?", bold);
    let chosen = None;
    RatingScale { chosen, theme }.draw(below, buf);
}

/// The key of the number at that position.
pub(super) fn key_at(area: Rect, place: Position) -> Option<char> {
    rating_scale::key_at(areas(area).1, place)
}
