//! Events in kind sentences, and instants as JSON has them.

use chrono::{DateTime, SecondsFormat, Utc};

use crate::clock::Zone;
use crate::coach::Night;
use crate::event::{EveningDate, Event, StepId, What};
use crate::words;

/// An instant as JSON has it, with the offset of the zone: `2026-11-24T22:30:00+01:00`.
pub fn rfc3339(at: DateTime<Utc>, zone: Zone) -> String {
    at.with_timezone(&zone)
        .to_rfc3339_opts(SecondsFormat::Secs, false)
}

/// What a sentence has to know.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    /// The evening that it is about.
    pub night: &'a Night,
    /// The evening that is running.
    pub tonight: EveningDate,
}

impl Scene<'_> {
    /// What was kept, in one sentence; none for what goes along silently.
    pub fn sentence(&self, event: &Event) -> Option<String> {
        let sentence = match &event.what {
            What::Revoked { event: target } => {
                let taken = self.night.events.iter().find(|event| event.id == *target);
                let what = taken.and_then(|event| match &event.what {
                    What::Note { .. } => Some("your note".to_owned()),
                    _ => self.fact(event),
                });
                format!("Taken back: {}", what.unwrap_or("it".to_owned()))
            }
            What::Done { step } if self.night.plan.leaves_out(step, self.night.evening.date) => {
                format!(
                    "{}; its trial counts the evening as it was drawn, without it",
                    self.fact(event)?
                )
            }
            What::LightsOut => format!("{}; sleep well", self.fact(event)?),
            What::Woke { .. } => format!("{}; good morning", self.fact(event)?),
            _ => self.fact(event)?,
        };
        let evening = self.night.evening.date;
        let names_its_evening = matches!(event.what, What::Excused { .. });
        Some(if evening == self.tonight || names_its_evening {
            format!("{sentence}.")
        } else {
            format!("{sentence} (evening of {}).", self.date())
        })
    }

    /// What happened, without a full stop.
    fn fact(&self, event: &Event) -> Option<String> {
        let clock = |at| words::clock(at, &self.night.zone);
        Some(match &event.what {
            What::Done { step } => format!("{}: done at {}", self.title(step), clock(event.at)),
            What::Skipped { step, .. } => format!("{}: skipped", self.title(step)),
            What::Snoozed { step, until } => {
                format!("{}: again at {}", self.title(step), clock(*until))
            }
            What::BedtimeMoved { to } => format!("Bedtime at {}, this once", clock(*to)),
            What::Excused { .. } => format!("{} counts neither way", self.date()),
            What::LightsOut => format!("Lights out at {}", clock(event.at)),
            What::Woke { night } => {
                let told = words::night_line(night, event.offset_min);
                let comma = if told.is_empty() { "" } else { ", " };
                format!("Awake at {}{comma}{told}", clock(event.at))
            }
            What::Caffeine { .. } => {
                let drink = words::capitalised(&words::diary_line(event)?);
                format!("{drink} at {}", clock(event.at))
            }
            What::Legs { .. }
            | What::Factor { .. }
            | What::Iron { .. }
            | What::SelfCheck { .. } => words::capitalised(&words::diary_line(event)?),
            What::Note { .. } => "Your note is kept".to_owned(),
            What::Session { session, .. } => {
                format!("Exercises for {} s", session.held_secs())
            }
            What::Plan(_) | What::Revoked { .. } | What::Other { .. } => return None,
        })
    }

    fn date(&self) -> String {
        words::long_date_seen_from(self.tonight, self.night.evening.date)
    }

    fn title<'a>(&'a self, id: &'a StepId) -> &'a str {
        self.night
            .plan
            .step(id)
            .map_or(id.0.as_str(), |step| step.title.as_str())
    }
}
