//! Times of the core: `cargo bench --bench core`. Each is compared with a minimal baseline measured in the same run.

#[path = "../tests/support/stage.rs"]
mod stage;
#[path = "../examples/ten_years.rs"]
#[allow(dead_code, reason = "only its journal is wanted here")]
mod ten_years;

use std::fs::OpenOptions;
use std::io::Write;
use std::path::PathBuf;
use std::sync::OnceLock;

use chrono::{DateTime, FixedOffset, Utc};
use divan::{Bencher, black_box};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::layout::Size;
use rusqlite::Connection;
use stage::Stage;
use winddown::clock::Zone;
use winddown::coach::Coach;
use winddown::event::{Draft, EveningDate, Origin, StepId, What};
use winddown::journal::Journal;
use winddown::plan::Config;
use winddown::review::insights::{ComparedNights, Exposure, Subject};
use winddown::tui::Message;
use winddown::tui::view;

fn main() {
    divan::main();
}

fn now() -> DateTime<Utc> {
    "2026-11-24T21:38:00+01:00".parse().expect("a date")
}

fn date(text: &str) -> EveningDate {
    text.parse().expect("a date")
}

/// A journal of ten years. It is written on the first call.
fn ten_years_file() -> PathBuf {
    static FILE: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let (_, path) = FILE.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("journal.db");
        let mut journal = Journal::open(&path, "bench").expect("a journal");
        journal
            .import(&ten_years::life(date("2026-11-23")))
            .expect("ten years");
        (folder, path)
    });
    path.clone()
}

fn coach() -> Coach {
    let journal = Journal::open(&ten_years_file(), "bench").expect("a journal");
    let zone = Zone::Fixed(FixedOffset::east_opt(3600).expect("an offset"));
    Coach::new(Config::built_in(), zone, journal)
}

#[divan::bench]
fn timeline_of_an_evening(bencher: Bencher) {
    let coach = coach();
    let night = coach
        .evening_record(date("2026-11-23"), now())
        .expect("an evening");
    bencher.bench_local(|| black_box(night.timeline(now()).entries.len()));
}

#[divan::bench]
fn evening_read_from_ten_years(bencher: Bencher) {
    let coach = coach();
    bencher.bench_local(|| black_box(coach.tonight(now()).expect("an evening")));
}

#[divan::bench(sample_count = 20)]
fn ten_years_bare_table_scan(bencher: Bencher) {
    let db = Connection::open(ten_years_file()).expect("a journal");
    bencher.bench_local(|| {
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
        black_box(bytes)
    });
}

#[divan::bench(sample_count = 20)]
fn ten_years_read_and_reviewed(bencher: Bencher) {
    let coach = coach();
    let (from, to) = (date("2026-10-19"), date("2026-11-24"));
    bencher.bench_local(|| black_box(coach.review(from, to, now()).expect("a review").kept));
}

/// All nights of ten years, with every step and factor they are compared by.
fn ten_years_of_nights() -> ComparedNights {
    let (from, to) = (date("2016-01-01"), date("2026-11-24"));
    let review = coach().review(from, to, now()).expect("a review");
    review.nights
}

#[divan::bench(sample_count = 20)]
fn ten_years_compared(bencher: Bencher) {
    let nights = ten_years_of_nights();
    bencher.bench_local(|| black_box(nights.compare().insights.len()));
}

/// The same with nine factors that are recorded on bad nights only.
#[divan::bench(sample_count = 20)]
fn ten_years_compared_with_nine_clear_factors(bencher: Bencher) {
    let mut nights = ten_years_of_nights();
    let legs = nights.legs.clone();
    for n in 1..=9 {
        nights.exposures.push(Exposure {
            about: Subject::Factor(format!("factor-{n}")),
            legs: legs.clone(),
            was: legs
                .iter()
                .map(|legs| legs.to_show().map(|legs| legs.get() > 5))
                .collect(),
        });
    }
    bencher.bench_local(|| black_box(nights.compare().insights.len()));
}

#[divan::bench(sample_count = 50)]
fn commit_of_an_event(bencher: Bencher) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut journal = Journal::open(&folder.path().join("journal.db"), "bench").expect("a journal");
    let step = StepId::from("stretch");
    let draft = Draft {
        at: now(),
        offset_min: 60,
        evening: date("2026-11-24"),
        what: What::done(step),
        origin: None,
    };
    bencher.bench_local(|| {
        journal
            .append(Origin::Typed, std::slice::from_ref(&draft))
            .expect("kept")
    });
}

