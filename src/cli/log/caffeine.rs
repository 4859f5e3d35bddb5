//! `winddown log caffeine`: records a drink.

use clap::Args;

use super::TimeOptions;
use crate::cli::act::{OutputOptions, act};
use crate::cli::context::CommandContext;
use crate::cli::failure::BadArguments;
use crate::diary::drinks::{Drink, all_drinks};
use crate::evening::{Action, DiaryEntry, drink};
use crate::plan;

/// Keep a drink, by its name or its milligrams
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  winddown log caffeine espresso
  winddown log caffeine green tea --at 16:10
  winddown log caffeine 95mg")]
pub(crate) struct Caffeine {
    /// A drink that winddown or your config knows, or milligrams
    #[arg(
        value_name = "DRINK or MG",
        required = true,
        allow_negative_numbers = true
    )]
    drink: Vec<String>,
    #[command(flatten)]
    time: TimeOptions,
    #[command(flatten)]
    options: OutputOptions,
}

impl Caffeine {
    pub(crate) fn run(self, ctx: &CommandContext) -> anyhow::Result<()> {
        let coach = ctx.coach()?;
        let entry = read(
            &self.drink.join(" "),
            &all_drinks(&coach.config.diary.drinks),
        )?;
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

fn read(words: &str, known: &[Drink]) -> Result<DiaryEntry, BadArguments> {
    drink(words, known).map_err(|_| {
        let names: Vec<&str> = known.iter().map(|drink| drink.name.as_str()).collect();
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
