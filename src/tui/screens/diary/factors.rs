//! The page "The day": factors that may affect legs or sleep. A factor's key records it; pressed again, it revokes it.

use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::{Position, Rect};
use ratatui::style::Modifier;

use super::{DiaryPage, PageContext, PageOutcome};
use crate::diary::{FACTORS, MEDICINE_CHANGE, PREGNANCY, factor_of};
use crate::evening::{Action, DiaryEntry};
use crate::event::Event;
use crate::plan::KeyArea;
use crate::tui::footer::Hint;
use crate::tui::prompt::{self, Prompt, Typed};
use crate::tui::row::put;
use crate::tui::screen::Explained;
use crate::tui::text_field::{FieldKind, TextField};
use crate::tui::widgets::hidden_lines::HiddenLines;
use crate::words;

/// The page, with the open question if a factor needs details.
#[derive(Debug, Default)]
pub struct FactorsPage {
    question: Option<(Question, Prompt)>,
}

/// The details that a factor asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Question {
    /// The week of a pregnancy.
    Week,
    /// The name of the changed medicine, and how it was changed.
    Medicine,
}

/// The weeks that a pregnancy has.
const WEEKS: FieldKind = FieldKind::Whole {
    from: 1,
    to: 45,
    by: 1,
    start: 20,
    unit: "",
};

impl Question {
    fn prompt(self) -> Prompt {
        match self {
            Self::Week => Prompt::new(
                "Pregnancy, which week (may stay empty)",
                "Week (or empty)",
                TextField::new(WEEKS),
            ),
            Self::Medicine => Prompt::new(
                "Medicine, which and how changed (may stay empty)",
                "Which (or empty)",
                prompt::words(String::new()),
            ),
        }
    }
}

/// The keys of the built-in [`FACTORS`], in the same order.
const KEYS: [char; FACTORS.len()] = ['a', 'e', 'h', 's', 'n', 'l', 'm', 'p', 'w'];

/// A factor with its key and the evening's entries of it.
struct FactorLine<'a> {
    key: char,
    name: String,
    entries: Vec<&'a Event>,
}

/// The built-in factors, then up to nine of the user's own, whose keys are the digits from 1.
fn lines<'a>(ctx: &PageContext<'a>) -> Vec<FactorLine<'a>> {
    let usual = KEYS.into_iter().zip(FACTORS.map(str::to_owned));
    let own = ctx.config.diary.factors.iter().cloned();
    let events = ctx.events();
    usual
        .chain(('1'..='9').zip(own))
        .map(|(key, name)| {
            let is_of_factor = |event: &&&Event| factor_of(&event.what) == Some(name.as_str());
            let entries = events.iter().filter(is_of_factor).copied().collect();
            FactorLine { key, name, entries }
        })
        .collect()
}

impl FactorLine<'_> {
    /// The factor with its recorded details: `exercise hard`, `pregnancy, week 31`.
    fn label(&self) -> String {
        let latest = self.entries.last();
        let recorded = latest.and_then(|event| words::diary_line(event));
        recorded.unwrap_or_else(|| self.name.replace('-', " "))
    }
}

fn record(name: &str, amount: Option<u16>, about: Option<String>) -> PageOutcome {
    let entry = DiaryEntry::Factor {
        name: name.to_owned(),
        amount,
        about,
    };
    PageOutcome::Record(vec![Action::Record { entry, at: None }])
}

impl FactorsPage {
    /// Revokes a recorded factor; records a new one, or asks for its details first.
    fn toggle(&mut self, line: &FactorLine<'_>) -> PageOutcome {
        if !line.entries.is_empty() {
            let revoke = |event: &&Event| Action::Revoke { event: event.id };
            return PageOutcome::Record(line.entries.iter().map(revoke).collect());
        }
        let question = match line.name.as_str() {
            PREGNANCY => Question::Week,
            MEDICINE_CHANGE => Question::Medicine,
            name => return record(name, None, None),
        };
        self.question = Some((question, question.prompt()));
        PageOutcome::Stay
    }

    /// Handles a key while a question is open.
    fn answer(&mut self, key: KeyEvent) -> PageOutcome {
        let Some((question, prompt)) = &mut self.question else {
            return PageOutcome::Stay;
        };
        match (prompt.typed(key), question) {
            (Typed::Cancelled, Question::Week | Question::Medicine) => self.question = None,
            (Typed::Answered, Question::Week) => match prompt.text(0) {
                "" => return record(PREGNANCY, None, None),
                week => match week.parse() {
                    Ok(week) => return record(PREGNANCY, Some(week), None),
                    Err(_) => prompt.fail(0, "a number such as 31".to_owned()),
                },
            },
            (Typed::Answered, Question::Medicine) => {
                return record(MEDICINE_CHANGE, None, Some(prompt.text(0).to_owned()));
            }
            (Typed::Editing, Question::Week | Question::Medicine) => {}
        }
        PageOutcome::Stay
    }
}

