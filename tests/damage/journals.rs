//! Undamaged journals to start from.

use std::fs;
use std::path::Path;

use chrono::{DateTime, Days, NaiveDate, Utc};
use rusqlite::Connection;
use winddown::event::{Draft, EveningDate, Event, NightEntry, Origin, Rating, StepId, What};
use winddown::journal::Journal;
use winddown::split_mix::SplitMix64;

/// The files of a journal, and what is in it.
#[derive(Clone)]
pub struct Sample {
    pub main: Vec<u8>,
    /// The write-ahead log; none if everything is in the file.
    pub log: Option<Vec<u8>>,
    /// The index of the log, as a crash leaves it.
    pub index: Option<Vec<u8>>,
    /// Everything that was recorded, by evening and then in the order of writing.
    pub events: Vec<Event>,
}

fn draft(evening: EveningDate, what: What) -> Draft {
    let at = evening.0.and_hms_opt(20, 50, 0).unwrap().and_utc();
    let at: DateTime<Utc> = at;
    Draft {
        at,
        offset_min: 60,
        evening,
        what,
        origin: None,
    }
}

/// What somebody records of an evening.
fn evening_of(n: u64) -> Vec<Draft> {
    let first = NaiveDate::from_ymd_opt(2025, 11, 1).unwrap();
    let evening = EveningDate(first + Days::new(n));
    let step = |id: &str| StepId::from(id);
    let caffeine = What::Caffeine {
        mg: 80.0 + n as f64 / 4.0,
        drink: Some("coffee".to_owned()),
        over: None,
    };
    let legs = What::Legs {
        rating: Rating::try_from((n % 10) as i64).unwrap(),
        feels: vec!["crawling".to_owned()],
        places: vec![],
        about: None,
    };
    let night = NightEntry {
        asleep_after_min: Some(10 + (n % 50) as u16),
        awakenings: Some((n % 4) as u8),
        up: None,
        quality: Some(1 + (n % 5) as u8),
        ..NightEntry::default()
    };
    let text = format!(
        "evening {n}: {}",
        "warm bath, long walk. ".repeat(n as usize % 9)
    );
    let whats = [
        What::Plan(serde_json::json!({ "bedtime": "22:30", "n": n })),
        caffeine,
        What::done(step("warm-bath")),
        What::done(step("stretch")),
        legs,
        What::Note { text },
        What::lights_out(),
        What::woke(night),
    ];
    // The plan is recorded only where it has changed.
    let whats = whats.into_iter().skip(usize::from(!n.is_multiple_of(30)));
    whats.map(|what| draft(evening, what)).collect()
}

fn write(journal: &mut Journal, evenings: std::ops::Range<u64>) {
    for n in evenings {
        let drafts = evening_of(n);
        // Some of it as actions of several events.
        let (first, rest) = drafts.split_at(2);
        journal.append(Origin::Typed, first).unwrap();
        for one in rest {
            journal
                .append(Origin::Pressed, std::slice::from_ref(one))
                .unwrap();
        }
    }
}

/// A journal of so many evenings, all in one file.
pub fn of_evenings(number: u64) -> Sample {
    with_open_log(number, 0)
}

/// A journal of so many evenings, and further ones of which everything is in the log.
pub fn with_open_log(closed: u64, open: u64) -> Sample {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let mut journal = Journal::open(&path, "test").unwrap();
    write(&mut journal, 0..closed);
    drop(journal);
    let main = fs::read(&path).unwrap();
    let mut journal = Journal::open(&path, "test").unwrap();
    write(&mut journal, closed..closed + open);
    let beside = |ending: &str| {
        let path = folder.path().join(format!("journal.db{ending}"));
        (open > 0).then(|| fs::read(path).unwrap())
    };
    let (log, index) = (beside("-wal"), beside("-shm"));
    assert_eq!(fs::read(&path).unwrap(), main, "all of it is in the log");
    Sample {
        main,
        log,
        index,
        events: journal.all().unwrap(),
    }
}

/// The bytes of the file that differ from those of an empty journal, and so belong to what was recorded.
pub fn recorded_bytes(sample: &Sample) -> Vec<usize> {
    let empty = of_evenings(0).main;
    let is_recorded = |place: &usize| empty.get(*place) != Some(&sample.main[*place]);
    (0..sample.main.len()).filter(is_recorded).collect()
}

/// The same journal as an older version would have written it into the file: without checksums.
pub fn without_checksums(sample: &Sample) -> Sample {
    let folder = tempfile::tempdir().unwrap();
    let old = folder.path().join("old.db");
    fs::write(&old, &sample.main).unwrap();
    let path = folder.path().join("journal.db");
    drop(Journal::open(&path, "test").unwrap());
    let db = Connection::open(&path).unwrap();
    db.execute("ATTACH ?1 AS old", [old.to_str().unwrap()])
        .unwrap();
    db.execute_batch(
        "INSERT INTO event (id, at, offset_min, evening, kind, step, data, device)
         SELECT id, at, offset_min, evening, kind, step, data, device FROM old.event",
    )
    .unwrap();
    drop(db);
    Sample {
        main: fs::read(&path).unwrap(),
        log: None,
        index: None,
        events: events_in(&path),
    }
}

fn events_in(path: &Path) -> Vec<Event> {
    Journal::open_or_empty(path, "test").unwrap().all().unwrap()
}

/// Bytes that are the same in every run.
pub fn random_bytes(seed: u64, number: usize) -> Vec<u8> {
    let mut random = SplitMix64::new(seed);
    (0..number).map(|_| random.next_u64() as u8).collect()
}
