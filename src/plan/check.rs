//! Consistency checks on a plan whose single values are all valid.
//!
//! The checks work with weekdays and times of day. No date and no time zone is known here, so every day has 24 hours.

use std::collections::{HashMap, HashSet};

use chrono::{NaiveTime, TimeDelta, Weekday};

use super::fault::{Fault, Part, Place};
use super::problem::{closest_match, in_backticks};
use super::reader::DeclaredIds;
use super::{DueRule, Plan, Step, StepKind, WeekdaySet, trial};
use crate::event::StepId;

/// Faults in how steps and trials refer to each other. `plan` has only the steps that could be parsed; `written` has the
/// ids of all steps in the text.
pub(super) fn structure(plan: &Plan, written: &DeclaredIds<'_>) -> Vec<Fault> {
    if plan.steps.len() > Plan::MAX_STEPS {
        let message = format!("an evening has at most {} steps", Plan::MAX_STEPS);
        let fault = Fault::at(Part::Step(Plan::MAX_STEPS), "id", message);
        return vec![fault.suggest("this one is too many")];
    }
    let index: HashMap<&StepId, usize> = (0..).zip(&plan.steps).map(|(n, s)| (&s.id, n)).collect();
    let mut faults = Vec::new();
    for (n, step) in plan.steps.iter().enumerate() {
        let DueRule::After(before) = &step.when else {
            continue;
        };
        match index.get(before) {
            Some(&first) => faults.extend(missing_on_some_days(plan, n, first)),
            None if written.may_contain(&before.0) => {}
            None => faults.push(unknown_step(plan, n, before)),
        }
    }
    faults.extend(cycles(plan, &index));
    faults.extend(second_bedtimes(plan));
    faults.extend(trial::faults(plan, written));
    faults
}

/// The fault that step `n` comes after a step that does not exist.
fn unknown_step(plan: &Plan, n: usize, before: &StepId) -> Fault {
    let message = format!("there is no step {}", in_backticks(&before.0));
    let fault = Fault::at(Part::Step(n), "after", message);
    let others = plan.steps.iter().filter(|step| step.id != plan.steps[n].id);
    match closest_match(&before.0, others.map(|step| step.id.0.as_str())) {
        Some(known) => fault.suggest(format!("did you mean \"{known}\"?")),
        None => fault.suggest("write the `id` of another step"),
    }
}

/// The fault that step `n` comes after step `first`, which is not planned on all weekdays of step `n`.
fn missing_on_some_days(plan: &Plan, n: usize, first: usize) -> Option<Fault> {
    let (step, before) = (&plan.steps[n], &plan.steps[first]);
    let missing: WeekdaySet = step
        .days
        .iter()
        .filter(|day| !before.days.has(*day))
        .collect();
    if missing.is_empty() {
        return None;
    }
    let (before, on) = (in_backticks(&before.id.0), missing.on_these_days());
    let message = format!("{before} is not planned{on}, so nothing can come after it then");
    let fault = Fault::at(Part::Step(n), "after", message);
    let fault = fault.relate(Part::Step(first), "days", "planned on these evenings");
    Some(fault.suggest("give both steps the same `days`, or this one a time of its own"))
}

/// Cycles of `after`. Each cycle is reported once, at its first step in the text.
fn cycles(plan: &Plan, index: &HashMap<&StepId, usize>) -> Vec<Fault> {
    let next = |n: usize| match &plan.steps[n].when {
        DueRule::After(before) => index.get(before).copied(),
        DueRule::At(_) | DueRule::BeforeBed(_) => None,
    };
    let mut reported = HashSet::new();
    let mut faults = Vec::new();
    for first in 0..plan.steps.len() {
        let path: Vec<usize> = std::iter::successors(next(first), |n| next(*n))
            .take(plan.steps.len())
            .take_while(|n| *n != first)
            .collect();
        let closes = path.last().map_or(next(first), |last| next(*last)) == Some(first);
        if !closes || reported.contains(&first) {
            continue;
        }
        reported.insert(first);
        reported.extend(&path);
        let names: Vec<String> = path
            .iter()
            .map(|n| in_backticks(&plan.steps[*n].id.0))
            .collect();
        let message = if names.is_empty() {
            "a step cannot come after itself".to_owned()
        } else {
            let own = in_backticks(&plan.steps[first].id.0);
            format!(
                "{own} waits for {}, which waits for {own}",
                names.join(", which waits for ")
            )
        };
        let fault = Fault::at(Part::Step(first), "after", message);
        faults.push(if path.is_empty() {
            fault.suggest("name another step, or give it an `at` or a `before_bed` time")
        } else {
            fault.suggest("give one of them an `at` or a `before_bed` time")
        });
    }
    faults
}

