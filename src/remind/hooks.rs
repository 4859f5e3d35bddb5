//! The dispatcher of hooks, the user's own programs. It claims each hook event, so that the program runs once per
//! computer, and starts the program.

use std::collections::HashSet;
use std::sync::mpsc::{self, Sender};
use std::thread;

use chrono::{DateTime, Utc};

use super::claim_holder::ClaimHolder;
use super::hook_event::{EveningFacts, FoundHookEvents, HookEvent, hook_events};
use crate::coach::{Coach, EveningRecord};
use crate::desktop::hook::{HOOK_LIMIT, Hook, HookOutcome, Runner};
use crate::event::EveningDate;
use crate::journal::{CLAIM_LIFETIME, JournalError};

/// The channel recorded with claims of hook events.
const CHANNEL: &str = "hook";

/// Claims hook events and runs the commands that are configured for them.
#[derive(Debug)]
pub struct HookDispatcher {
    runner: Runner,
    holder: ClaimHolder,
    /// Keys of events that were handled and are still found, so that their claims need not be read again.
    handled: HashSet<String>,
}

impl HookDispatcher {
    /// A dispatcher that reports how each program ended through `report`.
    pub fn new(holder: ClaimHolder, report: Sender<HookOutcome>) -> Self {
        Self {
            runner: Runner::new(HOOK_LIMIT, report),
            holder,
            handled: HashSet::new(),
        }
    }

    /// A dispatcher that logs how each program ended.
    pub fn logging(holder: ClaimHolder) -> Self {
        let (report, outcomes) = mpsc::channel();
        thread::spawn(move || outcomes.iter().for_each(|outcome| log(&outcome)));
        Self::new(holder, report)
    }

    /// Starts the programs for new hook events, and returns when to look again if nothing changes before. Does not wait
    /// for the programs.
    ///
    /// Considers the current evening and the one before it. Without configured hooks nothing is read; without new
    /// events nothing is written. During silence all hooks wait, because they may make a sound.
    ///
    /// # Errors
    /// When the journal cannot be read or written: nothing is run without a claim.
    pub fn look(
        &mut self,
        coach: &mut Coach,
        now: DateTime<Utc>,
    ) -> Result<Option<DateTime<Utc>>, JournalError> {
        if coach.config.hooks.is_empty() {
            return Ok(None);
        }
        if let Some(until) = coach.journal.silent_until(now)? {
            return Ok(Some(until));
        }
        let first = coach.journal.first_evening()?;
        let tonight = coach.tonight(now)?;
        let before = coach.evening_record(tonight.evening.date.previous(), now)?;
        let records = [&before, &tonight];
        let found = records.map(|record| wanted(record, first, coach, now));
        self.handled.retain(|key| {
            let mut all = found.iter().flat_map(|found| &found.hook_events);
            all.any(|hook_event| hook_event.key == *key)
        });
        let mut look_again = found.iter().filter_map(|found| found.look_again).min();
        for found in found {
            if self.handle(found.hook_events, coach, now)? == Handled::Partly {
                // The process with the other claim may have died; then its claim expires.
                let later = Some(now + CLAIM_LIFETIME);
                look_again = [look_again, later].into_iter().flatten().min();
            }
        }
        Ok(look_again)
    }

    /// Claims and runs the new hook events of one evening.
    fn handle(
        &mut self,
        mut hook_events: Vec<HookEvent>,
        coach: &mut Coach,
        now: DateTime<Utc>,
    ) -> Result<Handled, JournalError> {
        hook_events.retain(|hook_event| !self.handled.contains(&hook_event.key));
        let Some(evening) = hook_events.first().map(|hook_event| hook_event.evening) else {
            return Ok(Handled::All);
        };
        let claims = coach.journal.claims(evening)?;
        let ran = claims.into_iter().filter(|claim| claim.sent_at.is_some());
        let ran: HashSet<String> = ran.map(|claim| claim.reminder).collect();
        let (ran, new): (Vec<_>, Vec<_>) = hook_events
            .into_iter()
            .partition(|hook_event| ran.contains(&hook_event.key));
        self.handled
            .extend(ran.into_iter().map(|hook_event| hook_event.key));
        if new.is_empty() {
            return Ok(Handled::All);
        }
        let keys: Vec<String> = new
            .iter()
            .map(|hook_event| hook_event.key.clone())
            .collect();
        let ours = coach
            .journal
            .claim_all(&keys, evening, &self.holder.0, now)?;
        for hook_event in new
            .iter()
            .filter(|hook_event| ours.contains(&hook_event.key))
        {
            // Mark it before running it: if marking failed afterwards, it would run again.
            coach
                .journal
                .mark_sent(&hook_event.key, CHANNEL, None, now)?;
            self.runner.run(hook(hook_event, coach));
            self.handled.insert(hook_event.key.clone());
        }
        Ok(if ours.len() == keys.len() {
            Handled::All
        } else {
            Handled::Partly
        })
    }
}

/// How many of the new hook events this process handled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Handled {
    /// All of them.
    All,
    /// Only some: another process has claimed the others.
    Partly,
}

/// The hook events of an evening for which a command is configured.
fn wanted(
    record: &EveningRecord,
    first: Option<EveningDate>,
    coach: &Coach,
    now: DateTime<Utc>,
) -> FoundHookEvents {
    let facts = EveningFacts {
        planned: record.evening,
        plan: &record.plan,
        events: &record.events,
        first,
        zone: &coach.zone,
    };
    let late_after = coach.config.reminders.late_after.delta();
    let mut found = hook_events(&facts, now, late_after);
    let hooks = &coach.config.hooks;
    found
        .hook_events
        .retain(|hook_event| !hook_event.kind.command(hooks).is_empty());
    found
}

fn log(outcome: &HookOutcome) {
    let (hook, took) = (&outcome.tag, outcome.took.as_secs_f32());
    let (program, printed) = (&outcome.program, &outcome.printed);
    let end = outcome.to_string();
    if outcome.is_fine() {
        tracing::info!(hook, program, took, printed, "a program of yours has ended");
    } else {
        tracing::warn!(hook, program, end, printed, "a program of yours failed");
    }
}

fn hook(hook_event: &HookEvent, coach: &Coach) -> Hook {
    let about = hook_event.step.as_ref().map(|step| step.id.to_string());
    let about = about.unwrap_or_else(|| hook_event.evening.to_string());
    let mut input = hook_event.json(&coach.zone).to_string();
    input.push('\n');
    Hook {
        tag: format!("on_{} {about}", hook_event.kind.name()),
        command: hook_event.kind.command(&coach.config.hooks).to_vec(),
        variables: hook_event.variables(&coach.zone),
        input: input.into_bytes(),
    }
}
