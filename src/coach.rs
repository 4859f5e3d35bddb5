//! The coach: combines config, time zone and journal, and answers everything that the front ends ask of them.
//!
//! The command line and a notification's buttons act through [`Coach::act`]. A window acts through [`Coach::foresee`],
//! which shows the entry at once, and [`Coach::write`], which a thread of its own calls. The coach reads no clock: the
//! caller passes the time.

mod act;
mod beginning;
mod clock;
mod counts;
mod drinks;
mod error;
mod evening_record;
mod history;
mod history_inputs;
mod pending;
mod reading;
mod recent;
mod rescues;
mod undo;
mod write;

pub use clock::ClockTrust;
pub use error::CoachError;
pub(crate) use evening_record::EveningRecord;
pub(crate) use history_inputs::HistoryInputs;
pub(crate) use pending::Pending;
use reading::{LastRead, NearbyEvenings, Reading};
pub use recent::RecentEvenings;
pub(crate) use write::{Write, Written, declined_night};

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::clock::Zone;
use crate::evening::{Calendar, recorded_plans};
use crate::event::{EveningDate, Event, What, in_effect};
use crate::journal::{Journal, JournalError};
use crate::plan::{Config, Plan};
use crate::review::diary::{CAFFEINE_LOOKBACK_EVENINGS, DiaryReview};
use crate::review::{LookBack, Review, ReviewInput, first_recorded_evening};

/// The config, the time zone and the journal that the program works with.
#[derive(Debug)]
pub struct Coach {
    /// The config in force.
    pub config: Config,
    /// The time zone in which the user is now.
    pub zone: Zone,
    /// The journal of all events.
    pub journal: Journal,
    /// What was handed to another coach for writing. Everything that this one reads includes it.
    pub(crate) pending: Pending,
    last_read: RefCell<LastRead>,
    /// What becomes of an entry while the clock is in doubt.
    pub(crate) clock: ClockTrust,
}

impl Coach {
    /// A coach with nothing pending.
    pub fn new(config: Config, zone: Zone, journal: Journal) -> Self {
        Self {
            config,
            zone,
            journal,
            pending: Pending::default(),
            last_read: RefCell::default(),
            clock: ClockTrust::default(),
        }
    }

    /// A coach with a connection of its own to the same journal, for another thread. Nothing is pending in it. Where the
    /// journal cannot be opened, an empty one stands in until it can.
    ///
    /// # Errors
    /// When there is not enough memory.
    pub(crate) fn another(&self) -> Result<Self, JournalError> {
        let journal = self.journal.another_connection();
        let journal = journal.or_else(|_| self.journal.stand_in())?;
        Ok(Self::new(self.config.clone(), self.zone, journal))
    }

