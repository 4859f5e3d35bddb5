//! `[[trial]]`: a step that is tried on evenings drawn at random.
//!
//! On evenings that one chooses, a step goes with whatever else makes one choose it. Where chance chooses, nothing else
//! does.

use chrono::Days;
use serde::{Deserialize, Serialize};
use toml::de::DeValue;

use super::fault::{Fault, Part};
use super::problem::{Problem, closest_match, in_backticks};
use super::reader::{Fields, Node, Sink, WrittenIds, unfit};
use super::{Plan, StepKind, WeekdaySet, value};
use crate::event::{EveningDate, StepId};
use crate::split_mix::SplitMix64;

/// A step that is tried for some fortnights. Kept are the first evening, the length and the seed; which evenings were
/// drawn follows from these, on every machine and in every version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trial {
    /// What is tried.
    pub step: StepId,
    /// The first evening of it.
    pub first: EveningDate,
    /// How many fortnights, [`Trial::FEWEST`] to [`Trial::MOST`].
    pub fortnights: u8,
    /// What the evenings were drawn with.
    pub seed: u64,
}

/// Evenings in a fortnight.
const FORTNIGHT: usize = 14;

impl Trial {
    /// Fewer fortnights have too few evenings with the step, and without it, for a comparison.
    pub const FEWEST: u8 = 2;
    /// Longer than this nothing else stays as it was.
    pub const MOST: u8 = 6;

    /// Whether an evening is one with the step or one without it; none where it is not of the trial.
    pub fn includes_step_on(&self, evening: EveningDate) -> Option<bool> {
        let number = self.number(evening)?;
        self.evenings().get(number).copied()
    }

    /// Which evening of the trial that is, from 0; none where it is not of the trial.
    pub fn number(&self, evening: EveningDate) -> Option<usize> {
        let days = evening.0.signed_duration_since(self.first.0).num_days();
        usize::try_from(days).ok().filter(|n| *n < self.length())
    }

    /// How many evenings it has.
    pub fn length(&self) -> usize {
        usize::from(self.fortnights) * FORTNIGHT
    }

    /// The last evening of it.
    pub fn last(&self) -> EveningDate {
        let days = Days::new((self.length() as u64).saturating_sub(1));
        let first = self.first.0;
        EveningDate(first.checked_add_days(days).unwrap_or(first))
    }

    /// The evenings, from the first to the last: true for one with the step.
    pub fn evenings(&self) -> Vec<bool> {
        self.drawn_by(&mut SplitMix64::new(self.seed))
    }

    /// The evenings as they would be by those numbers.
    ///
    /// In each fortnight seven evenings are with the step and seven without, each weekday once with and once without,
    /// three or four of them in the first week. So neither the day of the week nor a slow change over the weeks falls on
    /// one side. Each of the 70 ways is as likely.
    pub fn drawn_by(&self, chance: &mut SplitMix64) -> Vec<bool> {
        let mut evenings = Vec::with_capacity(self.length());
        for _ in 0..self.fortnights {
            let mut days = [0, 1, 2, 3, 4, 5, 6];
            chance.shuffle(&mut days);
            let in_first_week = &days[..3 + chance.below(2)];
            let week = [0, 1, 2, 3, 4, 5, 6].map(|day| in_first_week.contains(&day));
            evenings.extend(week);
            evenings.extend(week.map(|with| !with));
        }
        evenings
    }

    /// Whether it has evenings of the same step in common with another.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.step == other.step && self.first <= other.last() && other.first <= self.last()
    }
}

/// Reads `[[trial]]`, each with its table. None where one cannot be read.
pub(super) fn trials<'a>(top: &mut Fields<'a>, sink: &mut Sink) -> (Vec<Trial>, Vec<Fields<'a>>) {
    let tables = top.tables("trial", "a trial", sink).into_iter();
    let read = tables.filter_map(|mut fields| Some((sink.sound(&mut fields, trial)?, fields)));
    read.unzip()
}

