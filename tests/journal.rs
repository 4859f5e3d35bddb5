//! The journal keeps what it was given, in order, and nothing else touches it.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use rusqlite::Connection;
use serde_json::json;
use tempfile::TempDir;
use winddown::event::{Draft, EveningDate, Event, EventId, NightEntry, StepId, What, standing};
use winddown::journal::{CLAIM_HOLDS, Journal, JournalError, KeptTimer, QUIET_HOLDS, Unfinished};
use winddown::span::Span;

fn place() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    (folder, path)
}

fn open(path: &Path) -> Journal {
    Journal::open(path, "test").unwrap()
}

fn date(text: &str) -> EveningDate {
    text.parse().unwrap()
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn draft(evening: &str, what: What) -> Draft {
    Draft {
        at: at("2026-11-24T20:50:00.123Z"),
        offset_min: 60,
        evening: date(evening),
        what,
    }
}

fn done(step: &str) -> What {
    What::Done {
        step: StepId::from(step),
    }
}

#[test]
fn what_was_appended_is_there_after_opening_again() {
    let (_folder, path) = place();
    let drafts = [
        draft("2026-11-24", done("stretch")),
        draft("2026-11-24", What::LightsOut),
    ];
    let written = open(&path).append(&drafts).unwrap();
    assert_eq!(open(&path).evening(date("2026-11-24")).unwrap(), written);
}

#[test]
fn a_span_is_read_evening_by_evening_in_the_order_of_writing() {
    let (_folder, path) = place();
    let mut journal = open(&path);
    for evening in [
        "2026-11-24",
        "2026-11-22",
        "2026-11-24",
        "2026-11-23",
        "2026-11-25",
    ] {
        journal
            .append(&[draft(
                evening,
                What::Woke {
                    night: NightEntry::default(),
                },
            )])
            .unwrap();
    }
    let read = journal
        .between(date("2026-11-22"), date("2026-11-24"))
        .unwrap();
    let evenings: Vec<_> = read.iter().map(|event| event.evening.to_string()).collect();
    assert_eq!(
        evenings,
        ["2026-11-22", "2026-11-23", "2026-11-24", "2026-11-24"]
    );
    assert!(read[2].id < read[3].id);
}

#[test]
fn ids_grow_even_when_the_clock_was_set_back() {
    let (_folder, path) = place();
    let mut journal = open(&path);
    let first = journal
        .append(&[draft("2026-11-24", done("stretch"))])
        .unwrap()
        .remove(0);
    let ahead = EventId(uuid::Uuid::from_u128(first.id.0.as_u128() + (1 << 100)));
    let from_the_future = Event { id: ahead, ..first };
    assert_eq!(
        journal
            .take_in(std::slice::from_ref(&from_the_future))
            .unwrap(),
        1
    );
    let last = journal
        .append(&[draft("2026-11-24", What::LightsOut)])
        .unwrap()
        .remove(0);
    assert!(last.id > ahead);
}

#[test]
fn taking_in_the_same_events_twice_changes_nothing() {
    let ((_one, path), (_other, elsewhere)) = (place(), place());
    let events = open(&path)
        .append(&[draft("2026-11-24", done("stretch"))])
        .unwrap();
    let mut journal = open(&elsewhere);
    assert_eq!(journal.take_in(&events).unwrap(), 1);
    assert_eq!(journal.take_in(&events).unwrap(), 0);
    assert_eq!(journal.evening(date("2026-11-24")).unwrap(), events);
}

#[test]
fn the_file_itself_refuses_to_change_or_delete_an_event() {
    let (_folder, path) = place();
    open(&path)
        .append(&[draft("2026-11-24", done("stretch"))])
        .unwrap();
    let db = Connection::open(&path).unwrap();
    for sql in ["UPDATE event SET step = 'other'", "DELETE FROM event"] {
        let refused = db.execute(sql, []).unwrap_err().to_string();
        assert!(refused.contains("events are never"), "{refused}");
    }
}

#[test]
fn the_latest_plan_is_the_one_for_the_evening_or_last_before_it() {
    let (_folder, path) = place();
    let mut journal = open(&path);
    for (evening, bedtime) in [
        ("2026-11-01", "22:00"),
        ("2026-11-10", "22:30"),
        ("2026-11-10", "23:00"),
    ] {
        journal
            .append(&[draft(evening, What::Plan(json!({ "bedtime": bedtime })))])
            .unwrap();
    }
    let bedtime = |evening: &str| {
        journal
            .latest_plan(date(evening))
            .unwrap()
            .map(|plan| plan.what.data()["bedtime"].clone())
    };
    assert_eq!(bedtime("2026-10-31"), None);
    assert_eq!(bedtime("2026-11-09"), Some(json!("22:00")));
    assert_eq!(bedtime("2026-11-10"), Some(json!("23:00")));
    assert_eq!(journal.plans_until(date("2026-11-09")).unwrap().len(), 1);
}

#[test]
fn the_first_evening_is_the_first_of_which_anything_but_a_plan_is_known() {
    let (_folder, path) = place();
    let mut journal = open(&path);
    assert_eq!(journal.first_evening().unwrap(), None);
    journal
        .append(&[
            draft("2026-11-01", What::Plan(json!({}))),
            draft(
                "2026-11-03",
                What::Woke {
                    night: NightEntry::default(),
                },
            ),
        ])
        .unwrap();
    assert_eq!(journal.first_evening().unwrap(), Some(date("2026-11-03")));
}

#[test]
fn a_row_that_cannot_be_understood_hides_no_other() {
    let (_folder, path) = place();
    open(&path)
        .append(&[draft("2026-11-24", done("stretch"))])
        .unwrap();
    let strange = "INSERT INTO event VALUES (zeroblob(16), -1, 99999, '2026-11-24', 'done', NULL, '{not json', 'x')";
    Connection::open(&path)
        .unwrap()
        .execute(strange, [])
        .unwrap();
    let read = open(&path).evening(date("2026-11-24")).unwrap();
    assert_eq!(read.len(), 2);
    assert!(matches!(read[0].what, What::Other { .. }));
    assert_eq!(
        read[0].local().to_rfc3339(),
        "1969-12-31T23:59:59.999+00:00"
    );
}

#[test]
fn two_windows_deciding_at_once_see_each_others_events() {
    let (_folder, path) = place();
    open(&path);
    let once = |path: PathBuf| {
        thread::spawn(move || {
            open(&path).transact(|journal| -> Result<_, JournalError> {
                let known = journal.evening(date("2026-11-24"))?;
                Ok(if known.is_empty() {
                    vec![draft("2026-11-24", done("stretch"))]
                } else {
                    vec![]
                })
            })
        })
    };
    let windows: Vec<_> = (0..8).map(|_| once(path.clone())).collect();
    let written: usize = windows
        .into_iter()
        .map(|window| window.join().unwrap().unwrap().len())
        .sum();
    assert_eq!(written, 1);
}

#[test]
fn a_refused_decision_writes_nothing_and_blocks_nobody() {
    let (_folder, path) = place();
    let mut journal = open(&path);
    let refused = journal.transact(|_| Err::<Vec<Draft>, _>(JournalError::Busy(path.clone())));
    assert!(refused.is_err());
    open(&path)
        .append(&[draft(
            "2026-11-24",
            What::Woke {
                night: NightEntry::default(),
            },
        )])
        .unwrap();
    assert_eq!(journal.evening(date("2026-11-24")).unwrap().len(), 1);
}

#[test]
fn another_connections_write_is_noticed_and_our_own_is_not() {
    let (_folder, path) = place();
    let (mut ours, mut theirs) = (open(&path), open(&path));
    let before = ours.foreign_changes().unwrap();
    ours.append(&[draft(
        "2026-11-24",
        What::Woke {
            night: NightEntry::default(),
        },
    )])
    .unwrap();
    assert_eq!(ours.foreign_changes().unwrap(), before);
    theirs
        .append(&[draft("2026-11-24", What::LightsOut)])
        .unwrap();
    assert_ne!(ours.foreign_changes().unwrap(), before);
}

#[test]
fn a_reminder_is_claimed_once_until_its_sender_is_taken_for_dead() {
    let (_folder, path) = place();
    let (mut one, mut other) = (open(&path), open(&path));
    let (evening, now) = (date("2026-11-24"), at("2026-11-24T20:50:00Z"));
    let almost = now + CLAIM_HOLDS - TimeDelta::milliseconds(1);
    assert!(one.claim("stretch", evening, "one", now).unwrap());
    assert!(!other.claim("stretch", evening, "other", now).unwrap());
    assert!(!other.claim("stretch", evening, "other", almost).unwrap());
    assert!(
        other
            .claim("stretch", evening, "other", now + CLAIM_HOLDS)
            .unwrap()
    );
    other
        .mark_sent("stretch", "desktop", None, now + CLAIM_HOLDS)
        .unwrap();
    assert!(
        !one.claim("stretch", evening, "one", now + TimeDelta::days(1))
            .unwrap()
    );
    let claims = one.claims(evening).unwrap();
    assert_eq!(
        (claims.len(), claims[0].sent_at),
        (1, Some(now + CLAIM_HOLDS))
    );
}

#[test]
fn of_two_who_wake_at_the_same_time_one_claims_also_when_it_read_the_clock_last() {
    let (_folder, path) = place();
    let (mut window, mut agent) = (open(&path), open(&path));
    let tonight = date("2026-11-24");
    let woke = at("2026-11-24T20:50:00Z");
    let later = woke + TimeDelta::milliseconds(3);
    assert!(window.claim("stretch", tonight, "window", later).unwrap());
    assert!(!agent.claim("stretch", tonight, "agent", woke).unwrap());
}

#[test]
fn a_claim_made_before_the_clock_was_set_back_does_not_hold_for_ever() {
    let (_folder, path) = place();
    let mut journal = open(&path);
    let (evening, now) = (date("2026-11-24"), at("2026-11-24T20:50:00Z"));
    assert!(
        journal
            .claim("stretch", evening, "one", now + TimeDelta::days(365))
            .unwrap()
    );
    assert!(journal.claim("stretch", evening, "other", now).unwrap());
}

#[test]
fn an_unfinished_session_is_kept_until_it_is_forgotten() {
    let (_folder, path) = place();
    let mut journal = open(&path);
    assert_eq!(journal.unfinished().unwrap(), None);
    let mut session = Unfinished {
        evening: date("2026-11-24"),
        step: Some(StepId::from("stretch")),
        progress: json!({ "next": 2 }),
    };
    journal.keep_unfinished(&session).unwrap();
    session.progress = json!({ "next": 3 });
    journal.keep_unfinished(&session).unwrap();
    assert_eq!(open(&path).unfinished().unwrap(), Some(session));
    journal.forget_unfinished().unwrap();
    assert_eq!(journal.unfinished().unwrap(), None);
}

#[test]
fn a_timer_is_kept_as_it_stands_and_ends_for_one_window_only() {
    let (_folder, path) = place();
    let mut journal = open(&path);
    let mut timer = KeptTimer {
        evening: date("2026-11-24"),
        step: StepId::from("warm-bath"),
        length: Span::minutes(15),
        left: Span::minutes(15),
        since: Some(at("2026-11-24T20:45:00Z")),
    };
    journal.keep_timer(&timer).unwrap();
    timer.left = Span::minutes(12);
    journal.keep_timer(&timer).unwrap();
    let mut other = open(&path);
    assert_eq!(other.timers().unwrap(), [timer.clone()]);
    assert!(journal.end_timer(timer.evening, &timer.step).unwrap());
    assert!(!other.end_timer(timer.evening, &timer.step).unwrap());
    assert_eq!(other.timers().unwrap()[0].left, Span::ZERO);
    // The next evening's takes the place of what was left of earlier ones.
    timer.evening = date("2026-11-25");
    journal.keep_timer(&timer).unwrap();
    assert_eq!(other.timers().unwrap(), [timer.clone()]);
    journal.forget_timer(timer.evening, &timer.step).unwrap();
    assert_eq!(other.timers().unwrap(), []);
}

#[test]
fn notes_that_were_acknowledged_stay_so() {
    let (_folder, path) = place();
    let mut journal = open(&path);
    assert!(journal.acknowledged().unwrap().is_empty());
    for _ in 0..2 {
        journal
            .acknowledge("compression", at("2026-11-24T21:15:00Z"))
            .unwrap();
    }
    let read = open(&path).acknowledged().unwrap();
    assert_eq!(read.into_iter().collect::<Vec<_>>(), ["compression"]);
}

#[test]
fn silence_ends_by_itself_when_nobody_asks_for_it_again() {
    let (_folder, path) = place();
    let mut journal = open(&path);
    let now = at("2026-11-25T02:30:00Z");
    assert_eq!(journal.quiet_until(now).unwrap(), None);
    journal.keep_quiet(now).unwrap();
    let other = open(&path);
    let until = now + QUIET_HOLDS;
    assert_eq!(other.quiet_until(now).unwrap(), Some(until));
    assert_eq!(other.quiet_until(until).unwrap(), None);
    let set_back = now - TimeDelta::hours(1);
    assert_eq!(other.quiet_until(set_back).unwrap(), None);
    journal.end_quiet().unwrap();
    assert_eq!(other.quiet_until(now).unwrap(), None);
}

#[test]
fn a_folder_is_no_journal() {
    let (folder, _) = place();
    assert!(matches!(
        Journal::open(folder.path(), "test"),
        Err(JournalError::Folder(_))
    ));
}

#[test]
fn another_programs_file_is_refused_and_left_as_it_is() {
    let (_folder, path) = place();
    fs::write(&path, "Dear diary, my legs ...".repeat(100)).unwrap();
    let before = fs::read(&path).unwrap();
    assert!(matches!(
        Journal::open(&path, "test"),
        Err(JournalError::NotOurs(_))
    ));
    assert_eq!(fs::read(&path).unwrap(), before);
    fs::remove_file(&path).unwrap();
    Connection::open(&path)
        .unwrap()
        .execute("CREATE TABLE recipe (title TEXT)", [])
        .unwrap();
    let before = fs::read(&path).unwrap();
    assert!(matches!(
        Journal::open(&path, "test"),
        Err(JournalError::NotOurs(_))
    ));
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn a_journal_cut_in_the_middle_is_an_error_and_is_left_as_it_is() {
    let (_folder, path) = place();
    let mut journal = open(&path);
    let note = What::Note {
        text: "x".repeat(500),
    };
    let drafts: Vec<_> = (0..200)
        .map(|_| draft("2026-11-24", note.clone()))
        .collect();
    journal.append(&drafts).unwrap();
    drop(journal);
    let whole = fs::read(&path).unwrap();
    fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    let read = Journal::open(&path, "test").and_then(|journal| journal.evening(date("2026-11-24")));
    assert!(
        matches!(read, Err(JournalError::Damaged { .. })),
        "{read:?}"
    );
    assert_eq!(fs::read(&path).unwrap(), &whole[..whole.len() / 2]);
}

#[test]
fn a_newer_journal_can_be_read_but_not_written() {
    let (_folder, path) = place();
    let events = open(&path)
        .append(&[draft(
            "2026-11-24",
            What::Woke {
                night: NightEntry::default(),
            },
        )])
        .unwrap();
    Connection::open(&path)
        .unwrap()
        .pragma_update(None, "user_version", 99)
        .unwrap();
    let mut journal = open(&path);
    assert_eq!(journal.evening(date("2026-11-24")).unwrap(), events);
    assert!(matches!(
        journal.read_only(),
        Some(JournalError::Newer { found: 99, .. })
    ));
    let refused = journal.append(&[draft("2026-11-24", What::LightsOut)]);
    assert!(matches!(refused, Err(JournalError::Newer { .. })));
}

#[test]
fn an_older_journal_becomes_one_of_today_and_its_copy_stays_beside_it() {
    let (_folder, path) = place();
    let events = open(&path).append(&[draft("2026-11-24", done("stretch"))]);
    let make_older = || {
        let db = Connection::open(&path).unwrap();
        db.execute_batch(
            "DROP TABLE timer; DROP TABLE acknowledged; DROP TABLE quiet;
             DROP INDEX rarely_told_by_evening; PRAGMA user_version = 1",
        )
        .unwrap();
    };
    for copy in ["journal.db.format-1", "journal.db.format-1.2"] {
        make_older();
        let mut journal = open(&path);
        assert_eq!(
            journal.evening(date("2026-11-24")).unwrap(),
            *events.as_ref().unwrap()
        );
        journal
            .acknowledge("warm-bath", at("2026-11-24T20:00:00Z"))
            .unwrap();
        assert_eq!(journal.acknowledged().unwrap().len(), 1);
        let copy = path.with_file_name(copy);
        #[cfg(unix)]
        assert_eq!(permissions(&copy), 0o600);
        let copy = Connection::open(copy).unwrap();
        let format: i64 = copy
            .pragma_query_value(None, "user_version", |row| row.get(0))
            .unwrap();
        let kept: i64 = copy
            .query_row("SELECT count(*) FROM event", [], |row| row.get(0))
            .unwrap();
        assert_eq!((format, kept), (1, 1));
    }
}

#[test]
fn a_journal_that_is_not_yet_is_made_for_the_first_thing_to_keep() {
    let (_folder, path) = place();
    let mut journal = Journal::open_or_none_yet(&path, "test").unwrap();
    assert!(journal.evening(date("2026-11-24")).unwrap().is_empty());
    let refused = journal.transact(|_| Err::<Vec<Draft>, _>(JournalError::Busy(path.clone())));
    assert!(refused.is_err());
    assert!(!path.exists());
    let woke = journal
        .append(&[draft(
            "2026-11-24",
            What::Woke {
                night: NightEntry::default(),
            },
        )])
        .unwrap();
    assert_eq!(open(&path).evening(date("2026-11-24")).unwrap(), woke);
}

#[test]
fn a_journal_that_another_process_made_meanwhile_is_the_one_that_is_written() {
    let (_folder, path) = place();
    let mut journal = Journal::open_or_none_yet(&path, "test").unwrap();
    let first = open(&path)
        .append(&[draft("2026-11-24", What::LightsOut)])
        .unwrap();
    assert!(journal.was_replaced());
    let second = journal
        .transact(|journal| -> Result<_, JournalError> {
            assert_eq!(journal.evening(date("2026-11-24"))?, first);
            Ok(vec![draft(
                "2026-11-24",
                What::Woke {
                    night: NightEntry::default(),
                },
            )])
        })
        .unwrap();
    let both = open(&path).evening(date("2026-11-24")).unwrap();
    assert_eq!(both, [first, second].concat());
}

/// On Windows a file that is open stays where it is.
#[cfg(unix)]
#[test]
fn what_is_written_after_the_file_was_taken_away_or_replaced_reaches_the_one_in_its_place() {
    let (folder, path) = place();
    let mut journal = open(&path);
    journal
        .append(&[draft("2026-11-24", What::LightsOut)])
        .unwrap();
    fs::remove_file(&path).unwrap();
    let woke = journal
        .append(&[draft(
            "2026-11-24",
            What::Woke {
                night: NightEntry::default(),
            },
        )])
        .unwrap();
    assert_eq!(open(&path).evening(date("2026-11-24")).unwrap(), woke);

    let other = folder.path().join("other.db");
    let there = open(&other)
        .append(&[draft("2026-11-25", What::LightsOut)])
        .unwrap();
    fs::rename(&other, &path).unwrap();
    let here = journal
        .append(&[draft(
            "2026-11-25",
            What::Woke {
                night: NightEntry::default(),
            },
        )])
        .unwrap();
    let both = open(&path).evening(date("2026-11-25")).unwrap();
    assert_eq!(both, [there, here].concat());
}

#[cfg(unix)]
#[test]
fn a_new_journal_is_its_owners_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep/er/journal.db");
    open(&path);
    let modes = (permissions(&path), permissions(path.parent().unwrap()));
    assert_eq!(modes, (0o600, 0o700));
}

#[cfg(unix)]
fn permissions(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn whatever_is_written_is_read_back(
        millis in -62_000_000_000_000_i64..250_000_000_000_000,
        offset_min in -1440..1440_i32,
        days in 0..40_000_u64,
        text in ".*",
    ) {
        let (_folder, path) = place();
        let draft = Draft {
            at: DateTime::from_timestamp_millis(millis).unwrap(),
            offset_min,
            evening: date("2026-11-24").days_before(days),
            what: What::Note { text },
        };
        let written = open(&path).append(std::slice::from_ref(&draft)).unwrap();
        let read = open(&path).evening(draft.evening).unwrap();
        prop_assert_eq!(&read, &written);
        prop_assert_eq!(&standing(&read)[0].what, &draft.what);
    }
}
