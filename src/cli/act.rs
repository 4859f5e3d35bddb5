//! Doing something to an evening, and saying what was kept.

use clap::Args;
use serde::Serialize;
use serde_json::Value;

use super::home::Home;
use super::out::{self, rfc3339};
use crate::clock::Zone;
use crate::coach::{Coach, Night};
use crate::diary::day::Cup;
use crate::evening::{Action, Caffeine};
use crate::event::{EveningDate, Event, What};
use crate::words;

/// The option for facts instead of sentences.
#[derive(Debug, Args)]
pub struct Facts {
    /// Print facts as JSON
    #[arg(long)]
    pub json: bool,
}

/// Does the action, keeps what follows from it, and says what that was.
pub fn act(
    home: &Home,
    mut coach: Coach,
    evening: EveningDate,
    action: &Action,
    facts: &Facts,
) -> anyhow::Result<()> {
    let kept = coach.act(evening, action, home.now)?;
    out::tolerate(answer(home, &coach, evening, &kept, facts));
    Ok(())
}

/// Says what was kept.
fn answer(
    home: &Home,
    coach: &Coach,
    evening: EveningDate,
    kept: &[Event],
    facts: &Facts,
) -> anyhow::Result<()> {
    let night = coach.night(evening, home.now)?;
    if facts.json {
        return out::say_json(&Kept::of(evening, kept, night.zone));
    }
    let confirmation = words::Confirmation {
        evening: night.evening.date,
        plan: &night.plan,
        events: &night.events,
        zone: &night.zone,
        tonight: coach.evening_at(home.now).date,
    };
    let sentences: Vec<String> = kept
        .iter()
        .filter_map(|event| confirmation.sentence(event))
        .chain(of_a_drink(kept, &night, coach, home))
        .collect();
    out::say(sentences.join("\n"))
}

/// What a drink that was kept comes to.
fn of_a_drink(kept: &[Event], night: &Night, coach: &Coach, home: &Home) -> Option<String> {
    let timeline = night.timeline(home.now);
    let half_life = coach.config.diary.half_life;
    let caffeine = Caffeine::for_evening(&timeline, &night.events, half_life, home.now);
    let is_new = |cup: &&Cup| kept.iter().any(|event| event.id == cup.event);
    let cup = caffeine.cups.iter().find(is_new)?;
    let left = words::rest_sentence(&caffeine);
    // The drink itself has been named already.
    Some(if Caffeine::is_after_a_cutoff(cup, &timeline) {
        format!("After the cutoff. {left}")
    } else {
        left
    })
}

/// What an action left in the journal.
#[derive(Debug, Serialize)]
pub struct Kept {
    evening: EveningDate,
    kept: Vec<KeptEvent>,
}

#[derive(Debug, Serialize)]
struct KeptEvent {
    id: String,
    kind: String,
    step: Option<String>,
    at: String,
    data: Value,
}

impl Kept {
    /// The events that tell of the action; the plan that may be recorded along with it is left out.
    pub fn of(evening: EveningDate, events: &[Event], zone: Zone) -> Self {
        let kept = events
            .iter()
            .filter(|event| !matches!(event.what, What::Plan(_)))
            .map(|event| KeptEvent {
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

/// What else the event says, with instants as people and other programs read them.
fn data(what: &What, zone: Zone) -> Value {
    match what {
        What::Snoozed { until, .. } => serde_json::json!({ "until": rfc3339(*until, zone) }),
        What::BedtimeMoved { to } => serde_json::json!({ "to": rfc3339(*to, zone) }),
        What::Plan(_)
        | What::Done { .. }
        | What::Skipped { .. }
        | What::Excused { .. }
        | What::LightsOut
        | What::Woke { .. }
        | What::Legs { .. }
        | What::Caffeine { .. }
        | What::Factor { .. }
        | What::SelfCheck { .. }
        | What::Iron { .. }
        | What::Note { .. }
        | What::Session { .. }
        | What::Revoked { .. }
        | What::Other { .. } => what.data(),
    }
}
