//! `winddown log caffeine`.

use clap::Args;

use super::When;
use crate::cli::act::{Facts, act};
use crate::cli::failure::BadArguments;
use crate::cli::home::Home;
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
pub struct Caffeine {
    /// A drink that winddown or your config knows, or milligrams
    #[arg(
        value_name = "DRINK or MG",
        required = true,
        allow_negative_numbers = true
    )]
    drink: Vec<String>,
    #[command(flatten)]
    when: When,
    #[command(flatten)]
    facts: Facts,
}

impl Caffeine {
    pub fn run(self, home: &Home) -> anyhow::Result<()> {
        let coach = home.coach()?;
        let entry = read(
            &self.drink.join(" "),
            &all_drinks(&coach.config.diary.drinks),
        )?;
        let (evening, at) = self.when.of(&coach, home, |at| coach.evening_at(at))?;
        act(
            home,
            coach,
            evening,
            &Action::Record { entry, at },
            &self.facts,
        )
    }
}

fn read(words: &str, known: &[Drink]) -> Result<DiaryEntry, BadArguments> {
    drink(words, known).map_err(|_| {
        let names: Vec<&str> = known.iter().map(|drink| drink.name.as_str()).collect();
        let hint = match plan::meant(words, names.iter().copied()) {
            Some(name) => format!("did you mean `{name}`?"),
            None => format!(
                "write milligrams, such as 95mg, or one of {}. A `[[drink]]` in your config adds your own",
                names.join(", ")
            ),
        };
        BadArguments(format!("there is no drink `{words}`; {hint}"))
    })
}