/// Weekdays with more than one bedtime step.
fn second_bedtimes(plan: &Plan) -> Vec<Fault> {
    let mut taken: Vec<(usize, WeekdaySet)> = Vec::new();
    let mut faults = Vec::new();
    for (n, step) in plan.steps.iter().enumerate() {
        if !step.is_bedtime() {
            continue;
        }
        for (first, days) in &taken {
            let both: WeekdaySet = days.iter().filter(|day| step.days.has(*day)).collect();
            if both.is_empty() {
                continue;
            }
            let message = format!("a second bedtime step{}", both.on_these_days());
            let fault = Fault::at(Part::Step(n), "kind", message);
            let fault = fault.relate(Part::Step(*first), "kind", "here is the first");
            faults.push(fault.suggest("remove one, or give them different `days`"));
            break;
        }
        taken.push((n, step.days));
    }
    faults
}

/// Faults in the times of a plan whose [`structure`] is valid. A fault that occurs on several weekdays is reported once.
pub(super) fn times(plan: &Plan) -> Vec<Fault> {
    let mut found: Vec<(WeekdayFault, WeekdaySet)> = Vec::new();
    for day in WeekdaySet::EVERY_DAY.iter() {
        for fault in faults_on(plan, day) {
            match found
                .iter_mut()
                .find(|(known, _)| known.place == fault.place)
            {
                Some((known, days)) if *known == fault => *days = days.with(day),
                // On another weekday the same value is wrong with another message. It is still one mistake.
                Some(_) => {}
                None => found.push((fault, WeekdaySet::EMPTY.with(day))),
            }
        }
    }
    let reported = found.into_iter().map(|(fault, days)| {
        let message = fault.message.replace("{on}", &days.on_these_days());
        Fault::at(fault.place.part, fault.place.key, message).suggest(fault.suggestion)
    });
    reported.collect()
}

/// A fault on one weekday. `{on}` in the message is a placeholder for the weekdays that have it.
#[derive(PartialEq)]
struct WeekdayFault {
    place: Place,
    message: String,
    suggestion: String,
}

/// An evening in local time, without daylight saving changes.
struct EveningClock {
    begins: NaiveTime,
    ends: NaiveTime,
    /// Seconds from its beginning to its end.
    length: i64,
    /// Seconds from its beginning to bedtime.
    bed: i64,
}

/// Seconds in a day.
const DAY: i64 = 24 * 3600;

/// Seconds from one time of day to the next occurrence of another; 0 if they are equal.
fn seconds_from(from: NaiveTime, to: NaiveTime) -> i64 {
    (to - from).num_seconds().rem_euclid(DAY)
}

impl EveningClock {
    fn on_weekday(plan: &Plan, day: Weekday) -> Self {
        let begins = plan.wake_by_weekday(day.pred());
        let ends = plan.wake_by_weekday(day);
        Self {
            begins,
            ends,
            length: DAY + (ends - begins).num_seconds(),
            bed: seconds_from(begins, plan.bedtime_by_weekday(day)),
        }
    }

    /// When a step is due, in seconds from the evening's beginning. `None` if its chain of `after` is broken.
    fn due(&self, plan: &Plan, step: &Step) -> Option<i64> {
        let mut step = step;
        let mut later = 0;
        for _ in 0..=Plan::MAX_STEPS {
            match &step.when {
                DueRule::At(time) => return Some(later + seconds_from(self.begins, *time)),
                DueRule::BeforeBed(span) => {
                    return Some(later + self.bed - i64::from(span.as_secs()));
                }
                DueRule::After(before) => {
                    step = plan.step(before)?;
                    later += i64::from(step.duration().as_secs());
                }
            }
        }
        None
    }

