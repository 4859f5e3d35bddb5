//! Whether offering what may calm most pays, on simulated rescues of which the true reliefs are known, through the function
//! by which the screen offers a routine. The tests that always run simulate few users; the ignored one prints the figures of
//! `docs/statistics.md`: `cargo test --release --test rescue -- --ignored --nocapture`.

use std::ops::Range;

use winddown::event::Rating;
use winddown::review::rescue::{RescueTry, Rescues};
use winddown::split_mix::SplitMix64;

const ROUTINES: [&str; 3] = ["one", "two", "three"];

/// Rescues in a year of one a week.
const A_YEAR: usize = 52;

/// Standard deviation of the relief from one rescue to the next, in points.
const BETWEEN_TRIES: f64 = 1.5;

/// The mean rating beforehand, and by how much more a rating one point higher falls, whatever is done.
const MEAN_BEFORE: f64 = 6.0;
const SLOPE: f64 = 0.4;

/// The users on whom it was tried, and others.
const TRIED_ON: Range<u64> = 0..2000;
const CONFIRMED_ON: Range<u64> = 1_000_000..1_002_000;

/// Uniform, above 0 and up to 1.
fn share(chance: &mut SplitMix64) -> f64 {
    ((chance.next_u64() >> 11) + 1) as f64 / (1_u64 << 53) as f64
}

/// Normal with mean 0 and standard deviation 1. [Box & Muller 1958, doi 10.1214/aoms/1177706645]
fn normal(chance: &mut SplitMix64) -> f64 {
    let (far, turn) = (share(chance), share(chance));
    (-2.0 * far.ln()).sqrt() * (std::f64::consts::TAU * turn).cos()
}

fn rating(value: f64) -> Rating {
    Rating::try_from(value.round().clamp(0.0, 10.0) as i64).unwrap()
}

/// The true mean relief of each routine for one simulated user.
#[derive(Debug, Clone, Copy)]
enum World {
    /// 0.5, 1 and 2 points, shuffled among the routines.
    Apart,
    /// Normal around 1 with a standard deviation of 0.7.
    Random,
    /// 1 point each.
    Alike,
}

impl World {
    fn reliefs(self, chance: &mut SplitMix64) -> [f64; 3] {
        match self {
            Self::Apart => {
                let mut reliefs = [0.5, 1.0, 2.0];
                chance.shuffle(&mut reliefs);
                reliefs
            }
            Self::Random => [(); 3].map(|()| 1.0 + 0.7 * normal(chance)),
            Self::Alike => [1.0; 3],
        }
    }
}

/// What came of a simulated user's rescues.
#[derive(Debug)]
struct Year {
    truth: [f64; 3],
    /// The routine of each rescue.
    offered: Vec<usize>,
    /// After each rescue, which routine was said to calm more, and out of ten how surely.
    said: Vec<Option<(usize, u8)>>,
}

impl Year {
    /// A user who takes what is offered.
    fn of(world: World, seed: u64) -> Self {
        let mut chance = SplitMix64::new(seed ^ 0x5eed_0015_0000_0000);
        let truth = world.reliefs(&mut chance);
        let (mut tries, mut offered, mut said) = (vec![], vec![], vec![]);
        for _ in 0..A_YEAR {
            let rescues = Rescues::new(tries.clone(), seed);
            let routine = rescues.offer(&ROUTINES).unwrap().routine;
            let before = rating(MEAN_BEFORE + 1.7 * normal(&mut chance));
            let fall = SLOPE * (f64::from(before) - MEAN_BEFORE);
            let relief = truth[routine] + fall + BETWEEN_TRIES * normal(&mut chance);
            tries.push(RescueTry {
                routine: ROUTINES[routine].to_owned(),
                before,
                after: rating(f64::from(before) - relief),
                was_offered: true,
            });
            offered.push(routine);
            let calms_more = Rescues::new(tries.clone(), seed).calms_more(&ROUTINES);
            said.push(calms_more.map(|more| (more.routine, more.of_ten)));
        }
        Self {
            truth,
            offered,
            said,
        }
    }

