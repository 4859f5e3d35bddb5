//! Cutoffs, as far as what was consumed decides them.

use chrono_tz::Europe::Berlin;

use super::timeline_tests::{TUESDAY, berlin, events, plan, tuesday};
use super::undo_tests::{act, and_then, drink, id};
use super::*;
use crate::event::{Event, Substance, Unmeasured, What};
use crate::plan::{Plan, StepKind};
use crate::span::Span;

const CAFFEINE: Substance = Substance::Caffeine;

fn none(substance: Substance) -> What {
    What::NoneToday { substance }
}

fn cutoff_at(journal: &[Event], now: &str) -> &'static str {
    cutoff_of(CAFFEINE, journal, now)
}

/// The plan, with its cutoff at 13:30 about another substance.
fn plan_of(substance: Substance) -> Plan {
    let mut plan = plan();
    plan.steps[0].kind = StepKind::Cutoff { substance };
    plan
}

fn cutoff_of(substance: Substance, journal: &[Event], now: &str) -> &'static str {
    let plan = plan_of(substance);
    let evening = Evening::on(TUESDAY.parse().unwrap(), &plan, &Berlin);
    let timeline = Timeline::new(evening, &plan, journal, berlin(now), &Berlin);
    let entry = timeline.entry(&"last-caffeine".into()).unwrap();
    entry.status.as_str()
}

/// The cutoff's status next morning.
fn in_the_end(entries: &[(&str, What)]) -> &'static str {
    cutoff_at(&events(entries), "2026-11-25T12:00")
}

fn record_none() -> Action {
    Action::Record {
        entry: DiaryEntry::NoneToday(CAFFEINE),
        at: None,
    }
}

#[test]
fn none_today_keeps_the_cutoff_once_the_lights_are_out() {
    let journal = events(&[("12:00", none(CAFFEINE)), ("22:40", What::lights_out())]);
    assert_eq!(cutoff_at(&journal[..1], "2026-11-24T13:40"), "due");
    assert_eq!(cutoff_at(&journal, "2026-11-24T22:41"), "done");
    assert_eq!(in_the_end(&[("12:00", none(CAFFEINE))]), "missed");
    let nothing = [("22:40", What::lights_out())];
    assert_eq!(in_the_end(&nothing), "missed", "silence is not success");
    // None of something else says nothing about caffeine.
    let alcohol = ("12:00", none(Substance::Alcohol));
    assert_eq!(
        in_the_end(&[alcohol, ("22:40", What::lights_out())]),
        "missed"
    );
}

#[test]
fn a_drink_takes_precedence_over_none_today() {
    let dark = ("22:40", What::lights_out());
    for cup in ["07:30", "17:20"] {
        let expected = if cup == "17:20" { "missed" } else { "done" };
        let later = [
            ("12:00", none(CAFFEINE)),
            (cup, drink(63.0, "espresso")),
            dark.clone(),
        ];
        assert_eq!(in_the_end(&later), expected, "{cup}");
    }
    // A drink in the night is the next day's, and yet contradicts it.
    let at_night = [
        ("12:00", none(CAFFEINE)),
        dark.clone(),
        ("23:50", drink(63.0, "espresso")),
    ];
    assert_eq!(in_the_end(&at_night), "missed");
    // One without caffeine contradicts nothing.
    let water = [
        ("12:00", none(CAFFEINE)),
        ("17:20", drink(0.0, "tea")),
        dark,
    ];
    assert_eq!(in_the_end(&water), "done");
}

#[test]
fn undoing_none_today_and_undoing_a_drink_after_it_bring_back_what_was() {
    let journal = events(&[
        ("12:00", none(CAFFEINE)),
        ("17:20", drink(63.0, "espresso")),
        ("22:40", What::lights_out()),
    ]);
    let at = tuesday("22:50");
    let revoke = |n| Action::Revoke { event: id(n) };
    let drafts = act(&journal, at, &revoke(2)).unwrap();
    let without_drink = and_then(journal, drafts);
    assert_eq!(cutoff_at(&without_drink, "2026-11-24T22:50"), "done");
    let drafts = act(&without_drink, at, &revoke(1)).unwrap();
    let without_both = and_then(without_drink, drafts);
    assert_eq!(cutoff_at(&without_both, "2026-11-25T12:00"), "missed");
    // Undo without a name takes back the latest.
    let journal = events(&[("12:00", none(CAFFEINE))]);
    let drafts = act(&journal, at, &Action::Undo { step: None }).unwrap();
    assert_eq!(drafts[0].what, What::Revoked { event: id(1) });
}

#[test]
fn none_today_is_refused_after_a_drink_and_twice() {
    let at = tuesday("20:00");
    let journal = events(&[("08:00", drink(107.0, "coffee"))]);
    let refusal = act(&journal, at, &record_none()).unwrap_err().to_string();
    assert_eq!(
        refusal,
        "coffee on Tue 24 Nov 08:00 is recorded; take that back first if there was none"
    );
    let drafts = act(&[], at, &record_none()).unwrap();
    assert_eq!(drafts[0].what, none(CAFFEINE));
    let refusal = act(&and_then(vec![], drafts), at, &record_none()).unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "no caffeine that day is recorded already"
    );
}

