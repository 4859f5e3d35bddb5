//! Made-up nights: the truth first, then what the desktop reports of it, then what is proposed.
//!
//! How long people put the computer away before their lights go out, and how long after waking they use it, is not
//! known. The lags here were fixed before the rules of [`proposed_night`] were, and are no measurement.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Absence, Night, PresenceLog, Quiet, Sign, SignState, proposed_night};
use crate::split_mix::SplitMix64;

/// The mean time from the last use to lights-out, and from waking to the first use, in minutes; both exponential.
const LAST_USE: f64 = 8.0;
const FIRST_USE: f64 = 9.0;

/// Bedtime and wake time, in minutes after the noon before.
const BEDTIME: i64 = 10 * 60 + 30;
const WAKE: i64 = 18 * 60 + 30;

fn at(minute: i64) -> DateTime<Utc> {
    let noon: DateTime<Utc> = "2026-11-24T12:00:00Z".parse().unwrap();
    noon + TimeDelta::minutes(minute)
}

struct Draws(SplitMix64);

impl Draws {
    fn share(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1u64 << 53) as f64
    }

    fn chance(&mut self, of: f64) -> bool {
        self.share() < of
    }

    fn between(&mut self, from: i64, to: i64) -> i64 {
        from + self.0.below((to - from) as usize) as i64
    }

    fn exponential(&mut self, mean: f64) -> i64 {
        (-mean * (1.0 - self.share()).ln()).min(90.0) as i64
    }

    /// Roughly normal: the sum of twelve shares.
    fn normal(&mut self, mean: i64, deviation: f64) -> i64 {
        let sum: f64 = (0..12).map(|_| self.share()).sum();
        mean + ((sum - 6.0) * deviation) as i64
    }
}

/// How somebody leaves the computer.
#[derive(Clone, Copy)]
enum Leaving {
    Locks,
    ClosesTheLid,
    /// It becomes idle after so many minutes, and says since when, or not.
    WalksAway(i64, bool),
    /// The agent ends with the session, and the next one starts at the login.
    ShutsDown,
}

impl Leaving {
    fn drawn(draws: &mut Draws) -> Self {
        match draws.below(20) {
            0..7 => Self::Locks,
            7..13 => Self::ClosesTheLid,
            13..18 => Self::WalksAway([5, 10, 15][draws.below(3)], draws.chance(0.5)),
            _ => Self::ShutsDown,
        }
    }
}

impl Draws {
    fn below(&mut self, below: usize) -> usize {
        self.0.below(below)
    }
}

/// Somebody is away from one minute to another.
fn away(log: &mut PresenceLog, how: Leaving, from: i64, until: i64) {
    let mut hear = |absence, state, minute| log.hear(&[Sign { absence, state }], at(minute));
    match how {
        Leaving::Locks => {
            hear(Absence::Locked, SignState::Began, from);
            hear(Absence::Locked, SignState::Over, until);
        }
        Leaving::ClosesTheLid => {
            hear(Absence::Asleep, SignState::Began, from);
            hear(Absence::Asleep, SignState::Over, until);
        }
        Leaving::WalksAway(after, says_since) if from + after < until => {
            let since = if says_since {
                SignState::HeldSince(at(from))
            } else {
                SignState::Began
            };
            hear(Absence::Idle, since, from + after);
            hear(Absence::Idle, SignState::Over, until);
        }
        Leaving::WalksAway(..) => {}
        Leaving::ShutsDown => {
            let quiet_from = log.quiet_from_if_it_ends(at(from));
            let known = log.quiet().to_vec();
            *log = PresenceLog::resumed(known, quiet_from, Some(at(until)));
        }
    }
}

/// The night and the day before, on which the computer may be left for longer than any night.
fn day(draws: &mut Draws) -> PresenceLog {
    let mut log = PresenceLog::default();
    let sign = Sign {
        absence: Absence::Locked,
        state: SignState::Over,
    };
    log.hear(&[sign], at(BEDTIME - 24 * 60 - draws.between(100, 200)));
    let woke = draws.normal(WAKE - 24 * 60, 35.0);
    let how = Leaving::drawn(draws);
    let went = draws.normal(BEDTIME - 24 * 60, 40.0);
    away(&mut log, how, went, woke);
    if draws.chance(0.5) {
        let how = Leaving::drawn(draws);
        let left = woke + draws.between(31, 90);
        away(&mut log, how, left, draws.between(3 * 60, 5 * 60));
    }
    log
}

/// An evening at the computer, with a meal and a bath.
fn evening(draws: &mut Draws) -> PresenceLog {
    let mut log = day(draws);
    let meal = draws.between(6 * 60, 7 * 60);
    let how = Leaving::drawn(draws);
    away(&mut log, how, meal, meal + draws.between(20, 80));
    let bath = draws.between(8 * 60 + 30, 9 * 60);
    let how = Leaving::drawn(draws);
    away(&mut log, how, bath, bath + draws.between(10, 40));
    log
}

