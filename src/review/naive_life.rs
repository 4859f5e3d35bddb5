//! Random lives: plans that change, revoked entries, excused evenings, nights across clock changes and time zones, sleep by
//! day.

use std::ops::Range;

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::evening::Evening;
use crate::event::{About, BodyPart, EventId, NightEntry, Onset, Rating, Timing, Unmeasured, What};
use crate::plan::{DueRule, Step, Substance, WeekdaySet};
use crate::span::Span;

/// Time zones, each with a last evening near a clock change or far from any.
const PLACES: [(Tz, &str); 6] = [
    (Tz::Europe__Berlin, "2026-10-30"),
    (Tz::America__New_York, "2026-03-14"),
    (Tz::Australia__Lord_Howe, "2026-04-10"),
    (Tz::Asia__Kolkata, "2026-07-01"),
    (Tz::America__Santiago, "2026-09-12"),
    (Tz::Pacific__Kiritimati, "2026-01-05"),
];

pub const FACTORS: [&str; 3] = ["alcohol", "long drive", "pregnancy"];

pub const STEPS: [&str; 5] = ["coffee", "bath", "stretch", "out", "wine"];

/// What is recorded of a night once awake. Bed and getting up are minutes before lights-out and after waking.
#[derive(Debug, Clone, Copy)]
struct RandomNight {
    asleep_after_min: Option<u16>,
    awakenings: Option<u8>,
    awake_min: Option<u16>,
    into_bed: Option<i64>,
    up: Option<i64>,
}

/// The entries of one evening, in the order in which they are written.
#[derive(Debug, Clone)]
struct RecordedEvening {
    /// UTC offset of the entries relative to home, in minutes.
    away: i32,
    lights_out: Option<i64>,
    slept: Option<i64>,
    night: RandomNight,
    entries: Vec<RandomEntry>,
}

#[derive(Debug, Clone)]
enum RandomEntry {
    Done(usize, i64),
    Skipped(usize, i64),
    Coffee(i64),
    Wine(i64),
    NoneToday(Substance),
    /// When the symptoms began, where, and how long one could sit.
    Onset(i64, Vec<BodyPart>, Option<u16>),
    NoSymptoms,
    /// A rating, its minute, what it is about, where that is recorded, and where the legs were restless.
    Legs(u8, i64, Option<About>, Vec<BodyPart>),
    Factor(usize),
    Excused,
    Began,
    Note,
    /// Revokes the entry this many places earlier on the same evening, which may be a revocation itself.
    Revocation(usize),
}

fn about() -> impl Strategy<Value = Option<About>> {
    prop_oneof![
        2 => Just(None),
        2 => Just(Some(About::Evening)),
        2 => Just(Some(About::Night)),
        1 => Just(Some(About::AwakeAtNight)),
        1 => Just(Some(About::RescueBefore)),
        1 => Just(Some(About::RescueAfter)),
    ]
}

fn random_entry() -> impl Strategy<Value = RandomEntry> {
    let minute = || 0..1400_i64;
    prop_oneof![
        8 => (0..5_usize, minute()).prop_map(|(step, at)| RandomEntry::Done(step, at)),
        2 => (0..5_usize, minute()).prop_map(|(step, at)| RandomEntry::Skipped(step, at)),
        1 => minute().prop_map(RandomEntry::Coffee),
        1 => minute().prop_map(RandomEntry::Wine),
        1 => Just(RandomEntry::NoneToday(Substance::Caffeine)),
        1 => Just(RandomEntry::NoneToday(Substance::Alcohol)),
        5 => ((0..=10_u8), 600..1500_i64, about(), prop::sample::subsequence(BodyPart::ALL.to_vec(), 0..2))
            .prop_map(|(rating, at, about, places)| RandomEntry::Legs(rating, at, about, places)),
        4 => (300..1700_i64, prop::sample::subsequence(BodyPart::ALL.to_vec(), 0..3), prop::option::of(0..90_u16))
            .prop_map(|(at, places, sat)| RandomEntry::Onset(at, places, sat)),
        1 => Just(RandomEntry::NoSymptoms),
        2 => (0..FACTORS.len()).prop_map(RandomEntry::Factor),
        1 => Just(RandomEntry::Excused),
        1 => Just(RandomEntry::Began),
        1 => Just(RandomEntry::Note),
        3 => (1..4_usize).prop_map(RandomEntry::Revocation),
    ]
}

