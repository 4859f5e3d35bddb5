//! Windows that a command opens to play a routine.

use winddown::journal::Unfinished;
use winddown::plan::Config;
use winddown::tui::Opening;

use super::{Stage, at, coach, in_the_middle_of_a_week};

/// Plays this routine, in a window that knows of the session that was left.
fn play(routine: &str, left: Option<Unfinished>) -> Opening {
    Opening::Play {
        routine: routine.to_owned(),
        left,
    }
}

impl Stage {
    /// The window of a command that plays a routine, with the built-in plan.
    pub fn playing(routine: &str, now: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let coach = coach(&folder, in_the_middle_of_a_week(Config::built_in()));
        Self::open_at(folder, coach, at(now), &play(routine, None))
    }

    /// The window ended without a word, as in a crash, and a command opened another one to play a routine.
    pub fn crashed_and_playing(self, routine: &str) -> Self {
        let (now, config, folder) = (self.moment.now, self.app.config().clone(), self.folder);
        drop(self.world);
        let coach = coach(&folder, config);
        let left = coach.journal.unfinished().unwrap();
        Self::open_at(folder, coach, now, &play(routine, left))
    }
}
