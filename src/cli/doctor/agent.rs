//! The agent, and how the last reminder went.

use std::io;
use std::path::Path;

use chrono::{DateTime, TimeZone, Utc};

use super::line::Line;
use crate::journal::{CLAIM_LIFETIME, LastReminder};
use crate::remind::agent::lock::Holder;

/// What is said of the agent. `installed` is the file by which the session starts it.
pub fn agent(
    holder: io::Result<Option<Holder>>,
    installed: Option<&Path>,
    reminders: bool,
) -> Line {
    let topic = "agent";
    match (holder, installed) {
        (Ok(Some(holder)), installed) => {
            let since = holder.since.format("%a %-d %b %H:%M");
            let found = format!("runs since {since}, process {}", holder.pid);
            if holder.is_older() {
                return Line::note(topic, format!("{found}, and is of an older version"))
                    .but("`winddown agent install` starts it anew");
            }
            match installed {
                Some(_) => Line::fine(topic, found),
                None => Line::note(
                    topic,
                    format!("{found}, but will not start with your session"),
                )
                .but("`winddown agent install` sees to that"),
            }
        }
        (Ok(None), _) if !reminders => {
            Line::fine(topic, "does not run; reminders are off in your config")
        }
        (Ok(None), Some(file)) => Line::broken(
            topic,
            format!(
                "does not run, though {} should start it with your session",
                file.display()
            ),
            "`winddown agent install` starts it again; `winddown agent` in a terminal shows why it stops",
        ),
        (Ok(None), None) => Line::note(
            topic,
            "does not run, so reminders come only while winddown is open",
        )
        .but("`winddown agent install` starts it with your session, `winddown agent` now"),
        (Err(error), _) => Line::broken(
            topic,
            format!("its lock cannot be read ({error})"),
            "`winddown agent status` tells more; ending the agent and starting it again writes a new one",
        ),
    }
}

/// What is said of the reminder that was last to be sent.
pub fn last_reminder<Z: TimeZone>(
    last: Option<&LastReminder>,
    now: DateTime<Utc>,
    zone: &Z,
) -> Line {
    let topic = "last reminder";
    let Some(last) = last else {
        return Line::note(topic, "none was sent yet")
            .but("`winddown agent test` sends one now and says how it went");
    };
    let at = |at: DateTime<Utc>| {
        let local = at.with_timezone(zone).naive_local();
        local.format("%a %-d %b %H:%M").to_string()
    };
    let channel = last.channel.as_deref().unwrap_or("an unknown channel");
    let problem = last.problem.as_deref();
    match (last.sent_at, problem) {
        (Some(sent), None) => Line::fine(topic, format!("{}, through {channel}", at(sent))),
        (Some(sent), Some(problem)) => Line::note(
            topic,
            format!("{}, through {channel}, as the desktop did not take it: {problem}", at(sent)),
        )
        .but("what is said above of the bus and of notifications helps; `winddown agent test` tries again"),
        // Somebody may be about to send it.
        (None, None) if now - last.claimed_at < CLAIM_LIFETIME => {
            Line::fine(topic, "is being sent just now")
        }
        (None, problem) => Line::broken(
            topic,
            format!(
                "{}, and nobody took it{}",
                at(last.claimed_at),
                problem.map_or_else(String::new, |problem| format!(": {problem}"))
            ),
            "`winddown agent test` tries again and says how it went",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::line::State;
    use super::*;
    use crate::remind::agent::build::Build;

    #[test]
    fn the_agent_is_told_by_its_lock() {
        let holder = Holder {
            pid: 4711,
            since: "2026-11-24T18:00:00+01:00".parse().unwrap(),
            build: Some(Build::this()),
        };
        let unit = Some(Path::new("/unit"));
        let runs = agent(Ok(Some(holder.clone())), unit, true);
        assert_eq!(
            runs,
            Line::fine("agent", "runs since Tue 24 Nov 18:00, process 4711")
        );
        let by_hand = agent(Ok(Some(holder.clone())), None, true);
        assert_eq!(by_hand.state, State::Note);
        assert!(by_hand.advice.unwrap().contains("agent install"));
        let older = Holder {
            build: None,
            ..holder.clone()
        };
        let older = agent(Ok(Some(older)), unit, true);
        assert_eq!(older.state, State::Note);
        assert!(older.found.contains("older version"), "{older:?}");
        let dead = agent(Ok(None), unit, true);
        assert_eq!(dead.state, State::Broken);
        assert!(dead.found.contains("though /unit should"));
        let rests = agent(Ok(None), None, true);
        assert_eq!(rests.state, State::Note);
        assert!(rests.advice.unwrap().contains("agent install"));
        assert_eq!(agent(Ok(None), unit, false).state, State::Fine);
        assert_eq!(
            agent(Err(io::Error::other("x")), None, true).state,
            State::Broken
        );
    }

    #[test]
    fn the_last_reminder_is_told_with_its_channel_and_its_problem() {
        let now: DateTime<Utc> = "2026-11-24T21:50:10Z".parse().unwrap();
        let claimed_at: DateTime<Utc> = "2026-11-24T21:50:00Z".parse().unwrap();
        let told = |sent, channel: Option<&str>, problem: Option<&str>, now| {
            let last = LastReminder {
                reminder: "2026-11-24 bath due 0".to_owned(),
                claimed_at,
                sent_at: Some(claimed_at).filter(|_| sent),
                channel: channel.map(str::to_owned),
                problem: problem.map(str::to_owned),
            };
            last_reminder(Some(&last), now, &Utc)
        };
        let well = told(true, Some("desktop"), None, now);
        assert_eq!(
            well,
            Line::fine("last reminder", "Tue 24 Nov 21:50, through desktop")
        );
        let otherwise = told(true, Some("terminal"), Some("no bus"), now);
        assert_eq!(otherwise.state, State::Note);
        assert!(
            otherwise
                .found
                .ends_with("through terminal, as the desktop did not take it: no bus")
        );
        assert_eq!(told(false, None, None, now).state, State::Fine);
        let lost = told(false, None, Some("no bus"), now);
        assert_eq!(lost.state, State::Broken);
        assert!(lost.found.ends_with("nobody took it: no bus"), "{lost:?}");
        let later = now + chrono::TimeDelta::minutes(5);
        assert_eq!(told(false, None, None, later).state, State::Broken);
        assert_eq!(last_reminder(None, now, &Utc).state, State::Note);
    }
}
