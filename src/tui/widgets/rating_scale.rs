//! The scale from 0 to 10 on which the legs are rated, with the key for each number.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Modifier;

use crate::event::Rating;
use crate::tui::rating_keys;
use crate::tui::row::{put, row};
use crate::tui::theme::Theme;

/// The scale, drawn in two rows: the numbers, and what their ends mean.
#[derive(Debug, Clone, Copy)]
pub struct RatingScale<'a> {
    /// The chosen rating, if one is.
    pub chosen: Option<Rating>,
    /// The colours.
    pub theme: &'a Theme,
}

/// The rows that the scale takes.
pub const HEIGHT: u16 = 2;

/// Columns from one number to the next.
fn pitch(area: Rect) -> u16 {
    if area.width >= 64 { 6 } else { 3 }
}

impl RatingScale<'_> {
    /// Draws the scale into the first rows of `area`.
    pub fn draw(&self, area: Rect, buf: &mut Buffer) {
        let (theme, pitch) = (self.theme, pitch(area));
        for rating in Rating::all() {
            let is_chosen = self.chosen == Some(rating);
            let style = if is_chosen {
                theme
                    .accent
                    .add_modifier(Modifier::BOLD | Modifier::REVERSED)
            } else {
                theme.text
            };
            let shown = if is_chosen {
                format!("[{rating}]")
            } else {
                format!(" {rating} ")
            };
            let x = u16::from(rating.get()) * pitch;
            put(buf, row(area, 0), x, &shown, style);
        }
        put(buf, row(area, 1), 1, "calm", theme.dim);
        let worst = if pitch > 3 {
            "the worst you can imagine (x is 10)"
        } else {
            "worst, x is 10"
        };
        let end = u16::from(Rating::WORST.get()) * pitch + 3;
        let x = end.saturating_sub(worst.len() as u16);
        put(buf, row(area, 1), x, worst, theme.dim);
    }
}

/// The key of the number at that position, if the position is in the scale's first row in `area`.
pub fn key_at(area: Rect, place: Position) -> Option<char> {
    let numbers = row(area, 0).contains(place);
    let number = numbers.then(|| (place.x - area.x) / pitch(area))?;
    let rating = Rating::try_from(i64::from(number)).unwrap_or(Rating::WORST);
    Some(rating_keys::key(rating))
}
