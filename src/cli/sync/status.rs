//! `winddown sync status`.

use clap::Args;

use crate::cli::act::OutputOptions;
use crate::cli::context::CommandContext;
use crate::cli::out;
use crate::sync::{self, Status as SyncStatus};

/// Show whether sync is on, with which computers, and what needs looking at
#[derive(Debug, Args)]
pub(crate) struct Status {
    #[command(flatten)]
    options: OutputOptions,
}

impl Status {
    pub(crate) fn run(self, ctx: &CommandContext) -> anyhow::Result<()> {
        let coach = ctx.coach()?;
        let status = sync::status(&ctx.paths, &coach.config.plan, &coach.journal, ctx.now)?;
        match (status, self.options.json) {
            (Some(status), true) => out::print_json(&status),
            (None, true) => out::print_json(&serde_json::json!({ "on": false })),
            (Some(status), false) => out::print(text(&status)),
            (None, false) => out::print("Sync is off. `winddown sync on DIR` switches it on."),
        }
    }
}

fn text(status: &SyncStatus) -> String {
    let mut lines = vec![format!(
        "Sync is on through {}. This computer is called {}.",
        status.folder, status.name
    )];
    let others: Vec<&str> = status
        .computers
        .iter()
        .filter(|computer| !computer.this)
        .map(|computer| computer.name.as_str())
        .collect();
    lines.push(match others.as_slice() {
        [] => "No other computer has written into the folder yet.".to_owned(),
        others => format!("With {}.", others.join(", ")),
    });
    lines.push(match status.inbox.as_slice() {
        [] => "No computer reads the inbox.".to_owned(),
        names => format!("The inbox is read by {}.", names.join(" and ")),
    });
    if !status.remind_here {
        lines.push("Reminders are silent on this computer.".to_owned());
    }
    lines.extend(status.remarks.iter().map(ToString::to_string));
    lines.join("\n")
}
