//! The prompts at the foot of Tonight: a new bedtime, an excuse for the evening, a note.

use chrono::NaiveTime;
use ratatui::crossterm::event::KeyEvent;

use super::{TonightScreen, act, tonight};
use crate::evening::Action;
use crate::event::What;
use crate::time_of_day::{self, ClockFormat};
use crate::tui::context::Context;
use crate::tui::prompt::{self, Prompt, Typed};
use crate::tui::screen::Outcome;
use crate::tui::text_field::{FieldKind, TextField};

/// What a prompt asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Question {
    /// Tonight's bedtime.
    Bedtime,
    /// Why the evening should not count. May be empty.
    Excuse,
    /// A note.
    Note,
}

/// Tonight's bedtime, on the clock.
fn bedtime(ctx: &Context<'_>) -> NaiveTime {
    let bedtime = ctx.timeline().evening.bedtime;
    bedtime.with_timezone(&ctx.zone).time()
}

impl Question {
    fn prompt(self, clock: ClockFormat, prefilled: String) -> Prompt {
        match self {
            Self::Bedtime => {
                let start = time_of_day::parse(&prefilled).unwrap_or(NaiveTime::MIN);
                let field = TextField::prefilled(FieldKind::Time(start, clock), prefilled);
                Prompt::new("Bed tonight at", "Bed tonight at", field)
            }
            Self::Excuse => Prompt::new(
                "Not tonight because (may stay empty)",
                "Because (or empty)",
                prompt::words(prefilled),
            ),
            Self::Note => Prompt::new("Note", "Note", prompt::words(prefilled)),
        }
    }
}

impl TonightScreen {
    /// Opens the prompt.
    pub(super) fn ask(
        &mut self,
        question: Question,
        prefilled: String,
        ctx: &Context<'_>,
    ) -> Outcome {
        let prompt = question.prompt(ctx.clock_format(), prefilled);
        self.prompt = Some((question, prompt));
        Outcome::default()
    }

    /// The newest note, if it could not be saved, so that it need not be typed again. Otherwise empty.
    pub(super) fn unsaved_note(&self, ctx: &Context<'_>) -> String {
        let is_saved = |note: &str| {
            let mut events = ctx.tonight.events.iter().map(|event| &event.what);
            events.any(|what| matches!(what, What::Note { text } if text == note))
        };
        match &self.note {
            Some((evening, note)) if *evening == tonight(ctx) && !is_saved(note) => note.clone(),
            _ => String::new(),
        }
    }

    /// Handles a key while a prompt is open.
    pub(super) fn answer(&mut self, key: KeyEvent, ctx: &Context<'_>) -> Outcome {
        let Some((question, prompt)) = &mut self.prompt else {
            return Outcome::default();
        };
        let answer = match prompt.typed(key) {
            Typed::Editing => return Outcome::default(),
            Typed::Cancelled => {
                self.prompt = None;
                return Outcome::default();
            }
            Typed::Answered => prompt.text(0).to_owned(),
        };
        let action = match question {
            Question::Bedtime => match time_of_day::parse(&answer) {
                // The bedtime that the prompt shows is in force already. Leaving it there moves nothing.
                Ok(to) if to == bedtime(ctx) => {
                    self.prompt = None;
                    return Outcome::default();
                }
                Ok(to) => Action::MoveBedtime { to },
                Err(why) => {
                    prompt.fail(0, why.by_clock(ctx.clock_format()));
                    return Outcome::default();
                }
            },
            Question::Excuse => Action::Excuse { why: Some(answer) },
            Question::Note => {
                self.note = Some((tonight(ctx), answer.clone()));
                Action::Note {
                    text: answer,
                    at: None,
                }
            }
        };
        self.prompt = None;
        act(ctx, action)
    }
}
