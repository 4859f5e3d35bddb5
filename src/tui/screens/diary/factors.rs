//! The day: what may go with the legs or the sleep, each with a key that says it and takes it back.

use ratatui::Frame;
use ratatui::crossterm::event::{Event as Pressed, KeyCode, KeyEvent};
use ratatui::layout::{Position, Rect};
use ratatui::style::Modifier;
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler;
use unicode_width::UnicodeWidthStr;

use super::{DiaryPage, PageContext, PageOutcome};
use crate::diary::{FACTORS, MEDICINE_CHANGE, PREGNANCY};
use crate::evening::{Action, DiaryEntry};
use crate::event::{Event, What};
use crate::tui::footer::{Hint, hint};
use crate::tui::screen::Explained;
use crate::tui::wrap::put;
use crate::words;

/// The page; and what is being typed, where a factor asks for more.
#[derive(Debug, Default)]
pub struct Factors {
    asked: Option<(Asks, Input)>,
}

/// What a factor asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asks {
    /// The week of a pregnancy.
    Week,
    /// Which medicine was changed, and how.
    Medicine,
}

/// The keys of the usual factors, in their order.
const KEYS: [char; FACTORS.len()] = ['a', 'e', 'h', 's', 'n', 'l', 'm', 'p', 'w'];

/// A factor with its key, and what was said of it.
struct Line<'a> {
    key: char,
    name: String,
    said: Vec<&'a Event>,
}

/// The usual ones, then the user's own: those have the digits from 1 on, so far as there are digits.
fn lines<'a>(ctx: &PageContext<'a>) -> Vec<Line<'a>> {
    let usual = KEYS.into_iter().zip(FACTORS.map(str::to_owned));
    let own = ctx.config.diary.factors.iter().cloned();
    let events = ctx.events();
    usual
        .chain(('1'..='9').zip(own))
        .map(|(key, name)| {
            let is_said = |event: &&&Event| {
                matches!(&event.what, What::Factor { name: said, .. } if *said == name)
            };
            let said = events.iter().filter(is_said).copied().collect();
            Line { key, name, said }
        })
        .collect()
}

impl Line<'_> {
    /// In words: `exercise hard`, `pregnancy, week 31`.
    fn in_words(&self) -> String {
        let said = self.said.last().and_then(|event| words::diary_line(event));
        said.unwrap_or_else(|| self.name.replace('-', " "))
    }
}

fn tell(name: &str, amount: Option<u16>, about: Option<String>) -> PageOutcome {
    let entry = DiaryEntry::Factor {
        name: name.to_owned(),
        amount,
        about,
    };
    PageOutcome::Record(vec![Action::Record { entry, at: None }])
}

impl Factors {
    fn press_factor(&mut self, line: &Line<'_>) -> PageOutcome {
        if !line.said.is_empty() {
            let revoke = |event: &&Event| Action::Revoke { event: event.id };
            return PageOutcome::Record(line.said.iter().map(revoke).collect());
        }
        let asks = match line.name.as_str() {
            PREGNANCY => Asks::Week,
            MEDICINE_CHANGE => Asks::Medicine,
            name => return tell(name, None, None),
        };
        self.asked = Some((asks, Input::default()));
        PageOutcome::Stay
    }

    fn answer(&mut self, key: KeyEvent) -> PageOutcome {
        let Some((asks, input)) = &mut self.asked else {
            return PageOutcome::Stay;
        };
        match (key.code, asks) {
            (KeyCode::Esc, _) => {
                self.asked = None;
                PageOutcome::Stay
            }
            (KeyCode::Enter, Asks::Week) => match input.value().trim() {
                "" => tell(PREGNANCY, None, None),
                week => match week.parse() {
                    Ok(week) => tell(PREGNANCY, Some(week), None),
                    Err(_) => PageOutcome::Notice("The week is a number, such as 31.".to_owned()),
                },
            },
            (KeyCode::Enter, Asks::Medicine) => {
                tell(MEDICINE_CHANGE, None, Some(input.value().trim().to_owned()))
            }
            (_, Asks::Week | Asks::Medicine) => {
                input.handle_event(&Pressed::Key(key));
                PageOutcome::Stay
            }
        }
    }
}

