//! Trials against a second, plainer computation on whole lives of `naive_life`: trials that begin, are lengthened and are
//! stopped at random, one or two at once, in journals with corrections, journeys and clock changes.

use chrono::{Offset, TimeDelta};
use proptest::prelude::*;
use uuid::Uuid;

use super::insights::{Arm, Certainty, TrialResult, e_values};
use super::naive_judge::PlainLegs;
use super::naive_life::{Life, cases, life_of};
use super::*;
use crate::evening::Evening;
use crate::event::{About, EventId, Rating};
use crate::plan::{Draw, Trial};

/// A trial in the plan for some time.
#[derive(Debug, Clone)]
struct RandomTrial {
    trial: Trial,
    /// The first evening whose plan has it.
    added: EveningDate,
    /// The evening from which on it is longer, and its number of fortnights then.
    lengthened: Option<(EveningDate, u8)>,
    /// The evening from which on it is gone.
    stopped: Option<EveningDate>,
}

impl RandomTrial {
    /// The trial as the plan of that evening has it.
    fn on(&self, date: EveningDate) -> Option<Trial> {
        let is_there = self.added <= date && self.stopped.is_none_or(|stopped| date < stopped);
        let longer = self.lengthened.filter(|(since, _)| *since <= date);
        is_there.then(|| Trial {
            fortnights: longer.map_or(self.trial.fortnights, |(_, fortnights)| fortnights),
            ..self.trial.clone()
        })
    }

    fn changes(&self) -> impl Iterator<Item = EveningDate> {
        let lengthened = self.lengthened.map(|(since, _)| since);
        [Some(self.added), lengthened, self.stopped]
            .into_iter()
            .flatten()
    }
}

fn random_trial(step: &'static str, last: EveningDate) -> impl Strategy<Value = RandomTrial> {
    let first = 0..100_u64;
    let (fortnights, seed) = (2..6_u8, any::<u32>());
    let changes = (
        0..10_u64,
        prop::option::weighted(0.3, (0..90_u64, 1..4_u8)),
        prop::option::weighted(0.3, 0..90_u64),
    );
    let is_older = prop::bool::weighted(0.2);
    (first, fortnights, seed, is_older, changes).prop_map(
        move |(ago, fortnights, seed, is_older, (before, longer, stopped))| {
            let first = last.days_before(ago);
            RandomTrial {
                trial: Trial {
                    step: step.into(),
                    first,
                    fortnights,
                    seed: seed.into(),
                    draw: if is_older {
                        Draw::Fortnights
                    } else {
                        Draw::Pairs
                    },
                },
                // At times it is added when its first evenings are over, as where a config comes from elsewhere.
                added: first.days_after(5).days_before(before),
                lengthened: longer
                    .map(|(after, more)| (first.days_after(after), fortnights + more)),
                stopped: stopped.map(|after| first.days_after(after)),
            }
        },
    )
}

/// Ratings of most nights, lower by `effect` points on evenings that were drawn to be with the bath.
fn night_ratings(life: &Life, bath: &Trial, ratings: &[Option<u8>], effect: u8) -> Vec<Event> {
    let dates = life
        .to
        .days_before(ratings.len() as u64 - 1)
        .through(life.to);
    let rated = dates.zip(ratings).filter_map(|(date, rating)| {
        let is_calmer = bath.includes_step_on(date) == Some(true);
        Some((
            date,
            (*rating)?.saturating_sub(if is_calmer { effect } else { 0 }),
        ))
    });
    let ids = life.events.iter().map(|event| event.id.0.as_u128());
    let newest = ids.max().unwrap_or(0);
    let events = rated.enumerate().map(|(n, (date, rating))| {
        let at = Evening::on(date, &life.today, &life.zone).bedtime + TimeDelta::hours(7);
        let offset = at.with_timezone(&life.zone).offset().fix();
        Event {
            id: EventId(Uuid::from_u128(newest + n as u128 + 1)),
            at,
            offset_min: offset.local_minus_utc() / 60,
            evening: date,
            what: What::Legs {
                rating: Rating::try_from(i64::from(rating)).unwrap(),
                feels: vec![],
                places: vec![],
                about: Some(About::Night),
            },
            device: "test".into(),
            origin: None,
            action: None,
        }
    });
    events.collect()
}

/// A life in which the bath is tried, and at times the stretches too.
fn life_with_trials() -> impl Strategy<Value = (Life, Vec<RandomTrial>)> {
    life_of(40..120).prop_flat_map(|life| {
        let last = life.to;
        let trials = (
            random_trial("bath", last),
            prop::option::of(random_trial("stretch", last)),
            prop::collection::vec(prop::option::weighted(0.8, 2..=9_u8), 120),
            0..5_u8,
        );
        trials.prop_map(move |(bath, stretch, ratings, effect)| {
            let mut trials = vec![bath];
            trials.extend(stretch);
            let mut life = with_trials(&life, &trials);
            let rated = night_ratings(&life, &trials[0].trial, &ratings, effect);
            life.events.extend(rated);
            life.events.sort_by_key(|event| (event.evening, event.id));
            (life, trials)
        })
    })
}

