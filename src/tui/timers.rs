//! The started timers, which all screens share.

use std::collections::HashSet;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::message::Effect;
use crate::evening::{Status, Timeline};
use crate::event::{EveningDate, StepId};
use crate::journal::StoredTimer;
use crate::session::{Timer, TimerStatus};
use crate::words;

/// The started timers, and the advice pages whose safety notes were acknowledged.
#[derive(Debug, Default)]
pub struct Timers {
    all: Vec<(EveningDate, StepId, Timer)>,
    acknowledged: HashSet<String>,
}

impl Timers {
    /// Replaces them with those read from the journal's file.
    pub fn replace(&mut self, saved: Vec<StoredTimer>, acknowledged: HashSet<String>) {
        self.all = saved.into_iter().map(loaded).collect();
        self.acknowledged = acknowledged;
    }

    /// Applies an effect at once, so that the next frame shows it before it is saved, and even if saving fails.
    pub fn apply(&mut self, effect: &Effect) {
        if let Effect::SaveTimer(timer) = effect {
            self.remove(timer.evening, &timer.step);
            self.all.push(loaded(timer.clone()));
        } else if let Effect::ForgetTimer(evening, step) = effect {
            self.remove(*evening, step);
        } else if let Effect::Acknowledge(page) = effect {
            self.acknowledged.insert(page.clone());
        }
    }

    fn remove(&mut self, evening: EveningDate, step: &StepId) {
        self.all.retain(|(on, id, _)| *on != evening || id != step);
    }

    /// The timer of a step, if it was started or extended.
    pub fn get(&self, evening: EveningDate, step: &StepId) -> Option<Timer> {
        let mut all = self.all.iter();
        all.find(|(on, id, _)| *on == evening && id == step)
            .map(|(_, _, timer)| *timer)
    }

    /// Whether the safety notes of that page were read.
    pub fn is_acknowledged(&self, page: &str) -> bool {
        self.acknowledged.contains(page)
    }

    /// Whether a timer runs.
    pub fn any_runs(&self, now: DateTime<Utc>) -> bool {
        let mut all = self.all.iter();
        all.any(|(_, _, timer)| timer.status(now) == TimerStatus::Running)
    }

    /// Handles the wall clock going from `before` to `now`, which may be earlier. Ends the timers that are over.
    pub fn time_passed(&mut self, before: DateTime<Utc>, now: DateTime<Utc>) -> Vec<Effect> {
        let mut effects = Vec::new();
        for (evening, step, timer) in &mut self.all {
            // Look at both instants: a timer that was over before the clock was set back stays over.
            let mut instants = [before, now].into_iter();
            let over = instants.find_map(|at| Some((at, timer.ended(at)?)));
            if let Some((at, ended)) = over {
                effects.push(Effect::EndTimer {
                    evening: *evening,
                    step: step.clone(),
                    heard: timer.ended_recently(at),
                });
                *timer = ended;
            } else if let Some(goes_on) = timer.after_clock_set_back(before, now) {
                *timer = goes_on;
                effects.push(save(*evening, step, goes_on));
            }
        }
        effects
    }

    /// How long until a running timer's minute changes, or its second if `seconds` are shown. None if none runs.
    pub fn unchanged_for(&self, now: DateTime<Utc>, seconds: bool) -> Option<Duration> {
        let unit = if seconds { 1000 } else { 60_000 };
        let running = self.all.iter().map(|(_, _, timer)| timer);
        let running = running.filter(|timer| timer.status(now) == TimerStatus::Running);
        let changes = running.map(|timer| {
            let left = timer.left(now).num_milliseconds().unsigned_abs();
            // One millisecond more, so that the clock is past the change when the loop wakes.
            Duration::from_millis((left.saturating_sub(1)) % unit + 2)
        });
        changes.min()
    }
}

fn loaded(saved: StoredTimer) -> (EveningDate, StepId, Timer) {
    let timer = Timer::restored(saved.length, saved.left, saved.since);
    (saved.evening, saved.step, timer)
}

/// The effect that saves a timer's state.
pub fn save(evening: EveningDate, step: &StepId, timer: Timer) -> Effect {
    let (left, since) = timer.to_saved();
    Effect::SaveTimer(StoredTimer {
        evening,
        step: step.clone(),
        length: timer.length,
        left,
        since,
    })
}

/// Whether a step with that status can still use a timer: it is neither done nor skipped.
pub fn is_open(status: Status) -> bool {
    match status {
        Status::Upcoming
        | Status::Due
        | Status::Late
        | Status::Snoozed
        | Status::Missed
        | Status::Excused => true,
        Status::Done { .. } | Status::Skipped { .. } => false,
    }
}

/// The line that announces a timer's end. None if its step is done or skipped, or belongs to another evening.
pub fn over_line(evening: EveningDate, step: &StepId, timeline: &Timeline<'_>) -> Option<String> {
    let is_tonight = timeline.evening.date == evening;
    let entry = timeline.entry(step);
    let entry = entry.filter(|entry| is_tonight && is_open(entry.status))?;
    let title = &entry.step.title;
    let page = entry.step.page().and_then(|page| page.timer.as_ref());
    Some(match page.map(|timer| &timer.end) {
        Some(end) => format!("{title}: time is up. {end}"),
        None => format!("{title}: time is up."),
    })
}

/// A timer's state in words, such as "12 min left".
pub fn in_words(timer: Timer, now: DateTime<Utc>) -> String {
    let left = words::short_span(timer.left_minutes(now));
    match timer.status(now) {
        TimerStatus::Fresh => left,
        TimerStatus::Running => format!("{left} left"),
        TimerStatus::Paused => format!("paused, {left} left"),
        TimerStatus::Over => "time is up".to_owned(),
    }
}
