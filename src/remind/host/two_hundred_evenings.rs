//! Two hundred evenings on a desktop that takes a notification away with its sender, with an agent that is killed and
//! started again, a computer that sleeps, and another program that holds the journal at random moments.
//!
//! The clock is given in, and the random numbers are the same in every run.

mod press;

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;
use std::sync::mpsc::{self, Receiver};

use chrono::{FixedOffset, TimeDelta, Timelike};
use rusqlite::Connection;
use tempfile::TempDir;

use super::*;
use crate::clock::Zone;
use crate::desktop::{DesktopRequest, Notification, NotificationId};
use crate::evening::{Action, When};
use crate::event::{EveningDate, Event, Origin};
use crate::journal::Journal;
use crate::plan;
use crate::remind::reminder::{Announcement, Answer};
use crate::split_mix::SplitMix64;
use press::Press;

const EVENINGS: i64 = 200;

const PLAN: &str = r#"
bedtime = "23:00"
wake = "06:30"
[[step]]
id = "stretch"
title = "Stretch"
kind = "check"
at = "21:00"
[[step]]
id = "coffee"
title = "Coffee"
kind = "cutoff"
substance = "caffeine"
at = "13:30"
[[step]]
id = "tea"
title = "Tea"
kind = "check"
at = "22:10"
[[step]]
id = "bed"
title = "Lights out"
kind = "bedtime"
"#;

/// A notification on the screen.
struct OnScreen {
    number: u32,
    notification: Notification,
}

struct Life {
    random: SplitMix64,
    folder: TempDir,
    now: DateTime<Utc>,
    host: Option<Host>,
    recorder: Option<PromptRecorder>,
    requests: Receiver<DesktopRequest>,
    /// The process number of an agent that has ended; the one that runs has it too, as there is only one at a time.
    pid: u32,
    locked: Option<Connection>,
    screen: BTreeMap<String, OnScreen>,
    numbers: u32,
    /// The reminders that are gone because their agent was killed, not because they were answered or closed.
    vanished: BTreeSet<String>,
    /// How often each reminder came on the screen.
    shown: BTreeMap<String, usize>,
    presses: Vec<Press>,
    explanations: BTreeSet<String>,
    /// What the user recorded in another window.
    elsewhere: usize,
}

fn start() -> DateTime<Utc> {
    "2026-11-24T12:00:00+01:00".parse().unwrap()
}

fn evening_of(key: &str) -> EveningDate {
    key.split(' ').next().unwrap().parse().unwrap()
}

/// The due time in a step's key.
fn due_of(key: &str) -> DateTime<Utc> {
    let seconds = key.rsplit(' ').next().unwrap().parse().unwrap();
    DateTime::from_timestamp(seconds, 0).unwrap()
}

fn evening_ends(date: EveningDate) -> DateTime<Utc> {
    let morning = date.next().0.and_hms_opt(6, 30, 0).unwrap();
    morning.and_utc() - TimeDelta::hours(1)
}

