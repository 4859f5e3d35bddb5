//! The legs page: a rating from 0 to 10, then how the legs feel.

use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::{Position, Rect, Size};
use ratatui::style::{Modifier, Style};

use super::{DiaryPage, PageContext, PageOutcome};
use crate::evening::{Action, DiaryEntry, FEELS};
use crate::event::{Rating, What};
use crate::plan::KeyArea;
use crate::tui::charset::Charset;
use crate::tui::footer::{Hint, hint};
use crate::tui::rating_keys;
use crate::tui::row::put;
use crate::tui::screen::{Explained, Learn};
use crate::tui::widgets::big::Big;
use crate::tui::widgets::hidden_lines::HiddenLines;
use crate::tui::widgets::rating_scale::{self, RatingScale};
use crate::words;

/// The chosen rating, and which of [`FEELS`] are ticked.
#[derive(Debug, Default)]
pub struct LegsPage {
    rating: Option<Rating>,
    feels: [bool; FEELS.len()],
}

/// The areas of the page, top down. An area without room is empty.
struct Areas {
    question: Rect,
    big: Rect,
    scale: Rect,
    feels: Rect,
}

impl Areas {
    fn new(body: Rect, charset: Charset) -> Self {
        let is_tall = body.height >= 14;
        let left = if body.width >= 60 { 4 } else { 1 };
        let area = Rect {
            x: body.x + left,
            width: body.width.saturating_sub(left),
            ..body
        };
        let mut y = area.y + u16::from(is_tall);
        let mut take = |height: u16, gap: u16| {
            let place = Rect { y, height, ..area }.intersection(area);
            y = y.saturating_add(height + if is_tall { gap } else { 0 });
            place
        };
        Self {
            question: take(1, 1),
            scale: take(rating_scale::HEIGHT, 1),
            big: if is_tall {
                take(big_rows(area, charset), 1)
            } else {
                Rect::ZERO
            },
            feels: take(FEELS.len() as u16 + 1, 0),
        }
    }
}

/// The rows of the number in big letters: as many as they need where there is room for them, else one for an ordinary number.
fn big_rows(area: Rect, charset: Charset) -> u16 {
    // Without the question, the scale, the feelings, and the gaps between them.
    let others = 1 + rating_scale::HEIGHT + FEELS.len() as u16 + 1 + 4;
    let room = area.height.saturating_sub(others).max(1);
    let worst = Big {
        text: "10",
        style: Style::new(),
        charset,
    };
    worst.size(Size::new(area.width, room)).height
}

/// The key that ticks a feeling: its first letter.
fn feeling_key(feel: &str) -> char {
    feel.chars().next().unwrap_or_default()
}

impl LegsPage {
    /// Records the rating with the ticked feelings.
    fn actions(&self, rating: Rating) -> Vec<Action> {
        let feels = FEELS.iter().zip(self.feels).filter(|(_, is_on)| *is_on);
        let entry = DiaryEntry::Legs {
            rating,
            feels: feels.map(|(feel, _)| (*feel).to_owned()).collect(),
            places: vec![],
            about: None,
        };
        vec![Action::Record { entry, at: None }]
    }
}

