//! The dispatcher of hooks, the user's own programs: claims what happened, so that a program is run for it once per
//! computer, and has it run.

use std::collections::HashSet;
use std::sync::mpsc::{self, Sender};
use std::thread;

use chrono::{DateTime, Utc};

use super::claim_holder::ClaimHolder;
use super::happening::{Found, Happening, Told, happenings};
use crate::coach::{Coach, Night};
use crate::desktop::hook::{HOOK_LIMIT, Hook, Outcome, Runner};
use crate::event::EveningDate;
use crate::journal::{CLAIM_HOLDS, JournalError};

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
        if let Some(until) = coach.journal.quiet_until(now)? {
            return Ok(Some(until));
        }
        let first = coach.journal.first_evening()?;
        let tonight = coach.tonight(now)?;
        let before = coach.night(tonight.evening.date.previous(), now)?;
        let nights = [&before, &tonight];
        let found = nights.map(|night| wanted(night, first, coach, now));
        self.seen_to.retain(|key| {
            let mut all = found.iter().flat_map(|found| &found.happenings);
            all.any(|happening| happening.key == *key)
        });
        let mut look_again = found.iter().filter_map(|found| found.look_again).min();
        for found in found {
            if self.see_to(found.happenings, coach, now)? == Seen::Partly {
                // Somebody else's claim may turn out to be that of one who died.
                let later = Some(now + CLAIM_HOLDS);
                look_again = [look_again, later].into_iter().flatten().min();
            }
        }
        Ok(look_again)
    }

    /// Runs what happened of one evening and was not yet seen to.
    fn see_to(
        &mut self,
        mut happenings: Vec<Happening>,
        coach: &mut Coach,
        now: DateTime<Utc>,
    ) -> Result<Seen, JournalError> {
        happenings.retain(|happening| !self.seen_to.contains(&happening.key));
        let Some(evening) = happenings.first().map(|happening| happening.evening) else {
            return Ok(Seen::Wholly);
        };
        let claims = coach.journal.claims(evening)?;
        let ran = claims.into_iter().filter(|claim| claim.sent_at.is_some());
        let ran: HashSet<String> = ran.map(|claim| claim.reminder).collect();
        let (ran, new): (Vec<_>, Vec<_>) = happenings
            .into_iter()
            .partition(|happening| ran.contains(&happening.key));
        self.seen_to.extend(ran.into_iter().map(|one| one.key));
        if new.is_empty() {
            return Ok(Seen::Wholly);
        }
        let keys: Vec<String> = new.iter().map(|one| one.key.clone()).collect();
        let ours = coach
            .journal
            .claim_all(&keys, evening, &self.holder.0, now)?;
        for happening in new.iter().filter(|one| ours.contains(&one.key)) {
            // Before it is run: what cannot be marked would be run again.
            coach
                .journal
                .mark_sent(&happening.key, CHANNEL, None, now)?;
            self.runner.run(hook(happening, coach));
            self.seen_to.insert(happening.key.clone());
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
fn wanted(night: &Night, first: Option<EveningDate>, coach: &Coach, now: DateTime<Utc>) -> Found {
    let told = Told {
        planned: night.evening,
        plan: &night.plan,
        events: &night.events,
        first,
        zone: &coach.zone,
    };
    let late_after = coach.config.reminders.late_after.delta();
    let mut found = happenings(&told, now, late_after);
    let hooks = &coach.config.hooks;
    found
        .happenings
        .retain(|happening| !happening.kind.command(hooks).is_empty());
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

fn hook(happening: &Happening, coach: &Coach) -> Hook {
    let about = happening.step.as_ref().map(|step| step.id.to_string());
    let about = about.unwrap_or_else(|| happening.evening.to_string());
    let mut input = happening.json(&coach.zone).to_string();
    input.push('\n');
    Hook {
        tag: format!("on_{} {about}", happening.kind.word()),
        command: happening.kind.command(&coach.config.hooks).to_vec(),
        variables: happening.variables(&coach.zone),
        input: input.into_bytes(),
    }
}
