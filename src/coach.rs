//! The coach: config, zone and journal together, and everything that the front ends ask of them.
//!
//! The screens, the command line and a notification's buttons all act through [`Coach::act`]. It reads no
//! clock: the caller says what time it is.

use chrono::{DateTime, Utc};

use crate::clock::Zone;
use crate::diary::day::{Choice, choices};
use crate::diary::drinks::all_drinks;
use crate::evening::{Action, Evening, Refusal, Situation, Timeline, decide_all, plan_to_record};
use crate::event::{Draft, EveningDate, Event, What, standing};
use crate::journal::{Journal, JournalError};
use crate::plan::{Config, Plan};
use crate::review::diary::DiaryReview;
use crate::review::{Basis, CachedEvening, EventTally, History, Materials, Review, first_told};

/// Config, zone and journal together.
#[derive(Debug)]
pub struct Coach {
    /// The config in force.
    pub config: Config,
    /// Where the user is.
    pub zone: Zone,
    /// Everything that happened.
    pub journal: Journal,
}

/// One evening as it was planned and what the journal has of it.
#[derive(Debug, Clone)]
pub struct Night {
    /// Its bounds, as planned.
    pub evening: Evening,
    /// The plan it is judged by.
    pub plan: Plan,
    /// All its events, in the order in which they were written.
    pub events: Vec<Event>,
    /// Whose clocks it goes by: those of the place where the user is, or was, once it is past.
    pub zone: Zone,
}

/// Why the coach could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum CoachError {
    /// The action cannot be.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The journal cannot be read or written.
    #[error(transparent)]
    Journal(#[from] JournalError),
}

impl Night {
    /// How it stands.
    pub fn timeline(&self, now: DateTime<Utc>) -> Timeline<'_> {
        Timeline::of(self.evening, &self.plan, &self.events, now, &self.zone)
    }
}

impl Coach {
    /// The evening that `now` belongs to, by the plan in force.
    pub fn evening_at(&self, now: DateTime<Utc>) -> Evening {
        Evening::at(now, &self.config.plan, &self.zone)
    }