#[divan::bench(sample_count = 50)]
fn commit_bare_append_and_fsync(bencher: Bencher) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("bare");
    let mut file = OpenOptions::new()
        .create(true)
        .append(true)
        .open(path)
        .expect("a file");
    // What SQLite writes to its WAL for one small commit: a page of 4096 bytes and a frame header of 24.
    let frame = [7_u8; 4096 + 24];
    bencher.bench_local(|| {
        file.write_all(&frame).expect("written");
        file.sync_data().expect("synced");
    });
}

/// Measures drawing the screen that the keys lead to.
fn draw(bencher: Bencher, keys: &str, size: (u16, u16)) {
    draw_stage(
        bencher,
        Stage::after("2026-11-24T21:50", &[]).keys(keys),
        size,
    );
}

fn draw_stage(bencher: Bencher, mut stage: Stage, size: (u16, u16)) {
    stage.send(Message::Resized(Size::new(size.0, size.1)));
    let mut terminal = Terminal::new(TestBackend::new(size.0, size.1)).expect("a terminal");
    bencher.bench_local(|| {
        terminal
            .draw(|frame| view(&stage.app, frame))
            .expect("drawn");
    });
}

/// A year of drinks, four a day.
fn a_year_of_drinks() -> Vec<Draft> {
    let cups = [
        ("07:10", 107.0, "coffee"),
        ("09:40", 63.0, "espresso"),
        ("12:30", 47.0, "tea"),
        ("16:05", 34.0, "cola"),
    ];
    date("2025-11-25")
        .through(date("2026-11-24"))
        .flat_map(|evening| {
            cups.map(|(time, mg, name)| Draft {
                at: stage::at(&format!("{evening}T{time}")),
                offset_min: 60,
                evening,
                what: What::Caffeine {
                    mg,
                    drink: Some(name.to_owned()),
                    over: None,
                },
                origin: None,
            })
        })
        .collect()
}

#[divan::bench(args = SIZES)]
fn draw_caffeine_after_a_year(bencher: Bencher, size: (u16, u16)) {
    let stage = Stage::with_drafts("2026-11-24T21:50", &a_year_of_drinks());
    draw_stage(bencher, stage.keys("c"), size);
}

/// Opens the caffeine page with the user's last drinks, without drawing it.
#[divan::bench(sample_count = 50)]
fn open_caffeine_after_a_year(bencher: Bencher) {
    let stage = Stage::with_drafts("2026-11-24T21:50", &a_year_of_drinks());
    let mut stage = Some(stage);
    bencher.bench_local(|| {
        let opened = stage.take().map(|stage| stage.keys("c Esc"));
        stage = opened;
    });
}

const SIZES: [(u16, u16); 2] = [(80, 24), (120, 40)];

#[divan::bench(args = SIZES)]
fn draw_tonight(bencher: Bencher, size: (u16, u16)) {
    draw(bencher, "", size);
}

#[divan::bench(args = SIZES)]
fn draw_player(bencher: Bencher, size: (u16, u16)) {
    draw(bencher, "Enter Enter", size);
}

#[divan::bench(args = SIZES)]
fn draw_review(bencher: Bencher, size: (u16, u16)) {
    draw(bencher, "Tab", size);
}

#[divan::bench(args = SIZES)]
fn draw_diary_legs(bencher: Bencher, size: (u16, u16)) {
    draw(bencher, "l l 4", size);
}

#[divan::bench(args = SIZES)]
fn draw_diary_night(bencher: Bencher, size: (u16, u16)) {
    draw(bencher, "l m", size);
}

#[divan::bench(args = SIZES)]
fn draw_help(bencher: Bencher, size: (u16, u16)) {
    draw(bencher, "?", size);
}

/// The baseline for drawing: a list and nothing else.
#[divan::bench(args = SIZES)]
fn draw_bare_list(bencher: Bencher, (width, height): (u16, u16)) {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).expect("a terminal");
    bencher.bench_local(|| {
        let list = ratatui::widgets::List::new(["Warm bath", "Leg stretches", "Lights out"]);
        terminal
            .draw(|frame| frame.render_widget(list, frame.area()))
            .expect("drawn");
    });
}
