//! `[[trial]]`: a randomised trial, in which a step is planned on some evenings, drawn at random, and left out on others.
//!
//! When users choose the evenings themselves, the effect of the step is confounded with their reasons for the choice. A
//! random draw is independent of everything else.

use chrono::Days;
use serde::{Deserialize, Serialize};
use toml::de::DeValue;

use super::fault::{Fault, Part};
use super::problem::{Problem, closest_match, in_backticks};
use super::reader::{DeclaredIds, Diagnostics, TableReader, TomlValue, wrong_type};
use super::{Plan, StepKind, WeekdaySet, value};
use crate::event::{EveningDate, StepId};
use crate::split_mix::SplitMix64;

/// How the evenings of a trial are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Draw {
    /// By fortnights: each weekday once with the step and once without. Trials were drawn so before the config had the key
    /// `draw`, so a trial without that key keeps its evenings. Its result is computed once, after its last evening.
    #[default]
    Fortnights,
    /// Neighbouring evenings in pairs, one of them with the step, by a fair coin for each pair. Its result may be looked at
    /// every evening.
    Pairs,
}

impl Draw {
    /// The name in the config.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Fortnights => "fortnights",
            Self::Pairs => "pairs",
        }
    }

    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// A trial of a step over some fortnights. The evenings drawn are computed from the first evening, the length and the
/// seed, with the same result on every machine and in every version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trial {
    /// The step under trial.
    pub step: StepId,
    /// The first evening of the trial.
    pub first: EveningDate,
    /// The number of fortnights, [`Trial::MIN_FORTNIGHTS`] to [`Trial::MAX_FORTNIGHTS`].
    pub fortnights: u8,
    /// The seed of the random draw.
    pub seed: u64,
    /// How the evenings are drawn.
    #[serde(default, skip_serializing_if = "Draw::is_default")]
    pub draw: Draw,
}

/// Evenings in a fortnight.
const FORTNIGHT: usize = 14;

impl Trial {
    /// Fewer fortnights have too few evenings for a comparison.
    pub const MIN_FORTNIGHTS: u8 = 2;
    /// Half a year. One point between nights with the step and nights without is seen by then in most trials.
    pub const MAX_FORTNIGHTS: u8 = 13;

    /// Whether the step is planned on an evening of the trial. `None` for an evening outside the trial.
    pub fn includes_step_on(&self, evening: EveningDate) -> Option<bool> {
        let number = self.number(evening)?;
        self.evenings().get(number).copied()
    }

    /// The index of an evening in the trial, from 0. `None` for an evening outside the trial.
    pub fn number(&self, evening: EveningDate) -> Option<usize> {
        let days = evening.0.signed_duration_since(self.first.0).num_days();
        usize::try_from(days).ok().filter(|n| *n < self.length())
    }

    /// The number of evenings.
    pub fn length(&self) -> usize {
        usize::from(self.fortnights) * FORTNIGHT
    }

    /// The last evening of the trial.
    pub fn last(&self) -> EveningDate {
        let days = Days::new((self.length() as u64).saturating_sub(1));
        let first = self.first.0;
        EveningDate(first.checked_add_days(days).unwrap_or(first))
    }

    /// For each evening, from the first to the last, whether the step is planned.
    pub fn evenings(&self) -> Vec<bool> {
        self.drawn_by(&mut SplitMix64::new(self.seed))
    }

    /// The evenings as drawn with the given generator. Those of a longer trial begin with the same evenings.
    pub fn drawn_by(&self, chance: &mut SplitMix64) -> Vec<bool> {
        let mut evenings = Vec::with_capacity(self.length());
        for _ in 0..self.fortnights {
            evenings.extend(match self.draw {
                Draw::Fortnights => fortnight_by_weekday(chance),
                Draw::Pairs => fortnight_in_pairs(chance),
            });
        }
        evenings
    }

    /// Whether both are the same trial, of which one may have been lengthened.
    pub fn is_same_as(&self, other: &Self) -> bool {
        let identity = |trial: &Self| (trial.first, trial.seed, trial.draw);
        self.step == other.step && identity(self) == identity(other)
    }

