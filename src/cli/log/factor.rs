//! `winddown log factor`: records something about the day.

use clap::Args;

use super::TimeOptions;
use crate::cli::act::{EntryOptions, act};
use crate::cli::completions::Completes;
use crate::cli::context::CommandContext;
use crate::cli::failure::BadArguments;
use crate::diary::FACTORS;
use crate::evening::{Action, DiaryEntry};
use crate::plan::closest_match;

/// Record something about the day that may go with your legs or your sleep
#[derive(Debug, Args)]
#[command(after_help = "\
The names are alcohol, exercise-light, exercise-hard, stress, nicotine, late-screen, medicine-change, period and
pregnancy (with the week as --amount), and those under `[diary]` in your config.

Examples:
  winddown log factor stress
  winddown log factor medicine-change --about \"another evening tablet\"
  winddown log factor pregnancy --amount 31")]
pub(crate) struct Factor {
    /// Which
    #[arg(value_name = "NAME", add = Completes::Factor)]
    name: String,
    /// A number that goes with it, such as the week of a pregnancy
    #[arg(long, value_name = "N")]
    amount: Option<u16>,
    /// Words that go with it, such as which medicine was changed, and how. Your doctor's page shows those of
    /// medicine-change and of pregnancy, and no others
    #[arg(long, value_name = "TEXT")]
    about: Option<String>,
    #[command(flatten)]
    time: TimeOptions,
    #[command(flatten)]
    options: EntryOptions,
}

impl Factor {
    pub(crate) fn run(self, ctx: &CommandContext) -> anyhow::Result<()> {
        let coach = ctx.coach()?;
        let own = coach.config.diary.factors.iter().map(String::as_str);
        let known: Vec<&str> = FACTORS.into_iter().chain(own).collect();
        let name = self.name.trim().to_lowercase();
        if !known.contains(&name.as_str()) {
            return Err(BadArguments(unknown(&name, &known)).into());
        }
        let (evening, at) = self.time.resolve(&coach, ctx, |at, it| it.date_of(at))?;
        let entry = DiaryEntry::Factor {
            name,
            amount: self.amount,
            about: self.about,
        };
        act(
            ctx,
            coach,
            evening,
            &Action::Record { entry, at },
            &self.options,
        )
    }
}

fn unknown(name: &str, known: &[&str]) -> String {
    let hint = match closest_match(name, known.iter().copied()) {
        Some(known) => format!("did you mean `{known}`?"),
        None => format!(
            "the names are {}. `factors` under `[diary]` in your config adds your own",
            known.join(", ")
        ),
    };
    format!("there is no factor `{name}`; {hint}")
}
