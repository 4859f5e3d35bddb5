//! What it costs to keep several computers the same through a folder: `cargo bench --bench sync`.
//!
//! The household has ten computers and twenty years. It is simulated, not lived: each computer records an even share of
//! what one person records who keeps a full diary for twenty years.

#[path = "../examples/ten_years.rs"]
#[allow(dead_code, reason = "only its journal is needed here")]
mod ten_years;

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use uuid::Uuid;
use winddown::event::{Draft, EveningDate, Event, EventId, Origin, What};
use winddown::exchange::{json, synced_file};
use winddown::journal::{Journal, StoredRow};
use winddown::paths::Paths;
use winddown::plan::Config;
use winddown::sync::{Outcome, Settings, synchronize};

/// How often ten years are taken in.
const LONG_RUNS: usize = 5;

/// How often one event is exchanged.
const SHORT_RUNS: usize = 50;

/// The computers of the household.
const COMPUTERS: usize = 10;

struct Home {
    paths: Paths,
    journal: Journal,
    config: Config,
}

impl Home {
    /// A computer with an empty journal.
    fn new(at: &Path, folder: &Path) -> Self {
        let paths = Paths {
            config: at.join("config.toml"),
            journal: at.join("journal.db"),
            cache: None,
            state: Some(at.join("state")),
            home: None,
        };
        let settings = Settings {
            folder: folder.to_owned(),
            name: "bench".to_owned(),
            remind_here: true,
            inbox: false,
            with_config: false,
        };
        settings.write(&paths).expect("settings");
        let journal = Journal::open(&paths.journal, "bench").expect("a journal");
        Self {
            paths,
            journal,
            config: Config::built_in(),
        }
    }

    fn synchronize(&mut self) -> Outcome {
        let outcome = synchronize(&self.paths, &self.config.plan, &mut self.journal, now());
        outcome.expect("a folder").expect("sync is on")
    }
}

fn now() -> DateTime<Utc> {
    "2026-11-24T21:00:00Z".parse().expect("an instant")
}

fn main() {
    let place = tempfile::tempdir().expect("a folder");
    let last: EveningDate = "2026-11-23".parse().expect("a date");
    let mut events = ten_years::life(last);
    // Ids that tell when they were recorded, as real ones do.
    for (number, event) in events.iter_mut().enumerate() {
        event.id = recorded(event.at, number);
    }
    ten(&place.path().join("ten"), &events);
    household(&place.path().join("household"), &events);
}

fn recorded(at: DateTime<Utc>, number: usize) -> EventId {
    let millis = u128::from(at.timestamp_millis().unsigned_abs());
    EventId(Uuid::from_u128(
        millis << 80 | 0x7 << 76 | 0x8 << 60 | number as u128,
    ))
}

/// Two computers, one of which has ten years.
fn ten(place: &Path, events: &[Event]) {
    let folder = place.join("folder");
    write(&folder, &[events]);
    let mut taken_in = Vec::new();
    for run in 0..LONG_RUNS {
        let mut home = Home::new(&place.join(format!("home {run}")), &folder);
        taken_in.push(timed(|| {
            assert_eq!(home.synchronize().taken_in, events.len());
        }));
    }
    println!("ten years of another computer, {} events", events.len());
    println!("  all taken in        {}", median(taken_in));
    let mut home = Home::new(&place.join("home"), &folder);
    home.synchronize();
    let (mut idle, mut arrived, mut written) = (vec![], vec![], vec![]);
    let other = files(&folder).pop().expect("a file");
    for run in 0..SHORT_RUNS {
        idle.push(timed(|| assert_eq!(home.synchronize(), Outcome::default())));
        let event = Event {
            id: recorded(now(), events.len() + run),
            at: now(),
            ..events[run].clone()
        };
        let line = json::line(&StoredRow::from(&event)).expect("a line");
        let mut file = OpenOptions::new()
            .append(true)
            .open(&other)
            .expect("a file");
        writeln!(file, "{line}").expect("a line");
        arrived.push(timed(|| assert_eq!(home.synchronize().taken_in, 1)));
        let draft = Draft {
            at: now(),
            offset_min: 0,
            evening: EveningDate(now().date_naive()),
            what: What::Note {
                text: "one".to_owned(),
            },
            origin: None,
        };
        home.journal
            .append(Origin::Typed, &[draft])
            .expect("an entry");
        written.push(timed(|| assert_eq!(home.synchronize().written, 1)));
    }
    println!("  one new event       {}", median(arrived));
    println!("  one event written   {}", median(written));
    println!("  nothing new         {}", median(idle));
}

