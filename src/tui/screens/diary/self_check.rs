//! The self-check: asks for four signs, one at a time. Its result is never worded as a diagnosis.

use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::{DiaryPage, PageContext, PageOutcome};
use crate::diary::{SIGNS, self_check_result};
use crate::evening::{Action, DiaryEntry};
use crate::event::What;
use crate::plan::KeyArea;
use crate::tui::footer::{Hint, hint};
use crate::tui::row::put;
use crate::tui::screen::{Explained, Learn};
use crate::tui::widgets::hidden_lines::HiddenLines;
use crate::tui::wrap::wrapped;

/// The answers so far, and all four once they are recorded.
#[derive(Debug, Default)]
pub struct SelfCheckPage {
    answers: Vec<bool>,
    recorded: Option<[bool; SIGNS.len()]>,
}

/// Short names of [`SIGNS`], in the same order.
const SHORT_SIGNS: [&str; SIGNS.len()] = ["urge", "worse at night", "moving helps", "broken sleep"];

impl SelfCheckPage {
    /// Answers the current question; the fourth answer records them all.
    fn answer(&mut self, answer: bool) -> PageOutcome {
        self.answers.truncate(SIGNS.len() - 1);
        self.answers.push(answer);
        match <[bool; SIGNS.len()]>::try_from(self.answers.as_slice()) {
            Ok(signs) => {
                let entry = DiaryEntry::SelfCheck(signs);
                PageOutcome::Record(vec![Action::Record { entry, at: None }])
            }
            Err(_) => PageOutcome::Stay,
        }
    }

    /// The index of the current question. The last one stays until the answers are recorded.
    fn question(&self) -> usize {
        self.answers.len().min(SIGNS.len() - 1)
    }
}

impl DiaryPage for SelfCheckPage {
    fn title(&self) -> &'static str {
        "Self-check"
    }

    fn is_for_one_evening(&self) -> bool {
        false
    }

    fn key_area(&self) -> KeyArea {
        KeyArea::Question
    }

    fn hints(&self, ctx: &PageContext<'_>) -> Vec<Hint> {
        if self.recorded.is_some() {
            return vec![hint(KeyCode::Enter, "Enter", "close")];
        }
        let mut hints = vec![
            hint(KeyCode::Char('y'), "y", "yes"),
            hint(KeyCode::Char('n'), "n", "no"),
        ];
        if !self.answers.is_empty() {
            let arrow = if ctx.terminal.ascii { "<-" } else { "←" };
            hints.push(hint(KeyCode::Left, arrow, "question before"));
        }
        hints
    }

    fn key(&mut self, key: KeyEvent, _ctx: &PageContext<'_>) -> PageOutcome {
        match key.code {
            KeyCode::Esc => PageOutcome::Back,
            KeyCode::Enter if self.recorded.is_some() => PageOutcome::Back,
            _ if self.recorded.is_some() => PageOutcome::Stay,
            KeyCode::Char('y') => self.answer(true),
            KeyCode::Char('n') => self.answer(false),
            KeyCode::Left | KeyCode::Backspace | KeyCode::Char('b') => {
                self.answers.pop();
                PageOutcome::Stay
            }
            _ => PageOutcome::Stay,
        }
    }

    fn recorded(&mut self, _ctx: &PageContext<'_>) -> PageOutcome {
        self.recorded = self.answers.as_slice().try_into().ok();
        PageOutcome::Stay
    }

    fn draw(&self, ctx: &PageContext<'_>, body: Rect, frame: &mut Frame) {
        let theme = ctx.theme();
        let left = if body.width >= 60 { 4 } else { 1 };
        let is_tall = body.height >= 12;
        let bold = theme.text.add_modifier(Modifier::BOLD);
        let mut column = TextColumn {
            area: Rect {
                x: body.x + left,
                width: body.width.saturating_sub(2 * left).min(76),
                ..body
            },
            frame,
        };
        if is_tall {
            column.skip();
        }
        if let Some(signs) = self.recorded {
            column.text(self_check_result(signs), bold);
        } else {
            let n = self.question();
            column.text(&format!("{} of {}", n + 1, SIGNS.len()), theme.dim);
            if is_tall {
                column.skip();
            }
            column.text(SIGNS.get(n).copied().unwrap_or_default(), bold);
            for (short, answer) in SHORT_SIGNS.iter().zip(&self.answers) {
                let answer = if *answer { "yes" } else { "no" };
                if is_tall {
                    column.text(&format!("{short}: {answer}"), theme.dim);
                }
            }
        }
        if is_tall {
            column.skip();
        }
        let checks = recorded_checks(ctx, body.width >= 60);
        if !checks.is_empty() {
            column.text("Your answers by date", theme.dim);
        }
        let hidden = HiddenLines::of(checks.len(), 0, column.area.height);
        for line in checks {
            column.line(&line, theme.text);
        }
        hidden.draw(body, &theme, ctx.symbols(), frame.buffer_mut());
    }

    fn has_unsaved_input(&self) -> bool {
        self.recorded.is_none() && !self.answers.is_empty()
    }

    fn learn(&self) -> Learn {
        Learn::page(Some("self-check"))
    }

    fn help(&self) -> &'static [Explained] {
        &[
            ("y  n", "yes, no"),
            ("←", "the question before"),
            ("i", "learn more"),
            ("Esc", "back; only all four are kept"),
        ]
    }
}

/// Draws lines below each other; those without room are left out.
struct TextColumn<'a, 'f> {
    area: Rect,
    frame: &'a mut Frame<'f>,
}

impl TextColumn<'_, '_> {
    /// Leaves a row empty.
    fn skip(&mut self) {
        self.area.y += self.area.height.min(1);
        self.area.height = self.area.height.saturating_sub(1);
    }

    /// Draws one line, cut at the right edge.
    fn line(&mut self, text: &str, style: Style) {
        put(self.frame.buffer_mut(), self.area, 0, text, style);
        self.skip();
    }

    /// Draws a wrapped text.
    fn text(&mut self, text: &str, style: Style) {
        for line in wrapped(text, self.area.width) {
            self.line(&line, style);
        }
    }
}

/// One line per recorded self-check, newest first, so that changes can be compared.
fn recorded_checks(ctx: &PageContext<'_>, is_wide: bool) -> Vec<String> {
    let line = |event: &crate::event::Event| {
        let What::SelfCheck { signs } = event.what else {
            return None;
        };
        let ticked = signs.iter().filter(|sign| **sign).count();
        let mark = |sign: &bool| if *sign { ctx.symbols().tick() } else { "-" };
        let marks: Vec<&str> = signs.iter().map(mark).collect();
        let date = event.local().format("%e %b %Y");
        let named = SHORT_SIGNS.into_iter().zip(signs).filter(|(_, sign)| *sign);
        let named: Vec<&str> = named.map(|(name, _)| name).collect();
        let summary = match ticked {
            0 => "none".to_owned(),
            4 => "all four".to_owned(),
            _ if is_wide => named.join(", "),
            _ => format!("{ticked} of 4"),
        };
        Some(format!("{date}   {}   {summary}", marks.join(" ")))
    };
    ctx.tests_and_checks()
        .iter()
        .rev()
        .filter_map(line)
        .collect()
}
