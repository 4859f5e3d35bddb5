//! Every figure against a second, plainer computation of it, on journals made up at random: plans that change,
//! words taken back, evenings excused, nights across clock changes and across time zones, sleep by day.

use chrono::{DateTime, FixedOffset, NaiveDateTime, NaiveTime, TimeDelta, Utc, Weekday};
use chrono_tz::Tz;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::evening::{Evening, Timeline};
use crate::event::{EventId, NightTold, What};
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

const FACTORS: [&str; 3] = ["alcohol", "long drive", "pregnancy"];

const STEPS: [&str; 4] = ["coffee", "bath", "stretch", "out"];

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
                    rating: *rating,
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
                    night: NightTold::default(),
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
        let materials = Materials {
            events: &self.events,
            plans: &self.plans,
            today: &self.today,
            first: first_told(&self.events),
            now: self.now,
            zone: &self.zone,
        };
        Review::of(self.from, self.to, &materials)
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
                        rated.push((event.at, rating));
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

fn near(one: Option<f64>, other: Option<f64>, by: f64) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => (one - other).abs() <= by,
        (one, other) => one.is_none() && other.is_none(),
    }
}

/// The mean time of day in minutes and the spread, by trying: the time that all together point to most.
fn pointed_to(minutes: &[f64]) -> Option<(f64, f64)> {
    let turn = |minutes: f64| minutes / 1440.0 * std::f64::consts::TAU;
    let pull = |at: f64| {
        let all = minutes.iter().map(|m| turn(m - at).cos());
        all.sum::<f64>() / minutes.len() as f64
    };
    let tries = (0..14_400).map(|n| f64::from(n) / 10.0);
    let best = tries.max_by(|a, b| pull(*a).total_cmp(&pull(*b)))?;
    let spread = (-2.0 * pull(best).min(1.0).ln()).sqrt() / turn(1.0);
    (!minutes.is_empty()).then_some((best, spread))
}

fn around(one: f64, other: f64) -> f64 {
    let apart = (one - other).abs() % 1440.0;
    apart.min(1440.0 - apart)
}

fn minute_of(at: NaiveDateTime) -> f64 {
    (at - at.date().and_time(NaiveTime::MIN)).num_milliseconds() as f64 / 60_000.0
}

/// Nights of which both ends are known.
fn nights(evenings: &[Plain]) -> Vec<(EveningDate, NaiveDateTime, NaiveDateTime)> {
    let both = evenings
        .iter()
        .filter_map(|e| Some((e.date, e.lights_out?, e.woke?)));
    both.filter(|(_, out, woke)| *out < *woke && *woke < *out + TimeDelta::hours(24))
        .collect()
}

