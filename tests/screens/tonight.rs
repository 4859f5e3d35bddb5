//! Tonight: its picture at each size, and what its keys do.

use chrono::{DateTime, Utc};
use insta::assert_snapshot;
use uuid::{NoContext, Timestamp, Uuid};
use winddown::evening::Action;
use winddown::event::{ActionId, Event, EventId, Origin, StepId, What, in_effect};
use winddown::span::Span;

use super::stage::Stage;
use super::{SIZES, an_evening, done};

#[test]
fn tonight_before_a_step() {
    for (width, height) in SIZES {
        let stage = Stage::after("2026-11-24T21:38", &an_evening()).sized(width, height);
        assert_snapshot!(
            format!("tonight_before_a_step_{width}x{height}"),
            stage.screen_without_footer()
        );
    }
}

#[test]
fn tonight_when_a_step_is_due() {
    for (width, height) in SIZES {
        let stage = Stage::after("2026-11-24T21:50", &an_evening()).sized(width, height);
        assert_snapshot!(
            format!("tonight_when_a_step_is_due_{width}x{height}"),
            stage.screen_without_footer()
        );
    }
}

#[test]
fn tonight_when_everything_is_late() {
    let stage = Stage::at("2026-11-24T23:40");
    assert_snapshot!(stage.screen_without_footer());
}

#[test]
fn tonight_when_the_lights_are_out() {
    for (width, height) in SIZES {
        let mut before = an_evening();
        before.push(("2026-11-24T22:02", done("stretch")));
        before.push(("2026-11-24T22:15", done("screens-away")));
        before.push(("2026-11-24T22:31", done("lights-out")));
        let stage = Stage::after("2026-11-24T22:31", &before).sized(width, height);
        assert_snapshot!(
            format!("tonight_when_the_lights_are_out_{width}x{height}"),
            stage.screen_without_footer()
        );
    }
}

#[test]
fn when_all_is_done_the_week_is_shown_by_its_days() {
    let mut before: Vec<_> = (18..=23)
        .filter(|day| *day != 20)
        .flat_map(|day| {
            let at = format!("2026-11-{day}T22:31");
            let steps = ["warm-bath", "stretch", "screens-away", "lights-out"];
            let steps = &steps[..if day == 21 { 2 } else { 4 }];
            steps
                .iter()
                .map(move |step| (at.clone(), done(step)))
                .collect::<Vec<_>>()
        })
        .collect();
    for step in [
        "last-caffeine",
        "warm-bath",
        "stretch",
        "screens-away",
        "lights-out",
    ] {
        before.push(("2026-11-24T22:31".to_owned(), done(step)));
    }
    let before: Vec<_> = before
        .iter()
        .map(|(at, action)| (at.as_str(), action.clone()))
        .collect();
    for (width, height) in SIZES {
        let stage = Stage::after("2026-11-24T22:31", &before).sized(width, height);
        assert_snapshot!(
            format!("tonight_with_the_week_{width}x{height}"),
            stage.screen_without_footer()
        );
    }
}

#[test]
fn the_figures_have_one_size_and_show_the_step_that_enter_acts_on() {
    // Two minutes to go, the time itself, and more than an hour: the rows of the figure are as many.
    let rows = |now: &str, keys: &str| {
        let stage = Stage::after(now, &an_evening()).keys(keys);
        let screen = stage.screen();
        let rows = screen
            .lines()
            .filter(|line| line.contains("███") || line.contains("▀▀▀"))
            .count();
        (rows, screen)
    };
    let (soon, _) = rows("2026-11-24T21:48", "");
    let (now, _) = rows("2026-11-24T21:50", "");
    let (later, screen) = rows("2026-11-24T21:00", "j");
    assert!(screen.contains("in 1 hour 15 minutes"), "{screen}");
    assert_eq!([soon, now, later], [8; 3]);
    let stage = Stage::after("2026-11-24T21:48", &an_evening()).keys("j d");
    assert_eq!(stage.journal().last().unwrap(), "done screens-away 21:48");
}

#[test]
fn tonight_excused() {
    let excuse = Action::Excuse {
        why: Some("flu".into()),
    };
    let stage = Stage::after("2026-11-24T21:38", &[("2026-11-24T18:00", excuse)]);
    assert_snapshot!(stage.screen_without_footer());
}

