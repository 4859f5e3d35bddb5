//! Ten evenings of locking, idling, sleeping and returning, with the notifications that come on the same bus, by a clock
//! given in.

use std::path::Path;
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use winddown::desktop::DesktopMessage;
use winddown::desktop::presence::SleepDelay;
use winddown::evening::Action;
use winddown::event::Origin;
use winddown::presence::Quiet;
use winddown::remind::ClaimHolder;
use winddown::remind::host::{Host, HostEvent};

use super::bus::{PATIENCE, Service};
use super::services::{Services, with_dbusmock};
use super::{at, moment, new_host, now, set_clock, stored};

const PLAN: &str = r#"
bedtime = "22:30"
wake = "06:30"

[[step]]
id = "bath"
title = "Bath"
kind = "check"
at = "20:00"

[[step]]
id = "tea"
title = "Tea"
kind = "check"
at = "20:10"

[[step]]
id = "stretch"
title = "Stretch"
kind = "check"
at = "21:15"

[[step]]
id = "bed"
title = "Lights out"
kind = "bedtime"
"#;

/// When something can come by itself: the steps, twice the question who is still up, and the morning's.
const DUE: [&str; 7] = [
    "20:00", "20:10", "21:15", "22:30", "23:00", "23:30", "06:30",
];

/// What happens on the desktop.
#[derive(Debug, Clone, Copy)]
enum Sign {
    Locked(bool),
    Idle(bool),
    Saver(bool),
    Asleep(bool),
    /// Another user's session.
    OthersLocked(bool),
    /// The screen saver comes so many minutes after the last key.
    SaverAfter(u64),
}

use Sign::{Asleep, Idle, Locked, OthersLocked, Saver, SaverAfter};

/// An evening. Times before noon are of the next day.
struct Evening {
    about: &'static str,
    signs: &'static [(&'static str, Sign)],
    /// All that is announced, with its title; `again` in the place of what is shown.
    announced: &'static [&'static str],
    /// The night that is proposed.
    night: Option<(&'static str, &'static str)>,
}

