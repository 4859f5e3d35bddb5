//! Evenings as the desktop reports them on a real bus: what the listener hears of logind, of the screen saver and of
//! GNOME's idle monitor, and what the host stores of the night.

#[allow(dead_code, reason = "other tests use the rest")]
#[path = "support/bus.rs"]
mod bus;
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

use chrono::{DateTime, FixedOffset, TimeDelta, Utc};
use winddown::claims::{Claims, QuietNight};
use winddown::clock::{Moment, Zone};
use winddown::coach::Coach;
use winddown::desktop::presence::{PresenceReport, SleepDelay, listen};
use winddown::journal::Journal;
use winddown::plan;
use winddown::presence::{Absence, Quiet, Sign, SignState};
use winddown::remind::agent::lock::{Holder, Lock};
use winddown::remind::host::{Host, HostEvent};

use bus::{PATIENCE, with_a_service, without_a_bus};
use services::{Desktop, Login, Services};

/// The time by the clock of the test, in milliseconds since 1970.
static NOW: AtomicI64 = AtomicI64::new(0);

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp_millis(NOW.load(Ordering::SeqCst)).unwrap()
}

fn set_clock(at: DateTime<Utc>) {
    NOW.store(at.timestamp_millis(), Ordering::SeqCst);
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
        self.host.look(Moment {
            now: now(),
            running: Duration::from_millis(NOW.load(Ordering::SeqCst).unsigned_abs()),
        });
    }
}

fn stored(folder: &Path, evening: &str) -> QuietNight {
    let mut claims = Claims::new(folder.join("claims.db"), folder.join("journal.db"));
    claims.quiet_night(evening.parse().unwrap(), now())
}

#[test]
fn ten_evenings_on_a_real_bus_show_ten_nights() {
    with_a_service(|_| {
        let folder = tempfile::tempdir().unwrap();
        let services = Services::start(Login::at(at(1, "18:00")));
        set_clock(at(1, "19:00"));
        let mut host = FollowingHost::new(folder.path());
        host.hear();
        for night in 1..=10 {
            let minute = TimeDelta::minutes(i64::from(night));
            let (from, until) = (at(night, "22:43") + minute, at(night + 1, "06:12") + minute);
            set_clock(from);
            // Three ways to leave, in turn.
            match night % 3 {
                0 => services.lock(true),
                1 => services.sleep(true),
                _ => services.screen_saver(true),
            }
            host.hear();
            // A second absence within the first one changes nothing.
            set_clock(at(night + 1, "02:00"));
            services.sleep(true);
            host.hear();
            set_clock(until);
            match night % 3 {
                0 => services.lock(false),
                1 => {}
                _ => {
                    services.screen_saver(false);
                    host.hear();
                }
            }
            services.sleep(false);
            host.hear();
            if night % 3 == 0 {
                host.hear();
            }
            let evening = format!("2026-11-{night:02}");
            let quiet = stored(folder.path(), &evening);
            assert_eq!(quiet.night, Some(Quiet { from, until }), "{evening}");
            assert_eq!(quiet.open_from, None);
        }
    });
}

