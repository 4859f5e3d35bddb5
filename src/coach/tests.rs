use chrono::FixedOffset;
use proptest::prelude::*;

use super::*;
use crate::evening::{Action, DiaryEntry, When};
use crate::event::{Draft, NightEntry, Origin, Rating, StepId};

#[test]
fn a_step_marked_done_later_gets_its_expected_end_in_the_zone_of_that_evening() {
    let folder = tempfile::tempdir().unwrap();
    let mut coach = Coach::new(
        Config::built_in(),
        Zone::Fixed(FixedOffset::east_opt(3600).unwrap()),
        Journal::open(&folder.path().join("journal.db"), "test").unwrap(),
    );
    let lights_out: DateTime<FixedOffset> = "2026-11-22T22:40:00-05:00".parse().unwrap();
    let evening: EveningDate = "2026-11-22".parse().unwrap();
    let draft = Draft {
        at: lights_out.to_utc(),
        offset_min: -300,
        evening,
        what: What::lights_out(),
        origin: None,
    };
    coach.journal.append(Origin::Typed, &[draft]).unwrap();
    // In the zone of that evening it is still night.
    let now = "2026-11-23T08:00:00+01:00".parse().unwrap();
    let done = Action::Done {
        step: "stretch".into(),
        when: When::Now,
    };
    let kept = coach.act(evening, &done, Origin::Typed, now).unwrap();
    let at = kept.last().unwrap().local().to_rfc3339();
    // It is due at 21:50, and its routine takes twelve minutes and ten seconds.
    assert_eq!(at, "2026-11-22T22:02:10-05:00");
}

#[test]
fn several_actions_at_once_are_recorded_all_or_none() {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::open(&folder.path().join("journal.db"), "test").unwrap();
    let mut coach = Coach::new(
        Config::built_in(),
        Zone::Fixed(FixedOffset::east_opt(3600).unwrap()),
        journal,
    );
    let now: DateTime<Utc> = "2026-11-24T21:00:00+01:00".parse().unwrap();
    let date: EveningDate = "2026-11-24".parse().unwrap();
    let legs = |feel: &str| Action::Record {
        entry: DiaryEntry::Legs {
            rating: Rating::CALM,
            feels: vec![feel.to_owned()],
            places: vec![],
            about: None,
        },
        at: None,
    };
    let out = Action::LightsOut { when: When::Now };
    let refused = coach.act_all(date, &[out.clone(), legs("")], Origin::Typed, now);
    assert!(matches!(refused, Err(CoachError::Refused(_))));
    assert!(coach.journal.evening(date).unwrap().is_empty());
    let kept = coach
        .act_all(date, &[out, legs("tingling")], Origin::Typed, now)
        .unwrap();
    let kinds: Vec<_> = kept.iter().map(|event| event.what.kind()).collect();
    assert_eq!(kinds, ["plan", "lights_out", "legs"]);
    assert!(
        coach
            .act_all(date, &[], Origin::Typed, now)
            .unwrap()
            .is_empty()
    );
}

#[test]
fn a_night_is_unrecorded_until_somebody_woke_from_it_or_rated_it() {
    let now: DateTime<Utc> = "2026-11-24T08:00:00+01:00".parse().unwrap();
    let last_night: EveningDate = "2026-11-23".parse().unwrap();
    let unrecorded_after = |at: &str, what: What| {
        let folder = tempfile::tempdir().unwrap();
        let mut coach = Coach::new(
            Config::built_in(),
            Zone::Fixed(FixedOffset::east_opt(3600).unwrap()),
            Journal::open(&folder.path().join("journal.db"), "test").unwrap(),
        );
        let draft = Draft {
            at: at.parse().unwrap(),
            offset_min: 60,
            evening: last_night,
            what,
            origin: None,
        };
        coach.journal.append(Origin::Typed, &[draft]).unwrap();
        coach.unrecorded_night(now).unwrap()
    };
    let legs = || What::Legs {
        rating: Rating::WORST,
        feels: vec![],
        places: vec![],
        about: None,
    };
    let night = NightEntry::default();
    assert_eq!(
        unrecorded_after("2026-11-23T21:00:00+01:00", legs()),
        Some(last_night),
        "a rating before the night says nothing of it"
    );
    assert_eq!(unrecorded_after("2026-11-24T06:30:00+01:00", legs()), None);
    assert_eq!(
        unrecorded_after("2026-11-24T06:10:00+01:00", What::woke(night)),
        None
    );
    assert_eq!(
        unrecorded_after("2026-11-23T22:30:00+01:00", What::lights_out()),
        Some(last_night)
    );
}

