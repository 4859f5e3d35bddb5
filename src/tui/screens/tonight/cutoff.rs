//! What Tonight records about the cutoff under the cursor: that there was none today, or that there was some just now.

use ratatui::crossterm::event::KeyCode;

use super::{TonightScreen, act, at_cursor};
use crate::evening::{Action, DiaryEntry, Entry};
use crate::event::{Substance, in_effect};
use crate::tui::context::Context;
use crate::tui::footer::{Hint, NONE_TODAY, hint};
use crate::tui::screen::Outcome;

/// The key that records that there was some just now. Drinks with caffeine have a page of their own.
pub(super) const HAD_SOME: KeyCode = KeyCode::Char('1');

/// Whether the user recorded that there was none of it today.
pub(super) fn has_none(ctx: &Context<'_>, substance: Substance) -> bool {
    substance.is_none(&in_effect(&ctx.tonight.events))
}

/// The keys about the cutoff of `entry`; none for any other step. "None today" is left out where that is recorded already
/// or there was some.
pub(super) fn hints(ctx: &Context<'_>, entry: &Entry<'_>) -> Vec<Hint> {
    let Some(substance) = entry.step.cutoff() else {
        return vec![];
    };
    let events = in_effect(&ctx.tonight.events);
    let had_some = events.iter().any(|event| event.what.contains(substance));
    let mut hints = vec![];
    if !had_some && !substance.is_none(&events) {
        hints.push(hint(NONE_TODAY, "0", "none"));
    }
    if substance.unmeasured().is_some() {
        hints.push(hint(HAD_SOME, "1", "had some"));
    }
    hints
}

impl TonightScreen {
    /// Handles [`NONE_TODAY`] and [`HAD_SOME`], which do nothing on a step that is no cutoff.
    pub(super) fn cutoff_key(&mut self, code: KeyCode, ctx: &Context<'_>) -> Outcome {
        let timeline = ctx.timeline();
        let next = timeline.next().map(|entry| &entry.step.id);
        let entry = at_cursor(self, &timeline.entries, next);
        let Some(substance) = entry.and_then(|entry| entry.step.cutoff()) else {
            return Outcome::default();
        };
        let entry = if code == NONE_TODAY {
            DiaryEntry::NoneToday(substance)
        } else if let Some(what) = substance.unmeasured() {
            DiaryEntry::Consumed(what)
        } else {
            return Outcome::default();
        };
        self.chosen = None;
        act(ctx, Action::Record { entry, at: None })
    }
}