impl DiaryPage for FactorsPage {
    fn title(&self) -> &'static str {
        "The day"
    }

    fn key_area(&self) -> KeyArea {
        KeyArea::Day
    }

    fn hints(&self, ctx: &PageContext<'_>) -> Vec<Hint> {
        let prompt = self.prompt();
        prompt.map_or_else(Vec::new, |prompt| prompt.hints(ctx.terminal.ascii))
    }

    fn key(&mut self, key: KeyEvent, ctx: &PageContext<'_>) -> PageOutcome {
        if self.question.is_some() {
            return self.answer(key);
        }
        match key.code {
            KeyCode::Esc => PageOutcome::Back,
            KeyCode::Char(letter) => {
                let lines = lines(ctx);
                let line = lines.iter().find(|line| line.key == letter);
                line.map_or(PageOutcome::Stay, |line| self.toggle(line))
            }
            _ => PageOutcome::Stay,
        }
    }

    fn recorded(&mut self, _ctx: &PageContext<'_>) -> PageOutcome {
        self.question = None;
        PageOutcome::Stay
    }

    fn prompt(&self) -> Option<&Prompt> {
        self.question.as_ref().map(|(_, prompt)| prompt)
    }

    fn prompt_mut(&mut self) -> Option<&mut Prompt> {
        self.question.as_mut().map(|(_, prompt)| prompt)
    }

    fn draw(&self, ctx: &PageContext<'_>, body: Rect, frame: &mut Frame) {
        let theme = ctx.theme();
        let lines = lines(ctx);
        let grid = FactorGrid::new(body, lines.len());
        if grid.has_question {
            let question = match (ctx.is_tonight(), grid.question.width >= 50) {
                (true, true) => "What was part of today? Again takes it back.",
                (false, true) => "What was part of that day? Again takes it back.",
                (true, false) => "Part of today? Again takes it back.",
                (false, false) => "Part of that day? Again takes it back.",
            };
            put(frame.buffer_mut(), grid.question, 0, question, theme.dim);
        }
        for (n, line) in lines.iter().enumerate() {
            let place = grid.place(n);
            let is_recorded = !line.entries.is_empty();
            let (mark, style) = if is_recorded {
                (
                    ctx.symbols().tick(),
                    theme.accent.add_modifier(Modifier::BOLD),
                )
            } else {
                (" ", theme.text)
            };
            put(
                frame.buffer_mut(),
                place,
                0,
                line.key.to_string(),
                theme.key,
            );
            if place.width >= 22 {
                put(frame.buffer_mut(), place, 2, format!("[{mark}]"), style);
                put(frame.buffer_mut(), place, 6, line.label(), style);
            } else {
                put(frame.buffer_mut(), place, 1, mark, style);
                put(frame.buffer_mut(), place, 3, line.label(), style);
            }
        }
        let shown = (0..lines.len()).filter(|n| !grid.place(*n).is_empty());
        let hidden = HiddenLines {
            above: 0,
            below: lines.len() - shown.count(),
        };
        hidden.draw(grid.rows, &theme, ctx.symbols(), frame.buffer_mut());
    }

    fn key_at(&self, ctx: &PageContext<'_>, body: Rect, place: Position) -> Option<KeyCode> {
        let lines = lines(ctx);
        let grid = FactorGrid::new(body, lines.len());
        let n = (0..lines.len()).find(|n| grid.place(*n).contains(place))?;
        lines.get(n).map(|line| KeyCode::Char(line.key))
    }

    fn help(&self) -> &'static [Explained] {
        &[
            ("a e h", "alcohol, exercise light/hard"),
            ("s n l", "stress, nicotine, screen"),
            ("m p w", "medicine, period, pregnancy"),
            ("1-9", "those of your own"),
            ("[  ]", "the day before, after"),
            ("i  Esc", "learn more; back"),
        ]
    }
}

/// The layout of the factors: one column, or two if they do not fit into one.
struct FactorGrid {
    question: Rect,
    has_question: bool,
    rows: Rect,
    column_width: u16,
}

impl FactorGrid {
    fn new(body: Rect, count: usize) -> Self {
        let left = if body.width >= 60 { 4 } else { 0 };
        let area = Rect {
            x: body.x + left,
            width: body.width.saturating_sub(left),
            ..body
        };
        let is_tall = body.height >= 14;
        let top = if is_tall { 3 } else { 1 };
        // Drop the question rather than split the factors into two columns.
        let has_question = is_tall || count + usize::from(top) <= usize::from(body.height);
        let top = if has_question { top } else { 0 };
        let rows = Rect {
            y: area.y + top,
            height: area.height.saturating_sub(top),
            ..area
        };
        let fits_in_one = count <= usize::from(rows.height);
        Self {
            question: Rect {
                y: area.y + u16::from(is_tall),
                height: 1,
                ..area
            },
            has_question,
            rows,
            column_width: if fits_in_one {
                area.width
            } else {
                area.width / 2
            },
        }
    }

    /// The cell of the factor with index `n`; empty if it lies outside the page.
    fn place(&self, n: usize) -> Rect {
        let height = usize::from(self.rows.height.max(1));
        let (column, row) = (n / height, n % height);
        Rect {
            x: self.rows.x + self.column_width * column as u16,
            y: self.rows.y + row as u16,
            width: self.column_width,
            height: 1,
        }
        .intersection(self.rows)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_two_factors_share_a_key() {
        let keys: HashSet<char> = KEYS.into_iter().collect();
        assert_eq!(keys.len(), KEYS.len());
        assert!(!keys.contains(&'q'), "q quits");
    }
}