    /// The time of day that many seconds after the evening's beginning.
    fn clock(&self, seconds: i64) -> String {
        let (time, _) = self
            .begins
            .overflowing_add_signed(TimeDelta::seconds(seconds));
        hhmm(time)
    }

    fn bounds(&self) -> String {
        format!(
            "that evening goes from {} to {} on the day after",
            hhmm(self.begins),
            hhmm(self.ends)
        )
    }
}

/// Faults in the times of one weekday.
fn faults_on(plan: &Plan, day: Weekday) -> Vec<WeekdayFault> {
    let evening = EveningClock::on_weekday(plan, day);
    let bedtime = plan.bedtime_by_weekday(day);
    let fault = |part, key, message, suggestion| WeekdayFault {
        place: Place { part, key },
        message,
        suggestion,
    };
    // The part of the config that a time of this weekday comes from: a schedule that sets it, else the top.
    let set_by = |sets: fn(&super::Schedule) -> bool| {
        let last = plan
            .schedules
            .iter()
            .rposition(|one| one.days.has(day) && sets(one));
        last.map_or(Part::Top, Part::Schedule)
    };
    if bedtime == plan.wake_by_weekday(day) {
        let message = "bedtime and wake time are the same{on}, which leaves no night".to_owned();
        let part = set_by(|schedule| schedule.wake.is_some());
        return vec![fault(
            part,
            "wake",
            message,
            "let some hours pass between them".to_owned(),
        )];
    }
    if evening.bed >= evening.length {
        let message = format!("bedtime {} falls outside the evening{{on}}", hhmm(bedtime));
        let part = set_by(|schedule| schedule.bedtime.is_some());
        return vec![fault(part, "bedtime", message, evening.bounds())];
    }
    let mut faults: Vec<WeekdayFault> = Vec::new();
    // Check a step before those that come after it.
    let mut in_order: Vec<usize> = (0..plan.steps.len()).collect();
    in_order.sort_by_key(|n| chain(plan, *n).count());
    for n in in_order {
        let step = &plan.steps[n];
        let Some(due) = evening.due(plan, step).filter(|_| step.days.has(day)) else {
            continue;
        };
        let is_wrong = |n: usize| faults.iter().any(|fault| fault.place.part == Part::Step(n));
        if chain(plan, n).any(is_wrong) {
            continue; // only a consequence of the fault in a step before it
        }
        let key = match step.when {
            DueRule::At(_) => "at",
            DueRule::BeforeBed(_) => "before_bed",
            DueRule::After(_) => "after",
        };
        let fault = |message, suggestion| fault(Part::Step(n), key, message, suggestion);
        if due < 0 {
            let (clock, bed) = (evening.clock(due), hhmm(bedtime));
            let message =
                format!("bedtime is {bed}, so this is {clock}, before the evening begins{{on}}");
            faults.push(fault(message, evening.bounds()));
        } else if due >= evening.length {
            let clock = evening.clock(due);
            let message = format!("{clock} falls outside the evening{{on}}");
            faults.push(fault(message, evening.bounds()));
        } else if due > evening.bed && matches!(step.kind, StepKind::Cutoff { .. }) {
            let (clock, bed) = (evening.clock(due), hhmm(bedtime));
            let message = format!("a cutoff at {clock} comes after bedtime, which is {bed}{{on}}");
            faults.push(fault(
                message,
                "a cutoff is the last moment before bed".to_owned(),
            ));
        }
    }
    faults
}

/// The indices of the steps that step `n` waits for, directly or indirectly, the nearest first.
fn chain(plan: &Plan, n: usize) -> impl Iterator<Item = usize> {
    let before = |n: usize| match &plan.steps[n].when {
        DueRule::After(before) => plan.steps.iter().position(|step| step.id == *before),
        DueRule::At(_) | DueRule::BeforeBed(_) => None,
    };
    std::iter::successors(before(n), move |n| before(*n)).take(plan.steps.len())
}

fn hhmm(time: NaiveTime) -> String {
    time.format("%H:%M").to_string()
}
