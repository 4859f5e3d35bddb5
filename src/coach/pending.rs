//! Writes that a window has handed to its writer and that are not in the journal yet.
//!
//! Everything that the coach reads includes them, so a key acts on what the key before it entered, even while the disk
//! is slow. They are shown only until the writer reports the outcome. After that the journal alone counts.

use std::borrow::Cow;
use std::collections::{HashSet, VecDeque};
use std::ops::RangeBounds;
use std::sync::Arc;

use super::write::Write;
use crate::event::{EveningDate, Event, EventId, What};
use crate::journal::{StoredTimer, Unfinished};
use crate::review::EventCount;
use crate::span::Span;

/// The writes whose outcome is not known yet, in the order in which they are carried out.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pending {
    writes: VecDeque<Arc<Write>>,
    /// How often something was added or removed.
    changes: u64,
}

impl Pending {
    /// Adds a write that was handed to the writer.
    pub(super) fn add(&mut self, write: Arc<Write>) {
        self.writes.push_back(write);
        self.changes += 1;
    }

    /// Removes the oldest write, whose outcome is now known. The writer keeps the order, so it is always the oldest.
    pub(crate) fn settle(&mut self) -> Option<Arc<Write>> {
        self.changes += 1;
        self.writes.pop_front()
    }

    /// A number that changes whenever something is added or removed.
    pub(super) fn changes(&self) -> u64 {
        self.changes
    }

    /// Whether the outcome of every write is known.
    pub(crate) fn is_empty(&self) -> bool {
        self.writes.is_empty()
    }

    /// The writes, the oldest first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Write> {
        self.writes.iter().map(AsRef::as_ref)
    }

    /// The events that will be written if nothing comes between.
    pub(super) fn events(&self) -> impl Iterator<Item = &Event> {
        self.iter().flat_map(Write::events)
    }

    /// The newest id among the events.
    pub(super) fn newest_id(&self) -> Option<EventId> {
        self.events().map(|event| event.id).max()
    }

    /// Adds the events of these evenings to those that were read, in the journal's order: by evening, then by id.
    pub(super) fn add_events(
        &self,
        read: Vec<Event>,
        evenings: &impl RangeBounds<EveningDate>,
    ) -> Vec<Event> {
        self.add_if(read, |event| evenings.contains(&event.evening))
    }

    /// Adds the `plan` events of evenings up to `last` to those that were read.
    pub(super) fn add_plans(&self, read: Vec<Event>, last: EveningDate) -> Vec<Event> {
        self.add_if(read, |event| {
            matches!(event.what, What::Plan(_)) && event.evening <= last
        })
    }

    /// Adds lights-outs and revocations of evenings up to `last` to those that were read.
    pub(super) fn add_lights_out(&self, read: Vec<Event>, last: EveningDate) -> Vec<Event> {
        self.add_if(read, |event| {
            let is_wanted = matches!(event.what, What::LightsOut { .. } | What::Revoked { .. });
            is_wanted && event.evening <= last
        })
    }

    fn add_if(&self, mut read: Vec<Event>, is_wanted: impl Fn(&Event) -> bool) -> Vec<Event> {
        if self.is_empty() {
            return read;
        }
        // An event can be in the journal already while the report of it is still on its way.
        let known: HashSet<EventId> = read.iter().map(|event| event.id).collect();
        let is_new = |event: &&Event| is_wanted(event) && !known.contains(&event.id);
        read.extend(self.events().filter(is_new).cloned());
        read.sort_by_key(|event| (event.evening, event.id));
        read
    }

    /// Adds the pending events to the counts of the journal's events. One whose report is still on its way is counted
    /// twice for that moment; then its evening is judged once more than necessary.
    pub(super) fn add_counts<'c>(&self, counted: &'c [EventCount]) -> Cow<'c, [EventCount]> {
        let mut counted = Cow::Borrowed(counted);
        for event in self.events() {
            let counted = counted.to_mut();
            let place = counted.binary_search_by_key(&event.evening, |count| count.evening);
            match place {
                Ok(place) => {
                    let count = &mut counted[place];
                    count.events += 1;
                    count.newest = count.newest.max(event.id);
                }
                Err(place) => counted.insert(
                    place,
                    EventCount {
                        evening: event.evening,
                        events: 1,
                        newest: event.id,
                    },
                ),
            }
        }
        counted
    }

    /// Applies the pending changes to the timers that were read.
    pub(super) fn apply_to_timers(&self, timers: &mut Vec<StoredTimer>) {
        for write in self.iter() {
            match write {
                Write::SaveTimer(timer) => {
                    timers.retain(|other| {
                        let is_same = other.evening == timer.evening && other.step == timer.step;
                        other.evening >= timer.evening && !is_same
                    });
                    timers.push(timer.clone());
                }
                Write::ForgetTimer(evening, step) => {
                    timers.retain(|other| other.evening != *evening || other.step != *step);
                }
                Write::EndTimer { evening, step, .. } => {
                    let mut all = timers.iter_mut();
                    if let Some(timer) =
                        all.find(|timer| timer.evening == *evening && timer.step == *step)
                    {
                        (timer.left, timer.since) = (Span::ZERO, None);
                    }
                }
                Write::Entries { .. }
                | Write::SaveProgress(_)
                | Write::ForgetProgress
                | Write::Acknowledge { .. } => {}
            }
        }
    }

    /// The unfinished session after the pending changes; `read` is what the journal has.
    pub(super) fn unfinished(&self, read: Option<Unfinished>) -> Option<Unfinished> {
        self.iter().fold(read, |session, write| match write {
            Write::SaveProgress(progress) => Some(progress.clone()),
            Write::ForgetProgress => None,
            Write::Entries { .. }
            | Write::SaveTimer(_)
            | Write::ForgetTimer(..)
            | Write::EndTimer { .. }
            | Write::Acknowledge { .. } => session,
        })
    }

    /// The pages that are about to be recorded as acknowledged.
    pub(super) fn acknowledged(&self) -> impl Iterator<Item = &String> {
        self.iter().filter_map(|write| match write {
            Write::Acknowledge { page, .. } => Some(page),
            Write::Entries { .. }
            | Write::SaveTimer(_)
            | Write::ForgetTimer(..)
            | Write::EndTimer { .. }
            | Write::SaveProgress(_)
            | Write::ForgetProgress => None,
        })
    }
}
