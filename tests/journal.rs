//! The journal stores events in order and unchanged, survives odd files and other processes, and migrates old formats.

#[path = "journal/backup.rs"]
mod backup;
#[path = "journal/daily.rs"]
mod daily;
#[path = "journal/forget.rs"]
mod forget;
#[path = "journal/format.rs"]
mod format;
#[path = "journal/local_state.rs"]
mod local_state;
#[path = "journal/looking.rs"]
mod looking;
#[path = "journal/recovery.rs"]
mod recovery;
#[path = "journal/restore.rs"]
mod restore;
#[path = "journal/unreadable.rs"]
mod unreadable;
#[path = "journal/upgrade.rs"]
mod upgrade;

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use chrono::{DateTime, Utc};
use proptest::prelude::*;
use rusqlite::Connection;
use serde_json::json;
use tempfile::TempDir;
use winddown::event::{
    ActionId, Draft, EveningDate, Event, EventId, NightEntry, Origin, StepId, Timing, What,
    in_effect,
};
use winddown::journal::{Journal, JournalError, StoredTimer, Unfinished};
use winddown::span::Span;

fn journal_path() -> (TempDir, PathBuf) {
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
        origin: None,
    }
}

fn done(step: &str) -> What {
    What::done(StepId::from(step))
}

#[test]
fn appended_events_are_there_after_reopening() {
    let (_folder, path) = journal_path();
    let drafts = [
        draft("2026-11-24", done("stretch")),
        draft("2026-11-24", What::lights_out()),
    ];
    let written = open(&path).append(Origin::Typed, &drafts).unwrap();
    assert_eq!(open(&path).evening(date("2026-11-24")).unwrap(), written);
}

