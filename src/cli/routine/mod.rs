//! `winddown routine`: the exercise library, and the user's own poses.

mod list;
mod preview;
mod show;

use clap::Subcommand;

use super::home::Home;
use crate::plan::closest_match;

/// The routines and exercises there are
#[derive(Debug, Subcommand)]
pub enum Routine {
    List(list::List),
    Show(show::Show),
    Preview(preview::Preview),
}

impl Routine {
    pub fn run(self, home: &Home) -> anyhow::Result<()> {
        match self {
            Self::List(list) => list.run(home),
            Self::Show(show) => show.run(home),
            Self::Preview(preview) => preview.run(home),
        }
    }
}

/// What was probably meant, or where to look.
pub fn nearest<'a>(id: &str, ids: impl Iterator<Item = &'a str>) -> String {
    match closest_match(id, ids) {
        Some(known) => format!("did you mean `{known}`?"),
        None => "`winddown routine list` shows what there is".to_owned(),
    }
}
