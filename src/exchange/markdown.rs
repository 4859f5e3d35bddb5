//! An evening as Markdown, for a folder of notes.

use chrono::{DateTime, TimeZone, Utc};

use crate::evening::Timeline;
use crate::event::{EveningDate, Event, What, in_effect};
use crate::plan::Plan;
use crate::printable::on_one_line;
use crate::time_of_day::ClockFormat;
use crate::words;

/// How the heading of an evening begins; the date follows.
const HEADING: &str = "## Evening of ";

/// What is written of an evening.
#[derive(Debug, Clone, Copy)]
pub struct EveningNotes<'a, Z> {
    /// How its steps stand.
    pub timeline: &'a Timeline<'a>,
    /// Its plan.
    pub plan: &'a Plan,
    /// All its events.
    pub events: &'a [Event],
    /// The time zone of its times.
    pub zone: &'a Z,
    /// The clock in which times are written.
    pub clock: ClockFormat,
    /// The present moment.
    pub now: DateTime<Utc>,
}

/// Whether a file that begins like this was written by [`EveningNotes::text`].
pub fn is_ours(head: &[u8]) -> bool {
    head.starts_with(HEADING.as_bytes())
}

/// The evenings that a file of notes has already.
pub fn evenings_in(notes: &str) -> Vec<EveningDate> {
    let headings = notes.lines().filter_map(|line| line.strip_prefix(HEADING));
    headings
        .filter_map(|rest| rest.get(..10)?.parse().ok())
        .collect()
}

impl<Z: TimeZone> EveningNotes<'_, Z> {
    /// The section of the evening: its heading, its steps, and what else was recorded.
    pub fn text(&self) -> String {
        let date = self.timeline.evening.date;
        let mut lines = vec![
            format!("{HEADING}{date}, {}", date.0.format("%A")),
            String::new(),
            self.summary(),
            String::new(),
        ];
        lines.extend(self.timeline.entries.iter().map(|entry| {
            let mark = if entry.status.is_done() { 'x' } else { ' ' };
            let status = words::step_status(entry, false, self.now, self.zone, self.clock);
            let status = match status.as_str() {
                "" => String::new(),
                status => format!(", {}", escaped(status)),
            };
            format!("- [{mark}] {}{status}", escaped(&entry.step.title))
        }));
        let others = self.others();
        if !others.is_empty() {
            lines.push(String::new());
            lines.extend(others);
        }
        for note in self.notes() {
            lines.push(String::new());
            lines.extend(note.lines().map(|line| format!("> {}", escaped(line))));
        }
        lines.join("\n") + "\n"
    }

    fn summary(&self) -> String {
        let (done, required) = self.timeline.required();
        let is_over = self.timeline.evening.ends <= self.now;
        let steps = format!("{done} of {}", words::counted(required, "step"));
        match (self.timeline.excused, is_over) {
            (true, _) => "Excused.".to_owned(),
            (false, _) if required == 0 => "Nothing planned.".to_owned(),
            (false, true) if self.timeline.is_kept() => format!("Kept: {steps}."),
            (false, true) => format!("Not kept: {steps}."),
            (false, false) => format!("{steps} so far."),
        }
    }

    /// What was recorded besides steps and notes, by time.
    fn others(&self) -> Vec<String> {
        let mut events = in_effect(self.events);
        events.sort_by_key(|event| (event.at, event.id));
        let lines = events.into_iter().filter_map(|event| match event.what {
            What::Done { .. }
            | What::Skipped { .. }
            | What::Snoozed { .. }
            | What::Excused { .. }
            | What::Began
            | What::Note { .. }
            | What::Plan(_)
            | What::Revoked { .. }
            | What::Other { .. } => None,
            What::BedtimeMoved { .. }
            | What::LightsOut { .. }
            | What::Woke { .. }
            | What::Legs { .. }
            | What::Onset(_)
            | What::Caffeine { .. }
            | What::Consumed(_)
            | What::NoneToday { .. }
            | What::Factor { .. }
            | What::Iron { .. }
            | What::SelfCheck { .. }
            | What::Session { .. } => {
                let line = escaped(&words::event_line(event, self.plan, self.clock)?);
                Some(if event.has_known_time() {
                    format!("- {} {line}", self.clock.time(event.local().time()))
                } else {
                    format!("- {line}")
                })
            }
        });
        lines.collect()
    }

    fn notes(&self) -> impl Iterator<Item = &str> {
        in_effect(self.events)
            .into_iter()
            .filter_map(|event| match &event.what {
                What::Note { text } => Some(text.as_str()),
                _ => None,
            })
    }
}

/// A text on one line in which nothing is markup.
fn escaped(text: &str) -> String {
    let mut shown = String::new();
    for c in on_one_line(text).chars() {
        if matches!(
            c,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&'
        ) {
            shown.push('\\');
        }
        shown.push(c);
    }
    shown
}

#[cfg(test)]
mod tests;