fn with_trials(life: &Life, trials: &[RandomTrial]) -> Life {
    let on = |date: EveningDate| -> Vec<Trial> {
        trials.iter().filter_map(|trial| trial.on(date)).collect()
    };
    let plan = |date: EveningDate| Plan {
        trials: on(date),
        ..life.plan_on(date).clone()
    };
    // The first plan holds for all evenings before it too.
    let first = life.events.iter().map(|event| event.evening).min();
    let recorded = life.plans.iter().map(|(date, _)| *date);
    let mut dates: Vec<EveningDate> = trials
        .iter()
        .flat_map(RandomTrial::changes)
        .chain(recorded)
        .chain(first)
        .filter(|date| *date <= life.to)
        .collect();
    dates.sort_unstable();
    dates.dedup();
    Life {
        zone: life.zone,
        events: life.events.clone(),
        plans: dates.into_iter().map(|date| (date, plan(date))).collect(),
        today: Plan {
            trials: on(life.tonight()),
            ..life.today.clone()
        },
        free_days: life.free_days,
        now: life.now,
        from: life.from,
        to: life.to,
    }
}

/// What is known of one evening of a trial.
struct PlainEvening {
    number: usize,
    /// Whether it is over and counts, and whether the step was done and how the legs were after it.
    counted: Option<(bool, PlainLegs)>,
    is_over: bool,
}

struct PlainTrial {
    /// As its newest evening's plan has it.
    trial: Trial,
    evenings: Vec<PlainEvening>,
    is_stopped: bool,
}

impl PlainTrial {
    /// The number of evenings that have a place in it.
    fn length(&self) -> usize {
        let places = self
            .evenings
            .iter()
            .map(|evening| evening.number + usize::from(evening.is_over));
        places.max().unwrap_or(0)
    }

    fn at(&self, number: usize) -> Option<(bool, PlainLegs)> {
        let mut evenings = self.evenings.iter();
        evenings.find(|evening| evening.number == number)?.counted
    }
}

/// The step on an evening, or as it would be if no trial left it out.
fn plain_step(
    life: &Life,
    date: EveningDate,
    id: &str,
    begins: Option<EveningDate>,
) -> Option<(bool, PlainLegs)> {
    let plan = life.plan_on(date);
    let without_trials = Plan {
        trials: vec![],
        ..plan.clone()
    };
    [plan, &without_trials].into_iter().find_map(|plan| {
        let evening = life.judge(date, plan, begins);
        let step = evening.steps.into_iter().find(|step| step.id == id)?;
        Some((step.is_done, step.legs_after))
    })
}

fn plain_trial(life: &Life, wanted: &Trial) -> Option<PlainTrial> {
    let begins = life.begins();
    let plain = life.plain();
    let same = |trial: &&Trial| {
        (&trial.step, trial.first, trial.seed) == (&wanted.step, wanted.first, wanted.seed)
    };
    let drawn_on = |date: EveningDate| -> Option<Trial> {
        let own = life.plan_on(date);
        let trial = own.trials.iter().find(same)?;
        let has_step = own.steps.iter().any(|step| step.id == wanted.step);
        has_step.then(|| trial.clone())
    };
    let number = |date: EveningDate| date.0.signed_duration_since(wanted.first.0).num_days();
    let is_in = |date: EveningDate, trial: &Trial| {
        (0..i64::from(trial.fortnights) * 14).contains(&number(date))
    };
    let mut newest = None;
    let mut evenings = vec![];
    for evening in &plain {
        let Some(trial) = drawn_on(evening.date).filter(|trial| is_in(evening.date, trial)) else {
            continue;
        };
        let counts = !matches!(evening.outcome, Outcome::Excused | Outcome::Running);
        let step = plain_step(life, evening.date, &wanted.step.0, begins);
        evenings.push(PlainEvening {
            number: number(evening.date) as usize,
            counted: step.filter(|_| counts),
            is_over: evening.outcome != Outcome::Running,
        });
        newest = Some((evening.date, trial));
    }
    let (last, trial) = newest?;
    let is_stopped = plain.iter().any(|evening| {
        last < evening.date && is_in(evening.date, &trial) && drawn_on(evening.date).is_none()
    });
    Some(PlainTrial {
        trial,
        evenings,
        is_stopped,
    })
}

fn by_figure((evening, night): PlainLegs, is_night: bool) -> Option<u8> {
    if is_night { night } else { evening }
}

