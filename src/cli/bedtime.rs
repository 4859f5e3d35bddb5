//! `winddown bedtime`: tonight's bedtime is moved.

use chrono::{DateTime, TimeZone, Utc};
use clap::Args;

use super::act::{Facts, act};
use super::failure::BadArguments;
use super::home::Home;
use super::time::TypedTime;
use crate::evening::{Action, wall};

/// Go to bed at another time, tonight only
///
/// Every step that is tied to bedtime moves along.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  winddown bedtime 23:15")]
pub struct Bedtime {
    /// Tonight's bedtime
    #[arg(value_name = "TIME")]
    to: TypedTime,
    #[command(flatten)]
    facts: Facts,
}

impl Bedtime {
    pub fn run(self, home: &Home) -> anyhow::Result<()> {
        let coach = home.coach()?;
        let tonight = coach.evening_at(home.now);
        let at = self.to.at_or_after(tonight.begins, &coach.zone);
        let to = at.with_timezone(&coach.zone).naive_local().time();
        if !is_tonight(at, tonight.begins, &coach.zone) {
            let text = "bedtime can be moved for tonight only; write a time of day, such as 23:15";
            return Err(BadArguments(text.to_owned()).into());
        }
        let action = Action::MoveBedtime { to };
        act(home, coach, tonight.date, &action, &self.facts)
    }
}

/// Whether the time of day alone would lead to the same instant.
fn is_tonight<Z: TimeZone>(at: DateTime<Utc>, begins: DateTime<Utc>, zone: &Z) -> bool {
    let time = at.with_timezone(zone).naive_local().time();
    wall::showing_from(time, begins, zone) == at
}
