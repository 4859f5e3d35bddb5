//! What the history of all evenings depends on.

use super::Coach;
use crate::clock::Zone;
use crate::journal::JournalState;
use crate::plan::{FreeDays, Plan};
use crate::span::Span;

/// What [`Coach::history`] depends on, besides the time. As long as it is equal, so are the evenings that are over.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct HistoryInputs {
    journal: JournalState,
    /// How often something was added to what is pending, or removed.
    pending: u64,
    plan: Plan,
    half_life: Span,
    free_days: FreeDays,
    zone: Zone,
    /// The system's zone can become another one.
    zone_name: Option<String>,
}

impl Coach {
    /// What the history depends on now; none while that is not known, because the journal cannot be read.
    pub(crate) fn history_inputs(&self) -> Option<HistoryInputs> {
        let diary = &self.config.diary;
        Some(HistoryInputs {
            journal: self.journal.state().ok()??,
            pending: self.pending.changes(),
            plan: self.config.plan.clone(),
            half_life: diary.half_life,
            free_days: diary.free_days,
            zone: self.zone,
            zone_name: self.zone.name(),
        })
    }
}
