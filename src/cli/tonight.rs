//! `winddown tonight`: the timeline.

use clap::Args;
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use super::act::Facts;
use super::evening_arg::WhichEvening;
use super::home::Home;
use super::out::rfc3339;
use super::out::{self, Ink};
use crate::clock::Zone;
use crate::coach::Night;
use crate::evening::{Caffeine, Entry, Status, Timeline};
use crate::event::{EveningDate, StepId, What, standing};
use crate::plan::Step;
use crate::tui::symbols::Symbols;
use crate::words;

/// Show the evening's steps and how they stand
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  winddown tonight
  winddown tonight --date yesterday
  winddown tonight --json")]
pub struct Tonight {
    #[command(flatten)]
    evening: WhichEvening,
    #[command(flatten)]
    facts: Facts,
}

impl Tonight {
    pub fn run(self, home: &Home) -> anyhow::Result<()> {
        let coach = home.coach()?;
        let date = self.evening.of(&coach, home);
        let night = coach.night(date, home.now)?;
        let timeline = night.timeline(home.now);
        if self.facts.json {
            let left_out = night.plan.left_out_on(date).map(|step| &step.id).collect();
            return out::say_json(&TonightFacts::of(&timeline, left_out, night.zone));
        }
        let half_life = coach.config.diary.half_life;
        let table = Table {
            left_out: left_out(&night),
            timeline: &timeline,
            caffeine: Caffeine::for_evening(&timeline, &night.events, half_life, home.now),
            home,
            zone: night.zone,
            tonight: coach.evening_at(home.now).date,
            ink: Ink::detect(),
            symbols: out::symbols(&coach.config.display),
        };
        out::say(table.lines().join("\n"))
    }
}

/// What trials left out of the evening, in words.
fn left_out(night: &Night) -> Option<String> {
    let steps = || night.plan.left_out_on(night.evening.date);
    let said = words::left_out_line(steps().map(|step| step.title.as_str()))?;
    let standing = standing(&night.events);
    let is_done = |step: &Step| {
        let mut told = standing.iter().map(|event| &event.what);
        told.any(|what| matches!(what, What::Done { step: done } if *done == step.id))
    };
    Some(if steps().any(is_done) {
        said + ", done all the same"
    } else {
        said
    })
}

/// The evening as JSON promises it.
#[derive(Debug, Serialize)]
struct TonightFacts<'a> {
    evening: EveningDate,
    bedtime: String,
    wake: String,
    excused: bool,
    steps: Vec<StepFacts<'a>>,
    next: Option<&'a str>,
    /// What trials left out of it; there is no such key where they left out nothing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    left_out: Vec<&'a StepId>,
}

#[derive(Debug, Serialize)]
struct StepFacts<'a> {
    id: &'a str,
    title: &'a str,
    kind: &'static str,
    due: String,
    optional: bool,
    status: &'static str,
    at: Option<String>,
    snoozed_until: Option<String>,
}

impl<'a> TonightFacts<'a> {
    fn of(timeline: &'a Timeline<'_>, left_out: Vec<&'a StepId>, zone: Zone) -> Self {
        let step = |entry: &'a Entry<'_>| StepFacts {
            id: &entry.step.id.0,
            title: &entry.step.title,
            kind: entry.step.kind.name(),
            due: rfc3339(entry.due, zone),
            optional: entry.step.optional,
            status: entry.status.word(),
            at: settled_at(entry.status).map(|at| rfc3339(at, zone)),
            snoozed_until: (entry.status == Status::Snoozed)
                .then(|| rfc3339(entry.waits_until(), zone)),
        };
        Self {
            evening: timeline.evening.date,
            bedtime: rfc3339(timeline.evening.bedtime, zone),
            wake: rfc3339(timeline.evening.ends, zone),
            excused: timeline.excused,
            steps: timeline.entries.iter().map(step).collect(),
            next: timeline.next().map(|entry| entry.step.id.0.as_str()),
            left_out,
        }
    }
}

/// When the step was done or skipped.
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

/// The evening as text.
struct Table<'a> {
    timeline: &'a Timeline<'a>,
    /// What trials left out of the evening, in words.
    left_out: Option<String>,
    caffeine: Caffeine,
    home: &'a Home,
    zone: Zone,
    tonight: EveningDate,
    ink: Ink,
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
        let now = self.home.now;
        let bed = if evening.contains(now) && now < evening.bedtime {
            let minutes = words::minutes_between(now, evening.bedtime);
            format!("bed at {bedtime}, in {}", words::short_span(minutes))
        } else {
            format!("bed at {bedtime}")
        };
        format!(
            "{}   {}",
            words::long_date_seen_from(self.tonight, evening.date),
            self.ink.dim(&bed)
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
                let time = self.clock(entry.due);
                let told = self.told(entry, is_next);
                let line = format!("  {sign}  {time}  {title}{gap}   {told}");
                let line = line.trim_end();
                if is_next {
                    self.ink.accent(line)
                } else if entry.status.is_settled() {
                    self.ink.dim(line)
                } else {
                    line.to_owned()
                }
            })
            .collect()
    }

    fn told(&self, entry: &Entry<'_>, is_next: bool) -> String {
        let now = self.home.now;
        match entry.status {
            Status::Upcoming if is_next => {
                let minutes = words::minutes_between(now, entry.due).max(1);
                format!("in {}", words::short_span(minutes))
            }
            Status::Upcoming if entry.step.optional => "if you like".to_owned(),
            Status::Upcoming => String::new(),
            Status::Due => "now".to_owned(),
            Status::Late => {
                let minutes = words::minutes_between(entry.waits_until(), now);
                format!("since {}", words::short_span(minutes))
            }
            Status::Snoozed => format!("again at {}", self.clock(entry.waits_until())),
            Status::Done { at } => format!("done {}", self.clock(at)),
            Status::Skipped { .. } => "skipped".to_owned(),
            Status::Missed => match self.caffeine.broken_by(entry.step, entry.due) {
                Some(cup) => format!(
                    "{} at {} came after it",
                    cup.called(),
                    self.clock(cup.drunk.at)
                ),
                None => "not done".to_owned(),
            },
            Status::Excused => "excused".to_owned(),
        }
    }

    fn closing(&self) -> String {
        let (done, required) = self.timeline.required();
        let mut parts = vec![if self.timeline.excused {
            "An excused evening: it counts neither way".to_owned()
        } else {
            format!("{done} of {required} done")
        }];
        if let Some(at) = self.timeline.lights_out {
            parts.push(format!("lights out {}", self.clock(at)));
        }
        if let Some(at) = self.timeline.woke {
            parts.push(format!("awake {}", self.clock(at)));
        }
        parts.extend(self.left_out.clone());
        self.ink.dim(&parts.join("; "))
    }

    fn clock(&self, at: chrono::DateTime<chrono::Utc>) -> String {
        words::clock(at, &self.zone)
    }
}