fn trial(fields: &mut Fields<'_>, sink: &mut Sink) -> Option<Trial> {
    let step = fields.required("step", value::id, "step = \"warm-bath\"", sink);
    let first = fields.required("first", value::date, "first = \"2026-11-30\"", sink);
    let fortnights = fields.required("fortnights", fortnights, "fortnights = 2", sink);
    let seed = fields.required("seed", seed, "seed = 12345", sink);
    fields.finish(sink);
    Some(Trial {
        step: StepId(step?),
        first: first?,
        fortnights: fortnights?,
        seed: seed?,
    })
}

fn fortnights(node: &Node<'_>) -> Result<u8, Problem> {
    let bounds = u16::from(Trial::FEWEST)..=u16::from(Trial::MOST);
    let number = value::number(node, bounds)?;
    Ok(u8::try_from(number).unwrap_or(Trial::MOST))
}

fn seed(node: &Node<'_>) -> Result<u64, Problem> {
    let expected = format!("a whole number from 0 to {}", u32::MAX);
    let DeValue::Integer(integer) = node.get_ref() else {
        return Err(unfit(node, &expected, node.get_ref()));
    };
    u32::from_str_radix(integer.as_str(), integer.radix())
        .map(u64::from)
        .map_err(|_| Problem::new(node.span(), format!("expected {expected}")))
}

/// What is wrong with the trials of a plan. A trial whose step is no longer there is nothing wrong: it draws nothing, and
/// nobody should have to tidy up after a trial that is over. A slip of the fingers is another thing. The plan has the
/// steps that could be read, `written` the ids of all.
pub(super) fn faults(plan: &Plan, written: &WrittenIds<'_>) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (n, trial) in plan.trials.iter().enumerate() {
        faults.extend(of_its_step(plan, n, written));
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

fn of_its_step(plan: &Plan, n: usize, written: &WrittenIds<'_>) -> Option<Fault> {
    let id = &plan.trials[n].step;
    let named = in_backticks(&id.0);
    let fault = |message: String| Fault::at(Part::Trial(n), "step", message);
    let Some(at) = plan.steps.iter().position(|step| step.id == *id) else {
        if written.may_have(&id.0) {
            return None;
        }
        let known = slip_of(&id.0, plan)?;
        let fault = fault(format!("there is no step {named}"));
        return Some(fault.suggest(format!(
            "did you mean \"{known}\"? If that step is no longer planned, take this [[trial]] out: what came of it is kept"
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

/// The step that was meant by an id with one or two letters wrong.
fn slip_of<'p>(id: &str, plan: &'p Plan) -> Option<&'p str> {
    const SLIPS: usize = 2;
    let known = plan.steps.iter().map(|step| step.id.0.as_str());
    // A longer id is no slip, and comparing it would take long.
    let alike =
        known.filter(|known| id.len().abs_diff(known.len()) <= 4 * SLIPS && known.len() < 60);
    let apart = alike.map(|known| (strsim::osa_distance(id, known), known));
    let near = apart.filter(|(apart, known)| *apart <= SLIPS && *apart * 3 < known.chars().count());
    near.min_by_key(|(apart, _)| *apart).map(|(_, known)| known)
}

/// That there is no such step, and which was meant.
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
        }
    }

    #[test]
    fn each_weekday_is_once_with_and_once_without_in_every_fortnight() {
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
    fn all_seventy_ways_are_drawn_about_as_often() {
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
    fn the_seed_alone_says_which_evenings_on_every_machine() {
        let marks: String = trial(7)
            .evenings()
            .iter()
            .map(|with| if *with { '+' } else { '-' })
            .collect();
        assert_eq!(marks, "-+-+-+-+-+-+-+-+-+++-+-+---+");
        assert_eq!(trial(7).evenings(), trial(7).evenings());
    }

    #[test]
    fn an_evening_before_or_after_it_is_not_asked_about() {
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
