//! The agent's loop: sleeps until something is due, something has changed, or half a minute has passed.

use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use super::{Agent, Wish};
use crate::clock;
use crate::coach::Coach;
use crate::desktop::terminal_note::TerminalNote;
use crate::desktop::{DesktopMessage, Notifier, window};
use crate::paths::Paths;
use crate::remind::desk::Owner;
use crate::remind::reminder::Reminder;
use crate::watch::{self, Change, Watch, Watched};

/// Clocks can be set and computers sleep without a word; at least this often the agent looks by itself.
const LOOK_AT_LEAST_EVERY: Duration = Duration::from_secs(30);

/// A difference between the clocks that is no mere drift.
const JUMP: f64 = 2.0;

/// What arrives while the agent sleeps.
#[derive(Debug)]
enum Arrival {
    Desktop(DesktopMessage),
    Changed(Change),
    /// The system, or whoever started it, wants it to end.
    #[cfg_attr(not(unix), expect(dead_code, reason = "only signals say so"))]
    End(Ending),
}

/// Why the agent is to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// Ctrl-C: somebody who started it by hand has seen enough of it.
    ByHand,
    /// The session ends, or another version will take its place: that one takes over what is on the screen.
    #[cfg_attr(not(unix), expect(dead_code, reason = "only signals say so"))]
    BySystem,
}

/// Sends reminders until the process is told to end.
///
/// The config is read once more, as if it had just been written: so it is told where it is not good, and nobody has
/// changed it unheard between its first reading and the watch.
///
/// # Errors
/// When the system refuses signal handlers.
pub fn run(coach: Coach, paths: &Paths) -> io::Result<()> {
    let (tell, arrivals) = mpsc::channel();
    hear_signals(tell.clone())?;
    let watched = Watched {
        config: paths.config.clone(),
        journal: paths.journal.clone(),
    };
    let changed = tell.clone();
    let tell_change = move |change| {
        // When nobody listens any more, the program is ending.
        let _ = changed.send(Arrival::Changed(change));
    };
    let mut watch = Watch::files(&watched, tell_change.clone());
    watch::clock(tell_change.clone());
    watch::zone(tell_change);
    let notifier = Notifier::new("winddown", hear_the_desktop(tell));
    let owner = Owner::process(std::process::id(), clock::now());
    let mut agent = Agent::new(coach, paths.config.clone(), notifier, owner);
    agent.config_written();
    let mut config_was_there = paths.config.exists();
    tracing::info!("the agent begins");
    loop {
        let now = clock::now();
        let (slept_from, by_clock) = (clock::monotonic(), now);
        let look_again = agent.look(now);
        let due_in = look_again.map(|at| (at - clock::now()).to_std().unwrap_or_default());
        let wait = due_in
            .unwrap_or(LOOK_AT_LEAST_EVERY)
            .min(LOOK_AT_LEAST_EVERY);
        match arrivals.recv_timeout(wait) {
            Ok(Arrival::Desktop(message)) => {
                let wish = agent.heard(message, clock::now());
                grant(wish, &mut agent, paths);
            }
            Ok(Arrival::Changed(Change::Config)) => agent.config_written(),
            Ok(Arrival::Changed(Change::Zone)) => tracing::info!("the time zone may have changed"),
            Ok(Arrival::Changed(Change::Clock)) => tracing::info!("the clock was set"),
            Ok(Arrival::Changed(Change::Journal)) => {}
            Ok(Arrival::End(ending)) => {
                if ending == Ending::ByHand {
                    agent.leave();
                }
                break;
            }
            Err(RecvTimeoutError::Timeout) => {
                let by_wall = (clock::now() - by_clock).as_seconds_f64();
                let jumped = by_wall - slept_from.elapsed().as_secs_f64();
                if jumped.abs() > JUMP {
                    tracing::info!(
                        seconds = jumped.round(),
                        "the clock jumped, or the computer slept"
                    );
                }
                // A folder for the config may be new.
                watch.folders();
                if paths.config.exists() != config_was_there {
                    config_was_there = !config_was_there;
                    agent.config_written();
                }
            }
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    tracing::info!("the agent ends");
    Ok(())
}

fn grant(wish: Option<Wish>, agent: &mut Agent, paths: &Paths) {
    match wish {
        None => {}
        Some(Wish::OpenWindow) => {
            let config = [OsString::from("--config"), paths.config.clone().into()];
            let journal = [OsString::from("--journal"), paths.journal.clone().into()];
            if let Err(why) = window::open(&[config, journal].concat()) {
                tracing::warn!(why, "no window could be opened");
            }
        }
        Some(Wish::Say(reminder)) => {
            if say(&reminder).is_ok() {
                agent.said_otherwise(&reminder, clock::now());
            } else {
                tracing::warn!("nobody could be told; the reminder stays due");
            }
        }
    }
}

/// Says a reminder on the terminal that the agent was started on, if it was.
fn say(reminder: &Reminder) -> io::Result<()> {
    let mut out = io::stdout();
    if !out.is_terminal() {
        return Err(io::ErrorKind::NotConnected.into());
    }
    let note = TerminalNote::known(|name| std::env::var(name).ok());
    let (summary, body) = (reminder.summary(), reminder.body());
    out.write_all(&note.bytes(&summary, &body))?;
    writeln!(out, "{summary}: {body}")?;
    out.flush()
}

/// The desktop's own channel, as one more source of arrivals.
fn hear_the_desktop(tell: Sender<Arrival>) -> Sender<DesktopMessage> {
    let (desktop, heard) = mpsc::channel();
    thread::spawn(move || {
        for message in heard {
            if tell.send(Arrival::Desktop(message)).is_err() {
                return;
            }
        }
    });
    desktop
}

#[cfg(unix)]
fn hear_signals(tell: Sender<Arrival>) -> io::Result<()> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

    let mut signals = signal_hook::iterator::Signals::new([SIGTERM, SIGHUP, SIGINT])?;
    thread::spawn(move || {
        for signal in signals.forever() {
            let ending = if signal == SIGINT {
                Ending::ByHand
            } else {
                Ending::BySystem
            };
            if tell.send(Arrival::End(ending)).is_err() {
                return;
            }
        }
    });
    Ok(())
}

#[cfg(not(unix))]
fn hear_signals(_tell: Sender<Arrival>) -> io::Result<()> {
    Ok(())
}
