//! Checks whether the agent runs, and how the last reminder went.

use std::io;
use std::path::Path;

use chrono::{DateTime, TimeZone, Utc};

use super::check::Check;
use crate::claims::{CLAIM_LIFETIME, Claim};
use crate::remind::agent::lock::Holder;
use crate::time_of_day::ClockFormat;
use crate::words;

/// Checks the agent. `installed` is the service file that starts it with the session.
pub(crate) fn agent(
    holder: io::Result<Option<Holder>>,
    installed: Option<&Path>,
    reminders: bool,
    format: ClockFormat,
) -> Check {
    let topic = "agent";
    match (holder, installed) {
        (Ok(Some(holder)), installed) => {
            let since = words::date_and_clock(holder.since.naive_local(), format);
            let found = format!("runs since {since}, process {}", holder.pid);
            if holder.is_older() {
                return Check::note(topic, format!("{found}, and is of an older version"))
                    .with_advice("`winddown agent install` restarts it");
            }
            match installed {
                Some(_) => Check::fine(topic, found),
                None => Check::note(
                    topic,
                    format!("{found}, but will not start with your session"),
                )
                .with_advice("`winddown agent install` sees to that"),
            }
        }
        (Ok(None), _) if !reminders => {
            Check::fine(topic, "does not run; reminders are off in your config")
        }
        (Ok(None), Some(file)) => Check::broken(
            topic,
            format!(
                "does not run, though {} should start it with your session",
                file.display()
            ),
            "`winddown agent install` starts it again; `winddown agent` in a terminal shows why it stops",
        ),
        (Ok(None), None) => Check::note(
            topic,
            "does not run, so reminders come only while winddown is open",
        )
        .with_advice("`winddown agent install` starts it with your session, `winddown agent` now"),
        (Err(error), _) => Check::broken(
            topic,
            format!("its lock cannot be read ({error})"),
            "`winddown agent status` has more; ending the agent and starting it again writes a new one",
        ),
    }
}

/// Checks the newest claimed reminder: whether and through which channel it was sent.
pub(crate) fn last_reminder<Z: TimeZone>(
    last: Option<&Claim>,
    now: DateTime<Utc>,
    zone: &Z,
    format: ClockFormat,
) -> Check {
    let topic = "last reminder";
    let Some(last) = last else {
        return Check::note(topic, "none was sent yet")
            .with_advice("`winddown agent test` sends one now and says how it went");
    };
    let at =
        |at: DateTime<Utc>| words::date_and_clock(at.with_timezone(zone).naive_local(), format);
    let channel = last.channel.as_deref().unwrap_or("an unknown channel");
    let problem = last.problem.as_deref();
    match (last.sent_at, problem) {
        (Some(sent), None) => Check::fine(topic, format!("{}, through {channel}", at(sent))),
        (Some(sent), Some(problem)) => Check::note(
            topic,
            format!("{}, through {channel}, because the desktop rejected it: {problem}", at(sent)),
        )
        .with_advice("see the lines on the bus and on notifications above; `winddown agent test` tries again"),
        // The claim is still held, so it may be about to be sent.
        (None, None) if now - last.claimed_at < CLAIM_LIFETIME => {
            Check::fine(topic, "is being sent just now")
        }
        (None, problem) => Check::broken(
            topic,
            format!(
                "{}, and nothing showed it{}",
                at(last.claimed_at),
                problem.map_or_else(String::new, |problem| format!(": {problem}"))
            ),
            "`winddown agent test` tries again and says how it went",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::check::CheckState;
    use super::*;
    use crate::remind::agent::build::Build;

    #[test]
    fn the_agents_lock_shows_whether_and_how_it_runs() {
        let holder = Holder {
            pid: 4711,
            since: "2026-11-24T18:00:00+01:00".parse().unwrap(),
            build: Some(Build::this()),
        };
        let clock = ClockFormat::TwentyFourHour;
        let unit = Some(Path::new("/unit"));
        let runs = agent(Ok(Some(holder.clone())), unit, true, clock);
        assert_eq!(
            runs,
            Check::fine("agent", "runs since Tue 24 Nov 18:00, process 4711")
        );
        let by_12 = agent(
            Ok(Some(holder.clone())),
            unit,
            true,
            ClockFormat::TwelveHour,
        );
        assert!(
            by_12.found.contains("since Tue 24 Nov 6:00 pm,"),
            "{by_12:?}"
        );
        let by_hand = agent(Ok(Some(holder.clone())), None, true, clock);
        assert_eq!(by_hand.state, CheckState::Note);
        assert!(by_hand.advice.unwrap().contains("agent install"));
        let older = Holder {
            build: None,
            ..holder.clone()
        };
        let older = agent(Ok(Some(older)), unit, true, clock);
        assert_eq!(older.state, CheckState::Note);
        assert!(older.found.contains("older version"), "{older:?}");
        let dead = agent(Ok(None), unit, true, clock);
        assert_eq!(dead.state, CheckState::Broken);
        assert!(dead.found.contains("though /unit should"));
        let rests = agent(Ok(None), None, true, clock);
        assert_eq!(rests.state, CheckState::Note);
        assert!(rests.advice.unwrap().contains("agent install"));
        assert_eq!(agent(Ok(None), unit, false, clock).state, CheckState::Fine);
        assert_eq!(
            agent(Err(io::Error::other("x")), None, true, clock).state,
            CheckState::Broken
        );
    }

    #[test]
    fn the_last_reminder_is_shown_with_its_channel_and_its_problem() {
        let now: DateTime<Utc> = "2026-11-24T21:50:10Z".parse().unwrap();
        let claimed_at: DateTime<Utc> = "2026-11-24T21:50:00Z".parse().unwrap();
        let check = |sent, channel: Option<&str>, problem: Option<&str>, now| {
            let last = Claim {
                reminder: "2026-11-24 bath due 0".to_owned(),
                evening: "2026-11-24".parse().unwrap(),
                owner: "4711 0".to_owned(),
                notification: None,
                claimed_at,
                sent_at: Some(claimed_at).filter(|_| sent),
                channel: channel.map(str::to_owned),
                problem: problem.map(str::to_owned),
            };
            last_reminder(Some(&last), now, &Utc, ClockFormat::default())
        };
        let well = check(true, Some("desktop"), None, now);
        assert_eq!(
            well,
            Check::fine("last reminder", "Tue 24 Nov 21:50, through desktop")
        );
        let otherwise = check(true, Some("terminal"), Some("no bus"), now);
        assert_eq!(otherwise.state, CheckState::Note);
        assert!(
            otherwise
                .found
                .ends_with("through terminal, because the desktop rejected it: no bus")
        );
        assert_eq!(check(false, None, None, now).state, CheckState::Fine);
        let lost = check(false, None, Some("no bus"), now);
        assert_eq!(lost.state, CheckState::Broken);
        assert!(
            lost.found.ends_with("nothing showed it: no bus"),
            "{lost:?}"
        );
        let later = now + chrono::TimeDelta::minutes(5);
        assert_eq!(check(false, None, None, later).state, CheckState::Broken);
        assert_eq!(
            last_reminder(None, now, &Utc, ClockFormat::default()).state,
            CheckState::Note
        );
    }
}
