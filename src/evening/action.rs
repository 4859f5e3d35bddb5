//! What the user does, and the events that follow from it.
//!
//! Every front end (the screens, the command line, a notification's buttons) goes through [`decide`], so
//! that marking a step done means the same everywhere.

use chrono::{DateTime, Datelike, Duration, NaiveTime, Offset, TimeDelta, TimeZone, Utc};

use super::caffeine::broken_by;
use super::diary::DiaryEntry;
use super::{Evening, Refusal, Status, Timeline, wall};
use crate::diary::day::cups;
use crate::event::{Draft, Event, EventId, NightTold, SessionDone, StepId, What};
use crate::plan::Plan;
use crate::span::Span;

/// Something the user does about one evening.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// A step was done: now, or when they say.
    Done {
        /// Which.
        step: StepId,
        /// When, if not now.
        at: Option<DateTime<Utc>>,
    },
    /// A step is left out.
    Skip {
        /// Which.
        step: StepId,
        /// Why, in their words.
        why: Option<String>,
    },
    /// A step is put off.
    Snooze {
        /// Which.
        step: StepId,
        /// For how long from now, or from its time where that is still to come.
        span: Span,
    },
    /// The last action is taken back: of that step, or of the whole evening.
    Undo {
        /// Which step's.
        step: Option<StepId>,
    },
    /// One event is taken back.
    Revoke {
        /// Which.
        event: EventId,
    },
    /// One event that was taken back stands again.
    BringBack {
        /// Which.
        event: EventId,
    },
    /// One event gives way to what should have been said: both at once, or neither.
    Replace {
        /// Which.
        event: EventId,
        /// What is done in its place.
        by: Box<Action>,
    },
    /// Bedtime is moved, this evening only.
    MoveBedtime {
        /// As the clock will show it.
        to: NaiveTime,
    },
    /// The lights go out.
    LightsOut {
        /// When, if not now.
        at: Option<DateTime<Utc>>,
    },
    /// Awake for good.
    Woke {
        /// When, if not now.
        at: Option<DateTime<Utc>>,
        /// What there is to tell of the night.
        night: NightTold,
    },
    /// Something is told to the diary.
    Tell {
        /// What.
        entry: DiaryEntry,
        /// When it was, if not now.
        at: Option<DateTime<Utc>>,
    },
    /// The evening counts neither way.
    Excuse {
        /// Why, in their words.
        why: Option<String>,
    },
    /// A remark is kept.
    Note {
        /// In their words.
        text: String,
        /// When it was, if not now.
        at: Option<DateTime<Utc>>,
    },
    /// A guided session ended.
    Session {
        /// The step it was for, if it was for one.
        step: Option<StepId>,
        /// What was really done.
        session: SessionDone,
        /// Whether the step counts as done by it.
        counts: bool,
    },
}

/// What [`decide`] has to know.
#[derive(Debug, Clone, Copy)]
pub struct Situation<'a, Z> {
    /// The present moment.
    pub now: DateTime<Utc>,
    /// Where the user is.
    pub zone: &'a Z,
    /// The evening that the action is about, as planned.
    pub evening: Evening,
    /// The plan in force for it.
    pub plan: &'a Plan,
    /// The plan last recorded for it or before it.
    pub recorded: Option<&'a Plan>,
    /// All its events, revocations included.
    pub events: &'a [Event],
}

/// The longest text of the user's that one event keeps, in characters.
pub const LONGEST_TEXT: usize = 4000;

/// How long after its end an evening's night may still be told of: waking late, sleeping in.
pub(super) const NIGHT_OVERHANG: TimeDelta = TimeDelta::hours(12);

/// The events that follow from an action; when the plan in force is not the one last recorded, the plan first.
///
/// # Errors
/// A [`Refusal`] that says why the action cannot be.
pub fn decide<Z: TimeZone>(action: &Action, s: &Situation<'_, Z>) -> Result<Vec<Draft>, Refusal> {
    decide_all(std::slice::from_ref(action), s)
}

