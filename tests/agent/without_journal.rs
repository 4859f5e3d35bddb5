//! A journal that cannot be written, read or opened silences nothing, and what is pressed is recorded once it can be.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;

use rusqlite::Connection;

use super::faults::{doctor_line, make_it_look};
use super::pty::Terminal;
use super::{Agent, Home, is_missing};

const WAITS: &str = "Not recorded yet";

/// A home in which a step was done, and so has a journal, and in which another one is due.
fn home() -> Home {
    let home = Home::new(&[("tea", -1), ("walk", -1)]);
    home.stdout(&["done", "walk"]);
    home
}

fn permit(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

/// The agent reminds once and says why nothing can be recorded; what is pressed is recorded once the cause is gone.
fn reminds_and_records_later(home: &Home, why: &str, mend: impl FnOnce()) {
    assert_eq!(home.wait_for_notifications(1), ["TEA"]);
    let tea = home.service.received()[0].clone();
    assert!(tea.body.contains(why), "{}", tea.body);
    make_it_look(home);
    home.assert_only(&["TEA"]);
    home.service.press(&tea, "done");
    assert_eq!(home.wait_for_notifications(2), ["TEA", WAITS]);
    let waits = &home.service.received()[1];
    assert!(waits.body.contains(why), "{}", waits.body);
    make_it_look(home);
    home.assert_only(&["TEA", WAITS]);
    mend();
    make_it_look(home);
    home.wait_until("it is recorded", || home.status("tea") == "done");
    home.service.wait_until(|given| given[1].is_closed);
    home.assert_only(&["TEA", WAITS]);
}

#[test]
fn a_newer_journal() {
    let home = home();
    let set_format = |format: i64| {
        let journal = Connection::open(home.journal_path()).unwrap();
        journal.pragma_update(None, "user_version", format).unwrap();
    };
    let journal = Connection::open(home.journal_path()).unwrap();
    let format: i64 = journal
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .unwrap();
    drop(journal);
    set_format(99);
    let _agent = home.agent();
    reminds_and_records_later(&home, "a newer winddown wrote the journal", || {
        // As an update or a restored backup does it, the file is another one then.
        let path = home.journal_path();
        let copy = path.with_extension("copy");
        fs::copy(&path, &copy).unwrap();
        let other = Connection::open(&copy).unwrap();
        other.pragma_update(None, "user_version", format).unwrap();
        drop(other);
        fs::rename(copy, path).unwrap();
    });
    assert_eq!(home.status("walk"), "done");
}

#[test]
fn a_journal_that_another_program_has_locked() {
    let home = home();
    let locked = Connection::open(home.journal_path()).unwrap();
    locked.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let _agent = home.agent();
    reminds_and_records_later(&home, "another program is using the journal", || {
        locked.execute_batch("ROLLBACK").unwrap();
    });
}

#[test]
fn a_journal_that_is_locked_for_readers_too() {
    let home = Home::new(&[("tea", -1)]);
    home.stdout(&["log", "note", "well"]);
    let locked = Connection::open(home.journal_path()).unwrap();
    locked
        .execute_batch(
            "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; DELETE FROM timer; COMMIT",
        )
        .unwrap();
    let _agent = home.agent();
    reminds_and_records_later(&home, "another program is using the journal", || {
        drop(locked);
    });
}

#[test]
fn a_journal_that_is_none() {
    let home = Home::new(&[("tea", -1)]);
    let ran = home.path("ran");
    let config = fs::read_to_string(home.config()).unwrap();
    let hook = format!("[hooks]\non_due = [\"touch\", {:?}]\n", ran.display());
    home.write_config(&format!("{config}\n{hook}"));
    let path = home.journal_path();
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, "Dear diary, ".repeat(1000)).unwrap();
    let _agent = home.agent();
    reminds_and_records_later(&home, "something else is in the journal's place", || {
        fs::remove_file(&path).unwrap();
    });
    assert!(ran.exists(), "the hook");
}

#[test]
fn a_read_only_journal() {
    if is_missing("setpriv") {
        return;
    }
    let home = home();
    let path = home.journal_path();
    let folder = path.parent().unwrap();
    permit(&path, 0o444);
    permit(folder, 0o555);
    let mut command = home.command(&["agent"]);
    if fs::metadata(folder).unwrap().uid() == 0 {
        // Permissions do not apply to root, which tests in containers run as.
        command = home.command_as("setpriv", &["--bounding-set=-dac_override"]);
        command.args([env!("CARGO_BIN_EXE_winddown"), "agent"]);
    }
    // It can hold no lock there, by which it would be seen that it runs.
    let _agent = Agent {
        child: command.spawn().unwrap(),
    };
    reminds_and_records_later(&home, "the journal is read-only", || {
        permit(folder, 0o755);
        permit(&path, 0o644);
    });
}

