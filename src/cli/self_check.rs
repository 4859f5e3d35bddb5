//! `winddown self-check`: asks about the four signs of restless legs, and records the answers.

use std::io::{self, BufRead, IsTerminal, Write};

use clap::Args;
use serde::Serialize;

use super::act::EntryOptions;
use super::context::CommandContext;
use super::failure::BadArguments;
use super::out;
use crate::diary::{SIGNS, self_check_result};
use crate::evening::{Action, DiaryEntry};
use crate::event::Origin;

/// Answer the four questions about restless legs
///
/// It never says what you have: that is a doctor's word.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  winddown self-check          asks
  winddown self-check yyny     answers: yes, yes, no, yes")]
pub(crate) struct SelfCheck {
    /// Four letters, y or n, for the four questions
    #[arg(value_name = "ANSWERS")]
    answers: Option<String>,
    #[command(flatten)]
    options: EntryOptions,
}

#[derive(Debug, Serialize)]
struct SelfCheckJson {
    signs: [bool; 4],
    says: &'static str,
}

impl SelfCheck {
    pub(crate) fn run(self, ctx: &CommandContext) -> anyhow::Result<()> {
        let signs = match &self.answers {
            Some(letters) => read(letters)?,
            None if io::stdin().is_terminal() && io::stdout().is_terminal() => ask()?,
            None => return Err(needs_answers().into()),
        };
        let mut coach = ctx.coach()?;
        self.options.apply_to(&mut coach);
        let evening = coach.date_of_tonight(ctx.now)?;
        let action = Action::Record {
            entry: DiaryEntry::SelfCheck(signs),
            at: None,
        };
        coach.act(evening, &action, Origin::Typed, ctx.now)?;
        let says = self_check_result(signs);
        out::warn_if_unprinted(if self.options.output.json {
            out::print_json(&SelfCheckJson { signs, says })
        } else {
            out::print(says)
        });
        Ok(())
    }
}

fn needs_answers() -> BadArguments {
    let questions: Vec<String> = (1..)
        .zip(SIGNS)
        .map(|(n, sign)| format!("{n}. {sign}"))
        .collect();
    BadArguments(format!(
        "answer the four questions with four letters, such as `winddown self-check yyny`:\n{}",
        questions.join("\n")
    ))
}

fn read(letters: &str) -> Result<[bool; 4], BadArguments> {
    let answers: Option<Vec<bool>> = letters.chars().map(yes_or_no).collect();
    answers
        .and_then(|answers| answers.try_into().ok())
        .ok_or_else(needs_answers)
}

fn yes_or_no(letter: char) -> Option<bool> {
    match letter {
        'y' | 'Y' => Some(true),
        'n' | 'N' => Some(false),
        _ => None,
    }
}

/// Asks each question until the answer is yes or no.
fn ask() -> anyhow::Result<[bool; 4]> {
    let mut signs = [false; 4];
    let mut lines = io::stdin().lock().lines();
    for (sign, question) in signs.iter_mut().zip(SIGNS) {
        *sign = loop {
            write!(io::stdout(), "{question} [y/n] ")?;
            io::stdout().flush()?;
            let line = lines.next().ok_or_else(needs_answers)??;
            if let Some(answer) = line.trim().chars().next().and_then(yes_or_no) {
                break answer;
            }
        };
    }
    Ok(signs)
}
