//! Files that other computers write, and the program's own that were damaged.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use tempfile::TempDir;
use uuid::Uuid;
use winddown::clock::Zone;
use winddown::coach::Coach;
use winddown::event::{EveningDate, Event, EventId, Origin, What};
use winddown::exchange::{json, synced_file};
use winddown::history_file::HistoryFile;
use winddown::journal::{Journal, StoredRow};
use winddown::paths::Paths;
use winddown::plan::Config;
use winddown::printable::is_unprintable;
use winddown::sync::{self, Settings};

use super::{FEW, MANY, changed, check, piece};

fn now() -> DateTime<Utc> {
    "2026-11-24T21:00:00Z".parse().unwrap()
}

fn row(number: u128) -> StoredRow {
    let at = now() - TimeDelta::minutes(30);
    let millis = u128::from(at.timestamp_millis().unsigned_abs());
    StoredRow::from(&Event {
        id: EventId(Uuid::from_u128(
            millis << 80 | 0x7 << 76 | 0x8 << 60 | number,
        )),
        at,
        offset_min: 60,
        evening: EveningDate(at.date_naive()),
        what: What::Note {
            text: format!("note {number}"),
        },
        device: "desk".to_owned(),
        origin: Some(Origin::Typed),
        action: None,
    })
}

/// A file of events as another computer writes it.
fn file_of_events() -> String {
    let lines = (1..=6).map(|number| json::line(&row(number)).unwrap() + "\n");
    lines.collect()
}

/// Text that is nearly `text`, or anything else.
fn nearly(text: String) -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        8 => changed(text).prop_map(String::into_bytes),
        1 => prop::collection::vec(piece(), 0..20).prop_map(|pieces| pieces.concat().into_bytes()),
        1 => prop::collection::vec(any::<u8>(), 0..200),
    ]
}

fn synced_file_is_read_or_set_aside(content: &[u8]) -> Result<(), TestCaseError> {
    let file = synced_file::read(content, now());
    let lines = content.split(|byte| *byte == b'\n').count();
    prop_assert!(file.rows.len() + file.set_aside.len() <= lines);
    for row in &file.rows {
        // What is taken in can be passed on, and has its checksum.
        let line = json::line(row).unwrap();
        let again = json::read_checked(line.as_bytes(), now()).unwrap();
        prop_assert_eq!(&again, row);
    }
    for refused in &file.set_aside {
        let why = refused.why.to_string();
        prop_assert!(!why.is_empty() && !why.contains(is_unprintable), "{why:?}");
    }
    // Whichever of its events is forgotten, the others stay.
    if let Some(first) = file.rows.first() {
        let forgotten = BTreeSet::from([first.id]);
        let left = synced_file::without(content, &forgotten).unwrap();
        let left = synced_file::read(&left, now()).rows;
        let others = file.rows.iter().filter(|row| row.id != first.id);
        prop_assert!(left.iter().eq(others), "{left:?}");
    }
    Ok(())
}

#[test]
fn any_synced_file_is_read_or_set_aside() {
    check(FEW, &nearly(file_of_events()), |content| {
        synced_file_is_read_or_set_aside(&content)
    });
}

#[test]
#[ignore = "takes minutes"]
fn a_hundred_thousand_synced_files_are_read_or_set_aside() {
    check(MANY, &nearly(file_of_events()), |content| {
        synced_file_is_read_or_set_aside(&content)
    });
}

/// A computer that exchanges entries through a folder, and the files that it wrote when there was one other.
struct Computer {
    home: TempDir,
    paths: Paths,
    /// Files that others or an accident may change, and what is in them.
    files: Vec<(PathBuf, String)>,
}

