use std::cell::Cell;
use std::fs;
use std::os::unix::fs::symlink;
use std::time::SystemTime;

use chrono::{FixedOffset, TimeDelta};
use tempfile::TempDir;

use super::*;
use crate::claims::SILENCE_DURATION;
use crate::clock::Zone;
use crate::evening::{Action, When};
use crate::event::{NightEntry, Origin};
use crate::journal::Journal;
use crate::plan::{self, Config};

/// A home with a config and a journal.
struct Home {
    folder: TempDir,
    /// How often the config was written. Each text has another length, because two modification times may be equal.
    written: Cell<usize>,
}

impl Home {
    fn new() -> Self {
        let home = Self {
            folder: tempfile::tempdir().unwrap(),
            written: Cell::default(),
        };
        home.write_config("22:30");
        drop(home.journal("journal.db"));
        home
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn journal(&self, name: &str) -> Journal {
        Journal::open(&self.path(name), "test").unwrap()
    }

    fn claims(&self) -> Claims {
        Claims::new(self.path("claims.db"), self.path("journal.db"))
    }

    /// A host that was not started: no watch reports anything to it.
    fn host(&self) -> Host {
        let coach = Coach::new(
            Config::built_in(),
            Zone::Fixed(FixedOffset::east_opt(3600).unwrap()),
            self.journal("journal.db"),
        );
        let mut host = Host::new(coach, self.path("config.toml"), self.claims());
        host.changed(Change::Config);
        host
    }

    /// Writes a config with that bedtime; `25:00` is a mistake.
    fn write_config(&self, bedtime: &str) {
        let config = format!("bedtime = \"{bedtime}\"");
        let config = plan::EXAMPLE.replacen("bedtime = \"22:30\"", &config, 1);
        self.written.set(self.written.get() + 1);
        let comment = "#".repeat(self.written.get());
        fs::write(self.path("config.toml"), format!("{config}\n{comment}\n")).unwrap();
    }

    /// Replaces the journal's file by another one.
    fn replace_journal(&self) {
        let other = self.path("other.db");
        self.journal("other.db").forget_unfinished().unwrap();
        for ending in ["-wal", "-shm"] {
            let _ = fs::remove_file(self.path(&format!("journal.db{ending}")));
        }
        fs::rename(other, self.path("journal.db")).unwrap();
    }
}

/// The moment `seconds` after the start, by both clocks.
fn after(seconds: u64) -> Moment {
    let start: DateTime<Utc> = "2026-11-24T20:00:00Z".parse().unwrap();
    let running = Duration::from_secs(seconds);
    Moment {
        now: start + running,
        running,
    }
}

/// The kinds of the notices.
fn kinds(notices: &[Notice]) -> Vec<&'static str> {
    let kind = |notice: &Notice| match notice {
        Notice::ConfigRead(_) => "config read",
        Notice::ConfigWrong(_) => "config wrong",
        Notice::JournalWritten => "journal written",
        Notice::JournalReplaced => "journal replaced",
        Notice::JournalRecovered(_) => "journal recovered",
        Notice::JournalUnusable(_) => "journal unusable",
        Notice::JournalUsable => "journal usable",
        Notice::ZoneChanged => "zone changed",
        Notice::ClockChanged => "clock changed",
        Notice::ClockInDoubt(_) => "clock in doubt",
        Notice::Answered(_) => "answered",
        Notice::AnswerRefused(_) => "answer refused",
        Notice::AnswerWaits(_) => "answer waits",
        Notice::NotShown(_) => "not shown",
        Notice::WindowWanted => "window wanted",
    };
    notices.iter().map(kind).collect()
}

fn bedtime(host: &Host) -> String {
    host.coach.config.plan.bedtime.format("%H:%M").to_string()
}

#[test]
fn a_mistake_in_the_config_is_reported_once_and_so_is_its_correction() {
    let home = Home::new();
    let mut host = home.host();
    home.write_config("25:00");
    assert_eq!(kinds(&host.changed(Change::Config)), ["config wrong"]);
    assert_eq!(bedtime(&host), "22:30", "the last good one stays in force");
    // Written again with the same mistake.
    assert!(host.changed(Change::Config).is_empty());
    fs::write(home.path("config.toml"), "bedtime = 7").unwrap();
    assert_eq!(kinds(&host.changed(Change::Config)), ["config wrong"]);
    home.write_config("23:15");
    assert_eq!(kinds(&host.changed(Change::Config)), ["config read"]);
    assert_eq!(bedtime(&host), "23:15");
    assert!(kinds(&host.look(after(30)).notices).is_empty());
    home.write_config("25:00");
    assert_eq!(
        kinds(&host.changed(Change::Config)),
        ["config wrong"],
        "it was corrected in between"
    );
}

