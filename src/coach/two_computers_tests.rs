//! One evening, touched on two computers while they were apart: how it reads once both have all of its events.

mod computer;

use chrono::{FixedOffset, TimeDelta};

use super::*;
use crate::evening::{
    Action, DiaryEntry, Refusal, Situation, Timeline, UnrecordedPlan, When, decide, plans_of_others,
};
use crate::event::{
    Draft, EventId, NightEntry, Onset, Rating, Substance, Unmeasured, decisive_night, revocations,
};
use crate::plan::FreeDays;
use crate::review::ReviewInput;
use crate::time_of_day::ClockFormat;
use computer::Computer;

const TUESDAY: &str = "2026-11-24";

fn zone() -> Zone {
    Zone::Fixed(FixedOffset::east_opt(3600).unwrap())
}

fn at(text: &str) -> DateTime<Utc> {
    format!("{text}:00+01:00").parse().unwrap()
}

fn tuesday(clock: &str) -> DateTime<Utc> {
    at(&format!("{TUESDAY}T{clock}"))
}

fn wednesday(clock: &str) -> DateTime<Utc> {
    at(&format!("2026-11-25T{clock}"))
}

/// Something that is done about the evening.
struct Deed {
    name: &'static str,
    /// When it is recorded.
    now: DateTime<Utc>,
    action: Action,
    /// The plan that this computer follows since its config was edited; none if it was not.
    edited: Option<Plan>,
}

fn record(entry: DiaryEntry) -> Action {
    Action::Record { entry, at: None }
}

fn coffee(mg: f64, at: DateTime<Utc>) -> Action {
    Action::Record {
        entry: DiaryEntry::Caffeine {
            mg,
            drink: None,
            over: None,
        },
        at: Some(at),
    }
}

fn legs(rating: i64) -> Action {
    record(DiaryEntry::Legs {
        rating: Rating::try_from(rating).unwrap(),
        feels: vec![],
        places: vec![],
        about: None,
    })
}

fn done(when: When) -> Action {
    let step = "stretch".into();
    Action::Done { step, when }
}

fn skip(why: Option<&str>) -> Action {
    Action::Skip {
        step: "stretch".into(),
        why: why.map(str::to_owned),
    }
}

fn snooze(minutes: u32) -> Action {
    Action::Snooze {
        step: "stretch".into(),
        span: crate::span::Span::minutes(minutes),
    }
}

fn move_bedtime(clock: &str) -> Action {
    Action::MoveBedtime {
        to: chrono::NaiveTime::parse_from_str(clock, "%H:%M").unwrap(),
    }
}

fn lights_out(when: When) -> Action {
    Action::LightsOut { when }
}

fn woke(clock: &str, night: NightEntry) -> Action {
    Action::Woke {
        when: When::At(wednesday(clock)),
        night,
    }
}

/// A deed on a computer that follows a plan of its own.
fn with_plan(name: &'static str, edit: impl Fn(&mut Plan)) -> Deed {
    let mut plan = Config::built_in().plan;
    edit(&mut plan);
    Deed {
        name,
        now: tuesday("22:00"),
        action: Action::Note {
            text: "a note".to_owned(),
            at: None,
        },
        edited: Some(plan),
    }
}

/// What can be done about one evening.
fn deeds() -> Vec<Deed> {
    let actions = actions().into_iter();
    let actions = actions.map(|(name, now, action)| Deed {
        name,
        now,
        action,
        edited: None,
    });
    let another_step = |plan: &mut Plan| {
        let mut step = plan.step(&"stretch".into()).unwrap().clone();
        step.id = "tidy".into();
        plan.steps.push(step);
    };
    let plans = [
        with_plan("shorter plan", |plan| {
            plan.steps.retain(|step| step.id.0 != "warm-bath");
        }),
        with_plan("longer plan", another_step),
        with_plan("later plan", |plan| {
            plan.bedtime = chrono::NaiveTime::from_hms_opt(22, 50, 0).unwrap();
        }),
        with_plan("later, longer plan", |plan| {
            plan.bedtime = chrono::NaiveTime::from_hms_opt(22, 50, 0).unwrap();
            another_step(plan);
        }),
    ];
    actions.chain(plans).collect()
}

