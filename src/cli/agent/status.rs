//! `winddown agent status`: whether it runs, what comes next, how the last one went.

use chrono::{DateTime, Utc};
use clap::Args;
use serde::Serialize;

use crate::cli::act::Facts;
use crate::cli::home::Home;
use crate::cli::out;
use crate::cli::out::rfc3339;
use crate::clock::Zone;
use crate::journal::{JournalSummary, LastReminder};
use crate::remind::agent::lock::{self, Holder};
use crate::remind::agent::upcoming;
use crate::remind::{Announcement, Topic};
use crate::words;

/// Say whether the agent runs, which reminder comes next, and how the last one went
#[derive(Debug, Args)]
pub struct Status {
    #[command(flatten)]
    facts: Facts,
}

/// What there is to tell, as JSON has it.
#[derive(Debug, Serialize)]
struct AgentFacts {
    running: bool,
    pid: Option<u32>,
    since: Option<String>,
    version: Option<String>,
    next: Option<Next>,
    last: Option<Last>,
}

#[derive(Debug, Serialize)]
struct Next {
    about: String,
    title: String,
    at: String,
}

#[derive(Debug, Serialize)]
struct Last {
    about: String,
    claimed_at: String,
    sent_at: Option<String>,
    channel: Option<String>,
    problem: Option<String>,
}

impl Status {
    pub fn run(self, home: &Home) -> anyhow::Result<()> {
        let holder = lock::holder(&home.paths.agent_lock())?;
        let coach = home.coach()?;
        let next = upcoming(&coach, home.now)?;
        let last = JournalSummary::read(&home.paths.journal)?.and_then(|summary| summary.reminder);
        if self.facts.json {
            return out::say_json(&facts(holder, next, last, home.zone));
        }
        let lines = [
            running(holder.as_ref()),
            next_line(next.as_ref(), home.now, home.zone),
            last_line(last.as_ref(), home.now, home.zone),
        ];
        out::say(lines.join("\n"))
    }
}

fn facts(
    holder: Option<Holder>,
    next: Option<Announcement>,
    last: Option<LastReminder>,
    zone: Zone,
) -> AgentFacts {
    AgentFacts {
        running: holder.is_some(),
        pid: holder.as_ref().map(|holder| holder.pid),
        since: holder.as_ref().map(|holder| holder.since.to_rfc3339()),
        version: holder
            .and_then(|holder| holder.build)
            .map(|build| build.version),
        next: next.map(|part| Next {
            about: about(&part.topic),
            title: part.title,
            at: rfc3339(part.at, zone),
        }),
        last: last.map(|last| Last {
            about: Announcement::topic_of_key(&last.reminder).to_owned(),
            claimed_at: rfc3339(last.claimed_at, zone),
            sent_at: last.sent_at.map(|at| rfc3339(at, zone)),
            channel: last.channel,
            problem: last.problem,
        }),
    }
}

/// The step's id, or `still-up`, or `morning`.
fn about(topic: &Topic) -> String {
    match topic {
        Topic::Step(step) => step.to_string(),
        Topic::StillUp => "still-up".to_owned(),
        Topic::Morning => "morning".to_owned(),
    }
}

fn running(holder: Option<&Holder>) -> String {
    match holder {
        Some(holder) => {
            let since = holder.since.format("%a %-d %b %H:%M");
            let older = if holder.is_older() {
                " It is of an older version; `winddown agent install` starts it anew."
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

/// `at` as people say it: the time, with the date where it is another day's.
fn when(at: DateTime<Utc>, now: DateTime<Utc>, zone: Zone) -> String {
    let local = |at: DateTime<Utc>| at.with_timezone(&zone).naive_local();
    if local(at).date() == local(now).date() {
        words::clock(at, &zone)
    } else {
        local(at).format("%a %-d %b %H:%M").to_string()
    }
}

fn next_line(next: Option<&Announcement>, now: DateTime<Utc>, zone: Zone) -> String {
    match next {
        Some(part) => format!("Next: {}, {}.", part.title, when(part.at, now, zone)),
        None => "Next: nothing, tonight and tomorrow.".to_owned(),
    }
}

fn last_line(last: Option<&LastReminder>, now: DateTime<Utc>, zone: Zone) -> String {
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
                when(at, now, zone)
            )
        }
        _ => format!(
            "Last: {about}, {}, but nobody took it{problem}; `winddown doctor` says what is missing.",
            when(last.claimed_at, now, zone)
        ),
    }
}
