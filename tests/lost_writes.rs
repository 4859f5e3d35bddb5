//! The power is cut: whatever was not synced may be missing, in any combination. Whenever that happens, the journal opens
//! with every acknowledged event, and with each action whole or not at all.
//!
//! A file system records everything that is done to the files while a journal is written (`recorder.rs`). Then, for a cut
//! after each operation, the files are made as a disk may hold them (`disk.rs`), and the journal is read from them.
#![cfg(target_os = "linux")]

#[path = "lost_writes/disk.rs"]
mod disk;
#[path = "lost_writes/recorder.rs"]
mod recorder;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeDelta, Utc};
use disk::{Disk, Image};
use recorder::{Name, Operation, Recorder};
use rusqlite::{Connection, params};
use winddown::event::{Draft, Event, EventId, Origin, StepId, What};
use winddown::journal::{Contents, Journal, JournalCheck, JournalError};
use winddown::split_mix::SplitMix64;

/// How many of the possible disks a normal run opens, for each story. The ignored run opens all of them.
const SAMPLE: usize = 100;

/// What was recorded while a journal was written.
struct Story {
    /// The files at the beginning.
    before: Image,
    operations: Vec<Operation>,
    /// All events in the order of writing. Of those the first so many are acknowledged at some point.
    events: Vec<Event>,
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn draft(what: What) -> Draft {
    Draft {
        at: at("2026-11-24T20:50:00Z"),
        offset_min: 60,
        evening: "2026-11-24".parse().unwrap(),
        what,
        origin: None,
    }
}

fn note(text: String) -> Draft {
    draft(What::Note { text })
}

/// Writes single events, actions of several, and one that needs more than a page.
fn write(journal: &mut Journal, recorder: &Recorder, events: &mut Vec<Event>) {
    let step = StepId::from("stretch");
    for drafts in [
        vec![note(format!("note {}", events.len()))],
        vec![
            draft(What::done(step)),
            note("after it".to_owned()),
            draft(What::lights_out()),
        ],
        vec![note("long ".repeat(2500)), note("short".to_owned())],
    ] {
        events.extend(journal.append(Origin::Typed, &drafts).unwrap());
        recorder.acknowledged(events.len());
    }
}

/// A journal that is new or has these events in an older format, and lives through closing and the log being moved into
/// it while it is open.
fn story(prepare: impl Fn(&Path) -> Vec<Event>) -> Story {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let mut events = prepare(&path);
    let before = Name::ALL
        .into_iter()
        .filter_map(|name| Some((name, fs::read(beside(&path, name)).ok()?)))
        .collect();
    let recorder = Recorder::of(&path);
    recorder.acknowledged(events.len());
    let mut journal = Journal::open(&path, "test").unwrap();
    write(&mut journal, &recorder, &mut events);
    drop(journal);
    let mut journal = Journal::open(&path, "test").unwrap();
    write(&mut journal, &recorder, &mut events);
    let later = Utc::now() + TimeDelta::minutes(1);
    journal.checkpoint_when_quiet(later);
    write(&mut journal, &recorder, &mut events);
    drop(journal);
    Story {
        before,
        operations: recorder.end(),
        events,
    }
}

/// A journal of an older format with some notes.
fn older(format: i64) -> impl Fn(&Path) -> Vec<Event> {
    move |path| {
        let db = Connection::open(path).unwrap();
        db.execute_batch(include_str!("../src/journal/schema_1.sql"))
            .unwrap();
        if format == 2 {
            db.execute_batch(include_str!("../src/journal/schema_2.sql"))
                .unwrap();
            db.pragma_update(None, "journal_mode", "WAL").unwrap();
        }
        db.pragma_update(None, "application_id", 0x7769_6e64)
            .unwrap();
        db.pragma_update(None, "user_version", format).unwrap();
        for n in 0..40 {
            db.execute(
                "INSERT INTO event VALUES (?1, 1700000000000, 60, '2023-11-14', 'note', NULL, ?2, 'old')",
                params![
                    uuid::Uuid::now_v7(),
                    serde_json::json!({ "text": format!("older {n} {}", "-".repeat(200)) })
                        .to_string()
                ],
            )
            .unwrap();
        }
        drop(db);
        Journal::open_or_empty(path, "test").unwrap().all().unwrap()
    }
}

fn beside(path: &Path, name: Name) -> PathBuf {
    path.with_file_name(format!("journal.db{}", name.ending()))
}

/// What is found on a disk after a cut.
#[derive(Debug, Clone, PartialEq)]
enum Found {
    /// These events, in the order of their ids, and nothing is wrong.
    Whole(Vec<EventId>),
    /// Something is wrong.
    Broken(String),
}

/// Opens the journals on disks.
#[derive(Default)]
struct Opener {
    /// How many it has opened.
    opened: usize,
}

impl Opener {
    fn open(&mut self, image: &Image) -> Found {
        self.opened += 1;
        let found = self.read(image);
        found.unwrap_or_else(|error| Found::Broken(error.to_string()))
    }

