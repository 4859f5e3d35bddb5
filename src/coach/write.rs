//! Everything that a window writes, as values that can be handed to another thread.

use std::collections::HashSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{ClockTrust, Coach, CoachError};
use crate::evening::{Action, Refusal, decide};
use crate::event::{Draft, EveningDate, Event, EventId, Origin, StepId, What};
use crate::journal::{JournalError, StoredTimer, Unfinished};

/// One thing to write into the journal.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Write {
    /// Record actions, all or none.
    Entries {
        /// The evening that the actions are about.
        evening: EveningDate,
        /// The actions.
        actions: Vec<Action>,
        /// When they were entered.
        now: DateTime<Utc>,
        /// Whether the user has confirmed a clock in doubt.
        clock: ClockTrust,
        /// The events that [`Coach::foresee`] derived from them, already with their ids.
        foreseen: Vec<Event>,
    },
    /// Store a timer.
    SaveTimer(StoredTimer),
    /// Delete a timer.
    ForgetTimer(EveningDate, StepId),
    /// Record that a timer is over.
    EndTimer {
        /// The evening it belongs to.
        evening: EveningDate,
        /// The step it is for.
        step: StepId,
        /// Whether it ended just now, so that its end is announced. Not stored.
        heard: bool,
    },
    /// Store the progress of the running session.
    SaveProgress(Unfinished),
    /// Delete the progress of the session.
    ForgetProgress,
    /// Record that a page was shown.
    Acknowledge {
        /// The name of the page.
        page: String,
        /// When.
        now: DateTime<Utc>,
    },
}

/// What was written.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Written {
    /// These events.
    Events(Vec<Event>),
    /// That a timer is over.
    TimerEnd {
        /// Whether no other window had recorded it before.
        is_first: bool,
    },
    /// A change of what is local to this computer.
    Local,
}

impl Write {
    /// The events that will be written if nothing comes between.
    pub(crate) fn events(&self) -> &[Event] {
        match self {
            Self::Entries { foreseen, .. } => foreseen,
            Self::SaveTimer(_)
            | Self::ForgetTimer(..)
            | Self::EndTimer { .. }
            | Self::SaveProgress(_)
            | Self::ForgetProgress
            | Self::Acknowledge { .. } => &[],
        }
    }
}

impl Coach {
    /// The write that records these actions, decided by what is recorded and pending now. Writes nothing.
    ///
    /// # Errors
    /// When one of the actions is refused, or the journal cannot be read.
    pub(crate) fn foresee(
        &self,
        evening: EveningDate,
        actions: Vec<Action>,
        now: DateTime<Utc>,
    ) -> Result<Write, CoachError> {
        let drafts = self
            .reading()
            .decide(evening, now, |situation| decide(&actions, situation))?;
        let foreseen = self
            .journal
            .foreseen(Origin::Pressed, &drafts, self.pending.newest_id())?;
        Ok(Write::Entries {
            evening,
            actions,
            now,
            clock: self.clock,
            foreseen,
        })
    }

    /// Counts a write as pending, which was handed to another coach.
    pub(crate) fn add_pending(&mut self, write: &Arc<Write>) {
        let before = self.pending.changes();
        self.pending.add(Arc::clone(write));
        let changes = [before, self.pending.changes()];
        self.last_read.get_mut().add(write.events(), changes);
    }

