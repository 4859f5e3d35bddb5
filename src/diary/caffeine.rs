//! How much caffeine is left in the body after drinks.
//!
//! One compartment with first-order absorption and elimination. 99 % is absorbed within 45 minutes; the half-life
//! is 5 h in the mean, 1.5 to 9.5 h between people (Institute of Medicine, Caffeine for the Sustainment of Mental
//! Task Performance, 2001, chapter 2). Because people differ so much, the amount is also shown for a quick and a slow
//! metabolism.

use std::f64::consts::LN_2;

use chrono::{DateTime, TimeDelta, Utc};

use crate::span::Span;

/// The caffeine of one drink.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dose {
    /// When it was drunk, or when that began.
    pub at: DateTime<Utc>,
    /// Milligrams of caffeine.
    pub mg: f64,
    /// How long it took to drink, evenly. Zero: at once.
    pub over: Span,
}

/// The half-life used unless the config sets one.
pub const HALF_LIFE: Span = Span::minutes(300);
/// The half-life in somebody with a quick metabolism.
pub const QUICK_HALF_LIFE: Span = Span::minutes(180);
/// The half-life in somebody with a slow metabolism.
pub const SLOW_HALF_LIFE: Span = Span::minutes(420);

/// The rate constant of absorption, per hour: 99 % is absorbed within 45 minutes.
fn absorption() -> f64 {
    100.0_f64.ln() / 0.75
}

/// Milligrams left in the body at `now`. Never negative. Doses later than `now` are ignored.
pub fn mg_left(doses: &[Dose], now: DateTime<Utc>, half_life: Span) -> f64 {
    doses
        .iter()
        .map(|dose| left_of_dose(*dose, now, half_life))
        // `sum` of no numbers is -0.0, which would be shown with its sign.
        .fold(0.0, |sum, mg| sum + mg)
}

/// How far back drinks count for the caffeine at lights-out. Even with a half-life of 9.5 h, half a hundredth is left of
/// anything earlier.
pub const LOOKBACK: TimeDelta = TimeDelta::days(3);

/// Milligrams of caffeine left at lights-out: the one definition, for every screen, the review and the report. It is the
/// sum over the drinks of the last three days, at that instant.
pub fn mg_at_lights_out(doses: &[Dose], lights_out: DateTime<Utc>, half_life: Span) -> f64 {
    let counts = |dose: &&Dose| lights_out - dose.at <= LOOKBACK;
    let recent: Vec<Dose> = doses.iter().filter(counts).copied().collect();
    mg_left(&recent, lights_out, half_life)
}

/// Whether some caffeine is not absorbed yet at `at`, so that the amount still rises.
pub fn is_being_absorbed(doses: &[Dose], at: DateTime<Utc>) -> bool {
    let has_just_been_drunk = |dose: &Dose| {
        dose.mg > 0.0
            && (TimeDelta::zero()..dose.over.delta() + ABSORBED_AFTER).contains(&(at - dose.at))
    };
    doses.iter().any(has_just_been_drunk)
}

/// After this time 99 % of a drink is absorbed.
const ABSORBED_AFTER: TimeDelta = TimeDelta::minutes(45);

/// The Bateman function: `mg * ka / (ka - ke) * (exp(-ke t) - exp(-ka t))`, with `t` in hours since the dose, and the
/// rate constants of absorption `ka` and of elimination `ke`, per hour. For a drink that took some time, its mean over that
/// time: the integral of the same, in closed form.
fn left_of_dose(dose: Dose, now: DateTime<Utc>, half_life: Span) -> f64 {
    let hours = (now - dose.at).as_seconds_f64() / 3600.0;
    if hours <= 0.0 {
        return 0.0;
    }
    let (ka, ke) = (
        absorption(),
        LN_2 / (half_life.delta().as_seconds_f64() / 3600.0),
    );
    let scale = dose.mg * ka / (ka - ke);
    if dose.over.is_zero() {
        return scale * ((-ke * hours).exp() - (-ka * hours).exp());
    }
    let over = dose.over.delta().as_seconds_f64() / 3600.0;
    // Hours since the last of it; none while it is still being drunk.
    let since = (hours - over).max(0.0);
    let integral = |rate: f64| ((-rate * since).exp() - (-rate * hours).exp()) / rate;
    scale / over * (integral(ke) - integral(ka))
}