fn actions() -> Vec<(&'static str, DateTime<Utc>, Action)> {
    let slept = NightEntry {
        asleep_after_min: Some(20),
        quality: Some(4),
        ..NightEntry::default()
    };
    let lain = NightEntry {
        awakenings: Some(2),
        quality: Some(1),
        up: Some(wednesday("07:00")),
        ..NightEntry::default()
    };
    let now = tuesday("22:00");
    let later = tuesday("23:40");
    let morning = wednesday("07:30");
    let none_today = record(DiaryEntry::NoneToday(Substance::Alcohol));
    let wine = record(DiaryEntry::Consumed(Unmeasured::Alcohol));
    let correct = |mg| Action::Replace {
        event: first_entry(),
        by: Box::new(coffee(mg, tuesday("12:00"))),
    };
    vec![
        ("done", now, done(When::Now)),
        ("done before", now, done(When::At(tuesday("21:30")))),
        ("done as planned", tuesday("22:20"), done(When::AsPlanned)),
        ("skip", now, skip(None)),
        ("skip with a reason", now, skip(Some("tired"))),
        ("snooze", now, snooze(10)),
        ("snooze longer", now, snooze(30)),
        ("bedtime 22:45", now, move_bedtime("22:45")),
        ("bedtime 23:15", now, move_bedtime("23:15")),
        ("dark", later, lights_out(When::At(tuesday("22:41")))),
        ("dark later", later, lights_out(When::At(tuesday("23:10")))),
        ("dark as planned", later, lights_out(When::AsPlanned)),
        ("dark unknown", later, lights_out(When::Unknown)),
        ("awake", morning, woke("06:20", slept)),
        ("awake later", morning, woke("06:50", lain)),
        ("excuse", now, Action::Excuse { why: None }),
        ("none today", now, none_today),
        ("wine", now, wine),
        ("late coffee", now, coffee(80.0, tuesday("18:00"))),
        ("legs 3", now, legs(3)),
        ("legs 7", now, legs(7)),
        ("begins", now, Action::BeginSymptoms),
        ("none", now, record(DiaryEntry::Onset(Onset::NoneToday))),
        ("less coffee", now, correct(40.0)),
        ("more coffee", now, correct(160.0)),
        (
            "no coffee",
            now,
            Action::Revoke {
                event: first_entry(),
            },
        ),
        ("undo", now, Action::Undo { step: None }),
        (
            "check",
            now,
            record(DiaryEntry::SelfCheck([true, true, false, true])),
        ),
        (
            "note",
            now,
            Action::Note {
                text: "a note".to_owned(),
                at: None,
            },
        ),
    ]
}

/// The id of the coffee at noon that both computers know of.
fn first_entry() -> EventId {
    Computer::new("desk", TimeDelta::zero()).next_id(tuesday("12:05"))
}

/// Two computers that know of one coffee at noon, recorded at the desk. Then their clocks go as they do.
fn two(ahead: [TimeDelta; 2]) -> [Computer; 2] {
    let mut desk = Computer::new("desk", TimeDelta::zero());
    desk.act(&coffee(95.0, tuesday("12:00")), tuesday("12:05"))
        .unwrap();
    let mut bed = Computer::new("bed", TimeDelta::zero());
    bed.takes_in(&desk);
    (desk.ahead, bed.ahead) = (ahead[0], ahead[1]);
    [desk, bed]
}

/// Both computers after one deed on each, apart, once each has the events of the other.
fn apart(deeds: [&Deed; 2], ahead: [TimeDelta; 2]) -> [Computer; 2] {
    let [mut desk, mut bed] = two(ahead);
    desk.perform(deeds[0], deeds[0].now).unwrap();
    bed.perform(deeds[1], deeds[1].now).unwrap();
    let before = desk.clone();
    desk.takes_in(&bed);
    bed.takes_in(&before);
    [desk, bed]
}

fn clocks() -> [[TimeDelta; 2]; 3] {
    [[-26, 0], [0, 0], [26, 0]].map(|ahead| ahead.map(TimeDelta::hours))
}