    /// Carries out a write. Actions are decided again by what is recorded by now.
    ///
    /// # Errors
    /// When an action is refused by now, or the journal cannot be written. Nothing has changed then.
    pub(crate) fn write(&mut self, write: &Write) -> Result<Written, CoachError> {
        let local = |written: Result<(), JournalError>| Ok(written.map(|()| Written::Local)?);
        match write {
            Write::Entries {
                evening,
                actions,
                now,
                clock,
                foreseen,
            } => {
                self.clock = *clock;
                let is_undo = |action: &Action| matches!(action, Action::Undo { .. });
                let is_undoing = actions.iter().any(is_undo);
                let shown = revoked_by(foreseen.iter().map(|event| &event.what));
                let events =
                    self.record(*evening, Origin::Pressed, *now, foreseen, |situation| {
                        let drafts = decide(actions, situation)?;
                        // "Undo" means the entry that the user saw as the last one. If that one is not there, because it
                        // could not be written or was taken back elsewhere, no other may be taken back in its place.
                        let mut revoked =
                            revoked_by(drafts.iter().map(|draft| &draft.what)).into_iter();
                        if !is_undoing || revoked.all(|event| shown.contains(&event)) {
                            Ok(drafts)
                        } else {
                            Err(Refusal::NothingToUndo(String::new()))
                        }
                    })?;
                Ok(Written::Events(events))
            }
            Write::SaveTimer(timer) => local(self.journal.save_timer(timer)),
            Write::ForgetTimer(evening, step) => local(self.journal.forget_timer(*evening, step)),
            Write::EndTimer { evening, step, .. } => {
                let is_first = self.journal.end_timer(*evening, step)?;
                Ok(Written::TimerEnd { is_first })
            }
            Write::SaveProgress(session) => local(self.journal.save_unfinished(session)),
            Write::ForgetProgress => local(self.journal.forget_unfinished()),
            Write::Acknowledge { page, now } => local(self.journal.acknowledge(page, *now)),
        }
    }

    /// Like [`Coach::act`], for an action that may have been recorded before, by this process or another one: then it
    /// writes nothing, even if that entry was taken back since. `now` is the time of the action, in whole milliseconds,
    /// by which it is recognised.
    ///
    /// # Errors
    /// When the action is refused, or the journal cannot be written. Nothing has changed then.
    pub(crate) fn act_once(
        &mut self,
        evening: EveningDate,
        action: &Action,
        origin: Origin,
        now: DateTime<Utc>,
    ) -> Result<Vec<Event>, CoachError> {
        self.record(evening, origin, now, &[], |situation| {
            let drafts = decide(std::slice::from_ref(action), situation)?;
            let is_recorded = |draft: &Draft| {
                let mut events = situation.events.iter();
                events.any(|event| event.at == draft.at && is_alike(&event.what, &draft.what))
            };
            let mut entries = drafts
                .iter()
                .filter(|draft| !matches!(draft.what, What::Plan(_)));
            Ok(if entries.any(is_recorded) {
                vec![]
            } else {
                drafts
            })
        })
    }

    /// All stored timers, by evening and step.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub(crate) fn timers(&self) -> Result<Vec<StoredTimer>, JournalError> {
        let mut timers = self.journal.timers()?;
        self.pending.apply_to_timers(&mut timers);
        Ok(timers)
    }

    /// The unfinished guided session, if there is one.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub(crate) fn unfinished(&self) -> Result<Option<Unfinished>, JournalError> {
        Ok(self.pending.unfinished(self.journal.unfinished()?))
    }

    /// The names of everything that need not be shown again.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub(crate) fn acknowledged(&self) -> Result<HashSet<String>, JournalError> {
        let mut pages = self.journal.acknowledged()?;
        pages.extend(self.pending.acknowledged().cloned());
        Ok(pages)
    }

    /// Whether the user declined the night that was proposed for that evening.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub(crate) fn has_declined_night(&self, evening: EveningDate) -> Result<bool, JournalError> {
        Ok(self.acknowledged()?.contains(&declined_night(evening)))
    }
}

/// The name under which it is acknowledged that the user declined the night proposed for that evening.
pub(crate) fn declined_night(evening: EveningDate) -> String {
    format!("declined night {evening}")
}

/// Whether both are of the same kind and about the same step. The rest can differ: a second snooze ends later than the
/// first.
fn is_alike(one: &What, other: &What) -> bool {
    (one.kind(), one.step()) == (other.kind(), other.step())
}

fn revoked_by<'a>(all: impl Iterator<Item = &'a What>) -> HashSet<EventId> {
    all.filter_map(|what| match what {
        What::Revoked { event } => Some(*event),
        _ => None,
    })
    .collect()
}
