//! First starts: no config, no journal.

use winddown::plan::{Config, usual_for_locale};
use winddown::tui::{Opening, TerminalCapabilities};

use super::{HOME, PLAIN, Stage, at, coach, in_the_middle_of_a_week};

impl Stage {
    /// The first start on a screen.
    pub fn first_start(now: &str) -> Self {
        Self::started_first(PLAIN, now, Config::built_in())
    }

    /// The first start on a screen, where this locale is set.
    pub fn first_start_in(locale: &str, now: &str) -> Self {
        let mut config = Config::built_in();
        let display = &mut config.display;
        (display.clock, display.first_day_of_week) = usual_for_locale(locale);
        Self::started_first(PLAIN, now, config)
    }

    /// The first start in lines.
    pub fn first_start_in_lines(now: &str) -> Self {
        let lines = TerminalCapabilities {
            draws: false,
            ..PLAIN
        };
        Self::started_first(lines, now, Config::built_in())
    }

    fn started_first(terminal: TerminalCapabilities, now: &str, config: Config) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join(HOME)).unwrap();
        let coach = coach(&folder, in_the_middle_of_a_week(config));
        Self::open_on(terminal, folder, coach, at(now), &Opening::Welcome)
    }
}
