//! One evening, with the plan by which it is judged and what was recorded for it.

use chrono::{DateTime, Utc};

use crate::clock::Zone;
use crate::diary::caffeine::Dose;
use crate::diary::day::recorded_drinks;
use crate::evening::{Caffeine, Calendar, Evening, Timeline};
use crate::event::{EveningDate, Event};
use crate::plan::{Config, Plan};

/// One evening: its plan and its recorded events.
#[derive(Debug, Clone)]
pub struct EveningRecord {
    /// Its date, and when it begins, has bedtime and ends.
    pub(crate) evening: Evening,
    /// The plan by which it is judged.
    pub(crate) plan: Plan,
    /// All its events, in the order of writing.
    pub(crate) events: Vec<Event>,
    /// The drinks of the three days before it, of which some caffeine may be left.
    pub(crate) earlier_doses: Vec<Dose>,
    /// The time zone of its times: the current one, or for a past evening that of the place where the user was.
    pub(crate) zone: Zone,
}

impl EveningRecord {
    /// The record of an evening. `calendar` must know it and the evening before it.
    pub(crate) fn from_calendar(date: EveningDate, calendar: &Calendar<'_, Zone>) -> Self {
        let (evening, recorded_offset) = calendar.evening(date);
        Self {
            evening,
            earlier_doses: vec![],
            plan: calendar.plan(date).clone(),
            events: calendar.events_of(date).to_vec(),
            zone: recorded_offset.map_or(*calendar.zone, Zone::Fixed),
        }
    }

    /// With the drinks in `earlier`, the events of the evenings before.
    pub(crate) fn with_earlier<'e>(self, earlier: impl Iterator<Item = &'e Event>) -> Self {
        let earlier: Vec<Event> = earlier.cloned().collect();
        let earlier = recorded_drinks(&earlier);
        Self {
            earlier_doses: earlier.iter().map(|drink| drink.dose).collect(),
            ..self
        }
    }

    /// The evening's caffeine at `now`.
    pub(crate) fn caffeine(&self, config: &Config, now: DateTime<Utc>) -> Caffeine {
        let half_life = config.diary.half_life;
        let timeline = self.timeline(now);
        Caffeine::for_evening(&timeline, &self.events, &self.earlier_doses, half_life, now)
    }

    /// The evening's steps with their due times and statuses at `now`.
    pub fn timeline(&self, now: DateTime<Utc>) -> Timeline<'_> {
        Timeline::new(self.evening, &self.plan, &self.events, now, &self.zone)
    }
}