    /// The evening that is running.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn tonight(&self, now: DateTime<Utc>) -> Result<Night, JournalError> {
        self.night(self.evening_at(now).date, now)
    }

    /// Any evening. One that is past is judged by the plan recorded for it, the others by the config.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn night(&self, date: EveningDate, now: DateTime<Utc>) -> Result<Night, JournalError> {
        read_night(&self.journal, &self.config, &self.zone, date, now)
    }

    /// What the evenings from `from` to `to` add up to.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn review(
        &self,
        from: EveningDate,
        to: EveningDate,
        now: DateTime<Utc>,
    ) -> Result<Review, JournalError> {
        // Streak and strength reach back to the first evening, whatever span is shown.
        let first = self.journal.first_evening()?.unwrap_or(to.next());
        let events = self.journal.between(first, to)?;
        self.review_of(&events, first_told(&events), from, to, now)
    }

    /// The same, and what the diary adds up to over these evenings.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn review_with_diary(
        &self,
        from: EveningDate,
        to: EveningDate,
        now: DateTime<Utc>,
    ) -> Result<(Review, DiaryReview), JournalError> {
        let first = self.journal.first_evening()?.unwrap_or(to.next());
        let events = self.journal.between(first, to)?;
        let plans = self.plans_until(to)?;
        let materials = self.materials(&events, &plans, first_told(&events), now);
        let review = Review::of(from, to, &materials);
        let diary = DiaryReview::of(&review, &materials, self.config.diary.half_life);
        Ok((review, diary))
    }

    /// What there is of each evening: `before` where that is still so.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn tallies(&self, before: Vec<EventTally>) -> Result<Vec<EventTally>, JournalError> {
        let events: u64 = before.iter().map(|tally| tally.events).sum();
        let newest = before.iter().map(|tally| tally.newest).max();
        if self.journal.extent()? == (events, newest) {
            return Ok(before);
        }
        let tally = |(evening, events, newest)| EventTally {
            evening,
            events,
            newest,
        };
        Ok(self.journal.tallies()?.into_iter().map(tally).collect())
    }

    /// All evenings up to tonight, judged. Those of `kept` that still hold are taken as they are.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn history(
        &self,
        now: DateTime<Utc>,
        tallies: &[EventTally],
        kept: Vec<CachedEvening>,
    ) -> Result<History, JournalError> {
        let tonight = self.evening_at(now).date;
        let basis = Basis {
            plans: &self.plans_until(tonight)?,
            today: &self.config.plan,
            half_life: self.config.diary.half_life,
            now,
            zone: &self.zone,
            zone_name: &self
                .zone
                .name()
                .unwrap_or_else(|| format!("{:?}", self.zone)),
            tallies,
            first: self.first_told(tallies)?,
        };
        let events = if kept.is_empty() {
            self.journal.all()?
        } else {
            let mut events = Vec::new();
            for span in basis.to_read(&kept) {
                events.extend(self.journal.between(*span.start(), *span.end())?);
            }
            events
        };
        Ok(History::of(&basis, kept, &events))
    }

    /// The first evening of which a word still stands.
    fn first_told(&self, tallies: &[EventTally]) -> Result<Option<EveningDate>, JournalError> {
        for tally in tallies {
            let first = first_told(&self.journal.evening(tally.evening)?);
            if first.is_some() {
                return Ok(first);
            }
        }
        Ok(None)
    }

    fn materials<'a>(
        &'a self,
        events: &'a [Event],
        plans: &'a [(EveningDate, Plan)],
        first: Option<EveningDate>,
        now: DateTime<Utc>,
    ) -> Materials<'a, Zone> {
        Materials {
            events,
            plans,
            today: &self.config.plan,
            first,
            now,
            zone: &self.zone,
        }
    }

    fn plans_until(&self, to: EveningDate) -> Result<Vec<(EveningDate, Plan)>, JournalError> {
        let recorded = self.journal.plans_until(to)?;
        let readable = recorded
            .iter()
            .filter_map(|event| Some((event.evening, plan_of(event)?)));
        Ok(readable.collect())
    }

    fn review_of(
        &self,
        events: &[Event],
        first: Option<EveningDate>,
        from: EveningDate,
        to: EveningDate,
        now: DateTime<Utc>,
    ) -> Result<Review, JournalError> {
        let plans = self.plans_until(to)?;
        Ok(Review::of(
            from,
            to,
            &self.materials(events, &plans, first, now),
        ))
    }

    /// How many evenings in a row were kept, up to now.
    ///
    /// It looks no further back than it has to: ten years open as fast as ten days.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn streak(&self, now: DateTime<Utc>) -> Result<usize, JournalError> {
        let tonight = self.evening_at(now).date;
        let first = self.journal.first_evening()?.unwrap_or(tonight);
        let mut days = 30;
        loop {
            let from = tonight.days_before(days).max(first);
            let events = self.journal.between(from, tonight)?;
            let review = self.review_of(&events, Some(from), from, tonight, now)?;
            if review.missed > 0 || from == first {
                return Ok(review.streak.current);
            }
            days *= 4;
        }
    }

    /// Every blood test and self-check that still stands, however long ago, in the order of their evenings.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn rarely_told(&self) -> Result<Vec<Event>, JournalError> {
        let mut told = Vec::new();
        for evening in self.journal.evenings_rarely_told()? {
            let events = self.journal.evening(evening)?;
            let is_rare =
                |event: &&Event| matches!(event.what, What::Iron { .. } | What::SelfCheck { .. });
            told.extend(standing(&events).into_iter().filter(is_rare).cloned());
        }
        Ok(told)
    }

    /// The evening whose night is just past, in the morning, as long as nothing was told of that night.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn unrecorded_night(
        &self,
        now: DateTime<Utc>,
    ) -> Result<Option<EveningDate>, JournalError> {
        let night = Evening::for_rating_at(now, &self.config.plan, &self.zone);
        if night.contains(now) {
            return Ok(None);
        }
        let events = self.journal.evening(night.date)?;
        let is_told = standing(&events).iter().any(|event| match event.what {
            What::Woke { .. } => true,
            What::Legs { .. } => event.at >= night.ends,
            _ => false,
        });
        Ok((!is_told).then_some(night.date))
    }

    /// The drinks there are to choose from: the user's own of the last weeks first, the newest before the others.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn drinks(&self, now: DateTime<Utc>) -> Result<Vec<Choice>, JournalError> {
        let tonight = self.evening_at(now).date;
        let events = self.journal.between(tonight.days_before(28), tonight)?;
        Ok(choices(&events, &all_drinks(&self.config.diary.drinks)))
    }

    /// Does what the user did to an evening, and returns the events that were kept.
    ///
    /// What the evening holds is read and what follows is written in one transaction, so two windows cannot
    /// both act on a state that is no more.
    ///
    /// # Errors
    /// When the action cannot be, or the journal cannot be written. Nothing has changed then.
    pub fn act(
        &mut self,
        date: EveningDate,
        action: &Action,
        now: DateTime<Utc>,
    ) -> Result<Vec<Event>, CoachError> {
        self.act_all(date, std::slice::from_ref(action), now)
    }

    /// Does several things to an evening at once: all of them, or none.
    ///
    /// # Errors
    /// When one of them cannot be, or the journal cannot be written. Nothing has changed then.
    pub fn act_all(
        &mut self,
        date: EveningDate,
        actions: &[Action],
        now: DateTime<Utc>,
    ) -> Result<Vec<Event>, CoachError> {
        let kept = self.write(date, now, |situation| decide_all(actions, situation))?;
        for event in &kept {
            let step = event.what.step().map(tracing::field::display);
            tracing::debug!(evening = %date, kind = event.what.kind(), step, "kept");
        }
        Ok(kept)
    }

    /// Records the plan in force from tonight on, where it is not recorded yet. Most changes can wait for the evening's
    /// next event; the end of a trial cannot, since evenings of which nothing is told would count for it.
    ///
    /// # Errors
    /// When the journal cannot be written. Nothing has changed then.
    pub fn record_plan(&mut self, now: DateTime<Utc>) -> Result<(), CoachError> {
        let tonight = self.evening_at(now).date;
        self.write(tonight, now, |situation| {
            Ok(plan_to_record(situation).into_iter().collect())
        })?;
        Ok(())
    }

    /// Keeps what follows from how an evening stands.
    fn write(
        &mut self,
        date: EveningDate,
        now: DateTime<Utc>,
        follows: impl Fn(&Situation<'_, Zone>) -> Result<Vec<Draft>, Refusal>,
    ) -> Result<Vec<Event>, CoachError> {
        let Self {
            config,
            zone,
            journal,
        } = self;
        journal.transact(|journal| {
            let night = read_night(journal, config, zone, date, now)?;
            let recorded = recorded_plan(journal, date)?;
            let situation = Situation {
                now,
                zone: &night.zone,
                evening: night.evening,
                plan: &night.plan,
                recorded: recorded.as_ref(),
                events: &night.events,
            };
            Ok(follows(&situation)?)
        })
    }
}

fn read_night(
    journal: &Journal,
    config: &Config,
    zone: &Zone,
    date: EveningDate,
    now: DateTime<Utc>,
) -> Result<Night, JournalError> {
    let events = journal.evening(date)?;
    let is_past = date < Evening::at(now, &config.plan, zone).date;
    let recorded = is_past.then(|| recorded_plan(journal, date)).transpose()?;
    let plan = recorded.flatten().unwrap_or_else(|| config.plan.clone());
    let (evening, elsewhere) = Evening::where_it_was_spent(date, &plan, &events, now, zone);
    Ok(Night {
        evening,
        plan,
        events,
        zone: elsewhere.map_or(*zone, Zone::Fixed),
    })
}

/// The plan recorded for an evening, or last before it.
fn recorded_plan(journal: &Journal, date: EveningDate) -> Result<Option<Plan>, JournalError> {
    Ok(journal.latest_plan(date)?.as_ref().and_then(plan_of))
}

/// The plan that a `plan` event holds. One that another version recorded and this one cannot read counts as
/// none.
pub fn plan_of(event: &Event) -> Option<Plan> {
    match &event.what {
        What::Plan(record) => Plan::from_record(record).ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