#[test]
fn a_revoked_self_check_is_not_listed() {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::open(&folder.path().join("journal.db"), "test").unwrap();
    let mut coach = Coach::new(
        Config::built_in(),
        Zone::Fixed(FixedOffset::east_opt(3600).unwrap()),
        journal,
    );
    for (day, signs) in [("2026-03-02", [true; 4]), ("2026-11-24", [false; 4])] {
        let now = format!("{day}T21:00:00+01:00").parse().unwrap();
        let action = Action::Record {
            entry: DiaryEntry::SelfCheck(signs),
            at: None,
        };
        coach
            .act(day.parse().unwrap(), &action, Origin::Typed, now)
            .unwrap();
    }
    let entries = coach.iron_and_self_checks().unwrap();
    assert_eq!(entries.len(), 2);
    let action = Action::Revoke {
        event: entries[0].id,
    };
    let now = "2026-03-02T21:05:00+01:00".parse().unwrap();
    coach
        .act(entries[0].evening, &action, Origin::Typed, now)
        .unwrap();
    assert_eq!(coach.iron_and_self_checks().unwrap()[..], entries[1..]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn the_streak_and_the_week_equal_the_reviews_however_far_back_the_streak_reaches(
        days in prop::collection::vec(prop::bool::weighted(0.97), 1..200),
        excused in prop::option::of(0_usize..200),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let config = Config::built_in();
        let journal = Journal::open(&folder.path().join("journal.db"), "test").unwrap();
        let zone = Zone::Fixed(FixedOffset::east_opt(3600).unwrap());
        let now: DateTime<Utc> = "2026-11-24T12:00:00+01:00".parse().unwrap();
        let mut coach = Coach::new(config, zone, journal);
        let last: EveningDate = "2026-11-23".parse().unwrap();
        let mut drafts = Vec::new();
        for (n, kept) in days.iter().enumerate() {
            let evening = last.days_before(n as u64);
            let at = now - chrono::TimeDelta::days(n as i64 + 1);
            let mut record = |what| drafts.push(Draft { at, offset_min: 60, evening, what, origin: None });
            if excused == Some(n) {
                record(What::Excused { why: None });
            } else if *kept {
                for step in coach.config.plan.steps_on(evening) {
                    record(What::done(step.id.clone()));
                }
            }
        }
        coach.journal.append(Origin::Typed, &drafts).unwrap();
        let review = coach.review(last, last, now).unwrap();
        let recent = coach.recent_evenings(now).unwrap();
        prop_assert_eq!(recent.streak, review.streak.current);
        let week = coach.review(last.days_before(5), last, now).unwrap();
        let begins = coach.first_evening().unwrap();
        let judged = week.evenings.iter().map(|evening| (evening.date, evening.outcome));
        let judged: Vec<_> = judged.filter(|(date, _)| begins.is_some_and(|first| first <= *date)).collect();
        prop_assert_eq!(recent.last, judged);
    }
}

#[test]
fn the_streak_is_another_as_soon_as_an_entry_the_plan_or_the_day_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let zone = Zone::Fixed(FixedOffset::east_opt(3600).unwrap());
    let now: DateTime<Utc> = "2026-11-24T12:00:00+01:00".parse().unwrap();
    let last: EveningDate = "2026-11-23".parse().unwrap();
    let mut writer = Journal::open(&path, "test").unwrap();
    let mut coach = Coach::new(
        Config::built_in(),
        zone,
        Journal::open_or_empty(&path, "test").unwrap(),
    );
    let plan = coach.config.plan.clone();
    let mut keep = |days: u64| {
        let evening = last.days_before(days);
        let done = plan.steps_on(evening).map(|step| Draft {
            at: now,
            offset_min: 60,
            evening,
            what: What::done(step.id.clone()),
            origin: None,
        });
        let done: Vec<_> = done.collect();
        writer.append(Origin::Typed, &done).unwrap();
    };
    let streak = |coach: &Coach, now| coach.recent_evenings(now).unwrap().streak;
    keep(2);
    keep(1);
    assert_eq!(streak(&coach, now), 0);
    keep(0);
    assert_eq!([(); 2].map(|()| streak(&coach, now)), [3, 3]);
    let plan = coach.config.plan.clone();
    coach.config.plan.steps[0].id = StepId::from("another");
    assert_eq!(streak(&coach, now), 0);
    coach.config.plan = plan;
    assert_eq!(streak(&coach, now), 3);
    assert_eq!(streak(&coach, now + chrono::TimeDelta::days(1)), 0);
}

