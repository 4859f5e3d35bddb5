//! `winddown config`: writes, checks, shows and edits the config.

mod check;
mod edit;
mod show;

use clap::Subcommand;

use super::act::OutputOptions;
use super::context::CommandContext;
use super::out;
use crate::config_file;
use crate::plan;

/// Your plan: bedtime, wake time, steps
#[derive(Debug, Subcommand)]
pub(crate) enum Config {
    /// Write a commented config to start from; an existing one is left alone
    Init,
    /// Print where the config is
    Path(OutputOptions),
    /// Check the config, and report everything that is wrong with it
    Check(OutputOptions),
    Show(show::Show),
    /// Print the JSON Schema of the config, by which an editor completes and checks it
    Schema,
    /// Open the config in your editor; it replaces the old one only when nothing is wrong with it
    Edit,
}

impl Config {
    pub(crate) fn run(self, ctx: &CommandContext) -> anyhow::Result<()> {
        match self {
            Self::Init => {
                config_file::create_with_schema(&ctx.paths.config, plan::EXAMPLE)?;
                let path = ctx.paths.config.display();
                out::warn_if_unprinted(out::print(format!(
                    "Your plan is in {path}. `winddown config edit` opens it."
                )));
                Ok(())
            }
            Self::Path(options) => out::print_path(&ctx.paths.config, options.json),
            Self::Check(options) => check::run(ctx, &options),
            Self::Show(show) => show.run(ctx),
            Self::Schema => out::print(plan::json_schema_text().trim_end()),
            Self::Edit => edit::run(ctx),
        }
    }
}