fn night() -> impl Strategy<Value = RandomNight> {
    let asleep_after = prop::option::of(0..500_u16);
    let awakenings = prop::option::of(0..3_u8);
    let awake = prop::option::weighted(0.7, 0..200_u16);
    let into_bed = prop::option::weighted(0.8, -30..90_i64);
    let up = prop::option::weighted(0.8, -30..90_i64);
    (asleep_after, awakenings, awake, into_bed, up).prop_map(
        |(asleep_after_min, awakenings, awake_min, into_bed, up)| RandomNight {
            asleep_after_min,
            awakenings,
            awake_min,
            into_bed,
            up,
        },
    )
}

fn recorded_evening() -> impl Strategy<Value = RecordedEvening> {
    let away = prop_oneof![6 => Just(0), 1 => Just(60), 1 => Just(-300), 1 => Just(540)];
    let lights_out = prop::option::weighted(0.85, -7200..14_400_i64);
    let slept = prop::option::weighted(0.9, 1200..40_000_i64);
    let entries = prop_oneof![1 => Just(vec![]), 5 => prop::collection::vec(random_entry(), 1..9)];
    (away, lights_out, slept, night(), entries).prop_map(
        |(away, lights_out, slept, night, entries)| RecordedEvening {
            away,
            lights_out,
            slept,
            night,
            entries,
        },
    )
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
    (hours, prop::collection::vec(step, 5)).prop_map(|((bedtime, wake), steps)| {
        let kinds = [
            (
                StepKind::Cutoff {
                    substance: Substance::Caffeine,
                },
                DueRule::BeforeBed(Span::minutes(540)),
            ),
            (
                StepKind::Timer {
                    duration: Span::minutes(15),
                },
                DueRule::BeforeBed(Span::minutes(105)),
            ),
            (StepKind::Check, DueRule::After("bath".into())),
            (StepKind::Bedtime, DueRule::BeforeBed(Span::ZERO)),
            (
                StepKind::Cutoff {
                    substance: Substance::Alcohol,
                },
                DueRule::BeforeBed(Span::minutes(240)),
            ),
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

/// A journal, and the time and span of a review of it.
#[derive(Debug)]
pub(crate) struct Life {
    pub zone: Tz,
    pub events: Vec<Event>,
    pub plans: Vec<(EveningDate, Plan)>,
    pub today: Plan,
    pub free_days: FreeDays,
    pub now: DateTime<Utc>,
    pub from: EveningDate,
    pub to: EveningDate,
}

/// The number of random lives of a test that takes long: so few in each run of all tests, or as many as `WINDDOWN_CASES`
/// says. `WINDDOWN_CASES=500 cargo test --release --lib review::naive` tries five hundred.
pub(super) fn cases(few: u32) -> u32 {
    // When the tests are built, as nothing of the review may read the environment.
    let cases = option_env!("WINDDOWN_CASES");
    cases.and_then(|cases| cases.parse().ok()).unwrap_or(few)
}

pub(crate) fn life() -> impl Strategy<Value = Life> {
    life_of(1..40)
}

/// A life of so many evenings.
pub(super) fn life_of(evenings: Range<usize>) -> impl Strategy<Value = Life> {
    let most = evenings.end as u64;
    let evenings = prop::collection::vec(prop::option::weighted(0.9, recorded_evening()), evenings);
    let plans = prop::collection::vec((0..most, plan()), 0..4);
    let week: Vec<_> = WeekdaySet::EVERY_DAY.iter().collect();
    let free = prop::sample::subsequence(week, 0..=7);
    let look = (0..60_i64, 0..40_u64, 0..5_u64, free);
    (
        prop::sample::select(PLACES.to_vec()),
        evenings,
        plans,
        plan(),
        look,
    )
        .prop_map(move |((zone, last), evenings, mut plans, today, look)| {
            let last: EveningDate = last.parse().unwrap();
            let first = last.days_before(evenings.len() as u64 - 1);
            plans.sort_by_key(|(n, _)| *n);
            let plans: Vec<_> = plans
                .into_iter()
                .map(|(n, plan)| (last.days_before(most - 1 - n), plan))
                .collect();
            let mut events = Vec::new();
            for (date, recorded_evening) in first.through(last).zip(&evenings) {
                if let Some(recorded_evening) = recorded_evening {
                    add_events(
                        &mut events,
                        Evening::on(date, &today, &zone),
                        recorded_evening,
                        &zone,
                    );
                }
            }
            let (hours, span, short, free) = look;
            let to = last.days_before(short);
            Life {
                zone,
                events: events.into_iter().filter(|e| e.evening <= to).collect(),
                plans: plans.into_iter().filter(|(date, _)| *date <= to).collect(),
                now: Evening::on(last, &today, &zone).begins + TimeDelta::hours(hours),
                today,
                free_days: FreeDays(free.into_iter().collect()),
                from: to.days_before(span),
                to,
            }
        })
}

#[expect(clippy::too_many_lines, reason = "one entry of each kind")]
fn add_events(
    events: &mut Vec<Event>,
    evening: Evening,
    recorded_evening: &RecordedEvening,
    zone: &Tz,
) {
    let mut write = |at: DateTime<Utc>, what: What| {
        let home = chrono::Offset::fix(at.with_timezone(zone).offset()).local_minus_utc() / 60;
        let id = EventId(Uuid::from_u128(events.len() as u128 + 1));
        events.push(Event {
            id,
            at,
            offset_min: home + recorded_evening.away,
            evening: evening.date,
            what,
            device: "test".into(),
            origin: None,
            action: None,
        });
        id
    };
    let mut ids = Vec::new();
    for random_entry in &recorded_evening.entries {
        let at = |minutes: &i64| evening.begins + TimeDelta::minutes(*minutes);
        let (at, what) = match random_entry {
            RandomEntry::Done(step, m) => {
                let (step, timing) = (STEPS[*step].into(), timing_for(*m));
                (at(m), What::Done { step, timing })
            }
            RandomEntry::Skipped(step, m) => (
                at(m),
                What::Skipped {
                    step: STEPS[*step].into(),
                    why: None,
                },
            ),
            // Every third is drunk over an hour and a half.
            RandomEntry::Coffee(m) => (
                at(m),
                What::Caffeine {
                    mg: 107.0,
                    drink: None,
                    over: (m % 3 == 0).then_some(Span::minutes(90)),
                },
            ),
            RandomEntry::Wine(m) => (at(m), What::Consumed(Unmeasured::Alcohol)),
            RandomEntry::NoneToday(of) => (at(&650), What::NoneToday { substance: *of }),
            RandomEntry::Legs(rating, m, about, places) => (
                at(m),
                What::Legs {
                    rating: Rating::try_from(i64::from(*rating)).unwrap(),
                    feels: vec![],
                    places: places.clone(),
                    about: *about,
                },
            ),
            RandomEntry::Onset(m, places, sat_min) => (
                at(m),
                What::Onset(Onset::Began {
                    places: places.clone(),
                    sat_min: *sat_min,
                }),
            ),
            RandomEntry::NoSymptoms => (at(&650), What::Onset(Onset::NoneToday)),
            RandomEntry::Factor(n) => (
                at(&700),
                What::Factor {
                    name: FACTORS[*n].to_owned(),
                    amount: None,
                    about: None,
                },
            ),
            RandomEntry::Began => (at(&0), What::Began),
            RandomEntry::Excused => (at(&600), What::Excused { why: None }),
            RandomEntry::Note => (
                at(&600),
                What::Note {
                    text: "warm".into(),
                },
            ),
            RandomEntry::Revocation(n) => match ids.len().checked_sub(*n) {
                Some(n) => (at(&1000), What::Revoked { event: ids[n] }),
                None => continue,
            },
        };
        ids.push(write(at, what));
    }
    if let Some(seconds) = recorded_evening.lights_out {
        let out = evening.bedtime + TimeDelta::seconds(seconds);
        let timing = timing_for(seconds);
        write(out, What::LightsOut { timing });
        if let Some(slept) = recorded_evening.slept {
            let timing = timing_for(slept);
            let woke = out + TimeDelta::seconds(slept);
            let night = recorded_evening.night;
            write(
                woke,
                What::Woke {
                    night: NightEntry {
                        asleep_after_min: night.asleep_after_min,
                        awakenings: night.awakenings,
                        awake_min: night.awake_min,
                        into_bed: night
                            .into_bed
                            .map(|before| out - TimeDelta::minutes(before)),
                        up: night.up.map(|after| woke + TimeDelta::minutes(after)),
                        ..NightEntry::default()
                    },
                    timing,
                },
            );
        }
    }
}

/// The time of about one entry in nine is not known.
fn timing_for(number: i64) -> Timing {
    if number % 9 == 0 {
        Timing::Unknown
    } else {
        Timing::Known
    }
}

impl Life {
    pub fn input(&self) -> ReviewInput<'_, Tz> {
        ReviewInput {
            events: &self.events,
            plans: &self.plans,
            tonight: self.tonight(),
            today: &self.today,
            free_days: self.free_days,
            first: first_recorded_evening(&self.events),
            began: began(&self.events),
            now: self.now,
            zone: &self.zone,
        }
    }

    pub fn review(&self) -> Review {
        Review::between(self.from, self.to, &self.input())
    }
}
