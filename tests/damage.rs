//! Damaged files: whatever happened to them, the program neither panics nor hangs, reads no event otherwise than it was
//! recorded, and reports that something is missing.
//!
//! `cargo test --test damage -- --nocapture` prints how many events come back, as a table, from a sample of the damage;
//! with `--ignored` from all of it.

#[path = "damage/finding.rs"]
mod finding;
#[path = "damage/journals.rs"]
mod journals;

use std::fmt;

use finding::{Examined, Examiner, Files, Finding};
use journals::{
    Sample, of_evenings, random_bytes, recorded_bytes, with_open_log, without_checksums,
};
use winddown::split_mix::SplitMix64;

/// How many evenings the small journal has.
const SMALL: u64 = 3;
/// How many the large one has.
const YEAR: u64 = 365;
/// The size of a page of a journal.
const PAGE: usize = 4096;
/// The lengths of what each database and each page begins with.
const DATABASE_HEADING: usize = 100;
const PAGE_HEADING: usize = 12;
/// Where files are cut.
const CUT: usize = 512;

/// How much of each kind of damage is done.
#[derive(Debug, Clone, Copy)]
enum Extent {
    Sample(usize),
    All,
}

impl Extent {
    /// These numbers, or some of them.
    fn of(self, all: impl Iterator<Item = usize>) -> Vec<usize> {
        let mut all: Vec<usize> = all.collect();
        if let Self::Sample(most) = self {
            SplitMix64::new(7).shuffle(&mut all);
            all.truncate(most);
        }
        all
    }
}

/// What came of one kind of damage.
struct Row {
    damage: String,
    events: usize,
    findings: Vec<(String, Examined)>,
}

impl Row {
    /// Does each of `cases` to the journal, and looks what is found.
    fn of<C: fmt::Display>(
        damage: &str,
        sample: &Sample,
        cases: impl IntoIterator<Item = C>,
        spoil: impl Fn(&mut Files, &C),
    ) -> Self {
        let examiner = Examiner::of(&sample.events);
        let findings = cases.into_iter().map(|case| {
            let mut files = Files::from(sample);
            spoil(&mut files, &case);
            let what = format!("{damage} {case}");
            let found = examiner.examine(&what, files);
            (what, found)
        });
        Self {
            damage: damage.to_owned(),
            events: sample.events.len(),
            findings: findings.collect(),
        }
    }

    fn count(&self, is_such: impl Fn(&Finding) -> bool) -> usize {
        let such = self
            .findings
            .iter()
            .filter(|(_, (finding, _))| is_such(finding));
        such.count()
    }

    /// How many events come back, in the mean of all cases, in percent.
    fn share(&self) -> f64 {
        let come_back = self.findings.iter().map(|(_, (finding, _))| match finding {
            Finding::Unharmed => self.events,
            Finding::Named { come_back } | Finding::EndMissing { come_back } => *come_back,
            Finding::Refused(_) | Finding::Silent(_) | Finding::Misnamed(_) => 0,
        });
        self.percent(come_back.sum())
    }

    /// The same after a repair.
    fn share_repaired(&self) -> f64 {
        let come_back = self
            .findings
            .iter()
            .map(|(_, (_, it))| it.as_ref().unwrap_or(&0));
        self.percent(come_back.sum())
    }

    fn percent(&self, events: usize) -> f64 {
        100.0 * events as f64 / (self.events * self.findings.len()) as f64
    }

    fn assert_nothing_is_silent(&self) {
        self.assert_all(|finding| {
            matches!(
                finding,
                Finding::Unharmed | Finding::Named { .. } | Finding::Refused(_)
            )
        });
    }

