//! Builds the lines of the entries page.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use crate::clock::Zone;
use crate::coach::EveningRecord;
use crate::evening::{Entry, Status, step_outcome};
use crate::event::{Event, EventId, StepId, Timing, What, in_effect, revocations};
use crate::plan::KeyAction;
use crate::printable::on_one_line;
use crate::time_of_day::ClockFormat;
use crate::tui::screens::diary::PageContext;
use crate::tui::symbols::Symbols;
use crate::words;

/// One line of the page: a step of the plan, or an event.
#[derive(Debug)]
pub struct EntryLine {
    at: DateTime<Utc>,
    /// The local time where and when it was recorded; may be empty.
    pub time: String,
    /// The symbol of a step's status or of an event.
    pub sign: &'static str,
    /// The full text.
    pub text: String,
    /// Shorter versions of the text for narrow screens, longest first.
    pub shorter: Vec<String>,
    /// The step, if it can still be marked as done or skipped.
    pub open_step: Option<StepId>,
    /// Why the step cannot be marked as done or skipped, as a sentence for the user.
    pub why_not_markable: Option<String>,
    /// The event shown; `None` for a step without an entry.
    pub event: Option<EventId>,
    /// Whether the event is revoked.
    pub is_removed: bool,
}

/// All steps and events of the evening shown, revoked events included, in order of time. A step without an entry is
/// placed at its due time.
pub fn lines(ctx: &PageContext<'_>) -> Vec<EntryLine> {
    let night = ctx.night();
    let timeline = night.timeline(ctx.now());
    let builder = LineBuilder {
        night,
        symbols: ctx.terminal.symbols(),
        format: ctx.clock_format(),
        remove: ctx.config.keys.key(KeyAction::Remove),
        events: in_effect(&night.events),
        revoked: revocations(&night.events),
        names_computers: has_several_computers(&night.events),
        is_before_first_entry: ctx.date() < ctx.first_evening().unwrap_or(ctx.tonight.evening.date),
    };
    let mut lines: Vec<EntryLine> = timeline
        .entries
        .iter()
        .map(|entry| builder.step_line(entry))
        .collect();
    let shown: Vec<_> = lines.iter().filter_map(|line| line.event).collect();
    lines.extend(builder.left_out_line());
    lines.extend(
        night
            .events
            .iter()
            .filter(|event| !shown.contains(&event.id))
            .filter_map(|event| builder.event_line(event)),
    );
    lines.sort_by_key(|line| line.at);
    for line in &mut lines {
        name_the_place(line, ctx);
        if builder.names_computers {
            name_the_computer(line, &night.events);
        }
    }
    lines
}

/// Whether the user's entries of an evening come from several computers. Each records its plan by itself.
fn has_several_computers(events: &[Event]) -> bool {
    let is_entry = |event: &&Event| !matches!(event.what, What::Plan(_) | What::Revoked { .. });
    let mut entries = events.iter().filter(is_entry);
    let first = entries.next();
    first.is_some_and(|first| entries.any(|event| event.device != first.device))
}

/// Adds the name of the computer on which the entry was made.
fn name_the_computer(line: &mut EntryLine, events: &[Event]) {
    let mut events = events.iter();
    if let Some(event) = events.find(|event| Some(event.id) == line.event) {
        let named = format!("{}, on {}", line.text, on_one_line(&event.device));
        let unnamed = std::mem::replace(&mut line.text, named);
        line.shorter.insert(0, unnamed);
    }
}

/// Adds the zone to a line whose time is that of another place.
fn name_the_place(line: &mut EntryLine, ctx: &PageContext<'_>) {
    if line.time.is_empty() {
        return;
    }
    let night = ctx.night();
    let mut events = night.events.iter();
    let event = events.find(|event| Some(event.id) == line.event);
    let zone = event.map_or(night.zone, |event| Zone::Fixed(*event.local().offset()));
    if let Some(place) = words::other_place(line.at, &zone, &ctx.zone) {
        let named = format!("{} ({place})", line.text);
        let unnamed = std::mem::replace(&mut line.text, named);
        line.shorter.insert(0, unnamed);
    }
}

