//! `winddown log caffeine`: records a drink.

use std::io::{self, BufRead, IsTerminal, Write};

use clap::Args;

use super::TimeOptions;
use crate::cli::act::{EntryOptions, act};
use crate::cli::completions::Completes;
use crate::cli::context::CommandContext;
use crate::cli::failure::BadArguments;
use crate::cli::out;
use crate::coach::Coach;
use crate::diary::drinks::{Drink, all_drinks};
use crate::diary::usual::unusual_drink;
use crate::evening::{Action, DiaryEntry, MILLIGRAMS, drink};
use crate::event::Substance;
use crate::journal::JournalError;
use crate::span::Span;
use crate::{plan, time_of_day, words};

/// Record a drink, by its name or its milligrams, or that there was none
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  winddown log caffeine espresso
  winddown log caffeine green tea --at 16:10
  winddown log caffeine 95mg
  winddown log caffeine coffee --over 2h
  winddown log caffeine --none --date yesterday")]
pub(crate) struct Caffeine {
    /// A drink that winddown or your config knows, or milligrams
    #[arg(
        value_name = "DRINK or MG",
        required_unless_present = "none",
        allow_negative_numbers = true,
        add = Completes::Drink
    )]
    drink: Vec<String>,
    /// There was no caffeine on that day
    #[arg(long, conflicts_with_all = ["drink", "at"])]
    none: bool,
    /// How long it took to drink, such as 2h: from --at on, or until now
    #[arg(long, value_name = "SPAN", conflicts_with = "none")]
    over: Option<Span>,
    #[command(flatten)]
    time: TimeOptions,
    #[command(flatten)]
    options: EntryOptions,
}

impl Caffeine {
    pub(crate) fn run(self, ctx: &CommandContext) -> anyhow::Result<()> {
        let coach = ctx.coach()?;
        let entry = if self.none {
            DiaryEntry::NoneToday(Substance::Caffeine)
        } else {
            let known = all_drinks(&coach.config.diary.drinks);
            read(&self.drink.join(" "), self.over, &known)?
        };
        if let Some(question) = doubt(&entry, &coach, ctx)?.filter(|_| !self.options.yes)
            && !is_right(&question)?
        {
            return out::print("Nothing was recorded.");
        }
        let (evening, at) = self.time.resolve(&coach, ctx, |at, it| it.date_of(at))?;
        act(
            ctx,
            coach,
            evening,
            &Action::Record { entry, at },
            &self.options,
        )
    }
}

/// The question whether a drink is right, if it has unusually much caffeine.
fn doubt(
    entry: &DiaryEntry,
    coach: &Coach,
    ctx: &CommandContext,
) -> Result<Option<String>, JournalError> {
    let DiaryEntry::Caffeine { mg, .. } = entry else {
        return Ok(None);
    };
    // What no drink can have is refused when it is recorded.
    if !MILLIGRAMS.contains(mg) {
        return Ok(None);
    }
    let unusual = unusual_drink(*mg, &coach.recent_doses(ctx.now)?);
    Ok(unusual.map(|unusual| words::unusual_drink_sentence(&unusual)))
}

/// Asks on a terminal whether the drink is right. Elsewhere the command has to say so.
fn is_right(question: &str) -> anyhow::Result<bool> {
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        let question = question.trim_end_matches('.');
        return Err(BadArguments(format!("{question}; add --yes if it is right")).into());
    }
    write!(io::stderr(), "{question} Is it right? [y/N] ")?;
    io::stderr().flush()?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    Ok(answer.trim().to_lowercase().starts_with('y'))
}

fn read(words: &str, over: Option<Span>, known: &[Drink]) -> Result<DiaryEntry, BadArguments> {
    let entry = drink(words, known).map(|entry| entry.spread_over(over));
    entry.map_err(|_| {
        let names: Vec<&str> = known.iter().map(|drink| drink.name.as_str()).collect();
        let is_time = words.starts_with('0') || words.contains(':');
        if is_time && time_of_day::parse(words).is_ok() {
            let hint = format!("name the drink, and the time with `--at {words}`");
            return BadArguments(format!("there is no drink `{words}`; {hint}"));
        }
        let hint = match plan::closest_match(words, names.iter().copied()) {
            Some(name) => format!("did you mean `{name}`?"),
            None => format!(
                "write milligrams, such as 95mg, or one of {}. A `[[drink]]` in your config adds your own",
                names.join(", ")
            ),
        };
        BadArguments(format!("there is no drink `{words}`; {hint}"))
    })
}