impl Computer {
    fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let root = home.path().to_owned();
        let at = |name: &str| root.join(name);
        let paths = Paths {
            config: at("config.toml"),
            journal: at("journal.db"),
            cache: None,
            state: Some(at("state")),
            home: None,
        };
        let other = at("folder/computers/01a22716-4d14-7102-9738-7c8007d2754a");
        fs::create_dir_all(&other).unwrap();
        let settings = Settings {
            folder: at("folder"),
            name: "laptop".to_owned(),
            remind_here: true,
            inbox: false,
            with_config: false,
        };
        settings.write(&paths).unwrap();
        fs::write(other.join("2026-11.jsonl"), file_of_events()).unwrap();
        let mut computer = Self {
            home,
            paths,
            files: vec![],
        };
        computer.exchanges().unwrap();
        // The other one says of itself what this one does.
        let folders = fs::read_dir(at("folder/computers")).unwrap();
        let mut abouts = folders.map(|it| it.unwrap().path().join("about.json"));
        let about = abouts.find(|about| about.exists()).unwrap();
        let about = fs::read_to_string(about).unwrap().replace("laptop", "desk");
        fs::write(other.join("about.json"), about).unwrap();
        computer.exchanges().unwrap();
        let state = computer.home.path().join("state");
        let files = [
            other.join("about.json"),
            other.join("2026-11.jsonl"),
            only_file(&state, "synced"),
            only_file(&state, "sync-"),
        ];
        let read = |file: PathBuf| {
            let text = fs::read_to_string(&file).unwrap();
            (file, text)
        };
        computer.files = files.map(read).into();
        computer
    }

    fn journal(&self) -> Journal {
        Journal::open(&self.paths.journal, "laptop").unwrap()
    }

    fn exchanges(&self) -> Result<(), sync::SyncError> {
        let plan = Config::built_in().plan;
        sync::synchronize(&self.paths, &plan, &mut self.journal(), now()).map(drop)
    }

    /// Puts this content into one of the files, exchanges entries, and reads how sync stands.
    fn lives_on(&self, number: usize, content: &[u8]) -> Result<(), TestCaseError> {
        for (file, text) in &self.files {
            fs::write(file, text).unwrap();
        }
        fs::write(&self.files[number].0, content).unwrap();
        let before = self.journal().stored_rows().unwrap();
        let mut said = vec![];
        let exchanged = self.exchanges();
        said.extend(exchanged.err().map(|error| error.to_string()));
        let config = Config::built_in();
        let plan = (&config.plan, config.display.clock);
        match sync::status(&self.paths, plan, &self.journal(), now()) {
            Ok(None) => {}
            Ok(Some(status)) => {
                said.extend(status.remarks.iter().map(ToString::to_string));
                let others = status.computers.iter().filter(|it| !it.this);
                said.extend(others.map(|it| it.name.clone()));
            }
            Err(error) => said.push(error.to_string()),
        }
        for sentence in said {
            prop_assert!(!sentence.contains('\n'), "{sentence:?}");
        }
        let after = self.journal().stored_rows().unwrap();
        prop_assert!(before.iter().all(|row| after.contains(row)));
        Ok(())
    }
}

fn exchanges(cases: u32) {
    let computer = Computer::new();
    let texts: Vec<_> = computer
        .files
        .iter()
        .map(|(_, text)| text.clone())
        .collect();
    for (number, text) in texts.into_iter().enumerate() {
        check(cases, &nearly(text), |content| {
            computer.lives_on(number, &content)
        });
    }
}

#[test]
fn whatever_a_synced_folder_or_the_memory_of_it_holds_the_exchange_goes_on() {
    exchanges(FEW / 10);
}

#[test]
#[ignore = "takes hours"]
fn a_hundred_thousand_times_the_exchange_goes_on() {
    exchanges(MANY / 4);
}

fn the_same_evenings_come_of_a_damaged_cache(cases: u32) {
    let folder = tempfile::tempdir().unwrap();
    let (journal, cache) = (
        folder.path().join("journal.db"),
        folder.path().join("cache"),
    );
    let mut written = Journal::open(&journal, "test").unwrap();
    let events: Vec<Event> = (1..20_i64)
        .map(|days| {
            let at = now() - TimeDelta::days(days);
            let millis = u128::from(at.timestamp_millis().unsigned_abs());
            Event {
                id: EventId(Uuid::from_u128(millis << 80 | 0x7 << 76 | 0x8 << 60)),
                at,
                offset_min: 0,
                evening: EveningDate(at.date_naive()),
                what: What::lights_out(),
                device: "test".to_owned(),
                origin: None,
                action: None,
            }
        })
        .collect();
    written.import(&events).unwrap();
    let zone = Zone::Fixed(chrono::FixedOffset::east_opt(0).unwrap());
    let coach = Coach::new(Config::built_in(), zone, written);
    let tonight = EveningDate(now().date_naive());
    let look = || {
        let mut file = HistoryFile::for_journal(Some(&cache), &journal);
        let looked = file.look(&coach, now(), |history| {
            history.look_back(tonight.days_before(30), tonight)
        });
        looked.unwrap()
    };
    let expected = look();
    let file = only_file(&cache, "evenings-");
    let whole = fs::read(&file).unwrap();
    let places = (any::<prop::sample::Index>(), any::<u8>(), any::<bool>());
    check(cases, &prop::collection::vec(places, 1..5), |changes| {
        let mut bytes = whole.clone();
        for (place, byte, is_cut) in changes {
            let place = place.index(bytes.len().max(1));
            if is_cut {
                bytes.truncate(place);
            } else if let Some(found) = bytes.get_mut(place) {
                *found = byte;
            }
        }
        fs::write(&file, bytes).unwrap();
        prop_assert_eq!(look(), expected.clone());
        Ok(())
    });
}

fn only_file(folder: &Path, beginning: &str) -> PathBuf {
    let files = fs::read_dir(folder).unwrap().map(Result::unwrap);
    let begins = |name: &str| name.starts_with(beginning);
    let files = files.filter(|file| begins(&file.file_name().to_string_lossy()));
    let files: Vec<_> = files.map(|file| file.path()).collect();
    let [file] = files.try_into().unwrap();
    file
}

#[test]
fn whatever_became_of_the_cached_evenings_they_come_out_the_same() {
    the_same_evenings_come_of_a_damaged_cache(FEW / 5);
}

#[test]
#[ignore = "takes an hour"]
fn a_hundred_thousand_times_cached_evenings_come_out_the_same() {
    the_same_evenings_come_of_a_damaged_cache(MANY);
}
