//! Three computers whose folders real Syncthing keeps the same. Entries are made on all sides while they are apart; once
//! everything has arrived, all three agree to the byte.
#![cfg(unix)]

#[path = "support/clock.rs"]
mod clock;
#[path = "support/computers.rs"]
mod computers;
#[path = "support/programs.rs"]
mod programs;
#[path = "support/syncthing.rs"]
mod syncthing;

use std::thread;
use std::time::{Duration, Instant};

use chrono::{Days, NaiveDate};
use computers::Computer;
use syncthing::Syncthing;
use winddown::split_mix::SplitMix64;

/// A plan without caffeine, so that a drink is never asked about.
const PLAN: &str = r#"
bedtime = "22:30"
wake = "06:30"

[[step]]
id = "bath"
title = "Warm bath"
kind = "check"
at = "20:45"

[[step]]
id = "stretch"
title = "Leg stretches"
kind = "check"
at = "21:50"

[[step]]
id = "lights-out"
title = "Lights out"
kind = "bedtime"
"#;

/// How long the folders may take to become the same on a busy machine.
const SETTLED_WITHIN: Duration = Duration::from_secs(240);

struct Household {
    computers: Vec<Computer>,
    folders: Vec<Syncthing>,
    random: SplitMix64,
}

impl Household {
    fn new(seed: u64) -> Self {
        let folders: Vec<Syncthing> = (0..3).map(|_| Syncthing::start()).collect();
        Syncthing::join(&folders);
        let computers = ["desk", "laptop", "bed"].map(|name| Computer::new(name, PLAN));
        for (computer, folder) in computers.iter().zip(&folders) {
            computer.joins(&folder.folder);
        }
        Self {
            computers: computers.into(),
            folders,
            random: SplitMix64::new(seed),
        }
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.random.below(all.len())]
    }

    /// Does something about the evening on one of the computers. What it refuses there is refused.
    fn act(&mut self, date: NaiveDate) {
        let date = date.to_string();
        let hour = 18 + self.random.below(5);
        let clock = format!("{hour}:{:02}", self.random.below(60));
        let legs = self.random.below(11).to_string();
        let awake = format!("06:{:02}", self.random.below(30));
        let step = self.one_of(&["bath", "stretch"]);
        let entry: &[&str] = match self.random.below(9) {
            0 | 1 => &["done", step, "--at", &clock],
            2 => &["skip", step],
            3 => &["lights-out", "--at", "22:50"],
            4 => &["woke", "--at", &awake],
            5 => &["log", "legs", &legs],
            6 => &["log", "onset", "--at", &clock],
            7 => &["excuse"],
            _ => &["undo"],
        };
        let computer = self.random.below(3);
        let args = [entry, &["--date", &date]].concat();
        let _ = self.computers[computer].command(&args).output().unwrap();
    }

    /// Parts some of them, and joins others again.
    fn part_and_join(&mut self) {
        for index in 0..self.folders.len() {
            let is_apart = self.random.below(2) == 0;
            self.folders[index].set_apart(is_apart);
        }
    }

    /// Joins all, and waits until everything is everywhere.
    fn settle(&self) {
        let begun = Instant::now();
        for folder in &self.folders {
            folder.set_apart(false);
        }
        loop {
            let mut moved = 0;
            for (computer, folder) in self.computers.iter().zip(&self.folders) {
                let now = computer.facts(&["sync", "now"]);
                moved += now["taken_in"].as_u64().unwrap() + now["written"].as_u64().unwrap();
                folder.scan();
            }
            let others = self.folders.len() - 1;
            let are_settled = self.folders.iter().all(|folder| folder.is_settled(others));
            if are_settled && moved == 0 {
                return;
            }
            assert!(
                begun.elapsed() < SETTLED_WITHIN,
                "the folders do not settle"
            );
            thread::sleep(Duration::from_millis(500));
        }
    }

    fn agree(&self, first: NaiveDate, last: NaiveDate) {
        let (first, last) = (first.to_string(), last.to_string());
        let review = ["review", "--json", "--from", &first, "--to", &last];
        let reviews: Vec<String> = self.computers.iter().map(|it| it.says(&review)).collect();
        assert_eq!(reviews[0], reviews[1]);
        assert_eq!(reviews[0], reviews[2]);
        assert_eq!(self.computers[0].events(), self.computers[1].events());
        assert_eq!(self.computers[0].events(), self.computers[2].events());
        let events = self.computers[0].events();
        let entries = events.lines().count();
        println!(
            "{entries} events, {} bytes, the same on all three",
            events.len()
        );
        assert!(entries > 10, "only {entries} entries");
    }
}

fn live(evenings: u64, entries: usize, seed: u64) {
    if programs::is_missing("syncthing") {
        return;
    }
    let begun = Instant::now();
    let mut household = Household::new(seed);
    let first = NaiveDate::from_ymd_opt(2026, 2, 2).unwrap();
    for evening in 0..evenings {
        household.part_and_join();
        for _ in 0..entries {
            household.act(first + Days::new(evening));
        }
    }
    let commands = evenings * entries as u64;
    println!("{commands} commands in {:?}", begun.elapsed());
    household.settle();
    println!("settled after {:?}", begun.elapsed());
    household.agree(first, first + Days::new(evenings));
}

#[test]
fn three_computers_that_were_apart_agree_to_the_byte_once_syncthing_has_carried_everything() {
    live(4, 9, 1);
}

/// About a minute, three on two busy processors: `cargo test --test syncthing -- --ignored`.
#[test]
#[ignore = "the same for 200 evenings, for some minutes"]
fn three_computers_agree_after_two_hundred_evenings() {
    live(200, 6, 2);
}
