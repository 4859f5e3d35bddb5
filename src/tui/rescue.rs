//! For somebody who has been woken: one key, a dark screen, and silence.

use super::app::{App, Screen};
use super::message::Effect;
use super::screens::player;

/// The routine that the key begins.
const NIGHT_RESCUE: &str = "night-rescue";

impl App {
    /// Whether a routine for somebody who has been woken is on: the screen is near black.
    pub fn is_dark(&self) -> bool {
        matches!(&self.screen, Screen::Player(state) if state.session.routine().night)
    }

    /// Whether nothing is to be heard or announced: as long as it is dark, and at most until that night is over. Who
    /// fell asleep over it is reminded again the next day.
    pub fn keeps_quiet(&self) -> bool {
        let tonight = self.tonight.evening.date;
        self.is_dark() && matches!(&self.screen, Screen::Player(state) if state.evening == tonight)
    }

    /// Leaves whatever is shown for the routine.
    pub(super) fn rescue(&mut self) -> Vec<Effect> {
        self.help = false;
        self.tonight_screen.why = None;
        let mut effects = match &mut self.screen {
            Screen::Player(state) => player::set_aside(state),
            Screen::Welcome(_)
            | Screen::Tonight
            | Screen::Timer(_)
            | Screen::Review
            | Screen::Diary(_) => vec![],
        };
        effects.extend(self.play(NIGHT_RESCUE, self.step_with(NIGHT_RESCUE)));
        effects
    }

    /// Whether the key works here: everywhere but where one types, and in the dark already.
    pub(super) fn can_be_left_for_a_rescue(&self) -> bool {
        let is_asked = matches!(self.screen, Screen::Welcome(_));
        !is_asked && !self.is_dark() && !self.is_typing() && !self.is_tiny()
    }
}