fn window(home: &Home) -> Terminal {
    let variables = [
        ("TZ", home.zone.as_str()),
        ("DBUS_SESSION_BUS_ADDRESS", home.address.as_str()),
    ];
    let program = env!("CARGO_BIN_EXE_winddown");
    Terminal::spawn_with(program, home.folder.path(), &[], &variables)
}

#[test]
fn an_open_window_reminds_too_and_says_what_is_wrong() {
    let home = Home::new(&[("tea", -1)]);
    let path = home.journal_path();
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, "Dear diary, ".repeat(1000)).unwrap();
    let window = window(&home);
    window.wait_for("is not a winddown journal");
    assert_eq!(home.wait_for_notifications(1), ["TEA"]);
    home.service.press(&home.service.received()[0], "done");
    window.wait_for("not recorded yet");
    fs::remove_file(&path).unwrap();
    make_it_look(&home);
    home.wait_until("it is recorded", || home.status("tea") == "done");
    window.wait_for("done 21:0");
    home.assert_only(&["TEA"]);
}

/// A home with a journal that another program keeps locked.
fn locked_home() -> (Home, Connection) {
    let home = home();
    let locked = Connection::open(home.journal_path()).unwrap();
    locked.execute_batch("BEGIN EXCLUSIVE").unwrap();
    (home, locked)
}

fn press_done(home: &Home) {
    assert_eq!(home.wait_for_notifications(1), ["TEA"]);
    home.service.press(&home.service.received()[0], "done");
}

/// An agent to whom an answer was given that it could not record so far.
fn answered(home: &Home) -> Agent {
    let agent = home.agent();
    press_done(home);
    assert_eq!(home.wait_for_notifications(2), ["TEA", WAITS]);
    agent
}

#[test]
fn an_agent_that_is_interrupted_says_which_answer_is_not_recorded_yet() {
    let (home, _locked) = locked_home();
    let agent = answered(&home);
    agent.signal("INT");
    assert!(agent.wait_for_end().success());
    let shown = home.service.shown();
    let [lost] = &shown[..] else {
        panic!("{shown:?}");
    };
    assert_eq!(lost.summary, "Your answer is not recorded yet");
    assert_eq!(
        lost.body,
        "TEA done: another program is using the journal. winddown will record it the next time it runs."
    );
}

#[test]
fn an_agent_that_can_store_nothing_says_which_answer_was_not_recorded() {
    let (home, _locked) = locked_home();
    fs::create_dir_all(home.claims_path()).unwrap();
    let agent = answered(&home);
    agent.signal("TERM");
    assert!(agent.wait_for_end().success());
    let shown = home.service.shown();
    let [lost] = &shown[..] else {
        panic!("{shown:?}");
    };
    assert_eq!(lost.summary, "Your answer was not recorded");
    assert_eq!(lost.body, "TEA done: another program is using the journal.");
}

#[test]
fn an_answer_outlives_the_agent_however_that_ends() {
    for signal in ["TERM", "KILL"] {
        let (home, locked) = locked_home();
        let agent = answered(&home);
        agent.signal(signal);
        agent.wait_for_end();
        if signal == "TERM" {
            assert_eq!(home.service.shown(), []);
        }
        locked.execute_batch("ROLLBACK").unwrap();
        assert_ne!(home.status("tea"), "done");
        let _agent = home.agent();
        home.wait_until("it is recorded", || home.status("tea") == "done");
    }
}

#[test]
fn what_a_killed_agent_said_of_a_waiting_answer_is_said_by_the_next_one_only() {
    let (home, locked) = locked_home();
    let agent = answered(&home);
    home.wait_until("the notification is known to others", || {
        let claims = Connection::open(home.claims_path()).unwrap();
        let sql = "SELECT count(*) FROM own_notification";
        claims.query_one(sql, [], |row| row.get::<_, u32>(0)) == Ok(1)
    });
    agent.signal("KILL");
    agent.wait_for_end();
    let _next = home.agent();
    home.service.wait_until(|given| {
        let says_so: Vec<bool> = given
            .iter()
            .filter(|it| it.summary == WAITS)
            .map(|it| it.is_closed)
            .collect();
        says_so == [true, false]
    });
    locked.execute_batch("ROLLBACK").unwrap();
    make_it_look(&home);
    home.wait_until("all are closed", || home.service.shown().is_empty());
    assert_eq!(home.status("tea"), "done");
}

#[test]
fn an_agent_that_ends_after_recording_what_waited_leaves_nothing_behind() {
    let (home, locked) = locked_home();
    let agent = answered(&home);
    locked.execute_batch("ROLLBACK").unwrap();
    agent.signal("TERM");
    assert!(agent.wait_for_end().success());
    assert_eq!(home.status("tea"), "done");
    assert_eq!(home.service.shown(), []);
}

