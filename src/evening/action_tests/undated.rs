//! Entries whose time is unknown.

use super::*;

fn undated_woke() -> Action {
    Action::Woke {
        when: When::Unknown,
        night: NightEntry::default(),
    }
}

#[test]
fn what_is_undated_is_placed_where_it_is_planned_to_end_and_its_time_is_unknown() {
    let timing = Timing::Unknown;
    let night = NightEntry::default();
    let woke = What::Woke { night, timing };
    let stretch = || Action::Done {
        step: "stretch".into(),
        when: When::Unknown,
    };
    let table = [
        (
            stretch(),
            "2026-11-24T23:40",
            "2026-11-24T22:02",
            What::Done {
                step: "stretch".into(),
                timing,
            },
        ),
        (
            Action::LightsOut {
                when: When::Unknown,
            },
            "2026-11-25T01:00",
            "2026-11-24T22:30",
            What::LightsOut { timing },
        ),
        (
            Action::LightsOut {
                when: When::Unknown,
            },
            "2026-11-25T07:00",
            "2026-11-24T22:30",
            What::LightsOut { timing },
        ),
        (undated_woke(), "2026-11-25T11:00", "2026-11-25T06:30", woke),
    ];
    for (undated, now, at, what) in table {
        let draft = the_one(act(&[], berlin(now), &undated));
        assert_eq!((draft.at, draft.what), (berlin(at), what));
    }
    // Before its time it was done already, and no later than now.
    let early = the_one(act(&[], tuesday("21:00"), &stretch()));
    assert_eq!(early.at, tuesday("21:00"));
}

#[test]
fn what_is_undated_never_replaces_a_known_time() {
    let now = berlin("2026-11-25T11:00");
    let recorded = [
        ("2026-11-24T22:41", What::lights_out()),
        ("2026-11-25T06:10", What::woke(NightEntry::default())),
        ("2026-11-24T21:55", done("stretch")),
    ];
    let undated_lights_out = Action::LightsOut {
        when: When::Unknown,
    };
    for undated in [undated_lights_out, undated_woke()] {
        assert_eq!(act(&recorded, now, &undated), Ok(vec![]));
    }
    let again = act(
        &recorded,
        now,
        &Action::Done {
            step: "stretch".into(),
            when: When::Unknown,
        },
    );
    assert!(
        matches!(again, Err(Refusal::AlreadySettled { .. })),
        "{again:?}"
    );
}

#[test]
fn a_step_backfilled_without_a_time_is_done_at_a_time_that_nobody_knows() {
    let later = berlin("2026-11-27T12:00");
    let backfilled = |id| {
        let draft = the_one(act(&[], later, &done_at(id, None)));
        (draft.what, draft.at)
    };
    let timing = Timing::Unknown;
    let step = "stretch".into();
    let stretch = What::Done { step, timing };
    assert_eq!(backfilled("stretch"), (stretch, tuesday("22:02")));
    let dark = What::LightsOut { timing };
    assert_eq!(backfilled("lights-out"), (dark, tuesday("22:30")));
    let entries = the_one(act(
        &[],
        later,
        &done_at("lights-out", Some(tuesday("23:10"))),
    ));
    assert_eq!(
        (entries.what, entries.at),
        (What::lights_out(), tuesday("23:10"))
    );
    assert_eq!(
        act(&[], later, &Action::LightsOut { when: When::Now }),
        Err(Refusal::TimeMissing)
    );
}