/// Milligrams left at `points` evenly spaced instants from `from` to `to`, both included. There are at least two.
pub fn curve(
    doses: &[Dose],
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    points: usize,
    half_life: Span,
) -> Vec<f64> {
    let steps = points.max(2) - 1;
    let whole = (to - from).num_milliseconds();
    (0..=steps)
        .map(|n| from + TimeDelta::milliseconds(whole * n as i64 / steps as i64))
        .map(|at| mg_left(doses, at, half_life))
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(hours: f64) -> DateTime<Utc> {
        let noon: DateTime<Utc> = "2026-11-24T12:00:00Z".parse().unwrap();
        noon + TimeDelta::milliseconds((hours * 3_600_000.0).round() as i64)
    }

    fn coffee(hours: f64, mg: f64) -> Dose {
        Dose {
            at: at(hours),
            mg,
            over: Span::ZERO,
        }
    }

    #[test]
    fn the_amount_left_matches_known_values() {
        // Calculated independently of this code for 100 mg and a half-life of 5 h: ka = 6.14023 /h, ke = 0.138629 /h.
        for (hours, expected) in [
            (0.0, 0.0),
            (0.25, 76.783),
            (0.75, 91.184),
            (1.0, 88.845),
            (5.0, 51.155),
            (10.0, 25.577),
        ] {
            let found = mg_left(&[coffee(0.0, 100.0)], at(hours), HALF_LIFE);
            assert!((found - expected).abs() < 0.01, "{hours} h: {found}");
        }
    }

    #[test]
    fn doses_in_the_future_are_ignored() {
        assert_eq!(
            mg_left(&[coffee(2.0, 100.0)], at(1.0), HALF_LIFE).to_bits(),
            0
        );
        assert_eq!(mg_left(&[], at(1.0), HALF_LIFE).to_bits(), 0);
    }

    #[test]
    fn elapsed_hours_count_across_a_clock_change() {
        let before: DateTime<Utc> = "2026-10-24T22:00:00+02:00".parse().unwrap();
        let after: DateTime<Utc> = "2026-10-25T06:00:00+01:00".parse().unwrap();
        let across_the_change = mg_left(
            &[Dose {
                at: before,
                mg: 100.0,
                over: Span::ZERO,
            }],
            after,
            HALF_LIFE,
        );
        let plain = mg_left(&[coffee(0.0, 100.0)], at(9.0), HALF_LIFE);
        assert!((across_the_change - plain).abs() < 1e-9);
    }

    #[test]
    fn a_drink_that_took_two_hours_leaves_more_than_one_drunk_at_once_when_it_began() {
        let over = Span::minutes(120);
        let spread = Dose {
            over,
            ..coffee(0.0, 100.0)
        };
        let before = mg_left(&[spread], at(1.0), HALF_LIFE);
        assert!(
            before < 50.0 && before > 30.0,
            "half of it is not drunk yet: {before}"
        );
        let late = mg_left(&[spread], at(10.0), HALF_LIFE);
        let (first, last) = (
            mg_left(&[coffee(0.0, 100.0)], at(10.0), HALF_LIFE),
            mg_left(&[coffee(2.0, 100.0)], at(10.0), HALF_LIFE),
        );
        assert!(first < late && late < last, "{first} {late} {last}");
        assert!(is_being_absorbed(&[spread], at(2.7)));
        assert!(!is_being_absorbed(&[spread], at(2.8)));
    }

    proptest! {
        /// One drink in a thousand sips.
        #[test]
        fn a_spread_drink_leaves_what_its_sips_leave(
            over in 1_u32..720, minutes in 1_u32..2000, mg in 1.0_f64..400.0,
        ) {
            let spread = Dose { over: Span::minutes(over), ..coffee(0.0, mg) };
            let hours = f64::from(over) / 60.0;
            let sips: Vec<_> = (0..1000)
                .map(|n| coffee(hours * (f64::from(n) + 0.5) / 1000.0, mg / 1000.0))
                .collect();
            let now = at(f64::from(minutes) / 60.0);
            let (whole, sips) = (mg_left(&[spread], now, HALF_LIFE), mg_left(&sips, now, HALF_LIFE));
            prop_assert!((whole - sips).abs() < 2e-3 * mg, "{whole} {sips}");
        }

        /// Integrates absorption and elimination in steps of a tenth of a minute.
        #[test]
        fn the_closed_formula_agrees_with_numerical_integration(
            drinks in prop::collection::vec((0_u32..960, 1.0_f64..300.0), 1..5),
            half_life in 90_u32..600,
            minutes in 1_u32..1440,
        ) {
            let half_life = Span::minutes(half_life);
            let out = LN_2 / (half_life.delta().as_seconds_f64() / 3600.0);
            let step = 1.0 / 600.0;
            let mut swallowed = 0.0;
            let mut body = 0.0;
            for tenth in 0..minutes * 10 {
                for (_, mg) in drinks.iter().filter(|(when, _)| when * 10 == tenth) {
                    swallowed += mg;
                }
                let flow = swallowed * (1.0 - (-absorption() * step).exp());
                swallowed -= flow;
                // On average it is absorbed in the middle of the step.
                body = body * (-out * step).exp() + flow * (-out * step / 2.0).exp();
            }
            let hours = |minutes: u32| f64::from(minutes) / 60.0;
            let drunk: Vec<_> = drinks.iter().map(|(when, mg)| coffee(hours(*when), *mg)).collect();
            let closed = mg_left(&drunk, at(hours(minutes)), half_life);
            prop_assert!((closed - body).abs() < 1e-3 * (1.0 + body), "{closed} and {body}");
        }

        #[test]
        fn a_slow_metabolism_never_has_less_left_than_a_quick_one(
            drinks in prop::collection::vec((0.0_f64..16.0, 0.0_f64..300.0), 0..5),
            hours in 0.0_f64..30.0,
        ) {
            let drunk: Vec<_> = drinks.iter().map(|(when, mg)| coffee(*when, *mg)).collect();
            let now = at(hours);
            let (quick, slow) = (mg_left(&drunk, now, QUICK_HALF_LIFE), mg_left(&drunk, now, SLOW_HALF_LIFE));
            prop_assert!(quick >= 0.0 && quick <= slow + 1e-9);
        }
    }
}
