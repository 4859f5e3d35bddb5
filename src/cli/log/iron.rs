//! `winddown log iron`: records the values of a blood test.

use chrono::NaiveDate;
use clap::Args;

use crate::cli::act::{EntryOptions, act};
use crate::cli::completions::Completes;
use crate::cli::context::CommandContext;
use crate::diary::iron::BloodValue;
use crate::evening::{Action, DiaryEntry};
use crate::event::IronTest;

/// Record the values of a blood test, to discuss with your doctor
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  winddown log iron --ferritin 48 --tsat 22 --tested 2026-11-02
  winddown log iron --ferritin \"48 ug/L\" --tsat 0.22")]
pub(crate) struct Iron {
    /// Ferritin, in ng/mL or ug/L, which are the same number
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = ferritin)]
    ferritin: Option<f64>,
    /// Transferrin saturation, in percent or as a share: 22, "22 %" or 0.22
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = saturation)]
    tsat: Option<f64>,
    // `--date` works too, because other commands call the option for a day so.
    /// The day on which the blood was taken, if not today
    #[arg(long, value_name = "DATE", alias = "date", add = Completes::PastDay)]
    tested: Option<NaiveDate>,
    #[command(flatten)]
    options: EntryOptions,
}

fn ferritin(text: &str) -> Result<f64, String> {
    parsed(BloodValue::Ferritin, text)
}

fn saturation(text: &str) -> Result<f64, String> {
    parsed(BloodValue::Saturation, text)
}

/// The number that was typed, in the value's unit. The error says what to type instead.
fn parsed(value: BloodValue, text: &str) -> Result<f64, String> {
    let number = value.parse(text);
    number.ok_or_else(|| format!("write {}", value.example()))
}

impl Iron {
    pub(crate) fn run(self, ctx: &CommandContext) -> anyhow::Result<()> {
        let coach = ctx.coach()?;
        let today = ctx.now.with_timezone(&coach.zone).date_naive();
        let entry = DiaryEntry::Iron(IronTest {
            ferritin: self.ferritin,
            tsat: self.tsat,
            tested: self.tested.unwrap_or(today),
        });
        // The entry belongs to tonight, when it is made. The day of the test is part of the entry.
        let evening = coach.date_of_tonight(ctx.now)?;
        act(
            ctx,
            coach,
            evening,
            &Action::Record { entry, at: None },
            &self.options,
        )
    }
}
