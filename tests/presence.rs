//! Evenings as the desktop reports them on a real bus: what the listener hears of logind, of screen savers and of GNOME's
//! idle monitor, which python-dbusmock plays, and what the host announces and stores of the night.

#[allow(dead_code, reason = "other tests use the rest")]
#[path = "support/bus.rs"]
mod bus;
#[path = "presence/evenings.rs"]
mod evenings;
#[path = "presence/heard.rs"]
mod heard;
#[path = "support/programs.rs"]
mod programs;
#[path = "support/pty.rs"]
mod pty;
#[path = "presence/services.rs"]
mod services;
#[path = "presence/window.rs"]
mod window;

use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use chrono::{DateTime, FixedOffset, Utc};
use winddown::claims::{Claims, QuietNight};
use winddown::clock::{Moment, Zone};
use winddown::coach::Coach;
use winddown::desktop::presence::SleepDelay;
use winddown::journal::Journal;
use winddown::plan;
use winddown::presence::Quiet;
use winddown::remind::agent::lock::{Holder, Lock};
use winddown::remind::host::{Host, HostEvent};

use bus::PATIENCE;
use services::{Services, with_dbusmock};

/// The time by the clock of the test, in milliseconds since 1970.
static NOW: AtomicI64 = AtomicI64::new(0);

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp_millis(NOW.load(Ordering::SeqCst)).unwrap()
}

fn set_clock(at: DateTime<Utc>) {
    NOW.store(at.timestamp_millis(), Ordering::SeqCst);
}

fn moment() -> Moment {
    Moment {
        now: now(),
        running: Duration::from_millis(NOW.load(Ordering::SeqCst).unsigned_abs()),
    }
}

/// A time on that day of November, in UTC+01:00.
fn at(day: u32, time: &str) -> DateTime<Utc> {
    format!("2026-11-{day:02}T{time}:00+01:00").parse().unwrap()
}

/// A host that follows the presence, by the clock of the test.
struct FollowingHost {
    host: Host,
    events: Receiver<(HostEvent, DateTime<Utc>)>,
}

impl FollowingHost {
    fn new(folder: &Path) -> Self {
        Self::with(folder, |host| host)
    }

    fn with(folder: &Path, prepared: impl FnOnce(Host) -> Host) -> Self {
        let coach = Coach::new(
            plan::parse("bedtime = \"22:30\"\nwake = \"06:30\"\n").unwrap(),
            Zone::Fixed(FixedOffset::east_opt(3600).unwrap()),
            Journal::open(&folder.join("journal.db"), "test").unwrap(),
        );
        let claims = Claims::new(folder.join("claims.db"), folder.join("journal.db"));
        let host = prepared(Host::new(coach, folder.join("config.toml"), claims));
        let (send, events) = mpsc::channel();
        Host::follow_presence(now, SleepDelay::UntilReported, move |event, at| {
            let _ = send.send((event, at));
        });
        Self { host, events }
    }

    /// Waits for a report, and looks.
    fn hear(&mut self) {
        let (event, at) = self.events.recv_timeout(PATIENCE).expect("a report");
        assert!(self.host.handle(event, at).is_empty());
        self.look();
    }

    fn look(&mut self) {
        self.host.look(moment());
    }
}

/// A host with that plan, in UTC+01:00.
fn new_host(folder: &Path, plan: &str) -> Host {
    let coach = Coach::new(
        plan::parse(plan).unwrap(),
        Zone::Fixed(FixedOffset::east_opt(3600).unwrap()),
        Journal::open(&folder.join("journal.db"), "test").unwrap(),
    );
    let claims = Claims::new(folder.join("claims.db"), folder.join("journal.db"));
    Host::new(coach, folder.join("config.toml"), claims)
}

fn stored(folder: &Path, evening: &str) -> QuietNight {
    let mut claims = Claims::new(folder.join("claims.db"), folder.join("journal.db"));
    claims.quiet_night(evening.parse().unwrap(), now())
}

