//! `winddown excuse`: excuses evenings, so that they count neither as kept nor as missed.

use clap::Args;

use super::act::{ActionJson, EntryOptions};
use super::completions::Completes;
use super::context::CommandContext;
use super::evening_arg::TypedDate;
use super::failure::BadArguments;
use super::out;
use crate::event::{EveningDate, Origin, What};
use crate::words;

/// Excuse evenings (ill, travelling): they count neither way
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  winddown excuse --why \"flu\"
  winddown excuse --date 2026-12-24 --to 2026-12-27 --why \"travel\"")]
pub(crate) struct Excuse {
    /// The evening it is about: a date such as 2026-11-24, or `yesterday`
    #[arg(long, value_name = "DATE", add = Completes::Evening)]
    date: Option<TypedDate>,
    /// The last of several evenings
    #[arg(long, value_name = "DATE", add = Completes::Evening)]
    to: Option<TypedDate>,
    /// Why, in your words
    #[arg(long, value_name = "TEXT")]
    why: Option<String>,
    #[command(flatten)]
    options: EntryOptions,
}

/// The most evenings that one command excuses; more are probably a typing error.
const MOST: usize = 366;

impl Excuse {
    pub(crate) fn run(self, ctx: &CommandContext) -> anyhow::Result<()> {
        let mut coach = ctx.coach()?;
        self.options.apply_to(&mut coach);
        let tonight = coach.date_of_tonight(ctx.now)?;
        let first = self.date.map_or(tonight, |date| date.resolve(tonight));
        let last = self.to.map_or(first, |to| to.resolve(tonight));
        let evenings = span(first, last)?;

        let mut excused = coach.excuse(&evenings, self.why.as_deref(), Origin::Typed, ctx.now)?;
        excused.retain(|event| matches!(event.what, What::Excused { .. }));
        let recorded: Vec<ActionJson> = excused
            .iter()
            .map(|event| {
                let events = std::slice::from_ref(event);
                ActionJson::from_events(event.evening, events, coach.zone)
            })
            .collect();
        if self.options.output.json {
            out::warn_if_unprinted(out::print_json(&recorded));
            return Ok(());
        }
        let first_words = words::long_date_seen_from(tonight, first);
        let answer = match (evenings.len(), recorded.len()) {
            (1, _) => format!("{first_words} counts neither way."),
            (_, 0) => "All of these evenings are excused already.".to_owned(),
            (all, new) => {
                let already = match all - new {
                    0 => String::new(),
                    some => format!(", {some} of them excused before"),
                };
                let last_words = words::long_date_seen_from(tonight, last);
                format!("{first_words} to {last_words}: {all} evenings count neither way{already}.")
            }
        };
        out::warn_if_unprinted(out::print(answer));
        Ok(())
    }
}

fn span(first: EveningDate, last: EveningDate) -> Result<Vec<EveningDate>, BadArguments> {
    if last < first {
        return Err(BadArguments(format!(
            "the last evening ({last}) comes before the first ({first}); swap --date and --to"
        )));
    }
    let evenings: Vec<_> = first.through(last).take(MOST + 1).collect();
    if evenings.len() > MOST {
        return Err(BadArguments(format!(
            "at most {MOST} evenings can be excused at once; choose a nearer --to"
        )));
    }
    Ok(evenings)
}