#[test]
fn the_next_look_notices_a_config_change_that_no_watch_reports() {
    let home = Home::new();
    let mut host = home.host();
    assert!(host.look(after(0)).notices.is_empty());
    home.write_config("23:15");
    assert_eq!(kinds(&host.look(after(30)).notices), ["config read"]);
    assert_eq!(bedtime(&host), "23:15");
    home.write_config("25:00");
    assert_eq!(kinds(&host.look(after(60)).notices), ["config wrong"]);
    assert!(host.look(after(90)).notices.is_empty());
    fs::remove_file(home.path("config.toml")).unwrap();
    assert_eq!(kinds(&host.look(after(120)).notices), ["config read"]);
    assert_eq!(bedtime(&host), "22:30", "without a file the built-in one");
    home.write_config("23:45");
    assert_eq!(kinds(&host.look(after(150)).notices), ["config read"]);
}

#[test]
fn a_config_that_may_be_half_written_is_left_to_a_later_look() {
    let home = Home::new();
    let mut host = home.host();
    let path = home.path("config.toml");
    fs::write(&path, "").unwrap();
    let written = fs::File::options().write(true).open(&path).unwrap();
    let then = after(29).now + TimeDelta::milliseconds(500);
    written.set_modified(SystemTime::from(then)).unwrap();
    assert!(host.look(after(30)).notices.is_empty());
    assert_eq!(kinds(&host.look(after(31)).notices), ["config wrong"]);
}

#[test]
fn a_replaced_journal_is_reopened_and_reported_once() {
    let home = Home::new();
    let mut host = home.host();
    assert!(host.changed(Change::Journal).is_empty());
    home.replace_journal();
    assert_eq!(
        kinds(&host.changed(Change::Journal)),
        ["journal replaced", "journal written"]
    );
    assert!(host.changed(Change::Journal).is_empty());
    home.replace_journal();
    assert_eq!(
        kinds(&host.look(after(30)).notices),
        ["journal replaced", "journal written"],
        "also where no watch reports it"
    );
    assert!(host.look(after(60)).notices.is_empty());
    home.journal("journal.db")
        .acknowledge("bath", after(60).now)
        .unwrap();
    assert_eq!(kinds(&host.changed(Change::Journal)), ["journal written"]);
}

#[test]
fn looks_move_what_was_written_into_the_journals_own_file() {
    let home = Home::new();
    let mut host = home.host();
    let log = || fs::metadata(home.path("journal.db-wal")).map_or(0, |log| log.len());
    for (in_silence, page) in [(false, "bath"), (true, "massage")] {
        let now = crate::clock::now();
        host.coach.journal.acknowledge(page, now).unwrap();
        let moment = |seconds| Moment {
            now: now + TimeDelta::seconds(seconds),
            running: Duration::from_secs(seconds.unsigned_abs()),
        };
        let mut look = |seconds| {
            if in_silence {
                host.look_in_silence(moment(seconds)).again_in
            } else {
                host.look(moment(seconds)).again_in
            }
        };
        assert!(log() > 0);
        assert!(look(1) < LOOK_AT_LEAST_EVERY, "it looks again soon");
        assert!(log() > 0);
        look(10);
        assert_eq!(log(), 0);
    }
}

#[test]
fn an_unusable_journal_is_reported_once_and_so_is_its_recovery() {
    let home = Home::new();
    let mut host = home.host();
    let journal = home.path("journal.db");
    fs::remove_file(&journal).unwrap();
    fs::create_dir(&journal).unwrap();
    assert_eq!(kinds(&host.look(after(0)).notices), ["journal unusable"]);
    let looked = host.look(after(30));
    assert!(looked.notices.is_empty());
    assert_eq!(looked.again_in, LOOK_AT_LEAST_EVERY);
    assert!(host.changed(Change::Journal).is_empty());
    assert!(host.look_in_silence(after(40)).notices.is_empty());
    fs::remove_dir(&journal).unwrap();
    assert_eq!(
        kinds(&host.look(after(60)).notices),
        ["journal replaced", "journal written", "journal usable"]
    );
    assert!(host.look(after(90)).notices.is_empty());
}

