//! A journal that was exported and imported gives the same review, byte for byte.

use chrono::{DateTime, Offset, TimeZone, Utc};
use proptest::prelude::*;
use uuid::Uuid;

use super::json;
use crate::clock::Zone;
use crate::coach::Coach;
use crate::event::{Event, EventId, What};
use crate::history_file::HistoryFile;
use crate::journal::{Journal, StoredRow};
use crate::plan::Config;
use crate::review::json::Json;
use crate::review::naive_life::{Life, life};

/// The coach of a life, with an empty journal.
fn coach(life: &Life, folder: &std::path::Path, name: &str) -> Coach {
    let here = life
        .zone
        .offset_from_utc_datetime(&life.now.naive_utc())
        .fix();
    let mut config = Config::built_in();
    config.plan = life.today.clone();
    let journal = Journal::open(&folder.join(name), "here").unwrap();
    Coach::new(config, Zone::Fixed(here), journal)
}

/// All events of a life, with the plans that were recorded.
fn events(life: &Life) -> Vec<Event> {
    let plans = life
        .plans
        .iter()
        .enumerate()
        .map(|(n, (evening, plan))| Event {
            id: EventId(Uuid::from_u128(1_000_000 + n as u128)),
            at: life.now,
            offset_min: 0,
            evening: *evening,
            what: What::Plan(plan.to_record()),
            device: "test".into(),
            origin: None,
            action: None,
        });
    plans.chain(life.events.iter().cloned()).collect()
}

fn review_json(coach: &Coach, life: &Life, now: DateTime<Utc>) -> String {
    let mut history = HistoryFile::default();
    let look = |history: &crate::review::History| history.look_back(life.from, life.to);
    let back = history.look(coach, now, look).unwrap();
    let (review, nights) = (&back.review, &back.nights);
    serde_json::to_string(&Json { review, nights }).unwrap()
}

fn export(coach: &Coach) -> String {
    let rows = coach.journal.stored_rows().unwrap();
    rows.iter()
        .map(|row| json::line(row).unwrap() + "\n")
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn after_export_and_import_into_an_empty_journal_the_review_is_the_same(life in life()) {
        let folder = tempfile::tempdir().unwrap();
        let mut first = coach(&life, folder.path(), "first.db");
        first.journal.import(&events(&life)).unwrap();
        let file = export(&first);
        let mut second = coach(&life, folder.path(), "second.db");
        // The lives' dates are their own; what is still to come then is decided by the clock of the import.
        let read = json::read_all(file.as_bytes(), life.now + chrono::TimeDelta::days(400)).unwrap();
        prop_assert_eq!(&read.refused, &vec![]);
        let rows: Vec<StoredRow> = read.rows.into_iter().map(|(_, row)| row).collect();
        prop_assert_eq!(second.journal.import_rows(&rows).unwrap(), rows.len());
        prop_assert_eq!(review_json(&first, &life, life.now), review_json(&second, &life, life.now));
        prop_assert_eq!(export(&second), file);
        prop_assert_eq!(second.journal.import_rows(&rows).unwrap(), 0, "twice changes nothing");
    }
}
