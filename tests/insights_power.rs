//! How often comparisons are wrong, and how often they see what is there, on simulated journals of which the truth is
//! known.
//!
//! The tests that always run simulate few journals and take seconds. The ignored ones simulate as many as the figures
//! in `docs/statistics.md` come from, and print them:
//!
//! `WINDDOWN_JOURNALS=600 cargo test --release --test insights_power -- --ignored --nocapture`

#[path = "insights_power/drawn_trials.rs"]
mod drawn_trials;
#[path = "insights_power/through_the_program.rs"]
mod through_the_program;
#[path = "insights_power/worlds.rs"]
mod worlds;

use winddown::review::insights::{Insight, Subject};
use worlds::{Life, Lives, WORLDS, World};

/// Twelve weeks, and a year.
const SPANS: [usize; 2] = [84, 364];

/// The nights on which findings are judged within a year.
fn landmarks() -> impl Iterator<Item = usize> {
    (56..=364).step_by(28)
}

/// Journals of each cell of the full measurement.
fn journals() -> usize {
    let number = std::env::var("WINDDOWN_JOURNALS").ok();
    number.map_or(600, |number| number.parse().expect("a number of journals"))
}

fn per_cent(part: usize, whole: usize) -> f64 {
    100.0 * part as f64 / whole as f64
}

/// The comparison of the first habit.
fn first_habit(life: &Life, nights: usize) -> Option<Insight> {
    let insights = life.after(nights).insights();
    insights
        .into_iter()
        .find(|insight| insight.about == Subject::Factor("habit-0".to_owned()))
}

/// The night of the first finding within a year that `counts`, if there is one.
fn first_finding(life: &Life, counts: impl Fn(&Subject) -> bool) -> Option<usize> {
    landmarks().find(|nights| {
        let findings = life.after(*nights).findings();
        findings.iter().any(|finding| counts(&finding.about))
    })
}

/// Comparisons at one look.
#[derive(Debug, Default)]
struct Look {
    journals: usize,
    journals_with_a_finding: usize,
    /// Estimates, and how many intervals hold the truth.
    estimates: usize,
    in_interval: usize,
    significant: usize,
    /// Comparisons in which p and interval disagree.
    disagreeing: usize,
    sizes: f64,
}

impl Look {
    /// Looks once at each journal, where the first habit has `effect`. Figures of estimates are those of the first.
    fn at(world: World, nights: usize, habits: usize, effect: f64, journals: usize) -> Self {
        let mut lives = Lives::new(0x5eed_0001 + nights as u64 * 31 + habits as u64);
        let mut look = Self::default();
        for _ in 0..journals {
            let life = lives.life(world, nights, habits, effect);
            look.journals += 1;
            let findings = life.after(nights).findings();
            look.journals_with_a_finding += usize::from(!findings.is_empty());
            let Some(estimate) = first_habit(&life, nights).and_then(|insight| insight.estimate)
            else {
                continue;
            };
            let (low, high) = estimate.interval;
            look.estimates += 1;
            look.in_interval += usize::from((low..=high).contains(&effect));
            look.significant += usize::from(estimate.p <= 0.05);
            look.disagreeing +=
                usize::from((estimate.p <= 0.05) == estimate.interval_contains_zero());
            look.sizes += estimate.difference;
        }
        look
    }

    fn found(&self) -> f64 {
        per_cent(self.journals_with_a_finding, self.journals)
    }

    fn covered(&self) -> f64 {
        per_cent(self.in_interval, self.estimates)
    }
}

/// Number of journals of a year that ever show a finding.
fn ever_found(world: World, habits: usize, journals: usize) -> usize {
    let mut lives = Lives::new(0x5eed_0002 + habits as u64);
    let found = (0..journals).filter(|_| {
        let life = lives.life(world, 364, habits, 0.0);
        first_finding(&life, |_| true).is_some()
    });
    found.count()
}

#[test]
fn without_an_effect_findings_are_rare_and_intervals_hold_the_truth() {
    for world in WORLDS {
        let look = Look::at(world, 84, 2, 0.0, 25);
        // The full measurement shows at most 1 % and at least 93 %.
        assert!(look.journals_with_a_finding <= 2, "{world:?}: {look:?}");
        assert!(look.covered() >= 80.0, "{world:?}: {look:?}");
        assert_eq!(look.disagreeing, 0, "{world:?}");
    }
}

#[test]
fn whoever_looks_every_day_for_a_year_rarely_sees_a_false_finding() {
    for world in WORLDS {
        let found = ever_found(world, 1, 12);
        assert!(found <= 3, "{world:?}: {found} of 12");
    }
}

