//! Which evening an instant belongs to, by which plan each evening is lived, and when it ended.
//!
//! An evening ends at its planned wake time, or earlier when the user woke for good. Once it has ended it stays ended: its
//! plan is the recorded one, and a place further west does not reopen it. What shows the end of an evening that nothing
//! was recorded about is an entry about a later one, or the plan that [`Calendar::kept_running`] records. Where no program
//! ran between the end and the journey, nobody saw the end; then the evening ends at the place of arrival.

use chrono::{DateTime, FixedOffset, TimeDelta, TimeZone, Utc};

use super::Evening;
use super::entries::{lights_out, moved_bedtime, woke};
use super::recorded_plans::recorded_plan;
use crate::event::{EveningDate, Event, in_effect};
use crate::plan::Plan;

/// How long before bedtime a running program records an edited plan. It looks at least every half minute.
const RECORDED_BEFORE_BEDTIME: TimeDelta = TimeDelta::minutes(1);

/// The evenings around one moment, as the plans and the journal show them.
#[derive(Debug, Clone, Copy)]
pub struct Calendar<'a, Z> {
    /// The present moment.
    pub now: DateTime<Utc>,
    /// The time zone in which the user is now.
    pub zone: &'a Z,
    /// The plan in the config.
    pub config: &'a Plan,
    /// The recorded plans that may apply to these evenings, ordered by evening, then by the order of writing.
    pub recorded: &'a [(EveningDate, Plan)],
    /// All events of these evenings, ordered by evening.
    pub events: &'a [Event],
}

impl<'a, Z: TimeZone> Calendar<'a, Z> {
    /// How many evenings before and after the date of a moment its calendar must know.
    pub const REACH: u64 = 2;