#[test]
fn a_clock_jump_is_reported_once_with_or_without_a_watch() {
    let home = Home::new();
    let mut host = home.host();
    let set = |by: i64, moment: Moment| Moment {
        now: moment.now + TimeDelta::seconds(by),
        ..moment
    };
    assert!(host.look(after(0)).notices.is_empty());
    assert!(host.look(set(1, after(30))).notices.is_empty(), "drift");
    assert!(host.look(set(3, after(45))).notices.is_empty(), "drift");
    let notices = host.look(set(3600, after(60))).notices;
    assert_eq!(kinds(&notices), ["clock changed"]);
    assert!(host.look(set(3600, after(90))).notices.is_empty());
    let notices = host.look_in_silence(after(120)).notices;
    assert_eq!(kinds(&notices), ["clock changed"], "it was set back");
    assert_eq!(kinds(&host.changed(Change::Clock)), ["clock changed"]);
    assert!(host.look(set(-3600, after(121))).notices.is_empty());
}

#[test]
fn both_front_ends_get_the_same_notices_from_the_same_change() {
    let home = Home::new();
    let mut hosts = [home.host(), home.host()];
    let mut noticed = |change| {
        let handle = |host: &mut Host| {
            let notices = host.handle(HostEvent::Changed(change), after(0).now);
            kinds(&notices)
        };
        let [window, agent] = &mut hosts;
        [handle(window), handle(agent)]
    };
    home.write_config("25:00");
    assert_eq!(noticed(Change::Config), [["config wrong"]; 2]);
    home.write_config("23:00");
    assert_eq!(noticed(Change::Config), [["config read"]; 2]);
    home.replace_journal();
    let replaced = ["journal replaced", "journal written"];
    assert_eq!(noticed(Change::Journal), [replaced; 2]);
    assert_eq!(noticed(Change::Zone), [["zone changed"]; 2]);
    assert_eq!(noticed(Change::Clock), [["clock changed"]; 2]);
    let [window, agent] = &mut hosts;
    let looked = [window.look_in_silence(after(30)), agent.look(after(30))];
    // The request for silence is not in the journal.
    let kinds = looked.map(|looked| kinds(&looked.notices));
    assert_eq!(kinds, [const { vec![] }; 2] as [Vec<&str>; 2]);
}

#[test]
fn silence_is_renewed_once_a_minute_and_ends_with_the_next_ordinary_look() {
    let home = Home::new();
    let mut host = home.host();
    let until = |seconds| home.claims().silent_until(after(seconds).now);
    assert!(host.look_in_silence(after(0)).notices.is_empty());
    let first = until(0);
    assert_eq!(first, Some(after(0).now + SILENCE_DURATION));
    host.look_in_silence(after(59));
    assert_eq!(until(0), first);
    host.look_in_silence(after(60));
    assert_eq!(until(60), Some(after(60).now + SILENCE_DURATION));
    host.look(after(61));
    assert_eq!(until(61), None);
}

#[test]
fn leaving_ends_only_the_silence_that_this_host_requested() {
    let home = Home::new();
    let (mut asked, mut other) = (home.host(), home.host());
    let is_quiet = || home.claims().silent_until(after(1).now).is_some();
    asked.look_in_silence(after(0));
    assert!(other.leave(true, after(1).now).is_empty());
    assert!(is_quiet());
    assert!(asked.leave(true, after(1).now).is_empty());
    assert!(!is_quiet());
}

#[test]
fn a_config_behind_a_symlink_is_followed_at_its_target() {
    let home = Home::new();
    fs::rename(home.path("config.toml"), home.path("dotfile.toml")).unwrap();
    symlink(home.path("dotfile.toml"), home.path("config.toml")).unwrap();
    let mut host = home.host();
    home.write_config("23:20");
    assert!(home.path("config.toml").is_symlink());
    assert_eq!(kinds(&host.look(after(30)).notices), ["config read"]);
    assert_eq!(bedtime(&host), "23:20");
}

