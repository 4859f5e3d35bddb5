//! The keys of the review: its footer, its help, and the cursor.

use insta::assert_snapshot;
use winddown::plan::{Config, FirstDayOfWeek};
use winddown::tui::Message;

use super::{SIZES, three_months};

#[test]
fn no_two_keys_in_the_footer_do_the_same() {
    for (width, height) in SIZES {
        for keys in ["w", "m", "3", "y", "a", "w Up"] {
            let stage = three_months().sized(width, height).keys(keys);
            let mut does: Vec<_> = stage.app.hints().iter().map(|hint| hint.does).collect();
            let all = does.len();
            does.sort_unstable();
            does.dedup();
            assert_eq!(does.len(), all, "{}", stage.screen());
        }
    }
}

#[test]
fn the_footer_shows_the_key_for_today_unless_today_is_selected() {
    for keys in ["w", "m", "3", "y"] {
        let stage = three_months().keys(keys);
        assert!(!stage.screen().contains("t today"));
        let stage = stage.keys("Left");
        assert!(stage.screen().contains("t today"), "{}", stage.screen());
    }
}

#[test]
fn the_help_explains_the_symbols() {
    for (name, keys) in [("evenings", "?"), ("legs", "c ?")] {
        for (width, height) in [(40, 12), (80, 24)] {
            let screen = three_months().sized(width, height).keys("m").keys(keys);
            assert_snapshot!(
                format!("help_on_{name}_{width}x{height}"),
                screen.screen_without_footer()
            );
        }
    }
}

#[test]
fn the_arrows_move_the_cursor_in_their_direction_on_the_screen() {
    for (keys, chosen) in [
        ("Left", "Mon 23 Nov"),
        ("Up", "Tue 17 Nov"),
        ("w Up", "Mon 23 Nov"),
        ("w Left", "Tue 17 Nov"),
        ("y Up", "Mon 23 Nov"),
        ("y Left", "Tue 17 Nov"),
        ("PageUp", "Sat 24 Oct"),
        ("w PageUp PageUp", "Tue 10 Nov"),
        ("a Left", "October 2026"),
        ("a Left Enter", "Sat 24 Oct"),
        ("3 Up", "Mon 23 Nov"),
        ("3 Left", "Tue 17 Nov"),
        ("3 PageUp", "Tue 25 Aug"),
        ("PageUp PageUp t", "Tue 24 Nov"),
        ("y PageUp Home", "Tue 24 Nov"),
        ("a Up t m", "Tue 24 Nov"),
    ] {
        let screen = three_months().keys(keys).screen();
        assert!(screen.contains(chosen), "{keys}: {screen}");
    }
    // The cursor never moves past tonight.
    for keys in ["Right", "w Right", "y PageDown", "a Down", "a Right"] {
        let screen = three_months().keys(keys).screen();
        assert!(
            screen.contains("24 Nov") || screen.contains("November 2026"),
            "{keys}: {screen}"
        );
    }
}

#[test]
fn every_key_in_the_footer_does_something() {
    for prelude in ["Left", "w Up", "3 Left", "y Left", "a Left", "v Left"] {
        for hint in three_months().keys(prelude).app.hints() {
            let mut pressed = three_months().keys(prelude);
            let before = pressed.screen();
            pressed.send(Message::Key(hint.key.into()));
            assert_ne!(pressed.screen(), before, "{} after {prelude}", hint.shown);
        }
    }
}

#[test]
fn a_week_begins_on_the_day_that_the_config_says_also_while_the_review_is_open() {
    let sunday = |config: &mut Config| config.display.first_day_of_week = FirstDayOfWeek::Sunday;
    let month = three_months().configured(sunday).keys("m");
    let screen = month.screen();
    assert!(screen.contains("Su Mo Tu We Th Fr Sa"), "{screen}");
    assert!(screen.contains(" 1 Nov "), "a week's name: {screen}");
    let week = month.keys("w").screen();
    assert!(week.contains("Week of 22 November"), "{week}");
    let rows: Vec<&str> = week.lines().skip(3).take(7).collect();
    assert!(
        rows[0].contains("Sun 22") && rows[6].contains("Sat 28"),
        "{week}"
    );
    let saturday = three_months().keys("w").configured(|config| {
        config.display.first_day_of_week = FirstDayOfWeek::Saturday;
    });
    let screen = saturday.screen();
    assert!(screen.contains("Week of 21 November"), "{screen}");
    let back = saturday.keys("[").screen();
    assert!(back.contains("Week of 14 November"), "{back}");
}