struct Truth {
    lights_out: i64,
    woke: i64,
}

/// A night and what was heard of it.
fn night(draws: &mut Draws) -> (Truth, PresenceLog) {
    let mut log = evening(draws);
    let truth = Truth {
        lights_out: draws.normal(BEDTIME + 15, 40.0).max(9 * 60 + 50),
        woke: draws.normal(WAKE, 35.0),
    };
    let last_use = (truth.lights_out - draws.exponential(LAST_USE)).max(9 * 60 + 41);
    let first_use = truth.woke + draws.exponential(FIRST_USE);
    let mut quiet_from = last_use;
    // Some bathe within the last hour.
    let bath = last_use - draws.between(25, 60);
    if draws.chance(0.4) && bath > 9 * 60 + 41 {
        let how = Leaving::drawn(draws);
        away(&mut log, how, bath, bath + draws.between(10, 20));
    }
    // Some get up at night and use the computer for a while; some computers wake by themselves.
    for _ in 0..draws.below(3) {
        if draws.chance(0.3) && first_use - quiet_from > 180 {
            let up = draws.between(quiet_from + 70, first_use - 70);
            let how = Leaving::drawn(draws);
            away(&mut log, how, quiet_from, up);
            quiet_from = up + draws.between(1, 26);
        }
    }
    let how = Leaving::drawn(draws);
    away(&mut log, how, quiet_from, first_use);
    // Some look at something and leave, and open it again elsewhere.
    if draws.chance(0.5) {
        let how = Leaving::drawn(draws);
        let left = first_use + draws.between(5, 26);
        away(&mut log, how, left, left + draws.between(60, 180));
    }
    (truth, log)
}

fn proposed(log: &PresenceLog) -> Option<Quiet> {
    let planned = Night {
        bedtime: at(BEDTIME),
        wake: at(WAKE),
    };
    proposed_night(log.quiet(), planned)
}

fn quantile(errors: &mut [i64], share: f64) -> i64 {
    errors.sort_unstable();
    errors[((errors.len() - 1) as f64 * share) as usize]
}

#[test]
fn proposed_nights_are_near_the_truth() {
    for seed in [1, 2, 3] {
        let mut draws = Draws(SplitMix64::new(seed));
        let nights = 2_000;
        let (mut out, mut woke) = (vec![], vec![]);
        for _ in 0..nights {
            let (truth, log) = night(&mut draws);
            if let Some(quiet) = proposed(&log) {
                out.push((quiet.from - at(truth.lights_out)).num_minutes().abs());
                woke.push((quiet.until - at(truth.woke)).num_minutes().abs());
            }
        }
        println!(
            "{} of {nights}; lights-out {} {}, waking {} {}",
            out.len(),
            quantile(&mut out, 0.5),
            quantile(&mut out, 0.9),
            quantile(&mut woke, 0.5),
            quantile(&mut woke, 0.9)
        );
        assert!(out.len() * 10 >= nights * 8, "{} of {nights}", out.len());
        for errors in [&mut out, &mut woke] {
            assert!(quantile(errors, 0.5) <= 10);
            assert!(quantile(errors, 0.9) <= 30);
        }
    }
}

/// Nights of which the signs show nothing.
fn signless(draws: &mut Draws) -> PresenceLog {
    let how = Leaving::drawn(draws);
    match draws.below(4) {
        // The computer is left in the afternoon, and next used in the morning.
        0 => {
            let mut log = day(draws);
            let from = draws.between(3 * 60, 7 * 60);
            away(&mut log, how, from, draws.between(WAKE, WAKE + 120));
            log
        }
        // It is left in the evening, and next used in the afternoon.
        1 => {
            let mut log = evening(draws);
            let (from, until) = (
                draws.between(10 * 60, 11 * 60),
                draws.between(23 * 60, 26 * 60),
            );
            away(&mut log, how, from, until);
            log
        }
        // Somebody works through the night, with breaks.
        2 => {
            let mut log = evening(draws);
            let mut from = draws.between(10 * 60, 11 * 60);
            while from < WAKE {
                let until = from + draws.between(5, 100);
                away(&mut log, Leaving::drawn(draws), from, until);
                from = until + draws.between(31, 120);
            }
            log
        }
        // The agent starts while the session is locked.
        _ => {
            let mut log = PresenceLog::default();
            let locked = |state| {
                let absence = Absence::Locked;
                [Sign { absence, state }]
            };
            log.hear(&locked(SignState::Began), at(11 * 60));
            log.hear(&locked(SignState::Over), at(WAKE));
            log
        }
    }
}

#[test]
fn no_night_is_proposed_where_the_signs_show_none() {
    let mut draws = Draws(SplitMix64::new(4));
    for n in 0..2_000 {
        let log = signless(&mut draws);
        assert_eq!(proposed(&log), None, "{n}");
    }
}
