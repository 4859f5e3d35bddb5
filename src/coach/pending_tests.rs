use std::sync::Arc;

use chrono::FixedOffset;
use tempfile::TempDir;

use super::*;
use crate::evening::{Action, Refusal};
use crate::evening::{DiaryEntry, When};
use crate::event::Origin;
use crate::event::StepId;
use crate::journal::{StoredTimer, Unfinished};
use crate::review::{CachedEvenings, EventCount, JournalCounts};
use crate::span::Span;

const EVENING: &str = "2026-11-24";

fn evening() -> EveningDate {
    EVENING.parse().unwrap()
}

fn at(clock: &str) -> DateTime<Utc> {
    format!("{EVENING}T{clock}:00+01:00").parse().unwrap()
}

fn done(step: &str) -> Vec<Action> {
    let step = StepId::from(step);
    vec![Action::Done {
        step,
        when: When::Now,
    }]
}

fn undo() -> Vec<Action> {
    vec![Action::Undo { step: None }]
}

fn coffee() -> Vec<Action> {
    let entry = DiaryEntry::Caffeine {
        mg: 80.0,
        drink: Some("coffee".to_owned()),
        over: None,
    };
    vec![Action::Record { entry, at: None }]
}

/// A window's coach and its writer's, on one journal.
struct Window {
    folder: TempDir,
    screen: Coach,
    writer: Coach,
}

impl Window {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self {
            screen: coach(&folder),
            writer: coach(&folder),
            folder,
        }
    }

    /// Hands a write to the writer, which does not carry it out yet.
    fn hand_over(&mut self, write: Write) -> Arc<Write> {
        let write = Arc::new(write);
        self.screen.add_pending(&write);
        write
    }

    fn enter(&mut self, actions: Vec<Action>, clock: &str) -> Arc<Write> {
        let write = self.screen.foresee(evening(), actions, at(clock)).unwrap();
        self.hand_over(write)
    }

    fn steps_done(&self) -> Vec<String> {
        let record = self.screen.evening_record(evening(), at("23:00")).unwrap();
        let timeline = record.timeline(at("23:00"));
        let done = timeline
            .entries
            .iter()
            .filter(|entry| entry.status.is_done());
        done.map(|entry| entry.step.id.to_string()).collect()
    }
}

fn coach(folder: &TempDir) -> Coach {
    Coach::new(
        Config::built_in(),
        Zone::Fixed(FixedOffset::east_opt(3600).unwrap()),
        Journal::open(&folder.path().join("journal.db"), "test").unwrap(),
    )
}

#[test]
fn an_entry_that_is_not_written_yet_is_part_of_every_read() {
    let mut window = Window::new();
    window.enter(done("stretch"), "21:50");
    window.enter(coffee(), "21:51");
    assert_eq!(window.steps_done(), ["stretch"]);
    let screen = &window.screen;
    assert_eq!(screen.first_evening().unwrap(), Some(evening()));
    let drinks = screen.drinks(at("22:00")).unwrap();
    assert_eq!(drinks[0].name.as_deref(), Some("coffee"));
    let counted = screen.counts(JournalCounts::default()).unwrap();
    assert!(counted.evenings.is_empty(), "it may never be recorded");
    let history = screen.history(at("22:00"), counted, CachedEvenings::default());
    let history = history.unwrap();
    assert_eq!(history.look_back(evening(), evening()).nights.len(), 1);
    assert!(history.into_cacheable().counts.evenings.is_empty());
    // The plan is pending too, so the second entry does not bring another one.
    let kinds = |events: &[Event]| -> Vec<String> {
        let kinds = events.iter().map(|event| event.what.kind().to_owned());
        kinds.collect()
    };
    let record = screen.evening_record(evening(), at("22:00")).unwrap();
    assert_eq!(kinds(&record.events), ["plan", "done", "caffeine"]);
    assert!(window.writer.journal.all().unwrap().is_empty());
}

#[test]
fn what_was_read_before_an_entry_became_pending_has_it_as_if_read_anew() {
    let mut window = Window::new();
    let lights_out = || vec![Action::LightsOut { when: When::Now }];
    for (actions, clock) in [
        (done("stretch"), "21:50"),
        (coffee(), "21:51"),
        (lights_out(), "22:30"),
        (undo(), "22:31"),
        (coffee(), "22:32"),
    ] {
        let read = |coach: &Coach| {
            let around = [evening().previous(), evening(), evening().next()];
            around.map(|date| {
                let record = coach.evening_record(date, at("22:40")).unwrap();
                (record.evening, record.plan, record.events)
            })
        };
        read(&window.screen);
        window.enter(actions, clock);
        let mut anew = coach(&window.folder);
        anew.pending = window.screen.pending.clone();
        assert_eq!(read(&window.screen), read(&anew), "{clock}");
    }
}

