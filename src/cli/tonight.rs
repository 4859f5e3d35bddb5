//! `winddown tonight`: prints an evening's timeline.

use clap::Args;
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use super::act::OutputOptions;
use super::context::CommandContext;
use super::evening_arg::EveningOption;
use super::out::rfc3339;
use super::out::{self, OutputStyle};
use crate::clock::Zone;
use crate::coach::EveningRecord;
use crate::evening::{Entry, Status, Timeline};
use crate::event::{EveningDate, StepId, What, in_effect};
use crate::plan::Step;
use crate::time_of_day::ClockFormat;
use crate::tui::symbols::Symbols;
use crate::words;

/// Show the evening's steps and how they stand
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  winddown tonight
  winddown tonight --date yesterday
  winddown tonight --json")]
pub(crate) struct Tonight {
    #[command(flatten)]
    evening: EveningOption,
    #[command(flatten)]
    options: OutputOptions,
}

impl Tonight {
    pub(crate) fn run(self, ctx: &CommandContext) -> anyhow::Result<()> {
        let coach = ctx.coach()?;
        let date = self.evening.resolve(&coach, ctx)?;
        let night = coach.evening_record(date, ctx.now)?;
        let timeline = night.timeline(ctx.now);
        if self.options.json {
            let left_out = night.plan.left_out_on(date).map(|step| &step.id).collect();
            return out::print_json(&TonightJson::from_timeline(&timeline, left_out, night.zone));
        }
        let table = Table {
            left_out: left_out(&night),
            timeline: &timeline,
            ctx,
            zone: night.zone,
            clock: coach.config.display.clock,
            tonight: coach.date_of_tonight(ctx.now)?,
            style: OutputStyle::detect(),
            symbols: out::symbols(&coach.config.display),
        };
        out::print(table.lines().join("\n"))
    }
}

/// A sentence about the steps that trials left out of the evening; `None` where there are none.
fn left_out(night: &EveningRecord) -> Option<String> {
    let steps = || night.plan.left_out_on(night.evening.date);
    let sentence = words::left_out_line(steps().map(|step| step.title.as_str()))?;
    let in_effect = in_effect(&night.events);
    let is_done = |step: &Step| {
        let mut recorded = in_effect.iter().map(|event| &event.what);
        recorded.any(|what| matches!(what, What::Done { step: done, .. } if *done == step.id))
    };
    Some(if steps().any(is_done) {
        sentence + ", done all the same"
    } else {
        sentence
    })
}

/// The evening as JSON. Its keys are a promise of the command line's contract.
#[derive(Debug, Serialize)]
struct TonightJson<'a> {
    evening: EveningDate,
    bedtime: String,
    wake: String,
    excused: bool,
    steps: Vec<StepJson<'a>>,
    next: Option<&'a str>,
    /// Ids of the steps that trials left out. The key is absent where there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    left_out: Vec<&'a StepId>,
}

#[derive(Debug, Serialize)]
struct StepJson<'a> {
    id: &'a str,
    title: &'a str,
    kind: &'static str,
    due: String,
    optional: bool,
    status: &'static str,
    at: Option<String>,
    snoozed_until: Option<String>,
}

impl<'a> TonightJson<'a> {
    fn from_timeline(timeline: &'a Timeline<'_>, left_out: Vec<&'a StepId>, zone: Zone) -> Self {
        let step = |entry: &'a Entry<'_>| StepJson {
            id: &entry.step.id.0,
            title: &entry.step.title,
            kind: entry.step.kind.name(),
            due: rfc3339(entry.due, zone),
            optional: entry.step.optional,
            status: entry.status.as_str(),
            at: settled_at(entry.status)
                .filter(|_| entry.is_time_known)
                .map(|at| rfc3339(at, zone)),
            snoozed_until: (entry.status == Status::Snoozed)
                .then(|| rfc3339(entry.waits_until(), zone)),
        };
        Self {
            evening: timeline.evening.date,
            bedtime: rfc3339(timeline.evening.bedtime, zone),
            wake: rfc3339(timeline.evening.wake, zone),
            excused: timeline.excused,
            steps: timeline.entries.iter().map(step).collect(),
            next: timeline.next().map(|entry| entry.step.id.0.as_str()),
            left_out,
        }
    }
}

