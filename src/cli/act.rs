//! Applies an action to an evening, records its events and prints the answer.

use clap::Args;
use serde::Serialize;
use serde_json::Value;

use super::context::CommandContext;
use super::out::{self, rfc3339};
use crate::clock::Zone;
use crate::coach::{Coach, EveningRecord};
use crate::evening::{Action, Consumption};
use crate::event::{EveningDate, Event, Origin, What};
use crate::words;

/// How a command prints its answer.
#[derive(Debug, Args)]
pub(crate) struct OutputOptions {
    /// Print facts as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Applies the action to `evening`, records its events, and prints what was recorded. The exit code does not depend on
/// whether the answer could be printed.
pub(crate) fn act(
    ctx: &CommandContext,
    mut coach: Coach,
    evening: EveningDate,
    action: &Action,
    options: &OutputOptions,
) -> anyhow::Result<()> {
    let recorded = coach.act(evening, action, Origin::Typed, ctx.now)?;
    out::warn_if_unprinted(answer(ctx, &coach, evening, &recorded, options));
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
    let confirmation = words::Confirmation {
        evening: night.evening.date,
        plan: &night.plan,
        events: &night.events,
        zone: &night.zone,
        tonight: coach.date_of_tonight(ctx.now)?,
    };
    let sentences: Vec<String> = recorded
        .iter()
        .filter_map(|event| confirmation.sentence(event))
        .chain(caffeine_sentence(recorded, &night, coach, ctx))
        .collect();
    out::print(sentences.join("\n"))
}

/// After a drink was recorded: how much caffeine will be left, and whether the drink came after a cutoff.
fn caffeine_sentence(
    recorded: &[Event],
    night: &EveningRecord,
    coach: &Coach,
    ctx: &CommandContext,
) -> Option<String> {
    let timeline = night.timeline(ctx.now);
    let caffeine = night.caffeine(&coach.config, ctx.now);
    let is_in_evening = |id| caffeine.drinks.iter().any(|drink| drink.event == id);
    let Some(drink) = recorded.iter().find(|event| is_in_evening(event.id)) else {
        let is_of_next_day = |event: &&Event| {
            matches!(event.what, What::Caffeine { .. }) && event.evening > night.evening.date
        };
        let found = recorded.iter().find(is_of_next_day)?;
        return Some(format!(
            "It counts for {}.",
            words::long_date(found.evening)
        ));
    };
    let left = words::caffeine_left_sentence(&caffeine);
    // Another sentence of the answer names the drink.
    let consumed = Consumption::from_event(drink);
    Some(
        if consumed.is_some_and(|it| timeline.is_after_a_cutoff(&it)) {
            format!("After the cutoff. {left}")
        } else {
            left
        },
    )
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
    match what {
        What::Snoozed { until, .. } => serde_json::json!({ "until": rfc3339(*until, zone) }),
        What::BedtimeMoved { to } => serde_json::json!({ "to": rfc3339(*to, zone) }),
        What::Woke { night, .. } => {
            let mut data = what.data();
            for (name, at) in [("into_bed", night.into_bed), ("up", night.up)] {
                if let Some(at) = at {
                    data[name] = rfc3339(at, zone).into();
                }
            }
            data
        }
        What::Plan(_)
        | What::Done { .. }
        | What::Skipped { .. }
        | What::Excused { .. }
        | What::Began
        | What::LightsOut { .. }
        | What::Legs { .. }
        | What::Caffeine { .. }
        | What::NoneToday { .. }
        | What::Factor { .. }
        | What::SelfCheck { .. }
        | What::Iron { .. }
        | What::Note { .. }
        | What::Session { .. }
        | What::Revoked { .. }
        | What::Other { .. } => what.data(),
    }
}