#[test]
fn a_span_is_read_by_evening_and_then_in_the_order_of_writing() {
    let (_folder, path) = journal_path();
    let mut journal = open(&path);
    for evening in [
        "2026-11-24",
        "2026-11-22",
        "2026-11-24",
        "2026-11-23",
        "2026-11-25",
    ] {
        journal
            .append(
                Origin::Typed,
                &[draft(evening, What::woke(NightEntry::default()))],
            )
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
    let (_folder, path) = journal_path();
    let mut journal = open(&path);
    let first = journal
        .append(Origin::Typed, &[draft("2026-11-24", done("stretch"))])
        .unwrap()
        .remove(0);
    let ahead = EventId(uuid::Uuid::from_u128(first.id.0.as_u128() + (1 << 100)));
    let from_the_future = Event { id: ahead, ..first };
    assert_eq!(
        journal
            .import(std::slice::from_ref(&from_the_future))
            .unwrap(),
        1
    );
    let last = journal
        .append(Origin::Typed, &[draft("2026-11-24", What::lights_out())])
        .unwrap()
        .remove(0);
    assert!(last.id > ahead);
}

#[test]
fn a_foreseen_event_is_written_with_the_same_id_and_only_once() {
    let (_folder, path) = journal_path();
    let mut journal = open(&path);
    let drafts = [done("stretch"), What::lights_out()].map(|what| draft("2026-11-24", what));
    let foreseen = journal.foreseen(Origin::Pressed, &drafts, None).unwrap();
    assert_eq!(journal.all().unwrap(), []);
    for _ in 0..2 {
        let decide = |_: &Journal| Ok::<_, JournalError>(drafts.to_vec());
        let written = journal.transact_as_foreseen(Origin::Pressed, &foreseen, decide);
        assert_eq!(written.unwrap(), foreseen);
    }
    assert_eq!(journal.all().unwrap(), foreseen);
}

#[test]
fn events_that_one_action_writes_share_its_id_and_origin() {
    let (_folder, path) = journal_path();
    let mut journal = open(&path);
    let drafts = [done("stretch"), What::lights_out()].map(|what| draft("2026-11-24", what));
    let both = journal.append(Origin::AsPlanned, &drafts).unwrap();
    let alone = journal.append(Origin::Pressed, &drafts[..1]).unwrap();
    let action = Some(ActionId(both[0].id));
    let known = |event: &Event| (event.origin, event.action);
    let events = open(&path).all().unwrap();
    assert_eq!(events, [both, alone].concat());
    assert_eq!(
        events.iter().map(known).collect::<Vec<_>>(),
        [
            (Some(Origin::AsPlanned), action),
            (Some(Origin::AsPlanned), action),
            (Some(Origin::Pressed), None),
        ]
    );
}

#[test]
fn importing_the_same_events_twice_changes_nothing() {
    let ((_one, path), (_other, elsewhere)) = (journal_path(), journal_path());
    let events = open(&path)
        .append(Origin::Typed, &[draft("2026-11-24", done("stretch"))])
        .unwrap();
    let mut journal = open(&elsewhere);
    assert_eq!(journal.import(&events).unwrap(), 1);
    assert_eq!(journal.import(&events).unwrap(), 0);
    assert_eq!(journal.evening(date("2026-11-24")).unwrap(), events);
}

#[test]
fn the_file_itself_refuses_to_change_or_delete_an_event() {
    let (_folder, path) = journal_path();
    open(&path)
        .append(Origin::Typed, &[draft("2026-11-24", done("stretch"))])
        .unwrap();
    let db = Connection::open(&path).unwrap();
    for sql in ["UPDATE event SET step = 'other'", "DELETE FROM event"] {
        let refused = db.execute(sql, []).unwrap_err().to_string();
        assert!(refused.contains("events are never"), "{refused}");
    }
}

#[test]
fn the_latest_plan_is_that_of_the_evening_or_the_last_one_before_it() {
    let (_folder, path) = journal_path();
    let mut journal = open(&path);
    for (evening, bedtime) in [
        ("2026-11-01", "22:00"),
        ("2026-11-10", "22:30"),
        ("2026-11-10", "23:00"),
    ] {
        journal
            .append(
                Origin::Typed,
                &[draft(evening, What::Plan(json!({ "bedtime": bedtime })))],
            )
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
fn the_latest_plans_come_with_what_decides_from_when_on_they_apply() {
    let (_folder, path) = journal_path();
    let mut journal = open(&path);
    let plan = |bedtime| What::Plan(json!({ "bedtime": bedtime }));
    let lights_out = || What::LightsOut {
        timing: Timing::Known,
    };
    let written = [
        draft("2026-11-10", plan("22:30")),
        draft("2026-11-10", done("stretch")),
        draft("2026-11-10", lights_out()),
        draft("2026-11-10", plan("23:00")),
        draft("2026-11-11", lights_out()),
        draft("2026-11-01", plan("22:00")),
    ];
    let written = journal.append(Origin::Typed, &written).unwrap();
    let latest = |evening| journal.latest_plans(date(evening)).unwrap();
    assert_eq!(latest("2026-10-31"), []);
    assert_eq!(latest("2026-11-09"), written[5..]);
    let of_the_tenth = [0, 2, 3].map(|n| written[n].clone());
    assert_eq!(latest("2026-11-10"), of_the_tenth);
    assert_eq!(latest("2026-11-24"), of_the_tenth);
}

#[test]
fn the_first_evening_is_the_first_with_an_event_other_than_a_plan() {
    let (_folder, path) = journal_path();
    let mut journal = open(&path);
    assert_eq!(journal.first_evening().unwrap(), None);
    journal
        .append(
            Origin::Typed,
            &[
                draft("2026-11-01", What::Plan(json!({}))),
                draft("2026-11-03", What::woke(NightEntry::default())),
            ],
        )
        .unwrap();
    assert_eq!(journal.first_evening().unwrap(), Some(date("2026-11-03")));
}

#[test]
fn two_windows_deciding_at_once_see_each_others_events() {
    let (_folder, path) = journal_path();
    open(&path);
    let once = |path: PathBuf| {
        thread::spawn(move || {
            open(&path).transact(Origin::Typed, |journal| -> Result<_, JournalError> {
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
    let (_folder, path) = journal_path();
    let mut journal = open(&path);
    let refused = journal.transact(Origin::Typed, |_| {
        Err::<Vec<Draft>, _>(JournalError::Busy(path.clone()))
    });
    assert!(refused.is_err());
    open(&path)
        .append(
            Origin::Typed,
            &[draft("2026-11-24", What::woke(NightEntry::default()))],
        )
        .unwrap();
    assert_eq!(journal.evening(date("2026-11-24")).unwrap().len(), 1);
}

#[test]
fn a_write_of_another_connection_is_noticed_and_an_own_one_is_not() {
    let (_folder, path) = journal_path();
    let (mut ours, mut theirs) = (open(&path), open(&path));
    let before = ours.foreign_changes().unwrap();
    ours.append(
        Origin::Typed,
        &[draft("2026-11-24", What::woke(NightEntry::default()))],
    )
    .unwrap();
    assert_eq!(ours.foreign_changes().unwrap(), before);
    theirs
        .append(Origin::Typed, &[draft("2026-11-24", What::lights_out())])
        .unwrap();
    assert_ne!(ours.foreign_changes().unwrap(), before);
}

#[test]
fn a_folder_is_not_a_journal() {
    let (folder, _) = journal_path();
    assert!(matches!(
        Journal::open(folder.path(), "test"),
        Err(JournalError::Folder(_))
    ));
}

#[test]
fn a_file_of_another_program_is_refused_and_left_unchanged() {
    let (_folder, path) = journal_path();
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
fn a_newer_journal_can_be_read_but_not_written() {
    let (_folder, path) = journal_path();
    let events = open(&path)
        .append(
            Origin::Typed,
            &[draft("2026-11-24", What::woke(NightEntry::default()))],
        )
        .unwrap();
    Connection::open(&path)
        .unwrap()
        .pragma_update(None, "user_version", 99)
        .unwrap();
    let mut journal = Journal::open_or_empty(&path, "test").unwrap();
    assert_eq!(journal.evening(date("2026-11-24")).unwrap(), events);
    let refused = journal.append(Origin::Typed, &[draft("2026-11-24", What::lights_out())]);
    assert!(matches!(
        refused,
        Err(JournalError::Newer { found: 99, .. })
    ));
    assert_eq!(journal.evening(date("2026-11-24")).unwrap(), events);
}

#[test]
fn the_first_write_creates_the_file() {
    let (_folder, path) = journal_path();
    let mut journal = Journal::open_or_empty(&path, "test").unwrap();
    assert!(journal.evening(date("2026-11-24")).unwrap().is_empty());
    let refused = journal.transact(Origin::Typed, |_| {
        Err::<Vec<Draft>, _>(JournalError::Busy(path.clone()))
    });
    assert!(refused.is_err());
    assert!(!path.exists());
    let woke = journal
        .append(
            Origin::Typed,
            &[draft("2026-11-24", What::woke(NightEntry::default()))],
        )
        .unwrap();
    assert_eq!(open(&path).evening(date("2026-11-24")).unwrap(), woke);
}

#[test]
fn the_first_write_goes_to_a_file_that_another_process_has_created_meanwhile() {
    let (_folder, path) = journal_path();
    let mut journal = Journal::open_or_empty(&path, "test").unwrap();
    let first = open(&path)
        .append(Origin::Typed, &[draft("2026-11-24", What::lights_out())])
        .unwrap();
    assert!(journal.was_replaced());
    let second = journal
        .transact(Origin::Typed, |journal| -> Result<_, JournalError> {
            assert_eq!(journal.evening(date("2026-11-24"))?, first);
            Ok(vec![draft("2026-11-24", What::woke(NightEntry::default()))])
        })
        .unwrap();
    let both = open(&path).evening(date("2026-11-24")).unwrap();
    assert_eq!(both, [first, second].concat());
}

/// On Windows an open file cannot be replaced.
#[cfg(unix)]
#[test]
fn after_the_file_was_deleted_or_replaced_writes_go_to_the_file_that_is_there_now() {
    let (folder, path) = journal_path();
    let mut journal = open(&path);
    journal
        .append(Origin::Typed, &[draft("2026-11-24", What::lights_out())])
        .unwrap();
    fs::remove_file(&path).unwrap();
    let woke = journal
        .append(
            Origin::Typed,
            &[draft("2026-11-24", What::woke(NightEntry::default()))],
        )
        .unwrap();
    assert_eq!(open(&path).evening(date("2026-11-24")).unwrap(), woke);

    let other = folder.path().join("other.db");
    let there = open(&other)
        .append(Origin::Typed, &[draft("2026-11-25", What::lights_out())])
        .unwrap();
    fs::rename(&other, &path).unwrap();
    let here = journal
        .append(
            Origin::Typed,
            &[draft("2026-11-25", What::woke(NightEntry::default()))],
        )
        .unwrap();
    let both = open(&path).evening(date("2026-11-25")).unwrap();
    assert_eq!(both, [there, here].concat());
}

#[cfg(unix)]
fn permissions(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_event_that_is_written_is_read_back_unchanged(
        millis in 0..7_289_654_400_000_i64,
        offset_min in -1439..1440_i32,
        days in 0..20_000_u64,
        text in ".*",
    ) {
        let (_folder, path) = journal_path();
        let draft = Draft {
            at: DateTime::from_timestamp_millis(millis).unwrap(),
            offset_min,
            evening: date("2026-11-24").days_before(days),
            what: What::Note { text }, origin: None };
        let written = open(&path).append(Origin::Typed, std::slice::from_ref(&draft)).unwrap();
        let read = open(&path).evening(draft.evening).unwrap();
        prop_assert_eq!(&read, &written);
        prop_assert_eq!(&in_effect(&read)[0].what, &draft.what);
    }
}
