//! A press, and which event it asks for.

use chrono::{DateTime, Utc};

use crate::event::{EveningDate, Event, StepId, Timing};
use crate::remind::reminder::Answer;

/// A button that the user pressed.
#[derive(Debug, Clone)]
pub(super) struct Press {
    pub(super) evening: EveningDate,
    pub(super) step: Option<StepId>,
    pub(super) answer: Answer,
    pub(super) at: DateTime<Utc>,
    /// Whether the moment of the press says when it happened.
    pub(super) is_the_moment: bool,
}

impl Press {
    /// The kind of event that it asks for.
    fn kind(&self) -> &'static str {
        match self.answer {
            Answer::Done | Answer::Kept if self.is_about_bed() => "lights_out",
            Answer::Done | Answer::Kept => "done",
            Answer::Snooze => "snoozed",
            Answer::Skip | Answer::NotKept => "skipped",
            Answer::LightsOut | Answer::LightsOutEarlier => "lights_out",
            Answer::Awake => "woke",
            Answer::SymptomsBegin => "onset",
            Answer::DoneEarlier | Answer::AwakeEarlier => panic!("no such button"),
        }
    }

    fn is_about_bed(&self) -> bool {
        self.step.as_ref().is_some_and(|step| step.0 == "bed")
    }

    /// Whether an event is of the kind that it asks for, and about the same step.
    fn wants(&self, event: &Event) -> bool {
        let kind = self.kind();
        let of_evening = ["lights_out", "onset"].contains(&kind);
        let step = self.step.as_ref().filter(|_| !of_evening);
        event.evening == self.evening && event.what.kind() == kind && event.what.step() == step
    }

    /// Whether it was recorded as this event, with its time if that is known.
    pub(super) fn is(&self, event: &Event) -> bool {
        let is_timed = event.what.timing() == Timing::Known && event.at == self.at;
        let is_right = match self.answer {
            // It is recorded at its due time if its evening is over.
            Answer::Skip | Answer::NotKept => true,
            Answer::Snooze => is_timed,
            _ if self.is_the_moment => is_timed,
            _ => event.what.timing() == Timing::Unknown,
        };
        self.wants(event) && is_right
    }

    /// Whether another entry has settled it already, so that there was nothing left to record.
    pub(super) fn is_settled_by(&self, event: &Event) -> bool {
        self.answer != Answer::Snooze && self.wants(event)
    }
}