#[test]
fn every_pair_of_actions_reads_the_same_on_both_whatever_their_clocks_and_whoever_did_which() {
    for (n, one) in deeds().iter().enumerate() {
        for other in &deeds()[n..] {
            let mut readings = BTreeSet::new();
            for ahead in clocks() {
                for pair in [[one, other], [other, one]] {
                    let [desk, bed] = apart(pair, ahead);
                    assert_eq!(desk.events, bed.events);
                    readings.insert(desk.reading());
                }
            }
            let names = [one.name, other.name];
            assert_eq!(readings.len(), 1, "{names:?}: {readings:#?}");
        }
    }
}

#[test]
fn an_action_that_knows_of_the_other_computers_counts_as_if_both_had_been_done_on_one() {
    for one in &deeds() {
        for other in &deeds() {
            let [mut alone, _] = two(clocks()[0]);
            alone.perform(one, one.now).unwrap();
            let now = one.now.max(other.now);
            let expected = alone.perform(other, now).map(|()| alone.reading());
            for ahead in clocks() {
                let [mut desk, mut bed] = two(ahead);
                desk.perform(one, one.now).unwrap();
                bed.takes_in(&desk);
                let found = bed.perform(other, now).map(|()| bed.reading());
                assert_eq!(found, expected, "{}, then {}", one.name, other.name);
                desk.takes_in(&bed);
                let reading = found.map(|_| desk.reading());
                assert_eq!(reading, expected);
            }
        }
    }
}

#[test]
fn one_undo_takes_back_what_was_done_knowing_of_the_other_computer() {
    for one in &deeds() {
        for other in deeds()
            .iter()
            .filter(|deed| deed.name != "undo" && deed.edited.is_none())
        {
            let [mut desk, mut bed] = two(clocks()[0]);
            desk.perform(one, one.now).unwrap();
            bed.takes_in(&desk);
            let before = bed.reading();
            let entries = bed.events.len();
            if bed.perform(other, one.now.max(other.now)).is_ok() && bed.events.len() > entries {
                let is_removal = other.name == "no coffee";
                let undo = if is_removal {
                    Action::Restore {
                        event: first_entry(),
                    }
                } else {
                    Action::Undo { step: None }
                };
                bed.act(&undo, wednesday("07:45")).unwrap();
                assert_eq!(bed.reading(), before, "{}, then {}", one.name, other.name);
            }
        }
    }
}

#[test]
fn the_entries_of_both_computers_stand() {
    for one in &deeds() {
        for other in &deeds() {
            let [desk, _] = apart([one, other], clocks()[0]);
            let revoked = revocations(&desk.events);
            let is_entry = |event: &&Event| !matches!(event.what, What::Revoked { .. });
            for entry in desk.events.iter().filter(is_entry).skip(1) {
                assert!(
                    !revoked.contains_key(&entry.id),
                    "{} and {}",
                    one.name,
                    other.name
                );
            }
        }
    }
}

#[test]
fn two_answers_to_one_question_come_to_what_this_table_says() {
    let questions = [
        &[
            "done",
            "done before",
            "done as planned",
            "skip",
            "skip with a reason",
            "snooze",
            "snooze longer",
            "excuse",
        ][..],
        &["bedtime 22:45", "bedtime 23:15"],
        &["dark", "dark later", "dark as planned", "dark unknown"],
        &["awake", "awake later"],
        &["none today", "wine"],
        &["legs 3", "legs 7"],
        &["begins", "none"],
        &["less coffee", "more coffee", "no coffee", "undo"],
        &[
            "shorter plan",
            "longer plan",
            "later plan",
            "later, longer plan",
        ],
    ];
    let deeds = deeds();
    let find = |name: &&str| deeds.iter().find(|deed| deed.name == *name).unwrap();
    let mut lines = vec![];
    for names in questions {
        for (n, one) in names.iter().enumerate() {
            for other in &names[n + 1..] {
                let [desk, _] = apart([find(one), find(other)], clocks()[1]);
                lines.push(format!("{one} + {other}: {}", desk.short_reading()));
            }
        }
    }
    insta::assert_snapshot!(lines.join("\n"));
}
