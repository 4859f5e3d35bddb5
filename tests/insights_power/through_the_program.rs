//! The same journals through the built program: what `review --json` says of them is what the functions compute that the
//! other tests call. So their error rates are those of the program that users run.

use std::path::Path;

use assert_cmd::Command;
use chrono::{NaiveTime, TimeDelta};
use serde_json::Value;
use winddown::event::{About, Draft, EveningDate, Origin, What};
use winddown::journal::Journal;

use crate::worlds::{FIRST, Life, Lives, WORLDS, World};
use crate::{SPANS, journals};

/// A plan without steps, so that only habits are compared.
const CONFIG: &str = "bedtime = \"22:30\"\nwake = \"06:30\"\n";

/// Everything that was recorded on these nights: each habit as a factor, each rating as the morning's.
fn drafts(life: &Life) -> Vec<Draft> {
    let first: EveningDate = FIRST.parse().unwrap();
    let mut drafts = vec![];
    for (n, legs) in life.legs.iter().enumerate() {
        let evening = first.days_after(n as u64);
        let midnight = evening.0.and_time(NaiveTime::MIN).and_utc();
        let mut record = |hours: i64, what: What| {
            drafts.push(Draft {
                at: midnight + TimeDelta::hours(hours),
                offset_min: 0,
                evening,
                what,
                origin: None,
            });
        };
        for (habit, done) in life.habits.iter().enumerate() {
            if done[n] {
                let name = format!("habit-{habit}");
                let (amount, about) = (None, None);
                record(
                    19,
                    What::Factor {
                        name,
                        amount,
                        about,
                    },
                );
            }
        }
        if let Some(rating) = *legs {
            let (feels, about) = (vec![], Some(About::Night));
            record(
                31,
                What::Legs {
                    rating,
                    feels,
                    places: vec![],
                    about,
                },
            );
        }
    }
    drafts
}

/// What `review --json` says of those nights.
fn review(folder: &Path, life: &Life) -> Value {
    let (config, journal) = (folder.join("config.toml"), folder.join("journal.db"));
    std::fs::write(&config, CONFIG).unwrap();
    let mut open = Journal::open(&journal, "test").unwrap();
    open.append(Origin::Typed, &drafts(life)).unwrap();
    drop(open);
    let first: EveningDate = FIRST.parse().unwrap();
    let last = first.days_after(life.legs.len() as u64 - 1);
    let output = Command::new(env!("CARGO_BIN_EXE_winddown"))
        .args([
            "review",
            "--json",
            "--from",
            FIRST,
            "--to",
            &last.to_string(),
        ])
        .env("WINDDOWN_CONFIG", config)
        .env("WINDDOWN_JOURNAL", journal)
        .env("XDG_CACHE_HOME", folder.join("cache"))
        .env("XDG_STATE_HOME", folder.join("state"))
        .env("HOME", folder)
        .env("TZ", "UTC")
        .assert()
        .success();
    serde_json::from_slice(&output.get_output().stdout).unwrap()
}

/// Numbers in JSON are rounded.
fn is_near(json: &Value, value: f64, unit: f64) -> bool {
    json.as_f64()
        .is_some_and(|json| (json - value).abs() <= unit / 2.0 + 1e-9)
}

/// Compares one journal. Returns the number of comparisons with an estimate, and of findings.
fn compare(life: &Life) -> (usize, usize) {
    let folder = tempfile::tempdir().unwrap();
    let json = review(folder.path(), life);
    let said = json["insights"].as_array().unwrap();
    let nights = life.after(life.legs.len());
    let (findings, insights) = (nights.findings(), nights.insights());
    assert_eq!(said.len(), insights.len(), "{json}");
    for insight in &insights {
        let name = insight.about.name();
        let own = said.iter().find(|said| said["about"] == name);
        let own = own.unwrap_or_else(|| panic!("{name}: {json}"));
        assert_eq!(
            (&own["with"], &own["without"]),
            (&insight.with.into(), &insight.without.into())
        );
        let is_found = findings.iter().any(|finding| finding.about.name() == name);
        assert_eq!(own["found"], is_found, "{own}");
        let Some(estimate) = insight.estimate else {
            assert!(own["difference"].is_null() && own["p"].is_null(), "{own}");
            continue;
        };
        let (low, high) = estimate.interval;
        let near = is_near(&own["difference"], estimate.difference, 0.01)
            && is_near(&own["interval"][0], low, 0.02)
            && is_near(&own["interval"][1], high, 0.02)
            && is_near(&own["p"], estimate.p, 0.001)
            && is_near(&own["q"], estimate.q, 0.001);
        assert!(near, "{own} {estimate:?}");
    }
    let estimates = insights.iter().filter(|insight| insight.estimate.is_some());
    (estimates.count(), findings.len())
}

/// A life in which every habit is there from the first evening on: before its first entry a factor does not count.
fn life(lives: &mut Lives, world: World, nights: usize, effect: f64) -> Life {
    let mut life = lives.life(world, nights, 3, effect);
    for done in &mut life.habits {
        done[0] = true;
    }
    life
}

#[test]
fn the_program_says_what_the_simulation_computes() {
    let mut lives = Lives::new(0x5eed_0005);
    let mut estimates = 0;
    for world in WORLDS {
        estimates += compare(&life(&mut lives, world, 84, 0.0)).0;
    }
    assert!(estimates >= 14, "{estimates}");
    let (_, found) = compare(&life(&mut lives, World::Null, 168, -2.5));
    assert!(found > 0);
}

#[test]
#[ignore = "the full measurement: minutes in release"]
fn the_program_says_what_the_simulation_computes_in_many_journals() {
    let journals = journals().div_ceil(30);
    let (mut all, mut estimates, mut findings) = (0, 0, 0);
    for nights in SPANS {
        for (n, world) in WORLDS.into_iter().enumerate() {
            let mut lives = Lives::new(0x5eed_0006 + nights as u64 * 31 + n as u64);
            for journal in 0..journals {
                let effect = if journal % 4 == 0 { -1.0 } else { 0.0 };
                let (compared, found) = compare(&life(&mut lives, world, nights, effect));
                all += 1;
                estimates += compared;
                findings += found;
            }
        }
    }
    println!(
        "{all} journals through the program: {estimates} estimates and {findings} findings, all alike"
    );
}