const EVENINGS: [Evening; 10] = [
    Evening {
        about: "locked for the night",
        signs: &[("22:43", Locked(true)), ("06:12", Locked(false))],
        announced: &[
            "20:00 Bath",
            "20:10 Tea",
            "21:15 Stretch",
            "22:30 Lights out",
            "06:30 Good morning",
        ],
        night: Some(("22:43", "06:12")),
    },
    Evening {
        about: "idle while two steps come, back in time for both; asleep for the night",
        signs: &[
            ("19:50", Idle(true)),
            ("20:20", Idle(false)),
            ("22:50", Asleep(true)),
            ("06:20", Asleep(false)),
        ],
        announced: &[
            "20:00 Bath",
            "20:10 Tea",
            "20:20 Bath again",
            "20:20 Tea again",
            "21:15 Stretch",
            "22:30 Lights out",
            "06:30 Good morning",
        ],
        night: Some(("22:50", "06:20")),
    },
    Evening {
        about: "locked while two steps come, back too late; the screen saver comes late for the night",
        signs: &[
            ("19:30", Locked(true)),
            ("21:00", Locked(false)),
            ("22:48", SaverAfter(5)),
            ("06:05", Saver(false)),
        ],
        announced: &[
            "20:00 Bath",
            "20:10 Tea",
            "21:00 2 steps are waiting",
            "21:15 Stretch",
            "22:30 Lights out",
            "06:30 Good morning",
        ],
        night: Some(("22:43", "06:05")),
    },
    Evening {
        about: "locked while one step comes, back too late; locked with a screen saver for the night",
        signs: &[
            ("20:55", Locked(true)),
            ("21:50", Locked(false)),
            ("22:43", Saver(true)),
            ("22:43", Locked(true)),
            ("06:12", Locked(false)),
            ("06:12", Saver(false)),
        ],
        announced: &[
            "20:00 Bath",
            "20:10 Tea",
            "21:15 Stretch",
            "22:30 Lights out",
            "06:30 Good morning",
        ],
        night: Some(("22:43", "06:12")),
    },
    Evening {
        about: "asleep while a step comes; up for ten minutes at night",
        signs: &[
            ("20:05", Asleep(true)),
            ("20:30", Asleep(false)),
            ("22:40", Locked(true)),
            ("23:30", Asleep(true)),
            ("02:00", Asleep(false)),
            ("02:00", Locked(false)),
            ("02:10", Locked(true)),
            ("06:12", Saver(false)),
            ("06:12", Locked(false)),
        ],
        announced: &[
            "20:00 Bath",
            "20:30 Tea",
            "21:15 Stretch",
            "22:30 Lights out",
            "06:30 Good morning",
        ],
        night: Some(("22:40", "06:12")),
    },
    Evening {
        about: "up half the night, away for a while now and then",
        signs: &[
            ("22:45", Locked(true)),
            ("23:15", Locked(false)),
            ("01:00", Idle(true)),
            ("03:30", Idle(false)),
            ("04:30", Locked(true)),
            ("06:10", Locked(false)),
        ],
        announced: &[
            "20:00 Bath",
            "20:10 Tea",
            "21:15 Stretch",
            "22:30 Lights out",
            "23:15 Still up?",
            "23:30 Still up?",
            "06:30 Good morning",
        ],
        night: None,
    },
    Evening {
        about: "away since the afternoon",
        signs: &[("18:30", Locked(true)), ("07:00", Locked(false))],
        announced: &[
            "20:00 Bath",
            "20:10 Tea",
            "21:15 Stretch",
            "22:30 Lights out",
            "06:30 Good morning",
            "07:00 Good morning again",
        ],
        night: None,
    },
    Evening {
        about: "never away",
        signs: &[],
        announced: &[
            "20:00 Bath",
            "20:10 Tea",
            "21:15 Stretch",
            "22:30 Lights out",
            "23:00 Still up?",
            "23:30 Still up?",
            "06:30 Good morning",
        ],
        night: None,
    },
    Evening {
        about: "not used again before noon",
        signs: &[("22:43", Asleep(true)), ("11:30", Asleep(false))],
        announced: &[
            "20:00 Bath",
            "20:10 Tea",
            "21:15 Stretch",
            "22:30 Lights out",
        ],
        night: None,
    },
    Evening {
        about: "another user's session is locked",
        signs: &[
            ("22:43", OthersLocked(true)),
            ("06:12", OthersLocked(false)),
        ],
        announced: &[
            "20:00 Bath",
            "20:10 Tea",
            "21:15 Stretch",
            "22:30 Lights out",
            "23:00 Still up?",
            "23:30 Still up?",
            "06:30 Good morning",
        ],
        night: None,
    },
];

/// That time of the evening of that day.
fn time(day: u32, time: &str) -> DateTime<Utc> {
    at(if time < "12:00" { day + 1 } else { day }, time)
}

/// A host as the agent runs it, by the clock of the test.
struct Life<'a> {
    host: Host,
    events: Receiver<(HostEvent, DateTime<Utc>)>,
    services: Services,
    notifications: &'a Service,
    /// How many notifications the host knows to be shown.
    sent: usize,
    /// How many were seen in earlier minutes.
    seen: usize,
    is_asleep: bool,
}

impl<'a> Life<'a> {
    fn start(folder: &Path, notifications: &'a Service) -> Self {
        let services = Services::gnome(at(1, "18:00"));
        let mut host = new_host(folder, PLAN);
        // Whoever has not begun is not asked in the morning.
        let (evening, began) = ("2026-11-01".parse().unwrap(), Action::Begin);
        let began = host.coach.act(evening, &began, Origin::Typed, now());
        began.unwrap();
        let (send, events) = mpsc::channel();
        let send = move |event, at| {
            let _ = send.send((event, at));
        };
        Host::follow_presence(now, SleepDelay::UntilReported, send.clone());
        host.start(ClaimHolder::process(std::process::id(), now()), now, send);
        let mut life = Self {
            host,
            events,
            services,
            notifications,
            sent: 0,
            seen: 0,
            is_asleep: false,
        };
        life.hear();
        life.host.look(moment());
        life
    }

