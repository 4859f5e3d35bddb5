//! Tonight, the first start and the player: their pictures, and what keys do, as *journal before, keys, screen and journal
//! after*.

#[path = "screens/agent.rs"]
mod agent;
#[path = "screens/answers.rs"]
mod answers;
#[path = "screens/clock_doubt.rs"]
mod clock_doubt;
#[path = "screens/clumsy_week.rs"]
mod clumsy_week;
#[path = "screens/first_start.rs"]
mod first_start;
#[path = "screens/notes.rs"]
mod notes;
#[path = "screens/notices.rs"]
mod notices;
#[path = "screens/places.rs"]
mod places;
#[path = "screens/player.rs"]
mod player;
#[path = "screens/routines.rs"]
mod routines;
#[path = "support/stage.rs"]
mod stage;
#[path = "screens/sync.rs"]
mod sync;
#[path = "screens/tonight.rs"]
mod tonight;

#[path = "screens/untouched.rs"]
mod untouched;
#[path = "screens/when.rs"]
mod when;

use winddown::evening::{Action, When};
use winddown::event::StepId;

/// The terminal sizes of the snapshots.
const SIZES: [(u16, u16); 3] = [(40, 12), (80, 24), (120, 40)];

fn done(step: &str) -> Action {
    Action::Done {
        step: StepId::from(step),
        when: When::Now,
    }
}

fn skip(step: &str) -> Action {
    Action::Skip {
        step: StepId::from(step),
        why: None,
    }
}

/// An evening with the caffeine cutoff kept, the bath done and the massage skipped.
fn an_evening() -> Vec<(&'static str, Action)> {
    vec![
        ("2026-11-24T13:35", done("last-caffeine")),
        ("2026-11-24T20:58", done("warm-bath")),
        ("2026-11-24T21:20", skip("massage")),
    ]
}