/// Minute by minute, as the formula is written.
fn sleep_regularity(nights: &[(EveningDate, NaiveDateTime, NaiveDateTime)]) -> Option<f64> {
    let whole = |at: NaiveDateTime| at.and_utc().timestamp().div_euclid(60);
    let asleep = |minute: i64| {
        nights
            .iter()
            .any(|(_, out, woke)| whole(*out) <= minute && minute < whole(*woke))
    };
    let known = |date: EveningDate| nights.iter().any(|night| night.0 == date);
    let (mut pairs, mut same) = (0, 0);
    for (date, ..) in nights {
        if !known(date.next()) {
            continue;
        }
        pairs += 1;
        let noon = whole(date.0.and_hms_opt(12, 0, 0).unwrap());
        same += (noon..noon + 1440)
            .filter(|minute| asleep(*minute) == asleep(minute + 1440))
            .count();
    }
    (pairs >= 7).then(|| -100.0 + 200.0 / (1440.0 * f64::from(pairs)) * same as f64)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn evenings_streak_and_strength_are_what_plain_counting_gives(life in life()) {
        let (review, plain) = (life.review(), life.plain());
        let (mut run, mut best, mut strength) = (0, 0, None);
        for evening in &plain {
            match evening.outcome {
                Outcome::Kept => run += 1,
                Outcome::Partly | Outcome::Missed => run = 0,
                Outcome::Excused | Outcome::Running | Outcome::Free => continue,
            }
            best = best.max(run);
            let m = 0.5_f64.powf((evening.planned_days_a_week as f64 / 7.0).sqrt() / 13.0);
            strength = Some(strength.unwrap_or(0.0) * m + evening.score.unwrap() * (1.0 - m));
        }
        prop_assert_eq!(review.streak, Streak { current: run, best });
        prop_assert!(near(review.strength, strength, 1e-9));
        let shown: Vec<_> = plain.iter().filter(|e| e.date >= life.from).collect();
        let ours: Vec<_> = review.evenings.iter().map(|e| (e.date, e.outcome, e.legs)).collect();
        let theirs: Vec<_> = shown.iter().map(|e| (e.date, e.outcome, e.legs)).collect();
        prop_assert_eq!(ours, theirs);
        for (ours, theirs) in review.evenings.iter().zip(&shown) {
            prop_assert!(near(ours.score, theirs.score, 1e-12));
            prop_assert_eq!(ours.lights_out.map(|at| at.naive_local()), theirs.lights_out);
            prop_assert_eq!(ours.woke.map(|at| at.naive_local()), theirs.woke);
        }
        let count = |wanted: &[Outcome]| shown.iter().filter(|e| wanted.contains(&e.outcome)).count();
        prop_assert_eq!(review.kept, count(&[Outcome::Kept]));
        prop_assert_eq!(review.missed, count(&[Outcome::Partly, Outcome::Missed]));
        prop_assert_eq!(review.excused, count(&[Outcome::Excused]));
    }

    #[test]
    fn steps_are_what_plain_counting_gives(life in life()) {
        let (review, plain) = (life.review(), life.plain());
        for id in STEPS {
            let counts = |e: &&Plain| e.date >= life.from
                && !matches!(e.outcome, Outcome::Excused | Outcome::Running);
            let rows: Vec<_> = plain.iter().filter(counts)
                .flat_map(|e| &e.steps)
                .filter(|step| step.0 == id)
                .collect();
            let ours = review.steps.iter().find(|step| step.id.0 == id);
            prop_assert_eq!(ours.map_or(0, |step| step.planned), rows.len());
            let Some(ours) = ours else { continue };
            prop_assert_eq!(ours.done, rows.iter().filter(|row| row.1).count());
            let mut late: Vec<_> = rows.iter().filter_map(|row| row.2).collect();
            late.sort_by(f64::total_cmp);
            let middle = match late.len() {
                0 => vec![],
                n => vec![late[(n - 1) / 2], late[n / 2]],
            };
            let between = middle.iter().sum::<f64>() / middle.len() as f64;
            let ours = ours.median_minutes_late.map(|minutes| minutes as f64);
            prop_assert!(near(ours, (!middle.is_empty()).then_some(between), 0.5));
        }
    }

    #[test]
    fn nights_and_legs_are_what_plain_computing_gives(life in life()) {
        let review = life.review();
        let shown: Vec<_> = life.plain().into_iter().filter(|e| e.date >= life.from).collect();
        let out: Vec<_> = shown.iter().filter_map(|e| e.lights_out).map(minute_of).collect();
        prop_assert_eq!(review.bedtime.nights, out.len());
        match (pointed_to(&out), review.bedtime.mean) {
            // Times that point nowhere in particular have no mean worth comparing.
            (Some((_, spread)), _) if spread > 500.0 => {}
            (Some((mean, spread)), Some(ours)) => {
                prop_assert!(around(minute_of(shown[0].date.0.and_time(ours)), mean) <= 0.7);
                let spread = (out.len() > 1).then_some(spread);
                prop_assert!(near(review.bedtime.sd_minutes, spread, 0.5));
            }
            (mean, ours) => prop_assert!(mean.is_none() && ours.is_none()),
        }
        let nights = nights(&shown);
        prop_assert!(near(review.bedtime.regularity_index, sleep_regularity(&nights), 1e-9));
        let middle = |free: bool| {
            let minutes: Vec<_> = nights.iter()
                .filter(|(date, ..)| matches!(date.weekday(), Weekday::Fri | Weekday::Sat) == free)
                .map(|(_, out, woke)| minute_of(*out + (*woke - *out) / 2))
                .collect();
            pointed_to(&minutes)
        };
        match (middle(true), middle(false)) {
            (Some((_, wide)), _) | (_, Some((_, wide))) if wide > 500.0 => {}
            (free, other) => {
                let jetlag = free.zip(other).map(|(free, other)| around(free.0, other.0));
                prop_assert!(near(review.bedtime.social_jetlag_minutes, jetlag, 0.5));
            }
        }
        let points: Vec<_> = shown.iter()
            .filter_map(|e| Some((f64::from(e.date.0.signed_duration_since(life.from.0).num_days() as i32), f64::from(e.legs?))))
            .collect();
        let n = points.len() as f64;
        let sum = |part: fn(&(f64, f64)) -> f64| points.iter().map(part).sum::<f64>();
        let (x, y, xy, xx) = (sum(|p| p.0), sum(|p| p.1), sum(|p| p.0 * p.1), sum(|p| p.0 * p.0));
        prop_assert_eq!(review.legs.nights, points.len());
        prop_assert!(near(review.legs.mean, (n > 0.0).then_some(y / n), 1e-9));
        let slope = (n >= 7.0).then(|| 7.0 * (n * xy - x * y) / (n * xx - x * x));
        prop_assert!(near(review.legs.trend.map(|trend| trend.per_week), slope, 1e-9));
    }

    #[test]
    fn nights_to_compare_are_what_plain_looking_up_gives(life in life()) {
        let (review, plain) = (life.review(), life.plain());
        let nights = &review.nights;
        // No journal here reaches back as far as a comparison does.
        prop_assert_eq!(nights.legs.len(), plain.len());
        prop_assert_eq!(nights.first, plain.first().map(|evening| evening.date));
        let counts = |e: &Plain| !matches!(e.outcome, Outcome::Excused | Outcome::Running);
        let mut compared = 0;
        for name in STEPS.into_iter().chain(FACTORS) {
            let began = plain.iter().position(|e| counts(e) && e.factors.iter().any(|told| told == name));
            let was = |(n, e): (usize, &Plain)| {
                if name == "out" || name == "pregnancy" || !counts(e) {
                    return None;
                }
                if STEPS.contains(&name) {
                    return e.steps.iter().find(|step| step.0 == name).map(|step| step.1);
                }
                began.filter(|began| *began <= n).map(|_| e.factors.iter().any(|told| told == name))
            };
            let expected: Vec<Option<bool>> = plain.iter().enumerate().map(was).collect();
            let ours = nights.exposures.iter().find(|exposure| exposure.about.name() == name);
            prop_assert_eq!(ours.is_some(), expected.iter().any(Option::is_some), "{}", name);
            if let Some(ours) = ours {
                prop_assert_eq!(&ours.was, &expected, "{}", name);
                compared += 1;
            }
        }
        prop_assert_eq!(nights.exposures.len(), compared);
        let legs: Vec<_> = plain.iter().map(|e| e.legs.filter(|_| counts(e))).collect();
        prop_assert_eq!(&nights.legs, &legs);
    }
}
