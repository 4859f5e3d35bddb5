//! Marking the step under the cursor, once for each press.

use std::time::Duration;

use ratatui::crossterm::event::KeyCode;

use super::{TonightScreen, act};
use crate::evening::Action;
use crate::event::StepId;
use crate::tui::context::Context;
use crate::tui::screen::Outcome;

/// The longest time between two presses that count as one: longer than keyboards wait before they repeat a held key.
const BETWEEN_REPEATS: Duration = Duration::from_secs(1);

/// The key that marked a step last, the step, and when the key was pressed last by the monotonic clock.
///
/// After a step is marked, the cursor goes on to the next one by itself. Most terminals do not tell a repeated key from a
/// new one, so a key that is held a moment too long would mark the whole evening.
#[derive(Debug, Default)]
pub(super) struct HeldKey(Option<(KeyCode, StepId, Duration)>);

impl HeldKey {
    /// Whether this press only repeats the one that marked another step.
    fn is_repeated(&mut self, code: KeyCode, step: &StepId, at: Duration) -> bool {
        if let Some((last, marked, pressed)) = &mut self.0
            && *last == code
            && marked != step
            && at.saturating_sub(*pressed) < BETWEEN_REPEATS
        {
            *pressed = at;
            return true;
        }
        self.0 = Some((code, step.clone(), at));
        false
    }
}

impl TonightScreen {
    /// Carries out what a key does to the step under the cursor. A key that is held or bounces acts on the first step only,
    /// unless the user chose the next one.
    pub(super) fn on_step(
        &mut self,
        code: KeyCode,
        ctx: &Context<'_>,
        action: impl FnOnce(StepId) -> Action,
    ) -> Outcome {
        let Some(step) = self.chosen_step(ctx) else {
            return Outcome::default();
        };
        let is_repeated = self.held.is_repeated(code, &step, ctx.moment.running);
        if is_repeated && self.chosen.is_none() {
            let step = ctx.tonight.plan.step(&step);
            let title = step.map_or("the next step", |step| &step.title);
            return Outcome::notice(format!("{title}: press it once more."));
        }
        // Let the cursor follow the next step again.
        self.chosen = None;
        act(ctx, action(step))
    }
}
