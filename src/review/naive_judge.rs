//! An independent, plainer judgement of the evenings of a random life.

use chrono::{DateTime, FixedOffset, NaiveDateTime, NaiveTime, TimeDelta, Utc};

use super::naive_life::Life;
use super::*;
use crate::evening::{Evening, Timeline};
use crate::event::{About, Substance, Timing, Unmeasured, What};
use crate::plan::WeekdaySet;

/// The worst rating of the evening, and the night's.
pub(super) type PlainLegs = (Option<u8>, Option<u8>);

/// When the last of it was consumed.
fn plain_end(event: &Event) -> DateTime<Utc> {
    match event.what {
        What::Caffeine {
            over: Some(over), ..
        } => event.at + TimeDelta::seconds(over.as_secs().into()),
        _ => event.at,
    }
}

fn plain_factors(in_effect: &[&Event]) -> Vec<String> {
    let names = in_effect.iter().filter_map(|event| match &event.what {
        What::Factor { name, .. } => Some(name.clone()),
        What::Consumed(Unmeasured::Alcohol) => Some("alcohol".to_owned()),
        _ => None,
    });
    names.collect()
}

/// What the entries say of a cutoff.
enum PlainCutoff {
    /// Something came after it.
    Broken,
    /// Something came before it and nothing after, or there was none at all.
    Clean,
    /// Nothing.
    Silent,
}

fn plain_cutoff(
    in_effect: &[&Event],
    is_coffee: bool,
    due: DateTime<Utc>,
    until: DateTime<Utc>,
) -> PlainCutoff {
    let had = |what: &What| match what {
        What::Caffeine { .. } => is_coffee,
        What::Consumed(Unmeasured::Alcohol) => !is_coffee,
        _ => false,
    };
    let substance = if is_coffee {
        Substance::Caffeine
    } else {
        Substance::Alcohol
    };
    let is_alcohol = |what: &What| matches!(what, What::Factor { name, .. } if name == "alcohol");
    let contradicts = |what: &What| had(what) || !is_coffee && is_alcohol(what);
    let by_then: Vec<_> = in_effect
        .iter()
        .filter(|e| had(&e.what) && e.at <= until)
        .collect();
    let none = What::NoneToday { substance };
    let is_none =
        in_effect.iter().any(|e| e.what == none) && !in_effect.iter().any(|e| contradicts(&e.what));
    if by_then.iter().any(|event| plain_end(event) > due) {
        PlainCutoff::Broken
    } else if !by_then.is_empty() || is_none {
        PlainCutoff::Clean
    } else {
        PlainCutoff::Silent
    }
}

/// One step by the plain judgement.
#[derive(Debug)]
pub(super) struct PlainStep {
    pub id: String,
    pub is_done: bool,
    pub minutes_late: Option<f64>,
    pub legs_after: PlainLegs,
}

/// Whether the event has a time. What is recorded as done for a bedtime step never had one.
fn has_time(event: &Event, is_bedtime: bool) -> bool {
    match event.what {
        What::Done { timing, .. } => timing == Timing::Known && !is_bedtime,
        What::LightsOut { timing } | What::Woke { timing, .. } => timing == Timing::Known,
        _ => true,
    }
}

/// The definition, rating by rating, from those since an instant.
fn plain_legs(
    in_effect: &[&Event],
    (bedtime, ends): (DateTime<Utc>, DateTime<Utc>),
    since: Option<DateTime<Utc>>,
) -> PlainLegs {
    let last = |wanted: fn(&What) -> bool| Some(in_effect.iter().rfind(|e| wanted(&e.what))?.at);
    let dark = last(|what| matches!(what, What::LightsOut { .. }));
    let morning =
        last(|what| matches!(what, What::Woke { .. })).map_or(ends, |woke| woke.min(ends));
    let (mut evening, mut whole_night, mut awake) = (vec![], vec![], vec![]);
    for event in in_effect {
        let What::Legs { rating, about, .. } = &event.what else {
            continue;
        };
        let is_later = since.is_none_or(|since| event.at >= since);
        let half_of_the_night = bedtime + (ends - bedtime) / 2;
        let is_dark = event.at > dark.unwrap_or(half_of_the_night);
        match about {
            Some(About::RescueAfter) => {}
            Some(About::Night) => whole_night.push(rating.get()),
            None if event.at >= morning => whole_night.push(rating.get()),
            _ if !is_later => {}
            Some(About::RescueBefore) => awake.push(rating.get()),
            Some(About::AwakeAtNight) if dark.is_none() => awake.push(rating.get()),
            Some(About::Evening) if dark.is_none() => evening.push(rating.get()),
            _ if is_dark => awake.push(rating.get()),
            _ => evening.push(rating.get()),
        }
    }
    let night = if whole_night.is_empty() {
        awake
    } else {
        whole_night
    };
    (evening.into_iter().max(), night.into_iter().max())
}