fn compare(ours: &TrialResult, plain: &PlainTrial, at_once: usize) -> Result<(), TestCaseError> {
    prop_assert_eq!(&ours.trial, &plain.trial);
    prop_assert_eq!(ours.is_stopped, plain.is_stopped);
    prop_assert_eq!(ours.at_once, at_once);
    let all: Vec<Option<(bool, PlainLegs)>> = (0..plain.length()).map(|n| plain.at(n)).collect();
    let done: Vec<Option<bool>> = all.iter().map(|evening| Some((*evening)?.0)).collect();
    prop_assert_eq!(&ours.done, &done);
    let rated = |is_night| {
        let legs = all.iter().map(|evening| by_figure((*evening)?.1, is_night));
        legs.collect::<Vec<Option<u8>>>()
    };
    let count = |legs: &[Option<u8>]| legs.iter().flatten().count();
    let is_night = count(&rated(true)) >= count(&rated(false));
    prop_assert_eq!(ours.figure == LegsFigure::Night, is_night);
    let legs = rated(is_night);
    prop_assert_eq!(&ours.legs, &legs);
    let figures = ours.figures();
    let drawn = plain.trial.evenings();
    for (ours, with) in [(figures.with, true), (figures.without, false)] {
        let mut arm = Arm::default();
        for n in (0..legs.len()).filter(|n| drawn[*n] == with) {
            arm.rated += usize::from(legs[n].is_some());
            arm.evenings += usize::from(done[n].is_some());
            arm.followed += usize::from(done[n] == Some(with));
        }
        prop_assert_eq!(ours, arm);
    }
    match figures.certainty {
        Certainty::EValue { e, is_claimed } => {
            prop_assert_eq!(plain.trial.draw, Draw::Pairs);
            let rated = legs
                .iter()
                .rposition(Option::is_some)
                .map_or(0, |last| last + 1);
            let (legs, drawn) = (&legs[..rated], &drawn[..rated]);
            let values = e_values(legs, drawn, 0.0);
            let expected = values.last().copied().unwrap_or(1.0);
            prop_assert!((e / expected - 1.0).abs() < 1e-6, "{} {}", e, expected);
            let needed = 20.0 * at_once as f64;
            prop_assert_eq!(is_claimed, values.iter().any(|e| *e >= needed));
            let is_refuted = |d: f64| e_values(legs, drawn, d).iter().any(|e| *e >= needed);
            if let Some(effect) = figures.effect {
                let (low, high) = effect.interval;
                // Where no difference fits, the one that fits best stands for all.
                if low < high {
                    prop_assert!(!is_refuted(low) && !is_refuted(high), "{:?}", effect);
                    prop_assert!(
                        is_refuted(low - 0.1) && is_refuted(high + 0.1),
                        "{:?}",
                        effect
                    );
                }
                prop_assert!((low..=high).contains(&effect.difference));
            }
        }
        Certainty::NotTested | Certainty::Permutation { .. } => {
            prop_assert_eq!(plain.trial.draw, Draw::Fortnights);
            let is_over = legs.len() >= drawn.len();
            let enough = [figures.with, figures.without]
                .iter()
                .all(|arm| arm.rated >= 10);
            prop_assert_eq!(figures.effect.is_some(), is_over && enough);
            if let Some(effect) = figures.effect {
                let mean = |with: bool| {
                    let own = legs.iter().zip(&drawn).filter(|(_, drawn)| **drawn == with);
                    let own: Vec<f64> = own.filter_map(|(legs, _)| legs.map(f64::from)).collect();
                    own.iter().sum::<f64>() / own.len() as f64
                };
                prop_assert!((effect.difference - (mean(true) - mean(false))).abs() < 1e-9);
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases(20)))]

    #[test]
    fn trials_of_whole_journals_match_a_plain_computation((life, random) in life_with_trials()) {
        let review = life.review();
        let plain: Vec<PlainTrial> = random.iter().filter_map(|it| plain_trial(&life, &it.trial)).collect();
        prop_assert_eq!(review.trials.len(), plain.len());
        for one in &plain {
            let days = |of: &PlainTrial| -> Vec<EveningDate> {
                (0..of.length() as u64).map(|n| of.trial.first.days_after(n)).collect()
            };
            let shared = plain.iter().filter(|other| days(one).iter().any(|day| days(other).contains(day)));
            let ours = review.trials.iter().find(|ours| ours.trial.is_same_as(&one.trial));
            compare(ours.expect("the trial"), one, shared.count().max(1))?;
        }
    }
}

#[test]
fn the_random_lives_have_trials_of_every_kind() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let (mut stopped, mut over, mut at_once, mut told, mut rated) = (0, 0, 0, 0, 0);
    for _ in 0..30 {
        let (life, _) = life_with_trials().new_tree(&mut runner).unwrap().current();
        for trial in life.review().trials {
            stopped += usize::from(trial.is_stopped);
            over += usize::from(trial.is_over());
            at_once += usize::from(trial.at_once > 1);
            told += usize::from(trial.figures().effect.is_some());
            rated += trial.legs.iter().flatten().count();
        }
    }
    assert!(
        stopped > 3 && over > 3 && at_once > 3 && rated > 200,
        "{stopped} {over} {at_once} {told} {rated}"
    );
    assert!(told > 3, "{told}");
}
