//! `winddown config`: the plan.

mod check;
mod edit;
mod show;

use clap::Subcommand;

use super::act::Facts;
use super::home::Home;
use super::out;
use crate::config_file;
use crate::plan;

/// Your plan: bedtime, wake time, steps
#[derive(Debug, Subcommand)]
pub enum Config {
    /// Write a commented config to start from; one that is there is left alone
    Init,
    /// Say where the config is
    Path(Facts),
    /// Look the config over, and say everything that is wrong with it
    Check(Facts),
    Show(show::Show),
    /// Open the config in your editor; it replaces the old one only when nothing is wrong with it
    Edit,
}

impl Config {
    pub fn run(self, home: &Home) -> anyhow::Result<()> {
        match self {
            Self::Init => {
                config_file::create(&home.paths.config, plan::EXAMPLE)?;
                let path = home.paths.config.display();
                out::tolerate(out::say(format!(
                    "Your plan is in {path}. `winddown config edit` opens it."
                )));
                Ok(())
            }
            Self::Path(facts) => out::say_path(&home.paths.config, facts.json),
            Self::Check(facts) => check::run(home, &facts),
            Self::Show(show) => show.run(home),
            Self::Edit => edit::run(home),
        }
    }
}
