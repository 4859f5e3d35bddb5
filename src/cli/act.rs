//! Applies an action to an evening, records its events and prints the answer.

use clap::Args;
use serde::Serialize;
use serde_json::Value;

use super::context::CommandContext;
use super::out::{self, rfc3339};
use crate::clock::Zone;
use crate::coach::{ClockTrust, Coach, EveningRecord};
use crate::evening::Action;
use crate::event::{EveningDate, Event, Origin, What};
use crate::words;

/// How a command prints its answer.
#[derive(Debug, Args)]
pub(crate) struct OutputOptions {
    /// Print facts as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// How a command that records an entry does so, and how it prints its answer.
#[derive(Debug, Args)]
pub(crate) struct EntryOptions {
    #[command(flatten)]
    pub(crate) output: OutputOptions,
    /// Record it although it seems unlikely: far more than usual, or while the clock seems to be wrong
    #[arg(long)]
    pub(crate) yes: bool,
}

impl EntryOptions {
    /// Lets the coach record whatever the user has confirmed.
    pub(crate) fn apply_to(&self, coach: &mut Coach) {
        if self.yes {
            coach.clock = ClockTrust::Confirmed;
        }
    }
}

/// Applies the action to `evening`, records its events, and prints what was recorded. The exit code does not depend on
/// whether the answer could be printed.
pub(crate) fn act(
    ctx: &CommandContext,
    coach: Coach,
    evening: EveningDate,
    action: &Action,
    options: &EntryOptions,
) -> anyhow::Result<()> {
    act_all(ctx, coach, evening, std::slice::from_ref(action), options)
}

/// The same with several actions: all of them are recorded or none, and one undo takes them back.
pub(crate) fn act_all(
    ctx: &CommandContext,
    mut coach: Coach,
    evening: EveningDate,
    actions: &[Action],
    options: &EntryOptions,
) -> anyhow::Result<()> {
    options.apply_to(&mut coach);
    let recorded = coach.act_all(evening, actions, Origin::Typed, ctx.now)?;
    out::warn_if_unprinted(answer(ctx, &coach, evening, &recorded, &options.output));
    Ok(())
}

/// Prints the events that were recorded, as sentences or as JSON.
fn answer(
    ctx: &CommandContext,
    coach: &Coach,
    evening: EveningDate,
    recorded: &[Event],
    options: &OutputOptions,
) -> anyhow::Result<()> {
    let night = coach.evening_record(evening, ctx.now)?;
    if options.json {
        return out::print_json(&ActionJson::from_events(evening, recorded, night.zone));
    }
    let tonight = coach.date_of_tonight(ctx.now)?;
    if let Some(undone) = words::undone_excuses(&coach.taken_back(recorded)?, tonight) {
        return out::print(undone);
    }
    let confirmation = words::Confirmation {
        evening: night.evening.date,
        plan: &night.plan,
        events: &night.events,
        zone: &night.zone,
        here: &coach.zone,
        tonight,
        format: coach.config.display.clock,
    };
    let sentences: Vec<String> = recorded
        .iter()
        .filter_map(|event| confirmation.sentence(event))
        .chain(consumption_sentence(recorded, &night, coach, ctx))
        .collect();
    out::print(sentences.join("\n"))
}

/// After something was consumed: whether that was after a cutoff, and of a drink how much caffeine will be left.
fn consumption_sentence(
    recorded: &[Event],
    night: &EveningRecord,
    coach: &Coach,
    ctx: &CommandContext,
) -> Option<String> {
    let new = recorded.iter().find(|event| event.what.is_consumption())?;
    if new.evening > night.evening.date {
        let date = words::long_date(new.evening);
        return Some(format!("It counts for {date}."));
    }
    // Another sentence of the answer names it.
    let is_after = night.timeline(ctx.now).is_after_a_cutoff(new);
    let after = is_after.then(|| "After the cutoff.".to_owned());
    let left = matches!(new.what, What::Caffeine { .. })
        .then(|| words::caffeine_left_sentence(&night.caffeine(&coach.config, ctx.now)));
    let sentences: Vec<String> = after.into_iter().chain(left).collect();
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

/// The events that an action recorded, as JSON.
#[derive(Debug, Serialize)]
pub(crate) struct ActionJson {
    evening: EveningDate,
    kept: Vec<EventJson>,
}

#[derive(Debug, Serialize)]
struct EventJson {
    id: String,
    kind: String,
    step: Option<String>,
    at: String,
    data: Value,
}

impl ActionJson {
    /// Leaves out the `plan` event that may be recorded together with the action.
    pub(crate) fn from_events(evening: EveningDate, events: &[Event], zone: Zone) -> Self {
        let kept = events
            .iter()
            .filter(|event| !matches!(event.what, What::Plan(_)))
            .map(|event| EventJson {
                id: event.id.to_string(),
                kind: event.what.kind().to_owned(),
                step: event.what.step().map(ToString::to_string),
                at: rfc3339(event.at, zone),
                data: data(&event.what, zone),
            })
            .collect();
        Self { evening, kept }
    }
}

/// The event's own data. Instants are written in RFC 3339 instead of milliseconds.
fn data(what: &What, zone: Zone) -> Value {
    let mut data = what.data();
    for (name, at) in what.instants() {
        data[name] = rfc3339(at, zone).into();
    }
    data
}
