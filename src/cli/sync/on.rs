//! `winddown sync on`.

use std::path::PathBuf;

use clap::builder::{NonEmptyStringValueParser, TypedValueParser};
use clap::{Args, ValueHint};

use super::{exchanged, while_it_answers};
use crate::cli::act::OutputOptions;
use crate::cli::context::CommandContext;
use crate::cli::out;
use crate::inbox;
use crate::sync::{self, ConfigMove, SwitchOn};

/// Begin to exchange entries with other computers through a folder
///
/// Run it once on each computer, with the folder as it is called there. Nothing else has to be set up: whatever carries
/// the folder carries the journal.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  winddown sync on ~/Sync/winddown
  winddown sync on ~/Nextcloud/winddown --name laptop
  winddown sync on ~/Sync/winddown --with-config       one plan for all computers")]
pub(crate) struct On {
    /// The folder
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath, value_parser = NonEmptyStringValueParser::new().map(PathBuf::from))]
    folder: PathBuf,
    /// What to call this computer; without it, what the system calls it
    #[arg(long)]
    name: Option<String>,
    /// Keep the config in the folder too, so that all computers that do so follow one plan
    #[arg(long)]
    with_config: bool,
    #[command(flatten)]
    options: OutputOptions,
}

impl On {
    pub(crate) fn run(self, ctx: &CommandContext) -> anyhow::Result<()> {
        let wanted = SwitchOn {
            folder: self.folder,
            name: self.name,
            host_name: CommandContext::host_name(),
            with_config: self.with_config,
            today: ctx.now.with_timezone(&ctx.zone).date_naive(),
        };
        let (settings, moved) = sync::switch_on(&ctx.paths, &wanted)?;
        // Opened afterwards, so that it has the computer's name.
        let mut coach = ctx.coach()?;
        let (paths, now) = (ctx.paths.clone(), ctx.now);
        let outcome = while_it_answers(&ctx.paths, move || {
            let plan = &coach.config.plan;
            Ok(sync::synchronize(&paths, plan, &mut coach.journal, now)?)
        })?;
        let outcome = outcome.unwrap_or_default();
        let inbox = settings.inbox.then(|| inbox::folder(&settings.folder));
        out::warn_if_unprinted(if self.options.json {
            out::print_json(&serde_json::json!({
                "folder": settings.folder.display().to_string(),
                "name": settings.name,
                "written": outcome.written,
                "taken_in": outcome.taken_in,
                "inbox": inbox.map(|folder| folder.display().to_string()),
            }))
        } else {
            let inbox = inbox.map(|folder| {
                format!(
                    "It reads the inbox, in which a phone can record: {}. ",
                    folder.display()
                )
            });
            out::print(format!(
                "{} {}{}{}",
                settings.summary(),
                inbox.unwrap_or_default(),
                config_sentence(moved.as_ref()),
                exchanged(outcome)
            ))
        });
        Ok(())
    }
}

/// What became of the config, with a space behind it.
fn config_sentence(moved: Option<&ConfigMove>) -> String {
    match moved {
        None | Some(ConfigMove::WasThere) => String::new(),
        Some(ConfigMove::Moved) => "Your config is in the folder now. ".to_owned(),
        Some(ConfigMove::Replaced(None)) => "The config in the folder is in force. ".to_owned(),
        Some(ConfigMove::Replaced(Some(kept))) => format!(
            "The config in the folder is in force; the one that was here is kept as {}. ",
            kept.display()
        ),
    }
}
