//! The page for the doctor in print: Chromium prints it to PDF, poppler counts and reads its sheets.

#[path = "support/programs.rs"]
mod programs;
#[path = "../examples/ten_years.rs"]
#[allow(dead_code, reason = "only its journal is needed here")]
mod ten_years;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use chrono::{DateTime, FixedOffset, TimeDelta, Utc};
use programs::is_missing;
use tempfile::TempDir;
use winddown::clock::Zone;
use winddown::coach::Coach;
use winddown::event::{
    BodyPart, Draft, EveningDate, IronTest, NightEntry, Onset, Origin, Rating, StepId, What,
};
use winddown::history_file::HistoryFile;
use winddown::journal::Journal;
use winddown::plan::{Config, FirstDayOfWeek, Plan, Step};
use winddown::report::{Finding, Findings, ReportPage};
use winddown::time_of_day::ClockFormat;
use winddown::words::MarkedText;

const REQUIRED_PROGRAMS: [&str; 3] = ["chromium", "pdftotext", "pdftoppm"];
/// Chromium's first start takes long on a busy machine.
const PRINT_TIMEOUT: Duration = Duration::from_secs(120);

/// A printed page in a temporary folder.
struct Print {
    folder: TempDir,
}

/// Paper sizes that people use. The page itself names none.
const SIZES: [&str; 2] = ["a4", "letter"];

impl Print {
    fn of(page: &str, size: &str) -> Self {
        let print = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        let on_paper = format!("@page {{ size: {size};");
        let page = page.replacen("@page {", &on_paper, 1);
        assert!(page.contains(&on_paper));
        fs::write(print.path("page.html"), page).unwrap();
        print.printed();
        print
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    /// Prints without the browser's own headers and footers.
    fn printed(&self) {
        let pdf = self.path("page.pdf");
        let mut chromium = Command::new("chromium");
        chromium
            .args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
            ])
            .args([
                "--no-first-run",
                "--disable-background-networking",
                "--no-pdf-header-footer",
            ])
            .arg(format!(
                "--user-data-dir={}",
                self.path("browser").display()
            ))
            .arg(format!("--print-to-pdf={}", pdf.display()))
            .arg(format!("file://{}", self.path("page.html").display()))
            .env("HOME", self.folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let mut child = chromium.spawn().unwrap();
        let started = Instant::now();
        while child.try_wait().unwrap().is_none() {
            if started.elapsed() > PRINT_TIMEOUT {
                let _ = child.kill();
                panic!("chromium did not print within {PRINT_TIMEOUT:?}");
            }
            thread::sleep(Duration::from_millis(20));
        }
        assert!(pdf.is_file(), "chromium printed nothing");
    }

    /// The text of each sheet.
    fn sheets(&self) -> Vec<String> {
        let output = Command::new("pdftotext")
            .arg("-layout")
            .args([self.path("page.pdf").as_path(), Path::new("-")])
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        // Each sheet ends with a form feed.
        let mut sheets: Vec<String> = text.split('\u{c}').map(str::to_owned).collect();
        sheets.pop();
        sheets
    }

    /// The first sheet as grey values at 100 dpi.
    fn picture(&self) -> Vec<u8> {
        let file = self.path("sheet");
        let done = Command::new("pdftoppm")
            .args(["-r", "100", "-gray", "-singlefile"])
            .args([self.path("page.pdf"), file])
            .status()
            .unwrap();
        assert!(done.success());
        fs::read(self.path("sheet.pgm")).unwrap()
    }
}

/// A coach with an empty journal.
fn coach(folder: &TempDir, config: Config) -> Coach {
    Coach::new(
        config,
        Zone::Fixed(FixedOffset::east_opt(3600).unwrap()),
        Journal::open(&folder.path().join("journal.db"), "test").unwrap(),
    )
}

fn noon() -> DateTime<Utc> {
    "2026-11-24T12:00:00+01:00".parse().unwrap()
}

/// The last evening that is over.
const OVER: &str = "2026-11-23";
/// The running evening.
const RUNNING: &str = "2026-11-24";

/// The page of `evenings` evenings up to `last` in November 2026, made at noon of the 24th.
fn page(coach: &Coach, evenings: u64, last: &str, found: &Findings, with_notes: bool) -> String {
    let last: EveningDate = last.parse().unwrap();
    let from = last.days_before(evenings - 1);
    let back = HistoryFile::default()
        .look(coach, noon(), |history| history.look_back(from, last))
        .unwrap();
    let diary = coach.diary_review(&back, noon()).unwrap();
    let page = ReportPage {
        review: &back.review,
        diary: &diary,
        findings: found,
        with_notes,
        iron_lines: true,
        clock: ClockFormat::TwentyFourHour,
        week: FirstDayOfWeek::Monday,
        made: noon().date_naive(),
    };
    page.html()
}

#[test]
fn any_span_of_a_life_is_two_sheets() {
    if REQUIRED_PROGRAMS.iter().any(|program| is_missing(program)) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut coach = coach(&folder, Config::built_in());
    let life = ten_years::life("2026-11-23".parse().unwrap());
    coach.journal.import(&life).unwrap();
    for evenings in [1, 84, 364, 3652] {
        for size in SIZES {
            let print = Print::of(
                &page(&coach, evenings, OVER, &Findings::default(), false),
                size,
            );
            assert_two_sheets(&print, &format!("{evenings} evenings on {size}"));
        }
    }
    let with_notes = Print::of(&page(&coach, 84, OVER, &Findings::default(), true), "a4").sheets();
    assert!(with_notes.len() > 2 && with_notes[2].contains("Notes"));
    assert!(!with_notes[1].contains("restless until two"));
}

