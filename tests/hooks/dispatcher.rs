//! The hook dispatcher: each event runs its hook once, even if several processes look.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Barrier;
use std::sync::mpsc::{self, Receiver};
use std::thread;

use chrono::{DateTime, FixedOffset, TimeDelta, Utc};
use proptest::prelude::*;
use tempfile::TempDir;
use uuid::{NoContext, Timestamp, Uuid};
use winddown::claims::{CLAIM_LIFETIME, Claims};
use winddown::clock::Zone;
use winddown::coach::Coach;
use winddown::desktop::hook::HookOutcome;
use winddown::event::{EveningDate, Event, EventId, What};
use winddown::journal::Journal;
use winddown::plan::{self, Config};
use winddown::remind::ClaimHolder;
use winddown::remind::evenings::EveningReader;
use winddown::remind::hooks::HookDispatcher;

const TUESDAY: &str = "2026-11-24";

/// The four hooks of what happens. Those for steps print what they are given.
const PRINTING: &str = "[hooks]
on_due = [\"sh\", \"-c\", \"echo $WINDDOWN_EVENT $WINDDOWN_STEP; cat\"]
on_done = [\"sh\", \"-c\", \"echo $WINDDOWN_EVENT $WINDDOWN_STEP; cat\"]
on_evening_kept = [\"true\"]
on_missed = [\"true\"]
";

/// Parses a local time: `21:50` on Tuesday, `+06:30` on the next morning.
fn at(text: &str) -> DateTime<Utc> {
    let (day, time) = match text.strip_prefix('+') {
        Some(time) => ("2026-11-25", time),
        None => (TUESDAY, text),
    };
    format!("{day}T{time}:00+01:00").parse().unwrap()
}

fn tuesday() -> EveningDate {
    TUESDAY.parse().unwrap()
}

/// The built-in plan with these hooks.
fn config(hooks: &str) -> Config {
    let example: Vec<&str> = plan::EXAMPLE.split("[hooks]\n").collect();
    plan::parse(&format!("{}{hooks}", example.concat())).unwrap()
}

/// A computer with one journal.
struct Computer(TempDir);

/// A process of that computer, with its own dispatcher.
struct Process {
    coach: Coach,
    claims: Claims,
    dispatcher: HookDispatcher,
    outcomes: Receiver<HookOutcome>,
}

impl Computer {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn journal(&self) -> PathBuf {
        self.0.path().join("journal.db")
    }

    /// The content of every file.
    fn written(&self) -> Vec<Vec<u8>> {
        let ends = ["journal.db", "journal.db-wal", "claims.db", "claims.db-wal"];
        let files = ends.map(|name| std::fs::read(self.0.path().join(name)).unwrap());
        files.into()
    }

    fn claims(&self) -> Claims {
        Claims::new(self.0.path().join("claims.db"), self.journal())
    }

    fn process(&self, number: u32, hooks: &str) -> Process {
        let (send, outcomes) = mpsc::channel();
        Process {
            coach: Coach::new(
                config(hooks),
                Zone::Fixed(FixedOffset::east_opt(3600).unwrap()),
                Journal::open(&self.journal(), "test").unwrap(),
            ),
            claims: self.claims(),
            dispatcher: HookDispatcher::new(ClaimHolder::process(number, at("20:00")), send),
            outcomes,
        }
    }
}

impl Process {
    fn look(&mut self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let evenings = EveningReader::default().read(&self.coach, now).unwrap();
        let (config, zone) = (&self.coach.config, &self.coach.zone);
        self.dispatcher
            .look(&evenings, &mut self.claims, (config, zone), now)
    }

    /// Records an event at `now`.
    fn record(&mut self, now: DateTime<Utc>, what: What) {
        let millis = now.timestamp_millis() as u64;
        let written =
            Timestamp::from_unix(NoContext, millis / 1000, (millis % 1000) as u32 * 1_000_000);
        let event = Event {
            id: EventId(Uuid::new_v7(written)),
            at: now,
            offset_min: 60,
            evening: tuesday(),
            what,
            device: "test".into(),
            origin: None,
            action: None,
        };
        assert_eq!(self.coach.journal.import(&[event]).unwrap(), 1);
    }

    /// The outcomes of all hooks, after they have ended.
    fn outcomes(self) -> Vec<HookOutcome> {
        drop(self.dispatcher);
        self.outcomes.iter().collect()
    }

    fn tags(self) -> Vec<String> {
        let mut tags: Vec<_> = self
            .outcomes()
            .into_iter()
            .map(|outcome| outcome.tag)
            .collect();
        tags.sort();
        tags
    }
}

fn done(step: &str) -> What {
    What::done(step.into())
}

#[test]
fn a_program_gets_the_facts_of_the_event() {
    let computer = Computer::new();
    let mut one = computer.process(1, PRINTING);
    one.record(at("21:00"), done("massage"));
    one.look(at("21:50"));
    let mut outcomes = one.outcomes();
    outcomes.retain(|outcome| outcome.tag == "on_due stretch");
    assert_eq!(outcomes.len(), 1);
    let (line, facts) = outcomes[0].printed.split_once('\n').unwrap();
    assert_eq!(line, "due stretch");
    let facts: serde_json::Value = serde_json::from_str(facts).unwrap();
    assert_eq!(facts["title"], "Leg stretches");
    assert_eq!(facts["at"], "2026-11-24T21:50:00+01:00");
}

#[test]
fn two_processes_with_one_journal_run_a_hook_once() {
    let computer = Computer::new();
    let (mut one, mut other) = (computer.process(1, PRINTING), computer.process(2, PRINTING));
    one.record(at("21:50"), done("massage"));
    for minute in 0..20 {
        let now = at("21:50") + TimeDelta::minutes(minute);
        one.look(now);
        other.look(now);
    }
    assert_eq!(one.tags(), ["on_done massage", "on_due stretch"]);
    assert_eq!(other.tags(), [] as [&str; 0]);
}

#[test]
fn processes_that_look_often_share_the_minutes_before_bedtime_until_the_lights_are_out() {
    let computer = Computer::new();
    let hook = "[hooks]\non_wind_down = [\"sh\", \"-c\", \"echo $WINDDOWN_SHARE\"]\n";
    let (mut one, mut other) = (computer.process(1, hook), computer.process(2, hook));
    for seconds in (0..16 * 60).step_by(10) {
        let now = at("22:12") + TimeDelta::seconds(seconds);
        if now == at("22:25") {
            one.record(now, What::lights_out());
        }
        let (first, second) = if seconds % 20 == 0 {
            (&mut one, &mut other)
        } else {
            (&mut other, &mut one)
        };
        let next = first.look(now);
        second.look(now);
        if now < at("22:25") {
            let minute = TimeDelta::seconds(seconds / 60 * 60 + 60);
            assert_eq!(next, Some(at("22:12") + minute));
        }
    }
    let outcomes = [one.outcomes(), other.outcomes()].concat();
    let mut shares: Vec<String> = outcomes
        .into_iter()
        .map(|outcome| outcome.printed)
        .collect();
    shares.sort();
    let expected: Vec<String> = (102..115)
        .map(|minutes| format!("{}\n", (f64::from(minutes) / 0.12).round() / 1000.0))
        .collect();
    assert_eq!(shares, expected);
}

#[test]
fn hooks_wait_during_silence_and_run_afterwards() {
    let computer = Computer::new();
    let mut one = computer.process(1, PRINTING);
    one.record(at("21:50"), done("massage"));
    one.claims.request_silence(at("21:50"));
    assert_eq!(one.look(at("21:50")), Some(at("21:52")));
    one.look(at("21:51"));
    assert_eq!(one.tags(), [] as [&str; 0]);
    let mut other = computer.process(2, PRINTING);
    other.look(at("21:52"));
    assert_eq!(other.tags(), ["on_done massage", "on_due stretch"]);
}

#[test]
fn many_processes_at_the_same_moment_run_a_hook_once() {
    for _ in 0..10 {
        let computer = Computer::new();
        computer
            .process(0, PRINTING)
            .record(at("21:00"), done("warm-bath"));
        let start = Barrier::new(6);
        let look = |number| {
            let mut one = computer.process(number, PRINTING);
            start.wait();
            one.look(at("22:16"));
            one.tags()
        };
        let look = &look;
        let mut tags: Vec<String> = thread::scope(|scope| {
            let all: Vec<_> = (1..=6).map(|n| scope.spawn(move || look(n))).collect();
            let tags = all.into_iter().flat_map(|one| one.join().unwrap());
            tags.collect()
        });
        tags.sort();
        assert_eq!(tags, ["on_due screens-away", "on_due stretch"]);
    }
}

#[test]
fn an_evening_that_is_over_is_missed_or_kept_once() {
    for (kept, tag) in [
        (true, "on_evening_kept 2026-11-24"),
        (false, "on_missed 2026-11-24"),
    ] {
        let computer = Computer::new();
        let mut one = computer.process(1, PRINTING);
        for step in ["last-caffeine", "warm-bath", "stretch", "screens-away"] {
            one.record(at("20:00"), done(step));
        }
        if kept {
            one.record(at("+06:29"), What::lights_out());
        }
        for now in ["+06:29", "+06:30", "+06:31", "+06:45"] {
            one.look(at(now));
        }
        let mut tags = one.tags();
        tags.retain(|tag| tag.ends_with(TUESDAY));
        assert_eq!(tags, [tag]);
    }
}

#[test]
fn without_hooks_no_claims_are_made() {
    let computer = Computer::new();
    let (mut without, mut with) = (computer.process(1, ""), computer.process(2, PRINTING));
    assert_eq!(without.look(at("21:50")), None);
    assert!(!computer.0.path().join("claims.db").exists());
    with.look(at("21:50"));
    assert!(computer.0.path().join("claims.db").exists());
}

#[test]
fn looking_again_without_new_events_writes_nothing() {
    let computer = Computer::new();
    let (mut one, mut other) = (computer.process(1, PRINTING), computer.process(2, PRINTING));
    one.record(at("21:50"), done("massage"));
    assert_eq!(one.look(at("21:50")), Some(at("22:15")));
    other.look(at("21:50"));
    let before = computer.written();
    for second in 1..60 {
        one.look(at("21:50") + TimeDelta::seconds(second));
        other.look(at("21:50") + TimeDelta::seconds(second));
    }
    assert_eq!(computer.written(), before);
}

#[test]
fn a_claim_of_a_dead_process_is_taken_over() {
    let computer = Computer::new();
    let mut other = computer.process(2, PRINTING);
    other.record(at("21:00"), done("massage"));
    let key = format!("hook on_due {TUESDAY} stretch {}", at("21:50").timestamp());
    let mut dead = computer.claims();
    let claimed = dead.claim_all(std::slice::from_ref(&key), tuesday(), "dead", at("21:50"));
    assert_eq!(claimed, [key.as_str()]);
    let soon = at("21:50") + TimeDelta::seconds(1);
    let again = other.look(soon).unwrap();
    assert_eq!(again, soon + CLAIM_LIFETIME);
    let claims = dead.about(tuesday(), soon);
    let left = claims.iter().find(|claim| claim.reminder == key).unwrap();
    assert_eq!(left.sent_at, None, "not before the claim has run out");
    other.look(again);
    other.look(again + CLAIM_LIFETIME);
    let mut tags = other.tags();
    tags.retain(|tag| tag == "on_due stretch");
    assert_eq!(tags.len(), 1);
}

#[test]
fn hooks_added_to_the_config_do_not_run_for_earlier_events() {
    let computer = Computer::new();
    let mut one = computer.process(1, "");
    one.record(at("21:20"), done("massage"));
    one.look(at("21:55"));
    one.coach.config = config("[hooks]\non_due = [\"true\"]\non_done = [\"true\"]\n");
    one.look(at("21:55"));
    assert_eq!(one.tags(), ["on_due stretch"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Processes look at random times, and some are replaced by new ones. Every event that could be noticed runs its hook
    /// once.
    #[test]
    fn each_event_runs_its_hook_once_whoever_looks(
        looks in prop::collection::vec((0..3_usize, 1..25_i64, prop::bool::weighted(0.1)), 5..60),
        done_after in prop::collection::vec(any::<prop::sample::Index>(), 0..4),
    ) {
        const STEPS: [&str; 4] = ["warm-bath", "massage", "stretch", "screens-away"];
        let computer = Computer::new();
        let all = "[hooks]\non_due = [\"true\"]\non_done = [\"true\"]\n";
        let mut processes = [0, 1, 2_u32].map(|n| computer.process(n, all));
        let mut now = at("20:00");
        let (mut tags, mut looked, mut done_at) = (Vec::new(), Vec::new(), Vec::new());
        for (n, (who, minutes, is_new)) in looks.iter().enumerate() {
            now += TimeDelta::minutes(*minutes);
            if now >= at("+06:00") {
                break;
            }
            if is_new.to_owned() {
                let fresh = computer.process(3 + n as u32, all);
                tags.extend(std::mem::replace(&mut processes[*who], fresh).tags());
            }
            for step in STEPS.iter().enumerate().filter(|(n_step, _)| {
                done_after.get(*n_step).is_some_and(|index| index.index(looks.len()) == n)
            }) {
                processes[*who].record(now, done(step.1));
                done_at.push((*step.1, now));
            }
            processes[*who].look(now);
            looked.push(now);
        }
        for process in processes {
            tags.extend(process.tags());
        }
        let once: HashSet<&String> = tags.iter().collect();
        prop_assert_eq!(once.len(), tags.len(), "run twice: {:?}", tags);
        for (step, _) in &done_at {
            prop_assert!(once.contains(&format!("on_done {step}")), "{step} was done");
        }
        for (step, due) in [("warm-bath", "20:45"), ("massage", "21:15"), ("stretch", "21:50")] {
            let due = at(due);
            let is_open = |then| !done_at.iter().any(|(other, at)| *other == step && *at <= then);
            let could_be_noticed = looked.iter().any(|then| {
                *then >= due && *then - due <= TimeDelta::minutes(30) && is_open(*then)
            });
            prop_assert_eq!(once.contains(&format!("on_due {step}")), could_be_noticed, "{} was due", step);
        }
    }
}
