//! Nights that the computer's quiet shows, as the agent stores them.

use winddown::claims::{Claims, QuietNight};
use winddown::presence::Quiet;
use winddown::tui::Message;

use super::{Stage, at, paths};

impl Stage {
    /// The agent stores that the computer was quiet in the night of `evening`, and the window reads the evening again.
    pub fn after_a_quiet_night(mut self, evening: &str, from: &str, until: &str) -> Self {
        let paths = paths(&self.folder);
        let mut claims = Claims::new(paths.claims(), paths.journal.clone());
        let night = Quiet {
            from: at(from),
            until: at(until),
        };
        let quiet = QuietNight {
            night: Some(night),
            open_from: None,
        };
        claims.store_quiet_night(evening.parse().unwrap(), quiet, self.moment.now);
        drop(claims);
        self.send(Message::JournalChanged);
        self
    }
}
