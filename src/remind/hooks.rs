//! The dispatcher of hooks, the user's own programs: claims what happened, so that a program is run for it once per
//! computer, and has it run.

use std::collections::HashSet;
use std::sync::mpsc::{self, Sender};
use std::thread;

use chrono::{DateTime, Utc};

use super::claim_holder::ClaimHolder;
use super::hook_event::{Found, HookEvent, Told, hook_events};
use crate::coach::{Coach, EveningRecord};
use crate::desktop::hook::{HOOK_LIMIT, Hook, Outcome, Runner};
use crate::event::EveningDate;
use crate::journal::{CLAIM_LIFETIME, JournalError};

/// The channel that claims of this dispatcher are marked with.
const CHANNEL: &str = "hook";

/// Claims what happened, and runs what the user configured for it.
#[derive(Debug)]
pub struct HookDispatcher {
    runner: Runner,
    holder: ClaimHolder,
    /// The keys of what was seen to and still is to be seen.
    seen_to: HashSet<String>,
}

impl HookDispatcher {
    /// A dispatcher that reports what became of each program through `tell`, for the log.
    pub fn new(holder: ClaimHolder, tell: Sender<Outcome>) -> Self {
        Self {
            runner: Runner::new(HOOK_LIMIT, tell),
            holder,
            seen_to: HashSet::new(),
        }
    }

    /// A dispatcher that puts what became of each program into the log.
    pub fn logging(holder: ClaimHolder) -> Self {
        let (tell, outcomes) = mpsc::channel();
        thread::spawn(move || outcomes.iter().for_each(|outcome| log(&outcome)));
        Self::new(holder, tell)
    }

    /// Runs what is to be run, and says when to look again, if nothing else happens before. Returns at once.
    ///
    /// Only the running evening and the one before it are looked at. Where no program is configured nothing is
    /// read; where nothing new happened nothing is written. While silence is kept all of them wait: they may ring.
    ///
    /// # Errors
    /// When the journal cannot be read or written: without a claim nothing is run.
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
        let nights = [&before, &tonight];
        let found = nights.map(|night| wanted(night, first, coach, now));
        self.seen_to.retain(|key| {
            let mut all = found.iter().flat_map(|found| &found.hook_events);
            all.any(|hook_event| hook_event.key == *key)
        });
        let mut look_again = found.iter().filter_map(|found| found.look_again).min();
        for found in found {
            if self.see_to(found.hook_events, coach, now)? == Seen::Partly {
                // Somebody else's claim may turn out to be that of one who died.
                let later = Some(now + CLAIM_LIFETIME);
                look_again = [look_again, later].into_iter().flatten().min();
            }
        }
        Ok(look_again)
    }

    /// Runs what happened of one evening and was not yet seen to.
    fn see_to(
        &mut self,
        mut hook_events: Vec<HookEvent>,
        coach: &mut Coach,
        now: DateTime<Utc>,
    ) -> Result<Seen, JournalError> {
        hook_events.retain(|hook_event| !self.seen_to.contains(&hook_event.key));
        let Some(evening) = hook_events.first().map(|hook_event| hook_event.evening) else {
            return Ok(Seen::Wholly);
        };
        let claims = coach.journal.claims(evening)?;
        let ran = claims.into_iter().filter(|claim| claim.sent_at.is_some());
        let ran: HashSet<String> = ran.map(|claim| claim.reminder).collect();
        let (ran, new): (Vec<_>, Vec<_>) = hook_events
            .into_iter()
            .partition(|hook_event| ran.contains(&hook_event.key));
        self.seen_to.extend(ran.into_iter().map(|one| one.key));
        if new.is_empty() {
            return Ok(Seen::Wholly);
        }
        let keys: Vec<String> = new.iter().map(|one| one.key.clone()).collect();
        let ours = coach
            .journal
            .claim_all(&keys, evening, &self.holder.0, now)?;
        for hook_event in new.iter().filter(|one| ours.contains(&one.key)) {
            // Before it is run: what cannot be marked would be run again.
            coach
                .journal
                .mark_sent(&hook_event.key, CHANNEL, None, now)?;
            self.runner.run(hook(hook_event, coach));
            self.seen_to.insert(hook_event.key.clone());
        }
        Ok(if ours.len() == keys.len() {
            Seen::Wholly
        } else {
            Seen::Partly
        })
    }
}

/// How far what happened was seen to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Seen {
    /// All of it.
    Wholly,
    /// Some of it is in the hands of somebody else.
    Partly,
}

/// What happened of an evening that something is configured for.
fn wanted(
    night: &EveningRecord,
    first: Option<EveningDate>,
    coach: &Coach,
    now: DateTime<Utc>,
) -> Found {
    let told = Told {
        planned: night.evening,
        plan: &night.plan,
        events: &night.events,
        first,
        zone: &coach.zone,
    };
    let late_after = coach.config.reminders.late_after.delta();
    let mut found = hook_events(&told, now, late_after);
    let hooks = &coach.config.hooks;
    found
        .hook_events
        .retain(|hook_event| !hook_event.kind.command(hooks).is_empty());
    found
}

fn log(outcome: &Outcome) {
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
        tag: format!("on_{} {about}", hook_event.kind.word()),
        command: hook_event.kind.command(&coach.config.hooks).to_vec(),
        variables: hook_event.variables(&coach.zone),
        input: input.into_bytes(),
    }
}