/// One evening by the plain judgement.
#[derive(Debug)]
pub(super) struct Plain {
    pub date: EveningDate,
    /// The planned bedtime.
    pub planned: NaiveTime,
    pub outcome: Outcome,
    pub score: Option<f64>,
    pub steps: Vec<PlainStep>,
    pub planned_days_a_week: usize,
    pub lights_out: Option<NaiveDateTime>,
    pub woke: Option<NaiveDateTime>,
    pub minutes_until_asleep: i64,
    pub legs: PlainLegs,
    pub factors: Vec<String>,
}

fn is_in_effect(event: &Event, all: &[Event]) -> bool {
    !all.iter()
        .any(|other| other.what == What::Revoked { event: event.id } && is_in_effect(other, all))
}

impl Life {
    pub fn tonight(&self) -> EveningDate {
        Evening::at(self.now, &self.today, &self.zone).date
    }

    pub fn in_effect_on(&self, date: EveningDate) -> Vec<&Event> {
        let all = self.events.iter().filter(|event| event.evening == date);
        all.filter(|e| !matches!(e.what, What::Revoked { .. }) && is_in_effect(e, &self.events))
            .collect()
    }

    pub(super) fn plain(&self) -> Vec<Plain> {
        let known = |date: &EveningDate| !self.in_effect_on(*date).is_empty();
        let written = self.events.iter().map(|event| event.evening);
        let Some(first) = written.filter(|date| known(date)).min() else {
            return vec![];
        };
        let begins = self.begins();
        first
            .through(self.to.min(self.tonight()))
            .map(|date| self.judge(date, self.plan_on(date), begins))
            .collect()
    }

    /// The plan by which an evening is lived.
    pub fn plan_on(&self, date: EveningDate) -> &Plan {
        if date >= self.tonight() {
            return &self.today;
        }
        let mut recorded = self.plans.iter().filter(|(since, _)| *since <= date);
        let recorded = recorded.next_back().or(self.plans.first());
        recorded.map_or(&self.today, |(_, plan)| plan)
    }

    /// The offset of the evening's entries, if it is over and they were recorded away from home.
    fn far_from_home(&self, evening: &Evening, in_effect: &[&Event]) -> Option<FixedOffset> {
        let is_user_entry = |e: &&&Event| !matches!(e.what, What::Plan(_) | What::Woke { .. });
        let mut by_time: Vec<&Event> = in_effect.iter().filter(is_user_entry).copied().collect();
        by_time.sort_by_key(|event| event.at);
        let dark = in_effect
            .iter()
            .rfind(|event| matches!(event.what, What::LightsOut { .. }));
        let event = dark.copied().or(by_time.pop())?;
        let home = event.at.with_timezone(&self.zone).naive_local();
        let there = event.at.naive_utc() + TimeDelta::minutes(event.offset_min.into());
        let is_far = evening.date < self.tonight() && home != there;
        is_far.then(|| FixedOffset::east_opt(event.offset_min * 60).unwrap())
    }

    /// The evening since which an evening without an entry is missed.
    pub fn begins(&self) -> Option<EveningDate> {
        let (mut said, mut step) = (None, None);
        for event in self.events.iter().filter(|e| is_in_effect(e, &self.events)) {
            match event.what {
                What::Began => said = Some(event.evening),
                What::Done { .. } | What::Skipped { .. } | What::LightsOut { .. } => {
                    step = step.or(Some(event.evening));
                }
                _ => {}
            }
        }
        said.or(step)
    }

    fn outcome(
        &self,
        date: EveningDate,
        in_effect: &[&Event],
        begins: Option<EveningDate>,
        (done, required): (usize, usize),
    ) -> Outcome {
        let has = |wanted: fn(&What) -> bool| in_effect.iter().any(|event| wanted(&event.what));
        if has(|what| matches!(what, What::Excused { .. })) {
            Outcome::Excused
        } else if date >= self.tonight() {
            Outcome::Running
        } else if begins.is_none_or(|first| date < first)
            && !in_effect.iter().any(|e| {
                matches!(
                    e.what,
                    What::Done { .. } | What::Skipped { .. } | What::LightsOut { .. }
                )
            })
        {
            Outcome::NotBegun
        } else {
            match (done, required) {
                (_, 0) => Outcome::Free,
                (0, _) => Outcome::Missed,
                (done, required) if done == required => Outcome::Kept,
                _ => Outcome::Partly,
            }
        }
    }