    /// The mean true relief of what was offered.
    fn relief(&self) -> f64 {
        let reliefs = self.offered.iter().map(|routine| self.truth[*routine]);
        reliefs.sum::<f64>() / A_YEAR as f64
    }

    /// What the first routine would have given on every night.
    fn always_the_first(&self) -> f64 {
        self.truth[0]
    }

    /// What choosing by chance gives in the long run.
    fn by_chance(&self) -> f64 {
        self.truth.iter().sum::<f64>() / 3.0
    }

    fn calms_most(&self, routine: usize) -> bool {
        self.truth.iter().all(|other| *other <= self.truth[routine])
    }
}

/// Figures of many simulated users.
#[derive(Debug, Default)]
struct Figures {
    users: f64,
    offered: f64,
    always_the_first: f64,
    by_chance: f64,
    /// Share of users to whom one routine was said to calm more at some time, and at the end.
    ever_said: f64,
    said_at_the_end: f64,
    /// Statements after each rescue with 8 and with 9 of ten, and how many of them were right.
    said: [f64; 2],
    right: [f64; 2],
}

fn figures(world: World, seeds: Range<u64>) -> Figures {
    let mut sum = Figures {
        users: (seeds.end - seeds.start) as f64,
        ..Figures::default()
    };
    for seed in seeds {
        let year = Year::of(world, seed);
        sum.offered += year.relief() / sum.users;
        sum.always_the_first += year.always_the_first() / sum.users;
        sum.by_chance += year.by_chance() / sum.users;
        let was_said = |said: Option<&Option<(usize, u8)>>| f64::from(said.is_some());
        sum.ever_said += was_said(year.said.iter().find(|said| said.is_some())) / sum.users;
        sum.said_at_the_end += was_said(year.said.last().filter(|said| said.is_some())) / sum.users;
        for (routine, of_ten) in year.said.iter().flatten() {
            let column = usize::from(of_ten - 8);
            sum.said[column] += 1.0;
            sum.right[column] += f64::from(year.calms_most(*routine));
        }
    }
    sum
}

#[test]
fn what_is_offered_calms_more_than_always_the_first_and_than_chance() {
    let apart = figures(World::Apart, some(60));
    assert!(apart.offered >= apart.always_the_first + 0.2, "{apart:?}");
    assert!(apart.offered >= apart.by_chance + 0.3, "{apart:?}");
    let random = figures(World::Random, some(60));
    assert!(
        random.offered >= random.always_the_first + 0.1,
        "{random:?}"
    );
    assert!(random.offered >= random.by_chance + 0.2, "{random:?}");
}

#[test]
fn what_is_said_to_calm_more_mostly_does() {
    let random = figures(World::Random, some(100));
    let said = random.said[0] + random.said[1];
    let right = random.right[0] + random.right[1];
    assert!(said >= 500.0 && right >= 0.75 * said, "{random:?}");
}

/// So many of the users on whom the figures were measured.
fn some(users: u64) -> Range<u64> {
    CONFIRMED_ON.start..CONFIRMED_ON.start + users
}

#[test]
#[ignore = "the full measurement: half a minute in release"]
fn figures_of_the_rescues() {
    for seeds in [TRIED_ON, CONFIRMED_ON] {
        println!("users of seeds {} to {}", seeds.start, seeds.end - 1);
        for world in [World::Apart, World::Random, World::Alike] {
            let figures = figures(world, seeds.clone());
            println!(
                "{world:?}: relief offered {:.2}, always the first {:.2}, by chance {:.2}; one said to calm more ever in \
                 {:.0} %, at the end in {:.0} %; right of 8 in ten: {:.0} %, of 9: {:.0} %",
                figures.offered,
                figures.always_the_first,
                figures.by_chance,
                100.0 * figures.ever_said,
                100.0 * figures.said_at_the_end,
                100.0 * figures.right[0] / figures.said[0],
                100.0 * figures.right[1] / figures.said[1],
            );
            match world {
                World::Apart | World::Random => assert!(
                    figures.offered > figures.always_the_first + 0.2
                        && figures.offered > figures.by_chance + 0.2
                ),
                World::Alike => assert!((figures.offered - 1.0).abs() < 1e-9),
            }
        }
    }
}
