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
