//! In the morning, until it is answered: how the legs were last night, in one key.

use ratatui::buffer::Buffer;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::{Position, Rect, Size};
use ratatui::style::{Modifier, Style};
use ratatui::widgets::Widget;

use super::{TonightScreen, unrecorded_night};
use crate::evening::{Action, DiaryEntry};
use crate::event::About;
use crate::tui::charset::Charset;
use crate::tui::context::Context;
use crate::tui::message::Effect;
use crate::tui::rating_keys;
use crate::tui::screen::Outcome;
use crate::tui::screens::{DiaryStart, Place};
use crate::tui::theme::Theme;
use crate::tui::widgets::big::{self, Big};
use crate::tui::widgets::rating_scale::{self, RatingScale};

/// The question, on one line.
const QUESTION: [&str; 1] = ["How were your legs last night?"];

/// The question on two lines, of one length so that both have letters of one size.
const ON_TWO_LINES: [&str; 2] = ["How were your   ", "legs last night?"];

/// The rows of the question in big letters and the scale.
pub(super) const BIG_ROWS: u16 = 2 * big::HEIGHT + GAP + rating_scale::HEIGHT;

/// The rows between them.
const GAP: u16 = 1;

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

/// How the question and the scale are drawn.
struct Layout {
    lines: &'static [&'static str],
    /// Where each line is drawn, from its first row on.
    questions: Vec<Rect>,
    scale: Rect,
}

impl Layout {
    /// In big letters where there is room, on two lines or on one; else in ordinary ones.
    fn new(area: Rect, charset: Charset) -> Self {
        let indent = if area.width >= 70 { 5 } else { 1 };
        let inner = Rect {
            x: area.x + indent,
            width: area.width.saturating_sub(indent),
            ..area
        };
        let rows = |lines: &[&str]| {
            let height =
                inner.height.saturating_sub(GAP + rating_scale::HEIGHT) / lines.len() as u16;
            let offered = Size::new(inner.width.saturating_sub(1), height);
            letters(lines[0], Style::new(), charset)
                .size(offered)
                .height
        };
        let arrangements: [&'static [&'static str]; 2] = [&ON_TWO_LINES, &QUESTION];
        let big = arrangements.into_iter().find(|lines| rows(lines) > 1);
        let lines = big.unwrap_or(&QUESTION);
        let rows = rows(lines).max(1);
        let number = lines.len() as u16;
        // On a low screen the question stands directly above the scale.
        let gap = GAP.min(
            area.height
                .saturating_sub(number * rows + rating_scale::HEIGHT),
        );
        let height = number * rows + gap + rating_scale::HEIGHT;
        // A row that is left over parts it from the list.
        let top = area.height.saturating_sub(height).div_ceil(2);
        let question = |n| Rect {
            height: rows.min(inner.height),
            ..rows_from(inner, top + n * rows)
        };
        Self {
            lines,
            questions: (0..number).map(question).collect(),
            scale: rows_from(inner, top + number * rows + gap),
        }
    }
}

fn letters(text: &str, style: Style, charset: Charset) -> Big<'_> {
    Big {
        text,
        style,
        charset,
    }
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
pub(super) fn draw(theme: &Theme, charset: Charset, area: Rect, buf: &mut Buffer) {
    let layout = Layout::new(area, charset);
    let bold = theme.accent.add_modifier(Modifier::BOLD);
    for (line, place) in layout.lines.iter().zip(layout.questions) {
        let place = Rect {
            x: place.x + 1,
            width: place.width.saturating_sub(1),
            ..place
        };
        letters(line, bold, charset).render(place.intersection(area), buf);
    }
    let chosen = None;
    RatingScale { chosen, theme }.draw(layout.scale, buf);
}

/// The key of the number at that position.
pub(super) fn key_at(area: Rect, charset: Charset, place: Position) -> Option<char> {
    rating_scale::key_at(Layout::new(area, charset).scale, place)
}
