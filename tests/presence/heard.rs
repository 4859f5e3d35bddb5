//! What the listener reports of what the services say.

use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use winddown::desktop::presence::{PresenceReport, SleepDelay, listen};
use winddown::presence::Absence::{Asleep, Idle, Locked, ScreenSaver};
use winddown::presence::SignState::{Began, HeldSince, Over};
use winddown::presence::{Absence, Sign, SignState};

use super::bus::{PATIENCE, without_a_bus};
use super::services::{
    Desktop, FREEDESKTOP, GNOME, IDLE_MONITOR, LOGIND, Logind, Services, with_dbusmock,
};
use super::{at, now, set_clock};

/// How long nothing comes where nothing has to come.
const QUIET: Duration = Duration::from_millis(100);

/// A listener's reports.
struct Heard(Receiver<PresenceReport>);

impl Heard {
    fn listening(delay: SleepDelay) -> Self {
        let (send, reports) = mpsc::channel();
        listen(now, delay, move |report| {
            let _ = send.send(report);
        });
        Self(reports)
    }

    fn next(&self) -> PresenceReport {
        self.0.recv_timeout(PATIENCE).expect("a report")
    }

    /// The signs of the first report.
    fn first(&self) -> Vec<Sign> {
        match self.next() {
            PresenceReport::Began(signs, _) => signs,
            other => panic!("{other:?}"),
        }
    }

    /// The next report's only sign.
    fn sign(&self) -> Sign {
        match self.next() {
            PresenceReport::Heard(signs) if signs.len() == 1 => signs[0],
            other => panic!("{other:?}"),
        }
    }

    fn is_quiet(&self) -> bool {
        self.0.recv_timeout(QUIET).is_err()
    }
}

fn sign(absence: Absence, state: SignState) -> Sign {
    Sign { absence, state }
}

#[test]
fn the_first_report_says_how_it_is_and_gnome_says_since_when() {
    with_dbusmock(|_| {
        let services = Services::gnome(at(24, "18:00"));
        services.idle_for(Duration::from_secs(300));
        set_clock(at(24, "22:48"));
        let heard = Heard::listening(SleepDelay::None);
        let first = [Locked, Idle, ScreenSaver].map(|absence| sign(absence, Over));
        assert_eq!(
            heard.next(),
            PresenceReport::Began(first.to_vec(), Some(at(24, "18:00")))
        );
        services.idle(true);
        assert_eq!(heard.sign(), sign(Idle, HeldSince(at(24, "22:43"))));
        services.lock(true);
        assert_eq!(heard.sign(), sign(Locked, Began));
    });
}

#[test]
fn the_first_report_says_what_holds_already() {
    with_dbusmock(|_| {
        let services = Services::gnome(at(24, "18:00"));
        services.lock(true);
        services.idle(true);
        services.screen_saver(true);
        let heard = Heard::listening(SleepDelay::None);
        let held = [Locked, Idle, ScreenSaver].map(|absence| sign(absence, Began));
        assert_eq!(heard.first(), held);
    });
}

/// What a listener hears when the screen saver comes on after five minutes without a key.
fn heard_of_idle_minutes(desktop: Desktop) -> (Services, Heard, SignState) {
    let services = Services::of(desktop, Logind::Complete, at(24, "18:00"));
    services.idle_for(Duration::from_secs(300));
    set_clock(at(24, "22:48"));
    let heard = Heard::listening(SleepDelay::None);
    heard.first();
    services.screen_saver(true);
    let Sign { absence, state } = heard.sign();
    assert_eq!(absence, ScreenSaver);
    (services, heard, state)
}

#[test]
fn kde_says_since_when_in_milliseconds_and_everything_twice() {
    with_dbusmock(|_| {
        let since = HeldSince(at(24, "22:43"));
        let (services, heard, state) = heard_of_idle_minutes(Desktop::Kde);
        assert_eq!(state, since);
        assert_eq!(heard.sign(), sign(ScreenSaver, since));
        services.screen_saver(false);
        assert_eq!(heard.sign(), sign(ScreenSaver, Over));
    });
}

#[test]
fn a_screen_saver_whose_unit_is_not_known_is_not_asked_since_when() {
    with_dbusmock(|_| {
        let (_services, _heard, state) = heard_of_idle_minutes(Desktop::Another);
        assert_eq!(state, Began);
    });
}

#[test]
fn a_logind_that_knows_no_locks_still_tells_the_rest() {
    with_dbusmock(|_| {
        let logged_in = at(24, "18:00");
        let services = Services::of(Desktop::Gnome, Logind::WithoutLocks, logged_in);
        let heard = Heard::listening(SleepDelay::None);
        let first = [Idle, ScreenSaver].map(|absence| sign(absence, Over));
        assert_eq!(
            heard.next(),
            PresenceReport::Began(first.to_vec(), Some(logged_in))
        );
        services.sleep(true);
        assert_eq!(heard.sign(), sign(Asleep, Began));
    });
}

#[test]
fn sleep_waits_until_it_is_reported_and_after_waking_the_next_one_does() {
    with_dbusmock(|_| {
        let services = Services::logind(at(24, "18:00"));
        let heard = Heard::listening(SleepDelay::UntilReported);
        heard.first();
        for _ in 0..2 {
            services.wait_for_inhibitors(1);
            let held_off = ["sleep", "winddown", "delay"].map(str::to_owned);
            assert_eq!(services.inhibitors(), [held_off]);
            assert!(heard.is_quiet());
            assert_eq!(services.inhibitors().len(), 1);
            services.sleep(true);
            services.wait_for_inhibitors(0);
            // It was reported before that.
            let reported = heard.0.try_recv();
            let asleep = PresenceReport::Heard(vec![sign(Asleep, Began)]);
            assert_eq!(reported, Ok(asleep));
            services.sleep(false);
            assert_eq!(heard.sign(), sign(Asleep, Over));
        }
        services.wait_for_inhibitors(1);
    });
}

#[test]
fn a_window_does_not_hold_off_sleep() {
    with_dbusmock(|_| {
        let services = Services::logind(at(24, "18:00"));
        let heard = Heard::listening(SleepDelay::None);
        heard.first();
        assert!(heard.is_quiet());
        assert!(services.inhibitors().is_empty());
    });
}

#[test]
fn what_other_programs_and_other_sessions_signal_is_not_believed() {
    with_dbusmock(|_| {
        let services = Services::gnome(at(24, "18:00"));
        let heard = Heard::listening(SleepDelay::None);
        heard.first();
        services.emit_lock(IDLE_MONITOR, true);
        services.emit_sleep(IDLE_MONITOR, true);
        services.emit_active(IDLE_MONITOR, GNOME, true);
        services.emit_active(IDLE_MONITOR, FREEDESKTOP, true);
        services.lock_other(true);
        assert!(heard.is_quiet());
        // The same from those whose signals they are.
        services.emit_lock(LOGIND, true);
        assert_eq!(heard.sign(), sign(Locked, Began));
        services.emit_active(GNOME, GNOME, true);
        assert_eq!(heard.sign().absence, ScreenSaver);
        services.emit_active(FREEDESKTOP, FREEDESKTOP, false);
        assert_eq!(heard.sign(), sign(ScreenSaver, Over));
    });
}

#[test]
fn without_the_services_nothing_is_reported() {
    without_a_bus(|| {
        let heard = Heard::listening(SleepDelay::None);
        // The listener lets go of its end when it ends.
        let ended = Err(mpsc::RecvTimeoutError::Disconnected);
        assert_eq!(heard.0.recv_timeout(PATIENCE), ended);
    });
}