    fn reading(&self) -> Reading<'_> {
        Reading {
            journal: &self.journal,
            pending: &self.pending,
            config: &self.config,
            zone: &self.zone,
            last_read: &self.last_read,
            clock: self.clock,
        }
    }

    /// The date of the evening that is running at `now`.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn date_of_tonight(&self, now: DateTime<Utc>) -> Result<EveningDate, JournalError> {
        self.ask_calendar(now, now, |calendar| calendar.date_of(now))
    }

    /// What the calendar of the evenings around `instant` answers at `now`.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub(crate) fn ask_calendar<A>(
        &self,
        instant: DateTime<Utc>,
        now: DateTime<Utc>,
        question: impl FnOnce(&Calendar<'_, Zone>) -> A,
    ) -> Result<A, JournalError> {
        // A damaged journal is recovered when something is written, and then the date must be known before. What only looks
        // meets the damage when it reads the evening.
        let nearby = match self.nearby(instant, now) {
            Err(JournalError::Damaged { .. }) => Arc::default(),
            nearby => nearby?,
        };
        Ok(question(&nearby.calendar(&self.config, &self.zone, now)))
    }

    fn nearby(
        &self,
        instant: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<Arc<NearbyEvenings>, JournalError> {
        let reading = self.reading();
        reading.nearby([reading.local_date(instant)], now)
    }

    /// Tonight's date, and the plan in force for it.
    fn tonight_and_plan(&self, now: DateTime<Utc>) -> Result<(EveningDate, Plan), JournalError> {
        let nearby = self.nearby(now, now)?;
        let calendar = nearby.calendar(&self.config, &self.zone, now);
        let tonight = calendar.tonight();
        Ok((tonight, calendar.plan(tonight).clone()))
    }

    /// The record of the evening that `now` belongs to.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn tonight(&self, now: DateTime<Utc>) -> Result<EveningRecord, JournalError> {
        let nearby = self.nearby(now, now)?;
        let calendar = nearby.calendar(&self.config, &self.zone, now);
        Ok(EveningRecord::from_calendar(calendar.tonight(), &calendar))
    }

    /// The evening before tonight's, and tonight's, as they are after `known` evenings, without reading the journal.
    pub(crate) fn evenings_as_known<'a>(
        &self,
        known: impl Iterator<Item = &'a EveningRecord>,
        now: DateTime<Utc>,
    ) -> [EveningRecord; 2] {
        let nearby = NearbyEvenings::from_records(known);
        let calendar = nearby.calendar(&self.config, &self.zone, now);
        let tonight = calendar.tonight();
        [tonight.previous(), tonight].map(|date| EveningRecord::from_calendar(date, &calendar))
    }

    /// The record of the evening `date`, with the plan by which it is lived and judged.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn evening_record(
        &self,
        date: EveningDate,
        now: DateTime<Utc>,
    ) -> Result<EveningRecord, JournalError> {
        self.reading().evening_record(date, now)
    }

    /// The review of the evenings from `from` to `to`, both included.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn review(
        &self,
        from: EveningDate,
        to: EveningDate,
        now: DateTime<Utc>,
    ) -> Result<Review, JournalError> {
        // Streak and strength depend on all earlier evenings, not only on those of the span.
        let first = self.first_evening()?.unwrap_or(to.next());
        let events = self.events(first..=to)?;
        let beginning = (first_recorded_evening(&events), self.began()?);
        let plans = self.plans_until(to)?;
        self.review_of(&events, &plans, beginning, (from, to), now)
    }

    /// The review of the diary over the evenings of `back`, which comes from the history of the same journal.
    ///
    /// Reads the events of these evenings, and blood tests and self-checks of all evenings before them.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn diary_review(
        &self,
        back: &LookBack,
        now: DateTime<Utc>,
    ) -> Result<DiaryReview, JournalError> {
        let Review { from, to, .. } = back.review;
        let first = from.days_before(CAFFEINE_LOOKBACK_EVENINGS);
        let mut events = Vec::new();
        for evening in self.evenings_with_iron_or_self_check()? {
            if evening < first {
                events.extend(self.events(evening..=evening)?);
            }
        }
        events.extend(self.events(first..=to)?);
        let plans = self.plans_until(to)?;
        let tonight = self.tonight_and_plan(now)?;
        let first = (back.first_recorded, back.began);
        let input = self.input(&events, &plans, first, &tonight, now);
        Ok(DiaryReview::for_review(
            &back.review,
            &input,
            self.config.diary.half_life,
        ))
    }

    fn events(&self, evenings: RangeInclusive<EveningDate>) -> Result<Vec<Event>, JournalError> {
        self.reading().events(evenings)
    }

    fn input<'a>(
        &'a self,
        events: &'a [Event],
        plans: &'a [(EveningDate, Plan)],
        (first, began): (Option<EveningDate>, Option<EveningDate>),
        (tonight, today): &'a (EveningDate, Plan),
        now: DateTime<Utc>,
    ) -> ReviewInput<'a, Zone> {
        ReviewInput {
            events,
            plans,
            tonight: *tonight,
            today,
            free_days: self.config.diary.free_days,
            first,
            began,
            now,
            zone: &self.zone,
        }
    }

    /// All plans recorded for evenings up to `to`, also those that a later one of the same evening replaced: a trial that was
    /// stopped at once is only there.
    fn plans_until(&self, to: EveningDate) -> Result<Vec<(EveningDate, Plan)>, JournalError> {
        let mut events = self.pending.add_plans(self.journal.plans_until(to)?, to);
        let lights_out = self.journal.lights_out_before_plans(to)?;
        events.extend(self.pending.add_lights_out(lights_out, to));
        events.sort_by_key(|event| (event.evening, event.id));
        let mut plans = recorded_plans(&events);
        plans.retain(|(applies_from, _)| *applies_from <= to);
        Ok(plans)
    }

    fn review_of(
        &self,
        events: &[Event],
        plans: &[(EveningDate, Plan)],
        beginning: (Option<EveningDate>, Option<EveningDate>),
        (from, to): (EveningDate, EveningDate),
        now: DateTime<Utc>,
    ) -> Result<Review, JournalError> {
        let tonight = self.tonight_and_plan(now)?;
        let input = self.input(events, plans, beginning, &tonight, now);
        Ok(Review::between(from, to, &input))
    }

    /// All blood tests and self-checks ever recorded, without revoked ones, by evening.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub(crate) fn iron_and_self_checks(&self) -> Result<Arc<[Event]>, JournalError> {
        self.reading().remembered(
            |last_read| &mut last_read.iron_and_self_checks,
            (),
            || Ok(self.read_iron_and_self_checks()?.into()),
        )
    }

    fn read_iron_and_self_checks(&self) -> Result<Vec<Event>, JournalError> {
        let mut entries = Vec::new();
        for evening in self.evenings_with_iron_or_self_check()? {
            let events = self.events(evening..=evening)?;
            entries.extend(
                in_effect(&events)
                    .into_iter()
                    .filter(|event| is_iron_or_self_check(event))
                    .cloned(),
            );
        }
        Ok(entries)
    }

    fn evenings_with_iron_or_self_check(&self) -> Result<BTreeSet<EveningDate>, JournalError> {
        let read = self.journal.evenings_with_iron_or_self_check()?;
        let pending = self
            .pending
            .events()
            .filter(|event| is_iron_or_self_check(event));
        Ok(pending.map(|event| event.evening).chain(read).collect())
    }

    /// In the morning, the evening whose night has just ended, if neither waking nor a rating of that night is
    /// recorded.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub(crate) fn unrecorded_night(
        &self,
        now: DateTime<Utc>,
    ) -> Result<Option<EveningDate>, JournalError> {
        let night = self.ask_calendar(now, now, |calendar| {
            let night = calendar.of_rating_at(now);
            (night != calendar.tonight()).then(|| calendar.evening(night).0)
        })?;
        let Some(night) = night else {
            return Ok(None);
        };
        let events = self.events(night.date..=night.date)?;
        let is_recorded = in_effect(&events).iter().any(|event| match event.what {
            What::Woke { .. } => true,
            _ => night.is_rating_of_the_night(event, None),
        });
        Ok((!is_recorded).then_some(night.date))
    }
}

fn is_iron_or_self_check(event: &Event) -> bool {
    matches!(event.what, What::Iron { .. } | What::SelfCheck { .. })
}

#[cfg(test)]
mod clock_tests;
#[cfg(test)]
mod life_tests;
#[cfg(test)]
mod pending_tests;
#[cfg(test)]
mod recorded_plan_tests;
#[cfg(test)]
mod several_clocks_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod two_computers_tests;
#[cfg(test)]
mod undo_tests;