    /// Whether both are trials of the same step and share an evening.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.step == other.step && self.first <= other.last() && other.first <= self.last()
    }
}

/// Seven evenings with the step and seven without: each weekday once with and once without, three or four of those with
/// the step in the first week. So neither weekdays nor a slow trend can bias the comparison. All 70 such arrangements are
/// equally likely.
fn fortnight_by_weekday(chance: &mut SplitMix64) -> [bool; FORTNIGHT] {
    let mut days = [0, 1, 2, 3, 4, 5, 6];
    chance.shuffle(&mut days);
    let in_first_week = &days[..3 + chance.below(2)];
    std::array::from_fn(|evening| in_first_week.contains(&(evening % 7)) == (evening < 7))
}

/// Seven pairs of neighbouring evenings. In each, a fair coin decides which of the two is with the step.
fn fortnight_in_pairs(chance: &mut SplitMix64) -> [bool; FORTNIGHT] {
    let first_with: [bool; FORTNIGHT / 2] = std::array::from_fn(|_| chance.below(2) == 1);
    std::array::from_fn(|evening| first_with[evening / 2] == (evening % 2 == 0))
}

/// Parses the `[[trial]]` tables. Returns the valid trials and their tables, in the same order.
pub(super) fn trials<'a>(
    top: &mut TableReader<'a>,
    diagnostics: &mut Diagnostics,
) -> (Vec<Trial>, Vec<TableReader<'a>>) {
    let tables = top.tables("trial", "a trial", diagnostics).into_iter();
    let read = tables
        .filter_map(|mut fields| Some((diagnostics.read_if_valid(&mut fields, trial)?, fields)));
    read.unzip()
}

fn trial(fields: &mut TableReader<'_>, diagnostics: &mut Diagnostics) -> Option<Trial> {
    let step = fields.required("step", value::id, "step = \"warm-bath\"", diagnostics);
    let first = fields.required("first", value::date, "first = \"2026-11-30\"", diagnostics);
    let fortnights = fields.required("fortnights", fortnights, "fortnights = 2", diagnostics);
    let seed = fields.required("seed", seed, "seed = 12345", diagnostics);
    let draw = fields.optional("draw", draw, diagnostics);
    fields.report_unknown_keys(diagnostics);
    let is_draw_unread = fields.has("draw") && draw.is_none();
    Some(Trial {
        step: StepId(step?),
        first: first?,
        fortnights: fortnights?,
        seed: seed?,
        draw: draw.unwrap_or_default(),
    })
    .filter(|_| !is_draw_unread)
}

fn fortnights(value: &TomlValue<'_>) -> Result<u8, Problem> {
    let bounds = u16::from(Trial::MIN_FORTNIGHTS)..=u16::from(Trial::MAX_FORTNIGHTS);
    let number = value::number(value, bounds)?;
    Ok(u8::try_from(number).unwrap_or(Trial::MAX_FORTNIGHTS))
}

fn seed(value: &TomlValue<'_>) -> Result<u64, Problem> {
    let expected = format!("a whole number from 0 to {}", u32::MAX);
    let DeValue::Integer(integer) = value.get_ref() else {
        return Err(wrong_type(value, &expected, value.get_ref()));
    };
    u32::from_str_radix(integer.as_str(), integer.radix())
        .map(u64::from)
        .map_err(|_| Problem::new(value.span(), format!("expected {expected}")))
}

fn draw(value: &TomlValue<'_>) -> Result<Draw, Problem> {
    let known = [Draw::Pairs, Draw::Fortnights].map(|draw| (draw.as_str(), draw));
    value::one_of(value, &known)
}

/// Trials that are drawn with the seed of another one. Their evenings would repeat the other's, so what came of one would
/// say nothing new in the next. Only the config is checked for this: recorded plans of earlier versions may have them.
pub(super) fn repeated_seeds(plan: &Plan) -> impl Iterator<Item = Fault> {
    plan.trials.iter().enumerate().filter_map(|(n, trial)| {
        let mut earlier = plan.trials[..n].iter();
        let other = earlier.position(|other| other.seed == trial.seed)?;
        let message = format!("two trials are drawn with the seed {}", trial.seed);
        let fault = Fault::at(Part::Trial(n), "seed", message);
        let fault = fault.relate(Part::Trial(other), "seed", "here is the other");
        Some(fault.suggest("give this one another whole number, if it has not begun; else take out the one that is over"))
    })
}

