//! The timers that were started, as all screens know them.

use std::collections::HashSet;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::message::Effect;
use crate::evening::{Status, Timeline};
use crate::event::{EveningDate, StepId};
use crate::journal::KeptTimer;
use crate::session::{Stand, Timer};
use crate::words;

/// The timers that were started, and the safety notes that were acknowledged.
#[derive(Debug, Default)]
pub struct Timers {
    all: Vec<(EveningDate, StepId, Timer)>,
    acknowledged: HashSet<String>,
}

impl Timers {
    /// Replaces them by what the journal's file has.
    pub fn replace(&mut self, saved: Vec<KeptTimer>, acknowledged: HashSet<String>) {
        self.all = saved.into_iter().map(loaded).collect();
        self.acknowledged = acknowledged;
    }

    /// Applies what a screen wants saved, so that the next picture shows it whether or not it can be.
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

    /// The timer of a step, where it was started or made longer.
    pub fn get(&self, evening: EveningDate, step: &StepId) -> Option<Timer> {
        let mut all = self.all.iter();
        all.find(|(on, id, _)| *on == evening && id == step)
            .map(|(_, _, timer)| *timer)
    }

    /// Whether the safety notes of that page were read.
    pub fn is_acknowledged(&self, page: &str) -> bool {
        self.acknowledged.contains(page)
    }

    /// Lets the wall clock go from one instant to another.
    pub fn time_passed(&mut self, before: DateTime<Utc>, now: DateTime<Utc>) -> Vec<Effect> {
        let mut effects = Vec::new();
        for (evening, step, timer) in &mut self.all {
            // A timer that ended before the clock was set back has ended.
            let mut instants = [before, now].into_iter();
            let over = instants.find_map(|at| Some((at, timer.ended(at)?)));
            if let Some((at, ended)) = over {
                effects.push(Effect::EndTimer {
                    evening: *evening,
                    step: step.clone(),
                    heard: timer.is_heard(at),
                });
                *timer = ended;
            } else if let Some(goes_on) = timer.after_a_set_back(before, now) {
                *timer = goes_on;
                effects.push(save(*evening, step, goes_on));
            }
        }
        effects
    }

    /// How long what is shown of them stays as it is: whole minutes, or seconds where they are shown.
    pub fn still_for(&self, now: DateTime<Utc>, seconds: bool) -> Option<Duration> {
        let unit = if seconds { 1000 } else { 60_000 };
        let running = self.all.iter().map(|(_, _, timer)| timer);
        let running = running.filter(|timer| timer.stand(now) == Stand::Running);
        let changes = running.map(|timer| {
            let left = timer.left(now).num_milliseconds().unsigned_abs();
            // A millisecond more, so that the clock has really passed it.
            Duration::from_millis((left.saturating_sub(1)) % unit + 2)
        });
        changes.min()
    }
}

fn loaded(saved: KeptTimer) -> (EveningDate, StepId, Timer) {
    let timer = Timer::kept(saved.length, saved.left, saved.since);
    (saved.evening, saved.step, timer)
}

/// Saves how a timer stands.
pub fn save(evening: EveningDate, step: &StepId, timer: Timer) -> Effect {
    let (left, since) = timer.to_keep();
    Effect::SaveTimer(KeptTimer {
        evening,
        step: step.clone(),
        length: timer.length,
        left,
        since,
    })
}

/// Whether a timer may still be wanted for a step of that status.
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

/// What to say of a timer that has come to its end; nothing where its step is done or of another evening.
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

/// How a timer stands, in words.
pub fn in_words(timer: Timer, now: DateTime<Utc>) -> String {
    let left = words::short_span(timer.left_minutes(now));
    match timer.stand(now) {
        Stand::Fresh => left,
        Stand::Running => format!("{left} left"),
        Stand::Paused => format!("paused, {left} left"),
        Stand::Over => "time is up".to_owned(),
    }
}