impl Life {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut ended = Command::new("true").spawn().unwrap();
        ended.wait().unwrap();
        Journal::open(&folder.path().join("journal.db"), "test").unwrap();
        Self {
            random: SplitMix64::new(7),
            folder,
            now: start(),
            host: None,
            recorder: None,
            requests: mpsc::channel().1,
            pid: ended.id(),
            locked: None,
            screen: BTreeMap::new(),
            numbers: 0,
            vanished: BTreeSet::new(),
            shown: BTreeMap::new(),
            presses: vec![],
            explanations: BTreeSet::new(),
            elsewhere: 0,
        }
    }

    fn coach(&self) -> Coach {
        let mut journal = Journal::open(&self.folder.path().join("journal.db"), "test").unwrap();
        // A real wait for the lock would take real time.
        journal.wait_at_most(Duration::from_millis(1)).unwrap();
        let zone = Zone::Fixed(FixedOffset::east_opt(3600).unwrap());
        Coach::new(plan::parse(PLAN).unwrap(), zone, journal)
    }

    fn start_agent(&mut self) {
        let path = |name: &str| self.folder.path().join(name);
        let claims = Claims::new(path("claims.db"), path("journal.db"));
        let mut host = Host::new(self.coach(), path("config.toml"), claims);
        let (send, requests) = mpsc::channel();
        let (notifier, holder) = (Notifier::to(send), ClaimHolder::process(self.pid, self.now));
        let outstanding = OutstandingReminders::default();
        self.recorder = Some(PromptRecorder::new(
            outstanding.clone(),
            host.claims.another(),
            holder.clone(),
        ));
        let watched = Watched {
            config: path("config.toml"),
            journal: path("journal.db"),
            sync: None,
        };
        host.started = Some(Started {
            watch: Watch::files(&watched, |_| {}),
            notifier: notifier.clone(),
            reminders: ReminderDispatcher::new(notifier, holder.clone(), outstanding),
            hooks: HookDispatcher::logging(holder),
            backups: Backups::default(),
        });
        (self.host, self.requests) = (Some(host), requests);
    }

    /// Kills the agent. Its notifications vanish with it.
    fn kill_agent(&mut self) {
        (self.host, self.recorder) = (None, None);
        self.vanished.extend(self.screen.keys().cloned());
        self.screen.clear();
    }

    fn look(&mut self) {
        let running = (self.now - start()).to_std().unwrap();
        let now = self.now;
        if let Some(host) = &mut self.host {
            host.look(Moment { now, running });
        }
        self.answer_requests();
    }

    fn store(&self, message: &DesktopMessage) {
        if let Some(recorder) = &self.recorder {
            recorder.record(message, self.now);
        }
    }

    fn tell(&mut self, message: DesktopMessage) {
        self.store(&message);
        let now = self.now;
        if let Some(host) = &mut self.host {
            host.handle(HostEvent::Desktop(message), now);
        }
    }

    /// Does what the desktop is asked to do.
    fn answer_requests(&mut self) {
        while let Ok(request) = self.requests.try_recv() {
            match request {
                DesktopRequest::Show(notification, instead) => {
                    let is_replaced = |it: &OnScreen| {
                        let leftover = instead.as_ref();
                        leftover.is_some_and(|leftover| leftover.number == it.number)
                    };
                    self.screen.retain(|_, it| !is_replaced(it));
                    self.show(notification);
                }
                DesktopRequest::Close(tag) => {
                    if self.screen.remove(&tag).is_some() {
                        self.tell(DesktopMessage::Closed { tag });
                    }
                }
                DesktopRequest::CloseLeftover(id) => {
                    self.screen.retain(|_, it| it.number != id.number);
                }
            }
        }
    }

    fn show(&mut self, notification: Notification) {
        let tag = notification.tag.clone();
        if tag.starts_with("refused") {
            self.explanations.insert(notification.body.clone());
        } else {
            self.assert_may_be_shown(&tag);
        }
        self.numbers += 1;
        let id = NotificationId {
            number: self.numbers,
            service: "one".to_owned(),
        };
        let shown = OnScreen {
            number: self.numbers,
            notification,
        };
        assert!(self.screen.insert(tag.clone(), shown).is_none(), "{tag}");
        let id = Some(id);
        self.tell(DesktopMessage::Sent { tag, id });
    }

    /// No reminder comes too late, and none a second time, unless its agent was killed meanwhile.
    fn assert_may_be_shown(&mut self, tag: &str) {
        for key in tag.split(", ") {
            let (at, lasts) = match Announcement::topic_of_key(key) {
                "morning" => (evening_ends(evening_of(key)), TimeDelta::hours(4)),
                "still-up" => (self.still_up_at(evening_of(key)), TimeDelta::minutes(30)),
                _ => (due_of(key), TimeDelta::minutes(30)),
            };
            let late = self.now - at;
            assert!(
                (TimeDelta::zero()..=lasts).contains(&late),
                "{key} comes {late} late at {}; pressed: {:#?}",
                self.now,
                &self.presses[self.presses.len().saturating_sub(6)..]
            );
        }
        let times = self.shown.entry(tag.to_owned()).or_default();
        *times += 1;
        let is_renewed = self.vanished.remove(tag);
        assert!(*times == 1 || is_renewed, "{tag} comes again");
    }

    /// Half an hour after bedtime, which can be snoozed.
    fn still_up_at(&self, evening: EveningDate) -> DateTime<Utc> {
        let bedtime = evening_ends(evening) - TimeDelta::minutes(7 * 60 + 30);
        let snoozed = self.presses.iter().filter(|press| {
            press.evening == evening
                && press.answer == Answer::Snooze
                && press.step.as_ref().is_some_and(|step| step.0 == "bed")
        });
        let snoozed = snoozed.map(|press| press.at + TimeDelta::minutes(10));
        snoozed.fold(bedtime, DateTime::max) + TimeDelta::minutes(30)
    }

    /// The user presses a button of a notification, if it has any.
    fn press(&mut self, tag: &str) {
        let buttons = &self.screen[tag].notification.buttons;
        if buttons.is_empty() {
            return;
        }
        let button = buttons[self.random.below(buttons.len())].key.clone();
        self.screen.remove(tag);
        let evening = evening_of(tag);
        let topic = Announcement::topic_of_key(tag);
        let is_step = topic != "still-up" && topic != "morning";
        let answer = Answer::from_key(&button).unwrap();
        let ends = evening_ends(evening);
        let is_the_moment = match answer {
            Answer::LightsOut | Answer::SymptomsBegin => self.now < ends,
            Answer::Awake => self.now < ends + TimeDelta::hours(4),
            _ => is_step && self.now - due_of(tag) <= TimeDelta::minutes(30) && self.now < ends,
        };
        self.presses.push(Press {
            evening,
            step: is_step.then(|| topic.into()),
            answer,
            at: self.now,
            is_the_moment,
        });
        let tag = tag.to_owned();
        if answer == Answer::SymptomsBegin {
            // Its step is as open as before, so it may come again, without that button.
            self.vanished.insert(tag.clone());
        }
        let pressed = DesktopMessage::Pressed { tag, button };
        if self.random.below(8) > 0 {
            return self.tell(pressed);
        }
        // The agent is killed inside a look, before it gets the press.
        self.store(&pressed);
        self.kill_agent();
        self.start_agent();
    }

    /// The user marks a step as done in another window, if the journal is free.
    fn act_elsewhere(&mut self) {
        let mut coach = self.coach();
        let evening = coach.date_of_tonight(self.now).unwrap();
        let step = "stretch".into();
        let action = Action::Done {
            step,
            when: When::Now,
        };
        if coach
            .act(evening, &action, Origin::Pressed, self.now)
            .is_ok()
        {
            self.elsewhere += 1;
        }
    }

    fn lock(&mut self) {
        if self.locked.is_none() {
            let other = Connection::open(self.folder.path().join("journal.db")).unwrap();
            other.execute_batch("BEGIN EXCLUSIVE").unwrap();
            self.locked = Some(other);
        }
    }

    /// Lives on for so many minutes. Hours in which nothing can become due are passed over.
    fn minutes(&mut self, minutes: i64) {
        let until = self.now + TimeDelta::minutes(minutes);
        while self.now < until {
            self.now = (self.now + TimeDelta::minutes(20)).min(until);
            self.look();
        }
        let hour = (self.now + TimeDelta::hours(1)).hour();
        let quiet = match hour {
            14..20 => 20 - hour,
            1..5 => 5 - hour,
            8..10 => 10 - hour,
            _ => return,
        };
        self.now += TimeDelta::hours(i64::from(quiet));
        self.look();
    }

    /// Something happens, at random.
    fn incident(&mut self) {
        match self.random.below(12) {
            0 => {
                self.kill_agent();
                let minutes = [0, 0, 3, 40, 200][self.random.below(5)];
                self.now += TimeDelta::minutes(minutes);
                self.start_agent();
                self.look();
            }
            1 | 2 => self.lock(),
            3 | 4 => self.locked = None,
            // The computer sleeps.
            5 => self.now += TimeDelta::minutes([7, 50, 300][self.random.below(3)]),
            6 => {
                self.act_elsewhere();
                self.now += TimeDelta::minutes(1);
                // The notification is answered before the agent can close it.
                let mut tags = self.screen.keys();
                if let Some(tag) = tags.find(|tag| tag.contains(" stretch due ")).cloned() {
                    self.press(&tag);
                    self.look();
                }
            }
            7 => {
                if let Some(tag) = self.any_on_screen() {
                    self.screen.remove(&tag);
                    self.tell(DesktopMessage::Closed { tag });
                }
            }
            _ => {
                if let Some(tag) = self.any_on_screen() {
                    self.press(&tag);
                    // At times the agent is killed before it has done anything about it.
                    if self.random.below(8) == 0 {
                        self.kill_agent();
                        self.start_agent();
                    }
                }
                self.look();
            }
        }
    }

    fn any_on_screen(&mut self) -> Option<String> {
        let n = self.random.below(self.screen.len());
        self.screen.keys().nth(n).cloned()
    }

    /// Everything that was recorded.
    fn events(&self) -> Vec<Event> {
        let journal = Journal::open(&self.folder.path().join("journal.db"), "test").unwrap();
        let first = EveningDate(start().date_naive());
        let dates = std::iter::successors(Some(first), |date| Some(date.next()));
        let dates = dates.take_while(|date| evening_ends(*date) < self.now + TimeDelta::days(1));
        let all = dates.flat_map(|date| journal.evening(date).unwrap());
        all.filter(|event| event.what.kind() != "plan").collect()
    }

    /// Whether the user could read why this was not recorded.
    fn was_explained(&self, press: &Press) -> bool {
        let at = press
            .at
            .with_timezone(&FixedOffset::east_opt(3600).unwrap());
        let pressed = format!(
            "\u{201c}{}\u{201d}, pressed at {}",
            press.answer.label(false),
            at.format("%H:%M")
        );
        self.explanations.iter().any(|body| body.contains(&pressed))
    }
}

