//! The context in which an action is judged, and the rules about time that all actions share.

use chrono::{DateTime, Datelike, Offset, TimeDelta, TimeZone, Utc};

use super::{Evening, Refusal};
use crate::event::{Draft, EveningDate, Event, EventId, What};
use crate::plan::Plan;
use crate::time_of_day::ClockFormat;

/// The context of an action: the evening it is about and what is recorded there so far.
#[derive(Debug, Clone, Copy)]
pub struct Situation<'a, Z> {
    /// The present moment.
    pub now: DateTime<Utc>,
    /// The time zone of the evening.
    pub zone: &'a Z,
    /// The time zone in which the user is now.
    pub here: &'a Z,
    /// The evening that the action is about, with its planned bedtime.
    pub evening: Evening,
    /// The plan in force for it.
    pub plan: &'a Plan,
    /// The plan in the config, if it has to be recorded.
    pub unrecorded: Option<UnrecordedPlan<'a>>,
    /// All its events, revocations included.
    pub events: &'a [Event],
    /// The events of other evenings that belong to the same actions as events of this one, revocations of them
    /// included.
    pub elsewhere: &'a [Event],
    /// The name of this computer, as its events have it.
    pub device: &'a str,
    /// The clock in which a refusal shows times.
    pub format: ClockFormat,
}

/// A plan that the journal does not have yet.
#[derive(Debug, Clone, Copy)]
pub struct UnrecordedPlan<'a> {
    /// The first evening to which it applies.
    pub from: EveningDate,
    /// The plan.
    pub plan: &'a Plan,
    /// The events in which other computers recorded theirs for that evening.
    pub instead_of: &'a [EventId],
}

/// The longest text that one event may hold, in characters.
pub const LONGEST_TEXT: usize = 4000;

/// How long after its end an evening still accepts entries about the night, for those who sleep in.
pub(super) const NIGHT_OVERHANG: TimeDelta = TimeDelta::hours(12);

impl<Z: TimeZone> Situation<'_, Z> {
    pub(super) fn draft(&self, at: DateTime<Utc>, what: What) -> Draft {
        let offset = at.with_timezone(self.zone).offset().fix();
        Draft {
            at,
            offset_min: offset.local_minus_utc() / 60,
            evening: self.evening.date,
            what,
            origin: None,
        }
    }

    pub(super) fn has_begun(&self) -> bool {
        self.now >= self.evening.begins
    }

    pub(super) fn is_over(&self) -> bool {
        self.now >= self.evening.ends
    }

    /// The instant that an action names, or `otherwise`.
    ///
    /// # Errors
    /// When it is in the future, before the evening, or later than `overhang` after the evening's end.
    pub(super) fn instant(
        &self,
        at: Option<DateTime<Utc>>,
        otherwise: DateTime<Utc>,
        overhang: TimeDelta,
    ) -> Result<DateTime<Utc>, Refusal> {
        if !self.has_begun() {
            return Err(Refusal::EveningNotBegun(self.evening.date));
        }
        let at = at.unwrap_or(otherwise);
        if at > self.now {
            return Err(Refusal::InTheFuture { at: self.clock(at) });
        }
        if at < self.evening.begins || at >= self.evening.ends + overhang {
            return Err(self.outside(at));
        }
        Ok(at)
    }

    /// The time of lights-out or waking. It must be given once the night is longer past than [`NIGHT_OVERHANG`].
    pub(super) fn night_time(&self, at: Option<DateTime<Utc>>) -> Result<DateTime<Utc>, Refusal> {
        if at.is_none() && self.now >= self.evening.ends + NIGHT_OVERHANG {
            return Err(Refusal::TimeMissing);
        }
        self.instant(at, self.now, NIGHT_OVERHANG)
    }

    pub(super) fn clock(&self, at: DateTime<Utc>) -> String {
        let local = at.with_timezone(self.zone).naive_local();
        let this_year = self.now.with_timezone(self.zone).naive_local().year();
        let form = if local.year() == this_year {
            "%a %-d %b"
        } else {
            "%a %-d %b %Y"
        };
        let shown = format!("{} {}", local.format(form), self.format.time(local.time()));
        // In another place's zone it would look like a time here.
        let offset = |zone: &Z| at.with_timezone(zone).offset().fix();
        if offset(self.zone) == offset(self.here) {
            shown
        } else {
            format!("{shown} (UTC{})", offset(self.zone))
        }
    }

    pub(super) fn is_tonight(&self) -> Result<(), Refusal> {
        if !self.has_begun() {
            return Err(Refusal::EveningNotBegun(self.evening.date));
        }
        if self.is_over() {
            return Err(Refusal::EveningOver(self.evening.date));
        }
        Ok(())
    }

    pub(super) fn outside(&self, at: DateTime<Utc>) -> Refusal {
        Refusal::OutsideTheEvening {
            at: self.clock(at),
            evening: self.evening.date,
            from: self.clock(self.evening.begins),
            to: self.clock(self.evening.ends),
        }
    }
}

/// The user's text without surrounding white space. None if nothing is left.
///
/// # Errors
/// [`Refusal::TooLong`] past [`LONGEST_TEXT`].
pub(super) fn trimmed(text: Option<&str>) -> Result<Option<String>, Refusal> {
    let text = text.map(str::trim).filter(|text| !text.is_empty());
    match text {
        Some(text) if text.chars().count() > LONGEST_TEXT => Err(Refusal::TooLong(LONGEST_TEXT)),
        text => Ok(text.map(str::to_owned)),
    }
}
