//! `winddown routine`: prints the exercise library, and previews the user's own poses.

mod list;
mod preview;
mod show;

use clap::Subcommand;

use super::context::CommandContext;
use crate::plan::closest_match;

/// List and show routines and exercises
#[derive(Debug, Subcommand)]
pub(crate) enum Routine {
    List(list::List),
    Show(show::Show),
    Preview(preview::Preview),
}

impl Routine {
    pub(crate) fn run(self, ctx: &CommandContext) -> anyhow::Result<()> {
        match self {
            Self::List(list) => list.run(ctx),
            Self::Show(show) => show.run(ctx),
            Self::Preview(preview) => preview.run(ctx),
        }
    }
}

/// A hint for an unknown id: the most similar known one, or the command that lists them all.
pub(crate) fn nearest<'a>(id: &str, ids: impl Iterator<Item = &'a str>) -> String {
    match closest_match(id, ids) {
        Some(known) => format!("did you mean `{known}`?"),
        None => "`winddown routine list` shows what there is".to_owned(),
    }
}
