//! The timers that were started, as the app knows them: Tonight shows them, the timer page changes them.

use std::collections::HashSet;
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::event::{EveningDate, StepId};
use crate::journal::KeptTimer;
use crate::session::{Stand, Timer};
use crate::tui::message::Effect;

/// The timers that were started, and the safety notes that were acknowledged.
#[derive(Debug, Default)]
pub struct Timers {
    all: Vec<(EveningDate, StepId, Timer)>,
    acknowledged: HashSet<String>,
}

impl Timers {
    /// Takes in what the journal's file has of them.
    pub fn take_in(&mut self, kept: Vec<KeptTimer>, acknowledged: HashSet<String>) {
        let timer = |kept: KeptTimer| {
            let timer = Timer::kept(kept.length, kept.left, kept.since);
            (kept.evening, kept.step, timer)
        };
        self.all = kept.into_iter().map(timer).collect();
        self.acknowledged = acknowledged;
    }

    /// The timer of a step, where it was started or made longer.
    pub fn of(&self, evening: EveningDate, step: &StepId) -> Option<Timer> {
        let mut all = self.all.iter();
        all.find(|(on, id, _)| *on == evening && id == step)
            .map(|(_, _, timer)| *timer)
    }

    /// Keeps how a timer stands, here and in the journal's file.
    pub fn keep(&mut self, evening: EveningDate, step: &StepId, timer: Timer) -> Effect {
        self.all.retain(|(on, id, _)| *on != evening || id != step);
        self.all.push((evening, step.clone(), timer));
        keep(evening, step, timer)
    }

    /// Forgets a timer, here and in the journal's file.
    pub fn forget(&mut self, evening: EveningDate, step: &StepId) -> Effect {
        self.all.retain(|(on, id, _)| *on != evening || id != step);
        Effect::ForgetTimer(evening, step.clone())
    }

    /// Whether the safety notes of that page were read.
    pub fn is_acknowledged(&self, page: &str) -> bool {
        self.acknowledged.contains(page)
    }

    /// Keeps that they were.
    pub fn acknowledge(&mut self, page: &str) -> Effect {
        self.acknowledged.insert(page.to_owned());
        Effect::Acknowledge(page.to_owned())
    }

    /// What follows from the wall clock having gone from one instant to another.
    pub fn time_passed(&mut self, before: DateTime<Utc>, now: DateTime<Utc>) -> Vec<Effect> {
        let mut effects = Vec::new();
        for (evening, step, timer) in &mut self.all {
            // What was over before the clock was set back is over.
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
                effects.push(keep(*evening, step, goes_on));
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

fn keep(evening: EveningDate, step: &StepId, timer: Timer) -> Effect {
    let (left, since) = timer.to_keep();
    Effect::KeepTimer(KeptTimer {
        evening,
        step: step.clone(),
        length: timer.length,
        left,
        since,
    })
}