#[test]
fn a_finding_changes_only_on_every_twenty_eighth_night() {
    let mut lives = Lives::new(7);
    let life = lives.life(World::Null, 200, 1, -1.5);
    let judged: Vec<_> = (50..200)
        .map(|nights| life.after(nights).findings())
        .collect();
    let changes = judged.windows(2).zip(51..);
    let nights_of_change: Vec<usize> = changes
        .filter(|(pair, _)| pair[0] != pair[1])
        .map(|(_, nights)| nights)
        .collect();
    assert!(nights_of_change.len() >= 2, "{nights_of_change:?}");
    let unrated = life
        .legs
        .iter()
        .position(Option::is_some)
        .expect("a rating");
    assert!(
        nights_of_change
            .iter()
            .all(|night| (night - unrated) % 28 == 0),
        "{nights_of_change:?}"
    );
}

#[test]
fn one_point_is_seen_and_stated_at_about_its_size() {
    let look = Look::at(World::Null, 84, 1, -1.0, 60);
    // 73 % in the full measurement.
    assert!(look.significant >= 33, "{look:?}");
    let size = look.sizes / look.estimates as f64;
    assert!((-1.1..-0.6).contains(&size), "{size}");
    let mut lives = Lives::new(11);
    let found = (0..20).filter(|_| {
        let life = lives.life(World::Null, 364, 1, -1.0);
        first_finding(&life, |_| true).is_some()
    });
    assert!(found.count() >= 18);
}

#[test]
#[ignore = "the full measurement: minutes in release"]
fn one_look() {
    let journals = journals();
    let mut missed = Vec::new();
    for nights in SPANS {
        for world in WORLDS {
            let looks = [1, 5, 10].map(|habits| Look::at(world, nights, habits, 0.0, journals));
            let found = looks.each_ref().map(Look::found);
            let covered = looks.each_ref().map(Look::covered);
            let cell = format!(
                "{nights} nights, {world:?}: found in {found:.1?} %, interval holds the truth in {covered:.1?} % \
                 ({journals} journals; 1, 5, 10 habits)"
            );
            println!("{cell}");
            let (most, least) = if nights == 84 {
                (5.0, 93.0)
            } else {
                (6.0, 92.0)
            };
            let mean = covered.iter().sum::<f64>() / 3.0;
            let is_met = found.iter().all(|found| *found <= most) && mean >= least;
            let agree = looks.iter().all(|look| look.disagreeing == 0);
            missed.extend((!is_met || !agree).then_some(cell));
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
#[ignore = "the full measurement: minutes in release"]
fn looked_at_every_day_for_a_year() {
    let journals = journals();
    let mut missed = Vec::new();
    for world in WORLDS {
        let found =
            [1, 5, 10].map(|habits| per_cent(ever_found(world, habits, journals), journals));
        let cell = format!(
            "{world:?}: ever found in {found:.1?} % ({journals} journals; 1, 5, 10 habits)"
        );
        println!("{cell}");
        missed.extend(found.iter().any(|found| *found > 7.0).then_some(cell));
    }
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
#[ignore = "the full measurement: minutes in release"]
fn power_and_sizes() {
    let journals = journals();
    for effect in [-1.0, -0.5] {
        let look = Look::at(World::Null, 84, 1, effect, journals);
        println!(
            "{effect} points, 84 nights: p <= 0.05 in {:.1} %, interval holds it in {:.1} %, stated as {:.2}",
            per_cent(look.significant, look.estimates),
            look.covered(),
            look.sizes / look.estimates as f64
        );
        for habits in [1, 5, 10] {
            let mut lives = Lives::new(0x5eed_0003 + habits as u64);
            let mut stated = 0.0;
            let mut nights: Vec<usize> = (0..journals)
                .filter_map(|_| {
                    let life = lives.life(World::Null, 364, habits, effect);
                    let is_first = |about: &Subject| about.name() == "habit-0";
                    let night = first_finding(&life, is_first)?;
                    let findings = life.after(night).findings();
                    let finding = findings.iter().find(|finding| is_first(&finding.about))?;
                    stated += finding.estimate.difference;
                    Some(night)
                })
                .collect();
            nights.sort_unstable();
            println!(
                "  found within a year, {habits} habits: {:.1} %, median night {:?}, first stated as {:.2}",
                per_cent(nights.len(), journals),
                nights.get(nights.len() / 2),
                stated / nights.len() as f64
            );
            if effect < -0.9 {
                assert!(per_cent(nights.len(), journals) >= 95.0);
            }
        }
    }
}

#[test]
#[ignore = "the full measurement: minutes in release"]
fn what_cannot_be_repaired() {
    let journals = journals();
    for world in [World::BecauseOfLegs, World::RatedWhenCalm] {
        for nights in SPANS {
            let look = Look::at(world, nights, 1, 0.0, journals);
            println!(
                "{nights} nights, {world:?}: found in {:.1} %, interval holds the truth in {:.1} %, stated as {:.2}",
                look.found(),
                look.covered(),
                look.sizes / look.estimates as f64
            );
        }
    }
}