/// Faults in the trials of a plan. A trial whose step is no longer planned is valid and has no effect, so that users need
/// not tidy up after a trial. A misspelt step is a fault. `plan` has only the steps that could be parsed; `written` has the
/// ids of all steps in the text.
pub(super) fn faults(plan: &Plan, written: &DeclaredIds<'_>) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (n, trial) in plan.trials.iter().enumerate() {
        faults.extend(step_fault(plan, n, written));
        let earlier = plan.trials[..n].iter();
        let Some(other) = earlier.clone().position(|other| other.overlaps(trial)) else {
            continue;
        };
        let step = in_backticks(&trial.step.0);
        let message = format!("two trials of {step} have evenings in common");
        let fault = Fault::at(Part::Trial(n), "first", message);
        let fault = fault.relate(Part::Trial(other), "first", "here is the other");
        let last = plan.trials[other].last();
        faults.push(fault.suggest(format!("take one out, or let it begin after {last}")));
    }
    faults
}

fn step_fault(plan: &Plan, n: usize, written: &DeclaredIds<'_>) -> Option<Fault> {
    let id = &plan.trials[n].step;
    let named = in_backticks(&id.0);
    let fault = |message: String| Fault::at(Part::Trial(n), "step", message);
    let Some(at) = plan.steps.iter().position(|step| step.id == *id) else {
        if written.may_contain(&id.0) {
            return None;
        }
        let known = typo_of(&id.0, plan)?;
        let fault = fault(format!("there is no step {named}"));
        return Some(fault.suggest(format!(
            "did you mean \"{known}\"? If that step is no longer planned, remove this [[trial]]; its results are kept"
        )));
    };
    let step = &plan.steps[at];
    let what = match step.kind {
        StepKind::Check | StepKind::Timer { .. } | StepKind::Routine { .. } => None,
        StepKind::Cutoff { .. } => Some("a cutoff"),
        StepKind::Bedtime => Some("lights out"),
    };
    if let Some(what) = what {
        let fault = fault(format!("{named} is {what}, which cannot be tried"));
        return Some(fault.suggest("name a check, a timer or a routine"));
    }
    if step.days.is_every_day() {
        return None;
    }
    let others = WeekdaySet::EVERY_DAY.iter();
    let others: WeekdaySet = others.filter(|day| !step.days.has(*day)).collect();
    let fault = fault(format!(
        "{named} is not planned{}, so not all evenings can be drawn",
        others.on_these_days()
    ));
    let fault = fault.relate(Part::Step(at), "days", "planned on these evenings");
    Some(fault.suggest(
        "leave the step's `days` out while it is tried, or take the [[trial]] out if it is over",
    ))
}

/// The step whose id differs from `id` by one or two typing mistakes.
fn typo_of<'p>(id: &str, plan: &'p Plan) -> Option<&'p str> {
    const MAX_TYPOS: usize = 2;
    let known = plan.steps.iter().map(|step| step.id.0.as_str());
    // A much longer id is no typing mistake, and comparing it would be slow.
    let alike =
        known.filter(|known| id.len().abs_diff(known.len()) <= 4 * MAX_TYPOS && known.len() < 60);
    let apart = alike.map(|known| (strsim::osa_distance(id, known), known));
    let near =
        apart.filter(|(apart, known)| *apart <= MAX_TYPOS && *apart * 3 < known.chars().count());
    near.min_by_key(|(apart, _)| *apart).map(|(_, known)| known)
}