#[test]
fn what_the_diary_remembers_of_the_last_weeks_changes_with_every_entry() {
    let mut window = Window::new();
    let doses = |window: &Window| window.screen.recent_doses(at("22:00")).unwrap();
    assert!(doses(&window).is_empty());
    window.enter(coffee(), "21:51");
    assert_eq!(doses(&window), [80.0]);
    assert_eq!(doses(&window), [80.0]);
    // One that another program records.
    let other = &mut window.writer;
    let action = &coffee()[0];
    other
        .act(evening(), action, Origin::Typed, at("21:52"))
        .unwrap();
    assert_eq!(doses(&window), [80.0, 80.0]);
    let checks = |window: &Window| window.screen.iron_and_self_checks().unwrap().len();
    assert_eq!(checks(&window), 0);
    let entry = DiaryEntry::SelfCheck([true; 4]);
    window.enter(vec![Action::Record { entry, at: None }], "21:53");
    assert_eq!(checks(&window), 1);
}

#[test]
fn a_pending_entry_can_be_taken_back_and_both_are_written_in_order() {
    let mut window = Window::new();
    let writes = [
        window.enter(done("stretch"), "21:50"),
        window.enter(undo(), "21:51"),
    ];
    assert_eq!(window.steps_done(), [] as [&str; 0]);
    let shown = window
        .screen
        .evening_record(evening(), at("22:00"))
        .unwrap();
    for write in &writes {
        window.writer.write(write).unwrap();
        // The report is still on its way: nothing is shown twice.
        let now = window
            .screen
            .evening_record(evening(), at("22:00"))
            .unwrap();
        assert_eq!(now.events, shown.events);
        window.screen.pending.settle();
    }
    let written = window.writer.journal.evening(evening()).unwrap();
    assert_eq!(written, shown.events, "also with the ids that were shown");
}

#[test]
fn an_entry_made_elsewhere_meanwhile_is_not_made_twice() {
    let mut window = Window::new();
    let write = window.enter(done("stretch"), "21:50");
    let mut other = coach(&window.folder);
    let action = &done("stretch")[0];
    other
        .act(evening(), action, Origin::Typed, at("21:50"))
        .unwrap();
    let refused = window.writer.write(&write);
    assert!(matches!(
        refused,
        Err(CoachError::Refused(Refusal::AlreadySettled { .. }))
    ));
    assert_eq!(other.journal.all().unwrap().len(), 2);
}

#[test]
fn a_plan_recorded_elsewhere_meanwhile_is_not_recorded_twice_and_the_entry_keeps_its_id() {
    let mut window = Window::new();
    let write = window.enter(done("stretch"), "21:50");
    let mut other = coach(&window.folder);
    other
        .act(evening(), &coffee()[0], Origin::Typed, at("21:50"))
        .unwrap();
    let Written::Events(events) = window.writer.write(&write).unwrap() else {
        panic!("an entry")
    };
    let recorded = |event: &Event| (event.id, event.what.clone());
    let foreseen = &write.events()[1];
    assert_eq!(
        events.iter().map(recorded).collect::<Vec<_>>(),
        [recorded(foreseen)]
    );
}

#[test]
fn undo_takes_back_only_the_entry_that_was_shown_as_the_last() {
    let mut window = Window::new();
    let first = window.enter(done("warm-bath"), "20:50");
    window.writer.write(&first).unwrap();
    window.screen.pending.settle();
    let lost = window.enter(done("stretch"), "21:50");
    let undone = window.enter(undo(), "21:51");
    // The first of the two could not be written.
    drop(lost);
    let refused = window.writer.write(&undone);
    assert!(matches!(
        refused,
        Err(CoachError::Refused(Refusal::NothingToUndo(_)))
    ));
    window.screen.pending = Pending::default();
    assert_eq!(window.steps_done(), ["warm-bath"]);
}

#[test]
fn a_write_that_is_repeated_is_recorded_once() {
    let mut window = Window::new();
    let write = window.enter(coffee(), "13:00");
    let first = window.writer.write(&write).unwrap();
    assert_eq!(window.writer.write(&write).unwrap(), first);
    assert_eq!(window.writer.journal.all().unwrap(), write.events());
}

