//! The question when something happened.

use super::event::title;
use crate::evening::Happening;
use crate::plan::Plan;

/// The question: `When did the lights go out?`
pub fn when_question(happening: &Happening, plan: &Plan) -> String {
    match happening {
        Happening::LightsOut => "When did the lights go out?".to_owned(),
        Happening::Waking => "When did you wake up?".to_owned(),
        Happening::Step(step) => format!("{}: when was it?", title(plan, step)),
    }
}

/// The night that is proposed, by its two times of day: in full, and for little room.
pub fn proposed_night_long_and_short(from: &str, until: &str) -> [String; 2] {
    [
        format!("Night: quiet from {from} to {until}, proposed."),
        format!("Quiet {from} to {until}, proposed"),
    ]
}