    fn assert_all(&self, is_as_expected: impl Fn(&Finding) -> bool) {
        let others = self.findings.iter();
        let others =
            others.filter(|(_, (finding, repaired))| !is_as_expected(finding) || repaired.is_err());
        let others: Vec<_> = others.collect();
        assert!(others.is_empty(), "{others:#?}");
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "| {} | {} | {} | {} | {} | {} | {} | {:.1} % | {:.1} % |",
            self.damage,
            self.findings.len(),
            self.count(|it| *it == Finding::Unharmed),
            self.count(
                |it| matches!(it, Finding::Named { come_back } if *come_back == self.events)
            ),
            self.count(|it| matches!(it, Finding::Named { come_back } if *come_back < self.events)),
            self.count(|it| matches!(it, Finding::Refused(_))),
            self.count(|it| matches!(it, Finding::EndMissing { .. })),
            self.share(),
            self.share_repaired(),
        )
    }
}

fn print(rows: &[Row]) {
    let columns = [
        "damage",
        "cases",
        "unharmed",
        "named, all read",
        "named, part read",
        "refused",
        "end missing",
        "events read",
        "after the repair",
    ];
    println!(
        "| {} |\n{}|",
        columns.join(" | "),
        "|---".repeat(columns.len())
    );
    for row in rows {
        println!("{row}");
    }
}

fn flip(bytes: &mut [u8], place: usize) {
    bytes[place] ^= 1 << (place % 8);
}

fn flipped_bits(name: &str, sample: &Sample, places: Vec<usize>) -> Row {
    Row::of(name, sample, places, |files, place| {
        flip(&mut files.main, *place);
    })
}

fn overwritten_pages(name: &str, sample: &Sample, extent: Extent) -> [Row; 2] {
    let pages = extent.of(0..sample.main.len() / PAGE);
    let page = |files: &mut Files, page: &usize, bytes: &[u8]| {
        files.main[page * PAGE..][..PAGE].copy_from_slice(bytes);
    };
    [
        Row::of(
            &format!("{name}: a page of zeros"),
            sample,
            pages.clone(),
            |files, n| {
                page(files, n, &[0; PAGE]);
            },
        ),
        Row::of(
            &format!("{name}: a page of random bytes"),
            sample,
            pages,
            |files, n| {
                page(files, n, &random_bytes(*n as u64, PAGE));
            },
        ),
    ]
}

fn cuts(name: &str, sample: &Sample, extent: Extent) -> Row {
    let lengths = extent.of((0..sample.main.len()).step_by(CUT));
    Row::of(name, sample, lengths, |files, length| {
        files.main.truncate(*length);
    })
}

fn headers(sample: &Sample) -> Row {
    let ways = [
        "100 zeros",
        "100 random bytes",
        "100 bytes less",
        "4096 bytes less",
    ];
    Row::of("header gone:", sample, ways, |files, way| match *way {
        "100 zeros" => files.main[..100].fill(0),
        "100 random bytes" => files.main[..100].copy_from_slice(&random_bytes(1, 100)),
        "100 bytes less" => drop(files.main.drain(..100)),
        _ => drop(files.main.drain(..PAGE)),
    })
}

fn logs(extent: Extent) -> Vec<Row> {
    let journal = with_open_log(SMALL, SMALL);
    let other = with_open_log(SMALL, SMALL);
    let older = Sample {
        main: of_evenings(1).main,
        ..journal.clone()
    };
    let length = journal.log.as_ref().unwrap().len();
    let log = |files: &mut Files, change: &dyn Fn(&mut Vec<u8>)| {
        change(files.log.as_mut().unwrap());
    };
    let cuts = || extent.of((0..length).step_by(CUT));
    let flips = || extent.of(0..length);
    let mut rows = Vec::new();
    for has_index in [true, false] {
        let keep = |files: &mut Files| files.index = files.index.take().filter(|_| has_index);
        let name = |damage: &str| {
            format!(
                "{damage}, index {}",
                if has_index { "left" } else { "gone" }
            )
        };
        rows.extend([
            Row::of(&name("log gone"), &journal, [""], |files, _| {
                keep(files);
                files.log = None;
            }),
            Row::of(
                &name("log cut at every 512 bytes"),
                &journal,
                cuts(),
                |files, to| {
                    keep(files);
                    log(files, &|log| log.truncate(*to));
                },
            ),
            Row::of(
                &name("one bit of the log flipped"),
                &journal,
                flips(),
                |files, place| {
                    keep(files);
                    log(files, &|log| flip(log, *place));
                },
            ),
            Row::of(
                &name("another journal's log"),
                &journal,
                [""],
                |files, _| {
                    keep(files);
                    files.log.clone_from(&other.log);
                },
            ),
            Row::of(
                &name("an older file with a newer log"),
                &older,
                [""],
                |files, _| keep(files),
            ),
        ]);
    }
    rows.push(Row::of(
        "index of random bytes",
        &journal,
        0..4,
        |files, seed| {
            files.index = Some(random_bytes(*seed, 32 * 1024));
        },
    ));
    rows
}

