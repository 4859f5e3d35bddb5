//! One evening, with the plan by which it is judged and what was recorded for it.

use chrono::{DateTime, Utc};

use crate::clock::Zone;
use crate::diary::caffeine::Dose;
use crate::diary::day::recorded_drinks;
use crate::evening::{Caffeine, Evening, Timeline};
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
    /// The record of the evening `date`, whose events are `events`. `recorded` is the plan that was recorded for it; a
    /// past evening is judged by that one, any other by the plan in `config`.
    pub(crate) fn from_events(
        date: EveningDate,
        events: Vec<Event>,
        recorded: Option<Plan>,
        (config, zone): (&Config, &Zone),
        now: DateTime<Utc>,
    ) -> Self {
        let is_past = date < Evening::at(now, &config.plan, zone).date;
        let plan = recorded.filter(|_| is_past);
        let plan = plan.unwrap_or_else(|| config.plan.clone());
        let (evening, recorded_offset) =
            Evening::where_it_was_spent(date, &plan, &events, now, zone);
        Self {
            evening,
            plan,
            events,
            earlier_doses: vec![],
            zone: recorded_offset.map_or(*zone, Zone::Fixed),
        }
    }

    /// With the drinks in `earlier`, the events of the evenings before.
    pub(crate) fn with_earlier(self, earlier: &[Event]) -> Self {
        let earlier = recorded_drinks(earlier);
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