#[test]
fn evenings_before_the_entry_of_the_beginning_do_not_break_the_streak_wherever_it_is() {
    let zone = Zone::Fixed(FixedOffset::east_opt(3600).unwrap());
    let now: DateTime<Utc> = "2026-11-24T12:00:00+01:00".parse().unwrap();
    let last: EveningDate = "2026-11-23".parse().unwrap();
    let missed = 3;
    let mut streaks = std::collections::BTreeSet::new();
    for began in [None, Some(last.next())]
        .into_iter()
        .chain([1, 2, 3, 4, 40, 99, 150].map(|days| Some(last.days_before(days))))
    {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::open(&folder.path().join("journal.db"), "test").unwrap();
        let mut coach = Coach::new(Config::built_in(), zone, journal);
        let draft = |evening, what| Draft {
            at: now,
            offset_min: 60,
            evening,
            what,
            origin: None,
        };
        let kept = (0..100).rev().filter(|days| *days != missed);
        let mut drafts: Vec<_> = kept
            .map(|days| last.days_before(days))
            .flat_map(|evening| {
                let steps = coach.config.plan.steps_on(evening);
                let done = steps.map(move |step| draft(evening, What::done(step.id.clone())));
                done.collect::<Vec<_>>()
            })
            .collect();
        drafts.extend(began.map(|evening| draft(evening, What::Began)));
        coach.journal.append(Origin::Typed, &drafts).unwrap();
        let review = coach.review(last, last, now).unwrap();
        let recent = coach.recent_evenings(now).unwrap();
        assert_eq!(recent.streak, review.streak.current, "{began:?}");
        streaks.insert(recent.streak);
    }
    // Three evenings since the missed one, or all but that one.
    assert_eq!(streaks.into_iter().collect::<Vec<_>>(), [3, 99]);
}

#[test]
fn what_may_have_been_recorded_before_is_recorded_once_even_if_it_was_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    let mut coach = Coach::new(
        Config::built_in(),
        Zone::Fixed(FixedOffset::east_opt(3600).unwrap()),
        Journal::open(&folder.path().join("journal.db"), "test").unwrap(),
    );
    let pressed: DateTime<Utc> = "2026-11-24T21:50:00.123+01:00".parse().unwrap();
    let date: EveningDate = "2026-11-24".parse().unwrap();
    let done = Action::Done {
        step: "stretch".into(),
        when: When::Now,
    };
    let later = pressed + chrono::TimeDelta::minutes(1);
    let written = |coach: &Coach| coach.journal.evening(date).unwrap().len();
    coach
        .act_once(date, &done, Origin::Pressed, pressed)
        .unwrap();
    coach
        .act(date, &Action::Undo { step: None }, Origin::Typed, later)
        .unwrap();
    let before = written(&coach);
    let again = coach
        .act_once(date, &done, Origin::Pressed, pressed)
        .unwrap();
    assert_eq!((again, written(&coach)), (vec![], before));
    coach.act_once(date, &done, Origin::Pressed, later).unwrap();
    assert_eq!(written(&coach), before + 1);
}

#[test]
fn evenings_are_read_once_until_something_changes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let zone = Zone::Fixed(FixedOffset::east_opt(3600).unwrap());
    let open = || Journal::open(&path, "test").unwrap();
    let mut coach = Coach::new(Config::built_in(), zone, open());
    let mut elsewhere = Coach::new(Config::built_in(), zone, open());
    let now: DateTime<Utc> = "2026-11-24T21:00:00+01:00".parse().unwrap();
    let date: EveningDate = "2026-11-24".parse().unwrap();
    let read = |coach: &Coach| coach.nearby(now, now).unwrap();
    let first = read(&coach);
    assert!(Arc::ptr_eq(&first, &read(&coach)));
    let note = |text: &str| Action::Note {
        text: text.into(),
        at: None,
    };
    for (number, text) in (1..).zip(["here", "there", "here again"]) {
        let writer = if text == "there" {
            &mut elsewhere
        } else {
            &mut coach
        };
        writer.act(date, &note(text), Origin::Typed, now).unwrap();
        for coach in [&coach, &elsewhere] {
            let notes = coach.evening_record(date, now).unwrap().events;
            let notes = notes.iter().filter(|event| event.what.kind() == "note");
            assert_eq!(notes.count(), number, "{text}");
        }
    }
    let pending = coach.foresee(date, vec![note("pending")], now).unwrap();
    coach.add_pending(&Arc::new(pending));
    let seen = coach.evening_record(date, now).unwrap().events;
    assert!(
        seen.iter()
            .any(|event| matches!(&event.what, What::Note { text } if text == "pending"))
    );
    coach.pending.settle();
    assert_eq!(
        coach.evening_record(date, now).unwrap().events.len(),
        seen.len() - 1
    );
}

#[test]
fn another_journal_in_the_place_of_the_first_is_read_anew() {
    let folder = tempfile::tempdir().unwrap();
    let zone = Zone::Fixed(FixedOffset::east_opt(3600).unwrap());
    let open = |name: &str| Journal::open(&folder.path().join(name), "test").unwrap();
    let now: DateTime<Utc> = "2026-11-24T21:00:00+01:00".parse().unwrap();
    let date: EveningDate = "2026-11-24".parse().unwrap();
    let note = Action::Note {
        text: "elsewhere".into(),
        at: None,
    };
    let mut other = Coach::new(Config::built_in(), zone, open("other.db"));
    other.act(date, &note, Origin::Typed, now).unwrap();
    let mut coach = Coach::new(Config::built_in(), zone, open("journal.db"));
    assert!(coach.evening_record(date, now).unwrap().events.is_empty());
    coach.journal = open("other.db");
    assert!(!coach.evening_record(date, now).unwrap().events.is_empty());
}