/// What is missing at the end of a log looks as if the power had been cut before it was written, so it cannot always be
/// reported. But nothing else is missing, and nothing changed.
fn damaged_logs(extent: Extent) {
    let rows = logs(extent);
    print(&rows);
    for row in &rows {
        row.assert_all(|finding| match finding {
            Finding::Unharmed | Finding::Named { .. } | Finding::Refused(_) => true,
            // Of a log that was changed only the last action may be missing without a word.
            Finding::EndMissing { come_back } => {
                row.damage.contains("cut")
                    || row.damage == "log gone, index gone"
                    || row.damage.contains("flipped") && *come_back == row.events - 1
            }
            Finding::Silent(_) | Finding::Misnamed(_) => false,
        });
    }
}

fn damaged_files(small: Extent, year: Extent) {
    let journal = of_evenings(SMALL);
    // The beginnings of all pages, which say what is in them, and of the rest as many as wanted.
    let is_heading = |place: &usize| *place < DATABASE_HEADING || place % PAGE < PAGE_HEADING;
    let (mut places, rest): (Vec<usize>, Vec<usize>) =
        (0..journal.main.len()).partition(is_heading);
    places.extend(small.of(rest.into_iter()));
    let mut rows = vec![
        flipped_bits("one bit flipped", &journal, places),
        cuts("cut at every 512 bytes", &journal, small),
        headers(&journal),
    ];
    rows.extend(overwritten_pages("three evenings", &journal, small));
    let journal = of_evenings(YEAR);
    rows.extend(overwritten_pages("a year", &journal, year));
    rows.push(cuts("a year, cut", &journal, year));
    let places = year.of(0..journal.main.len());
    rows.push(flipped_bits("a year, one bit flipped", &journal, places));
    print(&rows);
    rows.iter().for_each(Row::assert_nothing_is_silent);
}

#[test]
fn damage_is_never_silent() {
    damaged_files(Extent::Sample(200), Extent::Sample(8));
}

#[test]
fn damage_to_the_log_takes_nothing_but_its_end() {
    damaged_logs(Extent::Sample(30));
}

#[test]
#[ignore = "flips every byte, which takes minutes"]
fn no_damage_at_all_is_silent() {
    damaged_files(Extent::All, Extent::Sample(300));
}

#[test]
#[ignore = "flips 2000 bytes twice, which takes minutes"]
fn no_damage_to_the_log_takes_more_than_its_end() {
    damaged_logs(Extent::Sample(2000));
}

/// The same flips in the same journal. Those of the bytes that were recorded are found by the checksums alone.
#[test]
fn without_checksums_flipped_bits_change_figures_silently() {
    let with = of_evenings(SMALL);
    for (sample, has_checksums) in [(&without_checksums(&with), false), (&with, true)] {
        let places = Extent::Sample(150).of(recorded_bytes(sample).into_iter());
        let row = flipped_bits("one bit flipped", sample, places);
        let silent = row.count(|it| matches!(it, Finding::Silent(_)));
        let number = row.findings.len();
        println!("checksums: {has_checksums}; {silent} of {number} flips change figures silently");
        assert_eq!(silent == 0, has_checksums);
    }
}
