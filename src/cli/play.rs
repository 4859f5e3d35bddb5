//! `winddown play`: opens the guided player with a routine.

use clap::Args;

use super::completions::Completes;
use super::context::CommandContext;
use super::failure::BadArguments;
use super::{routine, screen};
use crate::plan::in_backticks;
use crate::tui::{self, Opening};

/// Start the guided player with a routine
///
/// Every routine that serves tonight's stretches counts for them. One that was left in the middle can go on there.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  winddown play restless-legs
  winddown play night-rescue    woken at night: dim and silent
  winddown play short --plain   each change as a line, for a screen reader or closed eyes")]
pub(crate) struct Play {
    /// The routine's id; `winddown routine list` shows them
    #[arg(add = Completes::Routine)]
    routine: String,
    /// Print each change as a line and draw nothing; lines are typed instead of keys
    #[arg(long)]
    pub(super) plain: bool,
}

impl Play {
    pub(crate) fn run(self, ctx: &CommandContext) -> anyhow::Result<()> {
        let library = ctx.config()?.library;
        if library.routine(&self.routine).is_none() {
            let routines = library.routines().map(|routine| routine.id.as_str());
            let hint = routine::nearest(&self.routine, routines);
            let text = format!(
                "there is no routine {}; {hint}",
                in_backticks(&self.routine)
            );
            return Err(BadArguments(text).into());
        }
        let Ok(front) = screen::front(self.plain) else {
            let text = format!(
                "the player needs a terminal, and this is not one; --plain plays it in lines, and `winddown routine show {}` \
                 prints the routine as text",
                self.routine
            );
            return Err(BadArguments(text).into());
        };
        let coach = ctx.coach_for_a_window()?;
        let opening = Opening::Play {
            routine: self.routine,
            // A journal that cannot be read is reported once the window is open.
            left: coach.unfinished().unwrap_or_default(),
        };
        tui::start(coach, ctx.paths.clone(), &opening, front, || {
            ctx.start_log();
        })
    }
}