#[test]
fn tonight_in_ascii() {
    let stage = Stage::after("2026-11-24T21:38", &an_evening()).in_ascii();
    let screen = stage.screen();
    assert!(screen.is_ascii(), "{screen}");
    assert_snapshot!(stage.screen_without_footer());
}

#[test]
fn why_a_step() {
    for (width, height) in SIZES {
        let stage = Stage::after("2026-11-24T20:40", &[])
            .sized(width, height)
            .keys("w");
        assert_snapshot!(
            format!("why_a_step_{width}x{height}"),
            stage.screen_without_footer()
        );
    }
}

#[test]
fn help_on_tonight() {
    for (width, height) in SIZES {
        let stage = Stage::at("2026-11-24T20:40").sized(width, height).keys("?");
        assert_snapshot!(
            format!("help_on_tonight_{width}x{height}"),
            stage.screen_without_footer()
        );
    }
}

#[test]
fn help_in_ascii_is_ascii_only() {
    for keys in ["?", "Tab ?"] {
        let stage = Stage::at("2026-11-24T20:40").in_ascii().keys(keys);
        let screen = stage.screen();
        assert!(screen.is_ascii(), "{screen}");
    }
}

#[test]
fn a_tiny_terminal_shows_the_next_step_and_help_says_why_no_more() {
    let stage = Stage::after("2026-11-24T21:38", &an_evening()).sized(39, 11);
    assert_eq!(stage.screen().trim(), "Leg stretches in 12 min");
    assert_eq!(stage.keys("?").screen().trim(), "39x11 is too small: 40x12");
}

#[test]
fn a_key_typed_blind_on_a_tiny_terminal_does_nothing() {
    let stage = Stage::at("2026-11-24T21:50").sized(20, 3).keys("d s z u e");
    assert_eq!(stage.journal(), [] as [&str; 0]);
}

#[test]
fn d_marks_what_is_next_as_done() {
    let stage = Stage::after("2026-11-24T21:50", &an_evening()).keys("d");
    assert_eq!(stage.journal().last().unwrap(), "done stretch 21:50");
    assert!(stage.screen().contains("done 21:50"));
}

#[test]
fn s_skips_and_u_takes_that_back() {
    let stage = Stage::at("2026-11-24T20:50").keys("s");
    assert_eq!(stage.journal(), ["skipped warm-bath 20:50"]);
    let stage = stage.keys("u");
    assert_eq!(stage.journal(), [] as [&str; 0]);
}

#[test]
fn z_puts_off_ten_minutes_once() {
    let stage = Stage::at("2026-11-24T20:45").keys("z");
    assert!(
        stage.screen().contains("again at 20:55"),
        "{}",
        stage.screen()
    );
    assert!(stage.wait(600).screen().contains("it is time"));
}

#[test]
fn the_cursor_goes_down_with_j_and_up_with_k_and_clicks_choose() {
    let stage = Stage::at("2026-11-24T20:50").keys("j j d");
    assert_eq!(stage.journal(), ["done stretch 20:50"]);
    let stage = Stage::at("2026-11-24T20:50").keys("k d");
    assert_eq!(stage.journal(), ["done last-caffeine 20:50"]);
    let stage = Stage::at("2026-11-24T20:50")
        .click("Screens away")
        .keys("d");
    assert_eq!(stage.journal(), ["done screens-away 20:50"]);
}

#[test]
fn a_click_on_a_key_in_the_footer_presses_it() {
    let stage = Stage::at("2026-11-24T20:50").click("s skip");
    assert_eq!(stage.journal(), ["skipped warm-bath 20:50"]);
}

#[test]
fn b_moves_bedtime_and_the_steps_tied_to_it() {
    let stage = Stage::at("2026-11-24T20:30")
        .keys("b Backspace Backspace Backspace Backspace Backspace \"2315\" Enter");
    assert_eq!(stage.journal(), ["bedtime_moved 20:30"]);
    let screen = stage.screen();
    assert!(screen.contains("22:35  Leg stretches"), "{screen}");
    assert!(screen.contains("23:15  Lights out"), "{screen}");
}

