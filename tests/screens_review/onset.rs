//! The chart of the hour at which symptoms begin.

use insta::assert_snapshot;
use winddown::event::{Onset, What};

use super::stage::Stage;
use super::{History, NOW, SIZES, date, evenings};

/// Six weeks in the spring, nothing for five months, and the last three months, in the last half of which symptoms begin two
/// hours earlier, after a change of a medicine.
fn with_onsets() -> Stage {
    let mut history = History(evenings(&[("2026-08-24", "2026-11-23")]));
    let mut began = |from: &str, to: &str, minutes: i64| {
        for (n, evening) in (0..).zip(date(from).through(date(to))) {
            let onset = match n % 8 {
                3 => continue,
                6 => Onset::NoneToday,
                _ => Onset::began(),
            };
            history.record(evening, minutes + n * 37 % 80, What::Onset(onset));
        }
    };
    began("2026-02-01", "2026-03-15", 510);
    began("2026-08-24", "2026-10-05", 540);
    began("2026-10-06", "2026-11-23", 420);
    let medicine = What::Factor {
        name: "medicine-change".to_owned(),
        amount: None,
        about: Some("dose doubled".to_owned()),
    };
    history.record(date("2026-10-06"), 400, medicine);
    Stage::with_events(NOW, &history.0).keys("Tab")
}

#[test]
fn the_hour_is_drawn_over_months_with_medicines_and_its_change_and_silence_is_left_out() {
    for (width, height) in SIZES {
        // On a small screen the steps and the legs come first.
        let keys = match height {
            12 => "y v v v",
            24 => "y v",
            _ => "y",
        };
        let stage = with_onsets().sized(width, height).keys(keys);
        assert_snapshot!(
            format!("onset_{width}x{height}"),
            stage.screen_without_footer()
        );
    }
}

#[test]
fn without_colour_and_in_ascii_points_marks_and_dates_are_there() {
    let screen = with_onsets().in_ascii().keys("y v").screen();
    assert!(screen.is_ascii(), "{screen}");
    for wanted in [
        "Symptoms begin  ",
        "+- ",
        "2 h 01 earlier (1 h 37 to 2 h 25)",
        "15 Mar ... 24 Aug",
        " m ",
        "*",
    ] {
        assert!(screen.contains(wanted), "{wanted}: {screen}");
    }
}

#[test]
fn a_span_without_a_beginning_says_so_and_a_large_screen_keeps_the_strength() {
    let none = Stage::with_events(NOW, &evenings(&[("2026-08-24", "2026-11-23")]));
    let stage = none.keys("Tab v");
    assert!(
        stage
            .screen()
            .contains("No start of symptoms recorded yet."),
        "{}",
        stage.screen()
    );
    let large = stage.sized(120, 40).screen();
    assert!(
        large.contains("Strength  ") && !large.contains("Symptoms begin"),
        "{large}"
    );
}
