//! `winddown sync status`.

use clap::Args;

use crate::cli::act::OutputOptions;
use crate::cli::context::CommandContext;
use crate::cli::out;
use crate::sync::{self, Status as SyncStatus};
use crate::time_of_day::ClockFormat;

/// Show whether sync is on, with which computers, and what needs looking at
#[derive(Debug, Args)]
pub(crate) struct Status {
    #[command(flatten)]
    options: OutputOptions,
}

impl Status {
    pub(crate) fn run(self, ctx: &CommandContext) -> anyhow::Result<()> {
        let coach = ctx.coach()?;
        let clock = if self.options.json {
            ClockFormat::default()
        } else {
            coach.config.display.clock
        };
        let plan = (&coach.config.plan, clock);
        let status = sync::status(&ctx.paths, plan, &coach.journal, ctx.now)?;
        match (status, self.options.json) {
            (Some(status), true) => out::print_json(&status),
            (None, true) => out::print_json(&serde_json::json!({ "on": false })),
            (Some(status), false) => out::print(text(&status)),
            (None, false) => out::print("Sync is off. `winddown sync on DIR` switches it on."),
        }
    }
}

fn text(status: &SyncStatus) -> String {
    let mut lines = vec![status.summary()];
    if !status.remind_here {
        lines.push("Reminders are silent on this computer.".to_owned());
    }
    lines.extend(status.sentences());
    lines.join("\n")
}