fn assert_two_sheets(print: &Print, which: &str) {
    let sheets = print.sheets();
    assert_eq!(sheets.len(), 2, "{which}: {sheets:?}");
    for heading in ["At a glance", "Legs", "Nights"] {
        assert!(sheets[0].contains(heading), "{heading}: {}", sheets[0]);
    }
    for heading in [
        "second sheet",
        "Medicines and blood values",
        "The latest nights, hour by hour",
        "The evening routine",
        "Self-check",
        "Changes to the routine",
        "What goes with calmer or more restless legs",
        "Made on 24 Nov 2026",
    ] {
        assert!(sheets[1].contains(heading), "{heading}: {}", sheets[1]);
    }
    let picture = print.picture();
    let dark = picture.iter().filter(|grey| **grey < 128).count();
    assert!(
        dark > picture.len() / 100,
        "something is drawn on it: {dark}"
    );
}

#[test]
fn the_fullest_page_there_can_be_is_two_sheets_too() {
    if REQUIRED_PROGRAMS.iter().any(|program| is_missing(program)) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut coach = coach(&folder, Config::built_in());
    coach.journal.append(Origin::Typed, &everything()).unwrap();
    let name = "a step with the longest name of all, eighty signs and not one more xxxxx";
    let finding = |n: usize| {
        Finding {
        when: None,
        sentence: MarkedText::ours(format!("Legs {n}.1 more restless on nights after \""))
            .then_theirs(name)
            .then(
                "\": 119 nights with, 114 without, likely between 1.6 calmer and 0.5 more restless; among all that was \
                 compared this may still be chance",
            ),
    }
    };
    let last: EveningDate = "2026-11-23".parse().unwrap();
    let trial = |n: usize| Finding {
        when: Some((last.days_before(60), last)),
        ..finding(n)
    };
    let found = Findings {
        trials: (0..6).map(trial).collect(),
        compared: (0..20).map(finding).collect(),
        nothing_clear: None,
    };
    for size in SIZES {
        let print = Print::of(&page(&coach, 85, RUNNING, &found, false), size);
        assert_two_sheets(&print, size);
        let sheets = print.sheets();
        assert!(sheets[1].contains("half a tablet more"), "{}", sheets[1]);
        for row in ["When symptoms begin", "Time in bed", "Time asleep"] {
            assert!(sheets[0].contains(row), "{row}: {}", sheets[0]);
        }
    }
}

/// Twelve weeks with more entries of every kind than anybody records.
fn everything() -> Vec<Draft> {
    let last: EveningDate = "2026-11-23".parse().unwrap();
    let mut drafts = Vec::new();
    for n in 0..84_u64 {
        let evening = last.days_before(83 - n);
        let at = evening.0.and_hms_opt(20, 0, 0).unwrap().and_utc() - TimeDelta::hours(1);
        let mut tell = |what| {
            let is_waking = matches!(what, What::Woke { .. });
            drafts.push(Draft {
                at: at + TimeDelta::hours(if is_waking { 9 } else { 0 }),
                offset_min: 60,
                evening,
                what,
                origin: None,
            });
        };
        let long = |what: &str| format!("{what} {:x<30}", n % 30);
        tell(What::Plan(longest_plan(n).to_record()));
        if n % 9 == 0 {
            tell(What::Excused { why: None });
        }
        tell(What::lights_out());
        let night = NightEntry {
            asleep_after_min: Some(30),
            awakenings: Some((n % 40) as u8),
            awake_min: Some(20),
            into_bed: Some(at - TimeDelta::minutes(20)),
            up: Some(at + TimeDelta::hours(10)),
            quality: Some(2),
            ..NightEntry::default()
        };
        tell(What::woke(night));
        tell(What::Onset(Onset::Began {
            places: BodyPart::ALL.to_vec(),
            sat_min: Some(20),
        }));
        tell(What::Legs {
            rating: Rating::try_from((n % 11) as i64).unwrap(),
            feels: vec![long("feels")],
            places: vec![],
            about: None,
        });
        tell(What::Factor {
            name: long("factor"),
            amount: None,
            about: Some("half a tablet more, ".repeat(9)),
        });
        tell(What::Factor {
            name: "alcohol".to_owned(),
            amount: None,
            about: None,
        });
        tell(What::Factor {
            name: "pregnancy".to_owned(),
            amount: Some(31),
            about: Some("half a tablet more, ".repeat(9)),
        });
        tell(What::Factor {
            name: "medicine-change".to_owned(),
            amount: None,
            about: Some("half a tablet more, ".repeat(9)),
        });
        tell(What::Iron {
            iron: IronTest {
                ferritin: (n % 2 == 0).then_some(n as f64 + 0.25),
                tsat: (n % 2 == 1).then_some(12.5),
                tested: evening.0,
            },
        });
        tell(What::SelfCheck { signs: [true; 4] });
        tell(What::Caffeine {
            mg: 900.0,
            drink: None,
            over: None,
        });
    }
    drafts
}

/// Sixty-four steps with the longest allowed titles, some of which change each evening.
fn longest_plan(n: u64) -> Plan {
    let mut plan = Config::built_in().plan;
    let check = plan.steps[4].clone();
    let longest = |step: u64| Step {
        id: StepId(format!("step-{step}")),
        title: format!(
            "{step:02} {:02} a step with the longest name of all, eighty signs and not one more xxxxx",
            n.saturating_sub((n + step) % 20)
        ),
        optional: step.is_multiple_of(2),
        ..check.clone()
    };
    plan.steps = (0..Plan::MAX_STEPS as u64).map(longest).collect();
    plan
}