impl DiaryPage for LegsPage {
    fn title(&self) -> &'static str {
        "Legs"
    }

    fn key_area(&self) -> KeyArea {
        KeyArea::Legs
    }

    fn hints(&self, ctx: &PageContext<'_>) -> Vec<Hint> {
        let ascii = ctx.terminal.ascii;
        let mut hints = Vec::new();
        if self.rating.is_some() {
            hints.push(hint(KeyCode::Enter, "Enter", "keep"));
        }
        if self.rating != Some(Rating::CALM) {
            hints.push(hint(
                KeyCode::Left,
                if ascii { "<-" } else { "←" },
                "calmer",
            ));
        }
        if self.rating != Some(Rating::WORST) {
            hints.push(hint(
                KeyCode::Right,
                if ascii { "->" } else { "→" },
                "worse",
            ));
        }
        hints
    }

    fn key(&mut self, key: KeyEvent, _ctx: &PageContext<'_>) -> PageOutcome {
        match key.code {
            KeyCode::Esc => return PageOutcome::Back,
            KeyCode::Enter => {
                return match self.rating {
                    Some(rating) => PageOutcome::Record(self.actions(rating)),
                    None => {
                        PageOutcome::Notice("A number first: 0 is calm, 10 the worst.".to_owned())
                    }
                };
            }
            KeyCode::Left => self.rating = Some(self.rating.map_or(Rating::CALM, Rating::calmer)),
            KeyCode::Right => self.rating = Some(self.rating.map_or(Rating::CALM, Rating::worse)),
            KeyCode::Char(letter) => {
                if let Some(rating) = rating_keys::rating(letter) {
                    self.rating = Some(rating);
                }
                let feel = FEELS.iter().position(|feel| feeling_key(feel) == letter);
                if let Some(is_on) = feel.and_then(|n| self.feels.get_mut(n)) {
                    *is_on = !*is_on;
                }
            }
            _ => {}
        }
        PageOutcome::Stay
    }

    fn recorded(&mut self, _ctx: &PageContext<'_>) -> PageOutcome {
        PageOutcome::Back
    }

    fn has_unsaved_input(&self) -> bool {
        self.rating.is_some() || self.feels.contains(&true)
    }

    fn draw(&self, ctx: &PageContext<'_>, body: Rect, frame: &mut Frame) {
        let theme = ctx.theme();
        let areas = Areas::new(body, ctx.terminal.charset());
        let bold = theme.text.add_modifier(Modifier::BOLD);
        let question = if ctx.is_tonight() {
            "How are your legs?"
        } else {
            "How were they that night?"
        };
        put(frame.buffer_mut(), areas.question, 0, question, bold);
        if let Some(before) = latest_rating(ctx) {
            let x = question.len() as u16 + 3;
            put(frame.buffer_mut(), areas.question, x, &before, theme.dim);
        }
        let scale = RatingScale {
            chosen: self.rating,
            theme: &theme,
        };
        scale.draw(areas.scale, frame.buffer_mut());
        let number = self.rating.map_or("-".to_owned(), |n| n.to_string());
        let big = Big {
            text: &number,
            style: theme.accent,
            charset: ctx.terminal.charset(),
        };
        if areas.big.height > 0 {
            frame.render_widget(big, areas.big);
        }
        self.draw_feels(ctx, areas.feels, frame);
    }

    fn key_at(&self, ctx: &PageContext<'_>, body: Rect, place: Position) -> Option<KeyCode> {
        let areas = Areas::new(body, ctx.terminal.charset());
        if let Some(key) = rating_scale::key_at(areas.scale, place) {
            return Some(KeyCode::Char(key));
        }
        let row = areas
            .feels
            .contains(place)
            .then(|| place.y - areas.feels.y)?;
        let row = row.checked_sub(has_heading(areas.feels).into())?;
        let feel = FEELS.get(usize::from(row))?;
        Some(KeyCode::Char(feeling_key(feel)))
    }

    fn learn(&self) -> Learn {
        Learn {
            key: 'w',
            page: Some("how-it-feels"),
        }
    }

    fn help(&self) -> &'static [Explained] {
        &[
            ("0-9  x", "how bad: 0 calm, x is 10"),
            ("← →", "one less, one more"),
            ("t c a", "tingling, crawling, aching"),
            ("i p", "itching, pressure"),
            ("Enter", "keep it"),
            ("[  ]", "the day before, after"),
            ("w  Esc", "learn more; back"),
        ]
    }
}

/// Whether there is room for a heading above the feelings.
fn has_heading(area: Rect) -> bool {
    usize::from(area.height) > FEELS.len()
}

impl LegsPage {
    fn draw_feels(&self, ctx: &PageContext<'_>, area: Rect, frame: &mut Frame) {
        let theme = ctx.theme();
        if has_heading(area) {
            let heading = if area.width >= 60 {
                "They feel like (more than one, or none)"
            } else {
                "They feel like (any, or none)"
            };
            put(frame.buffer_mut(), area, 0, heading, theme.dim);
        }
        let first = usize::from(has_heading(area));
        for ((row, feel), is_on) in area.rows().skip(first).zip(FEELS).zip(self.feels) {
            let (mark, style) = if is_on {
                (ctx.symbols().tick(), theme.accent)
            } else {
                (" ", theme.text)
            };
            put(
                frame.buffer_mut(),
                row,
                0,
                feeling_key(feel).to_string(),
                theme.key,
            );
            put(
                frame.buffer_mut(),
                row,
                3,
                format!("[{mark}] {feel}"),
                style,
            );
        }
        let hidden = HiddenLines::of(first + FEELS.len(), 0, area.height);
        hidden.draw(area, &theme, ctx.symbols(), frame.buffer_mut());
    }
}

/// The evening's latest rating and its time: `4 at 21:05`.
fn latest_rating(ctx: &PageContext<'_>) -> Option<String> {
    let rated = |what: &What| match what {
        What::Legs { rating, .. } => Some(*rating),
        _ => None,
    };
    let events = ctx.events();
    let latest = events
        .iter()
        .rev()
        .find_map(|event| Some((event, rated(&event.what)?)))?;
    let (event, rating) = latest;
    let at = words::local_clock(
        event.at,
        event.local().offset(),
        &ctx.zone,
        ctx.clock_format(),
    );
    Some(format!("{rating} at {at}"))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_two_feelings_share_a_key() {
        let mut keys: HashSet<char> = FEELS.into_iter().map(feeling_key).collect();
        assert_eq!(keys.len(), FEELS.len());
        assert!(
            Rating::all().all(|rating| keys.insert(rating_keys::key(rating))) && keys.insert('q'),
            "no other key is taken"
        );
    }
}