impl DiaryPage for Factors {
    fn title(&self) -> &'static str {
        "The day"
    }

    fn hints(&self, _ctx: &PageContext<'_>) -> Vec<Hint> {
        if self.asked.is_some() {
            vec![hint(KeyCode::Enter, "Enter", "keep")]
        } else {
            vec![]
        }
    }

    fn key(&mut self, key: KeyEvent, ctx: &PageContext<'_>) -> PageOutcome {
        if self.asked.is_some() {
            return self.answer(key);
        }
        match key.code {
            KeyCode::Esc => PageOutcome::Back,
            KeyCode::Char(letter) => {
                let lines = lines(ctx);
                let line = lines.iter().find(|line| line.key == letter);
                line.map_or(PageOutcome::Stay, |line| self.press_factor(line))
            }
            _ => PageOutcome::Stay,
        }
    }

    fn recorded(&mut self, _ctx: &PageContext<'_>) -> PageOutcome {
        self.asked = None;
        PageOutcome::Stay
    }

    fn is_typing(&self) -> bool {
        self.asked.is_some()
    }

    fn input(&mut self) -> Option<&mut Input> {
        self.asked.as_mut().map(|(_, input)| input)
    }

    fn draw(&self, ctx: &PageContext<'_>, body: Rect, frame: &mut Frame) {
        if let Some((asks, input)) = &self.asked {
            return ask(*asks, input, ctx, body, frame);
        }
        let theme = ctx.theme();
        let lines = lines(ctx);
        let grid = Grid::of(body, lines.len());
        if grid.has_question {
            let question = if ctx.is_tonight() {
                "What was there today? Again takes it back."
            } else {
                "What was there that day? Again takes it back."
            };
            put(frame, grid.question, 0, question, theme.dim);
        }
        for (n, line) in lines.iter().enumerate() {
            let place = grid.place(n);
            let is_said = !line.said.is_empty();
            let (mark, style) = if is_said {
                (
                    ctx.symbols().tick(),
                    theme.accent.add_modifier(Modifier::BOLD),
                )
            } else {
                (" ", theme.text)
            };
            put(frame, place, 0, &line.key.to_string(), theme.key);
            if place.width >= 22 {
                put(frame, place, 2, &format!("[{mark}]"), style);
                put(frame, place, 6, &line.in_words(), style);
            } else {
                put(frame, place, 1, mark, style);
                put(frame, place, 3, &line.in_words(), style);
            }
        }
    }

    fn key_at(&self, ctx: &PageContext<'_>, body: Rect, place: Position) -> Option<KeyCode> {
        let lines = lines(ctx);
        let grid = Grid::of(body, lines.len());
        let n = (0..lines.len()).find(|n| grid.place(*n).contains(place))?;
        lines.get(n).map(|line| KeyCode::Char(line.key))
    }

    fn help(&self) -> &'static [Explained] {
        &[
            ("a e h", "alcohol; exercise light, hard"),
            ("s n l", "stress, nicotine, late screen"),
            ("m p w", "medicine, period, pregnancy"),
            ("1-9", "those of your own"),
            ("[  ]", "the day before, the day after"),
            ("i  Esc", "learn more; back"),
        ]
    }
}

/// The factors in as many columns as they need.
struct Grid {
    question: Rect,
    has_question: bool,
    rows: Rect,
    column: u16,
}

impl Grid {
    fn of(body: Rect, number: usize) -> Self {
        let left = if body.width >= 60 { 4 } else { 0 };
        let area = Rect {
            x: body.x + left,
            width: body.width.saturating_sub(left),
            ..body
        };
        let is_tall = body.height >= 14;
        let top = if is_tall { 3 } else { 1 };
        // The question gives way before the factors take a second column.
        let has_question = is_tall || number + usize::from(top) <= usize::from(body.height);
        let top = if has_question { top } else { 0 };
        let rows = Rect {
            y: area.y + top,
            height: area.height.saturating_sub(top),
            ..area
        };
        let fits_in_one = number <= usize::from(rows.height);
        Self {
            question: Rect {
                y: area.y + u16::from(is_tall),
                height: 1,
                ..area
            },
            has_question,
            rows,
            column: if fits_in_one {
                area.width
            } else {
                area.width / 2
            },
        }
    }

    /// Where the factor of that number stands.
    fn place(&self, n: usize) -> Rect {
        let height = usize::from(self.rows.height.max(1));
        let (column, row) = (n / height, n % height);
        Rect {
            x: self.rows.x + self.column * column as u16,
            y: self.rows.y + row as u16,
            width: self.column,
            height: 1,
        }
        .intersection(self.rows)
    }
}

/// The line to type into.
fn ask(asks: Asks, input: &Input, ctx: &PageContext<'_>, body: Rect, frame: &mut Frame) {
    let theme = ctx.theme();
    let left = if body.width >= 60 { 4 } else { 1 };
    let (question, remark) = match asks {
        Asks::Week => ("Pregnancy: which week?", "It may stay empty."),
        Asks::Medicine => (
            "Medicine: which was changed, and how?",
            "It may stay empty.",
        ),
    };
    let mut rows = body.rows().skip(usize::from(body.height >= 12) * 2);
    let bold = theme.text.add_modifier(Modifier::BOLD);
    for (text, style) in [(question, bold), (remark, theme.dim)] {
        if let Some(row) = rows.next() {
            put(frame, row, left, text, style);
        }
    }
    let Some(row) = rows.nth(1) else { return };
    let room = row.width.saturating_sub(left + 1);
    let skipped = (input.visual_cursor() as u16).saturating_sub(room);
    let shown: String = input.value().chars().skip(skipped.into()).collect();
    put(frame, row, left, &shown, theme.accent);
    let before = shown
        .width()
        .min(usize::from(input.visual_cursor() as u16 - skipped));
    frame.set_cursor_position(Position::new(row.x + left + before as u16, row.y));
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn each_factor_has_a_key_of_its_own() {
        let keys: HashSet<char> = KEYS.into_iter().collect();
        assert_eq!(keys.len(), KEYS.len());
        assert!(!keys.contains(&'q'), "that one leaves");
    }
}
