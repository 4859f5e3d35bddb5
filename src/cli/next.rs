//! `winddown next`: one line for a status bar.

use chrono::{DateTime, Utc};
use clap::Args;
use serde::Serialize;

use super::act::OutputOptions;
use super::context::CommandContext;
use super::failure::BadArguments;
use super::out;
use crate::clock::Zone;
use crate::evening::{Entry, Status, Timeline};
use crate::markup;
use crate::time_of_day::ClockFormat;
use crate::words;

/// Print what comes next in one line, for a status bar
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  winddown next
  winddown next --format '{title} {in}'
  winddown next --json            for Waybar: \"return-type\": \"json\"
  winddown next --tmux --format '{title} {in}'")]
pub(crate) struct Next {
    /// The line to print: {title}, {id}, {in} (12m), {at} (21:50), {status}
    #[arg(long, value_name = "FORMAT")]
    format: Option<String>,
    /// Double each # of a title, so that tmux shows it instead of reading a style or a variable into it
    #[arg(long, conflicts_with = "json")]
    tmux: bool,
    #[command(flatten)]
    options: OutputOptions,
}

impl Next {
    pub(crate) fn run(self, ctx: &CommandContext) -> anyhow::Result<()> {
        let coach = ctx.coach()?;
        let night = coach.tonight(ctx.now)?;
        let timeline = night.timeline(ctx.now);
        let clock = coach.config.display.clock;
        let mut next = Values::from_timeline(&timeline, ctx.now, coach.zone, clock);
        let is_private = coach.config.reminders.private;
        if self.tmux {
            next.title = next.title.replace('#', "##");
        }
        if !self.options.json {
            return out::print(next.line(self.format.as_deref(), is_private)?);
        }
        let class = next.status;
        let tooltip = tooltip(&timeline, coach.zone, clock, is_private);
        // Waybar reads text and tooltip as Pango markup, so `&` and `<` in a title have to be escaped.
        next.title = markup::escaped(&next.title);
        out::print_json(&BarJson {
            text: next.line(self.format.as_deref(), is_private)?,
            tooltip: markup::escaped(&tooltip),
            class,
        })
    }
}

/// The JSON that Waybar reads.
#[derive(Debug, Serialize)]
struct BarJson {
    text: String,
    tooltip: String,
    class: &'static str,
}

/// The values of the placeholders in `--format`.
#[derive(Debug)]
struct Values {
    id: String,
    title: String,
    until: String,
    at: String,
    status: &'static str,
}

impl Values {
    fn from_timeline(
        timeline: &Timeline<'_>,
        now: DateTime<Utc>,
        zone: Zone,
        clock: ClockFormat,
    ) -> Self {
        match timeline.next() {
            Some(entry) => Self {
                id: entry.step.id.0.clone(),
                title: entry.step.title.clone(),
                until: until(entry, now),
                at: words::clock(entry.waits_until(), &zone, clock),
                status: entry.status.as_str(),
            },
            None if timeline.excused => Self::nothing("evening off", "excused"),
            None => Self::nothing("all done", "done"),
        }
    }

    fn nothing(title: &str, status: &'static str) -> Self {
        Self {
            id: title.to_owned(),
            title: title.to_owned(),
            until: String::new(),
            at: String::new(),
            status,
        }
    }

    /// What a `--format` names is printed also where the line is private: the user has asked for it.
    fn line(&self, format: Option<&str>, is_private: bool) -> Result<String, BadArguments> {
        match format {
            Some(format) => self.filled(format),
            None => Ok(self.short(is_private)),
        }
    }

    /// The line without `--format`: `stretch in 12m`, or in private `next step in 12m`.
    fn short(&self, is_private: bool) -> String {
        let is_a_step = !self.at.is_empty();
        let id = if is_private && is_a_step {
            "next step"
        } else {
            &self.id
        };
        let joint = match self.status {
            "upcoming" | "snoozed" => " in ",
            _ if self.until.is_empty() => "",
            _ => " ",
        };
        format!("{id}{joint}{}", self.until)
    }

    fn filled(&self, format: &str) -> Result<String, BadArguments> {
        let mut line = String::new();
        let mut rest = format;
        while let Some((before, after)) = rest.split_once('{') {
            let Some((name, after)) = after.split_once('}') else {
                break;
            };
            line.push_str(before);
            line.push_str(match name {
                "title" => &self.title,
                "id" => &self.id,
                "in" => &self.until,
                "at" => &self.at,
                "status" => self.status,
                _ => {
                    return Err(BadArguments(format!(
                        "--format knows no {{{name}}}; it knows {{title}}, {{id}}, {{in}}, {{at}} and {{status}}"
                    )));
                }
            });
            rest = after;
        }
        line.push_str(rest);
        Ok(line.trim_end().to_owned())
    }
}

/// Time until the step is due: `12m`, `now`, or `5m ago`. Empty where it is settled.
fn until(entry: &Entry<'_>, now: DateTime<Utc>) -> String {
    let minutes = words::minutes_between(now, entry.waits_until());
    match entry.status {
        Status::Upcoming | Status::Snoozed => words::tight_span(minutes.max(1)),
        Status::Late => format!("{} ago", words::tight_span(-minutes)),
        Status::Due => "now".to_owned(),
        Status::Done { .. } | Status::Skipped { .. } | Status::Missed | Status::Excused => {
            String::new()
        }
    }
}

/// All steps of the evening, one a line; in private without their titles.
fn tooltip(timeline: &Timeline<'_>, zone: Zone, clock: ClockFormat, is_private: bool) -> String {
    let lines: Vec<String> = timeline
        .entries
        .iter()
        .map(|entry| {
            let time = words::clock(entry.waits_until(), &zone, clock);
            let status = entry.status.as_str();
            if is_private {
                format!("{time}  {status}")
            } else {
                format!("{time}  {}: {status}", entry.step.title)
            }
        })
        .collect();
    lines.join("\n")
}