#[test]
fn a_session_that_ends_and_begins_again_shows_the_night_between() {
    with_dbusmock(|_| {
        let folder = tempfile::tempdir().unwrap();
        let first = Services::logind(at(24, "18:00"));
        set_clock(at(24, "19:00"));
        let mut host = FollowingHost::new(folder.path());
        host.hear();
        set_clock(at(24, "22:40"));
        host.host.session_may_end(now());
        assert!(host.host.leave(true, now()).is_empty());
        drop(host);
        first.end();
        set_clock(at(25, "06:21"));
        let _second = Services::logind(at(25, "06:20"));
        let mut host = FollowingHost::new(folder.path());
        host.hear();
        let night = Quiet {
            from: at(24, "22:40"),
            until: at(25, "06:20"),
        };
        assert_eq!(stored(folder.path(), "2026-11-24").night, Some(night));
    });
}

#[test]
fn an_agent_that_was_started_again_within_a_session_claims_no_night() {
    with_dbusmock(|_| {
        let folder = tempfile::tempdir().unwrap();
        let _services = Services::logind(at(24, "18:00"));
        set_clock(at(24, "19:00"));
        let mut host = FollowingHost::new(folder.path());
        host.hear();
        set_clock(at(24, "22:40"));
        host.host.session_may_end(now());
        assert!(host.host.leave(true, now()).is_empty());
        drop(host);
        set_clock(at(25, "06:21"));
        let mut host = FollowingHost::new(folder.path());
        host.hear();
        assert_eq!(stored(folder.path(), "2026-11-24").night, None);
    });
}

#[test]
fn a_computer_that_is_switched_off_is_quiet_from_then_on() {
    with_dbusmock(|_| {
        let folder = tempfile::tempdir().unwrap();
        let services = Services::logind(at(24, "18:00"));
        set_clock(at(24, "19:00"));
        let mut host = FollowingHost::new(folder.path());
        host.hear();
        set_clock(at(24, "22:40"));
        services.shut_down();
        host.hear();
        let quiet = stored(folder.path(), "2026-11-24");
        assert_eq!(quiet.open_from, Some(at(24, "22:40")));
    });
}

#[test]
fn a_window_that_closes_does_not_make_the_computer_quiet() {
    with_dbusmock(|_| {
        let folder = tempfile::tempdir().unwrap();
        let _services = Services::logind(at(24, "18:00"));
        set_clock(at(24, "19:00"));
        let mut host = FollowingHost::new(folder.path());
        host.hear();
        set_clock(at(24, "22:40"));
        assert!(host.host.leave(false, now()).is_empty());
        let quiet = stored(folder.path(), "2026-11-24");
        assert_eq!(quiet, QuietNight::default());
    });
}

#[test]
fn a_window_leaves_the_night_to_the_agent_as_long_as_one_runs() {
    with_dbusmock(|_| {
        let folder = tempfile::tempdir().unwrap();
        let services = Services::logind(at(23, "18:00"));
        let path = folder.path().join("agent");
        let holder = Holder {
            pid: 4711,
            since: at(23, "18:00").fixed_offset(),
            build: None,
        };
        let mut lock = Some(Lock::take(&path, &holder).unwrap());
        set_clock(at(23, "19:00"));
        let mut host = FollowingHost::with(folder.path(), |host| host.beside_an_agent(path));
        host.hear();
        for (night, is_stored) in [(23, false), (24, true)] {
            if is_stored {
                lock = None;
            }
            let (from, until) = (at(night, "22:43"), at(night + 1, "06:12"));
            for (time, is_locked) in [(from, true), (until, false)] {
                set_clock(time);
                services.lock(is_locked);
                host.hear();
            }
            let quiet = stored(folder.path(), &format!("2026-11-{night}"));
            let expected = is_stored.then_some(Quiet { from, until });
            assert_eq!(quiet.night, expected, "{night}");
        }
        drop(lock);
    });
}