/// Ten computers over twenty years.
fn household(place: &Path, events: &[Event]) {
    let mut shares: Vec<Vec<Event>> = vec![vec![]; COMPUTERS];
    let ten_years = chrono::TimeDelta::days(3653);
    for (number, event) in events.iter().enumerate() {
        for years in [0, 1] {
            let mut event = event.clone();
            event.at -= ten_years * years;
            event.evening = event.evening.days_before(3653 * years as u64);
            event.id = recorded(event.at, 2 * number + years as usize);
            shares[number % COMPUTERS].push(event);
        }
    }
    let shares: Vec<&[Event]> = shares.iter().map(Vec::as_slice).collect();
    let folder = place.join("folder");
    write(&folder, &shares);
    let all = files(&folder);
    let bytes: u64 = all.iter().map(|file| size(file)).sum();
    println!(
        "ten computers, twenty years: {} events, {} files, {:.1} MB",
        2 * events.len(),
        all.len(),
        bytes as f64 / 1e6
    );
    let mut home = Home::new(&place.join("home"), &folder);
    println!(
        "  all taken in        {}",
        median(vec![timed(|| {
            assert_eq!(home.synchronize().taken_in, 2 * events.len());
        })])
    );
    let nothing =
        (0..SHORT_RUNS).map(|_| timed(|| assert_eq!(home.synchronize(), Outcome::default())));
    println!("  nothing new         {}", median(nothing.collect()));
    let state = home.paths.state.as_ref().expect("a folder");
    println!(
        "  remembered of it    {:.0} kB",
        size(&files_in(state, "json").pop().expect("a file")) as f64 / 1e3
    );
}

/// Writes the files of these computers.
fn write(folder: &Path, computers: &[&[Event]]) {
    for (number, events) in computers.iter().enumerate() {
        let own = folder.join(format!("computers/{}", Uuid::from_u128(number as u128 + 1)));
        fs::create_dir_all(&own).expect("a folder");
        let mut texts: BTreeMap<String, String> = BTreeMap::new();
        for event in *events {
            let text = texts
                .entry(synced_file::file_name(event.id, now()))
                .or_default();
            *text += &json::line(&StoredRow::from(event)).expect("a line");
            text.push('\n');
        }
        for (name, text) in texts {
            fs::write(own.join(name), text).expect("a file");
        }
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let computers = fs::read_dir(folder.join("computers")).expect("a folder");
    let mut files: Vec<PathBuf> = computers
        .flat_map(|computer| files_in(&computer.expect("a folder").path(), "jsonl"))
        .collect();
    files.sort();
    files
}

fn files_in(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let files = fs::read_dir(folder).expect("a folder");
    let paths = files.map(|file| file.expect("a file").path());
    paths
        .filter(|path| path.extension().is_some_and(|it| it == extension))
        .collect()
}

fn size(file: &Path) -> u64 {
    fs::metadata(file).expect("a file").len()
}

fn timed(run: impl FnOnce()) -> Duration {
    let begun = Instant::now();
    run();
    begun.elapsed()
}

/// The middle of the times, and the longest but a tenth.
fn median(mut times: Vec<Duration>) -> String {
    times.sort();
    let at =
        |share: usize| times[(times.len() * share / 10).min(times.len() - 1)].as_secs_f64() * 1e3;
    format!("{:8.1} ms, in 90 % at most {:.1}", at(5), at(9))
}