#[test]
fn every_press_is_recorded_once_or_explained_and_no_reminder_comes_late_or_twice() {
    let mut life = Life::new();
    life.start_agent();
    for night in 0..EVENINGS {
        let noon = start() + TimeDelta::days(night);
        life.now = life.now.max(noon);
        while life.now < noon + TimeDelta::hours(23) {
            let minutes = [1, 5, 40, 90, 180][life.random.below(5)];
            life.minutes(minutes);
            life.incident();
        }
    }
    life.locked = None;
    life.minutes(30);
    let all = life.events();
    let mut unclaimed = all.clone();
    let (mut recorded, mut explained) = (0, 0);
    for press in &life.presses {
        if let Some(n) = unclaimed.iter().position(|event| press.is(event)) {
            unclaimed.remove(n);
            recorded += 1;
        } else if life.was_explained(press) {
            explained += 1;
        } else {
            let is_settled = all.iter().any(|event| press.is_settled_by(event));
            assert!(is_settled, "lost: {press:?}");
        }
    }
    assert_eq!(unclaimed.len(), life.elsewhere, "twice: {unclaimed:?}");
    let renewed = life.shown.values().filter(|times| **times > 1).count();
    // Fewer would mean that nothing was tried.
    assert!(
        recorded > 200 && explained >= 5 && renewed > 10,
        "{recorded} recorded, {explained} explained, {renewed} renewed"
    );
}
