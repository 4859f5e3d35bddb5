//! Compares the review of ten years with a scan of the table it is computed from, alternating: `cargo bench
//! --bench review`.

#[path = "../tests/support/stage.rs"]
mod stage;
#[path = "../examples/ten_years.rs"]
#[allow(dead_code, reason = "only its journal is needed here")]
mod ten_years;

use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, FixedOffset, Utc};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use rusqlite::Connection;
use stage::Stage;
use winddown::clock::Zone;
use winddown::coach::Coach;
use winddown::event::EveningDate;
use winddown::history_file::HistoryFile;
use winddown::journal::Journal;
use winddown::plan::Config;
use winddown::tui::Message;
use winddown::tui::view;

/// Runs of each, alternating.
const PAIRS: usize = 25;

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("journal.db");
    let last: EveningDate = "2026-11-23".parse().expect("a date");
    let life = ten_years::life(last);
    let mut journal = Journal::open(&path, "bench").expect("a journal");
    journal.import(&life).expect("ten years");
    drop(journal);
    let cache = folder.path().join("cache");
    let mut stage = Stage::after("2026-11-24T21:38", &[]).keys("Tab a");

    let (mut scans, mut firsts, mut reviews) = (vec![], vec![], vec![]);
    for _ in 0..PAIRS {
        scans.push(timed(|| scan(&path)));
        // Without a cache, as on the first start.
        let _ = std::fs::remove_dir_all(&cache);
        firsts.push(timed(|| review(&path, &cache, &mut stage)));
        reviews.push(timed(|| review(&path, &cache, &mut stage)));
    }
    let (scan, first, review) = (median(scans), median(firsts), median(reviews));
    let ratio = |time: Duration| time.as_secs_f64() / scan.as_secs_f64();
    println!(
        "ten years, {} events, opened cold, median of {PAIRS}",
        life.len()
    );
    println!("  opened and scanned         {:.1} ms", millis(scan));
    println!("  reviewed and drawn         {:.1} ms", millis(review));
    println!(
        "  ratio                      {:.2}   (at most 1.5)",
        ratio(review)
    );
    println!(
        "  the very first time        {:.1} ms, ratio {:.2}",
        millis(first),
        ratio(first)
    );

    let mut stage = Stage::with_events("2026-11-24T21:38", &life).keys("Tab y");
    let mut terminal = Terminal::new(TestBackend::new(120, 40)).expect("a terminal");
    let mut years: Vec<Duration> = (0..18)
        .map(|n| {
            let key = if n < 9 {
                KeyCode::PageUp
            } else {
                KeyCode::PageDown
            };
            timed(|| {
                stage.send(Message::Key(KeyEvent::from(key)));
                terminal
                    .draw(|frame| view(&stage.app, frame))
                    .expect("drawn");
            })
        })
        .collect();
    years.sort_unstable();
    println!("from year to year, key to picture, {} times", years.len());
    println!(
        "  median                     {:.1} ms",
        millis(years[years.len() / 2])
    );
    println!(
        "  slowest                    {:.1} ms (at most 16)",
        millis(years[years.len() - 1])
    );
}

fn scan(path: &Path) {
    let db = Connection::open(path).expect("a journal");
    let mut all = db.prepare("SELECT * FROM event").expect("a table");
    let mut rows = all.query([]).expect("rows");
    let mut bytes = 0;
    while let Some(row) = rows.next().expect("a row") {
        bytes += row
            .get_ref("data")
            .expect("data")
            .as_str()
            .expect("text")
            .len();
    }
    black_box(bytes);
}

/// From the files to the drawn picture of all evenings.
fn review(path: &Path, cache: &Path, stage: &mut Stage) {
    let now: DateTime<Utc> = "2026-11-24T21:38:00+01:00".parse().expect("a date");
    let coach = Coach::new(
        Config::built_in(),
        Zone::Fixed(FixedOffset::east_opt(3600).expect("an offset")),
        Journal::open(path, "bench").expect("a journal"),
    );
    let all = [chrono::NaiveDate::MIN, chrono::NaiveDate::MAX].map(EveningDate);
    let mut history = HistoryFile::for_journal(Some(cache), path);
    let back = history.look(&coach, now, |history| history.look_back(all[0], all[1]));
    stage.send(Message::Reviewed(Arc::new(back.expect("a review"))));
    let mut terminal = Terminal::new(TestBackend::new(80, 24)).expect("a terminal");
    terminal
        .draw(|frame| view(&stage.app, frame))
        .expect("drawn");
}

fn timed(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
