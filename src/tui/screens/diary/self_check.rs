//! The self-check: four signs, one at a time, and words that never say what one has.

use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::{DiaryPage, PageContext, PageOutcome};
use crate::diary::{SIGNS, what_the_signs_say};
use crate::evening::{Action, DiaryEntry};
use crate::event::What;
use crate::tui::footer::{Hint, hint};
use crate::tui::screen::{Explained, Learn};
use crate::tui::wrap::{put, wrapped};

/// The answers so far; and all four once they are kept.
#[derive(Debug, Default)]
pub struct SelfCheck {
    answers: Vec<bool>,
    outcome: Option<[bool; SIGNS.len()]>,
}

/// The signs in a word or two, in their order.
const IN_SHORT: [&str; SIGNS.len()] = ["urge", "worse at night", "moving helps", "broken sleep"];

impl SelfCheck {
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

    /// Which question is asked: the last one stays until the answers are kept.
    fn question(&self) -> usize {
        self.answers.len().min(SIGNS.len() - 1)
    }
}

impl DiaryPage for SelfCheck {
    fn title(&self) -> &'static str {
        "Self-check"
    }

    fn is_of_an_evening(&self) -> bool {
        false
    }

    fn hints(&self, ctx: &PageContext<'_>) -> Vec<Hint> {
        if self.outcome.is_some() {
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
            KeyCode::Enter if self.outcome.is_some() => PageOutcome::Back,
            _ if self.outcome.is_some() => PageOutcome::Stay,
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
        self.outcome = self.answers.as_slice().try_into().ok();
        PageOutcome::Stay
    }

    fn draw(&self, ctx: &PageContext<'_>, body: Rect, frame: &mut Frame) {
        let theme = ctx.theme();
        let left = if body.width >= 60 { 4 } else { 1 };
        let is_tall = body.height >= 12;
        let bold = theme.text.add_modifier(Modifier::BOLD);
        let mut page = Page {
            area: Rect {
                x: body.x + left,
                width: body.width.saturating_sub(2 * left).min(76),
                ..body
            },
            frame,
        };
        if is_tall {
            page.skip();
        }
        if let Some(signs) = self.outcome {
            page.text(what_the_signs_say(signs), bold);
        } else {
            let n = self.question();
            page.text(&format!("{} of {}", n + 1, SIGNS.len()), theme.dim);
            if is_tall {
                page.skip();
            }
            page.text(SIGNS.get(n).copied().unwrap_or_default(), bold);
            for (short, answer) in IN_SHORT.iter().zip(&self.answers) {
                let answer = if *answer { "yes" } else { "no" };
                if is_tall {
                    page.text(&format!("{short}: {answer}"), theme.dim);
                }
            }
        }
        if is_tall {
            page.skip();
        }
        let earlier = earlier(ctx, body.width >= 60);
        if !earlier.is_empty() {
            page.text("Your answers by date", theme.dim);
        }
        for line in earlier {
            page.line(&line, theme.text);
        }
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

/// Lines, one below the other, as long as there is room.
struct Page<'a, 'f> {
    area: Rect,
    frame: &'a mut Frame<'f>,
}

impl Page<'_, '_> {
    fn skip(&mut self) {
        self.area.y += self.area.height.min(1);
        self.area.height = self.area.height.saturating_sub(1);
    }

    fn line(&mut self, text: &str, style: Style) {
        put(self.frame, self.area, 0, text, style);
        self.skip();
    }

    fn text(&mut self, text: &str, style: Style) {
        for line in wrapped(text, self.area.width) {
            self.line(&line, style);
        }
    }
}

/// Every outcome so far, the newest first: so a change shows.
fn earlier(ctx: &PageContext<'_>, is_wide: bool) -> Vec<String> {
    let line = |event: &crate::event::Event| {
        let What::SelfCheck { signs } = event.what else {
            return None;
        };
        let ticked = signs.iter().filter(|sign| **sign).count();
        let mark = |sign: &bool| if *sign { ctx.symbols().tick() } else { "-" };
        let marks: Vec<&str> = signs.iter().map(mark).collect();
        let date = event.local().format("%e %b %Y");
        let named = IN_SHORT.into_iter().zip(signs).filter(|(_, sign)| *sign);
        let named: Vec<&str> = named.map(|(name, _)| name).collect();
        let said = match ticked {
            0 => "none".to_owned(),
            4 => "all four".to_owned(),
            _ if is_wide => named.join(", "),
            _ => format!("{ticked} of 4"),
        };
        Some(format!("{date}   {}   {said}", marks.join(" ")))
    };
    ctx.rarely().iter().rev().filter_map(line).collect()
}
