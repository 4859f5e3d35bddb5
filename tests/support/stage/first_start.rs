//! First starts: no config, no journal.

use winddown::plan::Config;
use winddown::tui::{Opening, TerminalCapabilities};

use super::{HOME, PLAIN, Stage, at, coach, in_the_middle_of_a_week};

impl Stage {
    /// The first start on a screen.
    pub fn first_start(now: &str) -> Self {
        Self::started_first(PLAIN, now)
    }

    /// The first start in lines.
    pub fn first_start_in_lines(now: &str) -> Self {
        let lines = TerminalCapabilities {
            draws: false,
            ..PLAIN
        };
        Self::started_first(lines, now)
    }

    fn started_first(terminal: TerminalCapabilities, now: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join(HOME)).unwrap();
        let coach = coach(&folder, in_the_middle_of_a_week(Config::built_in()));
        Self::open_on(terminal, folder, coach, at(now), &Opening::Welcome)
    }
}
