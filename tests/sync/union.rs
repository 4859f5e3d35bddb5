//! The union of what several computers wrote is the same set, in whatever order and state their files arrive.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use uuid::Uuid;
use winddown::event::{EveningDate, Event, EventId, Origin, What};
use winddown::exchange::{json, synced_file};
use winddown::journal::{Journal, StoredRow};
use winddown::paths::Paths;
use winddown::plan::Config;
use winddown::sync::{Settings, synchronize};

pub fn now() -> DateTime<Utc> {
    "2026-11-24T21:00:00Z".parse().unwrap()
}

/// A computer of this test, without a process of its own.
pub struct Home {
    pub paths: Paths,
    pub journal: Journal,
}

impl Home {
    pub fn new(at: &Path, folder: &Path) -> Self {
        let paths = Paths {
            config: at.join("config.toml"),
            journal: at.join("journal.db"),
            cache: None,
            state: Some(at.join("state")),
            home: None,
        };
        let settings = Settings {
            folder: folder.to_owned(),
            name: "desk".to_owned(),
            remind_here: true,
            inbox: false,
            with_config: false,
        };
        fs::create_dir_all(folder.join("computers")).unwrap();
        settings.write(&paths).unwrap();
        let journal = Journal::open(&paths.journal, "desk").unwrap();
        Self { paths, journal }
    }

    fn synchronize(&mut self) {
        self.synchronize_at(now());
    }

    pub fn synchronize_at(&mut self, now: DateTime<Utc>) {
        let plan = Config::built_in().plan;
        synchronize(&self.paths, &plan, &mut self.journal, now).unwrap();
    }

    pub fn rows(&self) -> Vec<StoredRow> {
        self.journal.stored_rows().unwrap()
    }
}

pub fn note(number: u128, text: String) -> StoredRow {
    let at = now() - TimeDelta::minutes(number as i64);
    StoredRow::from(&Event {
        id: EventId(Uuid::from_u128(
            (at.timestamp_millis() as u128) << 80 | 0x7 << 76 | 0x8 << 60 | number,
        )),
        at,
        offset_min: 60,
        evening: EveningDate(at.date_naive()),
        what: What::Note { text },
        device: format!("computer {}", number % 5),
        origin: Some(Origin::Typed),
        action: None,
    })
}

/// Up to five files of up to eight lines, some of which are in several files or twice in one.
fn files() -> impl Strategy<Value = Vec<Vec<StoredRow>>> {
    let row = (0_u128..30).prop_map(|number| note(number, format!("„note“ \n {number}\u{1b}")));
    prop::collection::vec(prop::collection::vec(row, 0..8), 1..=5)
}

fn text(rows: &[StoredRow]) -> Vec<u8> {
    let lines = rows.iter().map(|row| json::line(row).unwrap() + "\n");
    lines.collect::<String>().into_bytes()
}

fn sorted(rows: impl IntoIterator<Item = StoredRow>) -> Vec<StoredRow> {
    let by_id: BTreeMap<EventId, StoredRow> = rows.into_iter().map(|row| (row.id, row)).collect();
    by_id.into_values().collect()
}

/// All orders of so many things.
fn orders(number: usize) -> Vec<Vec<usize>> {
    if number == 0 {
        return vec![vec![]];
    }
    let shorter = orders(number - 1);
    let longer = shorter.iter().flat_map(|order| {
        (0..number).map(move |place| {
            let mut order = order.clone();
            order.insert(place, number - 1);
            order
        })
    });
    longer.collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn in_every_order_of_the_files_the_set_is_the_same(files in files()) {
        let expected = sorted(files.concat());
        for order in orders(files.len()) {
            let read = order.iter().flat_map(|file| synced_file::read(&text(&files[*file]), now()).rows);
            prop_assert_eq!(sorted(read), &expected[..]);
        }
    }

    #[test]
    fn of_a_file_cut_anywhere_the_whole_lines_are_there_and_nothing_else(files in files()) {
        for rows in files {
            let text = text(&rows);
            for end in 0..=text.len() {
                let whole = text[..end].split(|byte| *byte == b'\n').count() - 1;
                let read = synced_file::read(&text[..end], now());
                prop_assert_eq!(&read.rows[..], &rows[..whole]);
                prop_assert!(read.set_aside.is_empty());
            }
        }
    }

    #[test]
    fn only_lines_that_were_damaged_are_missing(
        files in files(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), 1_u8..=255), 1..6),
    ) {
        for rows in files.iter().filter(|rows| !rows.is_empty()) {
            let whole = text(rows);
            let mut damaged = whole.clone();
            for (place, change) in &damage {
                damaged[place.index(whole.len())] ^= change;
            }
            // The line breaks tell lines apart, so a line counts as damaged with those around it.
            let mut untouched = BTreeSet::new();
            let mut begin = 0;
            for (number, line) in whole.split_inclusive(|byte| *byte == b'\n').enumerate() {
                let end = begin + line.len();
                let from = begin.saturating_sub(1);
                if damaged[from..end] == whole[from..end] {
                    untouched.insert(number);
                }
                begin = end;
            }
            let read = synced_file::read(&damaged, now());
            let all: Vec<_> = rows.iter().collect();
            for row in &read.rows {
                prop_assert!(all.contains(&row), "{:?} was never written", row);
            }
            for number in untouched {
                prop_assert!(read.rows.contains(&rows[number]), "line {} is missing", number);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Files that grow by any number of bytes at a time, in any order, between looks at the folder.
    #[test]
    fn a_journal_becomes_the_union_however_the_files_arrive(
        files in files(),
        steps in prop::collection::vec((0_usize..5, 1_usize..900), 1..12),
    ) {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("folder");
        let mut home = Home::new(&place.path().join("home"), &folder);
        home.journal.import_rows(&[note(99, "own".to_owned())]).unwrap();
        let texts: Vec<Vec<u8>> = files.iter().map(|rows| text(rows)).collect();
        let path = |file: usize| -> PathBuf {
            folder.join(format!("computers/computer {file}/2026-11.jsonl"))
        };
        let mut arrived = vec![0; texts.len()];
        for file in 0..texts.len() {
            fs::create_dir_all(path(file).parent().unwrap()).unwrap();
        }
        for (file, bytes) in steps {
            let file = file % texts.len();
            arrived[file] = texts[file].len().min(arrived[file] + bytes);
            fs::write(path(file), &texts[file][..arrived[file]]).unwrap();
            home.synchronize();
        }
        for (file, text) in texts.iter().enumerate() {
            fs::write(path(file), text).unwrap();
        }
        home.synchronize();
        let own = note(99, "own".to_owned());
        let expected = sorted(files.concat().into_iter().chain([own.clone()]));
        prop_assert_eq!(sorted(home.rows()), expected);
        // It wrote its own event and nobody else's.
        let mut written = Vec::new();
        for entry in fs::read_dir(folder.join("computers")).unwrap() {
            let entry = entry.unwrap();
            if !entry.file_name().to_string_lossy().starts_with("computer") {
                let file = entry.path().join("2026-11.jsonl");
                written.extend(synced_file::read(&fs::read(file).unwrap(), now()).rows);
            }
        }
        prop_assert_eq!(written, vec![own]);
    }
}
