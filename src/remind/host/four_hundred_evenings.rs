//! Four hundred evenings of lock, idle, suspend and return, by a clock given in: every reminder is announced on time
//! once, renewed at most once on return, and none comes more often.

use std::collections::BTreeMap;
use std::sync::mpsc::{self, Receiver};

use chrono::{DateTime, FixedOffset, TimeDelta, Utc};
use tempfile::TempDir;

use super::*;
use crate::clock::Zone;
use crate::desktop::{DesktopRequest, NotificationId};
use crate::journal::Journal;
use crate::plan;
use crate::presence::{Absence, Sign, SignState};
use crate::split_mix::SplitMix64;

/// Three steps, and bedtime at 22:30. The morning is not asked about.
const PLAN: &str = r#"
bedtime = "22:30"
wake = "06:30"

[reminders]
morning = false

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
"#;

const EVENINGS: i64 = 400;

/// The steps, each with its minute after noon.
const STEPS: [(&str, i64); 3] = [("bath", 480), ("tea", 490), ("stretch", 555)];

/// The minutes at which it is asked whether somebody is still up.
const STILL_UP: [i64; 2] = [11 * 60, 11 * 60 + 30];

/// `late_after`, in minutes.
const LATE_AFTER: i64 = 30;

/// A time during which nobody is there, in minutes after noon, from when the desktop reports it.
#[derive(Debug, Clone, Copy)]
struct Away {
    from: i64,
    until: i64,
    how: Absence,
}

impl Away {
    fn contains(self, minute: i64) -> bool {
        (self.from..self.until).contains(&minute)
    }
}

/// What the desktop was asked to show.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Shown {
    minute: i64,
    tag: String,
    is_in_place: bool,
    has_sound: bool,
}

struct Life {
    host: Host,
    requests: Receiver<DesktopRequest>,
    _folder: TempDir,
    last_number: u32,
    numbers: BTreeMap<String, u32>,
    shown: Vec<Shown>,
}

fn noon(evening: i64) -> DateTime<Utc> {
    let first: DateTime<Utc> = "2026-11-01T12:00:00+01:00".parse().unwrap();
    first + TimeDelta::days(evening)
}

impl Life {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let zone = Zone::Fixed(FixedOffset::east_opt(3600).unwrap());
        let journal = Journal::open(&path("journal.db"), "test").unwrap();
        let coach = Coach::new(plan::parse(PLAN).unwrap(), zone, journal);
        let claims = Claims::new(path("claims.db"), path("journal.db"));
        let mut host = Host::new(coach, path("config.toml"), claims);
        let (send, requests) = mpsc::channel();
        let (notifier, holder) = (
            Notifier::to(send),
            ClaimHolder::process(std::process::id(), noon(0)),
        );
        let watched = Watched {
            config: path("config.toml"),
            journal: path("journal.db"),
            sync: None,
        };
        host.started = Some(Started {
            watch: Watch::files(&watched, |_| {}),
            notifier: notifier.clone(),
            reminders: ReminderDispatcher::new(
                notifier,
                holder.clone(),
                OutstandingReminders::default(),
            ),
            hooks: HookDispatcher::logging(holder),
            backups: Backups::default(),
        });
        let over = Sign {
            absence: Absence::Locked,
            state: SignState::Over,
        };
        let began = PresenceReport::Began(vec![over], Some(noon(0)));
        host.handle(HostEvent::Presence(began), noon(0));
        Self {
            host,
            requests,
            _folder: folder,
            last_number: 0,
            numbers: BTreeMap::new(),
            shown: vec![],
        }
    }

    fn hear(&mut self, absence: Absence, state: SignState, now: DateTime<Utc>) {
        let heard = PresenceReport::Heard(vec![Sign { absence, state }]);
        self.host.handle(HostEvent::Presence(heard), now);
    }

    fn look(&mut self, evening: i64, minute: i64) {
        let now = noon(evening) + TimeDelta::minutes(minute);
        let running = (now - noon(0)).to_std().unwrap();
        self.host.look(Moment { now, running });
        while let Ok(request) = self.requests.try_recv() {
            let message = match request {
                DesktopRequest::Show(notification, place) => {
                    self.shown.push(Shown {
                        minute,
                        tag: notification.tag.clone(),
                        is_in_place: place.is_some(),
                        has_sound: notification.has_sound,
                    });
                    self.last_number += 1;
                    let number = place.map_or(self.last_number, |place| place.number);
                    self.numbers.insert(notification.tag.clone(), number);
                    DesktopMessage::Sent {
                        tag: notification.tag,
                        id: Some(NotificationId {
                            number,
                            service: "test".to_owned(),
                        }),
                    }
                }
                DesktopRequest::Close(tag) => DesktopMessage::Closed { tag },
                DesktopRequest::CloseLeftover(_) => continue,
            };
            self.host.handle(HostEvent::Desktop(message), now);
        }
    }

    /// Lives an evening, and returns what was shown.
    fn evening(&mut self, evening: i64, away: &[Away]) -> Vec<Shown> {
        let mut minutes: Vec<i64> = STEPS.iter().map(|(_, at)| *at).chain(STILL_UP).collect();
        minutes.extend(away.iter().flat_map(|it| [it.from, it.until, it.until + 1]));
        minutes.extend([470, 630, 719]);
        minutes.sort_unstable();
        minutes.dedup();
        for minute in minutes {
            let now = noon(evening) + TimeDelta::minutes(minute);
            for it in away {
                if it.until == minute {
                    self.hear(it.how, SignState::Over, now);
                }
                if it.from == minute {
                    self.hear(it.how, SignState::Began, now);
                }
            }
            let sleeps = |it: &Away| it.how == Absence::Asleep && it.contains(minute);
            if !away.iter().any(sleeps) {
                self.look(evening, minute);
            }
        }
        std::mem::take(&mut self.shown)
    }
}