/// The data from which lines are built.
struct LineBuilder<'a> {
    night: &'a EveningRecord,
    symbols: Symbols,
    format: ClockFormat,
    /// The key that removes an entry.
    remove: char,
    /// The evening's events without revoked ones.
    events: Vec<&'a Event>,
    /// For each revoked event, the events that revoke it.
    revoked: HashMap<EventId, Vec<EventId>>,
    /// Whether entries say on which computer they were made: there are several.
    names_computers: bool,
    /// Whether the evening is earlier than all evenings with entries.
    is_before_first_entry: bool,
}

impl LineBuilder<'_> {
    fn step_line(&self, entry: &Entry<'_>) -> EntryLine {
        let outcome = step_outcome(&self.events, entry.step);
        let due = words::clock(entry.due, &self.night.zone, self.format);
        let title = &entry.step.title;
        let broken_by = entry.broken_by.as_ref();
        let (short, is_marked) = match entry.status {
            Status::Done { .. } => (format!("{title} done"), true),
            Status::Skipped { .. } => (format!("{title} skipped"), true),
            Status::Missed => match broken_by {
                Some(drink) => (format!("{title}: {} came after it", drink.label), false),
                None if self.is_before_first_entry => (format!("{title}: no entry"), false),
                None => (format!("{title} not done"), false),
            },
            Status::Excused => (format!("{title} excused"), false),
            Status::Upcoming | Status::Due | Status::Late | Status::Snoozed => {
                (format!("{title} still open"), false)
            }
        };
        let text = if is_marked {
            format!("{short}, due {due}")
        } else {
            short.clone()
        };
        let (at, time) = match outcome {
            Some(event) => (event.at, self.time_of(event)),
            None => (entry.due, due),
        };
        let is_open = outcome.is_none() && broken_by.is_none();
        let why_not_markable = match (outcome, broken_by) {
            (Some(_), _) => Some(format!(
                "That is recorded already: {} removes it.",
                self.remove
            )),
            (None, Some(drink)) => Some(format!(
                "{} came after it; otherwise it would be kept.",
                words::capitalised(&drink.label)
            )),
            (None, None) => None,
        };
        EntryLine {
            at,
            time,
            sign: self.symbols.status(entry.status),
            text,
            shorter: vec![short, title.clone()],
            open_step: is_open.then(|| entry.step.id.clone()),
            why_not_markable,
            event: outcome.map(|event| event.id),
            is_removed: false,
        }
    }

    /// The line on steps that a trial leaves out on this evening, placed at the evening's beginning.
    fn left_out_line(&self) -> Option<EntryLine> {
        let EveningRecord { plan, evening, .. } = self.night;
        let titles = plan.left_out_on(evening.date);
        let text = words::left_out_line(titles.map(|step| step.title.as_str()))?;
        let reason = "A trial drew this evening to be without it; there is nothing to do.";
        Some(EntryLine {
            at: evening.begins,
            time: String::new(),
            sign: self.symbols.status(Status::Excused),
            text,
            shorter: vec![],
            open_step: None,
            why_not_markable: Some(reason.to_owned()),
            event: None,
            is_removed: false,
        })
    }

    /// When it happened, in local time; empty if nobody knows.
    fn time_of(&self, event: &Event) -> String {
        match event.what.timing() {
            Timing::Known => self.format.time(event.local().naive_local().time()),
            Timing::Unknown => String::new(),
        }
    }

    fn event_line(&self, event: &Event) -> Option<EntryLine> {
        let text = words::event_line(event, &self.night.plan, self.format)?;
        let is_removed = self.revoked.contains_key(&event.id);
        let is_outdone = event.is_plausible() && !self.is_in_effect(event);
        Some(EntryLine {
            at: event.at,
            time: self.time_of(event),
            sign: if is_removed {
                self.symbols.removed
            } else {
                self.symbols.bullet
            },
            text: if is_removed {
                format!("removed: {text}")
            } else if is_outdone {
                format!("corrected elsewhere: {text}")
            } else {
                text
            },
            shorter: vec![],
            open_step: None,
            why_not_markable: None,
            event: Some(event.id),
            is_removed,
        })
    }

    fn is_in_effect(&self, event: &Event) -> bool {
        self.events.iter().any(|other| other.id == event.id)
    }
}