    fn read(&self, image: &Image) -> Result<Found, JournalError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.db");
        for (name, bytes) in image {
            fs::write(beside(&path, *name), bytes).unwrap();
        }
        // The index is in memory that a power cut leaves as it likes. It is never synced.
        let index = path.with_file_name("journal.db-shm");
        if self.opened.is_multiple_of(2) && image.contains_key(&Name::Log) {
            fs::write(&index, vec![0x5a; 32 * 1024]).unwrap();
        }
        // Looking comes first; a program that only looks has to find everything, too.
        let looked = Journal::open_or_empty(&path, "test")?.all()?;
        let check = JournalCheck::read(&path).journal;
        let journal = Journal::open(&path, "test")?;
        let events = journal.all()?;
        drop(journal);
        if looked.len() != events.len() {
            let counts = (looked.len(), events.len());
            let what = format!("looking sees another journal: {counts:?}");
            return Ok(Found::Broken(what));
        }
        // A creation that was interrupted before anything was in the file leaves an empty one.
        let is_whole = |check: Option<Result<Contents, JournalError>>| match check {
            Some(Ok(contents)) => !contents.is_damaged() && contents.unreadable.is_empty(),
            Some(Err(JournalError::Damaged { .. })) | None => events.is_empty(),
            Some(Err(_)) => false,
        };
        let after = JournalCheck::read(&path).journal;
        if !is_whole(check.clone()) || !is_whole(after.clone()) {
            return Ok(Found::Broken(format!("{check:?}, then {after:?}")));
        }
        let mut ids: Vec<EventId> = events.iter().map(|event| event.id).collect();
        ids.sort();
        Ok(Found::Whole(ids))
    }
}

/// What came of the cuts in a story.
#[derive(Debug, Default, PartialEq)]
struct Outcome {
    cuts: usize,
    disks: usize,
    /// On how many disks an acknowledged event was missing.
    lost: usize,
    /// What else was wrong.
    broken: Vec<String>,
}

/// Cuts the power after each operation, and opens `most` of the disks that may result.
fn cut(story: &Story, most: usize) -> Outcome {
    let mut disk = Disk::with(story.before.clone());
    let mut acknowledged = 0;
    // Equal disks are opened once. What is acknowledged only grows, so the last demand on each is the strictest.
    let mut demands: BTreeMap<Image, (usize, usize)> = BTreeMap::new();
    for (number, operation) in story.operations.iter().enumerate() {
        disk.apply(operation);
        if let Operation::Acknowledged(events) = operation {
            acknowledged = *events;
        }
        for image in disk.after_a_cut() {
            demands.insert(image, (number, acknowledged));
        }
    }
    let mut disks: Vec<_> = demands.into_iter().collect();
    SplitMix64::new(1).shuffle(&mut disks);
    disks.truncate(most);
    let mut outcome = Outcome {
        cuts: story.operations.len(),
        disks: disks.len(),
        ..Outcome::default()
    };
    let mut opener = Opener::default();
    for (image, (number, acknowledged)) in disks {
        match opener.open(&image) {
            Found::Broken(why) => outcome
                .broken
                .push(format!("after operation {number}: {why}")),
            Found::Whole(ids) => {
                outcome.lost += usize::from(ids.len() < acknowledged);
                let is_a_prefix = story
                    .events
                    .iter()
                    .zip(&ids)
                    .all(|(event, id)| event.id == *id);
                let is_whole = story.events.get(ids.len()).is_none_or(|next| {
                    let last = ids.len().checked_sub(1).map(|last| &story.events[last]);
                    next.action.is_none() || last.is_none_or(|last| last.action != next.action)
                });
                if !(is_a_prefix && is_whole) {
                    let what = format!("after operation {number}: a part of an action");
                    outcome.broken.push(what);
                }
            }
        }
    }
    outcome
}

fn assert_nothing_is_lost(name: &str, story: &Story, most: usize) {
    let outcome = cut(story, most);
    let Outcome {
        cuts,
        disks,
        lost,
        broken,
    } = &outcome;
    println!(
        "{name}: {cuts} cuts, {disks} disks opened; lost: {lost}; broken: {}",
        broken.len()
    );
    assert!(*lost == 0 && broken.is_empty(), "{name}: {outcome:#?}");
}

fn assert_no_story_loses_anything(most: usize) {
    assert_nothing_is_lost("a new journal", &story(|_| vec![]), most);
    assert_nothing_is_lost("one of format 1", &story(older(1)), most);
    assert_nothing_is_lost("one of format 2", &story(older(2)), most);
}

#[test]
fn after_a_power_cut_every_acknowledged_event_is_there() {
    assert_no_story_loses_anything(SAMPLE);
}

#[test]
#[ignore = "opens every possible disk, which takes minutes"]
fn after_a_power_cut_every_acknowledged_event_is_there_on_every_possible_disk() {
    assert_no_story_loses_anything(usize::MAX);
}

/// The recorder and the disk would not notice a loss if they were wrong. Without syncing they do.
#[test]
fn without_syncing_the_same_cuts_lose_acknowledged_events() {
    for (synchronous, is_safe) in [("FULL", true), ("NORMAL", false), ("OFF", false)] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.db");
        drop(Journal::open(&path, "test").unwrap());
        let before = BTreeMap::from([(Name::Main, fs::read(&path).unwrap())]);
        let recorder = Recorder::of(&path);
        let db = Connection::open(&path).unwrap();
        db.pragma_update(None, "synchronous", synchronous).unwrap();
        for n in 1..=4 {
            db.execute(
                "INSERT INTO event (id, at, offset_min, evening, kind, data, device)
                 VALUES (?1, 1790000000000, 60, '2026-11-24', 'note', '{}', 'test')",
                [uuid::Uuid::now_v7()],
            )
            .unwrap();
            recorder.acknowledged(n);
        }
        let operations = recorder.end();
        drop(db);
        let events = Journal::open(&path, "test").unwrap().all().unwrap();
        let story = Story {
            before,
            operations,
            events,
        };
        let outcome = cut(&story, SAMPLE);
        println!(
            "synchronous = {synchronous}: {} of {} disks lack something",
            outcome.lost, outcome.disks
        );
        assert_eq!(outcome.lost == 0, is_safe, "{synchronous}: {outcome:#?}");
    }
}
