//! The agent's loop: sleeps until something is due, something has changed, or it is time to look again.

use std::io;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::Agent;
use super::window_opener::WindowOpener;
use crate::claims::Claims;
use crate::clock::{self, Moment};
use crate::coach::Coach;
use crate::desktop::presence::SleepDelay;
use crate::paths::Paths;
use crate::remind::ClaimHolder;
use crate::remind::host::{Host, HostEvent};
use crate::signals::{CaughtSignals, Signal};
use crate::watch::Change;

/// What arrives while the agent sleeps.
#[derive(Debug, PartialEq, Eq)]
enum Arrival {
    Host(HostEvent, DateTime<Utc>),
    Signal(Signal),
}

/// How long after the start of this agent the one that it replaces may still be ending. Its notifications can be taken
/// over only after that, and nobody reports it.
const PREDECESSOR_ENDS_WITHIN: Duration = Duration::from_secs(5);

/// How often to look during that time.
const PREDECESSOR_LOOK_EVERY: Duration = Duration::from_secs(1);

/// Sends reminders until a signal ends the process.
///
/// The config is read again at the start, so that its mistakes are announced and no change between the first reading
/// and the start of the watch is missed.
///
/// # Errors
/// When the system refuses signal handlers.
pub(crate) fn run(coach: Coach, paths: &Paths) -> io::Result<()> {
    let started = clock::monotonic();
    let (send, arrivals) = mpsc::channel();
    let sender = send.clone();
    // Sending fails only while the program ends.
    CaughtSignals::catch(&[Signal::Interrupt, Signal::Terminate])?.forward(move |signal| {
        let _ = sender.send(Arrival::Signal(signal));
    })?;
    let claims = Claims::new(paths.claims(), paths.journal.clone());
    let mut host = Host::new(coach, paths.config.clone(), claims)
        .with_chime(paths.sounds())
        .with_sync(paths.clone());
    let holder = ClaimHolder::process(std::process::id(), clock::now());
    let arrive = move |event, at| {
        let _ = send.send(Arrival::Host(event, at));
    };
    Host::follow_presence(clock::now, SleepDelay::UntilReported, arrive.clone());
    let notifier = host.start(holder, clock::now, arrive);
    let mut agent = Agent {
        host,
        windows: WindowOpener::new(notifier.clone(), paths),
        notifier,
    };
    let notices = agent.host.changed(Change::Config);
    agent.announce_all(notices, clock::now());
    tracing::info!("the agent begins");
    'looks: loop {
        let moment = Moment::since(started);
        let looked = agent.host.look(moment);
        agent.announce_all(looked.notices, moment.now);
        let again_in = if moment.running < PREDECESSOR_ENDS_WITHIN {
            looked.again_in.min(PREDECESSOR_LOOK_EVERY)
        } else {
            looked.again_in
        };
        let look_at = moment.running + again_in;
        let arrived = arrivals.recv_timeout(look_at.saturating_sub(started.elapsed()));
        if arrived == Err(RecvTimeoutError::Disconnected) {
            break;
        }
        // Everything that has arrived comes before the next look, which takes longer.
        for arrival in arrived.into_iter().chain(arrivals.try_iter()) {
            match arrival {
                Arrival::Host(event, at) => {
                    let notices = agent.host.handle(event, at);
                    agent.announce_all(notices, at);
                }
                // Ctrl-C in a terminal: no other process will take over the notifications, so they are closed.
                Arrival::Signal(Signal::Interrupt) => {
                    agent.leave(false, clock::now());
                    break 'looks;
                }
                // The session ends, or a newer version replaces this agent and takes over its notifications.
                Arrival::Signal(Signal::Terminate) => {
                    let now = clock::now();
                    agent.host.session_may_end(now);
                    agent.leave(true, now);
                    break 'looks;
                }
                // These are not caught, so they do not arrive.
                Arrival::Signal(Signal::Stop | Signal::Continue | Signal::Resize) => {}
            }
        }
    }
    tracing::info!("the agent ends");
    Ok(())
}
