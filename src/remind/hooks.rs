//! The dispatcher of hooks, the user's own programs. It claims each hook event, so that the program runs once per
//! computer, and starts the program.

use std::collections::HashSet;
use std::sync::mpsc::{self, Sender};
use std::thread;

use chrono::{DateTime, Utc};

use super::claim_holder::ClaimHolder;
use super::evenings::Evenings;
use super::hook_event::{EveningFacts, FoundHookEvents, HookEvent, hook_events};
use super::wind_down::wind_down;
use crate::claims::{CLAIM_LIFETIME, Claims};
use crate::clock::Zone;
use crate::coach::EveningRecord;
use crate::desktop::hook::{HOOK_LIMIT, Hook, HookOutcome, Runner};
use crate::event::EveningDate;
use crate::plan::Config;

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
    pub(crate) fn logging(holder: ClaimHolder) -> Self {
        let (report, outcomes) = mpsc::channel();
        // Where no thread can be started, outcomes are not logged.
        let _ =
            thread::Builder::new().spawn(move || outcomes.iter().for_each(|outcome| log(&outcome)));
        Self::new(holder, report)
    }

    /// Starts the programs for new hook events, and returns when to look again if nothing changes before. Does not wait
    /// for the programs.
    ///
    /// Without configured hooks nothing is done; without new events nothing is written. During silence all hooks wait,
    /// because they may make a sound.
    pub fn look(
        &mut self,
        evenings: &Evenings,
        claims: &mut Claims,
        (config, zone): (&Config, &Zone),
        now: DateTime<Utc>,
    ) -> Option<DateTime<Utc>> {
        if config.hooks.is_empty() {
            return None;
        }
        if let Some(until) = claims.silent_until(now) {
            return Some(until);
        }
        let records = [&evenings.before, &evenings.tonight];
        let found = records.map(|record| wanted(record, evenings.first, config, zone, now));
        self.handled.retain(|key| {
            let mut all = found.iter().flat_map(|found| &found.hook_events);
            all.any(|hook_event| hook_event.key == *key)
        });
        let mut look_again = found.iter().filter_map(|found| found.look_again).min();
        for found in found {
            let run = |hook_event: &HookEvent| hook(hook_event, config, zone);
            if self.handle(found.hook_events, claims, run, now) == Handled::Partly {
                // The process with the other claim may have died; then its claim expires.
                let later = Some(now + CLAIM_LIFETIME);
                look_again = [look_again, later].into_iter().flatten().min();
            }
        }
        look_again
    }

    /// Claims and runs the new hook events of one evening.
    fn handle(
        &mut self,
        mut hook_events: Vec<HookEvent>,
        claims: &mut Claims,
        hook: impl Fn(&HookEvent) -> Hook,
        now: DateTime<Utc>,
    ) -> Handled {
        hook_events.retain(|hook_event| !self.handled.contains(&hook_event.key));
        let Some(evening) = hook_events.first().map(|hook_event| hook_event.evening) else {
            return Handled::All;
        };
        let claimed = claims.about(evening, now).into_iter();
        let ran = claimed.filter(|claim| claim.sent_at.is_some());
        let ran: HashSet<String> = ran.map(|claim| claim.reminder).collect();
        let (ran, new): (Vec<_>, Vec<_>) = hook_events
            .into_iter()
            .partition(|hook_event| ran.contains(&hook_event.key));
        self.handled
            .extend(ran.into_iter().map(|hook_event| hook_event.key));
        if new.is_empty() {
            return Handled::All;
        }
        let keys: Vec<String> = new
            .iter()
            .map(|hook_event| hook_event.key.clone())
            .collect();
        let ours = claims.claim_all(&keys, evening, &self.holder.0, now);
        for hook_event in new
            .iter()
            .filter(|hook_event| ours.contains(&hook_event.key))
        {
            // Mark it before running it: a process that dies in between runs it never rather than twice.
            claims.mark_sent(std::slice::from_ref(&hook_event.key), CHANNEL, None, now);
            self.runner.run(hook(hook_event));
            self.handled.insert(hook_event.key.clone());
        }
        if ours.len() == keys.len() {
            Handled::All
        } else {
            Handled::Partly
        }
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
    config: &Config,
    zone: &Zone,
    now: DateTime<Utc>,
) -> FoundHookEvents {
    let facts = EveningFacts {
        planned: record.evening,
        plan: &record.plan,
        events: &record.events,
        first,
        zone,
    };
    let late_after = config.reminders.late_after.delta();
    let mut found = hook_events(&facts, now, late_after);
    let hooks = &config.hooks;
    // Asked for only where it is wanted, as it means looking every minute.
    if !hooks.on_wind_down.is_empty() {
        let nearing = wind_down(&record.timeline(now), now);
        found.hook_events.extend(nearing.hook_events);
        found.look_again = [found.look_again, nearing.look_again]
            .into_iter()
            .flatten()
            .min();
    }
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

fn hook(hook_event: &HookEvent, config: &Config, zone: &Zone) -> Hook {
    let about = hook_event.step.as_ref().map(|step| step.id.to_string());
    let about = about.unwrap_or_else(|| hook_event.evening.to_string());
    let mut input = hook_event.json(zone).to_string();
    input.push('\n');
    Hook {
        tag: format!("on_{} {about}", hook_event.kind.name()),
        command: hook_event.kind.command(&config.hooks).to_vec(),
        variables: hook_event.variables(zone),
        input: input.into_bytes(),
    }
}