#[test]
fn an_invalid_bedtime_is_asked_for_again_and_esc_cancels() {
    let stage = Stage::at("2026-11-24T20:30").keys("b \"x\" Enter");
    assert!(
        stage.screen().contains("a time such as 22:45"),
        "{}",
        stage.screen()
    );
    let stage = stage.keys("Esc d");
    assert_eq!(stage.journal(), ["done warm-bath 20:30"]);
}

#[test]
fn a_refused_action_says_why_and_changes_nothing() {
    let stage = Stage::at("2026-11-24T20:30")
        .keys("b Backspace Backspace Backspace Backspace Backspace \"10:00\" Enter");
    assert_eq!(stage.journal(), [] as [&str; 0]);
    assert!(
        stage.screen().contains("already passed"),
        "{}",
        stage.screen()
    );
}

#[test]
fn e_excuses_with_or_without_a_reason() {
    let stage = Stage::at("2026-11-24T20:30").keys("e \"flu\" Enter");
    assert_eq!(stage.journal(), ["excused 20:30"]);
    assert!(stage.screen().contains("This evening does not count."));
}

#[test]
fn done_steps_are_still_done_after_reopening_the_window() {
    let stage = Stage::after("2026-11-24T21:50", &an_evening()).keys("d q");
    assert!(stage.has_quit);
    assert!(stage.reopened().screen().contains("done 21:50"));
}

#[test]
fn past_the_wake_time_the_next_evening_is_shown() {
    let stage = Stage::at("2026-11-25T06:29");
    assert!(stage.screen().contains("Tuesday 24 November"));
    assert!(stage.wait(61).screen().contains("Wednesday 25 November"));
}

#[test]
fn every_key_in_the_footer_of_tonight_does_something() {
    for now in ["2026-11-24T12:00", "2026-11-24T21:50", "2026-11-24T23:40"] {
        let snooze = Action::Snooze {
            step: StepId::from("stretch"),
            span: Span::minutes(10),
        };
        let stage = || Stage::after(now, &[("2026-11-24T11:00", snooze.clone())]);
        for hint in stage().app.hints() {
            let mut pressed = stage();
            let before = (pressed.screen(), pressed.journal());
            pressed.send(winddown::tui::Message::Key(hint.key.into()));
            assert_ne!(
                (pressed.screen(), pressed.journal()),
                before,
                "{} at {now}",
                hint.shown
            );
        }
    }
}

#[test]
fn every_key_that_changes_something_answers_in_one_line_and_u_names_what_it_takes_back() {
    for (width, height) in [(40, 12), (80, 24)] {
        for (keys, recorded, undone) in [
            (
                "d",
                "Warm bath: done at 20:40.",
                "Undid: Warm bath: done at 20:40.",
            ),
            ("s", "Warm bath: skipped.", "Undid: Warm bath: skipped."),
            (
                "z",
                "Warm bath: again at 20:55.",
                "Undid: Warm bath: again at 20:55.",
            ),
            (
                "b \"2315\" Enter",
                "Bedtime at 23:15, this once.",
                "Undid: Bedtime at 23:15, this once.",
            ),
            (
                "n \"calm\" Enter",
                "Your note is kept.",
                "Undid: your note.",
            ),
        ] {
            let stage = Stage::at("2026-11-24T20:40").sized(width, height);
            let stage = stage.keys(keys);
            let foot = |stage: &Stage| stage.screen().trim_end().lines().last().map(str::to_owned);
            let line = foot(&stage).unwrap();
            assert!(line.contains(recorded), "{keys}: {}", stage.screen());
            let names_the_key = line.contains("u undoes it.");
            assert_eq!(names_the_key, width == 80 || recorded.len() < 26, "{line}");
            let stage = stage.keys("u");
            let line = foot(&stage).unwrap();
            assert_eq!(line.trim(), undone, "{}", stage.screen());
            // The next key takes the line away.
            let stage = stage.keys("Down");
            assert!(!stage.screen().contains("Undid"), "{}", stage.screen());
        }
    }
}

#[test]
fn an_answer_that_names_the_undo_key_goes_with_the_screen_where_that_key_works() {
    let stage = Stage::at("2026-11-24T21:50").keys("n \"calm\" Enter");
    assert!(stage.screen().contains("u undoes it."));
    // The first click chooses the step, the second one starts its routine.
    let stage = stage
        .click("Leg stretches")
        .click("Warm bath")
        .click("Warm bath");
    assert_eq!(stage.app.title(), "Timer");
    assert!(!stage.screen().contains("undoes"), "{}", stage.screen());
}