/// The instant at which the step was done or skipped.
fn settled_at(status: Status) -> Option<chrono::DateTime<chrono::Utc>> {
    match status {
        Status::Done { at } | Status::Skipped { at } => Some(at),
        Status::Upcoming
        | Status::Due
        | Status::Late
        | Status::Snoozed
        | Status::Missed
        | Status::Excused => None,
    }
}

/// Prints the evening as text: heading, one line a step, closing line.
struct Table<'a> {
    timeline: &'a Timeline<'a>,
    /// A sentence about the steps that trials left out.
    left_out: Option<String>,
    ctx: &'a CommandContext,
    zone: Zone,
    clock: ClockFormat,
    tonight: EveningDate,
    style: OutputStyle,
    symbols: Symbols,
}

impl Table<'_> {
    fn lines(&self) -> Vec<String> {
        let mut lines = vec![self.heading(), String::new()];
        lines.extend(self.steps());
        if self.timeline.entries.is_empty() {
            lines.push("  Nothing is planned for this evening.".to_owned());
        }
        lines.push(String::new());
        lines.push(self.closing());
        lines
    }

    fn heading(&self) -> String {
        let evening = &self.timeline.evening;
        let bedtime = self.clock(evening.bedtime);
        let now = self.ctx.now;
        let bed = if evening.contains(now) && now < evening.bedtime {
            let minutes = words::minutes_between(now, evening.bedtime);
            format!("bed at {bedtime}, in {}", words::short_span(minutes))
        } else {
            format!("bed at {bedtime}")
        };
        format!(
            "{}   {}",
            words::long_date_seen_from(self.tonight, evening.date),
            self.style.dim(&bed)
        )
    }

    fn steps(&self) -> Vec<String> {
        let next = self.timeline.next().map(|entry| &entry.step.id);
        let widest = self
            .timeline
            .entries
            .iter()
            .map(|entry| entry.step.title.width())
            .max()
            .unwrap_or(0);
        self.timeline
            .entries
            .iter()
            .map(|entry| {
                let is_next = next == Some(&entry.step.id);
                let sign = if is_next {
                    self.symbols.cursor
                } else {
                    self.symbols.status(entry.status)
                };
                let title = &entry.step.title;
                let gap = " ".repeat(widest - title.width());
                let due = entry.due.with_timezone(&self.zone).naive_local();
                let time = self.clock.in_column(due.time());
                let status =
                    words::step_status(entry, is_next, self.ctx.now, &self.zone, self.clock);
                let line = format!("  {sign}  {time}  {title}{gap}   {status}");
                let line = line.trim_end();
                if is_next {
                    self.style.accent(line)
                } else if entry.status.is_settled() {
                    self.style.dim(line)
                } else {
                    line.to_owned()
                }
            })
            .collect()
    }

    fn closing(&self) -> String {
        let (done, required) = self.timeline.required();
        let mut parts = vec![if self.timeline.excused {
            "An excused evening: it counts neither way".to_owned()
        } else {
            format!("{done} of {required} done")
        }];
        let mut entries = self.timeline.entries.iter();
        let is_known = !entries.any(|entry| entry.step.is_bedtime() && !entry.is_time_known);
        if let Some(at) = self.timeline.lights_out.filter(|_| is_known) {
            parts.push(format!("lights out {}", self.clock(at)));
        }
        if let Some(at) = self.timeline.woke {
            parts.push(format!("awake {}", self.clock(at)));
        }
        let bedtime = self.timeline.evening.bedtime;
        if let Some(place) = words::other_place(bedtime, &self.zone, &self.ctx.zone) {
            parts.push(format!("times in {place}, where you were"));
        }
        parts.extend(self.left_out.clone());
        self.style.dim(&parts.join("; "))
    }

    fn clock(&self, at: chrono::DateTime<chrono::Utc>) -> String {
        words::clock(at, &self.zone, self.clock)
    }
}
