//! Lives made up at random, and their evenings judged a second time, more plainly: plans that change, words taken back,
//! evenings excused, nights across clock changes and across time zones, sleep by day.

use chrono::{DateTime, FixedOffset, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::evening::{Evening, Timeline};
use crate::event::{EventId, NightEntry, Rating, What};
use crate::plan::{Step, Substance, WeekdaySet, When};
use crate::span::Span;

/// Each with its last evening of the journal near a clock change, or far from any.
const PLACES: [(Tz, &str); 6] = [
    (Tz::Europe__Berlin, "2026-10-30"),
    (Tz::America__New_York, "2026-03-14"),
    (Tz::Australia__Lord_Howe, "2026-04-10"),
    (Tz::Asia__Kolkata, "2026-07-01"),
    (Tz::America__Santiago, "2026-09-12"),
    (Tz::Pacific__Kiritimati, "2026-01-05"),
];

pub const FACTORS: [&str; 3] = ["alcohol", "long drive", "pregnancy"];

pub const STEPS: [&str; 4] = ["coffee", "bath", "stretch", "out"];

/// What was told of one evening, in the order of writing.
#[derive(Debug, Clone)]
struct Told {
    /// Minutes east of home that the clock there is.
    away: i32,
    lights_out: Option<i64>,
    slept: Option<i64>,
    words: Vec<Word>,
}

#[derive(Debug, Clone)]
enum Word {
    Done(usize, i64),
    Skipped(usize, i64),
    Coffee(i64),
    Legs(u8),
    Factor(usize),
    Excused,
    Note,
    /// The word so many places earlier on the same evening, a taking back included.
    TakenBack(usize),
}

fn word() -> impl Strategy<Value = Word> {
    let minute = || 0..1400_i64;
    prop_oneof![
        8 => (0..4_usize, minute()).prop_map(|(step, at)| Word::Done(step, at)),
        2 => (0..4_usize, minute()).prop_map(|(step, at)| Word::Skipped(step, at)),
        1 => minute().prop_map(Word::Coffee),
        3 => (0..=10_u8).prop_map(Word::Legs),
        2 => (0..FACTORS.len()).prop_map(Word::Factor),
        1 => Just(Word::Excused),
        1 => Just(Word::Note),
        3 => (1..4_usize).prop_map(Word::TakenBack),
    ]
}

fn told() -> impl Strategy<Value = Told> {
    let away = prop_oneof![6 => Just(0), 1 => Just(60), 1 => Just(-300), 1 => Just(540)];
    let lights_out = prop::option::weighted(0.85, -7200..14_400_i64);
    let slept = prop::option::weighted(0.9, 1200..40_000_i64);
    let words = prop_oneof![1 => Just(vec![]), 5 => prop::collection::vec(word(), 1..9)];
    (away, lights_out, slept, words).prop_map(|(away, lights_out, slept, words)| Told {
        away,
        lights_out,
        slept,
        words,
    })
}

fn clock(text: &str) -> NaiveTime {
    NaiveTime::parse_from_str(text, "%H:%M").unwrap()
}

fn plan() -> impl Strategy<Value = Plan> {
    let hours = prop_oneof![
        3 => Just(("22:30", "06:30")),
        1 => Just(("00:30", "07:00")),
        1 => Just(("07:00", "15:00")), // works nights
    ];
    let week: Vec<_> = WeekdaySet::EVERY_DAY.iter().collect();
    let days = prop_oneof![
        3 => Just(Some(WeekdaySet::EVERY_DAY)),
        1 => Just(None),
        2 => prop::sample::subsequence(week, 1..7).prop_map(|days| Some(days.into_iter().collect())),
    ];
    let step = (days, prop::bool::weighted(0.3));
    (hours, prop::collection::vec(step, 4)).prop_map(|((bedtime, wake), steps)| {
        let kinds = [
            (
                StepKind::Cutoff {
                    substance: Substance::Caffeine,
                },
                When::BeforeBed(Span::minutes(540)),
            ),
            (
                StepKind::Timer {
                    duration: Span::minutes(15),
                },
                When::BeforeBed(Span::minutes(105)),
            ),
            (StepKind::Check, When::After("bath".into())),
            (StepKind::Bedtime, When::BeforeBed(Span::ZERO)),
        ];
        let steps = STEPS.into_iter().zip(kinds).zip(steps);
        Plan {
            trials: vec![],
            bedtime: clock(bedtime),
            wake: clock(wake),
            schedules: vec![],
            steps: steps
                .filter_map(|((id, (kind, when)), (days, optional))| {
                    Some(Step {
                        id: id.into(),
                        title: id.to_owned(),
                        kind,
                        when,
                        days: days?,
                        optional,
                        advice: None,
                    })
                })
                .collect(),
        }
    })
}

/// A journal, and the moment and span it is looked at.
#[derive(Debug)]
pub(super) struct Life {
    pub zone: Tz,
    pub events: Vec<Event>,
    pub plans: Vec<(EveningDate, Plan)>,
    pub today: Plan,
    pub now: DateTime<Utc>,
    pub from: EveningDate,
    pub to: EveningDate,
}

pub(super) fn life() -> impl Strategy<Value = Life> {
    let evenings = prop::collection::vec(prop::option::weighted(0.9, told()), 1..40);
    let plans = prop::collection::vec((0..40_u64, plan()), 0..4);
    let look = (0..60_i64, 0..40_u64, 0..5_u64);
    (
        prop::sample::select(PLACES.to_vec()),
        evenings,
        plans,
        plan(),
        look,
    )
        .prop_map(|((zone, last), evenings, mut plans, today, look)| {
            let last: EveningDate = last.parse().unwrap();
            let first = last.days_before(evenings.len() as u64 - 1);
            plans.sort_by_key(|(n, _)| *n);
            let plans: Vec<_> = plans
                .into_iter()
                .map(|(n, plan)| (last.days_before(39 - n), plan))
                .collect();
            let mut events = Vec::new();
            for (date, told) in first.through(last).zip(&evenings) {
                if let Some(told) = told {
                    tell(&mut events, Evening::on(date, &today, &zone), told, &zone);
                }
            }
            let (hours, span, short) = look;
            let to = last.days_before(short);
            Life {
                zone,
                events: events.into_iter().filter(|e| e.evening <= to).collect(),
                plans: plans.into_iter().filter(|(date, _)| *date <= to).collect(),
                now: Evening::on(last, &today, &zone).begins + TimeDelta::hours(hours),
                today,
                from: to.days_before(span),
                to,
            }
        })
}

fn tell(events: &mut Vec<Event>, evening: Evening, told: &Told, zone: &Tz) {
    let mut write = |at: DateTime<Utc>, what: What| {
        let home = chrono::Offset::fix(at.with_timezone(zone).offset()).local_minus_utc() / 60;
        let id = EventId(Uuid::from_u128(events.len() as u128 + 1));
        events.push(Event {
            id,
            at,
            offset_min: home + told.away,
            evening: evening.date,
            what,
            device: "test".into(),
        });
        id
    };
    let mut ids = Vec::new();
    for word in &told.words {
        let at = |minutes: &i64| evening.begins + TimeDelta::minutes(*minutes);
        let (at, what) = match word {
            Word::Done(step, m) => (
                at(m),
                What::Done {
                    step: STEPS[*step].into(),
                },
            ),
            Word::Skipped(step, m) => (
                at(m),
                What::Skipped {
                    step: STEPS[*step].into(),
                    why: None,
                },
            ),
            Word::Coffee(m) => (
                at(m),
                What::Caffeine {
                    mg: 107.0,
                    drink: None,
                },
            ),
            Word::Legs(rating) => (
                at(&900),
                What::Legs {
                    rating: Rating::try_from(i64::from(*rating)).unwrap(),
                    feels: vec![],
                },
            ),
            Word::Factor(n) => (
                at(&700),
                What::Factor {
                    name: FACTORS[*n].to_owned(),
                    amount: None,
                    about: None,
                },
            ),
            Word::Excused => (at(&600), What::Excused { why: None }),
            Word::Note => (
                at(&600),
                What::Note {
                    text: "warm".into(),
                },
            ),
            Word::TakenBack(n) => match ids.len().checked_sub(*n) {
                Some(n) => (at(&1000), What::Revoked { event: ids[n] }),
                None => continue,
            },
        };
        ids.push(write(at, what));
    }
    if let Some(seconds) = told.lights_out {
        let out = evening.bedtime + TimeDelta::seconds(seconds);
        write(out, What::LightsOut);
        if let Some(slept) = told.slept {
            write(
                out + TimeDelta::seconds(slept),
                What::Woke {
                    night: NightEntry::default(),
                },
            );
        }
    }
}

/// One evening, judged the plain way.
#[derive(Debug)]
pub(super) struct Plain {
    pub date: EveningDate,
    pub outcome: Outcome,
    pub score: Option<f64>,
    /// Id, whether done, how late.
    pub steps: Vec<(String, bool, Option<f64>)>,
    pub planned_days_a_week: usize,
    pub lights_out: Option<NaiveDateTime>,
    pub woke: Option<NaiveDateTime>,
    pub legs: Option<u8>,
    pub factors: Vec<String>,
}

fn stands(event: &Event, all: &[Event]) -> bool {
    !all.iter()
        .any(|other| other.what == What::Revoked { event: event.id } && stands(other, all))
}

impl Life {
    pub fn review(&self) -> Review {
        let input = ReviewInput {
            events: &self.events,
            plans: &self.plans,
            today: &self.today,
            first: first_recorded_evening(&self.events),
            now: self.now,
            zone: &self.zone,
        };
        Review::between(self.from, self.to, &input)
    }

    pub fn tonight(&self) -> EveningDate {
        Evening::at(self.now, &self.today, &self.zone).date
    }

    pub fn said(&self, date: EveningDate) -> Vec<&Event> {
        let all = self.events.iter().filter(|event| event.evening == date);
        all.filter(|e| !matches!(e.what, What::Revoked { .. }) && stands(e, &self.events))
            .collect()
    }

    pub fn plain(&self) -> Vec<Plain> {
        let known = |date: &EveningDate| !self.said(*date).is_empty();
        let written = self.events.iter().map(|event| event.evening);
        let Some(first) = written.filter(|date| known(date)).min() else {
            return vec![];
        };
        first
            .through(self.to.min(self.tonight()))
            .map(|date| self.judge(date))
            .collect()
    }

    /// Far from home the clocks there say when things were due, once it is over.
    fn far_from_home(&self, evening: &Evening, said: &[&Event]) -> Option<FixedOffset> {
        let is_told = |e: &&&Event| !matches!(e.what, What::Plan(_) | What::Woke { .. });
        let mut by_time: Vec<&Event> = said.iter().filter(is_told).copied().collect();
        by_time.sort_by_key(|event| event.at);
        let dark = said.iter().rfind(|event| event.what == What::LightsOut);
        let event = dark.copied().or(by_time.pop())?;
        let home = event.at.with_timezone(&self.zone).naive_local();
        let there = event.at.naive_utc() + TimeDelta::minutes(event.offset_min.into());
        let is_far = self.now >= evening.ends && home != there;
        is_far.then(|| FixedOffset::east_opt(event.offset_min * 60).unwrap())
    }

    pub fn judge(&self, date: EveningDate) -> Plain {
        let mut plan = &self.today;
        if date < self.tonight() {
            let recorded = self.plans.iter().filter(|(since, _)| *since <= date);
            plan = recorded.map(|(_, plan)| plan).next_back().unwrap_or(plan);
        }
        let evening = Evening::on(date, plan, &self.zone);
        let said = self.said(date);
        let own: Vec<_> = said.iter().map(|event| (*event).clone()).collect();
        let last = |wanted: &dyn Fn(&What) -> bool| said.iter().rfind(|e| wanted(&e.what));
        let far = self.far_from_home(&evening, &said);
        // When steps are due is the timeline's promise, which has its own tests.
        let timeline = match far {
            Some(far) => {
                let evening = Evening::on(date, plan, &far);
                Timeline::of(evening, plan, &own, self.now, &far)
            }
            None => Timeline::of(evening, plan, &own, self.now, &self.zone),
        };
        let mut steps = vec![];
        let (mut done, mut required) = (0, 0);
        for step in plan.steps_on(date) {
            let is_bedtime = step.id.0 == "out";
            let verdict = last(&|what| match what {
                What::Done { step: id } | What::Skipped { step: id, .. } => *id == step.id,
                What::LightsOut => is_bedtime,
                _ => false,
            });
            let mut at = verdict
                .filter(|event| !matches!(event.what, What::Skipped { .. }))
                .map(|event| event.at);
            let due = timeline.entry(&step.id).unwrap().due;
            if step.id.0 == "coffee" {
                let drinks: Vec<_> = said
                    .iter()
                    .filter(|e| matches!(e.what, What::Caffeine { .. }))
                    .collect();
                if drinks.iter().any(|drink| drink.at > due) {
                    at = None;
                } else if verdict.is_none()
                    && !drinks.is_empty()
                    && last(&|what| *what == What::LightsOut).is_some()
                {
                    at = Some(due);
                }
            }
            if !step.optional {
                required += 1;
                done += usize::from(at.is_some());
            }
            let late = at
                .filter(|_| step.id.0 != "coffee")
                .map(|at| (at - due).num_milliseconds() as f64 / 60_000.0);
            steps.push((step.id.0.clone(), at.is_some(), late));
        }
        let outcome = if last(&|what| matches!(what, What::Excused { .. })).is_some() {
            Outcome::Excused
        } else if self.now < evening.ends {
            Outcome::Running
        } else {
            match (done, required) {
                (_, 0) => Outcome::Free,
                (0, _) => Outcome::Missed,
                (done, required) if done == required => Outcome::Kept,
                _ => Outcome::Partly,
            }
        };
        let local =
            |event: &&Event| event.at.naive_utc() + TimeDelta::minutes(event.offset_min.into());
        let week = WeekdaySet::EVERY_DAY;
        Plain {
            date,
            outcome,
            score: (required > 0).then(|| done as f64 / required as f64),
            steps,
            planned_days_a_week: week
                .iter()
                .filter(|day| plan.steps.iter().any(|s| !s.optional && s.days.has(*day)))
                .count(),
            lights_out: last(&|what| *what == What::LightsOut).map(local),
            woke: last(&|what| matches!(what, What::Woke { .. })).map(local),
            legs: {
                let mut rated: Vec<(DateTime<Utc>, u8)> = Vec::new();
                for event in &said {
                    if let What::Legs { rating, .. } = event.what {
                        rated.push((event.at, rating.get()));
                    }
                }
                rated.sort_by_key(|(at, _)| *at);
                rated.pop().map(|(_, rating)| rating)
            },
            factors: said
                .iter()
                .filter_map(|event| match &event.what {
                    What::Factor { name, .. } => Some(name.clone()),
                    _ => None,
                })
                .collect(),
        }
    }
}