/// The events that follow from several actions at once, each seen by itself: all of them can be, or none is done.
///
/// # Errors
/// The [`Refusal`] of the first action that cannot be.
pub fn decide_all<Z: TimeZone>(
    actions: &[Action],
    s: &Situation<'_, Z>,
) -> Result<Vec<Draft>, Refusal> {
    if s.evening.date.0.year() < 1970 {
        let at = s.evening.date.0.format("%-d %b %Y").to_string();
        return Err(Refusal::LongAgo { at });
    }
    let mut drafts = Vec::new();
    for action in actions {
        drafts.extend(s.follows_from(action)?);
    }
    if !drafts.is_empty() {
        drafts.splice(0..0, news(s));
    }
    Ok(drafts)
}

/// The plan, where it is not the one last recorded and its evening has begun.
pub fn news<Z: TimeZone>(s: &Situation<'_, Z>) -> Option<Draft> {
    s.plan_is_news()
        .then(|| s.draft(s.now, What::Plan(s.plan.to_record())))
}

impl<Z: TimeZone> Situation<'_, Z> {
    pub(super) fn follows_from(&self, action: &Action) -> Result<Vec<Draft>, Refusal> {
        let s = self;
        Ok(match action {
            Action::Done { step, at } => s.done(step, *at)?,
            Action::Skip { step, why } => s.skip(step, why.as_deref())?,
            Action::Snooze { step, span } => s.snooze(step, *span)?,
            Action::Undo { step } => s.undo(step.as_ref())?,
            Action::Revoke { event } => s.revoke(*event)?,
            Action::BringBack { event } => s.bring_back(*event)?,
            Action::Replace { event, by } => s.replace(*event, by)?,
            Action::MoveBedtime { to } => s.move_bedtime(*to)?,
            Action::LightsOut { at } => vec![s.draft(s.night_time(*at)?, What::LightsOut)],
            Action::Woke { at, night } => s.woke(*at, night)?,
            Action::Tell { entry, at } => s.tell(entry, *at)?,
            Action::Excuse { why } => s.excuse(why.as_deref())?,
            Action::Note { text, at } => s.note(text, *at)?,
            Action::Session {
                step,
                session,
                counts,
            } => s.session(step.as_ref(), session, *counts),
        })
    }

    pub(super) fn draft(&self, at: DateTime<Utc>, what: What) -> Draft {
        let offset = at.with_timezone(self.zone).offset().fix();
        Draft {
            at,
            offset_min: offset.local_minus_utc() / 60,
            evening: self.evening.date,
            what,
        }
    }

    /// Whether the plan has to be recorded. An evening that has not begun is left to the plan it will find.
    fn plan_is_news(&self) -> bool {
        self.has_begun() && self.recorded != Some(self.plan)
    }

    fn has_begun(&self) -> bool {
        self.now >= self.evening.begins
    }

    pub(super) fn is_over(&self) -> bool {
        self.now >= self.evening.ends
    }

    fn timeline(&self) -> Timeline<'_> {
        Timeline::of(self.evening, self.plan, self.events, self.now, self.zone)
    }

    /// The instant that an action names, or `otherwise`. It has come, and lies in the evening or within
    /// `overhang` of its end.
    pub(super) fn instant(
        &self,
        at: Option<DateTime<Utc>>,
        otherwise: DateTime<Utc>,
        overhang: TimeDelta,
    ) -> Result<DateTime<Utc>, Refusal> {
        if !self.has_begun() {
            return Err(Refusal::NotYet(self.evening.date));
        }
        let at = at.unwrap_or(otherwise);
        if at > self.now {
            return Err(Refusal::InTheFuture { at: self.clock(at) });
        }
        if at < self.evening.begins || at >= self.evening.ends + overhang {
            return Err(Refusal::OutsideTheEvening {
                at: self.clock(at),
                evening: self.evening.date,
                from: self.clock(self.evening.begins),
                to: self.clock(self.evening.ends),
            });
        }
        Ok(at)
    }

    /// When one of the night's two ends was. For a night that is past it has to be said.
    pub(super) fn night_time(&self, at: Option<DateTime<Utc>>) -> Result<DateTime<Utc>, Refusal> {
        if at.is_none() && self.now >= self.evening.ends + NIGHT_OVERHANG {
            return Err(Refusal::WhenMissing);
        }
        self.instant(at, self.now, NIGHT_OVERHANG)
    }

    pub(super) fn clock(&self, at: DateTime<Utc>) -> String {
        let local = at.with_timezone(self.zone).naive_local();
        let this_year = self.now.with_timezone(self.zone).naive_local().year();
        let form = if local.year() == this_year {
            "%a %-d %b %H:%M"
        } else {
            "%a %-d %b %Y %H:%M"
        };
        local.format(form).to_string()
    }

    fn entry(&self, id: &StepId) -> Result<(Status, DateTime<Utc>, DateTime<Utc>), Refusal> {
        self.step(id)?;
        self.timeline()
            .entry(id)
            .map(|entry| (entry.status, entry.due, entry.waits_until()))
            .ok_or_else(|| Refusal::UnknownStep {
                id: id.clone(),
                hint: self.hint(id),
            })
    }

    /// Naming a time corrects what was said before; saying only "done" a second time is refused.
    ///
    /// What a trial leaves out can be done all the same, and is then as on an evening without the trial. What became of
    /// the evening is not changed by it, nor on which side the trial counts it: that was drawn.
    fn done(&self, id: &StepId, at: Option<DateTime<Utc>>) -> Result<Vec<Draft>, Refusal> {
        if self.is_left_out(id) {
            let plan = Plan {
                trials: vec![],
                ..self.plan.clone()
            };
            let without_trials = Situation {
                plan: &plan,
                ..*self
            };
            return without_trials.done(id, at);
        }
        let is_bedtime = self.step(id)?.is_bedtime();
        let (status, due, _) = self.entry(id)?;
        self.unbroken(id, due)?;
        if at.is_none() && status.is_done() {
            self.unsettled(id, status)?;
        }
        let what = What::Done { step: id.clone() };
        // Of an evening that is past nobody knows the time unless it is said: the step's own time stands in.
        // That must not make up a lights-out, from which the regularity of bedtimes is computed.
        if at.is_none() && self.is_over() {
            return Ok(vec![self.draft(due, what)]);
        }
        if is_bedtime {
            return Ok(vec![self.draft(self.night_time(at)?, What::LightsOut)]);
        }
        Ok(vec![self.draft(
            self.instant(at, self.now, TimeDelta::zero())?,
            what,
        )])
    }

    fn skip(&self, id: &StepId, why: Option<&str>) -> Result<Vec<Draft>, Refusal> {
        let (status, due, _) = self.entry(id)?;
        self.unsettled(id, status)?;
        self.unbroken(id, due)?;
        if !self.has_begun() {
            return Err(Refusal::NotYet(self.evening.date));
        }
        let at = if self.is_over() { due } else { self.now };
        let what = What::Skipped {
            step: id.clone(),
            why: reason(why)?,
        };
        Ok(vec![self.draft(at, what)])
    }

    fn snooze(&self, id: &StepId, span: Span) -> Result<Vec<Draft>, Refusal> {
        let (status, due, waits_until) = self.entry(id)?;
        self.unsettled(id, status)?;
        self.unbroken(id, due)?;
        if span.is_zero() {
            return Err(Refusal::NoTime);
        }
        self.is_tonight()?;
        let until = self.now.max(waits_until) + span.delta();
        if until >= self.evening.ends {
            return Err(self.outside(until));
        }
        let what = What::Snoozed {
            step: id.clone(),
            until,
        };
        Ok(vec![self.draft(self.now, what)])
    }

    /// Refuses a step of which the last word is said.
    fn unsettled(&self, id: &StepId, status: Status) -> Result<(), Refusal> {
        let status = match status {
            Status::Done { .. } => "done",
            Status::Skipped { .. } => "skipped",
            Status::Upcoming
            | Status::Due
            | Status::Late
            | Status::Snoozed
            | Status::Missed
            | Status::Excused => return Ok(()),
        };
        let date = if self.is_over() {
            format!(" --date {}", self.evening.date)
        } else {
            String::new()
        };
        Err(Refusal::Settled {
            id: id.clone(),
            status,
            date,
        })
    }

    /// Refuses a cutoff after which there was a drink: whatever is said of it, it was not kept.
    fn unbroken(&self, id: &StepId, due: DateTime<Utc>) -> Result<(), Refusal> {
        let broken_by = self.plan.step(id).and_then(|step| {
            let cups = cups(self.events);
            broken_by(step, due, &cups).cloned()
        });
        match broken_by {
            Some(cup) => Err(Refusal::Broken {
                drink: cup.called(),
                at: self.clock(cup.drunk.at),
            }),
            None => Ok(()),
        }
    }

    fn is_tonight(&self) -> Result<(), Refusal> {
        if !self.has_begun() {
            return Err(Refusal::NotYet(self.evening.date));
        }
        if self.is_over() {
            return Err(Refusal::Over(self.evening.date));
        }
        Ok(())
    }

    fn outside(&self, at: DateTime<Utc>) -> Refusal {
        Refusal::OutsideTheEvening {
            at: self.clock(at),
            evening: self.evening.date,
            from: self.clock(self.evening.begins),
            to: self.clock(self.evening.ends),
        }
    }

    fn move_bedtime(&self, to: NaiveTime) -> Result<Vec<Draft>, Refusal> {
        self.is_tonight()?;
        let to = wall::showing_from(to, self.evening.begins, self.zone);
        if to >= self.evening.ends {
            return Err(self.outside(to));
        }
        if to <= self.now {
            return Err(Refusal::Passed { at: self.clock(to) });
        }
        Ok(vec![self.draft(self.now, What::BedtimeMoved { to })])
    }

    fn excuse(&self, why: Option<&str>) -> Result<Vec<Draft>, Refusal> {
        if self.timeline().excused {
            return Err(Refusal::AlreadyExcused(self.evening.date));
        }
        Ok(vec![
            self.draft(self.now, What::Excused { why: reason(why)? }),
        ])
    }

    /// A remark may be written long after its evening.
    fn note(&self, text: &str, at: Option<DateTime<Utc>>) -> Result<Vec<Draft>, Refusal> {
        let text = reason(Some(text))?.ok_or(Refusal::EmptyNote)?;
        let at = at.unwrap_or(self.now);
        if at > self.now {
            return Err(Refusal::InTheFuture { at: self.clock(at) });
        }
        Ok(vec![self.draft(at, What::Note { text })])
    }

    fn session(&self, step: Option<&StepId>, session: &SessionDone, counts: bool) -> Vec<Draft> {
        // A session that began before the wake time and ended after it still belongs to its evening.
        let at = self.now.min(self.evening.ends - Duration::milliseconds(1));
        let mut drafts = vec![self.draft(
            at,
            What::Session {
                step: step.cloned(),
                session: session.clone(),
            },
        )];
        let done = |id: &StepId| {
            self.timeline()
                .entry(id)
                .is_some_and(|e| e.status.is_done())
        };
        if let Some(id) = step.filter(|id| counts && !done(id)) {
            drafts.push(self.draft(at, What::Done { step: id.clone() }));
        }
        drafts
    }
}

/// The user's words, without the white space around them; none when nothing is left.
pub(super) fn reason(text: Option<&str>) -> Result<Option<String>, Refusal> {
    let text = text.map(str::trim).filter(|text| !text.is_empty());
    match text {
        Some(text) if text.chars().count() > LONGEST_TEXT => Err(Refusal::TooLong(LONGEST_TEXT)),
        text => Ok(text.map(str::to_owned)),
    }
}