/// The problem that there is no step with that id, with a suggestion.
pub(super) fn unknown_step(id: &StepId, plan: &Plan) -> Problem {
    let known = plan.steps.iter().map(|step| step.id.0.as_str());
    let problem = Problem::new(0..0, format!("there is no step {}", in_backticks(&id.0)));
    match closest_match(&id.0, known) {
        Some(known) => problem.suggest(format!("did you mean \"{known}\"?")),
        None => problem.suggest("write the `id` of a step"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trial(seed: u64) -> Trial {
        Trial {
            step: "bath".into(),
            first: "2026-11-02".parse().unwrap(),
            fortnights: 2,
            seed,
            draw: Draw::Fortnights,
        }
    }

    fn in_pairs(seed: u64, fortnights: u8) -> Trial {
        Trial {
            fortnights,
            draw: Draw::Pairs,
            ..trial(seed)
        }
    }

    fn marks(trial: &Trial) -> String {
        let marks = trial.evenings().into_iter();
        marks.map(|with| if with { '+' } else { '-' }).collect()
    }

    #[test]
    fn of_two_neighbouring_evenings_one_is_with_the_step() {
        for seed in 0..200 {
            let evenings = in_pairs(seed, 13).evenings();
            assert_eq!(evenings.len(), 182);
            assert!(evenings.chunks(2).all(|pair| pair[0] != pair[1]), "{seed}");
        }
    }

    #[test]
    fn a_fair_coin_decides_each_pair_whatever_the_other_pairs_are() {
        let mut patterns = std::collections::BTreeMap::new();
        for seed in 0..6400 {
            let firsts: Vec<bool> = in_pairs(seed, 2)
                .evenings()
                .into_iter()
                .step_by(2)
                .collect();
            for (place, three) in firsts.windows(3).enumerate() {
                *patterns.entry((place, three.to_vec())).or_insert(0) += 1;
            }
        }
        assert_eq!(patterns.len(), 12 * 8);
        assert!(
            patterns.values().all(|n| (670..930).contains(n)),
            "{patterns:?}"
        );
    }

    #[test]
    fn a_longer_trial_begins_with_the_evenings_of_the_shorter() {
        for seed in 0..50 {
            let (short, long) = (in_pairs(seed, 2), in_pairs(seed, 13));
            assert_eq!(short.evenings()[..], long.evenings()[..28]);
            assert!(short.is_same_as(&long) && !short.is_same_as(&in_pairs(seed + 1, 2)));
        }
    }

    #[test]
    fn every_fortnight_has_each_weekday_once_with_and_once_without() {
        for seed in 0..200 {
            let evenings = trial(seed).evenings();
            assert_eq!(evenings.len(), 28);
            for fortnight in evenings.chunks(14) {
                let (one, other) = fortnight.split_at(7);
                assert!(one.iter().zip(other).all(|(one, other)| one != other));
                let with = one.iter().filter(|with| **with).count();
                assert!((3..=4).contains(&with), "{one:?}");
            }
        }
    }

    #[test]
    fn all_70_ways_to_draw_a_fortnight_are_about_equally_frequent() {
        let mut counts = std::collections::BTreeMap::new();
        for seed in 0..7000 {
            *counts
                .entry(trial(seed).evenings()[..14].to_vec())
                .or_insert(0) += 1;
        }
        assert_eq!(counts.len(), 70);
        assert!(counts.values().all(|n| (55..150).contains(n)), "{counts:?}");
    }

    #[test]
    fn the_draw_depends_on_the_seed_alone() {
        assert_eq!(marks(&trial(7)), "-+-+-+-+-+-+-+-+-+++-+-+---+");
        assert_eq!(marks(&in_pairs(7, 2)), "-+-++-+--+-+-+-+-+-+-++-+-+-");
        assert_eq!(trial(7).evenings(), trial(7).evenings());
    }

    #[test]
    fn evenings_before_and_after_a_trial_are_not_drawn() {
        let trial = trial(7);
        let drawn = trial.evenings();
        assert_eq!(trial.includes_step_on(trial.first.previous()), None);
        assert_eq!(trial.includes_step_on(trial.first), Some(drawn[0]));
        let last: EveningDate = "2026-11-29".parse().unwrap();
        assert_eq!(trial.includes_step_on(last), Some(drawn[27]));
        assert_eq!(trial.includes_step_on(last.next()), None);
        assert_eq!((trial.last(), trial.length()), (last, 28));
    }
}
