//! When something happened: what the user says of it, whether to ask, and what is recorded.
//!
//! Bedtime, waking and the steps are often recorded long after they happened. The moment at which a key is pressed must
//! not become the moment of the event then, so the user is asked once.

use chrono::{DateTime, NaiveTime, TimeDelta, TimeZone, Utc};

use super::action::Action;
use super::situation::{NIGHT_OVERHANG, Situation};
use super::{Entry, Evening, Refusal, Timeline, wall};
use crate::event::{Draft, Event, Origin, StepId, Timing, What};
use crate::plan::StepKind;

/// When something happened, as the user says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Just now. For a step of an evening that is over, it means the same as [`When::Unknown`].
    Now,
    /// At this instant.
    At(DateTime<Utc>),
    /// At this instant, as the program proposed it and the user accepted it.
    Proposed(DateTime<Utc>),
    /// As planned. It counts as done, and is left out of every figure of time.
    AsPlanned,
    /// It happened, and the user does not know when, or could not be asked.
    Unknown,
}

impl When {
    /// When an event happened, as it was recorded, so that it can be recorded anew without another origin of its time.
    pub(crate) fn of_recorded(event: &Event) -> Self {
        match (event.what.timing(), event.origin) {
            (Timing::Known | Timing::Unknown, Some(Origin::AsPlanned)) => Self::AsPlanned,
            (Timing::Unknown, _) => Self::Unknown,
            (Timing::Known, Some(Origin::AcceptedProposal)) => Self::Proposed(event.at),
            (Timing::Known, Some(Origin::Pressed | Origin::Typed | Origin::Imported) | None) => {
                Self::At(event.at)
            }
        }
    }
}

impl From<Option<DateTime<Utc>>> for When {
    /// None means now.
    fn from(at: Option<DateTime<Utc>>) -> Self {
        at.map_or(Self::Now, Self::At)
    }
}

/// What happened, of the things whose time is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happening {
    /// The lights went out.
    LightsOut,
    /// The user woke for good.
    Waking,
    /// A step was done.
    Step(StepId),
}

/// How long after the planned time an entry still says by itself when it happened: just now. After that, it is asked for,
/// or left open where a button cannot ask.
pub(crate) const GRACE: TimeDelta = TimeDelta::minutes(30);

/// How long before bedtime the lights can go out.
const EARLIEST_LIGHTS_OUT: TimeDelta = TimeDelta::hours(12);

impl Happening {
    /// What the action is about. None for an action whose time is not asked for, or that says its time itself. A cutoff
    /// is kept, not done at a time.
    pub fn in_action(action: &Action, timeline: &Timeline<'_>) -> Option<Self> {
        match action {
            Action::LightsOut { when: When::Now } => Some(Self::LightsOut),
            Action::Woke {
                when: When::Now, ..
            } => Some(Self::Waking),
            Action::Done {
                step,
                when: When::Now,
            } => match timeline.entry(step)?.step.kind {
                StepKind::Bedtime => Some(Self::LightsOut),
                StepKind::Cutoff { .. } => None,
                StepKind::Check | StepKind::Timer { .. } | StepKind::Routine { .. } => {
                    Some(Self::Step(step.clone()))
                }
            },
            _ => None,
        }
    }

    /// When it is planned for: bedtime, the wake time, or when the step is expected to end. None if the evening has no
    /// such step.
    pub fn planned(&self, timeline: &Timeline<'_>) -> Option<DateTime<Utc>> {
        match self {
            Self::LightsOut => Some(timeline.evening.bedtime),
            Self::Waking => Some(timeline.evening.ends),
            Self::Step(id) => timeline.entry(id).map(Entry::expected_end),
        }
    }

    /// Whether the user has to be asked when it was, because it may have happened well before `now`.
    ///
    /// `here_since` is when the user began to use the program without a long break, if they do. Whoever has been here
    /// since the planned time has just done it. In the second half of the night, lights-out is asked for all the same,
    /// and so is waking well after the wake time: whoever uses the program has been awake for a while.
    pub fn asks_when(
        &self,
        timeline: &Timeline<'_>,
        now: DateTime<Utc>,
        here_since: Option<DateTime<Utc>>,
    ) -> bool {
        let Some(planned) = self.planned(timeline) else {
            return false;
        };
        let is_late = now - planned > GRACE;
        let was_here = here_since.is_some_and(|since| since - planned <= GRACE);
        match self {
            Self::Waking => is_late,
            Self::LightsOut => is_late && (!was_here || now >= timeline.evening.middle_of_night()),
            Self::Step(_) => is_late && !was_here,
        }
    }