#[test]
fn a_session_that_ends_and_begins_again_shows_the_night_between() {
    with_a_service(|_| {
        let folder = tempfile::tempdir().unwrap();
        let first = Services::start(Login::at(at(24, "18:00")));
        set_clock(at(24, "19:00"));
        let mut host = FollowingHost::new(folder.path());
        host.hear();
        set_clock(at(24, "22:40"));
        host.host.session_may_end(now());
        assert!(host.host.leave(true, now()).is_empty());
        drop(host);
        drop(first);
        set_clock(at(25, "06:21"));
        let _second = Services::start(Login::at(at(25, "06:20")));
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
    with_a_service(|_| {
        let folder = tempfile::tempdir().unwrap();
        let _services = Services::start(Login::at(at(24, "18:00")));
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
fn the_first_report_says_how_it_is_and_gnome_says_since_when() {
    with_a_service(|_| {
        let services = Services::start(Login::at(at(24, "18:00")));
        services.idle_for(Duration::from_secs(300));
        set_clock(at(24, "22:48"));
        let (send, reports) = mpsc::channel();
        listen(now, SleepDelay::None, move |report| {
            let _ = send.send(report);
        });
        let sign = |absence, state| Sign { absence, state };
        let over = |absence| sign(absence, SignState::Over);
        let first = [Absence::Locked, Absence::Idle, Absence::ScreenSaver].map(over);
        assert_eq!(
            reports.recv_timeout(PATIENCE).unwrap(),
            PresenceReport::Began(first.to_vec(), Some(at(24, "18:00")))
        );
        services.idle(true);
        let since = SignState::HeldSince(at(24, "22:43"));
        assert_eq!(
            reports.recv_timeout(PATIENCE).unwrap(),
            PresenceReport::Heard(vec![sign(Absence::Idle, since)])
        );
        services.lock(true);
        assert_eq!(
            reports.recv_timeout(PATIENCE).unwrap(),
            PresenceReport::Heard(vec![sign(Absence::Locked, SignState::Began)])
        );
    });
}

/// What a listener hears when the screen saver comes on after five minutes without a key.
fn heard_of_idle_minutes(desktop: Desktop) -> SignState {
    let services = Services::of(desktop, Login::at(at(24, "18:00")));
    services.idle_for(Duration::from_secs(300));
    set_clock(at(24, "22:48"));
    let (send, reports) = mpsc::channel();
    listen(now, SleepDelay::None, move |report| {
        let _ = send.send(report);
    });
    reports.recv_timeout(PATIENCE).expect("the first report");
    services.screen_saver(true);
    match reports.recv_timeout(PATIENCE).unwrap() {
        PresenceReport::Heard(signs) => signs[0].state,
        other => panic!("{other:?}"),
    }
}

#[test]
fn kde_says_since_when_in_milliseconds() {
    with_a_service(|_| {
        let since = SignState::HeldSince(at(24, "22:43"));
        assert_eq!(heard_of_idle_minutes(Desktop::Kde), since);
    });
}

#[test]
fn a_screen_saver_whose_unit_is_not_known_is_not_asked_since_when() {
    with_a_service(|_| {
        assert_eq!(heard_of_idle_minutes(Desktop::Another), SignState::Began);
    });
}

#[test]
fn sleep_waits_until_it_is_reported_and_after_waking_the_next_one_does() {
    with_a_service(|_| {
        let services = Services::start(Login::at(at(24, "18:00")));
        set_clock(at(24, "22:43"));
        let (send, reports) = mpsc::channel();
        listen(now, SleepDelay::UntilReported, move |report| {
            let _ = send.send(report);
        });
        reports.recv_timeout(PATIENCE).expect("the first report");
        for night in 0..2 {
            let delay = services.delay(night, PATIENCE);
            assert!(!delay.is_over_within(Duration::from_millis(100)));
            services.sleep(true);
            assert!(delay.is_over_within(PATIENCE));
            let asleep = Sign {
                absence: Absence::Asleep,
                state: SignState::Began,
            };
            // It was reported before that.
            assert_eq!(reports.try_recv(), Ok(PresenceReport::Heard(vec![asleep])));
            services.sleep(false);
            reports.recv_timeout(PATIENCE).expect("that it woke");
        }
        services.delay(2, PATIENCE);
    });
}

#[test]
fn a_computer_that_is_switched_off_is_quiet_from_then_on() {
    with_a_service(|_| {
        let folder = tempfile::tempdir().unwrap();
        let services = Services::start(Login::at(at(24, "18:00")));
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
    with_a_service(|_| {
        let folder = tempfile::tempdir().unwrap();
        let _services = Services::start(Login::at(at(24, "18:00")));
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
    with_a_service(|_| {
        let folder = tempfile::tempdir().unwrap();
        let services = Services::start(Login::at(at(23, "18:00")));
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

#[test]
fn without_the_services_nothing_is_reported() {
    let listened = || {
        let (send, reports) = mpsc::channel();
        listen(now, SleepDelay::None, move |report| {
            let _ = send.send(report);
        });
        // The listener lets go of its end when it ends.
        reports.recv_timeout(PATIENCE)
    };
    without_a_bus(|| {
        assert_eq!(listened(), Err(mpsc::RecvTimeoutError::Disconnected));
    });
}