#[test]
fn pending_timers_progress_and_read_pages_are_part_of_every_read() {
    let mut window = Window::new();
    let timer = |evening: EveningDate, step: &str| StoredTimer {
        evening,
        step: step.into(),
        length: Span::minutes(15),
        left: Span::minutes(15),
        since: Some(at("20:45")),
    };
    let old = timer(evening().previous(), "warm-bath");
    for timer in [old, timer(evening(), "warm-bath")] {
        window.writer.journal.save_timer(&timer).unwrap();
    }
    let session = Unfinished {
        evening: evening(),
        step: None,
        progress: serde_json::json!({}),
    };
    let now = at("21:00");
    let page = "warm-bath".to_owned();
    let writes = [
        Write::EndTimer {
            evening: evening(),
            step: "warm-bath".into(),
            heard: true,
        },
        Write::SaveTimer(timer(evening(), "stretch")),
        Write::SaveTimer(timer(evening(), "read")),
        Write::ForgetTimer(evening(), "read".into()),
        Write::SaveProgress(session),
        Write::ForgetProgress,
        Write::Acknowledge { page, now },
    ];
    let mut read = vec![];
    for write in writes {
        let write = window.hand_over(write);
        read.push(local(&window.screen));
        let pending = std::mem::take(&mut window.screen.pending);
        window.writer.write(&write).unwrap();
        assert_eq!(local(&window.screen), *read.last().unwrap(), "{write:?}");
        window.screen.pending = pending;
        window.screen.pending.settle();
    }
    read.dedup();
    assert_eq!(read.len(), 7, "each of them changed something");
}

type Local = (Vec<StoredTimer>, Option<Unfinished>, BTreeSet<String>);

fn local(coach: &Coach) -> Local {
    let mut timers = coach.timers().unwrap();
    timers.sort_by_key(|timer| (timer.evening, timer.step.clone()));
    let pages = coach.acknowledged().unwrap().into_iter().collect();
    (timers, coach.unfinished().unwrap(), pages)
}

#[test]
fn every_addition_and_every_settled_write_gives_a_number_that_was_never_seen() {
    let mut pending = Pending::default();
    let mut numbers = vec![pending.changes()];
    for _ in 0..2 {
        pending.add(Arc::new(Write::ForgetProgress));
        numbers.push(pending.changes());
        pending.settle();
        numbers.push(pending.changes());
    }
    let different: BTreeSet<u64> = numbers.iter().copied().collect();
    assert_eq!(different.len(), numbers.len(), "{numbers:?}");
}

#[test]
fn of_pending_events_only_the_plans_up_to_the_evening_are_added_to_the_plans() {
    let mut window = Window::new();
    window.enter(done("stretch"), "21:50");
    let plans_until = |last: EveningDate| -> Vec<String> {
        let plans = window.screen.pending.add_plans(vec![], last);
        let kinds = plans.iter().map(|event| event.what.kind().to_owned());
        kinds.collect()
    };
    assert_eq!(plans_until(evening()), ["plan"]);
    assert_eq!(plans_until(evening().previous()), [] as [&str; 0]);
}

#[test]
fn pending_events_are_added_to_the_count_of_their_evening() {
    let mut window = Window::new();
    window.enter(done("stretch"), "21:50");
    let write = window.enter(coffee(), "21:51");
    let pending = &window.screen.pending;
    let newest = write.events().last().unwrap().id;
    let count = |events, newest| EventCount {
        evening: evening(),
        events,
        newest,
    };
    assert_eq!(pending.newest_id(), Some(newest));
    // The plan, the step and the coffee.
    assert_eq!(pending.add_counts(&[]).as_ref(), [count(3, newest)]);
    let stored = window.screen.pending.events().next().unwrap().id;
    let stored = [count(4, stored)];
    let counted = pending.add_counts(&stored);
    assert_eq!(counted.as_ref(), [count(7, newest)]);
}

#[test]
fn a_pending_timer_leaves_those_of_other_steps_alone_and_ends_earlier_evenings() {
    let mut window = Window::new();
    let timer = |evening: EveningDate, step: &str, minutes| StoredTimer {
        evening,
        step: step.into(),
        length: Span::minutes(15),
        left: Span::minutes(minutes),
        since: Some(at("20:45")),
    };
    for step in ["stretch", "warm-bath"] {
        let stored = timer(evening(), step, 15);
        window.writer.journal.save_timer(&stored).unwrap();
    }
    let writes = [
        Write::SaveTimer(timer(evening(), "stretch", 9)),
        Write::EndTimer {
            evening: evening(),
            step: "warm-bath".into(),
            heard: true,
        },
        Write::ForgetTimer(evening(), "stretch".into()),
        Write::SaveTimer(timer(evening().next(), "stretch", 15)),
    ];
    let mut steps_left: Vec<Vec<u32>> = vec![];
    for write in writes {
        let write = window.hand_over(write);
        let foreseen = local(&window.screen);
        window.writer.write(&write).unwrap();
        window.screen.pending.settle();
        assert_eq!(local(&window.screen), foreseen, "{write:?}");
        let left = foreseen.0.iter();
        steps_left.push(left.map(|timer| timer.left.as_minutes()).collect());
    }
    let expected: [Vec<u32>; 4] = [vec![9, 15], vec![9, 0], vec![0], vec![15]];
    assert_eq!(steps_left, expected);
}
