//! `winddown excuse`: evenings that count neither way.

use clap::Args;

use super::act::{Facts, Kept};
use super::evening_arg::{TypedDate, WhichEvening};
use super::failure::BadArguments;
use super::home::Home;
use super::out;
use crate::coach::CoachError;
use crate::evening::{Action, Refusal};
use crate::event::EveningDate;
use crate::words;

/// Excuse evenings: ill, travelling. They count neither way
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  winddown excuse --why \"flu\"
  winddown excuse --date 2026-12-24 --to 2026-12-27 --why \"travel\"")]
pub struct Excuse {
    #[command(flatten)]
    from: WhichEvening,
    /// The last of several evenings
    #[arg(long, value_name = "DATE")]
    to: Option<TypedDate>,
    /// Why, in your words
    #[arg(long, value_name = "TEXT")]
    why: Option<String>,
    #[command(flatten)]
    facts: Facts,
}

/// More evenings at once are probably a slip of the fingers.
const MOST: usize = 366;

impl Excuse {
    pub fn run(self, home: &Home) -> anyhow::Result<()> {
        let mut coach = home.coach()?;
        let first = self.from.of(&coach, home);
        let tonight = coach.evening_at(home.now).date;
        let last = self.to.map_or(first, |to| to.from(tonight));
        let evenings = span(first, last)?;

        let action = Action::Excuse { why: self.why };
        let mut kept = Vec::new();
        for evening in &evenings {
            match coach.act(*evening, &action, home.now) {
                Ok(events) => kept.push(Kept::of(*evening, &events, coach.zone)),
                // Of several, those that are excused already stay as they are.
                Err(CoachError::Refused(Refusal::AlreadyExcused(_))) if evenings.len() > 1 => {}
                Err(error) => return Err(error.into()),
            }
        }
        if self.facts.json {
            out::tolerate(out::say_json(&kept));
            return Ok(());
        }
        let first_words = words::long_date_seen_from(tonight, first);
        let answer = match (evenings.len(), kept.len()) {
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
        out::tolerate(out::say(answer));
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