#[test]
fn every_other_substance_decides_its_own_cutoff_by_the_same_rule() {
    for what in [Unmeasured::Alcohol, Unmeasured::Nicotine, Unmeasured::Food] {
        let substance = what.substance();
        let some = |at| (at, What::Consumed(what));
        let dark = ("22:40", What::lights_out());
        let in_the_end =
            |entries: &[(&str, What)]| cutoff_of(substance, &events(entries), "2026-11-25T12:00");
        assert_eq!(in_the_end(std::slice::from_ref(&dark)), "missed");
        assert_eq!(in_the_end(&[some("13:00"), dark.clone()]), "done");
        assert_eq!(in_the_end(&[some("13:31"), dark.clone()]), "missed");
        assert_eq!(in_the_end(&[some("13:00")]), "missed");
        assert_eq!(
            in_the_end(&[("12:00", none(substance)), dark.clone()]),
            "done"
        );
        let both = [("12:00", none(substance)), some("13:31"), dark.clone()];
        assert_eq!(in_the_end(&both), "missed");
        // In the night it is the next day's.
        assert_eq!(
            in_the_end(&[some("13:00"), dark.clone(), some("23:30")]),
            "done"
        );
        // Another substance decides nothing.
        let espresso = [("17:20", drink(63.0, "espresso")), dark.clone()];
        let coffee_only = cutoff_of(substance, &events(&espresso), "2026-11-24T13:40");
        assert_eq!(coffee_only, "due");
        let caffeine = cutoff_at(&events(&[some("17:20"), dark]), "2026-11-24T13:40");
        assert_eq!(caffeine, "due");
    }
}

#[test]
fn a_factor_of_the_day_contradicts_none_today_and_breaks_no_cutoff() {
    let alcohol = Substance::Alcohol;
    let factor = What::Factor {
        name: "alcohol".into(),
        amount: None,
        about: None,
    };
    let dark = ("22:40", What::lights_out());
    let entries = [("12:00", none(alcohol)), ("20:00", factor.clone()), dark];
    let journal = events(&entries);
    assert_eq!(cutoff_of(alcohol, &journal, "2026-11-24T22:50"), "late");
    let action = Action::Record {
        entry: DiaryEntry::NoneToday(alcohol),
        at: None,
    };
    let refusal = act(&events(&[("20:00", factor)]), tuesday("21:00"), &action).unwrap_err();
    assert!(
        refusal
            .to_string()
            .starts_with("alcohol on Tue 24 Nov 20:00"),
        "{refusal}"
    );
}

#[test]
fn what_is_consumed_after_lights_out_is_filed_under_the_next_day() {
    let journal = events(&[("22:40", What::lights_out())]);
    let action = Action::Record {
        entry: DiaryEntry::Consumed(Unmeasured::Food),
        at: None,
    };
    let drafts = act(&journal, berlin("2026-11-25T00:10"), &action).unwrap();
    assert_eq!(drafts[0].evening.to_string(), "2026-11-25");
    let drafts = act(&[], tuesday("21:10"), &action).unwrap();
    assert_eq!(drafts[0].evening.to_string(), TUESDAY);
}

/// Coffee over two hours.
fn over_two_hours() -> What {
    What::Caffeine {
        mg: 107.0,
        drink: Some("coffee".into()),
        over: Some(Span::minutes(120)),
    }
}

#[test]
fn a_drink_over_a_span_breaks_the_cutoff_by_its_last_sip() {
    let dark = ("22:40", What::lights_out());
    assert_eq!(
        in_the_end(&[("11:30", over_two_hours()), dark.clone()]),
        "done"
    );
    assert_eq!(in_the_end(&[("11:31", over_two_hours()), dark]), "missed");
}

#[test]
fn a_drink_over_a_span_ended_just_now_unless_its_beginning_is_given() {
    let record = |at: Option<&str>, over: u32| {
        let entry = DiaryEntry::Caffeine {
            mg: 107.0,
            drink: Some("coffee".into()),
            over: Some(Span::minutes(over)),
        };
        let at = at.map(tuesday);
        act(&[], tuesday("17:00"), &Action::Record { entry, at })
    };
    let drafts = record(None, 120).unwrap();
    assert_eq!(drafts[0].at, tuesday("15:00"));
    assert_eq!(drafts[0].what, over_two_hours());
    assert_eq!(record(Some("14:00"), 120).unwrap()[0].at, tuesday("14:00"));
    // What is not drunk yet has not happened.
    let refusal = record(Some("16:00"), 120).unwrap_err();
    assert_eq!(refusal.to_string(), "Tue 24 Nov 18:00 has not come yet");
    let refusal = record(None, 721).unwrap_err().to_string();
    assert!(refusal.contains("721 min cannot be"), "{refusal}");
    // No time at all is none.
    let What::Caffeine { over, .. } = record(None, 0).unwrap()[0].what.clone() else {
        panic!("a drink");
    };
    assert_eq!(over, None);
}