/// What has to be shown of a step: when, and when again in its place.
fn expected(due: i64, away: &[Away]) -> (Option<i64>, Option<i64>) {
    let Some(it) = away.iter().find(|it| it.contains(due)) else {
        return (Some(due), None);
    };
    let back_in_time = (it.until - due <= LATE_AFTER).then_some(it.until);
    if it.how == Absence::Asleep {
        (back_in_time, None)
    } else {
        (Some(due), back_in_time)
    }
}

#[test]
fn reminders_come_on_time_once_and_once_more_on_return() {
    let mut draws = SplitMix64::new(17);
    let mut between = |from: i64, to: i64| from + draws.below((to - from) as usize) as i64;
    let mut life = Life::new();
    let (mut renewed, mut summaries, mut asked) = (0, 0, 0);
    for evening in 0..EVENINGS {
        let mut away = vec![];
        let mut from = between(430, 500);
        while from < 690 {
            let until = from + between(2, 70);
            let how = Absence::ALL[usize::try_from(between(0, 4)).unwrap()];
            away.push(Away { from, until, how });
            from = until + between(2, 90);
        }
        let shown = life.evening(evening, &away);
        let context = || format!("evening {evening}: {away:?} {shown:#?}");
        let date = (noon(evening) + TimeDelta::hours(1))
            .format("%Y-%m-%d")
            .to_string();
        let mut counted = 0;
        let mut late_and_unseen: BTreeMap<i64, usize> = BTreeMap::new();
        for (step, due) in STEPS {
            let prefix = format!("{date} {step} due ");
            let of_step = |it: &&Shown| it.tag.starts_with(&prefix) && !it.tag.contains(", ");
            let alone: Vec<&Shown> = shown.iter().filter(of_step).collect();
            let fresh: Vec<i64> = alone
                .iter()
                .filter(|it| !it.is_in_place)
                .map(|it| it.minute)
                .collect();
            let again: Vec<i64> = alone
                .iter()
                .filter(|it| it.is_in_place)
                .map(|it| it.minute)
                .collect();
            let (at, back) = expected(due, &away);
            let is_on_time = at == Some(due);
            if is_on_time || !fresh.is_empty() {
                assert_eq!(fresh, Vec::from_iter(at), "{step}, {}", context());
            }
            assert_eq!(again, Vec::from_iter(back), "{step}, {}", context());
            assert!(again.is_empty() || alone.iter().any(|it| !it.has_sound));
            renewed += again.len();
            counted += fresh.len() + again.len();
            let absence = away.iter().find(|it| it.contains(due));
            if let Some(it) = absence.filter(|_| is_on_time && back.is_none()) {
                *late_and_unseen.entry(it.until).or_default() += 1;
            }
        }
        let several: Vec<&Shown> = shown.iter().filter(|it| it.tag.contains(", ")).collect();
        for summary in &several {
            assert!(!summary.has_sound || away.iter().any(|it| it.until == summary.minute));
            assert!(
                away.iter().any(|it| it.until == summary.minute),
                "{}",
                context()
            );
        }
        for (minute, count) in late_and_unseen {
            let is_summed_up = several.iter().any(|it| it.minute == minute);
            assert_eq!(is_summed_up, count > 1, "{minute}, {}", context());
        }
        let asks: Vec<&Shown> = shown
            .iter()
            .filter(|it| it.tag.contains("still-up"))
            .collect();
        assert!(asks.len() <= 2, "{}", context());
        for ask in &asks {
            assert!(!ask.has_sound && !ask.is_in_place, "{}", context());
            assert!(
                !away.iter().any(|it| it.contains(ask.minute)),
                "{}",
                context()
            );
        }
        for minute in STILL_UP {
            let is_here = !away.iter().any(|it| it.contains(minute));
            let is_asked = asks.iter().any(|it| it.minute == minute);
            assert_eq!(is_asked, is_here, "{minute}, {}", context());
        }
        summaries += several.len();
        asked += asks.len();
        // The bedtime step of its own is not in this plan.
        assert_eq!(
            shown.len(),
            counted + several.len() + asks.len(),
            "{}",
            context()
        );
    }
    assert!(
        renewed > 50 && summaries > 20 && asked > 200,
        "{renewed} {summaries} {asked}"
    );
}