#[test]
fn a_recovered_journal_is_reported_once_also_by_a_host_that_started_during_it() {
    let home = Home::new();
    let mut host = home.host();
    let now = |seconds| Moment {
        now: crate::clock::now() + TimeDelta::seconds(seconds),
        running: Duration::from_secs(seconds.unsigned_abs()),
    };
    assert!(host.look(now(0)).notices.is_empty());
    let journal = home.path("journal.db");
    fs::write(&journal, [0; 4096]).unwrap();
    assert!(crate::journal::recover(&journal).unwrap().is_some());
    let seen = kinds(&host.look(now(0)).notices);
    assert!(
        seen.contains(&"journal recovered") && seen.contains(&"journal replaced"),
        "{seen:?}"
    );
    assert!(!kinds(&host.look(now(0)).notices).contains(&"journal recovered"));
    let mut started_later = home.host();
    assert_eq!(
        kinds(&started_later.look(now(1)).notices),
        ["journal recovered"]
    );
    let mut much_later = home.host();
    assert!(much_later.look(now(3600)).notices.is_empty());
}

#[test]
fn the_plan_is_recorded_in_the_last_minute_before_bedtime_and_not_after_it() {
    let home = Home::new();
    let mut host = home.host();
    let recorded = || {
        let plans = home
            .journal("journal.db")
            .plans_until("2026-11-24".parse().unwrap());
        plans.unwrap().len()
    };
    let bedtime = 90 * 60;
    for (seconds, count) in [(bedtime - 61, 0), (bedtime - 60, 1), (bedtime - 30, 1)] {
        host.look(after(seconds));
        assert_eq!(recorded(), count, "{seconds}");
    }
    home.write_config("23:00");
    host.changed(Change::Config);
    host.look(after(bedtime + 1));
    assert_eq!(recorded(), 1, "the edit applies from tomorrow");
}

#[test]
fn a_clock_in_doubt_is_reported_once_until_it_is_right_again() {
    let home = Home::new();
    let mut host = home.host();
    let moment = |now: &str, seconds| Moment {
        now: now.parse().unwrap(),
        running: Duration::from_secs(seconds),
    };
    let mut looked = |now: &str, seconds| {
        let notices = host.look(moment(now, seconds)).notices;
        let mut kinds = kinds(&notices);
        // The clock jumps by years between these looks.
        kinds.retain(|kind| *kind != "clock changed");
        kinds
    };
    assert_eq!(looked("1970-01-01T12:00:00Z", 0), ["clock in doubt"]);
    assert!(looked("1970-01-01T12:00:30Z", 30).is_empty());
    assert!(looked("2026-11-24T12:01:00Z", 60).is_empty());
    assert_eq!(looked("1970-01-01T12:01:30Z", 90), ["clock in doubt"]);
}

#[test]
fn a_flight_west_does_not_begin_an_evening_again_that_a_host_saw_end() {
    let home = Home::new();
    let mut host = home.host();
    let wake = 9 * 3600 + 30 * 60;
    let tonight = |host: &Host, seconds| {
        let now = after(seconds).now;
        host.coach.date_of_tonight(now).unwrap().to_string()
    };
    host.look(after(wake + 600));
    assert_eq!(tonight(&host, wake + 600), "2026-11-25");
    host.coach.zone = Zone::Fixed(FixedOffset::west_opt(5 * 3600).unwrap());
    assert_eq!(tonight(&host, wake + 660), "2026-11-24");
    let notices = host.look(after(wake + 660)).notices;
    assert_eq!(kinds(&notices), ["journal written"]);
    assert_eq!(tonight(&host, wake + 660), "2026-11-25");
    assert!(host.look(after(wake + 690)).notices.is_empty());
    // At home again it goes on as well.
    host.coach.zone = Zone::Fixed(FixedOffset::east_opt(3600).unwrap());
    assert!(host.look(after(wake + 720)).notices.is_empty());
    assert_eq!(tonight(&host, wake + 720), "2026-11-25");
}

#[test]
fn waking_that_is_undone_begins_the_evening_again_though_a_host_saw_it_end() {
    let home = Home::new();
    let mut host = home.host();
    let night = 8 * 3600;
    let act = |host: &mut Host, action, seconds| {
        let evening = "2026-11-24".parse().unwrap();
        let now = after(seconds).now;
        let acted = host.coach.act(evening, &action, Origin::Typed, now);
        acted.unwrap();
        host.look(after(seconds));
        host.coach.date_of_tonight(now).unwrap().to_string()
    };
    let woke = Action::Woke {
        when: When::Now,
        night: NightEntry::default(),
    };
    assert_eq!(act(&mut host, woke, night), "2026-11-25");
    let undo = Action::Undo { step: None };
    assert_eq!(act(&mut host, undo, night + 60), "2026-11-24");
}