#[test]
fn each_u_names_the_next_entry_it_takes_back_until_there_is_none() {
    let stage = Stage::at("2026-11-24T20:40").keys("d n \"calm\" Enter u");
    assert!(stage.screen().contains("Undid: your note."));
    let stage = stage.keys("u");
    assert!(stage.screen().contains("Undid: Warm bath: done at 20:40."));
    let stage = stage.keys("u");
    assert!(!stage.screen().contains("Undid"), "{}", stage.screen());
    assert_eq!(stage.journal(), [] as [&str; 0]);
}

#[test]
fn the_diary_answers_with_what_was_recorded_undone_or_restored() {
    for (keys, says) in [
        ("l l 4 t Enter", "Recorded: legs 4 of 10: tingling."),
        ("l d s", "Recorded: stress."),
        ("l d s s", "Undid: stress."),
        ("n \"calm\" Enter l e Home j x", "Undid: your note."),
        ("n \"calm\" Enter l e Home j x u", "Restored: your note."),
        ("d l e Home j x", "Undid: Warm bath: done at 20:40."),
    ] {
        let stage = Stage::at("2026-11-24T20:40").keys(keys);
        assert!(stage.screen().contains(says), "{keys}: {}", stage.screen());
    }
}

/// Excuses for these evenings, which this computer recorded at once this evening.
fn excused_at_once(evenings: &[&str]) -> Vec<Event> {
    let now: DateTime<Utc> = "2026-11-24T19:00:00Z".parse().unwrap();
    let seconds = now.timestamp().unsigned_abs();
    let ids = (0..).map(|nanos| {
        EventId(Uuid::new_v7(Timestamp::from_unix(
            NoContext, seconds, nanos,
        )))
    });
    let mut ids: Vec<EventId> = ids.take(evenings.len()).collect();
    ids.sort();
    let event = |(id, evening): (&EventId, &&str)| Event {
        id: *id,
        at: now,
        offset_min: 60,
        evening: evening.parse().unwrap(),
        what: What::Excused { why: None },
        device: "test".to_owned(),
        origin: Some(Origin::Typed),
        action: Some(ActionId(ids[0])),
    };
    ids.iter().zip(evenings).map(event).collect()
}

#[test]
fn u_takes_back_evenings_that_were_excused_at_once_and_names_them() {
    for (evenings, line) in [
        (
            &["2026-11-10", "2026-11-11", "2026-11-12"][..],
            "Undid: excused from 10 to 12 November.",
        ),
        (
            &["2026-11-10", "2026-11-12"],
            "Undid: 2 evenings excused from 10 to 12 November.",
        ),
        (
            &["2026-11-30", "2026-12-01"],
            "Undid: excused from 30 November to 1 December.",
        ),
        (
            &["2026-12-31", "2027-01-01"],
            "Undid: excused from 31 December 2026 to 1 January 2027.",
        ),
    ] {
        let events = excused_at_once(evenings);
        let stage = Stage::with_events("2026-11-24T20:40", &events).keys("u");
        assert!(stage.screen().contains(line), "{}", stage.screen());
        for evening in evenings {
            let events = stage.events(evening);
            assert!(in_effect(&events).is_empty(), "{evening}");
        }
    }
}

#[test]
fn a_key_that_is_held_or_bounces_marks_one_step() {
    for key in ["d", "s"] {
        let mut stage = Stage::at("2026-11-24T20:50").keys(key);
        for _ in 0..30 {
            stage = stage.keys(key);
        }
        assert_eq!(stage.journal().len(), 1, "{:?}", stage.journal());
        let screen = stage.screen();
        assert!(screen.contains("press it once more."), "{screen}");
        // A moment later it is meant.
        assert_eq!(stage.wait(1).keys(key).journal().len(), 2);
    }
    // So is a press on a step that the user went to.
    let stage = Stage::at("2026-11-24T20:50").keys("d j d");
    assert_eq!(stage.journal().len(), 2, "{:?}", stage.journal());
}