    /// An evening that is lived by `plan`, where the user began on `begins`.
    pub(super) fn judge(
        &self,
        date: EveningDate,
        plan: &Plan,
        begins: Option<EveningDate>,
    ) -> Plain {
        let evening = Evening::on(date, plan, &self.zone);
        let in_effect = self.in_effect_on(date);
        let own: Vec<_> = in_effect.iter().map(|event| (*event).clone()).collect();
        let last = |wanted: &dyn Fn(&What) -> bool| in_effect.iter().rfind(|e| wanted(&e.what));
        let far = self.far_from_home(&evening, &in_effect);
        // Due times come from the timeline, which has tests of its own.
        let there = far.map_or(evening, |far| Evening::on(date, plan, &far));
        let timeline = match far {
            Some(far) => Timeline::new(there, plan, &own, self.now, &far),
            None => Timeline::new(there, plan, &own, self.now, &self.zone),
        };
        let mut bounds = (timeline.evening.bedtime, timeline.evening.ends);
        if far.is_some() {
            bounds.1 = bounds.1.min(self.now);
        }
        let mut steps = vec![];
        let (mut done, mut required) = (0, 0);
        for step in plan.steps_on(date) {
            let is_bedtime = step.id.0 == "out";
            let verdict = last(&|what| match what {
                What::Done { step: id, .. } | What::Skipped { step: id, .. } => *id == step.id,
                What::LightsOut { .. } => is_bedtime,
                _ => false,
            });
            let is_skipped = |event: &&Event| matches!(event.what, What::Skipped { .. });
            let mut at = verdict.filter(|e| !is_skipped(e)).map(|e| e.at);
            let due = timeline.entry(&step.id).unwrap().due;
            let dark = last(&|what| matches!(what, What::LightsOut { .. })).map(|event| event.at);
            let is_cutoff = ["coffee", "wine"].contains(&step.id.0.as_str());
            if is_cutoff {
                let until = dark.unwrap_or(there.bedtime + (there.wake - there.bedtime) / 2);
                match plain_cutoff(&in_effect, step.id.0 == "coffee", due, until) {
                    PlainCutoff::Broken => at = None,
                    PlainCutoff::Clean if verdict.is_none() && dark.is_some() => at = Some(due),
                    PlainCutoff::Clean | PlainCutoff::Silent => {}
                }
            }
            if !step.optional {
                required += 1;
                done += usize::from(at.is_some());
            }
            let is_timed = verdict.is_none_or(|event| has_time(event, is_bedtime));
            let late = at
                .filter(|_| !is_cutoff && is_timed)
                .map(|at| (at - due).num_milliseconds() as f64 / 60_000.0);
            steps.push(PlainStep {
                id: step.id.0.clone(),
                is_done: at.is_some(),
                minutes_late: late,
                legs_after: plain_legs(&in_effect, bounds, Some(at.unwrap_or(due))),
            });
        }
        let outcome = self.outcome(date, &in_effect, begins, (done, required));
        let local =
            |event: &&Event| event.at.naive_utc() + TimeDelta::minutes(event.offset_min.into());
        let time_of =
            |wanted: &dyn Fn(&What) -> bool| last(wanted).filter(|e| has_time(e, false)).map(local);
        let week = WeekdaySet::EVERY_DAY;
        Plain {
            date,
            planned: plan.bedtime_on(date),
            outcome,
            score: (required > 0).then(|| done as f64 / required as f64),
            steps,
            planned_days_a_week: week
                .iter()
                .filter(|day| plan.steps.iter().any(|s| !s.optional && s.days.has(*day)))
                .count(),
            lights_out: time_of(&|what| matches!(what, What::LightsOut { .. })),
            woke: time_of(&|what| matches!(what, What::Woke { .. })),
            minutes_until_asleep: match last(&|what| matches!(what, What::Woke { .. }))
                .map(|e| &e.what)
            {
                Some(What::Woke { night, .. }) => night.asleep_after_min.map_or(0, i64::from),
                _ => 0,
            },
            legs: plain_legs(&in_effect, bounds, None),
            factors: plain_factors(&in_effect),
        }
    }
}