#[test]
fn a_window_that_is_left_says_which_answer_is_not_recorded_yet_and_the_next_one_records_it() {
    let (home, locked) = locked_home();
    let mut window = window(&home);
    press_done(&home);
    window.wait_for("not recorded yet");
    window.keys("q");
    assert_eq!(window.wait_for_end(), 1);
    window.wait_for("Not recorded yet: TEA done. ");
    window.wait_for("winddown will record it the next time it runs.");
    locked.execute_batch("ROLLBACK").unwrap();
    assert_ne!(home.status("tea"), "done");
    let _window = self::window(&home);
    home.wait_until("it is recorded", || home.status("tea") == "done");
}

#[test]
fn a_window_leaves_its_answers_to_an_agent() {
    let (home, locked) = locked_home();
    let mut window = window(&home);
    press_done(&home);
    window.wait_for("not recorded yet");
    let _agent = home.agent();
    window.keys("q");
    assert_eq!(window.wait_for_end(), 0);
    locked.execute_batch("ROLLBACK").unwrap();
    make_it_look(&home);
    home.wait_until("it is recorded", || home.status("tea") == "done");
}

#[test]
fn a_window_that_can_store_nothing_says_which_answer_was_not_recorded() {
    for quits_at_once in [false, true] {
        let (home, _locked) = locked_home();
        fs::create_dir_all(home.claims_path()).unwrap();
        let mut window = window(&home);
        press_done(&home);
        window.wait_for("not recorded yet");
        window.keys("q");
        window.wait_for("q leaves at once.");
        if quits_at_once {
            window.keys("q");
        }
        assert_eq!(window.wait_for_end(), 1);
        window.wait_for(if quits_at_once {
            "probably not recorded: TEA done."
        } else {
            "Not recorded: TEA done. "
        });
    }
}

#[test]
fn a_window_that_can_store_nothing_waits_until_an_answer_is_recorded() {
    let (home, locked) = locked_home();
    fs::create_dir_all(home.claims_path()).unwrap();
    let mut window = window(&home);
    press_done(&home);
    window.wait_for("not recorded yet");
    window.keys("q");
    window.wait_for("q leaves at once.");
    locked.execute_batch("ROLLBACK").unwrap();
    assert_eq!(window.wait_for_end(), 0);
    assert_eq!(home.status("tea"), "done");
}

#[test]
fn claims_that_cannot_be_noted_silence_nothing_and_are_reported() {
    let home = Home::new(&[("tea", -1)]);
    fs::create_dir_all(home.claims_path()).unwrap();
    let _agent = home.agent();
    assert_eq!(home.wait_for_notifications(1), ["TEA"]);
    make_it_look(&home);
    home.assert_only(&["TEA"]);
    let line = doctor_line(&home, "reminders");
    assert_eq!(line["state"], "note", "{line}");
    assert!(
        line["found"].as_str().unwrap().contains("claims.db"),
        "{line}"
    );
    assert!(
        home.log().contains("claims cannot be shared"),
        "{}",
        home.log()
    );
}

#[test]
fn an_update_in_the_evening_sends_nothing_twice() {
    let home = Home::new(&[("tea", -1)]);
    let agent = home.agent();
    home.wait_for_notifications(1);
    home.wait_until("it is noted", || {
        home.claims().iter().any(|claim| claim.sent_at.is_some())
    });
    agent.kill();
    // The older version noted it in the journal.
    let claim = home.claims().remove(0);
    for ending in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(format!("{}{ending}", home.claims_path().display()));
    }
    old_journal(&home.journal_path())
        .execute(
            "INSERT INTO claim (reminder, evening, owner, claimed_at, sent_at, channel)
             VALUES (?1, ?2, ?3, ?4, ?4, 'desktop')",
            rusqlite::params![
                claim.reminder,
                claim.evening.to_string(),
                claim.owner,
                claim.claimed_at.timestamp_millis(),
            ],
        )
        .unwrap();
    let _agent = home.agent();
    home.assert_only(&["TEA"]);
    let last = home.json(&["agent", "status"])["last"].clone();
    assert_eq!(last["channel"], "desktop", "{last}");
}

/// A journal as version 0.1.0 made it.
fn old_journal(path: &Path) -> Connection {
    for ending in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(format!("{}{ending}", path.display()));
    }
    let journal = Connection::open(path).unwrap();
    for schema in [
        include_str!("../../src/journal/schema_1.sql"),
        include_str!("../../src/journal/schema_2.sql"),
    ] {
        journal.execute_batch(schema).unwrap();
    }
    for (pragma, value) in [("application_id", 0x7769_6e64), ("user_version", 2)] {
        journal.pragma_update(None, pragma, value).unwrap();
    }
    journal.pragma_update(None, "journal_mode", "WAL").unwrap();
    journal
}
