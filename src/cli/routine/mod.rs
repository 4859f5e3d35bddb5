//! `winddown routine`: the exercise library, and the user's own poses.

mod list;
mod preview;
mod show;

use clap::Subcommand;

use super::home::Home;

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
    let nearest = ids
        .map(|known| (strsim::damerau_levenshtein(known, id), known))
        .min();
    match nearest {
        Some((distance, known)) if distance <= 3 => format!("did you mean `{known}`?"),
        _ => "`winddown routine list` shows what there is".to_owned(),
    }
}