    /// All events of an evening.
    pub fn events_of(&self, date: EveningDate) -> &'a [Event] {
        let from = self.events.partition_point(|event| event.evening < date);
        let to = self.events.partition_point(|event| event.evening <= date);
        &self.events[from..to]
    }

    /// The plan by which an evening is lived and judged.
    ///
    /// An edit of the config applies to an evening until its lights are out or its bedtime has passed. After that the
    /// recorded plan stays in force, whatever the config says.
    pub fn plan(&self, date: EveningDate) -> &'a Plan {
        match recorded_plan(date, self.recorded) {
            Some(recorded) if recorded != self.config && self.is_settled(date, recorded) => {
                recorded
            }
            _ => self.config,
        }
    }

    /// Whether edits of the config no longer apply to an evening for which `recorded` is the recorded plan.
    fn is_settled(&self, date: EveningDate, recorded: &Plan) -> bool {
        let events = self.events_of(date);
        let planned = Evening::on(date, recorded, self.zone);
        // An edited plan must not end the evening either, only for the recorded one to begin it again.
        lights_out(events).is_some()
            || self.shown_over(date, recorded).is_some()
            || self.now >= moved_bedtime(events).unwrap_or(planned.bedtime)
            || self.now >= planned.ends
            || self.now >= Evening::on(date, self.config, self.zone).ends
    }

    /// The plan in the config, if the journal does not have it yet, and the first evening to which it applies.
    pub fn unrecorded_plan(&self) -> Option<(EveningDate, &'a Plan)> {
        let tonight = self.tonight();
        let applies_tonight = *self.plan(tonight) == *self.config;
        let is_recorded =
            |date: &EveningDate| recorded_plan(*date, self.recorded) == Some(self.config);
        let evenings = [applies_tonight.then_some(tonight), Some(tonight.next())];
        let from = evenings
            .into_iter()
            .flatten()
            .find(|date| !is_recorded(date))?;
        Some((from, self.config))
    }

    /// Whether the plan in the config is unrecorded and tonight's bedtime is so near that it should not stay so.
    pub fn is_plan_due_for_recording(&self) -> bool {
        let Some((date, plan)) = self.unrecorded_plan() else {
            return false;
        };
        let planned = Evening::on(date, plan, self.zone);
        let bedtime = moved_bedtime(self.events_of(date)).unwrap_or(planned.bedtime);
        date == self.tonight() && self.now >= bedtime - RECORDED_BEFORE_BEDTIME
    }

    /// The date of the evening that is running.
    pub fn tonight(&self) -> EveningDate {
        self.date_of(self.now)
    }

    /// The date of the one evening that `instant` belongs to.
    pub fn date_of(&self, instant: DateTime<Utc>) -> EveningDate {
        let local = EveningDate(instant.with_timezone(self.zone).naive_local().date());
        let mut date = local.days_before(Self::REACH);
        // No evening ends more than two days after its date began.
        for _ in 0..2 * Self::REACH {
            if instant < self.bounds(date).0.ends {
                break;
            }
            date = date.next();
        }
        date
    }

    /// An evening with the bounds that it had or will have, and the UTC offset of its place if that is not `zone`.
    ///
    /// On a journey west it can be over, by the clock of its place, before the evening before it is, by the clock of
    /// another place; then nothing is left of it.
    pub fn evening(&self, date: EveningDate) -> (Evening, Option<FixedOffset>) {
        let near = date.days_before(Self::REACH + 1).through(date.previous());
        let before: Vec<DateTime<Utc>> = near.map(|date| self.bounds(date).0.ends).collect();
        let (evening, offset) = self.bounds(date);
        let begins = before.iter().max().copied().unwrap_or(self.now);
        // The first of them is too long ago to matter for this evening's end.
        let ends = before.into_iter().skip(1).fold(evening.ends, DateTime::max);
        let evening = Evening {
            begins,
            ends,
            ..evening
        };
        (evening, offset)
    }

    /// Like [`Self::evening`], but with the planned beginning.
    fn bounds(&self, date: EveningDate) -> (Evening, Option<FixedOffset>) {
        let plan = self.plan(date);
        let here = Evening::on(date, plan, self.zone);
        let ended = self.ended(here, plan);
        let (evening, offset) = here.where_it_was_spent(
            plan,
            &in_effect(self.events_of(date)),
            self.now,
            ended.is_some(),
            self.zone,
        );
        let early = ended.and_then(|ended| ended.early);
        let ends = match (early, ended) {
            (Some(early), _) => early,
            (None, Some(_)) if evening.wake <= self.now => evening.wake,
            (None, Some(ended)) => ended.at,
            (None, None) => evening.ends,
        };
        (Evening { ends, ..evening }, offset)
    }

    /// Whether and how an evening ended, which by its plan is `here`.
    fn ended(&self, here: Evening, plan: &Plan) -> Option<Ended> {
        let date = here.date;
        let events = self.events_of(date);
        let at_place = |event: &Event| Evening::on(date, plan, event.local().offset());
        let place = lights_out(events).map(at_place);
        let is_past = |end: &DateTime<Utc>| *end <= self.now;
        // By the clock of the place where the user woke.
        let early = woke(events)
            .and_then(|woke| at_place(woke).ended_early_by(woke, events))
            .filter(is_past);
        let planned = [Some(here.ends), place.map(|place| place.ends), early];
        let planned = planned.into_iter().flatten().filter(is_past).min();
        let at = planned.or_else(|| self.shown_over(date, plan))?;
        Some(Ended { at, early })
    }

    /// When an evening ended, as an entry about a later one shows: whoever made that entry was where this one was over.
    fn shown_over(&self, date: EveningDate, plan: &Plan) -> Option<DateTime<Utc>> {
        let from = self.events.partition_point(|event| event.evening <= date);
        let later = self.events[from..].iter();
        let later = later.filter(|event| event.at <= self.now);
        later
            .filter_map(|event| {
                let ends = Evening::on(date, plan, event.local().offset()).ends;
                (ends <= event.at).then_some(ends)
            })
            .min()
    }

    /// The evening that waking at `instant` belongs to, see [`Evening::of_waking_at`].
    pub fn of_waking_at(&self, instant: DateTime<Utc>) -> EveningDate {
        self.evening(self.date_of(instant)).0.of_waking_at(instant)
    }

    /// The evening that a rating of the legs at `instant` belongs to, see [`Evening::of_rating_at`].
    pub fn of_rating_at(&self, instant: DateTime<Utc>) -> EveningDate {
        self.evening(self.date_of(instant)).0.of_rating_at(instant)
    }

    /// The evening that lights-out at `instant` belongs to: the one with the nearest bedtime. Half an hour after the wake
    /// time, after a night without sleep, that is still yesterday's.
    pub fn of_lights_out_at(&self, instant: DateTime<Utc>) -> EveningDate {
        let (evening, _) = self.evening(self.date_of(instant));
        let (before, _) = self.evening(evening.date.previous());
        if instant - before.bedtime < evening.bedtime - instant {
            before.date
        } else {
            evening.date
        }
    }
}

/// The end of an evening that is over.
#[derive(Debug, Clone, Copy)]
struct Ended {
    /// The first instant at which it was over, by the clocks of any place that is known to matter.
    at: DateTime<Utc>,
    /// When the user woke for good, if that ended it.
    early: Option<DateTime<Utc>>,
}
