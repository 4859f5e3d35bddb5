//! `winddown agent` without a subcommand: runs the agent in the foreground.

use std::io::{self, IsTerminal};

use crate::cli::context::CommandContext;
use crate::cli::out;
use crate::clock::{self, Zone};
use crate::coach::Coach;
use crate::config_file::ConfigError;
use crate::evening::applying_plans;
use crate::event::EveningDate;
use crate::journal::{Journal, JournalError};
use crate::plan::Config;
use crate::remind::agent::lock::{Holder, Lock, LockError};
use crate::remind::agent::replacement::{Replacement, replace_older};
use crate::remind::agent::run;

/// Sends reminders until a signal ends the process.
pub(crate) fn agent(ctx: &CommandContext) -> anyhow::Result<()> {
    // Before taking the lock, which an older agent would hold.
    replace_older(&ctx.paths, Replacement::ThisProcess);
    let holder = Holder::this_process(ctx.now.with_timezone(&ctx.zone).fixed_offset());
    let _lock = match Lock::take(&ctx.paths.agent_lock(), &holder) {
        Ok(lock) => Some(lock),
        Err(error @ LockError::Held(_)) => return Err(error.into()),
        // Where the journal's folder cannot be written there is no lock. Reminders still come, and by their claims once,
        // even if there is a second agent.
        Err(error @ LockError::Unusable { .. }) => {
            tracing::error!(trouble = %error, "the agent goes on without a lock");
            None
        }
    };
    let journal = ctx.journal_for_the_agent()?;
    let config = match ctx.config() {
        Ok(config) => config,
        Err(error) => last_good_config(&journal, ctx.zone, &error)?,
    };
    if io::stdout().is_terminal() {
        // A terminal that is gone must not stop the reminders.
        let _ = out::print(
            "Reminders are sent from here until you press Ctrl-C. `winddown agent install` sends them from the \
             background.",
        );
    }
    let coach = Coach::new(config, ctx.zone, journal);
    Ok(run::run(coach, &ctx.paths)?)
}

/// The config to use while the file has mistakes: the plan last recorded in the journal. Without a recorded plan,
/// reminders are off until the config is corrected.
fn last_good_config(
    journal: &Journal,
    zone: Zone,
    error: &ConfigError,
) -> Result<Config, JournalError> {
    out::print_to_stderr(&format!(
        "winddown: the config has a mistake ({}); until it is fixed, your last good plan stays in force",
        error.in_a_line()
    ));
    let mut config = Config::built_in();
    let today = EveningDate(clock::now().with_timezone(&zone).date_naive());
    let evening = journal.latest_plan(today)?.map(|event| event.evening);
    let events = match evening {
        Some(evening) => journal.between(evening, evening)?,
        None => vec![],
    };
    match applying_plans(&events).pop() {
        Some((_, plan)) => config.plan = plan,
        None => config.reminders.enabled = false,
    }
    Ok(config)
}
