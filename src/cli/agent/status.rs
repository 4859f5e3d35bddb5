//! `winddown agent status`: whether the agent runs, which reminder is next, and how the last one went.

use chrono::{DateTime, Utc};
use clap::Args;
use serde::Serialize;

use crate::claims::{Claim, Claims};
use crate::cli::act::OutputOptions;
use crate::cli::context::CommandContext;
use crate::cli::out;
use crate::cli::out::rfc3339;
use crate::clock::Zone;
use crate::remind::agent::lock::{self, Holder};
use crate::remind::agent::upcoming;
use crate::remind::{Announcement, Topic};
use crate::time_of_day::ClockFormat;
use crate::words;

/// Show whether the agent runs, which reminder comes next, and how the last one went
#[derive(Debug, Args)]
pub(crate) struct Status {
    #[command(flatten)]
    options: OutputOptions,
}

/// The status as JSON.
#[derive(Debug, Serialize)]
struct AgentJson {
    running: bool,
    pid: Option<u32>,
    since: Option<String>,
    version: Option<String>,
    next: Option<NextJson>,
    last: Option<LastJson>,
}

#[derive(Debug, Serialize)]
struct NextJson {
    about: String,
    title: String,
    at: String,
}

#[derive(Debug, Serialize)]
struct LastJson {
    about: String,
    claimed_at: String,
    sent_at: Option<String>,
    channel: Option<String>,
    problem: Option<String>,
}

impl Status {
    pub(crate) fn run(self, ctx: &CommandContext) -> anyhow::Result<()> {
        let holder = lock::holder(&ctx.paths.agent_lock())?;
        let coach = ctx.coach()?;
        let next = upcoming(&coach, ctx.now)?;
        let last = Claims::last_reminder(&ctx.paths.claims());
        if self.options.json {
            return out::print_json(&agent_json(holder, next, last.ok().flatten(), ctx.zone));
        }
        let shown = Shown {
            now: ctx.now,
            zone: ctx.zone,
            format: coach.config.display.clock,
        };
        let lines = [
            running(holder.as_ref(), shown.format),
            next_line(next.as_ref(), shown),
            last.map_or_else(
                |error| format!("Last: unknown, as {error}; `winddown doctor` says more."),
                |last| last_line(last.as_ref(), shown),
            ),
        ];
        out::print(lines.join("\n"))
    }
}

fn agent_json(
    holder: Option<Holder>,
    next: Option<Announcement>,
    last: Option<Claim>,
    zone: Zone,
) -> AgentJson {
    AgentJson {
        running: holder.is_some(),
        pid: holder.as_ref().map(|holder| holder.pid),
        since: holder
            .as_ref()
            .map(|holder| rfc3339(holder.since.to_utc(), zone)),
        version: holder
            .and_then(|holder| holder.build)
            .map(|build| build.version),
        next: next.map(|part| NextJson {
            about: about(&part.topic),
            title: part.title,
            at: rfc3339(part.at, zone),
        }),
        last: last.map(|last| LastJson {
            about: Announcement::topic_of_key(&last.reminder).to_owned(),
            claimed_at: rfc3339(last.claimed_at, zone),
            sent_at: last.sent_at.map(|at| rfc3339(at, zone)),
            channel: last.channel,
            problem: last.problem,
        }),
    }
}

/// What a reminder is about: a step's id, `still-up` or `morning`.
fn about(topic: &Topic) -> String {
    match topic {
        Topic::Step(step) => step.to_string(),
        Topic::StillUp => "still-up".to_owned(),
        Topic::Morning => "morning".to_owned(),
    }
}

fn running(holder: Option<&Holder>, format: ClockFormat) -> String {
    match holder {
        Some(holder) => {
            let since = words::date_and_clock(holder.since.naive_local(), format);
            let older = if holder.is_older() {
                " It is of an older version; `winddown agent install` restarts it."
            } else {
                ""
            };
            format!(
                "The agent runs since {since} (process {}).{older}",
                holder.pid
            )
        }
        None => "The agent does not run; `winddown agent install` starts it with your session."
            .to_owned(),
    }
}

/// How the times of reminders are shown.
#[derive(Debug, Clone, Copy)]
struct Shown {
    now: DateTime<Utc>,
    zone: Zone,
    format: ClockFormat,
}

impl Shown {
    /// The time of day, with the date before it where that is not today.
    fn when(self, at: DateTime<Utc>) -> String {
        let local = |at: DateTime<Utc>| at.with_timezone(&self.zone).naive_local();
        if local(at).date() == local(self.now).date() {
            self.format.time(local(at).time())
        } else {
            words::date_and_clock(local(at), self.format)
        }
    }
}

fn next_line(next: Option<&Announcement>, shown: Shown) -> String {
    match next {
        Some(part) => format!("Next: {}, {}.", part.title, shown.when(part.at)),
        None => "Next: nothing, tonight and tomorrow.".to_owned(),
    }
}

fn last_line(last: Option<&Claim>, shown: Shown) -> String {
    let Some(last) = last else {
        return "Last: none was sent yet; `winddown agent test` sends one now.".to_owned();
    };
    let about = Announcement::topic_of_key(&last.reminder);
    let problem = last.problem.as_ref();
    let problem = problem.map_or_else(String::new, |problem| format!(" ({problem})"));
    match (last.sent_at, &last.channel) {
        (Some(at), Some(channel)) => {
            format!(
                "Last: {about}, {}, through the {channel}{problem}.",
                shown.when(at)
            )
        }
        _ => format!(
            "Last: {about}, {}, but nothing showed it{problem}; `winddown doctor` says what is missing.",
            shown.when(last.claimed_at)
        ),
    }
}