    /// Takes in what is reported until the services are heard.
    fn hear(&mut self) {
        let is_heard = |event| matches!(event, HostEvent::Presence(_));
        while !is_heard(self.handle_next().expect("a report")) {}
    }

    fn handle_next(&mut self) -> Option<HostEvent> {
        let (event, at) = self.events.recv_timeout(PATIENCE).ok()?;
        self.host.handle(event.clone(), at);
        if matches!(event, HostEvent::Desktop(DesktopMessage::Sent { .. })) {
            self.sent += 1;
        }
        Some(event)
    }

    fn happens(&mut self, sign: Sign) {
        let services = &self.services;
        match sign {
            Locked(holds) => services.lock(holds),
            Idle(holds) => services.idle(holds),
            Saver(holds) => services.screen_saver(holds),
            SaverAfter(minutes) => {
                services.idle_for(Duration::from_secs(60 * minutes));
                services.screen_saver(true);
                self.hear();
                return self.services.idle_for(Duration::ZERO);
            }
            Asleep(holds) => {
                services.sleep(holds);
                self.is_asleep = holds;
            }
            // Nothing is heard of that one.
            OthersLocked(holds) => return services.lock_other(holds),
        }
        self.hear();
    }

    /// Lives an evening, and returns what was announced.
    fn evening(&mut self, day: u32, evening: &Evening) -> Vec<String> {
        let minute = TimeDelta::minutes(1);
        let signs = evening.signs.iter();
        let mut minutes: Vec<DateTime<Utc>> = signs
            .map(|(at, _)| time(day, at))
            .chain(DUE.iter().map(|at| time(day, at)))
            .flat_map(|at| [at, at + minute])
            .chain([time(day, "11:59")])
            .collect();
        minutes.sort_unstable();
        minutes.dedup();
        let first = self.seen;
        let mut announced = vec![];
        for minute in minutes {
            set_clock(minute);
            for (_, sign) in evening.signs.iter().filter(|it| time(day, it.0) == minute) {
                self.happens(*sign);
            }
            if self.is_asleep {
                continue;
            }
            self.host.look(moment());
            let expected = evening.announced.iter();
            let expected = expected.filter(|it| time(day, &it[..5]) <= minute);
            let expected = first + expected.count();
            while self.sent < expected {
                if self.handle_next().is_none() {
                    return announced;
                }
            }
            announced.extend(self.new_notifications(minute));
        }
        announced
    }

    /// What was announced in this minute. What comes in one minute comes in any order.
    fn new_notifications(&mut self, minute: DateTime<Utc>) -> Vec<String> {
        let all = self.notifications.received();
        let (earlier, new) = all.split_at(self.seen);
        let at = (minute + TimeDelta::hours(1)).format("%H:%M");
        let is_in_place = |id| earlier.iter().any(|it| it.id == id);
        let new = new.iter().map(|it| {
            let again = if is_in_place(it.id) { " again" } else { "" };
            format!("{at} {}{again}", it.summary)
        });
        let mut new: Vec<String> = new.collect();
        new.sort();
        self.seen = all.len();
        new
    }
}

#[test]
fn on_ten_evenings_everything_is_announced_once_and_nights_are_proposed_where_they_show() {
    with_dbusmock(|notifications| {
        let folder = tempfile::tempdir().unwrap();
        set_clock(at(1, "19:00"));
        let mut life = Life::start(folder.path(), notifications);
        for (day, evening) in (1..).zip(&EVENINGS) {
            let announced = life.evening(day, evening);
            assert_eq!(announced, evening.announced, "{day}: {}", evening.about);
            let stored = stored(folder.path(), &format!("2026-11-{day:02}"));
            let night = evening.night.map(|(from, until)| Quiet {
                from: time(day, from),
                until: time(day, until),
            });
            assert_eq!(stored.night, night, "{day}: {}", evening.about);
            notifications.wait_until(|all| all.iter().all(|it| it.is_closed));
        }
        // One that came once too often may be late.
        thread::sleep(Duration::from_millis(300));
        assert_eq!(notifications.received().len(), life.seen);
    });
}