    /// The instant at which a clock showed `time`, for something that happened on this evening: the clock of its place, or
    /// the one where the user is now, see [`wall::in_the_past`].
    pub fn instant<Z: TimeZone>(
        &self,
        time: NaiveTime,
        timeline: &Timeline<'_>,
        zones: [&Z; 2],
        now: DateTime<Utc>,
    ) -> DateTime<Utc> {
        let earliest = self.earliest(timeline);
        wall::in_the_past(|zone| wall::showing_from(time, earliest, zone), zones, now)
    }

    /// The instant from which on a time of day is looked for.
    pub fn earliest(&self, timeline: &Timeline<'_>) -> DateTime<Utc> {
        let evening = &timeline.evening;
        match self {
            Self::LightsOut => evening.bedtime - EARLIEST_LIGHTS_OUT,
            Self::Waking => timeline.lights_out.unwrap_or(evening.bedtime),
            Self::Step(_) => evening.begins,
        }
    }

    /// Whether it can be recorded as having happened now.
    pub fn can_be_now(&self, timeline: &Timeline<'_>, now: DateTime<Utc>) -> bool {
        let overhang = match self {
            Self::LightsOut | Self::Waking => NIGHT_OVERHANG,
            Self::Step(_) => TimeDelta::zero(),
        };
        now < timeline.evening.ends + overhang
    }
}

impl Evening {
    /// Half-way between bedtime and the wake time.
    pub fn middle_of_night(&self) -> DateTime<Utc> {
        self.bedtime + (self.ends - self.bedtime) / 2
    }
}

impl Action {
    /// The same action with this time. Actions whose time is not asked for stay as they are.
    #[must_use]
    pub fn happened(self, when: When) -> Self {
        match self {
            Self::Done { step, .. } => Self::Done { step, when },
            Self::LightsOut { .. } => Self::LightsOut { when },
            Self::Woke { night, .. } => Self::Woke { when, night },
            other => other,
        }
    }
}

/// What is recorded about the time of something that happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SettledTime {
    pub at: DateTime<Utc>,
    pub timing: Timing,
    /// How the entry came about, where the time says so.
    pub origin: Option<Origin>,
}

impl<Z: TimeZone> Situation<'_, Z> {
    /// The event of something that happened at the time that was settled.
    pub(super) fn happened(&self, time: SettledTime, what: What) -> Draft {
        Draft {
            origin: time.origin,
            ..self.draft(time.at, what)
        }
    }

    /// Settles when something happened that was planned for `planned`, which [`Happening::planned`] also shows where it
    /// is asked. `instant` checks a time that was given, or finds
    /// the present one.
    ///
    /// # Errors
    /// When that time is refused, when the evening has not begun, or when the planned time is still to come and yet all
    /// went as planned.
    pub(super) fn settle(
        &self,
        when: When,
        planned: DateTime<Utc>,
        instant: impl FnOnce(Option<DateTime<Utc>>) -> Result<DateTime<Utc>, Refusal>,
    ) -> Result<SettledTime, Refusal> {
        let known = |at| SettledTime {
            at,
            timing: Timing::Known,
            origin: None,
        };
        if !self.has_begun() {
            return Err(Refusal::EveningNotBegun(self.evening.date));
        }
        match when {
            When::Now => instant(None).map(known),
            When::At(at) => instant(Some(at)).map(known),
            When::Proposed(at) => Ok(SettledTime {
                origin: Some(Origin::AcceptedProposal),
                ..instant(Some(at)).map(known)?
            }),
            When::AsPlanned if planned > self.now => Err(Refusal::InTheFuture {
                at: self.clock(planned),
            }),
            When::AsPlanned => Ok(SettledTime {
                origin: Some(Origin::AsPlanned),
                ..known(planned)
            }),
            When::Unknown => Ok(SettledTime {
                timing: Timing::Unknown,
                ..known(planned.min(self.now))
            }),
        }
    }
}
